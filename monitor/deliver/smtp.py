"""Bring a message by SMTP.

Network. Builds on aiosmtplib, the only file that does. One connection per message. What the
settings ask for (STARTTLS, TLS, a login) is done or nothing is sent: never in clear instead.

Who may help decides about trying again: a refused *message* (5xx to MAIL or DATA, or to every
RCPT) stays refused; refused *settings* (login, STARTTLS, certificate) are the operator's to
mend, so they are tried again, seldom, and the error says what to change. A recipient refused
for good is left out; one refused for now is tried again alone.
"""

from __future__ import annotations

import asyncio
import re
import ssl
from base64 import b64encode
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import cache
from socket import getfqdn
from typing import TYPE_CHECKING, TypeVar

import aiosmtplib

from monitor.deliver.letters import clean, shorten
from monitor.deliver.mail import build_mail, message_id, read_address
from monitor.errors import DeliveryError
from monitor.model import Receipt, Thread, TLSMode

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from monitor.model import EmailReceiver, Message, SMTPServer

T = TypeVar("T")

#: RFC 5321 §4.5.3.2.6: 10 minutes for the reply to the final dot, else servers that took the
#: message get it twice. Ten times the ordinary timeout, which is one minute by default.
FINAL_REPLY_FACTOR = 10
#: Saying QUIT is manners; the message is taken already.
_QUIT_SECONDS = 5.0
#: Settings that a server refuses do not get better by the minute, and logins can be locked.
_MENDING = timedelta(minutes=5)
#: "Do something first": the server means our settings, not this message.
_SETTINGS_CODES = frozenset({454, 530, 534, 535, 538})
#: RFC 5321 §4.5.3.1.10: "too many recipients" from servers that say it wrongly.
_TOO_MANY_RECIPIENTS = 552
_PERMANENT = 500
_REMEMBERED = 1_000
_HOST_NAME = re.compile(r"[A-Za-z0-9.-]{1,255}")


class SMTPTransport:
    """Brings messages to one email receiver."""

    takes_digests = True

    def __init__(self, receiver: EmailReceiver, server: SMTPServer) -> None:
        self._receiver = receiver
        self._server = server
        self.longest_send = timedelta(seconds=server.timeout_seconds * (FINAL_REPLY_FACTOR + 5))
        #: Recipients that took a message which others asked to bring later, by key. Lost with
        #: the process: then the message is repeated under the same Message-ID.
        self._taken: dict[str, frozenset[str]] = {}

    async def send(self, message: Message) -> Receipt:
        """Bring a message to all recipients.

        Raises:
            DeliveryError: it was not taken, or not by all.
        """
        mail = build_mail(message, sender=self._server.sender, to=self._receiver.to)
        receipt = await self._explain_within(self.longest_send, self._bring(message.key, mail))
        return replace(receipt, thread=self._opened(message))

    async def greet(self) -> str | None:
        """Connect, protect and log in as for a message, and part again."""
        limit = timedelta(seconds=self._server.timeout_seconds)
        client = await self._explain_within(limit, self._connect())
        await _part(client)
        server = self._server
        login = "" if server.username is None else f", logged in as {server.username}"
        return f"{server.host}:{server.port} answers ({server.tls.value}{login})"

    async def _explain_within(self, limit: timedelta, work: Awaitable[T]) -> T:
        """Let what goes wrong be a DeliveryError; too long is wrong too."""
        failure: DeliveryError
        try:
            async with asyncio.timeout(limit.total_seconds()):
                return await work
        except DeliveryError:
            raise
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            failure = self._explain(error)
        # Raised out here so that no library error, which may quote a secret, hangs on it.
        raise failure

    def _opened(self, message: Message) -> Thread | None:
        """Give what later mails of the story reply to: the first of them."""
        if message.thread is not None:
            return None
        return Thread(root=message_id(message.key, read_address(self._server.sender).domain))

    async def _bring(self, key: str, mail: bytes) -> Receipt:
        client = await self._connect()
        try:
            receipt = await self._hand_over(client, key, mail)
        except DeliveryError:
            await _part(client)
            raise
        except BaseException:
            client.close()
            raise
        await _part(client)
        return receipt

    async def _connect(self) -> aiosmtplib.SMTP:
        server = self._server
        client = aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            timeout=server.timeout_seconds,
            local_hostname=await asyncio.to_thread(_own_name),
            use_tls=server.tls is TLSMode.IMPLICIT,
            start_tls=False,
            tls_context=await self._trust(),
        )
        await client.connect()
        try:
            await self._protect(client)
            await self._log_in(client)
        except BaseException:
            client.close()
            raise
        return client

    async def _trust(self) -> ssl.SSLContext | None:
        if self._server.tls is TLSMode.NONE:
            return None
        try:
            return await asyncio.to_thread(_build_trust, self._server.ca_file)
        except OSError as error:
            problem = error.strerror or type(error).__name__
        raise DeliveryError(
            reason=f"smtp.ca_file {self._server.ca_file} cannot be used: {problem}",
            retry_after=_MENDING,
        )

    async def _protect(self, client: aiosmtplib.SMTP) -> None:
        if self._server.tls is not TLSMode.STARTTLS:
            return
        await client.ehlo()
        if not client.supports_extension("starttls"):
            raise self._refuse(
                "does not offer STARTTLS, so nothing was sent; set smtp.tls to implicit with "
                "the server's TLS port, or to none if it may be in clear"
            )
        await client.starttls()

    async def _log_in(self, client: aiosmtplib.SMTP) -> None:
        username, password = self._server.username, self._server.password
        if username is None:
            return
        await client.ehlo()
        if not client.supported_auth_methods:
            raise self._refuse(
                "offers no login that monitor knows (CRAM-MD5, PLAIN, LOGIN), so nothing was "
                "sent; many servers offer it only over TLS (smtp.tls), or remove smtp.username"
            )
        try:
            await client.login(username, password or "")
        except aiosmtplib.SMTPAuthenticationError as error:
            said = self._quote(error.code, error.message)
        else:
            return
        raise self._refuse(
            f"refused the login of {username} ({said}); check smtp.username and password"
        )

    def _refuse(self, problem: str) -> DeliveryError:
        server = self._server
        return DeliveryError(
            reason=f"mail server {server.host}:{server.port} {problem}", retry_after=_MENDING
        )

    async def _hand_over(self, client: aiosmtplib.SMTP, key: str, mail: bytes) -> Receipt:
        await client.mail(read_address(self._server.sender).addr_spec)
        had = self._taken.get(key, frozenset())
        everyone = dict.fromkeys(read_address(address).addr_spec for address in self._receiver.to)
        refusals = await _ask(client, [address for address in everyone if address not in had])
        later = {address: said for address, said in refusals.items() if _is_for_now(said)}
        took = had.union(address for address in everyone if address not in refusals)
        if took == had:
            return self._close_without(key, refusals, later)
        code, said = await client.data(
            mail, timeout=self._server.timeout_seconds * FINAL_REPLY_FACTOR
        )
        if later:
            self._remember(key, took)
            raise DeliveryError(
                reason=f"not yet taken by {self._list(later)}; the others have it", reached=True
            )
        self._taken.pop(key, None)
        return self._receipt(self._quote(code, said), refusals)

    def _close_without(
        self, key: str, refusals: dict[str, _Refusal], later: dict[str, _Refusal]
    ) -> Receipt:
        if later:
            raise DeliveryError(reason=f"not yet taken by {self._list(later)}")
        if self._taken.pop(key, None):
            return self._receipt("taken before", refusals)
        raise DeliveryError(
            reason=f"refused for every recipient: {self._list(refusals)}", permanent=True
        )

    def _receipt(self, said: str, refusals: dict[str, _Refusal]) -> Receipt:
        if not refusals:
            return Receipt(detail=said)
        return Receipt(detail=f"{said}; refused for {self._list(refusals)}")

    def _list(self, refusals: dict[str, _Refusal]) -> str:
        return "; ".join(
            f"{address} ({self._quote(said.code, said.message)})"
            for address, said in refusals.items()
        )

    def _remember(self, key: str, took: frozenset[str]) -> None:
        while len(self._taken) >= _REMEMBERED:
            del self._taken[next(iter(self._taken))]
        self._taken[key] = took

    def _explain(self, error: Exception) -> DeliveryError:
        cause = error.__cause__ if isinstance(error, aiosmtplib.SMTPConnectError) else error
        if isinstance(cause, ssl.SSLError):
            return self._untrusted(cause)
        if isinstance(error, aiosmtplib.SMTPResponseException):
            return self._explain_answer(error)
        said = self._hide(str(error)) or type(error).__name__
        return self._failed(f"did not finish: {said}")

    def _explain_answer(self, error: aiosmtplib.SMTPResponseException) -> DeliveryError:
        said = self._quote(error.code, error.message)
        if error.code in _SETTINGS_CODES:
            return self._refuse(
                f"wants other settings ({said}); check smtp.tls, smtp.username and password"
            )
        of_message = isinstance(error, aiosmtplib.SMTPSenderRefused | aiosmtplib.SMTPDataError)
        return self._failed(f"answered {said}", permanent=of_message and error.code >= _PERMANENT)

    def _untrusted(self, error: ssl.SSLError) -> DeliveryError:
        why = getattr(error, "verify_message", None) or error.reason or type(error).__name__
        return self._refuse(
            f"could not be trusted ({clean(str(why))}), so nothing was sent; its certificate "
            "must be valid for smtp.host and known to the system or to smtp.ca_file"
        )

    def _failed(self, problem: str, *, permanent: bool = False) -> DeliveryError:
        server = self._server
        reason = f"mail server {server.host}:{server.port} {problem}"
        return DeliveryError(reason=reason, permanent=permanent)

    def _quote(self, code: int, message: str) -> str:
        return f"{code} {self._hide(message)}".rstrip()

    def _hide(self, text: str) -> str:
        """Shorten what a server said and take our secrets out: some echo the command."""
        text = clean(text)
        for secret in _spellings(self._server):
            text = text.replace(secret, "…")
        return shorten(text, 200)


_Refusal = aiosmtplib.SMTPRecipientRefused


async def _ask(client: aiosmtplib.SMTP, recipients: list[str]) -> dict[str, _Refusal]:
    refusals: dict[str, _Refusal] = {}
    for recipient in recipients:
        try:
            await client.rcpt(recipient)
        except _Refusal as refusal:
            refusals[recipient] = refusal
    return refusals


def _is_for_now(refusal: _Refusal) -> bool:
    return refusal.code < _PERMANENT or refusal.code == _TOO_MANY_RECIPIENTS


async def _part(client: aiosmtplib.SMTP) -> None:
    # The server has decided. Were this to fail or be cancelled, its decision would be forgotten,
    # and a message that it took would be sent twice.
    with suppress(aiosmtplib.SMTPException, OSError, asyncio.CancelledError):
        await client.quit(timeout=_QUIT_SECONDS)
    client.close()


def _build_trust(ca_file: str | None) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.SERVER_AUTH)
    if ca_file is not None:
        context.load_verify_locations(cafile=ca_file)
    return context


@cache
def _own_name() -> str:
    name = getfqdn()
    return name if _HOST_NAME.fullmatch(name) else "localhost"


def _spellings(server: SMTPServer) -> tuple[str, ...]:
    """Give the password in every form in which it crosses the wire, longest first."""
    if not server.password:
        return ()
    password = server.password.encode()
    both = b"\0" + (server.username or "").encode() + b"\0" + password
    return (b64encode(both).decode(), b64encode(password).decode(), server.password)
