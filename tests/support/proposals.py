"""Give the lines in which spellings are looked for, and the concepts that lack them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.manage.naming import Naming, make_concept
from monitor.model import Concept, ConceptKind, Name, NameSource
from monitor.text import fold
from tests.support.builders import make_article

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path(__file__).parents[1] / "data" / "proposals"


def make(
    key: str, kind: ConceptKind, name: str | None = None, country: str | None = None
) -> Concept:
    naming = Naming(key=key, kind=kind, name=name, names={}, country=country)
    return make_concept(naming)[0]


def with_names(concept: Concept, *pairs: tuple[str, str]) -> Concept:
    """Give a concept these names, by language, and no others."""
    given = NameSource.GIVEN
    names = (Name(text=text, language=language, source=given) for language, text in pairs)
    return replace(concept, names=tuple(names))


def read_rows(name: str) -> Iterator[list[str]]:
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        yield line.split("\t")


def is_same(proposed: str, wanted: str) -> bool:
    """Say whether a spelling is the one that is wanted, in whatever form."""
    one, other = fold(proposed).text, fold(wanted).text
    return one == other or (other in one and len(one) <= len(other) + 4)


CONCEPTS = (
    make("lavrov", ConceptKind.PERSON, "Sergei Lavrov"),
    make("vladivostok", ConceptKind.PLACE, "Vladivostok", "RU"),
    with_names(
        make("iaea", ConceptKind.ORGANIZATION, "International Atomic Energy Agency"),
        ("en", "International Atomic Energy Agency"),
        ("en", "IAEA"),
    ),
    make("iran", ConceptKind.COUNTRY, "Iran", "IR"),
    with_names(make("drone", ConceptKind.TERM, "drone"), ("en", "drone")),
    with_names(
        make("odesa", ConceptKind.PLACE, "Odesa", "UA"),
        *(("en", "Odesa"), ("de", "Odessa"), ("uk", "Одеса"), ("ru", "Одесса"), ("he", "אודסה")),
        *(
            ("ja", "オデーサ"),
            ("zh", "敖德萨"),
            ("th", "โอเดสซา"),
            ("ko", "오데사"),
            ("ar", "أوديسا"),
        ),
    ),
)
#: Those that stand beside them in topics.
COMPANIONS = {"lavrov": ("vladivostok",), "iaea": ("iran",), "drone": ("odesa",)}
ARCHIVE = tuple(
    make_article(title=title, summary="", language=language)
    for language, title in read_rows("archive.tsv")
)
#: The spellings to be brought back, by concept and language.
MISSING: dict[str, dict[str, str]] = defaultdict(dict)
for _key, _language, _spelling in read_rows("missing.tsv"):
    MISSING[_key][_language] = _spelling
