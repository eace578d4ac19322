"""Take mail on 127.0.0.1 as a real SMTP server does, and misbehave as told.

Process. aiosmtpd in a thread of its own, so that sync tests and started processes can use it.

    with SmtpServer() as server:
        server.reply("RCPT", "550 5.1.1 no such user", to="gone@example.org")
        ...                                   # send to server.host, server.port
        mails = server.wait_for(1)
"""

from __future__ import annotations

import asyncio
import ssl
import tempfile
import threading
import time
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

import trustme
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from monitor.model import SMTPServer, TLSMode

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A mail that the server took."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes
    message: EmailMessage
    #: It came over TLS.
    encrypted: bool
    #: Who was logged in.
    username: str | None

    def part(self, subtype: str) -> str:
        """Give the text of the `plain` or `html` part."""
        body = self.message.get_body((subtype,))
        assert body is not None, f"no {subtype} part"
        return str(body.get_content())


@dataclass(slots=True, kw_only=True)
class Fault:
    """A misbehavior at one place; a reply of None is silence, an empty one a dropped line."""

    #: CONNECT, EHLO, STARTTLS, AUTH, MAIL, RCPT, DATA, END (the final dot) or QUIT.
    at: str
    reply: str | None
    #: Only for this recipient.
    to: str | None
    #: How often it happens; None for always.
    times: int | None


class SmtpServer:
    """A scripted SMTP server; use as a context manager."""

    host = "127.0.0.1"

    def __init__(
        self,
        *,
        tls: TLSMode = TLSMode.NONE,
        username: str | None = None,
        password: str | None = None,
        certificate_for: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        self.tls = tls
        self.username = username
        self.password = password
        self.port = port
        self.mails: list[Mail] = []
        self.connections = 0
        #: Every command line that was received, in order, without AUTH's arguments.
        self.commands: list[str] = []
        self._certificate_for = certificate_for
        self._faults: list[Fault] = []
        self._open: set[_Connection] = set()
        self._changed = threading.Condition()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._listener: asyncio.Server | None = None
        self._folder = tempfile.TemporaryDirectory()
        self._context: ssl.SSLContext | None = None

    # -- what tests read ---------------------------------------------------------------------

    @property
    def ca_file(self) -> str:
        """PEM file of the authority that signed the server's certificate."""
        return str(Path(self._folder.name) / "ca.pem")

    def settings(
        self,
        *,
        sender: str = "monitor@example.org",
        timeout_seconds: float = 5.0,
        tls: TLSMode | None = None,
        trusted: bool = True,
    ) -> SMTPServer:
        """Give the settings with which a client reaches this server."""
        return SMTPServer(
            host=self.host,
            port=self.port,
            username=self.username,
            password=self.password,
            tls=self.tls if tls is None else tls,
            sender=sender,
            ca_file=self.ca_file if trusted and self.tls is not TLSMode.NONE else None,
            timeout_seconds=timeout_seconds,
        )

    def wait_for(self, count: int, timeout: float = 10.0) -> list[Mail]:
        """Wait until so many mails were taken."""
        deadline = time.monotonic() + timeout
        with self._changed:
            while len(self.mails) < count:
                if not self._changed.wait(deadline - time.monotonic()):
                    message = f"{len(self.mails)} of {count} mails after {timeout} s"
                    raise AssertionError(message)
            return list(self.mails)

    # -- how tests make it misbehave ---------------------------------------------------------

    def reply(
        self, at: str, reply: str, *, to: str | None = None, times: int | None = None
    ) -> None:
        """Answer so instead of doing what was asked."""
        self._faults.append(Fault(at=at, reply=reply, to=to, times=times))

    def stay_silent(self, at: str, *, times: int | None = None) -> None:
        """Never answer; at END the mail is taken all the same."""
        self._faults.append(Fault(at=at, reply=None, to=None, times=times))

    def drop(self, at: str, *, times: int | None = None) -> None:
        """Cut the connection; at END the mail is taken all the same."""
        self._faults.append(Fault(at=at, reply="", to=None, times=times))

    def heal(self) -> None:
        """Behave from now on."""
        self._faults.clear()

    # -- how it runs -------------------------------------------------------------------------

    def __enter__(self) -> Self:
        if self.tls is not TLSMode.NONE:
            self._make_certificate()
        self._thread.start()
        self._run(self._listen())
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Be gone: connections are cut, new ones refused."""
        if self._loop.is_closed():
            return
        self._run(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self._folder.cleanup()

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    def _make_certificate(self) -> None:
        authority = trustme.CA()
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(self._certificate_for).configure_cert(self._context)
        authority.cert_pem.write_to_path(self.ca_file)

    async def _listen(self) -> None:
        implicit = self._context if self.tls is TLSMode.IMPLICIT else None
        self._listener = await self._loop.create_server(
            self._connect, self.host, self.port, ssl=implicit
        )
        self.port = self._listener.sockets[0].getsockname()[1]

    def _connect(self) -> _Connection:
        starttls = self._context if self.tls is TLSMode.STARTTLS else None
        connection = _Connection(
            self,
            hostname="mail.example.org",
            ident="test",
            tls_context=starttls,
            auth_require_tls=starttls is not None,
            auth_exclude_mechanism=[] if self.username is not None else ["LOGIN", "PLAIN"],
            authenticator=self._authenticate,
            loop=self._loop,
        )
        self._open.add(connection)
        return connection

    async def _close(self) -> None:
        assert self._listener is not None
        self._listener.close()
        for connection in self._open:
            connection.end()
        await self._listener.wait_closed()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        # Transports close one turn of the loop after they were told to.
        await asyncio.sleep(0.01)

    # -- what connections ask ----------------------------------------------------------------

    def note(self, command: str) -> None:
        self.commands.append(command)

    def note_connection(self) -> None:
        self.connections += 1

    def take_fault(self, at: str, argument: str) -> Fault | None:
        for fault in self._faults:
            if fault.at != at or fault.times == 0:
                continue
            if fault.to is not None and f"<{fault.to}>" not in argument:
                continue
            if fault.times is not None:
                fault.times -= 1
            return fault
        return None

    def take_mail(self, mail: Mail) -> None:
        with self._changed:
            self.mails.append(mail)
            self._changed.notify_all()

    def _authenticate(self, *asked: object) -> AuthResult:
        data = asked[-1]
        assert isinstance(data, LoginPassword)
        login, password = data.login.decode(), data.password.decode()
        if (login, password) != (self.username, self.password):
            return AuthResult(success=False, handled=False)
        return AuthResult(success=True, auth_data=login)

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, _: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.username is not None and not session.authenticated:
            return "530 5.7.0 Authentication required"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: _Connection, session: Session, envelope: Envelope
    ) -> str:
        self.note("END")
        fault = self.take_fault("END", "")
        if fault is not None and fault.reply:
            return fault.reply
        self.take_mail(_read_mail(server, session, envelope))
        if fault is not None:
            await server.suffer(fault)
        return f"250 2.0.0 OK queued as {len(self.mails)}"


class _Connection(SMTP):
    """One client, with a look at the script before each command."""

    def __init__(self, owner: SmtpServer, **options: Any) -> None:
        super().__init__(owner, **options)
        self._owner = owner
        for name, method in self._smtp_methods.items():
            self._smtp_methods[name] = self._script(name, method)

    def _script(
        self, name: str, method: Callable[[str], Coroutine[Any, Any, None]]
    ) -> Callable[[str], Coroutine[Any, Any, None]]:
        async def scripted(argument: str) -> None:
            self._owner.note(name if name == "AUTH" else f"{name} {argument or ''}".strip())
            fault = self._owner.take_fault(name, argument or "")
            if fault is None:
                await method(argument)
            elif fault.reply:
                await self.push(fault.reply)
            else:
                await self.suffer(fault)

        return scripted

    async def _handle_client(self) -> None:
        self._owner.note_connection()
        fault = self._owner.take_fault("CONNECT", "")
        if fault is None:
            await super()._handle_client()
        elif fault.reply:
            await self.push(fault.reply)
            self._writer.close()
        else:
            await self.suffer(fault)

    async def suffer(self, fault: Fault) -> None:
        if fault.reply is None:
            await asyncio.Event().wait()
        self.end()
        await asyncio.Event().wait()

    def end(self) -> None:
        for transport in (self.transport, self._original_transport):
            if isinstance(transport, asyncio.WriteTransport):
                transport.abort()


def _read_mail(server: _Connection, session: Session, envelope: Envelope) -> Mail:
    raw = envelope.original_content
    assert raw is not None
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert server.transport is not None
    return Mail(
        sender=envelope.mail_from or "",
        recipients=tuple(envelope.rcpt_tos),
        raw=raw,
        message=message,
        encrypted=server.transport.get_extra_info("ssl_object") is not None,
        username=session.auth_data if session.authenticated else None,
    )
