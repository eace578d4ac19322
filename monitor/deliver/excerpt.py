"""Show what was found: short passages in the original script with the matches marked.

Pure. Evidence points into the article's texts; spans near each other share one
passage. Where the text has changed since the match was made, the matched word alone is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.deliver.letters import clean, direction_of, joins, shorten
from monitor.model import Article, Evidence, Field

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: Text around a match: enough to see what is said, short enough for a telephone.
MARGIN = 60
#: A break at a space is looked for within so many characters of the margin's end.
_SLACK = 15
#: A passage with many matches ends here and another begins.
LONGEST_PASSAGE = 300
#: Letters of Indic scripts and Hebrew carry some; more are an ornament.
_MOST_MARKS = 16
#: No name is this long; a wildcard over scripts without spaces could be.
_LONGEST_MARK = 120
_TEXTS = (Field.TITLE, Field.SUMMARY, Field.TEXT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A run of a passage, cleaned: a match or what stands around it."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A stretch of an article with matches in it."""

    #: What was found: `@shoigu`, `missile`.
    names: tuple[str, ...]
    field: Field
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """What it says, without the marks."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def direction(self) -> str:
        """Which way it runs: `ltr` or `rtl`."""
        return direction_of(self.text)


def mark_title(
    article: Article, evidence: Sequence[Evidence], longest: int
) -> tuple[Piece, ...] | None:
    """Give the whole title with its matches marked; None where that cannot show all of them."""
    found = [item for item in evidence if item.field is Field.TITLE]
    if not all(_is_true(item, article.title) for item in found):
        return None
    pieces = tuple(_pieces(article.title, 0, len(article.title), found))
    return pieces if sum(len(piece.text) for piece in pieces) <= longest else None


def mark_lead(article: Article, evidence: Sequence[Evidence], longest: int) -> tuple[Piece, ...]:
    """Give how an article begins, with the matches in it marked; empty where it says nothing."""
    field = Field.SUMMARY if article.summary.strip() else Field.TEXT
    text = _text_of(article, field)
    end = _step_on(text, max(0, longest - MARGIN))
    found = [
        item
        for item in evidence
        if item.field is field and item.end <= end and _is_true(item, text)
    ]
    pieces = tuple(_pieces(text, 0, end, found))
    said = "".join(piece.text for piece in pieces).strip()
    return () if not said or said == clean(article.title) else pieces


def find_passages(article: Article, evidence: Sequence[Evidence]) -> tuple[Passage, ...]:
    """Cut passages that show each matched word at least once, title first.

    A passage is cut around the first place of a word; all other matches in it are marked too.
    """
    firsts = _first_of_each(evidence)
    passages: list[Passage] = []
    for field in (*_TEXTS, *(other for other in Field if other not in _TEXTS)):
        text = _text_of(article, field)
        true = [item for item in evidence if item.field is field and _is_true(item, text)]
        passages += _cut(text, field, [item for item in firsts if item in true], true)
        passages += [_alone(item) for item in firsts if item.field is field and item not in true]
    return tuple(passages)


def _is_true(item: Evidence, text: str) -> bool:
    return bool(item.text) and text[item.start : item.end] == item.text


def _first_of_each(evidence: Sequence[Evidence]) -> list[Evidence]:
    firsts: dict[tuple[str, str], Evidence] = {}
    for item in sorted(evidence, key=_reading_order):
        firsts.setdefault((item.concept or item.name, item.text.casefold()), item)
    return list(firsts.values())


def _reading_order(item: Evidence) -> tuple[int, int]:
    order = _TEXTS.index(item.field) if item.field in _TEXTS else len(_TEXTS)
    return order, item.start


def _text_of(article: Article, field: Field) -> str:
    match field:
        case Field.TITLE:
            return article.title
        case Field.SUMMARY:
            return article.summary
        case Field.TEXT:
            return article.text
        case _:
            return ""


def _alone(item: Evidence) -> Passage:
    piece = Piece(text=shorten(clean(item.text), _LONGEST_MARK), marked=True)
    return Passage(names=(name_of(item),), field=item.field, pieces=(piece,))


def name_of(item: Evidence) -> str:
    """Name what was found as queries call it."""
    return f"@{item.concept}" if item.concept is not None else clean(item.name)


def _cut(
    text: str, field: Field, firsts: Sequence[Evidence], found: Sequence[Evidence]
) -> Iterable[Passage]:
    group: list[Evidence] = []
    for item in firsts:
        if group and not _near(group, item):
            yield _passage(text, field, group, found)
            group = []
        group.append(item)
    if group:
        yield _passage(text, field, group, found)


def _near(group: Sequence[Evidence], item: Evidence) -> bool:
    apart = item.start - max(one.end for one in group)
    return apart <= 2 * MARGIN and item.end - group[0].start <= LONGEST_PASSAGE


def _passage(
    text: str, field: Field, group: Sequence[Evidence], found: Sequence[Evidence]
) -> Passage:
    start = _step_back(text, group[0].start)
    end = _step_on(text, max(item.end for item in group))
    inside = sorted(
        (item for item in found if start <= item.start and item.end <= end),
        key=lambda item: (item.start, item.end),
    )
    names = tuple(dict.fromkeys(name_of(item) for item in inside))
    return Passage(names=names, field=field, pieces=tuple(_pieces(text, start, end, inside)))


def _pieces(text: str, start: int, end: int, inside: Sequence[Evidence]) -> Iterable[Piece]:
    pieces: list[Piece] = []
    at = start
    for span_start, span_end in _merge((item.start, item.end) for item in inside):
        pieces.append(_plain(text, at, span_start, cut=at == start and start > 0))
        pieces.append(_marked(text, span_start, span_end))
        at = span_end
    pieces.append(_plain(text, at, end, cut=False, ends=end < len(text)))
    return (piece for piece in pieces if piece.text)


def _merge(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _step_back(text: str, start: int) -> int:
    if start <= MARGIN:
        return 0
    at = start - MARGIN
    space = text.find(" ", at, at + _SLACK)
    at = space + 1 if space >= 0 else at
    return _skip_marks(text, at, start)


def _step_on(text: str, end: int) -> int:
    if len(text) - end <= MARGIN:
        return len(text)
    at = end + MARGIN
    space = text.rfind(" ", at - _SLACK, at)
    at = space if space >= 0 else at
    return _skip_marks(text, at, len(text))


def _skip_marks(text: str, start: int, end: int) -> int:
    """Go to the next letter, within reason: marks without end are no letter's."""
    for at in range(start, min(end, start + _MOST_MARKS)):
        if not joins(text[at]):
            return at
    return start


def _plain(text: str, start: int, end: int, *, cut: bool, ends: bool = False) -> Piece:
    raw = text[start:end]
    shown = clean(raw)
    # `clean` trims; the space next to a match must survive.
    before = "… " if cut else " " if raw[:1].isspace() and start > 0 else ""
    after = " …" if ends else " " if raw[-1:].isspace() and shown else ""
    return Piece(text=f"{before}{shown}{after}", marked=False)


def _marked(text: str, start: int, end: int) -> Piece:
    return Piece(text=shorten(clean(text[start:end]), _LONGEST_MARK), marked=True)
