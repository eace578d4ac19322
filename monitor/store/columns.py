"""Translate the values of the model into columns and back.

Pure. One type for instants, one for spans, one for digests, one for text from outside:
what a column holds is decided here once, the same on every database.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import JSON, BigInteger, DateTime, LargeBinary, Text, TypeDecorator

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Dialect

DIGEST_BYTES = 16


def digest_of(*parts: str) -> str:
    """Give 32 hex digits that stand for these parts.

    Stored rows are found by it, so it must never change; it is therefore kept here and not
    shared with the digests of text.
    """
    state = hashlib.blake2b(digest_size=DIGEST_BYTES)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        state.update(len(data).to_bytes(8, "big"))
        state.update(data)
    return state.hexdigest()


class Instant(TypeDecorator[datetime]):
    """An aware instant in UTC. A naive one is refused: nobody could say when it was."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the library's signature
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"an instant without a time zone: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Span(TypeDecorator[timedelta]):
    """A span of time, kept as milliseconds."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: timedelta | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        return None if value is None else round(value / timedelta(milliseconds=1))

    def process_result_value(self, value: int | None, dialect: Dialect) -> timedelta | None:  # noqa: ARG002
        return None if value is None else timedelta(milliseconds=value)


class Digest(TypeDecorator[str]):
    """A digest of 32 hex digits, kept as 16 bytes: half the size in every index."""

    impl = LargeBinary(DIGEST_BYTES)
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:  # noqa: ARG002
        if value is None:
            return None
        data = bytes.fromhex(value)
        if len(data) != DIGEST_BYTES:
            raise ValueError(f"not a digest of 32 hex digits: {value!r}")
        return data

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else value.hex()


class ForeignText(TypeDecorator[str]):
    """Text that somebody else wrote.

    NUL and lone surrogates, which no database takes, are replaced: one hostile entry must
    not spoil the transaction that carries fifty polls.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else storable(value)


class Strings(TypeDecorator[tuple[str, ...]]):
    """A few strings in order."""

    impl = JSON
    cache_ok = True

    def process_bind_param(
        self,
        value: Iterable[str] | None,
        dialect: Dialect,  # noqa: ARG002
    ) -> list[str] | None:
        return None if value is None else [storable(text) for text in value]

    def process_result_value(
        self,
        value: list[str] | None,
        dialect: Dialect,  # noqa: ARG002
    ) -> tuple[str, ...] | None:
        return None if value is None else tuple(value)


def storable(text: str) -> str:
    """Replace what no database takes."""
    if "\0" in text:
        text = text.replace("\0", "\N{REPLACEMENT CHARACTER}")
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text
