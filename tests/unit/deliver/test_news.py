"""What is new, and who else reports it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.deliver import Style, render_turn
from monitor.deliver.news import tell_news
from monitor.deliver.reports import MOST_REPORTS, pick_reports
from monitor.model import AlertKind, ArticleId, Thread, Turn
from tests.support.deliveries import NOON, make_leased, make_reported
from tests.support.messages import (
    LATER,
    make_arabic,
    make_german,
    make_member,
    make_members,
    tell_later,
)
from tests.support.telling import make_standing

OPENING = replace(make_leased().alert, standing=make_standing())


@pytest.mark.parametrize(
    ("standing", "news"),
    [
        (None, "a further report, by Beispiel-Zeitung"),
        (make_standing(), "a further report, by Beispiel-Zeitung"),
        (make_standing(articles=2, publishers=2), "1 more independent publisher (2 now)"),
        (make_standing(articles=3, copies=1), "1 more copy"),
        (
            make_standing(articles=9, publishers=4, copies=5, languages=("de", "ko", "fa")),
            "3 more independent publishers (4 now), also in Korean, Persian, 5 more copies",
        ),
    ],
)
def test_says_what_grew_since_the_receiver_was_told(standing, news):
    alert = replace(OPENING, standing=standing)

    said = tell_news(alert, make_reported(), OPENING)

    assert said == f"New since 24 Nov 12:00 UTC: {news}"


def test_a_first_report_has_no_news():
    assert tell_news(OPENING, make_reported(), None) is None


def test_an_update_begins_with_what_is_new_in_every_form():
    message = tell_later(AlertKind.UPDATE, Style())

    for form in (message.text, message.html, str(message.blocks)):
        assert form.index("New since 24 Nov 12:00 UTC") < form.index("쇼이구")
    assert "New since" in message.html.split("display:none")[1][:300], "lists of mails show it"


def test_an_update_answers_the_first_mail_and_an_escalation_has_its_own_subject():
    update = tell_later(AlertKind.UPDATE, Style())
    escalation = tell_later(AlertKind.ESCALATION, Style())

    assert update.answers.startswith("[URGENT] Shoigu visits Pyongyang: Schoigu in Pjöngjang")
    assert escalation.answers == ""
    assert escalation.subject.startswith("[URGENT] Shoigu visits Pyongyang (5 publishers): 쇼이구")


def pick(members, since=None):
    return pick_reports(members, replace(OPENING, created_at=LATER), ArticleId(8), since)


def test_names_other_reports_once_a_text_and_counts_its_copies():
    reports, more = pick(make_members())

    assert [report.source for report in reports] == [
        "Beispiel-Zeitung",
        "Пример ТВ",
        "صحيفة المثال",
        "Example Times",
    ]
    assert [report.copies for report in reports] == [0, 2, 0, 0]
    assert more == 0


def test_new_reports_stand_first():
    reports, _ = pick(make_members(), since=NOON + timedelta(minutes=11))

    assert [(report.source, report.is_new) for report in reports] == [
        ("صحيفة المثال", True),
        ("Example Times", True),
        ("Beispiel-Zeitung", False),
        ("Пример ТВ", False),
    ]


def test_what_came_after_the_alert_is_not_told_by_it():
    reports, _ = pick([make_member(9, "early"), make_member(99, "late")])

    assert [report.title for report in reports] == ["early"]


def test_counts_reports_that_there_was_no_room_for():
    reports, more = pick([make_member(number, f"Report {number}") for number in range(10, 22)])

    assert (len(reports), more) == (MOST_REPORTS, 12 - MOST_REPORTS)


def test_directions_are_given_by_most_letters():
    reports, _ = pick(make_members())

    assert [report.direction for report in reports] == ["ltr", "ltr", "rtl", "ltr"]


def test_every_attempt_at_a_later_report_says_the_same():
    assert tell_later(AlertKind.UPDATE, Style()) == tell_later(AlertKind.UPDATE, Style())


def test_a_first_report_names_who_else_reports_it():
    leased = make_german()
    alert = replace(
        leased.alert, standing=make_standing(articles=6, publishers=4), created_at=LATER
    )
    turn = Turn(starts_at=LATER, reports=make_members())

    message = render_turn(replace(leased, alert=alert), turn, LATER)

    for form in (message.text, message.html, str(message.blocks)):
        assert "Example Times" in form
        assert "NEW" not in form


@pytest.mark.parametrize("kind", [AlertKind.UPDATE, AlertKind.ESCALATION])
def test_the_first_message_says_nothing_is_new_when_it_is_changed(kind):
    leased = make_leased()
    alert = replace(leased.alert, kind=kind, standing=make_standing(articles=2, publishers=2))
    turn = Turn(starts_at=NOON, thread=Thread(root="<a@b>"), opening=OPENING)

    message = render_turn(replace(leased, alert=alert), turn, NOON)

    assert "New since" not in str(message.opening_blocks)
    assert "2 independent publishers" in str(message.opening_blocks)


def test_foreign_names_do_not_turn_around_the_line_that_they_stand_in():
    message = render_turn(make_arabic(), Turn(starts_at=NOON), NOON)

    assert "\u2068صحيفة المثال\u2069 · Arabic · arabic.example" in message.text
    assert "\u2068صحيفة المثال\u2069 · arabic.example · Arabic" in str(message.blocks).replace(
        "\\u2068", "\u2068"
    ).replace("\\u2069", "\u2069")
