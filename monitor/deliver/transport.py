"""Open the transport that speaks to a receiver.

Network. `TRANSPORTS` is the table of all kinds; the conformance kit in the tests walks it, so
a new kind cannot be forgotten. Opening makes no connection; `send` does, once per message.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from monitor.deliver.anything import AppriseTransport
from monitor.deliver.slack import SlackTransport
from monitor.deliver.slackbot import SlackBotTransport
from monitor.deliver.smtp import SMTPTransport
from monitor.deliver.webhook import WebhookTransport
from monitor.model import (
    AppriseReceiver,
    EmailReceiver,
    SlackBotReceiver,
    SlackReceiver,
    WebhookReceiver,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import timedelta

    from monitor.model import Message, Receipt, Receiver, SMTPServer
    from monitor.outbound import OutboundClient


class Transport(Protocol):
    """The code that speaks to one receiver; kept open for as long as the program runs."""

    #: The longest that one `send` takes; a lease on a delivery must outlive it.
    longest_send: timedelta
    #: Whether a backlog may go out as one message that lists all.
    takes_digests: bool

    async def send(self, message: Message) -> Receipt:
        """Bring a message.

        Raises:
            DeliveryError: it was not taken; the error says whether trying again makes sense.
        """
        ...

    async def greet(self) -> str | None:
        """Ask whether a message would be taken, without one; None: only a message can tell.

        Raises:
            DeliveryError: it would not.
        """
        ...


def _open_email(receiver: EmailReceiver, smtp: SMTPServer, _: OutboundClient) -> Transport:
    return SMTPTransport(receiver, smtp)


def _open_slack(receiver: SlackReceiver, _: SMTPServer, client: OutboundClient) -> Transport:
    return SlackTransport(receiver, client)


def _open_slack_bot(receiver: SlackBotReceiver, _: SMTPServer, client: OutboundClient) -> Transport:
    return SlackBotTransport(receiver, client)


def _open_webhook(receiver: WebhookReceiver, _: SMTPServer, client: OutboundClient) -> Transport:
    return WebhookTransport(receiver, client)


def _open_apprise(receiver: AppriseReceiver, _: SMTPServer, __: OutboundClient) -> Transport:
    return AppriseTransport(receiver)


TRANSPORTS: Mapping[type[Receiver], Callable[..., Transport]] = {
    EmailReceiver: _open_email,
    SlackReceiver: _open_slack,
    SlackBotReceiver: _open_slack_bot,
    WebhookReceiver: _open_webhook,
    AppriseReceiver: _open_apprise,
}


def open_transport(receiver: Receiver, *, smtp: SMTPServer, client: OutboundClient) -> Transport:
    """Open the transport of this receiver."""
    return TRANSPORTS[type(receiver)](receiver, smtp, client)
