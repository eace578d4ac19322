"""A farm of daemons for the tests that kill them, and what they talk to."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from tests.support.crashfarm import Farm
from tests.support.crashruns import Round
from tests.support.feedserver import FeedServer
from tests.support.hookserver import HookServer
from tests.support.slackserver import SlackServer
from tests.support.smtpserver import SmtpServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.support.database import TestServer


@pytest.fixture(scope="session")
def farm() -> Iterator[Farm]:
    with Farm() as farm:
        yield farm


@pytest.fixture
def publisher() -> Iterator[FeedServer]:
    with FeedServer() as server:
        yield server


@pytest.fixture
def mailbox() -> Iterator[SmtpServer]:
    with SmtpServer() as server:
        yield server


@pytest.fixture
def slack() -> Iterator[SlackServer]:
    with SlackServer() as server:
        yield server


@pytest.fixture
def hook() -> Iterator[HookServer]:
    with HookServer() as server:
        yield server


@pytest.fixture
def open_newsroom(
    tmp_path: Path,
    farm: Farm,
    publisher: FeedServer,
    mailbox: SmtpServer,
    slack: SlackServer,
    hook: HookServer,
) -> Callable[..., Round]:
    """Make a newsroom; takes what else a `Round` takes."""
    return partial(
        Round, folder=tmp_path, farm=farm, publisher=publisher, smtp=mailbox, slack=slack, hook=hook
    )


@pytest.fixture
def newsroom(open_newsroom: Callable[..., Round]) -> Round:
    """A newsroom whose database is a file."""
    return open_newsroom()


@pytest.fixture
def served_newsroom(open_newsroom: Callable[..., Round], postgresql: TestServer) -> Iterator[Round]:
    """A newsroom whose database is at a server."""
    with postgresql.empty_database() as url:
        yield open_newsroom(database=url)
