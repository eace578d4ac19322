"""Two visits to one capital are two stories, a report of the next day belongs to the first."""

from __future__ import annotations

import pytest

from monitor.dedupe import Stories
from monitor.model import PlacedBy
from tests.support.newsstand import AGENCY_TEXT
from tests.support.sameness import make_plain_article

DAY = 86_400.0
MONDAY = 1_795_400_000.0


@pytest.mark.parametrize(
    ("days", "reason"),
    [(1, PlacedBy.SAME_EVENT), (7, PlacedBy.OPENED), (14, PlacedBy.OPENED)],
)
@pytest.mark.parametrize(
    ("language", "title", "text"),
    [
        (
            "de",
            "Schoigu zu neuen Gesprächen in Pjöngjang",
            (
                "Sergej Schoigu ist in Pjöngjang mit Kim Jong Un zusammengekommen. "
                "Der Sekretär des Sicherheitsrats sprach mit ihm über Energie und Eisenbahnen."
            ),
        ),
        (
            "ru",
            "Шойгу провел переговоры в Пхеньяне",
            "Сергей Шойгу встретился в Пхеньяне с Ким Чен Ыном, сообщили в Кремле.",
        ),
    ],
)
def test_a_visit_a_week_later_is_another_story(
    days: int, reason: PlacedBy, language: str, title: str, text: str
) -> None:
    stories = Stories()
    first = make_plain_article(
        1,
        title="Schoigu in Pjöngjang eingetroffen: Treffen mit Kim Jong Un",
        text=AGENCY_TEXT,
        language="de",
        at=MONDAY,
        source="Donau-Kurier",
    )
    later = make_plain_article(
        2, title=title, text=text, language=language, at=MONDAY + days * DAY, source="Bote"
    )

    assert stories.place(first).reason is PlacedBy.OPENED
    assert stories.place(later).reason is reason
