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

from monitor.text.alphabet import ALPHABETS, find_alphabets
from monitor.text.clean import clean_html
from monitor.text.difference import Piece, Turn, compare_words
from monitor.text.digest import digest
from monitor.text.domain import domain_of_url, registered_domain
from monitor.text.fold import Folded, fold
from monitor.text.gazetteer import (
    begins_country,
    begins_like_place,
    begins_place,
    find_place,
    find_running_places,
)
from monitor.text.inflection import LemmaTable, lemmas_of, table_of
from monitor.text.language import detect_language
from monitor.text.letters import is_invisible
from monitor.text.person import PARTICLES, PersonName, split_name
from monitor.text.plain import find_spans, find_surfaces, fold_plain, strip_invisible
from monitor.text.romanize import romanize
from monitor.text.script import Script, script_of
from monitor.text.sound import (
    Ear,
    consonants_of,
    cut_thai,
    distance,
    ear_of,
    heard_keys,
    is_family_name,
    is_given_name,
    keys_of_heard,
    list_same_names,
    read_aloud,
    read_name,
    spells_loanwords,
    spells_names,
    weight,
)
from monitor.text.token import (
    Token,
    Tokens,
    Words,
    end_of_word,
    find_words,
    is_plain_word,
    tokenize,
)
from monitor.text.vocabulary import is_ordinary_word

__all__ = [
    "ALPHABETS",
    "PARTICLES",
    "Ear",
    "Folded",
    "LemmaTable",
    "PersonName",
    "Piece",
    "Script",
    "Token",
    "Tokens",
    "Turn",
    "Words",
    "begins_country",
    "begins_like_place",
    "begins_place",
    "clean_html",
    "compare_words",
    "consonants_of",
    "cut_thai",
    "detect_language",
    "digest",
    "distance",
    "domain_of_url",
    "ear_of",
    "end_of_word",
    "find_alphabets",
    "find_place",
    "find_running_places",
    "find_spans",
    "find_surfaces",
    "find_words",
    "fold",
    "fold_plain",
    "heard_keys",
    "is_family_name",
    "is_given_name",
    "is_invisible",
    "is_ordinary_word",
    "is_plain_word",
    "keys_of_heard",
    "lemmas_of",
    "list_same_names",
    "read_aloud",
    "read_name",
    "registered_domain",
    "romanize",
    "script_of",
    "spells_loanwords",
    "spells_names",
    "split_name",
    "strip_invisible",
    "table_of",
    "tokenize",
    "weight",
]
