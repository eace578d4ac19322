from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.deliver import render
from monitor.deliver.slack import SlackTransport
from monitor.errors import DeliveryError
from monitor.model import Message, SlackReceiver
from monitor.outbound import OutboundClient
from tests.support.deliveries import make_leased
from tests.support.slackserver import SECRET, SlackServer


@pytest.fixture
def slack():
    with SlackServer() as server:
        yield server


@pytest.fixture
def transport(slack, client):
    return SlackTransport(SlackReceiver(name="desk", webhook_url=slack.webhook_url), client)


async def send_in_vain(transport: SlackTransport) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        await transport.send(render(make_leased()))
    return caught.value


async def test_posts_blocks_with_a_fallback_and_without_unfurling(slack, transport):
    message = render(make_leased())

    await transport.send(message)

    (post,) = slack.posts
    assert post.path == f"/services/{SECRET}"
    assert post.headers["Content-Type"] == "application/json"
    assert post.body == {
        "text": message.subject,
        "blocks": list(message.blocks),
        "unfurl_links": False,
        "unfurl_media": False,
    }


async def test_says_a_message_without_blocks_in_text(slack, transport):
    message = Message(key="k", subject="s", text="one *two*\n<!channel> & three", html="")

    await transport.send(message)

    assert slack.posts[0].body["text"] == "one ∗two∗\n&lt;!channel&gt; &amp; three"
    assert "blocks" not in slack.posts[0].body


@pytest.mark.parametrize(
    ("status", "body", "permanent"),
    [
        (400, "invalid_payload", True),
        (400, "user_not_found", True),
        (400, "", True),
        (401, "", True),
        (403, "action_prohibited", True),
        (403, "invalid_token", True),
        (403, "no_service", True),
        (404, "channel_not_found", True),
        (404, "no_service", True),
        (410, "channel_is_archived", True),
        (413, "", True),
        (301, "", True),
        (302, "", True),
        (408, "", False),
        (429, "rate_limited", False),
        (500, "rollup_error", False),
        (502, "<html>bad gateway</html>", False),
        (503, "", False),
        (200, '{"ok": false, "error": "channel_not_found"}', True),
        (200, '{"ok": false, "error": "ratelimited"}', False),
        (200, '{"ok": false, "error": "internal_error"}', False),
        (200, '{"ok": false}', False),
        # A login page of the hotel's network is not Slack.
        (200, "<html>please sign in</html>", False),
        (200, "", False),
        (200, "no_service", True),
    ],
)
async def test_the_answer_says_whether_trying_again_makes_sense(
    slack, transport, status, body, permanent
):
    slack.answer(status, body)

    error = await send_in_vain(transport)

    assert error.permanent is permanent
    assert f"answered {status}" in error.reason
    assert len(slack.posts) == 1


@pytest.mark.parametrize("body", ["ok", "ok\n", '{"ok": true}'])
async def test_takes_what_slack_says_when_it_has_taken_a_message(slack, transport, body):
    slack.answer(200, body)

    assert (await transport.send(render(make_leased()))).detail == "ok"


@pytest.mark.parametrize(
    ("headers", "asked"),
    [
        ({"Retry-After": "30"}, timedelta(seconds=30)),
        ({"Retry-After": " 7 "}, timedelta(seconds=7)),
        ({"Retry-After": "0"}, timedelta(seconds=1)),
        ({"Retry-After": "99999999999999999999"}, timedelta(hours=24)),
        # The server's own clock counts, whatever ours says.
        ({"Retry-After": "Wed, 21 Oct 2015 07:30:00 GMT", "Date": "Wed, 21 Oct 2015 07:28:00 GMT"},
         timedelta(minutes=2)),
        ({"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT", "Date": "Wed, 21 Oct 2015 07:30:00 GMT"},
         timedelta(seconds=1)),
        ({"Retry-After": "soon"}, timedelta(seconds=30)),
        ({"Retry-After": "-5"}, timedelta(seconds=30)),
        ({"Retry-After": "²"}, timedelta(seconds=30)),
        ({}, timedelta(seconds=30)),
    ],
)  # fmt: skip
async def test_tells_how_long_slack_wants_to_be_left_alone(slack, transport, headers, asked):
    slack.answer(429, "rate_limited", headers=headers)

    error = await send_in_vain(transport)

    assert error.retry_after == asked
    assert not error.permanent


async def test_a_server_fault_with_a_pause_is_left_alone_so_long(slack, transport):
    slack.answer(503, "", headers={"Retry-After": "120"})

    error = await send_in_vain(transport)

    assert error.retry_after == timedelta(minutes=2)


async def test_a_server_fault_without_a_pause_leaves_it_to_the_back_off(slack, transport):
    slack.answer(500, "")

    assert (await send_in_vain(transport)).retry_after is None


async def test_says_what_to_do_about_a_webhook_that_was_removed(slack, transport):
    slack.answer(404, "no_service")

    error = await send_in_vain(transport)

    assert error.reason == (
        "Slack receiver desk answered 404 no_service: "
        "the webhook was removed or switched off; make a new one"
    )


async def test_an_answer_that_repeats_the_address_is_not_quoted(slack, transport):
    slack.answer(404, f"nothing at /services/{SECRET}")

    error = await send_in_vain(transport)

    assert error.reason == "Slack receiver desk answered 404"


async def test_does_not_follow_the_webhook_elsewhere(slack, transport):
    with SlackServer() as other:
        slack.answer(307, "", headers={"Location": other.webhook_url})

        await send_in_vain(transport)

        assert other.posts == []


async def test_a_webhook_at_a_private_address_is_refused_unless_allowed(slack):
    async with OutboundClient(
        user_agent="monitor/test",
        allow_private=False,
        timeout=timedelta(seconds=1),
        max_bytes=1_000,
        concurrency=1,
    ) as client:
        receiver = SlackReceiver(name="desk", webhook_url=slack.webhook_url)

        error = await send_in_vain(SlackTransport(receiver, client))

    assert error.permanent
    assert "fetch.allow_private" in error.reason
    assert slack.posts == []


async def test_a_network_that_answers_for_slack_with_an_address_of_its_own_delays_the_message():
    async def resolve(host: str, port: int) -> list[str]:
        return ["192.168.1.1"]

    async with OutboundClient(
        user_agent="monitor/test",
        allow_private=False,
        timeout=timedelta(seconds=1),
        max_bytes=1_000,
        concurrency=1,
        resolve=resolve,
    ) as client:
        receiver = SlackReceiver(name="desk", webhook_url="https://hooks.slack.com/services/x")

        error = await send_in_vain(SlackTransport(receiver, client))

    assert not error.permanent


async def test_says_what_kept_the_message_from_slack(slack, transport):
    slack.drop(times=1)
    slack.answer(200, "ok", delay=30)

    cut = await send_in_vain(transport)
    slow = await send_in_vain(transport)
    slack.stop()
    gone = await send_in_vain(transport)

    assert [error.reason for error in (cut, slow, gone)] == [
        "Slack receiver desk: the connection broke before the answer was whole",
        "Slack receiver desk: no answer within the deadline",
        "Slack receiver desk: no connection",
    ]
