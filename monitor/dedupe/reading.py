"""Read an article for what it is known by.

Pure. One reading serves copies and stories: its text folded once, its prints and its keys.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.dedupe.features import find_telling
from monitor.dedupe.shingle import MAX_CHARACTERS, hash_word, take_prints
from monitor.dedupe.signature import Signature
from monitor.text import find_surfaces, fold_plain

if TYPE_CHECKING:
    from monitor.model import Article

#: A title of fewer letters is a rubric: *Weather*, *News in brief*.
_LEAST_TITLE = 24
_LEAST_RUNNING = 12
#: A summary that ends so is the beginning of the text.
_CUT_OFF = " .…[]"
_LONGEST_LEAD = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An article as the window compares it."""

    #: What is compared as a text: summary and text, without the title, which publishers change.
    body: str
    title: str
    language: str | None
    #: The publisher, by family.
    family: str
    signature: Signature


def read(article: Article) -> Reading:
    """Read an article."""
    body = compose_body(article)
    folded = fold_plain(body[:MAX_CHARACTERS])
    words = find_surfaces(folded)
    prints = take_prints(words.spaced + words.hangul, "".join(words.running))
    telling = find_telling(article.title, body, article.language)
    signature = Signature(_told(article), _print_title(article.title), prints, *telling)
    return Reading(
        body=body,
        title=article.title,
        language=article.language,
        family=article.source.family or article.source.name,
        signature=signature,
    )


def compose_body(article: Article) -> str:
    """Return what an article tells, once: a summary that the text begins with is left out."""
    summary, text = article.summary, article.text
    if not summary or not text:
        return summary or text
    lead = summary.rstrip(_CUT_OFF)[:_LONGEST_LEAD]
    return text if lead in text else f"{summary}\n{text}"


def _told(article: Article) -> int:
    """Return when an article was told: as published, but never after we saw it."""
    seen, published = article.first_seen_at, article.published_at
    return int((seen if published is None else min(seen, published)).timestamp())


def _print_title(title: str) -> int:
    folded = fold_plain(title)
    letters = "".join(char for char in folded if char.isalnum())
    least = _LEAST_TITLE if letters.isascii() else _LEAST_RUNNING
    return hash_word(letters) if len(letters) >= least else 0
