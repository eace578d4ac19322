"""Say how a place in a text is written, and whether a pattern asks for it so.

Pure.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from monitor.text import is_invisible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from monitor.text import Folded

#: Stretches that are remembered, then forgotten together; longer ones are no words.
_TABLE_SIZE, _LONGEST = 30_000, 40


class _ComposedTable(dict[str, str]):
    """Stretches with how they are seen: composed, without what nobody sees."""

    def __missing__(self, cut: str) -> str:
        seen = unicodedata.normalize("NFKC", drop_invisible(cut))
        if len(cut) <= _LONGEST:
            if len(self) >= _TABLE_SIZE:
                self.clear()
            self[cut] = seen
        return seen


_COMPOSED = _ComposedTable()


def write_surface(folded: Folded, start: int, end: int) -> str:
    """Return a token as it is written, composed, without what nobody sees."""
    if folded.original.isascii():
        return folded.original[start:end]
    start, end = folded.span(start, end)
    text = folded.original[start:end]
    if not isinstance(folded.offsets, range):
        text = drop_invisible(text)
    return unicodedata.normalize("NFKC", text)


def write_surfaces(folded: Folded, places: Iterable[tuple[int, str]]) -> Iterator[str]:
    """Return tokens as they are written, each by its place and folded text; some may repeat."""
    original, span = folded.original, folded.span
    for start, text in places:
        first, last = span(start, start + len(text))
        yield _COMPOSED[original[first:last]]


def is_written_so(
    folded: Folded, place: tuple[int, int], *, exactly: str | None, capital: bool
) -> bool:
    """Whether the original text at this place in the folded one is written as it must be."""
    first, last = folded.span(*place)
    if capital and folded.original[first].islower():
        return False
    return exactly is None or _is_seen_alike(folded.original[first:last], exactly)


def _is_seen_alike(cut: str, exactly: str) -> bool:
    if cut.isascii() and exactly.isascii():
        return cut.split() == exactly.split()
    return _visible(cut) == _visible(exactly)


def _visible(text: str) -> str:
    """Write an original text the way it is seen: composed, without what nobody sees."""
    return " ".join(unicodedata.normalize("NFC", drop_invisible(text)).split())


def drop_invisible(text: str) -> str:
    """Leave out the characters that nobody sees."""
    return "".join(char for char in text if not is_invisible(char))
