"""Decide whether an article satisfies a query, and by which places in its text.

Pure. The parts of a query made ready: each can say whether it holds (`holds`) and what shows it
(`hits`) in a reading of an article.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.match.moment import is_within
from monitor.match.reading import Hit
from monitor.match.syntax import Published, Since
from monitor.model import Field

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from monitor.match.atom import Atom
    from monitor.match.reading import Reading
    from monitor.model import Article

#: Pairs of places that NEAR looks at; an article that has more is a list, not a text.
_MAX_PAIRS = 10_000


@dataclass(frozen=True, slots=True, eq=False)
class Find:
    """A term or concept in one of some fields."""

    atom: Atom
    fields: tuple[Field, ...]
    #: Whether the query named the field.
    is_scoped: bool

    def holds(self, reading: Reading) -> bool:
        known = None if self.is_scoped else self.atom.is_present(reading)
        if known is not None:
            return known
        return any(reading.find(self.atom, field) for field in self.fields)

    def hits(self, reading: Reading) -> tuple[Hit, ...]:
        return tuple(hit for field in self.fields for hit in reading.find(self.atom, field))


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

    def hits(self, reading: Reading) -> tuple[Hit, ...]:
        return tuple(hit for part in self.parts for hit in part.hits(reading))


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

    def hits(self, reading: Reading) -> tuple[Hit, ...]:
        return tuple(
            hit for part in self.parts if part.holds(reading) for hit in part.hits(reading)
        )


@dataclass(frozen=True, slots=True, eq=False)
class Close:
    """Two things within some words of each other, in one field."""

    left: Plan
    right: Plan
    distance: int
    is_ordered: bool

    def holds(self, reading: Reading) -> bool:
        return bool(self.spans(reading, limit=1))

    def hits(self, reading: Reading) -> tuple[Hit, ...]:
        return tuple(hit for span in self.spans(reading) for hit in span.hits)

    def spans(self, reading: Reading, limit: int = _MAX_PAIRS) -> list[Span]:
        lefts = spans_of(self.left, reading)
        rights = spans_of(self.right, reading) if lefts else []
        found: list[Span] = []
        looked = 0
        for left in lefts:
            for right in rights:
                looked += 1
                if self._is_close(left, right, reading):
                    found.append(left.join(right))
                if len(found) >= limit or looked >= _MAX_PAIRS:
                    return found
        return found

    def _is_close(self, left: Span, right: Span, reading: Reading) -> bool:
        if (left.field, left.value) != (right.field, right.value):
            return False
        if left.end <= right.start:
            return _distance(left, right, reading) <= self.distance
        if self.is_ordered or right.end > left.start:
            return False
        return _distance(right, left, reading) <= self.distance


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


Plan = Find | Compare | Moment | Without | All | Some | Close


def spans_of(plan: Plan, reading: Reading) -> list[Span]:
    """Return the stretches that a part of NEAR stands in."""
    if isinstance(plan, Close):
        return plan.spans(reading)
    if isinstance(plan, Some):
        return [span for part in plan.parts for span in spans_of(part, reading)]
    return [
        Span(hit.field, hit.value, hit.folded_start, hit.folded_end, (hit,))
        for hit in plan.hits(reading)
    ]


def _distance(first: Span, second: Span, reading: Reading) -> int:
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
