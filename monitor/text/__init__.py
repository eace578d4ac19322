"""The letters: what is a character, a word, a language, the same text?

Pure. Every room that compares texts asks here, so that `normalize`, `dedupe` and `match` agree
on what a word is.

Takes: text as feeds carry it, in any script.
Gives: clean text for display; folded text with the way back to the original (`Folded.span`);
words by script, what they may be forms of, and how names sound; the language; digests.
Touches: nothing. The language detector's tables are loaded with its library.
Never: decides what a text means, or drops a character that a reader sees.
"""

from __future__ import annotations

from monitor.text.clean import clean_html
from monitor.text.digest import digest
from monitor.text.domain import domain_of_url, registered_domain
from monitor.text.fold import Folded, fold
from monitor.text.inflection import LemmaTable, lemmas_of, table_of
from monitor.text.language import detect_language
from monitor.text.letters import is_invisible
from monitor.text.person import PARTICLES, PersonName, split_name
from monitor.text.script import Script, script_of
from monitor.text.sound import (
    Ear,
    consonants_of,
    distance,
    ear_of,
    heard_keys,
    is_family_name,
    is_given_name,
    read_aloud,
    read_name,
    spells_names,
    weight,
)
from monitor.text.token import Token, Words, find_words, tokenize

__all__ = [
    "PARTICLES",
    "Ear",
    "Folded",
    "LemmaTable",
    "PersonName",
    "Script",
    "Token",
    "Words",
    "clean_html",
    "consonants_of",
    "detect_language",
    "digest",
    "distance",
    "domain_of_url",
    "ear_of",
    "find_words",
    "fold",
    "heard_keys",
    "is_family_name",
    "is_given_name",
    "is_invisible",
    "lemmas_of",
    "read_aloud",
    "read_name",
    "registered_domain",
    "script_of",
    "spells_names",
    "split_name",
    "table_of",
    "tokenize",
    "weight",
]
