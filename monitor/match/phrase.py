"""Find words of spaced scripts, alone or in a row, in all their forms.

Pure. A word in the text counts as a form of the pattern's by the rules of the article's language
(monitor.text.inflection). All words of a phrase may be inflected: `в Северной Корее`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from heapq import merge
from typing import TYPE_CHECKING

from monitor.match.passage import MAX_PLACES
from monitor.match.written import is_written_so

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.match.passage import Passage

#: What may stand between the words of a phrase, besides what the phrase itself has there.
_GAP = re.compile(r"[ '\"\-·./&_]{1,3}")
#: Shorter words stand for themselves only: with endings they are mostly other words.
_MIN_LATIN = 4
_MIN_OTHER = 3
#: Two codes of one language, as far as its names go.
_SAME = {
    "nb": "no",
    "nn": "no",
    "iw": "he",
    "sh": "sr",
    "hr": "sr",
    "bs": "sr",
    "in": "id",
    "ms": "id",
}


@dataclass(frozen=True, eq=False, kw_only=True)
class Phrase:
    """One spelling of one or more words, ready to be found."""

    text: str
    words: tuple[str, ...]
    #: What stands before each word; the first is empty.
    gaps: tuple[str, ...]
    #: Exactly as written, without other forms.
    is_exact: bool = False
    #: A name takes fewer endings than a common word.
    as_name: bool = False
    #: A bare surname is found only where it is written like a name.
    needs_capital: bool = False
    #: The language of the only texts that this is looked for in.
    only_in: str | None = None
    #: The words written as one (`پیونگ‌یانگ`), where the script allows it.
    joined: str | None = None

    @cached_property
    def keys(self) -> frozenset[str]:
        """The index keys of which a text has at least one, when this can be found in it."""
        longest = self.words[self._anchor]
        return frozenset({longest} if self.joined is None else {longest, self.joined})

    @cached_property
    def needs(self) -> frozenset[str]:
        """The words that must all stand in a text, when this can be found in it."""
        return frozenset(self.words if len(self.words) > 1 and self.joined is None else ())

    @property
    def is_its_key(self) -> bool:
        """Whether a text that has the key has this: nothing else is asked of a common word."""
        is_word = len(self.words) == 1 and self._may_vary and not self.as_name
        return is_word and not self.needs_capital and self.only_in is None

    @cached_property
    def _anchor(self) -> int:
        return max(range(len(self.words)), key=lambda place: len(self.words[place]))

    @cached_property
    def _may_vary(self) -> bool:
        """Whether this is long enough to be known by its beginning."""
        letters = sum(map(len, self.words))
        latin = "a" <= self.words[0][0] <= "z"
        return not self.is_exact and letters >= (_MIN_LATIN if latin else _MIN_OTHER)

    def find(self, passage: Passage, most: int = MAX_PLACES) -> Iterator[tuple[int, int]]:
        """Yield the places in folded text, left to right, that do not overlap."""
        if self.only_in is not None and not _is_same(self.only_in, passage.language):
            return
        done = 0
        if len(self.words) == 1:
            places = iter(self._find_places(passage)[:most])
        else:
            places = self._find_rows(passage, most)
        for start, end in places:
            if start >= done and self._is_accepted(passage, start, end):
                done = end
                yield start, end

    def _find_places(self, passage: Passage) -> list[tuple[int, int]]:
        """Return where the one word of this stands."""
        if self._may_vary:
            return passage.find_places(self.words[0], as_name=self.as_name)
        return passage.locate_written(self.words[0])

    def _find_rows(self, passage: Passage, most: int) -> Iterator[tuple[int, int]]:
        for first, last in self._rows(passage, most):
            yield passage.tokens[first].start, passage.tokens[last].end

    def _rows(self, passage: Passage, most: int) -> Iterator[tuple[int, int]]:
        """Yield the rows of tokens that are this, as far as so many steps of comparing lead."""
        size = len(self.words)
        numbers = self._find_word(passage, self.words[self._anchor])
        joined = [] if self.joined is None else self._find_word(passage, self.joined)
        for number in merge(numbers, joined):
            first, alike = number - self._anchor, 0
            if self.joined is not None and number in joined:
                yield number, number
            else:
                alike = self._count_alike(passage, first)
            if alike == size:
                yield first, first + size - 1
            most -= 1 + alike
            if most <= 0:
                break

    def _find_word(self, passage: Passage, word: str) -> list[int]:
        if self._may_vary:
            return passage.find(word, as_name=self.as_name)
        return passage.find_written(word)

    def _count_alike(self, passage: Passage, first: int) -> int:
        """Count the words that stand in their places, with nothing foreign in between."""
        if first < 0 or first + len(self.words) > len(passage.tokens):
            return 0
        for place, word in enumerate(self.words):
            if place != self._anchor and not self._is_word(passage, first + place, word):
                return place
            if place and not self._is_gap(passage, first + place, self.gaps[place]):
                return place
        return len(self.words)

    def _is_word(self, passage: Passage, number: int, word: str) -> bool:
        if self._may_vary:
            return passage.is_form(number, word, as_name=self.as_name)
        return passage.tokens.texts[number] == word

    def _is_gap(self, passage: Passage, number: int, own: str) -> bool:
        before, after = passage.tokens[number - 1], passage.tokens[number]
        gap = passage.folded.text[before.end : after.start]
        return gap == own or _GAP.fullmatch(gap) is not None

    def _is_accepted(self, passage: Passage, start: int, end: int) -> bool:
        if not self.is_exact and not self.needs_capital:
            return True
        return is_written_so(
            passage.folded,
            (start, end),
            exactly=self.text if self.is_exact else None,
            capital=self.needs_capital,
        )


def _is_same(wanted: str, language: str | None) -> bool:
    """Whether a text is in this language, or nobody knows in which."""
    return language is None or _SAME.get(wanted, wanted) == _SAME.get(language, language)
