"""Say how far two articles tell the same event.

Pure. The cosine of what they tell, each group of keys weighed by its kind and by how rare it is.
Compared is what can be: words within a language, names letter by letter between alphabets and by
rough sound otherwise.
"""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, NamedTuple

from monitor.dedupe.keying import KIND, Kind
from monitor.dedupe.matter import list_matters

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitor.dedupe.keying import Group
    from monitor.dedupe.signature import Signature

#: How much a kind of key says about an event, by Kind.
WEIGHTS = (0.9, 1.0, 1.0, 0.9, 0.7, 0.35, 0.5, 0.4)
#: What is left of likeness where different kinds of things happened.
OTHER_MATTER = 0.6
#: What is left of it where it happened in other places.
OTHER_PLACE = 0.7
#: What only later paragraphs tell weighs less.
TRAILING = 0.6
#: Which sum of squares a kind belongs to.
_SUM_OF_KIND = (0, 0, 1, 2, 0, 3, 0, 2)
_PLACES = frozenset((Kind.COUNTRY, Kind.CITY))
_FACTS = frozenset((Kind.COUNTRY, Kind.CITY, Kind.NUMBER))
_SPELLED, _SOUNDED = frozenset((Kind.NAME,)), frozenset((Kind.SOUND, Kind.FAINT))


class Bulk(NamedTuple):
    """How much an article tells: sums of squares, which stand under the cosine."""

    #: Places and numbers.
    always: float
    names: float
    sounds: float
    words: float

    @property
    def is_alphabetic(self) -> bool:
        """Whether it is written in an alphabet."""
        return self.names > 0 or self.sounds == 0


class Weighed(NamedTuple):
    """What an article tells, weighed."""

    bulk: Bulk
    keys: frozenset[int]
    #: Which kinds of things happened.
    matters: frozenset[int]
    places: frozenset[int]
    #: The group of each key.
    groups: dict[int, int]
    #: Of each group: its kind, its weight.
    weights: tuple[tuple[int, float], ...]


def weigh(signature: Signature, rarity: Callable[[Group], float]) -> Weighed:
    """Weigh what an article tells by how rare it is now."""
    weights: list[tuple[int, float]] = []
    groups: dict[int, int] = {}
    sums = [0.0, 0.0, 0.0, 0.0]
    for number, group in enumerate(signature.groups):
        kind = group[0] & KIND
        weight = WEIGHTS[kind] * rarity(group)
        if number >= signature.leading:
            weight *= TRAILING
        weights.append((kind, weight))
        sums[_SUM_OF_KIND[kind]] += weight * weight
        for key in group:
            groups[key] = number
    keys = frozenset(groups)
    places = frozenset(key for key in keys if key & KIND in _PLACES)
    return Weighed(Bulk(*sums), keys, keys & list_matters(), places, groups, tuple(weights))


def share_facts(
    one: frozenset[int], other: frozenset[int], rarity: Callable[[Group], float]
) -> float:
    """Return the share of the places and numbers of one text that another has; 1 where none.

    It is looked at from the one of which more is in the other: who cuts a text, or writes more
    into it, tells nothing else.
    """
    told = [_weigh_facts(keys, rarity) for keys in (one, other)]
    least = min(told)
    return _weigh_facts(one & other, rarity) / least if least else 1.0


def _weigh_facts(keys: frozenset[int], rarity: Callable[[Group], float]) -> float:
    return sum(WEIGHTS[key & KIND] * rarity((key,)) for key in keys if key & KIND in _FACTS)


def compare_events(
    mine: Weighed, keys: frozenset[int], bulk: Bulk, *, is_same_language: bool
) -> float:
    """Return how far an article tells what another one does, 0 to 1.

    Args:
        mine: The article.
        keys: What the other one tells.
        bulk: How much that is.
        is_same_language: Whether words may be compared.
    """
    found = mine.keys & keys
    if not found:
        return 0.0
    unused = _SOUNDED if mine.bulk.is_alphabetic and bulk.is_alphabetic else _SPELLED
    shared = 0.0
    for number in {mine.groups[key] for key in found}:
        kind, weight = mine.weights[number]
        if kind not in unused:
            shared += weight * weight
    sizes = [
        each.always
        + (each.sounds if unused is _SPELLED else each.names)
        + (each.words if is_same_language else 0.0)
        for each in (mine.bulk, bulk)
    ]
    size = sqrt(sizes[0] * sizes[1])
    if not shared or not size:
        return 0.0
    score = min(1.0, shared / size)
    matters = mine.matters and list_matters() & keys
    if matters and matters.isdisjoint(mine.matters):
        score *= OTHER_MATTER
    return score * OTHER_PLACE if _is_elsewhere(mine, keys) else score


def _is_elsewhere(mine: Weighed, keys: frozenset[int]) -> bool:
    """Whether both articles tell of places, and of none in common."""
    if not mine.places or not mine.places.isdisjoint(keys):
        return False
    return any(key & KIND in _PLACES for key in keys)
