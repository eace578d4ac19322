"""Say which words of a query are also names of a concept, which finds them in all languages.

Pure. A word that is looked for as it stands is no wish to find one spelling alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.match.parser import parse_query
from monitor.match.syntax import ConceptRef, InField, Not, Term, TermKind, parts_of, walk_nodes
from monitor.match.value import VALUE_FIELDS
from monitor.text import find_alphabets, fold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from monitor.match.syntax import Node
    from monitor.model import Concept

#: Names that are shown of one concept, and concepts that are told of.
_MOST_NAMES, _MOST_CONCEPTS = 4, 3
#: A name in an article rarely stands for itself below so many letters.
_LEAST_LETTERS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """Concepts that share names with words of a query, and the query with them instead."""

    #: Other names that each would find, by the key of the concept.
    others: tuple[tuple[str, tuple[str, ...]], ...]
    query: str

    def __str__(self) -> str:
        told = [
            f"@{key} also finds {', '.join(names)} …" if names else f"@{key} is a concept"
            for key, names in self.others[:_MOST_CONCEPTS]
        ]
        return f"{'; '.join(told)}: search '{self.query}'"


def hint_concepts(query: str, concepts: Collection[Concept]) -> Hint | None:
    """Name the concepts that words of a query are names of.

    Raises QuerySyntaxError.
    """
    root = parse_query(query).root
    known = {node.key.casefold() for node in walk_nodes(root) if isinstance(node, ConceptRef)}
    terms = sorted(_terms(root), key=lambda term: term.position)
    meant = _find(frozenset(fold(term.text).text for term in terms), concepts)
    others: dict[str, tuple[str, ...]] = {}
    written, last = "", 0
    for term in terms:
        concept = meant.get(fold(term.text).text)
        if concept is None or concept.key.casefold() in known:
            continue
        others.setdefault(concept.key, tuple(_others(term.text, concept)))
        written += query[last : term.position] + f"@{concept.key}"
        last = term.end
    if not others:
        return None
    return Hint(others=tuple(others.items()), query=written + query[last:])


def _terms(node: Node) -> Iterator[Term]:
    """Give the words and phrases that are looked for in texts; what is excluded is no wish."""
    if isinstance(node, Not) or (isinstance(node, InField) and node.field in VALUE_FIELDS):
        return
    if isinstance(node, Term) and node.kind in (TermKind.WORD, TermKind.PHRASE):
        yield node
    for part in parts_of(node):
        yield from _terms(part)


def _find(words: frozenset[str], concepts: Collection[Concept]) -> dict[str, Concept]:
    """Give for words the concept of this key, else of this name, else with it at a name's end."""
    wanted = {word for word in words if len(word) >= _LEAST_LETTERS or not word.isascii()}
    found: dict[str, tuple[int, str, Concept]] = {}
    for concept in concepts if wanted else ():
        for word, rank in _rank(wanted, concept):
            best = found.get(word)
            if best is None or (rank, concept.key) < best[:2]:
                found[word] = (rank, concept.key, concept)
    return {word: concept for word, (_, _, concept) in found.items()}


def _rank(wanted: set[str], concept: Concept) -> Iterator[tuple[str, int]]:
    key = concept.key.casefold()
    if key in wanted:
        yield key, 0
    for name in concept.names:
        folded = fold(name.text).text if name.enabled else ""
        if folded in wanted:
            yield folded, 1
        last = folded.rpartition(" ")[2]
        if last in wanted and last != folded:
            yield last, 2


def _others(text: str, concept: Concept) -> Iterator[str]:
    """Give some other names, first one of each script that the word is not written in."""
    folded = fold(text).text
    names = [
        name.text for name in concept.names if name.enabled and folded not in fold(name.text).text
    ]
    seen = {*find_alphabets(text)}
    foreign: list[str] = []
    for name in names:
        alphabets = {*find_alphabets(name)}
        if alphabets - seen:
            seen |= alphabets
            foreign.append(name)
    yield from list(dict.fromkeys((*foreign, *names)))[:_MOST_NAMES]
