"""Find the article whose text another one carries.

Pure. Candidates share some prints; a copy shares most of a text, and then also tells the same:
forms that are filled in anew (quakes, closing prices) have the wording in common and not the
places and numbers. What a publisher writes under all its articles is no text of theirs. Of
several the one is chosen of which most is carried, for an article may hold two others' texts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from monitor.dedupe.choice import Choice
from monitor.dedupe.event import share_facts
from monitor.dedupe.likeness import Likeness, compare, leave_out
from monitor.dedupe.shelf import OWN
from monitor.dedupe.shingle import show_passages
from monitor.dedupe.signature import unpack_prints, unpack_title
from monitor.model import ArticleId, PlacedBy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from monitor.dedupe.event import Weighed
    from monitor.dedupe.keying import Group
    from monitor.dedupe.prints import PrintIndex
    from monitor.dedupe.reading import Reading
    from monitor.dedupe.shelf import Shelf

#: A copy of which so much is another's text needs no further proof; of a lesser one places and
#: numbers are so far the same.
WHOLE, ALIKE = 0.85, 0.5
#: Of articles that have nearly as much of a text, the first publication is shown.
NEARLY = 0.9
#: Who has so much of a copy has the text that it copies; who has less may have the rest of it.
MOST = 0.6
#: Two articles of one publisher under two titles have so many prints in common, or all but a few
#: words of one of them: what is less stands under all that it publishes.
SUBSTANCE_OF_OWN = 150
#: An equal title says so much for two days: `Parliament votes on budget` comes again.
TITLE_SECONDS = 2 * 86_400


class _Found(NamedTuple):
    """An article that has a text, or some of it."""

    place: int
    likeness: Likeness


def find_copied(
    shelf: Shelf,
    reading: Reading,
    mine: Weighed,
    places: Iterable[int],
    rarity: Callable[[Group], float],
) -> Choice | None:
    """Return the article that has most of a text, if that is enough to be a copy."""
    found: dict[int, _Found] = {}
    for place in dict.fromkeys((*places, *_list_firsts(shelf, places))):
        if shelf.story_of(place):
            likeness = _compare_texts(shelf, reading, place)
            if likeness.is_copy and (
                likeness.share >= WHOLE
                or share_facts(mine.keys, shelf.keys_at(place), rarity) >= ALIKE
            ):
                found[place] = _Found(place, likeness)
    if not found:
        return None
    best = _choose(shelf, found)
    prints, other = reading.signature.prints, unpack_prints(shelf.packed_at(best.place))
    shared = show_passages(
        reading.body, min(prints.limit, other.limit), {*other.head, *other.sample}
    )
    first = _find_first(shelf, best, found)
    return Choice(PlacedBy.COPY, best.place, first, shared, round(best.likeness.share, 3))


def find_titled(shelf: Shelf, index: PrintIndex, reading: Reading) -> Choice | None:
    """Return the article of the same title, where one of the two has nothing but a title."""
    signature = reading.signature
    place = index.find_title(signature.title)
    if not place or not shelf.story_of(place):
        return None
    packed = shelf.packed_at(place)
    is_bare = not (signature.prints.total and unpack_prints(packed).total)
    is_near = abs(signature.told - shelf.told_at(place)) <= TITLE_SECONDS
    if unpack_title(packed) != signature.title or not is_bare or not is_near:
        return None
    first = shelf.copy_at(place) or shelf.id_of(place)
    return Choice(PlacedBy.COPY, place, first, (reading.title,), 1.0)


def _list_firsts(shelf: Shelf, places: Iterable[int]) -> list[int]:
    """Return where the first publications of texts stand that some articles carry."""
    firsts = [shelf.place_of(shelf.copy_at(place)) for place in places if shelf.copy_at(place)]
    return [place for place in firsts if place is not None]


def _choose(shelf: Shelf, found: dict[int, _Found]) -> _Found:
    """Choose the article of which most is carried, the first publication where many have it."""
    least = NEARLY * max(one.likeness.amount for one in found.values())
    near = [one for one in found.values() if one.likeness.amount >= least]
    return min(near, key=lambda one: (shelf.copy_at(one.place) != OWN, one.place))


def _find_first(shelf: Shelf, best: _Found, found: dict[int, _Found]) -> ArticleId:
    """Return the first publication of a text: the copied one's, unless that is another text."""
    first = shelf.copy_at(best.place)
    if first:
        total = unpack_prints(shelf.packed_at(best.place)).total
        if shelf.place_of(first) in found or best.likeness.amount >= MOST * total:
            return ArticleId(first)
    return shelf.id_of(best.place)


def _compare_texts(shelf: Shelf, reading: Reading, place: int) -> Likeness:
    """Compare two texts; what a publisher writes under all its articles does not count."""
    signature, packed = reading.signature, shelf.packed_at(place)
    prints, other = signature.prints, unpack_prints(packed)
    likeness = compare(prints, other)
    if not likeness.is_copy or shelf.family_at(place) != reading.family:
        return likeness
    common = _find_set_phrases(shelf, reading.family, place)
    prints, other = leave_out(prints, common), leave_out(other, common)
    if signature.title and signature.title == unpack_title(packed):
        return compare(prints, other)
    likeness = compare(prints, other, beginning=1)
    is_text = likeness.amount >= SUBSTANCE_OF_OWN or (likeness.begins and likeness.share >= WHOLE)
    return likeness if is_text else likeness._replace(share=0.0)


def _find_set_phrases(shelf: Shelf, family: str, place: int) -> set[int]:
    """Return the prints that an article has in common with others of its publisher.

    Articles of the same title, or the same text, have more in common than that.
    """
    packed = shelf.packed_at(place)
    title, mine = unpack_title(packed), unpack_prints(packed)
    text = shelf.copy_at(place) or shelf.id_of(place)
    kept = {*mine.head, *mine.sample}
    common: set[int] = set()
    for one in shelf.latest_of(family):
        packed = shelf.packed_at(one)
        is_same_text = text in (shelf.copy_at(one), shelf.id_of(one))
        if not is_same_text and (not title or unpack_title(packed) != title):
            prints = unpack_prints(packed)
            common |= kept.intersection((*prints.head, *prints.sample))
    return common
