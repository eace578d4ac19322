"""Describe the objects of the API, for its OpenAPI document.

Pure. They are written by `monitor.manage`; here stands only what a program may rely on.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from typing_extensions import TypedDict


class Switch(StrEnum):
    """What is done to a thing that works by itself."""

    PAUSE = "pause"
    RESUME = "resume"


class Trouble(TypedDict):
    """What went wrong."""

    error: str
    problems: list[str]


class Evidence(TypedDict):
    """What was found where: offsets are code points of the field."""

    field: str
    start: int
    end: int
    text: str
    name: str
    concept: str | None
    language: str | None


class Article(TypedDict):
    """One thing as it is kept."""

    id: int
    url: str | None
    canonical_url: str | None
    title: str
    summary: str
    language: str | None
    source: str
    feeds: list[str]
    published_at: str | None
    first_seen_at: str
    story_id: int | None
    revision: int
    topics: list[str]


class Found(Article):
    """An article that a query found, and why."""

    branch: str | None
    evidence: list[Evidence]


class Match(TypedDict):
    """The fact that an article satisfies a topic."""

    topic: str
    article_id: int
    url: str | None
    title: str
    matched_at: str
    branch: str | None
    evidence: list[Evidence]


class AlertDelivery(TypedDict):
    """A delivery inside its alert."""

    id: int
    receiver: str
    state: str
    attempts: int
    last_error: str | None
    detail: str | None
    sent_at: str | None
    next_attempt_at: str | None


class Delivery(AlertDelivery):
    """A delivery on its own."""

    alert_id: int
    topic: str
    created_at: str
    key: str


class Answer(TypedDict):
    """What somebody said of an alert."""

    relevant: bool
    who: str
    note: str | None
    answered_at: str


class Alert(TypedDict):
    """The decision to tell, or not to tell and why."""

    id: int
    topic: str
    story_id: int | None
    kind: str
    created_at: str
    held_back: str | None
    deliver_at: str | None
    deliveries: list[AlertDelivery]
    reason: str
    article_id: int | None
    url: str | None
    title: str
    evidence: list[Evidence]
    answer: Answer | None
    #: Of a digest or spike `digest`, of a coverage alert `coverage`.
    content: dict[str, Any] | None


class Story(TypedDict):
    """What tells one event."""

    id: int
    title: str
    first_seen_at: str | None
    last_seen_at: str | None
    articles: int
    publishers: int
    languages: list[str]
    article_ids: list[int]
    copies: int
    merged_into: int | None


class StoryWithMembers(Story):
    """A story with why each article is in it."""

    members: list[dict[str, Any]]


class Feed(TypedDict):
    """One address that is polled; more fields say how it and its server behave."""

    id: int
    url: str
    title: str | None
    source: str
    family: str | None
    country: str | None
    language: str | None
    tags: list[str]
    interval: str | None
    full_text: bool
    state: str
    articles: int
    failures: int
    last_outcome: str | None
    last_error: str | None
    last_polled_at: str | None
    next_poll_at: str | None


class FeedWithPolls(Feed):
    """A feed with its last polls."""

    polls: list[dict[str, Any]]


class Topic(TypedDict):
    """What somebody watches."""

    name: str
    title: str
    query: str
    priority: str
    receivers: list[str]
    notify: dict[str, Any]
    examples: dict[str, list[str]]
    paused_at: str | None


class Precision(TypedDict):
    """How often people called right what was told."""

    answered: int
    relevant: int
    precision: float | None


class NamePrecision(Precision):
    """How right one name is."""

    concept: str | None
    name: str


class JudgedTopic(Topic):
    """A topic with how right it is by what people answered."""

    precision: Precision | None
    names: list[NamePrecision]


class Concept(TypedDict):
    """A person, place, country, organization or term with its names."""

    key: str
    kind: str
    name: str
    country: str | None
    wikidata: str | None
    names: list[dict[str, Any]]


class Silence(TypedDict):
    """A time-limited wish not to be told."""

    id: int
    topics: list[str]
    sources: list[str]
    languages: list[str]
    concepts: list[str]
    since: str | None
    until: str
    who: str
    why: str


class Change(TypedDict):
    """What saving did to one thing."""

    noun: str
    key: str
    change: str
