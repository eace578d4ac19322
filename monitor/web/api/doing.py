"""Do what programs ask for: answer, silence, retry, merge, split, add, pause, remove.

Network. Each endpoint is one verb of `monitor.manage`.
"""

from __future__ import annotations

from datetime import UTC
from typing import Annotated

from fastapi import APIRouter, Body
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse

from monitor.manage import answering, feeds, objects, outbox, silences
from monitor.manage import stories as telling
from monitor.manage import topics as watching
from monitor.model import Relevance, Silence
from monitor.web.api import shapes
from monitor.web.api.asking import url_of, write_feed
from monitor.web.api.desk import AtDesk, say

router = APIRouter()


class Wish(BaseModel):
    """What a request may hold; other keys are mistakes."""

    model_config = ConfigDict(extra="forbid")


Words = Annotated[str, Field(min_length=1, max_length=2_000)]


class Ack(Wish):
    """What somebody says of an alert."""

    who: Words
    relevant: bool = True
    note: Words | None = None


class NewSilence(Wish):
    """Whom not to tell, until when, and why."""

    topics: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()
    until: AwareDatetime
    who: Words
    why: Words


class NewFeed(Wish):
    """What to poll; all but the address may be left out."""

    url: Words
    source: str | None = None
    family: str | None = None
    country: str | None = None
    language: str | None = None
    tags: list[str] | None = None
    interval: str | None = None
    full_text: bool | None = None


class Merge(Wish):
    """Stories whose articles come over."""

    stories: Annotated[list[int], Field(min_length=1)]
    who: Words


class Split(Wish):
    """Articles that get a story of their own."""

    articles: Annotated[list[int], Field(min_length=1)]
    who: Words


@router.post("/alerts/{alert_id}/ack", response_model=shapes.Answer, tags=["alerts"])
def acknowledge(desk: AtDesk, alert_id: int, said: Annotated[Ack, Body()]) -> JSONResponse:
    """Say that an alert was read, and whether it was worth it; the last word counts."""
    answer = answering.answer_alert(
        desk.store,
        alert_id,
        relevance=Relevance.RELEVANT if said.relevant else Relevance.NOT_RELEVANT,
        who=said.who,
        note=said.note,
        now=desk.clock(),
    )
    return say(objects.write_answer(answer) or {})


@router.post("/deliveries/{delivery_id}/retry", status_code=202, tags=["alerts"])
def retry(desk: AtDesk, delivery_id: int) -> JSONResponse:
    """Make a delivery that failed due at once."""
    outbox.retry_delivery(desk.store, delivery_id, now=desk.clock())
    return say({"id": delivery_id}, 202)


@router.post("/silences", response_model=shapes.Silence, status_code=201, tags=["silences"])
def add_silence(desk: AtDesk, wish: Annotated[NewSilence, Body()]) -> JSONResponse:
    """Do not tell of these topics for a while, or of none when no topic is named."""
    wanted = Silence(
        topics=wish.topics,
        sources=wish.sources,
        languages=wish.languages,
        concepts=wish.concepts,
        until=wish.until.astimezone(UTC),
        who=wish.who,
        why=wish.why,
    )
    silence = silences.add_silence(desk.store, wanted, now=desk.clock())
    return say(objects.write_silence(silence), 201)


@router.delete("/silences/{silence_id}", response_model=shapes.Silence, tags=["silences"])
def expire_silence(desk: AtDesk, silence_id: int) -> JSONResponse:
    """End a silence now."""
    ended = silences.expire_silence(desk.store, silence_id, now=desk.clock())
    return say(objects.write_silence(ended))


@router.post("/stories/{story_id}/merge", response_model=shapes.Story, tags=["stories"])
def merge(desk: AtDesk, story_id: int, wish: Annotated[Merge, Body()]) -> JSONResponse:
    """Take over the articles of other stories; nothing takes them out again."""
    numbers = (story_id, *wish.stories)
    story, _ = telling.merge_stories(desk.store, numbers, by=wish.who, now=desk.clock())
    return say(telling.write_story(story))


@router.post("/stories/{story_id}/split", response_model=shapes.Story, tags=["stories"])
def split(desk: AtDesk, story_id: int, wish: Annotated[Split, Body()]) -> JSONResponse:
    """Give articles of a story one of their own; nothing puts them back."""
    story = telling.split_story(desk.store, story_id, wish.articles, by=wish.who, now=desk.clock())
    return say(telling.write_story(story))


@router.post("/feeds", response_model=list[shapes.Change], status_code=201, tags=["feeds"])
def add_feed(desk: AtDesk, wish: Annotated[NewFeed, Body()]) -> JSONResponse:
    """Poll an address; a feed that exists takes over what is said and keeps the rest."""
    options = wish.model_dump(exclude={"url"}, exclude_none=True)
    changes = feeds.add_feeds(desk.store, [wish.url], options=options, now=desk.clock())
    return say(map(objects.write_change, changes), 201)


@router.post("/feeds/{feed_id}/{verb}", response_model=shapes.Feed, tags=["feeds"])
def switch_feed(desk: AtDesk, feed_id: int, verb: shapes.Switch) -> JSONResponse:
    """Poll a feed no more, or again."""
    url = url_of(desk, feed_id)
    if verb is shapes.Switch.PAUSE:
        feeds.pause_feeds(desk.store, [url], now=desk.clock())
    else:
        feeds.resume_feeds(desk.store, [url], now=desk.clock())
    return say(write_feed(feeds.show_feed(desk.store, url)[0]))


@router.delete("/feeds/{feed_id}", response_model=list[shapes.Change], tags=["feeds"])
def remove_feed(desk: AtDesk, feed_id: int) -> JSONResponse:
    """Remove a feed; its articles are kept."""
    changes = feeds.remove_feeds(desk.store, [url_of(desk, feed_id)])
    return say(map(objects.write_change, changes))


@router.post("/topics/{name}/{verb}", response_model=shapes.Topic, tags=["topics"])
def switch_topic(desk: AtDesk, name: str, verb: shapes.Switch) -> JSONResponse:
    """Match a topic no more, or again."""
    if verb is shapes.Switch.PAUSE:
        watching.pause_topic(desk.store, name, now=desk.clock())
    else:
        watching.resume_topic(desk.store, name)
    return say(objects.write_topic(watching.get_topic(desk.store, name)))
