"""Say what countries and great cities are called in every language: CLDR, by Babel.

Process. Reads Babel's locale files when a concept is made, never while matching; the first
call takes about half a second. Babel lives in this file only.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from babel import localedata
from babel.core import get_global

from monitor.manage.places import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: Babel has no types for what it loads.
LocaleData = Any

#: Regions that have names of their own; all others repeat their language's.
_REGIONS = frozenset({"ko_KP", "fa_AF", "pt_PT", "es_MX", "fr_CA", "zh_Hant_HK", "de_AT", "de_CH"})
_PREFIXING = frozenset({"zu", "xh", "nd", "ss", "nr"})
#: Letters in a code of ISO 3166-1.
ALPHA_2 = 2
#: Counted by CLDR as territories, but no country of anybody's topic.
_NO_COUNTRIES = frozenset({"EZ", "UN", "XA", "XB", "ZZ", "QO"})


def is_territory(code: str) -> bool:
    """Say whether CLDR knows a country of this code."""
    return code in _english()["territories"] and len(code) == ALPHA_2 and code not in _NO_COUNTRIES


def get_english_name(code: str) -> str:
    """Give the English name of a country."""
    return str(_english()["territories"][code])


def find_code(name: str) -> str | None:
    """Give the code of the country that is called so in any language; None when none is."""
    wanted = fold(name)
    for _, data in _all():
        for code, one in data.get("territories", {}).items():
            if is_territory(code) and fold(one) == wanted:
                return str(code)
    return None


def list_languages() -> dict[str, str]:
    """Give the code of every language that CLDR knows, with its English name."""
    languages = _english()["languages"]
    return {str(code): str(name) for code, name in languages.items() if str(code).isalpha()}


def find_territory_names(code: str) -> tuple[tuple[str, str], ...]:
    """Give every (language, name) of a country."""
    return _unique(
        (language, _without_prefix(language, data.get("territories", {}).get(code)))
        for language, data in _all()
    )


def find_language_names(code: str) -> tuple[tuple[str, str], ...]:
    """Give every (language, name) of a language."""
    return _unique((language, data.get("languages", {}).get(code)) for language, data in _all())


def find_city_names(names: Iterable[str], country: str) -> tuple[tuple[str, str], ...]:
    """Give every (language, name) of a city that stands for a time zone of that country.

    Args:
        names: what the city is called, any of them (CLDR says Kiev, GeoNames Kyiv).
        country: its code.
    """
    zones = _find_zones(frozenset(map(fold, names)), country)
    return _unique(
        (language, _without_prefix(language, _city(data, zones))) for language, data in _all()
    )


def _find_zones(folded: frozenset[str], country: str) -> tuple[str, ...]:
    """Give the zone that is called after one of these names, under all its own names."""
    aliases = get_global("zone_aliases")
    for zone, territory in get_global("zone_territories").items():
        if territory == country and "/" in zone:
            same = (zone, *(alias for alias, meant in aliases.items() if meant == zone))
            cities = {_city(_english(), (one,)) or _last_part(one) for one in same}
            if not folded.isdisjoint(map(fold, cities)):
                return same
    return ()


def _last_part(zone: str) -> str:
    return zone.rpartition("/")[2].replace("_", " ")


def _city(data: LocaleData, zones: tuple[str, ...]) -> str | None:
    known = data.get("time_zones", {})
    return next((city for zone in zones if (city := known.get(zone, {}).get("city"))), None)


def _without_prefix(language: str, name: str | None) -> str | None:
    """Drop what the languages of South Africa write before a foreign name: `i-Pyongyang`."""
    prefixed = name is not None and language in _PREFIXING and name.startswith("i-")
    return name[2:] if prefixed and name is not None else name


def _unique(pairs: Iterator[tuple[str, str | None]]) -> tuple[tuple[str, str], ...]:
    return tuple(
        dict.fromkeys((language, name) for language, name in pairs if name and ":" not in name)
    )


def _english() -> LocaleData:
    return localedata.load("en", merge_inherited=False)


def _all() -> Iterator[tuple[str, LocaleData]]:
    for locale in _locales():
        yield locale.split("_")[0], localedata.load(locale, merge_inherited=False)


@cache
def _locales() -> tuple[str, ...]:
    return tuple(
        sorted(
            locale
            for locale in localedata.locale_identifiers()
            if locale in _REGIONS or not any(_is_region(part) for part in locale.split("_")[1:])
        )
    )


def _is_region(part: str) -> bool:
    return (len(part) == ALPHA_2 and part.isupper()) or part.isdecimal()
