"""Room 5: is this entry new, seen, seen elsewhere, or changed?

Pure. Identity first in the feed (the key), then across feeds (the canonical URL), then by
publisher and title. Edits are told from what only looks like one; a feed that gave its entries
other ids is recognized.

Takes: the drafts of one document in its order, and what the store knows by key and by URL.
Gives: each draft with the decision, the article it belongs to, and the reason in words.
Touches: nothing.
Never: looks at dates to tell new from old, or throws a draft away without saying why.
"""

from __future__ import annotations

from monitor.dedupe.identity import Titles, identify, know_title
from monitor.dedupe.rekeying import CROWD, absorb, count_old, is_rotating, mark_archive
from monitor.dedupe.revising import judge_edits
from monitor.dedupe.titles import title_key
from monitor.dedupe.window import Stories

__all__ = [
    "CROWD",
    "Stories",
    "Titles",
    "absorb",
    "count_old",
    "identify",
    "is_rotating",
    "judge_edits",
    "know_title",
    "mark_archive",
    "title_key",
]
