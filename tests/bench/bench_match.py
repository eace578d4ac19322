"""Compare the matcher with one regular expression per term, for growing numbers of topics.

Both see the same made-up articles and topics (fixed seed) and must find the same; what is printed
is articles of 300 and of 4,000 characters a second of processor time, the ratio, how long a changed
topic takes to be live, and the slowest article. Held constant: the length of the articles, the
shape of the topics (a name, a place or country under several spellings, now and then a NOT), one
process. Persons are found by the sound of their names, which regular expressions cannot do.

Run: python tests/bench/bench_match.py
"""

from __future__ import annotations

import gc
import random
import re
import time
from dataclasses import replace
from datetime import UTC, datetime

from monitor.match import Matcher, compile_topics
from monitor.model import (
    Article,
    ArticleId,
    Catalog,
    Concept,
    ConceptKind,
    Name,
    NameSource,
    Source,
    Topic,
)

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


def make_long(articles: list[Article]) -> list[Article]:
    """Make articles of 4,000 characters of the short ones."""
    return [
        replace(article, text=" ".join(one.summary for one in articles[at : at + 17]))
        for at, article in enumerate(articles[:300])
    ]


def write_names_large(article: Article, chance: random.Random) -> Article:
    """Begin every seventh word with a capital, as names in the news do."""

    def write(text: str) -> str:
        return " ".join(w.capitalize() if chance.random() < 1 / 7 else w for w in text.split())

    return replace(article, title=write(article.title), summary=write(article.summary))


def make_persons(
    chance: random.Random, count: int, names: list[str], words: list[str]
) -> tuple[tuple[Topic, ...], tuple[Concept, ...]]:
    """Make topics about persons, each found by the sound of the name."""
    concepts, topics = [], []
    for number in range(count):
        first, last = (chance.choice(names).capitalize() for _ in range(2))
        made = (
            Name(text=f"{first} {last}", language=None, source=NameSource.GIVEN),
            Name(text=last, language=None, source=NameSource.DERIVED),
        )
        key = f"p{number}"
        concepts.append(Concept(key=key, kind=ConceptKind.PERSON, name=made[0].text, names=made))
        query = f"@{key} AND ({chance.choice(words)} OR {chance.choice(words)})"
        topics.append(Topic(name=key, title="A topic", query=query))
    return tuple(topics), tuple(concepts)


def main() -> None:
    chance = random.Random(SEED)
    words = make_words(chance, 20_000, (2, 4))
    chance.shuffle(words)
    weights: list[float] = []
    for rank in range(1, len(words) + 1):
        weights.append((weights[-1] if weights else 0.0) + 1 / rank)
    names = make_words(chance, 6_000, (5, 6))
    articles = [make_article(chance, words, weights) for _ in range(2_000)]
    print(
        f"{'topics':>8} {'short/s':>9} {'long/s':>8} {'re/s':>8} {'ratio':>8} {'compile':>9}"
        f" {'change':>8} {'worst':>8} {'matches':>8}"
    )
    for vocabulary, title in ((names, "names that no article holds"), (words[200:], "words")):
        print(title)
        for count in (10, 1_000, 10_000):
            topics = tuple(
                make_topic(chance, number, vocabulary, words[50:]) for number in range(count)
            )
            measure(topics, (), articles, with_plain=True)
    print("persons by their sound")
    named = [write_names_large(article, chance) for article in articles]
    for count in (10, 1_000, 10_000):
        topics, concepts = make_persons(chance, count, names, words[50:])
        measure(topics, concepts, named, with_plain=False)


def measure(
    topics: tuple[Topic, ...],
    concepts: tuple[Concept, ...],
    articles: list[Article],
    *,
    with_plain: bool,
) -> None:
    catalog = Catalog(version=1, topics=topics, concepts=concepts, silences=())
    started = time.perf_counter()
    matcher = compile_topics(catalog)
    compiled = time.perf_counter() - started
    assert not matcher.broken
    changed = replace(catalog, topics=(replace(topics[0], query="brandnew"), *topics[1:]))
    started = time.perf_counter()
    compile_topics(changed, earlier=matcher)
    change = time.perf_counter() - started
    short, worst, found = run(matcher, articles)
    long, longest, _ = run(matcher, make_long(articles))
    plain = run_plainly(topics, articles, found) if with_plain else 0.0
    print(
        f"{len(topics):>8,} {short:>9,.0f} {long:>8,.0f} {plain:>8,.0f}"
        f" {short / plain if plain else 0:>7,.1f}x {compiled:>8.2f}s {change * 1000:>6.0f}ms"
        f" {max(worst, longest) * 1000:>6.1f}ms {sum(found):>8,}"
    )


def run(matcher: Matcher, articles: list[Article]) -> tuple[float, float, list[int]]:
    """Return articles a second, the slowest article, and how many topics each matched."""
    for article in articles[:200]:
        matcher.match(article, now=NOW)
    gc.collect()
    gc.freeze()
    found: list[int] = []
    worst = 0.0
    started = time.process_time()
    for article in articles:
        before = time.process_time()
        found.append(len(matcher.match(article, now=NOW)))
        worst = max(worst, time.process_time() - before)
    took = time.process_time() - started
    gc.unfreeze()
    return len(articles) / took, worst, found


def run_plainly(topics: tuple[Topic, ...], articles: list[Article], found: list[int]) -> float:
    """Return how many articles a second regular expressions do; they must find the same."""
    patterns = [make_plain(topic.query) for topic in topics]
    match_plainly(articles[0], patterns)
    plain: list[int] = []
    started = time.process_time()
    for article in articles:
        plain.append(match_plainly(article, patterns))
        if time.process_time() - started > BUDGET:
            break
    took = time.process_time() - started
    assert plain == found[: len(plain)], next(
        (number, pair)
        for number, pair in enumerate(zip(plain, found, strict=False))
        if pair[0] != pair[1]
    )
    return len(plain) / took


if __name__ == "__main__":
    main()
