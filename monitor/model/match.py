"""Say that an article satisfies a topic, and show it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.model.ids import ArticleId


class Field(StrEnum):
    """Where in an article a term may be looked for."""

    TITLE = "title"
    SUMMARY = "summary"
    TEXT = "text"
    URL = "url"
    SITE = "site"
    SOURCE = "source"
    FEED = "feed"
    TAG = "tag"
    LANG = "lang"
    COUNTRY = "country"
    AUTHOR = "author"
    CATEGORY = "category"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One place in an article that a term of the query was found in.

    `article.<field>[start:end] == text` for the fields title, summary and text; offsets are
    code points of the article's text as stored.
    """

    field: Field
    start: int
    end: int
    text: str
    #: The term or the concept's name that was found.
    name: str
    #: Key of the concept, where the term was one.
    concept: str | None
    #: Language of that name, where known.
    language: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """The fact that an article satisfies a topic, with its evidence."""

    topic: str
    article_id: ArticleId
    evidence: tuple[Evidence, ...]
    #: The alternatives of the query that hold, written as a query.
    branch: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredMatch:
    """A match as it was stored."""

    topic: str
    article_id: ArticleId
    url: str | None
    title: str
    matched_at: datetime
    evidence: tuple[Evidence, ...]
    #: The alternatives of the query that held; None when it was matched by an older release.
    branch: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether an article satisfies a query, and why (not)."""

    matched: bool
    evidence: tuple[Evidence, ...]
    #: One sentence: what held, or the smallest part of the query that failed.
    reason: str
    #: The alternatives of the query that hold, written as a query; None when it does not match.
    branch: str | None = None
