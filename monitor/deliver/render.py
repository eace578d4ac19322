"""Render an alert: subject, mail text, mail HTML and Slack blocks.

Process. Reads its own templates, touches nothing else. The same delivery always renders
to the same message, so every attempt sends the same bytes.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from monitor.deliver.backlog import render_backlog
from monitor.deliver.blocks import build_blocks, build_test_blocks
from monitor.deliver.facts import Facts, gather, tell_instant
from monitor.deliver.letters import clean, clean_subject, shorten
from monitor.deliver.payload import write_alert, write_test
from monitor.model import AlertKind, Message

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.model import LeasedDelivery, Turn

#: Leaves room for topic and source in the 255 characters of a subject.
_LONGEST_SUBJECT_TITLE = 150


def render(leased: LeasedDelivery) -> Message:
    """Render the message of a leased delivery."""
    facts = gather(leased)
    return Message(
        key=facts.key,
        subject=_subject(facts),
        text=_fill("alert.txt", facts=facts),
        html=_fill("alert.html", facts=facts),
        blocks=build_blocks(facts),
        data=write_alert(leased.alert, facts.key),
        topic=facts.topic,
        written_at=leased.alert.created_at,
        is_update=leased.alert.kind is AlertKind.UPDATE,
        uncertain=leased.uncertain,
    )


def render_turn(leased: LeasedDelivery, turn: Turn, now: datetime) -> Message:
    """Render what goes out at this turn: the alert, in its thread where there is one, or a digest.

    Args:
        leased: the delivery.
        turn: its turn, with what stands beside it.
        now: when it is sent; only a signature says it.
    """
    if turn.bundle:
        return replace(render_backlog(leased, turn.bundle), attempted_at=now)
    message = replace(render(leased), attempted_at=now, thread=turn.thread)
    if turn.opening is None:
        return message
    # What was told first, with what the story amounts to by now.
    first = replace(turn.opening, standing=leased.alert.standing or turn.opening.standing)
    facts = gather(replace(leased, alert=first))
    return replace(message, opening_blocks=build_blocks(facts), opening_subject=_subject(facts))


def render_test(receiver_name: str, now: datetime) -> Message:
    """Render the message of `monitor receivers test NAME`."""
    name = shorten(clean(receiver_name), 100)
    at = tell_instant(now)
    return Message(
        key=f"test {receiver_name} {now.isoformat()}",
        subject=clean_subject(f"Test message for receiver {name}"),
        text=_fill("test.txt", name=name, at=at),
        html=_fill("test.html", name=name, at=at),
        blocks=build_test_blocks(name, at),
        data=write_test(receiver_name, f"test {receiver_name} {now.isoformat()}", now),
        written_at=now,
        attempted_at=now,
    )


def _subject(facts: Facts) -> str:
    urgent = "[URGENT] " if facts.urgent else ""
    title = shorten(facts.title, _LONGEST_SUBJECT_TITLE)
    return clean_subject(f"{urgent}{facts.topic_title}: {title} ({facts.source})")


def _fill(template: str, **values: object) -> str:
    return _templates().get_template(template).render(**values)


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=select_autoescape(enabled_extensions=("html",), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
