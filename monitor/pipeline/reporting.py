"""Report receivers that are broken, or work again, through another one.

Process. The reports stand in the database until they are told, at the turn of the receiver that
tells them; one that cannot be told is tried again as deliveries are, and given up as late.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.deliver import Style, next_report_at, render_outage
from monitor.errors import DeliveryError, StoreError

if TYPE_CHECKING:
    from monitor.model import OutageReport
    from monitor.pipeline.dispatch import DispatchTools

logger = logging.getLogger(__name__)


class Reporter:
    """Tells reports one after the other, beside the deliveries."""

    def __init__(self, tools: DispatchTools) -> None:
        self._tools = tools
        self._telling: asyncio.Task[None] | None = None

    @property
    def tasks(self) -> list[asyncio.Task[None]]:
        """What is under way."""
        return [] if self._telling is None else [self._telling]

    def step(self) -> None:
        """Tell what is due, unless that is under way; waits for nothing."""
        if self._tools.report_to is None or (self._telling and not self._telling.done()):
            return
        self._telling = asyncio.create_task(self._tell_due(), name="report outages")

    async def finish(self) -> None:
        """Wait for what is under way."""
        await asyncio.gather(*self.tasks)

    async def _tell_due(self) -> None:
        tools = self._tools
        try:
            due = await tools.offload.call(
                tools.store.lease_outage_reports,
                owner=tools.owner,
                now=tools.clock(),
                lease_for=tools.lease_for,
            )
            for report in due:
                await self._tell(report)
        except StoreError as error:
            # It is still due, and its key is the same.
            logger.warning("outages not reported", extra={"error": str(error)})

    async def _tell(self, report: OutageReport) -> None:
        tools = self._tools
        error: DeliveryError | None = None
        try:
            detail = await self._send(report)
        except DeliveryError as problem:
            error = problem
        except Exception as problem:  # noqa: BLE001 - a report must not stop the deliveries
            error = DeliveryError(reason=f"a fault of ours: {type(problem).__name__}")
        now = tools.clock()
        extra = {"receiver": report.receiver, "kind": report.kind.value, "to": tools.report_to}
        if error is None:
            await tools.offload.call(tools.store.save_outage_report, report, told_at=now)
            logger.info("outage reported", extra={**extra, "detail": detail})
            return
        again_at = next_report_at(report, error, now=now, jitter=tools.jitter())
        await tools.offload.call(
            tools.store.save_outage_report, report, next_attempt_at=again_at, error=error.reason
        )
        logger.warning("outage not reported", extra={**extra, "error": error.reason})

    async def _send(self, report: OutageReport) -> str:
        """Bring a report at the next turn of the receiver that tells it."""
        tools = self._tools
        name = tools.report_to or ""
        transport = tools.transports.get(name)
        if transport is None:
            raise DeliveryError(reason=f"the settings have no receiver {name}")
        now = tools.clock()
        every = tools.every.get(name, timedelta())
        turn = await tools.offload.call(tools.store.take_receiver_turn, name, now=now, every=every)
        if turn is None:
            raise DeliveryError(reason=f"receiver {name} cannot be reached now")
        await tools.sleep(max(0.0, (turn - now).total_seconds()))
        style = tools.styles.get(name, Style())
        receipt = await transport.send(render_outage(report, tools.clock(), style))
        return receipt.detail
