"""Give long queries as people keep them in other programs, each with many terms and signs."""

from __future__ import annotations

from pathlib import Path

_FILE = Path(__file__).parents[1] / "data" / "foreign" / "queries.txt"


def _read() -> list[tuple[str, str]]:
    blocks = _FILE.read_text(encoding="utf-8").removesuffix("\n").split("\n---\n")
    return [(dialect, query) for dialect, _, query in (one.partition("\n") for one in blocks)]


#: Program, query.
LONG_QUERIES = _read()
