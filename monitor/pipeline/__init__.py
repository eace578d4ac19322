"""How does an article walk down the line?

Process. The walks: each pass leases what is due, loads what the rooms need, calls the rooms
in order, saves what they decided in one transaction, and lets go. A pass takes its rooms'
tools (store, client, transports, clock) when it is made; it decides nothing itself and may
run twice without harm. `Looker` and `examine` walk at an operator's wish and store nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitor.pipeline.callback import Callback
    from monitor.pipeline.coverage import CoverageWatch
    from monitor.pipeline.digest import Digester
    from monitor.pipeline.dispatch import Dispatcher
    from monitor.pipeline.evaluate import Evaluator
    from monitor.pipeline.examining import examine
    from monitor.pipeline.inspecting import Inspection, inspect
    from monitor.pipeline.looking import Looker, LookTools, look_over
    from monitor.pipeline.offload import Offload
    from monitor.pipeline.pages import PageFetcher
    from monitor.pipeline.poll import Poller
    from monitor.pipeline.prune import Pruner
    from monitor.pipeline.reading import read_document, read_page
    from monitor.pipeline.redirects import Resolver
    from monitor.pipeline.spike import SpikeWatch
    from monitor.pipeline.subscribe import CALLBACK_PATH, Subscriber

__all__ = [
    "CALLBACK_PATH",
    "Callback",
    "CoverageWatch",
    "Digester",
    "Dispatcher",
    "Evaluator",
    "Inspection",
    "LookTools",
    "Looker",
    "Offload",
    "PageFetcher",
    "Poller",
    "Pruner",
    "Resolver",
    "SpikeWatch",
    "Subscriber",
    "examine",
    "inspect",
    "look_over",
    "read_document",
    "read_page",
]

#: Where each is defined. Imported when asked for: a worker process that reads documents needs
#: neither the database nor the network.
_HOMES = {
    "CALLBACK_PATH": "subscribe",
    "Callback": "callback",
    "CoverageWatch": "coverage",
    "Digester": "digest",
    "Dispatcher": "dispatch",
    "Evaluator": "evaluate",
    "Inspection": "inspecting",
    "LookTools": "looking",
    "Looker": "looking",
    "look_over": "looking",
    "Offload": "offload",
    "PageFetcher": "pages",
    "Poller": "poll",
    "Pruner": "prune",
    "Resolver": "redirects",
    "SpikeWatch": "spike",
    "Subscriber": "subscribe",
    "examine": "examining",
    "inspect": "inspecting",
    "read_document": "reading",
    "read_page": "reading",
}


def __getattr__(name: str) -> object:
    """Give what is asked for by name."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
