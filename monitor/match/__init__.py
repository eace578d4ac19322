"""Room 7: which topics does an article satisfy, and why?

Pure. The query language of docs/queries.md, the names of concepts in every script, and one
matcher that serves live alerts, searches, back-tests and explanations with the same answer.

Takes: queries as written, concepts, the catalog; articles; the instant that `since:` counts from.
Gives: compiled queries and matchers; verdicts and matches with evidence that points into the
article's own text; errors with the position in the query.
Touches: nothing.
Never: asks a database, or decides whether somebody is told.
"""

from __future__ import annotations

from monitor.match.dialects import Dialect
from monitor.match.foreign import Note, Translated, translate_query
from monitor.match.judge import Query, compile_query, judge, lint
from monitor.match.matcher import Matcher, compile_topics

__all__ = [
    "Dialect",
    "Matcher",
    "Note",
    "Query",
    "Translated",
    "compile_query",
    "compile_topics",
    "judge",
    "lint",
    "translate_query",
]
