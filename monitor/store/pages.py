"""Keep the pages that are to be fetched, and what they said.

Database. The rows are the queue: one for each article whose feed wants full text. A lease counts
the attempt; count, owner and end are its fence, since an edit of the article begins the count
anew. One page of a host is leased at a time, whoever asks, and none of a host that asked to be
left alone. A text that tells more than the feed's is
stored with the demand to evaluate its article once more, in one transaction.

Locks are taken in one order everywhere: articles, then pages, then hosts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, case, func, or_, select, update

from monitor.model import (
    AddressReason,
    ArticleId,
    Block,
    LeasedPage,
    PageRecord,
    PageState,
    tells_more,
)
from monitor.store.addresses import Claim, lock_claimed, settle_claims
from monitor.store.columns import storable
from monitor.store.hosts import block_hosts, blocked_hosts
from monitor.store.intake import given
from monitor.store.part import Part, chunks
from monitor.store.tables import ArticleRow, PageRow, articles, pages

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime, timedelta

    from sqlalchemy import ColumnElement, Connection, Select

    from monitor.model import Page, PageVisit
    from monitor.store.dialect import Database
    from monitor.store.part import AnyRow


class Pages(Part):
    """The store's part for pages."""

    def lease_pages(
        self,
        *,
        owner: str,
        now: datetime,
        lease_for: timedelta,
        limit: int,
        except_hosts: Collection[str] = (),
    ) -> tuple[LeasedPage, ...]:
        """Take the right to fetch due pages, longest due first, one of a host at most."""
        free = (
            select(PageRow.article_id)
            .where(
                PageRow.article_id.in_(_next_of_each_host(now, except_hosts, limit)),
                # Asked again of the locked row: somebody may have been faster.
                PageRow.next_fetch_at <= now,
                _is_free(now),
            )
            .with_for_update(skip_locked=True)
            .cte("free")
        )
        lease = (
            update(pages)
            .where(pages.c.article_id.in_(select(free.c.article_id)))
            .values(lease_owner=owner, lease_until=now + lease_for, attempts=pages.c.attempts + 1)
            .returning(*_LEASED_COLUMNS)
        )
        with self._database.writing() as connection:
            rows = connection.execute(lease).all()
            urls = _urls(connection, [row.article_id for row in rows])
        ordered = sorted(rows, key=lambda row: (row.next_fetch_at, row.article_id))
        return tuple(_leased(row, urls[row.article_id]) for row in ordered)

    def has_due_pages(self, now: datetime, *, hosts: Collection[str] | None = None) -> bool:
        """Say whether a page is due, leased or not; with `hosts`, one of these."""
        due = select(PageRow.article_id).where(PageRow.next_fetch_at <= now)
        if hosts is not None:
            due = due.where(PageRow.host.in_(hosts))
        with self._database.reading() as connection:
            return connection.scalars(due.limit(1)).first() is not None

    def save_pages(self, visits: Sequence[PageVisit]) -> tuple[ArticleId, ...]:
        """Store what came of visits; gives the articles that now wait for the evaluator again.

        A visit whose lease was lost is dropped: whoever has the lease now stores his own.
        """
        claims = _claims(visits)
        with self._database.writing() as connection:
            numbers = [visit.article_id for visit in visits]
            locked = lock_claimed(connection, claims.values(), numbers)
            kept = _lock_articles(connection, numbers)
            held = _held(connection, visits)
            if held:
                connection.execute(_RECORD, [_record_values(visit, kept) for visit in held])
                _block_hosts(self._database, connection, held)
            told = {visit.article_id: visit.page for visit in held if visit.page is not None}
            new = {number: page for number, page in told.items() if _is_new(page, kept[number])}
            # Once for each article: PostgreSQL checks the keys of a row that is updated twice,
            # and would wait for whoever polls its feed and waits for us.
            old = [_completed(number, page) for number, page in told.items() if number not in new]
            if old:
                connection.execute(_COMPLETE, old)
            if new:
                connection.execute(_RENEW, [_renewed(*one) for one in new.items()])
            mine = [claims[visit] for visit in held if visit in claims]
            now = max((visit.finished_at for visit in held), default=None)
            joined: tuple[ArticleId, ...] = ()
            if mine and now is not None:
                joined = settle_claims(self._database, connection, mine, locked, now=now)
        return tuple(dict.fromkeys((*new, *joined)))

    def release_pages(self, owner: str) -> int:
        """Give back all pages that this owner holds, as if they had not been tried."""
        release = (
            update(pages)
            .where(pages.c.lease_owner == owner)
            .values(lease_owner=None, lease_until=None, attempts=pages.c.attempts - 1)
        )
        with self._database.writing() as connection:
            return connection.execute(release).rowcount


def _claims(visits: Sequence[PageVisit]) -> dict[PageVisit, Claim]:
    """Give what the pages name as their own addresses."""
    return {
        visit: Claim(visit.article_id, visit.page.canonical_url, AddressReason.CANONICAL)
        for visit in visits
        if visit.page is not None and visit.page.canonical_url is not None
    }


def find_page(connection: Connection, article_id: ArticleId) -> PageRecord | None:
    """Give what is known of an article's page; None when it is not to be fetched."""
    row = connection.execute(
        select(*_RECORD_COLUMNS, func.length(ArticleRow.page_text).label("length"))
        .join(ArticleRow, ArticleRow.id == PageRow.article_id)
        .where(PageRow.article_id == article_id)
    ).first()
    if row is None:
        return None
    return PageRecord(
        state=PageState(row.state),
        next_fetch_at=row.next_fetch_at,
        attempts=row.attempts,
        fetched_at=row.fetched_at,
        final_url=row.final_url,
        canonical_url=row.canonical_url,
        published_at=row.published_at,
        last_error=row.last_error,
        length=row.length or 0,
    )


def _is_free(now: datetime) -> ColumnElement[bool]:
    return or_(PageRow.lease_until.is_(None), PageRow.lease_until <= now)


def _next_of_each_host(
    now: datetime, except_hosts: Collection[str], limit: int
) -> Select[tuple[int]]:
    busy = select(PageRow.host).where(PageRow.next_fetch_at <= now, PageRow.lease_until > now)
    in_order = (PageRow.next_fetch_at, PageRow.article_id)
    waiting = (
        select(
            PageRow.article_id,
            PageRow.next_fetch_at,
            func.row_number().over(partition_by=PageRow.host, order_by=in_order).label("place"),
        )
        .where(
            PageRow.next_fetch_at <= now,
            PageRow.host.not_in(blocked_hosts(now)),
            PageRow.host.not_in(busy),
            PageRow.host.not_in(except_hosts),
        )
        .subquery("waiting")
    )
    return (
        select(waiting.c.article_id)
        .where(waiting.c.place == 1)
        .order_by(waiting.c.next_fetch_at, waiting.c.article_id)
        .limit(limit)
    )


def _urls(connection: Connection, numbers: Collection[int]) -> dict[int, str]:
    rows = connection.execute(
        select(ArticleRow.id, ArticleRow.url).where(ArticleRow.id.in_(numbers))
    )
    return {row.id: row.url for row in rows}


def _leased(row: AnyRow, url: str) -> LeasedPage:
    return LeasedPage(
        article_id=ArticleId(row.article_id),
        url=url,
        host=row.host,
        attempt=row.attempts,
        lease_owner=row.lease_owner,
        lease_until=row.lease_until,
    )


def _lock_articles(connection: Connection, numbers: Iterable[ArticleId]) -> dict[ArticleId, AnyRow]:
    kept: dict[ArticleId, AnyRow] = {}
    for some in chunks(sorted(set(numbers))):
        locked = select(
            ArticleRow.id, ArticleRow.text, ArticleRow.summary, ArticleRow.page_text
        ).where(ArticleRow.id.in_(some))
        rows = connection.execute(locked.order_by(ArticleRow.id).with_for_update())
        kept.update((ArticleId(row.id), row) for row in rows)
    return kept


def _held(connection: Connection, visits: Sequence[PageVisit]) -> list[PageVisit]:
    """Lock the pages; keep the visits that still hold their lease."""
    holds: dict[int, tuple[str | None, int, datetime | None]] = {}
    for some in chunks(sorted({visit.article_id for visit in visits})):
        rows = connection.execute(
            select(PageRow.article_id, PageRow.lease_owner, PageRow.attempts, PageRow.lease_until)
            .where(PageRow.article_id.in_(some))
            .order_by(PageRow.article_id)
            .with_for_update()
        )
        holds.update(
            {row.article_id: (row.lease_owner, row.attempts, row.lease_until) for row in rows}
        )
    return [
        visit
        for visit in visits
        if holds.get(visit.article_id) == (visit.lease_owner, visit.attempt, visit.lease_until)
    ]


def _is_worth(page: Page, row: AnyRow) -> bool:
    return tells_more(page.text, text=row.text, summary=row.summary)


def _is_new(page: Page, row: AnyRow) -> bool:
    """Does the page tell more than the feed, and something else than it did before?"""
    return _is_worth(page, row) and storable(page.text) != row.page_text


def _record_values(visit: PageVisit, kept: Mapping[ArticleId, AnyRow]) -> dict[str, object]:
    page, state = visit.page, visit.state
    if page is not None and not _is_worth(page, kept[visit.article_id]):
        state = PageState.EMPTY
    return {
        "number": visit.article_id,
        "new_state": state.value,
        "new_fetch_at": visit.next_fetch_at,
        "new_fetched_at": None if page is None else visit.finished_at,
        "new_final_url": visit.final_url,
        "new_canonical_url": None if page is None else page.canonical_url,
        "new_published_at": None if page is None else page.published_at,
        "new_error": visit.error,
    }


def _completed(number: ArticleId, page: Page) -> dict[str, object]:
    return {
        "number": number,
        "new_published_at": page.published_at,
        "new_language": page.language,
    }


def _renewed(number: ArticleId, page: Page) -> dict[str, object]:
    return {**_completed(number, page), "new_text": page.text}


def _block_hosts(database: Database, connection: Connection, visits: Collection[PageVisit]) -> None:
    blocks = [
        Block(host=visit.host, until=visit.blocked_until)
        for visit in visits
        if visit.blocked_until is not None
    ]
    block_hosts(database, connection, blocks, now=max(visit.finished_at for visit in visits))


_LEASED_COLUMNS = (
    pages.c.article_id,
    pages.c.host,
    pages.c.attempts,
    pages.c.lease_owner,
    pages.c.lease_until,
    pages.c.next_fetch_at,
)
_RECORD_COLUMNS = (
    PageRow.state,
    PageRow.next_fetch_at,
    PageRow.attempts,
    PageRow.fetched_at,
    PageRow.final_url,
    PageRow.canonical_url,
    PageRow.published_at,
    PageRow.last_error,
)
_RECORD = (
    update(pages)
    .where(pages.c.article_id == bindparam("number"))
    .values(
        state=bindparam("new_state"),
        next_fetch_at=bindparam("new_fetch_at"),
        # What an earlier fetch brought is still true when a later one fails.
        fetched_at=func.coalesce(given("new_fetched_at", pages.c.fetched_at), pages.c.fetched_at),
        final_url=func.coalesce(given("new_final_url", pages.c.final_url), pages.c.final_url),
        canonical_url=func.coalesce(
            given("new_canonical_url", pages.c.canonical_url), pages.c.canonical_url
        ),
        published_at=func.coalesce(
            given("new_published_at", pages.c.published_at), pages.c.published_at
        ),
        last_error=bindparam("new_error"),
        lease_owner=None,
        lease_until=None,
    )
)
#: What the feed did not say.
_COMPLETE = (
    update(articles)
    .where(articles.c.id == bindparam("number"))
    .values(
        published_at=func.coalesce(
            articles.c.published_at, given("new_published_at", articles.c.published_at)
        ),
        language=func.coalesce(articles.c.language, given("new_language", articles.c.language)),
        # Words have other forms in a language than in none: what it matches may be more now.
        evaluated_at=case(
            (
                and_(
                    articles.c.language.is_(None),
                    given("new_language", articles.c.language).is_not(None),
                ),
                None,
            ),
            else_=articles.c.evaluated_at,
        ),
    )
)
#: The first sight of the full text: topics that match it now are told, whatever matched before.
_RENEW = _COMPLETE.values(
    page_text=bindparam("new_text"),
    page_revision=articles.c.page_revision + 1,
    evaluated_at=None,
    evaluated_revision=case((articles.c.evaluated_revision.is_(None), None), else_=0),
)
