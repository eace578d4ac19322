"""Measure how many spellings of persons are found from one English spelling, and what is not them.

Found: the persons of tests/data/names, their full names and their bare family names, next to exact
matching of the folded spelling, to a fuzzy ratio (rapidfuzz, of the letters that anyascii writes),
and to `rigour` where it is installed: a part of the text is in a class of names with the family
name, or alike in Latin letters. False: sentences of a parallel corpus, where the English line does
not hold the name. Surnames: of the lines of that corpus whose English says an English-spelled
surname, those that are matched.

Run: python tests/bench/bench_names.py [--missed] [FILE OF NAMES] [FOLDER OF NTREX]
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections import Counter
from functools import cache
from pathlib import Path

from anyascii import anyascii
from rapidfuzz import fuzz

try:
    from rigour.names import NameTypeTag, analyze_names
except ImportError:
    analyze_names = None

from monitor.manage.naming import Naming, make_concept
from monitor.match import compile_query, compile_topics, judge
from monitor.model import Catalog, ConceptKind, Topic
from monitor.text import fold, lemmas_of, split_name
from tests.support.builders import NOW, make_article

NAMES = Path(__file__).parents[1] / "data" / "names"
DEVELOPED_ON = NAMES / "persons.txt"
NTREX = Path(__file__).parents[2].parent / "shared" / "data" / "ntrex"
SCRIPTS = (
    "LATIN", "CYRILLIC", "GREEK", "ARABIC", "HEBREW", "KATAKANA", "HANGUL", "CJK", "DEVANAGARI",
    "THAI",
)  # fmt: skip
#: Marks the words of a family name where it is not the last word.
FAMILY_MARK = re.compile(r"\*([^\s·・]+)")
LANGUAGES = {
    "arb": "ar", "bul": "bg", "ces": "cs", "deu": "de", "ell": "el", "fas": "fa", "fin": "fi",
    "fra": "fr", "heb": "he", "hin": "hi", "hun": "hu", "ind": "id", "ita": "it", "jpn": "ja",
    "kor": "ko", "nld": "nl", "pol": "pl", "por": "pt", "ron": "ro", "rus": "ru",
    "srp-Latn": "sr", "swe": "sv", "tha": "th", "tur": "tr", "ukr": "uk", "vie": "vi",
    "zho-CN": "zh", "zho-TW": "zh",
}  # fmt: skip
#: English-spelled surnames that the corpus is full of.
SURNAMES = (
    "Brett Kavanaugh", "Donald Trump", "Boris Johnson", "Jordan Spieth", "Francesco Molinari",
    "Tommy Fleetwood", "Tiger Woods", "Jeremy Corbyn", "Mike Pompeo", "Jeff Flake",
    "Rod Rosenstein",
)  # fmt: skip
SCRIPT_GROUPS = {
    "bg": "cyrillic", "ru": "cyrillic", "uk": "cyrillic", "el": "greek", "ar": "arabic",
    "fa": "arabic", "he": "hebrew", "ja": "kana", "ko": "hangul", "zh": "han", "hi": "devanagari",
    "th": "thai",
}  # fmt: skip
FUZZY = 80
WORD = re.compile(r"\w+")


def read_persons(path=DEVELOPED_ON):
    for line in path.read_text(encoding="utf-8").splitlines():
        pairs = [spelling.split(" ", 1) for spelling in line.split("|")]
        yield pairs[0][1], pairs[1:]


def make_person(name):
    concept, _ = make_concept(
        Naming(key="who", kind=ConceptKind.PERSON, name=name, names={}, country=None)
    )
    return compile_query("@who", (concept,))


def is_family_first(english):
    return split_name(english).is_family_first


def family_of(english, spelling):
    """Return the bare family name, None where it is not told apart."""
    if is_family_first(english):
        return None
    if marked := FAMILY_MARK.findall(spelling):
        return " ".join(marked)
    parts = spelling.replace("・", " ").replace("·", " ").split()
    return parts[-1] if len(parts) > 1 else None


def is_found(query, language, text):
    return judge(query, make_article(title=text, summary="", language=language), now=NOW).matched


def exactly(english, language, text):
    words = fold(text).text.split()
    return fold(english).text.split()[-1] in {
        lemma for word in words for lemma in lemmas_of(word, language).as_name
    }


def fuzzily(english, language, text):
    wanted = english.split()[-1].lower()
    return any(fuzz.ratio(anyascii(word).lower(), wanted) >= FUZZY for word in text.split())


def by_rigour(english, _language, text):
    """Whether rigour's classes of names, or its Latin letters, equate the family names."""
    if analyze_names is None:
        return False
    families, _ = read_with_rigour(english)
    symbols, letters = read_with_rigour(text)
    last = english.split()[-1].lower()
    wanted = {symbol for symbol, part in families if part == last}
    return last in letters or not wanted.isdisjoint(symbol for symbol, _ in symbols)


@cache
def read_with_rigour(text):
    names = analyze_names(NameTypeTag.PER, [text])
    parts = {part.comparable for name in names for part in name.parts}
    symbols = {
        (str(span.symbol), part.comparable)
        for name in names
        for span in name.spans
        for part in span.parts
        if str(span.symbol).startswith("[NAME")
    }
    return symbols, parts


def script_of(text):
    return unicodedata.name(text[0], "?").split(" ")[0]


METHODS = [("exact", exactly), ("fuzzy", fuzzily)]
if analyze_names is not None:
    METHODS.append(("rigour", by_rigour))


def measure_found(path: Path, missed: bool) -> None:
    totals: Counter = Counter()
    for english, spellings in read_persons(path):
        query = make_person(english)
        for language, spelling in spellings:
            family = family_of(english, spelling)
            for kind, text in (("full", spelling.replace("*", "")), ("bare", family)):
                if text is None:
                    continue
                for script in (script_of(text), "ALL"):
                    totals[kind, script] += 1
                    for name, method in METHODS:
                        totals[kind, script, name] += method(english, language, text)
                    found = is_found(query, language, text)
                    totals[kind, script, "ours"] += found
                if missed and not found:
                    print("missed", kind, english, language, text)
    kinds = [name for name, _ in METHODS] + ["ours"]
    columns = ("names", *kinds, "bare", *kinds)
    print(" " * 10 + "".join(f" {column:>6}" for column in columns))
    for script in (*SCRIPTS, "ALL"):
        row = f"{script.lower():10}"
        for kind in ("full", "bare"):
            of = totals[kind, script] or 1
            shares = [totals[kind, script, name] / of for name in kinds]
            row += f" {totals[kind, script]:6} " + " ".join(f"{share:6.2f}" for share in shares)
        print(row)


def measure_false(path: Path, folder: Path, missed: bool) -> None:
    """Count the lines with a name that neither the English nor any Latin line holds."""
    texts = {
        code: (folder / f"newstest2019-{kind}.{code}.txt").read_text(encoding="utf-8").splitlines()
        for kind, codes in (("src", ["eng"]), ("ref", LANGUAGES))
        for code in codes
    }
    said = [
        frozenset(WORD.findall(fold(" ".join(row)).text))
        for row in zip(*texts.values(), strict=True)
    ]
    of = (folder / "DOCUMENT_IDS.tsv").read_text(encoding="utf-8").splitlines()
    told: dict[str, frozenset[str]] = {}
    for document, words in zip(of, said, strict=True):
        told[document] = told.get(document, frozenset()) | words
    names = [name for name, _ in read_persons(path)]
    false: Counter = Counter()
    #: Lines that name whom the English line means by "he": the document is about the person.
    meant = 0
    matcher = make_matcher(names)
    for code, language in LANGUAGES.items():
        for number, line in enumerate(texts[code]):
            article = make_article(title=line, summary="", language=language)
            for match in matcher.match(article, now=NOW):
                name = names[int(match.topic)]
                family = WORD.findall(fold(name).text)[0 if is_family_first(name) else -1]
                if said[number].isdisjoint((family, family + "s")):
                    if not told[of[number]].isdisjoint((family, family + "s")):
                        meant += 1
                        continue
                    false[name] += 1
                    if missed:
                        print("false", name, language, match.evidence[0].text, "|", line[:100])
    sentences = sum(len(texts[code]) for code in LANGUAGES)
    share = sum(false.values()) / len(names) / sentences * 10_000
    print(f"in place of a pronoun: {meant}")
    print(f"false: {sum(false.values())} in {sentences} sentences: {share:.3f} per name in 10,000")
    print(false.most_common(12))


def measure_surnames(folder: Path) -> None:
    """Count the lines whose English says an English-spelled surname, and those that are found."""
    english = (folder / "newstest2019-src.eng.txt").read_text(encoding="utf-8").splitlines()
    matcher = make_matcher(SURNAMES)
    lasts = [re.compile(rf"\b{name.split()[-1]}\b") for name in SURNAMES]
    totals, found = Counter(), Counter()
    for code, language in LANGUAGES.items():
        path = folder / f"newstest2019-ref.{code}.txt"
        for said, line in zip(english, path.read_text(encoding="utf-8").splitlines(), strict=True):
            named = {number for number, last in enumerate(lasts) if last.search(said)}
            if not named:
                continue
            article = make_article(title=line, summary="", language=language)
            matched = {int(match.topic) for match in matcher.match(article, now=NOW)}
            for group in (SCRIPT_GROUPS.get(language, "latin"), "all"):
                totals[group] += len(named)
                found[group] += len(named & matched)
    print("surnames:", *(f"{g} {found[g] / n:.2f} of {n}" for g, n in totals.items()), sep="\n  ")


def make_matcher(names):
    concepts, topics = [], []
    for number, name in enumerate(names):
        naming = Naming(
            key=f"p{number}", kind=ConceptKind.PERSON, name=name, names={}, country=None
        )
        concepts.append(make_concept(naming)[0])
        topics.append(Topic(name=str(number), title=name, query=f"@p{number}"))
    catalog = Catalog(version=1, topics=tuple(topics), concepts=tuple(concepts), silences=())
    return compile_topics(catalog)


def main() -> None:
    missed = "--missed" in sys.argv
    given = [Path(one) for one in sys.argv[1:] if not one.startswith("-")]
    path = next((one for one in given if one.is_file()), DEVELOPED_ON)
    folders = [one for one in given if one.is_dir()]
    measure_found(path, missed)
    folder = folders[0] if folders else NTREX
    if folder.is_dir():
        measure_false(path, folder, missed)
        measure_surnames(folder)


if __name__ == "__main__":
    main()
