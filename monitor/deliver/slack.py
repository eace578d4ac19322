"""Bring a message to a Slack incoming webhook.

Network, through `outbound`. The URL is the secret: whoever has it can post. It appears in no
error and no repr; what Slack answers is quoted only where it is one of Slack's own words.
A webhook has no idempotency key, so a send that timed out and is tried again may appear twice.
"""

from __future__ import annotations

import asyncio
import json
import re
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.deliver.letters import clean, escape_mrkdwn, fit
from monitor.errors import (
    AddressRefused,
    ConnectFailed,
    DeliveryError,
    FetchError,
    FetchTimeout,
)
from monitor.model import Receipt
from monitor.outbound import read_retry_after

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitor.model import Message, SlackReceiver
    from monitor.outbound import OutboundClient, Response

#: Slack cuts `text` at 40,000 and shows some hundred in a notification.
_LONGEST_FALLBACK = 2_000
#: What a 429 without `Retry-After` asks for.
_DEFAULT_RETRY = timedelta(seconds=30)
#: A receiver that asks for more has misread its clock.
_LONGEST_RETRY = timedelta(hours=24)
_SHORTEST_RETRY = timedelta(seconds=1)
#: Slack's error words look so; anything else may hold what was sent, the URL among it.
_WORD = re.compile(r"[a-z][a-z_]{1,59}")

#: Statuses below 500 that pass by themselves: timeout, too early, too many.
_PASSING = frozenset({408, 425, 429})
#: Slack's words for faults of its own, whatever the status says.
_PASSING_WORDS = frozenset(
    {"fatal_error", "internal_error", "ratelimited", "rate_limited", "request_timeout",
     "rollup_error", "service_unavailable"}
)  # fmt: skip
_OBSTACLES: Mapping[type[FetchError], str] = {
    AddressRefused: "the address guard refused to call it; check webhook_url, and "
    "fetch.allow_private if it is meant to be inside your network",
    ConnectFailed: "no connection",
    FetchTimeout: "no answer within the deadline",
}
#: What to do about Slack's words.
_REMEDIES = {
    "action_prohibited": "an administrator has restricted the channel",
    "channel_is_archived": "unarchive the channel, or make a webhook for another",
    "channel_not_found": "make a webhook for a channel that exists",
    "invalid_payload": "a fault of monitor, please report it",
    "invalid_token": "copy the webhook URL again from Slack",
    "no_active_hooks": "the webhook was switched off; make a new one",
    "no_service": "the webhook was removed or switched off; make a new one",
    "no_team": "copy the webhook URL again from Slack",
    "user_not_found": "make a webhook for a channel that exists",
}


class SlackTransport:
    """Brings messages to one incoming webhook."""

    #: Above the outbound client's deadline, which does not count the wait for a free slot.
    longest_send = timedelta(minutes=2)

    def __init__(self, receiver: SlackReceiver, client: OutboundClient) -> None:
        self._receiver = receiver
        self._client = client

    async def send(self, message: Message) -> Receipt:
        """Post a message.

        Raises:
            DeliveryError: Slack did not take it, or could not be reached.
        """
        failure: DeliveryError
        payload = _payload(message)
        try:
            async with asyncio.timeout(self.longest_send.total_seconds()):
                response = await self._client.post(self._receiver.webhook_url, json=payload)
        except TimeoutError:
            failure = DeliveryError(reason=f"Slack receiver {self._receiver.name}: no free slot")
        except FetchError as error:
            failure = self._explain(error)
        else:
            return self._judge(response)
        # Raised out here: the client's error names the URL.
        raise failure

    def _explain(self, error: FetchError) -> DeliveryError:
        # The error's own words name the URL.
        what = _OBSTACLES.get(type(error), "the connection broke before the answer was whole")
        return DeliveryError(
            reason=f"Slack receiver {self._receiver.name}: {what}",
            permanent=not error.transient,
            retry_after=error.retry_after,
        )

    def _judge(self, response: Response) -> Receipt:
        ok, word = _read(response.body)
        status = response.status_code
        if status == 200 and ok:  # noqa: PLR2004 - OK
            return Receipt(detail="ok")
        remedy = _REMEDIES.get(word or "", "")
        raise DeliveryError(
            reason=f"Slack receiver {self._receiver.name} answered {status}"
            f"{f' {word}' if word else ''}{f': {remedy}' if remedy else ''}",
            permanent=not _passes(status, word),
            retry_after=_retry_after(status, response.headers),
        )


def _payload(message: Message) -> dict[str, object]:
    # With blocks, `text` is what notifications show; without, it is the message.
    fallback = message.subject if message.blocks else message.text
    payload: dict[str, object] = {
        "text": fit(fallback, _LONGEST_FALLBACK, _escape_lines),
        "unfurl_links": False,
        "unfurl_media": False,
    }
    if message.blocks:
        payload["blocks"] = list(message.blocks)
    return payload


def _escape_lines(text: str) -> str:
    return "\n".join(escape_mrkdwn(clean(line)) for line in text.split("\n"))


def _read(body: bytes) -> tuple[bool, str | None]:
    """Read an answer: whether it says ok, and Slack's word for what is wrong."""
    text = body[:4_096].decode("utf-8", "replace").strip()
    if text == "ok":
        return True, None
    if _WORD.fullmatch(text):
        return False, text
    try:
        answer = json.loads(text)
    except ValueError:
        return False, None
    if not isinstance(answer, dict):
        return False, None
    word = answer.get("error")
    known = isinstance(word, str) and _WORD.fullmatch(word)
    return answer.get("ok") is True, word if known else None


def _passes(status: int, word: str | None) -> bool:
    """Say whether trying again may help."""
    if status >= 500 or status in _PASSING or word in _PASSING_WORDS:  # noqa: PLR2004 - server's
        return True
    # A 200 that is not Slack's is a proxy or a login page in between.
    return status == 200 and word is None  # noqa: PLR2004 - OK


def _retry_after(status: int, headers: Mapping[str, str]) -> timedelta | None:
    asked = read_retry_after(headers.get("Retry-After"), headers.get("Date"))
    if asked is None:
        return _DEFAULT_RETRY if status == 429 else None  # noqa: PLR2004 - Too Many Requests
    return min(max(asked, _SHORTEST_RETRY), _LONGEST_RETRY)
