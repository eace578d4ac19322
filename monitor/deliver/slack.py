"""Bring a message to a Slack incoming webhook.

Network, through `outbound`. The URL is the secret: whoever has it can post. It appears in no
error and no repr; what Slack answers is quoted only where it is one of Slack's own words.
A webhook has no idempotency key, so a send that timed out and is tried again may appear twice;
and it cannot change what it posted, so of a story it brings the first report and escalations.
"""

from __future__ import annotations

import asyncio
import json
import re
from typing import TYPE_CHECKING

from monitor.deliver.letters import clean, escape_mrkdwn, fit
from monitor.deliver.posting import LONGEST_POST, asked_pause, explain, passes
from monitor.errors import DeliveryError, FetchError
from monitor.model import Receipt, Thread

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitor.model import Message, SlackReceiver
    from monitor.outbound import OutboundClient, Response

#: Slack cuts `text` at 40,000 and shows some hundred in a notification.
_LONGEST_FALLBACK = 2_000
#: Slack's error words look so; anything else may hold what was sent, the URL among it.
WORD = re.compile(r"[a-z][a-z_]{1,59}")

#: Slack's words for faults of its own, whatever the status says.
PASSING_WORDS = frozenset(
    {"fatal_error", "internal_error", "ratelimited", "rate_limited", "request_timeout",
     "rollup_error", "service_unavailable", "team_added_to_org", "org_login_required"}
)  # fmt: skip
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
#: A webhook does not say what it posted.
_NO_ROOT = "-"
_UPDATE_HELD = (
    "not sent: a Slack webhook cannot change its message; the story is told here again when it "
    "escalates"
)


class SlackTransport:
    """Brings messages to one incoming webhook."""

    longest_send = LONGEST_POST
    takes_digests = True

    def __init__(self, receiver: SlackReceiver, client: OutboundClient) -> None:
        self._receiver = receiver
        self._client = client

    async def greet(self) -> str | None:
        """Only a message can tell."""
        return None

    async def send(self, message: Message) -> Receipt:
        """Post a message.

        Raises:
            DeliveryError: Slack did not take it, or could not be reached.
        """
        if message.is_update and message.thread is not None:
            return Receipt(detail=_UPDATE_HELD, sent=False)
        failure: DeliveryError
        payload = write_payload(message)
        try:
            async with asyncio.timeout(self.longest_send.total_seconds()):
                response = await self._client.post(self._receiver.webhook_url, json=payload)
        except TimeoutError:
            failure = DeliveryError(reason=f"Slack receiver {self._receiver.name}: no free slot")
        except FetchError as error:
            failure = explain(f"Slack receiver {self._receiver.name}", error)
        else:
            return self._judge(response)
        # Raised out here: the client's error names the URL.
        raise failure

    def _judge(self, response: Response) -> Receipt:
        ok, word = _read(response.body)
        status = response.status_code
        if status == 200 and ok:  # noqa: PLR2004 - OK
            # What it posted has no name that could be replied to; that it was told is known.
            return Receipt(detail="ok", thread=Thread(root=_NO_ROOT))
        remedy = _REMEDIES.get(word or "", "")
        raise DeliveryError(
            reason=f"Slack receiver {self._receiver.name} answered {status}"
            f"{f' {word}' if word else ''}{f': {remedy}' if remedy else ''}",
            permanent=not _passes(status, word),
            retry_after=asked_pause(status, response.headers),
        )


def write_payload(message: Message) -> dict[str, object]:
    """Write what Slack is to show."""
    return {
        **write_content(message, message.subject, message.blocks),
        "unfurl_links": False,
        "unfurl_media": False,
    }


def write_content(
    message: Message, subject: str, blocks: tuple[dict[str, object], ...]
) -> dict[str, object]:
    """Write blocks and their fallback."""
    # With blocks, `text` is what notifications show; without, it is the message.
    fallback = subject if blocks else message.text
    content: dict[str, object] = {"text": fit(fallback, _LONGEST_FALLBACK, _escape_lines)}
    if blocks:
        content["blocks"] = list(blocks)
    return content


def _escape_lines(text: str) -> str:
    return "\n".join(escape_mrkdwn(clean(line)) for line in text.split("\n"))


def _read(body: bytes) -> tuple[bool, str | None]:
    """Read an answer: whether it says ok, and Slack's word for what is wrong."""
    text = body[:4_096].decode("utf-8", "replace").strip()
    if text == "ok":
        return True, None
    if WORD.fullmatch(text):
        return False, text
    return read_answer(text)[:2]


def read_answer(text: str) -> tuple[bool, str | None, Mapping[str, object]]:
    """Read an answer in JSON: whether it says ok, Slack's word for what is wrong, and the rest."""
    try:
        answer = json.loads(text)
    except ValueError:
        return False, None, {}
    if not isinstance(answer, dict):
        return False, None, {}
    word = answer.get("error")
    known = isinstance(word, str) and WORD.fullmatch(word)
    return answer.get("ok") is True, word if known else None, answer


def _passes(status: int, word: str | None) -> bool:
    """Say whether trying again may help."""
    if passes(status) or word in PASSING_WORDS:
        return True
    # A 200 that is not Slack's is a proxy or a login page in between.
    return status == 200 and word is None  # noqa: PLR2004 - OK
