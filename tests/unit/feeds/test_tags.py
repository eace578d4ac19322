from __future__ import annotations

import time

import pytest

from monitor.feeds.tags import walk_tags

#: Twenty times what the largest of these takes on an idle machine.
PATIENCE_SECONDS = 5.0


def test_gives_names_and_attributes_in_lower_case_and_in_order() -> None:
    tags = list(walk_tags('<P><A HREF="/x" Title=\'a &amp; "b"\' download>hi</A>'))

    assert [(tag.name, tag.is_end) for tag in tags] == [("p", False), ("a", False), ("a", True)]
    assert tags[1].attributes == {"href": "/x", "title": 'a & "b"', "download": ""}


def test_reads_attributes_without_quotes_and_keeps_the_first_of_two() -> None:
    [tag] = walk_tags("<link rel=alternate href = /feed href=/other>")

    assert tag.attributes == {"rel": "alternate", "href": "/feed"}


@pytest.mark.parametrize(
    ("text", "is_empty"), [("<br/>", True), ("<br />", True), ("<br>", False), ("<br", False)]
)
def test_says_whether_a_tag_closes_itself(text: str, is_empty: bool) -> None:
    [tag] = walk_tags(text)

    assert tag.is_empty is is_empty


def test_passes_over_comments_and_cdata_sections() -> None:
    tags = walk_tags("<!-- <a> --><b><![CDATA[ <c> ]]><d>")

    assert [tag.name for tag in tags] == ["b", "d"]


def test_passes_over_what_a_script_says() -> None:
    tags = walk_tags("<script>'<a href=x>'</SCRIPT><b>", raw=frozenset({"script"}))

    assert [tag.name for tag in tags] == ["script", "script", "b"]


def test_goes_on_after_a_comment_that_never_ends() -> None:
    assert [tag.name for tag in walk_tags("<!-- <a><b>")] == ["a", "b"]


def test_goes_on_after_a_quote_that_never_ends() -> None:
    first, second = walk_tags('<a title="oh <b href="/x">')

    assert (first.name, second.attributes) == ("a", {"href": "/x"})


def test_counts_lines_from_one() -> None:
    tags = walk_tags("<a>\n\n<b\n x='1'><c>")

    assert [tag.line for tag in tags] == [1, 3, 4]


def test_shows_a_document_type() -> None:
    assert next(iter(walk_tags("<!DOCTYPE html>"))).name == "!doctype"


@pytest.mark.parametrize(
    "piece",
    ["<", "<!--", "<a ", '<a "', "<a b='", "<script>", "<a b=", "< a", "<![CDATA[", "a " * 50, "/"],
)
def test_costs_no_more_than_the_length_of_a_document(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    started = time.process_time()

    for _ in walk_tags(text, raw=frozenset({"script"})):
        pass

    assert time.process_time() - started < PATIENCE_SECONDS
