"""Searching: the index narrows, the matcher decides, and every database finds the same."""

from __future__ import annotations

import shutil
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from monitor.manage.searching import search
from monitor.match import Reading, compile_query, narrow, terms_edition
from monitor.pipeline import indexing
from monitor.store import Store
from tests.support.archive import fill_archive, list_concepts, list_drafts
from tests.support.builders import NOW, make_unmatched
from tests.support.database import fill_memory
from tests.support.scenes import EVALUATE, evaluate, take_fence

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import TypeAlias

    from monitor.match import Query
    from monitor.model import Article, ArticleId
    from tests.support.database import TestServer

    #: A query and since when.
    Question: TypeAlias = tuple[str, timedelta | None]
    Asked: TypeAlias = dict[Question, list[ArticleId]]

#: All that the query language has, over words, scripts and fields that the archive has.
QUERIES = (
    # words, in their forms
    "missile", "Rakete", "ракета", "rakieta", "ohjus", "rakéta", "füze", "صاروخ", "טיל",
    "ballistic", "Nordkorea", "Şoygu", "istanbul", "delegation", "CHILDREN", "Минск",
    "Choigou", "l’île", "3M",
    # two letters and one, where that is a word
    "평양", "平壤", "平壌", "北", "방북", "台風", "ミサイル", "평", "เปียงยาง", "北朝鮮",
    "朝鲜", "导弹", "AI",
    # phrases, exact, beginnings
    '"security council"', '"Совет Безопасности"', '"Rada Bezpieczeństwa"', '"شورای امنیت"',
    '"پیونگ یانگ"', '"안전보장이사회 북한"', '"安全理事会讨论"', '="Kim"', "=Die", '="ШОЙГУ"',
    "missil*", "Nordkor*", "северо*", "평*", "平*", '"security counc*"', "nor*", "pchjong*",
    # joined
    "Shoigu AND Pyongyang", "Шойгу Пхеньян", "Shoigu OR Lavrov", "Kim NOT basketball",
    "Kim AND (missile OR basketball)", "(missile OR storm*) NOT (Baltic OR council)",
    "2 OF (Shoigu, Pyongyang, delegation)", "3 OF (the, a, of, in)", "1 OF (平壤, 평양)",
    "Schoigu NEAR/4 Pjöngjang", "Pjöngjang ONEAR/4 Schoigu", "(a OR the) NEAR/2 missile",
    "(Shoigu OR Шойгу) NEAR/3 (Pyongyang OR Пхеньян)",
    "missile NEAR/9 (council OR North NEAR/2 Korea)",
    # concepts and names by sound
    "@shoigu", "@pyongyang", "@dprk", "@storm", "@shoigu AND (@pyongyang OR @dprk)",
    "@shoigu NEAR/6 @pyongyang", 'name:"Sergei Shoigu"', 'name:"Kim Jong Un"',
    'name:"Sergei Shoigu" NOT @pyongyang', 'name:"Angela Merkel" OR name:"Wladimir Putin"',
    "2 OF (@shoigu, @dprk, missile)",
    # fields and time
    "title:Shoigu", "summary:missile", "text:ракета", "title:(@shoigu OR @dprk)", "author:Müller",
    "author:김민수", 'author:name:"Sergei Shoigu"', "author:mül*", "category:Russland",
    'category:"sports news"',
    "site:post.example", "site:news.post.example", "site:bücher.example", "lang:ko", "lang:ko 평양",
    "country:KR", "country:KR AND lang:de", "feed:feeds.example/de", "tag:asia",
    "tag:asia AND missile", "url:times.example", "NOT missile", "NOT (missile OR NOT lang:de)",
    "since:3h", "since:3h AND missile", "published:>2026-11-22", "published:<2026-11-21 Kim",
    "NOT since:5h Rakete", "lang:xx", "nonesuchword", '"nonesuch phrase"',
)  # fmt: skip
#: Every so many queries are also asked of the last hours alone, and asked of every store whole.
EVERY = 12
SINCE = timedelta(hours=4)


@contextmanager
def open_archives(folder: Path, migrated: Path, server: TestServer) -> Iterator[list[Store]]:
    """Open a store of each kind with the current tables."""
    with ExitStack() as stack:
        memory = stack.enter_context(Store("sqlite://"))
        fill_memory(memory, migrated)
        file = shutil.copy(migrated, folder / "archive.db")
        url = stack.enter_context(server.ready_database())
        yield [
            memory,
            stack.enter_context(Store(f"sqlite:///{file}")),
            stack.enter_context(Store(url)),
        ]


def compile_all() -> dict[str, Query]:
    concepts = list_concepts()
    return {query: compile_query(query, concepts, for_topic=False) for query in QUERIES}


def ask_matcher(queries: dict[str, Query], articles: list[Article]) -> Asked:
    """Hold every query against every article, newest first."""
    readings = [Reading(article, NOW) for article in articles]
    held = {
        text: [one.article for one in readings if query.plan.holds(one)]
        for text, query in queries.items()
    }
    lately = {
        (text, SINCE): [one.id for one in found if one.first_seen_at >= NOW - SINCE]
        for text, found in list(held.items())[5::EVERY]
    }
    return {(text, None): [one.id for one in found] for text, found in held.items()} | lately


def ask_store(
    store: Store, text: str, since: timedelta | None = None, limit: int | None = None
) -> list[ArticleId]:
    return [one.article.id for one in search(store, text, since=since, now=NOW, limit=limit)]


def file_all(store: Store, terms: dict[ArticleId, frozenset[int] | None]) -> None:
    """Do what the evaluator does, but for matching."""
    store.save_terms(terms, edition=terms_edition(), lease=EVALUATE, fence=take_fence(store))
    evaluate(store, *map(make_unmatched, terms))


def narrow_in_store(store: Store, query: Query) -> list[ArticleId] | None:
    """Give the articles that a search looks at; None when it walks."""
    narrowing = narrow(query, now=NOW)
    if narrowing.needed is None:
        return None
    found = store.iter_candidates(narrowing.needed, edition=terms_edition(), since=narrowing.since)
    return [article.id for article in found]


@pytest.mark.timeout(300)  # a hundred queries of three databases, on a machine that may be busy
def test_every_query_finds_the_same_everywhere_as_the_matcher_over_all_articles(
    tmp_path: Path, migrated_file: Path, postgresql: TestServer
) -> None:
    drafts = list_drafts()
    queries = compile_all()
    with open_archives(tmp_path, migrated_file, postgresql) as stores:
        for store in stores:
            store.save_catalog(concepts=list_concepts(), now=NOW)
            fill_archive(store, drafts)
        terms = dict(indexing.terms_of(stores[0].list_unevaluated(limit=len(drafts)), NOW))
        for store in stores:
            file_all(store, terms)
        expected = ask_matcher(queries, list(stores[0].iter_articles()))

        found = {what: ask_store(stores[0], *what) for what in expected}
        some = list(expected)[::EVERY]
        elsewhere = [{what: ask_store(store, *what) for what in some} for store in stores[1:]]
        narrowed = [
            {text: narrow_in_store(store, query) for text, query in queries.items()}
            for store in stores
        ]

    assert differing(found, expected) == {}
    assert all(differing(one, {what: expected[what] for what in some}) == {} for one in elsewhere)
    assert narrowed[0] == narrowed[1] == narrowed[2]
    assert len(drafts) >= 2_000
    assert len({draft.language for draft in drafts}) > 30
    assert len(QUERIES) >= 60
    assert sum(bool(ids) for ids in expected.values()) > 0.8 * len(QUERIES)


def differing(found: Asked, expected: Asked) -> dict[Question, tuple[int, int]]:
    """Give how many were found and how many should have been, where these are not the same."""
    return {
        what: (len(found[what]), len(ids)) for what, ids in expected.items() if found[what] != ids
    }


def test_an_index_that_is_half_filled_loses_nothing(tmp_path: Path, migrated_file: Path) -> None:
    queries = dict(list(compile_all().items())[::5])
    path = shutil.copy(migrated_file, tmp_path / "archive.db")
    with Store(f"sqlite:///{path}") as store:
        store.save_catalog(concepts=list_concepts(), now=NOW)
        fill_archive(store, list_drafts(least=400, shared=0))
        articles = store.list_unevaluated(limit=1_000)
        evaluate(store, *(make_unmatched(article.id) for article in articles))
        fence = take_fence(store)
        unfilled = store.list_unfilled(edition=terms_edition(), limit=len(articles) // 2)
        assert unfilled is not None
        terms = indexing.terms_of(unfilled.articles, NOW)
        store.save_terms(
            terms,
            edition=terms_edition(),
            lease=EVALUATE,
            fence=fence,
            down_to=unfilled.down_to,
        )
        expected = ask_matcher(queries, list(store.iter_articles()))

        found = {what: ask_store(store, *what) for what in expected}

        assert differing(found, expected) == {}
        assert store.has_unfilled(edition=terms_edition())


def test_a_limit_gives_the_newest(tmp_path: Path, migrated_file: Path) -> None:
    path = shutil.copy(migrated_file, tmp_path / "archive.db")
    with Store(f"sqlite:///{path}") as store:
        fill_archive(store, list_drafts(least=300, shared=0))
        file_all(store, dict(indexing.terms_of(store.list_unevaluated(limit=1_000), NOW)))

        some, every = ask_store(store, "Kim", limit=5), ask_store(store, "Kim")

        assert len(every) > len(some) == 5
        assert some == every[:5]
