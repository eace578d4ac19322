"""Whom do we tell about this match, when, or why do we hold back?

Pure. Takes a topic, an article that matches it, what triggered the evaluation, the silences
and the number of publishers; gives one `PlannedAlert` with its reason, or None when the story
was told before. Touches nothing, reads no clock; never renders, sends or stores.
"""

from __future__ import annotations

from monitor.alert.planning import AlertLimits, plan

__all__ = ["AlertLimits", "plan"]
