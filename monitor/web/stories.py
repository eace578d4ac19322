"""Show stories: the latest ones, and one with the reason for each of its articles.

Network.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, RedirectResponse
from starlette.routing import Route

from monitor import __version__
from monitor.manage.stories import fold, tell_place, tell_standing
from monitor.model import StoryId, stand

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    import jinja2
    from starlette.requests import Request
    from starlette.responses import Response

    from monitor.model import Story
    from monitor.store import Store

#: Stories that the list shows.
SHOWN = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryPages:
    """The pages about stories."""

    store: Store
    clock: Callable[[], datetime]
    pages: jinja2.Environment

    def routes(self) -> tuple[Route, ...]:
        """Give the addresses of these pages."""
        return (
            Route("/stories", self.list_stories),
            Route("/stories/{number:int}", self.show_story),
        )

    async def list_stories(self, request: Request) -> Response:
        """List the latest stories, or those of `?topic=`."""
        topic = request.query_params.get("topic") or None
        return HTMLResponse(await run_in_threadpool(self._list, topic))

    async def show_story(self, request: Request) -> Response:
        """Show one story; one that was merged leads to the story that has its articles."""
        number = StoryId(request.path_params["number"])
        story = await run_in_threadpool(self.store.get_story, number)
        if story.merged_into is not None:
            return RedirectResponse(f"/stories/{story.merged_into}", status_code=307)
        return HTMLResponse(await run_in_threadpool(self._show, story))

    def _list(self, topic: str | None) -> str:
        stories = self.store.iter_stories(topic=topic, limit=SHOWN)
        return self._render(
            "stories.html",
            topic=topic,
            stories=[(story, stand(story.members)) for story in stories],
        )

    def _show(self, story: Story) -> str:
        standing = stand(story.members) if story.members else None
        return self._render(
            "story.html", story=story, standing=standing, reports=fold(story), tell_place=tell_place
        )

    def _render(self, template: str, **values: object) -> str:
        return self.pages.get_template(template).render(
            version=__version__, now=self.clock(), tell_standing=tell_standing, **values
        )
