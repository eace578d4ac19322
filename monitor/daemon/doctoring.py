"""Look at what is around the program, on request: `monitor doctor`.

Process. Names and addresses, what the machine allows, and whether receivers would take a
message, or do. Nothing is stored. Everything is asked at the same time, and for seconds only.
"""

from __future__ import annotations

import asyncio
import os
import resource
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from monitor.daemon.clock import utc_now
from monitor.daemon.parts import build_client
from monitor.deliver import open_transport, render_test
from monitor.errors import DeliveryError
from monitor.manage.health import Symptom

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from monitor.config import Config
    from monitor.model import Receiver
    from monitor.outbound import OutboundClient

#: Hosts whose names are looked up; more would say the same.
MOST_HOSTS: Final = 5
LOOKUP_SECONDS: Final = 5.0
#: Longest that anybody waits for a receiver that is only asked.
GREET_SECONDS: Final = 20.0
#: Connections, database, pipes of the readers, files: what runs beside fetches.
OTHER_FILES: Final = 200
#: A day of a large newsroom, and what no database can work with.
LITTLE_SPACE: Final = 1_000_000_000
NO_SPACE: Final = 50_000_000


def look_around(config: Config, urls: Sequence[str], *, send_test: bool) -> tuple[Symptom, ...]:
    """Say how the machine, the network and the receivers are.

    Args:
        config: the settings.
        urls: addresses of feeds, of which some are looked up.
        send_test: send each receiver a test message instead of only asking.
    """
    return asyncio.run(_look_around(config, urls, send_test=send_test))


async def _look_around(
    config: Config, urls: Sequence[str], *, send_test: bool
) -> tuple[Symptom, ...]:
    hosts = _hosts_of(urls)
    async with build_client(config) as client:
        found = await asyncio.gather(
            _look_up(hosts),
            *(
                _ask(receiver, config, client, send_test=send_test)
                for receiver in config.to_receivers()
            ),
        )
    return (*examine_limits(config), *found)


def _hosts_of(urls: Iterable[str]) -> tuple[str, ...]:
    hosts = dict.fromkeys(urlsplit(url).hostname or "" for url in urls)
    return tuple(host for host in hosts if host)[:MOST_HOSTS]


async def _look_up(hosts: Sequence[str]) -> Symptom:
    """Look up the names of feeds: all unknown is the network's fault, some are theirs."""
    if not hosts:
        return Symptom(name="dns", state="fine", detail="no feed has a name to look up")
    lost = [host for host, known in zip(hosts, await _resolve(hosts), strict=True) if not known]
    if not lost:
        return Symptom(name="dns", state="fine", detail=f"finds {', '.join(hosts)}")
    state = "broken" if len(lost) == len(hosts) else "doubtful"
    return Symptom(name="dns", state=state, detail=f"does not find {', '.join(lost)}")


async def _resolve(hosts: Sequence[str]) -> list[bool]:
    async def is_known(host: str) -> bool:
        try:
            async with asyncio.timeout(LOOKUP_SECONDS):
                return bool(await asyncio.get_running_loop().getaddrinfo(host, None))
        except (OSError, UnicodeError):
            return False

    return list(await asyncio.gather(*map(is_known, hosts)))


async def _ask(
    receiver: Receiver, config: Config, client: OutboundClient, *, send_test: bool
) -> Symptom:
    name = f"receiver {receiver.name}"
    transport = open_transport(receiver, smtp=config.to_smtp(), client=client)
    try:
        if send_test:
            receipt = await transport.send(render_test(receiver.name, utc_now()))
            return Symptom(name=name, state="fine", detail=f"took a test: {receipt.detail}")
        async with asyncio.timeout(GREET_SECONDS):
            said = await transport.greet()
    except (DeliveryError, TimeoutError) as error:
        # Without a test it is only an impression, and a server may be down for a minute.
        state = "broken" if send_test else "doubtful"
        return Symptom(name=name, state=state, detail=str(error) or "does not answer in time")
    if said is None:
        said = "only a message can tell: `monitor doctor --send-test`"
    return Symptom(name=name, state="fine", detail=said)


def examine_limits(config: Config) -> tuple[Symptom, ...]:
    """Look at open files, and at the disk where there is a file."""
    needed = config.fetch.concurrency * 2 + OTHER_FILES
    allowed, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    is_enough = allowed in (resource.RLIM_INFINITY, -1) or allowed >= needed
    files = Symptom(
        name="limits",
        state="fine" if is_enough else "doubtful",
        detail=f"{allowed} open files are allowed, {needed} may be needed"
        + ("" if is_enough else "; raise LimitNOFILE, or lower fetch.concurrency"),
    )
    path = config.database.url.partition("sqlite:///")[2]
    return (files, _examine_disk(Path(path))) if path else (files,)


def _examine_disk(file: Path) -> Symptom:
    folder = file.resolve().parent
    if not os.access(file if file.exists() else folder, os.W_OK):
        return Symptom(name="disk", state="broken", detail=f"{file} cannot be written")
    free = shutil.disk_usage(folder).free
    state = "broken" if free < NO_SPACE else "doubtful" if free < LITTLE_SPACE else "fine"
    return Symptom(name="disk", state=state, detail=f"{free / 1e9:.1f} GB free beside {file}")
