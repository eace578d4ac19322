"""Compare the matcher with other ways to match, for growing numbers of topics.

All see the same made-up articles and topics (fixed seed): regular expressions per rule, two
Aho-Corasick automata with a Boolean check, SQLite FTS5 with one query per rule; what they find we
find, and inflected forms besides. Printed are articles of 300 and of 4,000 characters a second of
processor time, the best of three rounds over words that are known, how long the topics take to be
ready and a changed one to be live, and the slowest article. Held constant: the length of the
articles, the shape of the topics (a name, places, now and then a NOT), one process. Persons are
found by the sound of their names, which the others cannot do; over real sentences (where the
shared data is there) also the first time, when every word is new.

Run: python -m tests.bench.bench_match [--large]
"""

from __future__ import annotations

import gc
import random
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

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
from tests.bench.matchpeers import PEERS, read_query

if TYPE_CHECKING:
    from tests.bench.matchpeers import Peer

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
#: Seconds that one of the others may take.
BUDGET = 2.0
ROUNDS = 3
NEWS = Path(__file__).parents[2].parent / "shared" / "data" / "ntrex"
LANGUAGES = {
    "eng": "en", "deu": "de", "rus": "ru", "pol": "pl", "tur": "tr", "arb": "ar", "heb": "he",
    "hin": "hi", "kor": "ko", "jpn": "ja", "zho-CN": "zh", "tha": "th",
}  # fmt: skip


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
    most = 100_000 if "--large" in sys.argv else 10_000
    counts = [count for count in (10, 1_000, 10_000, 100_000) if count <= most]
    warm(names, articles)
    for vocabulary, title in ((names, "names that no article holds"), (words[200:], "words")):
        print_head(f"topics of {title}")
        for count in counts:
            topics = tuple(
                make_topic(chance, number, vocabulary, words[50:]) for number in range(count)
            )
            measure(topics, (), articles)
            if count == 10_000:
                measure_peers(topics, articles)
    named = [write_names_large(article, chance) for article in articles]
    print_head("topics of persons, by their sound")
    for count in counts[:3]:
        topics, concepts = make_persons(chance, count, names, words[50:])
        measure(topics, concepts, named)
    print_head("persons, in sentences of the news", again="first/s")
    topics, concepts = make_persons(chance, 10_000, names, words[50:])
    measure_languages(topics, concepts, articles[0])


def print_head(title: str, *, again: str = "short/s") -> None:
    print(
        f"\n{title}\n{'':>16} {again:>9} {'long/s':>8} {'ready in':>9} {'change':>8} {'slowest':>9}"
        f" {'matches':>8}"
    )


def warm(names: list[str], articles: list[Article]) -> None:
    """Let the words of the articles be known: what is measured is a day, not its first minute."""
    topic = Topic(name="warm", title="A topic", query=f"{names[0]} OR name:{names[1]}")
    matcher = make_ready(Catalog(version=1, topics=(topic,), concepts=(), silences=()))
    for article in articles:
        matcher.match(article, now=NOW)


def make_ready(catalog: Catalog, earlier: Matcher | None = None) -> Matcher:
    """Compile as the evaluator does, which tells the garbage collector to look elsewhere."""
    gc.disable()
    matcher = compile_topics(catalog, earlier=earlier)
    gc.enable()
    gc.collect()
    gc.freeze()
    return matcher


def measure(
    topics: tuple[Topic, ...], concepts: tuple[Concept, ...], articles: list[Article]
) -> None:
    catalog = Catalog(version=1, topics=topics, concepts=concepts, silences=())
    started = time.process_time()
    matcher = make_ready(catalog)
    compiled = time.process_time() - started
    assert not matcher.broken
    changed = replace(catalog, topics=(replace(topics[0], query="brandnew"), *topics[1:]))
    started = time.process_time()
    compile_topics(changed, earlier=matcher)
    change = time.process_time() - started
    short, worst, found = run(matcher, articles)
    long, longest, _ = run(matcher, make_long(articles))
    print(
        f"{len(topics):>9,} topics {short:>9,.0f} {long:>8,.0f} {compiled:>8.2f}s"
        f" {change * 1000:>6.0f}ms {max(worst, longest) * 1000:>7.1f}ms {sum(found):>8,}"
    )


def run(matcher: Matcher, articles: list[Article]) -> tuple[float, float, list[int]]:
    """Return articles a second, the slowest article, and how many topics each matched."""
    for article in articles:
        matcher.match(article, now=NOW)
    best = worst = float("inf")
    found: list[int] = []
    for _ in range(ROUNDS):
        slowest = 0.0
        found = []
        started = before = time.process_time()
        for article in articles:
            found.append(len(matcher.match(article, now=NOW)))
            now = time.process_time()
            slowest = max(slowest, now - before)
            before = now
        best, worst = min(best, before - started), min(worst, slowest)
    return len(articles) / best, worst, found


def measure_peers(topics: tuple[Topic, ...], articles: list[Article]) -> None:
    """Run the others over as many articles as they manage; they must find the same."""
    queries = [read_query(topic.query) for topic in topics]
    matcher = make_ready(Catalog(version=1, topics=topics, concepts=(), silences=()))
    for make in PEERS:
        started = time.process_time()
        peer = make(queries)
        compiled = time.process_time() - started
        short = run_peer(peer, articles, matcher)
        long = run_peer(peer, make_long(articles), matcher)
        print(f"{peer.name:>16} {short:>9,.0f} {long:>8,.0f} {compiled:>8.2f}s")


def run_peer(peer: Peer, articles: list[Article], matcher: Matcher) -> float:
    took, done, missed = 0.0, 0, 0
    for at in range(0, len(articles), peer.batch):
        batch = articles[at : at + peer.batch]
        texts = [f"{one.title}\n{one.summary}\n{one.text}" for one in batch]
        started = time.process_time()
        found = peer.match(texts)
        took += time.process_time() - started
        done += len(batch)
        ours = [len(matcher.match(article, now=NOW)) for article in batch]
        missed += sum(our < other for our, other in zip(ours, found, strict=True))
        if took > BUDGET:
            break
    assert missed * 50 <= done, (peer.name, missed, done)
    return done / took


def measure_languages(
    topics: tuple[Topic, ...], concepts: tuple[Concept, ...], example: Article
) -> None:
    """Match real sentences of some languages: words that are new, then words that are known."""
    matcher = make_ready(Catalog(version=1, topics=topics, concepts=concepts, silences=()))
    for code, language in LANGUAGES.items():
        found = sorted(NEWS.glob(f"newstest2019-*.{code}.txt"))
        if not found:
            continue
        lines = found[0].read_text("utf-8").splitlines()
        articles = [make_news(example, lines, at, 3, language) for at in range(0, 1_900, 3)]
        longer = [make_news(example, lines, at, 30, language) for at in range(0, 1_900, 30)]
        started = time.process_time()
        for article in articles:
            matcher.match(article, now=NOW)
        first = len(articles) / (time.process_time() - started)
        short, worst, _ = run(matcher, articles)
        long, longest, _ = run(matcher, longer)
        size = sum(len(one.summary) for one in articles) // len(articles)
        print(
            f"{code:>16} {first:>9,.0f} {long:>8,.0f} {short:>8,.0f}/s of {size} characters"
            f" {max(worst, longest) * 1000:>6.1f}ms"
        )


def make_news(example: Article, lines: list[str], at: int, count: int, language: str) -> Article:
    summary = " ".join(lines[at : at + count])
    return replace(example, title=lines[at], summary=summary, text="", language=language)


if __name__ == "__main__":
    main()
