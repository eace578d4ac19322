"""Gather what a message says, before it is put in any form.

Pure. Every text in `Facts` that a feed wrote is cleaned and shortened here, once,
so that mail text, mail HTML and Slack blocks say the same; escaping is each form's own. Templates
of an operator's own read the same names (docs/messages.md).
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.deliver.excerpt import Passage, Piece, find_passages, mark_lead, mark_title
from monitor.deliver.languages import language_code, list_languages, name_language
from monitor.deliver.letters import clean, direction_of, host_of, link_target, shorten
from monitor.deliver.news import tell_news, tell_now
from monitor.deliver.reports import Report, pick_reports
from monitor.deliver.times import count, tell_instant, tell_lag
from monitor.model import AlertKind, Field, Priority

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import tzinfo

    from monitor.model import Alert, Article, Evidence, LeasedDelivery, Member, Standing

LONGEST_TITLE = 300
LONGEST_REASON = 500
LONGEST_NAME = 120
LONGEST_LEAD = 240
MOST_PASSAGES = 6
MOST_LANGUAGES = 6
#: Longer addresses are named by their alert: nobody types them.
_LONGEST_TYPED = 400
_QUOTED = re.compile("(?<=«)([^«»]*)(?=»)")
_TEXTS = (Field.TITLE, Field.SUMMARY, Field.TEXT)

KIND_WORDS = {
    AlertKind.FIRST: "First report",
    AlertKind.UPDATE: "Update",
    AlertKind.ESCALATION: "Escalation",
    AlertKind.SPIKE: "Spike",
    AlertKind.COVERAGE: "Coverage",
    AlertKind.DIGEST: "Digest",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Something to open."""

    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something to run."""

    label: str
    command: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a message says about one alert."""

    alert_id: int
    key: str
    topic: str
    topic_title: str
    urgent: bool
    kind: str
    #: What is new since the receiver was told of the story; None where it was not.
    news: str | None
    #: What the story amounts to by now, in a few words; None where there is no news.
    now: str | None
    title: str
    #: The title, cut so that the matches in it can be marked.
    title_pieces: tuple[Piece, ...]
    #: The matches in the title, for forms that mark none there; empty where others are shown.
    title_only: tuple[Passage, ...]
    #: Which way the title runs: `ltr` or `rtl`.
    direction: str
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
    #: How long after publication that was.
    lag: str | None
    #: How the article begins, where no passage shows it.
    lead_pieces: tuple[Piece, ...]
    #: Who else reports it, where the story has more than this article.
    company: str | None
    reports: tuple[Report, ...]
    #: Reports that there was no room for.
    more_reports: int
    passages: tuple[Passage, ...]
    #: Passages that there was no room for.
    more_passages: int
    reason: str
    #: The same, cut so that what feeds wrote (between « ») can be set apart.
    reason_pieces: tuple[Piece, ...]
    #: What to open next.
    links: tuple[Link, ...]
    #: What to run next.
    steps: tuple[Step, ...]

    @property
    def lead(self) -> str:
        """How the article begins, without the marks; empty where a passage shows it."""
        return "".join(piece.text for piece in self.lead_pieces)

    @property
    def lead_direction(self) -> str:
        """Which way the lead runs."""
        return direction_of(self.lead)

    @property
    def preview(self) -> str:
        """What a list of mails shows beside the subject."""
        return self.news or self.lead or (self.passages[0].text if self.passages else self.reason)


def gather(
    leased: LeasedDelivery,
    article: Article,
    *,
    opening: Alert | None = None,
    members: Sequence[Member] = (),
    zone: tzinfo | None = None,
    pages_url: str | None = None,
) -> Facts:
    """Gather the facts of a delivery's alert.

    Args:
        leased: The delivery.
        article: What its alert is about.
        opening: What the receiver was told first of the story; None: nothing.
        members: The articles of the story in the order of first sight.
        zone: Of the receiver, where times are shown in it too.
        pages_url: Where the receiver can open our pages; None: nowhere.
    """
    alert = leased.alert
    url = link_target(article.url)
    pieces = mark_title(article, alert.evidence, LONGEST_TITLE)
    found = find_passages(article, alert.evidence)
    passages = found if pieces is None else [one for one in found if one.field is not Field.TITLE]
    title = _line(article.title, LONGEST_TITLE) or url or "(untitled)"
    lead = _lead(article, alert.evidence, passages)
    since = None if opening is None else opening.created_at
    reports, more_reports = pick_reports(members, alert, article.id, since)
    published = article.published_at
    return Facts(
        alert_id=alert.id,
        key=leased.delivery.key,
        topic=clean(alert.topic),
        topic_title=_line(alert.topic_title, LONGEST_NAME) or clean(alert.topic),
        urgent=alert.priority is Priority.URGENT,
        kind=KIND_WORDS[alert.kind],
        news=tell_news(alert, article, opening),
        now=None if opening is None else tell_now(alert),
        title=title,
        title_pieces=pieces or (Piece(text=title, marked=False),),
        title_only=tuple(passage for passage in found if passage.field is Field.TITLE),
        direction=direction_of(title),
        url=url,
        host=None if url is None else host_of(url),
        source=_line(article.source.name, LONGEST_NAME),
        language=name_language(article.language),
        language_code=language_code(article.language),
        published=None if published is None else tell_instant(published, zone),
        first_seen=tell_instant(article.first_seen_at, zone),
        lag=tell_lag(published, article.first_seen_at),
        lead_pieces=lead,
        company=None if alert.standing is None else _tell_company(alert.standing),
        reports=reports,
        more_reports=more_reports,
        passages=tuple(passages[:MOST_PASSAGES]),
        more_passages=max(0, len(passages) - MOST_PASSAGES),
        reason=_line(alert.told_reason, LONGEST_REASON),
        reason_pieces=_set_quotes_apart(_line(alert.told_reason, LONGEST_REASON)),
        links=tuple(_links(alert, url, pages_url)),
        steps=tuple(_steps(alert, url, pages_url)),
    )


def _lead(
    article: Article, evidence: Sequence[Evidence], passages: Sequence[Passage]
) -> tuple[Piece, ...]:
    if any(passage.field in _TEXTS for passage in passages):
        return ()
    return mark_lead(article, evidence, LONGEST_LEAD)


def _tell_company(standing: Standing) -> str | None:
    """Say how many report a story: `3 independent publishers, 37 copies, in German, Korean`."""
    if standing.articles == 1:
        return None
    words = [count(standing.publishers, "independent publisher")]
    if standing.copies:
        words.append(count(standing.copies, "copy", "copies"))
    if len(standing.languages) > 1:
        words.append(f"in {list_languages(standing.languages, most=MOST_LANGUAGES)}")
    return _line(", ".join(words), LONGEST_NAME)


def _line(text: str, longest: int) -> str:
    return shorten(clean(text), longest)


def _set_quotes_apart(text: str) -> tuple[Piece, ...]:
    parts = _QUOTED.split(text)
    return tuple(Piece(text=part, marked=at % 2 == 1) for at, part in enumerate(parts) if part)


def _links(alert: Alert, url: str | None, pages_url: str | None) -> Iterator[Link]:
    if url is not None:
        yield Link(label="Open the article", url=url)
    if pages_url is None:
        return
    yield Link(label="Answer or silence", url=f"{pages_url}/alerts/{alert.id}")
    if alert.story_id is not None:
        yield Link(label="The story", url=f"{pages_url}/stories/{alert.story_id}")


def _steps(alert: Alert, url: str | None, pages_url: str | None) -> Iterator[Step]:
    """Say what to run, where there is no page that has buttons for it."""
    yield Step(label="The whole trace", command=_why_command(alert, url))
    if pages_url is not None:
        return
    topic = shlex.quote(clean(alert.topic))
    yield Step(label="Seen", command=f"monitor alerts ack {alert.id}")
    yield Step(label="Not relevant", command=f"monitor alerts ack {alert.id} --not-relevant")
    yield Step(
        label="Silence the topic for a day",
        command=f'monitor silences add {topic} --for 1d --why "…"',
    )


def _why_command(alert: Alert, url: str | None) -> str:
    # Only the address as we keep it finds the article again.
    if url is None or url != alert.url or len(url) > _LONGEST_TYPED:
        return f"monitor alerts show {alert.id}"
    return f"monitor why {shlex.quote(url)}"
