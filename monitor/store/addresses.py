"""Know articles by more addresses than one, and make two that are one page one.

Database. An address is kept beside the article that it leads to, so that whoever shows it later
shows that article. When two articles turn out to be one page, the later one goes into the
earlier: its sightings, matches and alerts move, the fuller text stays, its address leads on.

Locks are taken in one order everywhere: articles by their numbers, then all else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import delete, func, insert, select, update

from monitor.model import AddressReason, ArticleId, is_fuller, may_be_one
from monitor.model.address import SHARED_BY
from monitor.store.columns import digest_of
from monitor.store.part import chunks
from monitor.store.tables import (
    AddressRow,
    ArticleRow,
    MatchRow,
    PageRow,
    addresses,
    alerts,
    articles,
    catalog,
    matches,
    pages,
    revisions,
    sightings,
    stories,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import datetime

    from sqlalchemy import Connection

    from monitor.model import Identified
    from monitor.store.dialect import Database
    from monitor.store.intake import Intake
    from monitor.store.part import AnyRow


class Claim(NamedTuple):
    """Somebody says that an article's page has this canonical URL."""

    article_id: ArticleId
    url: str | None
    reason: AddressReason
    #: The address to be shown instead of the one that only led there.
    shown_url: str | None = None


def find_by_addresses(connection: Connection, digests: Collection[str]) -> dict[str, ArticleId]:
    """Find articles by digests of their canonical URLs and of their other addresses."""
    found: dict[str, ArticleId] = {}
    for some in chunks(digests):
        by_identity = select(ArticleRow.identity.label("digest"), ArticleRow.id).where(
            ArticleRow.identity.in_(some)
        )
        by_address = select(AddressRow.digest, AddressRow.article_id.label("id")).where(
            AddressRow.digest.in_(some)
        )
        # Where an article stands under an address that is also another's, it is its own.
        for row in connection.execute(by_address):
            found[row.digest] = ArticleId(row.id)
        for row in connection.execute(by_identity):
            found[row.digest] = ArticleId(row.id)
    return found


def note_addresses(
    database: Database, connection: Connection, intakes: Iterable[Intake], there: Collection[int]
) -> None:
    """Keep the other addresses under which these polls showed articles."""
    values: dict[str, dict[str, object]] = {}
    for intake in intakes:
        for number, entry in intake.shown():
            if number in there:
                rows = _also(entry, number, intake.poll.finished_at)
                values.update((str(row["digest"]), row) for row in rows)
    if values:
        ordered = [values[digest] for digest in sorted(values)]
        connection.execute(database.insert(addresses).on_conflict_do_nothing(), ordered)


def _also(entry: Identified, number: ArticleId, now: datetime) -> Iterator[dict[str, object]]:
    for url in entry.also_urls:
        is_spelling = url == entry.draft.tidy_url
        reason = AddressReason.SPELLING if is_spelling else AddressReason.TITLE
        yield {
            "digest": digest_of(url),
            "article_id": number,
            # Nobody needs to read how a link was spelled: most articles have one of these.
            "url": None if is_spelling else url,
            "reason": reason.value,
            "noted_at": now,
        }


def lock_claimed(
    connection: Connection, claims: Collection[Claim], also: Iterable[ArticleId] = ()
) -> frozenset[ArticleId]:
    """Lock, in their order, the articles that make claims and those that have what is claimed.

    `also` are others that the transaction is about.
    """
    digests = {digest_of(claim.url) for claim in claims if claim.url is not None}
    numbers = {*also, *(claim.article_id for claim in claims)}
    numbers |= set(find_by_addresses(connection, digests).values())
    for some in chunks(sorted(numbers)):
        locked = select(ArticleRow.id).where(ArticleRow.id.in_(some)).order_by(ArticleRow.id)
        connection.execute(locked.with_for_update()).all()
    return frozenset(numbers)


def settle_claims(
    database: Database,
    connection: Connection,
    claims: Iterable[Claim],
    locked: Collection[ArticleId],
    *,
    now: datetime,
) -> tuple[ArticleId, ...]:
    """Give articles the addresses claimed for them, or make them one with those that have them.

    Returns the articles that wait for the evaluator again.
    """
    waiting = []
    for claim in claims:
        if claim.url is None:
            continue
        digest = digest_of(claim.url)
        holder = find_by_addresses(connection, [digest]).get(digest)
        if holder == claim.article_id or _is_shared(connection, claim, holder):
            continue
        two = [one for one in (claim.article_id, holder) if one is not None and one in locked]
        rows = _load(connection, two)
        if holder is None and claim.article_id in rows:
            _note(database, connection, digest, claim, now)
            _show_target(connection, claim)
        elif len(rows) > 1 and may_be_one(*(row.published_at for row in rows.values())):
            elder, younger = rows[min(rows)], rows[max(rows)]
            if _join(database, connection, elder, younger, claim, now):
                waiting.append(ArticleId(elder.id))
    return tuple(dict.fromkeys(waiting))


def _load(connection: Connection, numbers: Collection[ArticleId]) -> dict[ArticleId, AnyRow]:
    rows = connection.execute(select(*_COLUMNS).where(ArticleRow.id.in_(numbers)))
    return {ArticleId(row.id): row for row in rows}


def _is_shared(connection: Connection, claim: Claim, holder: ArticleId | None) -> bool:
    """Say whether a page is named by too many articles to be one article's own."""
    if claim.reason is not AddressReason.CANONICAL or holder is None:
        return False
    named = select(func.count()).where(
        AddressRow.article_id == holder, AddressRow.reason == AddressReason.JOINED.value
    )
    return bool(connection.scalars(named).one() >= SHARED_BY)


def _note(
    database: Database,
    connection: Connection,
    digest: str,
    claim: Claim,
    now: datetime,
) -> None:
    row = {"digest": digest, "article_id": claim.article_id, "url": claim.url}
    row |= {"reason": claim.reason.value, "noted_at": now}
    connection.execute(database.insert(addresses).on_conflict_do_nothing(), [row])


def _show_target(connection: Connection, claim: Claim) -> None:
    """Show where a redirector led; the article is known by both addresses."""
    if claim.shown_url is not None:
        shown = {
            "url": claim.shown_url,
            "url_digest": digest_of(claim.shown_url),
            "canonical_url": claim.url,
        }
        connection.execute(
            update(articles).where(articles.c.id == claim.article_id).values(**shown)
        )


def _join(
    database: Database,
    connection: Connection,
    elder: AnyRow,
    younger: AnyRow,
    claim: Claim,
    now: datetime,
) -> bool:
    """Make the younger article part of the elder one; says whether that is to be evaluated."""
    joined = Claim(ArticleId(elder.id), younger.canonical_url, AddressReason.JOINED)
    for table in (sightings, alerts, addresses):
        connection.execute(
            update(table).where(table.c.article_id == younger.id).values(article_id=elder.id)
        )
    _move_matches(connection, elder, younger)
    _move_page(connection, elder, younger)
    _note(database, connection, younger.identity, joined, now)
    if claim.reason is not AddressReason.REDIRECT or elder.id != claim.article_id:
        shown = None
    else:
        shown = younger
    again = _take_over(connection, elder, younger, shown, now)
    _leave_story(connection, elder, younger)
    connection.execute(delete(articles).where(articles.c.id == younger.id))
    return again


def _move_matches(connection: Connection, elder: AnyRow, younger: AnyRow) -> None:
    held = select(MatchRow.topic).where(MatchRow.article_id == elder.id).scalar_subquery()
    connection.execute(
        update(matches)
        .where(matches.c.article_id == younger.id, matches.c.topic.not_in(held))
        .values(article_id=elder.id)
    )


def _move_page(connection: Connection, elder: AnyRow, younger: AnyRow) -> None:
    has_page = select(PageRow.article_id).where(PageRow.article_id == elder.id)
    if connection.scalars(has_page).first() is None:
        connection.execute(
            update(pages).where(pages.c.article_id == younger.id).values(article_id=elder.id)
        )


def _take_over(
    connection: Connection, elder: AnyRow, younger: AnyRow, shown: AnyRow | None, now: datetime
) -> bool:
    """Let the elder article have what the younger one tells more."""
    values: dict[str, object] = {}
    if is_fuller(younger.length, elder.length):
        _keep_former(connection, elder.id)
        values |= {name: getattr(younger, name) for name in _TEXTS}
        values |= {"revision": elder.revision + 1, "revised_at": now, "evaluated_at": None}
    if elder.page_text is None and younger.page_text is not None:
        values |= {"page_text": younger.page_text, "page_revision": elder.page_revision + 1}
        values["evaluated_at"] = None
    if elder.baseline and not younger.baseline and younger.evaluated_at is None:
        # Nobody was told about either.
        values |= {"baseline": False, "evaluated_at": None, "evaluated_revision": 0}
    if shown is not None:
        values |= {"url": shown.url, "canonical_url": shown.canonical_url}
        values["url_digest"] = None if shown.url is None else digest_of(shown.url)
    if elder.story_id is None and younger.story_id is not None:
        values["story_id"] = younger.story_id
    if values:
        connection.execute(update(articles).where(articles.c.id == elder.id).values(**values))
    return "evaluated_at" in values


def _keep_former(connection: Connection, number: int) -> None:
    former = select(
        ArticleRow.id,
        ArticleRow.revision,
        ArticleRow.title,
        ArticleRow.summary,
        ArticleRow.text,
        ArticleRow.revised_at,
    ).where(ArticleRow.id == number)
    names = ["article_id", "number", "title", "summary", "text", "seen_at"]
    connection.execute(insert(revisions).from_select(names, former))


def _leave_story(connection: Connection, elder: AnyRow, younger: AnyRow) -> None:
    """Take the younger article out of its story; one that is empty now leads to the other's."""
    if younger.story_id is None:
        return
    # The evaluator remembers the articles of its window: it is to read them again.
    connection.execute(update(catalog).values(stories_version=catalog.c.stories_version + 1))
    if elder.story_id in (None, younger.story_id):
        return
    others = select(ArticleRow.id).where(
        ArticleRow.story_id == younger.story_id, ArticleRow.id != younger.id
    )
    if connection.scalars(others.limit(1)).first() is None:
        connection.execute(
            update(stories)
            .where(stories.c.id == younger.story_id)
            .values(merged_into=elder.story_id)
        )


_TEXTS = ("title", "summary", "text", "content_hash", "length", "title_key", "language")
_COLUMNS = (
    ArticleRow.id,
    ArticleRow.identity,
    ArticleRow.url,
    ArticleRow.canonical_url,
    ArticleRow.title,
    ArticleRow.summary,
    ArticleRow.text,
    ArticleRow.content_hash,
    ArticleRow.length,
    ArticleRow.title_key,
    ArticleRow.language,
    ArticleRow.revision,
    ArticleRow.baseline,
    ArticleRow.published_at,
    ArticleRow.story_id,
    ArticleRow.evaluated_at,
    ArticleRow.page_text,
    ArticleRow.page_revision,
)
