"""Say what a concept is: a person, place, country, organization or term, with its names."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ConceptKind(StrEnum):
    """What a concept stands for."""

    PERSON = "person"
    PLACE = "place"
    COUNTRY = "country"
    ORGANIZATION = "organization"
    TERM = "term"


class NameSource(StrEnum):
    """Where a name comes from."""

    GIVEN = "given"
    DERIVED = "derived"
    CLDR = "cldr"
    GEONAMES = "geonames"
    WIKIDATA = "wikidata"


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """One spelling of a concept."""

    text: str
    #: BCP 47 primary language, None when the source does not tell.
    language: str | None
    source: NameSource
    enabled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """A thing in the world under all its names."""

    #: How queries call it: `@shoigu`.
    key: str
    kind: ConceptKind
    #: The main name, as given.
    name: str
    #: Every name that is matched; the main name is among them.
    names: tuple[Name, ...]
    #: ISO 3166-1 alpha-2 for countries (their own) and places (where they lie).
    country: str | None = None
    #: Its id at Wikidata (`Q152`), where names were taken from there.
    wikidata: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WikidataRecord:
    """What Wikidata says of one thing."""

    #: `Q` and digits.
    id: str
    label: str
    description: str
    #: None when it is none of the kinds that we know.
    kind: ConceptKind | None = None
    #: ISO 3166-1 alpha-2.
    country: str | None = None
    names: tuple[Name, ...] = ()
