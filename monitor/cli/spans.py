"""Read a span of time from the command line: `--since 7d`.

Process. The words of the settings: 30s, 15m, 2h, 7d.
"""

from __future__ import annotations

from datetime import timedelta

import click


class Span(click.ParamType[timedelta]):
    """A span of time."""

    name = "span"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> timedelta:
        """Read it, or say what is expected."""
        if isinstance(value, timedelta):
            return value
        from monitor.checks import parse_duration

        try:
            return parse_duration(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)
