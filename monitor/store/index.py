"""Find articles by terms, in the way that each kind of database does best.

Database. A term is a number (monitor.match.terms): what it stands for is nothing to the database,
so both find the same. An index may give articles that lack a term (an edited text keeps its
former terms in one of them), never leave one out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from sqlalchemy import text

from monitor.model import Every, Holding

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy import Connection

    from monitor.model import Needed

#: Every article has it that must be looked at in every search.
ALWAYS = 0
_SCAN = text("SELECT set_config('enable_seqscan', :scan, true)")


class TermIndex(Protocol):
    """The terms of articles."""

    @property
    def keeps_removed(self) -> bool:
        """Whether the terms of articles that are gone stay until all are cleared."""

    def write(self, connection: Connection, terms: Mapping[int, frozenset[int]]) -> None:
        """File articles under terms; what they were filed under before counts no more."""

    def remove(self, connection: Connection, numbers: Collection[int]) -> None:
        """Forget the terms of articles; some may stay until all are cleared."""

    def clear(self, connection: Connection) -> None:
        """Make room for what is filed anew."""

    def find(
        self, connection: Connection, needed: Needed, *, among: range, most: int
    ) -> Sequence[int]:
        """Give the articles among these that hold what is needed, in no order, and no more."""


class WordIndex:
    """A full-text table without its text, in which each term is a word."""

    keeps_removed = True

    def write(self, connection: Connection, terms: Mapping[int, frozenset[int]]) -> None:
        connection.execute(
            text("INSERT INTO article_terms (rowid, terms) VALUES (:number, :terms)"),
            [{"number": number, "terms": _write_words(some)} for number, some in terms.items()],
        )

    def remove(self, connection: Connection, numbers: Collection[int]) -> None:
        """Do nothing: a table without its text cannot forget a part of it."""

    def clear(self, connection: Connection) -> None:
        connection.execute(text("INSERT INTO article_terms (article_terms) VALUES ('delete-all')"))

    def find(
        self, connection: Connection, needed: Needed, *, among: range, most: int
    ) -> Sequence[int]:
        statement = text(
            "SELECT rowid FROM article_terms WHERE article_terms MATCH :expression"
            " AND rowid BETWEEN :first AND :last LIMIT :most"
        )
        values = {"expression": _write_needed(needed, " AND ", " OR "), **_bounds(among, most)}
        return connection.scalars(statement, values).all()


class LexemeIndex:
    """A table with the terms of each article as lexemes, and an inverted index over it."""

    keeps_removed = False

    def write(self, connection: Connection, terms: Mapping[int, frozenset[int]]) -> None:
        # In one order everywhere, so that two writers cannot wait for each other.
        connection.execute(
            text(
                "INSERT INTO article_terms (article_id, terms)"
                " SELECT :number, CAST(:terms AS tsvector)"
                " WHERE EXISTS (SELECT 1 FROM articles WHERE id = :number)"
                " ON CONFLICT (article_id) DO UPDATE SET terms = excluded.terms"
            ),
            [
                {"number": number, "terms": _write_words(some)}
                for number, some in sorted(terms.items())
            ],
        )

    def remove(self, connection: Connection, numbers: Collection[int]) -> None:
        connection.execute(
            text("DELETE FROM article_terms WHERE article_id = ANY(:numbers)"),
            {"numbers": list(numbers)},
        )

    def clear(self, connection: Connection) -> None:
        """Do nothing: what is filed anew takes the place of what was filed."""

    def find(
        self, connection: Connection, needed: Needed, *, among: range, most: int
    ) -> Sequence[int]:
        # Apart from the range of numbers: beside it, all rows of the range might be read.
        statement = text(
            "WITH found AS MATERIALIZED"
            " (SELECT article_id FROM article_terms WHERE terms @@ CAST(:expression AS tsquery))"
            " SELECT article_id FROM found WHERE article_id BETWEEN :first AND :last LIMIT :most"
        )
        values = {"expression": _write_needed(needed, "&", "|"), **_bounds(among, most)}
        # A few rows of many look cheap to find by reading all of them, when they are rare.
        connection.execute(_SCAN, {"scan": "off"})
        found = connection.scalars(statement, values).all()
        connection.execute(_SCAN, {"scan": "on"})
        return found


def _bounds(among: range, most: int) -> dict[str, int]:
    return {"first": among.start, "last": among.stop - 1, "most": most}


def _write_words(terms: Collection[int]) -> str:
    """Write terms as words of letters and digits, which no tokenizer changes or parts."""
    return ("%x " * len(terms)) % tuple(terms)  # in one go: an article has hundreds


def _write_needed(needed: Needed, both: str, one: str) -> str:
    """Write what is needed in the language of a full-text index, with its signs."""
    if isinstance(needed, Holding):
        return f"({one.join(f'{term:x}' for term in sorted({ALWAYS, *needed.terms}))})"
    sign = both if isinstance(needed, Every) else one
    return f"({sign.join(_write_needed(part, both, one) for part in needed.parts)})"
