"""What does the program show over HTTP?

Network. Takes the store and a health check, gives one ASGI application: the overview page,
`/healthz` (alive) and `/readyz` (schema current, passes running). Reads only; it loads
nothing from elsewhere and runs no script of a feed.
"""

from __future__ import annotations

from monitor.web.app import build_app
from monitor.web.server import open_listener, serve

__all__ = ["build_app", "open_listener", "serve"]
