"""Find one name or term in folded text, with the boundaries that its script asks for.

Pure. The edge of the term decides (plain substrings gave 8 wrong of 14 Korean finds): spaced
scripts match whole words in their forms (monitor.match.phrase); Hangul from the left edge of a
word, with anything after it; katakana not within longer katakana; Han, hiragana, Thai inside
running text.

Each pattern names the keys of which a text must hold one for the pattern to be found in it at
all, so that nothing is looked for where it cannot be.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Protocol

from monitor.match.passage import MAX_PLACES
from monitor.match.phrase import Phrase
from monitor.match.written import is_written_so
from monitor.text import Script, end_of_word, fold, is_plain_word, script_of, tokenize

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.match.passage import Passage
    from monitor.text import Token

#: What may stand between the words of a phrase, besides what the phrase itself has there.
_GAP = r"[ '\"\-·./&_]"
#: Syllables written onto a Korean place or name from the left: in, living in, visiting, toward.
HANGUL_CLITICS = "주재방대"
#: What makes another word of a Korean one: 인도 is India, 인도적 humane.
_HANGUL_ADJECTIVES = ("적", "주의")
#: Names that begin other names where nothing parts words: India, Indonesia, the Indian Ocean.
_LONGER: dict[str, tuple[str, ...]] = {
    "인도": ("인도네시아", "인도양", "인도차이나"),
    "印度": ("印度尼西亚", "印度尼西亞", "印度洋", "印度支那"),
    "几内亚": ("几内亚比绍",),
    "多米尼加": ("多米尼加共和国",),
    "刚果": ("刚果民主共和国",),
}
#: Signs that belong to the letter before them, though Unicode calls them letters.
_THAI_VOWELS = "ะาำๅ"
_ZWNJ = re.compile("(?<=[\u0620-\u06ff])\u200c(?=[\u0620-\u06ff])")
#: Letters of a prefix that the index knows.
PREFIX_KEY_LETTERS = 3


class Pattern(Protocol):
    """One spelling, ready to be found."""

    @property
    def text(self) -> str:
        """The spelling as it was given."""

    @property
    def keys(self) -> frozenset[str]:
        """The index keys of which a text has at least one, when this can be found in it."""

    @property
    def needs(self) -> frozenset[str]:
        """The words that must all stand in a text, when this can be found in it."""

    @property
    def is_its_key(self) -> bool:
        """Whether a text that has the key has this, without looking."""

    def find(self, passage: Passage, most: int = MAX_PLACES) -> Iterator[tuple[int, int]]:
        """Yield the places in folded text, left to right.

        Args:
            passage: Where.
            most: Places that are looked at.
        """


@dataclass(frozen=True, eq=False, kw_only=True)
class Run:
    """A spelling in a script without spaces, in mixed scripts, or the beginning of a word."""

    text: str
    tokens: tuple[Token, ...]
    #: What stands before each token; the first is empty.
    gaps: tuple[str, ...]
    is_prefix: bool
    is_exact: bool
    needs_capital: bool

    #: A key tells where to look, not that the whole is there.
    is_its_key: ClassVar[bool] = False
    needs: ClassVar[frozenset[str]] = frozenset()

    @cached_property
    def keys(self) -> frozenset[str]:
        first = self.tokens[0]
        whole = [
            token.text
            for place, token in enumerate(self.tokens)
            if token.script is Script.SPACED
            and not (self.is_prefix and place == len(self.tokens) - 1)
        ]
        if whole:
            return frozenset({max(whole, key=len)})
        if first.script is Script.SPACED:
            return frozenset({prefix_key(first.text)})
        return frozenset({first.text[:2]})

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The pattern without the boundaries at its edges, which `_is_bounded` holds."""
        pieces = [re.escape(token.text) for token in self.tokens]
        gaps = ["", *(_write_gap(self, place) for place in range(1, len(pieces)))]
        return re.compile("".join(gap + piece for gap, piece in zip(gaps, pieces, strict=True)))

    def find(self, passage: Passage, most: int = MAX_PLACES) -> Iterator[tuple[int, int]]:
        """Yield the places in folded text, left to right, that do not overlap."""
        if self._is_beginning:
            for number in passage.find_beginning(self.tokens[0].text)[:most]:
                token = passage.tokens[number]
                yield token.start, token.end
            return
        text = passage.folded.text
        place = 0
        while most > 0 and (match := self.regex.search(text, place)):
            most -= 1
            start, end = match.span()
            if not _may_begin(text, start, self.tokens[0]):
                place = end_of_word(text, start)
            elif self._is_bounded(text, start, end) and self._is_accepted(passage, start, end):
                place = self._end_of(text, end)
                yield start, place
            else:
                place = start + 1

    @cached_property
    def _is_beginning(self) -> bool:
        """Whether this is the beginning of one word, in any case."""
        is_one = len(self.tokens) == 1 and self.tokens[0].script is Script.SPACED
        return is_one and self.is_prefix and not (self.is_exact or self.needs_capital)

    def _end_of(self, text: str, end: int) -> int:
        """Take in the rest of a word that a prefix begins."""
        script = self.tokens[-1].script
        is_more = end < len(text) and script_of(text[end]) is script
        if self.is_prefix and not script.is_running and is_more:
            return end_of_word(text, end)
        return end

    def _is_accepted(self, passage: Passage, start: int, end: int) -> bool:
        return is_written_so(
            passage.folded,
            (start, end),
            exactly=self.text if self.is_exact else None,
            capital=self.needs_capital,
        )

    def _is_bounded(self, text: str, start: int, end: int) -> bool:
        first, last = self.tokens[0], self.tokens[-1]
        if text.startswith(_LONGER.get(first.text, ()), start):
            return False
        return self.is_prefix or _may_end(text, end, last.script)


def make_pattern(
    text: str,
    *,
    is_prefix: bool = False,
    is_exact: bool = False,
    needs_capital: bool = False,
    as_name: bool = False,
    only_in: str | None = None,
) -> Pattern | None:
    """Make the pattern of a spelling; None when it has no letter and no digit."""
    if is_plain_word(text) and not is_prefix:
        return Phrase(
            text=text,
            words=(text.lower(),),
            gaps=("",),
            is_exact=is_exact,
            as_name=as_name,
            needs_capital=needs_capital,
            only_in=only_in,
        )
    folded = fold(_ZWNJ.sub(" ", text))
    tokens = tokenize(folded)
    if not tokens:
        return None
    ends = (tokens[0].start, *(token.end for token in tokens))
    gaps = tuple(folded.text[end : token.start] for end, token in zip(ends, tokens, strict=False))
    if is_prefix or any(token.script is not Script.SPACED for token in tokens):
        return Run(
            text=text,
            tokens=tokens,
            gaps=gaps,
            is_prefix=is_prefix,
            is_exact=is_exact,
            needs_capital=needs_capital,
        )
    words = tuple(token.text for token in tokens)
    may_join = len(words) > 1 and not is_exact and all(map(_is_arabic, words))
    return Phrase(
        text=text,
        words=words,
        gaps=gaps,
        is_exact=is_exact,
        as_name=as_name,
        needs_capital=needs_capital,
        only_in=only_in,
        joined="".join(words) if may_join else None,
    )


def _is_arabic(word: str) -> bool:
    return "\u0620" <= word[:1] <= "\u06ff"


def _write_gap(pattern: Run, place: int) -> str:
    before, after = pattern.tokens[place - 1], pattern.tokens[place]
    apart = before.script is Script.SPACED and after.script is Script.SPACED
    gap = f"{_GAP}{{{1 if apart else 0},3}}"
    own = pattern.gaps[place]
    return gap if re.fullmatch(gap, own) else f"(?:{gap}|{re.escape(own)})"


def _may_begin(text: str, start: int, first: Token) -> bool:
    if start == 0:
        return True
    before = script_of(text[start - 1])
    if first.script is Script.HANGUL and before is Script.HANGUL:
        is_clitic = text[start - 1] in HANGUL_CLITICS and len(first.text) > 1
        return is_clitic and (start == 1 or script_of(text[start - 2]) is not Script.HANGUL)
    return before is not first.script or first.script not in (Script.SPACED, Script.KATAKANA)


def _may_end(text: str, end: int, script: Script) -> bool:
    if end >= len(text):
        return True
    if script is Script.HANGUL:
        return not text.startswith(_HANGUL_ADJECTIVES, end)
    if script is Script.SOUTHEAST:
        return text[end] not in _THAI_VOWELS and unicodedata.category(text[end]) != "Mn"
    return script not in (Script.SPACED, Script.KATAKANA) or script_of(text[end]) is not script


def prefix_key(word: str) -> str:
    """Return the key under which words that begin alike are found."""
    return word[:PREFIX_KEY_LETTERS] + "*"
