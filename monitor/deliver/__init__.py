"""How do we tell them, and what came of it?

Network. Takes a leased delivery and renders it to a `Message` (mail text, mail HTML, Slack
blocks, JSON); opens the transport of a receiver, which brings the message and gives a `Receipt`
or raises `DeliveryError`; and says what to record of the attempt. Touches SMTP servers and
Apprise's services directly, Slack and webhooks through `outbound`; reads its templates. Never
decides whom to tell, and never stores, waits or tries again by itself.
"""

from __future__ import annotations

from monitor.deliver.backlog import render_outage
from monitor.deliver.rehearsal import rehearse
from monitor.deliver.render import render, render_test, render_turn
from monitor.deliver.retrying import next_report_at, plan_attempt
from monitor.deliver.style import Style, open_style
from monitor.deliver.transport import Transport, open_transport

__all__ = [
    "Style",
    "Transport",
    "next_report_at",
    "open_style",
    "open_transport",
    "plan_attempt",
    "rehearse",
    "render",
    "render_outage",
    "render_test",
    "render_turn",
]
