"""Name the authors of an entry out of feedparser's fields.

Pure. Names, not addresses: RSS asks for an address with the name as a comment, others write it as
in a letter head, feedparser knows only short top-level domains.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from monitor.parse.clip import MAX_NAME_CHARS, clip, clip_or_none
from monitor.parse.found import get, listed

if TYPE_CHECKING:
    from monitor.parse.found import Fields

_MAX_AUTHORS: Final = 20


def name_authors(fields: Fields) -> str | None:
    """Give the names of all authors, each once; an address where there is no name."""
    earlier = listed(get(fields, "authors"))[:-1]
    names = [name for person in earlier[-_MAX_AUTHORS:] if (name := _name(person))]
    last = _last_author(fields)
    if last is not None:
        names.append(last)
    return clip_or_none(", ".join(_each_once(names)), MAX_NAME_CHARS)


def _each_once(names: list[str]) -> list[str]:
    """Leave out who is named at more length too: feeds name a person in several vocabularies."""
    if len(names) <= 1:
        return names
    names = list(dict.fromkeys(names))
    return [
        name
        for name in names
        if not any(name != other and name.casefold() in other.casefold() for other in names)
    ]


def name_feed_authors(fields: Fields) -> str | None:
    """Name the authors of a feed, who are the authors of entries that name none (RFC 4287 §4.1.1).

    An address is a mailbox of the publisher's, nobody's name.
    """
    names = name_authors(fields)
    return None if names is None or "@" in names else names


def _last_author(fields: Fields) -> str | None:
    author = clip(get(fields, "author"), MAX_NAME_CHARS).strip()
    if "@" in author:
        named = _without_address(author)
        if named or author.split() == [author]:
            return named or author
    people = listed(get(fields, "authors"))
    name = _name(people[-1], with_address=False) if people else None
    return name or author or clip_or_none(get(fields, "googleplay_author"), MAX_NAME_CHARS)


def _name(person: object, *, with_address: bool = True) -> str | None:
    if not isinstance(person, dict):
        return None
    name = clip_or_none(get(person, "name"), MAX_NAME_CHARS)
    return name or (clip_or_none(get(person, "email"), MAX_NAME_CHARS) if with_address else None)


def _without_address(author: str) -> str | None:
    """Give the name of `address (name)`, `name <address>` or `name (mailto:address)`."""
    if author.endswith(">"):
        name, _, address = author[:-1].rpartition("<")
        return name.strip() if _is_address(address) else None
    if not author.endswith(")"):
        return None
    address, _, name = author[:-1].partition("(")
    if not _is_address(address.strip()):
        name, _, address = author[:-1].rpartition("(")
    return name.strip() if _is_address(address.strip().removeprefix("mailto:")) else None


def _is_address(text: str) -> bool:
    return "@" in text and text.split() == [text]
