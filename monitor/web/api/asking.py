"""Answer what programs ask: listings, one thing, searches, explanations.

Network. Each endpoint is one verb of `monitor.manage`; the framework calls them in threads.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import JSONResponse

from monitor.errors import NotFound, redact_url
from monitor.manage import answering, concepts, feeds, objects, outbox, searching, silences
from monitor.manage import stories as telling
from monitor.manage import topics as watching
from monitor.manage import why as explaining
from monitor.manage.health import find_troubles, get_status, write_status
from monitor.model import DeliveryState, Feed
from monitor.web.api import shapes
from monitor.web.api.desk import AtDesk, Limit, OfTopic, Since, say

router = APIRouter()


@router.get("/status", response_model=dict[str, Any], tags=["health"])
def show_status(desk: AtDesk) -> JSONResponse:
    """Count what there is and what waits."""
    found = get_status(desk.store, now=desk.clock())
    return say(write_status(found, find_troubles(desk.store, found)))


@router.get("/alerts", response_model=list[shapes.Alert], tags=["alerts"])
def list_alerts(
    desk: AtDesk,
    topic: OfTopic = None,
    is_open: Annotated[
        bool, Query(alias="open", description="Only what was told and nobody answered.")
    ] = False,
    limit: Limit = 50,
) -> JSONResponse:
    """List alerts, newest first, those held back among them."""
    found = outbox.list_alerts(desk.store, topic=topic, limit=limit, is_open=is_open)
    return say(map(objects.write_alert, found))


@router.get("/alerts/{alert_id}", response_model=shapes.Alert, tags=["alerts"])
def show_alert(desk: AtDesk, alert_id: int) -> JSONResponse:
    """Show an alert with its evidence and deliveries."""
    return say(objects.write_alert(outbox.get_alert(desk.store, alert_id)))


@router.get("/matches", response_model=list[shapes.Match], tags=["alerts"])
def list_matches(desk: AtDesk, topic: OfTopic = None, limit: Limit = 50) -> JSONResponse:
    """List which articles satisfied which topic, newest first."""
    found = outbox.list_matches(desk.store, topic=topic, limit=limit)
    return say(map(objects.write_match, found))


@router.get("/deliveries", response_model=list[shapes.Delivery], tags=["alerts"])
def list_deliveries(
    desk: AtDesk, state: DeliveryState | None = None, limit: Limit = 50
) -> JSONResponse:
    """List what was brought to whom, newest first."""
    found = outbox.list_deliveries(desk.store, state=state, limit=limit)
    return say(map(objects.write_delivery, found))


@router.get("/stories", response_model=list[shapes.Story], tags=["stories"])
def list_stories(
    desk: AtDesk, topic: OfTopic = None, since: Since = None, limit: Limit = 50
) -> JSONResponse:
    """List stories, the one with the latest article first."""
    found = telling.list_stories(
        desk.store, topic=topic, since=since, now=desk.clock(), limit=limit
    )
    return say(map(telling.write_story, found))


@router.get("/stories/{story_id}", response_model=shapes.StoryWithMembers, tags=["stories"])
def show_story(desk: AtDesk, story_id: int) -> JSONResponse:
    """Show a story: its articles in the order of first sight, and why each is in it."""
    story = telling.get_story(desk.store, story_id)
    return say({**telling.write_story(story), "members": telling.write_members(story)})


@router.get("/search", response_model=list[shapes.Found], tags=["articles"])
def search(
    desk: AtDesk,
    query: Annotated[str, Query(description="In the language of topics.", max_length=20_000)],
    since: Since = None,
    limit: Limit = 50,
) -> JSONResponse:
    """Find articles by a query, newest first.

    Where no index helps it goes so far and no further; the header `X-Search-Stopped` says where.
    """
    walk = searching.Walk()
    found = searching.search(
        desk.store, query, since=since, now=desk.clock(), limit=limit, walk=walk
    )
    answer = say(map(searching.write_found, found))
    if (told := walk.tell()) is not None:
        answer.headers["X-Search-Stopped"] = told
    return answer


@router.get("/why", response_model=dict[str, Any], tags=["articles"])
def explain(
    desk: AtDesk,
    url: Annotated[str, Query(description="Address of the article, or its number.")],
    topic: Annotated[str | None, Query(description="Only what this topic makes of it.")] = None,
) -> JSONResponse:
    """Tell the whole trace of an article; `article` is null when no feed showed it."""
    explanation = explaining.explain(desk.store, url, now=desk.clock(), topic=topic)
    return say(explaining.write_explanation(explanation))


@router.get("/topics", response_model=list[shapes.Topic], tags=["topics"])
def list_topics(desk: AtDesk) -> JSONResponse:
    """List what is watched."""
    return say(map(objects.write_topic, watching.list_topics(desk.store)))


@router.get("/topics/{name}", response_model=shapes.JudgedTopic, tags=["topics"])
def show_topic(desk: AtDesk, name: str) -> JSONResponse:
    """Show a topic, and how right it and its names are by what people answered."""
    topic = watching.get_topic(desk.store, name)
    precision, names = answering.measure_topic(desk.store, name)
    judged = {
        "precision": answering.write_precision(precision),
        "names": [answering.write_name_precision(one) for one in names],
    }
    return say({**objects.write_topic(topic), **judged})


@router.get("/concepts", response_model=list[shapes.Concept], tags=["concepts"])
def list_concepts(desk: AtDesk) -> JSONResponse:
    """List concepts."""
    return say(map(objects.write_concept, concepts.list_concepts(desk.store)))


@router.get("/concepts/{key}", response_model=shapes.Concept, tags=["concepts"])
def show_concept(desk: AtDesk, key: str) -> JSONResponse:
    """Show a concept with all its names."""
    return say(objects.write_concept(concepts.get_concept(desk.store, key)))


@router.get("/concepts/{key}/names", response_model=list[dict[str, Any]], tags=["concepts"])
def list_names(desk: AtDesk, key: str) -> JSONResponse:
    """List the names of a concept with what each caught and how right it was."""
    return say(map(concepts.write_name, concepts.list_names(desk.store, key)))


@router.get("/feeds", response_model=list[shapes.Feed], tags=["feeds"])
def list_feeds(desk: AtDesk) -> JSONResponse:
    """List what is polled."""
    return say(map(write_feed, feeds.list_feeds(desk.store)))


@router.get("/feeds/{feed_id}", response_model=shapes.FeedWithPolls, tags=["feeds"])
def show_feed(desk: AtDesk, feed_id: int) -> JSONResponse:
    """Show a feed with its last polls."""
    feed, polls = feeds.show_feed(desk.store, url_of(desk, feed_id))
    return say({**write_feed(feed), "polls": list(map(objects.write_poll, polls))})


@router.get("/silences", response_model=list[shapes.Silence], tags=["silences"])
def list_silences(desk: AtDesk) -> JSONResponse:
    """List silences that are not over."""
    found = silences.list_silences(desk.store, now=desk.clock())
    return say(map(objects.write_silence, found))


def url_of(desk: AtDesk, feed_id: int) -> str:
    """Give the address of a feed; raises NotFound."""
    for feed in feeds.list_feeds(desk.store):
        if feed.id == feed_id:
            return feed.url
    raise NotFound("feed", feed_id)


def write_feed(feed: Feed) -> dict[str, Any]:
    """Give a feed without the secrets that its address may hold."""
    return {**objects.write_feed(feed), "url": redact_url(feed.url)}
