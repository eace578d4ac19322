"""Read plain, well-formed RSS, RDF and Atom many times faster than feedparser, or not at all.

Pure. feedparser is the parser of record: what is read here equals what it would say, field by
field, and whatever raises the least doubt is left to it: declarations of a document type,
namespaces and elements that we have no rule for. `monitor.parse.places` lists what is taken.
"""

from __future__ import annotations

import re
from typing import Any, Final, NamedTuple
from xml.parsers.expat import ExpatError, ParserCreate

from monitor.parse.bases import stand_in_for
from monitor.parse.clip import MAX_ENTRIES
from monitor.parse.decode import decode
from monitor.parse.found import own
from monitor.parse.markup import date_of, looks_like_atom
from monitor.parse.names import DoubtError
from monitor.parse.newest import take_newest
from monitor.parse.places import ROOT
from monitor.parse.reader import Reader
from monitor.parse.skim import Layout, is_separable

_BOM: Final = b"\xef\xbb\xbf"
_TEXT_BUFFER_BYTES: Final = 64 * 1024
#: A media type with no character set, or UTF-8.
_MEDIA_TYPE: Final = re.compile(
    r"[\w.+-]+/[\w.+-]+ *(?:; *(?P<charset>charset=(?:utf-?8|\"utf-?8\")) *)?;?\Z",
    re.ASCII | re.IGNORECASE,
)
_DECLARATION: Final = re.compile(
    rb"<\?xml[ \t]+version=(?:\"1\.0\"|'1\.0')(?:[ \t]+encoding=[\"'](?P<encoding>[\w-]+)[\"'])?"
    rb"(?:[ \t]+standalone=(?:\"(?:yes|no)\"|'(?:yes|no)'))?[ \t]*\?>",
    re.IGNORECASE,
)
_UTF8: Final = frozenset({"utf-8", "utf8"})
#: Others that feedparser takes at their word; their bytes are letters whatever comes.
_OTHERS: Final = frozenset({"iso-8859-1", "iso-8859-15", "windows-1252", "windows-1251"})
_FIRST_TAG: Final = re.compile(rb"<\w")


class PlainDocument(NamedTuple):
    """A document in UTF-8."""

    text: bytes
    #: What stands for its own address, as feedparser is told; empty when it is told none.
    base: str
    #: What had to be mended before it could be read.
    flaw: str | None


class Reading(NamedTuple):
    """What was read of a document in feedparser's words."""

    version: str
    feed: dict[str, Any]
    #: None for those that feedparser must read.
    entries: list[dict[str, Any] | None]
    #: Where the entries stand; None when they cannot be read one without the other.
    layout: Layout | None
    #: How many further entries the document has.
    beyond: int = 0


def open_plain(url: str, body: bytes, content_type: str | None) -> PlainDocument:
    """Bring a document into UTF-8."""
    text, flaw = _in_utf8(body, content_type), None
    if text is None:
        text, flaw = decode(body, content_type)
    return PlainDocument(text, stand_in_for(url) if looks_like_atom(text) else "", flaw)


def read_plain(document: PlainDocument) -> Reading | None:
    """Read a document if that is certain to give what feedparser gives, else give None."""
    if not _has_plain_head(document.text):
        return None
    parser = ParserCreate("utf-8", " ")
    parser.buffer_text = True
    parser.buffer_size = _TEXT_BUFFER_BYTES
    reader = Reader(parser, document.text, ROOT, document.base)
    try:
        parser.Parse(document.text, True)
    except (DoubtError, ExpatError):
        return None
    finally:
        reader.close()
    if len(reader.entries) > MAX_ENTRIES:
        return _reading_of_many(reader)
    return Reading(reader.version, reader.feed.fields, reader.entries, _layout(document, reader))


def _reading_of_many(reader: Reader) -> Reading | None:
    """Choose the newest entries; a doubtful one may be among them, or leave a trace on them."""
    if reader.has_doubts:
        return None
    entries = take_newest(reader.entries, lambda fields: date_of(own(fields)))
    beyond = reader.dropped + len(reader.entries) - len(entries)
    return Reading(reader.version, reader.feed.fields, entries, None, beyond)


def _layout(document: PlainDocument, reader: Reader) -> Layout | None:
    if not reader.spans or reader.names.are_ambiguous:
        return None
    layout = Layout(document.text, tuple(reader.spans), bool(document.base))
    return layout if is_separable(layout) else None


def _in_utf8(body: bytes, content_type: str | None) -> bytes | None:
    """Give the document in UTF-8 if it is clear how it is written."""
    media_type = _MEDIA_TYPE.match(content_type) if content_type is not None else None
    if content_type is not None and media_type is None:
        return None
    charset = None if media_type is None else media_type["charset"]
    bare = body.removeprefix(_BOM).lstrip(b" \t\r\n")
    encoding = _declared_encoding(bare)
    if encoding in _OTHERS and charset is None and not body.startswith(_BOM):
        return None if _is_utf8(body) else _decoded(body, encoding)
    if encoding is None or (encoding and encoding not in _UTF8):
        return None
    return _decoded(bare, "utf-8")


def _declared_encoding(body: bytes) -> str | None:
    """Give the declared encoding, empty when there is none, None when in doubt."""
    declaration = _DECLARATION.match(body)
    if declaration is None and not body.startswith(b"<"):
        return None
    if declaration is None and body.startswith(b"<?"):
        return None
    encoding: bytes = (declaration and declaration["encoding"]) or b""
    # feedparser heeds the last `encoding=` of the first line.
    first_line_end = body.find(b"\n") % (len(body) + 1)
    if body.count(b"encoding=", 0, first_line_end) != bool(encoding):
        return None
    return encoding.decode("ascii").lower()


def _is_utf8(body: bytes) -> bool:
    """Tell whether the declaration is wrong: what is UTF-8 does not happen to be so."""
    return not body.isascii() and _decoded(body, "utf-8") is not None


def _decoded(body: bytes, encoding: str) -> bytes | None:
    if body.isascii():
        return body
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError:
        return None
    return body if encoding == "utf-8" else text.encode("utf-8")


def _has_plain_head(body: bytes) -> bool:
    """Tell whether nothing stands before the first tag that feedparser would take away."""
    first_tag = _FIRST_TAG.search(body)
    if first_tag is None:
        return False
    head = body[: first_tag.start()]
    return b"<!DOCTYPE" not in head and b"<!ENTITY" not in head
