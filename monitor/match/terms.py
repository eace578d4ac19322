"""Say under which terms a search index files an article.

Pure. The terms are the keys that anchors are made of (monitor.match.anchor), as numbers: an index
need not know what a word, a script or a sound is, and finds the same in every database. What may
change without the article (its feeds and their tags, its source) is not among them.
"""

from __future__ import annotations

import unicodedata
import zlib
from typing import TYPE_CHECKING

from monitor.match.value import find_sites
from monitor.model import Field

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from monitor.match.reading import Reading

#: To be raised whenever an article may get other terms than before: what was filed under the
#: former ones is then filed anew. `tests/unit/match/test_terms.py` notices.
VERSION = 2
#: Fields of their own whose words are filed, apart from those of the text.
WORD_FIELDS = (Field.AUTHOR, Field.CATEGORY)
#: Fields that are compared whole and never change without the article.
VALUE_FIELDS = (Field.SITE, Field.LANG)
#: Letters of the beginnings of words that are filed.
SHORT_PREFIX, LONG_PREFIX = 3, 5
#: An article with more terms is a list, not a text; it is looked at in every search.
MAX_TERMS = 20_000
#: Numbers of 28 bits: seven letters of a term, and a positive integer everywhere.
_MASK = (1 << 28) - 1


def edition() -> int:
    """Return the number of the rules by which terms are made; other rules, another number."""
    return zlib.crc32(f"{VERSION} {unicodedata.unidata_version}".encode()) & _MASK


def number_of(key: str) -> int:
    """Return the term of a key; two keys may share one, which only makes a search look twice."""
    return zlib.crc32(key.encode("utf-8", "surrogatepass")) & _MASK or 1


def prefix_of(beginning: str) -> str | None:
    """Return the key of words that begin so; None when it is too short for one."""
    if len(beginning) < SHORT_PREFIX:
        return None
    return beginning[: LONG_PREFIX if len(beginning) >= LONG_PREFIX else SHORT_PREFIX] + "*"


def key_in(field: Field, key: str) -> str:
    """Return the key of a word in a field of its own."""
    return f"{field}:{key}"


def list_terms(reading: Reading) -> frozenset[int] | None:
    """Return the terms of an article; None when it has too many to be filed."""
    keys = reading.keys | _prefixes(reading.keys) | reading.sound_keys | {*_facts(reading)}
    return None if len(keys) > MAX_TERMS else _number_all(keys)


def _number_all(keys: Iterable[str]) -> frozenset[int]:
    crc32, mask = zlib.crc32, _MASK  # an article has hundreds
    try:
        numbers = {crc32(key.encode()) & mask for key in keys}
    except UnicodeEncodeError:  # no text that was stored
        return frozenset(map(number_of, keys))
    return frozenset(number or 1 for number in numbers) if 0 in numbers else frozenset(numbers)


def _prefixes(words: Collection[str]) -> set[str]:
    """Give the beginnings of words; of Han and Hangul the keys themselves are beginnings."""
    short = {word[:SHORT_PREFIX] + "*" for word in words if len(word) >= SHORT_PREFIX}
    return short | {word[:LONG_PREFIX] + "*" for word in words if len(word) >= LONG_PREFIX}


def _facts(reading: Reading) -> Iterator[str]:
    article = reading.article
    yield f"{Field.LANG}={(article.language or '').split('-')[0]}"
    for site in find_sites(article):
        yield f"{Field.SITE}={site}"
    for field in WORD_FIELDS:
        words = reading.keys_in((field,))
        yield from (key_in(field, key) for key in words | _prefixes(words))
        for passage in reading.passages(field):
            for key in passage.sound_keys:
                yield key_in(field, key)
