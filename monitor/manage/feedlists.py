"""Take over feeds from a list of another program, and write such a list.

Database. Feeds that are here already are left as they are; the others are added in one
transaction, each with a line of the report. What the address guard would refuse to call is not
added.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit, urlunsplit

from monitor.checks import Document, judge
from monitor.errors import ConfigError, Problem
from monitor.feeds import (
    MAX_LIST_BYTES,
    Outline,
    Skipped,
    SkipReason,
    complete_address,
    names_itself,
    read_list,
    write_list,
)
from monitor.manage.exporting import write_feed
from monitor.manage.newsroom import FeedEntry
from monitor.outbound import refuse_url
from monitor.parse import decode_page

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import datetime
    from ipaddress import IPv4Network, IPv6Network

    from monitor.feeds import Listed
    from monitor.model import Feed, FeedSpec
    from monitor.store import Store

SKIPPED: Final = "skipped"
#: Keys of a feed in the newsroom file by the names of our attributes, which XML's custom writes
#: in camel case and some programs in lower case.
_KEYS: Final = {
    "source": "source",
    "family": "family",
    "country": "country",
    "language": "language",
    "interval": "interval",
    "fulltext": "full_text",
}
#: What is written as it stands in the newsroom file.
_TOLD: Final = ("source", "family", "country", "language", "interval")
_YES: Final = frozenset({"true", "yes", "1"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedLine:
    """What became of one line of the list."""

    #: `added`, `unchanged` or `skipped`.
    change: str
    line: int
    #: The address, or what stood in its place.
    what: str
    title: str | None = None
    tags: tuple[str, ...] = ()
    #: Why it was skipped: a `SkipReason`, and in words.
    reason: str | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedList:
    """What importing a list came to."""

    title: str | None
    #: In the order of the list.
    lines: tuple[ImportedLine, ...]
    warnings: tuple[str, ...]


def import_feeds(
    store: Store,
    body: bytes,
    *,
    file: str,
    allow_private: bool,
    allow_networks: Collection[IPv4Network | IPv6Network] = (),
    dry_run: bool,
    now: datetime,
) -> ImportedList:
    """Add the feeds of a list: OPML, or one address a line.

    Args:
        store: where they go.
        body: the list.
        file: its name, for problems.
        allow_private: whether feeds of the operator's own networks are polled.
        allow_networks: those of them that are polled even if not.
        dry_run: change nothing, but say what would be changed.
        now: the present instant.

    Raises:
        ConfigError: it is no list, or one that may not be read; then nothing is changed.
    """
    if len(body) > MAX_LIST_BYTES:
        problem = f"is larger than {MAX_LIST_BYTES >> 20} MiB"
        raise ConfigError(
            (Problem(file=file, line=None, where="the list of feeds", problem=problem),)
        )
    text = decode_page(body, None)
    found = read_list(text, file=file)
    warnings = list(found.warnings)
    if "\N{REPLACEMENT CHARACTER}" in text:
        warnings.append(f"{file}: some characters cannot be read; save the list as UTF-8")
    wanted: dict[str, tuple[Listed, FeedSpec]] = {}
    skipped = list(found.skipped)
    for listed in _spelled_as_known(store, found.feeds):
        called = _resolve_own(listed.url)
        refusal = refuse_url(called, allow_private=allow_private, allow_networks=allow_networks)
        spec = _judge(listed, refusal)
        if isinstance(spec, Skipped):
            skipped.append(spec)
        else:
            wanted[listed.url] = listed, spec
    changes = store.add_feeds(
        [spec for _, spec in wanted.values()],
        paused=[url for url, (listed, _) in wanted.items() if _is_paused(listed)],
        dry_run=dry_run,
        now=now,
    )
    lines = [_added(wanted[change.key][0], change.kind.value) for change in changes]
    lines.extend(_skipped(one) for one in skipped)
    return ImportedList(
        title=found.title,
        lines=tuple(sorted(lines, key=lambda line: line.line)),
        warnings=tuple(warnings),
    )


def _spelled_as_known(store: Store, feeds: Iterable[Listed]) -> Iterator[Listed]:
    """Give feeds with their addresses as feeds that are here already spell them."""
    known = {complete_address(spec.url): spec.url for spec in store.list_feed_specs()}
    for listed in feeds:
        yield replace(listed, url=known.get(listed.url, listed.url))


def _resolve_own(url: str) -> str:
    """Write the name of the machine itself as its address, which the guard knows."""
    parts = urlsplit(url)
    if not names_itself(url):
        return url
    port = "" if parts.port is None else f":{parts.port}"
    return urlunsplit(parts._replace(netloc=f"127.0.0.1{port}"))


def _added(listed: Listed, change: str) -> ImportedLine:
    return ImportedLine(
        change=change, line=listed.line, what=listed.url, title=listed.title, tags=listed.tags
    )


def _skipped(one: Skipped) -> ImportedLine:
    return ImportedLine(
        change=SKIPPED,
        line=one.line,
        what=one.what,
        reason=one.reason.value,
        detail=one.detail,
    )


def _judge(listed: Listed, refusal: str | None) -> FeedSpec | Skipped:
    if refusal is not None:
        return _skip(listed, SkipReason.REFUSED, f"must not be called: {refusal}")
    value = {"url": listed.url, **dict(_read_settings(listed))}
    entry, problems = judge(Document(value=value, file=listed.url), FeedEntry)
    if entry is None:
        told = "; ".join(f"{problem.where} {problem.problem}" for problem in problems)
        return _skip(listed, SkipReason.SETTING, told)
    return entry.to_spec()


def _skip(listed: Listed, reason: SkipReason, detail: str) -> Skipped:
    return Skipped(line=listed.line, what=listed.url, reason=reason, detail=detail)


def _read_settings(listed: Listed) -> Iterator[tuple[str, Any]]:
    for name, value in listed.settings.items():
        if name == "fulltext":
            yield "full_text", value.strip().lower() in _YES
        elif name in _KEYS:
            yield _KEYS[name], value
    yield "tags", _read_tags(listed)


def _read_tags(listed: Listed) -> list[Any]:
    """Give our own tags where they are written, else the names of the folders."""
    try:
        own = json.loads(listed.settings["tags"])
    except (KeyError, ValueError, RecursionError):
        return list(listed.tags)
    return own if isinstance(own, list) else list(listed.tags)


def _is_paused(listed: Listed) -> bool:
    return listed.settings.get("paused", "").strip().lower() in _YES


def export_feeds(store: Store, *, now: datetime) -> str:
    """Give every feed as OPML; importing it into an empty database makes the same feeds."""
    specs = {spec.url: spec for spec in store.list_feed_specs()}
    feeds = [feed for feed in store.list_feeds() if feed.url in specs]
    outlines = [_outline(feed, specs[feed.url]) for feed in feeds]
    return write_list(outlines, title="Feeds of monitor", now=now)


def _outline(feed: Feed, spec: FeedSpec) -> Outline:
    told = write_feed(spec)
    settings: dict[str, str] = {name: told[name] for name in _TOLD if name in told}
    if spec.tags:
        settings["tags"] = json.dumps(spec.tags, ensure_ascii=False)
    if spec.full_text:
        settings["fullText"] = "true"
    if feed.paused_at is not None:
        settings["paused"] = "true"
    return Outline(
        url=feed.url, title=feed.title or feed.source.name, tags=spec.tags, settings=settings
    )
