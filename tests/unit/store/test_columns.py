"""Columns: what goes in comes out, and what cannot be meant is refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy.engine.default import DefaultDialect

from monitor.store.columns import Digest, Instant, Span, Strings, digest_of, storable

DIALECT = DefaultDialect()
NOON = datetime(2026, 11, 24, 12, 0, 0, 123456, tzinfo=UTC)


def test_an_instant_is_kept_in_utc_whatever_its_zone() -> None:
    in_seoul = NOON.astimezone(timezone(timedelta(hours=9)))

    stored = Instant().process_bind_param(in_seoul, DIALECT)

    assert stored is not None
    assert (stored, stored.tzinfo) == (NOON, UTC)


@pytest.mark.parametrize(
    "given", [NOON.replace(tzinfo=None), NOON, NOON.astimezone(timezone(timedelta(hours=-5)))]
)
def test_an_instant_comes_back_aware_and_in_utc(given: datetime) -> None:
    read = Instant().process_result_value(given, DIALECT)

    assert read is not None
    assert (read, read.tzinfo) == (NOON, UTC)


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a time zone"):
        Instant().process_bind_param(NOON.replace(tzinfo=None), DIALECT)


@pytest.mark.parametrize("span", [timedelta(0), timedelta(days=400, milliseconds=1)])
def test_a_span_comes_back_as_it_went_in(span: timedelta) -> None:
    column = Span()

    assert column.process_result_value(column.process_bind_param(span, DIALECT), DIALECT) == span


def test_a_digest_takes_sixteen_bytes() -> None:
    digest = digest_of("https://times.example/")
    column = Digest()

    stored = column.process_bind_param(digest, DIALECT)

    assert stored is not None
    assert len(stored) == 16
    assert column.process_result_value(stored, DIALECT) == digest


@pytest.mark.parametrize("given", ["", "ab", "x" * 32, "ab" * 17])
def test_what_is_no_digest_is_refused(given: str) -> None:
    with pytest.raises(ValueError, match=r"digest|hexadecimal"):
        Digest().process_bind_param(given, DIALECT)


@pytest.mark.parametrize("column", [Instant(), Span(), Digest(), Strings()])
def test_nothing_stays_nothing(column: Instant | Span | Digest | Strings) -> None:
    assert column.process_bind_param(None, DIALECT) is None
    assert column.process_result_value(None, DIALECT) is None


def test_a_digest_never_changes() -> None:
    assert digest_of("https://times.example/") == "2e879109ddcf41fffe3be515a7d19662"


def test_a_digest_tells_where_one_part_ends() -> None:
    assert len({digest_of("ab", "c"), digest_of("a", "bc"), digest_of("abc"), digest_of()}) == 4


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("plain", "plain"),
        ("쇼이구", "쇼이구"),
        ("a\0b", "a\N{REPLACEMENT CHARACTER}b"),
        ("a\udfffb", "a?b"),
    ],
)
def test_what_no_database_takes_is_replaced(given: str, kept: str) -> None:
    assert storable(given) == kept
