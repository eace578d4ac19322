"""Find the stories of the window that tell some of the same, and weigh how rare that is.

Pure. A key names a shelf of a few places, where stand the last stories that have it; how many
stories had it is counted. Keys share shelves now and then, and a common key remembers its last
stories only: what is found are candidates, and a story is told by several keys. Time and memory
for an article are the same however many are kept.
"""

from __future__ import annotations

from array import array
from math import log
from typing import TYPE_CHECKING

from monitor.dedupe.keying import KIND, Kind, make_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from monitor.dedupe.keying import Group

#: Stories that a key remembers.
_DEPTH = 8
_FIRST_SIZE = 1 << 16
#: Shelves for each article that is kept.
_PER_ARTICLE = 8
#: A window with few stories knows little about what is rare; it is taken for one of so many.
_ASSUMED = 500
#: The same for what is known of one language.
_ASSUMED_OF_LANGUAGE = 50
#: Logarithms of one more than the place, looked up far faster than they are taken.
_LOGGED = 4096
_LOGS = tuple(log(number + 1) for number in range(_LOGGED))
_SPOKEN = frozenset((Kind.NAME, Kind.SOUND, Kind.FAINT, Kind.WORD))
#: Keys of more stories than this share are no trace of any.
_COMMON = 0.01
#: Groups by which stories are looked for, the most telling first.
_TELLING = 28
#: Stories that share less than this part of what the likeliest one shares are not looked at.
_WORTH = 0.2
_LEAST_COMMON = 50


class _Tongues(dict[str | None, int]):
    """Keys that stand for languages."""

    def __missing__(self, language: str | None) -> int:
        self[language] = make_key(Kind.WORD, f"language {language}")
        return self[language]


_TONGUES = _Tongues()


class KeyIndex:
    """Which stories had a key last, and how many had it."""

    def __init__(self) -> None:
        self._filed = 0
        self._stories = 0
        self._make(_FIRST_SIZE)

    def _make(self, size: int) -> None:
        self._shelves = array("I", bytes(4 * size * _DEPTH))
        self._counts = array("I", bytes(4 * size))
        self._spoken = array("I", bytes(4 * size))
        self._mask = size - 1

    @property
    def is_full(self) -> bool:
        """Whether it should be made anew, with more shelves."""
        return self._filed > self._mask // _PER_ARTICLE + 1

    def grow(self, expected: int) -> None:
        """Empty the index and make room for so many articles."""
        size = _FIRST_SIZE
        while 2 * size < 3 * expected * _PER_ARTICLE:
            size *= 2
        self._make(size)
        self._filed = self._stories = 0

    def add(self, story: int, keys: Iterable[int], language: str | None, *, is_new: bool) -> None:
        """File an article's keys under its story."""
        self._filed += 1
        self._stories += is_new
        shelves, counts, spoken, mask = self._shelves, self._counts, self._spoken, self._mask
        tongue = _TONGUES[language]
        for key in (tongue, *keys):
            shelf = (key >> 3) & mask
            start = shelf * _DEPTH
            if story not in shelves[start : start + _DEPTH]:
                shelves[start + counts[shelf] % _DEPTH] = story
                counts[shelf] += 1
                spoken[((key ^ tongue) >> 3) & mask] += 1

    def weigher(self, language: str | None) -> Callable[[Group], float]:
        """Return what says how much a group of keys tells in a text of this language.

        The fewer stories have a key, the more it tells; of names and words it counts also how
        many of the stories told in this language have it, for some of what looks like a name is
        a word that the language writes so.
        """
        counts, spoken, mask = self._counts, self._spoken, self._mask
        tongue = _TONGUES[language]
        everywhere = log(self._stories + _ASSUMED)
        here = log(counts[(tongue >> 3) & mask] + _ASSUMED_OF_LANGUAGE)

        def weigh(group: Group) -> float:
            first = group[0]
            if len(group) == 1:
                seen = counts[(first >> 3) & mask]
                said = spoken[((first ^ tongue) >> 3) & mask]
            else:
                seen = max([counts[(key >> 3) & mask] for key in group])
                said = max([spoken[((key ^ tongue) >> 3) & mask] for key in group])
            rarity = everywhere - (_LOGS[seen] if seen < _LOGGED else log(seen + 1))
            if said and first & KIND in _SPOKEN:
                rarity *= 1 - min(1.0, (_LOGS[said] if said < _LOGGED else log(said + 1)) / here)
            return max(rarity, 0.0)

        return weigh

    def find(self, weighted: Iterable[tuple[float, Group]], most: int) -> list[int]:
        """Return the stories that share most of some groups of keys, the likeliest first."""
        shelves, counts, mask = self._shelves, self._counts, self._mask
        common = max(_LEAST_COMMON, int(self._stories * _COMMON))
        found: dict[int, float] = {}
        for weight, keys in sorted(weighted, reverse=True)[:_TELLING]:
            here: set[int] = set()
            for key in keys:
                shelf = (key >> 3) & mask
                if counts[shelf] <= common:
                    here.update(shelves[shelf * _DEPTH : (shelf + 1) * _DEPTH])
            for story in here:
                found[story] = found.get(story, 0.0) + weight
        found.pop(0, None)
        least = max(found.values(), default=0.0) * _WORTH
        ranked = sorted((-each, -story) for story, each in found.items() if each >= least)
        return [-story for _, story in ranked[:most]]
