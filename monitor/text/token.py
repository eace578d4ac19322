"""Split folded text into words.

Pure. A token is a run of one class of script (monitor.text.script): a word in spaced scripts, a
word with its particles in Hangul, a stretch of running text in Han, kana and the scripts of
Southeast Asia. Apostrophes and hyphens part words, so `Nordkorea-Reise` and `Shoigu’s` are two
tokens each, in queries as in articles.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from monitor.text.script import (
    HAN,
    HANGUL,
    HIRAGANA,
    KATAKANA,
    RUNNING,
    SOUTHEAST,
    SPACED_CHAR,
    Script,
    script_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.text.fold import Folded


class Words(NamedTuple):
    """The words of a text by how they are kept apart; some may repeat."""

    spaced: list[str]
    hangul: list[str]
    #: Stretches of Han, kana, Thai, Lao, Khmer, Myanmar.
    running: list[str]


class Token(NamedTuple):
    """A word, with its place in the folded text."""

    start: int
    end: int
    text: str
    script: Script


#: Makes a token in half the time that its own constructor takes; texts have thousands.
_new = tuple.__new__
_SPACED = Script.SPACED
_SCRIPTS = (
    Script.SPACED,
    Script.HANGUL,
    Script.HAN,
    Script.KATAKANA,
    Script.HIRAGANA,
    Script.SOUTHEAST,
)
_TOKEN = re.compile(
    f"({SPACED_CHAR}+)|([{HANGUL}]+)|([{HAN}]+)|([{KATAKANA}]+)|([{HIRAGANA}]+)|([{SOUTHEAST}]+)"
)
_ANY_TOKEN = re.compile(
    f"{SPACED_CHAR}+|[{HANGUL}]+|[{HAN}]+|[{KATAKANA}]+|[{HIRAGANA}]+|[{SOUTHEAST}]+"
)
_ASCII_TOKEN = re.compile("[a-z0-9]+")
_SPACED_WORD = re.compile(f"{SPACED_CHAR}+")
_HANGUL_WORD = re.compile(f"[{HANGUL}]+")
_RUNNING_WORD = re.compile(f"[{HAN}]+|[{KATAKANA}]+|[{HIRAGANA}]+|[{SOUTHEAST}]+")
_UNSPACED = re.compile(f"[{HANGUL}{RUNNING}]")


class Tokens:
    """The words of a folded text in order, each made a token when it is asked for."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._pattern = _ASCII_TOKEN if text.isascii() else _ANY_TOKEN
        self.texts: list[str] = self._pattern.findall(text)

    @cached_property
    def starts(self) -> list[int]:
        """Where each word begins."""
        return [one.start() for one in self._pattern.finditer(self._text)]

    @cached_property
    def words(self) -> Words:
        """The words by how they are kept apart."""
        if self._pattern is _ASCII_TOKEN or not _UNSPACED.search(self._text):
            return Words(self.texts, [], [])
        return find_words(self._text)

    def __len__(self) -> int:
        return len(self.texts)

    def __getitem__(self, number: int) -> Token:
        start, text = self.starts[number], self.texts[number]
        return _new(Token, (start, start + len(text), text, script_of(text[0]) or _SPACED))

    def __iter__(self) -> Iterator[Token]:
        return map(self.__getitem__, range(len(self.texts)))


def tokenize(folded: Folded) -> tuple[Token, ...]:
    """Return the words of a folded text in order."""
    text = folded.text
    if text.isascii():
        return tuple(
            [
                _new(Token, (*one.span(), one.group(), _SPACED))
                for one in _ASCII_TOKEN.finditer(text)
            ]
        )
    return tuple(
        [
            _new(Token, (*one.span(), one.group(), _SCRIPTS[(one.lastindex or 1) - 1]))
            for one in _TOKEN.finditer(text)
        ]
    )


def is_plain_word(text: str) -> bool:
    """Whether this is one word, of which nothing need be folded but its case."""
    return text.isascii() and text.isalnum()


def end_of_word(text: str, place: int) -> int:
    """Return where the word ends that has the character at this place of folded text."""
    found = _ANY_TOKEN.match(text, place)
    return place + 1 if found is None else found.end()


def find_words(text: str) -> Words:
    """Return the words of folded text without their places: what an index needs, and faster."""
    if text.isascii():
        return Words(_ASCII_TOKEN.findall(text), [], [])
    spaced = _SPACED_WORD.findall(text)
    if not _UNSPACED.search(text):
        return Words(spaced, [], [])
    return Words(spaced, _HANGUL_WORD.findall(text), _RUNNING_WORD.findall(text))
