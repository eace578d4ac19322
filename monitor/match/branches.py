"""Find the parts of a query that no article can satisfy, and those that change nothing.

Pure. Compares the parts of a query with each other: one implies another, or speaks against it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from itertools import combinations, islice
from operator import eq
from typing import TYPE_CHECKING

from monitor.match.doubts import make_doubt
from monitor.match.syntax import (
    And,
    AtLeast,
    Comparison,
    InField,
    Near,
    Not,
    Or,
    Published,
    Term,
    TermKind,
    span_of,
    walk_nodes,
    write,
)
from monitor.model import DoubtReason, Field
from monitor.text import fold, tokenize

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.match.syntax import Node
    from monitor.model import Doubt

#: What is larger is only looked through for what stands in it twice.
_MOST_COMPARED = 200
_MOST_SHOWN = 60
#: Fields of which an article has one value.
_SINGLE = (Field.LANG, Field.COUNTRY)
_TEXTS = frozenset({Field.TITLE, Field.SUMMARY, Field.TEXT})
_EVER = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))


def doubt_branches(root: Node) -> Iterator[Doubt]:
    """Give the parts that can never hold, and those that add nothing."""
    for node in walk_nodes(root):
        if isinstance(node, And):
            yield from _doubt_contradictions(node)
            yield from _doubt_needless(node, "AND")
        elif isinstance(node, Or):
            yield from _doubt_needless(node, "OR")
        elif isinstance(node, AtLeast):
            yield from _doubt_repeated(node)


def _doubt_contradictions(node: And) -> Iterator[Doubt]:
    asked = [part for part in node.parts if not isinstance(part, Not)]
    brings = implies if _is_small(node) else eq
    for part in node.parts:
        if not isinstance(part, Not):
            continue
        for other in asked:
            if brings(other, part.part):
                found = f"{_short(other)} always brings {_short(part.part)}, which NOT excludes"
                yield make_doubt(
                    DoubtReason.NEVER_MATCHES, span_of(part), found, "this can never match"
                )
                break
    for field in _SINGLE:
        yield from _doubt_single(node, field)
    yield from _doubt_times(node)


def _doubt_single(node: And, field: Field) -> Iterator[Doubt]:
    """An article has one language and its source one country."""
    asked = [part for part in node.parts if isinstance(part, InField) and part.field is field]
    allowed = [frozenset(_values(part.part)) for part in asked]
    if len(asked) > 1 and all(allowed) and not frozenset.intersection(*allowed):
        yield make_doubt(
            DoubtReason.NEVER_MATCHES,
            span_of(asked[-1]),
            f"{' and '.join(_short(part) for part in asked)} exclude each other",
            "join them with OR",
        )


def _values(node: Node) -> Iterator[str]:
    """Give the values that are asked for, nothing where that is not plain."""
    if isinstance(node, Term):
        yield node.text.casefold().split("-")[0]
    elif isinstance(node, Or) and all(isinstance(part, Term) for part in node.parts):
        for part in node.parts:
            yield from _values(part)


def _doubt_times(node: And) -> Iterator[Doubt]:
    bounds = [part for part in node.parts if isinstance(part, Published)]
    first, last = _EVER
    for bound in bounds:
        start, stop = _interval(bound)
        first, last = max(first, start), min(last, stop)
    if bounds and first >= last:
        shown = " and ".join(_short(bound) for bound in bounds)
        yield make_doubt(
            DoubtReason.NEVER_MATCHES,
            span_of(bounds[-1]),
            f"no instant lies within {shown}",
            "this can never match",
        )


def _interval(bound: Published) -> tuple[datetime, datetime]:
    """Give the first instant that keeps to a bound, and the one after the last."""
    match bound.comparison:
        case Comparison.AFTER:
            return bound.stop, _EVER[1]
        case Comparison.SINCE:
            return bound.start, _EVER[1]
        case Comparison.BEFORE:
            return _EVER[0], bound.start
        case Comparison.UNTIL:
            return _EVER[0], max(bound.stop, bound.start.replace(microsecond=999_999))
        case Comparison.ON:
            return bound.start, max(bound.stop, bound.start.replace(microsecond=999_999))


def _doubt_needless(node: And | Or, sign: str) -> Iterator[Doubt]:
    """In a AND b the part that the other brings, in a OR b the part that brings the other."""
    told: set[int] = set()
    if not _is_small(node):
        yield from _doubt_repeated(node)
        return
    for one, other in combinations(range(len(node.parts)), 2):
        for needless, why in ((other, one), (one, other)):
            if told & {needless, why}:
                continue
            strong, weak = (why, needless) if sign == "AND" else (needless, why)
            if implies(node.parts[strong], node.parts[weak]):
                told.add(needless)
                yield make_doubt(
                    DoubtReason.ADDS_NOTHING,
                    span_of(node.parts[needless]),
                    f"{_short(node.parts[needless])} adds nothing to {_short(node.parts[why])}",
                    "leave it out",
                )


def _is_small(node: Node) -> bool:
    return sum(1 for _ in islice(walk_nodes(node), _MOST_COMPARED + 1)) <= _MOST_COMPARED


def _doubt_repeated(node: And | Or | AtLeast) -> Iterator[Doubt]:
    seen: set[Node] = set()
    for part in node.parts:
        if part in seen:
            yield make_doubt(
                DoubtReason.ADDS_NOTHING,
                span_of(part),
                f"{_short(part)} stands here twice",
                "leave it out",
            )
        seen.add(part)


def implies(one: Node, other: Node) -> bool:  # noqa: PLR0911 - one line per kind of part
    """Whether every article that satisfies the one satisfies the other, as far as one can see."""
    if one == other:
        return True
    if isinstance(one, Or):
        return all(implies(part, other) for part in one.parts)
    if isinstance(other, And):
        return all(implies(one, part) for part in other.parts)
    if isinstance(other, Or):
        return any(implies(one, part) for part in other.parts)
    if isinstance(one, And):
        return any(implies(part, other) for part in one.parts)
    if isinstance(one, Not) and isinstance(other, Not):
        return implies(other.part, one.part)
    if isinstance(one, InField) and isinstance(other, InField):
        return one.field is other.field and implies(one.part, other.part)
    if isinstance(one, InField):
        return one.field in _TEXTS and implies(one.part, other)
    if isinstance(one, Near):
        return implies(one.left, other) or implies(one.right, other)
    return isinstance(one, Term) and isinstance(other, Term) and _holds(one, other)


def _holds(one: Term, other: Term) -> bool:
    """Whether a term stands wherever another does."""
    words, wanted = _words(one.text), _words(other.text)
    if TermKind.EXACT in (other.kind, one.kind) and one.kind is not other.kind:
        return one.kind is TermKind.EXACT and other.kind is TermKind.WORD and words == wanted
    if other.kind is TermKind.EXACT or not wanted:
        return one.text == other.text
    if other.kind is TermKind.PREFIX:
        return len(wanted) == 1 and any(word.startswith(wanted[0]) for word in words)
    if one.kind is TermKind.PREFIX:
        return False
    size = len(wanted)
    return any(words[place : place + size] == wanted for place in range(len(words) - size + 1))


@lru_cache(maxsize=5_000)
def _words(text: str) -> tuple[str, ...]:
    return tuple(token.text for token in tokenize(fold(text)))


def _short(node: Node) -> str:
    text = write(node)
    return text if len(text) <= _MOST_SHOWN else text[: _MOST_SHOWN - 1] + "…"
