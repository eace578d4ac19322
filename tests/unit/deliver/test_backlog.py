"""Digests of a backlog and reports of outages: all in it, within every limit, nothing injected."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from monitor.deliver import render, render_outage
from monitor.deliver.backlog import render_backlog
from monitor.deliver.mail import build_mail
from monitor.model import AlertId, OutageKind, OutageReport, Priority
from tests.support.deliveries import NOON, make_leased, make_reported
from tests.support.hostile import HOSTILE


def make_alerts(count: int, **values):
    leased = make_leased(priority=Priority.NORMAL, **values)
    return [replace(leased.alert, id=AlertId(number)) for number in range(1, count + 1)]


def make_report(kind: OutageKind = OutageKind.BROKEN, **values) -> OutageReport:
    defaults = {
        "id": 1,
        "receiver": "desk-slack",
        "kind": kind,
        "key": "k",
        "created_at": NOON,
        "broken_at": NOON,
        "error": "Slack receiver desk-slack answered 503",
        "waiting": 12,
        "lease_owner": "worker-1",
        "attempt": 1,
    }
    return OutageReport(**{**defaults, **values})


def texts_of(blocks) -> list[str]:
    return [block["text"]["text"] for block in blocks if "text" in block]


def test_a_digest_has_a_key_of_its_own():
    leased = make_leased(key="k")

    digest = render_backlog(leased, make_alerts(3))

    assert digest.key != render(leased).key
    assert digest.key == render_backlog(leased, make_alerts(3)).key


def test_urgent_alerts_come_first_and_are_counted_in_the_subject():
    late, urgent = make_alerts(2)
    urgent = replace(urgent, priority=Priority.URGENT, topic_title="Urgent one")

    digest = render_backlog(make_leased(), [late, urgent])

    assert digest.subject.startswith("[URGENT] 2 alerts")
    assert "1 of them urgent" in digest.subject
    assert digest.text.index("Urgent one") < digest.text.index("Shoigu visits Pyongyang")


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_digest_of_fifty_stays_within_slacks_limits_whatever_feeds_wrote(text):
    article = make_reported(title=text, source=text, url=f"https://x.org/{text[:1000]}")
    alerts = make_alerts(50, article=article, evidence=(), topic_title=text or "t")

    digest = render_backlog(make_leased(), alerts)

    said = json.dumps(digest.blocks, ensure_ascii=False)
    assert len(said) <= 13_000
    assert all(len(section) <= 3_000 for section in texts_of(digest.blocks))
    assert sum(section.count("• ") for section in texts_of(digest.blocks)) >= 50
    assert not re.search(r"<[!@#]", said)
    assert not re.search(r"<(?!https?://[^|>\s]+\|)", said)
    assert "<script" not in digest.html
    build_mail(digest, sender="monitor@example.org", to=("desk@example.org",))


def test_a_report_says_what_is_broken_since_when_why_and_what_waits():
    message = render_outage(make_report(), NOON)

    assert message.subject == "Receiver desk-slack is broken"
    for fact in ("2026-11-24 12:00 UTC", "answered 503", "12 deliveries"):
        assert fact in message.text
        assert fact in message.html
        assert fact in str(message.blocks)
    assert message.data["type"] == "receiver.broken"


def test_a_report_of_the_end_says_so():
    message = render_outage(make_report(OutageKind.MENDED), NOON)

    assert message.subject == "Receiver desk-slack works again"
    assert message.data["type"] == "receiver.mended"


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_what_a_server_said_injects_nothing_into_a_report(text):
    message = render_outage(make_report(error=text), NOON)

    assert not re.search(r"<[!@#]", str(message.blocks))
    assert "<script" not in message.html
    build_mail(message, sender="monitor@example.org", to=("desk@example.org",))
