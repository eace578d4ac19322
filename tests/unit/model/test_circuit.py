"""How failures add up to an outage, and what ends it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.model import MOST_FAILURES, PROBE_EVERY, Circuit
from tests.support.builders import NOW


def fail(circuit: Circuit, times: int, *, for_good: bool = False) -> Circuit:
    for minute in range(times):
        at = NOW + timedelta(minutes=minute)
        circuit = circuit.after_failure(at, f"failure {minute}", for_good=for_good)
    return circuit


@pytest.mark.parametrize(
    ("failures", "is_open", "broken"),
    [(0, False, False), (1, False, False), (4, False, False), (5, True, True), (50, True, True)],
)
def test_is_broken_after_five_failures_in_a_row(failures: int, is_open: bool, broken: bool) -> None:
    circuit = fail(Circuit(), failures)

    assert circuit.is_open is is_open
    assert (circuit.broken_at is not None) is broken


def test_an_outage_began_with_the_failure_that_made_it_one() -> None:
    circuit = fail(Circuit(), 9)

    assert circuit.broken_at == NOW + timedelta(minutes=MOST_FAILURES - 1)
    assert circuit.error == "failure 8"


def test_what_is_refused_for_good_is_an_outage_at_once_but_is_not_only_probed() -> None:
    circuit = fail(Circuit(), 1, for_good=True)

    assert circuit.broken_at == NOW
    assert not circuit.is_open


def test_one_success_ends_it() -> None:
    assert fail(Circuit(), 9).after_success() == Circuit()


@pytest.mark.parametrize(
    ("failures", "usual", "every"),
    [
        (4, timedelta(0), timedelta(0)),
        (4, timedelta(seconds=1), timedelta(seconds=1)),
        (5, timedelta(seconds=1), PROBE_EVERY),
        (5, timedelta(minutes=30), timedelta(minutes=30)),
    ],
)
def test_a_broken_receiver_is_probed_once_a_minute_or_as_seldom_as_it_wants(
    failures: int, usual: timedelta, every: timedelta
) -> None:
    assert fail(Circuit(), failures).every(usual) == every
