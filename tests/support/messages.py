"""Write the messages that a desk gets, one of each kind, as people would get them.

Pure. The news is made up, the names of places and people are not.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from monitor.deliver import Style, render, render_outage, render_turn
from monitor.model import (
    AlertId,
    AlertKind,
    ArticleId,
    CoverageReport,
    Digest,
    EndedTrouble,
    FeedId,
    Field,
    HeldBack,
    Member,
    OutageKind,
    OutageReport,
    Priority,
    RankedStory,
    StoryId,
    Thread,
    Trouble,
    TroubleKind,
    Turn,
    Volume,
)
from tests.support.deliveries import NOON, find_evidence, make_leased, make_reported
from tests.support.telling import make_standing

if TYPE_CHECKING:
    from monitor.model import Alert, Article, LeasedDelivery, Message

LATER = NOON + timedelta(minutes=43)
THREAD = Thread(root="<0123456789abcdef@example.org>")


def make_german() -> LeasedDelivery:
    """Make the first report of a story, from a German wire."""
    article = make_reported(
        summary="Der Sekretär des russischen Sicherheitsrats, Sergej Schoigu, ist am Dienstag zu "
        "Gesprächen in der nordkoreanischen Hauptstadt Pjöngjang gelandet. Das meldete die "
        "Staatsagentur unter Berufung auf das Außenministerium.",
        source="Beispiel-Zeitung",
    )
    evidence = (
        find_evidence(article, "Schoigu", concept="shoigu"),
        find_evidence(article, "Pjöngjang", concept="pyongyang"),
        find_evidence(article, "Schoigu", concept="shoigu", field=Field.SUMMARY),
        find_evidence(article, "Pjöngjang", concept="pyongyang", field=Field.SUMMARY),
    )
    return make_leased(
        article=article,
        evidence=evidence,
        reason="first report: @shoigu found as «Schoigu», @pyongyang found as «Pjöngjang» in "
        "Beispiel-Zeitung (de)",
    )


def make_arabic() -> LeasedDelivery:
    """Make a first report in a script that runs from right to left, with a Latin name in it."""
    article = make_reported(
        title="رويترز Reuters: شويغو يصل إلى بيونغ يانغ في زيارة غير معلنة",
        summary="وصل سكرتير مجلس الأمن الروسي سيرغي شويغو يوم الثلاثاء إلى بيونغ يانغ، وفق وكالة "
        "TASS، لإجراء محادثات تستمر 2 يومين مع القيادة الكورية الشمالية.",
        url="https://arabic.example/world/1842",
        source="صحيفة المثال",
        language="ar",
    )
    evidence = (
        find_evidence(article, "شويغو", concept="shoigu"),
        find_evidence(article, "بيونغ يانغ", concept="pyongyang"),
        find_evidence(article, "شويغو", concept="shoigu", field=Field.SUMMARY),
        find_evidence(article, "بيونغ يانغ", concept="pyongyang", field=Field.SUMMARY),
    )
    return make_leased(
        article=article,
        evidence=evidence,
        reason="first report: @shoigu found as «شويغو», @pyongyang found as «بيونغ يانغ» in "
        "صحيفة المثال (ar)",
    )


def make_korean() -> Article:
    """Make a later report of the same story."""
    article = make_reported(
        title="쇼이구 러 안보서기, 평양 도착…김정은 면담 예정",
        summary="러시아 국가안보회의 서기 쇼이구가 24일 평양에 도착했다고 현지 매체가 보도했다.",
        url="https://korea.example/2026/11/24/001",
        source="예시일보",
        language="ko",
        published_at=LATER - timedelta(minutes=9),
        first_seen_at=LATER - timedelta(minutes=2),
    )
    return replace(article, id=ArticleId(8))


def make_member(number: int, title: str, **values: Any) -> Member:
    """Make an article as it stands in the story."""
    defaults: dict[str, Any] = {
        "article_id": ArticleId(number),
        "title": title,
        "url": f"https://paper{number}.example/world/{number}",
        "source": f"Paper {number}",
        "family": f"paper{number}",
        "language": "en",
        "published_at": None,
        "first_seen_at": NOON + timedelta(minutes=number),
    }
    return Member(**{**defaults, **values})


def make_members() -> tuple[Member, ...]:
    """Make the story: five texts in four languages, one of them copied twice."""
    return (
        make_member(
            7,
            "Schoigu in Pjöngjang eingetroffen",
            source="Beispiel-Zeitung",
            language="de",
            first_seen_at=NOON - timedelta(minutes=1),
        ),
        make_member(9, "Шойгу прибыл в Пхеньян", source="Пример ТВ", language="ru"),
        make_member(10, "Шойгу прибыл в Пхеньян", copy_of=ArticleId(9), language="ru"),
        make_member(11, "Шойгу прибыл в Пхеньян", copy_of=ArticleId(9), language="ru"),
        make_member(12, "وصول شويغو إلى بيونغ يانغ", source="صحيفة المثال", language="ar"),
        make_member(13, "Russia's Shoigu lands in North Korea for talks", source="Example Times"),
        make_member(8, make_korean().title, source="예시일보", language="ko", first_seen_at=LATER),
    )


def tell_later(kind: AlertKind, style: Style, **values: Any) -> Message:
    """Render what comes after the first report of a story, in its thread."""
    opening = replace(make_german().alert, standing=make_standing())
    article = make_korean()
    standing = make_standing(
        articles=7, publishers=5, copies=2, languages=("de", "ru", "ar", "en", "ko")
    )
    leased = make_leased(
        article=article,
        evidence=(
            find_evidence(article, "쇼이구", concept="shoigu"),
            find_evidence(article, "평양", concept="pyongyang"),
            find_evidence(article, "쇼이구", concept="shoigu", field=Field.SUMMARY),
            find_evidence(article, "평양", concept="pyongyang", field=Field.SUMMARY),
        ),
        key="shoigu-in-pyongyang/3/later/desk",
        reason="confirmed: 5 independent publishers report it, 1 when it was told at 2026-11-24 "
        "12:00 UTC: @shoigu found as «쇼이구», @pyongyang found as «평양» in 예시일보 (ko)",
    )
    alert = replace(
        leased.alert, id=AlertId(43), kind=kind, created_at=LATER, standing=standing, **values
    )
    turn = Turn(starts_at=LATER, thread=THREAD, opening=opening, reports=make_members())
    return render_turn(replace(leased, alert=alert), turn, LATER, style)


def tell_without_article(kind: AlertKind, style: Style, **values: Any) -> Message:
    """Render an alert that tells of more than one story."""
    leased = make_leased(priority=Priority.NORMAL)
    changes = {"article": None, "story_id": None, "evidence": (), **values}
    return render(replace(leased, alert=replace(leased.alert, kind=kind, **changes)), style)


def make_digest(**values: Any) -> Digest:
    """Make a daily digest of a topic."""
    titles = (
        ("Russia's Shoigu lands in North Korea for talks", "Example Times", "en", 14, 37),
        ("شويغو: اتفاق جديد مع بيونغ يانغ", "صحيفة المثال", "ar", 5, 2),
        ("Пхеньян и Москва подписали протокол", "Пример ТВ", "ru", 4, 11),
        ("쇼이구, 금수산태양궁전 참배", "예시일보", "ko", 2, 0),
        ("Schoigu reist nach Peking weiter", "Beispiel-Zeitung", "de", 1, 0),
    )
    stories = tuple(
        RankedStory(
            story_id=StoryId(number),
            title=title,
            url=f"https://paper.example/{number}",
            source=source,
            language=language,
            standing=make_standing(
                articles=publishers + copies,
                publishers=publishers,
                copies=copies,
                languages=("en", "ru", "ko")[: min(3, publishers)],
            ),
            fresh=publishers,
            held_back=HeldBack.OVER_CAP if number == 4 else None,
            told=number < 3,
        )
        for number, (title, source, language, publishers, copies) in enumerate(titles, 1)
    )
    defaults: dict[str, Any] = {
        "topic": "shoigu-in-pyongyang",
        "topic_title": "Shoigu visits Pyongyang",
        "since": NOON - timedelta(hours=28),
        "until": NOON - timedelta(hours=4),
        "zone": "Europe/Berlin",
        "stories": stories,
        "surplus": 3,
        "reports": 29,
        "articles": 79,
        "volume": Volume(
            since=NOON - timedelta(hours=28),
            span=timedelta(hours=1),
            counts=(0, 0, 0, 1, 0, 0, 2, 1, 0, 0, 0, 3, 9, 6, 2, 1, 1, 0, 2, 0, 0, 1, 0, 0),
        ),
    }
    return Digest(**{**defaults, **values})


def make_trouble(kind: TroubleKind, number: int, reason: str, **values: Any) -> Trouble:
    """Make something that is wrong with a feed."""
    return Trouble(
        kind=kind,
        feed_id=FeedId(number),
        since=NOON - timedelta(hours=number),
        reason=reason,
        feed_title=f"World news {number}",
        feed_url=f"https://paper{number}.example/rss/world.xml?key=secret",
        **{"source": f"Paper {number}", **values},
    )


def make_coverage() -> CoverageReport:
    """Make a report of feeds that broke, and one that is back."""
    return CoverageReport(
        began=(
            make_trouble(TroubleKind.FAILING, 3, "failed 6 times in a row: answered 503"),
            make_trouble(
                TroubleKind.QUIET, 9, "nothing for 9 hours; it brings 4 an hour", source="وكالة"
            ),
            make_trouble(TroubleKind.OVERFLOWED, 1, "all 50 entries were new: some may be lost"),
        ),
        ended=(
            EndedTrouble(
                trouble=make_trouble(TroubleKind.GONE, 26, "the server said 410"), ended_at=NOON
            ),
        ),
        feeds=412,
    )


def make_outage(kind: OutageKind = OutageKind.BROKEN, **values: Any) -> OutageReport:
    """Make the report of a receiver that is broken."""
    defaults: dict[str, Any] = {
        "id": 1,
        "receiver": "desk-slack",
        "kind": kind,
        "key": "outage/desk-slack",
        "created_at": NOON,
        "broken_at": NOON - timedelta(minutes=4),
        "error": "Slack receiver desk-slack answered 503 service_unavailable",
        "waiting": 12,
        "lease_owner": "worker-1",
        "attempt": 1,
    }
    return OutageReport(**{**defaults, **values})


def make_backlog() -> tuple[Alert, ...]:
    """Make alerts of several topics that waited out an outage."""
    told = []
    for number, base in enumerate([make_german(), make_arabic()] * 3, 1):
        priority = Priority.URGENT if number == 3 else Priority.NORMAL
        alert = replace(base.alert, id=AlertId(100 + number), priority=priority)
        told.append(replace(alert, topic_title="Kim" if number % 2 else alert.topic_title))
    return tuple(told)


def write_messages(style: Style) -> dict[str, Message]:
    """Render one of each kind."""
    backlog = Turn(starts_at=NOON, bundle=make_backlog())
    spike = make_digest(stories=make_digest().stories[:3], surplus=0)
    return {
        "first": render(make_german(), style),
        "first-rtl": render(make_arabic(), style),
        "update": tell_later(AlertKind.UPDATE, style, priority=Priority.NORMAL),
        "escalation": tell_later(AlertKind.ESCALATION, style),
        "digest": tell_without_article(AlertKind.DIGEST, style, content=make_digest(), reason=""),
        "spike": tell_without_article(
            AlertKind.SPIKE,
            style,
            content=spike,
            reason="29 independent reports by 14 publishers in the last hour, 4 times the usual",
        ),
        "spike-bare": tell_without_article(
            AlertKind.SPIKE, style, reason="29 reports in the last hour, 4 times the usual"
        ),
        "coverage": tell_without_article(
            AlertKind.COVERAGE, style, content=make_coverage(), topic="", topic_title="", reason=""
        ),
        "backlog": render_turn(make_german(), backlog, NOON, style),
        "outage": render_outage(make_outage(), NOON, style),
        "mended": render_outage(make_outage(OutageKind.MENDED), NOON, style),
    }


def write_hostile_notices(text: str, *, size: int = 50) -> tuple[Message, ...]:
    """Render what tells of so many with this text wherever others may write."""
    style = Style(pages_url="https://monitor.example.org")
    url = f"https://x.org/{text}"
    story = replace(make_digest().stories[0], title=text, source=text, url=url, language=text[:5])
    digest = make_digest(topic_title=text, stories=(story,) * size)
    trouble = replace(
        make_trouble(TroubleKind.FAILING, 1, text, source=text), feed_title=text, feed_url=url
    )
    ended = EndedTrouble(trouble=trouble, ended_at=NOON)
    coverage = CoverageReport(
        began=(trouble,) * min(20, size), ended=(ended,) * min(20, size), feeds=412
    )
    article = make_reported(title=text, source=text, url=url, language=text[:5])
    waited = replace(make_leased(article=article, evidence=()).alert, topic_title=text or "t")
    values = {"topic_title": text, "reason": text}
    return (
        tell_without_article(AlertKind.DIGEST, style, content=digest, **values),
        tell_without_article(AlertKind.SPIKE, style, content=digest, **values),
        tell_without_article(AlertKind.SPIKE, style, **values),
        tell_without_article(AlertKind.COVERAGE, style, content=coverage, **values),
        render_turn(make_german(), Turn(starts_at=NOON, bundle=(waited,) * size), NOON, style),
        render_outage(make_outage(receiver=text or "r", error=text), NOON, style),
    )
