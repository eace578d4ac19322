"""Read from the command line what a topic that is only tried would have otherwise.

Process. The options are called as the keys of a newsroom file.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from monitor.cli.spans import Span

if TYPE_CHECKING:
    from monitor.manage.backtesting import Trial
    from monitor.model import ActiveHours

F = TypeVar("F", bound=Callable[..., Any])

PRIORITIES = ("low", "normal", "high", "urgent")
OUTSIDE_HOURS = ("wait", "tell", "digest")
_OPTIONS = (
    click.option("--priority", type=click.Choice(PRIORITIES), help="With this priority."),
    click.option("--receiver", "receivers", multiple=True, help="Told to; may be repeated."),
    click.option("--group-wait", type=Span(), help="So long it waits for company."),
    click.option("--update-interval", type=Span(), help="At most one update in so long."),
    click.option("--updates", type=click.BOOL, help="Whether messages are updated: yes or no."),
    click.option("--min-publishers", type=click.IntRange(min=1), help="So many must report it."),
    click.option("--min-languages", type=click.IntRange(min=1), help="In so many languages."),
    click.option("--within", type=Span(), help="Only reports of the last so long count for both."),
    click.option(
        "--escalate-publishers", type=click.IntRange(min=0), help="Told again at so many more."
    ),
    click.option("--cooldown", type=Span(), help="At most one new story in so long."),
    click.option("--daily-cap", type=click.IntRange(min=1), help="At most so many alerts a day."),
    click.option("--active-hours", help='When it may disturb: "07:00-22:00 Europe/Berlin".'),
    click.option("--outside-hours", type=click.Choice(OUTSIDE_HOURS), help="What is done then."),
    click.option("--without-silences", is_flag=True, help="As if nobody had silenced anything."),
)


def trial_options(command: F) -> F:
    """Give a command the options by which a topic is tried otherwise than it is."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def read_trial(
    *,
    priority: str | None,
    receivers: tuple[str, ...],
    active_hours: str | None,
    outside_hours: str | None,
    without_silences: bool,
    **policy: object,
) -> Trial:
    """Read what `trial_options` gave."""
    from monitor.manage.backtesting import Trial
    from monitor.model import OutsideHours, Priority

    given = {
        **policy,
        "active_hours": None if active_hours is None else _read_hours(active_hours),
        "outside_hours": None if outside_hours is None else OutsideHours(outside_hours),
    }
    return Trial(
        priority=None if priority is None else Priority(priority),
        receivers=receivers,
        policy={key: value for key, value in given.items() if value is not None},
        silenced=not without_silences,
    )


def _read_hours(text: str) -> ActiveHours:
    from monitor.checks.clocktime import check_zone
    from monitor.model import read_active_hours

    try:
        hours = read_active_hours(text)
        check_zone(hours.zone)
    except ValueError as error:
        raise click.BadParameter(f"{text}: {error}", param_hint="--active-hours") from None
    return hours
