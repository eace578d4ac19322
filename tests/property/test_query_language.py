"""Whatever is typed, the parser answers: with a tree that can be written back, or with a place."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import QuerySyntaxError
from monitor.match.branches import doubt_branches
from monitor.match.parser import parse_query
from monitor.match.syntax import parts_of, span_of, walk_nodes, write

WORDS = st.sampled_from(
    [
        "Schoigu",
        "missile",
        "Пхеньян",
        "쇼이구",
        "平壤",
        "AT&T",
        "2",
        "10:30",
        "O’Brien",
        "a",
        "or",
        "x-y",
    ]
)
PHRASES = st.text(st.sampled_from('ab "\\*()&AND Ωя'), max_size=8).map(
    lambda text: '"' + ("k" + text).replace("\\", "\\\\").replace('"', '\\"') + '"'
)
TERMS = st.one_of(
    WORDS,
    PHRASES,
    PHRASES.map(lambda phrase: "=" + phrase),
    st.sampled_from(
        [
            "missil*",
            "北*",
            "=Kim",
            'name:"Sergei Shoigu"',
            "name:kim",
            "@shoigu",
            "@dprk-2",
            "„q r“",
            "«s»",
            "「t」",
        ]
    ),
)
FACTS = st.sampled_from(
    [
        "url:https://example.org/a?b=c,d",
        'url:"a (b)"',
        "site:(example.org OR tass.ru)",
        "lang:de",
        "country:KP",
        'source:"Example Times"',
        "tag:(asia AND NOT sport)",
        "published:>2026-01-01",
        "published:<=2026-01-01T10:00Z",
        "since:7d",
        'feed:"x y"',
    ]
)


def _grow(inner):
    joined = st.sampled_from([" AND ", " OR ", " ", " AND NOT ", " NOT "])
    groups = inner.map(lambda query: f"({query})")
    return st.one_of(
        st.tuples(inner, joined, inner).map("".join),
        groups,
        inner.map(lambda query: f"NOT ({query})"),
        groups.map(lambda query: f"-{query}"),
        st.lists(inner, min_size=2, max_size=4).map(lambda parts: f"2 OF ({', '.join(parts)})"),
        st.tuples(TERMS, st.sampled_from([" NEAR/3 ", " ONEAR/12 "]), TERMS, TERMS).map(
            lambda parts: f"{parts[0]}{parts[1]}({parts[2]} OR {parts[3]})"
        ),
        st.tuples(st.sampled_from(["title:", "summary:", "text:"]), TERMS, TERMS).map(
            lambda parts: f"{parts[0]}({parts[1]} {parts[2]})"
        ),
    )


QUERIES = st.recursive(st.one_of(TERMS, FACTS), _grow, max_leaves=12)


@given(QUERIES)
def test_a_query_written_back_reads_the_same(query):
    root = parse_query(query).root

    written = write(root)

    assert parse_query(written).root == root
    assert write(parse_query(written).root) == written


@given(QUERIES)
def test_each_part_stands_within_the_part_it_belongs_to(query):
    root = parse_query(query).root

    assert 0 <= span_of(root).start < span_of(root).end <= len(query)
    for node in walk_nodes(root):
        whole = span_of(node)
        for part in parts_of(node):
            inner = span_of(part)
            assert whole.start <= inner.start < inner.end <= whole.end


@given(QUERIES)
def test_whatever_is_doubted_is_pointed_at(query):
    root = parse_query(query).root

    for doubt in doubt_branches(root):
        assert 0 <= doubt.start < doubt.end <= len(query)


@given(
    st.one_of(
        st.text(max_size=60),
        st.text(st.sampled_from('ab "„“«»()=@:*,-/\\ANDORTNEF12 \u3000（：＊'), max_size=40),
        st.lists(
            st.sampled_from(
                [
                    "AND",
                    "OR",
                    "NOT",
                    "NEAR/3",
                    "(",
                    ")",
                    "a",
                    "b*",
                    '"',
                    "2",
                    "OF",
                    ",",
                    "title:",
                    "@k",
                ]
            ),
            max_size=14,
        ).map(" ".join),
    )
)
def test_any_text_is_read_or_refused_with_a_place_in_it(text):
    read = read_or_refuse(text)

    if isinstance(read, QuerySyntaxError):
        assert 0 <= read.position < read.end <= max(len(text), read.position + 1)
        assert read.expected
        assert set(str(read).splitlines()[-1].strip()) == {"^"}
    else:
        assert parse_query(write(read)).root == read


def read_or_refuse(text):
    try:
        return parse_query(text).root
    except QuerySyntaxError as error:
        return error
