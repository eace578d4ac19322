"""Whom do we tell about this match, when, or why do we hold back?

Pure. Takes a topic, an article that matches it, what triggered the evaluation, the silences,
what its story amounts to and what was told of it and of the topic; gives one `PlannedAlert` with
its reason, or why the match is worth none. By the clock it decides when digests are due and what
stands first in them, whether a volume is a spike, and what is wrong with feeds. Touches nothing,
reads no clock; never renders, sends or stores.
"""

from __future__ import annotations

from monitor.alert.covering import (
    CoverageLimits,
    Gaps,
    find_outage,
    find_troubles,
    is_report_due,
    may_be_quiet,
)
from monitor.alert.digesting import last_digest_at, next_digest_at, plan_tasks, tell_digest
from monitor.alert.escalating import next_publishers
from monitor.alert.planning import Passed, decide_match, plan
from monitor.alert.ranking import rank_stories
from monitor.alert.silencing import covers_topic
from monitor.alert.situation import PRIORITIES, AlertLimits, Situation
from monitor.alert.spiking import decide_spike

__all__ = [
    "PRIORITIES",
    "AlertLimits",
    "CoverageLimits",
    "Gaps",
    "Passed",
    "Situation",
    "covers_topic",
    "decide_match",
    "decide_spike",
    "find_outage",
    "find_troubles",
    "is_report_due",
    "last_digest_at",
    "may_be_quiet",
    "next_digest_at",
    "next_publishers",
    "plan",
    "plan_tasks",
    "rank_stories",
    "tell_digest",
]
