"""Render what is said of many at once: a digest of a backlog, and the report of an outage.

Pure. A digest lists every alert in it, one a line or two, urgent ones first, within Slack's
limits; what there is no room for is cut in the lines, never left out.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from monitor.deliver.facts import KIND_WORDS, LONGEST_NAME, tell_instant
from monitor.deliver.letters import (
    clean,
    clean_subject,
    escape_mrkdwn,
    escape_plain,
    fit,
    link_target,
    shorten,
)
from monitor.deliver.payload import write_outage
from monitor.model import Message, OutageKind, Priority

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from monitor.deliver.blocks import Block
    from monitor.model import Alert, LeasedDelivery, OutageReport

#: 50 lines of this length, and what JSON adds, stay under Slack's 12,000 characters.
_LONGEST_LINE = 190
_LONGEST_TITLE = 120
_LONGEST_LINK = 130
#: Lines in one section: together under its 3,000 characters.
_LINES_IN_SECTION = 15
_LONGEST_ERROR = 500


def render_backlog(leased: LeasedDelivery, alerts: Sequence[Alert]) -> Message:
    """Render a digest of alerts that could not be told in time."""
    ordered = sorted(alerts, key=lambda alert: alert.priority is not Priority.URGENT)
    number = leased.delivery.id
    head = f"{len(ordered)} alerts that could not be sent in time"
    urgent = sum(alert.priority is Priority.URGENT for alert in ordered)
    subject = f"[URGENT] {head}, {urgent} of them urgent" if urgent else head
    note = f"This is digest {number}. Nothing else will be sent about these alerts."
    return Message(
        # Not the key of the first alert alone: who knows that one would drop all of them.
        key=f"{leased.delivery.key}/digest",
        subject=clean_subject(subject),
        text="\n\n".join([f"{head}:", *map(_text, ordered), note]) + "\n",
        html=_html(head, ordered, note),
        blocks=_blocks(head, ordered, note),
        written_at=leased.alert.created_at,
        uncertain=leased.uncertain,
    )


def _text(alert: Alert) -> str:
    said = f"{_mark(alert)}{_topic(alert)}: {_title(alert)} ({_source(alert)})"
    return f"{said}\n  {link_target(alert.article.url) or 'no address'}\n  {_told(alert)}"


def _told(alert: Alert) -> str:
    return f"{KIND_WORDS[alert.kind]}, {tell_instant(alert.created_at)}, alert {alert.id}"


def _mark(alert: Alert) -> str:
    return "URGENT · " if alert.priority is Priority.URGENT else ""


def _topic(alert: Alert) -> str:
    return shorten(clean(alert.topic_title) or clean(alert.topic), LONGEST_NAME)


def _title(alert: Alert) -> str:
    return shorten(clean(alert.article.title), _LONGEST_TITLE) or "(untitled)"


def _source(alert: Alert) -> str:
    return shorten(clean(alert.article.source.name), LONGEST_NAME)


def _html(head: str, alerts: Sequence[Alert], note: str) -> str:
    lines = "\n".join(f"<li>{_html_line(alert)}</li>" for alert in alerts)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8"><title></title></head>\n'
        '<body style="font-family:sans-serif; font-size:16px; line-height:1.4;">\n'
        f"<p>{escape(head)}:</p>\n<ul>\n{lines}\n</ul>\n<p>{escape(note)}</p>\n</body>\n</html>\n"
    )


def _html_line(alert: Alert) -> str:
    title = f"<bdi>{escape(_title(alert))}</bdi>"
    url = link_target(alert.article.url)
    if url is not None:
        title = f'<a href="{escape(url)}">{title}</a>'
    about = f"{escape(_mark(alert))}{escape(_topic(alert))}"
    return f"{about}: {title} (<bdi>{escape(_source(alert))}</bdi>)<br>{escape(_told(alert))}"


def _blocks(head: str, alerts: Sequence[Alert], note: str) -> tuple[Block, ...]:
    lines = [_slack_line(alert) for alert in alerts]
    sections = [
        _section("\n".join(lines[start : start + _LINES_IN_SECTION]))
        for start in range(0, len(lines), _LINES_IN_SECTION)
    ]
    return (_header(head), *sections, _section(note))


def _slack_line(alert: Alert) -> str:
    """Write an alert in one line, linked where the address is short enough for it."""
    about = fit(f"{_mark(alert)}{_topic(alert)}", 40, escape_mrkdwn)
    url = escape_plain(link_target(alert.article.url) or "")
    if not url or len(url) > _LONGEST_LINK:
        room = _LONGEST_LINE - len(about) - 12
        return f"• {about}: {fit(_title(alert), room, escape_mrkdwn)} ({alert.id})"
    room = max(20, _LONGEST_LINE - len(about) - len(url) - 8)
    title = fit(_title(alert), room, escape_mrkdwn).replace("|", "∣")
    return f"• {about}: <{url}|{title}>"


def _header(text: str) -> Block:
    return {"type": "header", "text": {"type": "plain_text", "text": text, "emoji": False}}


def _section(text: str) -> Block:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}


def render_outage(report: OutageReport, now: datetime) -> Message:
    """Render the report that a receiver is broken, or works again."""
    name = shorten(clean(report.receiver), LONGEST_NAME)
    since = tell_instant(report.broken_at)
    error = shorten(clean(report.error or "no reason known"), _LONGEST_ERROR)
    if report.kind is OutageKind.BROKEN:
        head = f"Receiver {name} is broken"
        said = (
            f"Nothing reaches receiver {name} since {since}: {error}",
            f"{report.waiting} deliveries wait for it. It is tried once a minute; nothing is lost.",
            "What was refused for good is listed by: monitor deliveries list --state dead",
        )
    else:
        head = f"Receiver {name} works again"
        said = (
            f"Receiver {name} takes messages again. It was broken since {since}: {error}",
            f"{report.waiting} deliveries wait for it and are sent now, many in a digest.",
            "What was refused for good is sent again by: monitor deliveries retry ID",
        )
    return Message(
        key=report.key,
        subject=clean_subject(head),
        text="\n\n".join((f"{head}.", *said)) + "\n",
        html="".join(f"<p>{escape(line)}</p>\n" for line in (f"{head}.", *said)),
        blocks=(_header(shorten(head, 150)), *(_section(escape_mrkdwn(line)) for line in said)),
        data=write_outage(report),
        written_at=report.created_at,
        uncertain=report.attempt > 1,
        attempted_at=now,
    )
