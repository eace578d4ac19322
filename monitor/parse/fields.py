"""Collect the fields of a feed or an entry by feedparser's rules.

Pure. What is here repeats what feedparser 6 does, oddities included, for the elements that the
fast path takes: which of two titles wins, that an id stands in for a missing link, that a second
description is a content.
"""

from __future__ import annotations

import re
from typing import Any, Final

from feedparser.mixin import _cp1252

from monitor.parse.clip import MAX_CATEGORIES, MAX_NAME_CHARS
from monitor.parse.names import DoubtError

#: What feedparser would turn into other characters.
_C1: Final = re.compile("[\x80-\x9f]")
_C1_BYTES: Final = re.compile(b"\xc2[\x80-\x9f]")
_C1_REFERENCE: Final = re.compile(rb"&#(?:0*1[2-5]|[xX]0*[89])")
_ADDRESS: Final = re.compile(
    r"(([a-zA-Z0-9\_\-\.\+]+)@((\[[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.)|(([a-zA-Z0-9\-]+\.)+))"
    r"([a-zA-Z]{2,4}|[0-9]{1,3})(\]?))(\?subject=\S+)?"
)


class Holder:
    """The fields of the feed, of an entry or of an entry's source, as feedparser names them."""

    __slots__ = ("_depths", "fields", "is_entry")

    def __init__(self, *, is_entry: bool) -> None:
        self.is_entry = is_entry
        self.fields: dict[str, Any] = {}
        self._depths: dict[str, int] = {}

    def put(self, name: str, value: str, depth: int) -> None:
        """Keep a text: in an entry the least nested one, else the last one."""
        if self.is_entry:
            if depth > self._depths.get(name, depth):
                return
            self._depths[name] = depth
        self.fields[name] = value

    def put_detailed(self, name: str, value: str, depth: int, detail: dict[str, Any]) -> None:
        """Keep a text with its type and language; the last detail stays, however nested."""
        self.put(name, value, depth)
        self.fields[f"{name}_detail"] = detail

    def add_content(self, value: str, detail: dict[str, Any]) -> None:
        """Keep a content, and let it stand in for a missing summary."""
        if self.is_entry:
            detail["value"] = value
            self.fields.setdefault("content", []).append(detail)
        else:
            self.fields["content"] = value
        self.fields.setdefault("summary", value)

    def add_tag(self, term: str | None, scheme: str | None, label: str | None) -> None:
        """Keep a category once."""
        tags = self.fields.setdefault("tags", [])
        if not (term or scheme or label):
            return
        if len(tags) > MAX_CATEGORIES:
            raise DoubtError("categories")
        tag = {"term": term, "scheme": scheme, "label": label}
        if tag not in tags:
            tags.append(tag)

    def name_tag(self, value: str) -> None:
        """Take an element's text as its category's name, unless an attribute gave one."""
        if value:
            tags = self.fields["tags"]
            if tags and not tags[-1]["term"]:
                tags[-1]["term"] = value
            else:
                self.add_tag(value, None, None)

    def open_author(self) -> None:
        """Expect a further author."""
        self.fields.setdefault("authors", []).append({})

    def put_in_author(self, name: str, value: str) -> None:
        """Keep what a child of an author element says."""
        self.fields.setdefault("author_detail", {})[name] = value
        self.sync_author()
        self.fields["authors"][-1][name] = value

    def put_in_last_author(self, name: str, value: str) -> None:
        """Keep what a podcast says of its owner, whom feedparser takes for the last author."""
        if self.fields.get("authors"):
            self.sync_author()
        self.fields.setdefault("authors", [{}])[-1][name] = value

    def sync_author(self) -> None:
        """Tell name and address of the last author apart, or write them as one."""
        detail = self.fields["authors"][-1]
        if detail:
            name, email = detail.get("name"), detail.get("email")
            if name or email:
                self.fields["author"] = f"{name} ({email})" if name and email else name or email
            return
        author, email = self.fields.get("author"), None
        if not author:
            return
        if "@" in author:
            author, email = _split_author(author)
        if author or email:
            self.fields.setdefault("author_detail", detail)
        if author:
            detail["name"] = author
        if email:
            detail["email"] = email


def _split_author(author: str) -> tuple[str, str | None]:
    if len(author) > MAX_NAME_CHARS:
        raise DoubtError("author")
    found = _ADDRESS.search(author)
    if found is None:
        return author, None
    author = author.replace(found.group(0), "")
    author = author.replace("()", "").replace("<>", "").replace("&lt;&gt;", "").strip()
    if author and author[0] == "(":
        author = author[1:]
    if author and author[-1] == ")":
        author = author[:-1]
    return author.strip(), found.group(0)


def mend(text: str) -> str:
    """Undo UTF-8 that was taken for Latin-1 and encoded again, as feedparser does.

    Where it finds letters that only Windows has, it takes them for those.
    """
    text = mend_plain(text)
    return text if text.isascii() or _C1.search(text) is None else text.translate(_cp1252)


def mend_plain(text: str) -> str:
    """As `mend`, for a text of a document in which `may_hold_windows_letters` found none."""
    if text.isascii():
        return text
    try:
        text = text.encode("iso-8859-1").decode("utf-8")
    except UnicodeError:
        return text
    return text.translate(_cp1252)


def may_hold_windows_letters(document: bytes) -> bool:
    """Tell whether any text of a document in UTF-8 could hold letters that only Windows has."""
    if b"\xc2" in document and _C1_BYTES.search(document) is not None:
        return True
    return _C1_REFERENCE.search(document) is not None
