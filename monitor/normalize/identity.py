"""Give each entry of a document the key by which its feed will be understood next time.

Pure. A ladder: id, link, link and date, title. A document steps down as a whole when a rung
proves bad in it: ids that stand for different links, links that stand for different titles
(a live ticker, a feed whose links all lead to the front page). The rung is part of the key, so
that an id is never taken for a link.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from monitor.text import digest

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence
    from datetime import datetime


class Rung(StrEnum):
    """What an entry is known by."""

    ID = "id"
    LINK = "link"
    LINK_AND_DATE = "link+date"
    TITLE = "title"


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What may identify an entry."""

    id: str | None
    #: Canonical where there is one.
    link: str | None
    title: str
    #: As claimed, however odd: an odd date identifies as well as a good one.
    dated_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """The key of an entry in its feed, and the rung that gave it."""

    key: str
    rung: Rung


def identify_entries(entries: Sequence[Traits]) -> tuple[Identity, ...]:
    """Give each entry its key, all from the highest rungs that this document can stand on."""
    with_id = [entry for entry in entries if entry.id]
    trust_ids = _tells_apart((entry.id, entry.link or entry.title) for entry in with_id)
    by_link = [entry for entry in entries if entry.link and not (trust_ids and entry.id)]
    trust_links = _tells_apart((entry.link, entry.title) for entry in by_link)
    return tuple(
        _identity(entry, trust_ids=trust_ids, trust_links=trust_links) for entry in entries
    )


def _tells_apart(pairs: Iterable[tuple[Hashable, Hashable]]) -> bool:
    """Say whether no name stands for two things."""
    things: dict[Hashable, set[Hashable]] = defaultdict(set)
    for name, thing in pairs:
        things[name].add(thing)
    return all(len(named) == 1 for named in things.values())


def _identity(entry: Traits, *, trust_ids: bool, trust_links: bool) -> Identity:
    date = "" if entry.dated_at is None else entry.dated_at.isoformat()
    if trust_ids and entry.id:
        return _known_by(Rung.ID, entry.id)
    if trust_links and entry.link:
        return _known_by(Rung.LINK, entry.link)
    if entry.link and date:
        return _known_by(Rung.LINK_AND_DATE, entry.link, date)
    return _known_by(Rung.TITLE, entry.link or "", entry.title, date)


def _known_by(rung: Rung, *parts: str) -> Identity:
    return Identity(key=digest(rung, *parts), rung=rung)
