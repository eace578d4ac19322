"""What does the program show over HTTP?

Network. Takes the store and a health check, gives one ASGI application: the overview page,
`/healthz` (alive) and `/readyz` (schema current, passes running). Reads only; it loads
nothing from elsewhere, runs no script of a feed, and answers to no name but its own. Where
there is a public address, `/websub/…` hears what hubs call about. `/feeds/topics/…` gives a topic's
matches to who has its token.
"""

from __future__ import annotations

from monitor.web.app import build_app
from monitor.web.hosts import make_rules
from monitor.web.hubs import HubDoor
from monitor.web.server import open_listener, serve
from monitor.web.topicfeeds import TopicFeedDoor

__all__ = ["HubDoor", "TopicFeedDoor", "build_app", "make_rules", "open_listener", "serve"]
