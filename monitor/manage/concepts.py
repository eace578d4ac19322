"""List and show concepts with their names.

Database. Concepts come from the newsroom file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.manage.absent import not_found

if TYPE_CHECKING:
    from monitor.model import Concept
    from monitor.store import Store


def list_concepts(store: Store) -> tuple[Concept, ...]:
    """Give every concept."""
    return store.load_catalog().concepts


def get_concept(store: Store, key: str) -> Concept:
    """Give one concept; `@shoigu` and `shoigu` mean the same.

    Raises:
        NotFound: with the nearest key as a note.
    """
    concepts = {concept.key: concept for concept in list_concepts(store)}
    wanted = key.removeprefix("@")
    if wanted not in concepts:
        raise not_found("concept", wanted, concepts)
    return concepts[wanted]
