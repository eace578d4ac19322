"""Hold response headers to bytes that come back as they came."""

from __future__ import annotations

from monitor.outbound.response import Headers


def test_finds_a_header_in_any_case_and_keeps_every_byte() -> None:
    headers = Headers([(b"ETag", b'W/"\xe9\x80"')])

    assert headers["etag"].encode("latin-1") == b'W/"\xe9\x80"'
    assert "ETAG" in headers
    assert headers.get("missing") is None


def test_joins_repeated_headers() -> None:
    headers = Headers([(b"Cache-Control", b"public"), (b"cache-control", b"max-age=5")])

    assert headers["Cache-Control"] == "public, max-age=5"
    assert len(headers) == 1


def test_shows_names_but_no_values() -> None:
    assert "secret" not in repr(Headers([(b"Set-Cookie", b"sid=secret")]))
