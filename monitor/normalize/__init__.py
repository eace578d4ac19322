"""What does what the feed says mean to us?

Pure. Takes a `ParsedFeed`, where it came from, `now` and the source's language; gives a
`Document` of drafts: plain texts, canonical URLs, believable dates, a language, and a key by
which each entry is known in its feed. `canonicalize` is the one notion of "the same page" that
everybody asks, and `is_redirector` says which addresses only lead on. Owns url_normalize. It
never drops an entry that says anything, and never compares with what we keep.
"""

from __future__ import annotations

from monitor.normalize.document import normalize
from monitor.normalize.link import canonicalize
from monitor.normalize.marks import can_stand_alone
from monitor.normalize.page import normalize_page
from monitor.normalize.redirector import is_redirector

__all__ = ["can_stand_alone", "canonicalize", "is_redirector", "normalize", "normalize_page"]
