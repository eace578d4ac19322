"""Decide which drafts of a document are new.

Pure. A draft that this feed showed before is known by its key, and has changed only when its text
differs from what *this feed* showed; a page is known by its canonical URL. This feed's page
under a new key has changed with its text (publishers count the id up with each update); another
feed's page has changed only when this feed tells clearly more of it, and its text gives way to no
edit elsewhere that tells clearly less. What neither key nor page tells may be known by its
publisher and title (`titles`). Dates do not tell new from old: late and backdated entries would
be lost.

A page that several entries of a document lead to (a live blog, a status page) is no identity:
such entries are told apart by their keys alone, and leave without a canonical URL.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from monitor.dedupe.titles import judge_title
from monitor.model import (
    ArticleId,
    Draft,
    Identified,
    KnownArticle,
    KnownTitle,
    Newness,
    is_fuller,
)

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Titles:
    """What is known by publisher and title."""

    #: Digest of publisher and title, by the draft's key; drafts without one are left out.
    key_of: Mapping[str, str]
    #: What is kept under such a digest, most likely first.
    known: Mapping[str, Sequence[KnownTitle]]
    now: datetime


NO_TITLES: Final = Titles(key_of={}, known={}, now=datetime(1970, 1, 1, tzinfo=UTC))


def identify(
    drafts: Sequence[Draft],
    *,
    by_key: Mapping[str, KnownArticle],
    by_url: Mapping[str, KnownArticle],
    titles: Titles = NO_TITLES,
) -> tuple[Identified, ...]:
    """Say of each draft of one document what it is, in the document's order.

    An entry that repeats an earlier one of the same document is seen, with that one's article; it
    is without an article when the earlier one is new.

    Args:
        drafts: One document's.
        by_key: What this feed showed before, with the hash of the text it showed.
        by_url: What we keep from any feed, by canonical URL, with the hash of the text we keep.
        titles: What we keep by publisher and title.
    """
    document = _Document(by_key=by_key, by_url=by_url, titles=titles)
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
    if draft.canonical_url not in shared:
        return draft
    return replace(draft, canonical_url=None, tidy_url=None)


@dataclass(slots=True, kw_only=True)
class _Document:
    """What the drafts before this one came to."""

    by_key: Mapping[str, KnownArticle]
    by_url: Mapping[str, KnownArticle]
    titles: Titles
    keys: dict[str, ArticleId | None] = field(default_factory=dict)
    urls: dict[str, ArticleId | None] = field(default_factory=dict)
    changed: set[ArticleId] = field(default_factory=set)
    #: What was new in this document, by its title.
    entitled: dict[str, KnownTitle] = field(default_factory=dict)

    def take(self, draft: Draft) -> Identified:
        """Decide about the next draft."""
        if repeated := self._repeated(draft):
            return repeated
        title_key = self.titles.key_of.get(draft.key)
        identified = (
            self._known_here(draft)
            or self._known_by_url(draft)
            or self._known_by_title(draft, title_key)
        )
        if identified is None:
            reason = "neither this feed nor another one has shown it before"
            identified = Identified(
                draft=draft, newness=Newness.NEW, reason=reason, also_urls=_others(draft.tidy_url)
            )
            if title_key is not None:
                self.entitled.setdefault(title_key, know_title(draft, self.titles.now))
        self._remember(identified)
        return replace(identified, title_key=title_key)

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
        known = self.by_url.get(draft.canonical_url or "")
        also = _others(draft.tidy_url)
        if known is None:
            # It may be kept under the name that earlier rules gave its page.
            known = self.by_url.get(draft.tidy_url or "")
            also = _others(draft.canonical_url)
        if known is None:
            return None
        identified = self._by_page(draft, known)
        return replace(identified, shown_here=known.shown_here, also_urls=also)

    def _by_page(self, draft: Draft, known: KnownArticle) -> Identified:
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

    def _known_by_title(self, draft: Draft, title_key: str | None) -> Identified | None:
        if title_key is None:
            return None
        new_here = self.entitled.get(title_key)
        candidates = (*self.titles.known.get(title_key, ()), *((new_here,) if new_here else ()))
        for known in candidates:
            verdict = judge_title(draft, known, now=self.titles.now)
            if verdict.same:
                return self._same_by_title(draft, known, verdict.reason)
        return None

    def _same_by_title(self, draft: Draft, known: KnownTitle, reason: str) -> Identified | None:
        if known.article_id is None:
            return _joined(draft, known, reason)
        is_same = known.content_hash == draft.content_hash or known.article_id in self.changed
        changes = not is_same and is_fuller(draft.length, known.length)
        identified = _decide(
            draft, Newness.CHANGED if changes else Newness.SIGHTED, known.article_id, reason
        )
        also = _others(draft.canonical_url, draft.tidy_url)
        return replace(identified, also_urls=also, shown_here=known.shown_here)

    def _remember(self, identified: Identified) -> None:
        draft = identified.draft
        self.keys.setdefault(draft.key, identified.article_id)
        # An entry that moved to another page does not make that page its article's.
        is_its_page = identified.newness is Newness.NEW or draft.canonical_url in self.by_url
        if draft.canonical_url is not None and is_its_page:
            self.urls.setdefault(draft.canonical_url, identified.article_id)
        if identified.newness is Newness.CHANGED and identified.article_id is not None:
            self.changed.add(identified.article_id)


def know_title(draft: Draft, now: datetime) -> KnownTitle:
    """Give what a draft that is new itself makes known by its title."""
    return KnownTitle(
        article_id=None,
        canonical_url=draft.canonical_url,
        published_at=draft.published_at,
        first_seen_at=now,
        summary=draft.summary,
        text=draft.text,
        content_hash=draft.content_hash,
        length=draft.length,
    )


def _others(*urls: str | None) -> tuple[str, ...]:
    return tuple(url for url in urls if url is not None)


def _joined(draft: Draft, known: KnownTitle, reason: str) -> Identified | None:
    """Let a new draft be the same article as another new one: both lead to the page of that."""
    if known.canonical_url is None:
        return None
    return Identified(
        draft=replace(draft, canonical_url=known.canonical_url),
        newness=Newness.NEW,
        reason=reason,
        also_urls=_others(draft.canonical_url, draft.tidy_url),
    )


def _is_poorer(draft: Draft, known: KnownArticle) -> bool:
    """Say whether another feed's text, that we keep, must not give way to this one."""
    return not known.is_own and is_fuller(known.length, draft.length)


def _seen(draft: Draft, article_id: ArticleId | None, reason: str) -> Identified:
    return _decide(draft, Newness.SEEN, article_id, reason)


def _decide(
    draft: Draft, newness: Newness, article_id: ArticleId | None, reason: str
) -> Identified:
    return Identified(draft=draft, newness=newness, reason=reason, article_id=article_id)
