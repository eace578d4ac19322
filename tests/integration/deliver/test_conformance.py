"""What every transport must do. A new kind joins by a rig in `RIGS`; the first test asks for it."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import time
import traceback
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from monitor.deliver import open_transport, render, render_test
from monitor.deliver.transport import TRANSPORTS
from monitor.errors import DeliveryError
from monitor.model import (
    AppriseReceiver,
    EmailReceiver,
    SlackBotReceiver,
    SlackReceiver,
    SMTPServer,
    WebhookReceiver,
)
from tests.support.deliveries import NOON, find_evidence, make_leased, make_reported
from tests.support.hookserver import HOOK_PATH, SIGNING_KEY, HookServer
from tests.support.hostile import HOSTILE
from tests.support.messages import write_hostile_notices
from tests.support.slackapi import CHANNEL, TOKEN, SlackAPI
from tests.support.slackserver import SECRET, SlackServer
from tests.support.smtpserver import SmtpServer

if TYPE_CHECKING:
    from monitor.deliver import Transport
    from monitor.outbound import OutboundClient

#: What Apprise imports on its way to a service.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

PASSWORD = "canary-P4ssword"


class EmailRig:
    """A mail server with a login, and what the kit asks of it."""

    secrets = (PASSWORD, "Y2FuYXJ5LVA0c3N3b3Jk")
    says_why = True

    def __init__(self, stack: ExitStack) -> None:
        self.server = stack.enter_context(SmtpServer(username="monitor", password=PASSWORD))

    def open(self, client: OutboundClient) -> Transport:
        receiver = EmailReceiver(name="desk", to=("desk@example.org",))
        return open_transport(
            receiver, smtp=self.server.settings(timeout_seconds=0.3), client=client
        )

    def refuse_for_good(self) -> None:
        self.server.reply("END", "554 5.7.1 rejected")

    def refuse_for_now(self) -> None:
        self.server.reply("END", "451 4.3.0 try later")

    #: A mail server knows no such thing.
    ask_for_a_pause = None
    say_no_with_200 = None

    def stay_silent(self) -> None:
        self.server.stay_silent("MAIL")

    def cut(self) -> None:
        self.server.drop("MAIL")

    def heal(self) -> None:
        self.server.heal()

    def forget(self) -> None:
        self.server.mails.clear()

    @property
    def subjects(self) -> list[str]:
        return [mail.message["Subject"] for mail in self.server.mails]

    def assert_nothing_injected(self) -> None:
        (mail,) = self.server.mails
        assert mail.recipients == ("desk@example.org",)
        # What tells of no topic belongs to no list.
        assert [name for name in mail.message if name != "List-Id"] == [
            "Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted",
            "MIME-Version", "Content-Type",
        ]  # fmt: skip
        assert [part.get_content_type() for part in mail.message.iter_parts()] == [
            "text/plain",
            "text/html",
        ]


class PostRig:
    """What rigs over HTTP share."""

    server: SlackServer
    says_why = True
    say_no_with_200 = None

    def refuse_for_now(self) -> None:
        self.server.answer(503, "service_unavailable")

    def ask_for_a_pause(self) -> None:
        self.server.answer(429, "rate_limited", headers={"Retry-After": "90"})

    def stay_silent(self) -> None:
        self.server.answer(200, "ok", delay=30)

    def cut(self) -> None:
        self.server.drop()

    def heal(self) -> None:
        self.server.heal()

    def forget(self) -> None:
        self.server.posts.clear()


class SlackRig(PostRig):
    """A webhook server, and what the kit asks of it."""

    secrets = (SECRET, SECRET.rsplit("/", maxsplit=1)[-1])

    def __init__(self, stack: ExitStack) -> None:
        self.server = stack.enter_context(SlackServer())

    def open(self, client: OutboundClient) -> Transport:
        receiver = SlackReceiver(name="desk", webhook_url=self.server.webhook_url)
        return open_transport(receiver, smtp=SMTPServer(), client=client)

    def refuse_for_good(self) -> None:
        self.server.answer(404, "no_service")

    def say_no_with_200(self) -> None:
        self.server.answer(200, '{"ok": false, "error": "channel_not_found"}')

    @property
    def subjects(self) -> list[str]:
        return [post.body["text"] for post in self.server.taken]

    def assert_nothing_injected(self) -> None:
        (post,) = self.server.taken
        assert_slack_is_clean(post.body, {"text", "blocks", "unfurl_links", "unfurl_media"})


class SlackBotRig(PostRig):
    """A workspace, and what the kit asks of it."""

    secrets = (TOKEN,)

    def __init__(self, stack: ExitStack) -> None:
        self.server = stack.enter_context(SlackAPI())

    def open(self, client: OutboundClient) -> Transport:
        receiver = SlackBotReceiver(
            name="desk", token=TOKEN, channel=CHANNEL, api_url=self.server.api_url
        )
        return open_transport(receiver, smtp=SMTPServer(), client=client)

    def forget(self) -> None:
        self.server.messages.clear()

    def refuse_for_good(self) -> None:
        self.server.answer(200, '{"ok": false, "error": "is_archived"}')

    say_no_with_200 = refuse_for_good

    @property
    def subjects(self) -> list[str]:
        return [message.text for message in self.server.messages]

    def assert_nothing_injected(self) -> None:
        (message,) = self.server.messages
        body = dict(message.body)
        assert body.pop("channel") == CHANNEL
        assert set(body.pop("metadata")) == {"event_type", "event_payload"}
        assert_slack_is_clean(body, {"text", "blocks", "unfurl_links", "unfurl_media"})


def assert_slack_is_clean(body: dict[str, object], keys: set[str]) -> None:
    assert set(body) == keys
    assert body["unfurl_links"] is False
    assert body["unfurl_media"] is False
    said = json.dumps(body, ensure_ascii=False)
    assert not re.search(r"<[!@#]", said)
    assert not re.search(r"<(?!https?://[^|>\s]+\|)", said)


class WebhookRig(PostRig):
    """A program that checks signatures, and what the kit asks of it."""

    secrets = (HOOK_PATH, SIGNING_KEY.decode())

    def __init__(self, stack: ExitStack) -> None:
        self.server = stack.enter_context(HookServer())

    def open(self, client: OutboundClient) -> Transport:
        receiver = WebhookReceiver(name="desk", url=self.server.url, secret=SIGNING_KEY)
        return open_transport(receiver, smtp=SMTPServer(), client=client)

    def forget(self) -> None:
        self.server.visible.clear()

    def refuse_for_good(self) -> None:
        self.server.answer(410, "")

    @property
    def subjects(self) -> list[str]:
        return ["a message" for _ in self.server.taken]

    def assert_nothing_injected(self) -> None:
        (body,) = self.server.visible.values()
        # A digest of a backlog is sent to no program, and has no data.
        assert set(body) in (
            {"type", "key", "timestamp", "data", "_id"},
            {"type", "key", "text", "_id"},
        )


class AppriseRig(PostRig):
    """A service behind Apprise, and what the kit asks of it."""

    secrets = ("canary-APPRISE",)
    #: Apprise says yes or no, nothing else.
    says_why = False
    ask_for_a_pause = None

    def __init__(self, stack: ExitStack) -> None:
        self.server = stack.enter_context(SlackServer())

    def open(self, client: OutboundClient) -> Transport:
        address = f"json://127.0.0.1:{self.server.port}/canary-APPRISE/?rto=0.3&cto=0.3"
        receiver = AppriseReceiver(name="desk", urls=(address,))
        return open_transport(receiver, smtp=SMTPServer(), client=client)

    def refuse_for_good(self) -> None:
        self.server.answer(410, "")

    @property
    def subjects(self) -> list[str]:
        return [post.body["title"] for post in self.server.taken]

    def assert_nothing_injected(self) -> None:
        # What a service makes of a text is between it and Apprise.
        (post,) = self.server.taken
        assert set(post.body) == {"version", "title", "message", "attachments", "type"}


RIGS = {
    EmailReceiver: EmailRig,
    SlackReceiver: SlackRig,
    SlackBotReceiver: SlackBotRig,
    WebhookReceiver: WebhookRig,
    AppriseReceiver: AppriseRig,
}
Rig = EmailRig | SlackRig | SlackBotRig | WebhookRig | AppriseRig


def test_every_kind_of_receiver_passes_this_kit():
    assert set(RIGS) == set(TRANSPORTS)


@pytest.fixture(params=RIGS.values(), ids=lambda rig: rig.__name__)
def rig(request):
    with ExitStack() as stack:
        yield request.param(stack)


async def fail_to_send(rig: Rig, client: OutboundClient) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        await rig.open(client).send(render(make_leased()))
    return caught.value


async def test_brings_a_message_once_and_gives_a_receipt(rig, client):
    message = render(make_leased())

    receipt = await rig.open(client).send(message)

    assert receipt.detail
    assert receipt.sent
    assert len(rig.subjects) == 1
    assert rig.subjects[0] in {message.subject, "a message"}


async def test_brings_many_messages_through_one_transport(rig, client):
    transport = rig.open(client)

    for number in range(3):
        await transport.send(render(make_leased(key=str(number))))

    assert len(rig.subjects) == 3


async def test_brings_messages_at_the_same_time(rig, client):
    transport = rig.open(client)

    await asyncio.gather(*(transport.send(render(make_leased(key=str(n)))) for n in range(8)))

    assert len(rig.subjects) == 8


async def test_brings_a_test_message(rig, client):
    await rig.open(client).send(render_test("desk", NOON))

    assert rig.subjects[0] in {"Test message for receiver desk", "a message"}
    assert len(rig.subjects) == 1


async def test_a_refusal_for_good_is_permanent(rig, client):
    rig.refuse_for_good()

    error = await fail_to_send(rig, client)

    # What does not say why may be mended.
    assert error.permanent is rig.says_why
    assert not error.reached
    assert rig.subjects == []


async def test_a_refusal_for_now_is_tried_again(rig, client):
    rig.refuse_for_now()

    error = await fail_to_send(rig, client)

    assert not error.permanent
    assert rig.subjects == []


async def test_a_pause_that_a_receiver_asks_for_is_handed_on(rig, client):
    if rig.ask_for_a_pause is None:
        pytest.skip("this kind of receiver cannot ask for one")
    rig.ask_for_a_pause()

    error = await fail_to_send(rig, client)

    assert (error.permanent, error.retry_after) == (False, timedelta(seconds=90))


async def test_a_no_that_comes_with_200_is_a_no(rig, client):
    if rig.say_no_with_200 is None:
        pytest.skip("this kind of receiver says no with another status")
    rig.say_no_with_200()

    error = await fail_to_send(rig, client)

    assert error.permanent
    assert len(rig.server.posts) == 1


async def test_an_uncertain_message_is_brought_when_it_is_not_there(rig, client):
    message = replace(render(make_leased(attempt=2)), uncertain=True)

    await rig.open(client).send(message)

    assert len(rig.subjects) == 1


async def test_a_receiver_that_comes_back_gets_the_message(rig, client):
    transport = rig.open(client)
    rig.refuse_for_now()
    with pytest.raises(DeliveryError):
        await transport.send(render(make_leased()))
    rig.heal()

    await transport.send(render(make_leased(attempt=2)))

    assert len(rig.subjects) == 1


async def test_a_receiver_that_never_answers_is_left_and_tried_again(rig, client):
    rig.stay_silent()
    started = time.monotonic()

    error = await fail_to_send(rig, client)

    assert not error.permanent
    assert time.monotonic() - started < 5


async def test_a_receiver_that_cuts_the_line_is_tried_again(rig, client):
    rig.cut()

    error = await fail_to_send(rig, client)

    assert not error.permanent


async def test_a_receiver_that_is_not_there_is_tried_again(rig, client):
    rig.server.stop()

    error = await fail_to_send(rig, client)

    assert not error.permanent


async def test_a_cancelled_send_ends_at_once(rig, client):
    rig.stay_silent()
    sending = asyncio.create_task(rig.open(client).send(render(make_leased())))
    await asyncio.sleep(0.1)

    sending.cancel()

    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(sending, 0.2)


@pytest.mark.parametrize(
    "misbehave", ["refuse_for_good", "refuse_for_now", "stay_silent", "cut", "heal"]
)
async def test_no_secret_leaks(rig, client, misbehave, caplog):
    caplog.set_level(logging.DEBUG)
    getattr(rig, misbehave)()
    transport = rig.open(client)
    said = [repr(transport), str(vars(transport))]

    (ending,) = await asyncio.gather(transport.send(render(make_leased())), return_exceptions=True)

    said += [str(ending), repr(ending)]
    if isinstance(ending, DeliveryError):
        said += [str(vars(ending)), *traceback.format_exception(ending)]
        assert (ending.__cause__, ending.__context__) == (None, None)
    # The server of the test logs in this process too, under its own name.
    said += [record.getMessage() for record in caplog.records if record.name != "mail.log"]
    assert not [text for text in said for secret in rig.secrets if secret in text]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
async def test_hostile_text_is_delivered_and_injects_nothing(rig, client, text):
    article = make_reported(title=text, summary=text, source=text, url=f"https://x.org/{text}")
    evidence = (find_evidence(article, text[:7]),) if text else ()
    leased = make_leased(article=article, evidence=evidence, reason=text)

    await rig.open(client).send(render(leased))

    rig.assert_nothing_injected()


async def test_hostile_text_injects_nothing_into_what_tells_of_many(rig, client):
    transport = rig.open(client)

    for text in HOSTILE.values():
        for message in write_hostile_notices(text[:20_000], size=2):
            await transport.send(message)
            rig.assert_nothing_injected()
            rig.forget()


async def test_the_longest_send_is_said_and_covers_a_silent_receiver(rig, client):
    transport = rig.open(client)

    assert 1 <= transport.longest_send.total_seconds() <= 3_600
