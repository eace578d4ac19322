"""Write and tell what a topic would have told.

Pure. One object or one cell an article; see `backtesting`.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from monitor.alert import Passed
from monitor.manage.backtesting import SOMEBODY, Rehearsed
from monitor.manage.objects import write_instant
from monitor.manage.searching import write_found
from monitor.model import PlannedAlert

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime


def write_rehearsed(one: Rehearsed) -> dict[str, Any]:
    """Give the JSON object of an article with what would have come of it."""
    side = {} if one.side is None else {"side": one.side.value}
    return {**write_found(one.found), "told": _write_decided(one), **side}


def _write_decided(one: Rehearsed) -> dict[str, Any] | None:
    decided = one.decided
    if decided is None:
        return None
    if isinstance(decided, Passed):
        return {"kind": None, "held_back": None, "reason": decided.reason}
    return {
        "kind": decided.kind.value,
        "held_back": None if decided.held_back is None else decided.held_back.value,
        "reason": decided.reason,
        "deliver_at": write_instant(decided.deliver_at) if one.receivers else None,
        "receivers": [name for name in one.receivers if name not in SOMEBODY],
        "not_sent": [{"receiver": name, "why": why} for name, why in one.unsent.items()],
    }


def tell_rehearsed(one: Rehearsed, show: Callable[[datetime], str | None]) -> str:
    """Say in some words what would have come of an article; `show` writes an instant."""
    decided = one.decided
    if decided is None:
        return "no match"
    if isinstance(decided, Passed):
        return "–"
    if decided.held_back is not None:
        return f"held back: {decided.held_back.value.replace('_', ' ')}"
    if not one.receivers:
        return f"{decided.kind.value} not sent: {', '.join(dict.fromkeys(one.unsent.values()))}"
    told = f"{decided.kind.value} {show(decided.deliver_at)} to {', '.join(one.receivers)}"
    left_out = [f"not {name}: {why}" for name, why in one.unsent.items()]
    return "; ".join((told, *left_out))


def count_rehearsed(rehearsed: Iterable[Rehearsed]) -> str:
    """Say in one line what would have come of all: `messages: 3 (first 2, update 1)`."""
    matched = [one for one in rehearsed if one.decided is not None]
    told: Counter[str] = Counter()
    held: Counter[str] = Counter()
    unsent: Counter[str] = Counter()
    for one in matched:
        if not isinstance(one.decided, PlannedAlert):
            continue
        if one.decided.held_back is not None:
            held[one.decided.held_back.value] += 1
        else:
            (told if one.receivers else unsent)[one.decided.kind.value] += 1
    left_out = f"; not sent: {_tell(unsent)}" if unsent else ""
    return (
        f"articles that would have matched: {len(matched)}; "
        f"messages: {_tell(told)}; held back: {_tell(held)}{left_out}"
    )


def _tell(counts: Counter[str]) -> str:
    each = ", ".join(f"{name} {count}" for name, count in sorted(counts.items()))
    return f"{counts.total()} ({each})" if each else "0"
