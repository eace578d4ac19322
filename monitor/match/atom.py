"""Find a term, or a concept under any of its names.

Pure. An atom is what a query looks for at one point: one pattern for a term, one per enabled name
for a concept. Atoms are shared by all topics that name them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from monitor.match.pattern import make_pattern
from monitor.match.reading import DEFAULT_FIELDS, Hit, sort_keys
from monitor.match.spelling import Spelling, make_spellings
from monitor.match.syntax import Named, Term, TermKind, write
from monitor.model import Concept, ConceptKind, Name, NameSource

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.match.reading import Keys, Reading
    from monitor.model import Field

#: More places of one thing in one field say no more, and cost memory and screen.
MAX_HITS = 100


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
        kinds = self._kinds
        if kinds.prefixes or kinds.sounds or not kinds.words.isdisjoint(reading.keys):
            return None
        return False

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
        kinds = self._kinds
        present = kinds.words & reading.keys
        if kinds.prefixes:
            present |= kinds.prefixes & reading.prefix_keys
        if kinds.sounds:
            present |= kinds.sounds & reading.sound_keys
        numbers = {number for key in present for number in self.keys[key]}
        return tuple(self.spellings[number] for number in sorted(numbers))

    def _hit(
        self, reading: Reading, field: Field, value: int, place: tuple[int, int], spelling: Spelling
    ) -> Hit:
        folded = reading.passages(field)[value].folded
        start, end = folded.span(*place)
        cut = folded.original[start:end]
        name, language = spelling.name_for(cut, reading.article.language)
        return Hit(field, value, *place, start, end, cut, name, self.concept, language)


def _places(reading: Reading, field: Field, spelling: Spelling) -> Iterator[tuple[int, int, int]]:
    for value, passage in enumerate(reading.passages(field)):
        for start, end in spelling.pattern.find(passage):
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
