"""Decide whether an article satisfies a query, and by which places in its text.

Pure. The parts of a query made ready: each can say whether it holds (`holds`) and what shows it
(`hits`) in a reading of an article.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from monitor.match.moment import is_within
from monitor.match.passage import MAX_PLACES
from monitor.match.reading import Hit
from monitor.match.syntax import Published, Since
from monitor.model import Field

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from monitor.match.atom import Atom
    from monitor.match.reading import Reading
    from monitor.model import Article

#: Pairs of places that all NEARs of a query look at; an article with more is a list, not a text.
MAX_PAIRS = 4_000


@dataclass(frozen=True, slots=True, eq=False)
class Find:
    """A term or concept in one of some fields."""

    atom: Atom
    fields: tuple[Field, ...]
    #: Whether the query named the field.
    is_scoped: bool
    #: Places of each spelling that are looked at.
    most: int = MAX_PLACES

    def holds(self, reading: Reading) -> bool:
        known = None if self.is_scoped else self.atom.is_present(reading)
        if known is not None:
            return known
        return any(reading.find(self.atom, field, self.most) for field in self.fields)

    def hits(self, reading: Reading) -> tuple[Hit, ...]:
        found = (reading.find(self.atom, field, self.most) for field in self.fields)
        return tuple(hit for hits in found for hit in hits)

    def all_hits(self, reading: Reading) -> Iterator[Hit]:
        """Return every place, for NEAR."""
        most = self.most
        found = (reading.find(self.atom, field, most, shown=most) for field in self.fields)
        return (hit for hits in found for hit in hits)


@dataclass(frozen=True, slots=True, eq=False)
class Compare:
    """A fact around the article."""

    field: Field
    value: str
    #: What of the article agrees; None when nothing does.
    compare: Callable[[Article], str | None]
    #: What the index calls it; only for facts that are compared whole.
    key: str

    def holds(self, reading: Reading) -> bool:
        return self.compare(reading.article) is not None

    def hits(self, reading: Reading) -> tuple[Hit, ...]:
        found = self.compare(reading.article)
        if found is None:
            return ()
        label = f"{self.field}:{self.value}"
        return (Hit(self.field, 0, 0, 0, 0, len(found), found, label, None, None),)


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """A time of the article: published when it says, else when we first saw it."""

    bound: Published | Since

    def holds(self, reading: Reading) -> bool:
        article = reading.article
        if isinstance(self.bound, Since):
            return article.first_seen_at >= reading.now - self.bound.span
        return is_within(self.bound, article.published_at or article.first_seen_at)

    def hits(self, reading: Reading) -> tuple[Hit, ...]:  # noqa: ARG002 - a time has no place
        return ()


@dataclass(frozen=True, slots=True, eq=False)
class Without:
    """What must not hold."""

    part: Plan

    def holds(self, reading: Reading) -> bool:
        return not self.part.holds(reading)

    def hits(self, reading: Reading) -> tuple[Hit, ...]:  # noqa: ARG002 - absence has no place
        return ()


@dataclass(frozen=True, slots=True, eq=False)
class All:
    """What must hold together."""

    parts: tuple[Plan, ...]

    def holds(self, reading: Reading) -> bool:
        return all(part.holds(reading) for part in self.parts)

    def hits(self, reading: Reading) -> Iterator[Hit]:
        return (hit for part in self.parts for hit in part.hits(reading))


@dataclass(frozen=True, slots=True, eq=False)
class Some:
    """At least so many of these."""

    count: int
    parts: tuple[Plan, ...]

    def holds(self, reading: Reading) -> bool:
        missing = len(self.parts) - self.count
        held = 0
        for part in self.parts:
            if part.holds(reading):
                held += 1
            else:
                missing -= 1
            if held >= self.count or missing < 0:
                break
        return held >= self.count

    def hits(self, reading: Reading) -> Iterator[Hit]:
        held = (part for part in self.parts if part.holds(reading))
        return (hit for part in held for hit in part.hits(reading))


@dataclass(frozen=True, slots=True, eq=False)
class Close:
    """Two things within some words of each other, in one field."""

    left: Plan
    right: Plan
    distance: int
    is_ordered: bool
    #: Pairs that are looked at, and places of each side.
    most: int = MAX_PAIRS

    def holds(self, reading: Reading) -> bool:
        return bool(self.spans(reading))

    def hits(self, reading: Reading) -> Iterator[Hit]:
        return (hit for span in self.spans(reading) for hit in span.hits)

    def spans(self, reading: Reading, limit: int | None = None) -> list[Span]:
        """Return the stretches that both sides stand in."""
        found = reading.spans.get(self)
        if found is None:
            found = reading.spans[self] = list(islice(self._pairs(reading), self.most))
        return found[:limit]

    def _pairs(self, reading: Reading) -> Iterator[Span]:
        lefts = spans_of(self.left, reading, self.most)
        rows: dict[tuple[Field, int], list[Span]] = {}
        for right in spans_of(self.right, reading, self.most) if lefts else ():
            rows.setdefault((right.field, right.value), []).append(right)
        sides = {place: _Side(spans) for place, spans in rows.items()}
        for left in lefts:
            side = sides.get((left.field, left.value))
            if side is not None:
                before = () if self.is_ordered else side.find_before(left, self.distance, reading)
                for right in (*before, *side.find_after(left, self.distance, reading)):
                    yield left.join(right)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of folded text that something stands in."""

    field: Field
    value: int
    start: int
    end: int
    hits: tuple[Hit, ...]

    def join(self, other: Span) -> Span:
        """Return the stretch that both stand in."""
        start, end = min(self.start, other.start), max(self.end, other.end)
        return Span(self.field, self.value, start, end, self.hits + other.hits)


class _Side:
    """Stretches of one value, ready to be asked which are near to another."""

    def __init__(self, spans: list[Span]) -> None:
        self._by_start = sorted(spans, key=lambda span: span.start)
        self._starts = [span.start for span in self._by_start]
        self._by_end = sorted(spans, key=lambda span: span.end)
        self._ends = [span.end for span in self._by_end]

    def find_after(self, span: Span, distance: int, reading: Reading) -> list[Span]:
        """Return those that begin at most so many words after this one, in order."""
        first = last = bisect_left(self._starts, span.end)
        while (
            last < len(self._starts)
            and count_between(span, self._by_start[last], reading) <= distance
        ):
            last += 1
        return self._by_start[first:last]

    def find_before(self, span: Span, distance: int, reading: Reading) -> list[Span]:
        """Return those that end at most so many words before this one, in order."""
        first = last = bisect_right(self._ends, span.start)
        while first > 0 and count_between(self._by_end[first - 1], span, reading) <= distance:
            first -= 1
        return self._by_end[first:last]


Plan = Find | Compare | Moment | Without | All | Some | Close


def spans_of(plan: Plan, reading: Reading, most: int = MAX_PAIRS) -> list[Span]:
    """Return the stretches that a part of NEAR stands in, so many of them."""
    return list(islice(_spans_of(plan, reading), most))


def _spans_of(plan: Plan, reading: Reading) -> Iterator[Span]:
    if isinstance(plan, Close):
        yield from plan.spans(reading)
    elif isinstance(plan, Some):
        for part in plan.parts:
            yield from _spans_of(part, reading)
    else:
        hits = plan.all_hits(reading) if isinstance(plan, Find) else plan.hits(reading)
        for hit in hits:
            yield Span(hit.field, hit.value, hit.folded_start, hit.folded_end, (hit,))


def count_between(first: Span, second: Span, reading: Reading) -> int:
    """Return how many words apart two stretches are; neighbors are one apart."""
    before = reading.count_words(first.field, first.value, first.end - 1)
    return reading.count_words(second.field, second.value, second.start) - before


def unique_hits(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """Return each place once, in the order of the article."""
    order = {field: number for number, field in enumerate(Field)}
    return tuple(
        sorted(dict.fromkeys(hits), key=lambda hit: (order[hit.field], hit.value, hit.start))
    )


def walk(plan: Plan) -> Iterable[Plan]:
    """Yield a plan and all its parts."""
    yield plan
    if isinstance(plan, (All, Some)):
        for part in plan.parts:
            yield from walk(part)
    elif isinstance(plan, Close):
        yield from walk(plan.left)
        yield from walk(plan.right)
    elif isinstance(plan, Without):
        yield from walk(plan.part)
