"""Say beside which article another one belongs, and why.

Pure. What copying and joining decide, before it is told.
"""

from __future__ import annotations

from typing import NamedTuple

from monitor.dedupe.shelf import OWN
from monitor.model import PlacedBy


class Choice(NamedTuple):
    """Beside which article another one belongs, and why."""

    reason: PlacedBy
    place: int | None
    copy_of: int
    shared: tuple[str, ...]
    score: float


OPENED = Choice(PlacedBy.OPENED, None, OWN, (), 1.0)
