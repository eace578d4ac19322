"""Say what a query can be made of, and write it back as text.

Pure. The tree that monitor.match.parser reads; `write` gives text that parses to an equal tree.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, assert_never

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime, timedelta

    from monitor.model import Field


class Span(NamedTuple):
    """Where in a query something stands, in code points."""

    start: int
    end: int


class TermKind(StrEnum):
    """How a term is to be found."""

    WORD = "word"
    PHRASE = "phrase"
    PREFIX = "prefix"
    EXACT = "exact"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A word, a phrase, the beginning of a word, or an exact spelling."""

    kind: TermKind
    text: str
    position: int = dataclasses.field(default=0, compare=False)
    end: int = dataclasses.field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConceptRef:
    """Any name of a concept: `@key`."""

    key: str
    position: int = dataclasses.field(default=0, compare=False)
    end: int = dataclasses.field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Any spelling of a person's name: `name:"Sergei Shoigu"`."""

    text: str
    position: int = dataclasses.field(default=0, compare=False)
    end: int = dataclasses.field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Not:
    """What must not hold."""

    part: Node
    position: int = dataclasses.field(default=0, compare=False)
    end: int = dataclasses.field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class And:
    """What must hold together."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Or:
    """What may hold, one or more of it."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """Two things at most so many words apart, in one field."""

    left: Node
    right: Node
    distance: int
    is_ordered: bool
    position: int = dataclasses.field(default=0, compare=False)
    end: int = dataclasses.field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AtLeast:
    """So many of these: `2 OF (a, b, c)`."""

    count: int
    parts: tuple[Node, ...]
    position: int = dataclasses.field(default=0, compare=False)
    end: int = dataclasses.field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class InField:
    """A query about one field of the article."""

    field: Field
    part: Node
    position: int = dataclasses.field(default=0, compare=False)
    end: int = dataclasses.field(default=0, compare=False)


class Comparison(StrEnum):
    """How the time of an article is compared."""

    AFTER = ">"
    SINCE = ">="
    BEFORE = "<"
    UNTIL = "<="
    ON = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A bound on when the article was published: a whole day, or an instant."""

    comparison: Comparison
    #: The day or instant, as written (ISO 8601).
    text: str
    start: datetime
    #: One day later for a day; equal to `start` for an instant.
    stop: datetime
    position: int = dataclasses.field(default=0, compare=False)
    end: int = dataclasses.field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """First seen at most so long ago."""

    text: str
    span: timedelta
    position: int = dataclasses.field(default=0, compare=False)
    end: int = dataclasses.field(default=0, compare=False)


Node = Term | ConceptRef | Named | Not | And | Or | Near | AtLeast | InField | Published | Since


def write(node: Node) -> str:  # noqa: C901, PLR0911 - one line per kind of node
    """Write a tree as a query that parses to an equal tree."""
    match node:
        case Term():
            return _write_term(node)
        case ConceptRef():
            return f"@{node.key}"
        case Named():
            return f"name:{_quote(node.text)}"
        case Not():
            return f"NOT {_write_part(node.part, Near, InField, AtLeast)}"
        case And():
            return " AND ".join(
                _write_part(part, Not, Near, InField, AtLeast) for part in node.parts
            )
        case Or():
            return " OR ".join(
                _write_part(part, And, Not, Near, InField, AtLeast) for part in node.parts
            )
        case Near():
            return _write_near(node)
        case AtLeast():
            return f"{node.count} OF ({', '.join(write(part) for part in node.parts)})"
        case InField():
            return f"{node.field}:{_write_part(node.part)}"
        case Published():
            return f"published:{node.comparison}{node.text}"
        case Since():
            return f"since:{node.text}"
        case _:
            assert_never(node)


def span_of(node: Node) -> Span:
    """Say where in its query a part stands; parentheses around it do not count."""
    if isinstance(node, (And, Or)):
        spans = [span_of(part) for part in node.parts]
        return Span(min(span.start for span in spans), max(span.end for span in spans))
    return Span(node.position, node.end)


def parts_of(node: Node) -> tuple[Node, ...]:
    """Give the parts that a part is made of."""
    match node:
        case And() | Or() | AtLeast():
            return node.parts
        case Not() | InField():
            return (node.part,)
        case Near():
            return (node.left, node.right)
        case _:
            return ()


def walk_nodes(node: Node) -> Iterator[Node]:
    """Yield a part and everything in it."""
    yield node
    for part in parts_of(node):
        yield from walk_nodes(part)


def find_concepts(node: Node) -> Iterator[str]:
    """Yield the keys of the concepts that a tree names, as `Concept.key` writes them."""
    for part in walk_nodes(node):
        if isinstance(part, ConceptRef):
            yield from (part.key, part.key.casefold())


def _write_part(part: Node, *bare: type) -> str:
    """Write a part, in parentheses unless it is simple or of a kind that binds tighter here."""
    text = write(part)
    simple = isinstance(part, (Term, ConceptRef, Named, Published, Since))
    return text if simple or isinstance(part, bare) else f"({text})"


def _write_near(node: Near) -> str:
    operator = "ONEAR" if node.is_ordered else "NEAR"
    left = _write_part(node.left, Near, InField)
    return f"{left} {operator}/{node.distance} {_write_part(node.right, InField)}"


def _write_term(term: Term) -> str:
    if term.kind is TermKind.WORD:
        return term.text
    if term.kind is TermKind.PREFIX:
        return f"{term.text}*"
    return f"={_quote(term.text)}" if term.kind is TermKind.EXACT else _quote(term.text)


def _quote(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
