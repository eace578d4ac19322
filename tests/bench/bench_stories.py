"""Measure stories: how right they are, next to TF-IDF alone and MinHash alone, and what they cost.

Three streams of which it is known what tells one event: the blurbs of shared/data (where they are
present), and a made-up stream in eight languages (tests/support/newsstream.py), across languages
and within some (with --large: within each). Thresholds of the other methods are chosen on one half
of the events, as ours was; figures are for the other half, and for all. Then made-up articles fill
a window: processor time of an article, memory, and how long a restart takes.

Run: python -m tests.bench.bench_stories [--large]
"""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.dedupe import Stories
from monitor.model import Remembered, StoryId
from tests.support.newsstream import LANGUAGES, make_stream
from tests.support.sameness import (
    SHARED,
    Labeled,
    group_by_likeness,
    group_by_stories,
    is_reported,
    load_blurbs,
    make_plain_article,
    score,
    take_grams,
    take_sketch,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from monitor.model import Article

SEED = 7
STEPS = (0.05, 0.08, 0.12, 0.16, 0.2, 0.25, 0.3, 0.4, 0.5)
SIZES = (10_000, 100_000)
LARGE = (10_000, 100_000, 1_000_000)
WEEK_SECONDS = 7 * 86_400
MEGA = 1_000_000


def main() -> None:
    show_scores()
    show_costs(LARGE if "--large" in sys.argv else SIZES)


def show_scores() -> None:
    print("B-cubed precision / recall / F1 of the reported half (of all articles)\n")
    print("| stream | articles | stories | this program | TF-IDF alone | MinHash alone |")
    print("|---|---|---|---|---|---|")
    if SHARED.is_dir():
        show_row("blurbs of 43 languages, a sentence each", load_blurbs())
    stream = make_labeled_stream(SEED)
    show_row("made-up news, eight languages together", stream)
    for language in LANGUAGES if "--large" in sys.argv else LANGUAGES[:2]:
        within = [one for one in stream if one.article.language == language]
        show_row(f"the same, {language} alone", within)


def make_labeled_stream(seed: int) -> list[Labeled]:
    return [Labeled(article=one.article, event=str(one.event)) for one in make_stream(seed=seed)]


def show_row(name: str, labeled: list[Labeled]) -> None:
    articles = [one.article for one in labeled]
    methods: list[Sequence[int]] = [
        group_by_stories(articles),
        choose(labeled, lambda least: group_by_likeness(articles, take_grams, least=least)),
        choose(
            labeled,
            lambda least: group_by_likeness(articles, take_sketch, least=least, is_set=True),
        ),
    ]
    cells = " | ".join(tell(labeled, found) for found in methods)
    events = len({one.event for one in labeled})
    print(f"| {name} | {len(labeled)} | {events} | {cells} |", flush=True)


def choose(labeled: list[Labeled], group: Callable[[float], list[int]]) -> list[int]:
    """Group with the threshold that is best on the half of the events that is not reported."""
    found = {least: group(least) for least in STEPS}
    best = max(STEPS, key=lambda least: score_half(labeled, found[least], reported=False)[2])
    return found[best]


def tell(labeled: list[Labeled], found: Sequence[int]) -> str:
    half = score_half(labeled, found, reported=True)
    whole = score([one.event for one in labeled], found)
    return (
        " / ".join(f"{part:.2f}" for part in half) + f" ({whole.f1:.2f}, P {whole.precision:.2f})"
    )


def score_half(
    labeled: list[Labeled], found: Sequence[int], *, reported: bool
) -> tuple[float, ...]:
    kept = [
        (one.event, group)
        for one, group in zip(labeled, found, strict=True)
        if is_reported(one.event) is reported
    ]
    return score([event for event, _ in kept], [group for _, group in kept])


def show_costs(sizes: Sequence[int]) -> None:
    print("\n| articles kept | µs an article | articles/s | memory, MB | of it the window ", end="")
    print("| signature, bytes | restart, s |")
    print("|---|---|---|---|---|---|---|")
    for size in sizes:
        show_cost(size)


def show_cost(size: int) -> None:
    """Fill a window, and measure its last tenth."""
    before = resident()
    stories = Stories()
    signatures: list[bytes] = []
    told_in: list[int] = []
    spent = 0.0
    last = size // 10
    for number, article in enumerate(make_articles(size), 1):
        began = time.process_time()
        placement = stories.place(article)
        spent += (time.process_time() - began) * (number > size - last)
        signatures.append(placement.signature)
        told_in.append(number if placement.beside is None else told_in[placement.beside - 1])
    after = resident()
    each = spent / last * MEGA
    length = sum(map(len, signatures)) / size
    restart = measure_restart(signatures, told_in)
    print(
        f"| {size:,} | {each:.0f} | {MEGA / each:,.0f} | {after / MEGA:.0f} "
        f"| {(after - before) / MEGA:.0f} | {length:.0f} | {restart} |",
        flush=True,
    )


def measure_restart(signatures: list[bytes], told_in: list[int]) -> str:
    if len(signatures) > SIZES[-1]:
        return "–"
    articles = make_articles(len(signatures))
    rows = [remember(*one) for one in zip(articles, signatures, told_in, strict=True)]
    began = time.process_time()
    Stories.restore(rows)
    return f"{time.process_time() - began:.1f}"


def remember(article: Article, signature: bytes, story: int) -> Remembered:
    return Remembered(
        article_id=article.id,
        story_id=StoryId(story),
        copy_of=None,
        family=article.source.name,
        language=article.language,
        first_seen_at=article.first_seen_at,
        signature=signature,
    )


def make_articles(count: int) -> Iterator[Article]:
    """Make articles of 700 characters: a quarter copies, a quarter on events told before."""
    rng = random.Random(20_261_124)
    syllables = [one + other for one in "bdfgklmnprstvz" for other in "aeiou"]
    words = [make_word(rng, syllables, 1, 4) for _ in range(20_000)]
    names = [make_word(rng, syllables, 2, 4).capitalize() for _ in range(20_000)]
    cities = ("Berlin", "Paris", "Nairobi", "Lima", "Tokyo", "Warsaw", "Athens", "Cairo", "Lagos")
    told: list[tuple[list[str], str, str]] = []
    for number in range(1, count + 1):
        kind = rng.random() if told else 1.0
        about, text, language = rng.choice(told[-400:]) if kind < 0.5 else ([], "", "")
        if kind >= 0.25:
            about = about or [pick(rng, names) for _ in range(8)] + [rng.choice(cities)]
            language = rng.choice(("en", "de", "fr", "es"))
            text = write(rng, words, about)
            told.append((about, text, language))
        title = " ".join([pick(rng, words) for _ in range(5)] + about[:2])
        yield make_plain_article(
            number,
            title=title,
            text=text[: rng.choice((200, len(text)))] if kind < 0.25 else text,
            language=language,
            at=1_790_000_000.0 + number * WEEK_SECONDS / max(count, SIZES[-1]),
            source=f"Paper {rng.randrange(2_000)}",
        )


def write(rng: random.Random, words: Sequence[str], about: Sequence[str]) -> str:
    text = [pick(rng, words) for _ in range(110)]
    for name in about:
        text[rng.randrange(len(text))] = name
    return " ".join(text)


def make_word(rng: random.Random, syllables: Sequence[str], least: int, most: int) -> str:
    return "".join(rng.choice(syllables) for _ in range(rng.randint(least, most)))


def pick(rng: random.Random, words: Sequence[str]) -> str:
    """Draw a word, common ones often."""
    return words[int(len(words) ** rng.random()) - 1]


def resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


if __name__ == "__main__":
    main()
