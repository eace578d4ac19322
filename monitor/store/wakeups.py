"""Tell the passes of other processes that there is work, where a server can pass it on.

Database. A wake-up only shortens a wait: what is due stands in the rows, and a word that is
lost is found by the next tick.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.store.part import Part

if TYPE_CHECKING:
    from collections.abc import Collection, Generator


class Wakeups(Part):
    """The store's part for wake-ups."""

    def call_passes(self, names: Collection[str]) -> None:
        """Say that there is work for these passes."""
        self._database.notify(names)

    def hear_passes(self, *, wait_seconds: float) -> Generator[str | None, None, None]:
        """Hear for which passes there is work; None each time that nothing came for so long.

        Ends at once on a database that only one daemon works on.
        """
        return self._database.listen(wait_seconds=wait_seconds)
