"""A web page gives its article, in whatever it is written, and nothing from its margins."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from subprocess import run

import pytest

from monitor.parse import parse_page
from monitor.parse.page import MAX_TEXT_CHARS
from tests.support.webpages import make_page

URL = "https://times.example/2026/arrival"
GERMAN = "Schoigu ist am Dienstag in Pjöngjang eingetroffen, wie die „Agentur“ meldet."
RUSSIAN = "Секретарь Совета безопасности Сергей Шойгу прибыл во вторник в Пхеньян."
JAPANESE = "ロシアのショイグ安全保障会議書記が火曜日、平壌に到着したと通信社が伝えた。"
KOREAN = "세르게이 쇼이구 러시아 국가안보회의 서기가 화요일 평양에 도착했다."
CHINESE = "俄罗斯联邦安全会议秘书绍伊古星期二抵达平壤进行访问。"
ARABIC = "وصل سكرتير مجلس الأمن الروسي سيرغي شويغو يوم الثلاثاء إلى بيونغ يانغ."


def read_text(html: str | bytes, content_type: str | None = "text/html") -> str:
    body = html.encode() if isinstance(html, str) else html
    return parse_page(URL, body, content_type).text


def test_gives_the_article_without_menus_and_margins() -> None:
    page = make_page("Shoigu has arrived in Pyongyang.", "He was met at the airport.")

    text = read_text(page)

    assert text.endswith("Shoigu has arrived in Pyongyang.\nHe was met at the airport.")
    assert not any(word in text for word in ("Section", "Tehran", "Imprint"))


@pytest.mark.parametrize(
    ("language", "encoding", "label", "sentence"),
    [
        ("de", "cp1252", "iso-8859-1", GERMAN),
        ("de", "utf-8", "", GERMAN),
        ("ru", "cp1251", "windows-1251", RUSSIAN),
        ("ru", "koi8-r", "KOI8-R", RUSSIAN),
        ("ja", "cp932", "Shift_JIS", JAPANESE),
        ("ja", "euc-jp", "euc-jp", JAPANESE),
        ("ko", "utf-8", "utf-8", KOREAN),
        ("ko", "cp949", "euc-kr", KOREAN),
        ("zh", "gb18030", "gb2312", CHINESE),
        ("zh", "big5hkscs", "big5", CHINESE.replace("罗", "羅").replace("联", "聯")),
        ("ar", "cp1256", "windows-1256", ARABIC),
    ],
)
@pytest.mark.parametrize("told_by", ["header", "page"])
def test_reads_what_the_page_is_written_in(
    language: str, encoding: str, label: str, sentence: str, told_by: str
) -> None:
    readable = sentence.encode(encoding, "ignore").decode(encoding)
    charset = label if told_by == "page" else ""
    html = make_page(*[readable] * 5, language=language, charset=charset)
    header = f"text/html; charset={label}" if told_by == "header" and label else "text/html"

    page = parse_page(URL, html.encode(encoding), header)

    assert readable in page.text
    assert page.language == language


@pytest.mark.parametrize(
    ("language", "encoding", "sentence"),
    [
        ("de", "cp1252", GERMAN),
        ("ru", "cp1251", RUSSIAN),
        ("ja", "cp932", JAPANESE),
        ("ko", "cp949", KOREAN),
    ],
)
def test_a_page_that_does_not_say_is_read_as_its_language_was_mostly_written(
    language: str, encoding: str, sentence: str
) -> None:
    html = make_page(*[sentence] * 5, language=language).encode(encoding)

    assert sentence in read_text(html)


@pytest.mark.parametrize(
    "label", ["rot13", "hex", "no-such-thing", "utf-7", "idna", "punycode", "unicode_escape"]
)
def test_a_label_that_is_no_encoding_of_pages_is_not_believed(label: str) -> None:
    html = make_page(GERMAN, GERMAN, charset=label)

    assert GERMAN in read_text(html)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (
            '<meta property="article:published_time" content="2026-11-23T10:22:00+01:00">',
            datetime(2026, 11, 23, 9, 22, tzinfo=UTC),
        ),
        (
            (
                '<script type="application/ld+json">{"@type": "NewsArticle",'
                ' "datePublished": "2026-11-23T22:05:00Z"}</script>'
            ),
            datetime(2026, 11, 23, 22, 5, tzinfo=UTC),
        ),
        ('<meta name="date" content="2026-11-23">', datetime(2026, 11, 23, tzinfo=UTC)),
        ('<meta name="date" content="soon">', None),
        ("", None),
    ],
)
def test_believes_the_date_that_the_markup_states(head: str, expected: datetime | None) -> None:
    page = make_page("It happened on 3 March 2019, and again on 5 May 2020.", head=head)

    assert parse_page(URL, page.encode(), None).published_at == expected


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ('<link rel="canonical" href="/2026/visit">', "https://times.example/2026/visit"),
        ("<link href='https://other.example/x' rel='Canonical'>", "https://other.example/x"),
        ('<link rel="canonical" href="javascript:alert(1)">', None),
        ('<link rel="canonical" href="">', None),
        ('<link rel="canonical" href="http://[::1">', None),
        (f'<link rel="canonical" href="/{"x" * 3000}">', None),
        ('<link rel="alternate" href="/feed">', None),
    ],
)
def test_keeps_what_the_page_names_as_its_own_address(link: str, expected: str | None) -> None:
    page = make_page("Shoigu has arrived.", head=link)

    assert parse_page(URL, page.encode(), None).canonical_url == expected


def test_text_is_clean_as_that_of_feeds_is() -> None:
    text = read_text(make_page("Shoigu has\x07   arrived &amp; was met.", "A second paragraph."))

    assert "Shoigu has arrived & was met.\nA second paragraph." in text


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" \n",
        b"\x00\x01\x02",
        b"%PDF-1.7 \xff\xfe",
        b"\xff\xfe",
        b"<html>",
        b"<html><body><div id=app></div><script>render()</script></body></html>",
        b"plain text, and not much of it",
    ],
)
def test_what_holds_no_article_has_no_text(body: bytes) -> None:
    assert parse_page(URL, body, None).text == ""


DEEP = 100_000
HOSTILE = {
    "divisions in divisions": "<div>" * DEEP + "deep" + "</div>" * DEEP,
    "bold in bold": "<p>" + "<b>" * DEEP + "deep",
    "tables in tables": "<table><tr><td>" * 20_000 + "deep",
    "comments that do not end": "<!--" * 75_000,
    "a script of brackets": f'<script type="application/ld+json">{"[" * DEEP}</script>',
    "an endless date": "2026-11-" * 40_000,
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_hostile_pages_are_read_quickly_and_within_bounds(body: str) -> None:
    page = parse_page(URL, f"<html><body>{body}".encode(), None)

    assert len(page.text) <= MAX_TEXT_CHARS


def test_a_text_without_end_is_cut() -> None:
    html = make_page(*[f"{number} " + "word " * 2_000 for number in range(50)])

    assert MAX_TEXT_CHARS - 10_000 < len(read_text(html)) <= MAX_TEXT_CHARS


def test_the_extractor_is_not_loaded_before_the_first_page() -> None:
    program = (
        "import sys, monitor.daemon.app, monitor.cli;"
        "sys.exit(any(name in sys.modules for name in ('trafilatura', 'htmldate', 'lxml')))"
    )

    assert run([sys.executable, "-c", program], check=False).returncode == 0
