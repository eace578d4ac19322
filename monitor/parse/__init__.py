"""What does this document say?

Pure. Takes the bytes of a document, where they came from and their media type; gives a
`ParsedFeed`: RSS, RDF, Atom, CDF through feedparser, JSON Feed through a reader of our own. Plain,
well-formed RSS and Atom are read by a fast path where that is certain to say what feedparser says.
Raises `NotAFeed` or `ParseError` and nothing else, whatever the bytes are. Owns feedparser; its
types end here. It corrects nothing and decides nothing; a hostile document may cost much time,
so callers run it where it can be killed.
"""

from __future__ import annotations

from monitor.parse.document import parse

__all__ = ["parse"]
