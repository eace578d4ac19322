"""Gather what a message says, before it is put in any form.

Pure. Every text in `Facts` that a feed wrote is cleaned and shortened here, once,
so that mail text, mail HTML and Slack blocks say the same; escaping is each form's own.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from monitor.deliver.excerpt import Passage, Piece, find_passages
from monitor.deliver.letters import clean, host_of, link_target, shorten
from monitor.model import AlertKind, Priority

if TYPE_CHECKING:
    from monitor.model import Alert, Article, LeasedDelivery, Standing

LONGEST_TITLE = 300
LONGEST_REASON = 500
LONGEST_NAME = 120
MOST_PASSAGES = 6
MOST_LANGUAGES = 6
#: Longer addresses are named by their alert: nobody types them.
_LONGEST_TYPED = 400
_QUOTED = re.compile("(?<=«)([^«»]*)(?=»)")

KIND_WORDS = {
    AlertKind.FIRST: "First report",
    AlertKind.UPDATE: "Update",
    AlertKind.ESCALATION: "Escalation",
    AlertKind.SPIKE: "Spike",
    AlertKind.COVERAGE: "Coverage",
    AlertKind.DIGEST: "Digest",
}

#: The languages that wire services write in; others are shown by their code.
LANGUAGE_NAMES = {
    "ar": "Arabic", "bg": "Bulgarian", "bn": "Bengali", "cs": "Czech", "da": "Danish",
    "de": "German", "el": "Greek", "en": "English", "es": "Spanish", "et": "Estonian",
    "fa": "Persian", "fi": "Finnish", "fr": "French", "he": "Hebrew", "hi": "Hindi",
    "hr": "Croatian", "hu": "Hungarian", "hy": "Armenian", "id": "Indonesian", "it": "Italian",
    "ja": "Japanese", "ka": "Georgian", "kk": "Kazakh", "ko": "Korean", "lt": "Lithuanian",
    "lv": "Latvian", "ms": "Malay", "nl": "Dutch", "no": "Norwegian", "pl": "Polish",
    "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sk": "Slovak", "sl": "Slovenian",
    "sr": "Serbian", "sv": "Swedish", "sw": "Swahili", "ta": "Tamil", "th": "Thai",
    "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu", "uz": "Uzbek", "vi": "Vietnamese",
    "zh": "Chinese",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a message says about one alert."""

    alert_id: int
    key: str
    topic: str
    topic_title: str
    urgent: bool
    kind: str
    title: str
    #: Safe to link to; None when the article has no address that may be linked.
    url: str | None
    #: The address's host as the network knows it, so that a look-alike is seen.
    host: str | None
    source: str
    language: str | None
    #: BCP 47, for `lang` attributes.
    language_code: str | None
    published: str | None
    first_seen: str
    #: Who else reports it, where the story has more than this article.
    company: str | None
    passages: tuple[Passage, ...]
    #: Passages that there was no room for.
    more_passages: int
    reason: str
    #: The same, cut so that what feeds wrote (between « ») can be set apart.
    reason_pieces: tuple[Piece, ...]
    why_command: str


def gather(leased: LeasedDelivery) -> Facts:
    """Gather the facts of a delivery's alert."""
    alert = leased.alert
    article = alert.article
    url = link_target(article.url)
    passages = find_passages(article, alert.evidence)
    return Facts(
        alert_id=alert.id,
        key=leased.delivery.key,
        topic=clean(alert.topic),
        topic_title=_line(alert.topic_title, LONGEST_NAME) or clean(alert.topic),
        urgent=alert.priority is Priority.URGENT,
        kind=KIND_WORDS[alert.kind],
        title=_line(article.title, LONGEST_TITLE) or url or "(untitled)",
        url=url,
        host=None if url is None else host_of(url),
        source=_line(article.source.name, LONGEST_NAME),
        language=_language_name(article),
        language_code=_language_code(article),
        published=None if article.published_at is None else tell_instant(article.published_at),
        first_seen=tell_instant(article.first_seen_at),
        company=None if alert.standing is None else _tell_company(alert.standing),
        passages=passages[:MOST_PASSAGES],
        more_passages=max(0, len(passages) - MOST_PASSAGES),
        reason=_line(alert.reason, LONGEST_REASON),
        reason_pieces=_set_quotes_apart(_line(alert.reason, LONGEST_REASON)),
        why_command=_why_command(alert, url),
    )


def tell_instant(at: datetime) -> str:
    """Say an instant so that nobody mistakes day, month or zone: `2026-11-24 05:12 UTC`."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _tell_company(standing: Standing) -> str | None:
    """Say how many report a story: `3 independent publishers, 37 copies, in German, Korean`."""
    if standing.articles == 1:
        return None
    words = [_count(standing.publishers, "independent publisher", "independent publishers")]
    if standing.copies:
        words.append(_count(standing.copies, "copy", "copies"))
    names = [LANGUAGE_NAMES.get(code, clean(code)) for code in standing.languages]
    if len(names) > 1:
        shown = ", ".join(names[:MOST_LANGUAGES])
        more = len(names) - MOST_LANGUAGES
        words.append(f"in {shown}" + (f" and {more} more" if more > 0 else ""))
    return _line(", ".join(words), LONGEST_NAME)


def _count(number: int, noun: str, nouns: str) -> str:
    return f"{number} {noun if number == 1 else nouns}"


def _line(text: str, longest: int) -> str:
    return shorten(clean(text), longest)


def _set_quotes_apart(text: str) -> tuple[Piece, ...]:
    parts = _QUOTED.split(text)
    return tuple(Piece(text=part, marked=at % 2 == 1) for at, part in enumerate(parts) if part)


def _language_code(article: Article) -> str | None:
    code = clean(article.language or "")
    return code if code.replace("-", "").isascii() and code.replace("-", "").isalnum() else None


def _language_name(article: Article) -> str | None:
    code = _language_code(article)
    return None if code is None else LANGUAGE_NAMES.get(code, shorten(code, LONGEST_NAME))


def _why_command(alert: Alert, url: str | None) -> str:
    # Only the address as we keep it finds the article again.
    if url is None or url != alert.article.url or len(url) > _LONGEST_TYPED:
        return f"monitor alerts show {alert.id}"
    return f"monitor why {shlex.quote(url)}"
