"""Make drafts of the entries of a document.

Pure. Texts become plain, links canonical; a date that cannot be true is no date. An entry that
says nothing at all is left out, and of two with the same key the first stays: feeds put the
newest first.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from monitor.model import Document, Draft, pack_marks
from monitor.normalize.identity import Traits, identify_entries
from monitor.normalize.link import canonicalize, clean_link, tidy
from monitor.normalize.marks import name_marks, names_of
from monitor.normalize.redirector import is_redirector, unwrap
from monitor.text import clean_html, detect_language, digest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitor.model import Entry, Names, ParsedFeed
    from monitor.normalize.identity import Identity

#: Before it there was no web; such dates are mistakes (the epoch, year 1).
EARLIEST: Final = datetime(1990, 1, 1, tzinfo=UTC)
#: Clocks differ a little; what is later than this claims a future.
CLOCK_DIFFERENCE: Final = timedelta(hours=1)
MAX_CATEGORIES: Final = 20
MAX_NAME_CHARS: Final = 200
#: How much of a summary stands in for a missing title.
MAX_STANDIN_CHARS: Final = 80
#: How much of the text helps to tell its language.
_LANGUAGE_SAMPLE_CHARS: Final = 500

_SPACE: Final = re.compile(r"\s+")
#: A title that is one tag, meant to be read (`<video>`); cleaning would take it for markup.
_LONE_TAG: Final = re.compile(r"\s*&lt;(/?[A-Za-z][\w-]*\s*/?)>\s*\Z")


def normalize(
    parsed: ParsedFeed,
    *,
    feed_url: str,
    now: datetime,
    default_language: str | None,
    ids_rotate: bool = False,
) -> Document:
    """Make of what a document says what we mean.

    Args:
        parsed: The document.
        feed_url: Where it came from; the last resort for an entry without any text.
        now: The present, to tell dates that claim the future.
        default_language: The source's language, for documents that state none.
        ids_rotate: The feed's ids change from visit to visit and say nothing.
    """
    language = parsed.language or default_language
    plain = [_Plain(entry) for entry in parsed.entries]
    entries = [entry for entry in plain if not entry.is_empty]
    traits = [entry.traits for entry in entries]
    if ids_rotate:
        traits = [replace(one, id=None) for one in traits]
    identities = identify_entries(traits)
    drafts = {}
    for entry, identity in zip(entries, identities, strict=True):
        if identity.key not in drafts:
            drafts[identity.key] = entry.draft(identity, feed_url, language, now)
    return Document(
        format=parsed.format,
        title=_line(parsed.title or "") or None,
        language=detect_language("", language),
        drafts=tuple(drafts.values()),
        ttl=parsed.ttl,
        skips=parsed.skips,
        flaw=_flaw(parsed),
        hubs=parsed.hubs,
        self_url=parsed.self_url,
        marks=pack_marks(name_marks(parsed.marks, [entry.names for entry in plain])),
        left_out=parsed.left_out,
        beyond=parsed.beyond,
    )


def _flaw(parsed: ParsedFeed) -> str | None:
    if not parsed.beyond:
        return parsed.flaw
    read = len(parsed.entries)
    beyond = f"only the newest {read:,} of {read + parsed.beyond:,} entries were read"
    return f"{parsed.flaw}; {beyond}" if parsed.flaw else beyond


class _Plain:
    """An entry whose texts are plain and whose link is canonical, on its way to a draft."""

    __slots__ = ("canonical", "entry", "link", "published_link", "summary", "text", "tidy", "title")

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        self.title = _line(entry.title) or _lone_tag(entry.title)
        self.summary = clean_html(entry.summary)
        text = "" if entry.content == entry.summary else clean_html(entry.content)
        self.text = "" if text == self.summary else text
        self.published_link = clean_link(entry.link)
        published = self.published_link
        self.link = published and (clean_link(unwrap(published)) or published)
        self.tidy = published and tidy(published)
        self.canonical = published and canonicalize(published)

    @property
    def is_empty(self) -> bool:
        return not (self.entry.id or self.link or self.title or self.summary or self.text)

    @property
    def names(self) -> Names:
        return names_of(self.entry.id, self.canonical or self.link)

    @property
    def traits(self) -> Traits:
        return Traits(
            id=self.entry.id,
            link=self.tidy or self.published_link,
            title=self.title or _standin(self.summary or self.text),
            dated_at=self.entry.published_at or self.entry.updated_at,
        )

    def draft(
        self, identity: Identity, feed_url: str, language: str | None, now: datetime
    ) -> Draft:
        entry, text = self.entry, self.text
        title = self.title or _standin(self.summary or text) or self.link or feed_url
        sample = f"{self.title}\n{self.summary}\n{text[:_LANGUAGE_SAMPLE_CHARS]}"
        return Draft(
            key=identity.key,
            rung=identity.rung.value,
            url=self.link,
            canonical_url=self.canonical,
            tidy_url=None if self.tidy == self.canonical else self.tidy,
            leads_on=self.canonical is not None and is_redirector(self.canonical),
            title=title,
            summary=self.summary,
            text=text,
            author=_line(entry.author or "")[:MAX_NAME_CHARS] or None,
            categories=_categories(entry.categories),
            language=detect_language(sample, entry.language or language),
            published_at=_first_believable((entry.published_at, entry.updated_at), now),
            content_hash=digest(*(_SPACE.sub(" ", part) for part in (title, self.summary, text))),
        )


def _line(html: str) -> str:
    """Give the text of `html` in one line."""
    return clean_html(html).replace("\n", " ")


def _lone_tag(html: str) -> str:
    found = _LONE_TAG.match(html)
    return f"<{found[1]}>" if found else ""


def _standin(text: str) -> str:
    """Give the beginning of a text as a title, cut between words where there are words."""
    line = _SPACE.sub(" ", text).strip()
    if len(line) <= MAX_STANDIN_CHARS:
        return line
    head = line[:MAX_STANDIN_CHARS]
    words = head.rpartition(" ")[0]
    return f"{words if len(words) > MAX_STANDIN_CHARS // 2 else head}…"


def _categories(names: Iterable[str]) -> tuple[str, ...]:
    lines = (_line(name)[:MAX_NAME_CHARS] for name in names)
    return tuple(dict.fromkeys(line for line in lines if line))[:MAX_CATEGORIES]


def _first_believable(dates: Iterable[datetime | None], now: datetime) -> datetime | None:
    latest = now + CLOCK_DIFFERENCE
    return next((date for date in dates if date and EARLIEST <= date <= latest), None)
