"""Read documents in whatever they are really written, not in what they say."""

from __future__ import annotations

import gzip

import pytest

from monitor.errors import NotAFeed, ParseLimit
from monitor.parse import parse
from monitor.parse.unpack import MAX_UNPACKED_BYTES

URL = "https://feeds.example/all.xml"
RUSSIAN = "Паром снова ходит после шторма"
GERMAN = "Fähre nach Sturm wieder im Dienst – „endlich“"
KOREAN = "여객선 운항 재개"
JAPANESE = "フェリー運航再開"
CHINESE = "渡轮恢复通航"
GREEK = "Το πλοίο επέστρεψε"


def document(title: str, encoding: str | None = None, language: str = "") -> str:
    prolog = f"<?xml version='1.0' encoding='{encoding}'?>" if encoding else ""
    spoken = f"<language>{language}</language>" if language else ""
    return (
        f"{prolog}<rss version='2.0'><channel><title>T</title>{spoken}"
        f"<item><title>{title}</title></item></channel></rss>"
    )


def title_of(body: bytes, content_type: str | None = None) -> str:
    return parse(URL, body, content_type).entries[0].title


@pytest.mark.parametrize(
    ("title", "declared", "written", "content_type"),
    [
        pytest.param(RUSSIAN, "koi8-r", "koi8-r", None, id="as declared"),
        pytest.param(JAPANESE, "shift_jis", "cp932", None, id="Shift JIS means Microsoft's"),
        pytest.param(KOREAN, "euc-kr", "cp949", None, id="EUC-KR means Microsoft's"),
        pytest.param(CHINESE, "gb2312", "gb18030", None, id="GB 2312 means GB 18030"),
        pytest.param(JAPANESE, "iso-2022-jp", "iso-2022-jp", None, id="ASCII with escapes"),
        pytest.param(GERMAN, "iso-8859-1", "cp1252", None, id="Latin-1 means windows-1252"),
        pytest.param(GERMAN, "us-ascii", "cp1252", None, id="not ASCII"),
        pytest.param(
            RUSSIAN,
            "utf-8",
            "koi8-r",
            "text/xml; charset=koi8-r",
            id="header before prolog",
        ),
        pytest.param(RUSSIAN, None, "koi8-r", "text/xml;charset='koi8-r'", id="the header alone"),
        pytest.param(RUSSIAN, "koi8-r", "koi8-r", "text/xml; charset=none", id="no such charset"),
        pytest.param(RUSSIAN, "koi8-r", "koi8-r", "text/xml", id="text/xml is not ASCII"),
        pytest.param(RUSSIAN, "windows-1251", "utf-8", None, id="wrong prolog"),
        pytest.param(KOREAN, "iso-8859-1", "utf-8", None, id="wrong prolog, Korean"),
        pytest.param(KOREAN, "utf-8", "utf-8", "text/xml; charset=iso-8859-1", id="wrong header"),
        pytest.param(CHINESE, "gb2312", "utf-8", None, id="wrong prolog, wide label"),
        pytest.param(GERMAN, "utf-8", "cp1252", None, id="no UTF-8 at all"),
        pytest.param(RUSSIAN, "utf-8", "cp1251", None, id="no UTF-8 but Russian"),
        pytest.param(RUSSIAN, None, "koi8-r", None, id="undeclared KOI8-R"),
        pytest.param(RUSSIAN, None, "cp1251", None, id="undeclared windows-1251"),
        pytest.param(GERMAN, "utf-7", "utf-8", None, id="never UTF-7"),
        pytest.param(GERMAN, "rot13", "utf-8", None, id="no encoding of letters"),
        pytest.param(GERMAN, "utf-16", "utf-8", None, id="cannot be UTF-16"),
        pytest.param(GERMAN, "utf-8", "utf-16", None, id="UTF-16 with a mark"),
        pytest.param(GERMAN, "utf-8", "utf-8-sig", None, id="UTF-8 with a mark"),
        pytest.param(GERMAN, "utf-16", "utf-16-le", None, id="little UTF-16 without a mark"),
        pytest.param(GERMAN, None, "utf-16-be", None, id="big UTF-16 without a mark"),
        pytest.param(GERMAN, "utf-8", "utf-32", None, id="UTF-32"),
    ],
)
def test_finds_out_how_a_document_is_written(
    title: str, declared: str | None, written: str, content_type: str | None
) -> None:
    body = document(title, declared).encode(written)

    assert title_of(body, content_type) == title


@pytest.mark.parametrize(
    ("language", "encoding", "title"),
    [("el", "cp1253", GREEK), ("ja", "cp932", JAPANESE), ("ko", "cp949", KOREAN)],
)
def test_without_a_declaration_the_language_tells(language: str, encoding: str, title: str) -> None:
    assert title_of(document(title, language=language).encode(encoding)) == title


def test_never_reads_utf_7() -> None:
    body = document("+ADw-script+AD4-", "utf-7").encode()

    assert title_of(body, "text/xml; charset=utf-7") == "+ADw-script+AD4-"


def test_a_few_bad_bytes_cost_a_letter_each() -> None:
    body = document(RUSSIAN * 3 + "@@").encode().replace(b"@@", b"\x93")

    feed = parse(URL, body, None)

    assert feed.entries[0].title == RUSSIAN * 3 + "\ufffd"
    assert feed.flaw is not None
    assert "bytes that are no letters" in feed.flaw


def test_takes_away_what_no_document_may_contain() -> None:
    body = document("a\x00b\x08c\x0bd\x1be\uffff").encode()

    feed = parse(URL, body, None)

    assert feed.entries[0].title == "abcde"
    assert feed.flaw == "control characters"


def test_turns_windows_quotes_into_letters() -> None:
    assert title_of(document("it&#146;s\x85 so").encode()) == "it\u2019s\u2026 so"


@pytest.mark.parametrize(
    ("before", "flaw"),
    [
        ("\n\n  ", None),
        ("\ufeff\n", None),
        ("<!-- cached -->\n", None),
        ("<br />\n<b>Warning</b>: mysql_connect() in /srv/x.php on line 3<br />\n", "text before"),
        ("HTTP/1.1 200 OK\r\n\r\n", "text before"),
        ("1f4a\r\n", "text before"),
    ],
)
def test_passes_over_what_stands_before_the_document(before: str, flaw: str | None) -> None:
    body = (before + document(GERMAN, "utf-8")).encode()

    feed = parse(URL, body, "text/xml; charset=utf-8")

    assert feed.entries[0].title == GERMAN
    assert (feed.flaw is None) if flaw is None else feed.flaw is not None and flaw in feed.flaw


def test_unpacks_what_came_packed_without_saying_so() -> None:
    assert title_of(gzip.compress(document(GERMAN).encode())) == GERMAN


def test_reads_what_arrived_of_a_packed_document() -> None:
    many = "".join(f"<item><title>Entry {number}</title></item>" for number in range(2000))
    packed = gzip.compress(document(GERMAN).replace("</channel>", f"{many}</channel>").encode())

    feed = parse(URL, packed[: len(packed) // 2], None)

    assert feed.entries[0].title == GERMAN
    assert feed.flaw is not None


def test_stops_unpacking_at_the_limit() -> None:
    bomb = gzip.compress(b" " * (MAX_UNPACKED_BYTES + 1), mtime=0)

    with pytest.raises(ParseLimit):
        parse(URL, bomb, None)


@pytest.mark.parametrize(
    "body",
    [b"\x1f\x8b", b"\x1f\x8b broken", gzip.compress(gzip.compress(b"<rss/>", mtime=0), mtime=0)],
)
def test_broken_and_twice_packed_documents_are_no_feeds(body: bytes) -> None:
    with pytest.raises(NotAFeed):
        parse(URL, body, None)
