"""A search narrows and never loses: what matches holds what the query needs."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import QuerySyntaxError
from monitor.match import Reading, compile_query, list_terms, narrow
from monitor.model import Every, Holding
from tests.property.test_query_matching import CONCEPTS, PIECES, TEXTS
from tests.support.builders import NOW, make_article

TERMS = st.sampled_from(
    ["Schoigu", "@shoigu", "kim", "평양", "평", "平壤", "平", "ミサイル", "missil*", "평*", "平*",
     '"Kim Jong-un"', '"پیونگ یانگ"', '"金 正恩"', '"LG전자"', '"北朝鮮"', '="Kim"', "=Straße", "ß",
     'name:"Sergei Shoigu"', 'name:"Kim Jong Un"', '"security counc*"', '"U.S. Army"', "1", "F-16",
     "लाल", "คน", "nordk*", '"צפון קוריאה"', '"김정은 위원장"', "ﷺ", "strasse", "xy*"]
)  # fmt: skip
FIELDS = st.sampled_from(
    ["title", "summary", "text", "author", "category", "source", "tag", "site", "lang", "country"]
)
FACTS = st.sampled_from(
    ["site:times.example", "lang:de", "country:de", "url:times", "feed:post", "since:1h",
     "published:>2026-01-01", "tag:asia*"]
)  # fmt: skip
LEAVES = st.one_of(TERMS, TERMS, TERMS, FACTS, st.tuples(FIELDS, TERMS).map(":".join))


def join(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    some = st.lists(parts, min_size=2, max_size=3)
    return st.one_of(
        some.map(lambda these: f"({' AND '.join(these)})"),
        some.map(lambda these: f"({' OR '.join(these)})"),
        parts.map(lambda one: f"NOT {one}"),
        st.tuples(st.integers(1, 3), some).map(lambda pair: f"{pair[0]} OF ({', '.join(pair[1])})"),
        st.tuples(TERMS, st.sampled_from(["NEAR/3", "ONEAR/9"]), TERMS).map(" ".join),
    )


QUERIES = st.recursive(LEAVES, join, max_leaves=6)
VALUES = st.one_of(TEXTS, st.lists(PIECES, max_size=6).map("".join))
ARTICLES = st.builds(
    make_article,
    title=VALUES,
    summary=VALUES,
    text=VALUES,
    author=st.one_of(st.none(), VALUES),
    categories=st.lists(VALUES, max_size=2).map(tuple),
    tags=st.sampled_from([(), ("asia",), ("kim", "wire")]),
    language=st.sampled_from(["en", "de", "pl", "ru", "fi", "tr", "ar", "he", "fa", "ko", None]),
    first_seen_at=st.sampled_from([NOW, NOW - timedelta(hours=2)]),
)


def has(needed, terms):
    if isinstance(needed, Holding):
        return not needed.terms.isdisjoint(terms)
    quantify = all if isinstance(needed, Every) else any
    return quantify(has(part, terms) for part in needed.parts)


@given(QUERIES, ARTICLES)
def test_what_matches_holds_what_the_query_needs(text, article):
    try:
        query = compile_query(text, CONCEPTS, for_topic=False)
    except QuerySyntaxError:
        return
    reading = Reading(article, NOW)
    narrowing = narrow(query, now=NOW)
    terms = list_terms(reading)

    if query.plan.holds(reading):
        assert terms is not None
        assert narrowing.needed is None or has(narrowing.needed, terms)
        assert narrowing.since is None or article.first_seen_at >= narrowing.since
