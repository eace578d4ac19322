"""Find a bare family name as it is written, unless it is somebody else's.

Pure. What Wikidata calls a person in one word is looked for like any name; the person's main name
tells what speaks against it: another given name beside it, or an article that names only another.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from monitor.match.passage import MAX_PLACES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.match.passage import Passage
    from monitor.match.pattern import Pattern
    from monitor.match.person import Person


@dataclass(frozen=True, eq=False, kw_only=True)
class Bare:
    """A family name in one spelling, with the person that it must be."""

    pattern: Pattern
    person: Person

    #: The same name may be somebody else's.
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
        if places and not self.person.is_somebody_else(passage):
            for start, end in places:
                if not self.person.is_another(passage, start, end):
                    yield start, end
