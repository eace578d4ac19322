"""Say of single letters what folding does with them.

Pure. Tables and small rules for monitor.text.fold; the reasons per script are in
docs/queries.md.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_APOSTROPHES = "'`´‘’‚‛′ʹʻʼʽˈ׳ꞌ＇"
_QUOTES = '"“”„‟«»‹›″〝〞〟「」『』״＂'
_DASHES = "-‐‑‒–—―−﹘﹣－־⸺⸻"
_DOTS = "·•‧∙⋅・･‣ㆍ"
_SPACES = (
    "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f"
    "\u205f\u3000"
)
#: One sign for all that mean the same, before normalization would take them apart.
UNIFIED = {
    ord(char): replacement
    for chars, replacement in (
        (_APOSTROPHES, "'"),
        (_QUOTES, '"'),
        (_DASHES, "-"),
        (_DOTS, "·"),
        (_SPACES, " "),
        ("\u2028\u2029\u0085", "\n"),
    )
    for char in chars
}

#: Letters that are a variant of another one without being it plus a mark.
_LETTERS = str.maketrans(
    {
        "ł": "l", "đ": "d", "ø": "o", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th",
        "ħ": "h", "ŧ": "t",
        "ё": "е", "ѐ": "е", "ѝ": "и",
        "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ة": "ه", "ۃ": "ه",
        "ک": "ك", "ڪ": "ك", "ہ": "ه", "ھ": "ه", "ە": "ه", "ۀ": "ه", "ۂ": "ه",
    }
)  # fmt: skip

#: Starters that compose with the character before them (Unicode: NFC_Quick_Check=Maybe).
_COMPOSING = frozenset(
    "\u09be\u09d7\u0b3e\u0b56\u0b57\u0bbe\u0bd7\u0cc2\u0cd5\u0cd6\u0d3e\u0d57\u0dcf\u0ddf\u102e"
    "\u1b35\U00011127\U0001133e\U00011357\U000114b0\U000114ba\U000114bd\U000115af\U00011930"
)
#: Default-ignorable characters that are not of the category Cf, tatweel (it only stretches a
#: line), and the ranges of variation selectors.
_IGNORABLE = re.compile(
    "[\u034f\u0640\u07fa\u115f\u1160\u17b4\u17b5\u3164\uffa0\ufe00-\ufe0f\u180b-\u180f"
    "\U000e0100-\U000e01ef]"
)
#: Vowels and finals of Hangul, which join the syllable before them.
_JAMO = re.compile("[\u1161-\u1175\u11a8-\u11c2]")
#: Points of Hebrew and Arabic: vowels and cantillation that everyday text leaves out.
_POINTS = re.compile("[\u0591-\u05c7\u0610-\u061a\u064b-\u0670\u06d6-\u06ed\u08d3-\u08ff]")
_STRESS = frozenset("\u0300\u0301")
_LATIN_OR_GREEK = re.compile(
    "[A-Za-z\u00c0-\u02af\u1e00-\u1eff\u2c60-\u2c7f\ua720-\ua7ff\uab30-\uab6f"
    "\u0370-\u03ff\u1f00-\u1fff]"
)
_CYRILLIC = re.compile("[\u0400-\u052f]")


@lru_cache(maxsize=4096)
def is_invisible(char: str) -> bool:
    """Whether a reader sees nothing of this character: soft hyphens, joiners, selectors."""
    return unicodedata.category(char) == "Cf" or _IGNORABLE.match(char) is not None


@lru_cache(maxsize=4096)
def is_extending(char: str) -> bool:
    """Whether this character may compose with the one before it."""
    if char.isascii():
        return False
    first = unicodedata.normalize("NFKD", char)[0]
    is_jamo = _JAMO.match(first) is not None
    return unicodedata.combining(first) != 0 or first in _COMPOSING or is_jamo


def strip_marks(text: str) -> str:
    """Take off the marks that do not make another letter, for composed text."""
    kept: list[str] = []
    starter = ""
    for char in text:
        if unicodedata.combining(char):
            kept.append("" if _is_decoration(char, starter) else char)
            continue
        starter = char
        is_bare = _LATIN_OR_GREEK.match(char) is not None
        kept.append(unicodedata.normalize("NFD", char)[0] if is_bare else char)
    return "".join(kept)


def replace_letters(text: str) -> str:
    """Replace variant letters and every script's digits."""
    replaced = text.translate(_LETTERS)
    if replaced.isascii():
        return replaced
    return "".join(
        str(unicodedata.decimal(char)) if unicodedata.category(char) == "Nd" else char
        for char in replaced
    )


def _is_decoration(mark: str, starter: str) -> bool:
    if _POINTS.match(mark) or _LATIN_OR_GREEK.match(starter):
        return True
    return mark in _STRESS and _CYRILLIC.match(starter) is not None
