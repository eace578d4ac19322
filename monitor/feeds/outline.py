"""Write a list of feeds as OPML 2.0 that other programs read, and we without loss.

Pure. Feeds stand in folders by their first tag. What only we know (family, interval …) stands in
attributes of a namespace of our own, which `opml.read_list` gives back; other programs pass over
them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.utils import format_datetime
from html import escape
from typing import TYPE_CHECKING, Final

from monitor.feeds.opml import NAMESPACE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

#: Characters that no XML document may hold, not even written as numbers (XML 1.0 §2.2).
_FORBIDDEN: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_KEPT_SPACE: Final = {ord(char): f"&#{ord(char)};" for char in "\t\n\r"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A feed as it is written into a list."""

    url: str
    title: str
    tags: tuple[str, ...] = ()
    #: Our own, by attribute name.
    settings: Mapping[str, str]


def write_list(outlines: Sequence[Outline], *, title: str, now: datetime) -> str:
    """Give the document."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<opml version="2.0" xmlns:monitor="{NAMESPACE}">',
        "  <head>",
        f"    <title>{escape(_legal(title), quote=False)}</title>",
        f"    <dateCreated>{format_datetime(now, usegmt=True)}</dateCreated>",
        "  </head>",
        "  <body>",
    ]
    for folder, inside in _sort(outlines):
        indent = "    " if folder is None else "      "
        if folder is not None:
            lines.append(f"    <outline{_attributes({'text': folder, 'title': folder})}>")
        lines.extend(f"{indent}{_write(one)}" for one in inside)
        if folder is not None:
            lines.append("    </outline>")
    return "\n".join((*lines, "  </body>", "</opml>", ""))


def _sort(outlines: Sequence[Outline]) -> Iterator[tuple[str | None, list[Outline]]]:
    """Part them by folder, those without one last."""
    folders: dict[str | None, list[Outline]] = {}
    for one in outlines:
        folders.setdefault(one.tags[0] if one.tags else None, []).append(one)
    alone = folders.pop(None, [])
    yield from folders.items()
    if alone:
        yield None, alone


def _write(outline: Outline) -> str:
    told = [tag for tag in outline.tags if "," not in tag and "/" not in tag]
    attributes = {
        "text": outline.title,
        "title": outline.title,
        "type": "rss",
        "xmlUrl": outline.url,
    }
    if told:
        attributes["category"] = ",".join(told)
    ours = {f"monitor:{name}": value for name, value in outline.settings.items()}
    return f"<outline{_attributes({**attributes, **ours})}/>"


def _attributes(pairs: Mapping[str, str]) -> str:
    return "".join(f' {name}="{_quote(value)}"' for name, value in pairs.items())


def _quote(value: str) -> str:
    """Write a value so that line ends and tabs come back as they are (XML 1.0 §3.3.3)."""
    return escape(_legal(value)).translate(_KEPT_SPACE)


def _legal(text: str) -> str:
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)
