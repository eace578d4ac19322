from __future__ import annotations

import asyncio
import base64
from dataclasses import replace

import pytest

from monitor.deliver import render
from monitor.deliver.smtp import SMTPTransport
from monitor.errors import DeliveryError
from monitor.model import EmailReceiver, TLSMode
from tests.support.deliveries import make_leased
from tests.support.smtpserver import SmtpServer

ONE, TWO, THREE = "one@example.org", "two@example.org", "three@example.org"


def open_mail(server: SmtpServer, *to: str, **settings) -> SMTPTransport:
    receiver = EmailReceiver(name="desk", to=to or (ONE,))
    return SMTPTransport(receiver, server.settings(**settings))


async def send_in_vain(transport: SMTPTransport) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        await transport.send(render(make_leased()))
    return caught.value


# -- protection ------------------------------------------------------------------------------


@pytest.mark.parametrize("tls", list(TLSMode))
@pytest.mark.parametrize("login", [None, "monitor"])
async def test_sends_as_protected_as_the_settings_say(tls, login):
    with SmtpServer(tls=tls, username=login, password=login and "p4ss") as server:
        await open_mail(server).send(render(make_leased()))

        (mail,) = server.mails
        assert mail.encrypted is (tls is not TLSMode.NONE)
        assert mail.username == login


async def test_sends_nothing_when_starttls_is_not_offered():
    with SmtpServer() as server:
        error = await send_in_vain(open_mail(server, tls=TLSMode.STARTTLS))

        assert "does not offer STARTTLS" in error.reason
        assert "smtp.tls" in error.reason
        assert not error.permanent
        assert error.retry_after is not None
        assert not [line for line in server.commands if not line.startswith(("EHLO", "QUIT"))]


async def test_sends_nothing_when_starttls_fails():
    with SmtpServer(tls=TLSMode.STARTTLS) as server:
        server.reply("STARTTLS", "454 TLS not available")

        error = await send_in_vain(open_mail(server))

        assert "454" in error.reason
        assert not error.permanent
        assert not [line for line in server.commands if line.startswith("MAIL")]


@pytest.mark.parametrize("tls", [TLSMode.STARTTLS, TLSMode.IMPLICIT])
async def test_sends_nothing_to_a_server_that_nobody_vouches_for(tls):
    with SmtpServer(tls=tls, username="monitor", password="p4ss") as server:
        error = await send_in_vain(open_mail(server, trusted=False))

        assert "could not be trusted" in error.reason
        assert "smtp.ca_file" in error.reason
        assert not error.permanent
        assert not [line for line in server.commands if line.startswith(("AUTH", "MAIL"))]


@pytest.mark.parametrize("tls", [TLSMode.STARTTLS, TLSMode.IMPLICIT])
async def test_sends_nothing_to_a_server_with_the_certificate_of_another(tls):
    with SmtpServer(tls=tls, certificate_for="mail.example.org") as server:
        error = await send_in_vain(open_mail(server))

        assert "could not be trusted" in error.reason
        assert server.mails == []


async def test_says_that_the_file_of_authorities_is_missing():
    with SmtpServer(tls=TLSMode.IMPLICIT) as server:
        settings = replace(server.settings(), ca_file="missing.pem")

        error = await send_in_vain(SMTPTransport(EmailReceiver(name="d", to=(ONE,)), settings))

        assert "missing.pem" in error.reason
        assert "No such file" in error.reason


async def test_a_server_that_speaks_no_tls_at_all_is_an_error():
    with SmtpServer() as server:
        error = await send_in_vain(open_mail(server, tls=TLSMode.IMPLICIT, timeout_seconds=0.3))

        assert not error.permanent
        assert server.mails == []


# -- login -----------------------------------------------------------------------------------


async def test_sends_nothing_when_no_login_is_offered():
    with SmtpServer() as server:
        server.username, server.password = "monitor", "p4ss"
        transport = open_mail(server)
        server.username = None

        error = await send_in_vain(transport)

        assert "offers no login" in error.reason
        assert not error.permanent
        assert not [line for line in server.commands if line.startswith(("AUTH", "MAIL"))]


async def test_a_wrong_password_is_the_operators_to_mend():
    with SmtpServer(username="monitor", password="right") as server:
        transport = open_mail(server)
        server.password = "new"

        error = await send_in_vain(transport)

        assert "refused the login of monitor (535" in error.reason
        assert not error.permanent
        # Not every delivery hammers at the door: accounts get locked.
        assert error.retry_after is not None
        assert error.retry_after.total_seconds() >= 60


async def test_says_that_the_server_wants_a_login():
    with SmtpServer() as server:
        server.reply("MAIL", "530 5.7.0 Authentication required")

        error = await send_in_vain(open_mail(server))

        assert "smtp.username" in error.reason
        assert not error.permanent


@pytest.mark.parametrize(
    "echo",
    [
        "AUTH PLAIN " + base64.b64encode(b"\0monitor\0s3cret-word").decode(),
        base64.b64encode(b"s3cret-word").decode(),
        "s3cret-word",
    ],
)
async def test_a_server_that_echoes_the_password_does_not_put_it_in_the_error(echo):
    with SmtpServer(username="monitor", password="s3cret-word") as server:
        server.reply("AUTH", f"501 5.5.4 syntax error in {echo} here")

        error = await send_in_vain(open_mail(server))

        assert "syntax error" in error.reason
        assert echo.rsplit(" ", maxsplit=1)[-1] not in error.reason


# -- replies ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "reply", "permanent"),
    [
        ("CONNECT", "421 4.3.2 shutting down", False),
        ("CONNECT", "554 5.7.1 no service for you", False),
        ("EHLO", "421 4.3.2 shutting down", False),
        ("MAIL", "451 4.3.0 try later", False),
        ("MAIL", "452 4.3.1 disk full", False),
        ("MAIL", "421 4.3.2 shutting down", False),
        ("MAIL", "550 5.7.1 sender refused", True),
        ("MAIL", "552 5.3.4 too big", True),
        ("DATA", "451 4.3.0 try later", False),
        ("DATA", "554 5.5.1 no valid recipients", True),
        ("END", "451 4.7.1 greylisted", False),
        ("END", "552 5.3.4 too big", True),
        ("END", "554 5.7.1 looks like spam", True),
        ("RCPT", "450 4.2.1 mailbox busy", False),
        ("RCPT", "552 5.5.3 too many recipients", False),
        ("RCPT", "421 4.3.2 shutting down", False),
        ("RCPT", "550 5.1.1 no such user", True),
    ],
)
async def test_the_reply_says_whether_trying_again_makes_sense(at, reply, permanent):
    with SmtpServer() as server:
        server.reply(at, reply)

        error = await send_in_vain(open_mail(server))

        assert error.permanent is permanent
        assert server.mails == []
        if not reply.startswith("421") or at != "RCPT":
            assert reply[:3] in error.reason


async def test_old_servers_without_ehlo_get_their_mail():
    with SmtpServer() as server:
        server.reply("EHLO", "502 5.5.1 what?")

        await open_mail(server).send(render(make_leased()))

        assert len(server.mails) == 1


@pytest.mark.parametrize("at", ["CONNECT", "EHLO", "MAIL", "RCPT", "DATA", "END"])
@pytest.mark.parametrize("fault", ["stay_silent", "drop"])
async def test_a_fault_at_any_point_is_tried_again(at, fault):
    with SmtpServer() as server:
        getattr(server, fault)(at)

        error = await send_in_vain(open_mail(server, timeout_seconds=0.1))

        assert not error.permanent
        assert error.reason.startswith(f"mail server 127.0.0.1:{server.port} ")


async def test_waits_longer_for_the_reply_to_the_whole_mail_than_for_others():
    with SmtpServer() as server:
        server.reply("END", "250 2.0.0 OK at last")
        take = server.handle_DATA

        async def take_slowly(*asked):
            await asyncio.sleep(0.5)
            return await take(*asked)

        server.handle_DATA = take_slowly

        receipt = await open_mail(server, timeout_seconds=0.2).send(render(make_leased()))

        assert receipt.detail == "250 2.0.0 OK at last"


@pytest.mark.parametrize("fault", ["stay_silent", "drop"])
async def test_a_server_that_fails_to_say_goodbye_has_taken_the_mail(fault):
    with SmtpServer() as server:
        getattr(server, fault)("QUIT")

        transport = open_mail(server)
        receipt = await transport.send(render(make_leased())) if fault == "drop" else None
        if receipt is None:
            sending = asyncio.create_task(transport.send(render(make_leased())))
            await asyncio.to_thread(server.wait_for, 1)
            await asyncio.sleep(0.1)
            # Even a cancellation comes too late: the mail was taken, and must be recorded.
            sending.cancel()
            receipt = await sending

        assert receipt.detail.startswith("250")


async def test_a_repeated_mail_carries_the_same_message_id():
    with SmtpServer() as server:
        server.drop("END", times=1)
        transport = open_mail(server)
        await send_in_vain(transport)

        await transport.send(render(make_leased(attempt=2)))

        first, second = server.mails
        assert first.message["Message-ID"] == second.message["Message-ID"]
        assert first.raw == second.raw


async def test_the_receipt_keeps_what_the_server_said():
    with SmtpServer() as server:
        receipt = await open_mail(server).send(render(make_leased()))

        assert receipt.detail == "250 2.0.0 OK queued as 1"


async def test_what_the_server_says_is_shortened_and_kept_to_one_line():
    with SmtpServer() as server:
        server.reply("MAIL", "550-first\r\n550 " + "x" * 400)

        error = await send_in_vain(open_mail(server))

        assert len(error.reason) < 300
        assert "\n" not in error.reason


# -- recipients ------------------------------------------------------------------------------


async def test_one_mail_reaches_every_recipient():
    with SmtpServer() as server:
        await open_mail(server, ONE, f"Two <{TWO}>", ONE).send(render(make_leased()))

        (mail,) = server.mails
        assert mail.recipients == (ONE, TWO)
        assert mail.sender == "monitor@example.org"


async def test_a_recipient_refused_for_good_keeps_nobody_else_from_the_mail():
    with SmtpServer() as server:
        server.reply("RCPT", "550 5.1.1 no such user", to=TWO)

        receipt = await open_mail(server, ONE, TWO, THREE).send(render(make_leased()))

        (mail,) = server.mails
        assert mail.recipients == (ONE, THREE)
        assert f"refused for {TWO} (550 5.1.1 no such user)" in receipt.detail


async def test_a_mail_that_every_recipient_refuses_for_good_is_dead():
    with SmtpServer() as server:
        server.reply("RCPT", "550 5.1.1 no such user")

        error = await send_in_vain(open_mail(server, ONE, TWO))

        assert error.permanent
        assert ONE in error.reason
        assert TWO in error.reason


async def test_a_recipient_refused_for_now_is_tried_again_alone():
    with SmtpServer() as server:
        server.reply("RCPT", "450 4.7.1 greylisted", to=TWO, times=1)
        transport = open_mail(server, ONE, TWO)

        error = await send_in_vain(transport)
        receipt = await transport.send(render(make_leased(attempt=2)))

        assert not error.permanent
        assert f"not yet taken by {TWO}" in error.reason
        assert [mail.recipients for mail in server.mails] == [(ONE,), (TWO,)]
        assert receipt.detail.startswith("250")


async def test_recipients_beyond_a_servers_limit_get_the_mail_in_the_next_attempt():
    with SmtpServer() as server:
        server.reply("RCPT", "452 4.5.3 too many recipients", to=THREE, times=1)
        transport = open_mail(server, ONE, TWO, THREE)

        await send_in_vain(transport)
        await transport.send(render(make_leased(attempt=2)))

        assert [mail.recipients for mail in server.mails] == [(ONE, TWO), (THREE,)]


async def test_nobody_gets_it_twice_while_one_recipient_is_refused_for_now_and_then_for_good():
    with SmtpServer() as server:
        server.reply("RCPT", "450 4.7.1 greylisted", to=TWO, times=2)
        transport = open_mail(server, ONE, TWO)
        await send_in_vain(transport)
        await send_in_vain(transport)
        server.reply("RCPT", "550 5.1.1 no such user", to=TWO)

        receipt = await transport.send(render(make_leased(attempt=3)))

        assert [mail.recipients for mail in server.mails] == [(ONE,)]
        assert f"refused for {TWO}" in receipt.detail


async def test_another_alert_is_not_mistaken_for_one_that_was_taken():
    with SmtpServer() as server:
        server.reply("RCPT", "450 4.7.1 greylisted", to=TWO, times=1)
        transport = open_mail(server, ONE, TWO)
        await send_in_vain(transport)

        await transport.send(render(make_leased(key="another")))

        assert server.mails[1].recipients == (ONE, TWO)


async def test_a_mail_that_all_have_taken_can_be_sent_again_by_hand():
    with SmtpServer() as server:
        server.reply("RCPT", "450 4.7.1 greylisted", to=TWO, times=1)
        transport = open_mail(server, ONE, TWO)
        await send_in_vain(transport)
        await transport.send(render(make_leased(attempt=2)))

        await transport.send(render(make_leased(attempt=1)))

        assert server.mails[2].recipients == (ONE, TWO)


async def test_after_a_restart_a_mail_that_one_recipient_lacks_is_repeated_under_its_id():
    with SmtpServer() as server:
        server.reply("RCPT", "450 4.7.1 greylisted", to=TWO, times=1)
        await send_in_vain(open_mail(server, ONE, TWO))

        await open_mail(server, ONE, TWO).send(render(make_leased(attempt=2)))

        first, second = server.mails
        assert second.recipients == (ONE, TWO)
        assert first.message["Message-ID"] == second.message["Message-ID"]


# -- settings --------------------------------------------------------------------------------


async def test_a_sender_with_a_name_is_shown_by_it():
    with SmtpServer() as server:
        transport = open_mail(server, sender="Desk Monitor <watch@example.org>")

        await transport.send(render(make_leased()))

        (mail,) = server.mails
        assert mail.sender == "watch@example.org"
        assert mail.message["From"] == "Desk Monitor <watch@example.org>"


async def test_a_sender_that_is_no_address_is_named_before_anything_is_sent():
    with SmtpServer() as server:
        error = await send_in_vain(open_mail(server, sender="monitor"))

        assert "'monitor' is not an address" in error.reason
        assert server.connections == 0
