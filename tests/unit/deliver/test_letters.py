from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.deliver.letters import (
    LONGEST_SUBJECT,
    clean,
    clean_subject,
    escape_mrkdwn,
    escape_plain,
    fit,
    host_of,
    link_target,
    shorten,
)
from tests.support.hostile import HOSTILE

ANY_TEXT = st.text(st.characters(codec=None, categories=None))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Schoigu in  Pjöngjang", "Schoigu in Pjöngjang"),
        ("a\r\nb\tc\x00d\x85e\u2028f", "a b c d e f"),
        ("\u202egpj.exe\u202c", "gpj.exe"),
        ("\u2066a\u2069", "a"),
        # Marks of direction are part of Arabic and Hebrew text; they turn nothing around.
        ("\u200fمرحبا", "\u200fمرحبا"),
        ("x\ud83dy", "x\ufffdy"),
        ("쇼이구,\u00a0평양", "쇼이구, 평양"),
        ("", ""),
    ],
)
def test_clean_takes_out_what_no_display_should_get(text, shown):
    assert clean(text) == shown


@given(ANY_TEXT)
def test_clean_text_is_one_encodable_line(text):
    cleaned = clean(text)

    cleaned.encode("utf-8")
    assert len(cleaned.splitlines()) <= 1
    assert clean(cleaned) == cleaned


@given(ANY_TEXT | st.sampled_from(sorted(HOSTILE.values())))
def test_a_subject_holds_no_encoded_word_and_fits(text):
    subject = clean_subject(text)

    assert "=?" not in subject
    assert len(subject) <= LONGEST_SUBJECT


def test_a_defused_subject_still_reads_the_same():
    assert clean_subject("=?utf-8?q?x?=").replace("\u200b", "") == "=?utf-8?q?x?="


@pytest.mark.parametrize(
    ("text", "longest", "shown"),
    [
        ("short", 5, "short"),
        ("longer", 5, "long…"),
        ("one two", 5, "one…"),
        # A letter and its accent are cut together.
        ("abcde\u0301f", 6, "abcd…"),
        ("a" + "\u0301" * 9, 4, "…"),
    ],
)
def test_shorten_cuts_between_letters(text, longest, shown):
    assert shorten(text, longest) == shown


@pytest.mark.parametrize("escape", [escape_plain, escape_mrkdwn])
@given(text=ANY_TEXT, longest=st.integers(1, 60))
def test_fit_never_exceeds_and_never_cuts_an_escape(escape, text, longest):
    fitted = fit(text, longest, escape)

    assert len(fitted) <= longest
    assert not re.search(r"&(?!amp;|lt;|gt;)", fitted)


def test_fit_ends_where_not_even_one_escaped_character_has_room():
    assert fit("&", 1, escape_plain) == "…"


def test_fit_uses_most_of_the_room():
    assert len(fit("&" * 10_000, 600, escape_plain)) > 500


def test_escapes_ampersand_first():
    assert escape_plain("&lt;!channel> <@U1>") == "&amp;lt;!channel&gt; &lt;@U1&gt;"


@given(ANY_TEXT)
def test_nothing_that_slack_parses_survives_escaping(text):
    assert not re.search(r"[<>*_~`]", escape_mrkdwn(text))


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://example.org/a?b=1&c=2#d", "https://example.org/a?b=1&c=2#d"),
        ("http://example.org:8080/", "http://example.org:8080/"),
        ("https://example.org/a|b>c<d e", "https://example.org/a%7Cb%3Ec%3Cd%20e"),
        ("https://example.org/\"onclick='x'", "https://example.org/%22onclick=%27x%27"),
        ("https://example.org/`x`\\y", "https://example.org/%60x%60%5Cy"),
        ("https://example.org/x\r\nBcc: y", "https://example.org/x%0D%0ABcc:%20y"),
        ("https://example.org/\u202egpj", "https://example.org/%E2%80%AEgpj"),
        ("https://bücher.example/größe", "https://xn--bcher-kva.example/gr%C3%B6%C3%9Fe"),
        # Cyrillic letters that look Latin are seen as what they are.
        ("https://аррӏе.com/", "https://xn--80ak6aa92e.com/"),
        ("https://[2001:db8::1]:8443/x", "https://[2001:db8::1]:8443/x"),
        ("https://example.org/%D0%9F", "https://example.org/%D0%9F"),
    ],
)
def test_a_link_target_is_ascii_and_opens_nothing_else(url, target):
    assert link_target(url) == target


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//example.org/x",
        "/relative",
        "https://",
        "https://[broken",
        "https://example.org:port|/",
        "https://exa\ud83dmple.org/",
        "https://" + "a" * 64 + ".example/",
        "https://example.org/" + "a" * 2_000,
        "https://example.org/" + "ä" * 300,
    ],
)
def test_what_is_no_web_address_is_not_linked(url):
    assert link_target(url) is None


@given(ANY_TEXT)
def test_no_text_breaks_the_making_of_links(text):
    target = link_target(f"https://example.org/{text}")

    assert target is None or re.fullmatch(r"https://[!-~]+", target)
    assert target is None or not re.search(r"[|<>\"'`\\]", target)


def test_the_host_is_the_one_that_is_dialed():
    assert host_of("https://user@BÜCHER.example:443/x") == "xn--bcher-kva.example"
