"""Hold the body reader to its cap and to the codings that were offered."""

from __future__ import annotations

import gzip
import zlib
from typing import TYPE_CHECKING

import pytest

from monitor.outbound.body import BrokenCoding, OverLimit, read_body, read_start

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

TEXT = b"<rss>" + b"an article; " * 2000 + b"</rss>"


async def pieces_of(data: bytes, size: int) -> AsyncIterator[bytes]:
    for at in range(0, len(data), size):
        yield data[at : at + size]


def raw_deflate(data: bytes) -> bytes:
    deflater = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return deflater.compress(data) + deflater.flush()


@pytest.mark.parametrize("size", [1, 2, 7, 100_000])
@pytest.mark.parametrize(
    ("coding", "data"),
    [
        ("", TEXT),
        ("identity", TEXT),
        ("UTF-8", TEXT),
        ("gzip", gzip.compress(TEXT)),
        (" GZip ", gzip.compress(TEXT)),
        ("x-gzip", gzip.compress(TEXT)),
        ("gzip", gzip.compress(TEXT[:500]) + gzip.compress(TEXT[500:])),
        ("gzip", gzip.compress(TEXT) + b"\0" * 40),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", raw_deflate(TEXT)),
    ],
    ids=["none", "identity", "utf-8", "gzip", "GZip", "x-gzip", "members", "padded", "zlib", "raw"],
)
async def test_decodes_a_body_however_it_is_cut(coding: str, data: bytes, size: int) -> None:
    body = await read_body(pieces_of(data, size), coding=coding, limit=len(TEXT))

    assert body == TEXT


@pytest.mark.parametrize(
    ("coding", "data"),
    [
        ("", TEXT),
        ("gzip", gzip.compress(TEXT)),
        ("gzip", gzip.compress(TEXT[:500]) + gzip.compress(TEXT[500:])),
        ("deflate", zlib.compress(TEXT)),
    ],
)
async def test_stops_one_byte_over_the_limit(coding: str, data: bytes) -> None:
    with pytest.raises(OverLimit):
        await read_body(pieces_of(data, 4096), coding=coding, limit=len(TEXT) - 1)


@pytest.mark.parametrize(
    "coding", ["br", "zstd", "compress", "gzip, gzip", "gzip,deflate", "br, gzip", "chunked"]
)
async def test_refuses_a_coding_that_was_not_offered(coding: str) -> None:
    with pytest.raises(BrokenCoding):
        await read_body(pieces_of(TEXT, 4096), coding=coding, limit=len(TEXT))


@pytest.mark.parametrize(
    ("coding", "data"),
    [
        ("gzip", TEXT),
        ("gzip", gzip.compress(TEXT)[:-9]),
        ("gzip", gzip.compress(TEXT)[:20]),
        ("deflate", zlib.compress(TEXT)[:50]),
        ("deflate", b"\xff\xff\xff\xff"),
    ],
    ids=["not gzip", "no trailer", "head only", "cut", "garbage"],
)
async def test_refuses_a_damaged_body_rather_than_half_of_it(coding: str, data: bytes) -> None:
    with pytest.raises(BrokenCoding):
        await read_body(pieces_of(data, 64), coding=coding, limit=len(TEXT))


async def test_an_empty_body_is_empty_in_any_coding() -> None:
    assert await read_body(pieces_of(b"", 1), coding="gzip", limit=10) == b""


@pytest.mark.parametrize(
    ("coding", "data", "start"),
    [
        ("", TEXT, TEXT[:100]),
        ("gzip", gzip.compress(TEXT), TEXT[:100]),
        ("gzip", b"no gzip", b""),
        ("br", TEXT, b""),
    ],
)
async def test_reads_the_start_of_an_error_page_without_complaint(
    coding: str, data: bytes, start: bytes
) -> None:
    assert await read_start(pieces_of(data, 4096), coding=coding, limit=100) == start
