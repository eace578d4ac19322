"""Say what a topic would have told of the articles that are kept: to whom, when, or why not.

Database. The same decisions as in the evaluate pass, with a clock that goes along with the
articles; nothing is written. Stories stand as they stand now, and each had at every instant the
articles that had been seen by then. Silences are of now and are left out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from monitor.alert import Passed, Situation, decide_match
from monitor.manage.objects import write_instant
from monitor.manage.searching import Found, search, write_found
from monitor.manage.topics import get_topic
from monitor.model import (
    DIGESTED,
    AlertKind,
    PlannedAlert,
    Saying,
    Spoken,
    StoryId,
    Topic,
    Trigger,
    as_member,
    is_told_by,
    retell,
    stand,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime, timedelta

    from monitor.alert import AlertLimits
    from monitor.model import Article, Member, Standing, Told
    from monitor.store import Store

#: Stands for the receivers of a topic that is only thought of.
SOMEBODY = ("its receivers",)


class Side(StrEnum):
    """Which of two topics matches an article."""

    ONLY_NEW = "only_new"
    ONLY_OLD = "only_old"
    BOTH = "both"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsed:
    """An article that would have matched, and what would have come of it."""

    found: Found
    #: None: the topic that it is compared with matches it, and the new one does not.
    decided: PlannedAlert | Passed | None
    #: None: nothing was compared.
    side: Side | None = None


def rehearse_query(
    store: Store,
    query: str,
    *,
    since: timedelta,
    like: str | None,
    against: str | None,
    limits: AlertLimits,
    now: datetime,
) -> tuple[Rehearsed, ...]:
    """Go through the archive with a query, the oldest article first.

    Args:
        store: where the articles are.
        query: the query of the topic that is thought of.
        since: how far back.
        like: the topic whose priority, policy and receivers it has; None: those of `against`.
        against: the topic whose matches it is compared with; None: with none.
        limits: the settings.
        now: the present instant.

    Raises:
        QuerySyntaxError: the query cannot be understood.
        NotFound: there is no such topic, with the nearest name as a note.
    """
    named = like or against
    model = Topic(name="test", title="test", query="") if named is None else get_topic(store, named)
    rehearsed = rehearse(store, replace(model, query=query), since=since, limits=limits, now=now)
    if against is None:
        return rehearsed
    return compare(store, rehearsed, get_topic(store, against), since=since, now=now)


def rehearse(
    store: Store, topic: Topic, *, since: timedelta, limits: AlertLimits, now: datetime
) -> tuple[Rehearsed, ...]:
    """Go through the articles that match, the oldest first.

    Raises:
        QuerySyntaxError: the query cannot be understood.
    """
    found = tuple(reversed(list(search(store, topic.query, since=since, now=now))))
    if not topic.receivers:
        topic = replace(topic, receivers=SOMEBODY)
    stage = _Stage(store, topic, found, limits)
    return tuple(Rehearsed(found=one, decided=stage.decide(one)) for one in found)


def compare(
    store: Store, rehearsed: Sequence[Rehearsed], against: Topic, *, since: timedelta, now: datetime
) -> tuple[Rehearsed, ...]:
    """Say of each article which topic matches it, and add those that only the other one does."""
    former = {one.article.id: one for one in search(store, against.query, since=since, now=now)}
    here = {one.found.article.id for one in rehearsed}
    sided = [
        replace(one, side=Side.BOTH if one.found.article.id in former else Side.ONLY_NEW)
        for one in rehearsed
    ]
    sided += [
        Rehearsed(found=found, decided=None, side=Side.ONLY_OLD)
        for number, found in former.items()
        if number not in here
    ]
    return tuple(sorted(sided, key=_in_order))


def _in_order(one: Rehearsed) -> tuple[datetime, int]:
    return one.found.article.first_seen_at, one.found.article.id


class _Stage:
    """Remembers what would have been told so far."""

    def __init__(
        self, store: Store, topic: Topic, found: Sequence[Found], limits: AlertLimits
    ) -> None:
        self._topic = topic
        self._limits = limits
        self._members = _load_members(store, found)
        #: What would have been said of each story, in order.
        self._sayings: defaultdict[StoryId, list[Saying]] = defaultdict(list)
        self._spoken: list[Spoken] = []
        #: What would wait to be sent, by story: its kind, and until when.
        self._waiting: dict[StoryId, tuple[AlertKind, datetime]] = {}
        self._rushes = Counter(
            visit for visit, _ in {(_visit(one.article), _story(one.article)) for one in found}
        )

    def decide(self, one: Found) -> PlannedAlert | Passed:
        article = one.article
        story, now = _story(article), article.first_seen_at
        standing = self._stand(article, None)
        told = self._told(story, now)
        decided = decide_match(
            Situation(
                topic=self._topic,
                article=article,
                evidence=one.evidence,
                trigger=Trigger.ARRIVED,
                told=told,
                standing=standing,
                recent=self._stand(article, self._topic.notify.within),
                silences=(),
                spoken=self._spoken,
                rush=self._rushes[_visit(article)],
                limits=self._limits,
                now=now,
            )
        )
        if isinstance(decided, Passed):
            return decided
        if self._is_told_by_waiting(decided, story, now):
            reason = "the message that waits for its time says it too"
            return Passed(topic=self._topic.name, article_id=article.id, reason=reason)
        self._note(decided, story, standing, now)
        return decided

    def _told(self, story: StoryId, now: datetime) -> Told | None:
        """Say what was told by now; each message said what the story was when it was sent."""
        told = None
        for saying in self._sayings[story]:
            company = [
                one
                for one in self._members.get(story, ())
                if one.first_seen_at <= saying.said_at or _came_before(one, saying, now)
            ]
            standing = stand(company) if company else saying.standing
            told = retell(told, replace(saying, standing=standing))
        return told

    def _stand(self, article: Article, within: timedelta | None) -> Standing:
        """Count the story as it stood when the article came, or what was young of it."""
        now = article.first_seen_at
        known = self._members.get(_story(article), ())
        members = [
            one
            for one in known
            if one.first_seen_at <= now and (within is None or one.first_seen_at >= now - within)
        ]
        return stand(members or [as_member(article)])

    def _is_told_by_waiting(self, planned: PlannedAlert, story: StoryId, now: datetime) -> bool:
        kind, until = self._waiting.get(story, (AlertKind.FIRST, now))
        if until <= now or planned.held_back is not None:
            return False
        return is_told_by(kind, planned.kind, in_standing=planned.in_standing)

    def _note(
        self, planned: PlannedAlert, story: StoryId, standing: Standing, now: datetime
    ) -> None:
        if planned.held_back is not None and planned.held_back not in DIGESTED:
            return
        saying = Saying(
            kind=planned.kind,
            said_at=now,
            due_at=planned.deliver_at,
            standing=standing,
            concepts=planned.concepts,
            held_back=planned.held_back,
        )
        if planned.kind is AlertKind.ESCALATION and planned.held_back is None:
            # What waits as an update is said louder, and nothing more comes into it.
            self._sayings[story] = [
                replace(one, due_at=min(now, one.due_at or now))
                if one.kind is AlertKind.UPDATE
                else one
                for one in self._sayings[story]
            ]
        self._sayings[story].append(saying)
        if planned.held_back is not None:
            return
        self._waiting[story] = (planned.kind, planned.deliver_at)
        if planned.kind is not AlertKind.UPDATE:
            self._spoken.append(Spoken(kind=planned.kind, due_at=planned.deliver_at))


def _came_before(member: Member, saying: Saying, now: datetime) -> bool:
    """Whether an article came while a message waited, and before now."""
    if saying.held_back is not None or saying.due_at is None:
        return False
    return member.first_seen_at <= saying.due_at and member.first_seen_at < now


def _load_members(store: Store, found: Iterable[Found]) -> Mapping[StoryId, tuple[Member, ...]]:
    stories = {one.article.story_id for one in found if one.article.story_id is not None}
    return {story: store.get_story(story).members for story in sorted(stories)}


def _story(article: Article) -> StoryId:
    """Give the story; one that is in none yet stands for its own."""
    return StoryId(-article.id) if article.story_id is None else article.story_id


def _visit(article: Article) -> object:
    return article.feeds[:1], article.first_seen_at


def write_rehearsed(one: Rehearsed) -> dict[str, Any]:
    """Give the JSON object of an article with what would have come of it."""
    side = {} if one.side is None else {"side": one.side.value}
    return {**write_found(one.found), "told": _write_decided(one.decided), **side}


def _write_decided(decided: PlannedAlert | Passed | None) -> dict[str, Any] | None:
    if decided is None:
        return None
    if isinstance(decided, Passed):
        return {"kind": None, "held_back": None, "reason": decided.reason}
    is_told = decided.held_back is None
    return {
        "kind": decided.kind.value,
        "held_back": None if decided.held_back is None else decided.held_back.value,
        "reason": decided.reason,
        "deliver_at": write_instant(decided.deliver_at) if is_told else None,
        "receivers": [name for name in decided.receivers if name not in SOMEBODY]
        if is_told
        else [],
    }


def tell_decided(decided: PlannedAlert | Passed | None) -> str:
    """Say in a word or two what would have come of an article."""
    if decided is None:
        return "no match"
    if isinstance(decided, Passed):
        return "–"
    if decided.held_back is not None:
        return decided.held_back.value.replace("_", " ")
    at = f"{decided.deliver_at:%m-%d %H:%M}"
    return f"{decided.kind.value} {at} to {', '.join(decided.receivers)}"


def count_decided(rehearsed: Iterable[Rehearsed]) -> str:
    """Say in one line what would have come of all: `told 3 (first 2, update 1), held back 1`."""
    decided = [one.decided for one in rehearsed if one.decided is not None]
    planned = [one for one in decided if isinstance(one, PlannedAlert)]
    told = Counter(one.kind.value for one in planned if one.held_back is None)
    held = Counter(one.held_back.value for one in planned if one.held_back is not None)
    return (
        f"articles that would have matched: {len(decided)}; "
        f"messages: {_tell(told)}; held back: {_tell(held)}"
    )


def _tell(counts: Counter[str]) -> str:
    each = ", ".join(f"{name} {count}" for name, count in sorted(counts.items()))
    return f"{counts.total()} ({each})" if each else "0"
