"""Decide whether two entries of one publisher with one title are one article.

Pure. Publishers show an article in several feeds under addresses that no rule makes one, and
move it to a new one. But columns are called the same every day, and tickers the same all day:
dates more than `ONE_TIME` apart, or texts that say different things, are two articles. Where
neither speaks, only a title that says something of its own is believed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from monitor.dedupe.substance import words_of
from monitor.text import digest, domain_of_url, fold

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.model import Draft, KnownTitle, Source

#: A daily column comes 24 hours after the last one, rarely a little earlier.
ONE_TIME: Final = timedelta(hours=20)
#: Shorter texts (in characters, of words only) say too little to be compared.
LEAST_TEXT: Final = 40
#: What two texts of one article share at least, of the shorter one.
SHARED: Final = 0.5
#: A title of so many words, or of so many letters where words are not spaced, is no column's.
TELLING_WORDS: Final = 5
TELLING_LETTERS: Final = 24
#: Only the beginnings of long texts are compared.
COMPARED_CHARS: Final = 3_000

#: One domain, many publishers.
_PLATFORMS: Final = frozenset(
    """
    youtube.com reddit.com medium.com t.me x.com facebook.com instagram.com vk.com
    weibo.com dzen.ru tumblr.com linkedin.com mastodon.social rumble.com odysee.com
    soundcloud.com spotify.com apple.com google.com yahoo.com yahoo.co.jp msn.com naver.com
    daum.net qq.com 163.com sohu.com sina.com.cn toutiao.com flipboard.com news.ycombinator.com
    """.split()  # noqa: SIM905 - a list to read, not a program
)
_OUTLET: Final = re.compile(r"\s+[|–—·•-]\s+(?=[^|–—·•]{2,40}\Z)")
_WORD: Final = re.compile(r"\w+")
_GRAM: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleVerdict:
    """Whether one title means one article here, and why."""

    same: bool
    reason: str


def title_key(draft: Draft, source: Source) -> str | None:
    """Give a digest of publisher and title; None where they name nothing."""
    words = _WORD.findall(fold(_without_outlet(draft.title, source)).text)
    publisher = _publisher(draft, source)
    return digest("title", publisher, *words) if words and publisher else None


def _without_outlet(title: str, source: Source) -> str:
    """Take away the publisher's own name behind a title."""
    parts = _OUTLET.split(title)
    if len(parts) < 2:  # noqa: PLR2004 - a title and a name
        return title
    name, own = _letters(parts[-1]), _letters(source.name)
    return title[: title.rfind(parts[-1])].rstrip(" |–—·•-") if name and name in own else title


def _letters(text: str) -> str:
    return "".join(_WORD.findall(fold(text).text))


def _publisher(draft: Draft, source: Source) -> str:
    """Name who published it: the family, else the domain, with the source where many share it."""
    if draft.leads_on:
        return ""
    if source.family:
        return f"family {source.family}"
    domain = domain_of_url(draft.canonical_url or "")
    if not domain or domain in _PLATFORMS:
        return f"source {domain} {source.name}"
    return f"domain {domain}"


def judge_title(draft: Draft, known: KnownTitle, *, now: datetime) -> TitleVerdict:
    """Say whether `draft` is the article that is kept under its publisher and title."""
    apart, claimed = _time_between(draft, known, now)
    texts = _compare(draft, known)
    if apart > ONE_TIME and (claimed or texts is not True):
        return _different(f"the same title, but {_tell(apart)} apart: a column, or news again")
    if texts is False:
        return _different("the same title, but another text")
    if texts is None and not _is_telling(draft.title):
        return _different("the same title, but it is short, and no text says more")
    where = "the same text" if texts else "nothing that speaks against it"
    reason = f"the same publisher has shown this title {_tell(apart)} apart, with {where}"
    return TitleVerdict(same=True, reason=reason)


def _different(reason: str) -> TitleVerdict:
    return TitleVerdict(same=False, reason=reason)


def _time_between(draft: Draft, known: KnownTitle, now: datetime) -> tuple[timedelta, bool]:
    """Give the time between two entries, and whether it is what their publisher claims."""
    if draft.published_at is not None and known.published_at is not None:
        return abs(draft.published_at - known.published_at), True
    return abs(now - known.first_seen_at), False


def _tell(span: timedelta) -> str:
    hours = span / timedelta(hours=1)
    return f"{hours:.0f} h" if hours >= 1 else f"{hours * 60:.0f} min"


def _compare(draft: Draft, known: KnownTitle) -> bool | None:
    """Say whether two texts tell the same; None where one of them tells nothing."""
    one, other = (_text(what.summary, what.text) for what in (draft, known))
    if min(len(one), len(other)) < LEAST_TEXT:
        return None
    grams = _grams(one), _grams(other)
    shorter = min(grams, key=len)
    return len(grams[0] & grams[1]) >= SHARED * len(shorter)


def _text(summary: str, text: str) -> str:
    return "".join(words_of((summary[:COMPARED_CHARS], text[:COMPARED_CHARS])))


def _grams(text: str) -> frozenset[str]:
    return frozenset(text[place : place + _GRAM] for place in range(len(text) - _GRAM + 1))


def _is_telling(title: str) -> bool:
    words = _WORD.findall(title)
    return len(words) >= TELLING_WORDS or sum(map(_width, "".join(words))) >= TELLING_LETTERS


def _width(letter: str) -> int:
    """Count a letter of Han, Kana or Hangul as two: it says as much."""
    return 2 if letter >= "\u1100" else 1
