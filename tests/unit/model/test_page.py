"""When a page is worth more than what the feed carries."""

from __future__ import annotations

import pytest

from monitor.model import tells_more

TEASER = "The minister has arrived; he was met at the airport."
FULL = f"{TEASER}\nWhat he brought was not said. " + "Nobody knows. " * 20


@pytest.mark.parametrize(
    ("page_text", "text", "summary", "expected"),
    [
        (FULL, "", TEASER, True),
        (FULL, TEASER, "", True),
        ("", "", "", False),
        ("", "", TEASER, False),
        (TEASER, "", TEASER, False),
        (TEASER.replace(" ", "\n  "), "", TEASER, False),
        (TEASER, "", f"{TEASER} It was a Tuesday.", False),
        (TEASER, FULL, "", False),
        (FULL, FULL, TEASER, False),
        (FULL.replace(" ", "  "), FULL, "", False),
    ],
)
def test_a_page_is_worth_more_when_it_is_longer_and_says_something_else(
    page_text: str, text: str, summary: str, expected: bool
) -> None:
    assert tells_more(page_text, text=text, summary=summary) is expected
