"""Let many papers publish: forty that print one agency text, three that tell one event.

Database. Every paper has a feed of its own; an article is stored as a poll would store it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from tests.support.builders import NOW, make_draft, make_feed_spec, make_poll, make_source

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.model import ArticleId
    from monitor.store import Store

AGENCY_TEXT = (
    "Der Sekretär des russischen Sicherheitsrats, Sergej Schoigu, ist am Dienstagmorgen zu "
    "Gesprächen in Pjöngjang eingetroffen, wie die Agentur Tass meldet. Er wurde am Flughafen "
    "von Vertretern der Partei empfangen. Über den Zweck der Reise machte der Kreml zunächst "
    "keine Angaben. Beobachter rechnen mit einem Treffen mit Machthaber Kim Jong Un noch am "
    "Abend. Es ist die dritte Reise Schoigus nach Nordkorea in diesem Jahr."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Print:
    """What a paper prints."""

    paper: str
    title: str
    summary: str
    language: str = "de"


#: One event in three languages, each in its own words, and one in a fourth paper.
GERMAN = Print(paper="Donau-Kurier", title="Schoigu in Pjöngjang eingetroffen", summary=AGENCY_TEXT)
KOREAN = Print(
    paper="한강일보",
    title="쇼이구가 평양에 도착했다",
    summary="러시아 안보회의 서기 쇼이구가 북한 평양을 방문했다고 현지 매체가 전했다.",
    language="ko",
)
RUSSIAN = Print(
    paper="Невский вестник",
    title="Шойгу прибыл в Пхеньян",
    summary="Секретаря Совбеза Шойгу встретили в аэропорту Пхеньяна.",
    language="ru",
)
STORM = Print(
    paper="Courrier du Lac",
    title="Tempête sur le lac : les bateaux restent au port",
    summary="Des rafales à 110 km/h sont attendues dans la nuit.",
    language="fr",
)


def copies(count: int) -> list[Print]:
    """Give papers that print the agency's text under a headline of their own."""
    return [
        Print(
            paper=f"Blatt {number}",
            title=f"Blatt {number}: Schoigu zu Gast in Pjöngjang",
            summary=f"{AGENCY_TEXT} (Blatt {number})",
        )
        for number in range(1, count + 1)
    ]


def publish(
    store: Store, *prints: Print, at: datetime = NOW, baseline: bool = False
) -> tuple[ArticleId, ...]:
    """Store what papers print, each in its own feed, in this order."""
    return tuple(_publish(store, one, at=at, baseline=baseline) for one in prints)


def _publish(store: Store, one: Print, *, at: datetime, baseline: bool) -> ArticleId:
    url = f"https://{abs(hash(one.paper))}.example/feed"
    if store.find_feed(url) is None:
        source = make_source(name=one.paper, language=one.language)
        store.save_feeds([make_feed_spec(url, source=source)], now=at)
    [feed] = store.lease_feeds(
        owner="worker", now=at, lease_for=timedelta(minutes=5), limit=1, urls=[url], due_only=False
    )
    draft = make_draft(
        f"{one.paper} {one.title}".encode().hex()[:80],
        title=one.title,
        summary=one.summary,
        language=one.language,
        published_at=at,
    )
    poll = make_poll(feed, draft, baseline=baseline, started_at=at, finished_at=at)
    [saved] = store.save_polls([poll])
    [article_id] = saved.new
    return article_id


#: What reports may be about, each a story of its own.
EVENTS = (
    "Ölpreis klettert nach Förderkürzung",
    "Hafenstreik in Valparaíso beendet",
    "Neue Brücke über den Mekong eröffnet",
    "Bergleute in Katowice gerettet",
    "Wahlen in Malawi verschoben",
    "Teleskop entdeckt fernen Kometen",
    "Reisernte in Vietnam vernichtet",
    "Oper in Sydney wegen Rauch geräumt",
    "Fährunglück vor Sulawesi",
    "Zinsschritt der Notenbank in Ottawa",
    "Impfstoff gegen Malaria zugelassen",
    "Gletschersturz im Wallis",
    "Börse in Lagos nach Panne geschlossen",
    "Marathon in Nairobi mit Weltrekord",
    "Bahnlinie nach Samarkand fertig",
    "Vulkan auf La Palma speit Asche",
    "Bienensterben in Obstgärten am Bodensee",
    "Satellit aus Kourou gestartet",
    "Schachturnier in Reykjavik endet remis",
    "Waldbrand bei Coimbra gelöscht",
)


def headlines(count: int, word: str = "Schoigu") -> list[str]:
    """Give titles with a word in common, no two of which tell one story."""
    return [f"{event}: {word}" for event in EVENTS[:count]]
