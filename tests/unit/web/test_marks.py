"""A text is cut so that what was found in it can be marked, and nothing is lost."""

from __future__ import annotations

import pytest

from monitor.model import Field
from monitor.web.marks import pieces
from tests.support.builders import make_evidence

TITLE = "쇼이구가 평양에 도착했다"


@pytest.mark.parametrize(
    ("spans", "cut"),
    [
        ([], [(TITLE, False)]),
        ([(0, 3)], [("쇼이구", True), ("가 평양에 도착했다", False)]),
        (
            [(5, 7), (0, 3)],
            [("쇼이구", True), ("가 ", False), ("평양", True), ("에 도착했다", False)],
        ),
        ([(0, 7), (5, 7)], [("쇼이구가 평양", True), ("에 도착했다", False)]),
        ([(0, 3), (2, 7)], [("쇼이구", True), ("가 평양", True), ("에 도착했다", False)]),
        ([(0, len(TITLE))], [(TITLE, True)]),
    ],
)
def test_cuts_where_the_evidence_begins_and_ends(
    spans: list[tuple[int, int]], cut: list[tuple[str, bool]]
) -> None:
    evidence = [make_evidence(start=start, end=end) for start, end in spans]

    found = pieces(TITLE, evidence, "title")

    assert found == tuple(cut)
    assert "".join(piece for piece, _ in found) == TITLE


def test_leaves_out_what_was_found_in_another_field() -> None:
    evidence = [make_evidence(field=Field.SUMMARY, start=0, end=3)]

    assert pieces(TITLE, evidence, "title") == ((TITLE, False),)
