"""Hear what a visit means for its feed's subscription.

Pure. The answer says which hub tells of the feed's changes; whether the poll found anything
says whether the hub does.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from monitor.feeds import ask_at, is_cut_short, judge_hub, judge_offer, read_offer
from monitor.model import Fetched, HubNews, Newness

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.model import HubOffer, Poll
    from monitor.pipeline.visiting import Visit

_NEW = (Newness.NEW, Newness.SIGHTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """What is to be stored of a subscription, and when its last push wants another look."""

    #: None: the feed has no subscription and wants none.
    news: HubNews | None = None
    look_again_at: datetime | None = None


def hear(poll: Poll, visit: Visit) -> Hearing:
    """Judge the hub that the feed has, and say which one it names."""
    current, now = visit.feed.subscription, visit.finished_at
    wish = judge_offer(current, _offer_of(visit))
    asked_at = None if wish is None else ask_at(current, now)
    if current is None:
        return Hearing() if wish is None else Hearing(news=HubNews(wish=wish, ask_at=asked_at))
    brought_new = not poll.baseline and any(entry.newness in _NEW for entry in poll.entries)
    verdict = judge_hub(current, outcome=poll.outcome, brought_new=brought_new, now=now)
    news = HubNews(
        seen_push_at=current.pushed_at,
        wish=wish,
        ask_at=asked_at,
        looks=verdict.looks,
        proven=verdict.proven,
        idle=verdict.idle,
    )
    return Hearing(news=news, look_again_at=verdict.look_again_at)


def _offer_of(visit: Visit) -> HubOffer | None:
    answer, document = visit.answer, visit.document
    if not isinstance(answer, Fetched) or visit.error is not None:
        return None
    stated = None
    if document is not None and _is_whole(answer, document.flaw):
        stated = (document.hubs, document.self_url)
    return read_offer(
        feed_url=visit.feed.url,
        base=answer.final_url,
        header=(answer.hubs, answer.self_url),
        document=stated,
        current=visit.feed.subscription,
    )


def _is_whole(answer: Fetched, flaw: str | None) -> bool:
    """What is not said in a part of a document may be said in the rest."""
    return answer.status_code == HTTPStatus.OK and not is_cut_short(flaw)
