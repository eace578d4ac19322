"""A database server that goes away while the daemon runs: it goes on when the server is back."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.crashfarm import wait_for_log
from tests.support.crashruns import SHORTEN
from tests.support.daemon import wait_until
from tests.support.privateserver import run_private_server

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.crashruns import Round

#: How soon it must go on, and a margin for a machine that is busy.
RESUME_SECONDS = 5.0
MARGIN_SECONDS = 5.0


@pytest.mark.timeout(180)  # a server is made, restarted and killed
def test_a_server_that_is_restarted_and_killed_delays_and_loses_nothing(
    open_newsroom: Callable[..., Round],
) -> None:
    with (
        tempfile.TemporaryDirectory(prefix="server-") as folder,
        run_private_server(Path(folder) / "data") as server,
    ):
        newsroom = open_newsroom(database=server.url, steps=((SHORTEN, {"seconds": 2}),))
        newsroom.begin()
        life = newsroom.live()
        wait_for_log(life, "monitor started")
        took = []
        for hurt in (server.stop, server.kill):
            newsroom.publish()
            hurt()
            server.start()
            began = time.monotonic()
            wait_until(newsroom.all_sent_again, what="what was published before")
            took.append(time.monotonic() - began)
        assert life.terminate() == 0, life.log_text()[-3000:]

        newsroom.end().demand(kills=2)

    assert max(took) < RESUME_SECONDS + MARGIN_SECONDS, took
