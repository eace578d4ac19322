"""Hold a document without its known entries to the whole one: of the others both say the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.errors import ParseError
from monitor.model import pack_marks, unpack_marks
from monitor.parse import parse
from monitor.pipeline import read_document
from tests.support.plainfeeds import atom, made_up, rdf, rss

if TYPE_CHECKING:
    from collections.abc import Collection

    from monitor.model import Document

ROOT = Path(__file__).parents[3]
OURS = ROOT / "tests" / "data" / "feeds"
OTHERS = ROOT.parent / "shared" / "data" / "feeds"
URL = "https://feeds.example/news/all.xml"
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
#: Documents of which a part says something else than the whole, with the reason.
EXCEPTIONS: dict[str, str] = {}


def read(body: bytes, known_marks: bytes = b"") -> Document:
    return read_document(
        URL,
        body,
        content_type="application/xml",
        now=NOW,
        default_language=None,
        known_marks=known_marks,
    )


def known_but_for(whole: Document, unknown: Collection[int]) -> bytes:
    marks = unpack_marks(whole.marks)
    return pack_marks(tuple(mark for number, mark in enumerate(marks) if number not in unknown))


def splits(count: int) -> list[set[int]]:
    """All known, all but the first, all but the last, all but three, all but one unknown."""
    spread = {count // 4, count // 2, 3 * count // 4}
    return [set(), {0}, {count - 1}, spread, set(range(count)) - {count // 2}]


def check_split(body: bytes, whole: Document, unknown: Collection[int]) -> int:
    """Hold a document of which all but some entries are known to the whole one."""
    known = known_but_for(whole, unknown)

    document = read(body, known)

    by_key = {draft.key: draft for draft in whole.drafts}
    assert [by_key.get(draft.key) for draft in document.drafts] == list(document.drafts)
    assert len(whole.drafts) - len(document.drafts) <= document.left_out
    assert replace(document, drafts=whole.drafts, left_out=0) == whole
    return document.left_out


def check_entries(body: bytes, whole: Document, unknown: Collection[int]) -> None:
    """Hold the entries that are read of such a document to those of the whole one."""
    known = known_but_for(whole, unknown)
    known_digests = {mark.digest for mark in unpack_marks(known)}
    entries = parse(URL, body, "application/xml").entries

    feed = parse(URL, body, "application/xml", known_marks=known)

    expected = tuple(
        entry
        for entry, mark in zip(entries, unpack_marks(whole.marks), strict=True)
        if mark.digest not in known_digests
    )
    assert feed.entries == (expected if feed.left_out else entries)


@pytest.mark.parametrize("folder", [OURS, OTHERS], ids=["ours", "others"])
def test_a_part_of_every_document_at_hand_says_what_the_whole_says(folder: Path) -> None:
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    if folder == OTHERS and not paths:
        pytest.skip("the documents of other projects are not beside this repository")
    marked = cut = 0

    for path in paths:
        body = path.read_bytes()
        try:
            whole = read(body)
        except ParseError:
            continue
        count = len(unpack_marks(whole.marks))
        # Most of these documents have one entry: there is one thing to try.
        for unknown in splits(count) if count > 1 else [set()][:count]:
            if path.name not in EXCEPTIONS:
                cut += check_split(body, whole, unknown) > 0
                check_entries(body, whole, unknown)
        marked += count > 0

    assert marked >= (1_300 if folder == OTHERS else 8)
    assert cut >= marked


@settings(max_examples=200, deadline=None)
@given(body=made_up, chosen=st.integers(0, 7))
def test_a_part_of_made_up_documents_says_what_the_whole_says(body: bytes, chosen: int) -> None:
    try:
        whole = read(body)
    except ParseError:
        return
    unknown = {number for number in range(3) if chosen >> number & 1}

    check_split(body, whole, unknown)
    if whole.marks:
        check_entries(body, whole, unknown)


NEWS = [
    f"<item><title>Story {number}</title><link>https://n.example/{number}</link>"
    f"<guid>n-{number}</guid><description>Text {number}</description></item>"
    for number in range(5)
]


def test_reads_nothing_when_only_the_date_of_the_feed_changed() -> None:
    before = rss(f"<lastBuildDate>Mon, 02 Nov 2026 06:30:00 GMT</lastBuildDate>{''.join(NEWS)}")
    after = before.replace(b"Mon, 02 Nov", b"Tue, 03 Nov")

    document = read(after, read(before).marks)

    assert (document.drafts, document.left_out) == ((), 5)
    assert (document.title, document.format) == ("T", "rss20")
    assert document.marks == read(after).marks


@pytest.mark.parametrize("make", [rss, rdf], ids=["RSS", "RDF"])
def test_reads_only_the_entry_that_is_new(make: object) -> None:
    assert callable(make)
    before, after = make("".join(NEWS[1:])), make("".join(NEWS))

    document = read(after, read(before).marks)

    assert [draft.title for draft in document.drafts] == ["Story 0"]
    assert document.left_out == 4


def test_reads_an_entry_again_when_its_text_was_edited() -> None:
    before = rss("".join(NEWS))
    after = before.replace(b"Text 3", b"Text 3, corrected")

    document = read(after, read(before).marks)

    assert [draft.summary for draft in document.drafts] == ["Text 3, corrected"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(
            b"<title>T</title>", b"<title>T</title><language>de</language>", id="language"
        ),
        pytest.param(b'version="2.0"', b'version="2.0" xml:lang="de"', id="xml:lang"),
        pytest.param(b"<title>T</title>", b"<title>T</title><link>https://m.x/</link>", id="link"),
        pytest.param(b"https://own.example/ns", b"https://own.example/other", id="namespace"),
    ],
)
def test_reads_all_again_when_what_they_depend_on_changed(old: bytes, new: bytes) -> None:
    before = rss("".join(NEWS))

    document = read(before.replace(old, new, 1), read(before).marks)

    assert document.left_out == 0
    assert len(document.drafts) == 5


@pytest.mark.parametrize(
    "entry",
    [
        pytest.param("<item><guid>n-3</guid><title>Other</title></item>", id="its id"),
        pytest.param(
            "<item><link>https://n.example/3?utm_source=x</link><guid>m</guid></item>",
            id="its page",
        ),
    ],
)
def test_reads_all_when_a_new_entry_shares_with_a_known_one(entry: str) -> None:
    before = rss("".join(NEWS))
    after = rss(entry + "".join(NEWS))

    document = read(after, read(before).marks)

    assert document == read(after)


def test_reads_all_when_two_new_entries_share_an_id() -> None:
    twins = "".join(f"<item><guid>t</guid><link>https://t.x/{n}</link></item>" for n in range(2))
    after = rss(twins + "".join(NEWS))

    assert read(after, read(rss("".join(NEWS))).marks) == read(after)


def test_reads_all_when_a_document_has_grown_too_long() -> None:
    many = [f"<item><guid>{number}</guid></item>" for number in range(2_001)]
    known = read(rss("".join(many[1:]))).marks

    document = read(rss("".join(many)), known)

    assert known
    assert document == read(rss("".join(many)))
    assert (document.left_out, document.marks, document.beyond) == (0, b"", 1)


def test_entries_without_an_id_are_left_out_too() -> None:
    entries = [entry.replace("guid>", "own:a>") for entry in NEWS]

    document = read(rss("".join(entries)), read(rss("".join(entries[1:]))).marks)

    assert [draft.title for draft in document.drafts] == ["Story 0"]
    assert document.left_out == 4


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(rss("".join(NEWS))[:-20], id="cut short"),
        pytest.param(b"<!DOCTYPE rss>" + rss("".join(NEWS)), id="document type"),
        pytest.param(rss(f"{''.join(NEWS)}<title>U</title>"), id="a title after the entries"),
        pytest.param(rss(f"<body>x</body>{''.join(NEWS)}"), id="a content of the feed"),
        pytest.param(rss(f"<item base='/b'/>{''.join(NEWS)}"), id="a base that outlives it"),
        pytest.param(
            rss(f"<item xml:lang='de'><title><div/></title></item>{''.join(NEWS)}"),
            id="a language that outlives it",
        ),
        pytest.param(
            rss(f"<item><content type='xhtml'><title>x</title></content></item>{''.join(NEWS)}"),
            id="a title in markup",
        ),
        pytest.param(rss(f"<item><item/></item>{''.join(NEWS)}"), id="entries in entries"),
        pytest.param(
            rss("<item><a:b xmlns:a='urn:x'/></item><item><c:b xmlns:c='urn:x'/></item>"),
            id="two prefixes for one namespace",
        ),
        pytest.param(rss(""), id="no entries"),
        pytest.param(rss("<item/>" * 2001), id="too many entries"),
    ],
)
def test_marks_nothing_that_cannot_be_taken_apart(body: bytes) -> None:
    assert read(body).marks == b""


@pytest.mark.parametrize(
    "addition",
    [
        pytest.param(f"<item><title><![CDATA[{NEWS[2]}]]></title></item>", id="in CDATA"),
        pytest.param(f"<!-- {NEWS[2]} -->", id="in a comment"),
        pytest.param(f"<?x {NEWS[2]} ?>", id="in an instruction"),
        pytest.param(f"<item>{NEWS[2]}</item>", id="in an entry"),
        pytest.param(f"<own:a>{NEWS[2]}</own:a>", id="in something else"),
        pytest.param(f"<item><title>a &nbsp; b</title></item>{NEWS[2]}", id="after an error"),
        pytest.param(f"<item><own:a></item>{NEWS[2]}", id="in an element without end"),
        pytest.param(f"{NEWS[2]}<items/>", id="before what looks like one"),
        pytest.param(f"<item/>{NEWS[2]}", id="after an empty one"),
        pytest.param(f"<entry/>{NEWS[2]}", id="after another kind"),
    ],
)
def test_a_known_entry_is_left_out_only_where_it_is_one(addition: str) -> None:
    known = read(rss("".join(NEWS))).marks
    body = rss(f"{NEWS[0]}{addition}{NEWS[1]}")
    whole = read(body)

    document = read(body, known)

    by_key = {draft.key: draft for draft in whole.drafts}
    assert all(by_key[draft.key] == draft for draft in document.drafts)
    assert len(whole.drafts) - len(document.drafts) <= document.left_out
    assert (document.format, document.flaw) == (whole.format, whole.flaw)


def test_leaves_out_entries_of_atom_with_bases() -> None:
    entries = [
        f'<entry xml:base="/{n}/"><id>a-{n}</id><link href="x"/><content type="xhtml">'
        f'<div xmlns="http://www.w3.org/1999/xhtml">{n}</div></content></entry>'
        for n in range(4)
    ]

    document = read(atom("".join(entries)), read(atom("".join(entries[1:]))).marks)

    assert [draft.url for draft in document.drafts] == ["https://feeds.example/0/x"]
    assert document.left_out == 3


def test_entries_with_ids_but_no_page_are_left_out_too() -> None:
    entries = [
        f"<item><title>S{n}</title><guid isPermaLink='false'>{n}</guid></item>" for n in "abc"
    ]

    document = read(rss("".join(entries)), read(rss("".join(entries[1:]))).marks)

    assert document.left_out == 2


def test_strange_marks_are_no_marks() -> None:
    body = rss("".join(NEWS))

    assert read(body, b"\x00" * 37) == read(body)
