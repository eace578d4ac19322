"""Find a term, or a concept under any of its names.

Pure. An atom is what a query looks for at one point: one pattern for a term, one per enabled name
for a concept. Atoms are shared by all topics that name them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from heapq import merge
from typing import TYPE_CHECKING

from monitor.match.pattern import make_pattern
from monitor.match.reading import DEFAULT_FIELDS, Hit, sort_keys
from monitor.match.spelling import Spelling, make_spellings
from monitor.match.syntax import Named, Term, TermKind, write
from monitor.model import Concept, ConceptKind, Name, NameSource

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.match.passage import Passage
    from monitor.match.reading import Keys, Reading
    from monitor.model import Field

#: Spellings that may be looked for everywhere; more of them share the places, but for some each.
_FEW = 4
_LEAST = 10


@dataclass(frozen=True, eq=False, kw_only=True)
class Atom:
    """What is looked for, as the query calls it."""

    label: str
    concept: str | None
    kind: ConceptKind | None
    spellings: tuple[Spelling, ...]

    @cached_property
    def keys(self) -> dict[str, tuple[int, ...]]:
        """The spellings, by number, that each index key speaks for."""
        keys: dict[str, tuple[int, ...]] = {}
        for number, spelling in enumerate(self.spellings):
            for key in spelling.pattern.keys:
                keys[key] = (*keys.get(key, ()), number)
        return keys

    def is_present(self, reading: Reading) -> bool | None:
        """Say from the index keys alone whether this stands in an article, where they tell."""
        if not self._sure.isdisjoint(reading.keys):
            return True
        return None if reading.candidates(self) else False

    @cached_property
    def _kinds(self) -> Keys:
        return sort_keys(self.keys)

    @cached_property
    def _sure(self) -> frozenset[str]:
        """The words that are proof by themselves."""
        return frozenset(
            key
            for spelling in self.spellings
            if spelling.pattern.is_its_key
            for key in spelling.pattern.keys
        )

    def find(self, reading: Reading, field: Field, most: int, shown: int) -> tuple[Hit, ...]:
        """Return the places in a field, the longest where some overlap.

        Args:
            reading: The article.
            field: Where in it.
            most: Places that are looked at.
            shown: Places that are wanted.
        """
        spellings = reading.candidates(self) if field in DEFAULT_FIELDS else self.spellings
        hits: list[Hit] = []
        for value, passage in enumerate(reading.passages(field) if spellings else ()):
            done = 0
            for start, end, spelling in _find_all(spellings, passage, most):
                if start >= done:
                    done = end
                    hits.append(self._hit(reading, field, value, (start, end), spelling))
                if len(hits) >= shown:
                    return tuple(hits)
        return tuple(hits)

    def find_candidates(self, reading: Reading) -> tuple[Spelling, ...]:
        """Return the spellings that may stand in title, summary or text, by the index keys."""
        kinds = self._kinds
        present = kinds.words & reading.keys
        if kinds.prefixes:
            present |= kinds.prefixes & reading.prefix_keys
        if kinds.sounds:
            present |= kinds.sounds & reading.sound_keys
        numbers = {number for key in present for number in self.keys[key]}
        spellings = (self.spellings[number] for number in sorted(numbers))
        return tuple(one for one in spellings if one.pattern.needs <= reading.keys)

    def _hit(
        self, reading: Reading, field: Field, value: int, place: tuple[int, int], spelling: Spelling
    ) -> Hit:
        folded = reading.passages(field)[value].folded
        start, end = folded.span(*place)
        cut = folded.original[start:end]
        name, language = spelling.name_for(cut, reading.article.language)
        return Hit(field, value, *place, start, end, cut, name, self.concept, language)


def _find_all(
    spellings: tuple[Spelling, ...], passage: Passage, most: int
) -> Iterator[tuple[int, int, Spelling]]:
    """Yield the places of all spellings, left to right, the longest first."""
    if len(spellings) > _FEW:
        most = max(most * _FEW // len(spellings), _LEAST)
    rows = [_find_one(spelling, passage, most) for spelling in spellings]
    return rows[0] if len(rows) == 1 else merge(*rows, key=_by_place)


def _find_one(
    spelling: Spelling, passage: Passage, most: int
) -> Iterator[tuple[int, int, Spelling]]:
    return ((start, end, spelling) for start, end in spelling.pattern.find(passage, most))


def _by_place(place: tuple[int, int, Spelling]) -> tuple[int, int]:
    return place[0], -place[1]


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
    return Atom(
        label=f"@{concept.key}",
        concept=concept.key,
        kind=concept.kind,
        spellings=make_spellings(concept),
    )


def make_named(named: Named) -> Atom:
    """Make the atom of a person who is only named in a query."""
    names = (Name(text=named.text, language=None, source=NameSource.GIVEN),)
    person = Concept(key="", kind=ConceptKind.PERSON, name=named.text, names=names)
    spellings = make_spellings(person)
    return Atom(label=write(named), concept=None, kind=ConceptKind.PERSON, spellings=spellings)
