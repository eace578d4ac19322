"""List, show, test, lint, pause, resume and remove topics.

Database.
"""

from __future__ import annotations

import secrets
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from monitor.cli.desk import open_store, read_config, read_now, receiver_names
from monitor.cli.foreign import import_
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
from monitor.cli.trials import read_trial, trial_options

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import timedelta

    from monitor.manage.backtesting import Rehearsed
    from monitor.model import NotifyPolicy, Topic


#: Length of what opens a topic's feed: nobody guesses it.
TOKEN_BYTES = 32


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
    """Show a topic, and how right it is by what people said of its alerts."""
    from monitor.manage.answering import (
        measure_topic,
        tell_precision,
        write_name_precision,
        write_precision,
    )
    from monitor.manage.objects import write_topic
    from monitor.manage.topicfeeds import find_topic_feed, write_addresses
    from monitor.manage.topics import get_topic

    config = read_config()
    with open_store(config) as store:
        topic = get_topic(store, name)
        fed = find_topic_feed(store, name)
        precision, names = measure_topic(store, name)
    feeds = {} if fed is None else write_addresses(fed, config.web.base_url)
    if as_json:
        judged = {
            "precision": write_precision(precision),
            "names": [write_name_precision(one) for one in names],
        }
        print_json({**write_topic(topic), **judged, "feeds": feeds})
        return
    _print_topic(topic)
    for form, address in feeds.items():
        print_line(f"{form + ' feed':17}{address}")
    if precision is not None:
        print_line(f"{'precision':17}{tell_precision(precision)}")
    for one in names:
        meant = one.name if one.concept is None else f"{one.name} (@{one.concept})"
        print_line(f"  {meant}: {tell_precision(one.precision)}")


def _tell_growth(notify: NotifyPolicy) -> str | None:
    """Say what tells a story again, where the topic has an own mind about it."""
    grown = {
        "publishers": notify.escalate_publishers,
        "languages": notify.escalate_languages,
        "concepts": notify.escalate_concepts,
    }
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
        "updates": None if notify.updates is None else "yes" if notify.updates else "no",
        "cooldown": write_span(notify.cooldown),
        "active hours": notify.active_hours,
        "outside of them": notify.outside_hours and notify.outside_hours.value,
        "daily cap": notify.daily_cap,
        "digest": notify.digest,
        "spike": None if notify.spike is None else "watched",
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
@click.option("--rotate", is_flag=True, help="Take a new address; the old one opens no more.")
@click.option("--off", is_flag=True, help="Publish it no more.")
@json_option
def feed(name: str, *, rotate: bool, off: bool, as_json: bool) -> None:
    """Publish a topic's matches as a feed, and say at which addresses.

    Whoever has an address reads the feed: it is a secret.
    """
    from monitor.manage.topicfeeds import close_topic_feed, open_topic_feed, write_addresses

    config = read_config()
    with open_store(config) as store:
        if off:
            close_topic_feed(store, name)
            print_line(f"{name} is published no more")
            return
        token = partial(secrets.token_urlsafe, TOKEN_BYTES)
        opened = open_topic_feed(store, name, make_token=token, now=read_now(), rotate=rotate)
    addresses = write_addresses(opened, config.web.base_url)
    if as_json:
        print_json({"topic": opened.topic, **addresses})
        return
    for form, address in addresses.items():
        print_line(f"{form:6}{address}")


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
@click.option("--like", metavar="TOPIC", help="With this topic's priority, policy and receivers.")
@click.option("--against", metavar="TOPIC", help="Compare with what this topic matches.")
@trial_options
@json_option
def test(
    query: str,
    *,
    since: timedelta,
    like: str | None,
    against: str | None,
    as_json: bool,
    **otherwise: Any,  # noqa: ANN401 - what `trial_options` gives, read by `read_trial`
) -> None:
    """Say what a topic of this QUERY would have matched and told: what, when, to whom, why not.

    Newest first. Nothing is written. Its policy is that of the topic that you name with --like or
    --against, else that of a plain topic; the other options try another one.
    """
    from monitor.cli.search import print_doubts
    from monitor.manage.backtesting import rehearse_query
    from monitor.manage.rehearsed import count_rehearsed, write_rehearsed
    from monitor.manage.topics import warn_of_query

    config, now = read_config(), read_now()
    with open_store(config) as store:
        rehearsed = rehearse_query(
            store,
            query,
            since=since,
            like=like,
            against=against,
            limits=config.to_limits(),
            now=now,
            trial=read_trial(**otherwise),
            receivers={receiver.name: receiver for receiver in config.to_receivers()},
        )
        warnings = warn_of_query(store, query)
    print_doubts(query, warnings)
    print_listing(
        reversed(rehearsed),
        as_json=as_json,
        write=write_rehearsed,
        columns=_columns(is_compared=against is not None),
        empty="no article was found",
    )
    if not as_json:
        print_note(count_rehearsed(rehearsed))


def _columns(*, is_compared: bool) -> dict[str, Callable[[Rehearsed], object]]:
    from monitor.manage.rehearsed import tell_rehearsed

    columns: dict[str, Callable[[Rehearsed], object]] = {
        "first seen": lambda one: show_instant(one.found.article.first_seen_at),
        "told": lambda one: tell_rehearsed(one, show_instant),
        "lang": lambda one: one.found.article.language,
        "source": lambda one: one.found.article.source.name,
        "title": lambda one: one.found.article.title,
        "found": lambda one: tuple(dict.fromkeys(e.text for e in one.found.evidence)),
        "url": lambda one: one.found.article.url,
    }
    side = {"topic": lambda one: one.side and one.side.value.replace("_", " ")}
    return {**side, **columns} if is_compared else columns


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


topics.add_command(import_)
