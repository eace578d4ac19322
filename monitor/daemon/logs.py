"""Write log records to standard error, for people or as JSON lines.

Process. A record is a constant message with facts beside it (`extra={…}`); the formatters
show the facts and nothing of the libraries' own records below WARNING.
"""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime

#: What every record has; anything else on it is a fact that was passed as `extra`.
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}

#: These print addresses (and with them secrets) or noise at INFO.
_LIBRARIES = ("httpx", "httpcore", "apscheduler", "uvicorn", "alembic", "asyncio", "mail.log")


def set_up_logging(*, level: str, json_lines: bool) -> None:
    """Send the program's log to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JSONFormatter() if json_lines else HumanFormatter())
    root = logging.getLogger()
    for old in tuple(root.handlers):
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level.upper())
    for name in _LIBRARIES:
        logging.getLogger(name).setLevel(logging.WARNING)


class HumanFormatter(logging.Formatter):
    """`2026-11-24T12:00:01Z INFO    pipeline.poll: feed polled  feed_id=3 outcome=changed`."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        room = record.name.removeprefix("monitor.")
        facts = " ".join(f"{name}={_shown(value)}" for name, value in _facts(record).items())
        line = f"{at} {record.levelname:<7} {room}: {record.getMessage()}"
        return (f"{line}  {facts}" if facts else line) + _traceback(self, record)


class JSONFormatter(logging.Formatter):
    """One JSON object a line: `at`, `level`, `logger`, `message` and the facts."""

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **_facts(record),
        }
        trace = _traceback(self, record)
        if trace:
            entry["traceback"] = trace.strip()
        return json.dumps(entry, ensure_ascii=False, default=str)


def _facts(record: logging.LogRecord) -> dict[str, object]:
    return {
        name: value
        for name, value in vars(record).items()
        if name not in _STANDARD and value is not None
    }


def _shown(value: object) -> str:
    """Keep a fact on its line and apart from the next: feeds write some of them."""
    text = str(value)
    return text if text.isprintable() and text and " " not in text else repr(text)


def _traceback(formatter: logging.Formatter, record: logging.LogRecord) -> str:
    return "\n" + formatter.formatException(record.exc_info) if record.exc_info else ""
