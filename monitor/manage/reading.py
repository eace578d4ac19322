"""Read a newsroom file whole: its form, and what only all of it together can tell.

Process. Makes concepts with all their names, compiles every query, holds every example
against its topic, and looks for receivers and topics that do not exist. What is wrong in one
place hides nothing in another; a file with a problem gives nothing but its problems.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from monitor.checks import Document, judge, parse_yaml, problem_at, suggest
from monitor.errors import ConfigError, Problem, QuerySyntaxError
from monitor.manage.examples import find_broken_examples
from monitor.manage.naming import make_concept
from monitor.manage.newsroom import NewsroomFile
from monitor.match import Query, compile_query, lint
from monitor.model import Topic

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.model import Catalog, Concept, FeedSpec, Silence


@dataclass(frozen=True, slots=True, kw_only=True)
class Newsroom:
    """What a newsroom file says, in values of the model."""

    feeds: tuple[FeedSpec, ...]
    concepts: tuple[Concept, ...]
    topics: tuple[Topic, ...]
    silences: tuple[Silence, ...]
    #: What is allowed but doubtful, in words.
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a file may refer to although it does not say it itself."""

    #: What is stored and will stay.
    catalog: Catalog
    #: Names of the configured receivers.
    receivers: Collection[str]
    now: datetime
    #: Keys of concepts that are stored and will go, unless the file names them.
    leaving: Collection[str] = ()


def read_newsroom(text: str, *, file: str, around: Surroundings) -> Newsroom:
    """Read and check the file.

    Raises:
        ConfigError: with every problem.
    """
    document = parse_yaml(text, file=file)
    whole, problems = judge(document, NewsroomFile)
    sound = whole or _keep_sound(document)
    reader = _Reader(document, sound, around)
    newsroom = reader.read()
    if problems or reader.problems:
        told = sorted((*problems, *reader.problems), key=lambda problem: problem.line or 0)
        raise ConfigError(tuple(told))
    return newsroom


def _keep_sound(document: Document) -> NewsroomFile:
    """Keep the concepts and topics that nothing is wrong with, so that they are checked too."""
    value = document.value if isinstance(document.value, Mapping) else {}
    kept: dict[str, dict[str, Any]] = {}
    for section in ("concepts", "topics"):
        entries = value.get(section)
        for key, entry in entries.items() if isinstance(entries, Mapping) else ():
            alone = Document(value={section: {key: entry}}, file=document.file)
            if judge(alone, NewsroomFile)[0] is not None:
                kept.setdefault(section, {})[key] = entry
    sound = judge(Document(value=kept, file=document.file), NewsroomFile)[0]
    return sound or NewsroomFile()


class _Reader:
    """Walks through the sound part of one file and gathers what is wrong with it."""

    def __init__(self, document: Document, file: NewsroomFile, around: Surroundings) -> None:
        self.problems: list[Problem] = []
        self._warnings: list[str] = []
        self._document = document
        self._file = file
        self._around = around

    def read(self) -> Newsroom:
        concepts = tuple(self._read_concepts())
        known = {concept.key: concept for concept in (*self._around.catalog.concepts, *concepts)}
        # A concept that is itself wrong is known all the same: one slip, one problem.
        broken = set(_section(self._document, "concepts")) - set(known)
        topics = tuple(entry.to_topic(name) for name, entry in self._file.topics.items())
        for topic in topics:
            self._check_topic(topic, known, broken)
        for topic in self._list_unsound():
            self._check_receivers(topic)
            self._check_query(topic, known, broken)
        self._check_feeds()
        self._check_silences(known)
        return Newsroom(
            feeds=tuple(entry.to_spec() for entry in self._file.feeds),
            concepts=concepts,
            topics=topics,
            silences=tuple(entry.to_silence() for entry in self._file.silences),
            warnings=tuple(self._warnings),
        )

    def _read_concepts(self) -> Iterator[Concept]:
        for key, entry in self._file.concepts.items():
            concept, warnings = make_concept(entry.to_naming(key))
            for warning in warnings:
                self._warn(("concepts", key), warning)
            yield concept

    def _check_topic(
        self, topic: Topic, known: Mapping[str, Concept], broken: Collection[str]
    ) -> None:
        path = ("topics", topic.name)
        self._check_receivers(topic)
        notify = topic.notify
        if notify.within is not None and max(notify.min_publishers, notify.min_languages) == 1:
            self._warn(
                (*path, "notify", "within"),
                "counts nothing: neither min_publishers nor min_languages asks for more than one",
            )
        if not topic.receivers:
            self._warn(path, "names no receivers: nobody is told what it finds")
        query = self._check_query(topic, known, broken)
        if query is None:
            return
        for warning in lint(topic.query, known.values()):
            self._warn((*path, "query"), str(warning))
        self._check_examples(topic, query)

    def _list_unsound(self) -> Iterator[Topic]:
        """Give of topics that something is wrong with what can be checked all the same."""
        for name, entry in _section(self._document, "topics").items():
            if name in self._file.topics or not isinstance(entry, Mapping):
                continue
            named, query = entry.get("receivers"), entry.get("query")
            named = named if isinstance(named, list) else []
            receivers = tuple(one if isinstance(one, str) else "" for one in named)
            text = query if isinstance(query, str) else ""
            yield Topic(name=str(name), title="", query=text, receivers=receivers)

    def _check_query(
        self, topic: Topic, known: Mapping[str, Concept], broken: Collection[str]
    ) -> Query | None:
        """Compile a query; of concepts that do not exist each is told."""
        if not topic.query or any(f"@{key}" in topic.query for key in broken):
            return None
        rest = topic.query
        while True:
            try:
                query = compile_query(rest, known.values())
            except QuerySyntaxError as error:
                found, rest = rest[error.position : error.end], _blot_out(rest, error)
                error.query = topic.query
                self._complain(("topics", topic.name, "query"), self._explain(error))
                if not found.startswith("@"):
                    return None
            else:
                return query if rest == topic.query else None

    def _explain(self, error: QuerySyntaxError) -> str:
        """Say of a concept that is missing only because it would be removed that it would."""
        said = error.query[error.position :]
        for key in sorted(self._around.leaving, key=len, reverse=True):
            if said.startswith(f"@{key}"):
                return (
                    f"--prune would remove the concept @{key}, which this file does not name; "
                    "put it into the file"
                )
        return str(error)

    def _check_examples(self, topic: Topic, query: Query) -> None:
        for broken in find_broken_examples(query, topic, now=self._around.now):
            path = ("topics", topic.name, "examples", broken.list, broken.index)
            self._complain(path, broken.problem, value=broken.text)

    def _check_receivers(self, topic: Topic) -> None:
        for index, name in enumerate(topic.receivers):
            if name and name not in self._around.receivers:
                path = ("topics", topic.name, "receivers", index)
                remedy = suggest(name, self._around.receivers)
                remedy = remedy or f"add [receivers.{name}] to the settings"
                self._complain(path, "the settings know no such receiver", name, remedy)

    def _check_feeds(self) -> None:
        first: dict[str, int] = {}
        for index, entry in _entries(self._document, "feeds"):
            url = entry.get("url")
            if not isinstance(url, str):
                continue
            if url in first:
                line = self._document.place(("feeds", first[url], "url")).line
                problem = f"this feed stands here again, first on line {line}"
                self._complain(("feeds", index, "url"), problem, url)
            first.setdefault(url, index)

    def _check_silences(self, concepts: Collection[str]) -> None:
        stored = {topic.name for topic in self._around.catalog.topics}
        topics = stored | set(_section(self._document, "topics"))
        keys = set(concepts) | set(_section(self._document, "concepts"))
        for index, entry in _entries(self._document, "silences"):
            for noun, known in (("topic", topics), ("concept", keys)):
                named = entry.get(f"{noun}s")
                for place, name in enumerate(named if isinstance(named, list) else ()):
                    if isinstance(name, str) and name not in known:
                        path = ("silences", index, f"{noun}s", place)
                        problem = f"there is no such {noun}"
                        self._complain(path, problem, name, suggest(name, known))

    def _warn(self, path: tuple[str | int, ...], words: str) -> None:
        self._warnings.append(str(problem_at(self._document, path, words)))

    def _complain(
        self,
        path: tuple[str | int, ...],
        problem: str,
        value: str | None = None,
        remedy: str | None = None,
    ) -> None:
        self.problems.append(problem_at(self._document, path, problem, value=value, remedy=remedy))


def _section(document: Document, name: str) -> Mapping[str, Any]:
    value = document.value.get(name) if isinstance(document.value, Mapping) else None
    return value if isinstance(value, Mapping) else {}


def _entries(document: Document, name: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Give the entries of a list as they were written, sound or not."""
    value = document.value.get(name) if isinstance(document.value, Mapping) else None
    for index, entry in enumerate(value if isinstance(value, list) else ()):
        if isinstance(entry, Mapping):
            yield index, entry


def _blot_out(query: str, error: QuerySyntaxError) -> str:
    """Put a word in the place of what stopped the reading, so that what follows is read too."""
    found = query[error.position : error.end]
    return query[: error.position] + "x" * len(found) + query[error.end :]
