"""Print for people or for scripts: tables and lines, or one JSON object a line.

Process. What a feed or server said is shown without its control characters, so that no title
can move the cursor of a terminal.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from datetime import datetime

V = TypeVar("V")
F = TypeVar("F", bound=Callable[..., Any])

#: A column is never cut below this.
LEAST_WIDTH = 12
WIDEST = 400
#: What a person reads at once.
PAGE = 50
#: More than any database here holds, and what every database takes as a limit.
EVERYTHING = 2**31 - 1
_GAP = "  "
#: What `json` leaves as it is, but a terminal obeys.
_HIGH_CONTROLS = re.compile("[\x7f-\x9f]")


def json_option(command: F) -> F:
    """Give a command the option `--json`."""
    text = "Print one JSON object a line."
    return click.option("--json", "as_json", is_flag=True, help=text)(command)


def limit_option(command: F) -> F:
    """Give a command the option `--limit`."""
    text = "At most so many. Default: 50 for people, all with --json."
    return click.option("--limit", type=click.IntRange(min=1), help=text)(command)


def choose_limit(limit: int | None, *, as_json: bool) -> int:
    """Give a person a page and a script everything, unless they said how much."""
    return limit or (EVERYTHING if as_json else PAGE)


def print_json(value: Mapping[str, Any]) -> None:
    """Print one JSON object on one line; controls of a terminal are escaped, letters are not."""
    text = json.dumps(value, ensure_ascii=False)
    click.echo(_HIGH_CONTROLS.sub(lambda found: f"\\u{ord(found[0]):04x}", text))


def print_line(text: str = "") -> None:
    """Print one line for people."""
    click.echo(clean(text))


def print_note(text: str) -> None:
    """Print one line on standard error, where it disturbs no script."""
    click.echo(clean(text), err=True)


def print_listing(
    values: Iterable[V],
    *,
    as_json: bool,
    write: Callable[[V], Mapping[str, Any]],
    columns: Mapping[str, Callable[[V], object]],
    empty: str,
) -> None:
    """Print a listing: one JSON object a line, or a table.

    Args:
        values: what is listed.
        as_json: for a script.
        write: gives the JSON object of a value.
        columns: heading and cell of each column; the last one is cut where the line ends.
        empty: what to say to a person when there is nothing.
    """
    if as_json:
        for value in values:
            print_json(write(value))
        return
    rows = [[_cell(cell(value)) for cell in columns.values()] for value in values]
    if not rows:
        print_note(empty)
        return
    print_table([heading.upper() for heading in columns], rows)


def print_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows under headings; on a terminal no line is longer than it is wide."""
    lines = [headings, *rows]
    widths = [max(_width(line[column]) for line in lines) for column in range(len(headings))]
    room = shutil.get_terminal_size((WIDEST, 24)).columns if sys.stdout.isatty() else WIDEST
    for line in lines:
        cells = [_pad(cell, width) for cell, width in zip(line, widths, strict=True)]
        click.echo(_cut(_GAP.join(cells).rstrip(), max(room, LEAST_WIDTH)))


def clean(text: str) -> str:
    """Drop control characters; keep line ends, and make tabs spaces."""
    return "".join(
        char
        for char in text.replace("\t", " ")
        if char == "\n" or unicodedata.category(char) != "Cc"
    )


def _cell(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, tuple | list):
        return ", ".join(map(str, value)) or "–"
    return clean(str(value)).replace("\n", " ") or "–"


def _width(text: str) -> int:
    return sum(_char_width(char) for char in text)


def _char_width(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in {"Cf", "Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in {"W", "F"} else 1


def _pad(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


def _cut(text: str, width: int) -> str:
    if _width(text) <= width:
        return text
    kept, used = [], 0
    for char in text:
        used += _char_width(char)
        if used > width - 1:
            break
        kept.append(char)
    return "".join(kept) + "…"


def show_instant(at: datetime | None) -> str | None:
    """Show an instant to the second."""
    return None if at is None else at.strftime("%Y-%m-%d %H:%M:%SZ")
