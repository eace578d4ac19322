"""Say how the scripts of India and Ethiopia sound, by what Unicode calls their letters.

Pure. A letter of an Indic script carries a vowel of its own, which a sign or a virama takes away
and speakers often leave out: it is written as the weak vowel.
"""

from __future__ import annotations

import re
import unicodedata

_CONSONANTS = {
    "KA": "k", "KHA": "k", "GA": "g", "GHA": "g", "NGA": "n", "CA": "C", "CHA": "C", "JA": "J",
    "JHA": "J", "NYA": "n", "TTA": "t", "TTHA": "t", "DDA": "d", "DDHA": "d", "NNA": "n",
    "TA": "t", "THA": "t", "DA": "d", "DHA": "d", "NA": "n", "NNNA": "n", "PA": "p", "PHA": "f",
    "BA": "b", "BHA": "b", "MA": "m", "YA": "i", "YYA": "i", "RA": "r", "RRA": "r", "LA": "l",
    "LLA": "l", "LLLA": "l", "VA": "v", "WA": "v", "SHA": "S", "SSA": "S", "SA": "s", "HA": "h",
    "FA": "f", "ZA": "z", "QA": "k",
}  # fmt: skip
_VOWELS = {
    "A": "a", "AA": "a", "I": "i", "II": "i", "U": "u", "UU": "u", "E": "e", "EE": "e", "O": "o",
    "OO": "o", "AI": "ai", "AU": "au", "CANDRA E": "e", "CANDRA O": "o", "SHORT E": "e",
    "SHORT O": "o", "VOCALIC R": "ri",
}  # fmt: skip
_ETHIOPIC = {"AA": "a", "EE": "e", "WA": "ua", "A": "e", "U": "u", "I": "i", "E": "y", "O": "o"}
_ETHIOPIC_CONSONANTS = {"SH": "S", "C": "C", "CH": "C", "J": "J", "ZH": "Z", "X": "x", "KX": "x"}
_ETHIOPIC_CONSONANTS |= {"Q": "k", "TH": "t", "PH": "p", "TS": "c", "TZ": "c", "NY": "n", "Y": "i"}
_ETHIOPIC_CONSONANTS |= {"W": "v", "GLOTTAL ": "", "PHARYNGEAL ": "", "HH": "h", "SZ": "s"}
#: A dot under a letter makes it another sound.
_DOTTED = {"J": "z", "f": "f", "k": "k", "g": "g", "d": "r", "b": "v", "i": "i"}
#: Tamil writes voiced and voiceless alike.
_TAMIL = str.maketrans("ktpC", "gdbs")
_WEAK = "y"
#: A dot that stands for the nasal of the letter after it.
_NASAL = re.compile("N(?=([pbfm]?))")
_NASALS = ("SIGN ANUSVARA", "SIGN CANDRABINDU", "SIGN BINDI")
_SILENCING = ("SIGN VIRAMA", "SIGN PULLI")


def read_indic(word: str) -> tuple[str, ...]:
    """Return the sounds of a word of an Indic or the Ethiopic script."""
    sounds = ""
    for char in unicodedata.normalize("NFD", word):
        sounds = _add(sounds, unicodedata.name(char, ""))
    sounds = _NASAL.sub(lambda mark: "m" if mark[1] else "n", sounds)
    plain = sounds.replace("iy", "i") if sounds.endswith("iy") else sounds
    if not unicodedata.name(word[0], "").startswith("TAMIL"):
        return (plain, plain.replace("J", "z")) if "J" in plain else (plain,)
    voiced = plain[:1] + plain[1:].translate(_TAMIL)
    return tuple(dict.fromkeys((plain, voiced)))


def _add(sounds: str, name: str) -> str:
    what = name.partition(" ")[2]
    kind = next((kind for kind in ("LETTER ", "VOWEL SIGN ", "SYLLABLE ") if kind in what), "")
    rest = what.removeprefix(kind)
    if kind == "VOWEL SIGN ":
        return sounds.removesuffix(_WEAK) + _VOWELS.get(rest, "")
    if kind:
        return sounds + (_letter(rest) if kind == "LETTER " else _syllable(rest))
    if rest in _NASALS:
        return sounds + "N"
    if rest == "SIGN NUKTA":
        bare = sounds.removesuffix(_WEAK)
        return bare[:-1] + _DOTTED.get(bare[-1:], bare[-1:]) + sounds[len(bare) :]
    return sounds.removesuffix(_WEAK) if rest in _SILENCING else sounds


def _letter(name: str) -> str:
    consonant = _CONSONANTS.get(name)
    return _VOWELS.get(name, "") if consonant is None else consonant + _WEAK


def _syllable(name: str) -> str:
    for ending, vowel in _ETHIOPIC.items():
        if name.endswith(ending):
            consonant = name.removesuffix(ending)
            return _ETHIOPIC_CONSONANTS.get(consonant, consonant.lower()) + vowel
    return ""
