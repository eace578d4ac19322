"""Check and show the settings, and print their JSON Schema.

Process.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli.desk import read_config, read_source
from monitor.cli.lazy import Group
from monitor.cli.output import json_option, print_json, print_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.config import Config
    from monitor.errors import Problem


@click.group(cls=Group)
def settings() -> None:
    """The settings."""


@settings.command()
def check() -> None:
    """Check the settings whole, templates of your own too, and tell every problem."""
    from monitor.errors import ConfigError

    config = read_config()
    if problems := tuple(_rehearse(config)):
        raise ConfigError(problems)
    receivers = ", ".join(config.receivers) or "none"
    print_line(f"{read_source()}: as it must be; receivers: {receivers}")


def _rehearse(config: Config) -> Iterator[Problem]:
    """Try the templates of each receiver that has its own."""
    from monitor.deliver import rehearse
    from monitor.errors import Problem

    for name, receiver in config.receivers.items():
        folder: str | None = getattr(receiver, "templates", None)
        if folder is None:
            continue
        for flaw in rehearse(folder):
            file = flaw.file if flaw.file == folder else str(Path(folder, flaw.file))
            where = f"receivers.{name}.templates"
            yield Problem(file=file, line=flaw.line, where=where, problem=flaw.problem)


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
