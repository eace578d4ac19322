"""The letters: what is a character, a word, a language, the same text?

Pure. Every room that compares texts asks here, so that `normalize`, `dedupe` and `match` agree
on what a word is.

Takes: text as feeds carry it, in any script.
Gives: clean text for display; folded text with the way back to the original (`Folded.span`);
words by script; the language; digests.
Touches: nothing. The language detector's tables are loaded with its library.
Never: decides what a text means, or drops a character that a reader sees.
"""

from __future__ import annotations

from monitor.text.clean import clean_html
from monitor.text.digest import digest
from monitor.text.domain import registered_domain
from monitor.text.fold import Folded, fold
from monitor.text.language import detect_language
from monitor.text.letters import is_invisible
from monitor.text.script import Script, script_of
from monitor.text.token import Token, Words, find_words, tokenize

__all__ = [
    "Folded",
    "Script",
    "Token",
    "Words",
    "clean_html",
    "detect_language",
    "digest",
    "find_words",
    "fold",
    "is_invisible",
    "registered_domain",
    "script_of",
    "tokenize",
]
