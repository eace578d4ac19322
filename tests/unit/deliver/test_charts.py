from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from monitor.deliver.charts import MOST_BARS, TALLEST, draw
from monitor.model import Volume
from tests.support.deliveries import NOON

HOUR = timedelta(hours=1)


def make_volume(*counts: int, span: timedelta = HOUR) -> Volume:
    return Volume(since=NOON, span=span, counts=counts)


@pytest.mark.parametrize("volume", [None, make_volume(), make_volume(5), make_volume(0, 0, 0)])
def test_nothing_is_drawn_of_nothing(volume):
    assert draw(volume) is None


def test_bars_stand_in_proportion_and_the_first_highest_is_the_peak():
    chart = draw(make_volume(0, 1, 4, 8, 8))

    assert chart is not None
    assert [bar.height for bar in chart.bars] == [0, 7, 28, TALLEST, TALLEST]
    assert [bar.is_peak for bar in chart.bars] == [False, False, False, True, False]
    assert chart.line == "▁▂▅██"


def test_the_smallest_number_is_seen_beside_the_largest():
    chart = draw(make_volume(1, 10_000))

    assert chart is not None
    assert chart.bars[0].height >= 2
    assert chart.line[0] != "▁"


def test_the_caption_says_what_is_drawn():
    chart = draw(make_volume(2, 0, 1_500))

    assert chart is not None
    assert chart.caption == "1,502 reports; most in one hour: 1500, 24 Nov 14:00 UTC"
    assert (chart.begins, chart.ends) == ("24 Nov 12:00 UTC", "24 Nov 14:00 UTC")


def test_times_are_told_in_the_zone_of_the_digest():
    chart = draw(make_volume(2, 1), ZoneInfo("Asia/Seoul"))

    assert chart is not None
    assert chart.begins == "24 Nov 21:00 KST"


def test_days_are_named_without_an_hour():
    chart = draw(make_volume(1, 2, 3, span=timedelta(days=1)))

    assert chart is not None
    assert (chart.begins, chart.ends) == ("24 Nov", "26 Nov")
    assert "most in one day: 3, 26 Nov" in chart.caption


def test_neighbors_are_put_together_until_the_bars_fit_on_a_telephone():
    chart = draw(make_volume(*range(168)))

    assert chart is not None
    assert len(chart.bars) <= MOST_BARS
    assert sum(bar.count for bar in chart.bars) == sum(range(168))
    assert "most in one 6 hours" in chart.caption
