"""Know countries and large cities by their names in any language and script.

Pure. By a table that ships with the program (`data/README.md` says where it comes from) and is
read once, when first asked. A place is known by its code: `KP`, `KP/Pyongyang`. Nothing here
says which place a text means; a name that several bear is the largest one's.
"""

from __future__ import annotations

import zlib
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from monitor.text.script import Script, script_of

#: Thai and its neighbors write long names, and short ones stand inside other words.
_LEAST_SOUTHEAST = 4
_LEAST, _BEGINNING = 3, 4
_GZIP = 16 + zlib.MAX_WBITS


class _Names(NamedTuple):
    codes: dict[str, str]
    #: Words that begin a name of several words.
    firsts: frozenset[str]
    #: What the names of all places, and of countries, begin with.
    beginnings: frozenset[str]
    countries: frozenset[str]
    #: By two signs, the lengths of the names of running scripts that begin so, longest first.
    running: dict[str, tuple[int, ...]]


def find_place(name: str) -> str | None:
    """Return the code of the place that is called so, folded; None where none is."""
    return _names().codes.get(name)


def begins_place(word: str) -> bool:
    """Whether the name of a place goes on after this word."""
    return word in _names().firsts


def begins_like_place(word: str) -> bool:
    """Whether the name of some place begins like this word."""
    return word[:_LEAST] in _names().beginnings


def begins_country(word: str) -> bool:
    """Whether some country's name, or its adjective, begins like this word."""
    return word[:_BEGINNING] in _names().countries


def find_running_places(text: str) -> list[tuple[int, int, str]]:
    """Return the places in a stretch of Han, kana, Thai or Hangul: start, end, code.

    The longest name that begins at a sign is taken, and the next is looked for after it.
    """
    names = _names()
    found: list[tuple[int, int, str]] = []
    place = 0
    while place < len(text) - 1:
        for length in names.running.get(text[place : place + 2], ()):
            code = names.codes.get(text[place : place + length])
            if code is not None and place + length <= len(text):
                found.append((place, place + length, code))
                place += length - 1
                break
        place += 1
    return found


@cache
def _names() -> _Names:
    packed = files("monitor.text").joinpath("data", "gazetteer.tsv.gz").read_bytes()
    codes: dict[str, str] = {}
    firsts: set[str] = set()
    countries: set[str] = set()
    running: dict[str, set[int]] = {}
    for line in zlib.decompress(packed, _GZIP).decode().splitlines():
        code, _, names = line.partition("\t")
        for name in names.split("|"):
            codes[name] = code
            if "/" not in code:
                countries.add(name[:_BEGINNING])
            first, space, _ = name.partition(" ")
            if space:
                firsts.add(first)
            elif _is_running(name):
                running.setdefault(name[:2], set()).add(len(name))
    beginnings = frozenset(name[:_LEAST] for name in codes)
    lengths = {key: tuple(sorted(found, reverse=True)) for key, found in running.items()}
    return _Names(codes, frozenset(firsts), beginnings, frozenset(countries), lengths)


def _is_running(name: str) -> bool:
    script = script_of(name[0])
    if script is Script.SOUTHEAST:
        return len(name) >= _LEAST_SOUTHEAST
    return script is not None and script is not Script.SPACED
