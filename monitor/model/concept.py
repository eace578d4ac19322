"""Say what a concept is: a person, place, country, organization or term, with its names."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.model.ids import ArticleId


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
    #: Seen in articles, and taken over or switched off by hand.
    ARCHIVE = "archive"


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
class CaughtText:
    """A way to write a name, with how many articles write it so."""

    text: str
    articles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CaughtName:
    """What a name of a concept caught: stored matches whose evidence it is."""

    name: str
    #: An article that satisfies two topics is one article and two matches.
    articles: int
    matches: int
    last_article_id: ArticleId
    last_url: str | None
    last_title: str
    #: First seen.
    last_seen_at: datetime
    #: As articles write it, the commonest first.
    texts: tuple[CaughtText, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedName:
    """A spelling seen in articles that is probably a name of a concept."""

    text: str
    language: str | None
    #: Articles that hold it, and in which nothing of the concept was found.
    articles: int
    #: The title of one of them.
    example: str
    #: What speaks for it, in words.
    why: str
    #: How much speaks for it; only compared.
    score: float


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
