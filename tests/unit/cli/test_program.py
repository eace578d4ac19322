"""What goes wrong in a command ends in a sentence, not in a traceback."""

from __future__ import annotations

import click
import pytest

from monitor.cli.program import run_command
from monitor.errors import ConfigError, DatabaseRefused, Problem

PROBLEM = Problem(file="monitor.toml", line=3, where="web.bind", problem="is no address")


def make_failing(error: Exception) -> click.Command:
    @click.command()
    def fail() -> None:
        raise error

    return fail


@pytest.mark.parametrize(
    ("errors", "code", "said"),
    [
        (
            [DatabaseRefused("disk full")],
            1,
            "error: The database refused what was asked of it; problem: disk full\n",
        ),
        (
            [ValueError("x"), ExceptionGroup("inner", [ConfigError((PROBLEM,))])],
            2,
            "error: monitor.toml:3: web.bind: is no address\n",
        ),
    ],
)
def test_the_first_error_of_ours_in_a_group_is_told(
    capsys: pytest.CaptureFixture[str], errors: list[Exception], code: int, said: str
) -> None:
    program = make_failing(ExceptionGroup("unhandled errors in a TaskGroup", errors))

    assert run_command([], program=program) == code
    assert capsys.readouterr().err == said


def test_a_group_without_an_error_of_ours_is_a_fault_and_stays_one() -> None:
    program = make_failing(ExceptionGroup("a fault", [ValueError("x")]))

    with pytest.raises(ExceptionGroup, match="a fault"):
        run_command([], program=program)
