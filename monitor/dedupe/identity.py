"""Decide which drafts of a document are new.

Pure. A draft that this feed showed before is known by its key, and has changed only when its text
differs from what *this feed* showed; a page is known by its canonical URL. This feed's page
under a new key has changed with its text (publishers count the id up with each update); another
feed's page has changed only when this feed tells clearly more of it, and its text gives way to no
edit elsewhere that tells clearly less. Dates decide nothing: late
and backdated entries would be lost.

A page that several entries of a document lead to (a live blog, a status page) is no identity:
such entries are told apart by their keys alone, and leave without a canonical URL.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from monitor.model import ArticleId, Draft, Identified, KnownArticle, Newness, is_fuller

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

#: So many differently titled entries that lead to one page show that it is not theirs. Two may
#: be one article and its update, unless neither tells what the other does, or the feed's own
#: ladder says that links mean nothing here.
SHARED_BY = 3
_RUNGS_BELOW_LINK = frozenset({"link+date", "title"})

_RUNGS = {
    "id": "its id",
    "link": "its link",
    "link+date": "its link and date",
    "title": "its title",
}


def identify(
    drafts: Sequence[Draft],
    *,
    by_key: Mapping[str, KnownArticle],
    by_url: Mapping[str, KnownArticle],
) -> tuple[Identified, ...]:
    """Say of each draft of one document what it is, in the document's order.

    An entry that repeats an earlier one of the same document is seen, with that one's article; it
    is without an article when the earlier one is new.

    Args:
        drafts: One document's.
        by_key: What this feed showed before, with the hash of the text it showed.
        by_url: What we keep from any feed, by canonical URL, with the hash of the text we keep.
    """
    document = _Document(by_key=by_key, by_url=by_url)
    shared = _find_shared(drafts)
    return tuple(document.take(_without_shared(draft, shared)) for draft in drafts)


def _find_shared(drafts: Sequence[Draft]) -> frozenset[str]:
    """Return the pages that are several entries' and so nobody's identity."""
    pages: dict[str, dict[str, Draft]] = {}
    for draft in drafts:
        if draft.canonical_url is not None:
            pages.setdefault(draft.canonical_url, {}).setdefault(draft.key, draft)
    return frozenset(url for url, by_key in pages.items() if _is_shared(by_key.values()))


def _is_shared(entries: Collection[Draft]) -> bool:
    """Say whether these entries of one page, each with a key of its own, are different things."""
    by_title = {draft.title: draft for draft in reversed(tuple(entries))}
    if len(by_title) >= SHARED_BY:
        return True
    if len(entries) > 1 and any(draft.rung in _RUNGS_BELOW_LINK for draft in entries):
        return True
    return len(by_title) > 1 and not _repeat(*by_title.values())


def _repeat(one: Draft, other: Draft) -> bool:
    """Say whether one of two texts is in the other; an empty one is in none."""
    texts = sorted((_body(one), _body(other)), key=len)
    return texts[0] != "" and texts[0] in texts[1]


def _body(draft: Draft) -> str:
    return " ".join(f"{draft.summary} {draft.text}".casefold().split())


def _without_shared(draft: Draft, shared: frozenset[str]) -> Draft:
    return replace(draft, canonical_url=None) if draft.canonical_url in shared else draft


@dataclass(slots=True, kw_only=True)
class _Document:
    """What the drafts before this one came to."""

    by_key: Mapping[str, KnownArticle]
    by_url: Mapping[str, KnownArticle]
    keys: dict[str, ArticleId | None] = field(default_factory=dict)
    urls: dict[str, ArticleId | None] = field(default_factory=dict)
    changed: set[ArticleId] = field(default_factory=set)

    def take(self, draft: Draft) -> Identified:
        """Decide about the next draft."""
        if repeated := self._repeated(draft):
            return repeated
        identified = self._known_here(draft) or self._known_by_url(draft)
        if identified is None:
            reason = "neither this feed nor another one has shown it before"
            identified = Identified(draft=draft, newness=Newness.NEW, reason=reason)
        self._remember(identified)
        return identified

    def _repeated(self, draft: Draft) -> Identified | None:
        if draft.key in self.keys:
            reason = (
                f"an earlier entry of the same document has {_RUNGS.get(draft.rung, draft.rung)}"
            )
            return _seen(draft, self.keys[draft.key], reason)
        if draft.key not in self.by_key and draft.canonical_url in self.urls:
            reason = "an earlier entry of the same document links to the same page"
            return _seen(draft, self.urls[draft.canonical_url], reason)
        return None

    def _known_here(self, draft: Draft) -> Identified | None:
        known = self.by_key.get(draft.key)
        if known is None:
            return None
        rung = _RUNGS.get(draft.rung, draft.rung)
        if known.content_hash == draft.content_hash:
            return _seen(draft, known.article_id, f"this feed has shown it before, by {rung}")
        if known.article_id in self.changed:
            reason = f"known by {rung}; an earlier entry of the same document changed the article"
            return _seen(draft, known.article_id, reason)
        if _is_poorer(draft, known):
            reason = f"known by {rung}; its text was edited, and another feed tells clearly more"
            return _decide(draft, Newness.SIGHTED, known.article_id, reason)
        reason = f"known by {rung}; its text is not what this feed showed before"
        return _decide(draft, Newness.CHANGED, known.article_id, reason)

    def _known_by_url(self, draft: Draft) -> Identified | None:
        known = None if draft.canonical_url is None else self.by_url.get(draft.canonical_url)
        if known is None:
            return None
        is_same = known.content_hash == draft.content_hash or known.article_id in self.changed
        if not is_same and known.shown_here and not _is_poorer(draft, known):
            reason = "this feed has shown the same page before, with another text"
            return _decide(draft, Newness.CHANGED, known.article_id, reason)
        if not is_same and is_fuller(draft.length, known.length):
            reason = (
                "the same page, told more fully here: "
                f"{draft.length} characters after {known.length}"
            )
            return _decide(draft, Newness.CHANGED, known.article_id, reason)
        reason = "another entry has shown the same page"
        return _decide(draft, Newness.SIGHTED, known.article_id, reason)

    def _remember(self, identified: Identified) -> None:
        draft = identified.draft
        self.keys.setdefault(draft.key, identified.article_id)
        # An entry that moved to another page does not make that page its article's.
        is_its_page = identified.newness is Newness.NEW or draft.canonical_url in self.by_url
        if draft.canonical_url is not None and is_its_page:
            self.urls.setdefault(draft.canonical_url, identified.article_id)
        if identified.newness is Newness.CHANGED and identified.article_id is not None:
            self.changed.add(identified.article_id)


def _is_poorer(draft: Draft, known: KnownArticle) -> bool:
    """Say whether another feed's text, that we keep, must not give way to this one."""
    return not known.is_own and is_fuller(known.length, draft.length)


def _seen(draft: Draft, article_id: ArticleId | None, reason: str) -> Identified:
    return _decide(draft, Newness.SEEN, article_id, reason)


def _decide(
    draft: Draft, newness: Newness, article_id: ArticleId | None, reason: str
) -> Identified:
    return Identified(draft=draft, newness=newness, reason=reason, article_id=article_id)
