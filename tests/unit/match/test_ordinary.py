"""Words that sound like a name but are likelier something else."""

from __future__ import annotations

import pytest

from monitor.match import compile_query, judge
from monitor.model import ConceptKind, Name, NameSource
from tests.support.builders import NOW, make_article, make_concept, make_name


def ask(name, language, title, summary=""):
    concept = make_concept("who", name=name, names=(make_name(name),))
    query = compile_query("@who", (concept,))
    return judge(query, make_article(title=title, summary=summary, language=language), now=NOW)


@pytest.mark.parametrize(
    ("name", "language", "text"),
    [
        ("Nigel Farage", "ar", "فاز الفريق بالمباراة"),
        ("Mark Carney", "hi", "इस कारण बंद"),
        ("Milos Zeman", "fa", "در آن زمان"),
        ("Dick Cheney", "he", "אין שינוי במצב"),
        ("Peter Dutton", "ko", "여기 있었던 일"),
        ("Friedrich Merz", "de", "Ende März beginnt es"),
        ("Martin Schulz", "fr", "le Scottish Council of Schools"),
        ("Zinedine Zidane", "zh", "巴基斯坦总理访问"),
        ("Thierry Breton", "ru", "матч против Брайтона"),
    ],
)
def test_an_ordinary_word_or_a_place_is_nobody(name, language, text):
    assert not ask(name, language, text).matched


#: Name, language, title, what is said of it.
HELD_BACK = [
    ("Friedrich Merz", "de", "Ende März beginnt es", "«März» in title is also a word in German"),
    ("Peter Dutton", "ko", "여기 있었던 일", "«있었던» in title is likelier another word"),
    ("Thierry Breton", "ru", "матч против Брайтона", "«Брайтона» in title is also a place"),
    ("Zinedine Zidane", "zh", "巴基斯坦总理", "«斯坦» in title is likelier"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "language", "text", "told"), HELD_BACK)
def test_says_that_a_word_was_held_back_and_what_it_likelier_is(name, language, text, told):
    verdict = ask(name, language, text)

    assert verdict.reason.startswith(f"@who not found: {told}")
    assert verdict.reason.endswith("; counts only where the person is named in full")


def test_says_that_a_name_is_written_small():
    surname = make_name("Shoigu", source=NameSource.DERIVED)
    concept = make_concept(names=(make_name("Qqq"), surname))
    query = compile_query("@shoigu", (concept,))

    verdict = judge(query, make_article(title="A dish called shoigu", summary=""), now=NOW)

    assert verdict.reason == (
        "@shoigu not found: «shoigu» in title is not written with a capital, as the name is"
    )


def test_an_ordinary_word_is_the_person_where_the_article_names_him_in_full():
    found = ask("Elon Musk", "ja", "マスク氏が発表", "イーロン・マスク氏は会見した")

    assert [one.text for one in found.evidence][:1] == ["マスク"]


@pytest.mark.parametrize(
    ("language", "text"),
    [("ru", "Путин прибыл"), ("zh", "俄罗斯普京访问"), ("he", "פוטין הגיע"), ("ar", "وصل بوتين")],
)
def test_a_name_that_is_in_every_paper_is_no_ordinary_word(language, text):
    assert ask("Vladimir Putin", language, text).matched


@pytest.mark.parametrize(
    ("text", "matches"),
    [
        ("سيول جارفة في المكسيك", False),
        ("قمة في سيول بين كوريا الجنوبية واليابان", True),
    ],
)
def test_a_place_that_is_likelier_a_word_counts_where_its_country_is_named(text, matches):
    seoul = make_concept(
        "seoul",
        kind=ConceptKind.PLACE,
        name="Seoul",
        country="KR",
        names=(
            Name(text="Seoul", language=None, source=NameSource.GIVEN),
            Name(text="سيول", language="ar", source=NameSource.CLDR),
        ),
    )
    query = compile_query("@seoul", (seoul,))

    verdict = judge(query, make_article(title=text, language="ar"), now=NOW)

    assert verdict.matched is matches
    if not matches:
        assert verdict.reason == (
            "@seoul not found: «سيول» in title is likelier a word in Arabic; "
            "counts only where something else of its country (KR) is named"
        )
