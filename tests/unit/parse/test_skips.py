"""Read when a document asks not to be looked at."""

from __future__ import annotations

import pytest

from monitor.model import Skips
from monitor.parse import parse

URL = "https://amtsblatt.example/feed.xml"


def rss(channel: str) -> bytes:
    return (
        "<rss version='2.0'><channel><title>Amtsblatt</title><link>https://amtsblatt.example/</link>"
        f"{channel}<item><title>Neu</title><link>https://amtsblatt.example/1</link></item>"
        "</channel></rss>"
    ).encode()


@pytest.mark.parametrize(
    ("channel", "expected"),
    [
        ("", None),
        ("<skipHours></skipHours>", None),
        (
            "<skipHours><hour>0</hour>\n<hour> 23 </hour></skipHours>",
            Skips(hours=frozenset({0, 23})),
        ),
        ("<skipHours><hour>24</hour></skipHours>", Skips(hours=frozenset({0}))),
        (
            "<skipDays><day>Saturday</day><day>sunday</day></skipDays>",
            Skips(days=frozenset({5, 6})),
        ),
        ("<skipDays><day>Holiday</day></skipDays>", None),
        ("<skipHours>" + "".join(f"<hour>{n}</hour>" for n in range(24)) + "</skipHours>", None),
        ("<description>&lt;skipHours&gt;&lt;hour&gt;3&lt;/hour&gt;</description>", None),
    ],
)
def test_reads_the_hours_and_days_to_skip(channel: str, expected: Skips | None) -> None:
    assert parse(URL, rss(channel), None).skips == expected
