"""What a robots.txt says to us."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest

from monitor.fetch.robots import LONGEST_DELAY, Answer, judge_robots

PAGE = "https://times.example/news/2026/visit?part=2"
ALLOWED, REFUSED = Answer.ALLOWED, Answer.REFUSED


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("", ALLOWED),
        ("<html><body>not found</body></html>", ALLOWED),
        ("User-agent: *\nDisallow: /", REFUSED),
        ("User-agent: *\nDisallow:", ALLOWED),
        ("user-agent:*\ndisallow:/news/", REFUSED),
        ("User-agent: *\nDisallow: /archive/", ALLOWED),
        ("User-agent: *\nDisallow: /news/\nAllow: /news/2026/", ALLOWED),
        ("User-agent: *\nAllow: /news/\nDisallow: /news/2026/visit", REFUSED),
        ("User-agent: *\nDisallow: /*?part=", REFUSED),
        ("User-agent: *\nDisallow: /news/*visit$", ALLOWED),
        ("User-agent: *\nDisallow: /news/*part=2$", REFUSED),
        # A group of our own replaces the one for all.
        ("User-agent: *\nDisallow: /\n\nUser-agent: Monitor\nDisallow: /private/", ALLOWED),
        ("User-agent: *\nAllow: /\n\nUser-agent: monitor\nDisallow: /", REFUSED),
        ("User-agent: monitor/1.0\nDisallow: /", REFUSED),
        ("User-agent: one\nUser-agent: monitor\nUser-agent: two\nDisallow: /", REFUSED),
        # Others are not meant.
        ("User-agent: GPTBot\nDisallow: /", ALLOWED),
        ("User-agent: mon\nDisallow: /", ALLOWED),
        ("User-agent: monitoring-bot\nDisallow: /", ALLOWED),
        ("User-agent: other\nDisallow: /\nUser-agent: *\nAllow: /", ALLOWED),
        # What stands in a comment says nothing.
        ("# User-agent: *\nDisallow: /", ALLOWED),
        ("User-agent: * # all\nDisallow: / # everything", REFUSED),
    ],
)
def test_hears_what_is_said_to_us(text: str, answer: Answer) -> None:
    assert judge_robots(text, PAGE).answer is answer


@pytest.mark.parametrize(
    ("text", "delay"),
    [
        ("User-agent: *\nDisallow: /x", timedelta()),
        ("User-agent: *\nCrawl-delay: 7.5", timedelta(seconds=7.5)),
        ("User-agent: *\nCrawl-delay: soon", timedelta()),
        ("User-agent: other\nCrawl-delay: 30\nUser-agent: *\nCrawl-delay: 5", timedelta(seconds=5)),
        ("User-agent: *\nCrawl-delay: 86400", LONGEST_DELAY),
        ("User-agent: *\nCrawl-delay: 1e300", LONGEST_DELAY),
    ],
)
def test_keeps_the_pause_that_is_asked_for_within_reason(text: str, delay: timedelta) -> None:
    assert judge_robots(text, PAGE).delay == delay


def test_a_file_of_many_robots_with_many_rules_costs_no_time() -> None:
    robots = "".join(f"User-agent: robot{number}\n" for number in range(12_000))
    rules = "".join(f"Disallow: /{number}\n" for number in range(12_000))
    before = time.process_time()

    permission = judge_robots(robots + rules + "User-agent: *\nDisallow: /news/", PAGE)

    assert permission.answer is REFUSED
    assert time.process_time() - before < 2
