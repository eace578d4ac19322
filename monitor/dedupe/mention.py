"""Show what two articles share, in the words of one of them.

Pure. Keys are numbers; a reader wants to see the places, names and numbers behind them. Only what
stands in the title and the first sentences is looked at, since that is what decides.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

from monitor.dedupe.features import LEAD, country_key, number_key, table_of_words
from monitor.dedupe.keying import KIND, Kind, make_key
from monitor.dedupe.naming import hear_forms
from monitor.text import find_place, find_running_places, find_surfaces, strip_invisible

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST = 6
_NUMBER = re.compile(r"\d[\d.,]*\d|\d")
_RUN = re.compile("[\u30a1-\u30fa\u30fc]{3,}|[\u3400-\u9fff]{2,8}")
_SHOWN_LAST = frozenset((Kind.WORD, Kind.MATTER))


def show_shared(
    title: str, body: str, language: str | None, keys: frozenset[int]
) -> tuple[str, ...]:
    """Return the words of an article by which it shares keys: places, names, numbers, words.

    Args:
        title: Of the article.
        body: What it tells.
        language: It is written in.
        keys: What it shares with another article.
    """
    first: dict[int, str] = {}
    last: dict[int, str] = {}
    for surface, found in _list_mentions(f"{title}\n{body[:LEAD]}", language):
        shared = keys.intersection(found)
        if shared:
            key = min(shared)
            (last if key & KIND in _SHOWN_LAST else first).setdefault(key, surface)
    shown = dict.fromkeys((*first.values(), *last.values()))
    return tuple(shown)[:_MOST]


def _list_mentions(written: str, language: str | None) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Return what stands in a text, with the keys that it gives."""
    text = strip_invisible(written)
    words = find_surfaces(text)
    yield from _list_spaced(words.spaced, language)
    for surface in words.hangul:
        yield from _list_places(surface)
        yield surface, tuple(chain(*hear_forms([surface, surface[:-1]], language)))
    for surface in words.running:
        yield from _list_places(surface)
        for run in _RUN.findall(surface):
            yield run, tuple(chain(*hear_forms([run], "zh")))
    for number in _NUMBER.findall(text):
        yield number, (number_key(number),)


def _list_spaced(spaced: list[str], language: str | None) -> Iterator[tuple[str, tuple[int, ...]]]:
    table = table_of_words(language)
    for number, surface in enumerate(spaced):
        word = table[surface]
        if word.begins_place:
            yield from _list_long_places(spaced[number : number + 3], language)
        if word.place:
            yield surface, _place_keys(word.place)
        yield surface, tuple(chain(*word.name))
        yield surface, (word.word, *word.matter)


def _list_long_places(
    surfaces: list[str], language: str | None
) -> Iterator[tuple[str, tuple[int, ...]]]:
    table = table_of_words(language)
    for count in range(2, len(surfaces) + 1):
        code = find_place(" ".join(table[surface].folded for surface in surfaces[:count]))
        if code:
            yield " ".join(surfaces[:count]), _place_keys(code)


def _list_places(surface: str) -> Iterator[tuple[str, tuple[int, ...]]]:
    for start, end, code in find_running_places(surface):
        yield surface[start:end], _place_keys(code)


def _place_keys(code: str) -> tuple[int, ...]:
    return (country_key(code), make_key(Kind.CITY, code)) if "/" in code else (country_key(code),)
