"""Find one name or term in folded text, with the boundaries that its script asks for.

Pure. The edge of the term decides (plain substrings gave 8 wrong of 14 Korean finds): spaced
scripts match whole words with their affixes; Hangul from the left edge of a word, with anything
after it; katakana not within longer katakana; Han, hiragana, Thai inside running text.

Each pattern names the keys of which a text must hold one for the pattern to be found in it at
all, so that nothing is looked for where it cannot be.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from monitor.match.affix import forms_of, is_arabic
from monitor.text import Script, fold, is_invisible, script_of, tokenize

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.text import Folded, Token

#: What may stand between the words of a phrase, besides what the phrase itself has there.
_GAP = r"[ '\"\-·./&_]"
#: Syllables written onto a Korean place or name from the left: in, living in, visiting, toward.
HANGUL_CLITICS = "주재방대"
_ZWNJ = re.compile("(?<=[\u0620-\u06ff])\u200c(?=[\u0620-\u06ff])")
#: Letters of a prefix that the index knows.
PREFIX_KEY_LETTERS = 3


@dataclass(frozen=True, eq=False, kw_only=True)
class Pattern:
    """One spelling, ready to be found."""

    text: str
    tokens: tuple[Token, ...]
    #: What stands before each token; the first is empty.
    gaps: tuple[str, ...]
    is_prefix: bool
    is_exact: bool
    #: A bare surname is found only where it is written like a name.
    needs_capital: bool

    @cached_property
    def keys(self) -> frozenset[str]:
        """The index keys of which a text has at least one, when this can be found in it."""
        return _keys_of(self)

    @cached_property
    def forms(self) -> frozenset[str]:
        """Whole words that are this pattern; empty where it is not just a spaced word."""
        if len(self.tokens) > 1 or self.is_prefix or self.tokens[0].script is not Script.SPACED:
            return frozenset()
        word = self.tokens[0].text
        return frozenset({word}) if self.is_exact else forms_of(word)

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The pattern without the boundaries at its edges, which `_is_bounded` holds."""
        return re.compile("".join(_write_piece(self, place) for place in range(len(self.tokens))))

    def find(self, folded: Folded) -> Iterator[tuple[int, int]]:
        """Yield the places in folded text, left to right, that do not overlap."""
        text = folded.text
        place = 0
        while match := self.regex.search(text, place):
            start, end = match.span()
            if self._is_bounded(text, start, end) and self.accepts(folded, start, end):
                end = self._end_of(text, end)
                yield start, end
                place = end
            else:
                place = start + 1

    def _end_of(self, text: str, end: int) -> int:
        """Take in the rest of a word that a prefix begins."""
        script = self.tokens[-1].script
        if self.is_prefix and not script.is_running:
            while end < len(text) and script_of(text[end]) is script:
                end += 1
        return end

    def accepts(self, folded: Folded, start: int, end: int) -> bool:
        """Whether the original text at this place is written as it must be."""
        if not self.is_exact and not self.needs_capital:
            return True
        first, last = folded.span(start, end)
        if self.needs_capital and folded.original[first].islower():
            return False
        return not self.is_exact or _visible(folded.original[first:last]) == _visible(self.text)

    def _is_bounded(self, text: str, start: int, end: int) -> bool:
        first, last = self.tokens[0], self.tokens[-1]
        if not _may_begin(text, start, first):
            return False
        return self.is_prefix or _may_end(text, end, last.script)


def make_pattern(
    text: str, *, is_prefix: bool = False, is_exact: bool = False, needs_capital: bool = False
) -> Pattern | None:
    """Make the pattern of a spelling; None when it has no letter and no digit."""
    folded = fold(_ZWNJ.sub(" ", text))
    tokens = tokenize(folded)
    if not tokens:
        return None
    ends = (tokens[0].start, *(token.end for token in tokens))
    gaps = tuple(folded.text[end : token.start] for end, token in zip(ends, tokens, strict=False))
    return Pattern(
        text=text,
        tokens=tokens,
        gaps=gaps,
        is_prefix=is_prefix,
        is_exact=is_exact,
        needs_capital=needs_capital,
    )


def _write_piece(pattern: Pattern, place: int) -> str:
    token = pattern.tokens[place]
    if token.script is not Script.SPACED or pattern.is_exact:
        piece = re.escape(token.text)
    else:
        forms = _forms_at(pattern, place)
        longest_first = sorted(forms, key=lambda form: (-len(form), form))
        piece = f"(?:{'|'.join(map(re.escape, longest_first))})"
    return piece if place == 0 else _write_gap(pattern, place) + piece


def _forms_at(pattern: Pattern, place: int) -> frozenset[str]:
    """Return the forms of one word of a pattern."""
    return forms_of(
        pattern.tokens[place].text,
        is_first=place == 0,
        is_last=place == len(pattern.tokens) - 1 and not pattern.is_prefix,
        length=sum(len(token.text) for token in pattern.tokens),
    )


def _write_gap(pattern: Pattern, place: int) -> str:
    before, after = pattern.tokens[place - 1], pattern.tokens[place]
    apart = before.script is Script.SPACED and after.script is Script.SPACED
    optional = not apart or (is_arabic(before.text) and is_arabic(after.text))
    gap = f"{_GAP}{{{0 if optional else 1},3}}"
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
    if script is Script.SOUTHEAST:
        return unicodedata.category(text[end]) != "Mn"
    return script not in (Script.SPACED, Script.KATAKANA) or script_of(text[end]) is not script


def _keys_of(pattern: Pattern) -> frozenset[str]:
    first = pattern.tokens[0]
    whole = [
        place
        for place, token in enumerate(pattern.tokens)
        if token.script is Script.SPACED
        and not (pattern.is_prefix and place == len(pattern.tokens) - 1)
    ]
    if whole:
        return _word_keys(pattern, max(whole, key=lambda place: len(pattern.tokens[place].text)))
    if first.script is Script.SPACED:
        return frozenset({prefix_key(first.text)})
    return frozenset({first.text[:2]})


def _word_keys(pattern: Pattern, place: int) -> frozenset[str]:
    last = len(pattern.tokens) - 1
    word = pattern.tokens[place].text
    if pattern.is_exact:
        return frozenset({word})
    keys = _forms_at(pattern, place)
    words = [token.text for token in pattern.tokens]
    if last > 0 and all(map(is_arabic, words)):
        keys |= forms_of("".join(words))
    return keys


def prefix_key(word: str) -> str:
    """Return the key under which words that begin alike are found."""
    return word[:PREFIX_KEY_LETTERS] + "*"


def _visible(text: str) -> str:
    """Write an original text the way it is seen: composed, without what nobody sees."""
    return " ".join(unicodedata.normalize("NFC", _drop_invisible(text)).split())


def _drop_invisible(text: str) -> str:
    return "".join(char for char in text if not is_invisible(char))
