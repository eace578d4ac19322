"""List receivers and send them a test message.

Process.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from monitor.cli.desk import read_config, receiver_names
from monitor.cli.lazy import Group
from monitor.cli.output import json_option, print_line, print_listing

if TYPE_CHECKING:
    from monitor.model import Receiver


@click.group(cls=Group)
def receivers() -> None:
    """Who can be told."""


@receivers.command(name="list")
@json_option
def list_(*, as_json: bool) -> None:
    """List the receivers of the settings."""
    from monitor.manage.objects import write_receiver

    def kind(receiver: Receiver) -> object:
        return write_receiver(receiver)["kind"]

    def target(receiver: Receiver) -> object:
        return write_receiver(receiver).get("to", "an incoming webhook (secret)")

    print_listing(
        read_config().to_receivers(),
        as_json=as_json,
        write=write_receiver,
        columns={"name": lambda receiver: receiver.name, "kind": kind, "to": target},
        empty="no receivers: add [receivers.NAME] to monitor.toml",
    )


@receivers.command()
@click.argument("name")
def test(name: str) -> None:
    """Send a test message to a receiver."""
    from monitor.daemon import send_test
    from monitor.manage.absent import not_found

    config = read_config()
    if name not in config.receivers:
        raise not_found("receiver", name, receiver_names(config))
    receipt = send_test(config, name)
    print_line(f"sent to {name}: {receipt.detail}")
