"""Read an article once for all topics.

Pure. Folds and splits each field when it is first needed, and remembers what was found where, so
that ten thousand topics cost one reading.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from monitor.match.pattern import HANGUL_CLITICS, prefix_key
from monitor.match.value import find_sites, read_values
from monitor.model import Field
from monitor.text import Script, find_words, fold, tokenize

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.match.atom import Atom
    from monitor.model import Article
    from monitor.text import Folded, Token

#: Where a term is looked for when the query names no field.
DEFAULT_FIELDS = (Field.TITLE, Field.SUMMARY, Field.TEXT)
#: Characters that count as one word where nothing stands between words.
_WORD_LENGTHS = {
    Script.HAN: 2,
    Script.KATAKANA: 4,
    Script.HIRAGANA: 4,
    Script.SOUTHEAST: 5,
}


class Hit(NamedTuple):
    """One place that something was found in."""

    field: Field
    #: Which of the field's values; 0 for title, summary and text.
    value: int
    #: Place in the folded value.
    folded_start: int
    folded_end: int
    #: Place in the value itself.
    start: int
    end: int
    text: str
    name: str
    concept: str | None
    language: str | None


class Reading:
    """One article, as the matcher sees it."""

    def __init__(self, article: Article, now: datetime) -> None:
        self.article = article
        self.now = now
        self._values: dict[Field, tuple[Folded, ...]] = {}
        self._hits: dict[tuple[Atom, Field], tuple[Hit, ...]] = {}
        self._words: dict[tuple[Field, int], dict[str, list[Token]]] = {}
        self._places: dict[tuple[Field, int], tuple[list[int], list[int], list[int]]] = {}

    def values(self, field: Field) -> tuple[Folded, ...]:
        """Return the folded values of a field."""
        if field not in self._values:
            self._values[field] = tuple(map(fold, read_values(field, self.article)))
        return self._values[field]

    def find(self, atom: Atom, field: Field) -> tuple[Hit, ...]:
        """Return where a term or concept stands in a field."""
        found = self._hits.get((atom, field))
        if found is None:
            found = self._hits[atom, field] = atom.find(self, field)
        return found

    @cached_property
    def keys(self) -> set[str]:
        """The index keys of title, summary and text."""
        return _keys_in(
            "\n".join(value.text for field in DEFAULT_FIELDS for value in self.values(field))
        )

    @cached_property
    def prefix_keys(self) -> set[str]:
        """The keys of prefix terms."""
        return {prefix_key(word) for word in self.keys}

    @cached_property
    def fact_keys(self) -> set[str]:
        """The keys of the other fields: their words, and `site=`, `lang=`, `country=`."""
        fields = (Field.SOURCE, Field.AUTHOR, Field.CATEGORY, Field.TAG)
        keys = _keys_in("\n".join(value.text for field in fields for value in self.values(field)))
        keys |= {prefix_key(word) for word in keys}
        keys.update(f"site={site}" for site in find_sites(self.article))
        keys.add(f"lang={(self.article.language or '').split('-')[0]}")
        keys.add(f"country={(self.article.source.country or '').upper()}")
        return keys

    def words(self, field: Field, value: int) -> dict[str, list[Token]]:
        """Return the places of each word of a value."""
        words = self._words.get((field, value))
        if words is None:
            words = self._words[field, value] = {}
            for token in tokenize(self.values(field)[value]):
                words.setdefault(token.text, []).append(token)
        return words

    def count_words(self, field: Field, value: int, place: int) -> int:
        """Return how many words stand before a place in a folded value."""
        key = (field, value)
        if key not in self._places:
            self._places[key] = _number_words(tokenize(self.values(field)[value]))
        starts, numbers, lengths = self._places[key]
        token = max(bisect_right(starts, place) - 1, 0)
        if not starts:
            return 0
        return numbers[token] + max(place - starts[token], 0) // lengths[token]


def _number_words(tokens: tuple[Token, ...]) -> tuple[list[int], list[int], list[int]]:
    """Return start, number of the first word, and letters a word, of each token."""
    starts, numbers, lengths = [], [], []
    number = 0
    for token in tokens:
        size = len(token.text)
        length = _WORD_LENGTHS.get(token.script, size)
        starts.append(token.start)
        numbers.append(number)
        lengths.append(length)
        number += -(-size // length)
    return starts, numbers, lengths


def _keys_in(text: str) -> set[str]:
    words = find_words(text)
    keys = set(words.spaced)
    for word in words.hangul:
        keys.update((word[:1], word[:2]))
        if word[0] in HANGUL_CLITICS:
            keys.update((word[1:2], word[1:3]))
    for run in words.running:
        keys.update(run)
        keys.update(map("".join, pairwise(run)))
    return keys
