"""Rewrite a query of another program in our language, and list what has no counterpart.

Pure. What has none is left out where that finds more, never where it would find less without
saying so: every such place is a `Note`. Distances are counted otherwise there (words between two
terms, not steps from one to the other), so each grows by one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from monitor.match.dialects import GRAMMARS, Dialect

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.match.dialects import Grammar

#: Our NEAR takes no more.
WIDEST: Final = 50
#: What a field of ours takes besides words.
_CODE_FIELDS: Final = frozenset({"lang", "country"})
_ADDRESS_FIELDS: Final = frozenset({"url", "site"})

_TOKEN: Final = re.compile(
    r"""(?P<space>\s+)
    |(?P<comment><<<.*?>>>)
    |(?P<quoted>["“”„](?P<phrase>[^"“”]*)["“”])
    |(?P<braced>\{(?P<exact>[^{}]*)\})
    |(?P<gap>~(?P<width>\d+))
    |(?P<weight>\^\d+(?:\.\d+)?)
    |(?P<open>\()|(?P<close>\))
    |(?P<or>\|)
    |(?P<near>(?i:O?NEAR|AROUND)(?:/(?P<distance>\d+)(?P<forward>f)?|\((?P<around>\d+)\))?(?=[\s("{]|$))
    |(?P<field>[\w.]+):(?=\S)
    |(?P<minus>-)(?=[^\s])
    |(?P<word>[^\s()"“”„{}~^|]+)
    |(?P<stray>.)""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A part of a foreign query that reads otherwise here, or not at all."""

    #: Offset in code points of the foreign query.
    position: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Translated:
    """A foreign query in our language; empty when nothing of it has a counterpart."""

    query: str
    notes: tuple[Note, ...]


def translate_query(query: str, dialect: Dialect) -> Translated:
    """Rewrite a query of another program in our language.

    What cannot be read at all (a parenthesis that is never closed) is mended and noted.
    """
    reader = _Reader(query, GRAMMARS[dialect])
    node = reader.read()
    return Translated(query=_write(node) if node else "", notes=tuple(reader.notes))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Node:
    """A part of a query: an operator with its parts, or a term as we write it."""

    #: `AND`, `OR`, `NOT`, `NEAR/n`, `ONEAR/n`, a field with its colon; empty for a term.
    sign: str = ""
    parts: tuple[_Node, ...] = ()
    term: str = ""


@dataclass(slots=True)
class _Reader:
    query: str
    grammar: Grammar
    notes: list[Note] = field(default_factory=list)
    tokens: list[re.Match[str]] = field(default_factory=list)
    place: int = 0

    def read(self) -> _Node | None:
        self.tokens = [match for match in _TOKEN.finditer(self.query) if match.lastgroup != "space"]
        node = self._any()
        while (token := self._peek()) is not None:  # a parenthesis that closes nothing
            self._note(token, "closes no parenthesis; left out")
            self.place += 1
            node = _join("AND", [node, self._any()])
        return node

    # From loose to tight: the two orders of AND and OR differ by dialect.

    def _any(self) -> _Node | None:
        if self.grammar.or_binds_tighter:
            return self._all(self._either)
        return self._either()

    def _either(self) -> _Node | None:
        below = self._not if self.grammar.or_binds_tighter else self._all_plain
        parts = [below()]
        while self._takes("OR"):
            parts.append(below())
        return _join("OR", parts)

    def _all_plain(self) -> _Node | None:
        return self._all(self._not)

    def _all(self, below: _Below) -> _Node | None:
        parts = [below()]
        while (token := self._peek()) is not None and token["close"] is None:
            if not self._takes("AND") and self._is_operator(token, "OR"):
                break
            parts.append(below())
        return _join("AND", parts)

    def _not(self) -> _Node | None:
        if self._takes("NOT"):
            inner = self._not()
            return None if inner is None else _Node(sign="NOT", parts=(inner,))
        return self._near()

    def _near(self) -> _Node | None:
        node = self._term()
        while (token := self._peek()) is not None and token["near"] is not None:
            self.place += 1
            other = self._term()
            node = self._bring_near(node, other, token)
        return node

    def _bring_near(
        self, node: _Node | None, other: _Node | None, token: re.Match[str]
    ) -> _Node | None:
        given = token["distance"] or token["around"]
        gap = int(given) if given else self.grammar.default_gap
        is_ordered = token["near"].upper().startswith("ONEAR") or token["forward"] is not None
        if not (_is_near_part(node) and _is_near_part(other)):
            self._note(token, "nearness of whole expressions; AND is used, which finds more")
            return _join("AND", [node, other])
        return _join(f"{'O' if is_ordered else ''}NEAR/{self._width(token, gap)}", [node, other])

    def _width(self, token: re.Match[str], gap: int) -> int:
        if gap + 1 > WIDEST:
            self._note(token, f"at most {WIDEST} words apart here")
        return min(gap + 1, WIDEST)

    def _term(self) -> _Node | None:
        token = self._peek()
        if token is None or token["close"] is not None:
            return None
        self.place += 1
        if token["open"] is not None:
            return self._after(self._group(token))
        if token["field"] is not None:
            return self._field(token)
        return self._after(self._written(token))

    def _group(self, opener: re.Match[str]) -> _Node | None:
        node = self._any()
        closer = self._peek()
        if closer is None:
            self._note(opener, "is never closed; closed at the end")
        else:
            self.place += 1
        return node

    def _after(self, node: _Node | None) -> _Node | None:
        """Read what may follow a term: `~5`, `^9`."""
        while (token := self._peek()) is not None and (token["gap"] or token["weight"]):
            self.place += 1
            if token["weight"]:
                self._note(token, "weights do not exist here; left out")
            else:
                node = self._spread(node, token)
        return node

    def _spread(self, node: _Node | None, token: re.Match[str]) -> _Node | None:
        """Read `"a b"~5` and `(a AND b)~5`: the parts near one another."""
        parts = _parts_of(node)
        if len(parts) < 2 or not all(_is_near_part(part) for part in parts):  # noqa: PLR2004 - two things are near
            self._note(token, "nearness of this expression; left out, which finds more")
            return _join("AND", list(parts))
        near = f"NEAR/{self._width(token, int(token['width']))}"
        pairs = [_Node(sign=near, parts=pair) for pair in pairwise(parts)]
        return _join("AND", list(pairs))

    def _field(self, token: re.Match[str]) -> _Node | None:
        name = token["field"].lower()
        ours = self.grammar.fields.get(name)
        following = self._peek()
        before = len(self.notes)
        node = self._term()
        if ours is None:
            del self.notes[before:]
            end = self.tokens[self.place - 1].end() if following is not None else token.end()
            self._note(token, f"the field {name}: has no counterpart; left out", end=end)
            return None
        return _within(ours, node)

    def _written(self, token: re.Match[str]) -> _Node | None:
        if token["comment"] is not None:
            return self._left_out(token, "comments do not exist here")
        if token["quoted"] is not None:
            return self._phrase(token)
        if token["braced"] is not None:
            return _term_of(f"={_quote(token['exact'].strip())}")
        if token["word"] is not None:
            return self._word(token, token["word"])
        if token["stray"] is not None and token["stray"] in '"“”„{':
            return self._left_out(token, "is never closed")
        return self._left_out(token, "means nothing here")

    def _word(self, token: re.Match[str], word: str) -> _Node | None:
        if len(word) > 1 and word.startswith("+"):
            return _term_of(f"={_quote(word[1:])}")
        if word.startswith(("#", "@")) and len(word) > 1:
            self._note(token, "found as the bare word")
            word = word[1:]
        word = word.strip(",;")
        stem = word.rstrip("*")
        if not stem.strip("*?"):
            return self._left_out(token, "a wildcard alone")
        if "?" in stem or "*" in stem or "$" in stem:
            return self._left_out(
                token, "only a * at the end of a word stands for other letters here"
            )
        if stem == word:
            return _term_of(_quote_if_needed(word))
        if _quote_if_needed(stem) != stem:
            self._note(token, "only letters may stand before a *; found without what follows")
            return _term_of(_quote(stem))
        return _term_of(f"{stem}*")

    def _phrase(self, token: re.Match[str]) -> _Node | None:
        words = token["phrase"].split()
        if not words:
            return self._left_out(token, "an empty phrase")
        if "*" not in token["phrase"]:
            return _term_of(_quote(" ".join(words)))
        written = [self._word(token, word) for word in words if word.strip("*")]
        terms = [node for node in written if node is not None]
        gaps = len(words) - len(written)
        if len(terms) == 2:  # noqa: PLR2004 - a pair
            return _Node(sign=f"ONEAR/{gaps + 1}", parts=tuple(terms))
        self._note(token, "a wildcard in a phrase; AND is used, which finds more")
        return _join("AND", list(terms))

    # What the tokens are.

    def _peek(self) -> re.Match[str] | None:
        return self.tokens[self.place] if self.place < len(self.tokens) else None

    def _takes(self, operator: str) -> bool:
        token = self._peek()
        if token is None or not self._is_operator(token, operator):
            return False
        self.place += 1
        return True

    def _is_operator(self, token: re.Match[str], operator: str) -> bool:
        if operator == "OR" and token["or"] is not None:
            return True
        if operator == "NOT" and token["minus"] is not None:
            return True
        word = token["word"] or ""
        return word == operator or (self.grammar.small_operators and word == operator.lower())

    def _left_out(self, token: re.Match[str], reason: str) -> _Node | None:
        self._note(token, f"{reason}; left out")
        return None

    def _note(self, token: re.Match[str], reason: str, *, end: int | None = None) -> None:
        start = token.start()
        text = self.query[start : token.end() if end is None else end]
        self.notes.append(Note(position=start, text=text, reason=reason))


def _join(sign: str, parts: Sequence[_Node | None]) -> _Node | None:
    """Put parts together, leaving out those that have no counterpart."""
    there = [part for part in parts if part is not None]
    if len(there) < 2:  # noqa: PLR2004 - one part needs no operator
        return there[0] if there else None
    if sign in {"AND", "OR"}:
        flat = [inner for part in there for inner in (part.parts if part.sign == sign else (part,))]
        return _Node(sign=sign, parts=tuple(flat))
    return _Node(sign=sign, parts=tuple(there))


def _parts_of(node: _Node | None) -> tuple[_Node, ...]:
    if node is None:
        return ()
    if node.sign == "AND":
        return node.parts
    if not node.sign and node.term.startswith('"'):
        return tuple(_Node(term=_quote_if_needed(word)) for word in node.term.strip('"').split())
    return (node,)


def _is_near_part(node: _Node | None) -> bool:
    """Say whether our NEAR takes it: a term, or an OR group of terms."""
    if node is None or not node.sign:
        return True
    return node.sign == "OR" and all(not part.sign for part in node.parts)


def _within(name: str, node: _Node | None) -> _Node | None:
    if node is None:
        return None
    if name in _CODE_FIELDS or name in _ADDRESS_FIELDS:
        node = _bare(node, upper=name == "country")
    return _Node(sign=f"{name}:", parts=(node,))


def _bare(node: _Node, *, upper: bool) -> _Node:
    """Take the quotes off codes and addresses."""
    if node.sign:
        return _Node(sign=node.sign, parts=tuple(_bare(part, upper=upper) for part in node.parts))
    bare = node.term.lstrip("=").strip('"').rstrip("*")
    return _Node(term=bare.upper() if upper else bare)


def _term_of(text: str) -> _Node:
    return _Node(term=text)


def _quote(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _quote_if_needed(word: str) -> str:
    is_plain = re.fullmatch(r"\w+(?:[-'’.]\w+)*", word) is not None
    is_operator = word in {"AND", "OR", "NOT", "NEAR", "ONEAR", "OF"}
    return word if is_plain and not is_operator else _quote(word)


def _write(node: _Node, *, inside: str = "") -> str:
    if not node.sign:
        return node.term
    if node.sign.endswith(":"):
        inner = _write(node.parts[0], inside=":")
        return f"{node.sign}{inner}"
    if node.sign == "NOT":
        return f"NOT {_write(node.parts[0], inside='NOT')}"
    written = f" {node.sign} ".join(_write(part, inside=node.sign) for part in node.parts)
    return f"({written})" if inside else written


if TYPE_CHECKING:
    from collections.abc import Callable

    _Below = Callable[[], _Node | None]
