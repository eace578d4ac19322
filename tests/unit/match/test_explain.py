from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.match import compile_query, compile_topics, judge
from monitor.match.parser import parse_query
from monitor.match.syntax import write
from monitor.model import Catalog, ConceptKind, NameSource
from tests.support.builders import NOW, make_article, make_concept, make_name, make_topic

CONCEPTS = (
    make_concept("shoigu", names=(make_name(), make_name("Shoigu", source=NameSource.DERIVED))),
    make_concept("pyongyang", kind=ConceptKind.PLACE, names=(make_name("Pyongyang"),)),
    make_concept("dprk", kind=ConceptKind.COUNTRY, names=(make_name("North Korea"),)),
)
FOUNDING = "@shoigu AND (@pyongyang OR @dprk)"


def ask(query, title, **values):
    article = make_article(
        **{
            "title": title,
            "summary": "",
            "published_at": NOW - timedelta(hours=5),
            "first_seen_at": NOW - timedelta(hours=4),
            **values,
        }
    )
    return judge(compile_query(query, CONCEPTS, for_topic=False), article, now=NOW)


@pytest.mark.parametrize(
    ("query", "title", "reason"),
    [
        (
            FOUNDING,
            "Schoigu in Pyongyang",
            "@shoigu found in title as «Schoigu»; @pyongyang found in title as «Pyongyang»",
        ),
        ("kim NOT sport", "Kim waits", "kim found in title as «Kim»; sport not found"),
        ("kim OR (lavrov AND moon)", "Kim", "kim found in title as «Kim»"),
        (
            "kim NEAR/3 shoigu",
            "Kim meets Shoigu",
            "«Kim» and «Shoigu» in title stand at most 3 words apart (NEAR/3)",
        ),
        ("kim lang:en", "Kim", "kim found in title as «Kim»; lang is en"),
        (
            "kim since:1d",
            "Kim",
            "kim found in title as «Kim»; first seen 2026-11-24 05:00",
        ),
    ],
)
def test_says_what_held(query, title, reason):
    verdict = ask(query, title)

    assert (verdict.matched, verdict.reason) == (True, reason)


@pytest.mark.parametrize(
    ("query", "title", "reason"),
    [
        (
            FOUNDING,
            "Шойгу в Тегеране",
            "none of @pyongyang, @dprk found; @shoigu found in title as «Шойгу»",
        ),
        (
            "@shoigu AND @pyongyang",
            "Шойгу",
            "@pyongyang not found; @shoigu found in title as «Шойгу»",
        ),
        # Somebody else of the same name.
        (
            "@shoigu AND @pyongyang",
            "Ksenia Shoigu in Pyongyang",
            "@shoigu not found: «Ksenia Shoigu» in title is somebody else; @pyongyang found",
        ),
        ("title:@shoigu", "Ksenia Shoigu", "@shoigu not found in title: «Ksenia Shoigu» in title"),
        # What vetoed.
        (
            "kim NOT sport",
            "Kim loves sport",
            "NOT excludes it: sport found in title as «sport»; kim found in title as «Kim»",
        ),
        (
            "kim NOT (sport AND cup)",
            "Kim: sport and the cup",
            "NOT excludes it: sport found in title as «sport»; cup found in title as «cup»; kim",
        ),
        # Fields.
        ("title:kim", "Lavrov", "kim not found in title"),
        ("summary:kim", "Kim", "kim not found in summary, only in title"),
        ("kim lang:de", "Kim", "lang is not de but en; kim found in title as «Kim»"),
        ("kim country:KP", "Kim", "country is not KP; kim found in title as «Kim»"),
        ("kim site:tass.ru", "Kim", "site is not tass.ru but times.example; kim found"),
        ("kim tag:asia", "Kim", "asia not found in tag; kim found in title as «Kim»"),
        # Words apart.
        (
            "kim NEAR/2 shoigu",
            "Kim a b c Shoigu",
            "4 words apart, NEAR/2 allows 2: kim found in title as «Kim»; shoigu found in title",
        ),
        (
            "kim ONEAR/2 shoigu",
            "Shoigu meets Kim",
            "in the other order than ONEAR/2 asks for: kim found",
        ),
        ("kim NEAR/2 kim", "Kim waits", "in one place, not NEAR/2: kim found in title as «Kim»"),
        ("kim NEAR/2 shoigu", "Kim", "shoigu not found; kim found in title as «Kim»"),
        # Lists.
        (
            "2 OF (kim, shoigu, lavrov)",
            "Kim",
            "only 1 of 3 found, 2 needed; kim found in title as «Kim»",
        ),
        ("a1 OR b1 OR c1 OR d1 OR e1", "Kim", "none of a1, b1, c1, d1, … found"),
        # The alternative that lacks least.
        (
            "(lavrov AND moon AND sun) OR (kim AND moon)",
            "Kim",
            "moon not found; kim found in title as «Kim» (another way fails too)",
        ),
        (
            "lavrov OR wang OR (kim NEAR/2 moon)",
            "Kim a b c moon",
            "none of lavrov, wang found; 4 words apart, NEAR/2 allows 2: kim",
        ),
        # Time.
        (
            "kim since:1h",
            "Kim",
            "first seen 2026-11-24 05:00, outside of since:1h; kim found in title as «Kim»",
        ),
        (
            "kim published:<2026-01-01",
            "Kim",
            "published 2026-11-24 04:00, outside of published:<2026-01-01; kim found in title",
        ),
    ],
)
def test_says_the_smallest_part_that_failed(query, title, reason):
    verdict = ask(query, title)

    assert not verdict.matched
    assert verdict.reason.startswith(reason), verdict.reason


def test_says_that_near_does_not_join_fields():
    verdict = ask("kim NEAR/5 moon", "Kim", summary="The moon")

    assert verdict.reason.startswith("in different fields, which NEAR/5 does not join: kim found")


@pytest.mark.parametrize(
    ("query", "title", "branch"),
    [
        (FOUNDING, "Shoigu in Pyongyang", "@shoigu AND @pyongyang"),
        (FOUNDING, "Shoigu in North Korea", "@shoigu AND @dprk"),
        (FOUNDING, "Shoigu in Pyongyang, North Korea", FOUNDING),
        ("kim NOT (sport OR cup)", "Kim", "kim AND NOT (sport OR cup)"),
        ("kim OR (lavrov AND moon)", "Lavrov and the moon", "lavrov AND moon"),
        ("(kim OR moon) AND (sun OR (lavrov AND wang))", "Kim: sun", "kim AND sun"),
        ("2 OF (kim, lavrov, moon)", "Kim and Lavrov", "2 OF (kim, lavrov)"),
        ("kim NEAR/3 (moon OR sun)", "Sun, Kim a b c d moon", "kim NEAR/3 sun"),
        ('title:(kim OR moon) OR "x y"', "Kim", "title:kim"),
        ("kim lang:(en OR de) since:7d", "Kim", "kim AND lang:en AND since:7d"),
        ('missil* AND ="Kim"', "Kim: missiles", 'missil* AND ="Kim"'),
    ],
)
def test_writes_the_branch_that_held_as_a_query(query, title, branch):
    verdict = ask(query, title)

    assert verdict.branch == branch
    assert write(parse_query(branch).root) == branch
    assert ask(branch, title).matched


def test_what_does_not_match_has_no_branch():
    assert ask("kim", "Lavrov").branch is None


def test_a_match_carries_the_branch():
    topic = make_topic(query=FOUNDING)
    matcher = compile_topics(Catalog(version=1, topics=(topic,), concepts=CONCEPTS, silences=()))

    (match,) = matcher.match(make_article(title="Shoigu in North Korea", summary=""), now=NOW)

    assert match.branch == "@shoigu AND @dprk"


def test_a_branch_of_a_thousand_words_is_cut():
    words = [f"w{number}x" for number in range(900)]

    verdict = ask(" OR ".join(words), " ".join(words))

    assert len(verdict.branch) == 500
    assert verdict.branch.endswith("…")
