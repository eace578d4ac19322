"""List deliveries and retry them.

Database.
"""

from __future__ import annotations

import click

from monitor.cli.desk import open_store, read_now
from monitor.cli.lazy import Group
from monitor.cli.output import (
    choose_limit,
    json_option,
    limit_option,
    print_line,
    print_listing,
    show_instant,
)

STATES = ("due", "leased", "sent", "retrying", "dead", "held")


@click.group(cls=Group)
def deliveries() -> None:
    """What was brought to whom."""


@deliveries.command(name="list")
@click.option("--state", type=click.Choice(STATES), help="Only in this state.")
@limit_option
@json_option
def list_(*, state: str | None, limit: int | None, as_json: bool) -> None:
    """List deliveries, newest first."""
    from monitor.manage.objects import write_delivery
    from monitor.manage.outbox import list_deliveries
    from monitor.model import DeliveryState

    wanted = None if state is None else DeliveryState(state)
    with open_store() as store:
        found = list_deliveries(store, state=wanted, limit=choose_limit(limit, as_json=as_json))
    print_listing(
        found,
        as_json=as_json,
        write=write_delivery,
        columns={
            "id": lambda delivery: delivery.id,
            "state": lambda delivery: delivery.state.value,
            "topic": lambda delivery: delivery.topic,
            "receiver": lambda delivery: delivery.receiver,
            "attempts": lambda delivery: delivery.attempts,
            "sent": lambda delivery: show_instant(delivery.sent_at),
            "last error": lambda delivery: delivery.last_error,
        },
        empty="no deliveries",
    )


@deliveries.command()
@click.argument("id", type=int, metavar="ID")
def retry(id: int) -> None:  # noqa: A002 - what people call it
    """Make a delivery that failed due at once."""
    from monitor.manage.outbox import retry_delivery

    with open_store() as store:
        retry_delivery(store, id, now=read_now())
    print_line(f"delivery {id} is due again; `monitor run` sends it")
