"""Add, list and expire silences.

Database. A silence is never deleted by hand: that it was there explains what was not told.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.errors import NotFound
from monitor.manage.topics import get_topic
from monitor.model import Silence

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from monitor.store import Store


def list_silences(store: Store, *, now: datetime) -> tuple[Silence, ...]:
    """Give the silences that are not over."""
    return tuple(one for one in store.load_catalog().silences if one.until > now)


def add_silence(
    store: Store, topics: Collection[str], *, until: datetime, who: str, why: str, now: datetime
) -> Silence:
    """Silence these topics, or all when none is named.

    Raises:
        NotFound: there is no such topic, with the nearest name as a note.
    """
    names = tuple(get_topic(store, name).name for name in dict.fromkeys(topics))
    wanted = Silence(topics=names, until=until, who=who, why=why)
    store.save_catalog(silences=[wanted], now=now)
    return next(
        one for one in reversed(store.load_catalog().silences) if replace(one, id=None) == wanted
    )


def expire_silence(store: Store, silence_id: int, *, now: datetime) -> Silence:
    """End a silence now.

    Raises:
        NotFound: there is none of this number that is not over.
    """
    for silence in list_silences(store, now=now):
        if silence.id == silence_id:
            ended = replace(silence, until=now)
            store.save_catalog(silences=[ended], now=now)
            return ended
    raise NotFound("silence", silence_id)
