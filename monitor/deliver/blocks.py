"""Build Slack's Block Kit within its limits.

Pure. Slack's limits: 150 characters in a header, 3,000 in a section, 50 blocks,
and, undocumented, some 13,200 characters in all (bolt-js#2509), of which we use 12,000.
Titles that nobody needs to click stand as `plain_text`, which Slack does not parse; all else is
escaped, and `verbatim` keeps Slack from making links and mentions by itself. What can be opened is
a link and no button: a button without a server behind it puts a warning beside itself
(node-slack-sdk#869).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from monitor.deliver.letters import escape_mrkdwn, escape_plain, fit, isolate

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from monitor.deliver.excerpt import Passage, Piece
    from monitor.deliver.facts import Facts, Link, Step
    from monitor.deliver.reports import Report

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
_LONGEST_REPORT_TITLE = 200
_LONGEST_REPORT_TARGET = 400


def build_blocks(facts: Facts) -> tuple[Block, ...]:
    """Build the blocks of an alert; passages, then reports, give way when there is no room."""
    head = [header(_headline(facts)), section(_article(facts))]
    if facts.news is not None:
        said = fit(facts.news, _LONGEST_FACT, escape_mrkdwn)
        head.insert(1, section(f"*{said}*"))
    tail = [section(_reason(facts)), context(links_and_steps(facts.links, facts.steps))]
    tail.append(context(f"{facts.kind}, alert {facts.alert_id}"))
    passages = [section(_passage(passage)) for passage in (*facts.title_only, *facts.passages)]
    if facts.lead_pieces:
        passages.append(section("".join(_mark(piece) for piece in facts.lead_pieces)))
    if facts.more_passages:
        passages.append(context(f"and {facts.more_passages} more passages"))
    reports = [section(_reports(facts))] if facts.reports or facts.company else []
    for optional in (reports, passages):
        while optional and size([*head, *passages, *reports, *tail]) > MOST_CHARACTERS:
            optional.pop()
    return (*head, *passages, tail[0], *reports, *tail[1:])


def build_test_blocks(name: str, at: str) -> tuple[Block, ...]:
    """Build the blocks of a test message."""
    said = f"This is a test message of monitor for receiver {escape_mrkdwn(name)}, sent {at}."
    return (
        header("Test message"),
        section(f"{said}\nAlerts will reach you here; there is nothing to do."),
    )


def build_own_blocks(text: str) -> tuple[Block, ...]:
    """Put what an operator's own template wrote into sections, whole lines where that works."""
    blocks: list[Block] = []
    rest = text.strip()[: MOST_CHARACTERS - 1_000]
    while rest:
        if len(rest) <= LONGEST_SECTION:
            cut = len(rest)
        else:
            cut = rest.rfind("\n", 1, LONGEST_SECTION) + 1 or LONGEST_SECTION
        blocks.append(section(rest[:cut].rstrip("\n") or " "))
        rest = rest[cut:]
    return tuple(blocks)


def _headline(facts: Facts) -> str:
    return f"URGENT · {facts.topic_title}" if facts.urgent else facts.topic_title


def _article(facts: Facts) -> str:
    about = [facts.source, facts.host, facts.language]
    line = " · ".join(fit(isolate(fact), _LONGEST_FACT, escape_mrkdwn) for fact in about if fact)
    published = f"Published {facts.published}" if facts.published else "No publication time stated"
    lag = f", {facts.lag}" if facts.lag else ""
    title = link(facts.url, fit(facts.title, _LONGEST_TITLE, escape_mrkdwn))
    return f"{title}\n{line}\n{published} · first seen {facts.first_seen}{lag}"


def link(url: str | None, escaped_title: str, *, longest: int = _LONGEST_TARGET) -> str:
    """Link a title that is escaped, in bold; unlinked where the address is too long."""
    # `link_target` has percent-encoded `|`, `<` and `>`; `&` is all that is left to escape.
    target = escape_plain(url or "")
    if not target or len(target) > longest:
        return f"*{escaped_title}*"
    return f"*<{target}|{escaped_title.replace('|', '∣')}>*"


def _passage(passage: Passage) -> str:
    names = fit(", ".join(passage.names), _LONGEST_TITLE, escape_mrkdwn)
    shown = "".join(_mark(piece) for piece in passage.pieces)
    if len(shown) > _LONGEST_PASSAGE:
        shown = fit(passage.text, _LONGEST_PASSAGE, escape_mrkdwn)
    return f"{names} in the {passage.field}:\n{shown}"


def _mark(piece: Piece) -> str:
    text = escape_mrkdwn(piece.text)
    # Slack sees a star only at a word's edge; the zero-width spaces make one inside 쇼이구가.
    return f"\u200b*{text}*\u200b" if piece.marked and text else text


def _reason(facts: Facts) -> str:
    return f"Why: {fit(facts.reason, _LONGEST_PASSAGE, escape_mrkdwn)}"


def _reports(facts: Facts) -> str:
    company = "other reports" if facts.company is None else facts.company
    lines = [f"Story: {fit(company, _LONGEST_FACT, escape_mrkdwn)}"]
    lines += [_report(report) for report in facts.reports]
    if facts.more_reports:
        lines.append(f"and {facts.more_reports} more")
    return "\n".join(lines)


def _report(report: Report) -> str:
    title = fit(report.title, _LONGEST_REPORT_TITLE, escape_mrkdwn).replace("|", "∣")
    target = escape_plain(report.url or "")
    if target and len(target) <= _LONGEST_REPORT_TARGET:
        title = f"<{target}|{title}>"
    facts = " · ".join(
        fit(isolate(fact), _LONGEST_FACT, escape_mrkdwn)
        for fact in (report.source, report.language, report.seen)
        if fact
    )
    return f"• {'NEW ' if report.is_new else ''}{title} · {facts}"


def links_and_steps(links: Sequence[Link], steps: Sequence[Step]) -> str:
    """Say what to open and what to run next."""
    opened = [
        f"<{target}|{escape_mrkdwn(one.label)}>"
        for one in links
        if len(target := escape_plain(one.url)) <= _LONGEST_FACT
    ]
    run = [
        f"{one.label}: `{code(one.command)}`"
        for one in steps
        if len(escape_plain(one.command)) <= _LONGEST_COMMAND
    ]
    return " · ".join((*opened, *run)) or " "


def code(text: str) -> str:
    """Escape what stands between backticks, where Slack formats nothing: it is to be copied."""
    return escape_plain(text).replace("`", "ˋ")


def header(text: str) -> Block:
    """Head a message; Slack parses nothing in it."""
    shown = fit(text, LONGEST_HEADER, escape_plain)
    return {"type": "header", "text": {"type": "plain_text", "text": shown, "emoji": False}}


def section(text: str) -> Block:
    """Put text that is escaped into a section."""
    return {"type": "section", "text": _mrkdwn(text)}


def context(text: str) -> Block:
    """Put text that is escaped into small letters."""
    return {"type": "context", "elements": [_mrkdwn(text)]}


def _mrkdwn(text: str) -> dict[str, object]:
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def size(blocks: Sequence[Block] | Iterable[Block]) -> int:
    """Count the characters of blocks as Slack does."""
    return len(json.dumps(list(blocks), ensure_ascii=False))
