"""Say what every article that satisfies a query has, so that a search looks at no others.

Pure. Sound, not sharp: no article that matches is ever left out, and some that do not match
remain, for the matcher to refuse. Where an anchor (monitor.match.anchor) is one rarest word,
this is all that is certain: every word of a phrase, every pair of characters of a Chinese name,
each side of NEAR.
"""

from __future__ import annotations

from itertools import combinations, pairwise
from math import comb
from typing import TYPE_CHECKING, assert_never

from monitor.match.pattern import Run
from monitor.match.phrase import Phrase
from monitor.match.plan import All, Close, Compare, Find, Moment, Some, Without
from monitor.match.reading import DEFAULT_FIELDS
from monitor.match.syntax import Since
from monitor.match.terms import VALUE_FIELDS, WORD_FIELDS, key_in, number_of, prefix_of
from monitor.model import Either, Every, Holding, Narrowing
from monitor.text import Script

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from monitor.match.judge import Query
    from monitor.match.pattern import Pattern
    from monitor.match.plan import Plan
    from monitor.model import Needed

#: More ways to choose some of many are one: any of the parts.
_MAX_CHOICES = 20
#: What a database is asked at once; what goes beyond is left to the matcher.
MAX_TERMS = 4_000
MAX_DEPTH = 12


def narrow(query: Query, *, now: datetime) -> Narrowing:
    """Return what an article must have to satisfy a query.

    Args:
        query: The query, ready.
        now: The instant that `since:` counts from.
    """
    return Narrowing(needed=_find_needed(query.plan), since=_since(query.plan, now))


def asks_all(plan: Plan) -> bool:
    """Say whether a search must ask every article: nothing certain, and no time."""
    if _find_needed(plan) is not None:
        return False
    parts = plan.parts if isinstance(plan, All) else (plan,)
    return not any(isinstance(one, Moment) and isinstance(one.bound, Since) for one in parts)


def _find_needed(plan: Plan) -> Needed | None:
    needed = _need(plan)
    return None if needed is None else _trim(needed, MAX_TERMS, MAX_DEPTH)


def _since(plan: Plan, now: datetime) -> datetime | None:
    if isinstance(plan, Moment) and isinstance(plan.bound, Since):
        return now - plan.bound.span
    if isinstance(plan, All):
        found = [_since(part, now) for part in plan.parts]
        return max((one for one in found if one is not None), default=None)
    return None


def _need(plan: Plan) -> Needed | None:
    match plan:
        case Find():
            return _need_term(plan)
        case Compare():
            known = plan.field in VALUE_FIELDS
            return Holding(terms=frozenset({number_of(plan.key)})) if known else None
        case Moment() | Without():
            return None
        case All():
            return _every(map(_need, plan.parts))
        case Close():
            return _every((_need(plan.left), _need(plan.right)))
        case Some():
            return _need_some(plan.count, [_need(part) for part in plan.parts])
        case _:
            assert_never(plan)


def _need_some(count: int, parts: list[Needed | None]) -> Needed | None:
    """Where `count` of n must hold, of any n - count + 1 one does."""
    known = [part for part in parts if part is not None]
    size = len(parts) - count + 1
    if len(known) < size:
        return None
    if comb(len(known), size) > _MAX_CHOICES:
        return _either(known)
    return _every(_either(some) for some in combinations(known, size))


def _need_term(plan: Find) -> Needed | None:
    field = plan.fields[0]
    if field in DEFAULT_FIELDS:
        return _either(_need_pattern(one.pattern, str) for one in plan.atom.spellings)
    if field in WORD_FIELDS:
        return _either(
            _need_pattern(one.pattern, lambda key: key_in(field, key))
            for one in plan.atom.spellings
        )
    return None


def _need_pattern(pattern: Pattern, mark: Callable[[str], str]) -> Needed | None:
    """Return what a text has that this is found in; `mark` makes keys those of its field."""
    groups = [pattern.keys]
    if isinstance(pattern, Phrase):
        groups += map(frozenset, _keys_of_phrase(pattern))
    elif isinstance(pattern, Run):
        groups = [frozenset({key}) for key in _keys_of_run(pattern)]
    return _every(
        Holding(terms=frozenset(number_of(mark(key)) for key in group))
        for group in dict.fromkeys(groups)
    )


def _keys_of_phrase(phrase: Phrase) -> Iterator[Iterable[str]]:
    """Give for each word of a phrase the keys of which one is there."""
    joined = () if phrase.joined is None else (phrase.joined,)
    for word in phrase.words:
        yield (word, *joined)


def _keys_of_run(run: Run) -> Iterator[str]:
    """Give the keys that must all be there."""
    last = len(run.tokens) - 1
    for place, token in enumerate(run.tokens):
        text = token.text
        if token.script.is_running:
            yield from map("".join, pairwise(text)) if len(text) > 1 else text
        elif token.script is Script.HANGUL:
            if place == 0:  # a later one may stand inside a word, where nothing is filed
                yield text[:2]
        elif not run.is_prefix or place != last:
            yield text
        elif (beginning := prefix_of(text)) is not None:
            yield beginning


def _every(parts: Iterable[Needed | None]) -> Needed | None:
    """Join what must all be so; nothing certain when no part is."""
    flat: dict[Needed, None] = {}
    for part in parts:
        if part is not None:
            flat.update(dict.fromkeys(part.parts if isinstance(part, Every) else (part,)))
    if not flat:
        return None
    return next(iter(flat)) if len(flat) == 1 else Every(parts=tuple(flat))


def _either(parts: Iterable[Needed | None]) -> Needed | None:
    """Join what may be so; nothing certain when one part says nothing."""
    terms: frozenset[int] = frozenset()
    others: dict[Needed, None] = {}
    for part in parts:
        if part is None:
            return None
        for one in part.parts if isinstance(part, Either) else (part,):
            if isinstance(one, Holding):
                terms |= one.terms
            else:
                others[one] = None
    if not others:
        return Holding(terms=terms)
    held = (Holding(terms=terms),) if terms else ()
    return Either(parts=(*held, *others)) if held or len(others) > 1 else next(iter(others))


def _trim(needed: Needed, most: int, depth: int) -> Needed | None:
    """Leave out what would make the question too large."""
    if isinstance(needed, Holding):
        return needed if len(needed.terms) <= most else None
    if depth == 0:
        return None
    if isinstance(needed, Either):
        if _count(needed) > most:
            return None
        return _either(_trim(part, most, depth - 1) for part in needed.parts)
    kept: list[Needed | None] = []
    for part in sorted(needed.parts, key=_count):
        trimmed = _trim(part, most, depth - 1)
        if trimmed is not None and _count(trimmed) <= most:
            kept.append(trimmed)
            most -= _count(trimmed)
    return _every(kept)


def _count(needed: Needed) -> int:
    if isinstance(needed, Holding):
        return len(needed.terms)
    return sum(map(_count, needed.parts))
