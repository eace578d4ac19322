"""Room 5: is this entry new, seen, seen elsewhere, or changed?

Pure. Identity first in the feed (the key), then across feeds (the canonical URL).

Takes: the drafts of one document in its order, and what the store knows by key and by URL.
Gives: each draft with the decision, the article it belongs to, and the reason in words.
Touches: nothing.
Never: looks at dates to tell new from old, or throws a draft away without saying why.
"""

from __future__ import annotations

from monitor.dedupe.identity import identify

__all__ = ["identify"]
