"""Start the daemon, or the demo.

Process.
"""

from __future__ import annotations

import click

from monitor.cli.desk import read_config
from monitor.cli.lazy import Command

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
    config = read_config()
    from monitor.daemon import run_daemon

    return run_daemon(config, once=once, role=role)


@click.command(cls=Command)
def demo() -> int:
    """Take a guided tour on made-up local feeds; no network, no settings."""
    from monitor.demo import run_demo

    return run_demo()
