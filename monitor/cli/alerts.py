"""List and show alerts.

Database.
"""

from __future__ import annotations

import getpass

import click

from monitor.cli.desk import open_store, read_now
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
@click.option("--open", "is_open", is_flag=True, help="Only what was told and nobody answered.")
@limit_option
@json_option
def list_(*, topic: str | None, is_open: bool, limit: int | None, as_json: bool) -> None:
    """List alerts, newest first, those held back among them."""
    from monitor.manage.objects import write_alert
    from monitor.manage.outbox import list_alerts

    with open_store() as store:
        most = choose_limit(limit, as_json=as_json)
        found = list_alerts(store, topic=topic, limit=most, is_open=is_open)
    print_listing(
        found,
        as_json=as_json,
        write=write_alert,
        columns={
            "id": lambda alert: alert.id,
            "created": lambda alert: show_instant(alert.created_at),
            "kind": lambda alert: alert.kind.value,
            "topic": lambda alert: alert.topic,
            "held back": lambda alert: alert.held_back and alert.held_back.value,
            "deliveries": lambda alert: tuple(
                f"{one.receiver} {one.state.value}" for one in alert.deliveries
            ),
            "answer": lambda alert: alert.answer and alert.answer.relevance.value,
            "title": lambda alert: alert.title,
        },
        empty="no alerts yet",
    )


@alerts.command()
@click.argument("id", type=int, metavar="ID")
@json_option
def show(id: int, *, as_json: bool) -> None:  # noqa: A002 - what people call it
    """Show an alert with its evidence, its deliveries, what a digest says, and the answer."""
    from monitor.manage.contents import tell_content
    from monitor.manage.objects import write_alert
    from monitor.manage.outbox import get_alert
    from monitor.manage.telling import tell_alert, tell_evidence

    with open_store() as store:
        alert = get_alert(store, id)
    if as_json:
        print_json(write_alert(alert))
        return
    print_line(alert.title)
    print_line(alert.url or "no link")
    for line in (*tell_evidence(alert.evidence), *tell_alert(alert), *tell_content(alert.content)):
        print_line(line)


@alerts.command()
@click.argument("ids", type=int, nargs=-1, required=True, metavar="ID...")
@click.option("--not-relevant", is_flag=True, help="It was not what the topic watches.")
@click.option("--note", help="What else there is to say.")
@click.option("--who", help="Who says so; you, if you say nothing.")
@json_option
def ack(
    ids: tuple[int, ...], *, not_relevant: bool, note: str | None, who: str | None, as_json: bool
) -> None:
    """Say that these alerts were read, and whether they were worth it.

    The last word on an alert counts; `topics show` and `concepts names` say how right topics
    and names are by them.
    """
    from monitor.manage.answering import answer_alert
    from monitor.manage.objects import write_answer
    from monitor.manage.outbox import get_alert
    from monitor.model import Relevance

    relevance = Relevance.NOT_RELEVANT if not_relevant else Relevance.RELEVANT
    said_by, now = who or getpass.getuser(), read_now()
    with open_store() as store:
        for id_ in ids:
            get_alert(store, id_)
        for id_ in ids:
            answer = answer_alert(store, id_, relevance=relevance, who=said_by, note=note, now=now)
            if as_json:
                print_json({"alert_id": id_, **(write_answer(answer) or {})})
            else:
                print_line(f"alert {id_}: {answer.relevance.value.replace('_', ' ')}")
