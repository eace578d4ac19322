"""Cut a query into its signs and words, each with its position.

Pure. Full-width signs count as their plain forms outside quotes; all quotation marks are equal.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, NoReturn

from monitor.errors import QuerySyntaxError

MAX_QUERY_LENGTH = 10_000


class Sign(StrEnum):
    """What a piece of a query is."""

    WORD = "word"
    PREFIX = "prefix"
    PHRASE = "phrase"
    EXACT = "exact"
    CONCEPT = "concept"
    FIELD = "field"
    VALUE = "value"
    OPEN = "("
    CLOSE = ")"
    COMMA = ","
    AND = "AND"
    OR = "OR"
    NOT = "NOT"
    NEAR = "NEAR"
    ONEAR = "ONEAR"
    OF = "OF"
    END = "the end"


class Piece(NamedTuple):
    """One sign or word of a query."""

    sign: Sign
    #: The word, phrase, key, field or value; digits for NEAR and ONEAR.
    text: str
    start: int
    end: int


#: Closing marks per opening mark; a plain `"` closes most.
_QUOTES = {
    '"': '"',
    "„": '“”"',
    "“": '”“"',
    "”": '”"',
    "‟": '”"',
    "«": '»"',
    "»": '«»"',
    "‹": "›",
    "›": "‹›",
    "「": "」",
    "『": "』",
    "〝": "〞〟",
}
_PLAIN = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_SPACE = re.compile(r"[\s\u200b-\u200f\u202a-\u202e\u2060\ufeff]+")
_ESCAPE = re.compile(r'\\["\\]')
_FIELD = re.compile(r"([^\W\d_]+):")
_CONCEPT = re.compile(r"@(\w(?:[\w.\-]*\w)?)")
_STOPS = "".join(_QUOTES) + "()\\s,"
_NEAR = re.compile(rf"(O?NEAR)(?:/(\w*))?(?=[{_STOPS}]|$)")
_WORD = re.compile(rf"[^{_STOPS}]+")
#: A comma at its end parts a list: `2 OF (url:a, url:b)`.
_VALUE = re.compile(r"[^\s()\"„“”«»「」『』]*[^\s()\"„“”«»「」『』,]")
#: Signs that mean something in other query languages and nothing here.
_FOREIGN = re.compile(r"[|~^{}\[\]!?*<>=\\]|&&|^&$|^\+|^/")
_REMEDIES = {
    "|": "write OR", "&": "write AND", "&&": "write AND", "!": "write NOT", "+": "write AND",
    "?": "only * at the end of a word stands for other letters",
    "*": "it may only stand at the end of a word", "~": "put the words in quotes",
    "/": "regular expressions are not part of this language",
}  # fmt: skip
_VALUE_FIELDS = frozenset({"url", "feed", "site", "published", "since"})
_OPERATORS = {"AND": Sign.AND, "OR": Sign.OR, "NOT": Sign.NOT, "OF": Sign.OF}


@dataclass(slots=True)
class Lexer:
    """Reads one query from left to right."""

    query: str
    #: The query with full-width signs made plain, position by position.
    plain: str = ""
    place: int = 0
    #: For each open parenthesis, whether values stand in it (`url:(… OR …)`).
    inside: list[bool] | None = None

    def read(self) -> tuple[Piece, ...]:
        """Return all pieces; the last is the end."""
        if len(self.query) > MAX_QUERY_LENGTH:
            self._fail(MAX_QUERY_LENGTH, f"at most {MAX_QUERY_LENGTH} characters", len(self.query))
        self.plain = self.query.translate(_PLAIN)
        self.inside = []
        pieces: list[Piece] = []
        takes_value = False
        while (piece := self._next(takes_value=takes_value)).sign is not Sign.END:
            pieces.append(piece)
            takes_value = self._follow(piece, takes_value=takes_value)
        pieces.append(piece)
        return tuple(pieces)

    def _follow(self, piece: Piece, *, takes_value: bool) -> bool:
        """Keep track of whether values or words come next."""
        inside = self.inside if self.inside is not None else []
        if piece.sign is Sign.FIELD:
            return piece.text.lower() in _VALUE_FIELDS
        if piece.sign is Sign.OPEN:
            inside.append(takes_value)
        elif piece.sign is Sign.CLOSE and inside:
            inside.pop()
        return bool(inside) and inside[-1]

    def _next(self, *, takes_value: bool) -> Piece:
        if space := _SPACE.match(self.plain, self.place):
            self.place = space.end()
        start = self.place
        if start >= len(self.plain):
            return Piece(Sign.END, "", start, start)
        char = self.plain[start]
        if char in "(),":
            return self._piece(Sign(char), char, start + 1)
        if char in _QUOTES:
            return self._quoted(Sign.PHRASE, start)
        if operator := self._operator():
            return operator
        return self._value() if takes_value else self._named_or_word(char)

    def _named_or_word(self, char: str) -> Piece:
        start = self.place
        if char == "=":
            return self._exact()
        if char == "@":
            return self._concept()
        if char == "-" and not _SPACE.match(self.plain[start + 1 : start + 2] or " "):
            return self._piece(Sign.NOT, "-", start + 1)
        if match := _FIELD.match(self.plain, start):
            return self._piece(Sign.FIELD, match.group(1), match.end())
        return self._word(Sign.WORD)

    def _operator(self) -> Piece | None:
        match = _WORD.match(self.plain, self.place)
        if match is None:
            return None
        if match.group() in _OPERATORS:
            return self._piece(_OPERATORS[match.group()], match.group(), match.end())
        near = _NEAR.match(self.plain, self.place)
        if near is None:
            return None
        distance = near.group(2) or ""
        if not distance.isascii() or not distance.isdigit():
            sign = near.group(1)
            self._fail(self.place, f"{sign} needs a distance in words", near.end(), f"{sign}/8")
        return self._piece(Sign(near.group(1)), distance, near.end())

    def _concept(self) -> Piece:
        match = _CONCEPT.match(self.plain, self.place)
        if match is None:
            self._fail(self.place, "the key of a concept after @, as in @shoigu")
        return self._piece(Sign.CONCEPT, match.group(1), match.end())

    def _exact(self) -> Piece:
        start = self.place
        after = start + 1
        if after < len(self.plain) and self.plain[after] in _QUOTES:
            piece = self._quoted(Sign.EXACT, after)
            return piece._replace(start=start)
        self.place = after
        if not _WORD.match(self.plain, after):
            self._fail(after, 'a word or a quoted phrase after =, as in ="Die Zeit"')
        return self._word(Sign.EXACT)._replace(start=start)

    def _quoted(self, sign: Sign, opener: int) -> Piece:
        closers = _QUOTES[self.plain[opener]]
        text: list[str] = []
        place = opener + 1
        while place < len(self.query) and self.plain[place] not in closers:
            if _ESCAPE.match(self.query, place):
                place += 1
            text.append(self.query[place])
            place += 1
        if place >= len(self.query):
            opened = f"the quotation mark {self.query[opener]} is never closed"
            self._fail(opener, opened, len(self.query))
        return self._piece(sign, "".join(text), place + 1)

    def _word(self, sign: Sign) -> Piece:
        match = _WORD.match(self.plain, self.place)
        if match is None:
            self._fail(self.place, "a word")
        text, end = match.group(), match.end()
        if sign is Sign.WORD and text.endswith("*") and len(text) > 1:
            sign, text = Sign.PREFIX, text[:-1]
        if foreign := _FOREIGN.search(text):
            self._refuse(foreign)
        return self._piece(sign, self.query[self.place : self.place + len(text)], end)

    def _refuse(self, foreign: re.Match[str]) -> NoReturn:
        found = foreign.group()
        remedy = _REMEDIES.get(found, "put the words in quotes")
        start = self.place + foreign.start()
        self._fail(start, f"{found} means nothing here", start + len(found), remedy)

    def _value(self) -> Piece:
        match = _VALUE.match(self.plain, self.place)
        if match is None:
            self._fail(self.place, "a value")
        return self._piece(Sign.VALUE, match.group(), match.end())

    def _piece(self, sign: Sign, text: str, end: int) -> Piece:
        piece = Piece(sign, text, self.place, end)
        self.place = end
        return piece

    def _fail(
        self, position: int, expected: str, end: int | None = None, hint: str | None = None
    ) -> NoReturn:
        raise QuerySyntaxError(self.query, position=position, expected=expected, end=end, hint=hint)
