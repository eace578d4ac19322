"""Compare how two words sound, by what the script of one of them can tell apart.

Pure. A sound is a string: consonants `p b t d k g f v s z x h m n l r`, `S` sh, `Z` zh, `C` ch,
`J` dzh, `c` ts; vowels `a e i o u`, `y` a weak one. Two words are alike when their consonants
fall into the same classes of the script, and their vowels differ by little.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

_VOWELS = "aeiouy"
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hearing:
    """What a script keeps apart."""

    #: Sounds that are written with one sign.
    same: dict[int, str]
    #: Changes that depend on what stands beside, each also left undone.
    changes: tuple[tuple[re.Pattern[str], str], ...]
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
    return _Hearing(
        same={ord(sound): to for sounds, to in pairs for sound in sounds},
        changes=tuple((re.compile(pattern), to) for pattern, to in changes),
        idle=frozenset(idle),
        slack=slack,
        is_abjad=is_abjad,
    )


_N_OF_NG = ("n[gk](?=[^aeiouy]|$)", "n")
_HEARINGS = {
    Ear.ALPHABET: _hearing("sz=s SZ=S CJ=C xh=h", ("ng$", "n")),
    Ear.GREEK: _hearing("szSZ=s CJc=c xh=h", ("ng$", "n"), ("v$", "f"), ("v(?=[^aeiouy])", "f")),
    Ear.ARABIC: _hearing(
        "pb=b vf=f sc=s SZ=S CJ=C ou=u ei=i", ("Z", "J"), ("^s(?=[^aeiouy])", "as"), is_abjad=True
    ),
    Ear.HEBREW: _hearing("bv=b pf=p SZ=S CJ=C ou=u ei=i", is_abjad=True),
    Ear.KANA: _hearing(
        "vb=b lr=r mn=n fxh=h sSzZJ=s Cc=c",
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
        "pf=p bv=b kg=k td=t sS=s zZJ=J Cc=C lr=r xh=h",
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
        "pb=p kg=k td=t sSzc=s JCZ=J lr=l xh=h",
        ("r(?=[^aeiouy])", ""),
        ("r$", ""),
        ("m(?=[^aeiouy]|$)", "n"),
        _N_OF_NG,
        ("(?<!n)[tkgd](?=i)", "J"),
        ("z", "J"),
        ("v(?=[^aeiouy]|$)", "f"),
        ("[xh](?=i)", "S"),
        idle="yeiuao",
        slack=3,
    ),
}
#: Vowels that take each other's place from one language to the next.
_NEAR = frozenset(
    frozenset(pair) for pair in ("ou", "ei", "ao", "ae", "iy", "uy", "ey", "oe", "ay", "oy")
)
_FAR = 1.0
_CLOSE = 0.5
_SLIGHT = 0.25
#: What a word may end in that Arabic and Hebrew do not write.
_UNWRITTEN = ("", "a", "e")
#: Vowel slots of a word with two consonants.
_SHORT = 3
_NEVER = 9.0


@lru_cache(maxsize=50_000)
def consonants_of(sound: str, ear: Ear) -> frozenset[str]:
    """Return the keys under which this script files a sound."""
    return frozenset(key for _, key in _variants(sound, ear))


def heard_keys(sound: str, ear: Ear) -> frozenset[str]:
    """Return the keys of a sound in a text: what the script made of it has already happened."""
    if ear is Ear.ALPHABET:
        return consonants_of(sound, ear)
    return frozenset((_key(sound, _HEARINGS[ear]),))


@lru_cache(maxsize=50_000)
def _variants(sound: str, ear: Ear) -> tuple[tuple[str, str], ...]:
    """Return the sound and what this script may make of it, each with its key."""
    hearing = _HEARINGS[ear]
    variants = {sound: None}
    for pattern, to in hearing.changes:
        variants |= {pattern.sub(to, variant): None for variant in tuple(variants)}
    return tuple((variant, _key(variant, hearing)) for variant in variants)


def _key(sound: str, hearing: _Hearing) -> str:
    return "".join(_CONSONANTS.findall(_sameness(sound, hearing)))


def _sameness(sound: str, hearing: _Hearing) -> str:
    """Write a sound in the classes of a script, doubled consonants as one."""
    return _DOUBLED.sub(r"\1", sound.translate(hearing.same))


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
    if set(heard) & set(wanted):
        return _SLIGHT if abs(len(heard) - len(wanted)) <= hearing.slack else _CLOSE
    if heard == "y":
        return _SLIGHT
    near = any(frozenset((one, other)) in _NEAR for one in heard for other in wanted)
    return _CLOSE if near else _FAR


def _compare_idle(heard: str, hearing: _Hearing) -> float:
    """Weigh a vowel where the name has none."""
    if set(heard) <= hearing.idle:
        return 0.0
    return _CLOSE if heard in "ey" else _FAR


def _weigh_unwritten(wanted: str, hearing: _Hearing) -> float:
    """Weigh a vowel of the name that the text does not have."""
    if hearing.is_abjad:
        return 0.0 if wanted in ("i", "y", "a") else _CLOSE
    return _CLOSE if wanted in ("e", "y") else _FAR
