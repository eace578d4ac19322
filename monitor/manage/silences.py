"""Add, list and expire silences.

Database. A silence is never deleted by hand: that it was there explains what was not told.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.errors import NotFound
from monitor.manage.concepts import get_concept
from monitor.manage.topics import get_topic

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.model import Silence
    from monitor.store import Store


def list_silences(store: Store, *, now: datetime) -> tuple[Silence, ...]:
    """Give the silences that are not over."""
    return tuple(one for one in store.load_catalog().silences if one.until > now)


def add_silence(store: Store, wanted: Silence, *, now: datetime) -> Silence:
    """Silence what fits all that is named; of what is not named, all fits.

    Raises:
        NotFound: there is no such topic or concept, with the nearest name as a note.
    """
    topics = tuple(get_topic(store, name).name for name in dict.fromkeys(wanted.topics))
    concepts = tuple(get_concept(store, key).key for key in dict.fromkeys(wanted.concepts))
    wanted = replace(wanted, topics=topics, concepts=concepts)
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
