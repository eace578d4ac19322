"""Read an article once for all topics.

Pure. Folds and splits each field when it is first needed, and remembers what was found where, so
that ten thousand topics cost one reading.
"""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from monitor.match.passage import Passage
from monitor.match.pattern import HANGUL_CLITICS, prefix_key
from monitor.match.spoken import SOUND_MARK
from monitor.match.value import find_sites, read_values
from monitor.model import Field
from monitor.text import find_words, fold, table_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from monitor.match.atom import Atom
    from monitor.model import Article

#: Where a term is looked for when the query names no field.
DEFAULT_FIELDS = (Field.TITLE, Field.SUMMARY, Field.TEXT)


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


class Keys(NamedTuple):
    """Index keys by what they speak of."""

    words: frozenset[str]
    prefixes: frozenset[str]
    sounds: frozenset[str]


def sort_keys(keys: Iterable[str]) -> Keys:
    """Tell the keys of words, of beginnings of words, and of sounds apart."""
    keys = frozenset(keys)
    prefixes = frozenset(key for key in keys if key.endswith("*"))
    sounds = frozenset(key for key in keys if key.startswith(SOUND_MARK))
    return Keys(keys - prefixes - sounds, prefixes, sounds)


class Reading:
    """One article, as the matcher sees it."""

    def __init__(self, article: Article, now: datetime) -> None:
        self.article = article
        self.now = now
        self._passages: dict[Field, tuple[Passage, ...]] = {}
        self._hits: dict[tuple[Atom, Field], tuple[Hit, ...]] = {}

    def passages(self, field: Field) -> tuple[Passage, ...]:
        """Return the values of a field, folded."""
        if field not in self._passages:
            group: list[Passage] = []
            for one in DEFAULT_FIELDS if field in DEFAULT_FIELDS else (field,):
                self._passages[one] = self._read(one, group)
        return self._passages[field]

    def _read(self, field: Field, group: list[Passage]) -> tuple[Passage, ...]:
        language = self.article.language
        passages = tuple(
            Passage(fold(value), language, group) for value in read_values(field, self.article)
        )
        group += passages
        return passages

    def find(self, atom: Atom, field: Field) -> tuple[Hit, ...]:
        """Return where a term or concept stands in a field."""
        found = self._hits.get((atom, field))
        if found is None:
            found = self._hits[atom, field] = atom.find(self, field)
        return found

    @cached_property
    def keys(self) -> set[str]:
        """The index keys of title, summary and text."""
        return self._keys_in(DEFAULT_FIELDS)

    def lacks(self, keys: Keys) -> bool:
        """Whether title, summary and text have none of these keys."""
        if not keys.words.isdisjoint(self.keys):
            return False
        if keys.prefixes and not keys.prefixes.isdisjoint(self.prefix_keys):
            return False
        return not keys.sounds or keys.sounds.isdisjoint(self.sound_keys)

    @cached_property
    def prefix_keys(self) -> set[str]:
        """The keys of prefix terms."""
        return {prefix_key(word) for word in self.keys}

    @cached_property
    def sound_keys(self) -> set[str]:
        """The keys of what words sound like."""
        passages = [passage for field in DEFAULT_FIELDS for passage in self.passages(field)]
        return set().union(*(passage.find_sound_keys() for passage in passages))

    @cached_property
    def fact_keys(self) -> set[str]:
        """The keys of the other fields: their words, and `site=`, `lang=`, `country=`."""
        keys = self._keys_in((Field.SOURCE, Field.AUTHOR, Field.CATEGORY, Field.TAG))
        keys |= {prefix_key(word) for word in keys}
        keys.update(
            key
            for field in (Field.SOURCE, Field.AUTHOR, Field.CATEGORY, Field.TAG)
            for passage in self.passages(field)
            for key in passage.sound_keys
        )
        keys.update(f"site={site}" for site in find_sites(self.article))
        keys.add(f"lang={(self.article.language or '').split('-')[0]}")
        keys.add(f"country={(self.article.source.country or '').upper()}")
        return keys

    def count_words(self, field: Field, value: int, place: int) -> int:
        """Return how many words stand before a place in a folded value."""
        return self.passages(field)[value].count_words(place)

    def _keys_in(self, fields: Iterable[Field]) -> set[str]:
        passages = [passage for field in fields for passage in self.passages(field)]
        words = find_words("\n".join(passage.folded.text for passage in passages))
        lemmas = table_of(self.article.language)
        keys: set[str] = set()
        for word in words.spaced:
            keys.update(lemmas[word].as_word)
        for word in words.hangul:
            keys.update((word[:1], word[:2]))
            if word[0] in HANGUL_CLITICS:
                keys.update((word[1:2], word[1:3]))
        for run in words.running:
            keys.update(run)
            keys.update(map("".join, pairwise(run)))
        return keys
