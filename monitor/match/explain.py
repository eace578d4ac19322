"""Say in one sentence why a query holds for an article, or the smallest part of it that fails.

Pure. What `monitor why`, `topics test` and every alert show.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from monitor.match.held import write_bound
from monitor.match.heldback import say_held_back
from monitor.match.person import Person
from monitor.match.plan import (
    All,
    Close,
    Compare,
    Find,
    Moment,
    Some,
    Without,
    count_between,
    spans_of,
)
from monitor.match.reading import DEFAULT_FIELDS
from monitor.match.syntax import Since
from monitor.match.value import tell_value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.match.plan import Plan, Span
    from monitor.match.reading import Reading
    from monitor.model import Field

#: A sentence with more parts is read by nobody.
_MAX_PARTS = 4
#: Places of each side that are looked at for the nearest two.
_MAX_PLACES = 100


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
            return _say_close(plan, reading)
        case _:
            assert_never(plan)


def say_missing(plan: Plan, reading: Reading) -> str:  # noqa: PLR0911 - as above
    """Say what is missing for this part to hold; what is there stands after it."""
    match plan:
        case Find():
            return _say_absent(plan, reading)
        case Compare():
            is_value = tell_value(plan.field, reading.article)
            return f"{plan.field} is not {plan.value}" + (f" but {is_value}" if is_value else "")
        case Moment():
            return f"{_say_time(plan, reading)}, outside of {write_bound(plan)}"
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


def _say_absent(plan: Find, reading: Reading) -> str:
    where = f" in {plan.fields[0]}" if plan.is_scoped else ""
    others = next(_find_others(plan, reading), None)
    if others is not None:
        field, text = others
        return f"{_name(plan)} not found{where}: «{_short(text)}» in {field} is somebody else"
    held_back = say_held_back(plan, reading)
    if held_back is not None:
        return f"{_name(plan)} not found{where}: {held_back}"
    elsewhere = _find_elsewhere(plan, reading) if plan.is_scoped else None
    return f"{_name(plan)} not found{where}" + (f", only in {elsewhere}" if elsewhere else "")


def _find_others(plan: Find, reading: Reading) -> Iterator[tuple[Field, str]]:
    """Give the people who bear the family name of the person that is looked for."""
    persons = [one.pattern for one in plan.atom.spellings if isinstance(one.pattern, Person)]
    for field in plan.fields if persons else ():
        for passage in reading.passages(field):
            for person in persons:
                for start, end in person.find_others(passage):
                    first, last = passage.folded.span(start, end)
                    yield field, passage.folded.original[first:last]


def _find_elsewhere(plan: Find, reading: Reading) -> Field | None:
    """Give the text that has what was looked for in another."""
    return next((field for field in DEFAULT_FIELDS if reading.find(plan.atom, field)), None)


def _say_incomplete(plan: All, reading: Reading) -> str:
    missing = [say_missing(part, reading) for part in plan.parts if not part.holds(reading)]
    present = [
        say_found(part, reading)
        for part in plan.parts
        if part.holds(reading) and not isinstance(part, Without)
    ]
    return _join(missing + present)


def _say_too_few(plan: Some, reading: Reading) -> str:
    """Of alternatives that all fail, say of the terms that none is there, then the nearest."""
    if plan.count > 1:
        held = [part for part in plan.parts if part.holds(reading)]
        found = [say_found(part, reading) for part in held]
        return _join([f"only {len(held)} of {len(plan.parts)} found, {plan.count} needed", *found])
    plain = [part for part in plan.parts if isinstance(part, Find) and not part.is_scoped]
    others = [part for part in plan.parts if part not in plain]
    said = [_say_none(plain, reading)] if plain else []
    if others:
        nearest = min(others, key=lambda part: count_missing(part, reading))
        said.append(say_missing(nearest, reading))
    return _join(said) + _say_more(len(others) - 1)


def _say_more(others: int) -> str:
    if others < 1:
        return ""
    return " (another way fails too)" if others == 1 else f" ({others} other ways fail too)"


def _say_none(plain: list[Find], reading: Reading) -> str:
    if len(plain) == 1:
        return say_missing(plain[0], reading)
    names = [part.atom.label for part in plain]
    shown = names if len(names) <= _MAX_PARTS else [*names[:_MAX_PARTS], "…"]
    return f"none of {', '.join(shown)} found"


def count_missing(plan: Plan, reading: Reading) -> int:
    """Count how many terms a plan lacks, on its nearest way."""
    if plan.holds(reading):
        return 0
    match plan:
        case All():
            return sum(count_missing(part, reading) for part in plan.parts)
        case Some():
            return sum(sorted(count_missing(part, reading) for part in plan.parts)[: plan.count])
        case Close():
            return 1 + sum(count_missing(part, reading) for part in (plan.left, plan.right))
        case _:
            return 1


def _say_close(plan: Close, reading: Reading) -> str:
    span = plan.spans(reading, limit=1)[0]
    places = [f"«{_short(hit.text)}»" for hit in span.hits]
    sign = "ONEAR" if plan.is_ordered else "NEAR"
    return (
        f"{' and '.join(places)} in {span.field} stand at most {plan.distance} words apart "
        f"({sign}/{plan.distance})"
    )


def _say_apart(plan: Close, reading: Reading) -> str:
    missing = [
        say_missing(part, reading) for part in (plan.left, plan.right) if not part.holds(reading)
    ]
    if missing:
        present = [
            say_found(part, reading) for part in (plan.left, plan.right) if part.holds(reading)
        ]
        return _join(missing + present)
    sides = _join([say_found(plan.left, reading), say_found(plan.right, reading)])
    return f"{_say_how_far(plan, reading)}: {sides}"


def _say_how_far(plan: Close, reading: Reading) -> str:
    sign = f"{'ONEAR' if plan.is_ordered else 'NEAR'}/{plan.distance}"
    lefts, rights = (spans_of(side, reading, _MAX_PLACES) for side in (plan.left, plan.right))
    pairs = [
        (left, right)
        for left in lefts
        for right in rights
        if (left.field, left.value) == (right.field, right.value)
    ]
    if not pairs:
        return f"in different fields, which {sign} does not join"
    apart = min(_measure(left, right, reading) for left, right in pairs)
    if apart <= plan.distance:
        return f"in the other order than {sign} asks for" if apart else f"in one place, not {sign}"
    return f"{apart} words apart, {sign} allows {plan.distance}"


def _measure(left: Span, right: Span, reading: Reading) -> int:
    """Say how many words apart two places are, in either order; 0 where they overlap."""
    first, second = sorted((left, right), key=lambda span: span.start)
    return 0 if second.start < first.end else count_between(first, second, reading)


def _name(plan: Find) -> str:
    return plan.atom.label


def _say_time(plan: Moment, reading: Reading) -> str:
    article = reading.article
    if isinstance(plan.bound, Since) or article.published_at is None:
        return f"first seen {article.first_seen_at:%Y-%m-%d %H:%M}"
    return f"published {article.published_at:%Y-%m-%d %H:%M}"


def _join(parts: list[str]) -> str:
    unique = list(dict.fromkeys(part for part in parts if part))
    more = f"; and {len(unique) - _MAX_PARTS} more" if len(unique) > _MAX_PARTS else ""
    return "; ".join(unique[:_MAX_PARTS]) + more


def _short(text: str) -> str:
    limit = 60
    return text if len(text) <= limit else text[: limit - 1] + "…"
