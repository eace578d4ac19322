"""Say whether what might be another spelling of a name is only a word of the language.

Pure. By the lists of ordinary words, which hold places too; what is known of them is no word.
"""

from __future__ import annotations

from monitor.match.spoken import without_particles
from monitor.model import ConceptKind
from monitor.text import find_place, fold, is_ordinary_word, lemmas_of


def is_plain_word(text: str, language: str | None, kind: ConceptKind, *, is_alike: bool) -> bool:
    """Whether a stretch of text is hardly a name.

    Args:
        text: As it stands in articles.
        language: Of the articles.
        kind: What would be called so.
        is_alike: Whether it resembles a name that is known.
    """
    if kind is ConceptKind.TERM:
        return False
    folded = fold(text).text
    forms = (folded, *lemmas_of(folded, language).as_name, *without_particles(folded))
    if not any(is_ordinary_word(form, language) for form in forms):
        return False
    if kind is ConceptKind.PERSON:
        return True
    if kind is ConceptKind.ORGANIZATION:
        return not is_alike and not text.isupper()
    return not any(find_place(form) for form in forms)
