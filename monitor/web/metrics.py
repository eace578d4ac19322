"""Show figures to a program that watches programs (Prometheus' text format).

Network. Counts are read from the rows at each look; how long things took is counted up since
this process began, from rows that whichever process wrote.
"""

from __future__ import annotations

import threading
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, HistogramMetricFamily, InfoMetricFamily
from starlette.responses import Response

from monitor import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime, timedelta

    from prometheus_client.core import Metric

    from monitor.model import Status
    from monitor.store import Counted, Store

#: Upper ends of the buckets in seconds: what a desk calls at once, soon, late, and lost.
BUCKETS: Final = (0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 21_600, 86_400)
PREFIX: Final = "monitor_"


@dataclass(slots=True)
class Histogram:
    """How often something took how long."""

    counts: list[int] = field(default_factory=lambda: [0] * (len(BUCKETS) + 1))
    total: float = 0.0

    def add(self, spans: Iterable[timedelta]) -> None:
        """Count these spans; one below zero (a clock was set) counts as none."""
        for span in spans:
            seconds = max(span.total_seconds(), 0.0)
            self.counts[bisect_left(BUCKETS, seconds)] += 1
            self.total += seconds

    def family(self, name: str, text: str) -> HistogramMetricFamily:
        """Give it as Prometheus wants it: each bucket counts what is below it too."""
        told, below = [], 0
        for end, count in zip((*BUCKETS, float("inf")), self.counts, strict=True):
            below += count
            told.append(("+Inf" if end == float("inf") else str(float(end)), below))
        return HistogramMetricFamily(PREFIX + name, text, buckets=told, sum_value=self.total)


class Meter:
    """Counts what there is, and how long things took since it was made."""

    def __init__(
        self,
        store: Store,
        *,
        clock: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._clock = clock
        self._stalled = 0
        self._counted: Counted | None = None
        self._to_sight, self._to_alert, self._to_receiver = Histogram(), Histogram(), Histogram()
        # Two programs may look at once; each row is counted once.
        self._one_at_a_time = threading.Lock()
        self._registry = CollectorRegistry(auto_describe=False)
        self._registry.register(self)

    def begin(self) -> None:
        """Count from now on."""
        with self._one_at_a_time:
            if self._counted is None:
                self._counted = self._store.start_counting(self._clock())

    def show(self, *, stalled: int) -> Response:
        """Answer with all figures; so many passes do not run."""
        with self._one_at_a_time:
            self._stalled = stalled
            return Response(generate_latest(self._registry), media_type=CONTENT_TYPE_LATEST)

    def collect(self) -> Iterator[Metric]:
        """Read all figures, as the library asks for them."""
        self._count_up()
        yield InfoMetricFamily(PREFIX + "build", "This program.", {"version": __version__})
        yield from tell_status(self._store.get_status(self._clock()), now=self._clock())
        yield self._receivers()
        yield gauge("passes_stalled", "Passes that do not run.", self._stalled)
        yield self._to_sight.family(
            "publication_to_sight_seconds", "From publication, as claimed, to first sight."
        )
        yield self._to_alert.family(
            "sight_to_alert_seconds", "From first sight to the first alert of a story."
        )
        yield self._to_receiver.family(
            "alert_to_receiver_seconds", "From an alert to its arrival at a receiver."
        )

    def _count_up(self) -> None:
        if self._counted is None:
            self._counted = self._store.start_counting(self._clock())
        tally = self._store.count_since(self._counted)
        self._counted = tally.counted
        self._to_sight.add(tally.to_sight)
        self._to_alert.add(tally.to_alert)
        self._to_receiver.add(tally.to_receiver)

    def _receivers(self) -> GaugeMetricFamily:
        family = GaugeMetricFamily(
            PREFIX + "receiver_broken", "1: it is only asked whether it works.", labels=["receiver"]
        )
        for standing in self._store.list_receivers():
            family.add_metric([standing.name], float(standing.circuit.broken_at is not None))
        return family


def tell_status(status: Status, *, now: datetime) -> Iterator[GaugeMetricFamily]:
    """Give the counts of the newsroom."""
    healths = {
        "due": status.feeds_due,
        "failing": status.feeds_failing,
        "paused": status.feeds_paused,
        "gone": status.feeds_gone,
        "unreached": status.feeds_unreached,
        "lying": status.feeds_lying,
        "overflowed": status.feeds_overflowed,
    }
    yield gauge("feeds", "Feeds.", status.feeds)
    yield by_label("feeds_by_health", "Feeds that are so; one may be several.", "health", healths)
    yield gauge("articles", "Articles that are kept.", status.articles)
    yield gauge("articles_unevaluated", "Articles that wait.", status.articles_unevaluated)
    yield gauge("topics", "Topics.", status.topics)
    yield gauge("matches", "Matches that are kept.", status.matches)
    yield gauge("alerts", "Alerts that are kept.", status.alerts)
    yield gauge("alerts_held_back", "Alerts that were not told.", status.alerts_held_back)
    yield by_label(
        "deliveries", "Deliveries; dead is what was given up.", "state", status.deliveries
    )
    last = status.last_polled_at
    if last is not None:
        age = max((now - last).total_seconds(), 0.0)
        yield gauge("last_poll_age_seconds", "Since a feed was polled last.", age)


def gauge(name: str, text: str, value: float) -> GaugeMetricFamily:
    """Give one figure."""
    return GaugeMetricFamily(PREFIX + name, text, value=value)


def by_label(name: str, text: str, label: str, values: dict[str, int]) -> GaugeMetricFamily:
    """Give one figure for each value of a label."""
    family = GaugeMetricFamily(PREFIX + name, text, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family
