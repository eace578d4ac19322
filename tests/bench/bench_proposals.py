"""Measure whether spellings that a concept lacks are proposed from articles.

A concept is given by its English name (and its other names, where a line says so); the lines of
tests/data/proposals, and where they are there the items of the founding topic and blurbs of
events, are the articles. Told: how many missing spellings come back among the first ten proposals,
and how many of the first five are right.

Run: python tests/bench/bench_proposals.py [--shown] [FOLDER OF SHARED DATA]
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from pathlib import Path

from monitor.match import compile_query, judge, propose_names
from monitor.model import ConceptKind
from monitor.text import clean_html, fold
from tests.support.builders import NOW, make_article
from tests.support.proposals import (
    ARCHIVE,
    COMPANIONS,
    CONCEPTS,
    MISSING,
    is_same,
    make,
    with_names,
)

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
FIRST, TOP = 10, 5


def measure_lines(shown: bool):
    found = total = right = told = 0
    for key, wanted in MISSING.items():
        (concept,) = (one for one in CONCEPTS if one.key == key)
        others = [one for one in CONCEPTS if one is not concept]
        proposals = propose_names(concept, others, COMPANIONS[key], ARCHIVE, now=NOW)
        if shown:
            show(key, proposals)
        for language, spelling in wanted.items():
            total += 1
            mine = [one.text for one in proposals if one.language == language][:FIRST]
            is_found = any(is_same(text, spelling) for text in mine)
            found += is_found
            if shown and not is_found:
                print("  missed", key, language, spelling, mine)
        top = proposals[:TOP]
        told += len(top)
        right += sum(any(is_same(one.text, text) for text in wanted.values()) for one in top)
    return found, total, right, told


def show(key, proposals):
    for one in proposals[:20]:
        print(f"  {key} {one.score} {one.language} {one.text} | {one.why}")


def measure_founding(folder: Path, shown: bool):
    """The topic's person under one English name, as a thing: so that its sound does not help."""
    rows = [
        json.loads(line)
        for line in (folder / "shoigu_dev.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    articles = [
        make_article(
            title=clean_html(row["title"]), summary=clean_html(row["summary"]), language=row["lang"]
        )
        for row in rows
    ]
    person = make("shoigu", ConceptKind.PERSON, "Sergei Shoigu")
    query = compile_query("@shoigu", [person])
    thing = with_names(
        make("shoigu", ConceptKind.PLACE, "Shoigu"), ("en", "Sergei Shoigu"), ("en", "Shoigu")
    )
    others = [
        make("pyongyang", ConceptKind.PLACE, "Pyongyang", "KP"),
        make("dprk", ConceptKind.COUNTRY, "North Korea", "KP"),
    ]
    proposals = propose_names(thing, others, ("pyongyang", "dprk"), articles, now=NOW)
    known = compile_query("@shoigu", [thing])
    missing = set()
    for article in articles:
        verdict = judge(query, article, now=NOW)
        if verdict.matched and not judge(known, article, now=NOW).matched:
            missing.add((article.language, fold(verdict.evidence[0].text.split()[-1]).text[:5]))
    mine = defaultdict(list)
    for one in proposals:
        mine[one.language].append(one.text)
    back = {
        (language, start)
        for language, start in missing
        if any(start in fold(text).text for text in mine[language])
    }
    if shown:
        show("shoigu", proposals)
        print("  missed", sorted(missing - back))
    spelled = {start for _, start in missing}
    right = sum(any(start in fold(one.text).text for start in spelled) for one in proposals[:TOP])
    return len(back), len(missing), right, min(len(proposals), TOP)


def measure_events(folder: Path, shown: bool):
    """Blurbs of events: the story says which belong together, the keyword what they tell of."""
    rows = [
        json.loads(line)
        for line in (folder / "itn_dev.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    stories = {story: number for number, story in enumerate({row["story"] for row in rows}, 1)}
    articles = [
        make_article(
            title=row["text"], summary="", language=row["lang"], story_id=stories[row["story"]]
        )
        for row in rows
    ]
    names = defaultdict(dict)
    for row in rows:
        if row["keyword"] in row["text"] and len(row["keyword"].split()) <= 3:
            names[row["story"]][row["lang"]] = row["keyword"]
    found = total = right = told = 0
    for by_language in names.values():
        if "en" not in by_language or len(by_language) < 4:
            continue
        english = by_language["en"]
        concept = with_names(make("it", ConceptKind.ORGANIZATION, english), ("en", english))
        query = compile_query("@it", [concept])
        missing = {
            language: text
            for language, text in by_language.items()
            if not is_found_by(query, text, language)
        }
        if not missing:
            continue
        proposals = propose_names(concept, (), (), articles, now=NOW)
        top = proposals[:TOP]
        told += len(top)
        right += sum(any(_shares(one.text, text) for text in missing.values()) for one in top)
        for language, text in missing.items():
            total += 1
            mine = [one.text for one in proposals if one.language == language][:FIRST]
            is_found = any(_shares(one, text) for one in mine)
            found += is_found
            if shown and not is_found:
                print("  missed", english, language, text, mine)
    return found, total, right, told


def is_found_by(query, text, language):
    article = make_article(title=text, summary="", language=language)
    return judge(query, article, now=NOW).matched


def _shares(proposed: str, wanted: str) -> bool:
    """The whole name, or a word of it that is more than a few letters."""
    one, other = fold(proposed).text, fold(wanted).text
    return one == other or other in one or (one in other and len(one) >= max(2, len(other) / 3))


def main() -> None:
    shown = "--shown" in sys.argv
    folder = Path(next((one for one in sys.argv[1:] if not one.startswith("--")), SHARED))
    sets = [("own lines", measure_lines(shown))]
    if folder.is_dir():
        sets += [("founding topic", measure_founding(folder, shown))]
        sets += [("blurbs of events", measure_events(folder, shown))]
    print(f"{'':20} {'missing':>8} {'back':>6} {'share':>6} {'first 5':>8} {'right':>6}")
    for name, (found, total, right, told) in sets:
        share, precision = found / (total or 1), right / (told or 1)
        print(f"{name:20} {total:8} {found:6} {share:6.2f} {told:8} {precision:6.2f}")


if __name__ == "__main__":
    main()
