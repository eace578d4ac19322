"""Take over topics that were written in the query language of another program.

Database. A query is rewritten once and is ours from then on; what has no counterpart is told, and
one that would find less here than there is taken over only where that is wished.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NoReturn

from monitor.checks import Document, judge, suggest
from monitor.errors import ConfigError, Problem, QuerySyntaxError
from monitor.manage.newsroom import TopicEntry, check_key
from monitor.match import Dialect, Effect, Translated, compile_query, lint, translate_query

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime
    from typing import Any

    from monitor.match import Note
    from monitor.model import Concept, Topic
    from monitor.store import Store

_COLUMNS: Final = frozenset({"name", "query"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignTopic:
    """A topic as it was written for another program."""

    name: str
    query: str
    title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedTopic:
    """A topic as it was taken over."""

    topic: Topic
    #: What reads otherwise here, or not at all.
    notes: tuple[Note, ...]
    warnings: tuple[str, ...]

    @property
    def finds_less(self) -> bool:
        """Whether it finds less here than there, as was allowed."""
        return any(note.effect is Effect.LESS for note in self.notes)


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedTopic:
    """A topic that was not taken over, and why."""

    name: str
    error: ConfigError | QuerySyntaxError


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """How topics are to be taken over."""

    dialect: Dialect
    #: Who is told.
    receivers: tuple[str, ...] = ()
    #: Take over what would find less here than there.
    allows_less: bool = False
    dry_run: bool = False


def read_foreign_topics(text: str, *, file: str) -> tuple[ForeignTopic, ...]:
    """Read topics from a table with a heading: the columns `name` and `query`, perhaps `title`.

    Raises:
        ConfigError: a column or a value is missing.
    """
    heading = text.lstrip("\ufeff").partition("\n")[0]
    delimiter = max(",;\t", key=heading.count)
    rows = csv.DictReader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=delimiter)
    names = [(name or "").strip().casefold() for name in rows.fieldnames or ()]
    if not set(names) >= _COLUMNS:
        _refuse(file, "heading", "needs the columns name and query", value=heading.strip())
    rows.fieldnames = names
    read: list[ForeignTopic] = []
    for row in rows:
        name, query = ((row.get(key) or "").strip() for key in ("name", "query"))
        if not (name and query):
            _refuse(file, f"line {rows.line_num}", "needs a name and a query")
        read.append(ForeignTopic(name=name, query=query, title=(row.get("title") or "").strip()))
    return tuple(read)


def import_topics(
    store: Store,
    topics: Iterable[ForeignTopic],
    wishes: Wishes,
    *,
    receivers: Collection[str],
    now: datetime,
) -> tuple[ImportedTopic | RefusedTopic, ...]:
    """Store topics whose queries are those of another program, each that can be.

    Args:
        store: where they go.
        topics: as they were written there; none may be named like a topic that there is.
        wishes: how.
        receivers: names of the configured receivers.
        now: the present instant.
    """
    catalog = store.load_catalog()
    taken = {topic.name for topic in catalog.topics}
    told: list[ImportedTopic | RefusedTopic] = []
    for given in topics:
        try:
            one = _take_over(given, wishes, catalog.concepts, taken, receivers)
        except (ConfigError, QuerySyntaxError) as error:
            told.append(RefusedTopic(name=given.name, error=error))
            continue
        taken.add(given.name)
        told.append(one)
    fresh = [one.topic for one in told if isinstance(one, ImportedTopic)]
    if fresh and not wishes.dry_run:
        store.save_catalog(topics=fresh, now=now)
    return tuple(told)


def _take_over(
    given: ForeignTopic,
    wishes: Wishes,
    concepts: Collection[Concept],
    taken: Collection[str],
    receivers: Collection[str],
) -> ImportedTopic:
    check_key(given.name, taken)
    for receiver in wishes.receivers:
        if receiver not in receivers:
            remedy = suggest(receiver, receivers)
            told = f"the settings know no {receiver}"
            _refuse(given.name, "receivers", told, remedy=remedy)
    translated = translate_query(given.query, wishes.dialect)
    _check_losses(given.name, translated, wishes)
    compile_query(translated.query, concepts)
    options: Mapping[str, Any] = {"title": given.title or None, "receivers": list(wishes.receivers)}
    document = Document(value={"query": translated.query, **options}, file=given.name)
    entry, problems = judge(document, TopicEntry)
    if entry is None or problems:
        raise ConfigError(tuple(problems))
    warnings = tuple(map(str, lint(translated.query, concepts)))
    topic = entry.to_topic(given.name)
    return ImportedTopic(topic=topic, notes=translated.notes, warnings=warnings)


def _check_losses(name: str, translated: Translated, wishes: Wishes) -> None:
    if not translated.query:
        told = "; ".join(map(str, translated.notes))
        _refuse(name, "query", f"nothing of it has a counterpart here ({told})")
    if translated.losses and not wishes.allows_less:
        remedy = "write these parts otherwise, or take it over all the same with --allow-less"
        problems = [
            Problem(file=name, line=None, where="query", problem=str(note))
            for note in translated.losses
        ]
        told = "not taken over: it would find less here than there"
        last = Problem(file=name, line=None, where="query", problem=told, remedy=remedy)
        raise ConfigError((*problems, last))


def _refuse(
    name: str, where: str, problem: str, *, value: str | None = None, remedy: str | None = None
) -> NoReturn:
    told = Problem(file=name, line=None, where=where, problem=problem, value=value, remedy=remedy)
    raise ConfigError((told,))
