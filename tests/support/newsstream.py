"""Make up a stream of news in eight languages, of which it is known what tells one event.

For tests and benchmarks of stories. The sentences are hand-written (`tests/data/stream`), the
events are drawn: persons and cities are few, so that many events of a week share them, and some
visits repeat a week later. The same seed gives the same stream.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from monitor.model import Article, ArticleId, Source

DATA = Path(__file__).parents[1] / "data" / "stream"
LANGUAGES = ("en", "de", "fr", "es", "ru", "tr", "zh", "ko")
KINDS = ("quake", "visit", "election", "crash", "deal", "court", "attack", "resign")
START = datetime(2026, 10, 1, 6, 0, tzinfo=UTC)
DAYS = 28
#: Details of each kind, and syllables of names.
DETAILS, SYLLABLES = 5, 24
#: How often an article tells what fits every story.
BACKGROUND = 0.7
#: Where the names of a language stand in the table.
_COLUMNS = {"en": 2, "de": 3, "fr": 4, "es": 5, "ru": 6, "tr": 7, "zh": 8, "ko": 9}
_SLOT = re.compile(r"\{(\w+)(?::(\d))?\}")
_WEEKDAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "de": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "es": "lunes martes miércoles jueves viernes sábado domingo",
    "ru": "в_понедельник во_вторник в_среду в_четверг в_пятницу в_субботу в_воскресенье",
    "tr": "pazartesi salı çarşamba perşembe cuma cumartesi pazar",
    "zh": "周一 周二 周三 周四 周五 周六 周日",
    "ko": "월요일 화요일 수요일 목요일 금요일 토요일 일요일",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What happened: the slots of its sentences."""

    number: int
    kind: str
    at: datetime
    #: Keys of the table of names by slot.
    names: dict[str, str]
    values: dict[str, str]
    #: Which details are known of it.
    details: tuple[int, ...]
    #: Syllables of names that only this event has, by slot.
    local: dict[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An article with the event that it tells."""

    article: Article
    event: int


def make_stream(*, events: int = 100, seed: int = 7, most: int = 20) -> list[Told]:
    """Make a stream of articles by time: of each event between one and so many."""
    rng = random.Random(seed)
    drawn = [_draw_event(number, rng) for number in range(events)]
    drawn += [_repeat(one, events + number, rng) for number, one in enumerate(_visits(drawn)[:6])]
    told = [one for event in drawn for one in _report(event, rng.randint(1, most), rng)]
    told.sort(key=lambda one: one[0])
    return [
        Told(article=_article(number, at, language, texts, rng), event=event)
        for number, (at, event, language, texts) in enumerate(told, 1)
    ]


def write_article(event: Event, language: str, rng: random.Random) -> tuple[str, str]:
    """Write a headline and a text about an event."""
    sentences = _sentences(language)[event.kind]
    known = [sentences["D"][number] for number in event.details]
    details = rng.sample(known, rng.randint(2, len(known)))
    details += rng.sample(_sentences(language)["local"]["D"], rng.randint(1, 3))
    rng.shuffle(details)
    text = [rng.choice(sentences["L"]), *details]
    if rng.random() < BACKGROUND:
        text.append(rng.choice(_sentences(language)["background"]["D"]))
    between = "" if language == "zh" else " "
    return (
        _fill(rng.choice(sentences["T"]), event, language),
        between.join(_fill(sentence, event, language) for sentence in text),
    )


def _draw_event(number: int, rng: random.Random) -> Event:
    table = _names()
    persons = [key for key, row in table.items() if row[0] == "person"]
    companies = [key for key, row in table.items() if row[0] == "company"]
    city = rng.choice([key for key, row in table.items() if row[0] == "city"])
    a, b = rng.sample(persons, 2)
    c, d = rng.sample(companies, 2)
    names = {"a": a, "b": b, "c": c, "d": d, "city": city, "country": table[city][-1]}
    return Event(
        number=number,
        kind=rng.choice(KINDS),
        at=START + timedelta(minutes=rng.randrange(DAYS * 1440)),
        names=names,
        values={
            "n": str(rng.randint(3, 89)),
            "x": str(rng.randint(100, 990)),
            "m": f"{rng.randint(5, 7)}.{rng.randint(1, 9)}",
            "p": str(rng.randint(41, 69)),
            "q": str(rng.randint(51, 89)),
            "h": str(rng.randint(2, 4)),
        },
        details=tuple(rng.sample(range(DETAILS), 3)),
        local={slot: tuple(rng.sample(range(SYLLABLES), 4)) for slot in "vw"},
    )


def _visits(drawn: list[Event]) -> list[Event]:
    return [event for event in drawn if event.kind == "visit"]


def _repeat(event: Event, number: int, rng: random.Random) -> Event:
    """Let the same persons meet in the same city a week later."""
    values = {**event.values, "n": str(rng.randint(3, 89)), "h": str(rng.randint(2, 4))}
    local = {slot: tuple(rng.sample(range(SYLLABLES), 4)) for slot in "vw"}
    at = event.at + timedelta(days=7)
    return replace(event, number=number, at=at, values=values, local=local)


def _report(
    event: Event, count: int, rng: random.Random
) -> list[tuple[datetime, int, str, tuple[str, str]]]:
    """Let publishers report an event for a day and a half, most of them at once."""
    found = []
    for _ in range(count):
        language = rng.choice(LANGUAGES)
        at = event.at + timedelta(minutes=int(rng.random() ** 2 * 36 * 60))
        found.append((at, event.number, language, write_article(event, language, rng)))
    return found


def _article(
    number: int, at: datetime, language: str, texts: tuple[str, str], rng: random.Random
) -> Article:
    title, text = texts
    return Article(
        id=ArticleId(number),
        url=f"https://paper{number}.example/{number}",
        canonical_url=None,
        title=title,
        summary="",
        text=text,
        author=None,
        categories=(),
        language=language,
        source=Source(name=f"Paper {rng.randint(1, 60)} ({language})"),
        feeds=(),
        tags=(),
        published_at=at,
        first_seen_at=at,
        story_id=None,
        revision=1,
        baseline=False,
        evaluated_at=None,
    )


def _fill(sentence: str, event: Event, language: str) -> str:
    def fill(slot: re.Match[str]) -> str:
        name, case = slot.group(1), slot.group(2)
        if name == "day":
            return _WEEKDAYS[language].split()[event.at.weekday()].replace("_", " ")
        if name in event.values:
            value = event.values[name]
            return value.replace(".", ",") if language not in ("en", "zh", "ko") else value
        if name in event.local:
            return _spell(event.local[name], language)
        forms = _names()[event.names[name]][_COLUMNS[language]].split("|")
        return forms[int(case) - 1 if case and len(forms) > 1 else 0]

    return _SLOT.sub(fill, sentence)


def _spell(numbers: tuple[int, ...], language: str) -> str:
    """Spell a name of the event in a language's script."""
    column = {"ru": 1, "zh": 2, "ko": 3}.get(language, 0)
    return "".join(_syllables()[number][column] for number in numbers).capitalize()


@cache
def _syllables() -> list[list[str]]:
    lines = (DATA / "syllables.tsv").read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines]


@cache
def _names() -> dict[str, list[str]]:
    lines = (DATA / "names.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines]
    return {row[1]: row for row in rows}


@cache
def _sentences(language: str) -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = {}
    kind: dict[str, list[str]] = {}
    for line in (DATA / f"{language}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            kind = found.setdefault(line.strip("[]"), {})
        elif line:
            kind.setdefault(line[0], []).append(line[2:])
    return found
