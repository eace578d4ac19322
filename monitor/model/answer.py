"""Say what people answer to alerts, and how right topics and names are by it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.model.ids import AlertId


class Relevance(StrEnum):
    """Whether an alert was about what its topic watches."""

    RELEVANT = "relevant"
    NOT_RELEVANT = "not_relevant"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What somebody said of an alert; the last answer to it counts."""

    alert_id: AlertId
    relevance: Relevance
    who: str
    note: str | None = None
    answered_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Precision:
    """How often people called right what a topic, or a name of a concept, alerted about."""

    #: Alerts that were answered, and those of them that were called relevant.
    answered: int = 0
    relevant: int = 0

    @property
    def share(self) -> float | None:
        """Between 0 and 1; None as long as nobody answered."""
        return self.relevant / self.answered if self.answered else None


@dataclass(frozen=True, slots=True, kw_only=True)
class NamePrecision:
    """How right one name is: a concept's name, or a word of the query where there is none."""

    concept: str | None
    name: str
    precision: Precision
