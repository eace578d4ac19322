"""Choose the words without which a query cannot match.

Pure. Of parts that must all hold the rarest is enough; of alternatives all are needed. Rarity is
guessed from length and kind: long words are rarer than short ones, persons than countries.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, assert_never

from monitor.match.plan import All, Close, Compare, Find, Moment, Some, Without
from monitor.match.reading import DEFAULT_FIELDS, sort_keys
from monitor.model import ConceptKind, Field

if TYPE_CHECKING:
    from monitor.match.plan import Plan
    from monitor.match.reading import Keys

#: How much more often than a person each kind of thing stands in the news.
_KIND_WEIGHTS = {
    ConceptKind.PERSON: 1.0,
    ConceptKind.ORGANIZATION: 2.0,
    ConceptKind.PLACE: 2.0,
    ConceptKind.TERM: 2.0,
    ConceptKind.COUNTRY: 4.0,
}
#: Share of articles that a fact holds for, on the scale of `_weigh`.
_FACT_WEIGHTS = {Field.SITE: 5.0, Field.LANG: 100.0, Field.COUNTRY: 50.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """Keys of which an article must have one."""

    keys: frozenset[str]
    #: How often that will be so, by guess; only compared.
    weight: float
    #: Whether keys of fields other than title, summary and text are among them.
    has_facts: bool = False
    #: Keys of which an article must have one too; None when nothing else is certain.
    also: Keys | None = None


def find_anchor(plan: Plan) -> Anchor | None:
    """Return the rarest anchor of a plan, None when it has none."""
    match plan:
        case Find():
            return _anchor_term(plan)
        case Compare():
            return _anchor_fact(plan)
        case Moment() | Without():
            return None
        case All():
            return _rarest([find_anchor(part) for part in plan.parts])
        case Close():
            return _rarest([find_anchor(plan.left), find_anchor(plan.right)])
        case Some():
            return _anchor_some(plan)
        case _:
            assert_never(plan)


def _anchor_term(plan: Find) -> Anchor:
    keys = frozenset(plan.atom.keys)
    heaviest = max((_weigh(key) for key in keys), default=0.0)
    kind = 1.0 if plan.atom.kind is None else _KIND_WEIGHTS[plan.atom.kind]
    weight = heaviest * kind + 0.01 * len(keys)
    return Anchor(keys=keys, weight=weight, has_facts=plan.fields[0] not in DEFAULT_FIELDS)


def _weigh(key: str) -> float:
    """Guess how often a key stands in a text: 100 for one letter, nearly 0 for long words."""
    if not key.isascii() and len(key) <= 2:  # noqa: PLR2004 - syllables and characters, not letters
        return 4.0 if len(key) == 2 else 60.0  # noqa: PLR2004 - as above
    letters = len(key) - 1 if key.endswith("*") else len(key)
    return 100.0 / letters**3 * (3 if key.endswith("*") else 1)


def _anchor_fact(plan: Compare) -> Anchor | None:
    weight = _FACT_WEIGHTS.get(plan.field)
    if weight is None:
        return None
    return Anchor(keys=frozenset({plan.key}), weight=weight, has_facts=True)


def _rarest(anchors: list[Anchor | None]) -> Anchor | None:
    known = sorted(
        (anchor for anchor in anchors if anchor is not None), key=lambda anchor: anchor.weight
    )
    if not known:
        return None
    others = [anchor.keys for anchor in known[1:] if not anchor.has_facts]
    return replace(known[0], also=sort_keys(others[0]) if others else known[0].also)


def _anchor_some(plan: Some) -> Anchor | None:
    """Where `count` of n must hold, one of any n - count + 1 does."""
    known = [anchor for part in plan.parts if (anchor := find_anchor(part)) is not None]
    needed = len(plan.parts) - plan.count + 1
    if len(known) < needed:
        return None
    if len(known) == 1:
        return known[0]
    chosen = sorted(known, key=lambda anchor: anchor.weight)[:needed]
    return Anchor(
        keys=frozenset().union(*(anchor.keys for anchor in chosen)),
        weight=sum(anchor.weight for anchor in chosen),
        has_facts=any(anchor.has_facts for anchor in chosen),
    )
