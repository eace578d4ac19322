"""Inflection: of which words may this one be a form?

Pure. Rules per language, read backwards: from the ending of a word in a text to the words that
it may be a form of. `latin`, `cyrillic` and `other` hold the tables, `rule` reads them.

A word of a query is then one key of an index, however many forms it has, and a language is one
more table and nothing else. Names take fewer endings than common words: *Trumped* is no form of
*Trump*, but *launched* is one of *launch*.
"""

from __future__ import annotations

from monitor.text.inflection.rule import Lemmas, LemmaTable, lemmas_of, table_of

__all__ = ["LemmaTable", "Lemmas", "lemmas_of", "table_of"]
