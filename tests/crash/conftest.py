"""A farm of daemons for the tests that kill them, and what they talk to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.crashfarm import Farm
from tests.support.feedserver import FeedServer
from tests.support.slackserver import SlackServer
from tests.support.smtpserver import SmtpServer

if TYPE_CHECKING:
    from collections.abc import Iterator


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
