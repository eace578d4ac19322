"""Read words aloud: which sounds may a word of this script and language stand for?

Pure. Tables of letters are read longest first; where a letter may stand for several sounds, all
are given, up to a bound.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from monitor.text.alphabet import find_alphabets
from monitor.text.sound import indic, letters, syllables, thai
from monitor.text.sound.latin import READINGS, SCHOLARLY, SEED, SHARED
from monitor.text.sound.likeness import Ear

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Readings of one word; more of them are alike in any case.
_MAX_READINGS = 16
_MAX_SEED_READINGS = 160
_MAX_LETTERS = 30
_EARS = {
    "greek": Ear.GREEK, "arabic": Ear.ARABIC, "hebrew": Ear.HEBREW, "kana": Ear.KANA,
    "hangul": Ear.HANGUL, "han": Ear.HAN, "thai": Ear.THAI,
}  # fmt: skip
_INDIC = frozenset(
    ("devanagari", "bengali", "gurmukhi", "gujarati", "oriya", "tamil", "telugu", "kannada",
     "malayalam", "sinhala", "ethiopic")
)  # fmt: skip
_MUTE = re.compile("(?<=[aeiou])h(?=[^aeiou]|$)")
#: Vowels that English reads as it names them: Biden, Gates.
_LONG = re.compile(
    "(?:(?<=[^aeiou])[aou]|(?<=[^aeioucg])i)(?=[bcdfgklmnpstvz]e(?:$|[nrls](?:$|[^aeiou])))"
)
_FIRST_SYLLABLE = re.compile("[^aeiou]*[aeiouy]+")
_VOICED = re.compile("(?<=[aeiou])s(?=[aeiou])")
_WEAK_ER = re.compile("(?<=[^aeiouy])er(?=[bdfgklmnpstv]|$)")

#: What makes `_smooth` change a sound.
_ROUGH = re.compile(r"t[SsC]|dZ|(.)\1|h")
_DOUBLED = re.compile(r"(.)\1+")
_SILENT = ("",)


class _Table(dict[str, tuple[str, ...]]):
    """Letters with what they may stand for; `^` and `$` are the ends of a word."""

    def __init__(self, rules: dict[str, tuple[str, ...]]) -> None:
        super().__init__(rules)
        inner = (rule for rule in rules if not rule.startswith("^"))
        longest_first = sorted(inner, key=lambda rule: -len(rule.removesuffix("$")))
        #: Parts a word, from its second letters on, into what there are rules for.
        self.parts = re.compile(
            "|".join(
                [*(_write_rule(rule) for rule in longest_first), "."],
            ),
            re.DOTALL,
        )
        self.longest = max(map(len, rules), default=0)


def _write_rule(rule: str) -> str:
    letters = re.escape(rule.removesuffix("$"))
    return letters + r"\Z" if rule.endswith("$") else letters


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
    return _alphabet_of_letter(word[:1])


@lru_cache(maxsize=10_000)
def _alphabet_of_letter(letter: str) -> str | None:
    return next(iter(find_alphabets(letter)), None)


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
    if alphabet == "thai":
        return tuple(form for one in thai.read_thai(word) for form in _smooth(one))
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
    marked = _mark_english(word) if widely else word
    words = (marked if table is _latin(SEED) else word for table in tables)
    pairs = zip(words, tables, strict=True)
    found = (one for word, table in pairs for one in _spell(word, table, _MAX_SEED_READINGS))
    return tuple(dict.fromkeys(found))


def _mark_english(word: str) -> str:
    """Write with capitals what English and German read otherwise: Biden, Zuckerberg, Ramaphosa."""
    first = _FIRST_SYLLABLE.match(word)
    end = first.end() if first else len(word)
    marked = _VOICED.sub("Z", word[:end] + _WEAK_ER.sub("Y", word[end:]))
    return _LONG.sub(lambda vowel: vowel[0].upper(), marked)


def _spell(word: str, table: _Table, most: int) -> tuple[str, ...]:
    """Put together what the letters of a word may stand for."""
    found, end = [""], ""
    for sounds in _part(word, table):
        if len(found) * len(sounds) > most or len(sounds) == 1:
            end += sounds[0]
        else:
            found = [one + end + sound for one in found for sound in sounds]
            end = ""
    return tuple(dict.fromkeys(form for one in found for form in _smooth(one + end)))


def _part(word: str, table: _Table) -> Iterator[tuple[str, ...]]:
    """Yield what the parts of a word may stand for, the longest that there are rules for."""
    length, sounds = _begin(word, table)
    yield sounds
    parts = table.parts.findall(word, length)
    for part in parts[:-1]:
        yield table.get(part, _SILENT)
    for part in parts[-1:]:
        yield table.get(part + "$") or table.get(part, _SILENT)


def _begin(word: str, table: _Table) -> tuple[int, tuple[str, ...]]:
    for length in range(min(table.longest, len(word)), 0, -1):
        part = word[:length]
        sounds = table.get("^" + part) or table.get(part)
        if sounds is not None:
            return length, sounds
    return 1, _SILENT


def _smooth(sound: str) -> tuple[str, ...]:
    """Make two sounds one that are one: t and sh, t and s, doubled ones; an h may be mute."""
    if _ROUGH.search(sound) is None:
        return (sound,)
    sound = sound.replace("tS", "C").replace("dZ", "J").replace("ts", "c").replace("tC", "C")
    sound = _DOUBLED.sub(r"\1", sound)
    return (sound,) if "h" not in sound else (sound, _MUTE.sub("", sound))


@cache
def _latin(language: str) -> _Table:
    own = READINGS.get(language, "")
    return _Table(_parse(SHARED) | _parse(own))


@cache
def _other(alphabet: str) -> _Table:
    return _Table(_parse(letters.TABLES[alphabet]))


def _parse(table: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for rule in table.split():
        written, _, sounds = rule.partition("=")
        found[written] = tuple("" if one == "-" else one for one in sounds.split("|"))
    return found
