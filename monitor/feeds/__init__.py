"""When is a feed polled next, and why then?

Pure. Takes how a poll ended and what was asked for by the operator, the document and the
server; gives the instant of the next poll with its `Reason`. Touches nothing, reads no clock
and rolls no dice: `now` and the jitter are arguments.
"""

from __future__ import annotations

from monitor.feeds.schedule import NextPoll, PollLimits, Reason, next_poll

__all__ = ["NextPoll", "PollLimits", "Reason", "next_poll"]
