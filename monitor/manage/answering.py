"""Take what people say of alerts, and say how right topics and names are by it.

Database. An alert that somebody acknowledged without a further word was worth telling; one
that they call not relevant counts against its topic and against the names that were found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from monitor.manage.topics import get_topic
from monitor.model import AlertId, Answer, Relevance

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.model import NamePrecision, Precision
    from monitor.store import Store


def answer_alert(
    store: Store,
    alert_id: int,
    *,
    relevance: Relevance = Relevance.RELEVANT,
    who: str,
    note: str | None = None,
    now: datetime,
) -> Answer:
    """Keep what somebody says of an alert, in the place of what was said before.

    Raises:
        NotFound: there is no alert of that number.
    """
    answer = Answer(
        alert_id=AlertId(alert_id), relevance=relevance, who=who, note=note, answered_at=now
    )
    store.save_answer(answer)
    return answer


def measure_topic(store: Store, topic: str) -> tuple[Precision | None, tuple[NamePrecision, ...]]:
    """Say how right a topic is, and each name that its answered alerts were about.

    Raises:
        NotFound: there is no such topic.
    """
    get_topic(store, topic)
    return store.count_precision().get(topic), store.count_name_precision(topic)


def write_precision(precision: Precision | None) -> dict[str, Any] | None:
    """Give the JSON object of a precision; None where nobody answered."""
    if precision is None:
        return None
    return {
        "answered": precision.answered,
        "relevant": precision.relevant,
        "precision": None if precision.share is None else round(precision.share, 3),
    }


def write_name_precision(one: NamePrecision) -> dict[str, Any]:
    """Give the JSON object of how right a name is."""
    return {"concept": one.concept, "name": one.name, **(write_precision(one.precision) or {})}


def tell_precision(precision: Precision) -> str:
    """Say how right something is: `.75: 3 of 4 answered alerts were relevant`."""
    share = "–" if precision.share is None else f"{precision.share:.2f}".removeprefix("0")
    return f"{share}: {precision.relevant} of {precision.answered} answered alerts were relevant"
