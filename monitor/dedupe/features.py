"""Say what an article tells: places, names and numbers in any language, words in its own.

Pure. Read are the title and the first paragraphs, where news says what happened; what comes later
is background, which other stories share. Everything becomes a group of keys
(monitor.dedupe.naming); the groups of title and first sentences come first and count more.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from monitor.dedupe.keying import Group, Kind, make_key
from monitor.dedupe.matter import find_running_matters
from monitor.dedupe.naming import Word, WordTable, hear_forms, word_key
from monitor.text import (
    find_place,
    find_running_places,
    find_surfaces,
    spells_names,
    strip_invisible,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.text import Words

#: Characters of the body that say what happened, and that are read at all.
LEAD, DEPTH = 300, 1_000
#: Groups kept of an article.
_MAX_GROUPS = 90
_MAX_WORDS = 24
_LEAST_DIGITS = 2
_MAX_DIGITS = 12
_WORDS_OF_PLACE = 3
_NUMBER = re.compile(r"\d+(?:[.,\u00a0\u202f'’]\d{3})*(?:[.,]\d+)?")
_RUN_OF_HAN = re.compile("[\u3400-\u9fff]+")
_RUN_OF_KANA = re.compile("[\u30a1-\u30fa\u30fc]{3,}")
_LEAST_HAN, _MOST_HAN = 2, 8
_GRAM_OF_THAI = 5
#: What Korean writes onto a name is one or two syllables long.
_PARTICLES = (0, 1, 2)


class Telling(NamedTuple):
    """What an article tells, the most telling first."""

    groups: tuple[Group, ...]
    #: How many of the groups are from the title and the first sentences.
    leading: int


def find_telling(title: str, body: str, language: str | None) -> Telling:
    """Read what an article tells; a word that sounds like nothing has no keys and says nothing."""
    cities: list[str] = []
    groups = dict.fromkeys(filter(None, _read(f"{title}\n{body[:LEAD]}", language, cities)))
    leading = min(len(groups), _MAX_GROUPS)
    if body[LEAD:] and leading < _MAX_GROUPS:
        groups |= dict.fromkeys(
            filter(None, _read(body[LEAD:DEPTH], language, cities, with_words=False))
        )
    groups |= dict.fromkeys((country_key(code),) for code in cities)
    return Telling(tuple(groups)[:_MAX_GROUPS], leading)


@cache
def table_of_words(language: str | None) -> WordTable:
    """Return the words of a language, which are read when first asked for."""
    return WordTable(language)


def _read(
    written: str, language: str | None, cities: list[str], *, with_words: bool = True
) -> Iterator[Group]:
    """Read a text; adds to the cities, whose countries are told by the way."""
    text = strip_invisible(written)
    words = find_surfaces(text)
    if not with_words:
        words = words._replace(spaced=[word for word in words.spaced if not word[0].islower()])
    yield from _read_numbers(text)
    for code_or_group in (*_read_spaced(words, language), *_read_unspaced(words, language)):
        if isinstance(code_or_group, tuple):
            yield code_or_group
        elif "/" in code_or_group:
            cities.append(code_or_group)
            yield (make_key(Kind.CITY, code_or_group),)
        else:
            yield (country_key(code_or_group),)
    if with_words:
        yield from _read_matters(words, language)
        yield from _read_words(words, language)


def _read_numbers(text: str) -> Iterator[Group]:
    for number in _NUMBER.findall(text):
        key = number_key(number)
        if key:
            yield (key,)


def number_key(number: str) -> int:
    """Return the key of a number as written; 0 for one that says little."""
    digits = "".join(char for char in number if char.isdecimal())
    enough = _LEAST_DIGITS <= len(digits) <= _MAX_DIGITS
    return make_key(Kind.NUMBER, str(int(digits))) if enough else 0


def country_key(code: str) -> int:
    """Return the key of a place's country."""
    return make_key(Kind.COUNTRY, code.partition("/")[0])


def _read_spaced(words: Words, language: str | None) -> Iterator[Group | str]:
    """Return names, and codes of places, among words with spaces between them."""
    table = table_of_words(language)
    read = [*map(table.__getitem__, words.spaced)]
    small = {word.folded for word in read if word.is_small}
    after = 0
    for number, word in [(number, word) for number, word in enumerate(read) if word.tells]:
        if number < after:
            continue
        if word.begins_place:
            code, count = _find_long_place(read[number : number + _WORDS_OF_PLACE], table)
            if code:
                after = number + count
                yield code
                continue
        if word.place:
            yield word.place
        elif word.folded not in small:
            yield from word.name


def _find_long_place(words: list[Word], table: WordTable) -> tuple[str | None, int]:
    """Return the place whose name these words begin with, and how many they are."""
    parts = [word.folded for word in words]
    for count in range(len(parts), 1, -1):
        code = find_place(" ".join(parts[:count])) or _find_inflected(parts[:count], table)
        if code:
            return code, count
    return None, 0


def _find_inflected(parts: list[str], table: WordTable) -> str | None:
    *before, last = parts
    firsts = [" ".join(before)]
    if len(before) == 1:
        firsts += table.lemmas[before[0]].as_word[1:6]
    for form in table.lemmas[last].as_word[:8]:
        for first in firsts:
            code = find_place(f"{first} {form}")
            if code:
                return code
    return None


def _read_unspaced(words: Words, language: str | None) -> Iterator[Group | str]:
    """Return names, and codes of places, in Hangul, Han, kana and the scripts of Southeast Asia."""
    for surface in words.hangul:
        found = find_running_places(surface)[:1]
        if found and found[0][0] == 0:
            yield found[0][2]
        else:
            forms = [surface[: len(surface) - cut] for cut in _PARTICLES if len(surface) > cut + 1]
            yield from hear_forms(forms, language)
    for surface in words.running:
        for _, _, code in find_running_places(surface):
            yield code
        for run in _RUN_OF_KANA.findall(surface):
            yield from hear_forms([run], language)
        for run in _RUN_OF_HAN.findall(surface):
            yield from _hear_han(run)


def _hear_han(run: str) -> Iterator[Group]:
    """Hear the stretches that spell foreign names."""
    start = 0
    for place in range(len(run) + 1):
        if place == len(run) or not spells_names(run[place]):
            if _LEAST_HAN <= place - start <= _MOST_HAN:
                yield from hear_forms([run[start:place]], "zh")
            start = place + 1


def _read_matters(words: Words, language: str | None) -> Iterator[Group]:
    """Return what kind of things are told."""
    for word in map(table_of_words(language).__getitem__, words.spaced):
        if word.matter:
            yield word.matter
    for surface in (*words.hangul, *words.running):
        yield from find_running_matters(surface)


def _read_words(words: Words, language: str | None) -> Iterator[Group]:
    """Return words as their own language knows them, the first so many."""
    table = table_of_words(language)
    found = dict.fromkeys(word.word for word in map(table.__getitem__, words.spaced) if word.word)
    found.update(dict.fromkeys(word_key(word[:2], language) for word in words.hangul if word[1:]))
    for surface in words.running:
        found.update(dict.fromkeys(word_key(gram, language) for gram in _cut_grams(surface)))
    for key in tuple(found)[:_MAX_WORDS]:
        yield (key,)


def _cut_grams(surface: str) -> Iterator[str]:
    """Return what stands for words in running text: pairs of Han, stretches of kana and Thai."""
    yield from _RUN_OF_KANA.findall(surface)
    for run in _RUN_OF_HAN.findall(surface):
        yield from (run[place : place + 2] for place in range(len(run) - 1))
    if surface[0] >= "\u0e00" and surface[0] < "\u1800":
        yield from (
            surface[place : place + _GRAM_OF_THAI]
            for place in range(len(surface) - _GRAM_OF_THAI + 1)
        )
