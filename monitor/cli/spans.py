"""Read from the command line a span of time, `--since 7d`, and some numbers, `--pick 1,3`.

Process. Spans are written in the words of the settings: 30s, 15m, 2h, 7d.
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


class Numbers(click.ParamType[tuple[int, ...]]):
    """Some numbers, parted by commas."""

    name = "numbers"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, ...]:
        """Read them, or say what is expected."""
        if isinstance(value, tuple):
            return value
        try:
            return tuple(int(number) for number in str(value).split(","))
        except ValueError:
            self.fail("must be numbers such as 1,3", param, ctx)
