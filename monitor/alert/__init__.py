"""Whom do we tell about this match, when, or why do we hold back?

Pure. Takes a topic, an article that matches it, what triggered the evaluation, the silences,
what its story amounts to and what was told of it; gives one `PlannedAlert` with its reason, or
None when it adds too little. Touches nothing, reads no clock; never renders, sends or stores.
"""

from __future__ import annotations

from monitor.alert.escalating import next_publishers
from monitor.alert.planning import AlertLimits, plan

__all__ = ["AlertLimits", "next_publishers", "plan"]
