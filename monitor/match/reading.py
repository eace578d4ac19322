"""Read an article once for all topics.

Pure. Folds and splits each field when it is first needed, and remembers what was found where, so
that ten thousand topics cost one reading.
"""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from monitor.match.passage import MAX_PLACES, Passage
from monitor.match.pattern import HANGUL_CLITICS, prefix_key
from monitor.match.spoken import SOUND_MARK
from monitor.match.value import find_sites, read_values
from monitor.model import Field
from monitor.text import fold, table_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from weakref import ref

    from monitor.match.atom import Atom
    from monitor.match.plan import Close, Span
    from monitor.match.spelling import Spelling
    from monitor.model import Article

#: Where a term is looked for when the query names no field.
DEFAULT_FIELDS = (Field.TITLE, Field.SUMMARY, Field.TEXT)
#: Places of one thing in one field that are evidence; more say no more.
MAX_SHOWN = 100
#: What is read of title, summary and text together, and of each other field: ten pages of
#: a newspaper. Longer ones are lists, or meant to do harm.
MAX_LETTERS = 30_000
_LONGEST_WORD = 100
#: Facts around an article that are made of words.
_WORD_FIELDS = (Field.SOURCE, Field.AUTHOR, Field.CATEGORY, Field.TAG)


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
        self._hits: dict[tuple[Atom, Field, int, int], tuple[Hit, ...]] = {}
        self._candidates: dict[Atom, tuple[Spelling, ...]] = {}
        #: What was found of the parts of NEAR.
        self.spans: dict[Close, list[Span]] = {}

    def passages(self, field: Field) -> tuple[Passage, ...]:
        """Return the values of a field, folded."""
        if field not in self._passages:
            group: list[ref[Passage]] = []
            room = MAX_LETTERS
            for one in DEFAULT_FIELDS if field in DEFAULT_FIELDS else (field,):
                self._passages[one] = self._read(one, group, room)
                room -= sum(len(passage.folded.original) for passage in self._passages[one])
        return self._passages[field]

    def _read(self, field: Field, group: list[ref[Passage]], room: int) -> tuple[Passage, ...]:
        language = self.article.language
        passages: list[Passage] = []
        for value in read_values(field, self.article):
            passages.append(Passage(fold(_cut(value, room)), language, group))
            room -= len(passages[-1].folded.original)
        return tuple(passages)

    def find(
        self, atom: Atom, field: Field, most: int = MAX_PLACES, shown: int = MAX_SHOWN
    ) -> tuple[Hit, ...]:
        """Return where a term or concept stands in a field.

        Args:
            atom: What.
            field: Where.
            most: Places that are looked at.
            shown: Places that are wanted.
        """
        found = self._hits.get((atom, field, most, shown))
        if found is None:
            found = self._hits[atom, field, most, shown] = atom.find(self, field, most, shown)
        return found

    def candidates(self, atom: Atom) -> tuple[Spelling, ...]:
        """Return the spellings of a term or concept that may stand in title, summary or text."""
        found = self._candidates.get(atom)
        if found is None:
            found = self._candidates[atom] = atom.find_candidates(self)
        return found

    @cached_property
    def keys(self) -> set[str]:
        """The index keys of title, summary and text."""
        return self.keys_in(DEFAULT_FIELDS)

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
        return set().union(*(one.sound_keys for one in self._passages_of(DEFAULT_FIELDS)))

    @cached_property
    def fact_keys(self) -> set[str]:
        """The keys of the other fields: their words, and `site=`, `lang=`, `country=`."""
        keys = self.keys_in(_WORD_FIELDS)
        keys |= {prefix_key(word) for word in keys}
        keys.update(*(one.sound_keys for one in self._passages_of(_WORD_FIELDS)))
        keys.update(f"site={site}" for site in find_sites(self.article))
        keys.add(f"lang={(self.article.language or '').split('-')[0]}")
        keys.add(f"country={(self.article.source.country or '').upper()}")
        return keys

    def count_words(self, field: Field, value: int, place: int) -> int:
        """Return how many words stand before a place in a folded value."""
        return self.passages(field)[value].count_words(place)

    def keys_in(self, fields: Iterable[Field]) -> set[str]:
        """Return the index keys of some fields."""
        lemmas = table_of(self.article.language).words
        keys: set[str] = set()
        for passage in self._passages_of(fields):
            words = passage.tokens.words
            keys.update(*map(lemmas.__getitem__, set(words.spaced)))
            for word in words.hangul:
                keys.update((word[:1], word[:2]))
                if word[0] in HANGUL_CLITICS:
                    keys.update((word[1:2], word[1:3]))
            for run in words.running:
                keys.update(run)
                keys.update(map("".join, pairwise(run)))
        return keys

    def _passages_of(self, fields: Iterable[Field]) -> list[Passage]:
        return [passage for field in fields for passage in self.passages(field)]


def _cut(value: str, room: int) -> str:
    """Take as much of a text as there is room for, and no half word."""
    if len(value) <= room:
        return value
    end = value.rfind(" ", max(room - _LONGEST_WORD, 0), room)
    if end < 0 and room >= _LONGEST_WORD:
        return value[:room]
    return value[: max(end, 0)]
