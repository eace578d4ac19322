"""Decide which changed texts are edits.

Pure. A feed shows another text than before: that is an edit when the words are others, and
others than in every text we know of it. Publishers count readers, swap quotation marks and show
two versions in turn, as caches do; none of that is news.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.dedupe.substance import substance_of
from monitor.model import Newness

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitor.model import ArticleId, Draft, Identified, Revision


def judge_edits(
    entries: Sequence[Identified], versions: Mapping[ArticleId, Sequence[Revision]]
) -> tuple[Identified, ...]:
    """Tell edits from what only looks like one.

    Args:
        entries: A document's.
        versions: All texts that are kept of its changed articles, the current one last.
    """
    return tuple(_judge(entry, versions) for entry in entries)


def _judge(entry: Identified, versions: Mapping[ArticleId, Sequence[Revision]]) -> Identified:
    if entry.newness is not Newness.CHANGED or entry.article_id is None:
        return entry
    kept = versions.get(entry.article_id, ())
    if not kept:
        return entry
    substance = _substance(entry.draft)
    if substance == _substance(kept[-1]):
        reason = "its words are those that we keep: only signs, spaces or counters differ"
        return replace(entry, newness=Newness.TOUCHED, reason=reason)
    earlier = next((one for one in kept[:-1] if _substance(one) == substance), None)
    if earlier is None:
        return entry
    reason = f"it shows the text of revision {earlier.number} again, as caches do"
    return replace(entry, newness=Newness.TOUCHED, reason=reason)


def _substance(text: Draft | Revision) -> str:
    return substance_of(text.title, text.summary, text.text)
