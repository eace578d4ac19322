"""Show what an edit changed, word by word.

Pure. Two texts are cut into words (a character of Han, Kana or Thai is a word), what both begin
and end with is put aside, and the rest is compared. A text that is long and rewritten is compared
line by line instead: word by word would take minutes and tell nobody anything.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

#: Pairs of equal words in two texts: what comparing them costs. Beyond it, lines are compared.
MOST_PAIRS: Final = 20_000

#: Words with the space behind them; writing without spaces, character by character.
_WORD: Final = re.compile(
    r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|"
    r"[^\W\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+|\s+|."
)
_LINE: Final = re.compile(r"[^\n]*\n|[^\n]+")
_ALL: Final = re.compile(r".+", re.DOTALL)


class Turn(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A piece of text and what became of it."""

    turn: Turn
    text: str


def compare_words(before: str, after: str) -> tuple[Piece, ...]:
    """Give the pieces of two texts in order.

    All but what was added make `before`, all but what was removed make `after`.
    """
    return tuple(_joined(_compare(before, after, (_WORD, _LINE, _ALL))))


def _cost(one: Sequence[str], other: Sequence[str]) -> int:
    counts = Counter(other)
    return sum(count * counts[word] for word, count in Counter(one).items() if not word.isspace())


def _compare(before: str, after: str, cuts: Sequence[re.Pattern[str]]) -> Iterator[Piece]:
    one, other = cuts[0].findall(before), cuts[0].findall(after)
    start = _common(one, other)
    end = _common(one[start:][::-1], other[start:][::-1])
    yield _piece(Turn.SAME, one[:start])
    middle, changed = one[start : len(one) - end], other[start : len(other) - end]
    if _cost(middle, changed) > MOST_PAIRS:
        yield from _compare("".join(middle), "".join(changed), cuts[1:])
    else:
        yield from _align(middle, changed)
    yield _piece(Turn.SAME, one[len(one) - end :])


def _align(middle: Sequence[str], changed: Sequence[str]) -> Iterator[Piece]:
    # Spaces are everywhere: as starting points they would cost much and tell nothing.
    matcher = SequenceMatcher(str.isspace, middle, changed, autojunk=False)
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind == "equal":
            yield _piece(Turn.SAME, middle[i1:i2])
        else:
            yield _piece(Turn.REMOVED, middle[i1:i2])
            yield _piece(Turn.ADDED, changed[j1:j2])


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    for place, (word, its) in enumerate(zip(one, other, strict=False)):
        if word != its:
            return place
    return min(len(one), len(other))


def _piece(turn: Turn, words: Iterable[str]) -> Piece:
    return Piece(turn=turn, text="".join(words))


def _joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Leave out what is empty, join what stays the same, and let changes take single spaces in.

    Of two words that changed side by side the space between them did not; shown so, it would
    break them apart.
    """
    held: dict[Turn, str] = {}
    for piece in pieces:
        if piece.turn is Turn.SAME and held and piece.text.isspace() and "\n" not in piece.text:
            for turn in (Turn.REMOVED, Turn.ADDED):
                held[turn] = held.get(turn, "") + piece.text
        elif piece.turn is Turn.SAME and piece.text:
            yield from _changed(held)
            held = {}
            yield piece
        elif piece.text:
            held[piece.turn] = held.get(piece.turn, "") + piece.text
    yield from _changed(held)


def _changed(held: dict[Turn, str]) -> Iterator[Piece]:
    """Give a change; the spaces that both sides end with are the same again."""
    removed, added = held.get(Turn.REMOVED, ""), held.get(Turn.ADDED, "")
    tail = ""
    while removed and added and removed[-1] == added[-1] and removed[-1].isspace():
        removed, added, tail = removed[:-1], added[:-1], removed[-1] + tail
    if removed == added:
        removed, added, tail = "", "", removed + tail
    for turn, text in ((Turn.REMOVED, removed), (Turn.ADDED, added), (Turn.SAME, tail)):
        if text:
            yield Piece(turn=turn, text=text)
