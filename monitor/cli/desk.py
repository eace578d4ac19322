"""Give commands what they work with: settings, the open database, the present instant.

Process. A database without tables is made ready on the spot, so that zero settings work; an
older schema is left to `monitor db upgrade` or the daemon, a newer one is refused.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from monitor.cli.lazy import chosen

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from monitor.config import Config
    from monitor.store import Store


def read_config() -> Config:
    """Read the settings that this command line chose."""
    from monitor.config import load_config

    return load_config(chosen(click.get_current_context()).config, os.environ)


def read_source() -> str:
    """Say where the settings come from."""
    from monitor.config import find_settings_file

    file = find_settings_file(chosen(click.get_current_context()).config, os.environ)
    return "defaults, there is no monitor.toml here" if file is None else str(file)


def read_now() -> datetime:
    """Read the clock."""
    from monitor.daemon import utc_now

    return utc_now()


def receiver_names(config: Config) -> tuple[str, ...]:
    """Name the configured receivers."""
    return tuple(config.receivers)


@contextmanager
def open_store(config: Config | None = None) -> Iterator[Store]:
    """Open the database with a schema that is as it must be.

    Raises:
        SchemaMismatch: the schema is older or newer than this program's.
    """
    from monitor.store import Store

    store = Store((config or read_config()).database.url)
    try:
        if store.schema_state().found is None:
            store.upgrade(now=read_now())
        store.check_schema()
        yield store
    finally:
        store.close()
