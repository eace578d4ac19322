"""Build what is known of stories: where articles stand, what they amount to, what was told.

Pure. Valid by default, one keyword for the point of the test.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from monitor.model import AlertId, ArticleId, EvaluatedArticle, PlacedBy, Placement, Standing, Told
from tests.support.builders import make_unmatched
from tests.support.deliveries import NOON


def make_standing(**values: Any) -> Standing:
    """Build the standing of a story that one article tells."""
    defaults: dict[str, Any] = {
        "articles": 1,
        "publishers": 1,
        "copies": 0,
        "languages": ("de",),
        "first_seen_at": NOON - timedelta(minutes=1),
        "last_seen_at": NOON - timedelta(minutes=1),
    }
    return Standing(**{**defaults, **values})


def make_told(**values: Any) -> Told:
    """Build what was told of a story of one article."""
    defaults: dict[str, Any] = {
        "last": AlertId(1),
        "last_at": NOON - timedelta(hours=1),
        "publishers": 1,
        "languages": ("de",),
        "escalations": 0,
    }
    return Told(**{**defaults, **values})


def make_placement(article_id: ArticleId, **values: Any) -> Placement:
    """Build the decision that an article opens a story."""
    defaults: dict[str, Any] = {
        "article_id": article_id,
        "reason": PlacedBy.OPENED,
        "beside": None,
        "copy_of": None,
        "shared": (),
        "score": 1.0,
        "agency": None,
        "signature": b"signature",
    }
    return Placement(**{**defaults, **values})


def place(
    article_id: ArticleId, beside: ArticleId | None = None, **values: Any
) -> EvaluatedArticle:
    """Build an evaluation that found nothing and placed an article, here beside another."""
    where: dict[str, Any] = {"beside": beside}
    if beside is not None:
        where |= {"reason": PlacedBy.SAME_EVENT, "shared": ("Schoigu", "Pjöngjang"), "score": 0.62}
    placement = make_placement(article_id, **{**where, **values})
    return make_unmatched(article_id, placement=placement)


def place_copy(article_id: ArticleId, of: ArticleId) -> EvaluatedArticle:
    """Build an evaluation that found nothing and placed an article as a copy of another."""
    passage = "Der Sicherheitschef traf am Dienstag ein."
    return place(article_id, of, reason=PlacedBy.COPY, copy_of=of, shared=(passage,), score=0.98)
