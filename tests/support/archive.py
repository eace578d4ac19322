"""Make an archive of articles in thirty languages and more, the same in every run.

Of own lines (`tests/data/search/lines.txt`), which are also mixed with each other, and of lines of
shared data where that is there.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.manage.naming import Naming, make_concept
from monitor.model import ConceptKind, Source
from tests.support.builders import NOW, make_draft, make_feed_spec
from tests.support.scenes import store_articles

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.model import Concept, Draft, FeedSpec
    from monitor.store import Store

LINES = Path(__file__).parents[1] / "data" / "search" / "lines.txt"
SHARED = Path(__file__).parents[2].parent / "shared" / "data" / "ntrex"
#: Languages of the shared lines, where their file says it otherwise.
CODES = {
    "arb": "ar", "bul": "bg", "ces": "cs", "deu": "de", "ell": "el", "eng": "en", "fas": "fa",
    "fin": "fi", "fra": "fr", "heb": "he", "hin": "hi", "hun": "hu", "ind": "id", "ita": "it",
    "jpn": "ja", "kor": "ko", "nld": "nl", "pol": "pl", "por": "pt", "ron": "ro", "rus": "ru",
    "srp-Latn": "sr", "swe": "sv", "tha": "th", "tur": "tr", "ukr": "uk", "vie": "vi",
    "zho-CN": "zh", "zho-TW": "zh",
}  # fmt: skip
AUTHORS = (None, "Anna Müller", "Иван Петров", "김민수", "Sergei Shoigu")
CATEGORIES = ((), ("World",), ("Politik", "Russland"), ("국제",), ("sports news",))


def read_lines() -> list[tuple[str, str]]:
    """Give the own lines with their languages."""
    lines = LINES.read_text(encoding="utf-8").splitlines()
    return [
        (language, text)
        for language, _, text in (line.partition("\t") for line in lines)
        if text and not language.startswith("#")
    ]


def read_shared(each: int) -> list[tuple[str, str, str]]:
    """Give pairs of lines that follow each other in the shared data: so many of each file."""
    found = []
    for file in sorted(SHARED.glob("newstest2019-*.txt")):
        lines = file.read_text(encoding="utf-8").splitlines()[: 2 * each]
        language = CODES[file.stem.partition(".")[2]]
        found += [(language, *pair) for pair in zip(lines[::2], lines[1::2], strict=False)]
    return found


def list_drafts(*, least: int = 2_000, shared: int = 30) -> list[Draft]:
    """Give at least so many drafts: each own line, with each of its language, with others."""
    own = read_lines()
    same = [(lang, one, two) for lang, one in own for other, two in own if lang == other]
    texts = [*((lang, line, "") for lang, line in own), *same, *read_shared(shared)]
    mixed = ((lang, one, two) for _, two in own for lang, one in own)
    texts += islice(mixed, max(0, least - len(texts)))
    return [_draft(number, *text) for number, text in enumerate(texts)]


def _draft(number: int, language: str, title: str, text: str) -> Draft:
    host = ("times.example", "news.post.example", "xn--e1afmkfd.example")[number % 3]
    url = f"https://{host}/{number}"
    is_long = number % 2 == 0
    return make_draft(
        f"{number}",
        url=url,
        canonical_url=url,
        title=title,
        summary="" if is_long else text,
        text=text if is_long else "",
        language=None if number % 17 == 0 else language,
        author=AUTHORS[number % 5],
        categories=CATEGORIES[number % 7 % 5],
        published_at=None if number % 11 == 0 else NOW - timedelta(hours=number % 97),
    )


def list_feeds() -> list[FeedSpec]:
    """Give feeds of several countries and tags."""
    return [
        make_feed_spec(
            f"https://feeds.example/{code}",
            source=Source(name=f"Paper {code}", country=code, language=None),
            tags=tags,
        )
        for code, tags in (("DE", ("wire",)), ("KR", ("asia", "wire")), ("US", ()))
    ]


def fill_archive(store: Store, drafts: list[Draft]) -> None:
    """Store drafts as three feeds bring them, in some polls that are not in order."""
    feeds = list_feeds()
    store.save_feeds(feeds, now=NOW)
    for number, some in enumerate(_cut(drafts, 300)):
        at = NOW - timedelta(hours=(number * 5) % 13)
        for place, feed in enumerate(feeds):
            store_articles(store, *some[place::3], url=feed.url, finished_at=at)


def _cut(drafts: list[Draft], size: int) -> Iterator[list[Draft]]:
    for start in range(0, len(drafts), size):
        yield drafts[start : start + size]


def list_concepts() -> tuple[Concept, ...]:
    """Give the concepts of the founding topic, with the names that ship with libraries."""
    namings = (
        Naming(
            key="shoigu",
            kind=ConceptKind.PERSON,
            name="Sergei Shoigu",
            names={"de": ["Schoigu"], "ko": ["쇼이구"], "zh": ["绍伊古", "蕭依古"]},
            country=None,
        ),
        Naming(key="pyongyang", kind=ConceptKind.PLACE, name="Pyongyang", names={}, country="KP"),
        Naming(key="dprk", kind=ConceptKind.COUNTRY, name=None, names={}, country="KP"),
        Naming(
            key="storm",
            kind=ConceptKind.TERM,
            name="storm",
            names={"de": ["Sturm"], "ru": ["буря"], "ko": ["태풍"], "ja": ["台風"]},
            country=None,
        ),
    )
    return tuple(make_concept(naming)[0] for naming in namings)
