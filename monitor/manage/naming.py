"""Find every name of a concept: given, derived, from CLDR, from GeoNames.

Process. Reads the tables of names that ship with the program when a concept is made; they are
kept with the concept, so that nothing changes what a topic matches but an `apply`. A name has
one language where all its sources agree, else none.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.manage import places, territories
from monitor.model import Concept, ConceptKind, Name, NameSource

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

#: Shorter surnames (May, Ho, Xi) are words of some language.
LEAST_SURNAME = 4
#: Shorter names in spaced scripts are words; CLDR has Poo for the United States.
LEAST_NAME = 4
LEAST_CAPITALS = 3
LEAST_DENSE = 2
#: Given name and surname.
LEAST_WORDS = 2
#: Han, kana and Hangul say with two signs what others say with a word.
DENSE_SCRIPTS = ("CJK", "HANGUL", "HIRAGANA", "KATAKANA")
#: Family names that come first: the last word of such a name is a given name.
FIRST_FAMILY_NAMES = frozenset({
    "kim", "lee", "park", "choi", "choe", "jung", "jong", "jang", "ri", "ryu", "moon", "yoon",
    "han", "hwang", "pak", "kang", "cho", "shin", "xi", "li", "wang", "zhang", "chen", "liu",
    "yang", "huang", "zhao", "zhou", "wu", "xu", "sun", "ma", "zhu", "hu", "guo", "he", "lin",
    "gao", "luo", "mao", "deng", "jiang", "peng", "qin", "tsai", "nguyen", "tran", "le", "pham",
    "ким", "чон", "чхве", "си", "ли", "ван", "чжан", "чэнь", "лю", "мао",
})  # fmt: skip
#: What stands where a surname would.
NO_SURNAMES = frozenset({"junior", "senior"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """What the operator says of a concept."""

    key: str
    kind: ConceptKind
    name: str | None
    names: Mapping[str, Sequence[str]]
    #: Of a country its own, of a place where it lies.
    country: str | None


def make_concept(naming: Naming) -> tuple[Concept, tuple[str, ...]]:
    """Make the concept with all its names, and say what is doubtful about them."""
    given = tuple(_list_given(naming))
    warnings: tuple[str, ...] = ()
    found: Iterable[Name] = ()
    name = naming.name or (given[0].text if given else naming.key)
    match naming.kind:
        case ConceptKind.PERSON:
            found = _derive_surnames(given)
        case ConceptKind.COUNTRY if naming.country is not None:
            name = naming.name or territories.get_english_name(naming.country)
            found = _name_country(naming.country)
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
    words = name.split()
    if len(words) < LEAST_WORDS or not all(map(_is_latin_or_cyrillic, words)):
        return None
    last = words[-1]
    letters = sum(map(str.isalpha, last))
    if letters < LEAST_SURNAME or last.casefold().rstrip(".") in NO_SURNAMES:
        return None
    if words[0].casefold() in FIRST_FAMILY_NAMES or not last[0].isupper():
        return None
    start = len(words) - 1
    while start > 1 and words[start - 1].islower():
        start -= 1
    return " ".join(words[start:])


def _is_latin_or_cyrillic(word: str) -> bool:
    script = unicodedata.name(word[0], "")
    return script.startswith(("LATIN", "CYRILLIC"))


def _name_country(code: str) -> Iterator[Name]:
    for language, text in territories.find_territory_names(code):
        yield Name(text=text, language=language, source=NameSource.CLDR)


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
    geonames = (place.name, *place.others)
    cldr = territories.find_city_names((name, *geonames), place.country)
    return (
        *(Name(text=text, language=language, source=NameSource.CLDR) for language, text in cldr),
        *(Name(text=text, language=None, source=NameSource.GEONAMES) for text in geonames),
    ), warnings


def _merge(names: Iterable[Name]) -> tuple[Name, ...]:
    """Keep one of each text; the first source wins, and a language all its sources agree on."""
    kept: dict[str, Name] = {}
    for name in names:
        key = unicodedata.normalize("NFC", name.text).casefold()
        first = kept.get(key)
        if first is None:
            if name.source is NameSource.GIVEN or is_telling(name.text):
                kept[key] = name
        elif (
            first.source is name.source is not NameSource.GIVEN and first.language != name.language
        ):
            kept[key] = Name(text=first.text, language=None, source=first.source)
    return tuple(kept.values())


def is_telling(name: str) -> bool:
    """Say whether a name is long enough to be no other word."""
    letters = sum(1 for char in name if unicodedata.category(char)[0] in "LM")
    if unicodedata.name(name[:1] or " ", "").startswith(DENSE_SCRIPTS):
        return letters >= LEAST_DENSE
    if unicodedata.name(name[:1] or " ", "").startswith("LATIN"):
        return letters >= LEAST_NAME or (name.isupper() and letters >= LEAST_CAPITALS)
    return letters >= LEAST_CAPITALS
