"""Say how much a stretch of text resembles a name, more freely than the matcher would.

Pure. Letters of any script are written in Latin ones, consonants that languages confuse are made
one, and what is left is compared; abbreviations resemble abbreviations.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import lru_cache

from monitor.text import Ear, distance, ear_of, read_aloud, read_name, romanize, weight

#: Scripts whose letters say too little of a sound to be compared one by one.
_EARS = frozenset({Ear.ARABIC, Ear.HEBREW, Ear.KANA, Ear.HANGUL, Ear.HAN})
#: What each difference of vowels takes away.
_OF_VOWELS = 0.15
_FAR = 9.0
_MOST_SOUNDS = 24

#: Consonants that one language hears for another's.
_CLASSES = str.maketrans(
    {
        **dict.fromkeys("bpvfw", "p"),
        **dict.fromkeys("dt", "t"),
        **dict.fromkeys("gkqx", "k"),
        **dict.fromkeys("szcj", "s"),
        **dict.fromkeys("lr", "r"),
        **dict.fromkeys("mn", "n"),
        **dict.fromkeys("aeiouyh' -·", ""),
    }
)
_PAIRS = ((re.compile("ts|tz|dz|dj|tch|sch|ch|sh|zh"), "s"), (re.compile("ck|kh|gh"), "k"))
_DOUBLED = re.compile(r"(.)\1+")
_OF_CONSONANTS = 0.7
#: Fewer consonants are alike by chance.
_LEAST = 2
_ABBREVIATION = 0.6
_LONGEST_ABBREVIATION = 7
_SHORTEST_ABBREVIATION = 3


def resembles(text: str, name: str, language: str | None = None) -> float:
    """Return how much a text of a language resembles a name, from 0 to 1."""
    if is_abbreviation(text) or is_abbreviation(name):
        return _compare_abbreviations(text, name)
    return max(_compare_letters(text, name), _compare_sounds(text, name, language))


def _compare_sounds(text: str, name: str, language: str | None) -> float:
    """Compare as the matcher does where letters tell little: one word with one word."""
    word = text.lower()
    ear = ear_of(word)
    if ear not in _EARS or len(text.split()) > 1:
        return 0.0
    wanted = [one for part in name.split() for one in read_name(part, None)[:_MOST_SOUNDS]]
    heard = [one for one in read_aloud(word, language)[:_MOST_SOUNDS] if weight(one, ear) >= _LEAST]
    costs = (distance(one, other, ear) for one in heard for other in wanted)
    return max(0.0, 1.0 - min(costs, default=_FAR) * _OF_VOWELS)


def _compare_letters(text: str, name: str) -> float:
    one, other = romanize(text), romanize(name)
    bones, wanted = _bones(one), _bones(other)
    if len(bones) < _LEAST or len(wanted) < _LEAST:
        return 0.0
    consonants = _ratio(bones, wanted)
    return _OF_CONSONANTS * consonants + (1 - _OF_CONSONANTS) * _ratio(one, other)


def _compare_abbreviations(text: str, name: str) -> float:
    if not (is_abbreviation(text) and is_abbreviation(name)):
        return 0.0
    return _ABBREVIATION + (1 - _ABBREVIATION) * _ratio(romanize(text), romanize(name))


def is_abbreviation(text: str) -> bool:
    """Whether a text is a word of capitals; in scripts without them, one with a mark for it."""
    letters = text.replace(".", "")
    is_short = _SHORTEST_ABBREVIATION <= len(letters) <= _LONGEST_ABBREVIATION
    return is_short and " " not in text and (letters.isupper() or '"' in text or "״" in text)


@lru_cache(maxsize=20_000)
def _bones(latin: str) -> str:
    for pattern, to in _PAIRS:
        latin = pattern.sub(to, latin)
    return _DOUBLED.sub(r"\1", latin.translate(_CLASSES))


def _ratio(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
