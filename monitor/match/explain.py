"""Say in one sentence why a query holds for an article, or the smallest part of it that fails.

Pure. What `monitor why`, `topics test` and every alert show.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from monitor.match.plan import All, Close, Compare, Find, Moment, Some, Without
from monitor.match.syntax import Since

if TYPE_CHECKING:
    from monitor.match.plan import Plan
    from monitor.match.reading import Reading

#: A sentence with more parts is read by nobody.
_MAX_PARTS = 4


def say_found(plan: Plan, reading: Reading) -> str:  # noqa: PLR0911 - one line per kind of part
    """Say what of the article makes this part hold."""
    match plan:
        case Find():
            hit = plan.hits(reading)[0]
            return f"{_name(plan)} found in {hit.field} as «{_short(hit.text)}»"
        case Compare():
            return f"{plan.field} is {plan.compare(reading.article)}"
        case Moment():
            return _say_time(plan, reading)
        case Without():
            return say_missing(plan.part, reading)
        case All():
            return _join([say_found(part, reading) for part in plan.parts])
        case Some():
            return _join([say_found(part, reading) for part in plan.parts if part.holds(reading)])
        case Close():
            sides = _join([say_found(plan.left, reading), say_found(plan.right, reading)])
            return f"{sides}; at most {plan.distance} words apart"
        case _:
            assert_never(plan)


def say_missing(plan: Plan, reading: Reading) -> str:  # noqa: PLR0911 - as above
    """Say what is missing for this part to hold; what is there stands after it."""
    match plan:
        case Find():
            where = f" in {plan.fields[0]}" if plan.is_scoped else ""
            return f"{_name(plan)} not found{where}"
        case Compare():
            return f"{plan.field} is not {plan.value}"
        case Moment():
            return f"{_say_time(plan, reading)}, outside of {_write_bound(plan)}"
        case Without():
            return f"NOT excludes it: {say_found(plan.part, reading)}"
        case All():
            return _say_incomplete(plan, reading)
        case Some():
            return _say_too_few(plan, reading)
        case Close():
            return _say_apart(plan, reading)
        case _:
            assert_never(plan)


def _say_incomplete(plan: All, reading: Reading) -> str:
    missing = [say_missing(part, reading) for part in plan.parts if not part.holds(reading)]
    present = [
        say_found(part, reading)
        for part in plan.parts
        if part.holds(reading) and not isinstance(part, Without)
    ]
    return _join(missing + present)


def _say_too_few(plan: Some, reading: Reading) -> str:
    if plan.count > 1:
        held = [part for part in plan.parts if part.holds(reading)]
        found = [say_found(part, reading) for part in held]
        return _join([f"only {len(held)} of {len(plan.parts)} found, {plan.count} needed", *found])
    if all(isinstance(part, Find) and not part.is_scoped for part in plan.parts):
        names = [part.atom.label for part in plan.parts if isinstance(part, Find)]
        shown = names if len(names) <= _MAX_PARTS else [*names[:_MAX_PARTS], "…"]
        return f"none of {', '.join(shown)} found"
    return _join([say_missing(part, reading) for part in plan.parts])


def _say_apart(plan: Close, reading: Reading) -> str:
    missing = [
        say_missing(part, reading) for part in (plan.left, plan.right) if not part.holds(reading)
    ]
    if missing:
        return _join(missing)
    sides = _join([say_found(plan.left, reading), say_found(plan.right, reading)])
    order = " in this order" if plan.is_ordered else ""
    return f"not within {plan.distance} words of each other{order}: {sides}"


def _name(plan: Find) -> str:
    return plan.atom.label


def _say_time(plan: Moment, reading: Reading) -> str:
    article = reading.article
    if isinstance(plan.bound, Since) or article.published_at is None:
        return f"first seen {article.first_seen_at:%Y-%m-%d %H:%M}"
    return f"published {article.published_at:%Y-%m-%d %H:%M}"


def _write_bound(plan: Moment) -> str:
    bound = plan.bound
    if isinstance(bound, Since):
        return f"since:{bound.text}"
    return f"published:{bound.comparison}{bound.text}"


def _join(parts: list[str]) -> str:
    unique = list(dict.fromkeys(part for part in parts if part))
    more = f"; and {len(unique) - _MAX_PARTS} more" if len(unique) > _MAX_PARTS else ""
    return "; ".join(unique[:_MAX_PARTS]) + more


def _short(text: str) -> str:
    limit = 60
    return text if len(text) <= limit else text[: limit - 1] + "…"
