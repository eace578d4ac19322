"""Bring a message to a Slack channel as a bot, in threads, and find what was brought before.

Network, through `outbound`. Every message carries the delivery's key in its metadata. Slack
knows no idempotency keys, so before an uncertain message is posted again, the channel (or the
thread) is looked through for its key. A later report changes the story's first message, which
may be repeated, and then posts into its thread, which may not and therefore comes last.
"""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode

from monitor.deliver.posting import LONGEST_POST, asked_pause, explain, passes
from monitor.deliver.slack import PASSING_WORDS, read_answer, write_content, write_payload
from monitor.errors import DeliveryError, FetchError
from monitor.model import Receipt, Thread

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from monitor.model import Message, SlackBotReceiver
    from monitor.outbound import OutboundClient, Response

EVENT_TYPE = "monitor_alert"
#: Methods that read take no JSON.
_WRITES = frozenset({"chat.postMessage", "chat.update"})
_JSON = "application/json; charset=utf-8"
_FORM = "application/x-www-form-urlencoded"
#: An earlier attempt is looked for so long before the alert: clocks differ.
_MARGIN = timedelta(hours=1)
_PAGE = 200
#: 2,000 messages since the alert; a channel that is busier is not read to its end.
_MOST_PAGES = 10
#: What Slack says when a message that we posted was deleted.
_DELETED = frozenset({"message_not_found", "thread_not_found"})
#: What it says when one may not be changed any more; its thread is still there.
_FIXED = frozenset({"cant_update_message", "edit_window_closed"})
#: What to do about Slack's words.
_REMEDIES = {
    "account_inactive": "the bot was removed; install the app again and copy its new token",
    "channel_not_found": "copy the channel's ID from its details, and invite the bot if it is "
    "private",
    "invalid_auth": "copy the bot token again from Slack",
    "invalid_blocks": "a fault of monitor, please report it",
    "is_archived": "unarchive the channel, or name another",
    "missing_scope": "give the app the scope chat:write and install it again",
    "msg_blocks_too_long": "a fault of monitor, please report it",
    "not_authed": "set the receiver's token",
    "not_in_channel": "invite the bot to the channel",
    "restricted_action": "an administrator has restricted the channel",
    "token_expired": "copy the bot token again from Slack; tokens that rotate do not work here",
    "token_revoked": "install the app again and copy its new token",
}


class SaidNo(DeliveryError):  # noqa: N818 - what Slack did
    """Slack answered something else than ok."""

    def __init__(
        self, word: str | None, *, reason: str, permanent: bool, retry_after: timedelta | None
    ) -> None:
        super().__init__(reason=reason, permanent=permanent, retry_after=retry_after)
        self.word = word


class _Posted(NamedTuple):
    """A message that stands in Slack."""

    place: str
    timestamp: str


class SlackBotTransport:
    """Brings messages to one channel."""

    longest_send = LONGEST_POST * 2
    takes_digests = True

    def __init__(self, receiver: SlackBotReceiver, client: OutboundClient) -> None:
        self._receiver = receiver
        self._client = client

    async def send(self, message: Message) -> Receipt:
        """Post a message, unless it stands there already.

        Raises:
            DeliveryError: Slack did not take it, or could not be reached.
        """
        try:
            async with asyncio.timeout(self.longest_send.total_seconds()):
                return await self._bring(message)
        except TimeoutError:
            failure = DeliveryError(reason=f"{self._who}: no free slot")
        raise failure

    async def greet(self) -> str | None:
        """Ask Slack who the token is."""
        answer = await self._call("auth.test", {})
        return f"Slack knows the token: {_text(answer.get('user'))} in {_text(answer.get('team'))}"

    @property
    def _who(self) -> str:
        return f"Slack receiver {self._receiver.name}"

    async def _bring(self, message: Message) -> Receipt:
        thread = message.thread
        note = ""
        if message.uncertain:
            found, note = await self._find(message, thread)
            if found is not None:
                return _receipt(found, thread, "stood there already")
        if thread is not None and message.opening_blocks:
            thread = await self._update(message, thread)
        try:
            posted = await self._post(message, thread)
        except SaidNo as error:
            if thread is None or error.word not in _DELETED:
                raise
            thread = None
            posted = await self._post(message, None)
        return _receipt(posted, thread, note)

    async def _post(self, message: Message, thread: Thread | None) -> _Posted:
        payload = {
            "channel": self._place(thread),
            **write_payload(message),
            "metadata": {"event_type": EVENT_TYPE, "event_payload": {"key": message.key}},
        }
        if thread is not None:
            payload["thread_ts"] = thread.root
            # An update is for those who follow the thread; an escalation is for the channel.
            payload["reply_broadcast"] = not message.is_update
        answer = await self._call("chat.postMessage", payload)
        return _Posted(
            _text(answer.get("channel")) or self._receiver.channel, _text(answer.get("ts"))
        )

    async def _update(self, message: Message, thread: Thread) -> Thread | None:
        """Let the story's first message say what is known by now; None: it was deleted."""
        content = write_content(message, message.opening_subject, message.opening_blocks)
        try:
            await self._call(
                "chat.update", {"channel": self._place(thread), "ts": thread.root, **content}
            )
        except SaidNo as error:
            if error.word in _DELETED:
                return None
            if error.word not in _FIXED:
                raise
        return thread

    async def _find(self, message: Message, thread: Thread | None) -> tuple[_Posted | None, str]:
        """Look for a message that an earlier attempt may have brought."""
        try:
            found = await self._look(message, thread)
            if found is None and thread is not None:
                # The earlier attempt may have found the thread deleted.
                found = await self._look(message, None)
        except SaidNo as error:
            if not error.permanent:
                raise
            # The app may not read the channel: then it may stand there twice.
            return None, f"may stand there twice: {error.word} when looking for it"
        return found, ""

    async def _look(self, message: Message, thread: Thread | None) -> _Posted | None:
        asked = {
            "channel": self._place(thread),
            "include_all_metadata": "true",
            "limit": str(_PAGE),
        }
        if message.written_at is not None:
            asked["oldest"] = f"{(message.written_at - _MARGIN).timestamp():.6f}"
        method = "conversations.history"
        if thread is not None:
            method, asked["ts"] = "conversations.replies", thread.root
        for _ in range(_MOST_PAGES):
            answer = await self._call(method, asked)
            for timestamp, key in _read_keys(answer):
                if key == message.key:
                    return _Posted(asked["channel"], timestamp)
            metadata = answer.get("response_metadata")
            cursor = _text(metadata.get("next_cursor")) if isinstance(metadata, dict) else ""
            if not cursor:
                break
            asked["cursor"] = cursor
        return None

    def _place(self, thread: Thread | None) -> str:
        return self._receiver.channel if thread is None else thread.place or self._receiver.channel

    async def _call(self, method: str, arguments: Mapping[str, object]) -> Mapping[str, object]:
        """Call a method of Slack's API.

        Raises:
            DeliveryError: it could not be reached, or did not do it.
        """
        failure: DeliveryError
        try:
            response = await self._client.post(
                f"{self._receiver.api_url}/{method}",
                headers={
                    "Authorization": f"Bearer {self._receiver.token}",
                    "Content-Type": _JSON if method in _WRITES else _FORM,
                },
                content=_encode(arguments) if method in _WRITES else _encode_form(arguments),
            )
        except FetchError as error:
            failure = explain(self._who, error)
        else:
            return self._judge(method, response)
        # Raised out here, away from the client's error.
        raise failure

    def _judge(self, method: str, response: Response) -> Mapping[str, object]:
        ok, word, answer = read_answer(response.body.decode("utf-8", "replace"))
        status = response.status_code
        if status == 200 and ok:  # noqa: PLR2004 - OK
            return answer
        remedy = _REMEDIES.get(word or "", "")
        said = f" {word}" if word else ""
        raise SaidNo(
            word,
            reason=f"{self._who}: {method} answered {status}{said}{remedy and f': {remedy}'}",
            permanent=not _may_pass(status, word),
            retry_after=asked_pause(status, response.headers),
        )


def _may_pass(status: int, word: str | None) -> bool:
    if passes(status) or word in PASSING_WORDS:
        return True
    return status == 200 and word is None  # noqa: PLR2004 - a proxy or a login page in between


def _receipt(posted: _Posted, thread: Thread | None, note: str) -> Receipt:
    detail = f"{posted.place} {posted.timestamp}"
    opened = Thread(root=posted.timestamp, place=posted.place) if thread is None else None
    return Receipt(detail=f"{detail}; {note}" if note else detail, thread=opened)


def _read_keys(answer: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Give timestamp and key of the messages that are ours."""
    messages = answer.get("messages")
    for message in messages if isinstance(messages, list) else ():
        metadata = message.get("metadata") if isinstance(message, dict) else None
        payload = metadata.get("event_payload") if isinstance(metadata, dict) else None
        if isinstance(metadata, dict) and isinstance(payload, dict):
            yield _text(message.get("ts")), _text(payload.get("key"))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _encode_form(arguments: Mapping[str, object]) -> bytes:
    return urlencode({name: str(value) for name, value in arguments.items()}).encode()


def _encode(arguments: Mapping[str, object]) -> bytes:
    return json.dumps(arguments, ensure_ascii=False).encode("utf-8", "replace")
