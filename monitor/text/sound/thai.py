"""Say how foreign names sound in Thai, and where in running text they may stand.

Pure. The vowels `เ แ โ ไ` are written before the consonant that they follow in speech; a mark over
a letter silences it. Names of foreigners are spelled with half of the alphabet and mostly without
tone marks: what has other letters is a Thai word.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_CONSONANTS = {
    "ก": "k", "ข": "k", "ค": "k", "ฆ": "k", "ง": "n", "จ": "C", "ฉ": "C", "ช": "C", "ฌ": "C",
    "ซ": "s", "ส": "s", "ศ": "s", "ษ": "s", "ญ": "i", "ด": "d", "ฎ": "d", "ต": "t", "ฏ": "t",
    "ถ": "t", "ท": "t", "ธ": "t", "น": "n", "ณ": "n", "บ": "b", "ป": "p", "ผ": "p", "พ": "p",
    "ภ": "p", "ฝ": "f", "ฟ": "f", "ม": "m", "ย": "i", "ร": "r", "ล": "l", "ฬ": "l", "ว": "v",
    "ห": "h", "ฮ": "h", "อ": "",
}  # fmt: skip
_ALL = "".join(_CONSONANTS)
_SIGNS = {"ะ": "a", "ั": "a", "า": "a", "ิ": "i", "ี": "i", "ึ": "y", "ื": "y", "ุ": "u", "ู": "u"}
_LEADING = {"เ": "e", "แ": "E", "โ": "o", "ไ": "ai", "ใ": "ai"}
#: What stands around a consonant that a leading vowel comes before, the longest first.
_AROUND = (
    ("เ", "ีย", "ie"), ("เ", "ือ", "ya"), ("เ", "าะ", "o"), ("เ", "า", "au"), ("เ", "อ", "@"),
    ("เ", "ิ", "@"), ("เ", "็", "e"), ("เ", "ะ", "e"), ("เ", "ย", "ei"), ("แ", "็", "E"),
    ("แ", "ะ", "E"), ("โ", "ะ", "o"), ("ไ", "ย", "ai"),
)  # fmt: skip
_MARKED = "".join(_SIGNS) + "็"
_SILENCED = re.compile(f"[หร]์|[{_ALL}][ิุ]์")
_MUTE_MARK = "์"
_CLUSTER = re.compile("[กขคดตทปผพบฟสซ][รลว](?!์)")
#: Where it matters whether two consonants are one beginning.
_LED_CLUSTER = re.compile(f"[{''.join(_LEADING)}][กขคดตทปผพบฟสซ][รลว]")
#: Letters that names of foreigners are spelled with.
_STRETCH = re.compile("[กคงจชซฌดตทนบปพฟมยรลวสหฮอเแโไะ-ฺ็์]{4,}")
_SIZES = range(4, 15)
_DEPENDENT = frozenset("ะัาำิีึืุู็์่้๊๋ๅ")
#: Words that every text is full of and no name holds.
_COMMON = re.compile(
    "เป็น|และ|เพียง|ของ|เวลา|เดียว|เดือน|เมือง|เดิน|เรา|การ(?!์)|ความ|โดย|สมุทร|"
    "มกราคม|มีนาคม|เมษายน|พฤษภาคม|มิถุนายน|กรกฎาคม|สิงหาคม|กันยายน|ตุลาคม|พฤศจิกายน|ธันวาคม"
)
_NO_END = frozenset((*_LEADING, "ั", "ึ", "ื"))


def read_thai(word: str) -> tuple[str, ...]:
    """Return the sounds of a name in Thai letters."""
    word = _SILENCED.sub(lambda found: "ร" if found[0][0] == "ร" else "", word)
    word = word.replace(_MUTE_MARK, "")
    joined = _read(word, with_clusters=True)
    if _LED_CLUSTER.search(word) is None:
        return (joined,)
    return tuple(dict.fromkeys((joined, _read(word, with_clusters=False))))


def _read(word: str, *, with_clusters: bool) -> str:
    sounds, place = "", 0
    while place < len(word):
        if word[place] in _LEADING:
            place, sound = _read_led(word, place, with_clusters)
        else:
            place, sound = _read_letter(word, place, sounds)
        sounds += sound
    return sounds


def _read_led(word: str, place: int, with_clusters: bool) -> tuple[int, str]:
    """Read a leading vowel with the consonants before it in speech."""
    lead, start = word[place], place + 1
    size = 2 if with_clusters and _CLUSTER.match(word, start) else 1
    end = start + size
    consonants = "".join(_CONSONANTS.get(char, "") for char in word[start:end])
    for vowel, around, sound in _AROUND:
        if lead == vowel and word.startswith(around, end) and _ends_vowel(word, end + len(around)):
            return end + len(around), consonants + sound
    return end, consonants + _LEADING[lead]


def _ends_vowel(word: str, end: int) -> bool:
    """Whether the letters before are a vowel: none of its signs follows."""
    return word[end : end + 1] not in _SIGNS and word[end : end + 1] != "็"


def _read_letter(word: str, place: int, before: str) -> tuple[int, str]:
    char, after = word[place], word[place + 1 : place + 2]
    if char in _SIGNS:
        return place + 1, _SIGNS[char]
    if word.startswith("ัว", place):
        return place + 2, "ua"
    if char == "อ":
        return place + 1, "" if not place or (after and after in _MARKED) else "o"
    if char == "ว" and after not in ("", *_SIGNS, *_LEADING, "็") and before[-1:] not in "aeiouyE@":
        return place + 1, "ua"
    if char == "ว" and not after and before[-1:] in ("a", "i", "e", "E"):
        return place + 1, "u"
    return place + 1, _CONSONANTS.get(char, "")


def cut_thai(text: str) -> Iterator[tuple[int, int]]:
    """Yield the windows of running text that may be a foreign name."""
    without = _COMMON.sub(lambda word: " " * len(word[0]), text)
    for stretch in _STRETCH.finditer(without):
        first, last = stretch.span()
        for start in range(first, last - _SIZES[0] + 1):
            if not _may_start(text, start):
                continue
            for end in range(start + _SIZES[0], min(last, start + _SIZES[-1]) + 1):
                if _may_end(text, end):
                    yield start, end


def _may_start(text: str, place: int) -> bool:
    is_led = place > 0 and text[place - 1] in _LEADING
    return text[place] not in _DEPENDENT and not is_led and text[place + 1] != _MUTE_MARK


def _may_end(text: str, end: int) -> bool:
    return text[end - 1] not in _NO_END and text[end : end + 1] not in _DEPENDENT
