"""Say what belongs to a country is called: adjectives, short forms, what else papers write.

Process. Two sources: tables beside this file, written by ourselves (`data/README.md`), and the
names of languages in CLDR where one country's language bears its name, made into adjectives by
the rules of the language they are written in.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.manage import territories

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

COUNTRIES = Path(__file__).parent / "data" / "countries.tsv"
CITIES = Path(__file__).parent / "data" / "cities.tsv"

#: Languages that are named after one country alone.
_LANGUAGES = {
    "DE": "de", "FR": "fr", "RU": "ru", "CN": "zh", "JP": "ja", "TR": "tr", "PL": "pl", "UA": "uk",
    "GR": "el", "HU": "hu", "BG": "bg", "RO": "ro", "IT": "it", "FI": "fi", "SE": "sv", "DK": "da",
    "CZ": "cs", "SK": "sk", "HR": "hr", "RS": "sr", "SI": "sl", "GE": "ka", "AM": "hy", "AZ": "az",
    "KZ": "kk", "MN": "mn", "TH": "th", "VN": "vi", "ID": "id", "IS": "is", "AL": "sq", "EE": "et",
    "LV": "lv", "LT": "lt", "MK": "mk",
    "BY": "be", "UZ": "uz", "KG": "ky", "TM": "tk", "ES": "es",
    "PT": "pt", "NL": "nl",
}  # fmt: skip
#: How the name of a language becomes an adjective: its ending, and what stands instead. Languages
#: that are not here call their languages by nouns only, or by what is an adjective already.
_ENDINGS = {
    "en": (("", ""),), "de": (("", ""),), "fr": (("", ""),), "es": (("", ""),), "pt": (("", ""),),
    "it": (("", ""),), "ro": (("ă", ""),), "nl": (("", ""),), "pl": (("", ""),), "ru": (("", ""),),
    "sv": (("ska", "sk"),), "da": (("", ""),), "nb": (("", ""),), "no": (("", ""),),
    "bg": (("", ""),), "uk": (("ка", "кий"),), "hr": (("", ""),), "sr": (("", ""),),
    "mk": (("", ""),), "be": (("ая", "і"),), "hu": (("", ""),), "he": (("ת", ""),),
    "fa": (("", ""),),
    "ar": (("ية", "ي"),), "el": (("ικά", "ικός"),), "sl": (("ščina", "ški"),),
}  # fmt: skip
_MIN_LETTERS = 4
_SOUTH_SLAVIC = (("ng", "nški"), ("z", "ski"), ("a", "ski"), ("o", None), ("", "ski"))
#: How the name of a city becomes an adjective; the first line that fits counts, None is irregular.
_CITY_ENDINGS: dict[str, tuple[tuple[str, str | None], ...]] = {
    "ru": (
        ("ск", None), ("л", "льский"), ("га", "жский"), ("сква", "сковский"), ("а", "ский"),
        ("о", None), ("и", None), ("", "ский"),
    ),
    "uk": (
        ("ськ", None), ("ж", "зький"), ("л", "льський"), ("га", "зький"), ("сква", "сковський"),
        ("а", "ський"), ("о", None), ("і", None), ("", "ський"),
    ),
    "bg": (("ж", "жки"), ("сква", "сковски"), ("а", "ски"), ("о", None), ("и", None), ("", "ски")),
    "sr": (
        *_SOUTH_SLAVIC, ("нг", "ншки"), ("з", "ски"), ("сква", "сковски"), ("а", "ски"),
    ),
    "hr": _SOUTH_SLAVIC,
    "sl": _SOUTH_SLAVIC,
    "pl": (
        ("skwa", "skiewski"), ("n", "ński"), ("ż", "ski"), ("d", "cki"), ("t", "cki"),
        ("ga", "ski"), ("a", "ski"), ("o", None), ("", "ski"),
    ),
    "cs": (("skva", "skevský"), ("ha", "žský"), ("a", "ský"), ("o", None), ("", "ský")),
    "sk": (("skva", "skovský"), ("ha", "žský"), ("a", "ský"), ("o", None), ("", "ský")),
    "hu": (("", "i"),),
    "de": (("a", None), ("o", None), ("i", None), ("", "er")),
    "nl": (("a", None), ("o", None), ("", "se")),
}  # fmt: skip
#: Languages that mostly call a city what English calls it, and then CLDR says nothing.
_KEEPING = ("de", "hu", "nl", "pl", "cs", "sk")
#: Languages that write the names of languages with a capital, and adjectives without.
_NOUNS = frozenset({"de"})
#: Languages that write the adjectives of cities with a capital.
_LARGE = frozenset({"de", "nl"})
_UKRAINIAN = frozenset("іїє")


def find_country_words(code: str) -> tuple[tuple[str, str], ...]:
    """Give every (language, word) that stands for a country besides its names in CLDR."""
    own = ((language, name) for of, language, names in _lines() if of == code for name in names)
    found = (*own, *_find_adjectives(code))
    return tuple(dict.fromkeys((*found, *_bend_dutch(found))))


def _bend_dutch(found: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Give the form before a noun (*Franse*): names with a capital take no such ending."""
    for language, word in found:
        if language == "nl" and word.endswith(("s", "sch")):
            yield language, f"{word}e"


def find_city_words(english: str, country: str) -> tuple[tuple[str, str], ...]:
    """Give every (language, name) of a city that GeoNames and CLDR do not have, or not by language.

    Args:
        english: What GeoNames calls it.
        country: Its code.
    """
    rows = (line.split("\t") for line in CITIES.read_text(encoding="utf-8").splitlines())
    return tuple(
        (language, name)
        for code, city, language, names in rows
        if (code, city) == (country, english)
        for name in names.split("|")
    )


def find_city_adjectives(
    english: str, names: Iterable[tuple[str | None, str]]
) -> tuple[tuple[str, str], ...]:
    """Give every (language, adjective) of a city.

    Args:
        english: What English calls it.
        names: What others do: the language, where it is known, and the name.
    """
    names = tuple(names)
    known = {language for language, _ in names}
    kept = ((language, english) for language in _KEEPING if language not in known)
    found = (
        (written_in, word)
        for language, name in (*names, *kept)
        for written_in in _guess_languages(language, name)
        if (word := _write_city_adjective(written_in, name)) is not None
    )
    return tuple(dict.fromkeys(found))


def _guess_languages(language: str | None, name: str) -> tuple[str, ...]:
    if language is not None:
        return (language,)
    if not "А" <= name[:1] <= "Я":
        return ()
    return ("ru", "bg") if _UKRAINIAN.isdisjoint(name) else ("uk",)


def _write_city_adjective(language: str, name: str) -> str | None:
    endings = _CITY_ENDINGS.get(language, ())
    found = next((pair for pair in endings if name.endswith(pair[0])), None)
    if found is None or found[1] is None or len(name) < _MIN_LETTERS or not name.isalpha():
        return None
    if language in ("sr", "hr", "sl") and not name.isascii() and found[1].isascii():
        return None
    word = name.removesuffix(found[0]) + found[1]
    return word if language in _LARGE else word.lower()


def _find_adjectives(code: str) -> tuple[tuple[str, str], ...]:
    language = _LANGUAGES.get(code)
    if language is None:
        return ()
    found: list[tuple[str, str]] = []
    for written_in, name in territories.find_language_names(language):
        for ending, instead in _ENDINGS.get(written_in, ()):
            word = name.removesuffix(ending) + instead
            if written_in in _NOUNS:
                word = word.lower()
            if name.endswith(ending) and len(word) >= _MIN_LETTERS and " " not in word:
                found.append((written_in, word))
                if written_in == "ar":
                    found.append((written_in, word.removeprefix("ال")))
    return tuple(found)


@cache
def _lines() -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    rows = [line.split("\t") for line in COUNTRIES.read_text(encoding="utf-8").splitlines()]
    return tuple((code, language, tuple(names.split("|"))) for code, language, names in rows)
