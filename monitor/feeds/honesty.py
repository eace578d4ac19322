"""Decide whether a server may be believed when it says that nothing has changed.

Pure. Some servers give the same ETag to changed documents, some answer 304 for ever. So a
document is asked for without validators a day after the last one came whole; while that finds
nothing wrong, the next time is twice as far away, up to a month. A server that was caught is
asked so every day. A server that sends documents by itself needs no test: each one is proof.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from monitor.model import FIRST_TRUST, Trust, Validators

if TYPE_CHECKING:
    from datetime import datetime

LONGEST_TRUST: Final = timedelta(days=30)
#: Later than this it was written by a clock that was wrong.
_IMPOSSIBLE: Final = LONGEST_TRUST + timedelta(days=1)
#: An unconditional request that finds news may come right after them by chance; not twice.
ENOUGH_DOUBTS: Final = 2

#: How expat says that a document ended before its end.
_CUT_SHORT: Final = ("no element found", "unclosed token", "unclosed cdata section")


class Finding(StrEnum):
    """What an answer says of its server's honesty."""

    #: Nothing was tested.
    UNTESTED = "untested"
    #: The document is what its 304s said it was, or it came by itself.
    HONEST = "honest"
    #: It changed, and nobody knows whether before or after the last 304.
    DOUBTFUL = "doubtful"
    #: The document changed and its validators did not.
    LYING = "lying"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What to think of a server from now on, and why."""

    trust: Trust
    finding: Finding


def is_full_due(trust: Trust, now: datetime) -> bool:
    """Say whether to ask without validators, whatever we hold."""
    due = trust.full_due_at
    return due is not None and (due <= now or due > now + _IMPOSSIBLE)


def judge_document(
    trust: Trust,
    *,
    now: datetime,
    probed: bool,
    same_body: bool | None,
    same_validators: bool,
) -> Judgement:
    """Judge a server by a document that came whole.

    Args:
        trust: What was thought of it.
        now: When it came.
        probed: It was asked for without validators although we held some.
        same_body: It is the document that we know; None when we know none.
        same_validators: It has the validators that we hold.
    """
    if same_body is None:
        return Judgement(trust=_again(trust, now), finding=Finding.UNTESTED)
    if not same_body and same_validators:
        return _caught(trust, now)
    if not probed:
        honest = replace(trust, doubts=0)
        return Judgement(trust=_again(honest, now), finding=Finding.HONEST)
    if same_body:
        longer = trust.span if trust.lying else min(trust.span * 2, LONGEST_TRUST)
        honest = replace(trust, doubts=0, span=longer)
        return Judgement(trust=_again(honest, now), finding=Finding.HONEST)
    if trust.doubts + 1 >= ENOUGH_DOUBTS:
        return _caught(trust, now)
    doubted = replace(trust, doubts=trust.doubts + 1, span=FIRST_TRUST)
    return Judgement(trust=_again(doubted, now), finding=Finding.DOUBTFUL)


def judge_unchanged(trust: Trust, now: datetime) -> Judgement:
    """Judge a server by a 304: it says nothing, but the test must stand in the calendar."""
    if trust.full_due_at is None:
        trust = _again(trust, now)
    return Judgement(trust=trust, finding=Finding.UNTESTED)


def are_same(held: Validators, given: Validators) -> bool:
    """Say whether a server gave the validators that it had given before.

    The ETag decides where there is one: dates are of little precision.
    """
    if held.etag is not None or given.etag is not None:
        return held.etag == given.etag
    return held.last_modified is not None and held.last_modified == given.last_modified


def is_cut_short(flaw: str | None) -> bool:
    """Say whether a document ended before its end: its validators stand for more than we got."""
    return flaw is not None and any(sign in flaw.lower() for sign in _CUT_SHORT)


def _caught(trust: Trust, now: datetime) -> Judgement:
    caught = replace(trust, lying=True, span=FIRST_TRUST, doubts=0)
    return Judgement(trust=_again(caught, now), finding=Finding.LYING)


def _again(trust: Trust, now: datetime) -> Trust:
    return replace(trust, full_due_at=now + trust.span)
