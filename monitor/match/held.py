"""Write the branch of a query that holds for an article.

Pure. A query of which only those alternatives are left that the article satisfies:
`@shoigu AND (@pyongyang OR @dprk)` comes down to `@shoigu AND @pyongyang`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, assert_never

from monitor.match.plan import All, Close, Compare, Find, Moment, Some, Without, spans_of
from monitor.match.syntax import Since

if TYPE_CHECKING:
    from monitor.match.plan import Plan
    from monitor.match.reading import Reading

#: A longer branch is read by nobody.
_MOST_LETTERS = 500


class _Written(NamedTuple):
    """A part with how tightly it binds: OR 0, AND 1, NOT 2, NEAR 3, a term 4."""

    text: str
    binds: int

    def within(self, binds: int) -> str:
        """Write it as a part of something that binds so."""
        return self.text if self.binds > binds else f"({self.text})"


def write_held(plan: Plan, reading: Reading) -> str:
    """Write the branch by which a plan holds for an article."""
    text = _write(plan, reading).text
    return text if len(text) <= _MOST_LETTERS else text[: _MOST_LETTERS - 1] + "…"


def write_plan(plan: Plan) -> str:
    """Write a whole plan as a query."""
    return _write(plan, None).text


def _write(plan: Plan, reading: Reading | None) -> _Written:  # noqa: PLR0911 - one line per part
    match plan:
        case Find():
            where = f"{plan.fields[0]}:" if plan.is_scoped else ""
            return _Written(where + plan.atom.label, 4)
        case Compare():
            return _Written(f"{plan.field}:{plan.value}", 4)
        case Moment():
            return _Written(write_bound(plan), 4)
        case Without():
            return _Written(f"NOT {_write(plan.part, None).within(1)}", 2)
        case All():
            return _join([_write(part, reading) for part in plan.parts], "AND", 1)
        case Some():
            return _write_some(plan, reading)
        case Close():
            return _write_close(plan, reading)
        case _:
            assert_never(plan)


def _write_some(plan: Some, reading: Reading | None) -> _Written:
    held = [part for part in plan.parts if reading is None or part.holds(reading)]
    written = [_write(part, reading) for part in held or plan.parts]
    if plan.count == 1:
        return _join(written, "OR", 0)
    return _Written(f"{plan.count} OF ({', '.join(one.text for one in written)})", 4)


def _write_close(plan: Close, reading: Reading | None) -> _Written:
    sides = [_write(_near(side, plan, reading), reading) for side in (plan.left, plan.right)]
    sign = f"{'ONEAR' if plan.is_ordered else 'NEAR'}/{plan.distance}"
    return _Written(f" {sign} ".join(side.within(3) for side in sides), 3)


def _near(side: Plan, plan: Close, reading: Reading | None) -> Plan:
    """Leave out the alternatives that stand elsewhere in the article."""
    if reading is None or not isinstance(side, Some):
        return side
    joined = {hit for span in plan.spans(reading) for hit in span.hits}
    parts = [
        part
        for part in side.parts
        if any(hit in joined for span in spans_of(part, reading) for hit in span.hits)
    ]
    return Some(1, tuple(parts)) if parts else side


def _join(parts: list[_Written], sign: str, binds: int) -> _Written:
    unique = list(dict.fromkeys(parts))
    if len(unique) == 1:
        return unique[0]
    return _Written(f" {sign} ".join(part.within(binds) for part in unique), binds)


def write_bound(plan: Moment) -> str:
    """Write a time as the query does."""
    bound = plan.bound
    if isinstance(bound, Since):
        return f"since:{bound.text}"
    return f"published:{bound.comparison}{bound.text}"
