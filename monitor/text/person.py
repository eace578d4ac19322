"""Say which part of a person's name is the family name.

Pure. In Latin, Cyrillic and Greek letters the last word, with its particles, unless the first
word is a family name of East Asia; in other scripts a name is taken as a whole.
"""

from __future__ import annotations

from dataclasses import dataclass

from monitor.text.alphabet import find_alphabets

#: Family names that come first: the last word of such a name is a given name.
FIRST_FAMILY_NAMES = frozenset({
    "kim", "lee", "park", "choi", "choe", "jung", "jong", "jang", "ri", "ryu", "moon", "yoon",
    "han", "hwang", "pak", "kang", "cho", "shin", "xi", "li", "wang", "zhang", "chen", "liu",
    "yang", "huang", "zhao", "zhou", "wu", "xu", "sun", "ma", "zhu", "hu", "guo", "he", "lin",
    "gao", "luo", "mao", "deng", "jiang", "peng", "qin", "tsai", "nguyen", "tran", "le", "pham",
    "lai", "song", "ko", "hong", "oh", "bae", "seo", "lam", "ho", "dong", "ding", "cai", "to",
    "ким", "чон", "чхве", "си", "ли", "ван", "чжан", "чэнь", "лю", "мао",
})  # fmt: skip
#: Words of a family name that may be left out, joined to it or written small.
PARTICLES = frozenset({
    "von", "van", "der", "den", "de", "di", "da", "del", "della", "dos", "du", "le", "la", "bin",
    "ibn", "al", "el", "ben", "ter", "zu", "фон", "ван", "дер", "де", "ле", "аль", "эль", "бин",
    "бен", "ал", "ел",
})  # fmt: skip
#: What stands where a surname would.
_NO_SURNAMES = frozenset({"junior", "senior", "jr", "sr", "ii", "iii", "iv"})
_LED_BY_CAPITALS = ("latin", "cyrillic", "greek")


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonName:
    """The words of a name by what they are."""

    given: tuple[str, ...]
    #: With its particles (`von der Leyen`).
    family: tuple[str, ...]
    is_family_first: bool = False


def split_name(name: str) -> PersonName | None:
    """Part a person's name; None where the script does not show the parts."""
    words = [word for word in name.split() if word.casefold().rstrip(".") not in _NO_SURNAMES]
    if not words or not all(_is_plain(word) for word in words):
        return None
    if len(words) > 1 and words[0].casefold() in FIRST_FAMILY_NAMES:
        given = tuple(part for word in words[1:] for part in word.split("-"))
        return PersonName(given=given, family=(words[0],), is_family_first=True)
    start = len(words) - 1
    while start > 1 and _is_particle(words[start - 1]):
        start -= 1
    family = (*words[start:-1], *_part_article(words[-1]))
    return PersonName(given=tuple(words[:start]), family=family)


def _is_particle(word: str) -> bool:
    return word.islower() or word.casefold() in PARTICLES


def _part_article(word: str) -> list[str]:
    """Part `al-Assad`, not `Levy-Strauss`."""
    first, dash, rest = word.partition("-")
    return [first, rest] if dash and first.casefold() in PARTICLES else [word]


def _is_plain(word: str) -> bool:
    return next(iter(find_alphabets(word[:1])), None) in _LED_BY_CAPITALS
