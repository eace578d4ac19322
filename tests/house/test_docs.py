"""The reference pages say what there is, and nothing that no longer exists."""

from __future__ import annotations

import re
import typing
from pathlib import Path
from typing import Any

import click
import pytest
from pydantic import BaseModel

from monitor.checks import Duration, format_duration
from monitor.cli.program import monitor
from monitor.config import Config
from monitor.config.receivers import KINDS
from monitor.manage.newsroom import NewsroomFile

PAGES = Path(__file__).parent.parent.parent / "docs" / "reference"
#: Explained once at the head of the page.
EVERYWHERE = {"--config", "--help"}


def read_page(name: str) -> str:
    return (PAGES / f"{name}.md").read_text(encoding="utf-8")


def walk_commands(command: click.Command, path: str, ctx: click.Context) -> dict[str, set[str]]:
    """Give the options of each command by its whole name."""
    if not isinstance(command, click.Group):
        options = {
            option
            for parameter in command.get_params(ctx)
            if isinstance(parameter, click.Option)
            for option in parameter.opts
            if option.startswith("--")
        }
        return {path: options - EVERYWHERE}
    found: dict[str, set[str]] = {}
    for name in command.list_commands(ctx):
        inner = command.get_command(ctx, name)
        assert inner is not None
        inner_ctx = click.Context(inner, info_name=name, parent=ctx)
        found |= walk_commands(inner, f"{path} {name}", inner_ctx)
    return found


def read_commands() -> dict[str, set[str]]:
    """Give the options that the page lists under the heading of each command."""
    found: dict[str, set[str]] = {}
    for section in re.split(r"^### ", read_page("commands"), flags=re.MULTILINE)[1:]:
        heading, _, body = section.partition("\n")
        name = re.match(r"`(monitor(?: [a-z]+)+)", heading)
        assert name is not None, heading
        found[name[1]] = set(re.findall(r"^\| `(--[a-z-]+)` \|", body, flags=re.MULTILINE))
    return found


def test_the_page_of_commands_lists_every_command_with_its_options() -> None:
    real = walk_commands(monitor, "monitor", click.Context(monitor, info_name="monitor"))

    assert read_commands() == real


def test_the_page_of_commands_names_no_option_that_does_not_exist() -> None:
    real = walk_commands(monitor, "monitor", click.Context(monitor, info_name="monitor"))
    known = EVERYWHERE | {"--version"} | set().union(*real.values())

    assert set(re.findall(r"--[a-z][a-z-]*", read_page("commands"))) <= known


def test_every_command_says_in_its_help_what_it_does() -> None:
    ctx = click.Context(monitor, info_name="monitor")

    for name in monitor.list_commands(ctx):
        command = monitor.get_command(ctx, name)
        assert command is not None
        assert command.help, name


def read_rows(page: str) -> dict[str, str]:
    """Give the second cell of each row that begins with a key."""
    rows = re.findall(
        r"^\| `([A-Za-z_.\[\]]+\.[A-Za-z_.\[\]]+)` \| ([^|]*?) ?\|", page, flags=re.MULTILINE
    )
    return dict(rows)


def show(value: object) -> str:
    """Write a default as the page does."""
    if value is None:
        return "–"
    if hasattr(value, "total_seconds"):
        value = format_duration(typing.cast("Duration", value))
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f'`"{value}"`' if isinstance(value, str) else f"`{value}`"


def test_the_page_of_settings_lists_every_key_with_its_default() -> None:
    real = {
        f"{section}.{info.alias or key}": show(getattr(getattr(Config(), section), key))
        for section in Config.model_fields
        if section != "receivers"
        for key, info in type(getattr(Config(), section)).model_fields.items()
    }
    real |= {f"receivers.NAME.{key}": "–" for key in list_receiver_keys()}

    assert read_rows(read_page("settings")) == real


def list_receiver_keys() -> set[str]:
    """Give the keys of all kinds of receivers."""
    return {key for kind in KINDS for key in kind.model_fields}


def test_the_keys_of_receivers_are_those_of_every_kind() -> None:
    told = {key.rpartition(".")[2] for key in read_rows(read_page("settings")) if "NAME" in key}

    assert told == list_receiver_keys()


@pytest.mark.parametrize("section", list(Config.model_fields))
def test_the_page_of_settings_has_a_heading_for_each_section(section: str) -> None:
    name = f"{section}.NAME" if section == "receivers" else section

    assert f"\n## `[{name}]`\n" in read_page("settings")


def walk_newsroom(model: Any, path: str) -> set[str]:
    """Give every key that may stand in the newsroom file."""
    keys: set[str] = set()
    for key, info in model.model_fields.items():
        kinds = [info.annotation, *typing.get_args(info.annotation)]
        inner = [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)]
        if not inner:
            keys.add(f"{path}{key}")
            continue
        is_list = typing.get_origin(info.annotation) is tuple
        by_name = typing.get_origin(info.annotation) is dict
        name = ".KEY" if key == "concepts" else ".NAME"
        step = "[]" if is_list else name if by_name else ""
        keys |= walk_newsroom(inner[0], f"{path}{key}{step}.")
    return keys


def test_the_page_of_the_newsroom_lists_every_key() -> None:
    told = set(read_rows(read_page("newsroom")))

    assert told == walk_newsroom(NewsroomFile, "")
