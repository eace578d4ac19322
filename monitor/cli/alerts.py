"""List and show alerts.

Database.
"""

from __future__ import annotations

import click

from monitor.cli.desk import open_store
from monitor.cli.lazy import Group
from monitor.cli.output import (
    choose_limit,
    json_option,
    limit_option,
    print_json,
    print_line,
    print_listing,
    show_instant,
)


@click.group(cls=Group)
def alerts() -> None:
    """What was told, or held back and why."""


@alerts.command(name="list")
@click.option("--topic", help="Only of this topic.")
@limit_option
@json_option
def list_(*, topic: str | None, limit: int | None, as_json: bool) -> None:
    """List alerts, newest first, those held back among them."""
    from monitor.manage.objects import write_alert
    from monitor.manage.outbox import list_alerts

    with open_store() as store:
        found = list_alerts(store, topic=topic, limit=choose_limit(limit, as_json=as_json))
    print_listing(
        found,
        as_json=as_json,
        write=write_alert,
        columns={
            "id": lambda alert: alert.id,
            "created": lambda alert: show_instant(alert.created_at),
            "topic": lambda alert: alert.topic,
            "held back": lambda alert: alert.held_back and alert.held_back.value,
            "deliveries": lambda alert: tuple(
                f"{one.receiver} {one.state.value}" for one in alert.deliveries
            ),
            "title": lambda alert: alert.article.title,
        },
        empty="no alerts yet",
    )


@alerts.command()
@click.argument("id", type=int, metavar="ID")
@json_option
def show(id: int, *, as_json: bool) -> None:  # noqa: A002 - what people call it
    """Show an alert with its evidence and deliveries."""
    from monitor.manage.objects import write_alert
    from monitor.manage.outbox import get_alert
    from monitor.manage.telling import tell_alert, tell_evidence

    with open_store() as store:
        alert = get_alert(store, id)
    if as_json:
        print_json(write_alert(alert))
        return
    print_line(alert.article.title)
    print_line(alert.article.url or "no link")
    for line in (*tell_evidence(alert.evidence), *tell_alert(alert)):
        print_line(line)
