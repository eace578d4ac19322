"""How does an article walk down the line?

Process. The walks: each pass leases what is due, loads what the rooms need, calls the rooms
in order, saves what they decided in one transaction, and lets go. A pass takes its rooms'
tools (store, client, transports, clock) when it is made; it decides nothing itself and may
run twice without harm.
"""

from __future__ import annotations

from monitor.pipeline.dispatch import Dispatcher
from monitor.pipeline.evaluate import Evaluator
from monitor.pipeline.offload import Offload
from monitor.pipeline.poll import Poller
from monitor.pipeline.reading import read_document

__all__ = ["Dispatcher", "Evaluator", "Offload", "Poller", "read_document"]
