"""Every answer carries the policy that keeps a page from doing harm."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.web.headers import HEADERS, SecureHeaders

if TYPE_CHECKING:
    from starlette.types import Message, Receive, Scope, Send


async def answer(scope: Scope, receive: Receive, send: Send) -> None:
    """Be an application that sets a header of its own."""
    headers = [(b"content-type", b"text/html"), (b"referrer-policy", b"unsafe-url")]
    await send({"type": "http.response.start", "status": 404, "headers": headers})
    await send({"type": "http.response.body", "body": b"no"})


async def ask(kind: str = "http") -> list[Message]:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request"}

    await SecureHeaders(answer)({"type": kind}, receive, send)
    return sent


async def test_adds_the_policy_to_whatever_is_answered_and_keeps_the_rest() -> None:
    start, body = await ask()

    headers = {name.decode(): value.decode() for name, value in start["headers"]}
    assert headers == {"content-type": "text/html", **HEADERS}
    assert body["body"] == b"no"


def test_the_policy_lets_no_script_run_in_a_page_and_nothing_in_from_elsewhere() -> None:
    policy = dict(
        directive.split(" ", 1) for directive in HEADERS["content-security-policy"].split("; ")
    )

    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in HEADERS["content-security-policy"]
    assert "*" not in HEADERS["content-security-policy"]
    assert "http" not in HEADERS["content-security-policy"]
