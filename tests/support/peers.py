"""Read what other projects expect of their documents, and hold it against what we make of them.

Network none; disk: the folder of documents beside this repository. Each expected value is a claim:
a field of a document or of one of its entries. Texts are compared without tags and white space.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from monitor.normalize import normalize
from monitor.parse import parse
from monitor.text import clean_html

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from monitor.model import Draft, Entry, ParsedFeed

NOW = datetime(2026, 11, 24, tzinfo=UTC)
URL = "https://feeds.example/x"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a peer says of one field, and what we say."""

    document: str
    field: str
    #: None for those of the document.
    entry: int | None
    theirs: object
    ours: object
    agrees: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A document as we read it, with the draft of each entry."""

    document: str
    feed: ParsedFeed
    entries: list[tuple[Entry, Draft | None]]

    def claim(
        self, field: str, theirs: object, ours: object, *, entry: int | None = None, agrees: bool
    ) -> Claim:
        """Compare one field."""
        return Claim(
            document=self.document,
            field=field,
            entry=entry,
            theirs=theirs,
            ours=ours,
            agrees=agrees,
        )


def read(document: str, body: bytes) -> Read:
    """Read a document and normalize each entry by itself: none hides behind another's key."""
    feed = parse(URL, body, None)
    entries = []
    for entry in feed.entries:
        alone = replace(feed, entries=(entry,), marks=())
        drafts = normalize(alone, feed_url=URL, now=NOW, default_language=None).drafts
        entries.append((entry, drafts[0] if drafts else None))
    return Read(document=document, feed=feed, entries=entries)


def text(html: object) -> str:
    """Give a text without tags and white space."""
    return re.sub(r"\s+", "", clean_html(str(html or "")))


def line(value: object) -> str:
    """Give a text with single spaces."""
    return re.sub(r"\s+", " ", str(value or "")).strip()


def instant(value: str) -> datetime:
    """Read a date as the peers' files write it."""
    return datetime.fromisoformat(value).astimezone(UTC).replace(microsecond=0)


def claims_of_rss_parser(folder: Path) -> Iterator[Claim]:
    """Compare with the outputs of rss-parser."""
    for expected in sorted((folder / "test" / "output").glob("*.json")):
        (source,) = (folder / "test" / "input").glob(f"{expected.stem}.*")
        theirs = json.loads(expected.read_bytes().decode("utf-8", "replace"))["feed"]
        ours = read(source.name, source.read_bytes())
        yield from _of_feed(ours, theirs, theirs["items"])
        for number, (item, (entry, draft)) in enumerate(
            zip(theirs["items"], ours.entries, strict=True)
        ):
            if draft is not None:
                yield from _of_rss_parser_item(ours, number, item, entry, draft)


def _of_feed(ours: Read, theirs: dict[str, Any], items: list[Any]) -> Iterator[Claim]:
    count = len(ours.entries)
    yield ours.claim("count", len(items), count, agrees=len(items) == count)
    if title := theirs.get("title"):
        title = title.get("content", title.get("value")) if isinstance(title, dict) else title
        yield ours.claim(
            "title", title, ours.feed.title, agrees=text(title) == text(ours.feed.title)
        )
    if language := theirs.get("language"):
        spoken = str(ours.feed.language).lower()
        yield ours.claim("language", language, spoken, agrees=language.lower() == spoken)


def _of_rss_parser_item(
    ours: Read, number: int, item: dict[str, Any], entry: Entry, draft: Draft
) -> Iterator[Claim]:
    def claim(field: str, theirs: object, mine: object, *, agrees: bool) -> Claim:
        return ours.claim(field, theirs, mine, entry=number, agrees=agrees)

    if title := item.get("title"):
        yield claim("title", title, draft.title, agrees=text(title) == text(draft.title))
    if link := item.get("link"):
        yield claim("link", link, entry.link, agrees=link.strip() == entry.link)
    if name := item.get("guid", item.get("id")):
        yield claim("id", name, entry.id, agrees=name.strip() == entry.id)
    if date := item.get("isoDate"):
        yield claim("date", date, draft.published_at, agrees=instant(date) == draft.published_at)
    if author := item.get("creator") or item.get("author"):
        yield claim("author", author, draft.author, agrees=line(author) == draft.author)
    names = [_category(name) for name in item.get("categories", ())]
    if names:
        agrees = set(names) == set(draft.categories)
        yield claim("categories", names, draft.categories, agrees=agrees)
    for field in ("content", "summary", "content:encoded", "contentSnippet", "description"):
        if (theirs := item.get(field)) and theirs != "EMPTY":  # an option of xml2js
            yield _text_claim(ours, number, theirs, draft)


def _category(name: str | dict[str, Any]) -> str:
    return line(name if isinstance(name, str) else name.get("_") or name["$"]["term"])


def _text_claim(ours: Read, number: int, theirs: str, draft: Draft) -> Claim:
    mine = (text(draft.summary), text(draft.text))
    folded = text(theirs)
    return ours.claim("text", folded, mine, entry=number, agrees=folded in mine)


def claims_of_feed_rs(folder: Path) -> Iterator[Claim]:
    """Compare with the serialized results of feed-rs."""
    for expected in sorted((folder / "feed-rs" / "fixture").rglob("*.serde.json")):
        stem = expected.with_name(expected.name.removesuffix(".serde.json"))
        source = next(path for path in (_with(stem, ".xml"), _with(stem, ".json")) if path.exists())
        theirs = json.loads(expected.read_text())
        ours = read(source.name, source.read_bytes())
        yield from _of_feed(ours, theirs, theirs["entries"])
        for number, (item, (entry, draft)) in enumerate(
            zip(theirs["entries"], ours.entries, strict=True)
        ):
            if draft is not None:
                yield from _of_feed_rs_entry(ours, number, item, entry, draft)


def _with(stem: Path, suffix: str) -> Path:
    return stem.with_name(stem.name + suffix)


def _of_feed_rs_entry(
    ours: Read, number: int, item: dict[str, Any], entry: Entry, draft: Draft
) -> Iterator[Claim]:
    def claim(field: str, theirs: object, mine: object, *, agrees: bool) -> Claim:
        return ours.claim(field, theirs, mine, entry=number, agrees=agrees)

    if item["title"]:
        title = item["title"]["content"]
        yield claim("title", title, draft.title, agrees=text(title) == text(draft.title))
    links = [link["href"] for link in item["links"] if link["rel"] in (None, "alternate")]
    if links:
        agrees = str(entry.link).rstrip("/") in [link.rstrip("/") for link in links]
        yield claim("link", links, entry.link, agrees=agrees)
    if entry.id is not None and not re.fullmatch("[0-9a-f]{32}", item["id"]):  # made up by them
        yield claim("id", item["id"], entry.id, agrees=item["id"] == entry.id)
    if date := item["published"] or item["updated"]:
        yield claim("date", date, draft.published_at, agrees=instant(date) == draft.published_at)
    if authors := [line(author["name"]) for author in item["authors"]]:
        yield claim("author", authors, draft.author, agrees=_same_people(authors, draft))
    if names := [line(category["label"] or category["term"]) for category in item["categories"]]:
        agrees = set(names) == set(draft.categories)
        yield claim("categories", names, draft.categories, agrees=agrees)
    for theirs in ((item["summary"] or {}).get("content"), (item["content"] or {}).get("body")):
        if theirs:
            yield _text_claim(ours, number, theirs, draft)


def _same_people(authors: list[str], draft: Draft) -> bool:
    return set(", ".join(authors).split(", ")) == set(str(draft.author).split(", "))


def claims_of_feedsmith(folder: Path) -> Iterator[Claim]:
    """Compare with the references of feedsmith. Its dates are those of the documents, unread."""
    for expected in sorted((folder / "src" / "feeds").rglob("*.json")):
        theirs = json.loads(expected.read_text())
        items = theirs.get("items") or theirs.get("entries") or []
        ours = read(expected.with_suffix(".xml").name, expected.with_suffix(".xml").read_bytes())
        yield from _of_feed(ours, theirs, items)
        for number, (item, (entry, draft)) in enumerate(zip(items, ours.entries, strict=True)):
            if draft is not None:
                yield from _of_feedsmith_item(ours, number, item, entry, draft)


def _of_feedsmith_item(
    ours: Read, number: int, item: dict[str, Any], entry: Entry, draft: Draft
) -> Iterator[Claim]:
    def claim(field: str, theirs: object, mine: object, *, agrees: bool) -> Claim:
        return ours.claim(field, theirs, mine, entry=number, agrees=agrees)

    if title := _value(item.get("title")):
        yield claim("title", title, draft.title, agrees=text(title) == text(draft.title))
    links = [link["href"] for link in item.get("links", ()) if _is_alternate(link)]
    if link := item.get("link") or next(iter(links), None):
        yield claim("link", link, entry.link, agrees=link == entry.link)
    if name := _value(item.get("guid")) or item.get("id"):
        yield claim("id", name, entry.id, agrees=name == entry.id)
    if any(item.get(name) for name in ("pubDate", "published", "issued", "updated", "modified")):
        yield claim("date", "some", draft.published_at, agrees=draft.published_at is not None)
    if authors := [_person(person) for person in item.get("authors", ())]:
        yield claim("author", authors, draft.author, agrees=_same_people(authors, draft))
    names = {category.get(_naming(category)) for category in item.get("categories", ())}
    if names:
        yield claim("categories", names, draft.categories, agrees=names <= set(draft.categories))
    for field in ("description", "summary", "content"):
        if theirs := _value(item.get(field)):
            yield _text_claim(ours, number, theirs, draft)


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


CLAIMS: dict[str, Callable[[Path], Iterator[Claim]]] = {
    "rss-parser": claims_of_rss_parser,
    "feed-rs": claims_of_feed_rs,
    "feedsmith": claims_of_feedsmith,
}
