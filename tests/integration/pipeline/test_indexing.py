"""Filing articles for searches: with their evaluation, later for old ones, never in the way."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from monitor.errors import DatabaseUnavailable
from monitor.manage.searching import search
from monitor.match import Reading, terms_edition
from monitor.model import Holding
from monitor.pipeline import indexing
from tests.support.builders import NOW, make_article, make_draft, make_topic, make_unmatched
from tests.support.line import evaluate_all
from tests.support.scenes import evaluate, store_articles

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.model import ArticleId
    from monitor.store import Store
    from tests.support.line import Line

NOTHING = Holding(terms=frozenset())


def publish(line: Line, *titles: str) -> list[ArticleId]:
    drafts = (make_draft(title, title=title, summary="") for title in titles)
    return [number for draft in drafts for number in store_articles(line.store, draft)]


def find(line: Line, query: str) -> list[ArticleId]:
    found = search(line.store, query, since=None, now=NOW)
    return sorted(one.article.id for one in found)


def looked_at(line: Line) -> list[ArticleId]:
    """Give the articles that every search looks at."""
    candidates = line.store.iter_candidates(NOTHING, edition=terms_edition())
    return sorted(article.id for article in candidates)


@contextmanager
def broken_index(store: Store) -> Iterator[None]:
    """Take the index away, and bring it back for whoever uses the database next."""
    with store._database.writing() as connection:
        connection.execute(text("ALTER TABLE article_terms RENAME TO mislaid"))
    yield
    with store._database.writing() as connection:
        connection.execute(text("ALTER TABLE mislaid RENAME TO article_terms"))


async def test_an_article_is_filed_when_it_is_evaluated(line: Line) -> None:
    first, second = publish(line, "Storm over the Baltic", "Missile in the Baltic")
    before = looked_at(line)

    await evaluate_all(line.evaluator())

    assert before == [first, second]
    assert looked_at(line) == []
    assert find(line, "storms OR storm") == [first]
    assert find(line, "baltic") == [first, second]


async def test_old_articles_are_filed_while_nothing_else_is_to_do(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "FILL_BATCH", 2)
    old = publish(line, "Storm one", "Storm two", "Port three")
    for article_id in old:
        evaluate(line.store, make_unmatched(article_id))
    evaluator = line.evaluator()
    (new,) = publish(line, "Storm four")

    done = [await evaluator.step() for _ in range(4)]

    assert done == [1, 2, 1, 0]
    assert looked_at(line) == []
    assert find(line, "storm") == [*old[:2], new]


async def test_a_run_that_ends_when_all_is_evaluated_files_nothing_old(line: Line) -> None:
    old = publish(line, "Storm")
    evaluate(line.store, make_unmatched(old[0]))

    assert await evaluate_all(line.evaluator(waits=False)) == 0

    assert looked_at(line) == old


async def test_an_evaluator_without_the_lease_files_nothing_old(line: Line) -> None:
    first = line.evaluator(owner="first")
    publish(line, "Storm")
    await evaluate_all(first)
    line.store.forget_terms()

    assert await line.evaluator(owner="second").step() == 0
    assert await first.step() == 1


async def test_a_broken_index_costs_nobody_an_alert(
    line: Line, caplog: pytest.LogCaptureFixture
) -> None:
    line.store.save_catalog(topics=[make_topic("storms", query="storm")], now=NOW)
    publish(line, "Port")
    await evaluate_all(line.evaluator())
    (article_id,) = publish(line, "Storm")

    with broken_index(line.store), caplog.at_level(logging.ERROR):
        await line.evaluator().step()
        found = find(line, "storm")

    assert [alert.article.id for alert in line.store.list_alerts(None)] == [article_id]
    assert found == [article_id]
    assert "the search index cannot be kept" in caplog.text


async def test_trouble_with_the_database_is_not_taken_for_trouble_with_the_index(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise DatabaseUnavailable("-", problem="locked")

    publish(line, "Storm")
    await evaluate_all(line.evaluator())
    (waiting,) = publish(line, "Port")
    monkeypatch.setattr(line.store, "save_terms", refuse)

    with pytest.raises(DatabaseUnavailable, match="locked"):
        await line.evaluator().step()

    assert looked_at(line) == [waiting]


def test_an_article_that_cannot_be_read_for_terms_has_none(
    caplog: pytest.LogCaptureFixture,
) -> None:
    class Unreadable(Reading):
        @property
        def keys(self) -> set[str]:
            raise ValueError

    article = make_article()

    with caplog.at_level(logging.ERROR):
        terms = indexing.find_terms(Unreadable(article, NOW))

    assert terms is None
    assert indexing.terms_of([article], NOW)[article.id]
