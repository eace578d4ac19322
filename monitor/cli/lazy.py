"""Make commands load when they are called, and take `--config` anywhere.

Process. `--config FILE` may stand before the noun, after it, or after the verb.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import click

if TYPE_CHECKING:
    from collections.abc import Mapping


class Listed(NamedTuple):
    """A command that is not imported yet."""

    #: `module:attribute`.
    place: str
    help: str


@dataclass(slots=True)
class Chosen:
    """What was chosen for the whole command line."""

    config: Path | None = None


def chosen(ctx: click.Context) -> Chosen:
    """Give what was chosen on this command line."""
    return ctx.find_root().ensure_object(Chosen)


def _choose_config(ctx: click.Context, _parameter: click.Parameter, value: Path | None) -> None:
    if value is not None:
        chosen(ctx).config = value


CONFIG = click.Option(
    ["--config"],
    type=click.Path(path_type=Path),
    metavar="FILE",
    expose_value=False,
    callback=_choose_config,
    help="Settings file instead of monitor.toml.",
)


class Command(click.Command):
    """A command that takes `--config`."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Give the command's own options, then `--config`."""
        return [*super().get_params(ctx)[:-1], CONFIG, *super().get_params(ctx)[-1:]]


class Group(click.Group):
    """A noun, whose verbs take `--config` as it does itself."""

    command_class = Command

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Give the group's own options, then `--config`."""
        return [*super().get_params(ctx)[:-1], CONFIG, *super().get_params(ctx)[-1:]]

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """List the verbs in the order in which they are written."""
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Name the nearest verb for one that does not exist."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from difflib import get_close_matches

            if near := get_close_matches(args[0], self.list_commands(ctx), n=1):
                told = f"{error.message} Did you mean {near[0]}?"
                raise click.UsageError(told, ctx) from error
            raise


class LazyGroup(Group):
    """The program: its commands are imported when they are called."""

    listed: Mapping[str, Listed] = MappingProxyType({})

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """List the commands in the order in which a newcomer meets them."""
        return list(self.listed)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import the command."""
        listed = self.listed.get(cmd_name)
        if listed is None:
            return None
        module, _, attribute = listed.place.partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        formatter: click.HelpFormatter,
    ) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, listed.help) for name, listed in self.listed.items()])
