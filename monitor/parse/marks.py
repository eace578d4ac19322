"""Tell the entries of a document that stand as they stood before from the others.

Pure. A mark is a digest of an entry as it stands, and of all that its reading depends on outside
of it. Marks are for us only: whoever keeps them need not know what is in them.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, Final

from monitor.model import Mark, unpack_marks

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: To be raised when the same entry is to be read in another way than before.
_READING: Final = b"2"
_DIGEST_BYTES: Final = 8


def mark_entries(entries: Iterable[bytes], *context: str | bytes) -> tuple[Mark, ...]:
    """Give a mark of each entry in its context."""
    state = blake2b(_READING, digest_size=32)
    for part in context:
        raw = part.encode("utf-8", "replace") if isinstance(part, str) else part
        state.update(len(raw).to_bytes(8, "big") + raw)
    key = state.digest()
    digests = (blake2b(entry, digest_size=_DIGEST_BYTES, key=key).digest() for entry in entries)
    return tuple(Mark(digest=digest) for digest in digests)


class KnownMarks:
    """The marks of a document that was read before."""

    __slots__ = ("_by_digest",)

    def __init__(self, packed: bytes) -> None:
        self._by_digest = {mark.digest: mark for mark in unpack_marks(packed)}

    def recognize(self, found: Sequence[Mark]) -> tuple[Mark, ...]:
        """Give for each mark the one that is known, if any, with the names of its entry."""
        return tuple(self._by_digest.get(mark.digest, mark) for mark in found)
