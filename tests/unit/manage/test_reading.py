from __future__ import annotations

from datetime import UTC, datetime, timedelta

import jsonschema
import pytest

from monitor.checks import parse_yaml
from monitor.errors import ConfigError
from monitor.manage.newsroom import newsroom_schema
from monitor.manage.reading import Newsroom, Surroundings, read_newsroom
from monitor.model import (
    Catalog,
    Concept,
    ConceptKind,
    FeedSpec,
    Name,
    NameSource,
    NotifyPolicy,
    Priority,
    Silence,
    Source,
    Topic,
)

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)

#: The newsroom of DESIGN §8.
DESIGN = """\
feeds:
  - url: https://example.org/world.xml
    source: Example Times             # publisher; optional: family, country, ...
concepts:
  shoigu:    {kind: person, name: Sergei Shoigu, names: {de: [Schoigu], ko: [쇼이구]}}
  pyongyang: {kind: place, name: Pyongyang, country: KP}
  dprk:      {kind: country, code: KP}
topics:
  shoigu-in-pyongyang:
    title: Shoigu visits Pyongyang
    query: "@shoigu AND (@pyongyang OR @dprk)"
    priority: urgent                  # low, normal, high, urgent
    receivers: [desk-slack, desk-mail]
    notify: {group_wait: 0s, update_interval: 30m, min_publishers: 1}
    examples:                         # checked by `topics lint` and on apply
      match: ["Schoigu in Pjöngjang eingetroffen"]
      no_match: ["Schoigu reist nach Teheran"]
silences: []
"""

STORED = Catalog(
    version=1,
    topics=(Topic(name="stored-topic", title="Stored", query="x"),),
    concepts=(
        Concept(
            key="stored",
            kind=ConceptKind.TERM,
            name="Stored Word",
            names=(Name(text="Stored Word", language=None, source=NameSource.GIVEN),),
        ),
    ),
    silences=(),
)


def read(text: str) -> Newsroom:
    around = Surroundings(catalog=STORED, receivers=("desk-mail", "desk-slack"), now=NOW)
    return read_newsroom(text, file="n.yaml", around=around)


def read_problems(text: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        read(text)
    return [str(problem) for problem in caught.value.problems]


def test_reads_the_newsroom_of_the_design() -> None:
    newsroom = read(DESIGN)

    assert newsroom.warnings == ()
    assert newsroom.feeds == (
        FeedSpec(url="https://example.org/world.xml", source=Source(name="Example Times")),
    )
    assert [concept.key for concept in newsroom.concepts] == ["shoigu", "pyongyang", "dprk"]
    (topic,) = newsroom.topics
    assert topic.priority is Priority.URGENT
    assert topic.receivers == ("desk-slack", "desk-mail")
    assert topic.notify == NotifyPolicy(
        group_wait=timedelta(), update_interval=timedelta(minutes=30), min_publishers=1
    )


@pytest.mark.parametrize(
    "title",
    [
        "쇼이구, 평양 도착",
        "Shoigu arrives in Pyongyang",
        "Schoigu besucht Nordkorea",
        "SHOIGU LANDS IN NORTH KOREA",
    ],
)
def test_the_topic_of_the_design_matches_in_other_languages(title: str) -> None:
    text = DESIGN.replace("Schoigu in Pjöngjang eingetroffen", title)

    assert read(text).topics[0].examples.match == (title,)


def test_reads_everything_a_feed_may_say() -> None:
    text = (
        "feeds:\n"
        "  - {url: https://a.example/f, source: A, family: F, country: no, language: nb,\n"
        "     tags: [x, y], interval: 5m, full_text: true}\n"
        "  - {url: https://b.example/f, country: DE, tags: one}\n"
        "  - url: https://c.example/f\n"
    )

    assert read(text).feeds == (
        FeedSpec(
            url="https://a.example/f",
            source=Source(name="A", family="F", country="NO", language="nb"),
            tags=("x", "y"),
            interval=timedelta(minutes=5),
            full_text=True,
        ),
        FeedSpec(
            url="https://b.example/f",
            source=Source(name="b.example", country="DE"),
            tags=("one",),
        ),
        FeedSpec(url="https://c.example/f"),
    )


def test_reads_silences() -> None:
    text = (
        "silences:\n  - {topics: [stored-topic], until: 2026-02-01T10:00:00+02:00, who: me,"
        " why: night}\n"
    )

    assert read(text).silences == (
        Silence(
            topics=("stored-topic",),
            until=datetime(2026, 2, 1, 8, tzinfo=UTC),
            who="me",
            why="night",
        ),
    )


@pytest.mark.parametrize("text", ["", "feeds:\nconcepts:\ntopics:\nsilences:\n", "feeds: []\n"])
def test_reads_a_newsroom_that_says_nothing(text: str) -> None:
    newsroom = read(text)

    assert (newsroom.feeds, newsroom.concepts, newsroom.topics) == ((), (), ())


def test_knows_concepts_that_are_stored_already() -> None:
    newsroom = read("topics:\n  t:\n    query: '@stored'\n    examples: {match: a stored word}\n")

    assert newsroom.topics[0].title == "t"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "feed: []\n",
            "n.yaml:1: feed: unknown key – did you mean `feeds`?",
        ),
        (
            "feeds:\n  - url: https://a.example/f\n    sauce: A\n",
            "n.yaml:3: feeds[0].sauce: unknown key – did you mean `source`?",
        ),
        ("feeds:\n  - source: A\n", "n.yaml:2: feeds[0].url: is missing"),
        (
            "feeds:\n  - url: file:///etc/passwd\n",
            (
                "n.yaml:2: feeds[0].url: is no address of a feed (given: file:///etc/passwd)"
                " – write https://example.org/feed.xml"
            ),
        ),
        (
            "feeds:\n  - url: https://a.example/f\n  - url: https://a.example/f\n",
            (
                "n.yaml:3: feeds[1].url: this feed stands here again, first on line 2"
                " (given: https://a.example/f)"
            ),
        ),
        (
            "feeds:\n  - {url: https://a.example/f, country: UK}\n",
            (
                "n.yaml:2: feeds[0].country: is no country (given: UK)"
                " – write two letters of ISO 3166-1, such as KP"
            ),
        ),
        (
            "feeds:\n  - {url: https://a.example/f, interval: 15}\n",
            (
                "n.yaml:2: feeds[0].interval: must be a duration with its unit, such as 30s, 15m,"
                " 2h"
                " or 7d (given: 15)"
            ),
        ),
        (
            "concepts:\n  a: {kind: human, name: A B}\n",
            (
                "n.yaml:2: concepts.a.kind: must be one of 'person', 'place', 'country',"
                " 'organization' or 'term' (given: human)"
            ),
        ),
        ("concepts:\n  a: {kind: term}\n", "n.yaml:2: concepts.a.name: is missing"),
        (
            "concepts:\n  a: {kind: country, name: Atlantis}\n",
            "n.yaml:2: concepts.a.code: is missing – two letters, such as KP",
        ),
        (
            "concepts:\n  a: {kind: place, name: Oslo, code: NO}\n",
            (
                "n.yaml:2: concepts.a.code: belongs to a concept of kind country (given: NO)"
                " – a place says its country with `country`"
            ),
        ),
        (
            "concepts:\n  a: {kind: term, name: x, names: {german: [y]}}\n",
            "n.yaml:2: concepts.a.names.german: holds characters that are not allowed here",
        ),
        (
            "concepts:\n  a b: {kind: term, name: x}\n",
            "n.yaml:2: concepts.a b: holds characters that are not allowed here",
        ),
        ("topics:\n  t: {title: T}\n", "n.yaml:2: topics.t.query: is missing"),
        (
            "topics:\n  t:\n    query: x\n    notify: {group_wate: 0s}\n",
            "n.yaml:4: topics.t.notify.group_wate: unknown key – did you mean `group_wait`?",
        ),
        (
            "topics:\n  t: {query: x, priority: asap}\n",
            (
                "n.yaml:2: topics.t.priority: must be one of 'low', 'normal', 'high' or 'urgent'"
                " (given: asap)"
            ),
        ),
        (
            "topics:\n  t:\n    query: x\n    receivers: [desk-mial]\n",
            (
                "n.yaml:4: topics.t.receivers[0]: the settings know no such receiver"
                " (given: desk-mial) – did you mean `desk-mail`?"
            ),
        ),
        (
            "silences:\n  - {topics: [stored-topc], until: 2026-02-01T10:00:00Z, who: a, why: b}\n",
            (
                "n.yaml:2: silences[0].topics[0]: there is no such topic (given: stored-topc)"
                " – did you mean `stored-topic`?"
            ),
        ),
        (
            "silences:\n  - {until: tomorrow, who: a, why: b}\n",
            (
                "n.yaml:2: silences[0].until: must be a time such as 2026-01-31T18:00:00Z"
                " (given: tomorrow)"
            ),
        ),
        ("- a\n- b\n", "n.yaml:1: the file: must be keys with values, such as `key: value`"),
    ],
)
def test_says_of_each_slip_what_helps(text: str, problem: str) -> None:
    assert read_problems(text) == [problem]


def test_shows_with_a_caret_where_a_query_stops_making_sense() -> None:
    (problem,) = read_problems("topics:\n  t:\n    query: 'missile AND (launch'\n")

    first, query, caret = problem.splitlines()
    assert first.startswith("n.yaml:3: topics.t.query: the query cannot be understood at position")
    assert query.strip() == "missile AND (launch"
    assert query[caret.index("^")] == "("


def test_names_the_nearest_concept_for_one_that_does_not_exist() -> None:
    (problem,) = read_problems("topics:\n  t:\n    query: '@storde'\n")

    assert "did you mean @stored" in problem


def test_explains_an_example_that_does_not_match() -> None:
    text = DESIGN.replace("Schoigu in Pjöngjang eingetroffen", "Lawrow in Pjöngjang eingetroffen")

    (problem,) = read_problems(text)

    assert problem.startswith(
        "n.yaml:16: topics.shoigu-in-pyongyang.examples.match[0]: "
        "this example must match, but does not: "
    )
    assert "@shoigu" in problem


def test_explains_an_example_that_matches_against_the_wish() -> None:
    text = DESIGN.replace("Schoigu reist nach Teheran", "Schoigu reist nach Nordkorea")

    (problem,) = read_problems(text)

    assert "examples.no_match[0]: this example must not match, but does: " in problem


def test_tells_slips_of_every_kind_in_one_go() -> None:
    text = (
        "feeds:\n"
        "  - url: ftp://a\n"
        "concepts:\n"
        "  shoigu: {kind: person, nam: Sergei Shoigu}\n"
        "topics:\n"
        "  broken: {query: x, colour: red}\n"
        "  unknown-concept: {query: '@shoigu AND visit'}\n"
        "  bad-query: {query: 'a AND'}\n"
        "  bad-receiver: {query: a, receivers: [nobody]}\n"
        "silences:\n"
        "  - {topics: [gone], until: 2026-02-01T10:00:00Z, who: a, why: b}\n"
    )

    problems = read_problems(text)

    # The concept that is itself wrong is no second problem of the topic that names it.
    assert [problem.split(": ")[0] for problem in problems] == [
        "n.yaml:2",
        "n.yaml:4",
        "n.yaml:6",
        "n.yaml:8",
        "n.yaml:9",
        "n.yaml:11",
    ]


def test_warns_of_a_span_in_which_nothing_is_counted() -> None:
    newsroom = read(
        "topics:\n  t:\n    receivers: [desk-mail]\n    query: x\n    notify: {within: 2h}\n"
    )

    assert newsroom.warnings == (
        (
            "n.yaml:5: topics.t.notify.within: counts nothing: neither min_publishers nor"
            " min_languages asks for more than one"
        ),
    )


def test_a_topic_says_when_to_tell_of_a_story_and_when_again() -> None:
    newsroom = read(
        "topics:\n  t:\n    query: x\n    receivers: [desk-mail]\n"
        "    notify: {min_publishers: 3, min_languages: 2,"
        " within: 2h, escalate_publishers: 0, escalate_languages: 1}\n"
    )

    assert newsroom.warnings == ()
    assert newsroom.topics[0].notify == NotifyPolicy(
        min_publishers=3,
        min_languages=2,
        within=timedelta(hours=2),
        escalate_publishers=0,
        escalate_languages=1,
    )


def test_warns_of_a_place_that_nobody_knows() -> None:
    newsroom = read("concepts:\n  a: {kind: place, name: Nowhereville}\n")

    assert newsroom.warnings == (
        "n.yaml:2: concepts.a: no place Nowhereville is known; only the given names are matched",
    )


def test_describes_the_file_as_a_json_schema() -> None:
    schema = newsroom_schema()

    jsonschema.validate(parse_yaml(DESIGN, file="n").value, schema)

    for bad in ("feeds: [{sauce: x}]", "topics: {t: {}}", "feed: []", "concepts: {a: {kind: x}}"):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(parse_yaml(bad, file="n").value, schema)


def test_all_that_is_wrong_is_told_in_one_go_also_of_a_topic_of_another_fault() -> None:
    problems = read_problems(
        """\
topics:
  one: {query: "@sotred AND (@absent OR x)", receivers: [desk-mial], notify: {cooldwn: 1h}}
  two: {query: "(a AND", receivers: [desk-fax]}
silences:
  - {topics: [on], concepts: [sotred], until: 2030-01-01T00:00:00Z, who: Anna, why: x}
"""
    )

    for told in ("cooldwn", "@sotred", "@absent", "desk-mial", "desk-fax", "position 7", "`one`"):
        assert sum(told in problem for problem in problems) >= 1, (told, problems)
    assert sum("no such concept" in problem for problem in problems) >= 1


def test_a_topic_without_receivers_is_doubtful() -> None:
    newsroom = read("topics: {quiet: {query: x}}")

    assert newsroom.warnings == (
        "n.yaml:1: topics.quiet: names no receivers: nobody is told what it finds",
    )
