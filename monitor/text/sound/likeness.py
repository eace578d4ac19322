"""Compare how two words sound, by what the script of one of them can tell apart.

Pure. A sound is a string: consonants `p b t d k g f v s z x h m n l r`, `S` sh, `Z` zh, `C` ch,
`J` dzh, `c` ts, `T` English th; vowels `a e i o u`, `y` a weak one, `E` between a and e, `@` any
but i. Two words are alike when their consonants
fall into the same classes of the script, and their vowels differ by little.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_VOWELS = "aeiouyE@"
_NO_VOWELS = dict.fromkeys(map(ord, _VOWELS))
#: What a pattern has where it asks for a consonant, whichever.
_ANY_CONSONANT = re.compile(r"\[\^[^]]*\]")
#: Vowels that are the same to the key of a heard sound.
_ONE_VOWEL = str.maketrans("eiou", "aaaa")
_CONSONANTS = re.compile(f"[^{_VOWELS}]")
_FINAL_NG = re.compile("ng$")
_DOUBLED = re.compile(f"([^{_VOWELS}])\\1+")


class Ear(StrEnum):
    """What kind of script a word is written in."""

    #: Latin, Cyrillic, Georgian, Armenian, Indic.
    ALPHABET = "e"
    GREEK = "g"
    ARABIC = "a"
    HEBREW = "h"
    KANA = "k"
    HANGUL = "o"
    HAN = "z"
    THAI = "t"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hearing:
    """What a script keeps apart."""

    #: Sounds that are written with one sign.
    same: dict[int, str]
    #: Changes that depend on what stands beside, each also left undone.
    changes: tuple[tuple[re.Pattern[str], str], ...]
    #: Where one of them may change something.
    changed: re.Pattern[str] | None
    #: Which vowel stands beside makes no difference to them.
    is_deaf_to_vowels: bool
    #: Vowels that stand only because a consonant cannot stand alone.
    idle: frozenset[str]
    #: By how many letters two runs of vowels may differ.
    slack: int
    #: Short vowels are not written.
    is_abjad: bool


def _hearing(
    same: str, *changes: tuple[str, str], idle: str = "y", slack: int = 1, is_abjad: bool = False
) -> _Hearing:
    pairs = (pair.split("=") for pair in same.split())
    changes = tuple((pattern.replace("aeiouy", _VOWELS), to) for pattern, to in changes)
    return _Hearing(
        same={ord(sound): to for sounds, to in pairs for sound in sounds},
        changes=tuple((re.compile(pattern), to) for pattern, to in changes),
        changed=re.compile("|".join(pattern for pattern, _ in changes)) if changes else None,
        is_deaf_to_vowels=not any(
            set(_VOWELS) & set(_ANY_CONSONANT.sub("", pattern)) for pattern, _ in changes
        ),
        idle=frozenset(idle),
        slack=slack,
        is_abjad=is_abjad,
    )


_N_OF_NG = ("n[gk](?=[^aeiouy]|$)", "n")
_HEARINGS = {
    Ear.ALPHABET: _hearing("tT=t sz=s SZ=S CJ=C xh=h", ("ng$", "n")),
    Ear.GREEK: _hearing(
        "tT=t szSZ=s CJc=c xh=h", ("ng$", "n"), ("v$", "f"), ("v(?=[^aeiouy])", "f")
    ),
    Ear.ARABIC: _hearing(
        "tT=t pb=b vf=f sc=s SZ=S CJ=C ou=u",
        ("Z", "J"),
        ("T", "s"),
        ("(?<=[rmnlbdgv])s$", "z"),
        ("^s(?=[^aeiouy])", "as"),
        slack=0,
        is_abjad=True,
    ),
    Ear.HEBREW: _hearing("tT=t bv=b pf=p SZ=S CJ=C ou=u", slack=0, is_abjad=True),
    Ear.KANA: _hearing(
        "tT=t vb=b lr=r mn=n fxh=h sSzZJ=s Cc=c",
        ("T", "s"),
        ("t(?=[iu])", "c"),
        ("d(?=i)", "s"),
        ("d(?=e)", "J"),
        ("v(?=[^aeiouy])", "u"),
        ("v$", "h"),
        ("r(?=[^aeiouy]|$)", ""),
        ("x(?=$|[^aeiouy])", "h"),
        ("h(?=$|[^aeiouy])", ""),
        _N_OF_NG,
        idle="yuoi",
    ),
    Ear.HANGUL: _hearing(
        "pf=p bv=b kg=k tdT=t sS=s zZJ=J Cc=C lr=r xh=h",
        ("T", "s"),
        ("(?<=[oae])n$", "ng"),
        ("s$", "t"),
        ("v(?=[^aeiouy])", "p"),
        ("v$", "p"),
        ("[xh](?=$|[^aeiouy])", ""),
        ("c", "ts"),
        ("r(?=[^aeiouy]|$)", ""),
        idle="yi",
    ),
    Ear.HAN: _hearing(
        "pb=p kg=k tdT=t sSzc=s JCZ=J lr=l xh=h",
        ("T", "s"),
        ("r(?=[^aeiouy])", ""),
        ("r$", ""),
        ("vu", "u"),
        ("d(?=e)", "J"),
        ("l(?=[^aeiouy])", ""),
        ("m(?=[^aeiouy])", "n"),
        _N_OF_NG,
        ("(?<!n)[tkgd](?=i)", "J"),
        ("z", "J"),
        ("v(?=[^aeiouy]|$)", "f"),
        ("[xh](?=i)", "S"),
        idle="yeiu",
    ),
}
_HEARINGS[Ear.THAI] = _hearing(
    "kgx=k tT=t szc=s SZCJ=C",
    ("T", "s"),
    ("c", "ts"),
    ("v$", "f"),
    ("v(?=[^aeiouy])", "f"),
    ("x", "h"),
    ("h(?=[^aeiouy]|$)", ""),
    ("r(?=[^aeiouy]|$)", ""),
    _N_OF_NG,
)
#: Vowels that take each other's place from one language to the next.
_NEAR = frozenset(
    frozenset(pair) for pair in ("ou", "ei", "ao", "ae", "iy", "uy", "ey", "oe", "ay", "oy")
)
_FAR = 1.0
_CLOSE = 0.5
_SLIGHT = 0.25
_FAINT = 0.125
_NOT_QUITE = 0.75
#: Two vowels of which every script writes the second.
_WIDE = ("ai", "au", "oi")
#: What a vowel of a script that has no better one may stand for.
_BROAD = {
    "E": {"a": _FAINT, "e": 0.0, "ei": _SLIGHT, "ai": _SLIGHT, "ae": 0.0, "y": _SLIGHT, "i": 0.5},
    "@": {"a": _CLOSE, "e": _SLIGHT, "o": _SLIGHT, "u": _SLIGHT, "y": 0.0, "oe": _SLIGHT},
}
#: What an unstressed vowel may be written as.
_LIKE_WEAK = ("a", "e", "o", "u")
#: What a word may end in that Arabic and Hebrew do not write.
_UNWRITTEN = ("", "a", "e")
#: Vowel slots of a word with two consonants.
_SHORT = 3
_NEVER = 9.0


def consonants_of(sound: str, ear: Ear) -> frozenset[str]:
    """Return the keys under which this script files a sound."""
    is_deaf = _HEARINGS[ear].is_deaf_to_vowels
    return _consonants_of(sound.translate(_ONE_VOWEL) if is_deaf else sound, ear)


@lru_cache(maxsize=50_000)
def _consonants_of(sound: str, ear: Ear) -> frozenset[str]:
    return frozenset(key for _, key in _variants(sound, ear))


def heard_keys(sound: str, ear: Ear) -> frozenset[str]:
    """Return the keys of a sound in a text: what the script made of it has already happened."""
    if ear is Ear.ALPHABET:
        return consonants_of(sound, ear)
    return frozenset((_key(sound, _HEARINGS[ear]),))


def keys_of_heard(sounds: Iterable[str], ear: Ear) -> set[str]:
    """Return the keys of all sounds that a word in a text may have."""
    different = {sound.translate(_ONE_VOWEL) for sound in sounds}
    return {key for sound in different for key in heard_keys(sound, ear)}


@lru_cache(maxsize=50_000)
def _variants(sound: str, ear: Ear) -> tuple[tuple[str, str], ...]:
    """Return the sound and what this script may make of it, each with its key."""
    hearing = _HEARINGS[ear]
    if hearing.changed is None or hearing.changed.search(sound) is None:
        return ((sound, _key(sound, hearing)),)
    variants = {sound: None}
    for pattern, to in hearing.changes:
        variants |= {pattern.sub(to, variant): None for variant in tuple(variants)}
    return tuple((variant, _key(variant, hearing)) for variant in variants)


def _key(sound: str, hearing: _Hearing) -> str:
    return _sameness(sound, hearing).translate(_NO_VOWELS)


def _sameness(sound: str, hearing: _Hearing) -> str:
    """Write a sound in the classes of a script, doubled consonants as one."""
    same = sound.translate(hearing.same)
    return same if _DOUBLED.search(same) is None else _DOUBLED.sub(r"\1", same)


def weight(heard: str, ear: Ear) -> int:
    """Return how much a sound in a text says.

    Its consonants, and in scripts that leave most vowels out also those that are written, but for
    the last, which is mostly an ending.
    """
    hearing = _HEARINGS[ear]
    slots = _CONSONANTS.split(_sameness(_FINAL_NG.sub("n", heard), hearing))
    written = sum(1 for vowels in slots[:-1] if vowels) + ("u" in slots[-1])
    return len(slots) - 1 + (written if hearing.is_abjad else 0)


@lru_cache(maxsize=50_000)
def distance(heard: str, wanted: str, ear: Ear) -> float:
    """Return how far a sound in a text is from the one of a name: 0 is alike, 9 is another.

    Args:
        heard: Sounds of the word in the text.
        wanted: Sounds of the name.
        ear: The script of the text.
    """
    hearing = _HEARINGS[ear]
    least = _NEVER
    for variant, key in _variants(heard, ear) if ear is Ear.ALPHABET else _plain(heard, hearing):
        for other, other_key in _variants(wanted, ear):
            if key == other_key:
                slots = _slots(variant, hearing), _slots(other, hearing)
                least = min(least, _compare_slots(*slots, hearing))
    return least


def _plain(sound: str, hearing: _Hearing) -> tuple[tuple[str, str], ...]:
    return ((sound, _key(sound, hearing)),)


def _slots(sound: str, hearing: _Hearing) -> list[str]:
    """Return the vowels before, between and after the consonants."""
    return _CONSONANTS.split(_sameness(sound, hearing))


def _compare_slots(heard: list[str], wanted: list[str], hearing: _Hearing) -> float:
    if len(heard) != len(wanted):
        return _NEVER
    if bool(heard[0]) != bool(wanted[0]) and (hearing.is_abjad or len(heard) <= _SHORT):
        return _NEVER
    if hearing.is_abjad and heard[0] and wanted[0]:
        heard, wanted = ["", *heard[1:]], ["", *wanted[1:]]
    if hearing.is_abjad and wanted[-1] not in _UNWRITTEN and not heard[-1]:
        return _NEVER
    return sum(
        0.0 if one == other else _compare_vowels(one, other, hearing)
        for one, other in zip(heard, wanted, strict=True)
    )


def _compare_vowels(heard: str, wanted: str, hearing: _Hearing) -> float:
    if not wanted:
        return _compare_idle(heard, hearing)
    if not heard:
        return _weigh_unwritten(wanted, hearing)
    if hearing.is_abjad:
        spoken = wanted.replace("e", "i")
        if heard.replace("e", "i") in (spoken, wanted.replace("e", "")):
            return 0.0
        return _compare_written(heard.replace("e", "i"), spoken, hearing)
    if heard in _BROAD:
        return _BROAD[heard].get(wanted, _FAR)
    return _compare_written(heard, wanted, hearing)


def _compare_written(heard: str, wanted: str, hearing: _Hearing) -> float:
    """Compare two runs of vowels that are both written."""
    if wanted in _WIDE and heard == wanted[0]:
        return _NOT_QUITE
    if set(heard) & set(wanted):
        return _SLIGHT if abs(len(heard) - len(wanted)) <= hearing.slack else _CLOSE
    if heard == "y" or (wanted == "y" and heard in _LIKE_WEAK):
        return _SLIGHT
    near = any(frozenset((one, other)) in _NEAR for one in heard for other in wanted)
    return _CLOSE if near else _FAR


def _compare_idle(heard: str, hearing: _Hearing) -> float:
    """Weigh a vowel where the name has none."""
    if heard in hearing.idle:
        return 0.0
    return _CLOSE if heard in "ey" else _FAR


def _weigh_unwritten(wanted: str, hearing: _Hearing) -> float:
    """Weigh a vowel of the name that the text does not have."""
    if hearing.is_abjad:
        return 0.0 if wanted in ("e", "y", "a") else _CLOSE
    return _CLOSE if wanted in ("e", "y") else _FAR
