"""Pack what an article is known by into a few hundred bytes, and unpack it.

Pure. All that the window needs to know of an article after a restart: when it was told, the prints
of its text and the keys of what it tells. The first byte says how the rest is to be read; a
signature of another version is no signature, and its article is taken as one without text.
"""

from __future__ import annotations

import struct
import sys
from array import array
from typing import TYPE_CHECKING, NamedTuple

from monitor.dedupe.shingle import EVERY, Prints

if TYPE_CHECKING:
    from monitor.dedupe.keying import Group

VERSION = 1
#: Version, seconds, title, limit of the sample, number of prints, lengths of the lists.
_HEADER = struct.Struct("<BqIIHBBBB")
_MOST_TOTAL = 0xFFFF


class Signature(NamedTuple):
    """What an article is known by."""

    #: When it was told, in seconds.
    told: int
    #: Print of the title; 0 where there is none that says enough.
    title: int
    prints: Prints
    #: Keys of places, names, numbers and words (monitor.dedupe.features).
    groups: tuple[Group, ...]
    #: How many groups are from the title and the first sentences.
    leading: int


NOTHING = Signature(0, 0, Prints((), (), EVERY, 0), (), 0)


def pack(signature: Signature) -> bytes:
    """Write a signature into bytes."""
    told, title, prints, groups, leading = signature
    header = _HEADER.pack(
        VERSION,
        told,
        title,
        prints.limit,
        min(prints.total, _MOST_TOTAL),
        len(prints.head),
        len(prints.sample),
        len(groups),
        leading,
    )
    keys = [key for group in groups for key in group]
    numbers = _swap(array("I", (*prints.head, *prints.sample, *keys)))
    return header + numbers.tobytes() + bytes(map(len, groups))


def unpack(packed: bytes) -> Signature:
    """Read what `pack` wrote; what it did not write is an article without text."""
    if not _is_whole(packed):
        return NOTHING
    _, told, title, _, _, heads, samples, count, leading = _HEADER.unpack_from(packed)
    numbers = _read(packed, heads + samples, len(packed) - count)
    groups: list[Group] = []
    place = 0
    for size in packed[len(packed) - count :]:
        groups.append(tuple(numbers[place : place + size]))
        place += size
    return Signature(told, title, unpack_prints(packed), tuple(groups), leading)


def unpack_prints(packed: bytes) -> Prints:
    """Read the prints of a whole signature alone."""
    _, _, _, limit, total, heads, samples, _, _ = _HEADER.unpack_from(packed)
    numbers = _read(packed, 0, _HEADER.size + 4 * (heads + samples))
    return Prints(tuple(numbers[:heads]), tuple(numbers[heads:]), limit, total)


def unpack_title(packed: bytes) -> int:
    """Read the print of the title alone."""
    return int(_HEADER.unpack_from(packed)[2])


def unpack_keys(packed: bytes) -> array[int]:
    """Read the keys of a whole signature alone."""
    _, _, _, _, _, heads, samples, count, _ = _HEADER.unpack_from(packed)
    return _read(packed, heads + samples, len(packed) - count)


def _is_whole(packed: bytes) -> bool:
    if len(packed) < _HEADER.size or packed[0] != VERSION:
        return False
    _, _, _, _, _, heads, samples, count, _ = _HEADER.unpack_from(packed)
    keys: int = sum(packed[len(packed) - count :])
    return bool(len(packed) == _HEADER.size + 4 * (heads + samples + keys) + count)


def _read(packed: bytes, first: int, end: int) -> array[int]:
    numbers = array("I")
    numbers.frombytes(packed[_HEADER.size + 4 * first : end])
    return _swap(numbers)


def _swap(numbers: array[int]) -> array[int]:
    """Turn between this machine's order of bytes and the one that is stored."""
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers
