"""Take the prints of a text by which near sameness is judged, and show the passages behind them.

Pure. A print is a hash of three words in a row, or of five characters in a row of a script without
spaces; punctuation, case and marks do not count. Of a text are kept the prints of its beginning
and the smallest ones of the whole, so that two texts are sampled alike: what is kept of one is
kept of the other where they say the same. The beginning is kept whole because many publishers
show no more of an agency's text than that (docs/sameness.md, "Copies").
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

from monitor.text import find_spans, fold_plain

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

#: Prints kept of the beginning of a text, and of what follows.
HEAD = 64
SAMPLE = 64
#: A text is read so far; what follows is a list or a book.
MAX_CHARACTERS = 100_000
EVERY = 0xFFFFFFFF

#: Small odd numbers are enough to tell the order of three hashes.
_SECOND, _THIRD = 5, 25
#: Of running text about every second place is looked at, told by the character that stands there.
_ANCHOR = 1
_SIGNS = 5
#: Thai and its neighbors write a syllable with several signs.
_SOUTHEAST = frozenset((0x0E, 0x10, 0x17))
_SIGNS_OF_SOUTHEAST = 8
#: Passages are looked for in so much of a text, and beyond only when nothing is found there.
_SHOWN = 1_500
_PASSAGES = 3
_PASSAGE_CHARACTERS = 160


class Prints(NamedTuple):
    """What is kept of a text to know it again."""

    #: Of its beginning, in order, each once.
    head: tuple[int, ...]
    #: The smallest of what follows, rising.
    sample: tuple[int, ...]
    #: No print above it was kept in the sample.
    limit: int
    #: How many different prints the text has.
    total: int


def hash_word(word: str) -> int:
    """Return a number for a word, the same in every process."""
    return crc32(word.encode("utf-8", "surrogatepass"))


def take_prints(words: Sequence[str], running: str) -> Prints:
    """Take the prints of a text.

    Args:
        words: Of its spaced scripts, folded, in order.
        running: What it has of running scripts, folded, in order.
    """
    prints = _print_words(words)
    if running:
        prints += _print_signs(*_find_anchors(running))
    return keep_prints(list(dict.fromkeys(prints)))


def keep_prints(prints: list[int]) -> Prints:
    """Keep of all different prints of a text what it will be known by."""
    rest = prints[HEAD:]
    kept = sorted(_smallest(rest))[:SAMPLE]
    limit = kept[-1] if len(kept) < len(rest) else EVERY
    return Prints(tuple(prints[:HEAD]), tuple(kept), limit, len(prints))


def _smallest(prints: list[int]) -> list[int]:
    """Leave out what cannot be among the smallest; sorting all of a long text takes time."""
    share = 2 * SAMPLE / max(len(prints), 1)
    if share >= 1:
        return prints
    least = [one for one in prints if one < share * EVERY]
    return least if len(least) >= SAMPLE else prints


def _print_words(words: Sequence[str]) -> list[int]:
    codes = [crc32(word.encode("utf-8", "surrogatepass")) for word in words]
    return [
        (a + b * _SECOND + c * _THIRD) & EVERY
        for a, b, c in zip(codes, codes[1:], codes[2:], strict=False)
    ]


def _find_anchors(text: str) -> tuple[bytes, list[int]]:
    """Return running text in units of two bytes, and the places where a print begins."""
    units = text.encode("utf-16-le", "surrogatepass")
    last = len(units) // 2 - _SIGNS
    anchors = [place for place, unit in enumerate(units[::2]) if not unit & _ANCHOR]
    return units, [place for place in anchors if place <= last]


def _print_signs(units: bytes, anchors: list[int]) -> list[int]:
    return [crc32(units[2 * place : 2 * (place + _count_signs(units, place))]) for place in anchors]


def _count_signs(units: bytes, place: int) -> int:
    return _SIGNS_OF_SOUTHEAST if units[2 * place + 1] in _SOUTHEAST else _SIGNS


def show_passages(text: str, limit: int, others: Collection[int]) -> tuple[str, ...]:
    """Return the longest pieces of a text that another one has too.

    Args:
        text: As a reader sees it.
        limit: Up to which prints both texts were sampled.
        others: The prints kept of the other text.
    """
    runs = _find_runs(text[:_SHOWN], limit, others) or _find_runs(text, limit, others)
    runs.sort(key=lambda run: run[0] - run[1])
    return tuple(_shorten(text[start:end]) for start, end in runs[:_PASSAGES])


def _find_runs(text: str, limit: int, others: Collection[int]) -> list[tuple[int, int]]:
    """Return where stretches of a text stand that another one has, as far as prints tell."""
    runs: list[tuple[int, int]] = []
    is_open = False
    for start, end, value in _find_spans(text):
        if value in others:
            if is_open:
                runs[-1] = (runs[-1][0], max(end, runs[-1][1]))
            else:
                runs.append((start, end))
            is_open = True
        elif value <= limit:
            is_open = False
    return runs


def _find_spans(text: str) -> list[tuple[int, int, int]]:
    """Return prints with their places in a text, by place."""
    words, running = find_spans(text)
    prints = _print_words([fold_plain(text[start:end]) for start, end in words])
    spans = [(words[number][0], words[number + 2][1], value) for number, value in enumerate(prints)]
    places = [place for start, end in running for place in range(start, end)]
    signs = [fold_plain(text[place]) for place in places]
    if signs and all(len(sign) == 1 for sign in signs):
        units, anchors = _find_anchors("".join(signs))
        spans += [
            (places[anchor], places[anchor + _SIGNS - 1] + 1, value)
            for anchor, value in zip(anchors, _print_signs(units, anchors), strict=True)
        ]
    return sorted(spans)


def _shorten(passage: str) -> str:
    text = " ".join(passage.split())
    if len(text) <= _PASSAGE_CHARACTERS:
        return text
    cut = text[:_PASSAGE_CHARACTERS]
    return (cut.rpartition(" ")[0] or cut) + "…"
