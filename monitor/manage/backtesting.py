"""Say what a topic would have told of the articles that are kept: to whom, when, or why not.

Database. The same decisions as in the evaluate pass, with a clock that goes along with the
articles; nothing is written. Stories stand as they stand now, and each had at every instant the
articles that had been seen by then. A silence counts from when somebody wished for it; of one
that is older than that note nobody knows when, and it is left out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from monitor.alert import Passed, Situation, decide_match
from monitor.manage.absent import not_found
from monitor.manage.searching import Found, search
from monitor.manage.topics import get_topic
from monitor.model import (
    DIGESTED,
    AlertKind,
    PlannedAlert,
    Priority,
    Saying,
    SlackReceiver,
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
    from datetime import datetime

    from monitor.alert import AlertLimits
    from monitor.model import Article, ArticleId, Member, Receiver, Silence, Standing, Told
    from monitor.store import Store

#: Stands for the receivers of a topic that is only thought of.
SOMEBODY = ("its receivers",)
#: What was told before the time that is asked for decides what is told in it: as long as a story
#: takes up reports.
WARM_UP = timedelta(days=7)
#: Why a message is not brought to anybody, or to somebody.
SAID_LOUDER = "a louder message says it too"
CANNOT_CHANGE = "a Slack webhook cannot change its message"


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
    #: Who does not get its message after all, and why.
    unsent: Mapping[str, str] = field(default_factory=dict)

    @property
    def receivers(self) -> tuple[str, ...]:
        """Who gets its message."""
        if not isinstance(self.decided, PlannedAlert) or self.decided.held_back is not None:
            return ()
        return tuple(name for name in self.decided.receivers if name not in self.unsent)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What the topic that is thought of has otherwise than the one it is like."""

    priority: Priority | None = None
    #: Empty: those of the topic that it is like.
    receivers: tuple[str, ...] = ()
    #: Parts of the policy, by their names in `NotifyPolicy`.
    policy: Mapping[str, Any] = field(default_factory=dict)
    #: Whether silences hold back what they held back then.
    silenced: bool = True

    def change(self, topic: Topic) -> Topic:
        """Give a topic as it would be."""
        return replace(
            topic,
            priority=self.priority or topic.priority,
            receivers=self.receivers or topic.receivers,
            notify=replace(topic.notify, **self.policy),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What decides beside the topic."""

    limits: AlertLimits
    #: The configured receivers, by name.
    receivers: Mapping[str, Receiver] = field(default_factory=dict)
    silences: Sequence[Silence] = ()


def rehearse_query(
    store: Store,
    query: str,
    *,
    since: timedelta,
    like: str | None,
    against: str | None,
    limits: AlertLimits,
    now: datetime,
    trial: Trial | None = None,
    receivers: Mapping[str, Receiver] | None = None,
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
        trial: what it has otherwise than that topic.
        receivers: the configured receivers, by name.

    Raises:
        QuerySyntaxError: the query cannot be understood.
        NotFound: there is no such topic or receiver, with the nearest name as a note.
    """
    named, trial, receivers = like or against, trial or Trial(), receivers or {}
    for receiver in trial.receivers:
        if receiver not in receivers:
            raise not_found("receiver", receiver, receivers)
    model = (
        Topic(name="test", title="test", query="", receivers=SOMEBODY)
        if named is None
        else get_topic(store, named)
    )
    topic = trial.change(replace(model, query=query))
    around = Circumstances(
        limits=limits,
        receivers=receivers,
        silences=store.load_catalog().silences if trial.silenced else (),
    )
    rehearsed = rehearse(store, topic, since=since, around=around, now=now)
    if against is None:
        return rehearsed
    return compare(store, rehearsed, get_topic(store, against), since=since, now=now)


def rehearse(
    store: Store, topic: Topic, *, since: timedelta, around: Circumstances, now: datetime
) -> tuple[Rehearsed, ...]:
    """Go through the articles that match, the oldest first.

    Raises:
        QuerySyntaxError: the query cannot be understood.
    """
    found = tuple(reversed(list(search(store, topic.query, since=since + WARM_UP, now=now))))
    stage = _Stage(store, topic, found, around)
    decided = [(one, stage.decide(one)) for one in found]
    return tuple(
        Rehearsed(found=one, decided=what, unsent=stage.list_unsent(what))
        for one, what in decided
        if one.article.first_seen_at >= now - since
    )


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
        self, store: Store, topic: Topic, found: Sequence[Found], around: Circumstances
    ) -> None:
        self._topic = topic
        self._around = around
        self._members = _load_members(store, found)
        #: What would have been said of each story, in order.
        self._sayings: defaultdict[StoryId, list[Saying]] = defaultdict(list)
        self._spoken: list[Spoken] = []
        #: What would wait to be sent, by story: its kind, and until when.
        self._waiting: dict[StoryId, tuple[AlertKind, datetime]] = {}
        #: Updates of each story, and those that an escalation said before it was their turn.
        self._updates: defaultdict[StoryId, list[PlannedAlert]] = defaultdict(list)
        self._said_louder: set[ArticleId] = set()
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
                silences=self._silences_at(now),
                spoken=self._spoken,
                rush=self._rushes[_visit(article)],
                limits=self._around.limits,
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

    def list_unsent(self, decided: PlannedAlert | Passed) -> dict[str, str]:
        """Say who would not get a message that was planned; asked when all is decided."""
        if not isinstance(decided, PlannedAlert) or decided.kind is not AlertKind.UPDATE:
            return {}
        if decided.held_back is not None:
            return {}
        if decided.article_id in self._said_louder:
            return dict.fromkeys(decided.receivers, SAID_LOUDER)
        known = self._around.receivers
        webhooks = (one for one in decided.receivers if isinstance(known.get(one), SlackReceiver))
        return dict.fromkeys(webhooks, CANNOT_CHANGE)

    def _silences_at(self, now: datetime) -> list[Silence]:
        silences = self._around.silences
        return [one for one in silences if one.since is not None and one.since <= now]

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
            self._say_louder(story, now)
        self._sayings[story].append(saying)
        if planned.held_back is not None:
            return
        self._waiting[story] = (planned.kind, planned.deliver_at)
        if planned.kind is AlertKind.UPDATE:
            self._updates[story].append(planned)
        if planned.kind is not AlertKind.UPDATE:
            self._spoken.append(Spoken(kind=planned.kind, due_at=planned.deliver_at))

    def _say_louder(self, story: StoryId, now: datetime) -> None:
        """Let an escalation say what waits as an update; nothing more comes into that one."""
        self._sayings[story] = [
            replace(one, due_at=min(now, one.due_at or now))
            if one.kind is AlertKind.UPDATE
            else one
            for one in self._sayings[story]
        ]
        waiting = [one.article_id for one in self._updates.pop(story, ()) if one.deliver_at > now]
        self._said_louder.update(waiting)


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
