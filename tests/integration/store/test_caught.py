"""What each name of a concept caught is counted, and goes with the matches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.model import CaughtText, Newness
from tests.support.builders import (
    NOW,
    make_concept,
    make_draft,
    make_evaluated,
    make_evidence,
    make_identified,
    make_match,
    make_topic,
)
from tests.support.scenes import evaluate, store_articles

if TYPE_CHECKING:
    from monitor.model import ArticleId, EvaluatedArticle
    from monitor.store import Store


def caught_by(
    article_id: ArticleId, *written: tuple[str, str], topic: str = "t", revision: int = 1
) -> EvaluatedArticle:
    evidence = tuple(
        make_evidence(start=place, name=name, text=text, concept="shoigu")
        for place, (name, text) in enumerate(written)
    )
    match = make_match(article_id, topic=topic, evidence=evidence, branch="@shoigu")
    return make_evaluated(article_id, revision=revision, matches=(match,), alerts=())


def counts(store: Store) -> dict[str, int]:
    return {one.name: one.articles for one in store.count_caught("shoigu")}


def test_counts_articles_and_the_ways_they_write_a_name(store: Store) -> None:
    store.save_catalog(topics=[make_topic("t")], concepts=[make_concept()], now=NOW)
    first, second = store_articles(store, make_draft("a"), make_draft("b"))

    evaluate(
        store,
        caught_by(first, ("Schoigu", "Schoigus"), ("Schoigu", "Schoigu"), ("쇼이구", "쇼이구")),
        caught_by(second, ("Schoigu", "Schoigu")),
    )

    german, korean = store.count_caught("shoigu")
    assert (german.name, german.articles, german.matches) == ("Schoigu", 2, 2)
    assert german.texts == (
        CaughtText(text="Schoigu", articles=2),
        CaughtText(text="Schoigus", articles=1),
    )
    assert (german.last_article_id, german.last_url) == (second, "https://times.example/b")
    assert (korean.name, korean.articles) == ("쇼이구", 1)
    assert store.count_caught("lavrov") == ()


def test_an_article_that_two_topics_match_is_one_article(store: Store) -> None:
    store.save_catalog(topics=[make_topic("t"), make_topic("u")], now=NOW)
    (article,) = store_articles(store, make_draft("a"))
    one = caught_by(article, ("Schoigu", "Schoigu"))
    other = caught_by(article, ("Schoigu", "Schoigu"), topic="u")

    evaluate(store, make_evaluated(article, matches=one.matches + other.matches, alerts=()))

    (name,) = store.count_caught("shoigu")
    assert (name.articles, name.matches) == (1, 2)


def test_an_edit_puts_what_it_catches_in_the_place_of_what_was_caught(store: Store) -> None:
    store.save_catalog(topics=[make_topic("t")], now=NOW)
    (article,) = store_articles(store, make_draft("a"))
    evaluate(store, caught_by(article, ("Schoigu", "Schoigu"), ("쇼이구", "쇼이구")))
    draft = make_draft("a", title="Another")
    store_articles(store, make_identified(draft, newness=Newness.CHANGED, article_id=article))

    evaluate(store, caught_by(article, ("Schoigu", "Schoigus"), revision=2))

    (name,) = store.count_caught("shoigu")
    assert name.texts == (CaughtText(text="Schoigus", articles=1),)


def test_what_was_caught_goes_with_its_topic(store: Store) -> None:
    store.save_catalog(topics=[make_topic("t")], now=NOW)
    (article,) = store_articles(store, make_draft("a"))
    evaluate(store, caught_by(article, ("Schoigu", "Schoigu")))

    store.save_catalog(remove_topics=["t"], now=NOW)

    assert counts(store) == {}


def test_a_match_keeps_the_branch_that_held(store: Store) -> None:
    store.save_catalog(topics=[make_topic("t")], now=NOW)
    (article,) = store_articles(store, make_draft("a"))

    evaluate(store, caught_by(article, ("Schoigu", "Schoigu")))

    (match,) = store.list_matches()
    assert match.branch == "@shoigu"
