"""Measure wire copies: how many of each kind of edit are found, and what is wrongly taken for one.

Edits (tests/support/edits.py) of articles in 28 languages from shared/data (nothing is shown where
it is absent) and of the made-up stream; pairs that are no copies: all pairs of different articles
of a language, the same report in two translations, made-up reports of one event in their own
words, and forms: made-up reports of different events in the same words. Next to MinHash (word
triples, Jaccard, bottom 128) and TF-IDF of four characters (cosine), each with the threshold that
finds most at a precision of .99 on one half of the articles; figures are for the other half.
What is measured last is the whole way: every edit is placed in a window with all originals.

Run: python -m tests.bench.bench_copies
"""

from __future__ import annotations

import random
from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from monitor.dedupe import Stories
from monitor.dedupe.likeness import compare
from monitor.dedupe.reading import read
from monitor.model import PlacedBy
from tests.support.edits import EDITS, join, merge
from tests.support.newsstream import make_stream
from tests.support.sameness import (
    NTREX,
    NTREX_LANGUAGES,
    cosine_of_texts,
    load_documents,
    make_plain_article,
    take_grams,
    take_sketch,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from monitor.dedupe.shingle import Prints

#: Shorter articles have no lead apart from the rest.
LEAST_SENTENCES = 4
PRECISION = 0.99
#: Made-up reports are of few sentences; so many may be the same by chance in one's own words.
COMMON = 1
#: Of unrelated pairs so many in a hundred are looked at by the slower methods.
LOOKED_AT = 3
OWN_WORDS, TRANSLATIONS, FORMS, UNRELATED = (
    "one event, own words",
    "one report, two translations",
    "other events, same form",
    "unrelated",
)


class Text(NamedTuple):
    """What the methods compare."""

    prints: Prints
    sketch: dict[int, float]
    grams: dict[int, float]


class Pair(NamedTuple):
    """Two texts, which kind of pair they are, and whether figures are given for them."""

    kind: str
    one: Text
    other: Text
    is_reported: bool


def main() -> None:
    if not NTREX.is_dir():
        print("no articles: shared/data is absent")
        return
    pairs = [*list_edits(), *list_strangers(), *list_made_up()]
    ours = [compare(pair.one.prints, pair.other.prints).is_copy for pair in pairs]
    print("| pairs | how many | this program | MinHash alone | TF-IDF alone |")
    print("|---|---|---|---|---|")
    minhash = decide(pairs, lambda pair: jaccard(pair.one.sketch, pair.other.sketch))
    cosine = decide(pairs, lambda pair: cosine_of_texts(pair.one.grams, pair.other.grams))
    for kind in (*EDITS, OWN_WORDS, TRANSLATIONS, FORMS, UNRELATED):
        show(kind, pairs, (ours, minhash, cosine))
    show_window()


def show(kind: str, pairs: list[Pair], methods: tuple[list[bool], ...]) -> None:
    chosen = [number for number, pair in enumerate(pairs) if pair.kind == kind and pair.is_reported]
    cells = [sum(method[number] for number in chosen) / len(chosen) for method in methods]
    print(f"| {kind} | {len(chosen)} | " + " | ".join(f"{cell:.4f}" for cell in cells) + " |")


def decide(pairs: list[Pair], liken: Callable[[Pair], float]) -> list[bool]:
    """Decide with the threshold that finds most on the other half, wrong once in a hundred."""
    likeness = [liken(pair) for pair in pairs]
    ranked = sorted(
        (
            (value, pair.kind in EDITS)
            for value, pair in zip(likeness, pairs, strict=True)
            if not pair.is_reported
        ),
        reverse=True,
    )
    right = 0
    threshold = 1.0
    for number, (value, is_edit) in enumerate(ranked, 1):
        right += is_edit
        if right / number >= PRECISION:
            threshold = value
    return [value >= threshold for value in likeness]


def list_edits() -> Iterator[Pair]:
    for code, language in NTREX_LANGUAGES.items():
        rng = random.Random(5)
        documents = [one for one in load_documents(code) if len(one) >= LEAST_SENTENCES]
        for number, sentences in enumerate(documents):
            original = take(join(sentences), language)
            other = documents[(number + 7) % len(documents)]
            for kind, edit in EDITS.items():
                edited = take(edit(sentences, other, rng), language)
                yield Pair(kind, original, edited, bool(number % 2))


def list_strangers() -> Iterator[Pair]:
    """List unrelated pairs, and the two Chinese versions of each report."""
    rng = random.Random(6)
    taken: dict[str, list[Text]] = {}
    for code, language in NTREX_LANGUAGES.items():
        taken[code] = [take(join(one), language) for one in load_documents(code)]
        for (number, one), (_, other) in combinations(enumerate(taken[code]), 2):
            if rng.randrange(100) < LOOKED_AT:
                yield Pair(UNRELATED, one, other, bool(number % 2))
    for number, (one, other) in enumerate(zip(taken["zho-CN"], taken["zho-TW"], strict=True)):
        yield Pair(TRANSLATIONS, one, other, bool(number % 2))


def list_made_up() -> Iterator[Pair]:
    """List made-up reports of one language: of one event, of two."""
    rng = random.Random(8)
    by_language: dict[str, list[tuple[int, str, Text]]] = defaultdict(list)
    for one in make_stream():
        text = take(one.article.text, one.article.language)
        by_language[one.article.language or ""].append((one.event, one.article.text, text))
    for reports in by_language.values():
        for number, (event, text, one) in enumerate(reports):
            for other_event, other_text, other in reports[max(0, number - 60) : number]:
                if event != other_event and rng.randrange(100) < LOOKED_AT:
                    yield Pair(FORMS, one, other, bool(number % 2))
                elif (
                    event == other_event
                    and len(sentences_of(text) & sentences_of(other_text)) <= COMMON
                ):
                    yield Pair(OWN_WORDS, one, other, bool(number % 2))


def sentences_of(text: str) -> set[str]:
    return {part.strip() for part in text.replace("。", ".").split(".") if part.strip()}


def take(text: str, language: str | None) -> Text:
    article = make_plain_article(1, text=text, language=language)
    return Text(read(article).signature.prints, take_sketch(article), take_grams(article))


def jaccard(one: dict[int, float], other: dict[int, float]) -> float:
    union = one.keys() | other.keys()
    return len(one.keys() & other.keys()) / len(union) if union else 0.0


def show_window() -> None:
    """Place all originals of all languages, then every edit; say what was found."""
    stories = Stories()
    originals: list[tuple[int, int, list[str], list[str], str]] = []
    number = 0
    wrong = 0
    for code, language in NTREX_LANGUAGES.items():
        documents = [one for one in load_documents(code) if len(one) >= LEAST_SENTENCES]
        first = number + 1
        for place, sentences in enumerate(documents):
            number += 1
            beside = (place + 7) % len(documents)
            originals.append((number, first + beside, sentences, documents[beside], language))
            article = make_plain_article(number, text=join(sentences), language=language)
            wrong += stories.place(article).reason is PlacedBy.COPY
    print(f"\nplaced in one window: {number} originals, {wrong} taken for copies\n")
    print("| edits | placed as a copy |\n|---|---|")
    for kind, edit in EDITS.items():
        rng = random.Random(5)
        found = 0
        for original, partner, sentences, other, language in originals:
            number += 1
            text = edit(sentences, other, rng)
            placement = stories.place(make_plain_article(number, text=text, language=language))
            beside = stories.members(placement.article_id)
            # What carries two texts whole is a copy of both, and stands beside one.
            right = {original, partner} if edit is merge else {original}
            found += placement.reason is PlacedBy.COPY and not right.isdisjoint(beside)
        print(f"| {kind} | {found / len(originals):.4f} |", flush=True)


if __name__ == "__main__":
    main()
