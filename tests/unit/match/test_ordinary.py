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

    assert judge(query, make_article(title=text, language="ar"), now=NOW).matched is matches
