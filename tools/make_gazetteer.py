# ruff: noqa: INP001 - scripts, no package
"""Make the table of countries and cities by which stories are told, from what ships already.

Process. Run by a maintainer, never by the program, after `make_places.py`: it reads the tables of
`monitor/manage` and Babel's names of countries and writes `monitor/text/data/gazetteer.tsv.gz`:

    python tools/make_gazetteer.py

Each line is one place: its code (`KP`, `KP/Pyongyang`) and its names as folded, joined by `|`;
sorted, so that two runs on the same data give the same bytes. A name that several places bear is
the country's or the largest city's. Data of GeoNames (https://www.geonames.org), CC BY 4.0, and of
Unicode CLDR.
"""

from __future__ import annotations

import gzip
import io
import sys
import unicodedata
from pathlib import Path

from monitor.manage import adjectives, places, territories
from monitor.text import fold_plain

TARGET = Path(__file__).parent.parent / "monitor" / "text" / "data" / "gazetteer.tsv.gz"
#: Cities of the world's news; capitals are in the table whatever their size.
LARGE, SMALL = 100_000, 50_000
#: Fewer letters are a word of some language: of a main name, and of another one in Latin letters.
LEAST_LETTERS, LEAST_OTHER = 4, 6
#: Languages of newspapers. CLDR has the names of small languages too: words of large ones.
LANGUAGES = frozenset(
    """
    af am ar az be bg bn bs ca ckb cs cy da de el en es et eu fa fi fil fr ga gl gu ha he hi hr hu
    hy id is it ja jv ka kk km kn ko ku ky lo lt lv mk ml mn mr ms my nb ne nl no or pa pl ps pt ro
    ru si sk sl so sq sr sv sw ta te tg th tk tr uk ur uz vi yue zh zu
    """.split()  # noqa: SIM905 - codes read best as words
)


def main() -> None:
    """Write the table and say how large it is."""
    owners: dict[str, str] = {}
    for code in _list_countries():
        names = territories.find_territory_names(code) + adjectives.find_country_words(code)
        for language, name in names:
            if language.partition("_")[0] in LANGUAGES:
                _own(owners, name, code, least=LEAST_LETTERS)
    for place in sorted(_list_cities(), key=lambda place: -place.population):
        code = f"{place.country}/{place.name}"
        _own(owners, place.name, code, least=LEAST_LETTERS)
        for name in place.others:
            _own(owners, name, code, least=LEAST_OTHER)
    lines: dict[str, list[str]] = {}
    for name, code in owners.items():
        lines.setdefault(code, []).append(name)
    text = "".join(f"{code}\t{'|'.join(sorted(names))}\n" for code, names in sorted(lines.items()))
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_bytes(_compress(text))
    sys.stdout.write(f"{len(lines)} places, {len(owners)} names, {TARGET.stat().st_size} bytes\n")


def _list_countries() -> list[str]:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    codes = (one + other for one in letters for other in letters)
    return [code for code in codes if territories.is_territory(code)]


def _list_cities() -> list[places.Place]:
    found = map(places._to_place, places._lines())  # noqa: SLF001 - the maker of the table
    return [one for one in found if one.population >= LARGE or one.population < SMALL]


def _own(owners: dict[str, str], name: str, code: str, *, least: int) -> None:
    folded = " ".join(fold_plain(name).replace("-", " ").replace("'", " ").split())
    is_latin = unicodedata.name(folded[:1] or " ", "").startswith("LATIN")
    if len(folded) >= (least if is_latin and not name.isupper() else 2):
        owners.setdefault(folded, code)


def _compress(text: str) -> bytes:
    buffer = io.BytesIO()
    with gzip.GzipFile(fileobj=buffer, mode="wb", compresslevel=9, mtime=0) as stream:
        stream.write(text.encode())
    return buffer.getvalue()


if __name__ == "__main__":
    main()
