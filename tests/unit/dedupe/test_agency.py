"""News agencies: named where a text credits them, and nowhere else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.dedupe import Stories
from tests.support.sameness import make_plain_article


def agency_of(text: str, *, title: str = "", author: str | None = None) -> str | None:
    article = make_plain_article(1, title=title, text=text)
    return Stories().place(replace(article, author=author)).agency


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("BERLIN (dpa) - Der Bundestag hat am Montag", "dpa"),
        ("MOSCOW, Nov 24 (Reuters) - Russia said on Monday", "Reuters"),
        ("WASHINGTON (AP) — The president said on Monday", "AP"),
        ("Paris (AFP) – Le président a déclaré lundi", "AFP"),
        ("ROMA, 24 NOV (ANSA) - Il presidente ha detto", "ANSA"),
        ("Madrid, 24 nov (EFE).- El gobierno aprobó", "EFE"),
        ("Praha 24. listopadu (ČTK) - Prezident", "ČTK"),
        ("Warszawa, 24.11. (PAP) - Prezydent", "PAP"),
        ("BRUSSEL (BELGA) De premier heeft maandag", "Belga"),
        ("ANKARA (AA) - Cumhurbaşkanı pazartesi günü", "Anadolu"),
        ("МОСКВА, 24 ноября. /ТАСС/. Секретарь совета", "TASS"),
        ("МОСКВА, 24 ноя — РИА Новости. Секретарь совета", "RIA Novosti"),
        ("KYIV. Nov 24 (Interfax-Ukraine) – The ministry", "Interfax-Ukraine"),
        ("(서울=연합뉴스) 김철수 기자 = 러시아 안보서기가", "Yonhap"),
        ("(평양 11월 24일발 조선중앙통신) 국방위원회는", "KCNA"),
        ("【新华社北京11月24日电】国家主席星期一表示", "Xinhua"),
        ("新华社北京11月24日电 国家主席星期一表示", "Xinhua"),
        ("【ロンドン共同】英国の首相は月曜日に", "Kyodo"),
        ("[24日 ロイター] - ロシアの大統領は", "Reuters"),
        ("القاهرة (أ ف ب) - قال الرئيس يوم الاثنين", "AFP"),
        ("طهران - رويترز: قال الوزير يوم الاثنين", "Reuters"),
        ("TTXVN - Thủ tướng phát biểu hôm thứ Hai", "VNA"),
        ("Der Vertrag ist geplatzt, hieß es am Montag. (APA/dpa)", "APA"),
        ("The deal collapsed on Monday, people said. © AFP", "AFP"),
        ("Сделка сорвалась в понедельник, сказали собеседники. Источник: ТАСС", "TASS"),
    ],
)
def test_names_the_agency_that_a_text_credits(text: str, agency: str) -> None:
    found = agency_of(text)

    assert found == agency


@pytest.mark.parametrize(
    "text",
    [
        "The AFP news agency said its reporter was hurt, and that he is well by now at home again.",
        "Reuters reported that the deal had collapsed on Monday; nothing more is known of it yet.",
        "Beta - Die neue Version des Programms ist da und kann nun von allen geladen werden.",
        "He gave it to his pa. They went home after that long day and never spoke about it again.",
    ],
)
def test_names_none_where_a_text_only_tells_of_one(text: str) -> None:
    found = agency_of(text)

    assert found is None


def test_names_the_agency_that_is_the_author() -> None:
    found = agency_of("Der Bundestag hat am Montag beraten.", author="dpa")

    assert found == "dpa"


def test_names_the_agency_at_the_end_of_the_title() -> None:
    found = agency_of("Секретарь совета прибыл.", title="Визит завершен - ТАСС")

    assert found == "TASS"
