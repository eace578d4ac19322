"""Hold what was read of a foreign query, and settle what becomes of parts without counterpart.

Pure. Where we have no counterpart, a part may have one that finds more (`over`) and one that finds
less (`under`). Which of them is safe depends on where it stands: inside of a NOT, more is less. A
part that has neither there is left out, and what that does to the whole query is told: `AND` finds
more without it, and so does what a `NOT` excludes together; `OR` finds less.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Effect(StrEnum):
    """What the whole query finds here, held against what it finds there."""

    SAME = "same"
    MORE = "more"
    LESS = "less"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A part of a foreign query that reads otherwise here, or not at all."""

    #: Offset in code points of the foreign query.
    position: int
    text: str
    reason: str
    effect: Effect = Effect.SAME

    def __str__(self) -> str:
        told = "finds the same" if self.effect is Effect.SAME else f"finds {self.effect}"
        return f"position {self.position + 1}, {self.text}: {self.reason}; {told}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A part of a query: an operator with its parts, or a term as we write it."""

    #: `AND`, `OR`, `NOT`, `NEAR/n`, `ONEAR/n`, a field with its colon; empty for a term.
    sign: str = ""
    parts: tuple[Tree, ...] = ()
    term: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loose:
    """A part without exact counterpart."""

    #: What finds at least as much; None: only everything does.
    over: Tree | None = None
    #: What finds at most as much; None: only nothing does.
    under: Tree | None = None
    #: Where it stands there, and what is the matter with it; its effect is not known yet.
    note: Note
    #: What is said where a counterpart is taken.
    used: str = ""


Tree = Node | Loose


@dataclass(slots=True)
class _Settled:
    """What is left of a part; nothing where it is left out, with notes of unknown effect."""

    node: Node | None
    pending: list[Note] = field(default_factory=list)


_BESIDE: Final = "with all that it is excluded together with"


def settle(tree: Tree) -> tuple[Node | None, tuple[Note, ...]]:
    """Choose counterparts so that the query finds less nowhere but where a note says so."""
    settler = _Settler()
    settled = settler.settle(tree, is_positive=True)
    notes = [*settler.notes, *_told(settled.pending, Effect.MORE)]
    return settled.node, tuple(sorted(dict.fromkeys(notes), key=lambda note: note.position))


@dataclass(slots=True)
class _Settler:
    notes: list[Note] = field(default_factory=list)

    def settle(self, tree: Tree, *, is_positive: bool) -> _Settled:
        if isinstance(tree, Loose):
            return self._loose(tree, is_positive=is_positive)
        if not tree.sign:
            return _Settled(tree)
        within = is_positive is (tree.sign != "NOT")
        parts = [self.settle(part, is_positive=within) for part in tree.parts]
        if tree.sign == "NOT" or tree.sign.endswith(":"):
            return _wrap(tree.sign, parts[0])
        if tree.sign == "OR":
            return self._either(parts, is_positive=is_positive)
        if tree.sign == "AND":
            return self._every(parts, is_positive=is_positive)
        return self._near(tree.sign, parts, is_positive=is_positive)

    def _loose(self, tree: Loose, *, is_positive: bool) -> _Settled:
        chosen = tree.over if is_positive else tree.under
        if chosen is None:
            return _Settled(None, [_add(tree.note, "left out")])
        note = _add(tree.note, tree.used)
        self.notes.append(replace(note, effect=Effect.MORE))
        return self.settle(chosen, is_positive=is_positive)

    def _every(self, parts: Sequence[_Settled], *, is_positive: bool) -> _Settled:
        """Join what must all hold: a part that may be anything binds nothing."""
        pending = [note for part in parts for note in part.pending]
        kept = [part.node for part in parts if part.node is not None]
        if not is_positive and len(kept) < len(parts):
            beside = _BESIDE if kept else ""
            return _Settled(None, [_add(note, beside) for note in pending])
        return self._absorb(join("AND", kept), pending, Effect.MORE)

    def _either(self, parts: Sequence[_Settled], *, is_positive: bool) -> _Settled:
        """Join what may hold: without a part it finds less, and excludes less inside a NOT."""
        pending = [note for part in parts for note in part.pending]
        kept = [part.node for part in parts if part.node is not None]
        effect = Effect.LESS if is_positive else Effect.MORE
        return self._absorb(join("OR", kept), pending, effect)

    def _near(self, sign: str, parts: Sequence[_Settled], *, is_positive: bool) -> _Settled:
        there = tuple(part.node for part in parts if part.node is not None)
        if len(there) < len(parts):
            return self._every(parts, is_positive=is_positive)
        return _Settled(Node(sign=sign, parts=there))

    def _absorb(self, node: Node | None, pending: Iterable[Note], effect: Effect) -> _Settled:
        if node is None:
            return _Settled(None, list(pending))
        self.notes.extend(_told(pending, effect))
        return _Settled(node)


def _wrap(sign: str, part: _Settled) -> _Settled:
    node = None if part.node is None else Node(sign=sign, parts=(part.node,))
    return _Settled(node, part.pending)


def join(sign: str, parts: Sequence[Node]) -> Node | None:
    """Put parts together under AND or OR; one part needs no operator, and none stands twice."""
    parts = list(dict.fromkeys(parts))
    if len(parts) < 2:  # noqa: PLR2004 - one part needs no operator
        return parts[0] if parts else None
    flat = [inner for part in parts for inner in (part.parts if part.sign == sign else (part,))]
    return Node(sign=sign, parts=tuple(flat))


def _told(notes: Iterable[Note], effect: Effect) -> list[Note]:
    return [replace(note, effect=effect) for note in notes]


def _add(note: Note, more: str) -> Note:
    return replace(note, reason=", ".join(filter(None, (note.reason, more))))


def write_tree(node: Tree, *, inside: str = "") -> str:
    """Write what was settled as a query of ours."""
    if isinstance(node, Loose) or not node.sign:
        return node.term if isinstance(node, Node) else ""
    if node.sign.endswith(":"):
        return f"{node.sign}{write_tree(node.parts[0], inside=':')}"
    if node.sign == "NOT":
        written = f"NOT {write_tree(node.parts[0], inside='NOT')}"
        return f"({written})" if inside == ":" else written
    written = f" {node.sign} ".join(write_tree(part, inside=node.sign) for part in node.parts)
    return f"({written})" if inside else written
