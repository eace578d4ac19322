"""Draw how many reports came, as bars of a table and as a line of text.

Pure. No picture: mail programs load none by themselves, and a chart of table cells is read by all.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Final

from monitor.deliver.times import count, tell_clock, tell_day, tell_span

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, tzinfo

    from monitor.model import Volume

#: Wider ones do not fit on a telephone.
MOST_BARS: Final = 32
#: In pixels.
TALLEST: Final = 56
_STEPS: Final = "▁▂▃▄▅▆▇█"
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One span of a chart."""

    count: int
    #: In pixels; the highest is `TALLEST`, and only nothing is 0.
    height: int
    is_peak: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Reports span by span, the oldest first."""

    bars: tuple[Bar, ...]
    #: What it says, for those who cannot see it.
    caption: str
    #: Where it begins and ends.
    begins: str
    ends: str

    @property
    def line(self) -> str:
        """The chart as a line of text: `▁▂█▄`."""
        return "".join(_step(bar) for bar in self.bars)


def draw(volume: Volume | None, zone: tzinfo = UTC) -> Chart | None:
    """Draw a volume, its times in this zone; None where there is nothing to draw."""
    if volume is None or len(volume.counts) < 2 or not any(volume.counts):  # noqa: PLR2004 - one bar says nothing
        return None
    counts, span = _merge(volume.counts, volume.span)
    top = max(counts)
    peak_at = counts.index(top)
    bars = tuple(
        Bar(count=one, height=_height(one, top), is_peak=at == peak_at)
        for at, one in enumerate(counts)
    )
    return Chart(
        bars=bars,
        caption=_caption(counts, span, _say(volume.since + peak_at * span, span, zone)),
        begins=_say(volume.since, span, zone),
        ends=_say(volume.since + (len(counts) - 1) * span, span, zone),
    )


def _merge(counts: Sequence[int], span: timedelta) -> tuple[tuple[int, ...], timedelta]:
    """Put neighbors together until the bars fit."""
    size = -(-len(counts) // MOST_BARS)
    merged = tuple(sum(counts[at : at + size]) for at in range(0, len(counts), size))
    return merged, span * size


def _height(one: int, top: int) -> int:
    return max(2, round(TALLEST * one / top)) if one else 0


def _step(bar: Bar) -> str:
    if not bar.count:
        return _STEPS[0]
    last = len(_STEPS) - 1
    return _STEPS[max(1, min(last, round(last * bar.height / TALLEST)))]


def _caption(counts: Sequence[int], span: timedelta, peak: str) -> str:
    size = "day" if span == _DAY else "hour" if span == timedelta(hours=1) else tell_span(span)
    return f"{count(sum(counts), 'report')}; most in one {size}: {max(counts)}, {peak}"


def _say(at: datetime, span: timedelta, zone: tzinfo) -> str:
    return tell_day(at, zone) if span >= _DAY else tell_clock(at, zone)
