"""Ask a WebSub hub to call us, or to call us no more.

Network. One form, posted through the same gate as everything else: a feed that names our own
machine as its hub reaches nothing. Redirects are followed where they keep the form (307, 308).
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from monitor.fetch.conditional import bad_status

if TYPE_CHECKING:
    from datetime import timedelta

    from monitor.model import SubscriptionMode
    from monitor.outbound import OutboundClient

_FORM: Final = "application/x-www-form-urlencoded"


async def ask_hub(
    client: OutboundClient,
    hub: str,
    *,
    mode: SubscriptionMode,
    topic: str,
    callback: str,
    secret: str | None,
    lease: timedelta,
) -> None:
    """Ask; the hub said yes when this returns, and calls back to see whether we meant it.

    Raises:
        FetchError: it said no (`transient` is false then) or could not be asked.
    """
    form = {
        "hub.mode": mode.value,
        "hub.topic": topic,
        "hub.callback": callback,
        "hub.lease_seconds": str(round(lease.total_seconds())),
        # PubSubHubbub 0.3 demands to be told how; hubs of the Recommendation pass over it.
        "hub.verify": "async",
    }
    if secret is not None:
        form["hub.secret"] = secret
    answer = await client.post(
        hub,
        headers={"Content-Type": _FORM},
        content=urlencode(form).encode(),
        follow_redirects=True,
    )
    if not HTTPStatus.OK <= answer.status_code < HTTPStatus.MULTIPLE_CHOICES:
        raise bad_status(hub, answer)
