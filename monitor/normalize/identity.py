"""Give each entry of a document the key by which its feed will be understood next time.

Pure. A ladder: id, link, link and date, title. Entries step down together where a rung does not
tell them apart: an id that stands for different links, a link that stands for different titles
(a live ticker, a feed whose links all lead to the front page). The others keep their keys: one
slip of a publisher must not make a whole feed new. The rung is part of the key, so that an id
is never taken for a link.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from monitor.text import digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
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
    """Give each entry its key, from the highest rung that tells it apart in this document."""
    ids = _telling((entry.id, entry.link or entry.title) for entry in entries)
    by_link = [entry for entry in entries if entry.id not in ids]
    links = _telling((entry.link, entry.title) for entry in by_link)
    return tuple(_identity(entry, ids=ids, links=links) for entry in entries)


def _telling(pairs: Iterable[tuple[str | None, str]]) -> frozenset[str]:
    """Give the names that stand for one thing each."""
    things: dict[str, set[str]] = defaultdict(set)
    for name, thing in pairs:
        if name:
            things[name].add(thing)
    return frozenset(name for name, named in things.items() if len(named) == 1)


def _identity(entry: Traits, *, ids: frozenset[str], links: frozenset[str]) -> Identity:
    date = "" if entry.dated_at is None else entry.dated_at.isoformat()
    if entry.id and entry.id in ids:
        return _known_by(Rung.ID, entry.id)
    if entry.link and entry.link in links:
        return _known_by(Rung.LINK, entry.link)
    if entry.link and date:
        return _known_by(Rung.LINK_AND_DATE, entry.link, date)
    return _known_by(Rung.TITLE, entry.link or "", entry.title, date)


def _known_by(rung: Rung, *parts: str) -> Identity:
    return Identity(key=digest(rung, *parts), rung=rung)
