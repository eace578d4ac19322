"""Bring a feed document into clean UTF-8, whatever it says it is written in.

Pure. The order is: byte order mark, the header, the declaration, UTF-8, what its language was
mostly written in. But bytes that are valid UTF-8 are UTF-8, whatever a label of one byte a letter
says: such text does not happen to be valid. UTF-7 is never believed. A few bad bytes cost a
letter each, not the whole document. What no XML may contain (NUL and other control characters)
is taken away, and so is what stands before the document: feedparser would fall back to guessing.
"""

from __future__ import annotations

import codecs
import re
from typing import Final, NamedTuple

from monitor.parse.charset import CUSTOMARY_ENCODINGS, encoding_named

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: How `<` looks where a letter takes two or four bytes.
_WIDE: Final = (
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
    (b"{\x00", "utf-16-le"),
    (b"\x00{", "utf-16-be"),
)
_IN_HEADER: Final = re.compile(r"charset\s*=\s*[\"']?([\w.:+-]+)", re.IGNORECASE)
_DECLARATION: Final = re.compile(rb"\s*<\?xml\b[^>]{0,500}?\bencoding\s*=\s*[\"']([\w.:+-]+)")
_DECLARED: Final = re.compile(r"<\?xml\s[^>]*\?>")
_LANGUAGE: Final = re.compile(
    rb"<(?:dc:)?language>\s*([a-z]{2})|\bxml:lang\s*=\s*[\"']([a-z]{2})", re.IGNORECASE
)
#: Enough to tell one alphabet from another.
_SAMPLE_BYTES: Final = 256 * 1024
_LANGUAGE_WITHIN: Final = 16 * 1024
#: Not a letter of any XML 1.0 document; the delete character and C1 are left to feedparser.
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
#: What may stand before the first tag of a document, which is no remark of a web server's.
_HEAD: Final = re.compile(
    r"(?>\s+|<\?.*?\?>|<!--.*?-->)*+<(?!(?:br|b|p|div|font|pre|strong|span|script)\b)[A-Za-z!]",
    re.DOTALL | re.IGNORECASE,
)
_BEGINNING: Final = re.compile(r"<\?xml\b|<(?:rss|feed|rdf:RDF|RDF)\b")
_HEAD_WITHIN: Final = 16 * 1024
#: UTF-8 with at most one bad byte in so many letters is UTF-8.
_LETTERS_PER_FLAW: Final = 20
_PROLOG: Final = '<?xml version="1.0" encoding="utf-8"?>'


class Decoded(NamedTuple):
    """A document in UTF-8, and what was wrong with it before."""

    body: bytes
    flaw: str | None


def decode(body: bytes, content_type: str | None) -> Decoded:
    """Give a document of markup as clean UTF-8 that says so."""
    text = _text(body, content_type)
    flaws = []
    if "\ufffd" in text and b"\xef\xbf\xbd" not in body:
        flaws.append("bytes that are no letters")
    if _NOT_XML.search(text) is not None:
        text = _NOT_XML.sub("", text)
        flaws.append("control characters")
    text = text.lstrip("\ufeff \t\r\n")
    head = _HEAD.match(text)
    start = _BEGINNING.search(text, 0, _HEAD_WITHIN) if head is None else None
    if start is not None:
        text = text[start.start() :]
        flaws.append("text before the document")
        head = _HEAD.match(text)
    end = 0 if head is None else head.end()
    text = f"{_PROLOG}{_DECLARED.sub('', text[:end], count=1)}{text[end:]}"
    return Decoded(text.encode("utf-8", "replace"), ", ".join(flaws) or None)


def in_ascii_superset(start: bytes) -> bytes:
    """Give the beginning of a document in an encoding in which markup looks like markup."""
    encoding = _evident(start)
    if encoding is None or encoding == "utf-8":
        return start
    return start.decode(encoding, "replace").encode("utf-8", "replace")


def _evident(body: bytes) -> str | None:
    """Give the encoding that the first bytes prove."""
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return encoding
    return next((encoding for mark, encoding in _WIDE if body.startswith(mark)), None)


def _text(body: bytes, content_type: str | None) -> str:
    evident = _evident(body)
    if evident is not None and evident != "utf-8":
        return body.decode(evident, "replace")
    if body.isascii():
        return _stateful(body, content_type) or body.decode("ascii")
    if (text := _strictly(body, "utf-8")) is not None and not _is_wide(body, content_type):
        return text
    for encoding in _labels(body, content_type):
        text = _utf8_mostly(body) if encoding == "utf-8" else _strictly(body, encoding)
        if text is not None:
            return text
    if (text := _utf8_mostly(body)) is not None:
        return text
    return body.decode(_customary(body), "replace")


def _labels(body: bytes, content_type: str | None) -> list[str]:
    header = _IN_HEADER.search(content_type or "")
    declared = _DECLARATION.match(body)
    labels = [] if header is None else [header[1]]
    if declared is not None:
        labels.append(declared[1].decode("ascii", "replace"))
    return [encoding for label in labels if (encoding := encoding_named(label)) is not None]


def _stateful(body: bytes, content_type: str | None) -> str | None:
    """Some encodings write everything in ASCII, with escapes."""
    for encoding in _labels(body, content_type):
        if encoding.startswith(("iso2022", "hz")):
            return _strictly(body, encoding)
    return None


def _is_wide(body: bytes, content_type: str | None) -> bool:
    """Tell whether a label of two bytes a letter fits as well: so do a few letters by chance.

    Chinese, Japanese and Korean take three bytes in UTF-8, which begin with others.
    """
    encoding = next(iter(_labels(body, content_type)), "utf-8")
    if not encoding.startswith(("gb", "big5", "cp9", "euc", "shift")):
        return False
    leads = body.translate(None, _ASCII_AND_TAILS)
    is_short = len(leads) < _LETTERS_PER_FLAW and max(leads) < _FIRST_OF_THREE
    return is_short and _strictly(body, encoding) is not None


_FIRST_OF_THREE: Final = 0xE0


def _strictly(body: bytes, encoding: str) -> str | None:
    try:
        return body.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _utf8_mostly(body: bytes) -> str | None:
    """Decode UTF-8 with few flaws: a text that was cut in a letter, one pasted wrong quote."""
    text = body.decode("utf-8", "replace")
    flaws = text.count("\ufffd")
    letters = len(body.translate(None, _ASCII_AND_TAILS))
    return text if letters >= flaws * _LETTERS_PER_FLAW else None


#: All that is left of UTF-8 without these is one byte for each letter beyond ASCII.
_ASCII_AND_TAILS: Final = bytes(range(0xC0))


def _customary(body: bytes) -> str:
    found = _LANGUAGE.search(body[:_LANGUAGE_WITHIN])
    language = "" if found is None else (found[1] or found[2]).decode("ascii").lower()
    encoding = CUSTOMARY_ENCODINGS.get(language, "")
    if (not encoding and _is_cyrillic(body)) or encoding == "cp1251":
        return _cyrillic(body)
    return encoding or "cp1252"


def _is_cyrillic(body: bytes) -> bool:
    """Tell words of letters beyond ASCII from words with an accent here and there."""
    sample = body[:_SAMPLE_BYTES]
    letters = len(sample.translate(None, _ASCII_AND_TAILS))
    words = len(_HIGH_RUN.findall(sample))
    return words > 0 and letters / words > _ACCENTS_IN_A_ROW


#: Hardly a word in Latin letters has more of them, on average.
_ACCENTS_IN_A_ROW: Final = 3
_HIGH_RUN: Final = re.compile(rb"[\xc0-\xff]+")


def _cyrillic(body: bytes) -> str:
    """Small letters are the common ones; windows-1251 and KOI8-R keep them apart."""
    upper_half = len(body) - len(body.translate(None, bytes(range(0xE0, 0x100))))
    lower_half = len(body) - len(body.translate(None, bytes(range(0xC0, 0xE0))))
    return "cp1251" if upper_half >= lower_half else "koi8-r"
