"""Take mail on loopback and print mail and Slack messages as their readers would see them.

Network. The mail server accepts everything and keeps nothing.
"""

from __future__ import annotations

import email
import email.policy
import re
import textwrap
import threading
from typing import TYPE_CHECKING, Any, Self, TextIO

from aiosmtpd.controller import Controller

if TYPE_CHECKING:
    from collections.abc import Callable
    from email.message import EmailMessage

WIDTH = 78


class Printer:
    """Prints boxes and lines to a terminal, one at a time, around a progress line.

    `on_closed` is called once when nobody reads any more (`monitor demo | head`).
    """

    def __init__(self, out: TextIO, *, on_closed: Callable[[], None]) -> None:
        self._out = out
        self._on_closed = on_closed
        self._closed = False
        self._lock = threading.Lock()
        self._progress = ""

    def box(self, title: str, lines: list[str]) -> None:
        """Print a framed message."""
        rule = "─" * (WIDTH - 4 - len(title))
        body = "\n".join(f"│ {line}" for line in lines)
        self.say(f"\n┌─ {title} {rule}\n{body}\n└{'─' * (WIDTH - 1)}")

    def say(self, text: str) -> None:
        """Print a text above the progress line."""
        with self._lock:
            self._write(f"{self._cleared()}{text}\n{self._progress}")

    def progress(self, text: str) -> None:
        """Replace the progress line; where there is no terminal, print it as a line."""
        with self._lock:
            cleared = self._cleared()
            if self._out.isatty():
                self._progress = text[: WIDTH + 20]
                self._write(f"{cleared}{self._progress}")
            else:
                self._write(f"{text}\n")

    def _cleared(self) -> str:
        return "\r\x1b[2K" if self._progress else ""

    def _write(self, text: str) -> None:
        if self._closed:
            return
        try:
            self._out.write(text)
            self._out.flush()
        except BrokenPipeError:
            self._closed = True
            self._on_closed()


class Mailbox:
    """A mail server on loopback that hands each message on; use as a context manager."""

    def __init__(self, on_mail: Callable[[EmailMessage], None], *, port: int) -> None:
        self._on_mail = on_mail
        self._controller = Controller(self, hostname="127.0.0.1", port=port)

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: N802, ANN401 - aiosmtpd's name and type
        """Take one message."""
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self._on_mail(message)
        return "250 taken"

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()


def spell_commands(lines: list[str], command: str) -> list[str]:
    """Write the commands of a message so that they work when they are copied from here.

    Each is one line, however long: a terminal breaks it, and copies it whole.
    """
    return [_COMMAND.sub(lambda _: f"{command} ", line) for line in lines]


#: What a message calls this program, before one of its verbs.
_COMMAND = re.compile(r"\bmonitor (?=(?:why|alerts|silences|stories) )")


def mail_lines(message: EmailMessage) -> list[str]:
    """Show a mail as a reader would see it."""
    part = message.get_body(preferencelist=("plain",))
    text = "" if part is None else str(part.get_content()).strip()
    heads = "\n".join(f"{name}: {message[name]}" for name in ("From", "To", "Subject"))
    return [*_wrap(heads), "", *_wrap(text)]


def slack_lines(payload: dict[str, Any]) -> list[str]:
    """Show a Slack message as a reader would see it."""
    lines: list[str] = []
    for block in payload.get("blocks", []):
        texts = [block.get("text"), *block.get("fields", []), *block.get("elements", [])]
        for text in texts:
            if isinstance(text, dict) and isinstance(text.get("text"), str):
                lines.extend(_wrap(_readable(text["text"])))
    return lines or _wrap(str(payload.get("text", "")))


def _readable(mrkdwn: str) -> str:
    text = re.sub(r"<([^|>]+)\|([^>]+)>", r"\2 (\1)", mrkdwn)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _wrap(text: str) -> list[str]:
    wrapped: list[str] = []
    for line in text.splitlines():
        if _COMMAND.search(line):
            wrapped.extend(line.split(" · "))
            continue
        indent = " " * (len(line) - len(line.lstrip(" -")))
        pieces = textwrap.wrap(
            line,
            WIDTH - 4,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
        wrapped.extend(pieces or [""])
    return wrapped
