"""Render an alert: subject, mail text, mail HTML and Slack blocks.

Process. Reads its own templates, touches nothing else. The same delivery always renders
to the same message, so every attempt sends the same bytes.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from monitor.deliver.blocks import build_blocks, build_test_blocks
from monitor.deliver.facts import Facts, gather, tell_instant
from monitor.deliver.letters import clean, clean_subject, shorten
from monitor.model import Message

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.model import LeasedDelivery

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
        topic=facts.topic,
        written_at=leased.alert.created_at,
    )


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
        written_at=now,
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
