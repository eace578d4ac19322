"""Find every name of a concept: given, derived, from CLDR, from GeoNames.

Process. Reads the tables of names that ship with the program when a concept is made; they are
kept with the concept, so that nothing changes what a topic matches but an `apply`. A name has
one language where all its sources agree, else none.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.manage import adjectives, places, territories
from monitor.model import Concept, ConceptKind, Name, NameSource
from monitor.text import split_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

#: Shorter surnames (May, Ho, Xi) are words of some language.
LEAST_SURNAME = 4
#: Shorter names in spaced scripts are words; CLDR has Poo for the United States.
LEAST_NAME = 4
LEAST_CAPITALS = 3
LEAST_OWN = 2
#: Letters of a name that may be a word elsewhere; languages that make it a name everywhere.
SHORT = 5
MANY_LANGUAGES = 8
#: What somebody wrote as a name of this very thing.
TRUSTED = (NameSource.GIVEN, NameSource.DERIVED)
LEAST_DENSE = 2
#: Han, kana and Hangul say with two signs what others say with a word.
DENSE_SCRIPTS = ("CJK", "HANGUL", "HIRAGANA", "KATAKANA")


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """What the operator says of a concept."""

    key: str
    kind: ConceptKind
    name: str | None
    names: Mapping[str, Sequence[str]]
    #: Of a country its own, of a place where it lies.
    country: str | None
    wikidata: str | None = None


def make_concept(naming: Naming) -> tuple[Concept, tuple[str, ...]]:
    """Make the concept with all its names, and say what is doubtful about them."""
    given = tuple(_list_given(naming))
    warnings: tuple[str, ...] = ()
    found: Iterable[Name] = ()
    name = naming.name or (given[0].text if given else naming.key)
    match naming.kind:
        case ConceptKind.PERSON:
            found = _derive_surnames(given)
        case ConceptKind.COUNTRY if (code := _find_code(naming)) is not None:
            name = naming.name or territories.get_english_name(code)
            found = _name_country(code)
        case ConceptKind.PLACE if naming.name is not None:
            found, warnings = _name_place(naming.name, naming.country)
        case _:
            pass
    concept = Concept(
        key=naming.key,
        kind=naming.kind,
        name=name,
        names=_merge((*given, *found)),
        country=naming.country,
        wikidata=naming.wikidata,
    )
    return concept, warnings


def _list_given(naming: Naming) -> Iterator[Name]:
    if naming.name is not None:
        yield Name(text=naming.name, language=None, source=NameSource.GIVEN)
    for language, texts in naming.names.items():
        for text in texts:
            yield Name(text=text, language=language, source=NameSource.GIVEN)


def _derive_surnames(given: Iterable[Name]) -> Iterator[Name]:
    for name in given:
        if surname := find_surname(name.text):
            yield Name(text=surname, language=name.language, source=NameSource.DERIVED)


def find_surname(name: str) -> str | None:
    """Give the surname, with its particles (`von der Leyen`), where the name shows one."""
    parts = split_name(name)
    if parts is None or not parts.given or parts.is_family_first:
        return None
    last = parts.family[-1]
    if sum(map(str.isalpha, last)) < LEAST_SURNAME or not last[0].isupper():
        return None
    return " ".join(parts.family)


def _find_code(naming: Naming) -> str | None:
    if naming.country is not None or naming.name is None:
        return naming.country
    return territories.find_code(naming.name)


def _name_country(code: str) -> Iterator[Name]:
    for language, text in territories.find_territory_names(code):
        yield Name(text=text, language=language, source=NameSource.CLDR)
    for language, text in adjectives.find_country_words(code):
        yield Name(text=text, language=language, source=NameSource.DERIVED)


def _name_place(name: str, country: str | None) -> tuple[tuple[Name, ...], tuple[str, ...]]:
    candidates = places.find_places(name, country)
    where = f" in {country}" if country else ""
    if not candidates:
        warning = f"no place {name}{where} is known; only the given names are matched"
        return (), (warning,)
    place, *others = candidates
    warnings: tuple[str, ...] = ()
    if others:
        told = ", ".join(f"{o.name} ({o.country}, {o.population:,})" for o in candidates[:5])
        warnings = (f"several places are called {name}{where}: {told}; the largest is taken",)
    geonames = (place.name, *place.others, *_name_alike(others))
    cldr = territories.find_city_names((name, *geonames), place.country)
    own = adjectives.find_city_words(place.name, place.country)
    known = (*cldr, *own, *((None, text) for text in (place.name, *place.others)))
    derived = adjectives.find_city_adjectives(place.name, known)
    return (
        *(Name(text=text, language=language, source=NameSource.CLDR) for language, text in cldr),
        *(Name(text=text, language=of, source=NameSource.DERIVED) for of, text in own),
        *(Name(text=text, language=None, source=NameSource.GEONAMES) for text in geonames),
        *(Name(text=text, language=of, source=NameSource.DERIVED) for of, text in derived),
    ), warnings


def _name_alike(others: Iterable[places.Place]) -> Iterator[str]:
    """Give how other scripts write places of the same name: they write all of them so."""
    for place in others:
        for text in place.others:
            if not unicodedata.name(text[0], "").startswith("LATIN") and "،" not in text:
                yield text


def _merge(names: Iterable[Name]) -> tuple[Name, ...]:
    """Keep one of each text; the first source wins, and a language all its sources agree on.

    A short name is kept for each of its languages, unless it is a name in most of them: `Rim` is
    Rome for some and a word for others, `Iran` is Iran.
    """
    kept: dict[tuple[str, str | None], Name] = {}
    names = tuple(names)
    languages = _count_languages(names)
    for name in names:
        text = _plain(name.text)
        is_own = len(text) <= SHORT and 1 < languages.get(text, 0) < MANY_LANGUAGES
        key = (text, name.language if is_own else None)
        first = kept.get(key)
        if first is None:
            if name.source in TRUSTED or is_telling(name.text, language=name.language):
                kept[key] = name
        elif (
            first.source is name.source is not NameSource.GIVEN and first.language != name.language
        ):
            kept[key] = Name(text=first.text, language=None, source=first.source)
    return tuple(kept.values())


def _count_languages(names: Iterable[Name]) -> dict[str, int]:
    languages: dict[str, set[str | None]] = {}
    for name in names:
        if name.source is NameSource.CLDR:
            languages.setdefault(_plain(name.text), set()).add(name.language)
    return {text: len(of) for text, of in languages.items()}


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


def is_telling(name: str, *, language: str | None = None) -> bool:
    """Say whether a name is long enough to be no other word.

    Args:
        name: The name.
        language: The only one it is looked for in; there it may be shorter.
    """
    letters = sum(1 for char in name if unicodedata.category(char)[0] in "LM")
    script = unicodedata.name(name[:1] or " ", "")
    if script.startswith(DENSE_SCRIPTS):
        return letters >= LEAST_DENSE
    if not script.startswith("LATIN"):
        return letters >= LEAST_CAPITALS
    is_sign = name.isupper() and letters >= LEAST_CAPITALS
    is_own = language is not None and letters >= LEAST_OWN + name.isascii()
    return letters >= LEAST_NAME or is_sign or is_own
