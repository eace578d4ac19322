"""Read a query into its tree, or say where and why it cannot be read.

Pure. Recursive descent over the pieces of monitor.match.lexer; NEAR binds tighter than NOT, NOT
than AND, AND than OR; two terms side by side mean AND. docs/queries.md is the reference.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import NoReturn

from monitor.errors import QuerySyntaxError
from monitor.match.doubts import SMALL_OPERATORS, doubt_mixed, doubt_small_operator, doubt_star
from monitor.match.lexer import Lexer, Piece, Sign
from monitor.match.moment import read_published, read_since
from monitor.match.syntax import (
    And,
    AtLeast,
    ConceptRef,
    InField,
    Named,
    Near,
    Node,
    Not,
    Or,
    Span,
    Term,
    TermKind,
    parts_of,
    span_of,
)
from monitor.match.value import VALUE_FIELDS, find_flaw
from monitor.model import Doubt, Field
from monitor.text import Script, fold, is_plain_word, tokenize

MAX_DEPTH = 50
MAX_TERMS = 2_000
#: Names that are listened for by their sound; a concept has as many as it likes.
MAX_NAMES = 250
#: Levels of the tree: each of MAX_DEPTH may be an OR of ANDs, and each NEAR of a chain is one more.
_MAX_HEIGHT = 200
MAX_DISTANCE = 50
#: More digits than any list has parts.
_MAX_DIGITS = 5
#: A shorter beginning of a word would be found nearly everywhere.
MIN_PREFIX_LETTERS = 3

_TEXT_FIELDS = frozenset({Field.TITLE, Field.SUMMARY, Field.TEXT})
_FIELD_NAMES = (*(str(name) for name in Field), "published", "since", "name")
_TERM_KINDS = {
    Sign.WORD: TermKind.WORD,
    Sign.VALUE: TermKind.WORD,
    Sign.PHRASE: TermKind.PHRASE,
    Sign.PREFIX: TermKind.PREFIX,
    Sign.EXACT: TermKind.EXACT,
}
_STARTS = frozenset({*_TERM_KINDS, Sign.CONCEPT, Sign.FIELD, Sign.OPEN, Sign.NOT})
_SOMETHING = "a word, a phrase in quotes, @concept, field: or ( … )"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """A query that could be read."""

    root: Node
    #: What is allowed but probably not meant.
    doubts: tuple[Doubt, ...]


def parse_query(query: str) -> Parsed:
    """Read a query. Raises QuerySyntaxError."""
    parser = _Parser(query, Lexer(query).read())
    root = parser.read()
    return Parsed(root=root, doubts=tuple(sorted(parser.doubts, key=lambda one: one.start or 0)))


@dataclass(slots=True)
class _Parser:
    query: str
    pieces: tuple[Piece, ...]
    place: int = 0
    depth: int = 0
    terms: int = 0
    names: int = 0
    scope: Field | None = None
    #: Whether the last AND chain had more than one part, outside its own parentheses.
    was_joined: bool = False
    doubts: list[Doubt] = field(default_factory=list)

    def read(self) -> Node:
        if self._peek().sign is Sign.END:
            self._fail(self._peek(), f"{_SOMETHING}; the query is empty")
        root = self._or()
        left = self._peek()
        if left.sign is Sign.CLOSE:
            self._fail(left, "this parenthesis was never opened")
        if left.sign is not Sign.END:
            self._fail_at(left)
        self._check_height(root)
        return root

    def _check_height(self, root: Node) -> None:
        """Refuse what is nested without parentheses: a chain of NEARs, too."""
        open_parts = [(root, 1)]
        while open_parts:
            node, height = open_parts.pop()
            if height > _MAX_HEIGHT:
                self._fail(self.pieces[0], f"at most {_MAX_HEIGHT} levels of nesting, NEARs too")
            open_parts += [(part, height + 1) for part in parts_of(node)]

    def _or(self) -> Node:
        parts = [self._and()]
        is_mixed = self.was_joined
        while self._take(Sign.OR):
            parts.append(self._and())
            is_mixed = is_mixed or self.was_joined
        self.was_joined = False
        if len(parts) == 1:
            return parts[0]
        flat = (part.parts if isinstance(part, Or) else (part,) for part in parts)
        root = Or(parts=tuple(one for some in flat for one in some))
        if is_mixed:
            self.doubts.append(doubt_mixed(span_of(root)))
        return root

    def _and(self) -> Node:
        parts = [self._not()]
        while self._take(Sign.AND) or self._peek().sign in _STARTS:
            parts.append(self._not())
        self.was_joined = len(parts) > 1
        if len(parts) == 1:
            return parts[0]
        flat = (part.parts if isinstance(part, And) else (part,) for part in parts)
        return And(parts=tuple(one for some in flat for one in some))

    def _not(self) -> Node:
        sign = self._peek()
        if self._take(Sign.NOT):
            self._enter()
            part = self._not()
            self.depth -= 1
            return Not(part=part, position=sign.start, end=self._end())
        return self._near()

    def _near(self) -> Node:
        left = self._primary()
        while (piece := self._peek()).sign in (Sign.NEAR, Sign.ONEAR):
            self.place += 1
            distance = int(piece.text[:_MAX_DIGITS])
            if not 1 <= distance <= MAX_DISTANCE:
                self._fail(piece, f"a distance of 1 to {MAX_DISTANCE} words")
            right = self._primary()
            if not (self._is_positional(left) and self._is_positional(right)):
                self._fail(
                    piece, f"{piece.sign} joins words, phrases, @concepts and OR groups of these"
                )
            ordered = piece.sign is Sign.ONEAR
            left = Near(
                left=left,
                right=right,
                distance=distance,
                is_ordered=ordered,
                position=span_of(left).start,
                end=self._end(),
            )
        return left

    def _is_positional(self, node: Node) -> bool:
        if isinstance(node, Or):
            return all(self._is_positional(part) for part in node.parts)
        if isinstance(node, InField):
            return node.field in _TEXT_FIELDS and self._is_positional(node.part)
        in_text = self.scope is None or self.scope in _TEXT_FIELDS
        return in_text and isinstance(node, (Term, ConceptRef, Named, Near))

    def _primary(self) -> Node:
        piece = self._peek()
        self.place += 1
        if piece.sign is Sign.OPEN:
            return self._group(piece)
        if piece.sign is Sign.FIELD:
            return self._field(piece)
        if piece.sign is Sign.CONCEPT:
            self._count()
            return ConceptRef(key=piece.text, position=piece.start, end=piece.end)
        if piece.sign is Sign.WORD and piece.text.isdigit() and self._peek().sign is Sign.OF:
            return self._at_least(piece)
        if piece.sign not in _TERM_KINDS:
            self._fail_at(piece)
        return self._term(piece)

    def _fail_at(self, piece: Piece) -> NoReturn:
        if piece.sign is Sign.END:
            before = self.pieces[self.place - 2].text if self.place > 1 else ""
            self._fail(piece, f"{_SOMETHING} after {before}")
        if piece.sign is Sign.OF:
            self._fail(piece, "OF needs a number before it", "2 OF (a, b, c)")
        if piece.sign is Sign.COMMA:
            self._fail(piece, "a comma only parts the list of 2 OF (a, b, c)")
        if piece.sign is Sign.CLOSE:
            self._fail(piece, f"{_SOMETHING} before this parenthesis")
        hint = f'to look for the word write "{piece.sign}"'
        self._fail(piece, f"{_SOMETHING}, not {piece.sign}", hint)

    def _group(self, opener: Piece) -> Node:
        self._enter()
        if self._peek().sign is Sign.CLOSE:
            self._fail(opener, f"{_SOMETHING} between these parentheses")
        inner = self._or()
        self._close(opener)
        return inner

    def _close(self, opener: Piece) -> None:
        piece = self._peek()
        if piece.sign is Sign.END:
            self._fail(opener, "this parenthesis is never closed")
        if not self._take(Sign.CLOSE):
            self._fail_at(piece)
        self.depth -= 1

    def _at_least(self, number: Piece) -> Node:
        self.place += 1
        opener = self._peek()
        if not self._take(Sign.OPEN):
            self._fail(opener, "a list in parentheses after OF", "2 OF (a, b, c)")
        self._enter()
        parts = [self._or()]
        while self._take(Sign.COMMA):
            parts.append(self._or())
        self._close(opener)
        count = int(number.text[:_MAX_DIGITS]) if number.text.isdecimal() else 0
        if not 1 <= count <= len(parts):
            self._fail(number, f"a number from 1 to {len(parts)}, as many as the list has")
        return AtLeast(count=count, parts=tuple(parts), position=number.start, end=self._end())

    def _field(self, piece: Piece) -> Node:
        name = piece.text.lower()
        if name not in _FIELD_NAMES:
            self._fail_at_field(piece)
        if name == "name":
            return self._named(piece)
        if self.scope is not None:
            self._fail(piece, f"no field inside {self.scope}:( … )")
        if name in ("published", "since"):
            return self._moment(name, piece)
        return self._in_field(piece, Field(name))

    def _named(self, piece: Piece) -> Node:
        value = self._peek()
        if value.sign not in (Sign.PHRASE, Sign.WORD) or not tokenize(fold(value.text)):
            self._fail(value, 'a person after name:, as in name:"Sergei Shoigu"')
        if self.scope in VALUE_FIELDS:
            self._fail(piece, f"a plain value in {self.scope}:, no name")
        self.place += 1
        self._count()
        self.names += 1
        if self.names > MAX_NAMES:
            self._fail(piece, f"at most {MAX_NAMES} `name:` in one query")
        return Named(text=value.text, position=piece.start, end=value.end)

    def _moment(self, name: str, piece: Piece) -> Node:
        value = self._peek()
        if value.sign is not Sign.VALUE:
            example = ">2026-01-31" if name == "published" else "7d"
            self._fail(value, f"a time after {name}:, as in {name}:{example}")
        self.place += 1
        node = read_published(value.text) if name == "published" else read_since(value.text)
        if isinstance(node, str):
            self._fail(value, node)
        return replace(node, position=piece.start, end=value.end)

    def _in_field(self, piece: Piece, name: Field) -> Node:
        if self._peek().sign is Sign.NOT or self._peek().sign not in _STARTS:
            self._fail(self._peek(), f"{_SOMETHING} after {name}:")
        self.scope = name
        self._enter()
        part = self._primary()
        self.depth -= 1
        self.scope = None
        return InField(field=name, part=part, position=piece.start, end=self._end())

    def _term(self, piece: Piece) -> Node:
        self._count()
        kind = _TERM_KINDS[piece.sign]
        term = Term(kind=kind, text=piece.text, position=piece.start, end=piece.end)
        if self.scope is not None and (flaw := find_flaw(self.scope, term)):
            self._fail(piece, flaw)
        if self.scope not in (Field.URL, Field.FEED, Field.SITE):
            self._check_letters(piece)
        self._doubt(piece)
        return term

    def _check_letters(self, piece: Piece) -> None:
        if piece.sign is Sign.WORD and is_plain_word(piece.text):
            return
        tokens = tokenize(fold(piece.text))
        if not tokens:
            self._fail(piece, f"{_SOMETHING}; there is no letter or digit in {piece.text}")
        is_short = len(tokens[-1].text) < MIN_PREFIX_LETTERS
        if piece.sign is Sign.PREFIX and is_short and tokens[-1].script is Script.SPACED:
            self._fail(piece, f"at least {MIN_PREFIX_LETTERS} letters before *")

    def _doubt(self, piece: Piece) -> None:
        if piece.sign is Sign.WORD and piece.text.lower() in SMALL_OPERATORS:
            self.doubts.append(doubt_small_operator(piece.text, Span(piece.start, piece.end)))
        if piece.sign in (Sign.PHRASE, Sign.EXACT) and "*" in piece.text:
            self.doubts.append(doubt_star(piece.text, Span(piece.start, piece.end)))

    def _count(self) -> None:
        self.terms += 1
        if self.terms > MAX_TERMS:
            self._fail(self.pieces[self.place - 1], f"at most {MAX_TERMS} terms in one query")

    def _enter(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self._fail(self.pieces[self.place - 1], f"at most {MAX_DEPTH} levels of nesting")

    def _peek(self) -> Piece:
        return self.pieces[self.place]

    def _take(self, sign: Sign) -> bool:
        if self._peek().sign is not sign:
            return False
        self.place += 1
        return True

    def _end(self) -> int:
        """Where the piece that was read last ends."""
        return self.pieces[self.place - 1].end

    def _fail(self, piece: Piece, expected: str, hint: str | None = None) -> NoReturn:
        raise QuerySyntaxError(
            self.query,
            position=piece.start,
            end=max(piece.end, piece.start + 1),
            expected=expected,
            hint=hint,
        )

    def _fail_at_field(self, piece: Piece) -> NoReturn:
        near = get_close_matches(piece.text.lower(), _FIELD_NAMES, n=1, cutoff=0.5)
        meant = f"did you mean {near[0]}:?" if near else f"known are {', '.join(_FIELD_NAMES)}"
        hint = f'{meant} To look for the word put it in quotes: "{piece.text}"'
        self._fail(piece, f"there is no field {piece.text}:", hint)
