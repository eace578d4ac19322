"""Write the parts of a message: subject, mail text, mail HTML and Slack blocks.

Process. Fills templates, the operator's own where there are some that work.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

from monitor.deliver.blocks import build_blocks, build_own_blocks
from monitor.deliver.letters import clean_subject, escape_mrkdwn, escape_plain, shorten
from monitor.deliver.notice import Mood
from monitor.deliver.noticeblocks import build_notice_blocks
from monitor.deliver.style import Pen
from monitor.model import Message

if TYPE_CHECKING:
    from monitor.deliver.blocks import Block
    from monitor.deliver.facts import Facts
    from monitor.deliver.notice import Notice
    from monitor.deliver.style import Style

T = TypeVar("T")

#: Leaves room for topic and source in the 255 characters of a subject.
_LONGEST_SUBJECT_TITLE = 150
#: Addresses, and what is copied, keep their letters.
_AS_THEY_ARE = frozenset({"url", "command"})


def write_facts(facts: Facts, style: Style) -> Message:
    """Write the message of one alert."""
    pen = Pen(style, "alert")
    return Message(
        key=facts.key,
        subject=write_subject(facts, pen),
        text=pen.write("txt", facts=facts),
        html=pen.write("html", facts=facts),
        blocks=write_blocks(facts, pen),
        topic=facts.topic,
        note=pen.note,
    )


def write_subject(facts: Facts, pen: Pen) -> str:
    """Write a subject: the topic, what a story amounts to by now, its title and its source."""
    own = pen.write_own("subject.txt", facts=facts)
    if own is not None:
        return clean_subject(own)
    urgent = "[URGENT] " if facts.urgent else ""
    title = shorten(facts.title, _LONGEST_SUBJECT_TITLE)
    grown = "" if facts.now is None else f" ({facts.now})"
    return clean_subject(f"{urgent}{facts.topic_title}{grown}: {title} ({facts.source})")


def write_blocks(facts: Facts, pen: Pen) -> tuple[Block, ...]:
    """Write the Slack blocks of an alert."""
    own = pen.write_own("mrkdwn", facts=escape_values(facts)) if pen.has_own else None
    return build_blocks(facts) if own is None else build_own_blocks(own)


def write_notice(notice: Notice, *, key: str, style: Style) -> Message:
    """Write the message of a notice."""
    pen = Pen(style, notice.kind)
    own_subject = pen.write_own("subject.txt", notice=notice)
    own_blocks = pen.write_own("mrkdwn", notice=escape_values(notice)) if pen.has_own else None
    return Message(
        key=key,
        subject=clean_subject(own_subject or _subject(notice)),
        text=pen.write("txt", notice=notice),
        html=pen.write("html", notice=notice),
        blocks=build_notice_blocks(notice) if own_blocks is None else build_own_blocks(own_blocks),
        note=pen.note,
    )


def _subject(notice: Notice) -> str:
    urgent = notice.mood is Mood.URGENT and notice.badge.startswith("URGENT")
    about = "" if notice.about == "monitor" or notice.about in notice.title else f"{notice.about}: "
    return f"{'[URGENT] ' if urgent else ''}{about}{notice.title}"


def escape_values(value: T) -> T:
    """Escape every text in a value for Slack, so that a template may write its own marks."""
    escaped: Any = value
    if isinstance(value, str) and type(value) is str:
        escaped = escape_mrkdwn(value)
    elif isinstance(value, tuple):
        escaped = tuple(escape_values(one) for one in value)
    elif is_dataclass(value) and not isinstance(value, type):
        changed = {one.name: _escape_field(value, one.name) for one in fields(value)}
        escaped = replace(value, **changed)
    return escaped  # type: ignore[no-any-return] # the same type as before


def _escape_field(value: object, name: str) -> object:
    inner = getattr(value, name)
    if name in _AS_THEY_ARE and isinstance(inner, str):
        return escape_plain(inner)
    return escape_values(inner)
