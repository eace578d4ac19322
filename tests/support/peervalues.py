"""Hold every single value of rss-parser's entries against what a reader states.

Network none; disk: the folder of documents beside this repository. `claims_of_rss_parser` compares
what makes an article; here each string counts, also those of fields that the program has no use
for (enclosures, thumbnails, durations): those are asked of feedparser, the parser of record.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tests.support.peerreading import line, scalars, text
from tests.support.peers import Asked, ask, instant, outputs_of_rss_parser

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.support.peerreading import Reader
    from tests.support.peers import Claim

_TEXTS: Final = (
    *("content", "contentSnippet", "content:encoded", "content:encodedSnippet", "summary"),
    *("itunes.summary", "description"),
)
#: What rss-parser writes for an empty element when it is told to (an option of its XML reader).
_MADE_UP: Final = "EMPTY"


def values_of_rss_parser(folder: Path, reader: Reader) -> Iterator[Claim]:
    """Compare each value that says something; those that their file spoiled are left out."""
    for source, theirs in outputs_of_rss_parser(folder):
        read = reader(source.name, source.read_bytes())
        for item, asked in zip(theirs["items"], ask(read, len(theirs["items"])), strict=True):
            for name, value in scalars(item):
                if value.strip() and value != _MADE_UP and "\ufffd" not in value:
                    yield _RULES.get(name, _other)(asked, name, value, item)


def is_kept(claim: Claim) -> bool:
    """Tell whether a value belongs to a field that articles have."""
    return claim.field in _RULES


def _title(asked: Asked, name: str, value: str, _: dict[str, Any]) -> Claim:
    return asked.claim(name, value, asked.said.title, agrees=text(value) == text(asked.said.title))


def _link(asked: Asked, name: str, value: str, _: dict[str, Any]) -> Claim:
    found = asked.link([value])
    return asked.claim(name, value, found.ours, agrees=found.agrees, same_page=found.same_page)


def _id(asked: Asked, name: str, value: str, _: dict[str, Any]) -> Claim:
    return asked.claim(name, value, asked.said.id, agrees=value.strip() == asked.said.id)


def _date(asked: Asked, name: str, value: str, item: dict[str, Any]) -> Claim:
    """Compare instants; where rss-parser could read none, it is enough to read one."""
    ours = asked.said.dated_at
    agrees = instant(item["isoDate"]) == ours if "isoDate" in item else ours is not None
    return asked.claim(name, value, ours, agrees=agrees)


def _author(asked: Asked, name: str, value: str, _: dict[str, Any]) -> Claim:
    ours = asked.said.author or ""
    agrees = line(value) == ours or line(value) in ours.split(", ")
    return asked.claim(name, value, ours, agrees=agrees)


def _category(asked: Asked, name: str, value: str, _: dict[str, Any]) -> Claim:
    ours = asked.said.categories
    words = [line(word) for word in value.split(",")]
    agrees = line(value) in ours or all(word in ours for word in words)
    return asked.claim(name, value, ours, agrees=agrees)


def _text(asked: Asked, name: str, value: str, _: dict[str, Any]) -> Claim:
    return asked.claim(name, value, asked.said.texts, agrees=text(value) in asked.said.texts)


def _other(asked: Asked, name: str, value: str, _: dict[str, Any]) -> Claim:
    return asked.claim(name, value, None, agrees=text(value) in asked.said.found)


_RULES: Final[dict[str, Callable[[Asked, str, str, dict[str, Any]], Claim]]] = {
    "title": _title,
    "link": _link,
    **dict.fromkeys(("guid", "id", "rdf:about"), _id),
    **dict.fromkeys(("isoDate", "pubDate", "date", "dc:date"), _date),
    **dict.fromkeys(("creator", "dc:creator", "author", "itunes.author"), _author),
    **dict.fromkeys(("categories", "categories._", "itunes.keywords"), _category),
    **dict.fromkeys(_TEXTS, _text),
}
