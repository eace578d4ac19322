"""A media-monitoring feed aggregator: feeds in, alerts out, once per story, with the reason.

The nine rooms, in the order in which an article walks through them:

1. feeds      decides what to poll and when.
2. fetch      brings one document over HTTP.
3. parse      reads what the document says.
4. normalize  makes of it what we mean.
5. dedupe     says what is new, seen or changed, and which story it belongs to.
6. store      keeps it; the only room that speaks SQL.
7. match      says which topics it satisfies, and why.
8. alert      decides whom to tell, when, or why to hold back.
9. deliver    tells them.

No room knows another. `pipeline` walks the line, `manage` serves the operator, `daemon`
constructs and ticks; `model`, `text`, `outbound` and `errors` lie under all of them.
"""

from __future__ import annotations

__version__ = "0.1.0"
