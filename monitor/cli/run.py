"""Start the daemon, or the demo.

Process.
"""

from __future__ import annotations

import signal
import sys
from typing import TYPE_CHECKING

import click

from monitor.cli.desk import read_config
from monitor.cli.lazy import Command

if TYPE_CHECKING:
    from types import FrameType

ROLES = ("all", "web", "poll", "evaluate", "dispatch")


@click.command(cls=Command)
@click.option("--once", is_flag=True, help="Poll all that is due, evaluate, dispatch, and exit.")
@click.option(
    "--role",
    type=click.Choice(ROLES),
    default="all",
    show_default=True,
    help="What this process does.",
)
def run(once: bool, role: str) -> int:
    """Poll feeds, match articles and deliver alerts, until stopped.

    Works without settings: the database is monitor.db in the working folder.
    """
    if not once:
        signal.signal(signal.SIGTERM, _end)
    config = read_config()
    from monitor.daemon import run_daemon

    return run_daemon(config, once=once, role=role)


def _end(_number: int, _frame: FrameType | None) -> None:
    """Stop before the daemon has begun; from then on it listens itself, and finishes its work."""
    sys.exit(0)


@click.command(cls=Command)
def demo() -> int:
    """Take a guided tour on made-up local feeds; no network, no settings."""
    from monitor.demo import run_demo

    return run_demo()
