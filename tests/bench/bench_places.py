"""Measure how often countries and capitals are found where the English line of a text names them.

Found: of the lines whose English says the name, those whose translation is matched by the concept,
made of its code or one English name. False: lines that are matched although nothing in the English
document says the country, its people, its capital or an abbreviation.

Run: python tests/bench/bench_places.py [--missed] [FOLDER OF NTREX]
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path

from monitor.manage.naming import Naming, make_concept
from monitor.match import compile_topics
from monitor.model import Catalog, ConceptKind, Topic
from tests.bench.bench_names import LANGUAGES, NTREX
from tests.support.builders import NOW, make_article

#: What the English line says when it names the country, and what else means it.
COUNTRIES = {
    "AU": ("Australia", "Australian|Sydney|Melbourne|Aussie"),
    "CA": ("Canada", "Canadian|Ottawa"),
    "CN": ("China", "Chinese|Beijing|Sino"),
    "DE": ("Germany", "German|Berlin|Bundesliga|Nazi"),
    "ES": ("Spain", "Spanish|Spaniard|Madrid|Catal"),
    "FR": ("France", "French|Paris"),
    "GB": (
        "United Kingdom|Britain",
        "UK|U.K.|British|Briton|England|English|London|Scot|Brexit|Wales",
    ),
    "IL": ("Israel", "Israeli|Jerusalem"),
    "IN": ("India", "Indian|Delhi"),
    "IR": ("Iran", "Iranian|Tehran"),
    "IT": ("Italy", "Italian|Rome"),
    "JP": ("Japan", "Japanese|Tokyo"),
    "KP": ("North Korea|DPRK", "North Korean|Pyongyang|Kim|North"),
    "KR": ("South Korea", "South Korean|Seoul|Moon|South"),
    "MX": ("Mexico", "Mexican"),
    "PL": ("Poland", "Polish|Pole|Warsaw"),
    "RU": ("Russia", "Russian|Moscow|Kremlin|Soviet"),
    "SY": ("Syria", "Syrian|Damascus|Assad"),
    "TR": ("Turkey", "Turkish|Turk|Ankara|Erdogan"),
    "UA": ("Ukraine", "Ukrainian|Kiev|Kyiv"),
    "US": (
        "United States",
        r"US|U\.S|USA|America|Washington|American|NFL|Trump|Senate|Congress|FBI",
    ),
}
PLACES = {
    "Beijing": "CN", "Berlin": "DE", "Brussels": "BE", "Damascus": "SY", "London": "GB",
    "Madrid": "ES", "Moscow": "RU", "Paris": "FR", "Pyongyang": "KP", "Seoul": "KR",
}  # fmt: skip


def make_all():
    for code, (named, meant) in COUNTRIES.items():
        yield make(ConceptKind.COUNTRY, None, code), re.compile(rf"\b(?:{named})\b"), meant
    for name, code in PLACES.items():
        yield make(ConceptKind.PLACE, name, code), re.compile(rf"\b{name}\b"), name


def make(kind, name, country):
    naming = Naming(key=name or country, kind=kind, name=name, names={}, country=country)
    return make_concept(naming)[0]


class Tally:
    """What was found of what is named, and what was found of nothing."""

    def __init__(self) -> None:
        self.found, self.total, self.false = Counter(), Counter(), Counter()

    def add_named(self, groups, match) -> None:
        for group in groups:
            self.total[group] += 1
            self.found[group] += match is not None


def main() -> None:
    missed = "--missed" in sys.argv
    folders = [Path(one) for one in sys.argv[1:] if not one.startswith("-")]
    folder = folders[0] if folders else NTREX
    english = (folder / "newstest2019-src.eng.txt").read_text(encoding="utf-8").splitlines()
    documents = (folder / "DOCUMENT_IDS.tsv").read_text(encoding="utf-8").splitlines()
    whole: dict[str, str] = {}
    for document, line in zip(documents, english, strict=True):
        whole[document] = f"{whole.get(document, '')}\n{line}"
    wanted = list(make_all())
    tally = Tally()
    matcher = make_matcher([concept for concept, _, _ in wanted])
    for code, language in LANGUAGES.items():
        path = folder / f"newstest2019-ref.{code}.txt"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
            article = make_article(title=line, summary="", language=language)
            matches = {match.topic: match for match in matcher.match(article, now=NOW)}
            for concept, named, meant in wanted:
                match = matches.get(concept.key)
                if named.search(english[number]):
                    tally.add_named((concept.key, code, concept.kind), match)
                elif match and not re.search(
                    rf"(?:{named.pattern}|\b(?:{meant}))", whole[documents[number]]
                ):
                    tally.false[concept.key, language, match.evidence[0].text] += 1
                else:
                    continue
                if missed and (match is None or not named.search(english[number])):
                    what = "missed" if match is None else "false"
                    print(what, concept.key, language, line[:140])
    found, total, false = tally.found, tally.total, tally.false
    for group, cases in total.items():
        print(f"{group:12} {cases:6} {found[group] / cases:.3f}")
    print(f"false: {sum(false.values())} in {len(english) * len(LANGUAGES)} lines")
    print(false.most_common(60))


def make_matcher(concepts):
    topics = tuple(
        Topic(name=concept.key, title=concept.name, query=f"@{concept.key}") for concept in concepts
    )
    catalog = Catalog(version=1, topics=topics, concepts=tuple(concepts), silences=())
    return compile_topics(catalog)


if __name__ == "__main__":
    main()
