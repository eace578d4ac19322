"""Hold canonical URLs and keys to what must be so for any text."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.errors import ParseError
from monitor.model import Entry, ParsedFeed
from monitor.normalize import canonicalize, normalize
from monitor.parse import parse

NOW = datetime(2026, 11, 5, 12, 0, tzinfo=UTC)

hosts = st.from_regex(r"\A(?:[a-z0-9]{1,8}\.){1,3}[a-z]{2,6}\Z")
paths = st.text(alphabet="abcAZ09/._~%-éß北!$&'()*+,;=:@ ", max_size=40)
queries = st.text(alphabet="abcAZ09=&%+-_.é北;utm", max_size=40)
urls = st.builds(
    lambda scheme, host, path, query, fragment: f"{scheme}://{host}/{path}?{query}#{fragment}",
    st.sampled_from(["http", "https", "HTTPS"]),
    hosts,
    paths,
    queries,
    st.text(alphabet="abc!/%", max_size=8),
)
short_texts = st.text(max_size=60)
dates = st.none() | st.datetimes(timezones=st.just(UTC))
entries = st.builds(
    Entry,
    id=st.none() | st.sampled_from(["1", "2", "3"]),
    link=st.none() | urls | short_texts,
    title=short_texts,
    summary=short_texts,
    content=short_texts,
    author=st.none() | short_texts,
    categories=st.lists(short_texts, max_size=3).map(tuple),
    published_at=dates,
    updated_at=dates,
    language=st.none() | short_texts,
)


@given(urls)
def test_a_canonical_url_is_its_own_canonical_url(url: str) -> None:
    canonical = canonicalize(url)

    assert canonical is not None
    assert canonicalize(canonical) == canonical


@given(urls, st.sampled_from(["utm_source=a", "fbclid=b", "utm_campaign=c&gclid=d"]))
def test_tracking_never_makes_another_page(url: str, tracking: str) -> None:
    bare, hash_sign, fragment = url.partition("#")

    assert canonicalize(f"{bare}&{tracking}{hash_sign}{fragment}") == canonicalize(url)


@given(st.text(max_size=200))
def test_any_text_has_a_canonical_url_or_none(text: str) -> None:
    canonical = canonicalize(text)

    assert canonical is None or canonical.startswith(("http://", "https://"))


@settings(deadline=None)  # the first call loads the language detector
@given(st.lists(entries, max_size=6))
def test_any_entries_make_drafts_with_keys_of_their_own(found: list[Entry]) -> None:
    parsed = ParsedFeed(format="x", title=None, link=None, language=None, entries=tuple(found))

    document = normalize(parsed, feed_url="https://f.example/", now=NOW, default_language=None)

    keys = [draft.key for draft in document.drafts]
    assert len(keys) == len(set(keys))
    assert all(draft.title for draft in document.drafts)
    assert all(
        draft.url is None or draft.url.startswith(("http", "HTTP")) for draft in document.drafts
    )


@settings(deadline=None)  # the first call loads the language detector
@given(st.lists(entries, max_size=6))
def test_the_same_document_gives_the_same_drafts(found: list[Entry]) -> None:
    parsed = ParsedFeed(format="x", title=None, link=None, language=None, entries=tuple(found))

    first, second = (
        normalize(parsed, feed_url="https://f.example/", now=NOW, default_language=None)
        for _ in range(2)
    )

    assert first == second


PIECES = [
    b"<rss version='2.0'>", b"<channel>", b"<item>", b"</item>", b"<title>", b"</title>",
    b"<link>", b"<guid>", b"<![CDATA[", b"]]>", b"<!--", b"&amp;", b"&#x0;", b"&bogus;", b"text",
    b"<feed xmlns='http://www.w3.org/2005/Atom'>", b"<entry>", b"<content type='xhtml'>", b"<div>",
    b"<pubDate>Thu, 05 Nov 2026 08:00:00 GMT</pubDate>", b"\xff", b"\x00",
    b"{", b'"items":', b"[", b"]", b"}",
]  # fmt: skip


@settings(deadline=None)  # the first call loads the language detector
@given(st.lists(st.sampled_from(PIECES), max_size=40).map(b"".join))
def test_no_bytes_raise_anything_but_a_parse_error(body: bytes) -> None:
    try:
        parsed = parse("https://f.example/", body, None)
    except ParseError:
        return

    document = normalize(parsed, feed_url="https://f.example/", now=NOW, default_language=None)

    assert len(document.drafts) <= len(parsed.entries)
