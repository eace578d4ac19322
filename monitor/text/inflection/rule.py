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


class _Node:
    """What a word may be a form of when it ends so; read from the last letter on."""

    __slots__ = ("before", "names", "words")

    def __init__(self) -> None:
        #: By the letter that stands before what has been read.
        self.before: dict[str, _Node] = {}
        #: What a name ends in instead, and what else a common word does.
        self.names: tuple[str, ...] = ()
        self.words: tuple[str, ...] = ()


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
    names: dict[str, None] = {word: None}
    words: dict[str, None] = {}
    cores = (word, *_without_front(word, language)) if language in other.FRONTS else (word,)
    if len(cores) > 1:
        names = dict.fromkeys(cores)
    endings = _read_endings(language)
    for core in cores:
        _strip(core, endings, names, words)
    as_name = tuple(names)
    return Lemmas(as_name, tuple(names | words) if words else as_name)


def _without_front(word: str, language: str) -> list[str]:
    fronts, swallowed = _read_fronts(language)
    letters = len(word)
    found = [
        word[len(front) :]
        for front in fronts.get(word[0], ())
        if letters - len(front) > _MIN_STEM and word.startswith(front)
    ]
    found += [
        instead + word[len(front) :]
        for front, instead in swallowed
        if word.startswith(front) and letters - len(front) >= _MIN_STEM
    ]
    return found


def _strip(word: str, node: _Node, names: dict[str, None], words: dict[str, None]) -> None:
    """Add what a word may be a form of, by its ending; the shortest ending first."""
    place = len(word)
    while True:
        if (node.names or node.words) and not (
            place == len(word) - 1 and word[place] == "s" and word[place - 1] in "sxz"
        ):
            stem = word[:place]
            for instead in node.names:
                names[stem + instead] = None
            for instead in node.words:
                words[stem + instead] = None
        place -= 1
        before = node.before.get(word[place])
        if before is None or place < _MIN_STEM:
            return
        node = before


@cache
def _read_fronts(language: str) -> tuple[dict[str, list[str]], tuple[tuple[str, str], ...]]:
    """Sort what may be written onto a word by its first letter."""
    fronts: dict[str, list[str]] = {}
    for front in other.FRONTS.get(language, ()):
        fronts.setdefault(front[0], []).append(front)
    return fronts, other.SWALLOWED.get(language, ())


@cache
def _read_endings(language: str) -> _Node:
    """Read the tables of a language from the last letter of each ending on."""
    root = _Node()
    for ending, instead in _read(_NAMES.get(language, "")).items():
        _find_node(root, ending).names = instead
    for ending, instead in _read(_WORDS.get(language, "")).items():
        _find_node(root, ending).words = instead
    return root


def _find_node(node: _Node, ending: str) -> _Node:
    for letter in reversed(ending):
        node = node.before.setdefault(letter, _Node())
    return node


def _read(table: str) -> dict[str, tuple[str, ...]]:
    """Turn `о: а у ом` around: what each ending stands instead of."""
    endings: dict[str, list[str]] = {}
    for line in table.strip().splitlines():
        instead, _, forms = line.partition(":")
        instead = "" if instead.strip() == "-" else instead.strip()
        for form in forms.split():
            known = endings.setdefault("" if form == "-" else form, [])
            if instead not in known:
                known.append(instead)
    return {ending: tuple(instead) for ending, instead in endings.items()}
