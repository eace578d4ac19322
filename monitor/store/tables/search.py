"""Lay out what the search index says of itself; its terms have no table that all databases know.

Database. See `monitor.store.tables` and `monitor.store.index`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from monitor.store.dialect import IDENTITY
from monitor.store.tables.row import Base, table_of

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Where the terms are; a database may keep tables of its own beside it, of the same beginning.
TERMS_TABLE = "article_terms"


class TermEditionRow(Base):
    """How far the articles are filed under the terms of these rules; there is one at most."""

    __tablename__ = "term_editions"

    edition: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    #: Articles with greater numbers are filed, if they do not wait for the evaluator.
    unfilled_to: Mapped[int] = mapped_column(IDENTITY)
    #: How often an article was filed.
    written: Mapped[int] = mapped_column(IDENTITY)


term_editions = table_of(TermEditionRow)


def is_laid_out(name: str | None, kind: str, _parents: Mapping[str, str | None]) -> bool:
    """Say whether something in a database has its layout here, for comparing both."""
    return kind != "table" or name is None or not name.startswith(TERMS_TABLE)
