"""The page about polling names every reason and every kind of failure, and no other."""

from __future__ import annotations

import re
from pathlib import Path

from monitor.feeds import Reason
from monitor.model import FailureKind

PAGE = Path(__file__).parents[3] / "docs" / "polling.md"


def first_column(heading: str) -> set[str]:
    _, _, rest = PAGE.read_text(encoding="utf-8").partition(f"| {heading} |")
    table, _, _ = rest.partition("\n\n")
    return set(re.findall(r"^\| `([a-z_]+)` \|", table, flags=re.MULTILINE))


def test_the_page_explains_every_reason() -> None:
    assert first_column("reason") == set(Reason)


def test_the_page_weighs_every_kind_of_failure() -> None:
    assert first_column("kind") == set(FailureKind)
