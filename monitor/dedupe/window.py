"""Keep the stories of the last days, and place each article that comes.

Pure. An index in memory, made again from stored signatures after a restart: `Stories` takes
articles one by one, in their order, and says of each beside which other one it belongs, and why.
What it knows of an article are its signature and its place; texts are not kept.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self

from monitor.dedupe.agency import find_agency
from monitor.dedupe.choice import OPENED, Choice
from monitor.dedupe.copying import find_copied, find_titled
from monitor.dedupe.event import weigh
from monitor.dedupe.joining import find_told
from monitor.dedupe.keys import KeyIndex
from monitor.dedupe.prints import PrintIndex
from monitor.dedupe.reading import read
from monitor.dedupe.shelf import OWN, Kept, Shelf
from monitor.dedupe.signature import pack, unpack, unpack_keys, unpack_prints, unpack_title
from monitor.model import ArticleId, PlacedBy, Placement, Standing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from monitor.dedupe.event import Bulk, Weighed
    from monitor.dedupe.keying import Group
    from monitor.dedupe.reading import Reading
    from monitor.dedupe.signature import Signature
    from monitor.model import Article, Remembered

#: What was forgotten is taken out for good when it is as much as what is kept.
_LEAST_FORGOTTEN = 1_000


class Stories:
    """The window of articles that another one may belong to."""

    def __init__(self) -> None:
        self._shelf = Shelf()
        self._prints = PrintIndex()
        self._keys = KeyIndex()

    @classmethod
    def restore(cls, rows: Iterable[Remembered]) -> Self:
        """Make the window again from what the store kept, the oldest first."""
        stories = cls()
        known: dict[int, int] = {}
        for row in rows:
            signature = unpack(row.signature)
            kept = Kept(
                article_id=row.article_id,
                told=signature.told or row.first_seen_at.timestamp(),
                seen=row.first_seen_at.timestamp(),
                family=row.family,
                language=row.language,
                copy_of=row.copy_of or OWN,
                packed=row.signature,
            )
            bulk = weigh(signature, stories._keys.weigher(row.language)).bulk
            place = stories._put(kept, bulk, known.get(row.story_id), signature)
            known.setdefault(row.story_id, stories._shelf.story_of(place))
        return stories

    def place(self, article: Article) -> Placement:
        """Say where an article belongs, and keep it there.

        When it cannot be placed, nothing of it is kept: the window stays as it was.
        """
        if self._shelf.place_of(article.id) is not None:
            return self.place_again(article)
        reading = read(article)
        rarity = self._keys.weigher(article.language)
        mine = weigh(reading.signature, rarity)
        choice = self._choose(reading, mine, rarity)
        kept = _keep(article, reading, choice.copy_of)
        placement = self._tell(article, reading, choice, kept.packed)
        story = None if choice.place is None else self._shelf.story_of(choice.place)
        self._put(kept, mine.bulk, story, reading.signature)
        return placement

    def place_again(self, article: Article) -> Placement:
        """Renew what is known of an article after an edit; it stays in its story.

        Nothing is renewed when that is not possible. It is a copy only of what came before it.
        """
        place = self._shelf.place_of(article.id)
        if place is None:
            return self.place(article)
        reading = read(article)
        earlier = [one for one in self._story_at(place) if one < place]
        rarity = self._keys.weigher(article.language)
        mine = weigh(reading.signature, rarity)
        choice = self._choose_among(reading, mine, earlier, rarity)
        kept = _keep(article, reading, choice.copy_of)
        placement = self._tell(article, reading, choice, kept.packed)
        self._shelf.renew(place, kept, mine.bulk)
        self._prints.add(place, reading.signature.prints)
        return placement

    def move(self, article_id: ArticleId, beside: ArticleId | None) -> bool:
        """Put an article where somebody wants it: beside another, or into a story of its own."""
        place = self._shelf.place_of(article_id)
        other = None if beside is None else self._shelf.place_of(beside)
        if place is None or (other is None) != (beside is None):
            return False
        self._shelf.move(place, None if other is None else self._shelf.story_of(other))
        return True

    def standing(self, article_id: ArticleId) -> Standing:
        """Say what the story of an article amounts to; KeyError when the article is not kept."""
        place = self._shelf.place_of(article_id)
        if place is None:
            raise KeyError(article_id)
        return _weigh([*map(self._shelf.take, self._story_at(place))])

    def members(self, article_id: ArticleId) -> tuple[ArticleId, ...]:
        """Return the articles of the story that an article is in, as they came."""
        place = self._shelf.place_of(article_id)
        places = [] if place is None else self._story_at(place)
        return tuple(map(self._shelf.id_of, places))

    def forget(self, before: datetime) -> int:
        """Drop the articles that were first seen before; returns how many."""
        forgotten = self._shelf.forget(before.timestamp())
        if self._shelf.last - len(self._shelf) > max(_LEAST_FORGOTTEN, len(self._shelf)):
            self._make_anew()
        return forgotten

    def _choose(self, reading: Reading, mine: Weighed, rarity: Callable[[Group], float]) -> Choice:
        """Find the place for a new article."""
        found = self._prints.find(reading.signature.prints)
        return (
            find_copied(self._shelf, reading, mine, found, rarity)
            or find_titled(self._shelf, self._prints, reading)
            or find_told(self._shelf, self._keys, reading, mine)
            or OPENED
        )

    def _choose_among(
        self,
        reading: Reading,
        mine: Weighed,
        earlier: list[int],
        rarity: Callable[[Group], float],
    ) -> Choice:
        """Find the likeliest neighbor among those that came into an article's story before it."""
        if not earlier:
            return OPENED
        found = [place for place in self._prints.find(reading.signature.prints) if place in earlier]
        kept = Choice(PlacedBy.SAME_EVENT, earlier[0], OWN, (), 1.0)
        return find_copied(self._shelf, reading, mine, found, rarity) or kept

    def _put(self, kept: Kept, bulk: Bulk, story: int | None, signature: Signature) -> int:
        place = self._shelf.put(kept, bulk, story)
        self._prints.add(place, signature.prints)
        self._prints.add_title(place, signature.title)
        keys = [key for group in signature.groups for key in group]
        self._keys.add(self._shelf.story_of(place), keys, kept.language, is_new=story is None)
        if self._prints.is_full:
            shelf = self._shelf
            packed = ((one, shelf.packed_at(one)) for one in shelf.living())
            signed = ((one, unpack_prints(each), unpack_title(each)) for one, each in packed)
            self._prints.grow(signed, len(shelf))
        if self._keys.is_full:
            self._file_keys_anew()
        return place

    def _file_keys_anew(self) -> None:
        shelf = self._shelf
        self._keys.grow(len(shelf))
        known: set[int] = set()
        for place in shelf.living():
            story = shelf.story_of(place)
            keys, language = unpack_keys(shelf.packed_at(place)), shelf.language_at(place)
            self._keys.add(story, keys, language, is_new=story not in known)
            known.add(story)

    def _make_anew(self) -> None:
        old = self._shelf
        self._shelf = Shelf()
        self._prints = PrintIndex()
        self._keys = KeyIndex()
        stories: dict[int, int] = {}
        for place in old.living():
            kept, story = old.take(place), old.story_of(place)
            new = self._put(kept, old.bulk_at(place), stories.get(story), unpack(kept.packed))
            stories.setdefault(story, self._shelf.story_of(new))

    def _story_at(self, place: int) -> list[int]:
        return self._shelf.members_of(self._shelf.story_of(place))

    def _tell(self, article: Article, reading: Reading, choice: Choice, packed: bytes) -> Placement:
        return Placement(
            article_id=article.id,
            reason=choice.reason,
            beside=None if choice.place is None else self._shelf.id_of(choice.place),
            copy_of=ArticleId(choice.copy_of) if choice.copy_of != OWN else None,
            shared=choice.shared,
            score=choice.score,
            agency=find_agency(article, reading.body),
            signature=packed,
        )


def _keep(article: Article, reading: Reading, copy_of: int) -> Kept:
    return Kept(
        article_id=article.id,
        told=reading.signature.told,
        seen=article.first_seen_at.timestamp(),
        family=reading.family,
        language=article.language,
        copy_of=copy_of,
        packed=pack(reading.signature),
    )


def _weigh(members: list[Kept]) -> Standing:
    """Count a story's articles and its publishers, copies of one text as one report."""
    reporters: dict[int, str] = {}
    for one in members:
        reporters.setdefault(one.copy_of or one.article_id, one.family)
    return Standing(
        articles=len(members),
        publishers=len(set(reporters.values())),
        copies=sum(one.copy_of != OWN for one in members),
        languages=tuple(dict.fromkeys(one.language for one in members if one.language)),
        first_seen_at=datetime.fromtimestamp(min(one.seen for one in members), UTC),
        last_seen_at=datetime.fromtimestamp(max(one.seen for one in members), UTC),
    )
