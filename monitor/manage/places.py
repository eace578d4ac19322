"""Find what a place is called elsewhere: GeoNames' alternate names.

Process. Reads the table beside this file (`data/README.md` says where it comes from) when a
concept is made, never while matching. Data of GeoNames, CC BY 4.0.
"""

from __future__ import annotations

import gzip
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

#: Names of GeoNames that are words, or other places in another case.
_NO_NAMES = frozenset({"Paname", "Landen"})
TABLE = Path(__file__).parent / "data" / "places.tsv.gz"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One line of the table."""

    name: str
    country: str
    population: int
    others: tuple[str, ...]


def find_places(name: str, country: str | None) -> tuple[Place, ...]:
    """Give the places of this name, largest first; those of that main name before others."""
    wanted = fold(name)
    lines = [line for line in _lines() if country is None or line[1] == country]
    found = [line for line in lines if fold(line[0]) == wanted]
    if not found:
        found = [line for line in lines if name in line[3] and name in line[3].split("|")]
    if not found:
        found = [line for line in lines if wanted in {fold(other) for other in line[3].split("|")}]
    return tuple(sorted(map(_to_place, found), key=lambda place: -place.population))


def fold(name: str) -> str:
    """Fold case, and drop marks on Latin letters."""
    plain = unicodedata.normalize("NFKD", name) if "LATIN" in _script(name) else name
    return "".join(char for char in plain if not unicodedata.combining(char)).casefold()


def _script(name: str) -> str:
    return unicodedata.name(name[:1] or " ", "")


@cache
def _lines() -> tuple[tuple[str, str, str, str], ...]:
    with gzip.open(TABLE, "rt", encoding="utf-8") as stream:
        rows = [line.rstrip("\n").split("\t") for line in stream]
    return tuple((name, country, population, others) for name, country, population, others in rows)


def _to_place(line: tuple[str, str, str, str]) -> Place:
    name, country, population, others = line
    alternate = tuple(one for one in others.split("|") if one and one not in _NO_NAMES)
    return Place(name=name, country=country, population=int(population), others=alternate)
