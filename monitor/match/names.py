"""Find the names that are also something else: a word, a part of words, anybody's name.

Pure. Asked of the terms of a query and of the names of a concept; how a name is looked for
(with a capital, in one language only) decides what can be mistaken for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.match.homonyms import NOUNS_IN_CAPITALS, find_homonyms, find_longer_word
from monitor.match.spelling import is_found_name, is_short_name
from monitor.match.syntax import TermKind
from monitor.model import ConceptKind, Doubt, DoubtReason, NameSource
from monitor.text import (
    ALPHABETS,
    Script,
    ear_of,
    find_alphabets,
    fold,
    is_given_name,
    split_name,
    tokenize,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from monitor.match.homonyms import Homonym
    from monitor.match.syntax import Term
    from monitor.model import Concept, Name

#: More capitals are no word.
_MOST_CAPITALS = 4
#: A star after so few letters stands for most of a dictionary's page.
_FEW_LETTERS = 3
#: Languages that are named one by one.
_MOST_LISTED = 8
#: A letter of each alphabet that may be read aloud or not: if not, names must be given in it.
_LETTERS = {"thai": "ก", "lao": "ກ", "khmer": "ក", "myanmar": "က", "tibetan": "ཀ", "thaana": "ހ"}
#: Alphabets of languages that write names as they are written elsewhere.
_CASED = frozenset({"latin", "cyrillic", "greek", "armenian"})


def doubt_term(term: Term) -> Iterator[Doubt]:
    """Doubt a word of a query that is written like a name, but is also something else."""
    tokens = tokenize(fold(term.text))
    if term.kind is TermKind.PREFIX:
        if len(tokens[-1].text) <= _least(tokens[-1].script):
            found = f"{term.text}* stands for every word that begins so"
            yield _at(term, DoubtReason.WIDE_WILDCARD, found, "write more letters, or the words")
        return
    if term.kind is not TermKind.WORD or len(tokens) != 1:
        return
    if _is_abbreviation(term.text):
        found = f"{term.text} is also found in small letters"
        yield _at(term, DoubtReason.ABBREVIATION, found, f'write ="{term.text}"')
        return
    if tokens[0].script.is_running and len(tokens[0].text) == 1:
        found = f"{term.text} is a part of many words"
        yield _at(term, DoubtReason.PART_OF_WORDS, found, "write a longer name")
    elif longer := find_longer_word(term.text):
        found = f"{term.text} is also a part of {longer[0]} ({longer[1]})"
        yield _at(term, DoubtReason.PART_OF_WORDS, found, f"add NOT {longer[0]}")
    elif not term.text[:1].islower() and (meanings := find_homonyms(term.text)):
        found = f"{term.text} is also a word: {_list(meanings)}"
        remedy = f'write ="{term.text}", add another term, or take a @concept'
        yield _at(term, DoubtReason.COMMON_WORD, found, remedy)


def _least(script: Script) -> int:
    return _FEW_LETTERS if script is Script.SPACED else 1


def _at(term: Term, reason: DoubtReason, found: str, remedy: str) -> Doubt:
    return Doubt(reason=reason, found=found, remedy=remedy, start=term.position, end=term.end)


def _is_abbreviation(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    is_cased = text.isupper() and len(letters) == len(text)
    return is_cased and 1 < len(letters) <= _MOST_CAPITALS


def lint_concept(concept: Concept, *, languages: Collection[str] = ()) -> tuple[Doubt, ...]:
    """Say what is doubtful about the names of a concept.

    Args:
        concept: What is looked at.
        languages: Those that the feeds speak; it should have a name in each.
    """
    names = [name for name in concept.names if name.enabled]
    if not names:
        found = f"@{concept.key} has no name that is switched on"
        return (Doubt(reason=DoubtReason.NO_NAMES, found=found, remedy="it is never found"),)
    doubts = [doubt for name in names for doubt in _doubt_name(concept, name)]
    return (*_by_found(doubts), *_doubt_languages(concept, names, languages))


def _by_found(doubts: Iterable[Doubt]) -> Iterator[Doubt]:
    yield from {(doubt.reason, doubt.found): doubt for doubt in doubts}.values()


def _doubt_name(concept: Concept, name: Name) -> Iterator[Doubt]:
    remedy = f"switch it off if it disturbs: monitor concepts names {concept.key} --off {name.text}"
    if _is_abbreviation(name.text) and not is_found_name(concept, name):
        found = f"the name {name.text} is also found in small letters"
        remedy = "write a longer name, or use a term with = in the query instead"
        yield Doubt(reason=DoubtReason.ABBREVIATION, found=found, remedy=remedy)
        return
    word = _bare(concept, name)
    if word is None:
        return
    if longer := find_longer_word(word):
        found = f"the name {word} is also a part of {longer[0]} ({longer[1]})"
        yield Doubt(reason=DoubtReason.PART_OF_WORDS, found=found, remedy=remedy)
    elif meanings := [one for one in find_homonyms(word) if _is_mistaken(concept, name, one)]:
        found = f"the name {word} is also a word: {_list(meanings)}"
        yield Doubt(reason=DoubtReason.COMMON_WORD, found=found, remedy=remedy)
    elif name.source is NameSource.GIVEN and is_given_name(word.lower(), name.language):
        found = f"many people are called {word}"
        remedy = "give the whole name"
        yield Doubt(reason=DoubtReason.GIVEN_NAME, found=found, remedy=remedy)


def _bare(concept: Concept, name: Name) -> str | None:
    """Give the one word that a name is, or may be found by."""
    words = name.text.split()
    if len(words) == 1:
        parts = split_name(name.text) if concept.kind is ConceptKind.PERSON else None
        return name.text if parts is None else parts.family[-1]
    return None


def _is_mistaken(concept: Concept, name: Name, homonym: Homonym) -> bool:
    """Whether the word can be taken for the name, as the name is looked for."""
    is_found = is_found_name(concept, name)
    if is_found and is_short_name(name.text) and name.language not in (None, homonym.language):
        return False
    is_cased = next(iter(find_alphabets(name.text[:1])), "") in _CASED
    needs_capital = is_found and is_cased and name.text[:1].isupper()
    return not needs_capital or homonym.language in NOUNS_IN_CAPITALS


def _list(meanings: Iterable[Homonym]) -> str:
    return ", ".join(f"“{one.meaning}” ({one.language})" for one in meanings)


def _doubt_languages(
    concept: Concept, names: list[Name], languages: Collection[str]
) -> Iterator[Doubt]:
    missing = [one for one in languages if one in ALPHABETS and not _speaks(concept, names, one)]
    if missing:
        shown = ", ".join(missing[:_MOST_LISTED]) + (", …" if len(missing) > _MOST_LISTED else "")
        yield Doubt(
            reason=DoubtReason.NO_NAME_IN_LANGUAGE,
            found=f"@{concept.key} has no name in languages that the feeds speak: {shown}",
            remedy=f"see monitor concepts propose {concept.key}, or give them in the file",
        )


def _speaks(concept: Concept, names: list[Name], language: str) -> bool:
    """Whether a concept can be found in a language: by a name there, or as names are kept."""
    if any(name.language == language for name in names):
        return True
    alphabets = set(ALPHABETS[language])
    if concept.kind is ConceptKind.PERSON and any(map(_is_read, alphabets)):
        return True
    if concept.kind in (ConceptKind.TERM, ConceptKind.ORGANIZATION):
        return language == "en" and any(_is_plain_english(name) for name in names)
    return any(alphabets & find_alphabets(name.text).keys() for name in names)


def _is_read(alphabet: str) -> bool:
    """Whether the sound of a name is known in an alphabet."""
    return alphabet not in _LETTERS or ear_of(_LETTERS[alphabet]) is not None


def _is_plain_english(name: Name) -> bool:
    """Whether a name that says no language may be taken for an English one."""
    return name.language is None and "latin" in find_alphabets(name.text)
