"""Compare the matcher with one regular expression per term, for growing numbers of topics.

Both see the same made-up articles and topics (fixed seed) and must find the same; what is printed
is articles a second and the ratio. Held constant: the length of the articles, the shape of the
topics (a name, a place or country under several spellings, now and then a NOT), one process.

Run: python tests/bench/bench_match.py
"""

from __future__ import annotations

import random
import re
import time
from datetime import UTC, datetime

from monitor.match import compile_topics
from monitor.model import Article, ArticleId, Catalog, Source, Topic

SEED = 20_260_101
NOW = datetime(2026, 1, 1, tzinfo=UTC)
SYLLABLES = (
    "ka",
    "lo",
    "mi",
    "shu",
    "ter",
    "ven",
    "dor",
    "pja",
    "ong",
    "jang",
    "gu",
    "rei",
    "sel",
    "tan",
    "bro",
    "wi",
    "ne",
    "os",
    "ul",
    "fra",
)
#: Seconds that the slow side may take per number of topics.
BUDGET = 3.0


def make_words(chance: random.Random, count: int, syllables: tuple[int, int]) -> list[str]:
    words = {
        "".join(chance.choices(SYLLABLES, k=chance.randint(*syllables))) for _ in range(count * 2)
    }
    return sorted(words)[:count]


def make_article(chance: random.Random, words: list[str], weights: list[float]) -> Article:
    text = ""
    while len(text) < 300:
        text += chance.choices(words, cum_weights=weights)[0] + " "
    return Article(
        id=ArticleId(1),
        url="https://example.org/a",
        canonical_url="https://example.org/a",
        title=text[:70],
        summary=text[70:300],
        text="",
        author=None,
        categories=(),
        language="en",
        source=Source(name="Example Times"),
        feeds=(),
        tags=(),
        published_at=NOW,
        first_seen_at=NOW,
        story_id=None,
        revision=1,
        baseline=False,
        evaluated_at=None,
    )


def make_topic(chance: random.Random, number: int, names: list[str], words: list[str]) -> Topic:
    name, other = chance.choice(names), chance.choice(names)
    places = chance.sample(words, 3)
    query = f'({name} OR "{other} {chance.choice(words)}") AND ({" OR ".join(places)})'
    if chance.random() < 0.2:
        query += f" NOT {chance.choice(words)}"
    return Topic(name=f"topic-{number}", title="A topic", query=query)


def make_plain(query: str) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str] | None]:
    """Write a topic as a person with `re` would: whole words, genitive s, any case."""
    wanted, _, unwanted = query.partition(" NOT ")
    groups = [part.strip("()").split(" OR ") for part in wanted.split(" AND ")]
    first, second = (
        re.compile("|".join(map(write_term, terms)), re.IGNORECASE) for terms in groups
    )
    return first, second, re.compile(write_term(unwanted), re.IGNORECASE) if unwanted else None


def write_term(term: str) -> str:
    word = term.strip('"')
    genitive = "s?" if len(word.split()[-1]) >= 4 and word[-1] not in "sxz" else ""
    return rf"\b{word.replace(' ', '[ -]')}{genitive}\b"


def match_plainly(article: Article, patterns: list[tuple[re.Pattern[str], ...]]) -> int:
    text = f"{article.title}\n{article.summary}"
    return sum(
        bool(first.search(text) and second.search(text))
        and not (unwanted is not None and unwanted.search(text))
        for first, second, unwanted in patterns
    )


def main() -> None:
    chance = random.Random(SEED)
    words = make_words(chance, 20_000, (2, 4))
    chance.shuffle(words)
    weights: list[float] = []
    for rank in range(1, len(words) + 1):
        weights.append((weights[-1] if weights else 0.0) + 1 / rank)
    names = make_words(chance, 6_000, (5, 6))
    articles = [make_article(chance, words, weights) for _ in range(2_000)]
    print(f"{'topics':>8} {'monitor/s':>10} {'re/s':>8} {'ratio':>7} {'compile':>9} {'matches':>8}")
    for vocabulary, title in ((names, "names that no article holds"), (words[200:], "words")):
        print(title)
        for count in (10, 1_000, 10_000):
            topics = tuple(
                make_topic(chance, number, vocabulary, words[50:]) for number in range(count)
            )
            measure(topics, articles)


def measure(topics: tuple[Topic, ...], articles: list[Article]) -> None:
    started = time.perf_counter()
    matcher = compile_topics(Catalog(version=1, topics=topics, concepts=(), silences=()))
    compiled = time.perf_counter() - started
    assert not matcher.broken
    matcher.match(articles[0], now=NOW)
    started = time.perf_counter()
    found = [len(matcher.match(article, now=NOW)) for article in articles]
    ours = len(articles) / (time.perf_counter() - started)
    patterns = [make_plain(topic.query) for topic in topics]
    match_plainly(articles[0], patterns)
    plain: list[int] = []
    started = time.perf_counter()
    for article in articles:
        plain.append(match_plainly(article, patterns))
        if time.perf_counter() - started > BUDGET:
            break
    theirs = len(plain) / (time.perf_counter() - started)
    assert plain == found[: len(plain)], next(
        (number, pair)
        for number, pair in enumerate(zip(plain, found, strict=False))
        if pair[0] != pair[1]
    )
    print(
        f"{len(topics):>8,} {ours:>10,.0f} {theirs:>8,.0f} {ours / theirs:>6,.1f}x"
        f" {compiled:>8.2f}s {sum(found):>8,}"
    )


if __name__ == "__main__":
    main()
