"""Fold text so that spellings of one word become equal, and keep the way back.

Pure. NFKC, case folding, invisible characters dropped, quotes, dashes and spaces unified, marks
taken off letters that are only varied by them. Every folded character knows the place in the
original it comes from, so that a match found here is shown there.

Marks go from Latin and Greek, points from Arabic and Hebrew, stress from Cyrillic; but `й` is
another letter than `и`, and voiced kana, Hangul and Indic vowel signs are no decoration: folding
with NFKD turned Шойгу into шоигу and ガ into カ. Text is folded cluster by cluster (a character
with what composes with it), so that a cut of the original folds to what it was folded to inside.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from monitor.text.letters import (
    UNIFIED,
    is_extending,
    is_invisible,
    replace_letters,
    strip_marks,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Stands for "this character needs its neighbors to be folded"; a noncharacter, never in text.
_HARD = "\uffff"
_HARD_REGION = re.compile(f"[^{_HARD}]?{_HARD}+")
#: No writing stacks so many marks; towers of them would take quadratic time.
_MAX_CLUSTER = 32
#: Real text uses a few thousand characters; the cap keeps hostile text from filling the memory.
_TABLE_SIZE = 20_000
#: Longer ones are no syllable, and are not remembered.
_SHORT_REGION = 12


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text with the way back to its original."""

    text: str
    #: `offsets[i]` is where folded character i comes from; the last is the original's length.
    offsets: Sequence[int]
    original: str

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where the folded characters `start:end` stand in the original."""
        if start >= end:
            return self.offsets[start], self.offsets[start]
        last = self.offsets[end - 1]
        while self.offsets[end] == last and end < len(self.text):
            end += 1
        stop = self.offsets[end]
        while stop > last + 1 and is_invisible(self.original[stop - 1]):
            stop -= 1
        return self.offsets[start], stop


def fold(text: str) -> Folded:
    """Fold a text for comparison; `Folded.span` leads every part of it back."""
    if text.isascii():
        return Folded(text.lower().replace("`", "'"), range(len(text) + 1), text)
    simple = text.translate(_SIMPLE)
    if _HARD not in simple:
        return Folded(simple, range(len(text) + 1), text)
    return _fold_regions(text, simple)


def _fold_regions(text: str, simple: str) -> Folded:
    """Fold a text of which some stretches are not one character to one."""
    parts: list[str] = []
    offsets: list[int] = []
    done = 0
    for region in _HARD_REGION.finditer(simple):
        start, end = region.span()
        parts.append(simple[done:start])
        offsets.extend(range(done, start))
        folded, places = _fold_region(text[start:end])
        parts.append(folded)
        offsets.extend([start + place for place in places])
        done = end
    parts.append(simple[done:])
    offsets.extend(range(done, len(text) + 1))
    return Folded("".join(parts), tuple(offsets), text)


def _fold_region(region: str) -> tuple[str, tuple[int, ...]]:
    """Fold a stretch; the second is where each character of the first comes from."""
    return _fold_short(region) if len(region) <= _SHORT_REGION else _fold_clusters(region)


def _fold_clusters(region: str) -> tuple[str, tuple[int, ...]]:
    folded = [(place, _fold_cluster(cluster)) for place, cluster in _clusters(region)]
    places = tuple(place for place, part in folded for _ in part)
    return "".join(part for _, part in folded), places


#: Syllables of Thai and Devanagari come again and again.
_fold_short = lru_cache(maxsize=_TABLE_SIZE)(_fold_clusters)


def _clusters(region: str) -> list[tuple[int, str]]:
    """Part a stretch into characters with what composes with them, invisible ones out."""
    clusters: list[tuple[int, str]] = []
    for place, char in enumerate(region):
        if is_invisible(char):
            continue
        if clusters and is_extending(char) and len(clusters[-1][1]) < _MAX_CLUSTER:
            first, cluster = clusters[-1]
            clusters[-1] = (first, cluster + char)
        else:
            clusters.append((place, char))
    return clusters


@lru_cache(maxsize=_TABLE_SIZE)
def _fold_cluster(cluster: str) -> str:
    composed = unicodedata.normalize("NFKC", cluster.translate(UNIFIED))
    folded = strip_marks(composed).casefold()
    return replace_letters(unicodedata.normalize("NFKC", folded)).translate(UNIFIED)


class _SimpleTable(dict[int, str]):
    """A translation table that learns each character when it is first met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        folded = _HARD
        if not is_invisible(char) and not is_extending(char):
            alone = _fold_cluster(char)
            folded = alone if len(alone) == 1 else _HARD
        if len(self) < _TABLE_SIZE:
            self[code] = folded
        return folded


_SIMPLE = _SimpleTable()
