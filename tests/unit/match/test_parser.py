from __future__ import annotations

import pytest

from monitor.carets import point_at
from monitor.errors import QuerySyntaxError
from monitor.match.parser import parse_query
from monitor.match.syntax import And, Not, Or, Term, TermKind, span_of, walk_nodes, write


def word(text):
    return Term(kind=TermKind.WORD, text=text)


@pytest.mark.parametrize(
    ("query", "plainest"),
    [
        ("a b", "a AND b"),
        ("a b OR c", "a AND b OR c"),
        ("a AND (b OR c)", "a AND (b OR c)"),
        ("(a AND b) AND c", "a AND b AND c"),
        ("a OR (b OR c)", "a OR b OR c"),
        ("((a))", "a"),
        ("a -b", "a AND NOT b"),
        ('a -"b c"', 'a AND NOT "b c"'),
        ("a -(b OR c)", "a AND NOT (b OR c)"),
        ("NOT a NEAR/3 b", "NOT a NEAR/3 b"),
        ("a NEAR/3 b NEAR/4 c", "a NEAR/3 b NEAR/4 c"),
        ("a NEAR/3 (b ONEAR/4 c)", "a NEAR/3 (b ONEAR/4 c)"),
        ("ａ　ＡＮＤ　（ｂ　ＯＲ　ｃ）", "ａ AND (ｂ OR ｃ)"),
        ("ｔｉｔｌｅ：ａ ２ ＯＦ （ｂ， ｃ）", "title:ａ AND 2 OF (ｂ, ｃ)"),
        ("＠ｋｅｙ ＮＯＴ ＝Ｋｉｍ ｍｉｓｓｉｌ＊", '@key AND NOT ="Ｋｉｍ" AND ｍｉｓｓｉｌ*'),
        ("ａ ＮＥＡＲ／３ ＂ｂ ｃ＂ ｓｉｎｃｅ：７ｄ", 'ａ NEAR/3 "ｂ ｃ" AND since:7d'),
        ("„a b“ “a b” «a b» »a b« 「a b」", " AND ".join(['"a b"'] * 5)),
        ('"say \\"no\\" \\\\ yes"', '"say \\"no\\" \\\\ yes"'),
        ('=Kim ="Die Zeit"', '="Kim" AND ="Die Zeit"'),
        ("2 of", "2 AND of"),
        ("3 OF (a, b c, d OR e)", "3 OF (a, b AND c, d OR e)"),
        ("TITLE:a", "title:a"),
        ("title: (a OR b)", "title:(a OR b)"),
        ("url:https://example.org/a?b=c", "url:https://example.org/a?b=c"),
        ("2 OF (url:a, site:b.org)", "2 OF (url:a, site:b.org)"),
        ("published:>=2026-01-31 since:7d", "published:>=2026-01-31 AND since:7d"),
        ("Shoigu’s O'Brien AT&T 10:30", "Shoigu’s AND O'Brien AND AT&T AND 10:30"),
        ('"AND" "or"', '"AND" AND "or"'),
        ("@shoigu.", None),
    ],
)
def test_reads_a_query_and_writes_it_in_its_plainest_form(query, plainest):
    if plainest is None:
        with pytest.raises(QuerySyntaxError):
            parse_query(query)
        return

    assert write(parse_query(query).root) == plainest


def test_precedence_is_not_then_and_then_or():
    root = parse_query("a OR NOT b AND c").root

    assert root == Or(parts=(word("a"), And(parts=(Not(part=word("b")), word("c")))))


@pytest.mark.parametrize(
    ("query", "position", "expected"),
    [
        ("", 0, "the query is empty"),
        ("   ", 3, "the query is empty"),
        ("a AND AND b", 6, "not AND"),
        ("AND a", 0, "not AND"),
        ("a OR", 4, "after OR"),
        ("a NOT", 5, "after NOT"),
        ("a AND (b OR", 11, "after OR"),
        ("(a OR b", 0, "never closed"),
        ("x ((a) b", 2, "never closed"),
        ("a) b", 1, "never opened"),
        ("x ()", 2, "between these parentheses"),
        ('x "a b', 2, "never closed"),
        ("x „a b", 2, "never closed"),
        ("a titel:b", 2, "did you mean title:?"),
        ("zzz:b", 0, "known are title, summary"),
        ("title:", 6, "after title:"),
        ("title:NOT a", 6, "after title:"),
        ("title:(a summary:b)", 9, "no field inside title:"),
        ("a NEAR b", 2, "NEAR/8"),
        ("a NEAR/ b", 2, "NEAR/8"),
        ("a NEAR/x b", 2, "NEAR/8"),
        ("a NEAR/0 b", 2, "1 to 50"),
        ("a NEAR/51 b", 2, "1 to 50"),
        ("a NEAR/3", 8, "after"),
        ("a NEAR/3 (b AND c)", 2, "NEAR joins"),
        ("(a NOT b) NEAR/3 c", 10, "NEAR joins"),
        ("source:(a NEAR/2 b)", 10, "NEAR joins"),
        ("OF (a)", 0, "OF needs a number"),
        ("2 OF a", 5, "a list in parentheses"),
        ("3 OF (a, b)", 0, "from 1 to 2"),
        ("0 OF (a, b)", 0, "from 1 to 2"),
        ("a, b", 1, "a comma only parts"),
        ("ab*", 0, "at least 3 letters"),
        ("*", 0, "at the end of a word"),
        ("mis*le", 3, "at the end of a word"),
        ("a | b", 2, "write OR"),
        ("a && b", 2, "write AND"),
        ("a & b", 2, "write AND"),
        ("wom?n", 3, "only * at the end"),
        ('"a b"~3', 5, "put the words in quotes"),
        ("/mi.*/", 0, "regular expressions"),
        ("+a", 0, "write AND"),
        ("a – b", 2, "no letter or digit"),
        ('"…"', 0, "no letter or digit"),
        ("= a", 1, "after ="),
        ("@ a", 0, "the key of a concept"),
        ("name: AND", 6, "a person after name:"),
        ('lang:(name:"Kim")', 6, "no name"),
        ("since:soon", 6, "since:7d"),
        ("since: AND", 7, "a time after since:"),
        ("published:yesterday", 10, "a day or an instant"),
        ("published:2026-02-30", 10, "a day of the calendar"),
        ("country:DEU", 8, "two letters"),
        ("lang:d", 5, "a language code"),
        ("site:example.org/path", 5, "a host or domain"),
        ("url:ab*", 4, "takes no *"),
    ],
)
def test_refuses_with_the_place_and_what_was_expected(query, position, expected):
    with pytest.raises(QuerySyntaxError) as caught:
        parse_query(query)

    said = str(caught.value).splitlines()[0]
    assert (caught.value.position, expected in said) == (position, True), said
    assert caught.value.position < caught.value.end <= max(len(query), position + 1)


def test_the_caret_stands_under_the_place():
    with pytest.raises(QuerySyntaxError) as caught:
        parse_query("평양 AND AND b")

    _, shown, caret = str(caught.value).splitlines()
    assert shown[caret.index("^") :].startswith("AND b")


@pytest.mark.parametrize(
    ("query", "start", "end", "hint"),
    [
        ("kim titel:foo", 4, 10, "did you mean title:?"),
        ("kim NEAR shoigu", 4, 8, "NEAR/8"),
        ("kim && shoigu", 4, 6, "write AND"),
        ("kim AND AND shoigu", 8, 11, 'to look for the word write "AND"'),
        ('kim "security council', 4, 21, None),
        ("kim (shoigu", 4, 5, None),
        ("kim ab*", 4, 7, None),
    ],
)
def test_an_error_says_where_its_place_ends_and_what_to_write(query, start, end, hint):
    with pytest.raises(QuerySyntaxError) as caught:
        parse_query(query)

    error = caught.value
    assert (error.position, error.end) == (start, end)
    assert (error.hint or "").startswith(hint or "")
    assert (error.hint is None) is (hint is None)


def test_carets_stand_under_wide_signs_and_over_signs_that_have_no_width():
    wide = point_at("평양 AND 平壤", 7, 9)
    marked = point_at("кра\u0301сный AND b", 0, 8)

    assert wide == ("  평양 AND 平壤", "  \u3000\u3000     ^^^^")
    assert marked == ("  кра\u0301сный AND b", "  ^^^^^^^")


def test_a_long_query_is_cut_around_the_place():
    query = "word " * 200 + "AND AND b" + " word" * 200

    shown, carets = point_at(query, 1004, 1007)

    assert shown[carets.index("^") :].startswith("AND b")
    assert (shown[:3], shown[-1], len(shown) < 150) == ("  …", "…", True)


@pytest.mark.parametrize(
    ("query", "parts"),
    [
        (
            'kim AND NOT (title:"a b" OR @c)',
            ["kim", 'NOT (title:"a b" OR @c)', 'title:"a b"', '"a b"', "@c"],
        ),
        ("2 OF (a1, abc*)", ["2 OF (a1, abc*)", "a1", "abc*"]),
        ("a1 NEAR/3 (b1 OR c1)", ["a1 NEAR/3 (b1 OR c1)", "a1", "b1", "c1"]),
        (
            'name:"x y" since:7d published:>2026-01-01',
            ['name:"x y"', "since:7d", "published:>2026-01-01"],
        ),
    ],
)
def test_each_part_knows_where_it_stands(query, parts):
    root = parse_query(query).root

    told = [
        query[slice(*span_of(node))] for node in walk_nodes(root) if not isinstance(node, (And, Or))
    ]
    assert told == parts


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("a " * 5_001, "at most 10000 characters"),
        ("(" * 51 + "a" + ")" * 51, "at most 50 levels"),
        ("NOT " * 51 + "a", "at most 50 levels"),
        (" ".join(["a"] * 2_001), "at most 2000 terms"),
        (" OR ".join(f'name:"Kim {n}"' for n in range(251)), "at most 250 `name:`"),
    ],
)
def test_refuses_what_is_too_large(query, expected):
    with pytest.raises(QuerySyntaxError) as caught:
        parse_query(query)

    assert expected in caught.value.expected


def test_takes_what_is_just_small_enough():
    assert parse_query("(" * 50 + "a" + ")" * 50).root == word("a")
    assert isinstance(parse_query(" ".join(["ab"] * 2_000)).root, And)
