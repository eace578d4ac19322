"""List, show, test, lint, pause, resume and remove topics.

Database.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from monitor.cli.desk import open_store, read_config, read_now, receiver_names
from monitor.cli.lazy import Group
from monitor.cli.output import (
    json_option,
    print_json,
    print_line,
    print_listing,
    print_note,
    show_instant,
)
from monitor.cli.spans import Span

if TYPE_CHECKING:
    from datetime import timedelta

    from monitor.model import NotifyPolicy, Topic


@click.group(cls=Group)
def topics() -> None:
    """What is watched."""


@topics.command(name="list")
@json_option
def list_(*, as_json: bool) -> None:
    """List topics."""
    from monitor.manage.objects import write_topic
    from monitor.manage.topics import list_topics

    with open_store() as store:
        found = list_topics(store)
    print_listing(
        found,
        as_json=as_json,
        write=write_topic,
        columns={
            "name": lambda topic: topic.name,
            "state": lambda topic: "watching" if topic.paused_at is None else "paused",
            "priority": lambda topic: topic.priority.value,
            "receivers": lambda topic: topic.receivers,
            "query": lambda topic: topic.query,
        },
        empty="no topics yet: `monitor apply newsroom.yaml`",
    )


@topics.command()
@click.argument("name")
@json_option
def show(name: str, *, as_json: bool) -> None:
    """Show a topic."""
    from monitor.manage.objects import write_topic
    from monitor.manage.topics import get_topic

    with open_store() as store:
        topic = get_topic(store, name)
    if as_json:
        print_json(write_topic(topic))
        return
    _print_topic(topic)


def _tell_growth(notify: NotifyPolicy) -> str | None:
    """Say what tells a story again, where the topic has an own mind about it."""
    grown = {"publishers": notify.escalate_publishers, "languages": notify.escalate_languages}
    told = [f"{number} {what} more" for what, number in grown.items() if number]
    if notify.escalate_publishers == 0 and not told:
        return "never"
    return ", ".join(told) or None


def _print_topic(topic: Topic) -> None:
    from monitor.manage.objects import write_span

    notify = topic.notify
    facts = {
        "name": topic.name,
        "title": topic.title,
        "query": topic.query,
        "priority": topic.priority.value,
        "receivers": ", ".join(topic.receivers) or "none: nobody is told",
        "group wait": write_span(notify.group_wait),
        "update interval": write_span(notify.update_interval),
        "min publishers": notify.min_publishers if notify.min_publishers > 1 else None,
        "min languages": notify.min_languages if notify.min_languages > 1 else None,
        "within": write_span(notify.within),
        "tell again at": _tell_growth(notify),
        "paused": show_instant(topic.paused_at),
    }
    for key, value in facts.items():
        if value is not None:
            print_line(f"{key:17}{value}")
    for text in topic.examples.match:
        print_line(f"{'must match':17}{text}")
    for text in topic.examples.no_match:
        print_line(f"{'must not match':17}{text}")


@topics.command()
@click.argument("name")
def pause(name: str) -> None:
    """Match this topic no more until it is resumed."""
    from monitor.manage.topics import pause_topic

    with open_store() as store:
        pause_topic(store, name, now=read_now())
    print_line(f"paused {name}")


@topics.command()
@click.argument("name")
def resume(name: str) -> None:
    """Match this topic again."""
    from monitor.manage.topics import resume_topic

    with open_store() as store:
        resume_topic(store, name)
    print_line(f"resumed {name}")


@topics.command()
@click.argument("name")
def remove(name: str) -> None:
    """Remove a topic; its matches and alerts are kept."""
    from monitor.manage.topics import remove_topic

    with open_store() as store:
        remove_topic(store, name, now=read_now())
    print_line(f"removed {name}")


@topics.command()
@click.argument("query")
@click.option("--since", type=Span(), default="30d", show_default=True, help="How far back.")
@json_option
def test(query: str, *, since: timedelta, as_json: bool) -> None:
    """Say which articles a topic of this QUERY would have matched."""
    from monitor.cli.search import print_doubts, print_found
    from monitor.manage.topics import test_query, warn_of_query

    with open_store() as store:
        found = list(test_query(store, query, since=since, now=read_now()))
        warnings = warn_of_query(store, query)
    print_doubts(query, warnings)
    print_found(found, as_json=as_json)
    if not as_json:
        print_note(f"articles that would have matched: {len(found)}")


@topics.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option(
    "--since", type=Span(), default="30d", show_default=True, help="How far back articles are read."
)
@json_option
def lint(names: tuple[str, ...], *, since: timedelta, as_json: bool) -> int:
    """Check queries, names, examples and receivers of topics (all when none is named)."""
    from monitor.manage.linting import lint_topics, tell_finding, write_finding
    from monitor.manage.topics import list_topics

    config = read_config()
    with open_store(config) as store:
        known = receiver_names(config)
        findings = lint_topics(store, names, receivers=known, since=since, now=read_now())
        count = len(names) or len(list_topics(store))
    for finding in findings:
        if as_json:
            print_json(write_finding(finding))
            continue
        for line in tell_finding(finding):
            print_line(line)
    problems = sum(finding.is_problem for finding in findings)
    if not as_json:
        warnings = len(findings) - problems
        print_note(f"topics checked: {count}, problems: {problems}, warnings: {warnings}")
    return int(problems > 0)


@topics.command(name="import")
@click.argument("name")
@click.argument("query")
@click.option(
    "--from",
    "dialect",
    type=click.Choice(["meltwater", "talkwalker", "brandwatch", "google"]),
    required=True,
    help="Whose query language it is.",
)
@click.option("--title", help="Its title.")
@click.option("--receiver", "receivers", multiple=True, help="Who is told; may be repeated.")
@click.option("--dry-run", is_flag=True, help="Store nothing.")
@json_option
def import_(
    name: str,
    query: str,
    *,
    dialect: str,
    title: str | None,
    receivers: tuple[str, ...],
    dry_run: bool,
    as_json: bool,
) -> None:
    """Take over topic NAME with a QUERY of another program (- reads it from standard input)."""
    from monitor.manage.importing import import_topic
    from monitor.manage.objects import write_topic
    from monitor.match import Dialect

    given = {"title": title, "receivers": list(receivers)}
    config = read_config()
    with open_store(config) as store:
        imported = import_topic(
            store,
            name,
            sys.stdin.read() if query == "-" else query,
            dialect=Dialect(dialect),
            options={key: value for key, value in given.items() if value},
            receivers=receiver_names(config),
            dry_run=dry_run,
            now=read_now(),
        )
    notes = [
        {"position": note.position, "text": note.text, "reason": note.reason}
        for note in imported.notes
    ]
    if as_json:
        warnings = list(imported.warnings)
        print_json({**write_topic(imported.topic), "notes": notes, "warnings": warnings})
        return
    print_line(f"{'would add' if dry_run else 'added'} {name}: {imported.topic.query}")
    for note in imported.notes:
        print_note(f"position {note.position + 1}, {note.text}: {note.reason}")
    for warning in imported.warnings:
        print_note(f"warning: {warning}")
