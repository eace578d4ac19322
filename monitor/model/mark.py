"""Say by what an entry of a document is known again when the feed is polled next."""

from __future__ import annotations

from typing import Final, NamedTuple

_DIGEST_BYTES: Final = 8
_NAME_BYTES: Final = 4
_MARK_BYTES: Final = _DIGEST_BYTES + 2 * _NAME_BYTES


class Names(NamedTuple):
    """What an entry must not share with another for it to be understood alone, in digests."""

    #: Of the id; None when there is none.
    id: bytes | None
    #: Of the page that it leads to, or of there being none.
    page: bytes


class Mark(NamedTuple):
    """An entry as it stands in a document, in digests."""

    #: Of the entry, and of all around it that its reading depends on.
    digest: bytes
    #: Known of entries that were left out; they were read before.
    names: Names | None = None


def pack_marks(marks: tuple[Mark, ...]) -> bytes:
    """Write marks one after the other; the names must be known."""
    return b"".join(_pack(mark) for mark in marks)


def _pack(mark: Mark) -> bytes:
    if mark.names is None:
        raise ValueError("a mark without names")
    return mark.digest + (mark.names.id or bytes(_NAME_BYTES)) + mark.names.page


def unpack_marks(packed: bytes) -> tuple[Mark, ...]:
    """Read marks that were packed; what is left over at the end is nothing."""
    starts = range(0, len(packed) - _MARK_BYTES + 1, _MARK_BYTES)
    return tuple(_unpack(packed[start : start + _MARK_BYTES]) for start in starts)


def _unpack(packed: bytes) -> Mark:
    name = packed[_DIGEST_BYTES:-_NAME_BYTES]
    names = Names(id=name if any(name) else None, page=packed[-_NAME_BYTES:])
    return Mark(digest=packed[:_DIGEST_BYTES], names=names)
