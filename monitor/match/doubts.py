"""Say what is doubtful about the way a query is written.

Pure. What the parser notices while it reads; what a query means is monitor.match.lint's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.model import Doubt, DoubtReason

if TYPE_CHECKING:
    from monitor.match.syntax import Span

#: Words of a query that are operators in capitals.
SMALL_OPERATORS = frozenset({"and", "or", "not", "near", "onear"})


def doubt_small_operator(text: str, span: Span) -> Doubt:
    """Doubt an operator in small letters."""
    return make_doubt(
        DoubtReason.SMALL_OPERATOR,
        span,
        f"“{text}” is looked for as a word",
        f"the operator is {text.upper()}",
    )


def doubt_star(text: str, span: Span) -> Doubt:
    """Doubt a star inside quotes."""
    return make_doubt(
        DoubtReason.STAR_IN_QUOTES,
        span,
        f"inside quotes * stands for nothing: “{text}”",
        "put the words side by side, each with its own *, and join them with ONEAR/1",
    )


def doubt_mixed(span: Span) -> Doubt:
    """Doubt AND and OR without parentheses."""
    return make_doubt(
        DoubtReason.MIXED_OPERATORS,
        span,
        "AND and OR are mixed without parentheses",
        "AND is read first, so a OR b AND c means a OR (b AND c)",
    )


def make_doubt(reason: DoubtReason, span: Span, found: str, remedy: str) -> Doubt:
    """Make a doubt about a part of a query."""
    return Doubt(reason=reason, found=found, remedy=remedy, start=span.start, end=span.end)
