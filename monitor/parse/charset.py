"""Decode a web page as a browser does.

Pure. The order of the HTML standard (https://html.spec.whatwg.org/#determining-the-character-encoding):
a byte order mark, the header, a declaration in the first kilobyte; then UTF-8 where it fits, and
what the declared language was mostly written in. Labels mean what the Encoding Standard says:
`iso-8859-1` is windows-1252, `gb2312` is GB 18030. Nothing is guessed from frequencies.
"""

from __future__ import annotations

import codecs
import re
from typing import Final

#: As in browsers, and more generous: some put scripts before it.
_DECLARED_WITHIN: Final = 4096
_BOMS: Final = ((codecs.BOM_UTF8, "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_IN_HEADER: Final = re.compile(r"charset\s*=\s*[\"']?([\w.:+-]+)", re.IGNORECASE)
_IN_PAGE: Final = re.compile(
    rb"<(?:meta\b[^>]*?\bcharset|\?xml\b[^>]*?\bencoding)\s*=\s*[\"']?\s*([\w.:+-]+)", re.IGNORECASE
)
_LANGUAGE: Final = re.compile(rb"<html\b[^>]*?\blang\s*=\s*[\"']?([a-z]{2,3})\b", re.IGNORECASE)
#: Labels that mean another encoding than Python's of that name, by the Encoding Standard.
_MEANT: Final = {
    **dict.fromkeys(
        ("ascii", "us-ascii", "iso-8859-1", "iso8859-1", "iso_8859-1", "latin1", "latin-1", "l1"),
        "cp1252",
    ),
    **dict.fromkeys(("gb2312", "gbk", "gb_2312-80", "x-gbk", "chinese"), "gb18030"),
    **dict.fromkeys(
        ("shift_jis", "shift-jis", "sjis", "x-sjis", "ms_kanji", "windows-31j"), "cp932"
    ),
    **dict.fromkeys(("euc-kr", "ks_c_5601-1987", "ksc5601", "korean", "windows-949"), "cp949"),
    **dict.fromkeys(("big5", "big5-hkscs", "x-x-big5", "cn-big5"), "big5hkscs"),
    **dict.fromkeys(("iso-8859-9", "latin5"), "cp1254"),
    **dict.fromkeys(("tis-620", "iso-8859-11", "windows-874"), "cp874"),
    # A declaration that could be read was not written in it.
    **dict.fromkeys(("utf-16", "utf-16le", "utf-16be", "utf-7"), "utf-8"),
}
#: Python knows them as encodings of text; no page is written in them.
_NEVER: Final = frozenset({"idna", "punycode", "raw_unicode_escape", "undefined", "unicode_escape"})
#: What pages without any declaration were mostly written in, by language.
CUSTOMARY_ENCODINGS: Final = {
    **dict.fromkeys(("ru", "uk", "be", "bg", "mk", "sr", "kk", "ky"), "cp1251"),
    **dict.fromkeys(("pl", "cs", "sk", "hu", "hr", "sl", "ro"), "cp1250"),
    "ja": "cp932",
    "ko": "cp949",
    "zh": "gb18030",
    "el": "cp1253",
    "tr": "cp1254",
    "he": "cp1255",
    "ar": "cp1256",
    "fa": "cp1256",
    "vi": "cp1258",
    "th": "cp874",
    **dict.fromkeys(("et", "lv", "lt"), "cp1257"),
}


def decode_page(body: bytes, content_type: str | None) -> str:
    """Give the text of a page; what cannot be read becomes a replacement character."""
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    for label in (_in_header(content_type), _in_page(body)):
        if label is not None and (named := encoding_named(label)) is not None:
            return body.decode(named, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode(_customary(body), "replace")


def _in_header(content_type: str | None) -> str | None:
    found = _IN_HEADER.search(content_type or "")
    return None if found is None else found.group(1)


def _in_page(body: bytes) -> str | None:
    found = _IN_PAGE.search(body[:_DECLARED_WITHIN])
    return None if found is None else found.group(1).decode("ascii", "replace")


def encoding_named(label: str) -> str | None:
    """Give Python's name of the encoding that a label means."""
    label = label.lower()
    try:
        found = codecs.lookup(_MEANT.get(label, label))
    except (LookupError, UnicodeError, ValueError):
        return None
    # Python also knows encodings of bytes and of text into text, such as `hex` and `rot13`.
    name = str(found.name).replace("-", "_")
    is_text = getattr(found, "_is_text_encoding", True) and name not in _NEVER
    return str(found.name) if is_text else None


def _customary(body: bytes) -> str:
    found = _LANGUAGE.search(body[:_DECLARED_WITHIN])
    language = "" if found is None else found.group(1).decode("ascii").lower()
    return CUSTOMARY_ENCODINGS.get(language, "cp1252")
