"""Ask the words beside a family name whose it is.

Pure. The given name on either side, also over particles and a patronymic, says that it is this
person's; another given name, or another initial, that it is somebody else's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from monitor.match.nearness import find_nearest, is_like
from monitor.text import PARTICLES, Ear, Script, cut_thai, distance, is_given_name, read_aloud

if TYPE_CHECKING:
    from monitor.match.named import NameSounds
    from monitor.match.passage import Passage
    from monitor.match.spoken import Spoken

#: Between a given name and a family name, or an initial and a family name.
_BETWEEN = re.compile(r"[ .·'\-]{0,2}")
_PATRONYMIC = re.compile("(?:вич|вн|vich|vitch|witsch|wicz|vić|vna)\\w{0,3}$")
#: How the Arabic article is written before the letters that it takes on.
_ARTICLES = frozenset(
    """
    al el as es ash esh ad ed an en ar er at et az ез аль эль ал ел ас эс аш эш ад ан ар ат аз
    αλ ελ ασ ες α אל א
    """.split()  # noqa: SIM905 - words read best as words
)
#: Scripts whose words stand in runs of text.
_EARS_OF_RUNS = (Ear.HAN, Ear.THAI)
_MAX_GIVEN_WORDS = 3
#: How far the sound of a given name may be from the one that is meant.
_WELL_HEARD = 0.5


class Beside(Enum):
    """What the words beside a family name say."""

    SAME = "same"
    ANOTHER = "another"
    NOTHING = "nothing"


@dataclass(frozen=True, eq=False)
class Neighbors:
    """The words that may stand beside one person's family name."""

    sounds: NameSounds

    def look_beside(self, passage: Passage, spoken: Spoken) -> tuple[Beside, tuple[int, int]]:
        """Return what the words beside a family name say, and the place of the whole name."""
        place = (spoken.start, spoken.end)
        if not self.sounds.name.given:
            return Beside.NOTHING, place
        if spoken.ear in _EARS_OF_RUNS and not begins_run(passage, spoken):
            return Beside.NOTHING, place
        before = self._find_before(passage, spoken.number)
        if before is not None:
            said = self._ask(passage, before)
            if said is not Beside.NOTHING:
                return said, (passage.tokens[before].start, spoken.end)
        after = spoken.number + 1
        if after < len(passage.tokens) and _is_between(passage, spoken.number):
            said = self._ask(passage, after)
            if said is Beside.SAME:
                return said, (spoken.start, passage.tokens[after].end)
        return Beside.NOTHING, place

    def follows_particle(self, passage: Passage, number: int) -> bool:
        """Whether the word before is the last particle of this family name: `der`, `Le`."""
        is_joined = number > 0 and _is_between(passage, number - 1)
        return is_joined and self._is_own_particle(passage, number - 1)

    def end_of_given(self, passage: Passage, spoken: Spoken) -> int | None:
        """Return where the given name ends that follows a family name."""
        for size in range(1, _MAX_GIVEN_WORDS + 1):
            last = spoken.number + size
            if last >= len(passage.tokens) or not _is_between(passage, last - 1):
                return None
            heard = passage.hear_row(spoken.number + 1, last)
            if self._is_given(heard):
                return passage.tokens[last].end
        return None

    def start_of_given(self, passage: Passage, spoken: Spoken) -> int | None:
        """Return where the given name begins that stands before a family name."""
        for size in range(1, _MAX_GIVEN_WORDS + 1):
            first = spoken.number - size
            if first < 0 or not _is_between(passage, first):
                return None
            heard = passage.hear_row(first, spoken.number - 1)
            if self._is_given(heard):
                return passage.tokens[first].start
        return None

    def _is_given(self, heard: Spoken | None) -> bool:
        """Whether a row of words is the given name of somebody whose family name comes first."""
        nearest = None if heard is None else find_nearest(heard, self.sounds.joined_given)
        if heard is None or nearest is None:
            return False
        is_exact = nearest.cost == 0 and heard.is_capital
        return nearest.weight > 1 or is_exact

    def _is_own_particle(self, passage: Passage, number: int) -> bool:
        if self.sounds.has_article and passage.surface(number) in _ARTICLES:
            return True
        heard = passage.hear_row(number, number) if len(self.sounds.name.family) > 1 else None
        return heard is not None and any(
            is_like(heard, particle) for particle in self.sounds.particles
        )

    def _find_before(self, passage: Passage, number: int) -> int | None:
        """Return the word before a family name, over particles and patronymics."""
        while number > 0 and _is_between(passage, number - 1):
            number -= 1
            text = passage.tokens[number].text
            is_passed = text in PARTICLES or _PATRONYMIC.search(text) is not None
            if not is_passed and not self._is_own_particle(passage, number):
                return number
        return None

    def _ask(self, passage: Passage, number: int) -> Beside:
        """Ask one word whether it is this person's given name, or another's."""
        token = passage.tokens[number]
        if len(token.text) == 1:
            return self._ask_initial(passage, number)
        heard = passage.hear_row(number, number)
        if heard is None:
            return Beside.NOTHING
        if heard.ear is Ear.THAI and self._ends_in_given(token.text):
            return Beside.SAME
        if any(is_like(heard, given) for given in self.sounds.given):
            return Beside.SAME
        is_name = is_given_name(passage.surface(number), passage.language)
        return Beside.ANOTHER if is_name else Beside.NOTHING

    def _ends_in_given(self, text: str) -> bool:
        """Whether Thai running text, where titles stand before it, ends in the given name."""
        wanted = [sound for given in self.sounds.given for sound in given.all]
        return any(
            distance(heard, sound, Ear.THAI) <= _WELL_HEARD
            for start, end in cut_thai(text)
            if end == len(text)
            for heard in read_aloud(text[start:], "th")
            for sound in wanted
        )

    def _ask_initial(self, passage: Passage, number: int) -> Beside:
        token = passage.tokens[number]
        after = passage.folded.text[token.end : token.end + 1]
        if token.script is not Script.SPACED or after != ".":
            return Beside.NOTHING
        heard = passage.hear_row(number, number)
        if heard is None or not heard.sounds:
            return Beside.NOTHING
        firsts = {sound[:1] for given in self.sounds.given for sound in given.all}
        same = any(_first_class(sound) in map(_first_class, firsts) for sound in heard.sounds)
        return Beside.NOTHING if same else Beside.ANOTHER


def begins_run(passage: Passage, spoken: Spoken) -> bool:
    """Whether nothing stands before a word in its run of text without spaces."""
    return spoken.start == passage.tokens.starts[spoken.number]


def _is_between(passage: Passage, number: int) -> bool:
    """Whether a token and the one after it may be parts of one name."""
    gap = passage.folded.text[passage.tokens[number].end : passage.tokens[number + 1].start]
    return _BETWEEN.fullmatch(gap) is not None


def _first_class(sound: str) -> str:
    first = sound[:1]
    return "i" if first in "ieJZ" else "v" if first in "vfu" else first
