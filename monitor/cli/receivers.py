"""List receivers and send them a test message.

Process.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from monitor.cli.desk import open_store, read_config, read_now, receiver_names
from monitor.cli.lazy import Group
from monitor.cli.output import json_option, print_line, print_listing

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.manage.objects import Object
    from monitor.model import Receiver, ReceiverStanding


@click.group(cls=Group)
def receivers() -> None:
    """Who can be told."""


@receivers.command(name="list")
@json_option
def list_(*, as_json: bool) -> None:
    """List the receivers of the settings, and how they fare."""
    from monitor.manage.objects import write_receiver

    config = read_config()
    with open_store(config) as store:
        standings = {standing.name: standing for standing in store.list_receivers()}

    def standing_of(receiver: Receiver) -> ReceiverStanding:
        from monitor.model import Circuit, ReceiverStanding

        unknown = ReceiverStanding(name=receiver.name, circuit=Circuit())
        return standings.get(receiver.name, unknown)

    def write(receiver: Receiver) -> Object:
        return write_receiver(receiver, standing_of(receiver))

    now = read_now()
    print_listing(
        config.to_receivers(),
        as_json=as_json,
        write=write,
        columns={
            "name": lambda receiver: receiver.name,
            "kind": lambda receiver: write(receiver)["kind"],
            "to": lambda receiver: _tell_target(write(receiver)),
            "waiting": lambda receiver: standing_of(receiver).waiting,
            "state": lambda receiver: _tell_standing(standing_of(receiver), now),
        },
        empty="no receivers: add [receivers.NAME] to monitor.toml",
    )


def _tell_target(written: Object) -> object:
    if "to" in written:
        return written["to"]
    if "channel" in written:
        return f"channel {written['channel']}"
    if "services" in written:
        return f"{written['services']} services (secret)"
    if written["kind"] == "slack":
        return "an incoming webhook (secret)"
    return f"a program, {'signed' if written['signed'] else 'not signed'} (secret)"


def _tell_standing(standing: ReceiverStanding, now: datetime) -> str:
    circuit = standing.circuit
    if circuit.broken_at is not None:
        return f"broken since {circuit.broken_at:%Y-%m-%d %H:%M} UTC: {circuit.error}"
    if standing.blocked_until is not None and standing.blocked_until > now:
        return f"asked to be left alone until {standing.blocked_until:%Y-%m-%d %H:%M} UTC"
    if circuit.failures:
        return f"failed {circuit.failures} times in a row: {circuit.error}"
    return "fine"


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
