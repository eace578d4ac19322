"""Take over a topic that was written in the query language of another program.

Database. The query is rewritten once and is ours from then on; what has no counterpart is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from monitor.checks import Document, judge, suggest
from monitor.errors import ConfigError, Problem
from monitor.manage.newsroom import TopicEntry, check_key
from monitor.match import Dialect, compile_query, lint, translate_query

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime
    from typing import Any

    from monitor.match import Note
    from monitor.model import Topic
    from monitor.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedTopic:
    """A topic as it was taken over."""

    topic: Topic
    #: What reads otherwise here, or not at all.
    notes: tuple[Note, ...]
    warnings: tuple[str, ...]


def import_topic(
    store: Store,
    name: str,
    query: str,
    *,
    dialect: Dialect,
    options: Mapping[str, Any],
    receivers: Collection[str],
    dry_run: bool,
    now: datetime,
) -> ImportedTopic:
    """Store a topic whose query is that of another program.

    Args:
        store: where it goes.
        name: its name, which no topic has yet.
        query: the foreign query.
        dialect: whose language it is written in.
        options: the other keys of a topic in the newsroom file.
        receivers: names of the configured receivers.
        dry_run: store nothing, only say what would be stored.
        now: the present instant.

    Raises:
        ConfigError: the name is taken, a receiver is not known, or nothing of the query has a
            counterpart.
        QuerySyntaxError: what came out is more than a query may be.
    """
    catalog = store.load_catalog()
    translated = translate_query(query, dialect)
    check_key(name, {topic.name for topic in catalog.topics})
    if not translated.query:
        _refuse(name, "query", "nothing of it has a counterpart here")
    for receiver in options.get("receivers", ()):
        if receiver not in receivers:
            remedy = suggest(receiver, receivers)
            _refuse(name, "receivers", f"the settings know no {receiver}", remedy=remedy)
    document = Document(value={"query": translated.query, **options}, file=name)
    entry, problems = judge(document, TopicEntry)
    if entry is None or problems:
        raise ConfigError(tuple(problems))
    compile_query(translated.query, catalog.concepts)
    topic = entry.to_topic(name)
    if not dry_run:
        store.save_catalog(topics=[topic], now=now)
    warnings = tuple(map(str, lint(translated.query, catalog.concepts)))
    return ImportedTopic(topic=topic, notes=translated.notes, warnings=warnings)


def _refuse(name: str, where: str, problem: str, *, remedy: str | None = None) -> NoReturn:
    told = Problem(file=name, line=None, where=where, problem=problem, remedy=remedy)
    raise ConfigError((told,))
