"""Keep what the window knows of its articles: columns of numbers, and their signatures.

Pure. An article has a place, counted from 1; a story is the list of its places. Columns are arrays:
a hundred thousand articles as objects would take three times the memory. What is forgotten is
emptied at once and gone when the shelf is made anew.
"""

from __future__ import annotations

from array import array
from bisect import insort
from typing import TYPE_CHECKING, NamedTuple

from monitor.dedupe.event import Bulk
from monitor.dedupe.signature import unpack_keys
from monitor.model import ArticleId

if TYPE_CHECKING:
    from collections.abc import Iterator

#: A text of its own.
OWN = 0
#: Articles of a publisher by which its set phrases are known.
_LATEST = 8
#: Articles whose keys are at hand: those of the stories of the hour.
_AT_HAND = 3_000


class Kept(NamedTuple):
    """An article of the window."""

    article_id: ArticleId
    #: When it was told and when it was seen, in seconds.
    told: float
    seen: float
    family: str
    language: str | None
    #: The first article with its text, or OWN.
    copy_of: int
    packed: bytes


class Shelf:
    """The articles of the window by place, by number and by story."""

    def __init__(self) -> None:
        self._ids = array("q", [0])
        self._told = array("d", [0.0])
        self._seen = array("d", [0.0])
        self._copies = array("q", [0])
        self._bulks = array("f", [0.0] * 4)
        self._stories = array("I", [0])
        self._families = array("I", [0])
        self._languages = array("I", [0])
        self._packed: list[bytes] = [b""]
        self._keys: dict[int, frozenset[int]] = {}
        self._names: list[str | None] = [None]
        self._numbers: dict[str | None, int] = {None: 0}
        self._places: dict[int, int] = {}
        #: A story of one article is that one's place alone.
        self._members: dict[int, list[int] | int] = {}
        self._latest: dict[int, list[int]] = {}
        self._next_story = 1
        self._oldest = 1

    def __len__(self) -> int:
        return len(self._places)

    @property
    def last(self) -> int:
        """The highest place ever given."""
        return len(self._ids) - 1

    def put(self, kept: Kept, bulk: Bulk, story: int | None) -> int:
        """Keep an article in a story, or in one of its own; returns its place."""
        place = len(self._ids)
        self._ids.append(kept.article_id)
        self._told.append(kept.told)
        self._seen.append(kept.seen)
        self._copies.append(kept.copy_of)
        self._bulks.extend(bulk)
        self._families.append(self._number(kept.family))
        self._languages.append(self._number(kept.language))
        self._packed.append(kept.packed)
        if story is None:
            story = self._next_story
            self._next_story += 1
        self._stories.append(story)
        self._join(place, story)
        self._places[kept.article_id] = place
        latest = self._latest.setdefault(self._families[place], [])
        latest.append(place)
        del latest[:-_LATEST]
        return place

    def take(self, place: int) -> Kept:
        """Return what is kept at a place."""
        return Kept(
            ArticleId(self._ids[place]),
            self._told[place],
            self._seen[place],
            self._names[self._families[place]] or "",
            self._names[self._languages[place]],
            self._copies[place],
            self._packed[place],
        )

    def renew(self, place: int, kept: Kept, bulk: Bulk) -> None:
        """Put another signature in an article's place."""
        self._told[place] = kept.told
        self._copies[place] = kept.copy_of
        self._packed[place] = kept.packed
        self._keys.pop(place, None)
        self._bulks[4 * place : 4 * place + 4] = array("f", bulk)

    def move(self, place: int, story: int | None) -> None:
        """Put an article into another story, or into one of its own."""
        self._leave(place)
        if story is None:
            story = self._next_story
            self._next_story += 1
        self._stories[place] = story
        self._join(place, story)

    def place_of(self, article_id: int) -> int | None:
        """Return where an article stands."""
        return self._places.get(article_id)

    def id_of(self, place: int) -> ArticleId:
        return ArticleId(self._ids[place])

    def story_of(self, place: int) -> int:
        """Return the story of a place; 0 when what stood there is forgotten."""
        return self._stories[place]

    def members_of(self, story: int) -> list[int]:
        """Return the places of a story, rising."""
        members = self._members[story]
        return [members] if isinstance(members, int) else members

    def packed_at(self, place: int) -> bytes:
        return self._packed[place]

    def family_at(self, place: int) -> str:
        return self._names[self._families[place]] or ""

    def latest_of(self, family: str) -> list[int]:
        """Return the last articles of a publisher that are not forgotten."""
        latest = self._latest.get(self._numbers.get(family, -1), [])
        return [place for place in latest if self._stories[place]]

    def keys_at(self, place: int) -> frozenset[int]:
        """Return what an article tells; those asked for lately are at hand."""
        keys = self._keys.get(place)
        if keys is None:
            keys = frozenset(unpack_keys(self._packed[place]))
            if len(self._keys) >= _AT_HAND:
                self._keys.clear()
            self._keys[place] = keys
        return keys

    def told_at(self, place: int) -> float:
        return self._told[place]

    def bulk_at(self, place: int) -> Bulk:
        return Bulk(*self._bulks[4 * place : 4 * place + 4])

    def language_at(self, place: int) -> str | None:
        return self._names[self._languages[place]]

    def copy_at(self, place: int) -> int:
        return self._copies[place]

    def forget(self, before: float) -> int:
        """Empty the oldest places, up to the first that was seen later."""
        forgotten = 0
        while self._oldest < len(self._ids) and self._seen[self._oldest] < before:
            place = self._oldest
            self._oldest += 1
            if self._stories[place]:
                self._leave(place)
                self._stories[place] = 0
                self._packed[place] = b""
                del self._places[self._ids[place]]
                forgotten += 1
        return forgotten

    def living(self) -> Iterator[int]:
        """Return the places that are not forgotten, rising."""
        return (place for place in range(1, len(self._ids)) if self._stories[place])

    def _leave(self, place: int) -> None:
        story = self._stories[place]
        members = self._members[story]
        if isinstance(members, int) or members == [place]:
            del self._members[story]
        else:
            members.remove(place)

    def _join(self, place: int, story: int) -> None:
        members = self._members.get(story)
        if members is None:
            self._members[story] = place
        elif isinstance(members, int):
            self._members[story] = sorted((members, place))
        else:
            insort(members, place)

    def _number(self, name: str | None) -> int:
        number = self._numbers.get(name)
        if number is None:
            number = self._numbers[name] = len(self._names)
            self._names.append(name)
        return number
