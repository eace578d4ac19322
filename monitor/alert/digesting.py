"""Decide when a topic's digests are due, and which of them one message makes up for.

Pure. A rule names a time of a clock on the wall. Where the clock jumps over that time the digest
is due at the jump; where it shows it twice, at the first of both, once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from monitor.alert.hours import wall_instant
from monitor.model import DigestTask

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from monitor.model import Digest, DigestRule, HeldStories, Topic

_DAY = timedelta(days=1)
#: One that begins later than this was planned by a clock that was wrong.
_FURTHEST = timedelta(days=1)
#: A week before and after an instant there is a weekly digest, whatever the clock does.
_DAYS = 9


def next_digest_at(rule: DigestRule, after: datetime) -> datetime:
    """Give the first instant after this at which a digest is due."""
    return min(at for at in _instants(rule, after) if at > after)


def last_digest_at(rule: DigestRule, now: datetime) -> datetime:
    """Give the last instant, this one included, at which a digest was due.

    After days without us it ends the one digest that makes up for all that were missed.
    """
    return max(at for at in _instants(rule, now) if at <= now)


def _instants(rule: DigestRule, around: datetime) -> Iterator[datetime]:
    today = around.astimezone(ZoneInfo(rule.zone)).date()
    for offset in range(-_DAYS, _DAYS + 1):
        day = today + offset * _DAY
        if rule.weekday is None or day.weekday() == rule.weekday:
            yield wall_instant(day, rule.at.hour * 60 + rule.at.minute, rule.zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskChanges:
    """What is to be done so that every topic has its next digest planned."""

    opened: tuple[DigestTask, ...] = ()
    #: Their rule was changed, or a clock was set right: they are due at another time.
    moved: tuple[DigestTask, ...] = ()
    #: Topics that are to have none.
    dropped: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.opened or self.moved or self.dropped)


def plan_tasks(
    topics: Iterable[Topic],
    tasks: Iterable[DigestTask],
    *,
    held: Mapping[str, HeldStories],
    held_to: int,
    by_default: DigestRule,
    now: datetime,
) -> TaskChanges:
    """Compare the digests that wait with those that should.

    A topic that asks for no digest gets one of what was held back for it, and no other.

    Args:
        topics: All topics.
        tasks: The digests that wait.
        held: What was held back since the last look, by topic.
        held_to: The last alert that was held back.
        by_default: When the digest of a topic comes that has no rule.
        now: The present instant.
    """
    waiting = {task.topic: task for task in tasks}
    opened: list[DigestTask] = []
    moved: list[DigestTask] = []
    dropped: list[str] = []
    for topic in topics:
        task, rule = waiting.pop(topic.name, None), topic.notify.digest or by_default
        if task is None:
            opened.extend(_open(topic, rule, held.get(topic.name), held_to, now))
        elif topic.notify.digest is None and not task.has_held:
            dropped.append(task.topic)
        elif task.rule != rule or task.since > now + _FURTHEST:
            since, due_at = min(task.since, now), next_digest_at(rule, now)
            moved.append(replace(task, rule=rule, since=since, due_at=due_at))
    return TaskChanges(opened=tuple(opened), moved=tuple(moved), dropped=(*dropped, *waiting))


def _open(
    topic: Topic, rule: DigestRule, held: HeldStories | None, held_to: int, now: datetime
) -> Iterator[DigestTask]:
    if topic.notify.digest is None and held is None:
        return
    yield DigestTask(
        topic=topic.name,
        rule=rule,
        since=now if held is None else min(held.since, now),
        due_at=next_digest_at(rule, now),
        held_after=held_to if held is None else held.after,
    )


def tell_digest(digest: Digest, rule: DigestRule) -> str:
    """Say in one sentence what a digest holds."""
    opening = "what was held back" if digest.only_held else f"{rule.every.value} digest"
    stories = len(digest.stories) + digest.surplus
    if not stories:
        return f"{opening}: nothing was reported"
    held = sum(story.held_back is not None for story in digest.stories)
    told = [
        _count(stories, "story", "stories"),
        _count(digest.reports, "independent report", "independent reports"),
    ]
    if held and not digest.only_held:
        told.append(f"{held} held back until now")
    return f"{opening}: {', '.join(told)}"


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
