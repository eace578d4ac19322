"""Say of which words a word in a text may be a form.

Pure. The tables are read once per language; what was said of a word is remembered, because a
language uses few words often.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import NamedTuple

from monitor.text.alphabet import LANGUAGES_BY_ALPHABET, find_alphabets
from monitor.text.inflection import cyrillic, latin, other

#: Fewer letters are no stem of anything.
_MIN_STEM = 2
#: Real text of a day uses some ten thousand words; the cap keeps hostile text out of memory.
#: A full table is emptied, so that it holds the words of now.
_TABLE_SIZE = 40_000
#: Longer words are no words; looking at their endings would cost and say nothing.
_MAX_LETTERS = 40
#: Languages that take another one's tables.
_SAME = {
    "bs": "hr", "sh": "hr", "cnr": "hr", "nb": "no", "nn": "no", "gl": "es", "mo": "ro",
    "id": "ms", "iw": "he", "ps": "fa", "ti": "am", "as": "bn", "uz": "tr", "tk": "tr",
    "fo": "is", "arz": "ar", "ba": "tt",
}  # fmt: skip
#: Whose endings a word takes that is not written in its article's alphabet, or whose article
#: does not say its language.
_DEFAULTS = {
    "latin": "en", "cyrillic": "ru", "greek": "el", "arabic": "ar", "hebrew": "he",
    "georgian": "ka", "armenian": "hy", "devanagari": "hi", "bengali": "bn", "gujarati": "gu",
    "gurmukhi": "pa", "tamil": "ta", "telugu": "te", "kannada": "kn", "malayalam": "ml",
    "sinhala": "si", "ethiopic": "am",
}  # fmt: skip
_NAMES = latin.NAMES | cyrillic.NAMES | other.NAMES
_WORDS = latin.WORDS | cyrillic.WORDS | other.WORDS
#: Serbian is written in both.
_IN_LATIN = {"sr": "hr"}


class _Endings(dict[str, tuple[str, ...]]):
    """Ending in the text → what the word ends in instead."""

    def __init__(self, endings: dict[str, tuple[str, ...]]) -> None:
        super().__init__(endings)
        #: All that an ending may end in: a word that ends otherwise has no longer one.
        self.tails = {ending[place:] for ending in endings for place in range(len(ending) + 1)}


class Lemmas(NamedTuple):
    """The words that a word may be a form of."""

    #: Also when they are names; the word itself is the first.
    as_name: tuple[str, ...]
    #: As a common word; holds all of `as_name`.
    as_word: tuple[str, ...]


def lemmas_of(word: str, language: str | None) -> Lemmas:
    """Return the words that a folded word of a spaced script may be a form of.

    Args:
        word: Folded.
        language: Of the text; None when it is not known.
    """
    return table_of(language)[word]


@cache
def table_of(language: str | None) -> LemmaTable:
    """Return the table of a language, which fills with the words that are looked up in it."""
    code = (language or "").lower().partition("-")[0]
    return LemmaTable(_SAME.get(code, code))


class LemmaTable(dict[str, Lemmas]):
    """Words of texts in one language with their lemmas, found when first asked for."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language
        #: Word → its lemmas as a common word.
        self.words = _Words(self)

    def __missing__(self, word: str) -> Lemmas:
        if len(word) > _MAX_LETTERS:
            return Lemmas((word,), (word,))
        if len(word) <= _MIN_STEM or word.isdigit():
            lemmas = Lemmas((word,), (word,))
        else:
            lemmas = _find_lemmas(word, _language_of(word, self._language))
        if len(self) >= _TABLE_SIZE:
            self.clear()
        self[word] = lemmas
        return lemmas


class _Words(dict[str, tuple[str, ...]]):
    """The lemmas as common words alone: reading an article asks for nothing else."""

    def __init__(self, table: LemmaTable) -> None:
        super().__init__()
        self._table = table

    def __missing__(self, word: str) -> tuple[str, ...]:
        lemmas = self._table[word].as_word
        if len(self) >= _TABLE_SIZE:
            self.clear()
        if len(word) <= _MAX_LETTERS:
            self[word] = lemmas
        return lemmas


def _language_of(word: str, language: str) -> str | None:
    """Return whose endings a word takes: its article's where the alphabet allows it."""
    alphabet = _alphabet_of(word[:1])
    if alphabet is None:
        return None
    if alphabet == "latin" and language in _IN_LATIN:
        return _IN_LATIN[language]
    written = LANGUAGES_BY_ALPHABET.get(alphabet, ())
    is_known = language in _NAMES
    if is_known and (language in written or (alphabet == "latin" and language in latin.NAMES)):
        return language
    return _DEFAULTS.get(alphabet)


@lru_cache(maxsize=10_000)
def _alphabet_of(letter: str) -> str | None:
    return next(iter(find_alphabets(letter)), None)


def _find_lemmas(word: str, language: str | None) -> Lemmas:
    if language is None:
        return Lemmas((word,), (word,))
    cores = (word, *_without_front(word, language))
    names = dict.fromkeys(cores)
    for core in cores:
        names.update(dict.fromkeys(_without_ending(core, _read_names(language))))
    words = dict(names)
    for core in cores:
        words.update(dict.fromkeys(_without_ending(core, _read_words(language))))
    return Lemmas(tuple(names), tuple(words))


def _without_front(word: str, language: str) -> list[str]:
    found = [
        word[len(front) :]
        for front in other.FRONTS.get(language, ())
        if word.startswith(front) and len(word) - len(front) > _MIN_STEM
    ]
    found += [
        instead + word[len(front) :]
        for front, instead in other.SWALLOWED.get(language, ())
        if word.startswith(front) and len(word) - len(front) >= _MIN_STEM
    ]
    return found


def _without_ending(word: str, endings: _Endings) -> list[str]:
    found: list[str] = []
    for place in range(len(word), _MIN_STEM - 1, -1):
        stem, ending = word[:place], word[place:]
        if ending and ending not in endings.tails:
            break
        if ending == "s" and stem[-1] in "sxz":
            continue
        found += [stem + instead for instead in endings.get(ending, ())]
    return found


@cache
def _read_names(language: str) -> _Endings:
    return _read(_NAMES.get(language, ""))


@cache
def _read_words(language: str) -> _Endings:
    return _read(_WORDS.get(language, ""))


def _read(table: str) -> _Endings:
    """Turn `о: а у ом` around: what each ending stands instead of."""
    endings: dict[str, list[str]] = {}
    for line in table.strip().splitlines():
        instead, _, forms = line.partition(":")
        instead = "" if instead.strip() == "-" else instead.strip()
        for form in forms.split():
            known = endings.setdefault("" if form == "-" else form, [])
            if instead not in known:
                known.append(instead)
    return _Endings({ending: tuple(instead) for ending, instead in endings.items()})
