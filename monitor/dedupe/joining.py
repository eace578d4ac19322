"""Find the story that tells what an article tells.

Pure. A story is known by its first article and its last ones; how far the likeliest of them and
all of them on average tell the same must be enough. A story that nobody has told for days fades,
and is closed after five: who visits the same capital a week later makes another one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.dedupe.choice import Choice
from monitor.dedupe.event import compare_events
from monitor.dedupe.mention import show_shared
from monitor.dedupe.shelf import OWN
from monitor.model import PlacedBy

if TYPE_CHECKING:
    from monitor.dedupe.event import Weighed
    from monitor.dedupe.keys import KeyIndex
    from monitor.dedupe.reading import Reading
    from monitor.dedupe.shelf import Shelf

#: So far must an article and a story tell the same. Chosen on one half of the events of
#: tests/bench/bench_stories.py, which reports on the other.
SAME_EVENT = 0.28
#: Stories that are compared with an article, and articles of each.
CANDIDATES = 6
LOOKED_AT = 4
_DAY = 86_400
#: A story is open for so long after its last article, and fades before.
FRESH, OPEN = 2 * _DAY, 5 * _DAY
#: What is left of likeness when a story closes.
_FADED = 0.5


def find_told(shelf: Shelf, index: KeyIndex, reading: Reading, mine: Weighed) -> Choice | None:
    """Return the story that tells the same, near enough in time and in what it tells."""
    signature = reading.signature
    weighted = (
        (weight * weight, group)
        for (_, weight), group in zip(mine.weights, signature.groups, strict=True)
    )
    best = (0.0, 0)
    for story in index.find(weighted, CANDIDATES):
        best = max(best, _compare_story(shelf, reading, mine, story))
    score, place = best
    if score < SAME_EVENT:
        return None
    keys = mine.keys & shelf.keys_at(place)
    shared = show_shared(reading.title, reading.body, reading.language, keys)
    return Choice(PlacedBy.SAME_EVENT, place, OWN, shared, round(score, 3))


def _compare_story(shelf: Shelf, reading: Reading, mine: Weighed, story: int) -> tuple[float, int]:
    """Return how far a story tells the same, and which of its articles does most."""
    told = reading.signature.told
    members = shelf.members_of(story)
    if len(members) > LOOKED_AT:
        members = [members[0], *members[1 - LOOKED_AT :]]
    fade = _fade(min(abs(told - shelf.told_at(place)) for place in members))
    if not fade:
        return 0.0, 0
    scores = [
        compare_events(
            mine,
            shelf.keys_at(place),
            shelf.bulk_at(place),
            is_same_language=shelf.language_at(place) == reading.language,
        )
        for place in members
    ]
    top = max(scores)
    score = (top + sum(scores) / len(scores)) / 2 * fade
    return score, members[scores.index(top)]


def _fade(gap: float) -> float:
    """Weigh the time since a story's nearest article."""
    if gap >= OPEN:
        return 0.0
    return 1.0 if gap <= FRESH else 1.0 - (1 - _FADED) * (gap - FRESH) / (OPEN - FRESH)
