"""Keep the stories of the last days, and place each article that comes.

Pure. An index in memory, made again from stored signatures after a restart: `Stories` takes
articles one by one, in their order, and says of each beside which other one it belongs, and why.
What it knows of an article are its signature and its place; texts are not kept.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple, Self

from monitor.dedupe.agency import find_agency
from monitor.dedupe.event import compare_events, share_facts, weigh
from monitor.dedupe.keys import KeyIndex
from monitor.dedupe.likeness import Likeness, compare
from monitor.dedupe.prints import PrintIndex
from monitor.dedupe.reading import read
from monitor.dedupe.shelf import OWN, Kept, Shelf
from monitor.dedupe.shingle import show_passages
from monitor.dedupe.signature import Signature, pack, unpack, unpack_keys, unpack_prints
from monitor.model import ArticleId, PlacedBy, Placement, Standing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitor.dedupe.event import Bulk, Weighed
    from monitor.dedupe.reading import Reading
    from monitor.model import Article, Remembered

#: What was forgotten is taken out for good when it is as much as what is kept.
_LEAST_FORGOTTEN = 1_000


#: Stories that are compared with an article, and articles of each.
_CANDIDATES = 6
_LOOKED_AT = 4
#: So far must two articles tell the same to tell one event.
_SAME_EVENT = 0.28
#: A copy of which so much is another's text needs no further proof; of a lesser one places, names
#: and numbers are so far the same.
_WHOLE, _ALIKE = 0.85, 0.5
_DAY = 86_400
#: A story is open for so long after its last article, and fades before.
_FRESH, _OPEN = 2 * _DAY, 5 * _DAY


def _fade(gap: float) -> float:
    """Weigh the time since a story's nearest article."""
    if gap >= _OPEN:
        return 0.0
    return 1.0 if gap <= _FRESH else 1.0 - 0.5 * (gap - _FRESH) / (_OPEN - _FRESH)


class _Choice(NamedTuple):
    """Beside which article another one belongs, and why."""

    reason: PlacedBy
    place: int | None
    copy_of: int
    shared: tuple[str, ...]
    score: float


_OPENED = _Choice(PlacedBy.OPENED, None, OWN, (), 1.0)


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
        """Say where an article belongs, and keep it there."""
        if self._shelf.place_of(article.id) is not None:
            return self.place_again(article)
        reading = read(article)
        mine = weigh(reading.signature, self._keys.weigher(article.language))
        choice = self._choose(reading, mine, article.language)
        kept = _keep(article, reading, choice.copy_of)
        beside = choice.place
        story = None if beside is None else self._shelf.story_of(beside)
        self._put(kept, mine.bulk, story, reading.signature)
        return self._tell(article, reading, choice, kept.packed)

    def place_again(self, article: Article) -> Placement:
        """Renew what is known of an article after an edit; it stays in its story."""
        place = self._shelf.place_of(article.id)
        if place is None:
            return self.place(article)
        reading = read(article)
        others = [one for one in self._story_at(place) if one != place]
        mine = weigh(reading.signature, self._keys.weigher(article.language))
        choice = self._choose_among(reading, mine, others)
        kept = _keep(article, reading, choice.copy_of)
        self._shelf.renew(place, kept, mine.bulk)
        self._prints.add(place, reading.signature.prints)
        return self._tell(article, reading, choice, kept.packed)

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

    def _choose(self, reading: Reading, mine: Weighed, language: str | None) -> _Choice:
        """Find the place for a new article."""
        found = self._prints.find(reading.signature.prints)
        return (
            self._choose_copy(reading, mine, found)
            or self._choose_event(reading.signature, mine, language)
            or _OPENED
        )

    def _choose_event(
        self, signature: Signature, mine: Weighed, language: str | None
    ) -> _Choice | None:
        """Return the story that tells the same, near enough in time and in what it tells."""
        weighted = (
            (weight * weight, group)
            for (_, weight), group in zip(mine.weights, signature.groups, strict=True)
        )
        best = (0.0, 0)
        for story in self._keys.find(weighted, _CANDIDATES):
            best = max(best, self._compare_story(mine, signature.told, language, story))
        if best[0] < _SAME_EVENT:
            return None
        return _Choice(PlacedBy.SAME_EVENT, best[1], OWN, (), round(best[0], 3))

    def _compare_story(
        self, mine: Weighed, told: float, language: str | None, story: int
    ) -> tuple[float, int]:
        """Return how far a story tells the same, and which of its articles does most."""
        shelf = self._shelf
        members = shelf.members_of(story)
        if len(members) > _LOOKED_AT:
            members = [members[0], *members[1 - _LOOKED_AT :]]
        fade = _fade(min(abs(told - shelf.told_at(place)) for place in members))
        if not fade:
            return 0.0, 0
        scores = [
            compare_events(
                mine,
                set(unpack_keys(shelf.packed_at(place))),
                shelf.bulk_at(place),
                is_same_language=shelf.language_at(place) == language,
            )
            for place in members
        ]
        top = max(scores)
        score = (top + sum(scores) / len(scores)) / 2 * fade
        return score, members[scores.index(top)]

    def _choose_among(self, reading: Reading, mine: Weighed, others: list[int]) -> _Choice:
        """Find the likeliest neighbor in the story where an article stands already."""
        if not others:
            return _OPENED
        found = [place for place in self._prints.find(reading.signature.prints) if place in others]
        kept = _Choice(PlacedBy.SAME_EVENT, others[0], OWN, (), 1.0)
        return self._choose_copy(reading, mine, found) or kept

    def _choose_copy(
        self, reading: Reading, mine: Weighed, places: list[int]
    ) -> _Choice | None:
        """Return the article that has most of a text, if that is enough to be a copy."""
        best: tuple[Likeness, int] | None = None
        prints = reading.signature.prints
        for place in places:
            if self._shelf.story_of(place):
                other = unpack_prints(self._shelf.packed_at(place))
                likeness = compare(prints, other)
                is_better = likeness.is_copy and (best is None or likeness > best[0])
                if is_better and (likeness.share >= _WHOLE or self._is_alike(mine, place)):
                    best = (likeness, place)
        if best is None:
            return None
        likeness, place = best
        other = unpack_prints(self._shelf.packed_at(place))
        shared = show_passages(
            reading.body, min(prints.limit, other.limit), {*other.head, *other.sample}
        )
        first = self._shelf.copy_at(place) or self._shelf.id_of(place)
        return _Choice(PlacedBy.COPY, place, first, shared, round(likeness.share, 3))

    def _is_alike(self, mine: Weighed, place: int) -> bool:
        """Whether two texts of the same wording tell the same: forms are filled in anew."""
        return share_facts(mine, set(unpack_keys(self._shelf.packed_at(place)))) >= _ALIKE

    def _put(self, kept: Kept, bulk: Bulk, story: int | None, signature: Signature) -> int:
        place = self._shelf.put(kept, bulk, story)
        self._prints.add(place, signature.prints)
        keys = [key for group in signature.groups for key in group]
        self._keys.add(self._shelf.story_of(place), keys, kept.language, is_new=story is None)
        if self._prints.is_full:
            shelf = self._shelf
            living = ((one, unpack_prints(shelf.packed_at(one))) for one in shelf.living())
            self._prints.grow(living, len(shelf))
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

    def _tell(
        self, article: Article, reading: Reading, choice: _Choice, packed: bytes
    ) -> Placement:
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
        family=article.source.family or article.source.name,
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
