"""Add, list and expire silences.

Database. A silence is never deleted by hand: that it was there explains what was not told.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.checks import nearest
from monitor.errors import ConfigError, NotFound, Problem
from monitor.manage.absent import not_found
from monitor.manage.concepts import get_concept
from monitor.manage.territories import list_languages
from monitor.manage.topics import get_topic

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from monitor.model import Silence
    from monitor.store import Store


def list_silences(store: Store, *, now: datetime) -> tuple[Silence, ...]:
    """Give the silences that are not over."""
    return tuple(one for one in store.load_catalog().silences if one.until > now)


def add_silence(store: Store, wanted: Silence, *, now: datetime) -> Silence:
    """Silence what fits all that is named; of what is not named, all fits.

    Raises:
        NotFound: there is no such topic, concept, source or language, with the nearest name as
            a note.
        ConfigError: it would be over already.
    """
    if wanted.until <= now:
        raise ConfigError((_OVER,))
    wanted = replace(
        wanted,
        topics=tuple(get_topic(store, name).name for name in dict.fromkeys(wanted.topics)),
        concepts=tuple(get_concept(store, key).key for key in dict.fromkeys(wanted.concepts)),
        sources=_check_sources(store, wanted.sources),
        languages=tuple(_check_language(name) for name in dict.fromkeys(wanted.languages)),
    )
    store.save_catalog(silences=[wanted], now=now)
    return next(
        one for one in reversed(store.load_catalog().silences) if replace(one, id=None) == wanted
    )


def _check_sources(store: Store, named: Sequence[str]) -> tuple[str, ...]:
    """Give sources and families as the feeds call them; the case of letters is free."""
    sources = [feed.source for feed in store.list_feeds()] if named else []
    names = [name for source in sources for name in (source.name, source.family) if name]
    known = {name.casefold(): name for name in names}
    for name in named:
        if name.casefold() not in known:
            raise not_found("source", name, known.values())
    return tuple(dict.fromkeys(known[name.casefold()] for name in named))


def _check_language(named: str) -> str:
    """Give the code of a language; of its English name say which code it has."""
    code, languages = named.lower(), list_languages()
    if code.partition("-")[0] in languages:
        return code
    by_name = {name.casefold(): code for code, name in languages.items()}
    meant = by_name.get(nearest(named.casefold(), by_name) or "")
    error = NotFound("language", named)
    if meant is not None:
        error.add_note(f"did you mean {meant} ({languages[meant]})?")
    raise error


_OVER = Problem(
    file="silence",
    line=None,
    where="until",
    problem="is over already",
    remedy="say how long from now on: 2h, 3d",
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
