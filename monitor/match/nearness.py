"""Say whether a word sounds near enough to a name.

Pure. How much may differ depends on how much the word says and on its script.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from monitor.text import Ear, consonants_of, distance, heard_keys, read_name, weight

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitor.match.spoken import Spoken

#: How far a sound may be from the name's, by the number of its consonants: in Latin letters, where
#: most languages keep a name as it is, less than where they must spell it anew.
_LATIN_LIMITS = (0.0, 0.0, 0.0, 0.0, 0.25, 1.0)
_LIMITS = (0.0, 0.0, 0.25, 0.5, 1.0, 1.0)
_GREEK_LIMITS = (0.0, 0.0, 0.25, 0.25, 1.0, 1.0)
_TIGHT_LIMITS = (0.0, 0.0, 0.25, 0.25, 0.5, 1.0)
_INDIC_LIMITS = (0.0, 0.0, 0.0, 0.25, 0.5, 1.0)
_HAN_LIMITS = (0.0, 0.0, 0.25, 0.25, 0.5, 0.75)
_HANGUL_LIMITS = (0.0, 0.0, 0.0, 0.25, 0.5, 0.75)
_KANA_LIMITS = (0.0, 0.0, 0.25, 0.25, 0.5, 0.75)
_OTHER_LIMITS = {
    Ear.THAI: _KANA_LIMITS,
    Ear.KANA: _KANA_LIMITS,
    Ear.GREEK: _GREEK_LIMITS,
    Ear.HANGUL: _HANGUL_LIMITS,
    Ear.HAN: _HAN_LIMITS,
}
#: What the given name beside it allows more.
_WITH_GIVEN = 0.5
#: How far a given name of one consonant may be.
_WITH_LITTLE = 0.25
#: First and last letter of the scripts of India.
_INDIC = "\u0900\u0dff"
_LAST_LATIN = "ɏ"
_FAR = 9.0
_SYLLABLE = re.compile("[aeiouE@]+")
_MAX_JOINED = 240


class Sounds:
    """The sounds that a name may have, filed under what each kind of script makes of them."""

    def __init__(self, sounds: Iterable[str]) -> None:
        self.all = tuple(dict.fromkeys(sounds))
        self._filed: dict[Ear, dict[str, list[str]]] = {}

    def by_consonants(self, ear: Ear) -> dict[str, list[str]]:
        """Return the sounds under their keys for one kind of script."""
        filed = self._filed.get(ear)
        if filed is None:
            filed = self._filed[ear] = {}
            for sound in self.all:
                for key in consonants_of(sound, ear):
                    filed.setdefault(key, []).append(sound)
        return filed


class Nearest(NamedTuple):
    """The sound of a word that is nearest to a name."""

    cost: float
    #: Near enough without a given name beside it.
    is_near: bool
    weight: int
    #: Both the word and the name have two vowels at least that are spoken apart.
    has_syllables: bool


def find_nearest(spoken: Spoken, wanted: Sounds) -> Nearest | None:
    """Compare a word with the sounds of a name; None where they are too far apart."""
    ear = spoken.ear
    alike = wanted.by_consonants(ear)
    cost, _, heard, sound = min(
        (
            (distance(heard, sound, ear), -min(len(heard), len(sound)), heard, sound)
            for heard in (spoken.sounds if alike else ())
            for key in heard_keys(heard, ear)
            for sound in alike.get(key, ())
        ),
        default=(_FAR, 0, "", ""),
    )
    if cost >= _FAR:
        return None
    limits = _limits(spoken, heard)
    limit = limits[min(*map(len, consonants_of(heard, ear)), len(limits) - 1)]
    if cost > limit + _WITH_GIVEN:
        return None
    has_syllables = _has_syllables(heard) and _has_syllables(sound.removesuffix("e"))
    return Nearest(cost, cost <= limit, weight(heard, ear), has_syllables)


def _has_syllables(sound: str) -> bool:
    return len(_SYLLABLE.findall(sound)) > 1


def is_latin(spoken: Spoken) -> bool:
    """Whether a word is written in Latin letters."""
    return spoken.ear is Ear.ALPHABET and "a" <= spoken.text[0] <= _LAST_LATIN


def _limits(spoken: Spoken, heard: str) -> tuple[float, ...]:
    if spoken.ear is Ear.ALPHABET:
        if _INDIC[0] <= spoken.text[0] <= _INDIC[1]:
            return _HANGUL_LIMITS if "y" in heard[:-1] else _INDIC_LIMITS
        return _LATIN_LIMITS if is_latin(spoken) else _LIMITS
    return _OTHER_LIMITS.get(spoken.ear, _TIGHT_LIMITS)


def is_like(spoken: Spoken, wanted: Sounds) -> bool:
    """Whether a word may be a name that has these sounds."""
    nearest = find_nearest(spoken, wanted)
    return nearest is not None and (nearest.weight > 1 or nearest.cost <= _WITH_LITTLE)


def join_sounds(words: tuple[str, ...], language: str | None) -> tuple[str, ...]:
    """Put the sounds of words together; `ng` before the next word is as good as `n`."""
    joined = [""]
    for word in words:
        sounds = dict.fromkeys(
            form
            for sound in read_name(word, language)
            for form in (sound, sound[:-1] if sound.endswith("ng") else sound)
        )
        joined = [one + sound for one in joined for sound in sounds][:_MAX_JOINED]
    return tuple(joined)
