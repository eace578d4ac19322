"""Make a query ready: bind its concepts, make its terms into patterns, refuse the unanswerable.

Pure. One compiler may serve many queries; equal terms and concepts are then made once.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, assert_never

from monitor.errors import QuerySyntaxError
from monitor.match.atom import make_concept, make_named, make_term
from monitor.match.passage import MAX_PLACES
from monitor.match.plan import MAX_PAIRS, All, Close, Compare, Find, Moment, Some, Without
from monitor.match.reading import DEFAULT_FIELDS
from monitor.match.syntax import (
    And,
    AtLeast,
    ConceptRef,
    InField,
    Named,
    Near,
    Not,
    Or,
    Published,
    Since,
    Term,
    walk_nodes,
)
from monitor.match.value import VALUE_FIELDS, compare_value, key_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitor.match.atom import Atom
    from monitor.match.plan import Plan
    from monitor.match.syntax import Node
    from monitor.model import Concept, Field

#: Terms kept from one version of a catalog to the next; then it is time to forget old ones.
_MAX_KEPT = 1_000_000
#: Places that all terms of a query are looked at in one field, and that one is at least.
_PLACES_OF_QUERY = 20_000
_MIN_PLACES = 10


class Compiler:
    """Makes plans of trees, with the concepts of one catalog."""

    def __init__(self, concepts: Iterable[Concept]) -> None:
        self.concepts = {concept.key: concept for concept in concepts}
        self.by_concept: dict[str, Atom] = {}
        self.by_term: dict[Term, Atom] = {}
        self.by_name: dict[str, Atom] = {}
        self._places, self._pairs = MAX_PLACES, MAX_PAIRS

    @classmethod
    def following(
        cls, earlier: Compiler | None, concepts: Iterable[Concept]
    ) -> tuple[Compiler, frozenset[str]]:
        """Return a compiler that keeps what it can, and the keys of concepts that changed."""
        compiler = cls(concepts)
        if earlier is None:
            return compiler, frozenset()
        before, now = earlier.concepts, compiler.concepts
        changed = frozenset(
            key for key in before.keys() | now.keys() if before.get(key) != now.get(key)
        )
        compiler.by_term = earlier.by_term if len(earlier.by_term) < _MAX_KEPT else {}
        compiler.by_name = earlier.by_name if len(earlier.by_name) < _MAX_KEPT else {}
        compiler.by_concept = {
            key: atom for key, atom in earlier.by_concept.items() if key not in changed
        }
        return compiler, changed

    def compile(self, query: str, root: Node, *, for_topic: bool) -> Plan:
        """Make a tree ready. Raises QuerySyntaxError."""
        self._share(root)
        plan = self._plan(query, root, None)
        if for_topic and not _is_bounded(root):
            raise QuerySyntaxError(
                query,
                position=0,
                end=len(query),
                expected="something to look for; this query can only be answered by everything but",
            )
        return plan

    def _share(self, root: Node) -> None:
        """Part what a query may look at among its terms: no query takes longer than others."""
        nodes = list(walk_nodes(root))
        terms = sum(isinstance(node, (Term, ConceptRef, Named)) for node in nodes)
        nears = sum(isinstance(node, Near) for node in nodes)
        self._places = max(min(MAX_PLACES, _PLACES_OF_QUERY // max(terms, 1)), _MIN_PLACES)
        self._pairs = max(MAX_PAIRS // max(nears, 1), _MIN_PLACES)

    def _plan(  # noqa: C901, PLR0911 - one line per kind of node
        self, query: str, node: Node, scope: Field | None
    ) -> Plan:
        match node:
            case Term():
                return self._term(node, scope)
            case ConceptRef():
                return self._concept(query, node, scope)
            case Named():
                return self._named(node, scope)
            case InField():
                return self._plan(query, node.part, node.field)
            case Not():
                return Without(self._plan(query, node.part, scope))
            case And():
                return All(tuple(self._plan(query, part, scope) for part in node.parts))
            case Or():
                return Some(1, tuple(self._plan(query, part, scope) for part in node.parts))
            case AtLeast():
                parts = tuple(self._plan(query, part, scope) for part in node.parts)
                return Some(node.count, parts)
            case Near():
                left = self._plan(query, node.left, scope)
                right = self._plan(query, node.right, scope)
                return Close(left, right, node.distance, node.is_ordered, self._pairs)
            case Published() | Since():
                return Moment(node)
            case _:
                assert_never(node)

    def _term(self, term: Term, scope: Field | None) -> Plan:
        if scope in VALUE_FIELDS and scope is not None:
            return Compare(scope, term.text, compare_value(scope, term), key_of(scope, term))
        if term not in self.by_term:
            self.by_term[term] = make_term(term)
        return self._find(self.by_term[term], scope)

    def _named(self, named: Named, scope: Field | None) -> Plan:
        if named.text not in self.by_name:
            self.by_name[named.text] = make_named(named)
        return self._find(self.by_name[named.text], scope)

    def _concept(self, query: str, node: ConceptRef, scope: Field | None) -> Plan:
        concept = self.concepts.get(node.key) or self.concepts.get(node.key.casefold())
        if concept is None or (scope in VALUE_FIELDS):
            is_known = concept is not None
            raise QuerySyntaxError(
                query,
                position=node.position,
                end=node.end,
                expected=f"a plain value in {scope}:, no concept"
                if is_known
                else f"there is no concept @{node.key}",
                hint=None if is_known else self._nearest(node.key),
            )
        if concept.key not in self.by_concept:
            self.by_concept[concept.key] = make_concept(concept)
        return self._find(self.by_concept[concept.key], scope)

    def _find(self, atom: Atom, scope: Field | None) -> Find:
        fields = DEFAULT_FIELDS if scope is None else (scope,)
        return Find(atom, fields, is_scoped=scope is not None, most=self._places)

    def _nearest(self, key: str) -> str:
        near = get_close_matches(key.casefold(), self.concepts, n=1, cutoff=0.5)
        return f"did you mean @{near[0]}?" if near else "monitor concepts list shows the known ones"


def _is_bounded(node: Node, *, is_negated: bool = False) -> bool:
    """Whether the articles that satisfy this (or do not) are named by something they hold."""
    match node:
        case Term() | ConceptRef() | Named() | Near():
            return not is_negated
        case Published() | Since():
            return False
        case InField():
            return _is_bounded(node.part, is_negated=is_negated)
        case Not():
            return _is_bounded(node.part, is_negated=not is_negated)
        case And() | Or():
            quantify = any if isinstance(node, And) != is_negated else all
            return quantify(_is_bounded(part, is_negated=is_negated) for part in node.parts)
        case AtLeast():
            unbounded = sum(not _is_bounded(part, is_negated=is_negated) for part in node.parts)
            needed = len(node.parts) - node.count + 1 if is_negated else node.count
            return unbounded < needed
        case _:
            assert_never(node)
