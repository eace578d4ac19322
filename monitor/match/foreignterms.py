"""Write the terms of a foreign query as we write them: words, phrases, wildcards, addresses.

Pure. A wildcard within a word has no counterpart; the beginning of the word stands for it where
that may find more.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from monitor.errors import QuerySyntaxError
from monitor.match.foreigntree import Loose, Node, Note, write_tree
from monitor.match.parser import parse_query

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitor.match.foreigntree import Tree

#: Our NEAR takes no more.
WIDEST: Final = 50
#: Fields that take one code, or an address.
CODES: Final = frozenset({"lang", "country"})
ADDRESSES: Final = frozenset({"url", "site"})
ALONE: Final = "a wildcard alone stands for everything"
AT_THE_END: Final = "here a * stands only at the end of a word"
_PLAIN: Final = re.compile(r"\w+(?:[-'’.]\w+)*")
_MAY_BE_NEAR: Final = frozenset({"OR", "title:", "summary:", "text:"})
_OPERATORS: Final = frozenset({"AND", "OR", "NOT", "NEAR", "ONEAR", "OF"})
#: Parts of a phrase with wildcards.
_MOST_WILD: Final = 50
_RANGE: Final = re.compile(r"\d+\.\.\d+")
#: Codes that are written otherwise in the standard.
_COUNTRIES: Final = {"UK": "GB", "EL": "GR"}
_DAY: Final = re.compile(r"(\d{4})[-/](\d\d?)[-/](\d\d?)")


def write_word(word: str, note: Note, *, wildcards: str) -> Tree:
    """Write a single word, which may have wildcards in it."""
    if word.startswith(("#", "@", "$")) and len(word) > 1:
        bare = write_word(word[1:], note, wildcards=wildcards)
        return _loosen(bare, note, "the sign before a word has no counterpart", "the word is used")
    if _RANGE.fullmatch(word):
        return Loose(note=with_reason(note, "ranges do not exist here"))
    wild = next((place for place, char in enumerate(word) if char in wildcards), None)
    if wild is None:
        return check(quote_if_needed(word), note)
    stem = word[:wild]
    if not word.strip(wildcards):
        return Loose(note=with_reason(note, ALONE))
    if f"{stem}*" == word and quote_if_needed(stem) == stem:
        return check(f"{stem}*", note)
    return _begin(stem, note)


def _begin(stem: str, note: Note) -> Tree:
    """Take the beginning of a word for the whole of it."""
    reason = AT_THE_END
    stem = "" if quote_if_needed(stem) != stem else stem
    over = check(f"{stem}*", note) if stem else None
    if not isinstance(over, Node):
        reason += ", after three letters"
        return Loose(note=with_reason(note, reason))
    return Loose(over=over, note=with_reason(note, reason), used=f"{stem}* is used")


def write_phrase(phrase: str, note: Note, *, wildcards: str) -> Tree:
    """Write a phrase; one with wildcards becomes words that stand side by side."""
    words = phrase.split()
    if not any(char in wildcards for char in phrase):
        return check(quote(" ".join(words)), note)
    terms = [
        check(quote(" ".join(some)) if len(some) > 1 else quote_if_needed(some[0]), note)
        if is_plain
        else write_word("".join(some), note, wildcards=wildcards)
        for is_plain, some in _group(words, wildcards)
    ]
    row = _row(terms) if len(terms) <= _MOST_WILD else None
    is_exact = all(isinstance(term, Node) or term.note.reason == ALONE for term in terms)
    if row is not None and is_exact:
        return row
    used = "" if row is None else f"{write_tree(row)} is used"
    return Loose(over=row, note=with_reason(note, AT_THE_END), used=used)


def cut_phrase(phrase: str, note: Note, wildcards: str) -> tuple[Tree, ...]:
    """Give the words of a phrase, which need not stand side by side."""
    return tuple(write_word(word, note, wildcards=f"{wildcards}*") for word in phrase.split())


def _group(words: list[str], wildcards: str) -> Iterator[tuple[bool, list[str]]]:
    """Keep words without wildcards together."""
    plain: list[str] = []
    for word in words:
        if not any(char in wildcards for char in word):
            plain.append(word)
            continue
        if plain:
            yield True, plain
        yield False, [word]
        plain = []
    if plain:
        yield True, plain


def _row(terms: list[Tree]) -> Tree | None:
    """Put terms side by side; each that cannot be written is a gap."""
    row: Tree | None = None
    gap = 1
    for term in terms:
        written = term.over if isinstance(term, Loose) else term
        if written is None:
            gap += 1
            continue
        row = written if row is None else Node(sign=f"ONEAR/{gap}", parts=(row, written))
        gap = 1
    return row


def write_exact(text: str, note: Note) -> Tree:
    """Write a term whose spelling must be exactly so."""
    return check(f"={quote(' '.join(text.split()))}", note)


def write_value(field: str, text: str, note: Note) -> Tree:
    """Write a code or an address, without quotes, in its field."""
    if field == "country":
        text = _COUNTRIES.get(text.upper(), text.upper())
    if field in CODES:
        return _in_field(field, text, note)
    bare = re.sub(r"(?i)^\*?(?:https?://)?(?:\*\.)?", "", text).strip("*").lstrip(".")
    bare = bare.rstrip("/") if field == "site" else bare
    if field == "site" and "/" in bare:
        return _in_field("url", bare, note)
    if "*" not in bare:
        return _in_field(field, bare, note)
    longest = max(bare.split("*"), key=len)
    over = _in_field("url", longest, note)
    reason = "an address takes no * here"
    if isinstance(over, Loose):
        return Loose(note=with_reason(note, reason))
    return Loose(over=over, note=with_reason(note, reason), used=f"url:{longest} is used")


def _in_field(field: str, text: str, note: Note) -> Tree:
    checked = check(f"{field}:{text}", note)
    if isinstance(checked, Node):
        return Node(sign=f"{field}:", parts=(Node(term=text),))
    return checked


def write_day(sign: str, text: str, note: Note) -> Tree:
    """Write a bound on the day of publication."""
    day = _DAY.fullmatch(text)
    if day is None:
        return Loose(note=with_reason(note, "not a whole day"))
    year, month, number = day.groups()
    return check(f"published:{sign}{year}-{int(month):02}-{int(number):02}", note)


def check(term: str, note: Note) -> Tree:
    """Give a term as it is written here, if it can be read."""
    try:
        parse_query(term)
    except QuerySyntaxError as error:
        told = error.expected.rpartition("; ")[2]
        return Loose(note=with_reason(note, f"cannot be looked for ({told})"))
    return Node(term=term)


def with_reason(note: Note, reason: str) -> Note:
    """Give a note its reason."""
    return Note(position=note.position, text=note.text, reason=reason)


def _loosen(tree: Tree, note: Note, reason: str, used: str) -> Tree:
    over = tree.over if isinstance(tree, Loose) else tree
    return Loose(over=over, note=with_reason(note, reason), used=used if over is not None else "")


def quote(text: str) -> str:
    """Put a text in quotes as we write them."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def quote_if_needed(word: str) -> str:
    """Leave a plain word as it is."""
    is_plain = _PLAIN.fullmatch(word) is not None
    return word if is_plain and word not in _OPERATORS else quote(word)


def join_trees(sign: str, parts: Sequence[Tree]) -> Tree:
    """Put parts together under AND or OR before they are settled."""
    if len(parts) == 1:
        return parts[0]
    flat: list[Tree] = []
    for part in parts:
        flat += part.parts if isinstance(part, Node) and part.sign == sign else (part,)
    return Node(sign=sign, parts=tuple(flat))


def parts_of_tree(node: Tree) -> tuple[Tree, ...]:
    """Give the parts that a distance behind a group is about."""
    return node.parts if isinstance(node, Node) and node.sign == "AND" else (node,)


def is_near_part(tree: Tree | None) -> bool:
    """Say whether our NEAR takes it: a term, or an OR group of terms."""
    if isinstance(tree, Loose):
        return is_near_part(tree.over) and is_near_part(tree.under)
    if tree is None or not tree.sign:
        return True
    is_near = tree.sign in _MAY_BE_NEAR or tree.sign.startswith(("NEAR", "ONEAR"))
    return is_near and all(is_near_part(part) for part in tree.parts)


def bring_near(gap: int, pair: tuple[Tree, Tree], *, is_ordered: bool) -> Tree:
    """Put two things so many words from one another; no more than we can."""
    sign = f"{'O' if is_ordered else ''}NEAR/{min(gap + 1, WIDEST)}"
    return Node(sign=sign, parts=pair)
