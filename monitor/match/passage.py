"""Hold one value of one field of an article, split into words with what they may be forms of.

Pure. Each step is made when it is first needed: most articles match nothing.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import cached_property
from typing import TYPE_CHECKING
from weakref import ref

from monitor.match.spoken import (
    Spoken,
    find_sound_keys,
    find_spots,
    hear,
    hear_spot,
)
from monitor.match.written import write_surface
from monitor.text import LemmaTable, Script, Tokens, script_of, table_of

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from monitor.match.person import Judged, Person
    from monitor.match.spoken import Spot
    from monitor.text import Folded

#: Characters that count as one word where nothing stands between words.
_WORD_LENGTHS: dict[Script | None, int] = {
    Script.HAN: 2,
    Script.KATAKANA: 4,
    Script.HIRAGANA: 4,
    Script.SOUTHEAST: 5,
}

#: Places that one spelling is looked at in a passage; where there are more, the first ones count.
MAX_PLACES = 1_000
#: Words that sound like one name and are looked at; an article with more is a list.
MAX_ALIKE = 40
#: Lookups that cost less, each by itself, than making the index of a passage.
_FEW = 8
#: After every letter.
_LAST = "\U0010ffff"


class Passage:
    """One value, as the matcher sees it."""

    def __init__(
        self, folded: Folded, language: str | None, group: list[ref[Passage]] | None = None
    ) -> None:
        self.folded = folded
        self.language = language
        #: Not held, or each article would be a circle that only the garbage collector undoes.
        self._group = [] if group is None else group
        self._group.append(ref(self))
        #: What was found of each person, because one passage speaks for all of its group.
        self.judged: dict[tuple[Person, int], Judged] = {}
        self._lemmas: LemmaTable = table_of(language)
        self._asked = 0
        self._located: dict[str, list[tuple[int, int]]] = {}
        self._rows: dict[tuple[int, int], Spoken | None] = {}

    @property
    def group(self) -> list[Passage]:
        """All passages that are read as one text: title, summary and text."""
        return [passage for one in self._group if (passage := one()) is not None]

    @cached_property
    def tokens(self) -> Tokens:
        """The words, in order."""
        return Tokens(self.folded.text)

    def find_beginning(self, beginning: str) -> list[int]:
        """Return the numbers of the tokens that begin so, in order."""
        first = bisect_left(self._sorted, beginning)
        last = bisect_right(self._sorted, beginning + _LAST)
        written = self._sorted[first:last]
        return sorted(number for text in written for number in self.find_written(text))

    def find_places(self, word: str, *, as_name: bool) -> list[tuple[int, int]]:
        """Return where the forms of a word stand in folded text, in order."""
        forms = self.find_forms(word, as_name=as_name)
        if len(forms) == 1:
            return self._locate(forms[0])
        return sorted(place for text in forms for place in self._locate(text))

    def locate_written(self, text: str) -> list[tuple[int, int]]:
        """Return where a word stands in folded text that is written so, in order."""
        return self._locate(text) if text in self._different else []

    def find_forms(self, word: str, *, as_name: bool) -> list[str]:
        """Return how the words stand here that are a form of this one."""
        written = self._find_forms(word)
        if as_name:
            lemmas = self._lemmas
            return [text for text in written if word in lemmas[text].as_name]
        return written

    def find(self, word: str, *, as_name: bool) -> list[int]:
        """Return the numbers of the tokens that are a form of this word, in order."""
        written = self.find_forms(word, as_name=as_name)
        if len(written) == 1:
            return self.find_written(written[0])
        return sorted(number for text in written for number in self.find_written(text))

    def find_written(self, text: str) -> list[int]:
        """Return the numbers of the tokens that are written so, in order."""
        self._asked += 1
        if self._asked > _FEW:
            return self._places.get(text, [])
        return _find_equal(self.tokens.texts, text)

    def is_form(self, number: int, word: str, *, as_name: bool) -> bool:
        """Whether the token of this number is a form of this word."""
        lemmas = self._lemmas[self.tokens.texts[number]]
        return word in (lemmas.as_name if as_name else lemmas.as_word)

    @cached_property
    def sound_keys(self) -> AbstractSet[str]:
        """The index keys of the words that may be names."""
        return find_sound_keys(self.folded, self.tokens, self.language)

    def spoken_under(self, keys: AbstractSet[str], most: int = MAX_ALIKE) -> list[Spoken]:
        """Return the words filed under one of these keys, in order."""
        places = self._sound_places
        found = {number for key in keys & places.keys() for number in places[key][:most]}
        heard = (hear_spot(self._spots[number], self.language) for number in sorted(found)[:most])
        return [spoken for spoken in heard if spoken is not None]

    def surface(self, number: int) -> str:
        """Return a token as it is written, in small letters."""
        return self._write(number).lower()

    def hear_row(self, first: int, last: int) -> Spoken | None:
        """Hear some tokens as one word; None when they have no sound."""
        if (first, last) not in self._rows:
            self._rows[first, last] = self._hear_row(first, last)
        return self._rows[first, last]

    def _hear_row(self, first: int, last: int) -> Spoken | None:
        text = "".join(self.surface(number) for number in range(first, last + 1))
        folded = "".join(self.tokens.texts[first : last + 1])
        heard = hear(text, folded, self.language)
        if heard is None:
            return None
        start, end = self.tokens[first].start, self.tokens[last].end
        is_capital = not self._write(first)[:1].islower()
        return Spoken(first, start, end, text, is_capital, *heard)

    def count_words(self, place: int) -> int:
        """Return how many words stand before a place in the folded value."""
        starts, numbers, lengths = self._numbers
        token = max(bisect_right(starts, place) - 1, 0)
        if not starts:
            return 0
        return numbers[token] + max(place - starts[token], 0) // lengths[token]

    def _write(self, number: int) -> str:
        token = self.tokens[number]
        return write_surface(self.folded, token.start, token.end)

    def _find_forms(self, word: str) -> list[str]:
        """Return how the words stand here that may be forms of this one."""
        self._asked += 1
        if self._asked > _FEW:
            return self._forms.get(word, [])
        lemmas = self._lemmas.words
        return [text for text in self._different if word in lemmas[text]]

    def _locate(self, word: str) -> list[tuple[int, int]]:
        """Return where a word of this passage stands; the first few without its tokens."""
        self._asked += 1
        if self._asked <= _FEW:
            return _find_whole(self.folded.text, word)
        if word not in self._located:
            starts, size = self.tokens.starts, len(word)
            places = [(starts[number], starts[number] + size) for number in self._places[word]]
            self._located[word] = places
        return self._located[word]

    @cached_property
    def _different(self) -> dict[str, None]:
        return dict.fromkeys(self.tokens.texts)

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self._different)

    @cached_property
    def _forms(self) -> dict[str, list[str]]:
        """Word → how the words stand here that may be forms of it."""
        lemmas = self._lemmas.words
        forms: dict[str, list[str]] = {}
        for text in self._different:
            for lemma in lemmas[text]:
                forms.setdefault(lemma, []).append(text)
        return forms

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        """The numbers of the tokens that are written so."""
        places: dict[str, list[int]] = {}
        for number, text in enumerate(self.tokens.texts):
            places.setdefault(text, []).append(number)
        return places

    @cached_property
    def _spots(self) -> list[Spot]:
        return find_spots(self.folded, self.tokens)

    @cached_property
    def _sound_places(self) -> dict[str, list[int]]:
        """Index key → numbers of the stretches that sound so."""
        places: dict[str, list[int]] = {}
        for number, spot in enumerate(self._spots):
            heard = hear_spot(spot, self.language)
            for key in () if heard is None else heard.keys:
                places.setdefault(key, []).append(number)
        return places

    @cached_property
    def _numbers(self) -> tuple[list[int], list[int], list[int]]:
        """Start, number of the first word, and letters a word, of each token."""
        numbers, lengths = [], []
        number = 0
        for text in self.tokens.texts:
            size = len(text)
            length = _WORD_LENGTHS.get(script_of(text[0]), size)
            numbers.append(number)
            lengths.append(length)
            number += -(-size // length)
        return self.tokens.starts, numbers, lengths


def _find_whole(text: str, word: str) -> list[tuple[int, int]]:
    """Return the places of a word of a spaced script that are no parts of longer ones."""
    places: list[tuple[int, int]] = []
    start = text.find(word)
    while start >= 0:
        end = start + len(word)
        before, after = text[start - 1 : start], text[end : end + 1]
        if not (before and script_of(before) is Script.SPACED) and not (
            after and script_of(after) is Script.SPACED
        ):
            places.append((start, end))
        start = text.find(word, end)
    return places


def _find_equal(texts: list[str], text: str) -> list[int]:
    numbers: list[int] = []
    place = 0
    for _ in range(texts.count(text)):
        place = texts.index(text, place) + 1
        numbers.append(place - 1)
    return numbers
