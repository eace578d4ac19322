"""Say in which language a text is written.

Pure. Builds on eldc, within what the script allows: its tables are mapped when first asked.

The declared language is believed unless the script contradicts it, or a long text is reliably in
another one: names make short titles hard to tell, and publishers mostly know what they write.
"""

from __future__ import annotations

import re
from functools import cache

import eldc

from monitor.text.alphabet import (
    ALPHABETS,
    LANGUAGES_BY_ALPHABET,
    TELLING_LETTERS,
    find_alphabets,
)

#: A declared language is overruled only by a text of so many letters.
_LONG_TEXT = 120
#: Below so many letters an unsure guess is no answer.
_SHORT_TEXT = 12
#: What detectors look at is enough of a text; more costs time and says the same.
_SAMPLE = 1_000
_NOISE = re.compile(r"https?://\S+|[@#]\w+|\d+")
#: Codes of one language, and languages that a detector cannot tell apart.
_CODES = {"iw": "he", "in": "ms", "id": "ms", "nb": "no", "nn": "no", "ji": "yi", "mo": "ro"}
_CODES |= {"cmn": "zh", "yue": "zh", "arz": "ar", "prs": "fa", "fil": "tl"}
_CODES |= {"bs": "hr", "sr": "hr", "sh": "hr", "cnr": "hr"}


def detect_language(text: str, declared: str | None) -> str | None:
    """Return the language of a text (BCP 47 primary, lower case), None when nothing tells.

    Args:
        text: What was written; title and summary are enough.
        declared: What the feed or the entry states; a tag with region or script is understood.
    """
    claim = _primary(declared)
    sample = _NOISE.sub(" ", text[:_SAMPLE])
    counts = find_alphabets(sample)
    if not counts:
        return claim
    possible = LANGUAGES_BY_ALPHABET[_dominant(counts)]
    guess, is_sure = _guess(sample, possible)
    if claim is None:
        return guess if is_sure or sum(counts.values()) >= _SHORT_TEXT else None
    if not _contradicts(claim, possible):
        is_long = sum(counts.values()) >= _LONG_TEXT
        return guess if is_long and is_sure and not _is_same(claim, guess) else claim
    return guess


def _primary(declared: str | None) -> str | None:
    if declared is None:
        return None
    primary = re.split("[-_]", declared.strip().lower(), maxsplit=1)[0]
    known = primary.isascii() and primary.isalpha() and len(primary) in (2, 3)
    return primary if known and primary not in ("und", "mul", "zxx") else None


def _dominant(counts: dict[str, int]) -> str:
    """Name the alphabet that says most; foreign names in Latin letters count for little."""
    cjk = counts.get("han", 0) + counts.get("kana", 0)
    if counts.get("kana", 0) * 12 > cjk:
        counts = {**counts, "kana": cjk, "han": 0}
    weighted = {
        name: count * (1 if name in ("latin", "cyrillic", "greek") else 3)
        for name, count in counts.items()
    }
    return max(weighted, key=lambda name: weighted[name])


def _guess(sample: str, possible: tuple[str, ...]) -> tuple[str | None, bool]:
    """Return the likeliest of the possible languages, and whether that is sure."""
    if len(possible) == 1:
        return possible[0], True
    for language, letters in TELLING_LETTERS:
        if language in possible and not letters.isdisjoint(sample):
            return language, True
    result = _detector().detect_details(sample)
    if result.language in possible:
        return result.language, bool(result.reliable)
    ranked = [language for language in result.scores if language in possible]
    return (ranked[0] if ranked else None), False


@cache
def _detector() -> eldc.Instance:
    eldc.init()
    return eldc.instance()


def _contradicts(claim: str, possible: tuple[str, ...]) -> bool:
    """Whether a known language is never written in the alphabet of these languages."""
    alphabets = ALPHABETS.get(claim) or ALPHABETS.get(_CODES.get(claim, ""))
    return alphabets is not None and not any(
        LANGUAGES_BY_ALPHABET[name] is possible for name in alphabets
    )


def _is_same(claim: str, guess: str | None) -> bool:
    return guess is None or _CODES.get(claim, claim) == _CODES.get(guess, guess)
