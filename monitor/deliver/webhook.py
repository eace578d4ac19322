"""Bring an alert to a program as signed JSON.

Network, through `outbound`. Headers as in Standard Webhooks 1.0: `webhook-id` is the same on
every attempt, and `Idempotency-Key` says it again; `webhook-signature` is an HMAC-SHA256 over id,
time and body. Redirects are not followed: they would take the alert where nobody configured.
"""

from __future__ import annotations

import asyncio
import hmac
import json
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from monitor.deliver.posting import LONGEST_POST, asked_pause, explain
from monitor.errors import DeliveryError, FetchError
from monitor.model import Receipt

if TYPE_CHECKING:
    from monitor.model import Message, WebhookReceiver
    from monitor.outbound import OutboundClient, Response

#: "Gone", and the three that say: not this message, however often. All others may be mended.
_FOR_GOOD = {
    400: "it does not understand the message",
    410: "it is gone; remove the receiver from the settings or give it another address",
    413: "it takes no message as large as this",
    422: "it does not take this message",
}
#: The operator's to mend, so asked again seldom.
_MENDING = timedelta(minutes=5)
_MENDABLE = {
    401: "check its secret",
    403: "check its secret and its address",
    404: "check its address",
    405: "check its address: POST is not what is expected there",
}
_REDIRECT = range(300, 400)
_TAKEN = range(200, 300)


class WebhookTransport:
    """Brings messages to one address."""

    longest_send = LONGEST_POST
    #: A program wants every alert by itself.
    takes_digests = False

    def __init__(self, receiver: WebhookReceiver, client: OutboundClient) -> None:
        self._receiver = receiver
        self._client = client

    async def greet(self) -> str | None:
        """Only a message can tell."""
        return None

    async def send(self, message: Message) -> Receipt:
        """Post a message.

        Raises:
            DeliveryError: it was not taken, or the receiver could not be reached.
        """
        failure: DeliveryError
        body = _write(message)
        try:
            async with asyncio.timeout(self.longest_send.total_seconds()):
                response = await self._client.post(
                    self._receiver.url,
                    headers=self._head(message, body),
                    content=body,
                    follow_redirects=False,
                )
        except TimeoutError:
            failure = DeliveryError(reason=f"{self._who}: no free slot")
        except FetchError as error:
            failure = explain(self._who, error)
        else:
            return self._judge(response)
        # Raised out here: the client's error names the URL.
        raise failure

    @property
    def _who(self) -> str:
        return f"webhook receiver {self._receiver.name}"

    def _head(self, message: Message, body: bytes) -> dict[str, str]:
        identity = webhook_id(message.key)
        seconds = str(int((message.attempted_at or datetime.fromtimestamp(0, UTC)).timestamp()))
        head = {
            "Content-Type": "application/json",
            "webhook-id": identity,
            "webhook-timestamp": seconds,
            "Idempotency-Key": identity,
        }
        if self._receiver.secret is not None:
            head["webhook-signature"] = sign(self._receiver.secret, identity, seconds, body)
        return head

    def _judge(self, response: Response) -> Receipt:
        status = response.status_code
        if status in _TAKEN:
            return Receipt(detail=str(status))
        remedy = _FOR_GOOD.get(status) or _MENDABLE.get(status, "")
        if status in _REDIRECT:
            remedy = "redirects are not followed; set the address that it leads to"
        pause = asked_pause(status, response.headers)
        if pause is None and (status in _MENDABLE or status in _REDIRECT):
            pause = _MENDING
        raise DeliveryError(
            reason=f"{self._who} answered {status}{remedy and f': {remedy}'}",
            permanent=status in _FOR_GOOD,
            retry_after=pause,
        )


def webhook_id(key: str) -> str:
    """Give what a receiver knows a message by: the same on every attempt."""
    return f"msg_{sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}"


def sign(secret: bytes, identity: str, seconds: str, body: bytes) -> str:
    """Sign a message as Standard Webhooks 1.0 asks."""
    signed = b".".join((identity.encode(), seconds.encode(), body))
    return f"v1,{b64encode(hmac.new(secret, signed, sha256).digest()).decode()}"


def _write(message: Message) -> bytes:
    written = message.data or {"type": "message", "key": message.key, "text": message.text}
    return json.dumps(written, ensure_ascii=False).encode("utf-8", "replace")
