"""Read the `Link` headers of an answer (RFC 8288): which hubs, and which address of its own.

Pure. Only what is said of the answer itself counts; links of another anchor do not.
"""

from __future__ import annotations

import re
from typing import Final

MAX_HUBS: Final = 5
MAX_HEADER_CHARS: Final = 16_384

_LINK: Final = re.compile(
    r"""
    [\s,]* < (?P<url>[^<>]*) >
    (?P<parameters> (?:
        \s* ; \s* [^\s=;,<>]+
        (?: \s* = \s* (?: "(?:[^"\\]|\\.)*" | [^\s;,"<>]* ) )?
    )* )
    """,
    re.VERBOSE,
)
_PARAMETER: Final = re.compile(
    r""";\s*(?P<name>[^\s=;,<>]+)(?:\s*=\s*(?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<bare>[^\s;,"<>]*)))?"""
)


def read_links(header: str | None) -> tuple[tuple[str, ...], str | None]:
    """Give the addresses of the hubs and of the document itself, as written."""
    hubs: list[str] = []
    own: str | None = None
    for url, relations in _links((header or "")[:MAX_HEADER_CHARS]):
        if "hub" in relations and url not in hubs:
            hubs.append(url)
        if "self" in relations and own is None:
            own = url
    return tuple(hubs[:MAX_HUBS]), own


def _links(header: str) -> list[tuple[str, frozenset[str]]]:
    links = []
    at = 0
    while (found := _LINK.match(header, at)) is not None:
        at = found.end()
        parameters = _parameters(found["parameters"])
        if "anchor" not in parameters:
            links.append((found["url"].strip(), frozenset(parameters.get("rel", "").split())))
    return links


def _parameters(text: str) -> dict[str, str]:
    """Give the parameters by name; of those that are repeated the first counts (§3.3)."""
    parameters: dict[str, str] = {}
    for found in _PARAMETER.finditer(text):
        value = found["quoted"] if found["quoted"] is not None else found["bare"] or ""
        parameters.setdefault(found["name"].lower(), value.lower())
    return parameters
