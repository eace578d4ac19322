"""Find the article whose text another one carries.

Pure. Candidates share some prints; a copy shares most of a text, and then also tells the same:
forms that are filled in anew (quakes, closing prices) have the wording in common and not the
places and numbers. What a publisher writes under all its articles is no text of theirs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.dedupe.choice import Choice
from monitor.dedupe.event import share_facts
from monitor.dedupe.likeness import Likeness, compare, leave_out
from monitor.dedupe.shingle import show_passages
from monitor.dedupe.signature import unpack_prints, unpack_title
from monitor.model import PlacedBy

if TYPE_CHECKING:
    from monitor.dedupe.event import Weighed
    from monitor.dedupe.prints import PrintIndex
    from monitor.dedupe.reading import Reading
    from monitor.dedupe.shelf import Shelf
    from monitor.dedupe.shingle import Prints

#: A copy of which so much is another's text needs no further proof; of a lesser one places and
#: numbers are so far the same.
WHOLE, ALIKE = 0.85, 0.5
#: No other article needs to be looked at for a better one.
EQUAL = 0.97
#: An equal title says so much for two days: `Parliament votes on budget` comes again.
TITLE_SECONDS = 2 * 86_400


def find_copied(shelf: Shelf, reading: Reading, mine: Weighed, places: list[int]) -> Choice | None:
    """Return the article that has most of a text, if that is enough to be a copy."""
    best: tuple[Likeness, int] | None = None
    prints = reading.signature.prints
    for place in places:
        if best is not None and best[0].share >= EQUAL:
            break
        if shelf.story_of(place):
            likeness = _compare_texts(shelf, prints, reading.family, place)
            is_better = likeness.is_copy and (best is None or likeness > best[0])
            if is_better and (likeness.share >= WHOLE or _is_alike(shelf, mine, place)):
                best = (likeness, place)
    if best is None:
        return None
    likeness, place = best
    other = unpack_prints(shelf.packed_at(place))
    shared = show_passages(
        reading.body, min(prints.limit, other.limit), {*other.head, *other.sample}
    )
    return _copy(shelf, place, shared, likeness.share)


def find_titled(shelf: Shelf, index: PrintIndex, reading: Reading) -> Choice | None:
    """Return the article of the same title, where one of the two has nothing but a title."""
    signature = reading.signature
    place = index.find_title(signature.title)
    if not place or not shelf.story_of(place):
        return None
    packed = shelf.packed_at(place)
    is_bare = not (signature.prints.total and unpack_prints(packed).total)
    is_near = abs(signature.told - shelf.told_at(place)) <= TITLE_SECONDS
    is_same = unpack_title(packed) == signature.title and is_bare and is_near
    return _copy(shelf, place, (reading.title,), 1.0) if is_same else None


def _copy(shelf: Shelf, place: int, shared: tuple[str, ...], share: float) -> Choice:
    first = shelf.copy_at(place) or shelf.id_of(place)
    return Choice(PlacedBy.COPY, place, first, shared, round(share, 3))


def _compare_texts(shelf: Shelf, prints: Prints, family: str, place: int) -> Likeness:
    """Compare two texts; what a publisher writes under all its articles does not count."""
    other = unpack_prints(shelf.packed_at(place))
    likeness = compare(prints, other)
    if not likeness.is_copy or shelf.family_at(place) != family:
        return likeness
    common = _find_set_phrases(shelf, family, place)
    return compare(leave_out(prints, common), leave_out(other, common))


def _find_set_phrases(shelf: Shelf, family: str, place: int) -> set[int]:
    """Return the prints of what several of a publisher's last articles have, but one."""
    title = unpack_title(shelf.packed_at(place))
    seen: set[int] = set()
    common: set[int] = set()
    for one in shelf.latest_of(family):
        packed = shelf.packed_at(one)
        if one != place and (not title or unpack_title(packed) != title):
            prints = unpack_prints(packed)
            kept = {*prints.head, *prints.sample}
            common |= seen & kept
            seen |= kept
    return common


def _is_alike(shelf: Shelf, mine: Weighed, place: int) -> bool:
    """Whether two texts of the same wording tell the same: forms are filled in anew."""
    return share_facts(mine, shelf.keys_at(place)) >= ALIKE
