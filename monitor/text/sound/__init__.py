"""Sound: how a name is spoken, whatever letters it is written in.

Pure. `reader` turns letters of any script into sounds, by tables per language (`latin`, `letters`)
and by rule (`syllables`); `likeness` compares the sounds of a word in a text with those of a name,
by what the script of the text can tell apart.
"""

from __future__ import annotations

from monitor.text.sound.given import is_given_name, list_same_names
from monitor.text.sound.likeness import (
    Ear,
    consonants_of,
    distance,
    heard_keys,
    keys_of_heard,
    weight,
)
from monitor.text.sound.reader import ear_of, read_aloud, read_name
from monitor.text.sound.syllables import is_family_name, spells_loanwords, spells_names
from monitor.text.sound.thai import cut_thai

__all__ = [
    "Ear",
    "consonants_of",
    "cut_thai",
    "distance",
    "ear_of",
    "heard_keys",
    "is_family_name",
    "is_given_name",
    "keys_of_heard",
    "list_same_names",
    "read_aloud",
    "read_name",
    "spells_loanwords",
    "spells_names",
    "weight",
]
