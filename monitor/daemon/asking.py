"""Ask Wikidata on request: `concepts add --wikidata`, `concepts refresh`.

Process. Never while the daemon runs its passes: what topics match changes on a command only.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from monitor.daemon.parts import build_client
from monitor.fetch import fetch_wikidata, search_wikidata

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.config import Config
    from monitor.model import WikidataRecord


def ask_wikidata(config: Config, ids: Sequence[str]) -> dict[str, WikidataRecord]:
    """Fetch what Wikidata says of these ids; see `monitor.daemon.ask_wikidata`."""

    async def ask() -> dict[str, WikidataRecord]:
        async with build_client(config) as client:
            return await fetch_wikidata(client, config.wikidata.url, ids)

    return asyncio.run(ask())


def look_in_wikidata(config: Config, text: str, *, language: str) -> tuple[WikidataRecord, ...]:
    """Search Wikidata; see `monitor.daemon.look_in_wikidata`."""

    async def look() -> tuple[WikidataRecord, ...]:
        async with build_client(config) as client:
            return await search_wikidata(client, config.wikidata.url, text, language=language)

    return asyncio.run(look())
