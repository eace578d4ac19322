"""Find the family name in what Wikidata calls a person, in any language and script.

Pure. The word that sounds like the family name of the main name; where none does, or the script
is not read, the last word. `Шойгу, Сергей Кужугетович` and `谢尔盖·绍伊古` tell the bare names that
papers use after the first mention.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.text import consonants_of, distance, ear_of, heard_keys, read_aloud, read_name
from monitor.text import split_name as split

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from monitor.model import Name
    from monitor.text import Ear, PersonName

_GAP = re.compile("[\\s·・]+")
_PATRONYMIC = re.compile("(?:вич|вна|віч|ўна|vich|vna|vics|ovich|wicz)$")
#: Languages that write the family name first, also that of foreigners now and then.
_FAMILY_FIRST = frozenset({"hu"})
#: Letters that a bare name must have to be no word, by how its script writes.
_LEAST = (("CJK", 2), ("HANGUL", 3), ("KATAKANA", 3), ("ARABIC", 3), ("HEBREW", 3))
_LEAST_LETTERS = 4
#: How far the sound of a family name in another language may be from the main name's.
_NEAR = 1.0
_FAR = 9.0


def find_families(names: Iterable[Name], main: str) -> Iterator[Name]:
    """Give the bare family names of a person's full names.

    Args:
        names: What the person is called.
        main: The name that shows which part is the family's.
    """
    parts = split(main)
    if parts is None or not parts.given or parts.is_family_first:
        return
    for name in names:
        family = _find_family(name, parts)
        if family is not None and _is_telling(family):
            yield replace(name, text=family)


def _find_family(name: Name, parts: PersonName) -> str | None:
    before, comma, _ = name.text.partition(",")
    if comma:
        return before.strip()
    words = _GAP.split(name.text)
    if len(words) == 1:
        return None
    if len(parts.family) > 1:
        is_like_main = len(words) == len(parts.given) + len(parts.family)
        return " ".join(words[len(parts.given) :]) if is_like_main else None
    costs = [_compare(word, parts.family[-1], name.language) for word in words]
    if min(costs) <= _NEAR:
        return words[len(costs) - 1 - costs[::-1].index(min(costs))]
    return None if name.language in _FAMILY_FIRST else _by_place(words)


def _by_place(words: Sequence[str]) -> str:
    return words[0] if _PATRONYMIC.search(words[-1].lower()) else words[-1]


def _compare(word: str, family: str, language: str | None) -> float:
    """Say how far two words sound from each other."""
    surface = unicodedata.normalize("NFC", word).lower()
    ear = ear_of(surface)
    if ear is None:
        return _FAR
    return min(
        (
            distance(heard, wanted, ear)
            for heard in read_aloud(surface, language)
            for wanted in read_name(family, None)
            if _meet(heard, wanted, ear)
        ),
        default=_FAR,
    )


def _meet(heard: str, wanted: str, ear: Ear) -> bool:
    return not heard_keys(heard, ear).isdisjoint(consonants_of(wanted, ear))


def _is_telling(family: str) -> bool:
    script = unicodedata.name(family[:1] or " ", "")
    least = next((count for start, count in _LEAST if script.startswith(start)), _LEAST_LETTERS)
    letters = sum(1 for char in family if unicodedata.category(char)[0] in "LM")
    is_small = family[:1].islower() and not script.startswith("GEORGIAN")
    return letters >= least and not is_small
