"""What does the server hold at this address, and has it changed?

Network. Takes the outbound client, a feed's URL and its validators; gives `Fetched`,
`NotModified` or `Gone`, or raises a FetchError that says whether trying again may help.
`fetch_page` fetches what an article links to, once `Robots` has said that the site allows it;
`next_fetch_at` says when to try again. `visit` brings whatever is at an address, once.
`fetch_wikidata` and `search_wikidata` ask what a thing is called in all languages; `ask_hub` asks
a WebSub hub to call us, `ask_redirect` an address where it leads.
`HostGate` makes requests at one host take turns. Touches the network only through `outbound`;
never reads a document and never decides when to come back.
"""

from __future__ import annotations

from monitor.fetch.conditional import fetch
from monitor.fetch.hub import ask_hub
from monitor.fetch.page import fetch_page
from monitor.fetch.politeness import HostGate
from monitor.fetch.redirect import ask_redirect
from monitor.fetch.retrying import next_fetch_at
from monitor.fetch.robots import Answer, Permission, Robots
from monitor.fetch.visit import Visited, is_bad_certificate, is_unknown_name, visit
from monitor.fetch.wikidata import fetch_wikidata, search_wikidata

__all__ = [
    "Answer",
    "HostGate",
    "Permission",
    "Robots",
    "Visited",
    "ask_hub",
    "ask_redirect",
    "fetch",
    "fetch_page",
    "fetch_wikidata",
    "is_bad_certificate",
    "is_unknown_name",
    "next_fetch_at",
    "search_wikidata",
    "visit",
]
