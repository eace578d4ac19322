"""Judge what came of a newsroom that was killed again and again.

Database. Nothing published is lost, nothing in the outbox is doubled, and what a kill repeats
bears the key of what it repeats.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from monitor.model import DeliveryState

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitor.store import Store

EVERYTHING = 100_000
_WORD = re.compile(r"\w+")


@dataclass(kw_only=True)
class Verdict:
    """What was found; each list is empty where all is well."""

    #: Published, and no alert made, or not told to a receiver.
    lost: list[str] = field(default_factory=list)
    #: More than one alert for a report, or delivery for an alert and a receiver.
    doubled: list[str] = field(default_factory=list)
    #: Not sent at the end.
    unsent: list[str] = field(default_factory=list)
    #: Told twice under different keys: a receiver that knows keys shows both.
    visible: list[str] = field(default_factory=list)
    #: Sends beyond the first, by receiver.
    repeats: dict[str, int] = field(default_factory=dict)

    def demand(self, *, kills: int) -> None:
        """Fail unless nothing is lost, doubled or visible, and repeats are at most one a kill."""
        wrong = {
            name: found[:9]
            for name in ("lost", "doubled", "unsent", "visible")
            if (found := getattr(self, name))
        }
        assert not wrong, wrong
        assert all(count <= kills for count in self.repeats.values()), self.repeats


def judge(
    store: Store, published: Sequence[str], told: Mapping[str, Sequence[tuple[str, str]]]
) -> Verdict:
    """Compare what was published with the outbox and with what receivers took.

    `told` gives, by receiver, the key and the text of every message taken, repeats too.
    """
    verdict = Verdict()
    alerts = Counter(
        alert.article.title
        for alert in store.list_alerts(limit=EVERYTHING)
        if alert.article is not None and alert.held_back is None
    )
    _compare(verdict, "alert", published, alerts)
    rows = store.list_deliveries(limit=EVERYTHING)
    pairs = Counter((row.alert_id, row.receiver) for row in rows)
    verdict.doubled += [f"delivery {pair}" for pair, count in pairs.items() if count > 1]
    verdict.unsent += [
        f"{row.id} to {row.receiver}: {row.state.value}"
        for row in rows
        if row.state is not DeliveryState.SENT
    ]
    for receiver, messages in told.items():
        _judge_receiver(verdict, receiver, published, messages)
    return verdict


def _compare(verdict: Verdict, what: str, published: Sequence[str], found: Counter[str]) -> None:
    verdict.lost += [f"{what}: {title}" for title in published if not found[title]]
    verdict.doubled += [f"{what}: {title}" for title, count in found.items() if count > 1]


def _judge_receiver(
    verdict: Verdict, receiver: str, published: Sequence[str], messages: Sequence[tuple[str, str]]
) -> None:
    keys: dict[str, set[str]] = {title: set() for title in published}
    beginning: dict[str, list[str]] = {}
    for title in published:
        beginning.setdefault(title.split()[0], []).append(title)
    for key, text in messages:
        for word in beginning.keys() & set(_WORD.findall(text)):
            for title in beginning[word]:
                if title in text:
                    keys[title].add(key)
    verdict.lost += [f"{receiver}: {title}" for title, found in keys.items() if not found]
    verdict.visible += [f"{receiver}: {title}" for title, found in keys.items() if len(found) > 1]
    verdict.repeats[receiver] = len(messages) - len({key for key, _ in messages})
