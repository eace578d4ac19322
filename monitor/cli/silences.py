"""Add, list and expire silences.

Database.
"""

from __future__ import annotations

import getpass
from datetime import UTC, datetime, timedelta

import click

from monitor.cli.desk import open_store, read_now
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


@click.group(cls=Group)
def silences() -> None:
    """When nobody wants to be told."""


@silences.command(name="list")
@json_option
def list_(*, as_json: bool) -> None:
    """List silences that are not over."""
    from monitor.manage.objects import tell_subject, write_silence
    from monitor.manage.silences import list_silences

    with open_store() as store:
        found = list_silences(store, now=read_now())
    print_listing(
        found,
        as_json=as_json,
        write=write_silence,
        columns={
            "id": lambda silence: silence.id,
            "until": lambda silence: show_instant(silence.until),
            "about": tell_subject,
            "who": lambda silence: silence.who,
            "why": lambda silence: silence.why,
        },
        empty="no silences",
    )


@silences.command()
@click.argument("topics", nargs=-1, metavar="[TOPIC]...")
@click.option("--source", "sources", multiple=True, help="Only of this source or family.")
@click.option("--language", "languages", multiple=True, help="Only in this language.")
@click.option("--concept", "concepts", multiple=True, help="Only what matches by this concept.")
@click.option("--for", "span", type=Span(), help="How long: 2h, 3d.")
@click.option("--until", help="Until when: 2026-12-24T08:00+01:00; UTC when it does not say.")
@click.option("--why", required=True, help="Why; it is told where an alert was held back.")
@click.option("--who", help="Who wishes so; you, if you say nothing.")
@json_option
def add(
    topics: tuple[str, ...],
    *,
    sources: tuple[str, ...],
    languages: tuple[str, ...],
    concepts: tuple[str, ...],
    span: timedelta | None,
    until: str | None,
    why: str,
    who: str | None,
    as_json: bool,
) -> None:
    """Do not tell of these TOPICs for a while, or of none at all when you name none.

    With a source, language or concept it is silent only about what fits all of them.
    """
    from monitor.manage.objects import tell_subject, write_silence
    from monitor.manage.silences import add_silence
    from monitor.model import Silence

    now = read_now()
    wanted = Silence(
        topics=topics,
        sources=sources,
        languages=languages,
        concepts=tuple(concept.removeprefix("@") for concept in concepts),
        until=_read_end(span, until, now),
        who=who or getpass.getuser(),
        why=why,
    )
    with open_store() as store:
        silence = add_silence(store, wanted, now=now)
    if as_json:
        print_json(write_silence(silence))
        return
    print_line(f"silenced {tell_subject(silence)} until {show_instant(silence.until)}")
    print_note(f"to end it earlier: monitor silences expire {silence.id}")


def _read_end(span: timedelta | None, until: str | None, now: datetime) -> datetime:
    if (span is None) == (until is None):
        raise click.UsageError("say how long: either --for 2h or --until 2026-12-24T08:00")
    if span is not None:
        if not span:
            raise click.BadParameter("0s is over already; write 2h or 3d", param_hint="--for")
        return now + span
    try:
        end = datetime.fromisoformat(until or "")
    except ValueError:
        raise click.BadParameter(f"{until} is no instant such as 2026-12-24T08:00") from None
    end = end.replace(tzinfo=UTC) if end.tzinfo is None else end.astimezone(UTC)
    if end <= now:
        raise click.BadParameter(f"{until} is over already")
    return end


@silences.command()
@click.argument("id", type=int, metavar="ID")
def expire(id: int) -> None:  # noqa: A002 - what people call it
    """End a silence now."""
    from monitor.manage.objects import tell_subject
    from monitor.manage.silences import expire_silence

    with open_store() as store:
        silence = expire_silence(store, id, now=read_now())
    print_line(f"ended: {tell_subject(silence)}")
