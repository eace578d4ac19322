"""Build the Slack blocks of a notice.

Pure. Every line of it is there, however many there are: they get less room each. Slack's limits
stand in `blocks`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from monitor.deliver.blocks import (
    LONGEST_SECTION,
    MOST_CHARACTERS,
    Block,
    context,
    header,
    links_and_steps,
    section,
    size,
)
from monitor.deliver.letters import escape_mrkdwn, escape_plain, fit, isolate

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitor.deliver.notice import Group, Line, Notice

#: Of one line, where there is room for it.
_MOST_ROOM: Final = 700
#: 50 lines of this length fit, whatever JSON adds.
_LEAST_ROOM: Final = 90
_SMALLER: Final = 0.8
_LONGEST_ABOUT: Final = 40
_LONGEST_PARAGRAPH: Final = 1_200
_SHORTEST_TITLE: Final = 24


def build_notice_blocks(notice: Notice) -> tuple[Block, ...]:
    """Build the blocks of a notice; where there is too much for a message, all lines shrink."""
    room = _MOST_ROOM
    while True:
        blocks = _build(notice, room)
        if size(blocks) <= MOST_CHARACTERS or room <= _LEAST_ROOM:
            return blocks
        room = max(_LEAST_ROOM, int(room * _SMALLER))


def _build(notice: Notice, room: int) -> tuple[Block, ...]:
    blocks = [header(notice.title), context(_about(notice))]
    blocks += [section(fit(one, _LONGEST_PARAGRAPH, escape_mrkdwn)) for one in notice.paragraphs]
    if notice.chart is not None:
        span = f"{notice.chart.begins} to {notice.chart.ends}"
        said = f"`{notice.chart.line}`\n{span} · {notice.chart.caption}"
        blocks.append(section(said))
    for group in notice.groups:
        blocks += [section(text) for text in _gather(list(_lines(group, room)))]
    if notice.links or notice.steps:
        blocks.append(context(links_and_steps(notice.links, notice.steps)))
    blocks.append(context(fit(notice.foot, _LONGEST_PARAGRAPH, escape_mrkdwn)))
    return tuple(blocks)


def _about(notice: Notice) -> str:
    return f"{escape_mrkdwn(notice.badge)} · {fit(notice.about, 200, escape_mrkdwn)}"


def _lines(group: Group, room: int) -> Iterator[str]:
    if group.heading:
        yield f"*{escape_mrkdwn(group.heading)}*"
    for number, line in enumerate(group.lines, 1):
        yield _line(line, f"{number}." if group.numbered else "•", room)
    if group.more:
        yield f"and {group.more} more"


def _line(line: Line, point: str, room: int) -> str:
    """Write a line in so much room: first the title, then the link, then what is told of it."""
    about = f"{line.about}: " if line.about else ""
    head = fit(f"{line.badge} {about}".strip(), _LONGEST_ABOUT, escape_mrkdwn)
    head = f"{point} {head} " if head else f"{point} "
    left = room - len(head)
    target = escape_plain(line.url or "")
    if target and len(target) + 3 + _SHORTEST_TITLE > left:
        target = ""
    title = fit(line.title, max(_SHORTEST_TITLE, left - len(target) - 3), escape_mrkdwn)
    title = f"<{target}|{title.replace('|', '∣')}>" if target else title
    left -= len(title)
    said = "".join(_rest(line, left))
    return f"{head}{title}{said}"


def _rest(line: Line, left: int) -> Iterator[str]:
    facts = " · ".join(isolate(fact) for fact in line.facts)
    for text in (facts, line.detail):
        escaped = escape_mrkdwn(text)
        if text and len(escaped) + 4 <= left:
            left -= len(escaped) + 4
            yield f"\n    {escaped}"


def _gather(lines: Sequence[str]) -> Iterator[str]:
    """Put lines together into as few sections as they fit into."""
    gathered = ""
    for line in lines:
        if gathered and len(gathered) + 1 + len(line) > LONGEST_SECTION:
            yield gathered
            gathered = ""
        gathered = f"{gathered}\n{line}" if gathered else line
    if gathered:
        yield gathered
