"""Build Slack's Block Kit within its limits.

Pure. Slack's limits: 150 characters in a header, 3,000 in a section, 50 blocks,
and, undocumented, some 13,200 characters in all (bolt-js#2509), of which we use 12,000.
Titles that nobody needs to click stand as `plain_text`, which Slack does not parse; all else is
escaped, and `verbatim` keeps Slack from making links and mentions by itself.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from monitor.deliver.letters import escape_mrkdwn, escape_plain, fit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from monitor.deliver.excerpt import Passage, Piece
    from monitor.deliver.facts import Facts

Block = dict[str, object]

LONGEST_HEADER = 150
LONGEST_SECTION = 3_000
MOST_CHARACTERS = 12_000
#: Together they keep the section of title, link, source and times under its limit.
_LONGEST_TITLE = 600
_LONGEST_TARGET = 1_500
_LONGEST_FACT = 250
_LONGEST_PASSAGE = 1_500
_LONGEST_COMMAND = 900


def build_blocks(facts: Facts) -> tuple[Block, ...]:
    """Build the blocks of an alert; passages give way when there is no room for all."""
    head = [_header(_headline(facts)), _section(_article(facts))]
    tail = [_section(_reason(facts)), _context(_next_step(facts))]
    passages = [_section(_passage(passage)) for passage in facts.passages]
    if facts.more_passages:
        passages.append(_context(f"and {facts.more_passages} more passages"))
    while passages and _size([*head, *passages, *tail]) > MOST_CHARACTERS:
        passages.pop()
    return (*head, *passages, *tail)


def build_test_blocks(name: str, at: str) -> tuple[Block, ...]:
    """Build the blocks of a test message."""
    said = f"This is a test message of monitor for receiver {escape_mrkdwn(name)}, sent {at}."
    return (
        _header("Test message"),
        _section(f"{said}\nAlerts will reach you here; there is nothing to do."),
    )


def _headline(facts: Facts) -> str:
    return f"URGENT · {facts.topic_title}" if facts.urgent else facts.topic_title


def _article(facts: Facts) -> str:
    title = fit(facts.title, _LONGEST_TITLE, escape_mrkdwn)
    about = [facts.source, facts.host, facts.language]
    line = " · ".join(fit(fact, _LONGEST_FACT, escape_mrkdwn) for fact in about if fact)
    published = f"Published {facts.published}" if facts.published else "No publication time stated"
    return f"{_link(facts.url, title)}\n{line}\n{published} · first seen {facts.first_seen}"


def _link(url: str | None, escaped_title: str) -> str:
    # `link_target` has percent-encoded `|`, `<` and `>`; `&` is all that is left to escape.
    target = escape_plain(url or "")
    if not target or len(target) > _LONGEST_TARGET:
        return f"*{escaped_title}*"
    # A bar parts address and title; another in the title would be a third part.
    return f"*<{target}|{escaped_title.replace('|', '∣')}>*"


def _passage(passage: Passage) -> str:
    names = fit(", ".join(passage.names), _LONGEST_TITLE, escape_mrkdwn)
    shown = "".join(_mark(piece) for piece in passage.pieces)
    if len(shown) > _LONGEST_PASSAGE:
        plain = "".join(piece.text for piece in passage.pieces)
        shown = fit(plain, _LONGEST_PASSAGE, escape_mrkdwn)
    return f"{names} in the {passage.field}:\n{shown}"


def _mark(piece: Piece) -> str:
    text = escape_mrkdwn(piece.text)
    # Slack sees a star only at a word's edge; the zero-width spaces make one inside 쇼이구가.
    return f"\u200b*{text}*\u200b" if piece.marked and text else text


def _reason(facts: Facts) -> str:
    why = f"Why: {fit(facts.reason, _LONGEST_PASSAGE, escape_mrkdwn)}"
    if facts.company is None:
        return why
    return f"{why}\nStory: {fit(facts.company, _LONGEST_FACT, escape_mrkdwn)}"


def _next_step(facts: Facts) -> str:
    command = facts.why_command
    if len(escape_plain(command)) > _LONGEST_COMMAND:
        command = f"monitor alerts show {facts.alert_id}"
    return (
        f"{facts.kind}, alert {facts.alert_id} · the whole trace: `{_code(command)}` · "
        f"to hear no more of it for a while: "
        f"`monitor silences add {_code(facts.topic)} --for 1d --why …`"
    )


def _code(text: str) -> str:
    """Escape what stands between backticks, where Slack formats nothing: it is to be copied."""
    return escape_plain(text).replace("`", "ˋ")


def _header(text: str) -> Block:
    return {
        "type": "header",
        "text": {"type": "plain_text", "text": _plain(text), "emoji": False},
    }


def _plain(text: str) -> str:
    return fit(text, LONGEST_HEADER, escape_plain)


def _section(text: str) -> Block:
    return {"type": "section", "text": _mrkdwn(text)}


def _context(text: str) -> Block:
    return {"type": "context", "elements": [_mrkdwn(text)]}


def _mrkdwn(text: str) -> dict[str, object]:
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def _size(blocks: Sequence[Block] | Iterable[Block]) -> int:
    return len(json.dumps(list(blocks), ensure_ascii=False))
