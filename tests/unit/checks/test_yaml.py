from __future__ import annotations

import pytest

from monitor.checks import parse_yaml
from monitor.errors import ConfigError


def read_problem(text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        parse_yaml(text, file="n.yaml")
    return str(caught.value)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("NO", "NO"),
        ("on", "on"),
        ("yes", "yes"),
        ("12:30", "12:30"),
        ("2026-01-31", "2026-01-31"),
        ("0o17", "0o17"),
        ("true", True),
        ("False", False),
        ("~", None),
        ("", None),
        ("42", 42),
        ("-7", -7),
        ("1.5", 1.5),
        ("1e3", 1000.0),
        ("'42'", "42"),
        ('"true"', "true"),
        ("!!str 42", "42"),
        ("평양", "평양"),
    ],
)
def test_reads_scalars_as_yaml_1_2_means_them(written: str, meant: object) -> None:
    document = parse_yaml(f"key: {written}\n", file="n.yaml")

    assert document.value == {"key": meant}
    assert document.problems == ()


def test_keeps_the_line_of_every_key_and_item() -> None:
    document = parse_yaml(
        "feeds:\n  - url: a\n  -\n    url: b\ntopics: {x: {query: q}}\n", file="n"
    )

    lines = {
        path: document.place(path).line
        for path in [
            ("feeds",),
            ("feeds", 0, "url"),
            ("feeds", 1, "url"),
            ("topics", "x", "query"),
        ]
    }

    assert list(lines.values()) == [1, 2, 4, 5]


def test_gives_the_line_of_the_nearest_thing_around_what_is_missing() -> None:
    document = parse_yaml("a: 1\ntopics:\n  x:\n    title: t\n", file="n")

    assert document.place(("topics", "x", "query")).line == 3


def test_reads_an_empty_file_as_nothing() -> None:
    assert parse_yaml("# only a comment\n", file="n").value == {}


def test_reads_aliases() -> None:
    document = parse_yaml("a: &x [1, 2]\nb: *x\n", file="n")

    assert document.value == {"a": [1, 2], "b": [1, 2]}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: 1\nb: 2\na: 3\n", "n.yaml:3: a: stands here again, first on line 1"),
        (
            "x:\n  <<: {a: 1}\n",
            "n.yaml:2: x.<<: merge keys are not supported – write the keys out",
        ),
        (
            "x: !!python/object/apply:os.system [id]\n",
            (
                "n.yaml:1: x: the tag tag:yaml.org,2002:python/object/apply:os.system is not"
                " allowed"
                " – write a plain value"
            ),
        ),
        (
            "x: !!python/name:os.system y\n",
            (
                "n.yaml:1: x: the tag tag:yaml.org,2002:python/name:os.system is not allowed"
                " – write a plain value"
            ),
        ),
        ("[a, b]: 1\n", "n.yaml:1: the file: a key must be a single word"),
        ("a: *nobody\n", "n.yaml:1: a: there is no &nobody above *nobody"),
        ("a: &x [*x]\n", "n.yaml:1: a[0]: there is no &x above *x"),
        ("a: 1\n---\nb: 2\n", "n.yaml:2: the file: holds a second document after `---`"),
        ("a: !!int many\n", "n.yaml:1: a: is no int"),
    ],
)
def test_tells_what_is_yaml_but_wrong(text: str, problem: str) -> None:
    document = parse_yaml(text, file="n.yaml")

    assert [str(one) for one in document.problems] == [problem]


def test_builds_no_object_that_a_file_asks_for() -> None:
    document = parse_yaml("x: !!python/object/apply:os.system [id]\n", file="n")

    assert document.value == {"x": ["id"]}


def test_tells_all_that_is_wrong_at_once() -> None:
    document = parse_yaml("a: 1\na: 2\n<<: 3\nb: !x 4\n", file="n")

    assert [problem.line for problem in document.problems] == [2, 3, 4]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: [1, 2\nb: 3\n", "n.yaml:2: the file: is not YAML:"),
        ("a: b: c\n", "n.yaml:1: the file: is not YAML: mapping values are not allowed"),
        ("a: \x00\n", "n.yaml: the file: is not YAML: unacceptable character"),
        ("\tx: 1\n", "n.yaml:1: the file: is not YAML:"),
    ],
)
def test_says_where_a_text_stops_being_yaml(text: str, said: str) -> None:
    assert read_problem(text).startswith(said)


def test_refuses_a_billion_laughs() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 30)]

    problem = read_problem("\n".join(lines))

    assert "holds too many values (aliases count too)" in problem


@pytest.mark.parametrize("text", ["[" * 100_000, "[" * 60 + "]" * 60, "- " * 1000 + "x"])
def test_refuses_nesting_that_would_exhaust_the_stack(text: str) -> None:
    assert "is nested too deeply" in read_problem(text)
