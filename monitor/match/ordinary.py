"""Say whether a word that sounds like a family name is more likely something else.

Pure. An ordinary word of the text's language, a place, a given name, Korean syllables that no
foreign name is spelled with, characters cut out of a longer foreign name: such a word is the person
only in a text that names the person in full.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.match.nearness import is_latin
from monitor.match.spoken import without_particles
from monitor.text import (
    Ear,
    find_place,
    find_running_places,
    fold,
    is_given_name,
    is_ordinary_word,
    lemmas_of,
    spells_loanwords,
    spells_names,
)

if TYPE_CHECKING:
    from monitor.match.passage import Passage
    from monitor.match.spoken import Spoken

#: Characters that spell names and are also words, which may stand beside a name.
_WORDS_OF_HAN = frozenset(
    "于於当當都多来來因东東南内內西北约約通安可哈海汉漢华華京津江德法英美加日中和向对對让讓被由从從到在"
    "金门門马馬方古今明天年贵貴高本比别別给給据據已以也但而为為是有与與及同跟将將把该該各前后後"
    "国國州市省府兰蘭韩韓俄意印亚亞尼"
)
#: What stands between the names of a foreigner.
_DOTS = frozenset("·・•‧")
#: What a place must have that other words end in or begin with.
_LEAST_PLACE, _LEAST_INFLECTED = 4, 6
#: Letters of an ordinary word behind what is written onto it; fewer are left of many names.
_LEAST_BEHIND = 4
#: Scripts that write small words onto the next.
_WRITTEN_ONTO = (Ear.ARABIC, Ear.HEBREW)


def is_ordinary(passage: Passage, spoken: Spoken) -> bool:
    """Whether a word is an ordinary one, a place, a given name, or a part of a longer name."""
    if spoken.ear is Ear.HAN:
        return _is_cut_out(passage, spoken)
    if spoken.ear is Ear.HANGUL:
        return not spells_loanwords(spoken.text) or _is_korean(passage, spoken)
    folded = fold(spoken.text).text
    return (
        is_ordinary_word(folded, passage.language)
        or (is_latin(spoken) and is_ordinary_word(folded, "en"))
        or (spoken.ear in _WRITTEN_ONTO and _is_behind_prefix(folded, passage.language))
        or _is_place(folded, passage.language)
        or is_given_name(spoken.text, passage.language)
    )


def are_ordinary(passage: Passage, spoken: Spoken, start: int, end: int) -> bool:
    """Whether all words of a whole name are ordinary ones, in a script without capitals."""
    if spoken.text.upper() != spoken.text:
        return False
    words = passage.folded.text[start:end].split()
    return all(is_ordinary_word(word, passage.language) for word in words)


def _is_korean(passage: Passage, spoken: Spoken) -> bool:
    """Whether a Korean word is an ordinary one before what is written onto it."""
    text = passage.tokens[spoken.number].text
    forms = (text, spoken.text, *without_particles(text))
    return any(is_ordinary_word(form, "ko") for form in forms)


def _is_behind_prefix(folded: str, language: str | None) -> bool:
    """Whether a word of Arabic or Hebrew is an ordinary one behind what is written onto it."""
    lemmas = lemmas_of(folded, language).as_name
    behind = (one for one in lemmas if len(one) >= _LEAST_BEHIND and folded.endswith(one))
    return any(is_ordinary_word(one, language) for one in behind)


def _is_place(folded: str, language: str | None) -> bool:
    if len(folded) >= _LEAST_PLACE and find_place(folded) is not None:
        return True
    forms = lemmas_of(folded, language).as_name
    return any(len(form) >= _LEAST_INFLECTED and find_place(form) is not None for form in forms)


def _is_cut_out(passage: Passage, spoken: Spoken) -> bool:
    """Whether a stretch of Chinese is a part of a longer foreign name, or of a place."""
    if passage.folded.text[max(spoken.start - 1, 0) : spoken.start] in _DOTS:
        return False
    token = passage.tokens[spoken.number]
    first, last = spoken.start - token.start, spoken.end - token.start
    known = find_running_places(token.text)
    if any(
        start < last and end > first and (start < first or end > last) for start, end, _ in known
    ):
        return True
    before = (
        "" if any(end == first for _, end, _ in known) else token.text[max(first - 1, 0) : first]
    )
    after = "" if any(start == last for start, _, _ in known) else token.text[last : last + 1]
    return any(spells_names(char) and char not in _WORDS_OF_HAN for char in before + after)
