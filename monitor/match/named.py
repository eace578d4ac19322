"""Know what the parts of a person's name may sound like.

Pure. Each is made when it is first asked for: most names are never met.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from monitor.match.nearness import Sounds, join_sounds
from monitor.match.spoken import sound_key
from monitor.text import Ear, ear_of, fold, heard_keys, list_same_names, read_aloud, read_name

if TYPE_CHECKING:
    from monitor.text import PersonName

#: Scripts in which East Asia writes a family name and a given name as one word.
EARS_OF_WHOLES = (Ear.HANGUL, Ear.HAN)


@dataclass(frozen=True, eq=False)
class NameSounds:
    """The sounds of one name of a person."""

    name: PersonName
    language: str | None

    @cached_property
    def family(self) -> Sounds:
        """The sounds of the family name, with and without its particles."""
        last = read_name(self.name.family[-1], self.language)
        if len(self.name.family) == 1:
            return Sounds(last)
        return Sounds((*last, *join_sounds(self.name.family, self.language)))

    @cached_property
    def given(self) -> tuple[Sounds, ...]:
        words = (same for word in self.name.given for same in list_same_names(word))
        return tuple(Sounds(read_name(word, self.language)) for word in words)

    @cached_property
    def particles(self) -> tuple[Sounds, ...]:
        return tuple(Sounds(read_name(word, self.language)) for word in self.name.family[:-1])

    @cached_property
    def has_article(self) -> bool:
        """Whether the family name begins with the Arabic article, which may be left out."""
        return len(self.name.family) > 1 and self.name.family[0].lower() in ("al", "el")

    @cached_property
    def joined_given(self) -> Sounds:
        return Sounds(join_sounds(self.name.given, self.language))

    @cached_property
    def whole(self) -> Sounds:
        """Family and given name as one, the way Chinese and Korean write their own."""
        return Sounds(join_sounds((*self.name.family, *self.name.given), self.language))

    @cached_property
    def written(self) -> str:
        return fold(self.name.family[-1]).text

    @cached_property
    def narrow_family(self) -> Sounds:
        return Sounds(read_name(self.name.family[-1], self.language, widely=False))

    def anchor(self, ear: Ear) -> Sounds:
        if self.name.is_family_first and ear in EARS_OF_WHOLES:
            return self.whole
        return self.family

    def written_keys(self, ears: tuple[Ear, ...]) -> set[str]:
        """Return the keys of the family name as it was given, which most languages keep."""
        ear = ear_of(self.written)
        if ear not in ears or ear in EARS_OF_WHOLES or self.name.is_family_first:
            return set()
        sounds = read_aloud(self.written, "en")
        return {sound_key(ear, key) for one in sounds for key in heard_keys(one, ear)}
