"""Edit articles as newsrooms do with an agency's text.

For tests and benchmarks of copies: each edit takes the sentences of an article and another
article's, and gives what another publisher might print. Deterministic for a seed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence

    Edit = Callable[[Sequence[str], Sequence[str], random.Random], str]

#: Scripts whose words are not kept apart by spaces.
_RUNNING = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")
_BOILERPLATE = (
    "Read more on our site. Subscribe to our newsletter and follow us for the latest news. "
    "All rights reserved."
)


def is_running(text: str) -> bool:
    """Whether a text is mostly written without spaces."""
    return 2 * len(_RUNNING.findall(text)) > len(text)


def join(sentences: Sequence[str]) -> str:
    """Write sentences one after the other, as their script does."""
    text = "".join(sentences)
    return text if is_running(text) else " ".join(sentences)


def add_agency(sentences: Sequence[str], other: Sequence[str], rng: random.Random) -> str:
    place, agency = rng.choice((("BERLIN", "dpa"), ("LONDON", "Reuters"), ("PARIS", "AFP")))
    return f"{place} ({agency}) - {join(sentences)} © {agency}"


def cut_tail(sentences: Sequence[str], other: Sequence[str], rng: random.Random) -> str:
    text = join(sentences)
    return text[: int(len(text) * 0.4)]


def keep_lead(sentences: Sequence[str], other: Sequence[str], rng: random.Random) -> str:
    return sentences[0]


def add_boilerplate(sentences: Sequence[str], other: Sequence[str], rng: random.Random) -> str:
    return f"{join(sentences)}\n{_BOILERPLATE}"


def change_words(sentences: Sequence[str], other: Sequence[str], rng: random.Random) -> str:
    """Put words of another article in the place of a tenth."""
    text, pool = join(sentences), join(other)
    if is_running(text):
        step = 2
        words = [text[i : i + step] for i in range(0, len(text), step)]
        others = [pool[i : i + step] for i in range(0, len(pool), step)]
        return "".join(rng.choice(others) if rng.random() < 0.1 else word for word in words)
    others = pool.split()
    return " ".join(rng.choice(others) if rng.random() < 0.1 else word for word in text.split())


def cut_every_third(sentences: Sequence[str], other: Sequence[str], rng: random.Random) -> str:
    return join([one for number, one in enumerate(sentences, 1) if number % 3])


def reorder(sentences: Sequence[str], other: Sequence[str], rng: random.Random) -> str:
    shuffled = list(sentences)
    rng.shuffle(shuffled)
    return join(shuffled)


def merge(sentences: Sequence[str], other: Sequence[str], rng: random.Random) -> str:
    return f"{join(other)}\n{join(sentences)}"


def add_lead(sentences: Sequence[str], other: Sequence[str], rng: random.Random) -> str:
    return f"{other[0]}\n{join(sentences)}"


EDITS: dict[str, Edit] = {
    "agency line added": add_agency,
    "cut to 40 %": cut_tail,
    "lead only": keep_lead,
    "new headline, boilerplate": add_boilerplate,
    "a tenth of the words changed": change_words,
    "every third sentence cut": cut_every_third,
    "reordered": reorder,
    "merged with another story": merge,
    "own lead added": add_lead,
}
