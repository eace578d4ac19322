"""Room 7: which topics does an article satisfy, and why?

Pure. The query language of docs/queries.md, the names of concepts in every script, and one
matcher that serves live alerts, searches, back-tests and explanations with the same answer.

Takes: queries as written, concepts, the catalog; articles; the instant that `since:` counts from.
Gives: compiled queries and matchers; verdicts and matches with evidence that points into the
article's own text; errors with the position in the query; the terms that a search index files an
article under, and those without which a query cannot match.
Touches: nothing.
Never: asks a database, or decides whether somebody is told.
"""

from __future__ import annotations

from monitor.match.census import take_census
from monitor.match.dialects import Dialect
from monitor.match.foreign import Translated, translate_query
from monitor.match.foreigntree import Effect, Note
from monitor.match.hinting import Hint, hint_concepts
from monitor.match.judge import Query, compile_query, judge
from monitor.match.lint import lint, lint_all, lint_facts
from monitor.match.matcher import Matcher, compile_topics
from monitor.match.names import lint_concept
from monitor.match.narrowing import narrow
from monitor.match.proposing import propose_names
from monitor.match.reading import Reading
from monitor.match.terms import edition as terms_edition
from monitor.match.terms import list_terms

__all__ = [
    "Dialect",
    "Effect",
    "Hint",
    "Matcher",
    "Note",
    "Query",
    "Reading",
    "Translated",
    "compile_query",
    "compile_topics",
    "hint_concepts",
    "judge",
    "lint",
    "lint_all",
    "lint_concept",
    "lint_facts",
    "list_terms",
    "narrow",
    "propose_names",
    "take_census",
    "terms_edition",
    "translate_query",
]
