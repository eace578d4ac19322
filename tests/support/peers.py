"""Hold what other projects expect of their documents against what a reader says of them.

Network none; disk: the folder of documents beside this repository. Each expected value is a claim:
a field of a document or of one of its entries. Texts are compared without tags and white space.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tests.support.peerreading import Said, line, text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from tests.support.peerreading import Reader, Reading

_NOTHING = Said(id=None, link=None, title="", texts=(), author=None, categories=(), dated_at=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a peer says of one field, and what a reader says."""

    document: str
    field: str
    #: None for those of the document.
    entry: int | None
    theirs: object
    ours: object
    agrees: bool
    #: Whether two links that differ lead to one page, by the document's own word.
    same_page: bool = False


class Asked:
    """An entry of a document, and what a reader says of it."""

    def __init__(self, document: str, number: int, said: Said) -> None:
        self.document = document
        self.number = number
        self.said = said

    def claim(
        self, field: str, theirs: object, ours: object, *, agrees: bool, same_page: bool = False
    ) -> Claim:
        """Compare one field."""
        return Claim(
            document=self.document,
            field=field,
            entry=self.number,
            theirs=theirs,
            ours=ours,
            agrees=agrees,
            same_page=same_page,
        )

    def title(self, theirs: str) -> Claim:
        agrees = text(theirs) == text(self.said.title)
        return self.claim("title", theirs, self.said.title, agrees=agrees)

    def link(self, theirs: Iterable[str]) -> Claim:
        """Compare with any of the links that are theirs."""
        links = [link.strip() for link in theirs]
        ours = self.said.link
        agrees = ours in links
        same = not agrees and any(self._is_same_page(link) for link in links)
        return self.claim("link", links, ours, agrees=agrees, same_page=same)

    def _is_same_page(self, theirs: str) -> bool:
        """Tell whether it is FeedBurner's link to it, as written, or with a small host."""
        ours = self.said.link or ""
        if theirs == self.said.counting_link or theirs.casefold() == ours.casefold():
            return True
        return not urlsplit(theirs).scheme and ours.endswith("/" + theirs.lstrip("./"))

    def id(self, theirs: str) -> Claim:
        return self.claim("id", theirs, self.said.id, agrees=theirs.strip() == self.said.id)

    def date(self, theirs: str) -> Claim:
        ours = self.said.dated_at
        return self.claim("date", theirs, ours, agrees=instant(theirs) == ours)

    def people(self, theirs: list[str]) -> Claim:
        ours = set(str(self.said.author).split(", "))
        agrees = set(", ".join(theirs).split(", ")) == ours
        return self.claim("author", theirs, self.said.author, agrees=agrees)

    def categories(self, theirs: Iterable[str]) -> Claim:
        names = set(theirs)
        agrees = names == set(self.said.categories)
        return self.claim("categories", names, self.said.categories, agrees=agrees)

    def text(self, theirs: str) -> Claim:
        folded = text(theirs)
        return self.claim("text", folded, self.said.texts, agrees=folded in self.said.texts)


def instant(value: str) -> datetime:
    """Read a date as the peers' files write it."""
    return datetime.fromisoformat(value).astimezone(UTC).replace(microsecond=0)


def ask(read: Reading, count: int) -> Iterator[Asked]:
    """Give as many entries as there are expected; those that were not found say nothing."""
    found = [*read.entries[:count], *[_NOTHING] * (count - len(read.entries))]
    for number, said in enumerate(found):
        yield Asked(read.document, number, said)


def _of_feed(read: Reading, theirs: dict[str, Any], count: int) -> Iterator[Claim]:
    def claim(field: str, theirs: object, ours: object, *, agrees: bool) -> Claim:
        return Claim(
            document=read.document,
            field=field,
            entry=None,
            theirs=theirs,
            ours=ours,
            agrees=agrees,
        )

    found = len(read.entries)
    yield claim("count", count, found, agrees=count == found)
    if title := theirs.get("title"):
        title = title.get("content", title.get("value")) if isinstance(title, dict) else title
        yield claim("title", title, read.title, agrees=text(title) == text(read.title))
    if language := theirs.get("language"):
        spoken = str(read.language).lower()
        yield claim("language", language, spoken, agrees=language.lower() == spoken)


def claims_of_rss_parser(folder: Path, reader: Reader) -> Iterator[Claim]:
    """Compare with the outputs of rss-parser."""
    for source, theirs in outputs_of_rss_parser(folder):
        read = reader(source.name, source.read_bytes())
        yield from _of_feed(read, theirs, len(theirs["items"]))
        for item, asked in zip(theirs["items"], ask(read, len(theirs["items"])), strict=True):
            yield from _of_rss_parser_item(item, asked)


def outputs_of_rss_parser(folder: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Give each document of rss-parser, and what it expects of it."""
    for expected in sorted((folder / "test" / "output").glob("*.json")):
        (source,) = (folder / "test" / "input").glob(f"{expected.stem}.*")
        yield source, json.loads(expected.read_bytes().decode("utf-8", "replace"))["feed"]


def _of_rss_parser_item(item: dict[str, Any], asked: Asked) -> Iterator[Claim]:
    if title := item.get("title"):
        yield asked.title(title)
    if link := item.get("link"):
        yield asked.link([link])
    if name := item.get("guid", item.get("id")):
        yield asked.id(name)
    if date := item.get("isoDate"):
        yield asked.date(date)
    if author := item.get("creator") or item.get("author"):
        ours = asked.said.author
        yield asked.claim("author", author, ours, agrees=line(author) == ours)
    if names := [_category(name) for name in item.get("categories", ())]:
        yield asked.categories(names)
    for field in ("content", "summary", "content:encoded", "contentSnippet", "description"):
        if (theirs := item.get(field)) and theirs != "EMPTY":  # an option of xml2js
            yield asked.text(theirs)


def _category(name: str | dict[str, Any]) -> str:
    return line(name if isinstance(name, str) else name.get("_") or name["$"]["term"])


def claims_of_feed_rs(folder: Path, reader: Reader) -> Iterator[Claim]:
    """Compare with the serialized results of feed-rs."""
    for expected in sorted((folder / "feed-rs" / "fixture").rglob("*.serde.json")):
        stem = expected.with_name(expected.name.removesuffix(".serde.json"))
        source = next(path for path in (_with(stem, ".xml"), _with(stem, ".json")) if path.exists())
        theirs = json.loads(expected.read_text())
        items = theirs["entries"]
        body = source.read_bytes()
        read = reader(source.name, body)
        written = unescape(body.decode("utf-8", "replace"))
        yield from _of_feed(read, theirs, len(items))
        for item, asked in zip(items, ask(read, len(items)), strict=True):
            yield from _of_feed_rs_entry(item, asked, written)


def _with(stem: Path, suffix: str) -> Path:
    return stem.with_name(stem.name + suffix)


def _of_feed_rs_entry(item: dict[str, Any], asked: Asked, written: str) -> Iterator[Claim]:
    if item["title"]:
        yield asked.title(item["title"]["content"])
    links = [link["href"] for link in item["links"] if link["rel"] in (None, "alternate")]
    if links:
        # It writes a slash after a bare host.
        yield asked.link([*links, *(link.rstrip("/") for link in links)])
    if item["id"] in written and not re.fullmatch("[0-9a-f]{32}", item["id"]):  # not made up
        yield asked.id(item["id"])
    if date := item["published"] or item["updated"]:
        yield asked.date(date)
    if authors := [line(author["name"]) for author in item["authors"]]:
        yield asked.people(authors)
    if names := [line(category["label"] or category["term"]) for category in item["categories"]]:
        yield asked.categories(names)
    for theirs in ((item["summary"] or {}).get("content"), (item["content"] or {}).get("body")):
        if theirs:
            yield asked.text(theirs)


def claims_of_feedsmith(folder: Path, reader: Reader) -> Iterator[Claim]:
    """Compare with the references of feedsmith. Its dates are those of the documents, unread."""
    for expected in sorted((folder / "src" / "feeds").rglob("*.json")):
        theirs = json.loads(expected.read_text())
        items = theirs.get("items") or theirs.get("entries") or []
        source = expected.with_suffix(".xml")
        read = reader(source.name, source.read_bytes())
        yield from _of_feed(read, theirs, len(items))
        for item, asked in zip(items, ask(read, len(items)), strict=True):
            yield from _of_feedsmith_item(item, asked)


def _of_feedsmith_item(item: dict[str, Any], asked: Asked) -> Iterator[Claim]:
    if title := _value(item.get("title")):
        yield asked.title(title)
    links = [link["href"] for link in item.get("links", ()) if _is_alternate(link)]
    if link := item.get("link") or next(iter(links), None):
        yield asked.link([link])
    if name := _value(item.get("guid")) or item.get("id"):
        yield asked.id(name)
    if any(item.get(name) for name in ("pubDate", "published", "issued", "updated", "modified")):
        dated_at = asked.said.dated_at
        yield asked.claim("date", "some", dated_at, agrees=dated_at is not None)
    if authors := [_person(person) for person in item.get("authors", ())]:
        yield asked.people(authors)
    names = {category.get(_naming(category)) for category in item.get("categories", ())}
    if names:
        ours = asked.said.categories
        yield asked.claim("categories", names, ours, agrees=names <= set(ours))
    for field in ("description", "summary", "content"):
        if theirs := _value(item.get(field)):
            yield asked.text(theirs)


def _value(field: object) -> str | None:
    if isinstance(field, dict):
        return field.get("encoded") or field.get("value")
    return field if isinstance(field, str) else None


def _is_alternate(link: dict[str, str]) -> bool:
    return "href" in link and link.get("rel", "alternate") == "alternate"


def _person(person: str | dict[str, str]) -> str:
    """Give the name out of `address (name)`, as we do."""
    if isinstance(person, dict):
        return person.get("name") or person["email"]
    named = re.fullmatch(r"\S+@\S+ \((.+)\)", person)
    return named.group(1) if named else person


def _naming(category: dict[str, str]) -> str:
    return next(name for name in ("name", "label", "term") if category.get(name))


CLAIMS: dict[str, Callable[[Path, Reader], Iterator[Claim]]] = {
    "rss-parser": claims_of_rss_parser,
    "feed-rs": claims_of_feed_rs,
    "feedsmith": claims_of_feedsmith,
}
