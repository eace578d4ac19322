"""Say how the newsroom is doing, and what should be mended.

Database.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from monitor.cli.desk import open_store, read_config, read_now, read_source, receiver_names
from monitor.cli.lazy import Command
from monitor.cli.output import json_option, print_json, print_line, show_instant

if TYPE_CHECKING:
    from monitor.manage.health import Symptom
    from monitor.model import Status


@click.command(cls=Command)
@json_option
def status(*, as_json: bool) -> None:
    """Count feeds, articles, matches, alerts and deliveries, and say what is in trouble."""
    from monitor.manage.health import find_troubles, get_status, write_status

    with open_store() as store:
        found = get_status(store, now=read_now())
        troubles = find_troubles(store, found)
    if as_json:
        print_json(write_status(found, troubles))
        return
    _print_status(found)
    for trouble in troubles:
        print_line(f"{'trouble':13}{trouble}")


def _print_status(found: Status) -> None:
    troubles = {
        "due for a poll": found.feeds_due,
        "failing": found.feeds_failing,
        "paused": found.feeds_paused,
        "gone": found.feeds_gone,
        "unreached in an outage of our network": found.feeds_unreached,
        "of lying servers": found.feeds_lying,
        "overflowed": found.feeds_overflowed,
    }
    lines = {
        "feeds": f"{found.feeds}{_tell(troubles)}",
        "last polled": show_instant(found.last_polled_at) or "never",
        "next poll": show_instant(found.next_poll_at) or "–",
        "articles": f"{found.articles}{_tell({'not evaluated': found.articles_unevaluated})}",
        "topics": found.topics,
        "matches": found.matches,
        "alerts": f"{found.alerts}{_tell({'held back': found.alerts_held_back})}",
        "deliveries": f"{sum(found.deliveries.values())}{_tell(found.deliveries)}",
        "schema": found.schema,
    }
    for key, value in lines.items():
        print_line(f"{key:13}{value}")


def _tell(counts: dict[str, int]) -> str:
    told = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
    return f" ({told})" if told else ""


@click.command(cls=Command)
@click.option("--send-test", is_flag=True, help="Send each receiver a test message.")
@json_option
def doctor(*, send_test: bool, as_json: bool) -> int:
    """Look at settings, database, clock, feeds, topics, deliveries, network, receivers, limits."""
    from monitor.daemon import look_around
    from monitor.manage.health import Symptom, examine
    from monitor.store import Store

    config = read_config()
    symptoms = [Symptom(name="settings", state="fine", detail=read_source())]
    with Store(config.database.url) as store:
        symptoms += examine(store, receivers=receiver_names(config), now=read_now())
        is_whole = symptoms[1].state != "broken"
        urls = [feed.url for feed in store.list_feeds()] if is_whole else []
    symptoms += look_around(config, urls, send_test=send_test)
    for symptom in symptoms:
        _print_symptom(symptom, as_json=as_json)
    return int(any(symptom.state == "broken" for symptom in symptoms))


def _print_symptom(symptom: Symptom, *, as_json: bool) -> None:
    if as_json:
        print_json({"name": symptom.name, "state": symptom.state, "detail": symptom.detail})
    else:
        print_line(f"{symptom.state:9} {symptom.name}: {symptom.detail}")
