"""Run the command that was asked for and turn what went wrong into a line and an exit code.

Process. The list of commands stands here with their short help, so that `monitor --help`
imports none of them.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from monitor import __version__
from monitor.cli.lazy import LazyGroup, Listed
from monitor.errors import ConfigError, MonitorError, QuerySyntaxError

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = {
    "run": Listed("monitor.cli.run:run", "Poll, evaluate and deliver: the daemon."),
    "demo": Listed("monitor.cli.run:demo", "Take a guided tour on made-up feeds."),
    "apply": Listed("monitor.cli.newsroom:apply", "Make everything be as a newsroom file says."),
    "export": Listed("monitor.cli.newsroom:export", "Write the newsroom file back."),
    "feeds": Listed("monitor.cli.feeds:feeds", "What is polled."),
    "topics": Listed("monitor.cli.topics:topics", "What is watched."),
    "concepts": Listed("monitor.cli.concepts:concepts", "Names in all languages."),
    "search": Listed("monitor.cli.search:search", "Find articles by a query."),
    "stories": Listed("monitor.cli.stories:stories", "What belongs together, and why."),
    "matches": Listed("monitor.cli.matches:matches", "Which articles satisfied which topic."),
    "alerts": Listed("monitor.cli.alerts:alerts", "What was told, or held back and why."),
    "deliveries": Listed("monitor.cli.deliveries:deliveries", "What was brought to whom."),
    "silences": Listed("monitor.cli.silences:silences", "When nobody wants to be told."),
    "receivers": Listed("monitor.cli.receivers:receivers", "Who can be told."),
    "why": Listed("monitor.cli.why:why", "Tell the whole trace of an article."),
    "status": Listed("monitor.cli.health:status", "Say how the newsroom is doing."),
    "doctor": Listed("monitor.cli.health:doctor", "Look for what should be mended."),
    "db": Listed("monitor.cli.database:database", "The database: upgrade, check, backup."),
    "config": Listed("monitor.cli.settings:settings", "The settings: check, show, schema."),
}

DONE, FAILED, WRONG = 0, 1, 2
#: What click raises for a command without its verb: its help, and no mistake that needs a word.
_HELP: tuple[type[Exception], ...] = tuple(
    filter(None, (getattr(click.exceptions, "NoArgsIsHelpError", None),))
)


class Program(LazyGroup):
    """The whole command line."""

    listed = COMMANDS


@click.group(
    cls=Program,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, message="monitor %(version)s")
def monitor() -> None:
    """Watch feeds for topics in every language, and alert people once per story."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and exit."""
    sys.exit(run_command(arguments))


def run_command(arguments: Sequence[str] | None = None, *, program: click.Command = monitor) -> int:
    """Run one command and give its exit code."""
    try:
        result = program.main(arguments, prog_name="monitor", standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader (`| head`) has seen enough; Python must not try to flush again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except (KeyboardInterrupt, click.Abort):
        click.echo("interrupted", err=True)
        return FAILED
    except (click.ClickException, MonitorError, OSError) as error:
        return _tell(error)
    except ExceptionGroup as several:
        if (first := _first_of_ours(several)) is None:
            raise
        return _tell(first)
    return result if isinstance(result, int) else DONE


def _tell(error: click.ClickException | MonitorError | OSError) -> int:
    for line in _explain(error):
        click.echo(line, err=True)
    wrong = isinstance(error, click.UsageError | ConfigError | QuerySyntaxError)
    return WRONG if wrong else FAILED


def _first_of_ours(several: ExceptionGroup[Exception]) -> MonitorError | None:
    """Find what a person can mend among what tasks that ran side by side raised."""
    for error in several.exceptions:
        found = _first_of_ours(error) if isinstance(error, ExceptionGroup) else error
        if isinstance(found, MonitorError):
            return found
    return None


def _explain(error: click.ClickException | MonitorError | OSError) -> tuple[str, ...]:
    """Say what went wrong, one problem a line, and what may have been meant or helps."""
    match error:
        case ConfigError():
            return tuple(f"error: {problem}" for problem in error.problems)
        case click.UsageError() if isinstance(error, _HELP):
            return (error.format_message(),)
        case click.UsageError(ctx=click.Context() as ctx):
            return (f"error: {error.format_message()}", f"see `{ctx.command_path} --help`")
        case click.ClickException():
            return (f"error: {error.format_message()}",)
        case OSError():
            said = error.strerror or str(error)
            return (f"error: {said}" + (f": {error.filename}" if error.filename else ""),)
    return (f"error: {error}", *getattr(error, "__notes__", ()))
