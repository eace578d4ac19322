"""Render an alert: subject, mail text, mail HTML and Slack blocks.

Process. Reads templates, touches nothing else. The same delivery always renders to the same
message, so every attempt sends the same bytes.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.deliver.backlog import render_backlog
from monitor.deliver.blocks import build_test_blocks
from monitor.deliver.coverage import note_coverage
from monitor.deliver.digests import note_digest
from monitor.deliver.facts import gather
from monitor.deliver.letters import clean, clean_subject, shorten
from monitor.deliver.payload import write_alert, write_test
from monitor.deliver.style import PLAIN, Pen, read_zone
from monitor.deliver.times import tell_instant
from monitor.deliver.writing import write_blocks, write_facts, write_notice, write_subject
from monitor.model import AlertKind, Digest, Message

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from monitor.deliver.facts import Facts
    from monitor.deliver.style import Style
    from monitor.model import Alert, Article, LeasedDelivery, Member, Turn


def render(leased: LeasedDelivery, style: Style = PLAIN) -> Message:
    """Render the message of a leased delivery."""
    return _render(leased, style)


def render_turn(leased: LeasedDelivery, turn: Turn, now: datetime, style: Style = PLAIN) -> Message:
    """Render what goes out at this turn: the alert, in its thread where there is one, or a digest.

    Args:
        leased: the delivery.
        turn: its turn, with what stands beside it.
        now: when it is sent; only a signature says it.
        style: how it looks.
    """
    if turn.bundle:
        return replace(render_backlog(leased, turn.bundle, style), attempted_at=now)
    message = _render(leased, style, opening=turn.opening, members=turn.reports)
    message = replace(message, attempted_at=now, thread=turn.thread)
    if turn.opening is None or turn.opening.article is None:
        return message
    # What was told first, with what the story amounts to by now.
    first = replace(turn.opening, standing=leased.alert.standing or turn.opening.standing)
    facts = _gather(replace(leased, alert=first), turn.opening.article, style, members=turn.reports)
    pen = Pen(style, "alert")
    return replace(
        message,
        opening_blocks=write_blocks(facts, pen),
        opening_subject=write_subject(facts, pen),
    )


def _render(
    leased: LeasedDelivery,
    style: Style,
    *,
    opening: Alert | None = None,
    members: Sequence[Member] = (),
) -> Message:
    alert = leased.alert
    if alert.article is None or isinstance(alert.content, Digest):
        message = _render_notice(leased, style)
    else:
        facts = _gather(leased, alert.article, style, opening=opening, members=members)
        message = write_facts(facts, style)
        message = replace(message, answers=_first_subject(leased, opening, style))
    return replace(
        message,
        data=write_alert(alert, leased.delivery.key),
        written_at=alert.created_at,
        is_update=alert.kind is AlertKind.UPDATE,
        uncertain=leased.uncertain,
    )


def _gather(
    leased: LeasedDelivery,
    article: Article,
    style: Style,
    *,
    opening: Alert | None = None,
    members: Sequence[Member] = (),
) -> Facts:
    return gather(
        leased,
        article,
        opening=opening,
        members=members,
        zone=style.zone,
        pages_url=style.pages_url,
    )


def _first_subject(leased: LeasedDelivery, opening: Alert | None, style: Style) -> str:
    """Give the subject that an update answers; an escalation has its own, to be seen."""
    if leased.alert.kind is not AlertKind.UPDATE or opening is None or opening.article is None:
        return ""
    facts = _gather(replace(leased, alert=opening), opening.article, style)
    return write_subject(facts, Pen(style, "alert"))


def _render_notice(leased: LeasedDelivery, style: Style) -> Message:
    alert = leased.alert
    if alert.kind is AlertKind.COVERAGE:
        notice = note_coverage(alert, style.zone, style.pages_url)
    else:
        zone = read_zone(alert.content.zone) if isinstance(alert.content, Digest) else None
        notice = note_digest(alert, zone or style.zone, style.pages_url)
    message = write_notice(notice, key=leased.delivery.key, style=style)
    return replace(message, topic=clean(alert.topic) or None)


def render_test(receiver_name: str, now: datetime, style: Style = PLAIN) -> Message:
    """Render the message of `monitor receivers test NAME`."""
    name = shorten(clean(receiver_name), 100)
    at = tell_instant(now, style.zone)
    pen = Pen(style, "test")
    return Message(
        key=f"test {receiver_name} {now.isoformat()}",
        subject=clean_subject(f"Test message for receiver {name}"),
        text=pen.write("txt", name=name, at=at),
        html=pen.write("html", name=name, at=at),
        blocks=build_test_blocks(name, at),
        data=write_test(receiver_name, f"test {receiver_name} {now.isoformat()}", now),
        written_at=now,
        attempted_at=now,
        note=pen.note,
    )
