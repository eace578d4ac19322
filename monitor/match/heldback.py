"""Say why a word that might be the name was not taken for it: it is likelier something else.

Pure. For monitor.match.explain, after the matcher has decided; nothing is decided here.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from monitor.match.bare import Bare
from monitor.match.pattern import Run
from monitor.match.phrase import Phrase
from monitor.match.reading import DEFAULT_FIELDS
from monitor.match.supported import Supported
from monitor.text import find_place, fold, is_given_name, is_ordinary_word, lemmas_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.match.passage import Passage
    from monitor.match.pattern import Pattern
    from monitor.match.person import Person
    from monitor.match.plan import Find
    from monitor.match.reading import Reading

_IN_FULL: Final = "counts only where the person is named in full"
#: Those whose ordinary words are known; others are called by their code.
_LANGUAGES: Final = {
    "ar": "Arabic", "bg": "Bulgarian", "cs": "Czech", "de": "German", "el": "Greek",
    "en": "English", "es": "Spanish", "fa": "Persian", "fi": "Finnish", "fr": "French",
    "he": "Hebrew", "hi": "Hindi", "hu": "Hungarian", "id": "Indonesian", "it": "Italian",
    "ja": "Japanese", "ko": "Korean", "lt": "Lithuanian", "lv": "Latvian", "mk": "Macedonian",
    "nb": "Norwegian", "nl": "Dutch", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian",
    "ru": "Russian", "sk": "Slovak", "sl": "Slovene", "sr": "Serbian", "sv": "Swedish",
    "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu",
}  # fmt: skip


def say_held_back(plan: Find, reading: Reading) -> str | None:
    """Say of the first word that was held back where it stands and what it likelier is."""
    for field in plan.fields:
        is_text = field in DEFAULT_FIELDS
        spellings = reading.candidates(plan.atom) if is_text else plan.atom.spellings
        patterns = [one.pattern for one in spellings]
        for passage in reading.passages(field) if patterns else ():
            for (start, end), why in _find(patterns, passage):
                first, last = passage.folded.span(start, end)
                return f"«{passage.folded.original[first:last]}» in {field} {why}"
    return None


def _find(patterns: list[Pattern], passage: Passage) -> Iterator[tuple[tuple[int, int], str]]:
    for (person, _), judged in passage.judged.items():
        if person in patterns:
            for start, end in judged.ordinary:
                text = passage.folded.text[start:end]
                yield (start, end), f"{_say_what(text, passage.language, person)}; {_IN_FULL}"
    for pattern in patterns:
        if isinstance(pattern, Supported):
            for place in pattern.pattern.find(passage):
                yield place, _say_supported(pattern, passage)
        written = pattern.pattern if isinstance(pattern, Bare) else pattern
        if isinstance(written, (Phrase, Run)) and written.needs_capital:
            for place in replace(written, needs_capital=False).find(passage):
                yield place, "is not written with a capital, as the name is"


def _say_supported(pattern: Supported, passage: Passage) -> str:
    proof = f"counts only where something else of its country ({pattern.country}) is named"
    return f"is likelier a word in {_name(passage.language)}; {proof}"


def _say_what(text: str, language: str | None, person: Person) -> str:
    folded = fold(text).text
    forms = (folded, *lemmas_of(folded, language).as_name)
    for spoken in (language, "en"):
        if any(is_ordinary_word(form, spoken) for form in forms):
            return f"is also a word in {_name(spoken)}"
    if any(find_place(form) for form in forms):
        return "is also a place"
    if is_given_name(text, language):
        return "is also a given name"
    if language == "ko":
        return "is likelier another word in Korean"
    return f"is likelier something else than {person.name.family[-1]}"


def _name(language: str | None) -> str:
    code = (language or "").partition("-")[0]
    return _LANGUAGES.get(code, code)
