"""Say what is allowed in a query but probably not meant.

Pure. Puts together what the way it is written (monitor.match.parser), its parts
(monitor.match.branches), its words (monitor.match.names) and the facts around it tell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.match.branches import doubt_branches
from monitor.match.compiler import Compiler
from monitor.match.doubts import make_doubt
from monitor.match.names import doubt_term
from monitor.match.narrowing import asks_all
from monitor.match.parser import parse_query
from monitor.match.plan import Find, walk
from monitor.match.reading import Reading
from monitor.match.syntax import (
    And,
    ConceptRef,
    InField,
    Not,
    Or,
    Term,
    TermKind,
    parts_of,
    span_of,
    walk_nodes,
    write,
)
from monitor.match.value import VALUE_FIELDS
from monitor.model import DoubtReason, Field
from monitor.text import ALPHABETS, find_alphabets, fold, tokenize

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from monitor.match.plan import Plan
    from monitor.match.syntax import Node
    from monitor.model import Article, Concept, Doubt

#: Facts that come from the feeds alone.
_OF_FEEDS = frozenset({Field.SOURCE, Field.FEED, Field.TAG, Field.COUNTRY})
#: A word of so few letters stands nearly everywhere.
_FEW_LETTERS = 2


def lint(query: str, concepts: Iterable[Concept]) -> tuple[Doubt, ...]:
    """Return what is doubtful about a query, in the order of the query.

    Raises QuerySyntaxError like `compile_query`.
    """
    return _lint(query, Compiler(concepts))


def lint_all(
    queries: Mapping[str, str], concepts: Iterable[Concept]
) -> dict[str, tuple[Doubt, ...]]:
    """Return what is doubtful about each of many queries; they must be sound.

    Raises QuerySyntaxError like `compile_query`.
    """
    compiler = Compiler(concepts)
    return {key: _lint(query, compiler) for key, query in queries.items()}


def _lint(query: str, compiler: Compiler) -> tuple[Doubt, ...]:
    parsed = parse_query(query)
    plan = compiler.compile(query, parsed.root, for_topic=False)
    found = (
        *parsed.doubts,
        *_doubt_breadth(parsed.root, plan),
        *_doubt_empty(parsed.root, compiler),
        *doubt_branches(parsed.root),
        *_doubt_terms(parsed.root),
        *_doubt_scripts(parsed.root),
    )
    return tuple(sorted(dict.fromkeys(found), key=lambda doubt: doubt.start or 0))


def _doubt_breadth(root: Node, plan: Plan) -> Iterator[Doubt]:
    """Doubt a query that a search must ask of every article."""
    if asks_all(plan):
        found = "it names nothing that all it finds must hold, so a search asks every article"
        remedy = "add a word, a name, lang: or site:, or a time as in since:7d"
        yield make_doubt(DoubtReason.ASKS_ALL, span_of(root), found, remedy)


def lint_facts(
    queries: Mapping[str, str],
    concepts: Iterable[Concept],
    articles: Iterable[Article],
    *,
    now: datetime,
) -> dict[str, tuple[Doubt, ...]]:
    """Return the facts of each query that hold for none of these articles, one of each feed.

    Raises QuerySyntaxError like `compile_query`.
    """
    compiler = Compiler(concepts)
    readings = [Reading(article, now) for article in articles]
    return {
        key: tuple(_doubt_facts(parse_query(query).root, compiler, readings))
        for key, query in queries.items()
    }


def _doubt_facts(root: Node, compiler: Compiler, readings: list[Reading]) -> Iterator[Doubt]:
    for node in walk_nodes(root):
        if not isinstance(node, InField) or node.field not in _OF_FEEDS:
            continue
        if not _holds_for_any(compiler, node, readings):
            found = f"{write(node)} holds for no feed"
            remedy = "see monitor feeds list"
            yield make_doubt(DoubtReason.UNKNOWN_FACT, span_of(node), found, remedy)


def _holds_for_any(compiler: Compiler, node: InField, readings: list[Reading]) -> bool:
    plan = compiler.compile(write(node), node, for_topic=False)
    return any(plan.holds(reading) for reading in readings)


def _doubt_empty(root: Node, compiler: Compiler) -> Iterator[Doubt]:
    """Doubt concepts that nothing is looked for under."""
    for node in walk_nodes(root):
        if not isinstance(node, ConceptRef):
            continue
        plan = compiler.compile(write(node), node, for_topic=False)
        if any(isinstance(part, Find) and not part.atom.spellings for part in walk(plan)):
            found = f"@{node.key} has no name that is switched on"
            remedy = f"see monitor concepts names {node.key}"
            yield make_doubt(DoubtReason.NO_NAMES, span_of(node), found, remedy)


def _doubt_terms(node: Node, *, is_negated: bool = False) -> Iterator[Doubt]:
    if isinstance(node, InField) and node.field in VALUE_FIELDS:
        return
    if isinstance(node, Not):
        is_negated = not is_negated
        yield from _doubt_not(node)
    if isinstance(node, Term) and not is_negated:
        yield from doubt_term(node)
    for part in parts_of(node):
        yield from _doubt_terms(part, is_negated=is_negated)


def _doubt_not(node: Not) -> Iterator[Doubt]:
    """Doubt a NOT of a word that is everywhere, or of words without end."""
    term = node.part
    if not isinstance(term, Term) or term.kind is TermKind.EXACT:
        return
    tokens = tokenize(fold(term.text))
    is_spaced = len(tokens) == 1 and not tokens[0].script.is_running
    few = _FEW_LETTERS + (term.kind is TermKind.PREFIX)
    if is_spaced and term.text.isalpha() and len(tokens[0].text) <= few:
        yield make_doubt(
            DoubtReason.UNSELECTIVE_NOT,
            span_of(node),
            f"{write(node)} excludes much that it is not meant for",
            "exclude longer words, or a field: NOT title:…",
        )


def _doubt_scripts(root: Node) -> Iterator[Doubt]:
    """Doubt words in letters that the language which is asked for is not written in."""
    for node in walk_nodes(root):
        if not isinstance(node, And):
            continue
        alphabets = _alphabets_of(node)
        if alphabets:
            for part in node.parts:
                yield from _doubt_letters(part, alphabets)


def _alphabets_of(node: And) -> frozenset[str]:
    """Give the alphabets of the languages that a part asks for; none where it asks for none."""
    asked = [part.part for part in node.parts if _is_language(part) and isinstance(part, InField)]
    codes = {
        term.text.casefold().split("-")[0]
        for part in asked
        for term in walk_nodes(part)
        if isinstance(term, Term)
    }
    if any(isinstance(term, Not) for part in asked for term in walk_nodes(part)):
        return frozenset()
    known = [frozenset(ALPHABETS.get(code, ())) for code in codes]
    return frozenset().union(*known) if known and all(known) else frozenset()


def _is_language(node: Node) -> bool:
    return isinstance(node, InField) and node.field is Field.LANG


def _doubt_letters(node: Node, alphabets: frozenset[str]) -> Iterator[Doubt]:
    if isinstance(node, Or):
        for part in node.parts:
            yield from _doubt_letters(part, alphabets)
    if not isinstance(node, Term):
        return
    letters = find_alphabets(node.text).keys()
    is_sign = node.text.isupper() and node.text.isascii()
    if letters and not letters & alphabets and not is_sign:
        yield make_doubt(
            DoubtReason.OTHER_SCRIPT,
            span_of(node),
            f"{write(node)} is in {' and '.join(sorted(letters))} letters, which the language "
            f"asked for hardly uses ({', '.join(sorted(alphabets))})",
            'write it as that language does, or take name:"…" or a @concept',
        )
