"""Construct the passes that the clock starts: digests, spikes, coverage, pruning.

Process. Digests, spikes and pruning belong to whoever evaluates, coverage to whoever polls.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.alert import CoverageLimits
from monitor.daemon.clock import utc_now
from monitor.model import read_digest_rule
from monitor.pipeline import CoverageWatch, Digester, Pruner, SpikeWatch
from monitor.pipeline.coverage import CoverageTools
from monitor.pipeline.digest import DigestTools
from monitor.pipeline.prune import PruneTools, Retention
from monitor.pipeline.spike import SpikeTools

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Iterator
    from datetime import datetime

    from monitor.config import Config
    from monitor.pipeline import Offload
    from monitor.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheduled:
    """The passes that the clock starts."""

    digester: Digester
    spikes: SpikeWatch
    coverage: CoverageWatch
    pruner: Pruner

    def steps(self, roles: Collection[str]) -> dict[str, Callable[[], Awaitable[int]]]:
        """Give the passes of these roles by their names, in the order of one round."""
        named: dict[str, Callable[[], Awaitable[int]]] = {}
        if "poll" in roles:
            named["coverage"] = self.coverage.step
        if "evaluate" in roles:
            named |= {
                "spike": self.spikes.step,
                "digest": self.digester.step,
                "prune": self.pruner.step,
            }
        return named

    def releases(self) -> Iterator[Callable[[], Awaitable[None]]]:
        """Give what gives the leases back."""
        for one in (self.digester, self.spikes, self.coverage, self.pruner):
            yield one.release


def build_scheduled(
    config: Config,
    store: Store,
    offload: Offload,
    owner: str,
    *,
    outage_since: Callable[[], datetime | None],
    on_told: Callable[[], None],
) -> Scheduled:
    """Construct them."""
    alert, keep = config.alert, config.prune
    return Scheduled(
        digester=Digester(
            DigestTools(
                store=store,
                offload=offload,
                clock=utc_now,
                owner=owner,
                by_default=read_digest_rule(config.digest.held),
                send_empty=config.digest.send_empty,
                pages_url=config.pages_url,
            ),
            on_made=on_told,
        ),
        spikes=SpikeWatch(
            SpikeTools(store=store, offload=offload, clock=utc_now, owner=owner), on_told=on_told
        ),
        coverage=CoverageWatch(
            CoverageTools(
                store=store,
                offload=offload,
                clock=utc_now,
                owner=owner,
                limits=CoverageLimits(failing_after=alert.failing_after, wait=alert.coverage_wait),
                report_to=alert.coverage_to or alert.report_to,
                outage_since=outage_since,
            ),
            on_told=on_told,
        ),
        pruner=Pruner(
            PruneTools(
                store=store,
                offload=offload,
                clock=utc_now,
                owner=owner,
                retention=Retention(
                    articles=keep.articles or None,
                    revisions=keep.revisions or None,
                    polls=keep.polls or None,
                ),
            )
        ),
    )
