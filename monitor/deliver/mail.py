"""Build the mail of a message so that no feed can write a header of it.

Pure. Multipart/alternative, ASCII on the wire, the same bytes on every attempt:
`Message-ID` comes from the delivery's key, `Date` from the alert. What was built is parsed
again and its headers compared: on CPython 3.11.7 `EmailMessage` turns an encoded word with a
line break in it into a header of its own (RELIABILITY §0.4), which `clean_subject` defuses.
"""

from __future__ import annotations

import re
from email import message_from_bytes
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from hashlib import sha256
from typing import TYPE_CHECKING

from monitor.deliver.letters import clean_subject
from monitor.errors import DeliveryError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.model import Message

#: No 8-bit data: works with every server, whatever extensions it has.
POLICY = SMTP.clone(cte_type="7bit")
_BAD_IN_ADDRESS = re.compile(r"[\s<>\"(),:;\\\x00-\x1f\x7f-\x9f]")
_MESSAGE_ID = re.compile(r"<[A-Za-z0-9]{1,64}@[A-Za-z0-9.\[\]:-]{1,255}>")
_BAD_IN_LIST_ID = re.compile(r"[^A-Za-z0-9-]+")


def build_mail(message: Message, *, sender: str, to: Sequence[str]) -> bytes:
    """Build the mail, ready to be sent.

    Raises:
        DeliveryError: an address of the settings cannot be used, or the headers did not come
            out as they were meant.
    """
    origin = read_address(sender)
    mail = EmailMessage(policy=POLICY)
    answers = f"Re: {message.answers}" if message.answers else message.subject
    mail["Subject"] = clean_subject(answers)
    mail["From"] = origin
    mail["To"] = [read_address(address) for address in to]
    if message.written_at is not None:
        mail["Date"] = format_datetime(message.written_at)
    mail["Message-ID"] = message_id(message.key, origin.domain)
    if message.thread is not None:
        # What we built ourselves on the first mail, but it comes back from a database.
        mail["In-Reply-To"] = mail["References"] = _read_id(message.thread.root)
    mail["Auto-Submitted"] = "auto-generated"
    if message.topic is not None:
        mail["List-Id"] = _list_id(message.topic, origin.domain)
    mail.set_content(_encodable(message.text))
    mail.add_alternative(_encodable(message.html), subtype="html")
    # Underscore after "=" occurs in neither base64 nor quoted-printable.
    mail.set_boundary(f"=_{_digest(message.key)}")
    built = mail.as_bytes()
    _check(built, mail)
    return built


def message_id(key: str, domain: str) -> str:
    """Give the Message-ID of a delivery: the same on every attempt."""
    return f"<{_digest(key)}@{domain}>"


def _read_id(root: str) -> str:
    if _MESSAGE_ID.fullmatch(root):
        return root
    raise DeliveryError(
        reason=f"{root!r} is no Message-ID that could be replied to: a fault of monitor, "
        "please report it",
        permanent=True,
    )


def read_address(text: str) -> Address:
    """Read `desk@example.org` or `Desk <desk@example.org>` from the settings.

    Raises:
        DeliveryError: it is not an address that mail can be sent to.
    """
    name, spec = parseaddr(text)
    local, _, domain = spec.rpartition("@")
    try:
        domain = domain.encode("idna").decode("ascii")
        # The parser mends what it reads; an address that needed mending is a mistyped one.
        usable = text.isprintable() and spec in text and local.isascii()
        if local and domain and usable and not _BAD_IN_ADDRESS.search(local + domain):
            return Address(clean_subject(name), local, domain)
    except (ValueError, MessageError):
        pass
    raise DeliveryError(
        reason=f"{text!r} is not an address that mail can be sent with; correct it in the settings"
    )


def _digest(key: str) -> str:
    return sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _list_id(topic: str, domain: str) -> str:
    name = _BAD_IN_LIST_ID.sub("-", topic).strip("-")
    if name != topic or len(name) > 100:  # noqa: PLR2004 - what fits in one header line
        # Another name that is spelled alike must not become the same list.
        name = f"{name[:60].strip('-')}-{_digest(topic)[:8]}".lstrip("-")
    return f"<{name}.monitor.{domain}>"


def _encodable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def _check(built: bytes, mail: EmailMessage) -> None:
    wanted = sorted(name.lower() for name in mail.keys())  # noqa: SIM118 - repeated ones count
    found = sorted(name.lower() for name in message_from_bytes(built, policy=POLICY).keys())  # noqa: SIM118
    if found != wanted:
        raise DeliveryError(
            reason=f"the mail's headers came out as {', '.join(found)}: a fault of monitor, "
            "please report it",
            permanent=True,
        )
