"""Check and show the settings, and print their JSON Schema.

Process.
"""

from __future__ import annotations

import json

import click

from monitor.cli.desk import read_config, read_source
from monitor.cli.lazy import Group
from monitor.cli.output import json_option, print_json, print_line


@click.group(cls=Group)
def settings() -> None:
    """The settings."""


@settings.command()
def check() -> None:
    """Check the settings whole and tell every problem."""
    config = read_config()
    receivers = ", ".join(config.receivers) or "none"
    print_line(f"{read_source()}: as it must be; receivers: {receivers}")


@settings.command()
@json_option
def show(*, as_json: bool) -> None:
    """Show every setting with its value; secrets are blotted out."""
    shown = read_config().to_shown()
    if as_json:
        print_json(shown)
        return
    receivers = shown.pop("receivers")
    sections = {**shown, **{f"receivers.{name}": keys for name, keys in receivers.items()}}
    for number, (section, keys) in enumerate(sections.items()):
        print_line(f"{chr(10) if number else ''}[{section}]")
        for key, value in keys.items():
            print_line(f"{key} = {_write(value)}")


def _write(value: object) -> str:
    """Write a value as TOML; its texts, numbers and lists look as in JSON."""
    return json.dumps(value, ensure_ascii=False)


@settings.command()
def schema() -> None:
    """Print the JSON Schema of monitor.toml."""
    from monitor.config import settings_schema

    click.echo(json.dumps(settings_schema(), indent=2, ensure_ascii=False))
