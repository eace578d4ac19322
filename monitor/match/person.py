"""Find a person under any spelling of the name, in any script.

Pure. A word that sounds like the family name is the person, unless what stands beside it speaks
against it: another given name, another initial. The given name beside it, in either order, lets
the family name be spelled more freely; a family name that says little (Xi, Kim, Le) must have it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from monitor.match.beside import Beside, Neighbors, begins_run
from monitor.match.named import EARS_OF_WHOLES, NameSounds
from monitor.match.nearness import Nearest, Sounds, find_nearest, is_latin
from monitor.match.ordinary import are_ordinary, is_ordinary
from monitor.match.passage import MAX_ALIKE, MAX_PLACES
from monitor.match.spoken import Spoken, sound_key
from monitor.text import Ear, ear_of, fold, lemmas_of, read_name, spells_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.match.passage import Passage
    from monitor.text import PersonName

#: What no one writes who spells a name by its sound: it is kept as it is, or not the name.
_KEPT = re.compile("rr|ll|tt|mm|pp|nn|ff|ck")
#: Languages that spell foreign names in Latin letters anew.
_RESPELLING = frozenset(("lv", "lt", "sr", "az", "uz", "tk", "sq", "tr", "hr", "bs", "eo"))
#: How much a family name must say to be found without its given name: consonants, in Arabic and
#: Hebrew written vowels too.
_LEAST_WEIGHT = {Ear.ARABIC: 4, Ear.HEBREW: 4}
_MIN_CONSONANTS = 2
#: Signs that a word with two consonants must have.
_MIN_SIGNS = {Ear.ALPHABET: 4, Ear.GREEK: 5, Ear.KANA: 3, Ear.HANGUL: 3, Ear.HAN: 3, Ear.THAI: 5}
_MIN_LATIN = 5
#: First and last letter of the scripts of India, which write vowels as signs of their own.
_INDIC = "\u0900\u0dff"
#: First and last letter of a script whose signs are syllables.
_ETHIOPIC = "ሀፚ"
_MIN_LETTERS = 4
_EARS_OF_LETTERS = (Ear.ALPHABET, Ear.GREEK)
_NOTHING = Sounds(())
#: What a word that sounds alike costs next to a place of a spelling; and how many are looked at
#: however many persons a query has.
_PLACES_PER_WORD = 25
_LEAST_ALIKE = 2


@dataclass(slots=True)
class Judged:
    """Where a passage has a family name: with its given name, or bare."""

    named: list[tuple[int, int]]
    bare: list[tuple[int, int]]
    #: Bare, and written as something else is that is likelier.
    ordinary: list[tuple[int, int]]
    #: Whether somebody else of this family name is there.
    is_another: bool


@dataclass(frozen=True, eq=False, kw_only=True)
class Person:
    """One name of a person, ready to be found in any spelling."""

    text: str
    language: str | None
    name: PersonName
    #: Whether the family name alone is enough.
    may_be_bare: bool
    #: Spellings that were switched off, folded.
    off: frozenset[str] = frozenset()
    #: The kinds of script that it is listened for in.
    ears: tuple[Ear, ...] = tuple(Ear)

    #: What sounds alike may still be somebody else.
    is_its_key: ClassVar[bool] = False
    needs: ClassVar[frozenset[str]] = frozenset()

    @cached_property
    def _sounds(self) -> NameSounds:
        return NameSounds(self.name, self.language)

    @cached_property
    def _neighbors(self) -> Neighbors:
        return Neighbors(self._sounds)

    @cached_property
    def keys(self) -> frozenset[str]:
        """The index keys of which a text has at least one, when this can be found in it."""
        keys = {
            sound_key(ear, key)
            for ear in self.ears
            for key in self._sounds.anchor(ear).by_consonants(ear)
            if key
        }
        return frozenset(keys | self._sounds.written_keys(self.ears))

    def find(self, passage: Passage, most: int = MAX_PLACES) -> Iterator[tuple[int, int]]:
        """Yield the places in folded text, left to right, that do not overlap."""
        alike = max(most // _PLACES_PER_WORD, _LEAST_ALIKE)
        here = self._judge_passage(passage, alike)
        if self.is_named(passage, alike):
            places = sorted([*here.named, *here.bare, *here.ordinary])
        else:
            places = [] if self.is_somebody_else(passage, alike) else here.bare
        done = -1
        for start, end in places[:most]:
            if start >= done:
                done = end
                yield start, end

    def find_others(self, passage: Passage) -> Iterator[tuple[int, int]]:
        """Yield the places where somebody else of this family name stands."""
        for spoken in passage.spoken_under(self.keys):
            beside, place = self._judge(passage, spoken)
            if beside is Beside.ANOTHER:
                yield place

    def is_somebody_else(self, passage: Passage, alike: int = MAX_ALIKE) -> bool:
        """Whether the article names another of this family name, and this one nowhere."""
        is_other = any(self._judge_passage(one, alike).is_another for one in passage.group)
        return is_other and not self.is_named(passage, alike)

    def is_named(self, passage: Passage, alike: int = MAX_ALIKE) -> bool:
        """Whether the article names this person in full somewhere."""
        return any(self._judge_passage(one, alike).named for one in passage.group)

    def is_another(self, passage: Passage, start: int, end: int) -> bool:
        """Whether what stands beside a bare name in folded text makes it another person's."""
        number = bisect_right(passage.tokens.starts, start) - 1
        text = passage.folded.text[start:end]
        ear = ear_of(text) or Ear.HAN
        spoken = Spoken(number, start, end, text, True, ear, (), ())
        return self._neighbors.look_beside(passage, spoken)[0] is Beside.ANOTHER

    def _judge_passage(self, passage: Passage, alike: int) -> Judged:
        known = passage.judged.get((self, alike))
        if known is None:
            known = passage.judged[self, alike] = Judged([], [], [], is_another=False)
            for spoken in passage.spoken_under(self.keys, alike):
                beside, place = self._judge(passage, spoken)
                if beside is Beside.SAME:
                    known.named.append(place)
                elif beside is Beside.NOTHING:
                    is_doubtful = self._is_doubtful(passage, spoken)
                    (known.ordinary if is_doubtful else known.bare).append(place)
                known.is_another = known.is_another or beside is Beside.ANOTHER
        return known

    def _is_doubtful(self, passage: Passage, spoken: Spoken) -> bool:
        """Whether a bare word is likelier something else than the name in another spelling."""
        return (
            is_ordinary(passage, spoken)
            and not self._is_written(passage, spoken)
            and not self._neighbors.follows_particle(passage, spoken.number)
        )

    def _wanted(self, passage: Passage, spoken: Spoken) -> Sounds:
        """The sounds that the family name may have in this text."""
        if not is_latin(spoken) or passage.language in _RESPELLING:
            return self._sounds.anchor(spoken.ear)
        is_other = _KEPT.search(self._sounds.written) and not self._is_written(passage, spoken)
        return _NOTHING if is_other else self._sounds.narrow_family

    def _may_be_han(self, text: str) -> bool:
        """Whether Chinese papers would write this name so: foreign ones in some characters only."""
        return self.name.is_family_first or all(map(spells_names, text))

    def _find_nearest(self, passage: Passage, spoken: Spoken) -> Nearest | None:
        nearest = find_nearest(spoken, self._wanted(passage, spoken))
        if nearest is None and spoken.ear is Ear.ALPHABET and self._is_written(passage, spoken):
            return Nearest(
                0.0, is_near=True, weight=len(self._sounds.written) // 2, has_syllables=True
            )
        return nearest

    def _is_written(self, passage: Passage, spoken: Spoken) -> bool:
        """Whether a word is the family name as it was given, in any form."""
        return self._sounds.written in _lemmas(passage, spoken)

    def _judge(self, passage: Passage, spoken: Spoken) -> tuple[Beside | None, tuple[int, int]]:
        place = (spoken.start, spoken.end)
        if spoken.ear is Ear.HAN and not self._may_be_han(spoken.text):
            return None, place
        if self.off and not self.off.isdisjoint(_lemmas(passage, spoken)):
            return None, place
        nearest = self._find_nearest(passage, spoken)
        if nearest is None:
            return None, place
        if self.name.is_family_first:
            return self._judge_whole(passage, spoken, nearest)
        beside, place = self._neighbors.look_beside(passage, spoken)
        is_loose = nearest.cost > 0 or nearest.weight < _MIN_CONSONANTS
        if beside is Beside.SAME:
            is_nobody = is_loose and are_ordinary(passage, spoken, *place)
        else:
            is_nobody = beside is Beside.NOTHING and not self._says_enough(passage, spoken, nearest)
        return (None if is_nobody else beside), place

    def _says_enough(self, passage: Passage, spoken: Spoken, nearest: Nearest) -> bool:
        """Whether the family name may stand here alone."""
        if not self.may_be_bare:
            return False
        if len(self._sounds.written) >= _MIN_LETTERS and self._is_written(passage, spoken):
            return True
        if not nearest.is_near or nearest.weight < _MIN_CONSONANTS:
            return False
        if self._neighbors.follows_particle(passage, spoken.number):
            return True
        if nearest.weight < _LEAST_WEIGHT.get(spoken.ear, _MIN_CONSONANTS):
            return False
        is_long = nearest.weight > _MIN_CONSONANTS and self._says_much(spoken, nearest)
        return is_long or self._says_little(passage, spoken, nearest)

    def _says_little(self, passage: Passage, spoken: Spoken, nearest: Nearest) -> bool:
        """Whether a word of few consonants is written with enough signs."""
        if spoken.ear is Ear.THAI and not begins_run(passage, spoken):
            return False
        least = _MIN_LATIN if is_latin(spoken) else _MIN_SIGNS.get(spoken.ear, 0)
        least += _INDIC[0] <= spoken.text[0] <= _INDIC[1]
        least -= _ETHIOPIC[0] <= spoken.text[0] <= _ETHIOPIC[1]
        is_one = len(self.name.family) == 1 or (self._sounds.has_article and not nearest.cost)
        return is_one and nearest.has_syllables and len(spoken.text) >= least

    @staticmethod
    def _says_much(spoken: Spoken, nearest: Nearest) -> bool:
        """Whether a word of three consonants or more says enough by itself.

        Words of one syllable are many; where a script writes vowels poorly, they must be exact.
        """
        if nearest.has_syllables or spoken.ear in _EARS_OF_LETTERS:
            return True
        is_exact = not nearest.cost and spoken.ear is not Ear.THAI
        return is_exact or nearest.weight > _MIN_CONSONANTS + 1

    def _judge_whole(
        self, passage: Passage, spoken: Spoken, nearest: Nearest
    ) -> tuple[Beside | None, tuple[int, int]]:
        """Look for the given name after the family name, or before it as in the West."""
        place = (spoken.start, spoken.end)
        if spoken.ear in EARS_OF_WHOLES:
            is_sure = nearest.is_near and nearest.weight > _MIN_CONSONANTS
            return (Beside.SAME if is_sure else None), place
        if nearest.cost and (nearest.weight < _MIN_CONSONANTS or not nearest.is_near):
            return None, place
        end = self._neighbors.end_of_given(passage, spoken)
        if end is not None:
            return Beside.SAME, (spoken.start, end)
        start = self._neighbors.start_of_given(passage, spoken)
        return (None, place) if start is None else (Beside.SAME, (start, spoken.end))


def make_person(
    text: str,
    language: str | None,
    *,
    parts: PersonName,
    may_be_bare: bool,
    off: frozenset[str] = frozenset(),
    ears: tuple[Ear, ...] = tuple(Ear),
) -> Person | None:
    """Make the pattern of a person's name; None where it has no sound.

    Args:
        text: The name.
        language: Of its spelling, where known.
        parts: The name by its parts.
        may_be_bare: Whether the family name alone is enough.
        off: Spellings that were switched off, folded.
        ears: The kinds of script that it is listened for in.
    """
    if not any(read_name(parts.family[-1], language)):
        return None
    return Person(
        text=text, language=language, name=parts, may_be_bare=may_be_bare, off=off, ears=ears
    )


def _lemmas(passage: Passage, spoken: Spoken) -> tuple[str, ...]:
    return lemmas_of(fold(spoken.text).text, passage.language).as_name
