from __future__ import annotations

from typing import Any

from monitor.feeds import FeedFacts, Hint, Look, Sight, Verdict, compare_sights
from tests.support.facts import make_facts

URL = "https://times.example/"


def facts_of(*names: str, **values: Any) -> FeedFacts:
    return make_facts(entries=len(names), names=names, **{"text_chars": 300, **values})


def make_sight(slug: str, facts: FeedFacts | None, **values: Any) -> Sight:
    return Sight(
        **{"url": URL + slug, "hint": Hint.ALTERNATE, "title": slug, "facts": facts, **values}
    )


def best_of(*sights: Sight) -> str | None:
    look = Look(url=URL, verdict=Verdict.SITE, sights=compare_sights(sights))
    return None if look.best is None else look.best.title


def test_the_only_feed_is_the_one_that_is_meant() -> None:
    assert best_of(make_sight("world", facts_of("a"))) == "world"


def test_a_feed_of_comments_leaves_no_choice() -> None:
    comments = make_sight("comments", facts_of("x", "y"), is_comments=True)

    assert best_of(comments, make_sight("world", facts_of("a"))) == "world"


def test_two_feeds_with_other_articles_leave_a_choice() -> None:
    world, sport = make_sight("world", facts_of("a")), make_sight("sport", facts_of("b"))

    assert best_of(world, sport) is None


def test_of_one_feed_in_two_formats_the_one_that_tells_more_is_meant() -> None:
    rss = make_sight("rss", facts_of("a", "b"))
    atom = make_sight("atom", facts_of("a", "b", format="atom10"))
    full = make_sight("full", facts_of("a", "b", text_chars=3000))
    long = make_sight("long", facts_of("a", "b", "c"))

    assert best_of(rss, atom) == "atom"
    assert best_of(atom, full) == "full"
    assert best_of(full, long, rss) == "long"


def test_names_the_feed_that_another_repeats() -> None:
    sights = compare_sights(
        [make_sight("rss", facts_of("a")), make_sight("atom", facts_of("a", format="atom10"))]
    )

    assert [(one.title, one.same_as) for one in sights] == [("atom", None), ("rss", f"{URL}atom")]


def test_a_feed_that_was_not_looked_at_is_like_no_other() -> None:
    assert best_of(make_sight("world", facts_of("a")), make_sight("sport", None)) is None


def test_there_is_nothing_to_mean_where_all_are_of_comments() -> None:
    assert best_of(make_sight("comments", facts_of("a"), is_comments=True)) is None
