"""List the words of dates: months in the languages of feeds, and time zones.

Pure. Months by their beginnings, folded: no case, no marks. The longest beginning counts.
"""

from __future__ import annotations

import unicodedata
from typing import Final

#: Month by month: the beginnings of its names. Where two languages disagree on one (Polish
#: `lis` is November, Croatian October), the more common one stands and the other is left out.
_BEGINNINGS: Final = (
    "jan gen ene янв січ јан яну sty led oca tammi ιαν ian يناير كانون leden janv",
    "feb fev fév фев лют lut úno şub helmi φεβ فبراير شباط",
    "mar mär mrt már мар бер bře maalis μαρ مارس آذار",
    "apr avr abr апр кві kwi dub nis huhti απρ ápr أبريل ابريل نيسان",
    "may mai maj mei mag май мая мај тра kvě touko μαι máj مايو أيار",
    "jun jui juin giu июн чер cze červen haz kesä ιουν jún يونيو حزيران jún",
    "jul juil lug июл лип lip červenec čvc tem heinä ιουλ júl يوليو تموز",
    "aug aoû aou ago авг серп sie srp ağu elo αυγ أغسطس اغسطس آب",
    "sep set сен вер wrz zář eyl syys σεπ szep سبتمبر أيلول сеп",
    "oct okt out ott окт жов paź říj eki loka οκτ أكتوبر اكتوبر تشرين",
    "nov ноя лис lis kas marras νοε noi نوفمبر ное",
    "dec dic dez des дек гру gru pro ara joulu δεκ ديسمبر дец",
)


def _folded(word: str) -> str:
    parts = unicodedata.normalize("NFKD", word.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))


MONTHS: Final = {
    _folded(beginning): month
    for month, beginnings in enumerate(_BEGINNINGS, 1)
    for beginning in beginnings.split()
}

_ZONE_HOURS: Final[dict[str, float]] = {
    **dict.fromkeys(("z", "ut", "utc", "gmt", "wet", "azost"), 0),
    **dict.fromkeys(("west", "cet", "bst", "mez", "met", "wat"), 1),
    **dict.fromkeys(("cest", "mesz", "mest", "eet", "sast", "cat"), 2),
    **dict.fromkeys(("eest", "msk", "trt", "eat"), 3),
    **dict.fromkeys(("msd", "gst", "samt"), 4),
    **dict.fromkeys(("pkt", "yekt", "uzt"), 5),
    "irst": 3.5,
    "ist": 5.5,
    "npt": 5.75,
    "omst": 6,
    **dict.fromkeys(("ict", "wib", "novt", "krat"), 7),
    **dict.fromkeys(("hkt", "sgt", "myt", "pht", "awst", "irkt", "wita"), 8),
    **dict.fromkeys(("jst", "kst", "yakt", "wit"), 9),
    "acst": 9.5,
    **dict.fromkeys(("aest", "vlat", "chst"), 10),
    "acdt": 10.5,
    **dict.fromkeys(("aedt", "magt"), 11),
    "nzst": 12,
    "nzdt": 13,
    "nst": -3.5,
    "ndt": -2.5,
    **dict.fromkeys(("brt", "art", "adt", "clst"), -3),
    **dict.fromkeys(("ast", "edt", "clt", "vet"), -4),
    **dict.fromkeys(("est", "cdt", "cot", "pet"), -5),
    **dict.fromkeys(("cst", "mdt"), -6),
    **dict.fromkeys(("mst", "pdt"), -7),
    **dict.fromkeys(("pst", "akdt"), -8),
    "akst": -9,
    "hst": -10,
}
#: Minutes to the east, by lower-case name. Letters of the military zones are not here: RFC 822
#: gave them the wrong sign, so that they say nothing (RFC 5322 §4.3).
ZONE_MINUTES: Final = {name: round(hours * 60) for name, hours in _ZONE_HOURS.items()}
