"""Take in what polls brought: new articles, new texts of known ones, sightings.

Database. Each kind of row is one statement for all the polls of a batch.

Two workers may meet the same page at once. Articles are inserted in the order of their
identity and a page that is there already becomes a sighting, so the workers wait for each
other at most, and one article with two sightings and the fuller text remains. All articles
that were there before are locked at once, in their order, for the same reason.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy import bindparam, func, insert, select, update

from monitor.model import ArticleId, FeedId, Newness, SavedPoll, is_fuller
from monitor.store.columns import digest_of
from monitor.store.feedrows import source_of
from monitor.store.part import chunks
from monitor.store.tables import ArticleRow, SightingRow, articles, revisions, sightings

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import BindParameter, Column, Connection

    from monitor.model import Draft, Identified, Poll
    from monitor.store.dialect import Database
    from monitor.store.part import AnyRow

    #: An entry with the poll that brought it.
    Brought: TypeAlias = tuple["Intake", Identified]


@dataclass(slots=True, kw_only=True)
class Intake:
    """One poll while it is being saved."""

    poll: Poll
    feed: AnyRow
    new: list[ArticleId] = field(default_factory=list)
    changed: list[ArticleId] = field(default_factory=list)
    #: Articles of this poll's drafts, by entry key.
    article_of: dict[str, ArticleId] = field(default_factory=dict)
    sightings: int = 0
    moved: bool = False

    def entries(self, *kinds: Newness) -> list[Identified]:
        return [entry for entry in self.poll.entries if entry.newness in kinds]

    def shown(self) -> Iterator[tuple[ArticleId, Identified]]:
        """Give the entries that say something new of an article, with its number."""
        for entry in self.entries(*_SHOWN):
            number = self.article_of.get(entry.draft.key, entry.article_id)
            if number is not None:
                yield number, entry

    def result(self) -> SavedPoll:
        return SavedPoll(
            feed_id=self.poll.feed_id,
            new=tuple(self.new),
            changed=tuple(self.changed),
            sighted=self.sightings - len(self.new),
            moved=self.moved,
        )


def add_articles(database: Database, connection: Connection, intakes: Collection[Intake]) -> None:
    """Insert the drafts that are new; those whose page is there meanwhile find its article."""
    brought: dict[str, list[Brought]] = defaultdict(list)
    for intake in intakes:
        for entry in intake.entries(Newness.NEW):
            brought[_identity(entry.draft, intake.feed.url)].append((intake, entry))
    if not brought:
        return
    fresh = _insert_articles(database, connection, brought)
    numbers = fresh | _find_articles(connection, brought.keys() - fresh.keys())
    for identity, entries in brought.items():
        for intake, entry in entries:
            intake.article_of[entry.draft.key] = numbers[identity]
        if identity in fresh:
            _fullest(entries)[0].new.append(fresh[identity])


def lock_kept(connection: Connection, intakes: Collection[Intake]) -> dict[ArticleId, AnyRow]:
    """Lock the articles that were there before these polls; give what we keep of each."""
    shown = {number for intake in intakes for number, _ in intake.shown()}
    kept: dict[ArticleId, AnyRow] = {}
    for some in chunks(sorted(shown.difference(*(intake.new for intake in intakes)))):
        locked = select(
            ArticleRow.id,
            ArticleRow.content_hash,
            ArticleRow.length,
            ArticleRow.baseline,
            ArticleRow.pruned_at,
        ).where(ArticleRow.id.in_(some))
        rows = connection.execute(locked.order_by(ArticleRow.id).with_for_update())
        kept.update((ArticleId(row.id), row) for row in rows)
    return kept


def revise_articles(
    connection: Connection, intakes: Collection[Intake], kept: Mapping[ArticleId, AnyRow]
) -> None:
    """Give articles their new text, keep the old one as a revision, have them evaluated again."""
    brought: dict[ArticleId, list[Brought]] = defaultdict(list)
    for intake in intakes:
        for number, entry in intake.shown():
            if number in kept and _brings_text(entry, kept[number]):
                brought[number].append((intake, entry))
    fullest = {number: _fullest(brought[number]) for number in sorted(brought)}
    revised = {
        number: (intake, entry)
        for number, (intake, entry) in fullest.items()
        if entry.draft.content_hash != kept[number].content_hash
    }
    if not revised:
        return
    for some in chunks(revised):
        connection.execute(_keep_former_text(some))
    connection.execute(
        _REVISE,
        [
            _revised_values(number, intake.poll, entry)
            for number, (intake, entry) in revised.items()
        ],
    )
    for number, (intake, _) in revised.items():
        intake.changed.append(number)


def lift_baseline(
    connection: Connection, intakes: Collection[Intake], kept: Mapping[ArticleId, AnyRow]
) -> None:
    """Make news of a baseline article that a feed past its own baseline shows for the first time.

    Nobody was told about it: it is evaluated again as if it had just arrived.
    """
    shown = {
        (number, intake.poll.feed_id): intake
        for intake in intakes
        if not intake.poll.baseline
        for number, _ in intake.shown()
        if number in kept and kept[number].baseline and kept[number].pruned_at is None
    }
    before = _shown_before(connection, {number for number, _ in shown})
    lifted = {number: shown[number, feed] for number, feed in sorted(shown.keys() - before)}
    for number, intake in lifted.items():
        if number not in intake.changed:
            intake.changed.append(number)
    for some in chunks(lifted):
        connection.execute(
            update(articles)
            .where(articles.c.id.in_(some))
            .values(baseline=False, evaluated_at=None, evaluated_revision=0)
        )


def add_sightings(
    database: Database,
    connection: Connection,
    intakes: Collection[Intake],
    there: Collection[ArticleId],
) -> None:
    """Note which feed showed which article under which key, and with which text.

    One that is no longer `there` went into another article meanwhile: the next poll finds that.
    """
    values: list[dict[str, object]] = []
    again: list[dict[str, object]] = []
    for intake in intakes:
        for number, entry in intake.shown():
            if number not in there:
                continue
            values.append(_sighting_values(intake.poll, entry, number))
            if entry.newness is not Newness.NEW:
                again.append(_shown_again(values[-1]))
    if again:
        connection.execute(_SHOWN_AGAIN, again)
    if not values:
        return
    by_feed = {intake.poll.feed_id: intake for intake in intakes}
    fresh = database.insert(sightings).on_conflict_do_nothing().returning(sightings.c.feed_id)
    for row in connection.execute(fresh, values):
        by_feed[row.feed_id].sightings += 1


def _identity(draft: Draft, feed_url: str) -> str:
    """Say what makes a draft the same article: its page, or without one its place in its feed."""
    if draft.canonical_url is not None:
        return digest_of(draft.canonical_url)
    return digest_of("entry", feed_url, draft.key)


def _insert_articles(
    database: Database, connection: Connection, brought: Mapping[str, Sequence[Brought]]
) -> dict[str, ArticleId]:
    """Insert in one order everywhere, so that two workers cannot wait for each other."""
    statement = (
        database.insert(articles)
        .on_conflict_do_nothing(index_elements=["identity"])
        .returning(articles.c.identity, articles.c.id)
    )
    values = [_article_values(identity, brought[identity]) for identity in sorted(brought)]
    return {row.identity: ArticleId(row.id) for row in connection.execute(statement, values)}


def _find_articles(connection: Connection, identities: Iterable[str]) -> dict[str, ArticleId]:
    found: dict[str, ArticleId] = {}
    for some in chunks(list(identities)):
        rows = connection.execute(
            select(ArticleRow.identity, ArticleRow.id).where(ArticleRow.identity.in_(some))
        )
        found.update((row.identity, ArticleId(row.id)) for row in rows)
    return found


def _article_values(identity: str, brought: Sequence[Brought]) -> dict[str, object]:
    intake, entry = _fullest(brought)
    poll, draft = intake.poll, entry.draft
    source = source_of(intake.feed, title=poll.feed_title)
    differs = draft.url is not None and draft.url != draft.canonical_url
    return {
        "identity": identity,
        "url": draft.url,
        "url_digest": digest_of(draft.url) if differs and draft.url is not None else None,
        "canonical_url": draft.canonical_url,
        "title": draft.title,
        "summary": draft.summary,
        "text": draft.text,
        "author": draft.author,
        "categories": draft.categories,
        "language": draft.language,
        "feed_id": poll.feed_id,
        "source_name": source.name,
        "source_family": source.family,
        "source_country": source.country,
        "source_language": source.language,
        "published_at": draft.published_at,
        "first_seen_at": poll.finished_at,
        "content_hash": draft.content_hash,
        "length": draft.length,
        "revision": 1,
        "revised_at": poll.finished_at,
        "baseline": all(other.poll.baseline for other, _ in brought),
        "title_key": entry.title_key,
        # One feed's history may be another's news.
        "backfill": entry.backfill if all(other.backfill for _, other in brought) else None,
    }


def _fullest(brought: Sequence[Brought]) -> Brought:
    """Of several texts of one article that come at once, give the longest; news before baseline."""
    return max(brought, key=lambda one: (one[1].draft.length, not one[0].poll.baseline))


def _brings_text(entry: Identified, kept: AnyRow) -> bool:
    """Say whether an entry may revise an article that was there before.

    One that was taken for new, while another worker stored its page, revises it by the rule for
    pages of other feeds. What was pruned is not revised: nobody could say what is new in it.
    """
    if kept.pruned_at is not None:
        return False
    if entry.newness is Newness.NEW:
        return is_fuller(entry.draft.length, kept.length)
    return entry.newness is Newness.CHANGED


def _shown_before(
    connection: Connection, numbers: Collection[ArticleId]
) -> set[tuple[ArticleId, FeedId]]:
    """Give these articles with each feed that has shown them."""
    pairs: set[tuple[ArticleId, FeedId]] = set()
    for some in chunks(numbers):
        rows = connection.execute(
            select(SightingRow.article_id, SightingRow.feed_id).where(
                SightingRow.article_id.in_(some)
            )
        )
        pairs.update((ArticleId(row.article_id), FeedId(row.feed_id)) for row in rows)
    return pairs


def _keep_former_text(numbers: Sequence[ArticleId]) -> Any:  # noqa: ANN401 - the library's insert
    former = select(
        ArticleRow.id,
        ArticleRow.revision,
        ArticleRow.title,
        ArticleRow.summary,
        ArticleRow.text,
        ArticleRow.revised_at,
    ).where(ArticleRow.id.in_(numbers))
    return insert(revisions).from_select(
        ["article_id", "number", "title", "summary", "text", "seen_at"], former
    )


def _revised_values(number: ArticleId, poll: Poll, entry: Identified) -> dict[str, object]:
    draft = entry.draft
    return {
        "number": number,
        "new_title": draft.title,
        "new_summary": draft.summary,
        "new_text": draft.text,
        "new_author": draft.author,
        "new_categories": draft.categories,
        "new_language": draft.language,
        "new_published_at": draft.published_at,
        "new_hash": draft.content_hash,
        "new_length": draft.length,
        "new_title_key": entry.title_key,
        "new_revised_at": poll.finished_at,
    }


def _sighting_values(poll: Poll, entry: Identified, number: ArticleId) -> dict[str, object]:
    return {
        "feed_id": poll.feed_id,
        "key": entry.draft.key,
        "article_id": number,
        "content_hash": entry.draft.content_hash,
        "first_seen_at": poll.finished_at,
        "reason": entry.reason,
    }


def _shown_again(sighting: Mapping[str, object]) -> dict[str, object]:
    return {
        "of_feed": sighting["feed_id"],
        "of_key": sighting["key"],
        "new_hash": sighting["content_hash"],
    }


def given(name: str, column: Column[Any]) -> BindParameter[Any]:
    """Stand for a value that each poll gives, written as this column writes it."""
    return bindparam(name, type_=column.type)


#: What a poll says of articles: all but what was said before.
_SHOWN = (Newness.NEW, Newness.SIGHTED, Newness.CHANGED, Newness.TOUCHED)
_REVISE = (
    update(articles)
    .where(articles.c.id == bindparam("number"))
    .values(
        title=bindparam("new_title"),
        summary=bindparam("new_summary"),
        text=bindparam("new_text"),
        author=bindparam("new_author"),
        categories=bindparam("new_categories"),
        language=bindparam("new_language"),
        # The first date that was claimed stays: publishers move it with every edit.
        published_at=func.coalesce(
            articles.c.published_at, given("new_published_at", articles.c.published_at)
        ),
        content_hash=bindparam("new_hash"),
        length=bindparam("new_length"),
        title_key=given("new_title_key", articles.c.title_key),
        revision=articles.c.revision + 1,
        revised_at=bindparam("new_revised_at"),
        evaluated_at=None,
    )
)
_SHOWN_AGAIN = (
    update(sightings)
    .where(sightings.c.feed_id == bindparam("of_feed"), sightings.c.key == bindparam("of_key"))
    .values(content_hash=bindparam("new_hash"))
)
