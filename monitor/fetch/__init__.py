"""What does the server hold at this address, and has it changed?

Network. Takes the outbound client, a feed's URL and its validators; gives `Fetched`,
`NotModified` or `Gone`, or raises a FetchError that says whether trying again may help.
`HostGate` makes requests at one host take turns. Touches the network only through `outbound`;
never reads a document and never decides when to come back.
"""

from __future__ import annotations

from monitor.fetch.conditional import fetch
from monitor.fetch.politeness import HostGate

__all__ = ["HostGate", "fetch"]
