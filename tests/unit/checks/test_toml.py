from __future__ import annotations

import pytest

from monitor.checks import parse_toml
from monitor.errors import ConfigError

TEXT = """\
# settings
[fetch]
contact = "a@b"

[receivers."desk mail"]
kind = "email"
to = [
  "a@b",
]
[receivers.desk-slack]
kind = "slack"
about = '''
[not.a.table]
kind = "neither"
'''
smtp.port = 25
[web]
inline = { bind = "x" }
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("fetch",), 2),
        (("fetch", "contact"), 3),
        (("receivers", "desk mail"), 5),
        (("receivers", "desk mail", "to", 0), 7),
        (("receivers", "desk-slack", "kind"), 11),
        (("web", "inline", "bind"), 18),
        (("fetch", "missing"), 2),
    ],
)
def test_finds_the_line_of_a_key(path: tuple[str | int, ...], line: int) -> None:
    document = parse_toml(TEXT, file="m.toml")

    assert document.place(path).line == line


def test_says_the_file_alone_where_nothing_has_a_line() -> None:
    place = parse_toml("", file="m.toml").place(("fetch",))

    assert (place.file, place.line) == ("m.toml", None)


@pytest.mark.parametrize(
    ("text", "line"),
    [("a = 1\nb = \n", 2), ("a = 1\na = 2\n", 2), ("a = [\n", 2)],
)
def test_says_on_which_line_a_text_stops_being_toml(text: str, line: int) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_toml(text, file="m.toml")

    (problem,) = caught.value.problems
    assert problem.file == "m.toml"
    assert problem.line == line
    assert problem.problem.startswith("is not TOML")


def test_refuses_nesting_that_would_exhaust_the_stack() -> None:
    with pytest.raises(ConfigError, match="is nested too deeply"):
        parse_toml("x = " + "[" * 9000, file="m.toml")
