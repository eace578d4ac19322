"""Services behind Apprise: each told once, late ones left behind."""

from __future__ import annotations

import asyncio
import sys
import time
from datetime import timedelta

import pytest

from monitor.deliver import render
from monitor.deliver.anything import AppriseTransport
from monitor.errors import DeliveryError
from monitor.model import AppriseReceiver
from tests.support.deliveries import make_leased
from tests.support.slackserver import SlackServer

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")


def address_of(server: SlackServer, wait: float = 2) -> str:
    return f"json://127.0.0.1:{server.port}/canary/?rto={wait}&cto={wait}"


def open_apprise(*urls: str, **values) -> AppriseTransport:
    return AppriseTransport(AppriseReceiver(name="others", urls=urls), **values)


async def send_in_vain(transport: AppriseTransport) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        await transport.send(render(make_leased()))
    return caught.value


async def test_a_service_that_took_a_message_is_not_asked_again_for_the_sake_of_another():
    with SlackServer() as one, SlackServer() as other:
        other.answer(500, "", times=1)
        transport = open_apprise(address_of(one), address_of(other))

        error = await send_in_vain(transport)
        receipt = await transport.send(render(make_leased(attempt=2)))

        assert (len(one.taken), len(other.taken)) == (1, 1)
    assert error.reached
    assert "taken by 1 of 2" in error.reason
    assert receipt.detail == "taken by 2 of 2"


async def test_a_service_that_is_late_is_left_behind():
    with SlackServer() as server:
        server.answer(200, "ok", delay=20)
        transport = open_apprise(address_of(server, 20), longest_send=timedelta(seconds=0.3))
        # The first use imports some hundred services.
        await asyncio.to_thread(transport._open)
        started = time.monotonic()

        error = await send_in_vain(transport)

    assert time.monotonic() - started < 3
    assert (error.permanent, "within the deadline" in error.reason) == (False, True)


async def test_an_address_that_apprise_does_not_know_is_told_by_its_number():
    error = await send_in_vain(open_apprise("json://127.0.0.1/", "canary-nonsense"))

    assert (error.permanent, error.retry_after) == (False, timedelta(minutes=5))
    assert "does not know address 2" in error.reason
    assert "canary" not in error.reason


async def test_says_what_to_install_when_the_library_is_missing(monkeypatch):
    monkeypatch.setitem(sys.modules, "apprise", None)

    error = await send_in_vain(open_apprise("json://127.0.0.1/"))

    assert "install monitor[apprise]" in error.reason
