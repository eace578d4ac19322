"""Cut a text where its evidence begins and ends, so that the page can mark what was found.

Pure. The pieces are plain text: escaping stays with the template.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitor.model import Evidence


def pieces(text: str, evidence: Iterable[Evidence], field: str) -> tuple[tuple[str, bool], ...]:
    """Give the pieces of a field's text in order, each with whether it was found."""
    cut: list[tuple[str, bool]] = []
    reached = 0
    for start, end in sorted(
        (found.start, found.end) for found in evidence if found.field == field
    ):
        if end <= reached:
            continue
        cut += [(text[reached:start], False), (text[max(start, reached) : end], True)]
        reached = end
    return tuple(piece for piece in (*cut, (text[reached:], False)) if piece[0])
