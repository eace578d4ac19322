"""Have feedparser follow `xml:base` without telling it where the document came from.

Pure. feedparser resolves links of Atom, and ids with them; but an id is a name, and must not change
when the feed moves to another address. So a stand-in takes the place of the address, and is taken
away from what came of it: what is left is what the document said, or what its own bases made of it.
"""

from __future__ import annotations

from typing import Final

_STAND_IN: Final = "://document.invalid/~0~/~1~/~2~/"
#: Where a relative link can lead from the stand-in, and what it said.
_SAID: Final = tuple(
    (scheme + place, said)
    for scheme in ("https", "http")
    for place, said in (
        (_STAND_IN, ""),
        ("://document.invalid/~0~/~1~/", "../"),
        ("://document.invalid/~0~/", "../../"),
        ("://document.invalid/", "/"),
    )
)


def stand_in_for(url: str) -> str:
    """Give what takes the place of a document's address; `//host/` needs the same scheme."""
    return ("https" if url[:6].lower() == "https:" else "http") + _STAND_IN


def as_said(address: str) -> str:
    """Take the stand-in away."""
    if ".invalid/" not in address:
        return address
    for place, said in _SAID:
        if address.startswith(place):
            return said + address[len(place) :]
    return address
