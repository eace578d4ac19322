"""Say in which forms a word may stand in a text.

Pure. A form is the word with what its script writes onto it without a space: the genitive `s` of
Latin names, the clitics of Arabic and Hebrew. Every word carries a table of such affixes, so that
the inflections of a language are one more table here and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

#: A shorter Latin word with an `s` is mostly another word.
_MIN_LATIN = 4
_MIN_SEMITIC = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Affixes:
    """What may stand right before and right after a word."""

    before: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()


_NONE = Affixes()
_LATIN = Affixes(endings=("s",))
#: and/so × with/for/like × the; `لل` is "for the".
_ARABIC = Affixes(
    before=tuple(
        dict.fromkeys(
            form
            for conjunction, preposition, article in product(
                ("", "و", "ف"), ("", "ب", "ل", "ك"), ("", "ال")
            )
            if (form := (conjunction + preposition + article).replace("لال", "لل"))
        )
    )
)
#: One of and, the, in, to, like, from, that; or two where the first is and, that or when.
_HEBREW = Affixes(
    before=tuple(
        dict.fromkeys(
            first + second
            for first, second in product(("", "ו", "ש", "כש"), ("", *"והבלכמש"))
            if first + second and first != second
        )
    )
)


def affixes_of(word: str, *, length: int | None = None) -> Affixes:
    """Return what may be written onto a folded word, by its script.

    Args:
        word: Folded.
        length: Letters of the whole name, where the word is only its last one (`Kim Jong-uns`).
    """
    last = word[-1:]
    if "a" <= last <= "z":
        is_short = (length or len(word)) < _MIN_LATIN
        return _NONE if is_short or last in "sxz" or not word.isalpha() else _LATIN
    if len(word) < _MIN_SEMITIC:
        return _NONE
    if is_arabic(word):
        return _ARABIC
    return _HEBREW if "\u05d0" <= word[0] <= "\u05ea" else _NONE


def forms_of(
    word: str, *, is_first: bool = True, is_last: bool = True, length: int | None = None
) -> frozenset[str]:
    """Return the word and its forms; inside a phrase only the outer words take affixes."""
    affixes = affixes_of(word, length=length)
    before = ("", *affixes.before) if is_first else ("",)
    after = ("", *affixes.endings) if is_last else ("",)
    forms = {start + word + end for start in before for end in after}
    if is_first and affixes is _ARABIC and word.startswith("ال"):
        forms |= {"لل" + word[2:], "ولل" + word[2:]}
    return frozenset(forms)


def is_arabic(word: str) -> bool:
    """Whether a folded word is written in Arabic letters."""
    return "\u0620" <= word[:1] <= "\u06ff"
