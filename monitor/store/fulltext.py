"""Queue the pages of what polls brought, for feeds that want full text.

Database. In the transaction that stores the articles: a page is forgotten no more than they are.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from sqlalchemy import bindparam, select, update

from monitor.model import ArticleId, PageState
from monitor.store.part import chunks
from monitor.store.tables import ArticleRow, PageRow, pages
from monitor.text import registered_domain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from monitor.store.dialect import Database
    from monitor.store.intake import Intake

#: A text that is edited every minute costs its publisher no more than one request in this time.
PAUSE: Final = timedelta(minutes=10)


def queue_pages(database: Database, connection: Connection, intakes: Iterable[Intake]) -> None:
    """Have the pages fetched of what these polls brought: once for each text of an article.

    Not of a baseline or an archive: one poll must not set a hundred fetches on one publisher.
    """
    shown: dict[ArticleId, datetime] = {}
    edited: dict[ArticleId, datetime] = {}
    for intake in intakes:
        edited.update(dict.fromkeys(intake.changed, intake.poll.finished_at))
        if intake.feed.full_text and not intake.poll.baseline:
            news = (number for number, entry in intake.shown() if entry.backfill is None)
            shown.update(dict.fromkeys(news, intake.poll.finished_at))
    if edited:
        _fetch_again(connection, edited)
    if shown:
        _fetch_first(database, connection, shown)


def _fetch_again(connection: Connection, edited: Mapping[ArticleId, datetime]) -> None:
    """Make pages due whose article was edited; pages that nobody asked for stay so."""
    known: dict[ArticleId, datetime | None] = {}
    for some in chunks(sorted(edited)):
        rows = connection.execute(
            select(PageRow.article_id, PageRow.fetched_at)
            .where(PageRow.article_id.in_(some))
            .order_by(PageRow.article_id)
            .with_for_update()
        )
        known.update((ArticleId(row.article_id), row.fetched_at) for row in rows)
    values = [
        {
            "number": number,
            "new_fetch_at": edited[number]
            if fetched_at is None
            else max(edited[number], fetched_at + PAUSE),
        }
        for number, fetched_at in known.items()
    ]
    if values:
        connection.execute(_FETCH_AGAIN, values)


def _fetch_first(
    database: Database, connection: Connection, shown: Mapping[ArticleId, datetime]
) -> None:
    values = []
    for some in chunks(sorted(shown)):
        rows = connection.execute(
            select(ArticleRow.id, ArticleRow.url)
            .where(ArticleRow.id.in_(some), ArticleRow.pruned_at.is_(None))
            .order_by(ArticleRow.id)
        )
        for article in rows:
            if (host := _web_host(article.url)) is not None:
                at = shown[ArticleId(article.id)]
                row = {"article_id": article.id, "host": host}
                row |= {"next_fetch_at": at, "created_at": at}
                values.append({**row, "state": PageState.DUE.value, "attempts": 0})
    if values:
        connection.execute(database.insert(pages).on_conflict_do_nothing(), values)


def _web_host(url: str | None) -> str | None:
    """Give whom to be polite to; None when this is no web address."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return None
    return registered_domain(parts.hostname)


_FETCH_AGAIN = (
    update(pages)
    .where(pages.c.article_id == bindparam("number"))
    .values(
        state=PageState.DUE.value,
        next_fetch_at=bindparam("new_fetch_at"),
        attempts=0,
        lease_owner=None,
        lease_until=None,
    )
)
