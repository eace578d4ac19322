"""Draw a place in a line with carets under it.

Pure. Knows nothing else; errors and warnings about queries are shown with it.
"""

from __future__ import annotations

import unicodedata
from typing import Final

#: Characters of a long line that are shown before and after the place.
_MOST_SHOWN: Final = 60


def point_at(query: str, start: int, end: int) -> tuple[str, str]:
    """Draw a part of a query with carets under it, as two lines; a long query is cut.

    Signs that are two columns wide have a blank as wide under them, marks that have none nothing.
    """
    first = max(0, start - _MOST_SHOWN) if len(query) > 2 * _MOST_SHOWN else 0
    last = max(first + 2 * _MOST_SHOWN, start + 1)
    shown = "".join(" " if char.isspace() else char for char in query[first:last])
    blank = "".join(map(_blank_under, shown[: start - first]))
    carets = "".join(map(_blank_under, shown[start - first : end - first]))
    lead = "  …" if first else "  "
    drawn = carets.replace("\u3000", "^^").replace(" ", "^")
    return (
        f"{lead}{shown}{'…' if last < len(query) else ''}",
        f"{' ' * len(lead)}{blank}{drawn or '^'}",
    )


def _blank_under(char: str) -> str:
    if unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return ""
    return "\u3000" if unicodedata.east_asian_width(char) in {"W", "F"} else " "
