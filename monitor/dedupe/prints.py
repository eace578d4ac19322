"""Find the articles of the window that may carry the same text.

Pure. One array of places: a print names a place, and there stands the last article that has the
print. What is written over is lost, which is why many prints are filed of each article and a few
that still stand are enough; the array doubles before more than a third of a text is lost. It
takes four bytes a print where a table of lists would take a hundred.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

from monitor.dedupe.shingle import EVERY

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitor.dedupe.shingle import Prints

_FIRST_SIZE = 1 << 16
#: Prints filed of an article: all of its first words, every second of what is kept of its
#: beginning, the smallest of the rest.
_FIRST = 24
_HALF = EVERY // 2
_SAMPLE = 24
_FILED = 64
#: Articles that may be looked at for one.
_CANDIDATES = 6
#: So many filed prints in common make a candidate.
_LEAST = 3


class PrintIndex:
    """Which article showed a print last; articles are numbered from 1."""

    def __init__(self) -> None:
        self._places = array("I", bytes(4 * _FIRST_SIZE))
        self._filed = 0

    @property
    def is_full(self) -> bool:
        """Whether it should be made anew, twice as large."""
        return self._filed > len(self._places)

    def grow(self, signed: Iterable[tuple[int, Prints, int]], expected: int) -> None:
        """Make the index anew with room for so many articles."""
        size = _FIRST_SIZE
        while 2 * size < 3 * expected * _FILED:
            size *= 2
        self._places = array("I", bytes(4 * size))
        self._filed = 0
        for number, prints, title in signed:
            self.add(number, prints)
            self.add_title(number, title)

    def add(self, number: int, prints: Prints) -> None:
        """File an article."""
        places = self._places
        mask = len(places) - 1
        filed = _filed(prints)
        for value in filed:
            places[value & mask] = number
        self._filed += len(filed)

    def add_title(self, number: int, title: int) -> None:
        """File an article under the print of its title."""
        if title:
            self._places[title & (len(self._places) - 1)] = number

    def find_title(self, title: int) -> int:
        """Return the last article filed under a title, or where it would be; 0 for none."""
        return self._places[title & (len(self._places) - 1)] if title else 0

    def find(self, prints: Prints) -> list[int]:
        """Return the articles that share most of what is filed, the likeliest first."""
        places = self._places
        mask = len(places) - 1
        votes: dict[int, int] = {}
        for value in _filed(prints):
            number = places[value & mask]
            if number:
                votes[number] = votes.get(number, 0) + 1
        found = [(-count, number) for number, count in votes.items() if count >= _LEAST]
        return [number for _, number in sorted(found)[:_CANDIDATES]]


def _filed(prints: Prints) -> list[int]:
    half = [value for value in prints.head[_FIRST:] if value > _HALF]
    return [*prints.head[:_FIRST], *half, *prints.sample[:_SAMPLE]]
