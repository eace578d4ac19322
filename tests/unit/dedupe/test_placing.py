"""The window stays as it was when an article cannot be placed, and originals stay originals."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.dedupe import Stories
from monitor.model import ArticleId, PlacedBy
from tests.support.sameness import make_plain_article

TEXT = (
    "Der Sekretär des Sicherheitsrats ist am Dienstag zu Gesprächen in der Hauptstadt gelandet. "
    "Am Flughafen empfing ihn der Außenminister mit militärischen Ehren. "
    "Auf der Tagesordnung stehen der Ausbau der Eisenbahn und ein Abkommen über Energie."
)


def test_keeps_nothing_of_an_article_that_cannot_be_placed() -> None:
    stories = Stories()
    broken = replace(make_plain_article(1, text=TEXT), author=5)  # type: ignore[arg-type] # broken

    with pytest.raises(TypeError):
        stories.place(broken)
    after = stories.place(make_plain_article(2, text=TEXT))

    assert stories.members(ArticleId(1)) == ()
    assert (after.reason, after.beside) == (PlacedBy.OPENED, None)


def test_renews_nothing_of_an_edit_that_cannot_be_placed() -> None:
    stories = Stories()
    stories.place(make_plain_article(1, text=TEXT))
    broken = replace(make_plain_article(1, text="Etwas ganz anderes."), author=5)  # type: ignore[arg-type] # broken

    with pytest.raises(TypeError):
        stories.place_again(broken)
    after = stories.place(make_plain_article(2, text=TEXT))

    assert after.copy_of == 1


def test_an_edited_original_is_no_copy_of_its_copies() -> None:
    stories = Stories()
    stories.place(make_plain_article(1, text=TEXT))
    stories.place(make_plain_article(2, text=f"{TEXT} Mehr in Kürze."))

    placement = stories.place_again(make_plain_article(1, text=f"{TEXT} Ergänzt am Abend."))

    assert (placement.reason, placement.copy_of) == (PlacedBy.OPENED, None)
    assert stories.standing(ArticleId(1)).copies == 1
