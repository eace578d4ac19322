"""Match topics as others do: a regular expression per term, an automaton, a full-text index.

Each takes the same made-up queries, `(a OR "b c") AND (d OR e OR f) NOT g`, and answers with the
number of topics that an article satisfies. None of them folds, inflects, or shows a place.
"""

from __future__ import annotations

import re
import sqlite3
from typing import TYPE_CHECKING, NamedTuple, Protocol

import ahocorasick
import ahocorasick_rs

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Wanted(NamedTuple):
    """A query by its parts."""

    first: tuple[str, ...]
    second: tuple[str, ...]
    unwanted: tuple[str, ...]


class Peer(Protocol):
    """One way to match."""

    name: str
    #: Texts that it gets at once.
    batch: int

    def match(self, texts: Sequence[str]) -> list[int]:
        """Return how many topics each text satisfies."""


def read_query(query: str) -> Wanted:
    """Take a made-up query apart."""
    wanted, _, unwanted = query.partition(" NOT ")
    first, second = (part.strip("()").split(" OR ") for part in wanted.split(" AND "))
    return Wanted(tuple(first), tuple(second), (unwanted,) if unwanted else ())


class PerRule:
    """A compiled expression per group of terms, one topic after the other."""

    name = "re per rule"
    batch = 4

    def __init__(self, queries: Sequence[Wanted]) -> None:
        self._patterns = [tuple(map(_compile, query)) for query in queries]

    def match(self, texts: Sequence[str]) -> list[int]:
        return [
            sum(
                bool(first.search(text) and second.search(text))
                and not (unwanted is not None and unwanted.search(text))
                for first, second, unwanted in self._patterns
            )
            for text in texts
        ]


def _compile(terms: tuple[str, ...]) -> re.Pattern[str] | None:
    return re.compile("|".join(map(_write_term, terms)), re.IGNORECASE) if terms else None


def _write_term(term: str) -> str:
    """Write a term as a person with `re` would: a whole word, the genitive too, in any case."""
    word = term.strip('"')
    genitive = "s?" if len(word.split()[-1]) >= 4 and word[-1] not in "sxz" else ""
    return rf"\b{word.replace(' ', '[ -]')}{genitive}\b"


class _Automaton:
    """All terms in one automaton; topics whose first terms were met are evaluated."""

    batch = 100

    def __init__(self, queries: Sequence[Wanted]) -> None:
        self._queries = [tuple(tuple(map(_bare, group)) for group in query) for query in queries]
        self._by_first: dict[str, list[int]] = {}
        for number, query in enumerate(self._queries):
            for term in query[0]:
                self._by_first.setdefault(term, []).append(number)
        self._build(sorted({term for query in self._queries for group in query for term in group}))

    def _build(self, terms: list[str]) -> None:
        raise NotImplementedError

    def _scan(self, text: str) -> Iterable[str]:
        raise NotImplementedError

    def match(self, texts: Sequence[str]) -> list[int]:
        return [
            self._count(set(self._scan(f" {' '.join(text.lower().split())} "))) for text in texts
        ]

    def _count(self, found: set[str]) -> int:
        topics = {topic for term in found for topic in self._by_first.get(term, ())}
        return sum(
            not found.isdisjoint(self._queries[topic][1])
            and found.isdisjoint(self._queries[topic][2])
            for topic in topics
        )


def _bare(term: str) -> str:
    return f" {term.strip(chr(34))} "


class PyAhocorasick(_Automaton):
    """pyahocorasick."""

    name = "pyahocorasick"

    def _build(self, terms: list[str]) -> None:
        self._automaton = ahocorasick.Automaton()
        for term in terms:
            self._automaton.add_word(term, term)
        self._automaton.make_automaton()

    def _scan(self, text: str) -> Iterable[str]:
        return (term for _, term in self._automaton.iter(text))


class AhocorasickRs(_Automaton):
    """ahocorasick-rs."""

    name = "ahocorasick-rs"

    def _build(self, terms: list[str]) -> None:
        self._automaton = ahocorasick_rs.AhoCorasick(terms)

    def _scan(self, text: str) -> Iterable[str]:
        return self._automaton.find_matches_as_strings(text, overlapping=True)


class FullText:
    """SQLite FTS5 in memory: a batch of texts is indexed, then each topic is one query."""

    name = "SQLite FTS5"
    batch = 100

    def __init__(self, queries: Sequence[Wanted]) -> None:
        self._queries = list(map(_write_fts, queries))

    def match(self, texts: Sequence[str]) -> list[int]:
        counts = [0] * len(texts)
        database = sqlite3.connect(":memory:")
        database.execute("CREATE VIRTUAL TABLE articles USING fts5(body, detail=full)")
        database.executemany("INSERT INTO articles (body) VALUES (?)", ((text,) for text in texts))
        for query in self._queries:
            for (row,) in database.execute(
                "SELECT rowid FROM articles WHERE articles MATCH ?", (query,)
            ):
                counts[row - 1] += 1
        database.close()
        return counts


def _write_fts(query: Wanted) -> str:
    first, second, unwanted = (" OR ".join(map(_quote, group)) for group in query)
    return f"({first}) AND ({second})" + (f" NOT ({unwanted})" if unwanted else "")


def _quote(term: str) -> str:
    return f'"{term.strip(chr(34))}"'


PEERS = (PerRule, PyAhocorasick, AhocorasickRs, FullText)
