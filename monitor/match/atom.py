"""Find a term, or a concept under any of its names.

Pure. An atom is what a query looks for at one point: one pattern for a term, one per enabled name
for a concept. Atoms are shared by all topics that name them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from monitor.match.pattern import make_pattern
from monitor.match.reading import DEFAULT_FIELDS, Hit
from monitor.match.syntax import Term, TermKind, write
from monitor.model import Concept, ConceptKind, Name, NameSource

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.match.pattern import Pattern
    from monitor.match.reading import Reading
    from monitor.model import Field

#: More places of one thing in one field say no more, and cost memory and screen.
MAX_HITS = 100


@dataclass(frozen=True, eq=False, kw_only=True)
class Spelling:
    """A pattern with the names that are written so."""

    pattern: Pattern
    names: tuple[tuple[str, str | None], ...]

    def name_for(self, cut: str, language: str | None) -> tuple[str, str | None]:
        """Choose the name (and its language) that this cut of an article shows best."""
        return min(
            self.names, key=lambda name: (name[0] != cut, name[1] != language or language is None)
        )


@dataclass(frozen=True, eq=False, kw_only=True)
class Atom:
    """What is looked for, as the query calls it."""

    label: str
    concept: str | None
    kind: ConceptKind | None
    spellings: tuple[Spelling, ...]

    @cached_property
    def keys(self) -> dict[str, tuple[Spelling, ...]]:
        """The spellings that each index key speaks for."""
        keys: dict[str, tuple[Spelling, ...]] = {}
        for spelling in self.spellings:
            for key in spelling.pattern.keys:
                keys[key] = (*keys.get(key, ()), spelling)
        return keys

    @cached_property
    def has_prefix(self) -> bool:
        """Whether one of its keys is the beginning of words."""
        return any(key.endswith("*") for key in self.keys)

    def find(self, reading: Reading, field: Field) -> tuple[Hit, ...]:
        """Return the places in a field, the longest where some overlap."""
        spellings = self._candidates(reading) if field in DEFAULT_FIELDS else self.spellings
        if not spellings:
            return ()
        places = sorted(
            (
                (*place, spelling)
                for spelling in spellings
                for place in _places(reading, field, spelling)
            ),
            key=lambda place: (place[0], place[1], -place[2]),
        )
        hits: list[Hit] = []
        for value, start, end, spelling in places:
            last = hits[-1] if hits else None
            if last is None or value != last.value or start >= last.folded_end:
                hits.append(self._hit(reading, field, value, (start, end), spelling))
            if len(hits) == MAX_HITS:
                break
        return tuple(hits)

    def _candidates(self, reading: Reading) -> tuple[Spelling, ...]:
        keys = self.keys
        present = (
            [key for key in keys if key in reading.keys]
            if len(keys) < len(reading.keys)
            else [key for key in reading.keys if key in keys]
        )
        if self.has_prefix:
            present += [key for key in keys if key in reading.prefix_keys]
        return tuple(dict.fromkeys(spelling for key in present for spelling in keys[key]))

    def _hit(
        self, reading: Reading, field: Field, value: int, place: tuple[int, int], spelling: Spelling
    ) -> Hit:
        folded = reading.values(field)[value]
        start, end = folded.span(*place)
        cut = folded.original[start:end]
        name, language = spelling.name_for(cut, reading.article.language)
        return Hit(field, value, *place, start, end, cut, name, self.concept, language)


def _places(reading: Reading, field: Field, spelling: Spelling) -> Iterator[tuple[int, int, int]]:
    pattern = spelling.pattern
    for value, folded in enumerate(reading.values(field)):
        if pattern.forms:
            words = reading.words(field, value)
            for form in pattern.forms:
                for token in words.get(form, ()):
                    if pattern.accepts(folded, token.start, token.end):
                        yield value, token.start, token.end
        else:
            for start, end in pattern.find(folded):
                yield value, start, end


def make_term(term: Term) -> Atom:
    """Make the atom of a word, phrase, prefix or exact spelling."""
    pattern = make_pattern(
        term.text, is_prefix=term.kind is TermKind.PREFIX, is_exact=term.kind is TermKind.EXACT
    )
    label = write(term)
    spellings = (Spelling(pattern=pattern, names=((label, None),)),) if pattern else ()
    return Atom(label=label, concept=None, kind=None, spellings=spellings)


def make_concept(concept: Concept) -> Atom:
    """Make the atom of a concept from its enabled names."""
    found: dict[tuple[object, ...], tuple[Pattern, list[tuple[str, str | None]]]] = {}
    for name in concept.names:
        pattern = _pattern_of(concept, name) if name.enabled else None
        if pattern is None:
            continue
        identity = (tuple(token.text for token in pattern.tokens), pattern.needs_capital)
        found.setdefault(identity, (pattern, []))[1].append((name.text, name.language))
    spellings = tuple(
        Spelling(pattern=pattern, names=tuple(names)) for pattern, names in found.values()
    )
    return Atom(
        label=f"@{concept.key}", concept=concept.key, kind=concept.kind, spellings=spellings
    )


def _pattern_of(concept: Concept, name: Name) -> Pattern | None:
    """A bare surname that we derived is no proof by itself: it must be written like a name."""
    is_bare = concept.kind is ConceptKind.PERSON and name.source is NameSource.DERIVED
    return make_pattern(name.text, needs_capital=is_bare)
