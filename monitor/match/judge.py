"""Judge one article by one query.

Pure. The door for searches, tests of topics and explanations; the matcher (monitor.match.matcher)
gives the same answers for many topics at once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from monitor.match.compiler import Compiler
from monitor.match.explain import say_found, say_missing
from monitor.match.held import write_held
from monitor.match.parser import parse_query
from monitor.match.plan import unique_hits
from monitor.match.reading import Reading
from monitor.match.syntax import write
from monitor.model import Evidence, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from monitor.match.plan import Plan
    from monitor.match.reading import Hit
    from monitor.match.syntax import Node
    from monitor.model import Article, Concept

#: Places of one name in one field that are recorded; the rest is the same again.
_MAX_EVIDENCE = 10
#: Places that a match is shown by, of all that a query finds.
_MAX_LOOKED = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A query that can be asked of articles; `str()` writes it in its plainest form."""

    #: As it was written.
    text: str
    root: Node
    plan: Plan = field(repr=False, compare=False)

    def __str__(self) -> str:
        return write(self.root)


def compile_query(query: str, concepts: Iterable[Concept], *, for_topic: bool = True) -> Query:
    """Make a query ready to be asked.

    Args:
        query: The expression, in the language of docs/queries.md.
        concepts: Those that `@key` may name.
        for_topic: Refuse a query that can only be answered by "everything but"; a search over a
            bounded time may ask it.

    Raises:
        QuerySyntaxError: With the position in the query, and what was expected there.
    """
    return compile_with(Compiler(concepts), query, for_topic=for_topic)


def compile_with(compiler: Compiler, query: str, *, for_topic: bool = True) -> Query:
    """Make a query ready with a compiler that serves others too."""
    root = parse_query(query).root
    return Query(text=query, root=root, plan=compiler.compile(query, root, for_topic=for_topic))


def judge(query: Query, article: Article, *, now: datetime) -> Verdict:
    """Say whether an article satisfies a query, where, and why (not)."""
    reading = Reading(article, now)
    if not query.plan.holds(reading):
        return Verdict(matched=False, evidence=(), reason=say_missing(query.plan, reading))
    return Verdict(
        matched=True,
        evidence=show_evidence(query.plan.hits(reading)),
        reason=say_found(query.plan, reading),
        branch=write_held(query.plan, reading),
    )


def show_evidence(hits: Iterable[Hit]) -> tuple[Evidence, ...]:
    """Turn the places that were found into evidence, in the order of the article."""
    counts: dict[tuple[str, str | None, str], int] = {}
    shown: list[Evidence] = []
    for hit in unique_hits(islice(hits, _MAX_LOOKED)):
        what = (hit.field, hit.concept, hit.name)
        counts[what] = counts.get(what, 0) + 1
        if counts[what] <= _MAX_EVIDENCE:
            shown.append(_evidence(hit))
    return tuple(shown)


def _evidence(hit: Hit) -> Evidence:
    return Evidence(
        field=hit.field,
        start=hit.start,
        end=hit.end,
        text=hit.text,
        name=hit.name,
        concept=hit.concept,
        language=hit.language,
    )
