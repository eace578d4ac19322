"""Judge copies and stories: labeled material, B-cubed, and simple methods to compare with."""

from __future__ import annotations

import json
from collections import Counter, OrderedDict, defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from math import log, sqrt
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

from monitor.dedupe import Stories
from monitor.model import Article, ArticleId, Source
from monitor.text import find_surfaces, fold_plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
NTREX = SHARED / "ntrex"
#: Files of NTREX by language.
NTREX_LANGUAGES = {
    "arb": "ar", "bul": "bg", "ces": "cs", "deu": "de", "ell": "el", "eng": "en", "fas": "fa",
    "fin": "fi", "fra": "fr", "heb": "he", "hin": "hi", "hun": "hu", "ind": "id", "ita": "it",
    "jpn": "ja", "kor": "ko", "nld": "nl", "pol": "pl", "por": "pt", "ron": "ro", "rus": "ru",
    "srp-Latn": "sr", "swe": "sv", "tha": "th", "tur": "tr", "ukr": "uk", "vie": "vi",
    "zho-CN": "zh", "zho-TW": "zh",
}  # fmt: skip
WINDOW_SECONDS = 7 * 86_400
_SKETCH = 128


class Score(NamedTuple):
    """B-cubed precision, recall and their mean."""

    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Labeled:
    """An article with what it tells."""

    article: Article
    event: str


def make_plain_article(
    number: int,
    *,
    title: str = "",
    text: str = "",
    language: str | None = None,
    at: float = 1_790_000_000.0,
    source: str | None = None,
) -> Article:
    """Build an article of a publisher of its own."""
    moment = datetime.fromtimestamp(at, UTC)
    return Article(
        id=ArticleId(number),
        url=None,
        canonical_url=None,
        title=title,
        summary="",
        text=text,
        author=None,
        categories=(),
        language=language,
        source=Source(name=source or f"Paper {number}"),
        feeds=(),
        tags=(),
        published_at=moment,
        first_seen_at=moment,
        story_id=None,
        revision=1,
        baseline=False,
        evaluated_at=None,
    )


def load_blurbs() -> list[Labeled]:
    """Load the labeled blurbs of shared/data, by time."""
    lines = (SHARED / "itn_dev.jsonl").read_text(encoding="utf-8").splitlines()
    rows = sorted(map(json.loads, lines), key=lambda row: row["ts"])
    return [
        Labeled(
            article=make_plain_article(
                number, text=row["text"], language=row["lang"].split("-")[0], at=row["ts"]
            ),
            event=row["story"],
        )
        for number, row in enumerate(rows, 1)
    ]


def load_documents(code: str) -> list[list[str]]:
    """Load the articles of one language of NTREX, each as its sentences."""
    ids = (NTREX / "DOCUMENT_IDS.tsv").read_text(encoding="utf-8").splitlines()
    [file] = NTREX.glob(f"*.{code}.txt")
    documents: OrderedDict[str, list[str]] = OrderedDict()
    for name, line in zip(ids, file.read_text(encoding="utf-8").splitlines(), strict=True):
        documents.setdefault(name, []).append(line)
    return list(documents.values())


def is_reported(event: str) -> bool:
    """Say whether an event belongs to the half that figures are given for."""
    return crc32(event.encode()) % 2 == 1


def score(gold: Sequence[str], found: Sequence[int]) -> Score:
    """Return B-cubed of a grouping."""
    both = Counter(zip(gold, found, strict=True))
    by_gold, by_found = Counter(gold), Counter(found)
    count = len(gold)
    precision = sum(n * n / by_found[group] for (_, group), n in both.items()) / count
    recall = sum(n * n / by_gold[label] for (label, _), n in both.items()) / count
    return Score(precision, recall, 2 * precision * recall / (precision + recall))


def group_by_stories(articles: Iterable[Article]) -> list[int]:
    """Group articles as the program does; returns a number for each."""
    stories = Stories()
    groups: dict[int, int] = {}
    for article in articles:
        beside = stories.place(article).beside
        groups[article.id] = article.id if beside is None else groups[beside]
    return list(groups.values())


def group_by_likeness(
    articles: Sequence[Article],
    take: Callable[[Article], dict[int, float]],
    *,
    least: float,
    is_set: bool = False,
) -> list[int]:
    """Group articles one by one by a simple likeness: half the best member's, half the mean.

    Args:
        articles: By time.
        take: What an article is compared by: terms with their counts.
        least: So much makes two articles one story.
        is_set: Compare as sets (Jaccard) rather than by TF-IDF (cosine).
    """
    frequency: Counter[int] = Counter()
    holders: defaultdict[int, list[int]] = defaultdict(list)
    taken = [take(article) for article in articles]
    members: defaultdict[int, list[int]] = defaultdict(list)
    groups: list[int] = []
    for number, article in enumerate(articles):
        mine = taken[number]
        near = {
            other
            for term in mine
            for other in holders[term][-300:]
            if _seconds(article) - _seconds(articles[other]) <= WINDOW_SECONDS
        }

        def liken(other: int, mine: dict[int, float] = mine, total: int = number) -> float:
            if is_set:
                return len(mine.keys() & taken[other].keys()) / len(mine.keys() | taken[other])
            return _cosine(mine, taken[other], frequency, total + 1)

        best = max(
            ((_mix([liken(one) for one in members[group][-20:]]), -group)
             for group in {groups[other] for other in near}),
            default=(0.0, 0),
        )  # fmt: skip
        groups.append(-best[1] if best[0] >= least else number)
        members[groups[-1]].append(number)
        frequency.update(mine.keys())
        for term in mine:
            holders[term].append(number)
    return groups


def take_grams(article: Article) -> dict[int, float]:
    """Take the four-character grams of an article, for TF-IDF."""
    text = fold_plain(f"{article.title} {article.text}")
    grams = Counter(text[place : place + 4] for place in range(len(text) - 3))
    return {crc32(gram.encode()): 1 + log(count) for gram, count in grams.items()}


def take_sketch(article: Article) -> dict[int, float]:
    """Take the smallest hashes of word triples (five signs where words run), for MinHash."""
    return dict.fromkeys(sorted(take_shingles(f"{article.title} {article.text}"))[:_SKETCH], 1.0)


def take_shingles(text: str) -> set[int]:
    """Take all word triples of a text, five signs where words run together."""
    folded = fold_plain(text)
    words = find_surfaces(folded)
    spaced = words.spaced + words.hangul
    running = "".join(words.running)
    triples = {" ".join(spaced[place : place + 3]) for place in range(len(spaced) - 2)}
    fives = {running[place : place + 5] for place in range(len(running) - 4)}
    return {crc32(shingle.encode()) for shingle in triples | fives}


def cosine_of_texts(one: dict[int, float], other: dict[int, float]) -> float:
    """Compare two texts by their terms alone."""
    shared = sum(one[term] * other[term] for term in one.keys() & other.keys())
    sizes = [sqrt(sum(value * value for value in terms.values())) for terms in (one, other)]
    return shared / (sizes[0] * sizes[1]) if shared else 0.0


def _cosine(
    one: dict[int, float], other: dict[int, float], frequency: Counter[int], total: int
) -> float:
    def weigh(terms: dict[int, float], term: int) -> float:
        return terms[term] * log(1 + (total + 1) / (frequency[term] + 1))

    shared = sum(weigh(one, term) * weigh(other, term) for term in one.keys() & other.keys())
    if not shared:
        return 0.0
    sizes = [sum(weigh(terms, term) ** 2 for term in terms) for terms in (one, other)]
    return shared / sqrt(sizes[0] * sizes[1])


def _mix(likenesses: list[float]) -> float:
    return (max(likenesses) + sum(likenesses) / len(likenesses)) / 2


def _seconds(article: Article) -> float:
    return article.first_seen_at.timestamp()
