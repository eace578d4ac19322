"""Count how often the doubtful parts of queries hold in articles that are kept.

Pure. A star that covers words without end, a NOT that takes away most of the news or most of what
the rest of its query finds: only articles tell.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING

from monitor.match.compiler import Compiler
from monitor.match.doubts import make_doubt
from monitor.match.parser import parse_query
from monitor.match.reading import Reading
from monitor.match.syntax import And, Not, Term, TermKind, span_of, walk_nodes, write
from monitor.model import DoubtReason
from monitor.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from monitor.match.plan import Plan
    from monitor.match.syntax import Node
    from monitor.model import Article, Concept, Doubt

#: Of fewer articles a share says nothing.
_LEAST_ARTICLES = 100
_LEAST_FOUND = 10
#: Shares of all articles, and of what the rest of the query finds.
_MOST_OF_ALL = 0.2
_MOST_OF_REST = 0.5
#: Words that begin alike and still are what was meant: the forms of one word.
_MOST_WORDS = 15
_MOST_KEPT = 1_000
#: Questions that are put to articles in all; of many topics each is put to fewer articles.
_MOST_ASKED = 500_000
_LEAST_READ = 500
_MOST_SHOWN = 5


@dataclass(slots=True, kw_only=True)
class _Branch:
    """One part of one query, with what was counted of it."""

    topic: str
    node: Term | Not
    plan: Plan
    #: What else the query asks for; None where the part does not stand beside something.
    rest: Plan | None
    #: Articles that the star is found in, or that NOT excludes.
    holds: int = 0
    found: int = 0
    excluded: int = 0
    words: Counter[str] = field(default_factory=Counter)


def take_census(
    queries: Mapping[str, str],
    concepts: Iterable[Concept],
    articles: Iterable[Article],
    *,
    now: datetime,
) -> dict[str, tuple[Doubt, ...]]:
    """Say of each topic which stars and NOTs are too wide for the articles given.

    Args:
        queries: The query of each topic; those that cannot be understood are left out before.
        concepts: Those that queries may name.
        articles: What to count in; read only when a query has such a part.
        now: The present instant.
    """
    compiler = Compiler(concepts)
    branches = [
        branch for topic, query in queries.items() for branch in _find(compiler, topic, query)
    ]
    total = 0
    most = max(_LEAST_READ, _MOST_ASKED // max(1, len(branches)))
    for article in islice(articles, most) if branches else ():
        total += 1
        reading = Reading(article, now)
        for branch in branches:
            _count(branch, reading)
    doubts: dict[str, list[Doubt]] = {}
    for branch in branches:
        doubts.setdefault(branch.topic, []).extend(_doubt(branch, total))
    return {topic: tuple(found) for topic, found in doubts.items() if found}


def _find(compiler: Compiler, topic: str, query: str) -> Iterator[_Branch]:
    root = parse_query(query).root

    def ready(node: Node) -> Plan:
        return compiler.compile(query, node, for_topic=False)

    for node in walk_nodes(root):
        if isinstance(node, Term) and node.kind is TermKind.PREFIX:
            yield _Branch(topic=topic, node=node, plan=ready(node), rest=None)
        if isinstance(node, Not):
            rest = _without(root, node)
            yield _Branch(
                topic=topic,
                node=node,
                plan=ready(node.part),
                rest=None if rest is None else ready(rest),
            )


def _without(root: Node, node: Not) -> Node | None:
    """Give a query without one of the NOTs that stand beside something at its top."""
    if not isinstance(root, And):
        return None
    kept = tuple(part for part in root.parts if part is not node)
    if not kept or len(kept) == len(root.parts):
        return None
    return kept[0] if len(kept) == 1 else replace(root, parts=kept)


def _count(branch: _Branch, reading: Reading) -> None:
    holds = branch.plan.holds(reading)
    branch.holds += holds
    if branch.rest is not None and branch.rest.holds(reading):
        branch.found += 1
        branch.excluded += holds
    if holds and isinstance(branch.node, Term) and len(branch.words) < _MOST_KEPT:
        words = {fold(hit.text).text for hit in branch.plan.hits(reading)}
        branch.words.update(words)


def _doubt(branch: _Branch, total: int) -> Iterator[Doubt]:
    if isinstance(branch.node, Term):
        yield from _doubt_star(branch, total)
        return
    shown = write(branch.node)
    if branch.found >= _LEAST_FOUND and branch.excluded >= branch.found * _MOST_OF_REST:
        found = f"{shown} excludes {branch.excluded} of the {branch.found} articles"
        found += " that the rest of the query finds"
    elif total >= _LEAST_ARTICLES and branch.holds >= total * _MOST_OF_ALL:
        found = f"{shown} excludes {branch.holds} of the last {total} articles"
    else:
        return
    remedy = "exclude something narrower, such as NOT title:…"
    yield make_doubt(DoubtReason.UNSELECTIVE_NOT, span_of(branch.node), found, remedy)


def _doubt_star(branch: _Branch, total: int) -> Iterator[Doubt]:
    is_frequent = total >= _LEAST_ARTICLES and branch.holds >= total * _MOST_OF_ALL
    if len(branch.words) <= _MOST_WORDS and not is_frequent:
        return
    shown = ", ".join(word for word, _ in branch.words.most_common(_MOST_SHOWN))
    yield make_doubt(
        DoubtReason.WIDE_WILDCARD,
        span_of(branch.node),
        f"{write(branch.node)} stands for {len(branch.words)} words in {branch.holds} of the last "
        f"{total} articles ({shown}, …)",
        "write more letters, or the words themselves",
    )
