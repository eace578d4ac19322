"""Find where the entries of a document stand that was well-formed the last time.

Pure. Looks for tags as letters, which is much quicker than parsing. What it finds is right for
entries that are known: they were elements, and stand between the same tags. The rest must be
parsed, in a document without them, and show as many entries as were found. So this needs not ask
whether a document is well-formed; where it could be misled, it gives up.
"""

from __future__ import annotations

import re
from typing import Final

from monitor.parse.clip import MAX_ENTRIES
from monitor.parse.names import DoubtError, Names
from monitor.parse.skim import Layout, is_separable

_ENTRY: Final = re.compile(rb"<(item|entry)[\s>]")
#: Where tags are no tags.
_ASIDES: Final = ((b"<![CDATA[", b"]]>"), (b"<!--", b"-->"), (b"<?", b"?>"))
_DECLARED: Final = re.compile(rb"xmlns(?::([\w.-]+))?\s*=\s*(?:\"([^\"<]*)\"|'([^'<]*)')")


def locate(text: bytes, *, has_base: bool) -> Layout | None:
    """Find the entries of a document in UTF-8; None when it cannot be taken apart so simply."""
    first = _ENTRY.search(text)
    if first is None:
        return None
    spans = _spans(text, first.start(), first[1])
    if not spans or not _is_head(text[: spans[0][0]]) or not _names_agree(text):
        return None
    layout = Layout(text, spans, has_base)
    return layout if is_separable(layout) else None


def _spans(text: bytes, start: int, name: bytes) -> tuple[tuple[int, int], ...]:
    """Give where elements of this name begin and end; nothing if unclear, or if too many."""
    opening, closing = b"<" + name, b"</" + name
    asides = [aside for aside in _ASIDES if text.find(aside[0], start) >= 0]
    spans: list[tuple[int, int]] = []
    place = 0
    while start >= 0:
        tag = text.find(closing, start)
        end = text.find(b">", tag) + 1
        if (
            len(spans) == MAX_ENTRIES
            or tag < 0
            or end <= 0
            or text[tag + len(closing) : end - 1].strip()
            or text[start + len(opening)] not in b" \t\r\n>"
            or text.find(opening, start + 1, tag) >= 0
            or not all(_is_outside(text, *aside, place, start, tag) for aside in asides)
        ):
            return ()
        spans.append((start, end))
        place = end
        start = text.find(opening, end)
    return tuple(spans)


def _is_head(text: bytes) -> bool:
    """Tell whether a first tag that follows this would be a tag."""
    return all(_is_outside(text, *aside, 0, len(text), len(text)) for aside in _ASIDES)


def _is_outside(text: bytes, begin: bytes, end: bytes, place: int, start: int, tag: int) -> bool:
    """Tell whether two tags are tags, and no part of an aside that begins after `place`."""
    last = text.rfind(begin, place, tag)
    if last >= start and text.find(end, last + len(begin), tag) < 0:
        return False
    before = last if last < start else text.rfind(begin, place, start)
    return before < 0 or text.find(end, before + len(begin), start) >= 0


def _names_agree(text: bytes) -> bool:
    """Tell whether all namespaces that are declared anywhere go together."""
    names = Names()
    try:
        for prefix, address, quoted in dict.fromkeys(_DECLARED.findall(text)):
            names.declare(prefix.decode(), (address or quoted).decode())
    except (DoubtError, UnicodeDecodeError):
        return False
    return not names.are_ambiguous
