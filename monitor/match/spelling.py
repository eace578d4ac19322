"""Choose how each name of a concept is looked for.

Pure. A name in Latin, Cyrillic or Greek letters that was given for a person is also looked for by
its sound (monitor.match.person); the bare family name that was derived from it goes with it, so
that what speaks against the person speaks against the bare name too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.match.bare import Bare
from monitor.match.homonyms import list_likelier_words
from monitor.match.pattern import make_pattern
from monitor.match.person import Person, make_person
from monitor.match.supported import Supported
from monitor.model import Concept, ConceptKind, Name, NameSource
from monitor.text import Ear, consonants_of, fold, read_name, split_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.match.pattern import Pattern
    from monitor.text import PersonName

#: Kinds whose names we found are proper names: written with a capital, where there are any.
_NAMED = (ConceptKind.PLACE, ConceptKind.COUNTRY, ConceptKind.ORGANIZATION)
#: Letters of a name that is looked for in its own language only.
_SHORT = 5
_SHORT_UNVOWELED = 3
#: Letters of an abbreviation that is one in its own language only.
_SHORT_SIGN = 2
#: Letters of a name that is another word without its marks.
_SHORT_MARKED = 3
_LAST_LATIN = "ɏ"
#: Latin and Cyrillic.
_CASED = frozenset(
    map(
        chr,
        (*range(0x61, 0x7B), *range(0xDF, 0x250), *range(0x1E00, 0x1F00), *range(0x430, 0x530)),
    )
)
_UNVOWELED = frozenset(map(chr, (*range(0x5D0, 0x5EB), *range(0x620, 0x6D4))))
#: Consonants of a place that is told by its sound alone.
_MANY_CONSONANTS = 4
#: What parts the words of a full name.
_PARTED = re.compile("[\\s·・]")
_EARS_FOR_PLACES = (Ear.ALPHABET, Ear.ARABIC, Ear.HEBREW, Ear.KANA)
#: Sounds of more spellings of one person are the same again.
_MAX_PERSONS = 6


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


def make_spellings(concept: Concept) -> tuple[Spelling, ...]:
    """Make the patterns of a concept's enabled names."""
    persons: tuple[Spelling, ...] = ()
    if concept.kind is ConceptKind.PERSON:
        persons = tuple(_make_persons(concept))
    elif concept.kind is ConceptKind.PLACE:
        persons = tuple(_make_heard_place(concept))
    heard = {fold(text).text for spelling in persons for text, _ in spelling.names[1:]}
    found: dict[tuple[object, ...], tuple[Pattern, list[tuple[str, str | None]]]] = {}
    for name in concept.names:
        folded = fold(name.text).text
        pattern = _pattern_of(concept, name) if name.enabled and folded not in heard else None
        if pattern is not None:
            identity = (
                folded,
                name.source,
                name.text.isupper(),
                is_short_name(name.text) and name.language,
            )
            found.setdefault(identity, (pattern, []))[1].append((name.text, name.language))
    main = next((one.pattern for one in persons if isinstance(one.pattern, Person)), None)
    written = (
        Spelling(pattern=_guard(pattern, names, main), names=tuple(names))
        for pattern, names in found.values()
    )
    return (*written, *persons)


def _guard(pattern: Pattern, names: list[tuple[str, str | None]], main: Person | None) -> Pattern:
    """Let what speaks against a person speak against a bare name too."""
    if main is None or main.name.is_family_first or not main.name.given:
        return pattern
    return pattern if _PARTED.search(names[0][0]) else Bare(pattern=pattern, person=main)


def _make_persons(concept: Concept) -> Iterator[Spelling]:
    """Make the sounds of the names that were given, each with its bare family name."""
    first: PersonName | None = None
    given = [name for name in concept.names if name.source is NameSource.GIVEN and name.enabled]
    off = frozenset(fold(name.text).text for name in concept.names if not name.enabled)
    for name in given[:_MAX_PERSONS]:
        parts = split_name(name.text)
        if parts is None:
            continue
        first = first or (parts if parts.given else None)
        bare = [other for other in concept.names if _is_family_of(other, name, parts)]
        person = make_person(
            name.text,
            name.language,
            parts=parts if parts.given or first is None else _with_given(parts, first),
            may_be_bare=not parts.given or not bare or any(other.enabled for other in bare),
            off=off,
        )
        if person is not None:
            names = dict.fromkeys((other.text, other.language) for other in (name, *bare))
            yield Spelling(pattern=person, names=tuple(names))


def _is_family_of(other: Name, name: Name, parts: PersonName) -> bool:
    derived = other.source is NameSource.DERIVED and parts.given and not parts.is_family_first
    return bool(derived) and name.text.endswith(other.text)


def _with_given(parts: PersonName, first: PersonName) -> PersonName:
    """Give another spelling of the family name the given name of the first."""
    return type(parts)(given=first.given, family=parts.family)


def _make_heard_place(concept: Concept) -> Iterator[Spelling]:
    """Make the sound of a place's given name: other scripts write it as it is spoken."""
    name = next((one for one in concept.names if one.source is NameSource.GIVEN), None)
    parts = split_name(name.text) if name is not None and name.enabled else None
    if name is None or parts is None or parts.given or _count_consonants(name) < _MANY_CONSONANTS:
        return
    off = frozenset(fold(one.text).text for one in concept.names if not one.enabled)
    place = make_person(
        name.text, name.language, parts=parts, may_be_bare=True, off=off, ears=_EARS_FOR_PLACES
    )
    if place is not None:
        yield Spelling(pattern=place, names=((name.text, name.language),))


def _count_consonants(name: Name) -> int:
    sounds = read_name(name.text, name.language)
    keys = (key for sound in sounds for key in consonants_of(sound, Ear.ALPHABET))
    return min(map(len, keys), default=0)


def _pattern_of(concept: Concept, name: Name) -> Pattern | None:
    """A bare surname that we derived is no proof by itself: it must be written like a name."""
    is_derived = name.source is NameSource.DERIVED
    is_bare = concept.kind is ConceptKind.PERSON and (
        is_derived or (name.source is NameSource.WIKIDATA and not _PARTED.search(name.text))
    )
    is_word = concept.kind is ConceptKind.TERM or (is_derived and not name.text[:1].isupper())
    is_found = is_found_name(concept, name)
    is_short = is_found and is_short_name(name.text)
    is_sign = is_found and name.text.isupper() and name.text.isascii()
    is_own = is_short or (is_sign and len(name.text) <= _SHORT_SIGN)
    pattern = make_pattern(
        name.text,
        needs_capital=is_bare or (is_found and _is_large(name.text)),
        as_name=not is_word,
        is_exact=is_sign or (is_short and _needs_marks(name)),
        only_in=name.language if is_own else None,
    )
    words = list_likelier_words(name.text) if is_found and concept.country else frozenset()
    if pattern is None or not words or concept.country is None:
        return pattern
    return Supported(pattern=pattern, languages=words, country=concept.country)


def is_found_name(concept: Concept, name: Name) -> bool:
    """Whether a name of a thing was found by us: it is looked for as a proper name only."""
    return concept.kind in _NAMED and name.source is not NameSource.GIVEN


def _is_large(text: str) -> bool:
    """Whether a name begins with a capital, whatever stands before its first letter."""
    first = next((char for char in text if char.isupper() or char.islower()), "")
    return first.isupper()


def _needs_marks(name: Name) -> bool:
    """Whether a short name is another word without its marks, or nobody knows its language."""
    is_unknown = name.language is None and name.source is NameSource.GEONAMES
    is_tiny = len(name.text) < _SHORT or name.text[0] <= _LAST_LATIN
    is_marked = fold(name.text).text != name.text.lower() and len(name.text) <= _SHORT_MARKED
    return name.language == "vi" or is_marked or (is_unknown and is_tiny)


def is_short_name(text: str) -> bool:
    """Whether a name is so short that in other languages it is a word."""
    folded = fold(text).text
    if folded[:1] in _UNVOWELED:
        return len(folded) <= _SHORT_UNVOWELED
    return folded[:1] in _CASED and len(folded) <= _SHORT and not text.isupper()
