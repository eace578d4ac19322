"""Tell the whole trace of an article, delivered or not, and why where nothing was sent.

Database. Stored facts first (sightings, matches, alerts, deliveries); where a topic has no
match the matcher is asked now, and its reason is given. An article that no feed showed is
answered with the feeds that might have.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, assert_never
from urllib.parse import urlsplit

from monitor.errors import QuerySyntaxError, redact_url
from monitor.manage.objects import (
    tell_state,
    write_alert,
    write_article,
    write_feed,
    write_instant,
    write_match,
)
from monitor.manage.revisions import tell_revisions, write_revisions
from monitor.manage.stories import tell_place, tell_standing, write_member, write_story
from monitor.manage.telling import tell_alert, tell_evidence, tell_instant
from monitor.manage.topics import get_topic
from monitor.match import compile_query, judge
from monitor.model import ArticleId, PageState, stand
from monitor.normalize import canonicalize

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import datetime

    from monitor.model import (
        Alert,
        Article,
        Catalog,
        Feed,
        Member,
        PageRecord,
        Story,
        Told,
        Topic,
        Trace,
    )
    from monitor.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicVerdict:
    """What one topic makes of the article."""

    topic: str
    #: As stored when the article was evaluated.
    matched: bool
    #: Why it matches, why not, or why nothing was decided.
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """All that is known about a URL."""

    url: str
    #: None: no feed showed it.
    trace: Trace | None
    verdicts: tuple[TopicVerdict, ...]
    #: Feeds of the article's site, where no feed showed it.
    candidates: tuple[Feed, ...]
    #: None: it is in no story yet.
    story: Story | None = None
    #: What was told of its story, by topic.
    told: Mapping[str, Told] = field(default_factory=dict)
    #: What was held back of its story where nothing was told of it, by topic, newest first.
    held: Mapping[str, tuple[Alert, ...]] = field(default_factory=dict)


def explain(store: Store, named: str, *, now: datetime, topic: str | None = None) -> Explanation:
    """Gather what is known about an article: its URL, with or without https://, or its number.

    Args:
        store: Where it is.
        named: The article.
        now: The present instant.
        topic: Which topic alone is asked; None: all.

    Raises:
        NotFound: there is no such topic, or no article of this number.
    """
    if topic is not None:
        get_topic(store, topic)
    if named.isdecimal():
        return _only(topic, explain_article(store, int(named), now=now))
    spellings = _spell(named)
    article = store.find_article(*spellings)
    if article is None:
        candidates = _find_feeds_of_site(store, spellings[0])
        return Explanation(url=spellings[0], trace=None, verdicts=(), candidates=candidates)
    return _only(topic, _explain(store, article, spellings[0], now=now))


def _spell(url: str) -> list[str]:
    """Give all that an address may be stored as; people leave out its scheme."""
    written = [url] if "://" in url else [f"https://{url}", f"http://{url}"]
    return [*written, *filter(None, map(canonicalize, written))]


def _only(topic: str | None, explanation: Explanation) -> Explanation:
    """Leave out what other topics make of the article."""
    trace = explanation.trace
    if topic is None or trace is None:
        return explanation
    return replace(
        explanation,
        verdicts=tuple(one for one in explanation.verdicts if one.topic == topic),
        trace=replace(
            trace,
            matches=tuple(one for one in trace.matches if one.topic == topic),
            alerts=tuple(one for one in trace.alerts if one.topic == topic),
        ),
    )


def explain_article(store: Store, article_id: int, *, now: datetime) -> Explanation:
    """Gather what is known about the article of this number.

    Raises:
        NotFound: there is none.
    """
    article = store.get_trace(ArticleId(article_id)).article
    return _explain(store, article, article.url or "", now=now)


def _explain(store: Store, article: Article, url: str, *, now: datetime) -> Explanation:
    trace = store.get_trace(article.id)
    verdicts = tuple(_ask_topics(trace, store.load_catalog(), now=now))
    known = store.list_told([article.id])
    told = {topic: told for (topic, _), told in known.told.items()}
    return Explanation(
        url=url,
        trace=trace,
        verdicts=verdicts,
        candidates=(),
        story=None if article.story_id is None else store.get_story(article.story_id),
        told=told,
        held=_find_held(store, trace, told),
    )


def _find_held(store: Store, trace: Trace, told: Collection[str]) -> dict[str, tuple[Alert, ...]]:
    """Find what was held back of the story under topics that have no alert of this article."""
    story = trace.article.story_id
    alerted = {alert.topic for alert in trace.alerts}
    silent = {match.topic for match in trace.matches} - alerted - set(told)
    if story is None:
        return {}
    return {topic: store.list_held_back(story, topic) for topic in sorted(silent)}


def _find_feeds_of_site(store: Store, url: str) -> tuple[Feed, ...]:
    site = _site(url)
    return tuple(feed for feed in store.list_feeds() if site and _site(feed.url) == site)


def _site(url: str) -> str:
    """Give the last two labels of the host: near enough to point at a feed."""
    return ".".join((urlsplit(url).hostname or "").split(".")[-2:])


def _ask_topics(trace: Trace, catalog: Catalog, *, now: datetime) -> Iterator[TopicVerdict]:
    matched = {match.topic for match in trace.matches}
    for topic in catalog.topics:
        reason = _tell_pruned(trace.article) or _ask(
            topic, trace, catalog, now=now, matched=topic.name in matched
        )
        yield TopicVerdict(topic=topic.name, matched=topic.name in matched, reason=reason)


def _tell_pruned(article: Article) -> str | None:
    """Say that there is no text to ask about any more."""
    if article.pruned_at is None:
        return None
    return f"nobody can say: its texts were dropped {tell_instant(article.pruned_at)} ([prune])"


def _ask(topic: Topic, trace: Trace, catalog: Catalog, *, now: datetime, matched: bool) -> str:
    article = trace.article
    try:
        verdict = judge(compile_query(topic.query, catalog.concepts), article, now=now)
    except QuerySyntaxError as error:
        return f"its query cannot be compiled: {str(error).splitlines()[0]}"
    if matched:
        changed = " (it would not match today: the topic or a concept was changed since)"
        return verdict.reason + ("" if verdict.matched else changed)
    if not verdict.matched:
        return verdict.reason
    if article.evaluated_at is None:
        return "it will match; the article is not evaluated yet"
    if topic.paused_at is not None:
        return "it would match, but the topic is paused"
    return "it matches now, but did not when the article was evaluated: topic or concept is newer"


def write_explanation(explanation: Explanation) -> dict[str, Any]:
    """Give the JSON object of `monitor why`."""
    trace = explanation.trace
    if trace is None:
        feeds = [write_feed(feed) for feed in explanation.candidates]
        return {"url": explanation.url, "article": None, "feeds_of_site": feeds}
    return {
        "url": explanation.url,
        "article": {
            **write_article(trace.article),
            "baseline": trace.article.baseline,
            "backfill": trace.article.backfill,
            "evaluated_at": write_instant(trace.article.evaluated_at),
        },
        "sightings": [
            {
                "feed": sighting.feed_url,
                "first_seen_at": write_instant(sighting.first_seen_at),
                "reason": sighting.reason,
            }
            for sighting in trace.sightings
        ],
        "revisions": write_revisions(trace.revisions),
        "topics": [
            {"topic": one.topic, "matched": one.matched, "reason": one.reason}
            for one in explanation.verdicts
        ],
        "page": _write_page(trace.page),
        "evaluation_error": trace.evaluation_error,
        "story": _write_story(explanation),
        "matches": [write_match(match) for match in trace.matches],
        "alerts": [write_alert(alert) for alert in trace.alerts],
    }


def _write_story(explanation: Explanation) -> dict[str, Any] | None:
    member = _member(explanation)
    if explanation.story is None or member is None:
        return None
    return {**write_story(explanation.story), "decision": write_member(member)}


def _member(explanation: Explanation) -> Member | None:
    """Give the article as it stands in its story."""
    if explanation.trace is None or explanation.story is None:
        return None
    number = explanation.trace.article.id
    return next((one for one in explanation.story.members if one.article_id == number), None)


def _write_page(page: PageRecord | None) -> dict[str, Any] | None:
    if page is None:
        return None
    return {
        "state": page.state.value,
        "fetched_at": write_instant(page.fetched_at),
        "next_fetch_at": write_instant(page.next_fetch_at),
        "attempts": page.attempts,
        "final_url": page.final_url,
        "canonical_url": page.canonical_url,
        "published_at": write_instant(page.published_at),
        "characters": page.length,
        "last_error": page.last_error,
    }


def tell_explanation(explanation: Explanation) -> tuple[str, ...]:
    """Give the explanation as lines of text."""
    if explanation.trace is None:
        return tuple(_tell_unknown(explanation))
    trace = explanation.trace
    return (
        *_tell_article(trace),
        *_tell_sightings(trace),
        *_tell_page(trace.page),
        *_tell_story(explanation),
        *_tell_topics(explanation),
        *_tell_alerts(explanation, trace),
    )


def _tell_unknown(explanation: Explanation) -> Iterator[str]:
    yield f"no feed showed {explanation.url}"
    if not explanation.candidates:
        yield "and there is no feed of that site; add one with `monitor feeds add URL`"
        return
    yield "feeds of that site:"
    for feed in explanation.candidates:
        polled = tell_instant(feed.last_polled_at) or "never"
        error = f": {feed.last_error}" if feed.last_error else ""
        yield f"  {redact_url(feed.url)} ({tell_state(feed)}{error}; last polled {polled})"


def _tell_article(trace: Trace) -> Iterator[str]:
    article = trace.article
    yield article.title or "(no title)"
    yield f"  {article.url or 'no link'}"
    yield f"  {_tell_origin(article)}"
    first_seen = tell_instant(article.first_seen_at)
    published = tell_instant(article.published_at) or "without a believable date"
    yield f"  first seen {first_seen}, published {published}"
    yield from (f"  {line}" for line in tell_revisions(trace.revisions))
    if article.backfill is not None:
        yield f"  history when it was first seen: {article.backfill}"
    if article.baseline:
        yield "  stored by the first poll of its feed (the baseline), which alerts about nothing"


def _tell_origin(article: Article) -> str:
    language = article.language or "unknown"
    return f"{article.source.name}, language {language}, story {article.story_id or 'none yet'}"


def _tell_sightings(trace: Trace) -> Iterator[str]:
    yield "seen in"
    for sighting in trace.sightings:
        at = tell_instant(sighting.first_seen_at)
        yield f"  {redact_url(sighting.feed_url)} at {at} ({sighting.reason})"


def _tell_page(page: PageRecord | None) -> Iterator[str]:
    if page is None:
        return
    fetched = "" if page.fetched_at is None else f" at {tell_instant(page.fetched_at)}"
    match page.state:
        case PageState.READ:
            yield f"full text: {page.length} characters from its page, fetched{fetched}"
        case PageState.EMPTY:
            yield f"full text: none; its page, fetched{fetched}, tells no more than the feed"
        case PageState.DUE:
            due = tell_instant(page.next_fetch_at)
            yield f"full text: its page is to be fetched, not before {due}"
        case PageState.REFUSED:
            yield "full text: none; its page was not fetched"
        case PageState.FAILED:
            yield f"full text: none; its page could not be fetched (attempts: {page.attempts})"
        case _:
            assert_never(page.state)
    if page.last_error is not None:
        yield f"  {page.last_error}"
    if page.length and page.state is not PageState.READ:
        yield f"  an earlier text of it is kept: {page.length} characters{fetched}"


def _tell_story(explanation: Explanation) -> Iterator[str]:
    story, member = explanation.story, _member(explanation)
    if story is None or member is None:
        return
    yield f"story {story.id}: {tell_standing(stand(story.members))}"
    yield f"  {tell_place(member)}"
    yield f"  all of it: `monitor stories show {story.id}`"


def _tell_topics(explanation: Explanation) -> Iterator[str]:
    trace = explanation.trace
    if trace is None or trace.article.evaluated_at is None:
        yield "not evaluated yet: `monitor run` does it within seconds"
    else:
        yield f"evaluated {tell_instant(trace.article.evaluated_at)}"
        if trace.evaluation_error is not None:
            yield f"  a fault of ours kept it from every topic: {trace.evaluation_error}"
    if not explanation.verdicts:
        yield "there are no topics"
    matches = {match.topic: match for match in trace.matches} if trace is not None else {}
    for verdict in explanation.verdicts:
        answer = "matches" if verdict.matched else "no match"
        yield f"topic {verdict.topic}: {answer}: {verdict.reason}"
        if verdict.topic in matches:
            match = matches[verdict.topic]
            if match.branch is not None:
                yield f"  by {match.branch}"
            yield from (f"  {line}" for line in tell_evidence(match.evidence))


def _tell_alerts(explanation: Explanation, trace: Trace) -> Iterator[str]:
    alerted = {alert.topic for alert in trace.alerts}
    for alert in trace.alerts:
        yield from tell_alert(alert)
    for match in trace.matches:
        if match.topic not in alerted:
            yield f"no alert under {match.topic}: {_tell_silence(explanation, match.topic)}"
    if not trace.matches and not trace.alerts:
        yield "no alert: no topic matched"


def _tell_silence(explanation: Explanation, topic: str) -> str:
    """Say why a match made no alert of its own."""
    told, member = explanation.told.get(topic), _member(explanation)
    if told is None:
        held = explanation.held.get(topic, ())
        words = "another article of its story was held back there for the same reason"
        return words + (f" (alert {held[0].id}): {held[0].reason}" if held else "")
    words = f"its story was told there before (alert {told.last})"
    if member is not None and member.copy_of is not None:
        words += f", and it is a copy of article {member.copy_of}"
    if explanation.story is not None:
        publishers = stand(explanation.story.members).publishers
        words += (
            f"; publishers that report it now: {publishers}, when it was told: {told.publishers}"
        )
    return words
