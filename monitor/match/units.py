"""Cut a text into what may be a name in it, by the script.

Pure. Words in all forms that they may be one of, rows of words, Korean words without their
particles, stretches of running text. Where other concepts were found nothing is cut out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from monitor.match.spoken import without_particles
from monitor.text import Script, find_alphabets, lemmas_of, tokenize

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from monitor.match.passage import Passage
    from monitor.text import Token

#: Words of one name.
_MOST_WORDS = 5
#: Characters of one name where nothing parts words.
_LEAST_RUN, _MOST_RUN = 2, 40
_LEAST_LETTERS = 3
_MOST_LETTERS = 60
_MOST_TOKENS = 200
_GAP = re.compile("[ '\"·’-]")
_CASED = frozenset({"latin", "cyrillic", "greek", "armenian"})
#: Thai marks that stand above, below or after a consonant: no word begins with one.
_MARKS = re.compile("[\u0e30-\u0e3a\u0e45-\u0e4e\u0eb0-\u0ebc\u0ec8-\u0ecd]")
#: Vowels that are written before their consonant: no word ends in one.
_LEADS = re.compile("[\u0e40-\u0e44\u0ec0-\u0ec4]$")


class Unit(NamedTuple):
    """A stretch of a text that may be a name."""

    #: What all its forms are counted under.
    key: str
    #: Place in the folded text.
    start: int
    end: int
    #: Number of its first token, and of the one after its last.
    first: int
    after: int
    is_running: bool


def cut_units(
    passage: Passage, taken: Collection[tuple[int, int]], *, as_words: bool, rows: bool
) -> Iterator[Unit]:
    """Yield what may be a name in a passage.

    Args:
        passage: The text.
        taken: Places in the folded text where something else stands.
        as_words: Small letters are no hindrance: it is a word that is looked for.
        rows: Several words may be one name.
    """
    tokens = [
        token
        for token in tokenize(passage.folded)[:_MOST_TOKENS]
        if not any(start < token.end and token.start < end for start, end in taken)
        or token.script.is_running
    ]
    for number, token in enumerate(tokens):
        if token.script.is_running:
            yield from _cut_run(token, number, taken)
            continue
        if _may_begin(passage, token, as_words=as_words):
            yield from _cut_word(passage, token, number)
            if rows:
                yield from _cut_rows(passage, tokens, number, as_words=as_words)


def _may_begin(passage: Passage, token: Token, *, as_words: bool) -> bool:
    if as_words or token.script is not Script.SPACED:
        return True
    first = passage.folded.original[passage.folded.span(token.start, token.end)[0]]
    return next(iter(find_alphabets(first)), "") not in _CASED or first.isupper()


def _cut_word(passage: Passage, token: Token, number: int) -> Iterator[Unit]:
    if token.script is Script.HANGUL:
        forms = [token.text, *without_particles(token.text)]
        for form in forms:
            if len(form) >= _LEAST_RUN:
                end = token.start + len(form)
                yield Unit(form, token.start, end, number, number + 1, is_running=False)
        return
    if len(token.text) < _LEAST_LETTERS or not token.text[0].isalpha():
        return
    for lemma in lemmas_of(token.text, passage.language).as_name:
        if len(lemma) >= _LEAST_LETTERS:
            yield Unit(lemma, token.start, token.end, number, number + 1, is_running=False)


def _cut_rows(
    passage: Passage, tokens: list[Token], number: int, *, as_words: bool
) -> Iterator[Unit]:
    text = passage.folded.text
    start = tokens[number].start
    for last in range(number + 1, min(number + _MOST_WORDS, len(tokens))):
        before, token = tokens[last - 1], tokens[last]
        is_next = token.script is tokens[number].script
        if not is_next or not _GAP.fullmatch(text[before.end : token.start]):
            return
        if token.end - start > _MOST_LETTERS:
            return
        if _may_begin(passage, token, as_words=as_words):
            yield Unit(
                text[start : token.end], start, token.end, number, last + 1, is_running=False
            )


def _cut_run(token: Token, number: int, taken: Collection[tuple[int, int]]) -> Iterator[Unit]:
    """Cut all stretches of running text that may be words; katakana stands as it is."""
    if token.script is Script.HIRAGANA:
        return
    if token.script is Script.KATAKANA:
        if len(token.text) >= _LEAST_RUN and not _is_taken(taken, token.start, token.end):
            yield Unit(token.text, token.start, token.end, number, number + 1, is_running=False)
        return
    for part_start, part_end in _free_parts(token, taken):
        text = token.text[part_start - token.start : part_end - token.start]
        for start in range(len(text) - 1):
            if _MARKS.match(text, start):
                continue
            for end in range(start + _LEAST_RUN, min(len(text), start + _MOST_RUN) + 1):
                if _MARKS.match(text, end) or _LEADS.search(text[start:end]):
                    continue
                first = part_start + start
                yield Unit(
                    text[start:end], first, part_start + end, number, number + 1, is_running=True
                )


def _free_parts(token: Token, taken: Collection[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    place = token.start
    for start, end in sorted(taken):
        if start < token.end and token.start < end:
            if start > place:
                yield place, start
            place = max(place, end)
    if place < token.end:
        yield place, token.end


def _is_taken(taken: Collection[tuple[int, int]], start: int, end: int) -> bool:
    return any(first < end and start < last for first, last in taken)
