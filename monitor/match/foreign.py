"""Rewrite a query of another program in our language, and list what has no counterpart.

Pure. Read here, term by term (monitor.match.foreignterms), and settled so that it finds less than
there nowhere without saying so (monitor.match.foreigntree). Distances are counted otherwise there
(words between two terms, not steps from one to the other), so each grows by one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NoReturn

from monitor.errors import QuerySyntaxError
from monitor.match.dialects import GRAMMARS, Dialect
from monitor.match.foreignterms import (
    ADDRESSES,
    CODES,
    WIDEST,
    bring_near,
    cut_phrase,
    is_near_part,
    join_trees,
    parts_of_tree,
    with_reason,
    write_day,
    write_exact,
    write_phrase,
    write_value,
    write_word,
)
from monitor.match.foreigntokens import SOMETHING, TOKEN, tell_stray
from monitor.match.foreigntree import Effect, Loose, Node, Note, settle, write_tree
from monitor.match.parser import MAX_DEPTH

if TYPE_CHECKING:
    import re
    from collections.abc import Callable

    from monitor.match.dialects import Grammar
    from monitor.match.foreigntree import Tree

    _Below = Callable[[], Tree]

_LONGEST: Final = 20_000
_MOST_DIGITS: Final = 4
_LONGEST_CHAIN: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Translated:
    """A foreign query in our language; empty when nothing of it has a counterpart."""

    query: str
    notes: tuple[Note, ...]

    @property
    def losses(self) -> tuple[Note, ...]:
        """The parts without which it finds less than there."""
        return tuple(note for note in self.notes if note.effect is Effect.LESS)


def translate_query(query: str, dialect: Dialect) -> Translated:
    """Rewrite a query of another program in our language.

    Raises QuerySyntaxError where it cannot be read, with the place in the foreign query.
    """
    reader = _Reader(query, GRAMMARS[dialect])
    node, notes = settle(reader.read())
    written = "" if node is None else write_tree(node)
    every = sorted({*reader.notes, *notes}, key=lambda note: (note.position, note.reason))
    return Translated(query=written, notes=tuple(every))


@dataclass(slots=True)
class _Reader:
    query: str
    grammar: Grammar
    notes: list[Note] = field(default_factory=list)
    tokens: list[re.Match[str]] = field(default_factory=list)
    place: int = 0
    depth: int = 0
    #: The field of ours whose value is read.
    scope: str = ""

    def read(self) -> Tree:
        if len(self.query) > _LONGEST:
            raise self._error(_LONGEST, len(self.query), f"at most {_LONGEST} characters")
        for found in TOKEN.finditer(self.query):
            if found["comment"] is not None:
                self._say(found, "comments do not exist here, left out")
            elif found["space"] is None:
                self.tokens.append(found)
        tree = self._any()
        if (token := self._peek()) is not None:
            self._fail(token, "this parenthesis was never opened")
        return tree

    # From loose to tight: the two orders of AND and OR differ by dialect.

    def _any(self) -> Tree:
        return self._all(self._either) if self.grammar.or_binds_tighter else self._either()

    def _either(self) -> Tree:
        below = self._not if self.grammar.or_binds_tighter else self._all_plain
        parts = [below()]
        while self._takes("OR"):
            parts.append(below())
        return join_trees("OR", parts)

    def _all_plain(self) -> Tree:
        return self._all(self._not)

    def _all(self, below: _Below) -> Tree:
        parts = [below()]
        while (token := self._peek()) is not None and token["close"] is None:
            if not self._takes("AND") and self._is_operator(token, "OR"):
                break
            parts.append(below())
        return join_trees("AND", parts)

    def _not(self) -> Tree:
        if (token := self._peek()) is not None and self._takes("NOT"):
            self._enter(token)
            inner = self._not()
            self.depth -= 1
            return Node(sign="NOT", parts=(inner,))
        return self._near()

    def _near(self) -> Tree:
        node = self._term()
        links = 0
        while (token := self._peek()) is not None:
            is_far = self._is_operator(token, "NOT") and self._is_near(1)
            self.place += is_far
            if not self._is_near(0):
                return node
            sign = self.tokens[self.place]
            links += 1
            if links > _LONGEST_CHAIN:
                self._fail(sign, "a shorter chain of things that are near one another")
            self.place += 1
            node = self._bring_near(node, self._term(), sign, is_far=is_far)
        return node

    def _is_near(self, ahead: int) -> bool:
        place = self.place + ahead
        return place < len(self.tokens) and self._is_sign_of_nearness(self.tokens[place])

    def _is_sign_of_nearness(self, token: re.Match[str]) -> bool:
        """A bare `near` in small letters is a word, but where operators are written so."""
        sign: str | None = token["near"]
        if sign is None:
            return False
        return "/" in sign or "(" in sign or sign.isupper() or self.grammar.small_operators

    def _bring_near(self, node: Tree, other: Tree, token: re.Match[str], *, is_far: bool) -> Tree:
        both = join_trees("AND", [node, other])
        if is_far:
            reason = "things that must not be near have no counterpart"
            under = join_trees("AND", [node, Node(sign="NOT", parts=(other,))])
            used = "only that it stands there at all counts"
            return Loose(over=node, under=under, note=self._note(token, reason), used=used)
        given = token["distance"] or token["around"]
        gap = int(given[:_MOST_DIGITS]) if given else self.grammar.default_gap
        is_ordered = token["near"].upper().startswith("ONEAR") or token["forward"] is not None
        if not (is_near_part(node) and is_near_part(other)) or self.scope in CODES | ADDRESSES:
            reason = "whole expressions cannot be near here"
            return Loose(over=both, note=self._note(token, reason), used="AND is used")
        near = bring_near(gap, (node, other), is_ordered=is_ordered)
        return near if gap < WIDEST else self._too_wide(token, near, both)

    def _too_wide(self, token: re.Match[str], near: Tree, both: Tree) -> Tree:
        note = self._note(token, f"at most {WIDEST} words apart here")
        return Loose(over=both, under=near, note=note, used="another sign is used")

    def _term(self) -> Tree:
        token = self._peek()
        if token is None:
            self._fail_at_end()
        self.place += 1
        if token["open"] is not None:
            return self._after(self._group(token), token)
        if token["plus"] is not None:
            return self._after(self._raw(token), token)
        if token["least"] or self._name_of(token):
            self._enter(token)
            node = self._prefixed(token)
            self.depth -= 1
            return node
        is_sign = self._is_sign_of_nearness(token) or token["and"] is not None
        if is_sign or any(self._is_operator(token, sign) for sign in ("AND", "OR", "NOT")):
            self._fail(token, f"{SOMETHING}, not {token.group()}")
        return self._after(self._written(token), token)

    def _prefixed(self, token: re.Match[str]) -> Tree:
        if token["least"] is None:
            return self._field(token, self._name_of(token))
        note = self._note(token, "how often a word stands there is not counted here")
        return Loose(over=self._term(), note=note, used="once is enough")

    def _name_of(self, token: re.Match[str]) -> str:
        """Give the field that a sign names; some programs let a space stand behind the colon."""
        name: str = token["field"] or token["whole"] or ""
        word = token["word"] or ""
        if word.endswith(":") and self.grammar.reads_small:
            known = word[:-1].lower() in self.grammar.fields
            return word[:-1].lower() if known else ""
        return name.lower()

    def _raw(self, sign: re.Match[str]) -> Tree:
        """Read `+BMW`, spelled so in any case, and `++BMW`, in this one."""
        token = self._peek()
        if token is None:
            self._fail_at_end()
        self.place += 1
        text = (token["phrase"] or token["word"] or "").strip(" ,;")
        exact = write_exact(text, self._note(token, ""))
        if len(sign["plus"]) > 1:
            return exact
        note = self._note(sign, "+ (no other form of it) has no counterpart")
        return Loose(over=self._written(token), under=exact, note=note, used="all its forms count")

    def _group(self, opener: re.Match[str]) -> Tree:
        self._enter(opener)
        node = self._any()
        if self._peek() is None:
            self._fail(opener, "this parenthesis is never closed")
        self.place += 1
        self.depth -= 1
        return node

    def _enter(self, token: re.Match[str]) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self._fail(token, f"at most {MAX_DEPTH} levels of nesting")

    def _after(self, node: Tree, first: re.Match[str]) -> Tree:
        """Read what may follow a term: `~5`, `^9`."""
        while (token := self._peek()) is not None and (token["gap"] or token["weight"]):
            self.place += 1
            if token["weight"]:
                self._say(token, "weights do not exist here, left out")
            else:
                node = self._spread(node, first, token)
        return node

    def _spread(self, node: Tree, first: re.Match[str], token: re.Match[str]) -> Tree:
        """Read `"a b"~5` and `(a AND b)~5`: the parts near one another."""
        parts = parts_of_tree(node)
        if first["phrase"] is not None:
            parts = cut_phrase(first["phrase"], self._note(first, ""), self.grammar.wildcards)
        both = join_trees("AND", list(parts))
        if len(parts) < 2 or not all(is_near_part(part) for part in parts):  # noqa: PLR2004 - two things are near
            note = self._note(token, "nearness of this expression")
            return Loose(over=both, note=note, used="left out")
        gap = int(token["width"][:_MOST_DIGITS])
        pairs = [bring_near(gap, pair, is_ordered=False) for pair in pairwise(parts)]
        near = join_trees("AND", pairs)
        return near if gap < WIDEST else self._too_wide(token, near, both)

    def _field(self, token: re.Match[str], name: str) -> Tree:
        ours = self.grammar.fields.get(name)
        if self.scope and ours is not None:
            self._fail(token, "no field within another field")
        before, outer = len(self.notes), self.scope
        self.scope = ours or "unknown"
        node = self._all_plain() if name.startswith("allin") else self._term()
        self.scope = outer
        if ours is None:
            del self.notes[before:]
            note = self._note(token, f"the field {name}: has no counterpart")
            end = self.tokens[self.place - 1].end()
            text = self.query[token.start() : end]
            return Loose(note=Note(position=note.position, text=text, reason=note.reason))
        is_whole = ours in CODES | ADDRESSES or ours[0] in "<>="
        return node if is_whole else Node(sign=f"{ours}:", parts=(node,))

    def _written(self, token: re.Match[str]) -> Tree:
        note = self._note(token, "")
        text = token["phrase"] or token["exact"] or token["word"] or token["near"] or ""
        if token["range"] is not None:
            return Loose(note=with_reason(note, "ranges do not exist here"))
        if token["stray"] is not None or token["close"] is not None:
            self._fail(token, tell_stray(token.group()))
        if token["gap"] is not None or token["weight"] is not None:
            self._fail(token, f"{SOMETHING} before {token.group()}")
        if not text.strip() and self.scope != "unknown":
            self._fail(token, "something between these signs")
        return self._term_of(token, text.strip(), note)

    def _term_of(self, token: re.Match[str], text: str, note: Note) -> Tree:
        if self.scope in CODES | ADDRESSES:
            return write_value(self.scope, text, note)
        if self.scope and self.scope in "<>":
            return write_day(self.scope, text, note)
        if token["exact"] is not None or self.scope == "=":
            return write_exact(text, note)
        wildcards = self.grammar.wildcards
        if token["phrase"] is not None:
            return write_phrase(text, note, wildcards=f"{wildcards}*")
        return self._word(token, text, note)

    def _word(self, token: re.Match[str], word: str, note: Note) -> Tree:
        if len(word) > 1 and word.startswith("!") and self.scope != "unknown":
            self._fail(token, "! means nothing here", hint="write NOT, or leave it out")
        if word in ("and", "or") and not self.grammar.reads_small:
            return Loose(note=with_reason(note, "no operator in small letters, and passed over"))
        return write_word(word.strip(",;"), note, wildcards=f"{self.grammar.wildcards}*")

    # What the tokens are.

    def _peek(self) -> re.Match[str] | None:
        return self.tokens[self.place] if self.place < len(self.tokens) else None

    def _takes(self, operator: str) -> bool:
        token = self._peek()
        if token is None or not self._is_operator(token, operator):
            return False
        self.place += 1
        if token["word"] not in (None, operator) and not self.grammar.small_operators:
            self._say(token, f"read as the operator {operator}")
        return True

    def _is_operator(self, token: re.Match[str], operator: str) -> bool:
        kind = {"AND": "and", "OR": "or", "NOT": "minus"}[operator]
        if token[kind] is not None:
            return True
        word = token["word"] or ""
        return word == operator or (self.grammar.reads_small and word.upper() == operator)

    def _say(self, token: re.Match[str], reason: str) -> None:
        self.notes.append(self._note(token, reason))

    def _note(self, token: re.Match[str], reason: str) -> Note:
        return Note(position=token.start(), text=token.group(), reason=reason)

    def _fail(self, token: re.Match[str], expected: str, hint: str | None = None) -> NoReturn:
        raise self._error(token.start(), token.end(), expected, hint)

    def _fail_at_end(self) -> NoReturn:
        place = len(self.query.rstrip())
        last = self.tokens[-1].group() if self.tokens else "nothing"
        raise self._error(place, place + 1, f"{SOMETHING} after {last}")

    def _error(
        self, start: int, end: int, expected: str, hint: str | None = None
    ) -> QuerySyntaxError:
        return QuerySyntaxError(self.query, position=start, end=end, expected=expected, hint=hint)
