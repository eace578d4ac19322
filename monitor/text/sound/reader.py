"""Read words aloud: which sounds may a word of this script and language stand for?

Pure. Tables of letters are read longest first; where a letter may stand for several sounds, all
are given, up to a bound.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from monitor.text.alphabet import find_alphabets
from monitor.text.sound import indic, letters, syllables
from monitor.text.sound.latin import READINGS, SCHOLARLY, SEED, SHARED
from monitor.text.sound.likeness import Ear

#: Readings of one word; more of them are alike in any case.
_MAX_READINGS = 16
_MAX_SEED_READINGS = 160
_MAX_LETTERS = 30
_EARS = {
    "greek": Ear.GREEK, "arabic": Ear.ARABIC, "hebrew": Ear.HEBREW, "kana": Ear.KANA,
    "hangul": Ear.HANGUL, "han": Ear.HAN,
}  # fmt: skip
_INDIC = frozenset(
    ("devanagari", "bengali", "gurmukhi", "gujarati", "oriya", "tamil", "telugu", "kannada",
     "malayalam", "sinhala", "ethiopic")
)  # fmt: skip
_LONGEST = 7
_MUTE = re.compile("(?<=[aeiou])h(?=[^aeiou]|$)")

_Table = dict[str, tuple[str, ...]]


@lru_cache(maxsize=20_000)
def ear_of(word: str) -> Ear | None:
    """Return what kind of script a word is written in; None when it has no sound here."""
    alphabet = alphabet_of(word)
    if alphabet is None:
        return None
    if alphabet in ("latin", *letters.TABLES) or alphabet in _INDIC:
        return _EARS.get(alphabet, Ear.ALPHABET)
    return _EARS.get(alphabet)


def alphabet_of(word: str) -> str | None:
    """Return the alphabet of a word's first letter."""
    return next(iter(find_alphabets(word[:1])), None)


@lru_cache(maxsize=50_000)
def read_aloud(word: str, language: str | None, *, widely: bool = True) -> tuple[str, ...]:
    """Return the sounds of a word in a text.

    Args:
        word: Lower case, composed, marks left on.
        language: Of the text.
        widely: Read it in English and as scholars do as well.
    """
    alphabet = alphabet_of(word)
    if alphabet is None or len(word) > _MAX_LETTERS:
        return ()
    if alphabet == "latin":
        others = ("en", SCHOLARLY) if widely else ()
        readings = dict.fromkeys((language or "en", *others))
        found = (one for name in readings for one in _spell(word, _latin(name), _MAX_READINGS))
        return tuple(dict.fromkeys(found))
    return _read_other(word, alphabet)


def _read_other(word: str, alphabet: str) -> tuple[str, ...]:
    if alphabet == "kana":
        return (syllables.read_kana(word),)
    if alphabet == "hangul":
        return (syllables.read_hangul(word),)
    if alphabet == "han":
        return ("".join(map(syllables.read_han, word)),)
    if alphabet in _INDIC:
        return tuple(form for one in indic.read_indic(word) for form in _smooth(one))
    table = letters.TABLES.get(alphabet)
    return _spell(word, _other(alphabet), _MAX_READINGS) if table else ()


@lru_cache(maxsize=20_000)
def read_name(name: str, language: str | None, *, widely: bool = True) -> tuple[str, ...]:
    """Return the sounds that a word of a given name may have.

    Args:
        name: As given, in any spelling.
        language: Of the spelling, where it is known.
        widely: Whether to read it as all who must spell it anew may have heard it; languages
            that leave names in Latin letters as they are have not.
    """
    word = unicodedata.normalize("NFC", name).lower()
    if alphabet_of(word) != "latin":
        return read_aloud(word, language)
    tables = [_latin(SEED)] if widely else [_latin("en")]
    if language in READINGS and language != "en":
        tables.insert(0, _latin(language))
    elif not word.isascii():
        tables.append(_latin(SCHOLARLY))
    found = (one for table in tables for one in _spell(word, table, _MAX_SEED_READINGS))
    return tuple(dict.fromkeys(found))


def _spell(word: str, table: _Table, most: int) -> tuple[str, ...]:
    """Put together what the letters of a word may stand for."""
    found = [""]
    place = 0
    while place < len(word):
        length, sounds = _next(word, place, table)
        if len(found) * len(sounds) > most:
            sounds = sounds[:1]
        found = [one + sound for one in found for sound in sounds]
        place += length
    return tuple(dict.fromkeys(form for one in found for form in _smooth(one)))


def _next(word: str, place: int, table: _Table) -> tuple[int, tuple[str, ...]]:
    for length in range(min(_LONGEST, len(word) - place), 0, -1):
        part = word[place : place + length]
        if place + length == len(word) and place and part + "$" in table:
            return length, table[part + "$"]
        if not place and "^" + part in table:
            return length, table["^" + part]
        if part in table:
            return length, table[part]
    return 1, ("",)


def _smooth(sound: str) -> tuple[str, ...]:
    """Make two sounds one that are one: t and sh, t and s, doubled ones; an h may be mute."""
    sound = sound.replace("tS", "C").replace("dZ", "J").replace("ts", "c").replace("tC", "C")
    sound = re.sub(r"(.)\1+", r"\1", sound)
    return (sound,) if "h" not in sound else (sound, _MUTE.sub("", sound))


@cache
def _latin(language: str) -> _Table:
    own = READINGS.get(language, "")
    return _parse(SHARED) | _parse(own)


@cache
def _other(alphabet: str) -> _Table:
    return _parse(letters.TABLES[alphabet])


def _parse(table: str) -> _Table:
    found: _Table = {}
    for rule in table.split():
        written, _, sounds = rule.partition("=")
        found[written] = tuple("" if one == "-" else one for one in sounds.split("|"))
    return found
