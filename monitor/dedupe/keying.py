"""Say what a key is: a number that stands for one thing that an article tells.

Pure. The last three bits say what kind of thing it is, the others are a hash of it.
"""

from __future__ import annotations

from enum import IntEnum
from zlib import crc32


class Kind(IntEnum):
    """What a key stands for."""

    COUNTRY = 0
    CITY = 1
    #: A name between alphabets.
    NAME = 2
    #: A name between an alphabet and another script, or between two of those.
    SOUND = 3
    NUMBER = 4
    #: A word within a language.
    WORD = 5
    #: What kind of thing happened.
    MATTER = 6
    #: A sound so short that many names share it.
    FAINT = 7


#: Keys of which one in common is enough; the first says of what kind they are.
Group = tuple[int, ...]

#: The bits of a key that say its kind.
KIND = 7


def make_key(kind: Kind, text: str) -> int:
    """Return a key of 32 bits, the same in every process."""
    return crc32(text.encode("utf-8", "surrogatepass")) & ~KIND | kind
