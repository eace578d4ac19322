"""Hold the judgement of servers to its table: who is believed, and for how long."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.feeds import (
    Finding,
    Judgement,
    are_same,
    is_cut_short,
    is_full_due,
    judge_document,
    judge_unchanged,
)
from monitor.model import Trust, Validators

NOW = datetime(2026, 11, 5, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def judge(trust: Trust, now: datetime = NOW, **facts: bool | None) -> Judgement:
    usual: dict[str, bool | None] = {"probed": False, "same_body": False, "same_validators": False}
    return judge_document(trust, now=now, **{**usual, **facts})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("facts", "finding", "trusted_for"),
    [
        # A document that came by itself.
        ({"same_body": None}, Finding.UNTESTED, DAY),
        ({}, Finding.HONEST, DAY),
        ({"same_body": True, "same_validators": True}, Finding.HONEST, DAY),
        ({"same_body": True}, Finding.HONEST, DAY),
        ({"same_validators": True}, Finding.LYING, DAY),
        # One that was asked for without validators.
        ({"probed": True, "same_body": True, "same_validators": True}, Finding.HONEST, 2 * DAY),
        ({"probed": True}, Finding.DOUBTFUL, DAY),
        ({"probed": True, "same_validators": True}, Finding.LYING, DAY),
    ],
)
def test_what_a_document_says_of_its_server(
    facts: dict[str, bool | None], finding: Finding, trusted_for: timedelta
) -> None:
    judgement = judge(Trust(), **facts)

    assert judgement.finding is finding
    assert judgement.trust.full_due_at == NOW + trusted_for
    assert judgement.trust.lying is (finding is Finding.LYING)


def test_an_honest_server_is_tested_half_as_often_each_time_down_to_once_a_month() -> None:
    trust, spans = Trust(), []
    for _ in range(7):
        trust = judge(trust, probed=True, same_body=True, same_validators=True).trust
        spans.append(trust.span / DAY)

    assert spans == [2, 4, 8, 16, 30, 30, 30]


def test_a_server_whose_304s_hide_news_twice_in_a_row_is_caught() -> None:
    first = judge(Trust(span=8 * DAY), probed=True)
    second = judge(first.trust, probed=True)

    assert (first.finding, first.trust.span) == (Finding.DOUBTFUL, DAY)
    assert second.finding is Finding.LYING


def test_a_document_that_comes_by_itself_clears_a_doubt() -> None:
    doubted = judge(Trust(), probed=True).trust

    cleared = judge(doubted).trust
    again = judge(cleared, probed=True)

    assert again.finding is Finding.DOUBTFUL


def test_a_liar_is_tested_every_day_from_then_on() -> None:
    liar = judge(Trust(span=8 * DAY), same_validators=True).trust

    later = judge(liar, now=NOW + DAY, probed=True, same_body=True, same_validators=True).trust

    assert later.lying
    assert later.full_due_at == NOW + 2 * DAY


def test_a_304_does_not_put_the_test_off() -> None:
    known = judge_unchanged(Trust(full_due_at=NOW + DAY), NOW + DAY / 2).trust
    unknown = judge_unchanged(Trust(), NOW).trust

    assert known.full_due_at == unknown.full_due_at == NOW + DAY


@pytest.mark.parametrize(
    ("due", "verdict"),
    [
        (None, False),
        (NOW + timedelta(seconds=1), False),
        (NOW, True),
        (NOW + 30 * DAY, False),
        (NOW + 365 * DAY, True),
    ],
)
def test_the_test_is_due_when_its_time_came_or_was_never_right(
    due: datetime | None, verdict: bool
) -> None:
    assert is_full_due(Trust(full_due_at=due), NOW) is verdict


@pytest.mark.parametrize(
    ("held", "given", "verdict"),
    [
        (Validators(etag='"1"'), Validators(etag='"1"'), True),
        (Validators(etag='"1"'), Validators(etag='W/"1"'), False),
        (Validators(etag="1", last_modified="a"), Validators(etag="2", last_modified="a"), False),
        (Validators(etag="1", last_modified="a"), Validators(etag="1", last_modified="b"), True),
        (Validators(last_modified="a"), Validators(last_modified="a"), True),
        (Validators(last_modified="a"), Validators(last_modified="b"), False),
        (Validators(last_modified="a"), Validators(etag='"1"', last_modified="a"), False),
        (Validators(), Validators(), False),
    ],
)  # fmt: skip
def test_validators_are_compared_as_they_came(
    held: Validators, given: Validators, verdict: bool
) -> None:
    assert are_same(held, given) is verdict


@pytest.mark.parametrize(
    ("flaw", "verdict"),
    [
        (None, False),
        ("SAXParseException: <unknown>:1:120: no element found", True),
        ("SAXParseException: <unknown>:7:3: unclosed CDATA section", True),
        ("SAXParseException: <unknown>:7:3: unclosed token", True),
        ("SAXParseException: <unknown>:7:3: mismatched tag", False),
    ],
)
def test_a_document_without_its_end_was_cut_short(flaw: str | None, verdict: bool) -> None:
    assert is_cut_short(flaw) is verdict
