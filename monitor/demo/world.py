"""Tell what the made-up papers publish, and when.

Pure. Names of papers and events are invented; the persons and places are those of the
founding topic, so that the tour shows what the program is for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A made-up publisher with one feed."""

    slug: str
    name: str
    language: str
    country: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One made-up report: which papers list it, and when, in seconds since the tour began."""

    slug: str
    papers: tuple[str, ...]
    at: float
    title: str
    summary: str


PAPERS = (
    Paper(slug="donau-kurier", name="Donau-Kurier", language="de", country="AT"),
    Paper(slug="donau-welt", name="Donau-Kurier", language="de", country="AT"),
    Paper(slug="hangang", name="한강일보", language="ko", country="KR"),
    Paper(slug="neva", name="Невский вестник", language="ru", country="RU"),
    Paper(slug="harbor-post", name="The Harbor Post", language="en", country="GB"),
    Paper(slug="courrier-du-lac", name="Courrier du Lac", language="fr", country="CH"),
)

#: Published before the tour: the baseline, matched for search but alerted about by nobody.
BACKLOG = (
    Item(
        slug="schoigu-vorbericht",
        papers=("donau-kurier",),
        at=-7200,
        title="Schoigu vor Reise nach Pjöngjang",
        summary="In Moskau wird ein Besuch des Sekretärs des Sicherheitsrats vorbereitet.",
    ),
    Item(
        slug="hafen",
        papers=("harbor-post",),
        at=-5400,
        title="Harbor tunnel to open a month early",
        summary="Engineers finished the last safety tests on Sunday night.",
    ),
    Item(
        slug="lac",
        papers=("courrier-du-lac",),
        at=-4000,
        title="Le lac retrouve son niveau d’avant la sécheresse",
        summary="Les pluies de novembre ont suffi.",
    ),
    Item(
        slug="most",
        papers=("neva",),
        at=-3600,
        title="Разводной мост закрыт на ремонт до весны",
        summary="Движение пустят в объезд по набережной.",
    ),
    Item(
        slug="first-snow",
        papers=("hangang",),
        at=-3000,
        title="서울에 첫눈, 출근길 혼잡",
        summary="기상청은 오후에 눈이 그칠 것으로 내다봤다.",
    ),
)

#: The tour itself.
TOUR = (
    Item(
        slug="schoigu-eingetroffen",
        papers=("donau-kurier", "donau-welt"),
        at=8,
        title="Schoigu in Pjöngjang eingetroffen",
        summary=(
            "Der Sekretär des russischen Sicherheitsrats, Sergej Schoigu, ist am Morgen in "
            "Nordkorea gelandet. Über den Zweck der Reise machte der Kreml keine Angaben."
        ),
    ),
    Item(
        slug="shoigu-tehran",
        papers=("harbor-post",),
        at=22,
        title="Shoigu expected in Tehran next week",
        summary="The visit was announced by the Iranian side.",
    ),
    Item(
        slug="shoigu-pyongyang-ko",
        papers=("hangang",),
        at=34,
        title="쇼이구가 평양에 도착했다",
        summary="러시아 안보회의 서기가 북한을 방문했다고 현지 매체가 전했다.",
    ),
    Item(
        slug="shoigu-pyongyang-ru",
        papers=("neva",),
        at=50,
        title="Шойгу прибыл в Пхеньян",
        summary="Секретаря Совбеза встретили в аэропорту.",
    ),
    Item(
        slug="storm",
        papers=("courrier-du-lac",),
        at=64,
        title="Tempête sur le lac : les bateaux restent au port",
        summary="Des rafales à 110 km/h sont attendues dans la nuit.",
    ),
)

#: After the tour the papers go on, one report every `PACE` seconds, in turn.
PACE = 20.0
ROUTINE = (
    ("harbor-post", "Council votes on night buses, take {n}", "The vote is expected to be close."),
    ("donau-kurier", "Pegel der Donau steigt auf {n} Zentimeter", "Eine Warnung gilt nicht."),
    ("courrier-du-lac", "Marché de Noël : {n} chalets au bord du lac", "Ouverture samedi."),
    ("neva", "В порту открыли причал № {n}", "Первое судно примут в пятницу."),
    ("hangang", "시장 물가 {n}일째 안정", "채소 가격이 내렸다."),
)


def published(paper: str, *, began_at: datetime, now: datetime) -> tuple[Item, ...]:
    """List what a paper has published by `now`, newest first."""
    elapsed = (now - began_at).total_seconds()
    items = [item for item in (*BACKLOG, *TOUR, *_routine(elapsed)) if item.at <= elapsed]
    mine = [item for item in items if paper in item.papers]
    return tuple(sorted(mine, key=lambda item: -item.at))


def _routine(elapsed: float) -> list[Item]:
    first = TOUR[-1].at + PACE
    count = max(0, int((elapsed - first) // PACE) + 1)
    return [_routine_item(number, first + number * PACE) for number in range(count)]


def _routine_item(number: int, at: float) -> Item:
    paper, title, summary = ROUTINE[number % len(ROUTINE)]
    return Item(
        slug=f"report-{number}",
        papers=(paper,),
        at=at,
        title=title.format(n=number + 100),
        summary=summary,
    )


def published_at(item: Item, began_at: datetime) -> datetime:
    """Give the instant at which an item was published."""
    return began_at + timedelta(seconds=item.at)
