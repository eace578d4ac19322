"""Compare what a visit brought with what we keep.

Database. Loads what `dedupe` asks for, in turn: what is known by key and page, then by title of
what is left, then the texts of what looks edited. Visits of one batch are stored together, so
what an earlier one brings is told to the next.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from monitor.dedupe import (
    CROWD,
    Titles,
    absorb,
    count_old,
    identify,
    is_rotating,
    judge_edits,
    know_title,
    mark_archive,
    title_key,
)
from monitor.model import Newness

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitor.model import Document, Draft, Identified, KnownTitle
    from monitor.pipeline.visiting import Visit
    from monitor.store import Known, Store

#: What one of these says is that the feed brings something.
BRINGS = frozenset({Newness.NEW, Newness.SIGHTED, Newness.CHANGED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What the entries of a document are."""

    entries: tuple[Identified, ...]
    #: What was odd, for people.
    note: str | None = None
    rekeyed: bool = False
    ids_rotate: bool = False


@dataclass(slots=True, kw_only=True)
class Comparison:
    """Compares the visits of one batch, one after the other."""

    store: Store
    #: What visits before this one bring, by publisher and title.
    _new: dict[str, tuple[KnownTitle, ...]] = field(default_factory=dict)

    def compare(self, visit: Visit, document: Document, *, baseline: bool) -> Compared:
        """Say of each entry what it is."""
        known = self.store.find_known(
            feed_id=visit.feed.id,
            keys={draft.key for draft in document.drafts},
            urls={url for draft in document.drafts for url in _urls(draft)},
        )
        entries = identify(
            document.drafts,
            by_key=known.by_key,
            by_url=known.by_url,
            titles=self._recall(visit, document.drafts, known),
        )
        compared = Compared(entries=entries)
        if not baseline:
            compared = self._consider_past(visit, entries, known, document.left_out)
        compared = replace(compared, entries=self._judge_edits(visit, compared.entries))
        self._remember(visit, compared.entries)
        return compared

    def _recall(self, visit: Visit, drafts: Sequence[Draft], known: Known) -> Titles:
        """Load what is kept under the titles of entries that neither key nor page tells."""
        key_of = {
            draft.key: key
            for draft in drafts
            if draft.key not in known.by_key and known.by_url.keys().isdisjoint(_urls(draft))
            if (key := title_key(draft, visit.feed.source)) is not None
        }
        found: Mapping[str, Sequence[KnownTitle]] = {}
        if key_of:
            kept = self.store.find_titles(set(key_of.values()), feed_id=visit.feed.id)
            found = {key: (*kept.get(key, ()), *self._new.get(key, ())) for key in key_of.values()}
        return Titles(key_of=key_of, known=found, now=visit.finished_at)

    def _consider_past(
        self, visit: Visit, entries: Sequence[Identified], known: Known, left_out: int
    ) -> Compared:
        """Recognize re-keyed feeds and archives."""
        absorbed = absorb(entries, known_keys=known.by_key, left_out=left_out)
        found = absorbed.entries
        if count_old(found, now=visit.finished_at) >= CROWD:
            newest = self.store.newest_published(visit.feed.id)
            found = mark_archive(found, newest_known=newest)
        rotate = absorbed.rekeyed and is_rotating(
            rekeyed_at=visit.feed.rekeyed_at, now=visit.finished_at
        )
        return Compared(
            entries=found,
            note=_note(absorbed.note, found, rotate=rotate),
            rekeyed=absorbed.rekeyed,
            ids_rotate=rotate,
        )

    def _judge_edits(self, visit: Visit, entries: tuple[Identified, ...]) -> tuple[Identified, ...]:
        changed = {
            entry.article_id
            for entry in entries
            if entry.newness is Newness.CHANGED and entry.article_id is not None
        }
        if not changed:
            return entries
        judged = judge_edits(entries, self.store.list_versions(changed))
        return tuple(_entitled(entry, visit) for entry in judged)

    def _remember(self, visit: Visit, entries: Sequence[Identified]) -> None:
        for entry in entries:
            if entry.newness is Newness.NEW and entry.title_key is not None:
                new = know_title(entry.draft, visit.finished_at)
                self._new[entry.title_key] = (*self._new.get(entry.title_key, ()), new)


def _urls(draft: Draft) -> tuple[str, ...]:
    """Give the names of an entry's page: by today's rules, and by none."""
    return tuple(url for url in (draft.canonical_url, draft.tidy_url) if url is not None)


def _entitled(entry: Identified, visit: Visit) -> Identified:
    """Give an edited entry the key of its new title."""
    if entry.newness is not Newness.CHANGED or entry.title_key is not None:
        return entry
    return replace(entry, title_key=title_key(entry.draft, visit.feed.source))


def _note(note: str | None, entries: Sequence[Identified], *, rotate: bool) -> str | None:
    notes = [] if note is None else [note]
    if rotate:
        notes.append("it was so a short time ago: from now on its ids are not looked at")
    if history := sum(entry.backfill is not None for entry in entries):
        notes.append(f"{history} entries are older than they are new: history, told to nobody")
    return "; ".join(notes) or None
