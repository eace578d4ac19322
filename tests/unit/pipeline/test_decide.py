"""What an evaluation decides about a batch of articles, without a database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from monitor.alert import AlertLimits
from monitor.dedupe import Stories
from monitor.match import compile_topics
from monitor.model import (
    ArticleId,
    Catalog,
    HeldBack,
    NotifyPolicy,
    Revision,
    StoryId,
)
from monitor.pipeline.deciding import Batch, Past, Rules, decide, look
from tests.support.builders import NOW, make_article, make_topic
from tests.support.telling import make_told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.model import Article, EvaluatedArticle, Topic


def decide_about(
    *articles: Article,
    topics: Sequence[Topic] = (),
    former: str | None = None,
    stories: Stories | None = None,
    past: Past | None = None,
) -> tuple[EvaluatedArticle, ...]:
    catalog = Catalog(version=1, topics=tuple(topics), concepts=(), silences=())
    before = Revision(number=1, title=former or "", summary="", text="", seen_at=NOW)
    batch = Batch(
        articles=articles,
        earlier={} if former is None else {article.id: before for article in articles},
    )
    rules = Rules(catalog=catalog, matcher=compile_topics(catalog))
    looked = look(batch, rules, stories or Stories(), NOW)
    return decide(looked, batch, rules, past or Past(), limits=AlertLimits(), now=NOW).articles


def make_visit(name: str = "visit", **values: object) -> Topic:
    return make_topic(name, **{"query": "visit", **values})


def make_report(**values: object) -> Article:
    return make_article(**{"title": "A visit", "summary": "", **values})


def test_every_article_is_decided_about_in_order_matched_or_not() -> None:
    articles = [
        make_report(id=ArticleId(1)),
        make_report(id=ArticleId(2), title="A storm"),
        make_report(id=ArticleId(3), revision=4),
    ]

    decided = decide_about(*articles, topics=[make_visit()])

    assert [(one.article_id, one.revision, len(one.matches)) for one in decided] == [
        (1, 1, 1),
        (2, 1, 0),
        (3, 4, 1),
    ]


def test_topics_decide_for_themselves() -> None:
    topics = [
        make_visit("plain"),
        make_visit("picky", notify=NotifyPolicy(min_publishers=3)),
        make_visit("nobody", receivers=()),
        make_visit("other", query="storm"),
    ]

    [decided] = decide_about(make_report(), topics=topics)

    assert {alert.topic: alert.held_back for alert in decided.alerts} == {
        "plain": None,
        "picky": HeldBack.TOO_FEW_PUBLISHERS,
        "nobody": HeldBack.NO_RECEIVERS,
    }


@pytest.mark.parametrize(
    ("revision", "former", "expected"),
    [
        (1, None, None),
        (2, "A storm", None),
        (2, "The visit", HeldBack.EDITED),
        (2, None, None),
    ],
    ids=["arrived", "edited into", "matched before", "never evaluated before"],
)
def test_an_edit_is_told_only_when_the_topic_did_not_match_before(
    revision: int, former: str | None, expected: HeldBack | None
) -> None:
    [decided] = decide_about(make_report(revision=revision), topics=[make_visit()], former=former)

    assert [alert.held_back for alert in decided.alerts] == [expected]


def test_a_story_that_was_told_under_a_topic_is_matched_and_not_told_again() -> None:
    article = make_report(story_id=StoryId(7))
    past = Past(
        story_of={article.id: StoryId(7)}, told={("told", StoryId(7)): make_told(publishers=1)}
    )

    [decided] = decide_about(article, topics=[make_visit("told"), make_visit("new")], past=past)

    assert {match.topic for match in decided.matches} == {"told", "new"}
    assert [alert.topic for alert in decided.alerts] == ["new"]
