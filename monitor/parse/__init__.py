"""What does this document say?

Pure. Takes the bytes of a document, where they came from and their media type; gives a
`ParsedFeed`: RSS, RDF, Atom, CDF through feedparser, JSON Feed and news sitemaps through readers of
our own. Plain, well-formed RSS and Atom are read by a fast path where that is certain to say what
feedparser says. Raises `NotAFeed` or `ParseError` and nothing else, whatever the bytes are.
`parse_page` takes the article out of a web page; `decode_page` gives a page's text as a browser
does. Owns feedparser and trafilatura; their types end here. It corrects nothing and decides
nothing; a hostile document may cost much time, so callers run it where it can be killed.
"""

from __future__ import annotations

from monitor.parse.charset import decode_page
from monitor.parse.document import parse
from monitor.parse.page import parse_page

__all__ = ["decode_page", "parse", "parse_page"]
