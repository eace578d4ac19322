"""What do we keep, and what is due?

Database. The only room that speaks SQL. Takes what the other rooms decided (polls,
evaluations, attempts, what the operator wants) in batches and stores each batch in one
transaction; gives back values of the model, and leases on what is due. Touches one SQLite
file, SQLite memory or PostgreSQL, with the same answers from each. It never decides what is
new, what matches, whom to tell or when to try again; it never reads the clock, and no row,
connection or error of the database library leaves it.
"""

from __future__ import annotations

from monitor.store.answers import (
    Change,
    ChangeKind,
    EvaluationSaved,
    Known,
    SchemaState,
    ToldStories,
    Upgrade,
)
from monitor.store.store import Store
from monitor.store.tallies import Counted, Tally

__all__ = [
    "Change",
    "ChangeKind",
    "Counted",
    "EvaluationSaved",
    "Known",
    "SchemaState",
    "Store",
    "Tally",
    "ToldStories",
    "Upgrade",
]
