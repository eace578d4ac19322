"""Say whether a place in a text is written as a pattern asks: exactly so, or with a capital.

Pure.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from monitor.text import is_invisible

if TYPE_CHECKING:
    from monitor.text import Folded


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
    return " ".join(unicodedata.normalize("NFC", _drop_invisible(text)).split())


def _drop_invisible(text: str) -> str:
    return "".join(char for char in text if not is_invisible(char))
