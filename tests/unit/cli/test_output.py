from __future__ import annotations

import json
import unicodedata
from typing import TYPE_CHECKING

from monitor.cli.output import clean, print_json, print_listing, print_table

if TYPE_CHECKING:
    import pytest


def test_aligns_columns_of_wide_and_combining_characters(
    capsys: pytest.CaptureFixture[str],
) -> None:
    print_table(["NAME", "N"], [["평양", "1"], ["Pjo\u0308ngjang", "2"], ["x", "3"]])

    lines = capsys.readouterr().out.splitlines()
    assert lines == ["NAME       N", "평양       1", "Pjo\u0308ngjang  2", "x          3"]


def test_drops_what_could_move_the_cursor_of_a_terminal() -> None:
    assert clean("a\x1b[2Jb\x9b\x07\tc\r") == "a[2Jb c"


def test_prints_nothing_but_json_lines_for_scripts(capsys: pytest.CaptureFixture[str]) -> None:
    print_listing(
        ["평양", "x\ny"], as_json=True, write=lambda value: {"v": value}, columns={}, empty="none"
    )

    shown = capsys.readouterr()
    assert [json.loads(line) for line in shown.out.splitlines()] == [{"v": "평양"}, {"v": "x\ny"}]
    assert "평양" in shown.out
    assert shown.err == ""


def test_says_to_people_on_standard_error_that_there_is_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    print_listing([], as_json=False, write=dict, columns={"a": str}, empty="no feeds yet")

    assert capsys.readouterr() == ("", "no feeds yet\n")


def test_prints_no_word_where_a_script_lists_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    print_listing([], as_json=True, write=dict, columns={"a": str}, empty="no feeds yet")

    assert capsys.readouterr() == ("", "")


def test_a_script_gets_what_could_move_a_cursor_escaped_and_letters_as_they_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = "평양 \xa0é \x1b[2J \x7f \x80\x9b2J\x9f \\x9b"

    print_json({text: text})

    shown = capsys.readouterr().out.rstrip("\n")
    assert json.loads(shown) == {text: text}
    assert "\\u001b[2J \\u007f \\u0080\\u009b2J\\u009f" in shown
    assert "평양 \xa0é" in shown
    assert not [char for char in shown if unicodedata.category(char) == "Cc"]


def test_keeps_an_objects_line_whole(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"text": "line\nbreak"})

    assert capsys.readouterr().out.count("\n") == 1
