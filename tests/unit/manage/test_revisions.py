"""Edits are shown by the words that went and came."""

from __future__ import annotations

from datetime import timedelta

from monitor.manage.revisions import tell_revisions, write_revisions
from monitor.model import Revision
from tests.support.builders import NOW

FIRST = Revision(number=1, title="Five dead", summary="It was late.", text="", seen_at=NOW)
SECOND = Revision(
    number=2,
    title="Seven dead",
    summary="It was late.",
    text="A first report.",
    seen_at=NOW + timedelta(minutes=5),
)


def test_lines_tell_what_went_and_what_came() -> None:
    assert list(tell_revisions((FIRST, SECOND))) == [
        "edited, revision 2 seen 2026-11-24T09:05:00Z",
        "  title: [-Five-]{+Seven+} dead",
        "  text: {+A first report.+}",
    ]


def test_an_article_without_edits_has_no_lines() -> None:
    assert list(tell_revisions((FIRST,))) == []


def test_what_stayed_far_from_a_change_is_left_out() -> None:
    long = "word " * 100
    before = Revision(number=1, title=long + "old", summary="", text="", seen_at=NOW)
    after = Revision(number=2, title=long + "new", summary="", text="", seen_at=NOW)

    (_, line) = tell_revisions((before, after))

    assert line.startswith("  title: … word word")
    assert line.endswith("word [-old-]{+new+}")
    assert len(line) < 80


def test_scripts_get_every_piece() -> None:
    written = write_revisions((FIRST, SECOND))

    assert [one["number"] for one in written] == [1, 2]
    assert written[0]["changes"] == []
    assert written[1]["changes"] == [
        {
            "field": "title",
            "pieces": [
                {"is": "removed", "text": "Five"},
                {"is": "added", "text": "Seven"},
                {"is": "same", "text": " dead"},
            ],
        },
        {"field": "text", "pieces": [{"is": "added", "text": "A first report."}]},
    ]
