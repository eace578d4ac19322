"""Show what each edit of an article changed.

Pure. As JSON with every changed passage of title, summary and text; as lines with the words that
went in brackets and the words that came in braces, and a little of what stands around them.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from monitor.manage.objects import write_instant
from monitor.manage.telling import tell_instant
from monitor.text import Turn, compare_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitor.model import Revision
    from monitor.text import Piece

_FIELDS: Final = ("title", "summary", "text")
#: What is shown of a passage that stayed, on each side of a change.
_AROUND: Final = 40


def write_revisions(revisions: Sequence[Revision]) -> list[dict[str, Any]]:
    """Give the JSON objects of revisions, each with what it changed of the one before."""
    befores: list[Revision | None] = [None, *revisions[:-1]]
    return [
        {
            "number": one.number,
            "title": one.title,
            "seen_at": write_instant(one.seen_at),
            "changes": [] if before is None else list(_write_changes(before, one)),
        }
        for before, one in zip(befores, revisions, strict=True)
    ]


def _write_changes(before: Revision, after: Revision) -> Iterator[dict[str, Any]]:
    for name in _FIELDS:
        pieces = compare_words(getattr(before, name), getattr(after, name))
        if any(piece.turn is not Turn.SAME for piece in pieces):
            parts = [{"is": piece.turn.value, "text": piece.text} for piece in pieces]
            yield {"field": name, "pieces": parts}


def tell_revisions(revisions: Sequence[Revision]) -> Iterator[str]:
    """Say of each edit when it was seen and what it changed."""
    for before, after in pairwise(revisions):
        yield f"edited, revision {after.number} seen {tell_instant(after.seen_at)}"
        for name in _FIELDS:
            pieces = compare_words(getattr(before, name), getattr(after, name))
            if any(piece.turn is not Turn.SAME for piece in pieces):
                yield f"  {name}: {_tell(pieces)}"


def _tell(pieces: Sequence[Piece]) -> str:
    """Write a difference in one line: `Five [-dead-]{+hurt+} in Pyongyang`."""
    last = len(pieces) - 1
    parts = []
    for place, piece in enumerate(pieces):
        match piece.turn:
            case Turn.REMOVED:
                parts.append(f"[-{piece.text}-]")
            case Turn.ADDED:
                parts.append(f"{{+{piece.text}+}}")
            case Turn.SAME:
                parts.append(_shorten(piece.text, first=place == 0, last=place == last))
    return " ".join("".join(parts).split())


def _shorten(text: str, *, first: bool, last: bool) -> str:
    """Leave out the middle of what stayed, or its far end."""
    if len(text) <= 2 * _AROUND:
        return text
    head = "" if first else text[:_AROUND]
    tail = "" if last else text[-_AROUND:]
    return f"{head} … {tail}"
