"""Alerts as signed JSON: the same bytes under the same key, and no redirects."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.deliver import render, render_test
from monitor.deliver.webhook import WebhookTransport, sign
from monitor.errors import DeliveryError
from monitor.model import WebhookReceiver
from tests.support.deliveries import NOON, make_leased, make_reported
from tests.support.hookserver import SIGNING_KEY, HookServer


@pytest.fixture
def hook():
    with HookServer() as server:
        yield server


@pytest.fixture
def transport(hook, client):
    receiver = WebhookReceiver(name="archive", url=hook.url, secret=SIGNING_KEY)
    return WebhookTransport(receiver, client)


async def send_in_vain(transport) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        await transport.send(render(make_leased()))
    return caught.value


def test_signs_as_standard_webhooks_does():
    """The key and message are made up; the value was computed with `openssl dgst -mac HMAC`."""
    signature = sign(b"0123456789abcdef", "msg_1", "1795521600", b'{"a":"\xc3\xa9"}')

    assert signature == "v1,OeJzFEFf0NX1U9FLg8myrNNDRSfsD8HhogktIlvDnlQ="


async def test_posts_alert_article_evidence_and_story(hook, transport):
    await transport.send(render(make_leased(key="the key")))

    (body,) = hook.visible.values()
    assert (body["type"], body["key"]) == ("alert.first", "the key")
    assert body["timestamp"] == "2026-11-24T12:00:00Z"
    data = body["data"]
    assert set(data) == {"alert", "article", "evidence", "story"}
    assert (data["alert"]["id"], data["alert"]["topic"]) == (42, "shoigu-in-pyongyang")
    assert data["article"]["title"] == "Schoigu in Pjöngjang eingetroffen"
    assert data["evidence"][0]["text"] == "Schoigu"
    assert data["story"] == {"id": 3}


async def test_a_repeat_has_the_same_bytes_and_the_same_key_but_its_own_time(hook, transport):
    message = render(make_leased())

    for at in (NOON, NOON + timedelta(minutes=3)):
        await transport.send(replace(message, attempted_at=at))

    one, other = hook.posts
    assert one.raw == other.raw
    assert one.headers["Idempotency-Key"] == other.headers["Idempotency-Key"]
    times = [int(post.headers["webhook-timestamp"]) for post in hook.posts]
    assert times[1] - times[0] == 180
    assert datetime.fromtimestamp(times[0], UTC) == NOON
    assert (len(hook.visible), hook.repeats) == (1, 1)


async def test_what_arrived_though_nobody_heard_so_is_visible_once(hook, transport):
    hook.drop(acts=True, times=1)
    assert not (await send_in_vain(transport)).permanent

    await transport.send(render(make_leased(attempt=2)))

    assert (len(hook.visible), hook.repeats) == (1, 1)


async def test_every_delivery_has_a_key_of_its_own(hook, transport):
    for key in ("one", "two"):
        await transport.send(render(make_leased(key=key)))

    assert len(hook.visible) == 2


async def test_texts_come_whole_and_as_they_were_written(hook, transport):
    title = 'x\r\nBcc: evil@x.org "<!channel>" \u202e쇼이구'

    await transport.send(render(make_leased(article=make_reported(title=title), evidence=())))

    (body,) = hook.visible.values()
    assert body["data"]["article"]["title"] == title


async def test_a_receiver_without_a_secret_gets_no_signature(client):
    class Unsigned(HookServer):
        def read(self, raw, headers):
            return json.loads(raw) | {"_id": headers["webhook-id"]}

    with Unsigned() as hook:
        receiver = WebhookReceiver(name="archive", url=hook.url)
        await WebhookTransport(receiver, client).send(render_test("archive", NOON))

        (post,) = hook.posts

    assert "webhook-signature" not in post.headers
    assert post.body["type"] == "test"


@pytest.mark.parametrize("status", [200, 201, 202, 204])
async def test_anything_above_200_and_below_300_is_taken(hook, transport, status):
    hook.answer(status, "")

    assert (await transport.send(render(make_leased()))).detail == str(status)


@pytest.mark.parametrize(
    ("status", "permanent"),
    [(400, True), (410, True), (413, True), (422, True), (301, False), (308, False), (401, False),
     (403, False), (404, False), (405, False), (408, False), (409, False), (418, False),
     (429, False), (500, False), (502, False), (503, False)],
)  # fmt: skip
async def test_the_status_says_whether_trying_again_makes_sense(hook, transport, status, permanent):
    hook.answer(status, "canary")

    error = await send_in_vain(transport)

    assert error.permanent is permanent
    assert error.reason.startswith(f"webhook receiver archive answered {status}")
    assert "canary" not in error.reason


async def test_no_redirect_is_followed(hook, transport):
    with HookServer() as other:
        hook.answer(307, "", headers={"Location": other.url})

        error = await send_in_vain(transport)

        assert other.posts == []
    assert "redirects are not followed" in error.reason


@pytest.mark.parametrize(
    ("status", "headers", "pause"),
    [
        (429, {"Retry-After": "7"}, timedelta(seconds=7)),
        (429, {}, timedelta(seconds=30)),
        (503, {"Retry-After": "120"}, timedelta(minutes=2)),
        (500, {}, None),
        (401, {}, timedelta(minutes=5)),
    ],
)
async def test_leaves_a_receiver_alone_for_as_long_as_it_asks(
    hook, transport, status, headers, pause
):
    hook.answer(status, "", headers=headers)

    assert (await send_in_vain(transport)).retry_after == pause
