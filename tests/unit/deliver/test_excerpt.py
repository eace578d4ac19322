from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.deliver.excerpt import LONGEST_PASSAGE, MARGIN, Passage, find_passages
from monitor.model import Evidence, Field
from tests.support.deliveries import find_evidence, make_reported


def show(passage: Passage) -> str:
    return "".join(f"«{piece.text}»" if piece.marked else piece.text for piece in passage.pieces)


def show_all(article, *evidence) -> list[str]:
    return [show(passage) for passage in find_passages(article, evidence)]


def test_marks_every_match_of_a_title_in_one_passage():
    article = make_reported()

    passages = find_passages(
        article,
        (
            find_evidence(article, "Pjöngjang", concept="pyongyang"),
            find_evidence(article, "Schoigu", concept="shoigu"),
        ),
    )

    assert [show(passage) for passage in passages] == ["«Schoigu» in «Pjöngjang» eingetroffen"]
    assert passages[0].names == ("@shoigu", "@pyongyang")
    assert passages[0].field is Field.TITLE


@pytest.mark.parametrize(
    ("title", "word", "shown"),
    [
        ("쇼이구가 평양에 도착했다", "쇼이구", "«쇼이구»가 평양에 도착했다"),
        ("俄罗斯绍伊古抵达平壤", "绍伊古", "俄罗斯«绍伊古»抵达平壤"),
        ("وصل شويغو إلى بيونغ يانغ", "شويغو", "وصل «شويغو» إلى بيونغ يانغ"),
        ("Шойгу прибыл в Пхеньян", "Пхеньян", "Шойгу прибыл в «Пхеньян»"),
        ("(Schoigu)", "Schoigu", "(«Schoigu»)"),
        ("Schoigu", "Schoigu", "«Schoigu»"),
    ],
)
def test_shows_the_match_in_its_own_script(title, word, shown):
    article = make_reported(title=title)

    assert show_all(article, find_evidence(article, word)) == [shown]


def test_cuts_a_long_text_at_spaces_around_the_match():
    text = "vorn " * 100 + "Pjöngjang " + "hinten " * 100
    article = make_reported(text=text)

    (shown,) = show_all(article, find_evidence(article, "Pjöngjang", field=Field.TEXT))

    assert shown.startswith("… vorn ")
    assert shown.endswith(" hinten …")
    assert "«Pjöngjang»" in shown
    assert len(shown) < 2 * MARGIN + 30


def test_cuts_running_text_without_spaces_too():
    article = make_reported(text="あ" * 500 + "平壌" + "い" * 500)

    (shown,) = show_all(article, find_evidence(article, "平壌", field=Field.TEXT))

    assert shown == "… " + "あ" * MARGIN + "«平壌»" + "い" * MARGIN + " …"


def test_matches_far_apart_have_a_passage_each():
    text = "Schoigu reiste. " + "Lorem ipsum dolor. " * 40 + "Er traf Kim."
    article = make_reported(text=text)

    shown = show_all(
        article,
        find_evidence(article, "Schoigu", field=Field.TEXT),
        find_evidence(article, "Kim", field=Field.TEXT),
    )

    assert len(shown) == 2
    assert "«Schoigu» reiste." in shown[0]
    assert shown[1].endswith("Er traf «Kim».")


def test_a_word_that_was_shown_gets_no_passage_of_its_own():
    text = "Schoigu kam. " + "Lorem ipsum dolor. " * 40 + "Schoigu ging."
    article = make_reported(text=text)
    first = find_evidence(article, "Schoigu", field=Field.TEXT)
    last = replace(first, start=text.rindex("Schoigu"), end=text.rindex("Schoigu") + 7)

    assert len(show_all(article, first, last)) == 1


def test_a_word_that_comes_twice_in_a_passage_is_marked_twice():
    article = make_reported(title="Kim sagt Kim")
    first = find_evidence(article, "Kim")

    assert show_all(article, first, replace(first, start=9, end=12)) == ["«Kim» sagt «Kim»"]


def test_overlapping_matches_share_one_mark():
    article = make_reported(title="Sergej Schoigu kam")

    shown = show_all(
        article,
        find_evidence(article, "Sergej Schoigu", concept="shoigu"),
        find_evidence(article, "Schoigu kam"),
    )

    assert shown == ["«Sergej Schoigu kam»"]


def test_many_matches_in_a_row_are_cut_into_passages_that_can_be_read():
    words = [f"Wort{number:03}" for number in range(200)]
    article = make_reported(text=" ".join(words))

    shown = show_all(article, *(find_evidence(article, w, field=Field.TEXT) for w in words))

    assert len(shown) > 3
    # Each mark adds two characters.
    assert max(map(len, shown)) < (LONGEST_PASSAGE + 2 * MARGIN) * 2


def test_shows_the_word_alone_when_the_text_has_changed_since():
    before = make_reported()
    after = make_reported(title="Sicherheitschef in Pjöngjang")

    assert show_all(after, find_evidence(before, "Schoigu")) == ["«Schoigu»"]


def test_shows_matches_outside_the_texts_by_their_field():
    evidence = Evidence(
        field=Field.SOURCE, start=0, end=8, text="Beispiel", name="beispiel", concept=None,
        language=None,
    )  # fmt: skip

    (passage,) = find_passages(make_reported(), (evidence,))

    assert (show(passage), passage.field) == ("«Beispiel»", Field.SOURCE)


def test_shows_title_before_summary_before_text():
    article = make_reported(title="a b", summary="c d", text="e f")
    evidence = (
        find_evidence(article, "e", field=Field.TEXT),
        find_evidence(article, "c", field=Field.SUMMARY),
        find_evidence(article, "a"),
    )

    assert show_all(article, *evidence) == ["«a» b", "«c» d", "«e» f"]


def test_does_not_cut_a_letter_from_its_marks():
    text = "e\u0301" * 200 + "Kim"
    article = make_reported(text=text)

    (shown,) = show_all(article, find_evidence(article, "Kim", field=Field.TEXT))

    assert shown.startswith("… e\u0301")


def test_no_evidence_shows_nothing():
    assert find_passages(make_reported(), ()) == ()
