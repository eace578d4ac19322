"""What the made-up papers publish, second by second."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.demo.world import BACKLOG, PACE, PAPERS, TOUR, Item, published, published_at
from tests.support.builders import NOW

SLUGS = [paper.slug for paper in PAPERS]


def titles(paper: str, elapsed: float) -> list[str]:
    now = NOW + timedelta(seconds=elapsed)
    return [item.title for item in published(paper, began_at=NOW, now=now)]


@pytest.mark.parametrize(
    ("paper", "elapsed", "expected"),
    [
        ("donau-kurier", 0, ["Schoigu vor Reise nach Pjöngjang"]),
        ("donau-kurier", 7.9, ["Schoigu vor Reise nach Pjöngjang"]),
        (
            "donau-kurier",
            8,
            ["Schoigu in Pjöngjang eingetroffen", "Schoigu vor Reise nach Pjöngjang"],
        ),
        ("donau-welt", 7.9, []),
        ("donau-welt", 8, ["Schoigu in Pjöngjang eingetroffen"]),
        ("hangang", 34, ["쇼이구가 평양에 도착했다", "서울에 첫눈, 출근길 혼잡"]),
    ],
)
def test_a_paper_lists_what_it_has_published_newest_first(
    paper: str, elapsed: float, expected: list[str]
) -> None:
    assert titles(paper, elapsed) == expected


def test_after_the_tour_the_papers_go_on_and_never_repeat_themselves() -> None:
    an_hour_later = TOUR[-1].at + 3600

    reports = [title for slug in SLUGS for title in titles(slug, an_hour_later)]
    told_twice = len(TOUR[0].papers) - 1

    assert len(reports) == len(BACKLOG) + len(TOUR) + told_twice + 3600 / PACE
    assert len(set(reports)) == len(reports) - told_twice


def test_what_was_published_does_not_change_later() -> None:
    early = published("neva", began_at=NOW, now=NOW + timedelta(minutes=5))
    late = published("neva", began_at=NOW, now=NOW + timedelta(minutes=50))

    assert late[-len(early) :] == early
    dates = [published_at(item, NOW) for item in late]
    assert dates == sorted(dates, reverse=True)


def test_every_report_is_listed_by_papers_that_there_are() -> None:
    for item in (*BACKLOG, *TOUR):
        assert item.papers
        assert set(item.papers) <= set(SLUGS)
    assert all(item.at < 0 for item in BACKLOG)
    assert all(item.at > 0 for item in TOUR)


@pytest.mark.parametrize("item", TOUR, ids=lambda item: item.slug)
def test_a_report_appears_at_its_time_in_every_paper_that_lists_it_dated_then(item: Item) -> None:
    for paper in item.papers:
        assert item.title not in titles(paper, item.at - 0.1)
        assert item.title in titles(paper, item.at)
    assert published_at(item, NOW) == NOW + timedelta(seconds=item.at)


def test_a_report_is_known_by_one_slug() -> None:
    slugs = [item.slug for item in (*BACKLOG, *TOUR)]

    assert len(set(slugs)) == len(slugs)


def test_the_first_alert_is_soon_and_the_tour_ends_within_two_minutes() -> None:
    assert TOUR[0].at < 30
    assert max(item.at for item in TOUR) < 120
