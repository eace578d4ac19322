"""Notices in Slack: every line is there, within every limit, and nothing breaks out."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from monitor.deliver import Style
from monitor.deliver.mail import build_mail
from monitor.model import AlertKind
from tests.support.hostile import HOSTILE
from tests.support.messages import (
    make_digest,
    tell_without_article,
    write_hostile_notices,
    write_messages,
)
from tests.unit.deliver.test_blocks import assert_nothing_breaks_out, assert_slack_takes, texts_of


class Tags(HTMLParser):
    """Collects what elements and attributes there are."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.seen |= {tag, *(name for name, _ in attrs)}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_neither_breaks_out_nor_breaks_the_limits(text):
    known = set().union(*(Tags(one.html).seen for one in write_messages(Style()).values()))

    for message in write_hostile_notices(text):
        assert_slack_takes(message.blocks)
        assert_nothing_breaks_out(message.blocks)
        assert Tags(message.html).seen <= known
        assert "\u202e" not in message.html + message.text + message.subject
        build_mail(message, sender="monitor@example.org", to=("desk@example.org",))


def test_every_story_of_a_long_digest_is_there():
    stories = make_digest().stories * 10

    message = tell_without_article(
        AlertKind.DIGEST, Style(), content=make_digest(stories=stories, surplus=0)
    )

    assert_slack_takes(message.blocks)
    said = "\n".join(text["text"] for text in texts_of(list(message.blocks)))
    assert len(re.findall(r"^\d+\. ", said, flags=re.MULTILINE)) == len(stories) == 50


def test_a_digest_reads_well():
    message = tell_without_article(AlertKind.DIGEST, Style(), content=make_digest())

    said = [text["text"] for text in texts_of(list(message.blocks))]
    span = "23 Nov 09:00 CET to 24 Nov 08:00 CET"
    assert said[:4] == [
        "8 stories, 29 independent reports",
        "Digest · Shoigu visits Pyongyang",
        "23 Nov 09:00 CET to 24 Nov 09:00 CET; 50 copies folded.",
        f"`▁▁▁▂▁▁▃▂▁▁▁▃█▆▃▂▂▁▃▁▁▂▁▁`\n{span} · 29 reports; most in one hour: 9, 23 Nov 21:00 CET",
    ]
    assert said[4].startswith(
        "*By independent publishers*\n"
        "1. <https://paper.example/1|Russia's Shoigu lands in North Korea for talks>\n"
        "    Example Times · English · 14 publishers, 37 copies, English, Russian, Korean\n"
    )
    assert "and 3 more" in said[4]


@pytest.mark.parametrize("name", write_messages(Style()))
def test_every_kind_of_message_has_all_its_forms(name):
    message = write_messages(Style(pages_url="https://monitor.example.org"))[name]

    assert_slack_takes(message.blocks)
    assert_nothing_breaks_out(message.blocks)
    assert message.text.strip()
    assert message.subject
    assert message.note == ""
    assert "None" not in message.text + message.html + str(message.subject)


def test_no_secret_of_a_feed_s_address_is_told():
    message = write_messages(Style())["coverage"]

    for form in (message.text, message.html, str(message.blocks), str(message.data)):
        assert "paper3.example/rss/world.xml" in form
        assert "key=secret" not in form
