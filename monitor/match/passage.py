"""Hold one value of one field of an article, split into words with what they may be forms of.

Pure. Each step is made when it is first needed: most articles match nothing.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING

from monitor.match.spoken import Spoken, find_plain_keys, find_spoken, hear, write_surface
from monitor.text import LemmaTable, Script, table_of, tokenize

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitor.match.person import Judged, Person
    from monitor.text import Folded, Token

#: Characters that count as one word where nothing stands between words.
_WORD_LENGTHS = {
    Script.HAN: 2,
    Script.KATAKANA: 4,
    Script.HIRAGANA: 4,
    Script.SOUTHEAST: 5,
}

#: Words that sound like one name and are looked at; an article with more is a list.
_MAX_ALIKE = 100


class Passage:
    """One value, as the matcher sees it."""

    def __init__(
        self, folded: Folded, language: str | None, group: list[Passage] | None = None
    ) -> None:
        self.folded = folded
        self.language = language
        #: All passages that are read as one text: title, summary and text.
        self.group = [self] if group is None else group
        #: What was found of each person, because one passage speaks for all of its group.
        self.judged: dict[Person, Judged] = {}
        self._lemmas: LemmaTable = table_of(language)

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """The words, in order."""
        return tokenize(self.folded)

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """The numbers of the tokens that are written so."""
        places: dict[str, list[int]] = {}
        for number, token in enumerate(self.tokens):
            places.setdefault(token.text, []).append(number)
        return places

    def find(self, word: str, *, as_name: bool) -> list[int]:
        """Return the numbers of the tokens that are a form of this word, in order."""
        written = (self._names if as_name else self._words).get(word, ())
        if len(written) == 1:
            return self.places[written[0]]
        return sorted(number for text in written for number in self.places[text])

    def is_form(self, number: int, word: str, *, as_name: bool) -> bool:
        """Whether the token of this number is a form of this word."""
        lemmas = self._lemmas[self.tokens[number].text]
        return word in (lemmas.as_name if as_name else lemmas.as_word)

    @cached_property
    def spoken(self) -> tuple[Spoken, ...]:
        """The words that may be names, with their sounds."""
        return find_spoken(self.folded, self.tokens, self.language)

    @cached_property
    def sound_keys(self) -> dict[str, list[int]]:
        """Index key → numbers in `spoken`."""
        keys: dict[str, list[int]] = {}
        for number, spoken in enumerate(self.spoken):
            for key in spoken.keys:
                keys.setdefault(key, []).append(number)
        return keys

    def find_sound_keys(self) -> Iterable[str]:
        """Return the index keys of the words that may be names."""
        original = self.folded.original
        return find_plain_keys(original, self.language) if original.isascii() else self.sound_keys

    def spoken_under(self, keys: Iterable[str]) -> list[Spoken]:
        """Return the words filed under one of these keys, in order."""
        found = {number for key in keys for number in self.sound_keys.get(key, ())}
        return [self.spoken[number] for number in sorted(found)[:_MAX_ALIKE]]

    def surface(self, number: int) -> str:
        """Return a token as it is written, in small letters."""
        return write_surface(self.folded, self.tokens[number]).lower()

    def hear_row(self, first: int, last: int) -> Spoken | None:
        """Hear some tokens as one word; None when they have no sound."""
        text = "".join(self.surface(number) for number in range(first, last + 1))
        folded = "".join(self.tokens[number].text for number in range(first, last + 1))
        heard = hear(text, folded, self.language)
        if heard is None:
            return None
        start, end = self.tokens[first].start, self.tokens[last].end
        is_capital = not write_surface(self.folded, self.tokens[first])[:1].islower()
        return Spoken(first, start, end, text, is_capital, *heard)

    def count_words(self, place: int) -> int:
        """Return how many words stand before a place in the folded value."""
        starts, numbers, lengths = self._numbers
        token = max(bisect_right(starts, place) - 1, 0)
        if not starts:
            return 0
        return numbers[token] + max(place - starts[token], 0) // lengths[token]

    @cached_property
    def _names(self) -> dict[str, list[str]]:
        """Word → how the names stand here that may be forms of it."""
        forms: dict[str, list[str]] = {}
        for text in self.places:
            for lemma in self._lemmas[text].as_name:
                forms.setdefault(lemma, []).append(text)
        return forms

    @cached_property
    def _words(self) -> dict[str, list[str]]:
        """Word → how the words stand here that may be forms of it."""
        forms: dict[str, list[str]] = {}
        for text in self.places:
            for lemma in self._lemmas[text].as_word:
                forms.setdefault(lemma, []).append(text)
        return forms

    @cached_property
    def _numbers(self) -> tuple[list[int], list[int], list[int]]:
        """Start, number of the first word, and letters a word, of each token."""
        starts, numbers, lengths = [], [], []
        number = 0
        for token in self.tokens:
            size = len(token.text)
            length = _WORD_LENGTHS.get(token.script, size)
            starts.append(token.start)
            numbers.append(number)
            lengths.append(length)
            number += -(-size // length)
        return starts, numbers, lengths
