"""Give the articles that a search must look at, newest first, and keep the index that tells.

Database. An article is filed under its terms when it is evaluated. One that waits for the
evaluator, because it is new or its text is another now, is looked at in every search; so are all
up to `unfilled_to`, which were evaluated before the present rules for terms and are filed bit by
bit. Polls, page texts and removals therefore need not know that there is an index.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import and_, delete, func, insert, or_, select, update

from monitor.errors import StoreError
from monitor.model import ArticleId, Holding, Unfilled
from monitor.store.index import ALWAYS
from monitor.store.leases import demand_fence
from monitor.store.loading import load_articles
from monitor.store.part import Part, chunks
from monitor.store.tables import ArticleRow, TermEditionRow, term_editions

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection

    from monitor.model import Article, Needed

#: Up to so many articles are sorted at once; with more the newest are looked at first.
FEW = 2_000
#: Articles among which the terms are looked for at once, from the newest on.
FIRST_WINDOW, LAST_WINDOW = 1_000, 64_000
#: Articles loaded at once: few at first, for most searches end soon.
FIRST_LOAD, LAST_LOAD = 50, 500
#: A full-text table that keeps what is gone is made anew when it holds so many times more.
WASTE, ALLOWANCE = 2, 10_000
_ALL = range(1, 2**63 - 1)
_EXCUSED = frozenset({ALWAYS})


class _Place(NamedTuple):
    """Where an article stands in the order newest first."""

    first_seen_at: datetime
    id: int


class Searches(Part):
    """The store's part for searches."""

    def iter_candidates(
        self, needed: Needed, *, edition: int, since: datetime | None = None
    ) -> Iterator[Article]:
        """Give the articles that may hold what is needed, newest first by first sight.

        All that hold it are among them. No connection is held between two chunks.
        """
        with self._database.reading() as connection:
            few = self._find_few(connection, needed, edition, since)
        if few is not None:
            yield from self._load(few)
            return
        place, window = None, FIRST_WINDOW
        while True:
            with self._database.reading() as connection:
                numbers = _list_window(connection, since, place, window)
                chosen = self._choose(connection, needed, edition, numbers)
                place = _place_of(connection, numbers[-1]) if numbers else None
            yield from self._load(chosen)
            if len(numbers) < window or place is None:
                return
            window = min(window * 2, LAST_WINDOW)

    def has_unfilled(self, *, edition: int) -> bool:
        """Say whether there are evaluated articles that are not filed under these rules."""
        with self._database.reading() as connection:
            below = _unfilled_to(connection, edition)
            if below is not None:
                return below > 0
            evaluated = select(ArticleRow.id).where(ArticleRow.evaluated_at.is_not(None))
            return connection.scalars(evaluated.limit(1)).first() is not None

    def list_unfilled(self, *, edition: int, limit: int) -> Unfilled | None:
        """Give evaluated articles that are not filed under these rules; None when all are."""
        with self._database.reading() as connection:
            below = _unfilled_to(connection, edition)
            if below == 0:
                return None
            wanted = select(ArticleRow.id).where(ArticleRow.evaluated_at.is_not(None))
            if below is not None:
                wanted = wanted.where(ArticleRow.id <= below)
            numbers = connection.scalars(wanted.order_by(ArticleRow.id.desc()).limit(limit)).all()
            if not numbers and below is None:
                return None
            articles = load_articles(connection, numbers)
        return Unfilled(articles=articles, down_to=numbers[-1] - 1 if len(numbers) == limit else 0)

    def save_terms(
        self,
        terms: Mapping[ArticleId, frozenset[int] | None],
        *,
        edition: int,
        lease: str,
        fence: int,
        down_to: int | None = None,
    ) -> None:
        """File articles under their terms, before they count as evaluated.

        None stands for all terms. With `down_to`, all articles with greater numbers are filed now.
        Raises LeaseLost when another evaluator took over: what is filed must be of the text that
        is evaluated.
        """
        filed: dict[int, frozenset[int]] = {
            number: _EXCUSED if one is None else one for number, one in terms.items()
        }
        with self._database.writing() as connection:
            demand_fence(connection, lease, fence)
            self._begin_edition(connection, edition)
            if filed:
                self._database.terms.write(connection, filed)
            values: dict[str, object] = {"written": term_editions.c.written + len(filed)}
            if down_to is not None:
                values["unfilled_to"] = down_to
            connection.execute(update(term_editions).values(values))

    def are_terms_sound(self) -> bool:
        """Say whether terms can be looked for."""
        nothing = Holding(terms=frozenset())
        try:
            with self._database.reading() as connection:
                self._database.terms.find(connection, nothing, among=range(1, 2), most=1)
        except StoreError:
            return False
        return True

    def forget_terms(self) -> None:
        """Have every article looked at in searches until it is filed anew."""
        with self._database.writing() as connection:
            connection.execute(delete(term_editions))

    def _begin_edition(self, connection: Connection, edition: int) -> None:
        """Begin anew when other rules make the terms, or most of what is filed is gone."""
        row = connection.execute(
            select(TermEditionRow.edition, TermEditionRow.written).with_for_update()
        ).first()
        is_same = row is not None and row.edition == edition
        if row is not None and is_same and not self._is_waste(connection, row.written):
            return
        self._database.terms.clear(connection)
        connection.execute(delete(term_editions))
        evaluated = select(ArticleRow.id).where(ArticleRow.evaluated_at.is_not(None))
        last = connection.scalar(evaluated.order_by(ArticleRow.id.desc()).limit(1)) or 0
        values = {"edition": edition, "unfilled_to": last, "written": 0}
        connection.execute(insert(term_editions), [values])

    def _is_waste(self, connection: Connection, written: int) -> bool:
        if not self._database.terms.keeps_removed or written <= ALLOWANCE:
            return False
        first = connection.scalar(select(func.min(ArticleRow.id)))
        last = connection.scalar(select(func.max(ArticleRow.id)))
        kept = 0 if first is None or last is None else last - first + 1
        return written > kept * WASTE + ALLOWANCE

    def _find_few(
        self, connection: Connection, needed: Needed, edition: int, since: datetime | None
    ) -> list[int] | None:
        """Give all candidates in order; None when they are many, or most are not filed."""
        if _unfilled_to(connection, edition) != 0:
            return None
        waiting = select(ArticleRow.id).where(ArticleRow.evaluated_at.is_(None)).limit(FEW + 1)
        found = self._database.terms.find(connection, needed, among=_ALL, most=FEW + 1)
        numbers = {*found, *connection.scalars(waiting)}
        return None if len(numbers) > FEW else _sort(connection, numbers, since)

    def _choose(
        self, connection: Connection, needed: Needed, edition: int, numbers: Sequence[int]
    ) -> list[int]:
        """Give those of some articles that may hold what is needed, in their order."""
        unfilled_to = _unfilled_to(connection, edition)
        if unfilled_to is None or not numbers:
            return list(numbers)
        first, last = min(numbers), max(numbers)
        waiting = select(ArticleRow.id).where(
            ArticleRow.evaluated_at.is_(None), ArticleRow.id.between(first, last)
        )
        found = {*connection.scalars(waiting)}
        if last > unfilled_to:
            among = range(max(first, unfilled_to + 1), last + 1)
            found.update(
                self._database.terms.find(connection, needed, among=among, most=len(among))
            )
        return [number for number in numbers if number <= unfilled_to or number in found]

    def _load(self, numbers: Sequence[int]) -> Iterator[Article]:
        start, size = 0, FIRST_LOAD
        while start < len(numbers):
            with self._database.reading() as connection:
                articles = load_articles(connection, numbers[start : start + size])
            yield from articles
            start, size = start + size, min(size * 2, LAST_LOAD)


def _unfilled_to(connection: Connection, edition: int) -> int | None:
    """Give up to which number articles may not be filed; None when none is by these rules."""
    wanted = select(TermEditionRow.unfilled_to).where(TermEditionRow.edition == edition)
    return connection.scalar(wanted)


def _sort(connection: Connection, numbers: Collection[int], since: datetime | None) -> list[int]:
    places: list[_Place] = []
    for some in chunks(numbers):
        wanted = select(ArticleRow.first_seen_at, ArticleRow.id).where(
            ArticleRow.id.in_(some), ArticleRow.pruned_at.is_(None)
        )
        rows = connection.execute(wanted if since is None else wanted.where(_is_since(since)))
        places += (_Place(row.first_seen_at, row.id) for row in rows)
    return [place.id for place in sorted(places, reverse=True)]


def _list_window(
    connection: Connection, since: datetime | None, after: _Place | None, size: int
) -> Sequence[int]:
    """Give the articles that follow in the order newest first."""
    wanted = select(ArticleRow.id).where(ArticleRow.pruned_at.is_(None))
    if since is not None:
        wanted = wanted.where(_is_since(since))
    if after is not None:
        wanted = wanted.where(
            ArticleRow.first_seen_at <= after.first_seen_at,
            or_(
                ArticleRow.first_seen_at < after.first_seen_at,
                and_(ArticleRow.first_seen_at == after.first_seen_at, ArticleRow.id < after.id),
            ),
        )
    newest = wanted.order_by(ArticleRow.first_seen_at.desc(), ArticleRow.id.desc()).limit(size)
    return connection.scalars(newest).all()


def _is_since(since: datetime) -> ColumnElement[bool]:
    return ArticleRow.first_seen_at >= since


def _place_of(connection: Connection, number: int) -> _Place:
    wanted = select(ArticleRow.first_seen_at).where(ArticleRow.id == number)
    return _Place(connection.scalars(wanted).one(), number)
