"""Make keys of words: what stays the same when a name is written in another language.

Pure. A name is known by the consonants of its sound. Between alphabets (Latin, Cyrillic, Georgian,
Armenian, those of India) letters tell sounds apart well enough, so a short name keeps its vowels
too; scripts that tell less (Greek, Arabic, Hebrew, kana, Hangul, Han) meet the others in six
classes of consonants, which only long names survive. What a word may be a form of gives further
keys: one word is a group of keys, of which one in common is enough.
"""

from __future__ import annotations

import re
from copy import copy
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from monitor.dedupe.keying import Group, Kind, make_key
from monitor.dedupe.matter import find_matter
from monitor.text import (
    Ear,
    begins_country,
    begins_like_place,
    begins_place,
    ear_of,
    find_place,
    fold_plain,
    read_aloud,
    table_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitor.text import LemmaTable


_MAX_FORMS = 5
_MAX_READINGS, _MAX_OTHER = 3, 2
_LATIN = frozenset("abcdefghijklmnopqrstuvwxyzàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþčćđłńňřśšşșťţțžźżğıőűœ")
_MAX_KEYS = 6
_LEAST_FORM = 3
#: Consonants of a key; what follows is mostly an ending.
_LONGEST = 6
#: Names of so few consonants keep their vowels.
_FEW = 2
_LEAST_SOUND = 3
_STEM = 6
_LEAST_WORD = 4
#: Words and lemmas at hand for each language.
_TABLE_SIZE, _MAX_LEMMAS = 16_000, 1_000
_VOWELS = re.compile("[aeiouy]+")
_DOUBLED = re.compile(r"(.)\1+")
#: Sounds that one language's letters tell apart and another's do not.
_BETWEEN_ALPHABETS = str.maketrans("zZJCcx", "sSSSsh")
_NO_VOWELS = dict.fromkeys(map(ord, "aeiouyаеиоуыэюяієїў"))
_FRONT, _BACK = re.compile("[eiy]+"), re.compile("[ou]+")
_BETWEEN_SCRIPTS = str.maketrans("pbfvtdkgszSZCJcmnlrxh", "PPPPTTKKSSSSSSSNNLL  ", "")


class Word(NamedTuple):
    """What a word may tell, wherever it stands."""

    folded: str
    #: It begins with a letter that has a capital and is not it.
    is_small: bool
    #: It tells a place, or may be a name.
    tells: bool
    #: The code of the place of this name.
    place: str | None
    #: Whether the name of a place goes on after it.
    begins_place: bool
    #: As a name: how it sounds.
    name: tuple[Group, ...]
    #: As a word of its language; 0 for short ones.
    word: int
    #: What it is about.
    matter: Group


class WordTable(dict[str, Word]):
    """Words of texts in one language, read when first asked for; the oldest half makes room."""

    def __init__(self, language: str | None) -> None:
        super().__init__()
        self.language = language
        #: Of its own, because the matcher's is kept full.
        self.lemmas = copy(table_of(language))
        self.lemmas.clear()

    def __missing__(self, surface: str) -> Word:
        if len(self) >= _TABLE_SIZE:
            for old in tuple(islice(self, _TABLE_SIZE // 2)):
                del self[old]
        if len(self.lemmas) > _MAX_LEMMAS:
            self.lemmas.clear()
        word = self[surface] = self._read(surface)
        return word

    def _read(self, surface: str) -> Word:
        folded = fold_plain(surface)
        is_small = starts_small(surface)
        code = _find_place(surface, folded, self.lemmas, is_small=is_small)
        begins = not is_small and begins_place(folded)
        name = () if is_small or code else hear_name(surface.lower(), folded, self)
        return Word(
            folded,
            is_small,
            bool(code or begins or name),
            code,
            begins,
            name,
            word_key(folded[:_STEM], self.language) if len(folded) >= _LEAST_WORD else 0,
            find_matter(folded),
        )


def starts_small(surface: str) -> bool:
    """Whether a word begins with a letter that has a capital and is not it."""
    char = surface[0]
    return char.islower() and char.upper() != char and not "ა" <= char <= "ჿ"


def word_key(text: str, language: str | None) -> int:
    return make_key(Kind.WORD, f"{language} {text}")


def _find_place(surface: str, folded: str, lemmas: LemmaTable, *, is_small: bool) -> str | None:
    """Return the place of this name; a small word may be an adjective of a country."""
    if len(folded) < _LEAST_FORM:
        return find_place(folded) if surface.isupper() else None
    if len(folded) == _LEAST_FORM and not surface.isupper():
        return None
    if is_small and not begins_country(folded):
        return None
    if surface[0].isupper() and not begins_like_place(folded):
        return None
    for form in lemmas[folded].as_word:
        code = find_place(form) if len(form) >= _LEAST_FORM else None
        if code is not None and not (is_small and ("/" in code or len(form) <= _LEAST_WORD)):
            return code
    return None


def hear_name(surface: str, folded: str, table: WordTable) -> tuple[Group, ...]:
    """Return the keys of a word as a name: between alphabets, and between scripts."""
    ear = ear_of(surface) if len(surface) >= _LEAST_FORM else None
    if ear is None:
        return ()
    if ear is not Ear.ALPHABET:
        forms = (surface, *table.lemmas[folded].as_name[1:_MAX_FORMS])
        return hear_forms([form for form in forms if len(form) >= _LEAST_FORM], table.language)
    sounds = _read_widely(surface, table.language)
    near = _name_keys(sounds, folded, table)
    far = _sound_keys(sounds[:1])
    return (near, far) if far else (near,)


def _read_widely(surface: str, language: str | None) -> list[str]:
    """Return how a word is read in its language, in English and by scholars."""
    sounds = [*read_aloud(surface, language, widely=False)[:_MAX_READINGS]]
    if surface[0] in _LATIN:
        if language not in (None, "en"):
            sounds += read_aloud(surface, "en", widely=False)[:_MAX_OTHER]
        if "c" in surface or not surface.isascii():
            sounds += read_aloud(surface, "scholarly", widely=False)[:_MAX_OTHER]
    return sounds


def hear_forms(forms: Iterable[str], language: str | None) -> tuple[Group, ...]:
    """Return the keys of a word of a script that is no alphabet, by what it may be a form of."""
    keys = _sound_keys(sound for form in forms for sound in read_aloud(form, language)[:2])
    return (keys,) if keys else ()


def _name_keys(sounds: list[str], folded: str, table: WordTable) -> Group:
    found = dict.fromkeys(sounds)
    frames = {_frame(folded)}
    for lemma in table.lemmas[folded].as_name[1 : _MAX_FORMS + 1]:
        frame = _frame(lemma)
        if len(lemma) >= _LEAST_FORM and (frame not in frames or len(frame) <= _FEW):
            frames.add(frame)
            found.update(dict.fromkeys(read_aloud(lemma, table.language, widely=False)[:1]))
    keys = dict.fromkeys(make_key(Kind.NAME, _write_near(sound)) for sound in found)
    return tuple(keys)[:_MAX_KEYS]


def _frame(word: str) -> str:
    """Return a word without its vowels: forms that share it sound alike for a key."""
    return word.translate(_NO_VOWELS)


def _write_near(sound: str) -> str:
    """Write a sound as alphabets tell it apart."""
    plain = sound.translate(_BETWEEN_ALPHABETS)
    consonants = _DOUBLED.sub(r"\1", _VOWELS.sub("", plain))
    if len(consonants) > _FEW:
        return consonants[:_LONGEST]
    return _BACK.sub("u", _FRONT.sub("i", plain))


def _sound_keys(sounds: Iterable[str]) -> Group:
    written = (_write_far(sound) for sound in sounds)
    keys = dict.fromkeys(
        make_key(Kind.SOUND if len(sound) > _LEAST_SOUND else Kind.FAINT, sound)
        for sound in written
        if len(sound) >= _LEAST_SOUND
    )
    return tuple(keys)[:_MAX_KEYS]


def _write_far(sound: str) -> str:
    """Write a sound in what all scripts tell apart; an r or l counts at the beginning only."""
    plain = _VOWELS.sub("", sound.translate(_BETWEEN_SCRIPTS)).replace(" ", "")
    plain = plain[:1] + plain[1:].replace("L", "")
    return _DOUBLED.sub(r"\1", plain)[:_LONGEST]
