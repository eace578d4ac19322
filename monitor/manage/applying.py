"""Make feeds, concepts, topics and silences be as a newsroom file says.

Database. The file is checked whole first and written in one transaction after; applying it
twice changes nothing the second time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from monitor.manage.reading import Surroundings, read_newsroom

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from monitor.store import Change, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What applying a file came to."""

    changes: tuple[Change, ...]
    warnings: tuple[str, ...]


def apply_newsroom(
    store: Store,
    text: str,
    *,
    file: str,
    receivers: Collection[str],
    now: datetime,
    prune: bool = False,
    dry_run: bool = False,
) -> Applied:
    """Check the file and apply it.

    Args:
        store: where it goes.
        text: the file.
        file: its name, for problems.
        receivers: names of the configured receivers.
        now: the present instant.
        prune: remove what the file does not name.
        dry_run: change nothing, but say what would be changed.

    Raises:
        ConfigError: with every problem of the file; then nothing is changed.
    """
    catalog = store.load_catalog()
    leaving = [concept.key for concept in catalog.concepts] if prune else []
    if prune:
        catalog = replace(catalog, topics=(), concepts=(), silences=())
    around = Surroundings(catalog=catalog, receivers=receivers, now=now, leaving=leaving)
    newsroom = read_newsroom(text, file=file, around=around)
    changes = store.save_newsroom(
        feeds=newsroom.feeds,
        topics=newsroom.topics,
        concepts=newsroom.concepts,
        silences=newsroom.silences,
        prune=prune,
        dry_run=dry_run,
        now=now,
    )
    return Applied(changes=changes, warnings=newsroom.warnings)
