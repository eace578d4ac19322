"""Wire copies: found whatever a newsroom does with the text, and nothing else taken for one."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from monitor.dedupe import Stories
from monitor.model import Article, ArticleId, PlacedBy, Placement
from tests.support.builders import NOW, make_source
from tests.support.edits import EDITS, join
from tests.support.sameness import make_plain_article

GERMAN = (
    "Der Sekretär des Sicherheitsrats ist am Dienstag zu Gesprächen in der Hauptstadt gelandet.",
    "Am Flughafen empfing ihn der Außenminister mit militärischen Ehren.",
    "Auf der Tagesordnung stehen der Ausbau der Eisenbahn und ein Abkommen über Energie.",
    "Beobachter erwarten, dass beide Seiten am Mittwoch eine gemeinsame Erklärung veröffentlichen.",
    "Der letzte Besuch dieser Art liegt zwei Jahre zurück.",
    "Vor der Abreise will der Gast noch ein Museum für Geschichte besichtigen.",
)
RUSSIAN = (
    "Секретарь совета безопасности прибыл во вторник в столицу на переговоры с президентом.",
    "В аэропорту его встретил министр иностранных дел с почетным караулом.",
    "На повестке дня расширение железной дороги и соглашение об энергетике.",
    "Наблюдатели ожидают, что в среду стороны опубликуют совместное заявление.",
    "Предыдущий визит такого рода состоялся два года назад.",
    "Перед отъездом гость намерен посетить музей истории.",
)
CHINESE = (
    "安全会议秘书星期二抵达首都，与该国领导人举行会谈。",
    "外交部长在机场以军礼迎接这位客人。",
    "议程包括扩建铁路和签署一项能源协议。",
    "观察人士预计双方将于星期三发表联合声明。",
    "上一次同类访问是在两年以前进行的。",
    "客人离开之前还计划参观历史博物馆。",
)
THAI = (
    "เลขาธิการสภาความมั่นคงเดินทางถึงเมืองหลวงเมื่อวันอังคารเพื่อหารือกับผู้นำประเทศ",
    "รัฐมนตรีว่าการกระทรวงการต่างประเทศให้การต้อนรับที่สนามบินพร้อมกองเกียรติยศ",
    "วาระการประชุมรวมถึงการขยายทางรถไฟและข้อตกลงด้านพลังงาน",
    "ผู้สังเกตการณ์คาดว่าทั้งสองฝ่ายจะออกแถลงการณ์ร่วมในวันพุธ",
    "การเยือนครั้งล่าสุดเกิดขึ้นเมื่อสองปีก่อน",
    "ก่อนเดินทางกลับแขกจะเข้าชมพิพิธภัณฑ์ประวัติศาสตร์",
)
TEXTS = {"de": GERMAN, "ru": RUSSIAN, "zh": CHINESE, "th": THAI}
OTHERS = {
    "de": (
        "Die Börse hat am Montag nach einem ruhigen Handelstag kaum verändert geschlossen.",
        "Gefragt waren vor allem Aktien aus der Chemie, während Banken nachgaben.",
    ),
    "ru": (
        "Биржа в понедельник закрылась почти без изменений после спокойного дня торгов.",
        "Спросом пользовались прежде всего бумаги химических компаний.",
    ),
    "zh": ("股市星期一在平静的交易之后几乎持平收盘。", "化工股受到追捧，银行股则走低。"),
    "th": (
        "ตลาดหุ้นปิดตลาดวันจันทร์แทบไม่เปลี่ยนแปลงหลังการซื้อขายที่เงียบเหงา",
        "หุ้นกลุ่มเคมีเป็นที่ต้องการในขณะที่หุ้นธนาคารปรับตัวลดลง",
    ),
}


def article(number: int, text: str, **values: object) -> Article:
    return make_plain_article(number, text=text, **values)  # type: ignore[arg-type] # any field


def place_both(one: str, other: str, language: str = "de") -> Placement:
    """Place two articles of two publishers; return what came of the second."""
    stories = Stories()
    stories.place(article(1, one, language=language))
    return stories.place(article(2, other, language=language))


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("edit", EDITS)
def test_finds_the_copy_that_a_newsroom_made(edit: str, language: str) -> None:
    edited = EDITS[edit](TEXTS[language], OTHERS[language], random.Random(3))

    placement = place_both(join(TEXTS[language]), edited, language)

    assert placement.reason is PlacedBy.COPY
    assert (placement.beside, placement.copy_of) == (1, 1)


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("edit", EDITS)
def test_finds_the_same_whichever_text_comes_first(edit: str, language: str) -> None:
    edited = EDITS[edit](TEXTS[language], OTHERS[language], random.Random(3))

    forth = place_both(join(TEXTS[language]), edited, language)
    back = place_both(edited, join(TEXTS[language]), language)

    assert back.reason is forth.reason
    assert back.score == forth.score


def test_shows_the_passages_that_are_shared() -> None:
    placement = place_both(
        join(GERMAN), f"Das teilte das Amt mit. {join(GERMAN[:2])} Mehr in Kürze."
    )

    assert placement.shared == (join(GERMAN[:2]).rstrip("."),)


def test_names_the_first_article_with_the_text_when_copies_are_copied() -> None:
    stories = Stories()
    texts = (join(GERMAN), join(GERMAN[:4]), join(GERMAN[:2]))

    placements = [stories.place(article(number, text)) for number, text in enumerate(texts, 1)]

    assert [one.copy_of for one in placements] == [None, 1, 1]


def test_takes_no_report_in_its_own_words_for_a_copy() -> None:
    own_words = (
        "In der Hauptstadt sprach der oberste Sicherheitsberater mit der Regierung. "
        "Begrüßt hatte ihn der Außenminister auf dem Rollfeld. "
        "Es geht um neue Bahnstrecken und um Strom. "
        "Morgen wollen sich beide Seiten gemeinsam äußern."
    )

    placement = place_both(join(GERMAN), own_words)

    assert placement.reason is not PlacedBy.COPY


def test_takes_no_form_that_is_filled_in_anew_for_a_copy() -> None:
    form = (
        "Ein Erdbeben der Stärke {} hat am Montag die Gegend um {} erschüttert, teilte die "
        "Erdbebenwarte mit. Das Zentrum lag in einer Tiefe von {} Kilometern. Berichte über "
        "Schäden lagen zunächst nicht vor. Die Behörden riefen die Bevölkerung zur Ruhe auf."
    )

    placement = place_both(form.format("5,1", "Lima", 23), form.format("4,7", "Athen", 41))

    assert placement.reason is not PlacedBy.COPY


@pytest.mark.parametrize(
    ("phrases", "heads"),
    [
        (
            "Lesen Sie den ganzen Bericht in unserer App und abonnieren Sie den Rundbrief.",
            ("Bahn baut um.", "Der Preis für Milch steigt.", "Neuer Trainer.", "Regen am Rhein."),
        ),
        (
            (
                "All rights reserved. Follow us on social media, subscribe to our newsletter and "
                "download the app to read the full story with all pictures and graphics."
            ),
            ("Rail strike ends.", "Milk gets dearer.", "A new coach.", "Rain on the coast."),
        ),
        (
            "Подписывайтесь на наш канал и читайте полную версию материала в приложении.",
            ("Поезда опаздывают.", "Молоко дорожает.", "Новый тренер.", "Дождь на Волге."),
        ),
    ],
)
def test_takes_no_set_phrases_of_a_publisher_for_a_text(
    phrases: str, heads: tuple[str, ...]
) -> None:
    stories = Stories()

    placements = [
        stories.place(article(number, f"{head} {phrases}", source="Example Times", title=head * 2))
        for number, head in enumerate(heads, 1)
    ]

    assert PlacedBy.COPY not in [one.reason for one in placements]


def test_takes_equal_titles_for_a_copy_when_one_has_no_text() -> None:
    title = "Sicherheitsrat berät über neue Bahnstrecken im Norden"
    stories = Stories()
    stories.place(article(1, join(GERMAN), title=title))

    placement = stories.place(article(2, "", title=title))

    assert placement.reason is PlacedBy.COPY
    assert placement.shared == (title,)


@pytest.mark.parametrize(
    ("title", "days"),
    [
        pytest.param("Wetter", 0, id="a rubric"),
        pytest.param("Sicherheitsrat berät über neue Bahnstrecken im Norden", 4, id="days later"),
    ],
)
def test_takes_other_equal_titles_for_nothing(title: str, days: int) -> None:
    stories = Stories()
    stories.place(article(1, "", title=title))
    later = NOW + timedelta(days=days)

    placement = stories.place(article(2, "", title=title, at=later.timestamp()))

    assert placement.copy_of is None


def test_counts_copies_of_one_text_as_one_report() -> None:
    stories = Stories()
    for number in range(1, 6):
        stories.place(article(number, join(GERMAN[: 7 - number])))

    standing = stories.standing(ArticleId(3))

    assert (standing.articles, standing.copies, standing.publishers) == (5, 4, 1)


def test_finds_a_copy_among_thousands_of_other_texts() -> None:
    rng = random.Random(4)
    words = [f"{one}{other}" for one in ("ba", "de", "fi", "lo") for other in ("ra", "ne", "su")]
    stories = Stories()
    stories.place(article(1, join(GERMAN)))
    for number in range(2, 2_000):
        stories.place(article(number, " ".join(rng.choice(words) + str(number) for _ in range(60))))

    placement = stories.place(article(3_000, join(GERMAN[1:4]), source=make_source().name))

    assert placement.copy_of == 1
