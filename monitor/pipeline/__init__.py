"""How does an article walk down the line?

Process. The walks: each pass leases what is due, loads what the rooms need, calls the rooms
in order, saves what they decided in one transaction, and lets go. A pass takes its rooms'
tools (store, client, transports, clock) when it is made; it decides nothing itself and may
run twice without harm. `Looker` and `examine` walk at an operator's wish and store nothing.
"""

from __future__ import annotations

from monitor.pipeline.callback import Callback
from monitor.pipeline.dispatch import Dispatcher
from monitor.pipeline.evaluate import Evaluator
from monitor.pipeline.examining import examine
from monitor.pipeline.inspecting import Inspection, inspect
from monitor.pipeline.looking import Looker, LookTools
from monitor.pipeline.offload import Offload
from monitor.pipeline.pages import PageFetcher
from monitor.pipeline.poll import Poller
from monitor.pipeline.reading import read_document, read_page
from monitor.pipeline.subscribe import Subscriber

__all__ = [
    "Callback",
    "Dispatcher",
    "Evaluator",
    "Inspection",
    "LookTools",
    "Looker",
    "Offload",
    "PageFetcher",
    "Poller",
    "Subscriber",
    "examine",
    "inspect",
    "read_document",
    "read_page",
]
