"""Find a place under a name that is likelier an ordinary word, where something supports it.

Pure. سيول is Seoul and, in Arabic, floods: it counts in a text that names another place of that
country, the country, or its people.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar

from monitor.match.passage import MAX_PLACES
from monitor.text import find_place, fold, lemmas_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.match.passage import Passage
    from monitor.match.pattern import Pattern


@dataclass(frozen=True, eq=False, kw_only=True)
class Supported:
    """A name of a place that is an ordinary word in some languages."""

    pattern: Pattern
    languages: frozenset[str]
    #: ISO 3166-1 alpha-2: whose places, people and name support it.
    country: str

    #: The word alone is no proof.
    is_its_key: ClassVar[bool] = False

    @property
    def text(self) -> str:
        """The spelling as it was given."""
        return self.pattern.text

    @property
    def keys(self) -> frozenset[str]:
        """The index keys of which a text has at least one, when this can be found in it."""
        return self.pattern.keys

    @property
    def needs(self) -> frozenset[str]:
        """The words that must all stand in a text, when this can be found in it."""
        return self.pattern.needs

    def find(self, passage: Passage, most: int = MAX_PLACES) -> Iterator[tuple[int, int]]:
        """Yield the places in folded text, left to right."""
        places = list(self.pattern.find(passage, most))
        if places and (passage.language not in self.languages or self._is_supported(passage)):
            yield from places

    def _is_supported(self, passage: Passage) -> bool:
        own = fold(self.pattern.text).text
        rows = [one.tokens.texts for one in passage.group]
        texts = {text for row in rows for text in row}
        pairs = {f"{one} {other}" for row in rows for one, other in pairwise(row)}
        lemmas = {form for text in texts for form in lemmas_of(text, passage.language).as_word}
        forms = texts | pairs | lemmas
        codes = {find_place(form) or "" for form in forms if own not in form}
        return any(code.partition("/")[0] == self.country for code in codes)
