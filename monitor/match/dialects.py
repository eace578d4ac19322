"""List how the query languages of other programs differ from ours.

Pure. Each table says what has a counterpart here; what is in none of them has none. Sources: the
vendors' public help pages (Meltwater "Boolean operators", Talkwalker "Search syntax", Brandwatch
"Query operators", Google "Refine searches"), read in November 2026.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping


class Dialect(StrEnum):
    """Whose query language it is."""

    MELTWATER = "meltwater"
    TALKWALKER = "talkwalker"
    BRANDWATCH = "brandwatch"
    GOOGLE = "google"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar:
    """What is particular about one dialect."""

    #: Fields, lower case, and what they are called here; `=` is an exact spelling, `<` and `>`
    #: are bounds on the day of publication.
    fields: Mapping[str, str]
    #: Whether operators are written in small letters too.
    small_operators: bool = False
    #: Whether `and`, `or` and `not` are never words: where they are, nobody means it.
    reads_small: bool = True
    #: Whether OR binds tighter than terms that stand side by side.
    or_binds_tighter: bool = False
    #: What stands for any letters, or for one, within a word.
    wildcards: str = "*?"
    #: Words between two terms where the operator names no number.
    default_gap: int = 4


_COMMON: Final = {
    "title": "title",
    "headline": "title",
    "content": "text",
    "body": "text",
    "text": "text",
    "author": "author",
    "url": "url",
    "site": "site",
    "domain": "site",
    "source": "source",
    "lang": "lang",
    "language": "lang",
    "country": "country",
}

GRAMMARS: Final[Mapping[Dialect, Grammar]] = {
    Dialect.MELTWATER: Grammar(
        fields={**_COMMON, "ingress": "summary", "sourcename": "source", "sourceurl": "site"},
        small_operators=True,
    ),
    Dialect.TALKWALKER: Grammar(
        fields={**_COMMON, "domainurl": "site", "sourcecountry": "country", "author.name": "author"}
    ),
    Dialect.BRANDWATCH: Grammar(fields={**_COMMON, "raw": "="}),
    Dialect.GOOGLE: Grammar(
        fields={
            "intitle": "title",
            "allintitle": "title",
            "intext": "text",
            "allintext": "text",
            "inurl": "url",
            "allinurl": "url",
            "site": "site",
            "source": "source",
            "before": "<",
            "after": ">",
        },
        reads_small=False,
        or_binds_tighter=True,
        wildcards="",
    ),
}
