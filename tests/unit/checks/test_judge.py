from __future__ import annotations

from typing import Annotated, Literal

import pytest
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, SecretStr, model_validator

from monitor.checks import BadValueError, Hidden, judge, nearest, parse_yaml, suggest


class Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Mail(Strict):
    kind: Literal["mail"]
    to: list[str]


class Chat(Strict):
    kind: Literal["chat"]
    token: SecretStr = Field(min_length=3)

    @model_validator(mode="after")
    def check(self) -> Chat:
        if self.token.get_secret_value() == "wrong":
            raise BadValueError("is worn out", key="token", remedy="get a new one")
        return self


class Whole(Strict):
    number: Annotated[int, Field(ge=1, le=9)] = 1
    text: str = ""
    switch: bool = False
    until: AwareDatetime | None = None
    url: Annotated[str, Field(max_length=3), Hidden()] = ""
    inner: dict[str, Annotated[Mail | Chat, Field(discriminator="kind")]] = {}
    many: list[Mail] = []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("nubmer: 1", "f:1: nubmer: unknown key – did you mean `number`?"),
        (
            "zzz: 1",
            "f:1: zzz: unknown key – known here: inner, many, number, switch, text, until, url",
        ),
        ("number: 0", "f:1: number: must be at least 1 (given: 0)"),
        ("number: 10", "f:1: number: must be at most 9 (given: 10)"),
        ("number: few", "f:1: number: must be a whole number (given: few)"),
        ("text: 5", 'f:1: text: must be text (given: 5) – put it in quotes: "5"'),
        ("text: ~", "f:1: text: must be text"),
        ("switch: maybe", "f:1: switch: must be true or false (given: maybe)"),
        (
            "until: 2026-01-31T10:00:00",
            (
                "f:1: until: must say its time zone, such as 2026-01-31T18:00:00Z"
                " (given: 2026-01-31T10:00:00)"
            ),
        ),
        ("many: 3", "f:1: many: must be a list (given: 3)"),
        ("inner: [1]", "f:1: inner: must be keys with values"),
        ("inner:\n  a: {to: []}", "f:2: inner.a.kind: is missing"),
        (
            "inner:\n  a:\n    kind: fax",
            "f:3: inner.a.kind: is none of the kinds that exist: 'mail', 'chat' (given: fax)",
        ),
        ("inner:\n  mail:\n    kind: mail", "f:2: inner.mail.to: is missing"),
        (
            "inner:\n  a:\n    kind: mail\n    to: []\n    too: 1",
            "f:5: inner.a.too: unknown key – did you mean `to`?",
        ),
        (
            "many:\n  - kind: mail\n    to: [a]\n  - kind: mail\n    to: [{}]",
            "f:5: many[1].to[0]: must be text",
        ),
        ("- a", "f:1: the file: must be keys with values, such as `key: value`"),
    ],
)
def test_says_each_problem_with_place_value_and_remedy(text: str, problem: str) -> None:
    value, problems = judge(parse_yaml(text, file="f"), Whole)

    assert value is None
    assert [str(one) for one in problems] == [problem]


def test_tells_every_problem_in_the_order_of_the_lines() -> None:
    text = "text: 5\nnumber: few\nnumber: 3\nwrong: 1\n"

    _, problems = judge(parse_yaml(text, file="f"), Whole)

    assert [problem.line for problem in problems] == [1, 2, 3, 4]


def test_gives_no_value_while_the_writing_itself_is_wrong() -> None:
    value, problems = judge(parse_yaml("text: a\ntext: b\n", file="f"), Whole)

    assert value is None
    assert len(problems) == 1


@pytest.mark.parametrize(
    "text",
    ["inner: {a: {kind: chat, token: xx}}", "inner: {a: {kind: chat, token: wrong}}", "url: wrong"],
)
def test_repeats_no_secret(text: str) -> None:
    _, problems = judge(parse_yaml(text, file="f"), Whole)

    assert [problem.value for problem in problems] == [None]


def test_takes_key_and_remedy_from_a_validator() -> None:
    _, problems = judge(parse_yaml("inner: {a: {kind: chat, token: wrong}}", file="f"), Whole)

    assert str(problems[0]) == "f:1: inner.a.token: is worn out – get a new one"


def test_cuts_long_values() -> None:
    _, problems = judge(parse_yaml(f"number: {'x' * 500}", file="f"), Whole)

    assert problems[0].value == "x" * 79 + "…"


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("reciever", "receivers"),
        ("Fetch", "fetch"),
        ("shoigu", "shoigu-in-pyongyang"),
        ("qqq", None),
        ("", None),
    ],
)
def test_names_the_nearest_known_word(word: str, found: str | None) -> None:
    assert nearest(word, ["receivers", "fetch", "shoigu-in-pyongyang"]) == found


def test_names_all_known_words_when_none_is_near_and_few_exist() -> None:
    assert suggest("qqq", ["b", "a"]) == "known here: a, b"
    assert suggest("qqq", [f"word{n}" for n in range(20)]) is None
    assert suggest("qqq", []) is None
