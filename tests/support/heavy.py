"""Queries and texts made to take long.

Pure. Each is as long as it may be; the seed is fixed.
"""

from __future__ import annotations

import random
from itertools import product
from typing import TYPE_CHECKING

from monitor.match.parser import MAX_NAMES
from monitor.match.reading import MAX_LETTERS

if TYPE_CHECKING:
    from collections.abc import Iterable

_MOST_LETTERS = 9_990
_MOST_TERMS = 1_990
_LATIN = "abcdefghijklmnoprstuvwyz"
_CYRILLIC = "абвгдежзийклмнопрстуфхцчшщыьэюя"
_ARABIC = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
_HEBREW = "אבגדהוזחטיכלמנסעפצקרשת"
_HAN = "阿埃艾爱安奥巴白拜班邦保贝本彼别宾波博布达戴丹德迪杜顿多俄恩尔法范菲费夫弗福王李张"
_THAI = "กขคงจชซดตถทธนบปผฝพฟภมยรลวสหอ"
_HANGUL = tuple(chr(0xAC00 + number) for number in range(0, 11_000, 7))
_GIVEN = ["".join(parts) for parts in product("PTKLMRSN", "aeiou", "klmnprst", "aeio")]
_CASES = ["".join(case) for case in product(*((c, c.upper()) for c in "abcdefghij"))]


def _join(parts: Iterable[str], sign: str, most: int = _MOST_LETTERS) -> str:
    """Join as many parts as a query may have."""
    joined: list[str] = []
    for part in parts:
        most -= len(part) + len(sign)
        if most < 0 or len(joined) == _MOST_TERMS:
            break
        joined.append(part)
    return sign.join(joined)


def _make_words(letters: Iterable[str], sizes: tuple[int, int], sign: str = " ") -> str:
    chance = random.Random(20_260_101)
    letters = tuple(letters)
    words: list[str] = []
    size = 0
    while size <= MAX_LETTERS:
        words.append("".join(chance.choices(letters, k=chance.randint(*sizes))))
        size += len(words[-1]) + len(sign)
    return sign.join(words)


def _fill(part: str) -> str:
    return part * (MAX_LETTERS // len(part) + 1)


def _numbered(form: str, first: int = 0) -> Iterable[str]:
    return (form.format(number) for number in range(first, first + 3_000))


QUERIES = {
    "nested NEARs": "(" * 45 + "a" + " NEAR/50 a)" * 45,
    "a chain of NEARs": " NEAR/50 ".join(["a"] * 150),
    "nested ONEARs of ORs": "(" * 40 + "(a OR b OR c)" + " ONEAR/50 (a OR b OR c))" * 40,
    "NEAR of long ORs": (
        f"({_join(_numbered('w{}'), ' OR ', 4_900)}) NEAR/50 "
        f"({_join(_numbered('w{}', 600), ' OR ', 4_900)})"
    ),
    "many NEARs": _join(["a NEAR/50 b"] * 2_000, " OR "),
    "900 OF many": f"900 OF ({_join(_numbered('w{}'), ',', 9_900)})",
    "many words": _join(_numbered("w{}"), " "),
    "many beginnings": _join(_numbered("abc{}*"), " OR "),
    "NEAR of beginnings": (
        f"({_join(_numbered('abc{}*'), ' OR ', 4_900)}) NEAR/50 "
        f"({_join(_numbered('abc{}*', 600), ' OR ', 4_900)})"
    ),
    "one word in all cases": _join((f"={case}" for case in _CASES), " OR "),
    "one exact word": _join(["=a"] * 2_000, " OR "),
    "a phrase of one word": f'"{"word " * 1_990}"',
    "a phrase of one letter": f'"{"a " * 4_900}"',
    "a long word": f'"{"a" * 9_900}"',
    "many phrases": _join(['"a b a b a b a c"'] * 2_000, " OR "),
    "many NOTs": "NOT " * 48 + "a b",
    "pairs of characters": _join(map("".join, product("平壤北京東上海南", repeat=2)), " OR "),
    "a long Chinese phrase": f'"{"平" * 5_000}"',
    "Hangul": _join(["가나", "나다", "가다"] * 2_000, " OR "),
    "persons": _join((f'name:"{name} Kim"' for name in _GIVEN[:MAX_NAMES]), " OR "),
}
ARTICLES = {
    "numbered words": " ".join(_numbered("w{}")) + _fill(" w"),
    "beginnings": " ".join(_numbered("abc{}")) + _fill(" abc"),
    "a": _fill("a "),
    "a b": _fill("a b "),
    "a word": _fill("word "),
    "one letter without end": _fill("a"),
    "half words": _fill("babc "),
    "all cases": _fill(" ".join(_CASES) + " "),
    "Kim": _fill("Kim "),
    "many Kims": _fill(" ".join(f"{name} Kim," for name in _GIVEN) + " "),
    "平": _fill("平"),
    "Chinese": _make_words("平壤北京東上海南", (9, 9), ""),
    "Chinese names": _make_words(_HAN, (9, 9), ""),
    "가나다": _fill("가나다"),
    "Hangul": _make_words(_HANGUL, (2, 5)),
    "Thai": _make_words(_THAI, (9, 9), ""),
    "short words": _make_words(_LATIN, (3, 5)),
    "capitals": _make_words(_LATIN.upper(), (5, 7)),
    "long capitals": _make_words("CGSXÇŞ", (28, 30)),
    "Cyrillic capitals": _make_words(_CYRILLIC.upper(), (5, 9)),
    "Arabic": _make_words(_ARABIC, (3, 8)),
    "Hebrew with geresh": _make_words(_HEBREW, (2, 3), "'"),
    "marks": _make_words((f"{letter}\u0301\u0323" for letter in _LATIN), (3, 9)),
    "joiners": _fill("a\u200d"),
    "ligatures": _fill("ﬃ "),
}
