"""Only other words are an edit."""

from __future__ import annotations

import pytest

from monitor.dedupe import judge_edits
from monitor.dedupe.substance import substance_of
from monitor.model import ArticleId, Newness, Revision
from tests.support.builders import NOW, make_draft, make_identified

KEPT = "Five people were hurt when the visitors arrived in Pyongyang, police said."


def revision(number: int, text: str) -> Revision:
    return Revision(number=number, title="Arrival", summary=text, text="", seen_at=NOW)


def judge(shown: str, *kept: str, newness: Newness = Newness.CHANGED):
    draft = make_draft(title="Arrival", summary=shown, text="")
    entry = make_identified(draft, newness=newness, article_id=ArticleId(7), reason="changed")
    versions = tuple(revision(number, text) for number, text in enumerate(kept, 1))
    (judged,) = judge_edits([entry], {ArticleId(7): versions})
    return judged


@pytest.mark.parametrize(
    "shown",
    [
        KEPT.replace(" ", "  "),
        KEPT.replace("Five people", "FIVE people"),
        KEPT.replace(",", " –").replace(".", "…"),
        f"“{KEPT}”",
        f"{KEPT} 1,204 comments",
        f"{KEPT} (12 Kommentare)",
        f"{KEPT} Просмотров: 512",
        f"{KEPT} 댓글 12",
        f"5 hours ago {KEPT}",
        f"vor 3 Stunden {KEPT}",
        f"3시간 전 {KEPT}",
        "Updated: 24 ноября".replace(" 24 ноября", " 24/11/2026 12:31 GMT") + f" {KEPT}",
        f"{KEPT} 4 min read",
        f"{KEPT} The post Arrival appeared first on Example Times.",
        f"{KEPT} Read more",
        f"{KEPT} Weiterlesen …",
    ],
)
def test_the_same_words_in_another_dress_are_no_edit(shown: str) -> None:
    judged = judge(shown, KEPT)

    assert judged.newness is Newness.TOUCHED
    assert "only signs, spaces or counters differ" in judged.reason


@pytest.mark.parametrize(
    "shown",
    [
        KEPT.replace("Five", "Seven"),
        KEPT.replace("hurt", "killed"),
        f"{KEPT} The minister denied it.",
        KEPT.removesuffix(", police said."),
        KEPT.replace("Pyongyang", "Seoul"),
    ],
)
def test_other_words_are_an_edit(shown: str) -> None:
    judged = judge(shown, KEPT)

    assert (judged.newness, judged.reason) == (Newness.CHANGED, "changed")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("5 dead", "7 dead"),
        ("within 24 hours", "within 48 hours"),
        ("200 views of the city", "the city"),
        ("He comments: 3 of them fled", "He comments: 4 fled"),
    ],
)
def test_numbers_in_sentences_count(before: str, after: str) -> None:
    assert substance_of(before, "", "") != substance_of(after, "", "")


def test_a_text_that_comes_back_is_no_edit() -> None:
    judged = judge("One.", "One.", "Two.", "Three.")

    assert judged.newness is Newness.TOUCHED
    assert judged.reason == "it shows the text of revision 1 again, as caches do"


def test_what_is_new_or_seen_is_not_judged() -> None:
    for newness in (Newness.NEW, Newness.SEEN, Newness.SIGHTED):
        assert judge(KEPT, KEPT, newness=newness).newness is newness


def test_an_edit_of_what_is_not_kept_is_left_as_it_is() -> None:
    assert judge("other", newness=Newness.CHANGED).newness is Newness.CHANGED
