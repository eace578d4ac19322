"""Walk through the tags of a document that need not be well-formed.

Pure. For pages as people write them and for lists that an XML parser gives up on. Nothing is
expanded and nothing is remembered but the place, so that no document costs more than its length:
an attribute value ends at its quote or at the next tag, and what is never closed is looked for
once.
"""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_OPENING: Final = re.compile(
    r"<(?:(?P<mark>!--|!\[CDATA\[|!doctype\b)|(?P<end>/?)(?P<name>[a-z][\w:.-]*+))", re.IGNORECASE
)
_ATTRIBUTE: Final = re.compile(
    r"[\s/]*+([^\s/>=<\"']++)(?:\s*+=\s*+(?:\"([^\"<]*+)\"|'([^'<]*+)'|([^\s>\"'<]*+)))?+"
)
_CLOSING: Final = re.compile(r"[^<>]*+>?")
#: Where what is inside these marks ends.
_ENDS: Final = {"!--": "-->", "![cdata[": "]]>"}


class Tag(NamedTuple):
    """One tag; names are in lower case."""

    name: str
    attributes: Mapping[str, str]
    #: `</name>`.
    is_end: bool
    #: `<name/>`.
    is_empty: bool
    #: Counted from 1.
    line: int
    #: Where it stands in the text.
    start: int
    end: int


def walk_tags(text: str, *, raw: frozenset[str] = frozenset()) -> Iterator[Tag]:
    """Give the tags of `text` in order; a document type shows as a tag named `!doctype`.

    Args:
        text: The document.
        raw: Names of elements whose content is no markup, such as `script`.
    """
    endless: set[str] = set()
    position, line, counted = 0, 1, 0
    while (found := _OPENING.search(text, position)) is not None:
        line += text.count("\n", counted, found.start())
        counted = found.start()
        mark = (found["mark"] or "").lower()
        if mark in _ENDS:
            position = _skip(text, found.end(), _ENDS[mark], endless)
            continue
        tag = _read(text, found, line)
        yield tag
        position = tag.end
        if tag.name in raw and not (tag.is_end or tag.is_empty):
            position = _skip(text, position, f"</{tag.name}", endless, keep=True)


def _skip(text: str, start: int, end: str, endless: set[str], *, keep: bool = False) -> int:
    """Give where to go on after `end`; at `start` when it never comes."""
    if end in endless:
        return start
    found = re.compile(re.escape(end), re.IGNORECASE).search(text, start)
    if found is None:
        endless.add(end)
        return start
    return found.start() if keep else found.end()


def _read(text: str, opening: re.Match[str], line: int) -> Tag:
    attributes: dict[str, str] = {}
    position = opening.end()
    while (found := _ATTRIBUTE.match(text, position)) is not None:
        name, *values = found.groups()
        value = next((value for value in values if value is not None), "")
        attributes.setdefault(name.lower(), unescape(value))
        position = found.end()
    closing = _CLOSING.match(text, position)
    end = position if closing is None else closing.end()
    return Tag(
        name=(opening["name"] or opening["mark"]).lower(),
        attributes=attributes,
        is_end=bool(opening["end"]),
        is_empty=text[max(position, end - 2) : end].startswith("/"),
        line=line,
        start=opening.start(),
        end=end,
    )
