"""Sort characters into the classes of script that decide where a word may begin and end.

Pure. The ranges are those of folded text (monitor.text.fold): presentation forms, half-width
and full-width letters are gone there.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache


class Script(StrEnum):
    """How the words of a script are kept apart."""

    #: Latin, Cyrillic, Greek, Arabic, Hebrew, Devanagari, …: spaces stand between words.
    SPACED = "spaced"
    #: Spaces stand between phrases; particles follow a word without one.
    HANGUL = "hangul"
    HAN = "han"
    KATAKANA = "katakana"
    HIRAGANA = "hiragana"
    #: Thai, Lao, Khmer, Myanmar: nothing stands between words.
    SOUTHEAST = "southeast"

    @property
    def is_running(self) -> bool:
        """Whether words of this script stand in running text, without spaces."""
        return self not in (Script.SPACED, Script.HANGUL)


HANGUL = "\u1100-\u11ff\u3131-\u318e\ua960-\ua97c\uac00-\ud7fb"
HAN = (
    "\u2e80-\u2fd5\u3005-\u3007\u3021-\u3029\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufad9"
    "\U00020000-\U0003ffff"
)
#: The prolonged sound mark belongs to katakana; the middle dot does not: it parts words.
KATAKANA = "\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"
HIRAGANA = "\u3041-\u3096\u3099\u309a\u309d-\u309f"
SOUTHEAST = (
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ece\u0edc-\u0edf"  # Thai, Lao
    "\u1000-\u1049\u1050-\u109d\uaa60-\uaa7f\ua9e0-\ua9fe"  # Myanmar
    "\u1780-\u17d3\u17dc\u17dd"  # Khmer
)
#: Combining marks that belong to words of spaced scripts; `\w` does not know them.
MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a"
    "\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0711\u0730-\u074a\u07a6-\u07b0"
    "\u07eb-\u07f3\u0816-\u082d\u0859-\u085b\u0898-\u08e1\u08e3-\u0963\u0981-\u0983\u09bc-\u09e3"
    "\u0a01-\u0a03\u0a3c-\u0a51\u0a70-\u0a75\u0a81-\u0ae3\u0afa-\u0b63\u0b82-\u0bd7\u0c00-\u0c63"
    "\u0c81-\u0c83\u0cbc-\u0d4d\u0d57-\u0d63\u0d81-\u0df3\u0f71-\u0f84\u0f8d-\u0fbc\u135d-\u135f"
    "\u1712-\u1734\u1752-\u1773\u1885\u1886\u18a9\u1920-\u193b\u1a17-\u1a1b\u1a55-\u1a7f"
    "\u1ab0-\u1b44\u1b6b-\u1b73\u1b80-\u1bf3\u1c24-\u1c37\u1cd4-\u1ce8\u1dc0-\u1dff\u20d0-\u20f0"
    "\u2de0-\u2dff\ua66f-\ua672\ua802\ua806\ua80b\ua823-\ua827\ua880-\ua8c5\ua8e0-\ua8f1"
    "\ua926-\ua92d\ua947-\ua953\ua980-\ua9c0\uabe3-\uabed\ufe20-\ufe2f\U00011000-\U00011046"
    "\U00011080-\U000110ba\U00011100-\U00011134"
)
RUNNING = HAN + KATAKANA + HIRAGANA + SOUTHEAST
#: Pattern for one character of a word in a spaced script: letters, digits, marks.
SPACED_CHAR = rf"(?:[^\W_{HANGUL}{RUNNING}]|[{MARKS}])"

_CLASSES = tuple(
    (script, re.compile(f"[{ranges}]"))
    for script, ranges in (
        (Script.HANGUL, HANGUL),
        (Script.HAN, HAN),
        (Script.KATAKANA, KATAKANA),
        (Script.HIRAGANA, HIRAGANA),
        (Script.SOUTHEAST, SOUTHEAST),
    )
)
_SPACED = re.compile(SPACED_CHAR)


@lru_cache(maxsize=20_000)
def script_of(char: str) -> Script | None:
    """Return the class of a folded character, or None when it is part of no word."""
    for script, pattern in _CLASSES:
        if pattern.match(char):
            return script
    return Script.SPACED if _SPACED.match(char) else None
