"""Know the ordinary words of many languages: those that every text is full of.

Pure. By a table that ships with the program (`data/README.md` says where it comes from); each
language is read when it is first asked. Names of persons are not among them.
"""

from __future__ import annotations

import zlib
from functools import cache
from importlib.resources import files

_GZIP = 16 + zlib.MAX_WBITS


def is_ordinary_word(word: str, language: str | None) -> bool:
    """Whether a word, folded, is an ordinary one of its language."""
    return language is not None and word in _words(language.partition("-")[0])


@cache
def _words(language: str) -> frozenset[str]:
    return frozenset(_lines().get(language, "").split("|"))


@cache
def _lines() -> dict[str, str]:
    packed = files("monitor.text").joinpath("data", "vocabulary.tsv.gz").read_bytes()
    lines = zlib.decompress(packed, _GZIP).decode().splitlines()
    return {language: words for language, _, words in (line.partition("\t") for line in lines)}
