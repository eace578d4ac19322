"""Decide about a batch of articles: place each, match it, plan what to tell.

Process. It works on what it is given, in the order of the articles, and changes nothing but the
window of stories. A fault that keeps one article from being decided about is told with it and
holds up no other.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from monitor.alert import Situation, decide_match
from monitor.match import Reading
from monitor.model import (
    DIGESTED,
    AlertKind,
    ArticleId,
    EvaluatedArticle,
    PlannedAlert,
    Saying,
    Spoken,
    StoryId,
    Trigger,
    as_member,
    retell,
    stand,
)
from monitor.pipeline import indexing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from monitor.alert import AlertLimits
    from monitor.dedupe import Stories
    from monitor.match import Matcher
    from monitor.model import (
        Article,
        Catalog,
        Match,
        Member,
        Placement,
        Revision,
        Standing,
        Told,
        Topic,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The catalog with its compiled topics."""

    catalog: Catalog
    matcher: Matcher


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Articles to evaluate with what must be known of them."""

    articles: tuple[Article, ...]
    #: The text before the last edit, for articles that were evaluated before.
    earlier: Mapping[ArticleId, Revision]


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """An article with its place and what was found in it."""

    article: Article
    #: None: it stays where it is, or opens a story.
    placement: Placement | None
    #: What stands for its story: itself, or the first in it that is outside of this batch.
    root: ArticleId
    matches: tuple[Match, ...] = ()
    #: Topics that the text before the last edit matched.
    before: Sequence[str] = ()
    terms: frozenset[int] | None = None
    #: What its story amounts to after the whole batch; None: the window does not know it.
    standing: Standing | None = None
    #: Why it could not be placed, or not be matched.
    unplaced: Exception | None = None
    fault: Exception | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What was decided about a batch, in its order."""

    articles: tuple[EvaluatedArticle, ...]
    faults: Mapping[ArticleId, Exception]


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What is known of stories that were there before the batch."""

    story_of: Mapping[ArticleId, StoryId] = field(default_factory=dict)
    told: Mapping[tuple[str, StoryId], Told] = field(default_factory=dict)
    #: Of stories that must be counted article by article.
    members: Mapping[StoryId, tuple[Member, ...]] = field(default_factory=dict)
    #: What topics told lately, of those that ask for it.
    spoken: Mapping[str, tuple[Spoken, ...]] = field(default_factory=dict)


def look(batch: Batch, rules: Rules, stories: Stories, now: datetime) -> tuple[Looked, ...]:
    """Place every article and match it."""
    roots: dict[ArticleId, ArticleId] = {}
    looked = []
    for article in batch.articles:
        one = _place(article, stories, roots)
        roots[article.id] = one.root
        looked.append(_match(one, batch, rules, now))
    return tuple(_weigh(one, stories) if one.matches else one for one in looked)


def _place(article: Article, stories: Stories, roots: Mapping[ArticleId, ArticleId]) -> Looked:
    """Say where an article belongs; what is in a story that left the window stays there."""
    placement = None
    try:
        if article.story_id is None or stories.members(article.id):
            placement = stories.place(article)
    except Exception as fault:  # noqa: BLE001 - told with the article
        return Looked(article=article, placement=None, root=article.id, unplaced=fault)
    beside = None if placement is None or article.story_id is not None else placement.beside
    root = article.id if beside is None else roots.get(beside, beside)
    return Looked(article=article, placement=placement, root=root)


def _match(one: Looked, batch: Batch, rules: Rules, now: datetime) -> Looked:
    try:
        reading = Reading(one.article, now)
        matches = rules.matcher.match_reading(reading)
        before = _matched_before(one.article, batch, rules.matcher, now) if matches else ()
        terms = indexing.find_terms(reading)
    except Exception as fault:  # noqa: BLE001 - told with the article
        return replace(one, fault=fault)
    return replace(one, matches=matches, before=before, terms=terms)


def _matched_before(
    article: Article, batch: Batch, matcher: Matcher, now: datetime
) -> Sequence[str]:
    """Name the topics that the text before the last edit matched."""
    text = batch.earlier.get(article.id)
    if text is None:
        return ()
    former = replace(article, title=text.title, summary=text.summary, text=text.text)
    return tuple(match.topic for match in matcher.match(former, now=now))


def _weigh(one: Looked, stories: Stories) -> Looked:
    if not stories.members(one.article.id):
        return one
    return replace(one, standing=stories.standing(one.article.id))


def needs_members(one: Looked, topics: Mapping[str, Topic]) -> bool:
    """Say whether the story of an article must be counted article by article."""
    spans = (topics[match.topic].notify.within for match in one.matches)
    return bool(one.matches) and (one.standing is None or any(span is not None for span in spans))


def needs_spoken(topic: Topic) -> bool:
    """Say whether a topic asks what it told lately."""
    return topic.notify.cooldown is not None or topic.notify.daily_cap is not None


def decide(
    looked: Sequence[Looked],
    batch: Batch,
    rules: Rules,
    past: Past,
    *,
    limits: AlertLimits,
    now: datetime,
) -> Decided:
    """Plan what to tell about what was found."""
    planner = _Planner(looked, batch, rules, past, limits=limits, now=now)
    articles = tuple(planner.decide(one) for one in looked)
    return Decided(articles=articles, faults=planner.faults)


class _Planner:
    """Plans what to tell, in the order of the articles, remembering what it told."""

    def __init__(
        self,
        looked: Sequence[Looked],
        batch: Batch,
        rules: Rules,
        past: Past,
        *,
        limits: AlertLimits,
        now: datetime,
    ) -> None:
        self._batch = batch
        self._topics = {topic.name: topic for topic in rules.catalog.topics}
        self._silences = rules.catalog.silences
        self._past = past
        self._told = dict(past.told)
        self._spoken: defaultdict[str, list[Spoken]] = defaultdict(list)
        for topic, said in past.spoken.items():
            self._spoken[topic].extend(said)
        self._rushes = count_rushes(looked)
        self._limits = limits
        self._now = now
        self.faults: dict[ArticleId, Exception] = {}
        self._fellows: dict[StoryId, list[Looked]] = defaultdict(list)
        for one in looked:
            self._fellows[self._story(one)].append(one)

    def decide(self, one: Looked) -> EvaluatedArticle:
        matches, fault = one.matches, one.fault or one.unplaced
        alerts: tuple[PlannedAlert, ...] = ()
        try:
            alerts = tuple(self._plan(one))
        except Exception as problem:  # noqa: BLE001 - told with the article
            matches, fault = (), problem
        if fault is not None:
            self.faults[one.article.id] = fault
        return EvaluatedArticle(
            article_id=one.article.id,
            revision=one.article.revision,
            page_revision=one.article.page_revision,
            matches=matches,
            alerts=alerts,
            terms=one.terms,
            placement=one.placement,
            error=None if fault is None else f"{type(fault).__name__}: {fault}",
        )

    def _plan(self, one: Looked) -> Iterator[PlannedAlert]:
        for match in one.matches:
            situation = self._situation(one, match)
            decided = decide_match(situation)
            if isinstance(decided, PlannedAlert):
                self._note(decided, self._story(one), situation.standing)
                yield decided

    def _situation(self, one: Looked, match: Match) -> Situation:
        topic, story = self._topics[match.topic], self._story(one)
        return Situation(
            topic=topic,
            article=one.article,
            evidence=match.evidence,
            trigger=_trigger(match, one, self._batch),
            told=self._told.get((topic.name, story)),
            standing=one.standing or stand(tuple(self._members(story))),
            recent=self._recent(topic, story),
            silences=self._silences,
            spoken=self._spoken[topic.name],
            rush=self._rushes[topic.name, _visit(one.article)],
            limits=self._limits,
            now=self._now,
        )

    def _story(self, one: Looked) -> StoryId:
        """Give the story; one that this batch opens has a number below zero for the while."""
        return self._past.story_of.get(one.root, StoryId(-one.root))

    def _recent(self, topic: Topic, story: StoryId) -> Standing | None:
        """Count what came within the topic's span; there is always the present article."""
        if topic.notify.within is None:
            return None
        since = self._now - topic.notify.within
        members = list(self._members(story))
        return stand([one for one in members if one.first_seen_at >= since] or members[-1:])

    def _members(self, story: StoryId) -> Iterator[Member]:
        stored = self._past.members.get(story, ())
        yield from stored
        known = {member.article_id for member in stored}
        for one in self._fellows[story]:
            if one.article.id not in known:
                yield as_member(
                    one.article, None if one.placement is None else one.placement.copy_of
                )

    def _note(self, planned: PlannedAlert, story: StoryId, standing: Standing) -> None:
        """Remember what is told, so that the next article of this batch does not tell it again."""
        if planned.held_back is not None and planned.held_back not in DIGESTED:
            return
        saying = Saying(
            kind=planned.kind,
            said_at=self._now,
            due_at=planned.deliver_at,
            standing=standing,
            concepts=planned.concepts,
            held_back=planned.held_back,
        )
        key = (planned.topic, story)
        self._told[key] = retell(self._told.get(key), saying)
        if planned.held_back is None and planned.kind is not AlertKind.UPDATE:
            said = Spoken(kind=planned.kind, due_at=planned.deliver_at)
            self._spoken[planned.topic].append(said)


def count_rushes(looked: Sequence[Looked]) -> Counter[tuple[str, object]]:
    """Count how many stories of a topic one poll of one feed brought, by topic and poll."""
    rushes = {
        (match.topic, _visit(one.article), one.root) for one in looked for match in one.matches
    }
    return Counter((topic, visit) for topic, visit, _ in rushes)


def _visit(article: Article) -> object:
    """Say which poll brought an article: its first feed, and when."""
    return article.feeds[:1], article.first_seen_at


def _trigger(match: Match, one: Looked, batch: Batch) -> Trigger:
    """Say why it is evaluated.

    An edit of what nobody evaluated yet is simply its arrival, and so is the text of its page.
    """
    if one.article.id not in batch.earlier:
        return Trigger.ARRIVED
    return Trigger.EDITED if match.topic in one.before else Trigger.EDITED_INTO
