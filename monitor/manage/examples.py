"""Hold a topic's examples against its query.

Pure. Each example is judged as the title of an article that just arrived; what does not hold
is explained by the matcher's own reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from monitor.match import Query, judge
from monitor.model import Article, ArticleId, Source, Topic

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenExample:
    """An example that the topic does not treat as it should."""

    list: Literal["match", "no_match"]
    index: int
    text: str
    problem: str


def find_broken_examples(query: Query, topic: Topic, *, now: datetime) -> Iterator[BrokenExample]:
    """Give the examples that do not hold, with the reason."""
    for index, text in enumerate(topic.examples.match):
        verdict = judge(query, make_example(text, now=now), now=now)
        if not verdict.matched:
            problem = f"this example must match, but does not: {verdict.reason}"
            yield BrokenExample(list="match", index=index, text=text, problem=problem)
    for index, text in enumerate(topic.examples.no_match):
        verdict = judge(query, make_example(text, now=now), now=now)
        if verdict.matched:
            problem = f"this example must not match, but does: {verdict.reason}"
            yield BrokenExample(list="no_match", index=index, text=text, problem=problem)


def make_example(title: str, *, now: datetime) -> Article:
    """Make an article of a title alone."""
    return Article(
        id=ArticleId(0),
        url=None,
        canonical_url=None,
        title=title,
        summary="",
        text="",
        author=None,
        categories=(),
        language=None,
        source=Source(name="example"),
        feeds=(),
        tags=(),
        published_at=now,
        first_seen_at=now,
        story_id=None,
        revision=1,
        baseline=False,
        evaluated_at=None,
    )
