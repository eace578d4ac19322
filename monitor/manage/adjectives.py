"""Say what belongs to a country is called: adjectives, short forms, what else papers write.

Process. Two sources: a table beside this file, written by ourselves (`data/README.md`), and the
names of languages in CLDR where one country's language bears its name, made into adjectives by
the rules of the language they are written in.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from monitor.manage import territories

TABLE = Path(__file__).parent / "data" / "countries.tsv"

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


def find_country_words(code: str) -> tuple[tuple[str, str], ...]:
    """Give every (language, word) that stands for a country besides its names in CLDR."""
    own = tuple(
        (language, name) for of, language, names in _lines() if of == code for name in names
    )
    return tuple(dict.fromkeys((*own, *_find_adjectives(code))))


def _find_adjectives(code: str) -> tuple[tuple[str, str], ...]:
    language = _LANGUAGES.get(code)
    if language is None:
        return ()
    found: list[tuple[str, str]] = []
    for written_in, name in territories.find_language_names(language):
        for ending, instead in _ENDINGS.get(written_in, ()):
            word = name.removesuffix(ending) + instead
            if name.endswith(ending) and len(word) >= _MIN_LETTERS and " " not in word:
                found.append((written_in, word))
                if written_in == "ar":
                    found.append((written_in, word.removeprefix("ال")))
    return tuple(found)


@cache
def _lines() -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    rows = [line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines()]
    return tuple((code, language, tuple(names.split("|"))) for code, language, names in rows)
