"""Fold text without the way back: what `fold` makes of it, in a fraction of the time.

Pure. For rooms that compare texts and show nothing of them; a letter is folded by itself, so a
mark that no letter composes with stays.
"""

from __future__ import annotations

import re
import unicodedata

from monitor.text.fold import fold
from monitor.text.letters import is_invisible
from monitor.text.script import HANGUL, MARKS, RUNNING
from monitor.text.token import Words

#: As in monitor.text.fold: real text uses a few thousand characters.
_TABLE_SIZE = 20_000


class _Table(dict[int, str]):
    """A translation table that learns each character when it is first met."""

    def __missing__(self, code: int) -> str:
        folded = fold(chr(code)).text
        if len(self) < _TABLE_SIZE:
            self[code] = folded
        return folded


_TABLE = _Table()


def fold_plain(text: str) -> str:
    """Fold a text for comparison, without offsets."""
    if text.isascii():
        return text.lower().replace("`", "'")
    return unicodedata.normalize("NFC", text).translate(_TABLE)


class _Visible(dict[int, str]):
    """A translation table that takes out what nobody sees."""

    def __missing__(self, code: int) -> str:
        kept = "" if is_invisible(chr(code)) else chr(code)
        if len(self) < _TABLE_SIZE:
            self[code] = kept
        return kept


_VISIBLE = _Visible()
_PLAIN_WORD = re.compile("[A-Za-z0-9]+")
#: The words of SPACED_CHAR, which no word begins with a mark of; twice as fast.
_SPACED_WORD = re.compile(rf"[^\W_{HANGUL}{RUNNING}]+(?:[{MARKS}]+[^\W_{HANGUL}{RUNNING}]*)*")
_SPACED_OR_HANGUL = re.compile(f"{_SPACED_WORD.pattern}|[{HANGUL}]+")
_HANGUL_WORD = re.compile(f"[{HANGUL}]+")
_RUNNING_WORD = re.compile(f"[{RUNNING}]+")


def strip_invisible(text: str) -> str:
    """Compose a text, and take out what nobody sees; letters and case stay."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", text).translate(_VISIBLE)


def find_surfaces(text: str) -> Words:
    """Return the words of a text as they are written; stretches of running scripts whole."""
    if text.isascii():
        return Words(_PLAIN_WORD.findall(text), [], [])
    return Words(
        _SPACED_WORD.findall(text), _HANGUL_WORD.findall(text), _RUNNING_WORD.findall(text)
    )


def find_spans(text: str) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Return where the words of a text stand, and its stretches of running scripts."""
    if text.isascii():
        return [word.span() for word in _PLAIN_WORD.finditer(text)], []
    words = [word.span() for word in _SPACED_OR_HANGUL.finditer(text)]
    return words, [stretch.span() for stretch in _RUNNING_WORD.finditer(text)]
