"""Keep what people answer to alerts, and count how right topics and names are by it.

Database.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import case, func, select

from monitor.errors import NotFound
from monitor.model import AlertId, Answer, NamePrecision, Precision, Relevance
from monitor.store.columns import storable
from monitor.store.matches import unpack_evidence
from monitor.store.part import Part
from monitor.store.tables import AlertRow, AnswerRow, answers

if TYPE_CHECKING:
    from collections.abc import Collection

    from monitor.store.part import AnyRow

#: The latest answers that names are judged by: what was true of a name years ago says little.
LATEST = 1_000


class Answering(Part):
    """The store's part for answers."""

    def save_answer(self, answer: Answer) -> None:
        """Keep an answer in the place of an earlier one; raises NotFound without its alert."""
        values = {
            "relevance": answer.relevance.value,
            "who": storable(answer.who),
            "note": None if answer.note is None else storable(answer.note),
            "answered_at": answer.answered_at,
        }
        statement = (
            self._database.insert(answers)
            .values(alert_id=answer.alert_id, **values)
            .on_conflict_do_update(index_elements=["alert_id"], set_=values)
        )
        with self._database.writing() as connection:
            known = select(AlertRow.id).where(AlertRow.id == answer.alert_id)
            if connection.scalar(known) is None:
                raise NotFound("alert", answer.alert_id)
            connection.execute(statement)

    def count_precision(self) -> dict[str, Precision]:
        """Say how right each topic is that was ever answered."""
        relevant = func.count(case((AnswerRow.relevance == Relevance.RELEVANT.value, 1)))
        counted = (
            select(AlertRow.topic, func.count().label("answered"), relevant.label("relevant"))
            .join(AnswerRow, AnswerRow.alert_id == AlertRow.id)
            .group_by(AlertRow.topic)
        )
        with self._database.reading() as connection:
            return {
                row.topic: Precision(answered=row.answered, relevant=row.relevant)
                for row in connection.execute(counted)
            }

    def count_name_precision(self, topic: str | None = None) -> tuple[NamePrecision, ...]:
        """Say how right each name is by the latest answers, the worst first."""
        judged = (
            select(AlertRow.evidence, AnswerRow.relevance)
            .join(AnswerRow, AnswerRow.alert_id == AlertRow.id)
            .order_by(AnswerRow.answered_at.desc(), AlertRow.id.desc())
            .limit(LATEST)
        )
        if topic is not None:
            judged = judged.where(AlertRow.topic == topic)
        with self._database.reading() as connection:
            return _by_name(connection.execute(judged).all())


def _by_name(rows: Collection[AnyRow]) -> tuple[NamePrecision, ...]:
    counts: dict[tuple[str | None, str], list[int]] = {}
    for row in rows:
        names = {(one.concept, one.name) for one in unpack_evidence(row.evidence)}
        for key in names:
            answered = counts.setdefault(key, [0, 0])
            answered[0] += 1
            answered[1] += row.relevance == Relevance.RELEVANT.value
    precisions = (
        NamePrecision(
            concept=concept, name=name, precision=Precision(answered=answered, relevant=relevant)
        )
        for (concept, name), (answered, relevant) in counts.items()
    )
    return tuple(sorted(precisions, key=_worst_first))


def _worst_first(one: NamePrecision) -> tuple[float, int, str, str]:
    return (one.precision.share or 0.0, -one.precision.answered, one.concept or "", one.name)


def read_answer(row: AnyRow) -> Answer:
    """Build an answer from a row of ANSWER_COLUMNS."""
    return Answer(
        alert_id=AlertId(row.alert_id),
        relevance=Relevance(row.relevance),
        who=row.who,
        note=row.note,
        answered_at=row.answered_at,
    )


ANSWER_COLUMNS = (
    AnswerRow.alert_id,
    AnswerRow.relevance,
    AnswerRow.who,
    AnswerRow.note,
    AnswerRow.answered_at,
)
