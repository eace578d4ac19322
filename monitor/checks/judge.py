"""Judge plain values by a pydantic model and say every problem in plain words.

Pure. Pydantic finds what is wrong; this file says it as an operator would want to read it:
where, what, the value given, and what helps. `BadValueError` is how our own validators complain.
"""

from __future__ import annotations

import difflib
import types
import typing
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, SecretStr, ValidationError

from monitor.checks.document import Document, Path, write_path
from monitor.errors import Problem, redact_url

if typing.TYPE_CHECKING:
    from pydantic_core import ErrorDetails

M = TypeVar("M", bound=BaseModel)
#: What a file may hold.
Value = Any
#: A type as it is annotated: a class, `Annotated`, a union.
Kind = Any


class Hidden:
    """Marks a value that may hold a secret: `Annotated[str, Hidden()]` is never repeated."""


#: What a long value is cut to in a message.
MOST_SHOWN = 80
#: More names than this do not fit a line.
MOST_NAMED = 12


class BadValueError(ValueError):
    """A validator's complaint, with the key it is about and what helps."""

    def __init__(self, problem: str, *, key: str | None = None, remedy: str | None = None) -> None:
        super().__init__(problem)
        self.problem = problem
        self.key = key
        self.remedy = remedy


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Give the known word that is most like this one, if any is."""
    by_lower = {one.lower(): one for one in known}
    found = difflib.get_close_matches(word.lower(), by_lower, n=1, cutoff=0.6)
    holding = [one for one in sorted(by_lower) if word and word.lower() in one]
    return by_lower[(found or holding)[0]] if found or holding else None


def suggest(word: str, known: Iterable[str]) -> str | None:
    """Give the remedy for an unknown word: the nearest known one, else all when few."""
    names = sorted(known)
    if found := nearest(word, names):
        return f"did you mean `{found}`?"
    if not names or len(names) > MOST_NAMED:
        return None
    return "known here: " + ", ".join(names)


def problem_at(
    document: Document,
    path: Path,
    problem: str,
    *,
    value: object = None,
    remedy: str | None = None,
) -> Problem:
    """Make a problem of the value at `path`, with the line it stands on."""
    place = document.place(path)
    return Problem(
        file=place.file,
        line=place.line,
        where=write_path(path),
        problem=problem,
        value=_show(value),
        remedy=remedy,
    )


def judge(document: Document, model: type[M]) -> tuple[M | None, tuple[Problem, ...]]:
    """Judge a whole document: its value when nothing is wrong, and all problems."""
    if not isinstance(document.value, Mapping):
        wrong = problem_at(document, (), "must be keys with values, such as `key: value`")
        return None, (*document.problems, wrong)
    try:
        value = model.model_validate(document.value)
    except ValidationError as error:
        details = error.errors(include_url=False)
        found = (_explain(document, model, detail) for detail in details)
        return None, tuple(
            sorted((*document.problems, *found), key=lambda p: (p.file, p.line or 0))
        )
    return (None if document.problems else value), document.problems


def _explain(document: Document, model: type[BaseModel], detail: ErrorDetails) -> Problem:
    path = _real_path(document.value, detail)
    problem, remedy, key = _say(detail)
    if detail["type"] == "extra_forbidden":
        remedy = suggest(str(path[-1]), _known_keys(model, detail["loc"][:-1]))
    if key is not None:
        path = (*path, key)
    given = None if detail["type"] in _SHOW_NO_VALUE else _look_up(document.value, path)
    if _is_secret(_annotation(model, (*detail["loc"], *(() if key is None else (key,))))):
        given = None
    return problem_at(document, path, problem, value=given, remedy=remedy)


_SHOW_NO_VALUE = frozenset({"missing", "extra_forbidden", "union_tag_not_found"})

_WORDS = {
    "missing": "is missing",
    "union_tag_not_found": "is missing",
    "union_tag_invalid": "is none of the kinds that exist: {expected_tags}",
    "enum": "must be one of {expected}",
    "literal_error": "must be one of {expected}",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "extra_forbidden": "unknown key",
    "string_type": "must be text",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_parsing": "must be a number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "list_type": "must be a list",
    "tuple_type": "must be a list",
    "dict_type": "must be keys with values",
    "model_type": "must be keys with values",
    "model_attributes_type": "must be keys with values",
    "datetime_from_date_parsing": "must be a time such as 2026-01-31T18:00:00Z",
    "datetime_parsing": "must be a time such as 2026-01-31T18:00:00Z",
    "datetime_type": "must be a time such as 2026-01-31T18:00:00Z",
    "timezone_aware": "must say its time zone, such as 2026-01-31T18:00:00Z",
    "string_too_short": "must not be empty",
    "string_pattern_mismatch": "holds characters that are not allowed here",
    "too_short": "must not be empty",
}


def _say(detail: ErrorDetails) -> tuple[str, str | None, str | None]:
    """Give problem, remedy and the key that a validator named."""
    kind, context = detail["type"], detail.get("ctx", {})
    if isinstance(error := context.get("error"), BadValueError):
        return error.problem, error.remedy, error.key
    if kind == "value_error":
        return str(error), None, None
    if kind in _WORDS:
        key = "kind" if kind.startswith("union_tag") else None
        return _WORDS[kind].format(**context), _find_remedy(detail), key
    message = detail["msg"]
    return message[:1].lower() + message[1:], None, None


def _find_remedy(detail: ErrorDetails) -> str | None:
    given = detail["input"]
    if detail["type"] == "string_type" and isinstance(given, bool | int | float):
        return f'put it in quotes: "{given}"'
    return None


def _real_path(value: Value, detail: ErrorDetails) -> Path:
    """Leave out of pydantic's location the names of union members, which are no keys."""
    path: list[str | int] = []
    for index, part in enumerate(detail["loc"]):
        inside = _step(value, part)
        is_missing = detail["type"] == "missing" and index == len(detail["loc"]) - 1
        if part == "[key]" or (inside is _ABSENT and not is_missing):
            continue
        path.append(part)
        value = inside
    return tuple(path)


_ABSENT = object()


def _step(value: Value, part: str | int) -> Value:
    if isinstance(value, Mapping):
        return value.get(part, _ABSENT)
    if isinstance(value, list | tuple) and isinstance(part, int) and part < len(value):
        return value[part]
    return _ABSENT


def _look_up(value: Value, path: Path) -> Value:
    for part in path:
        value = _step(value, part)
    return None if value is _ABSENT else value


def _show(value: object) -> str | None:
    if value is None or isinstance(value, Mapping | list | tuple):
        return None
    text = str(value).replace("\n", " ")
    if "://" in text and "@" in text:
        text = redact_url(text)
    return text if len(text) <= MOST_SHOWN else text[: MOST_SHOWN - 1] + "…"


def _known_keys(model: type[BaseModel], loc: tuple[str | int, ...]) -> list[str]:
    found = _annotation(model, loc)
    kinds = [kind for kind in _members(found) if _is_model(kind)]
    return [f.alias or name for kind in kinds for name, f in kind.model_fields.items()]


def _annotation(model: Kind, loc: tuple[str | int, ...]) -> Kind:
    """Find what the model says about the value at this location; None when nothing."""
    found: Kind = model
    for part in loc:
        found = next(filter(None, (_inside(kind, part) for kind in _members(found))), None)
    return found


def _inside(kind: Kind, part: str | int) -> Kind:
    if _is_model(kind):
        for name, info in kind.model_fields.items():
            if part in {name, info.alias}:
                return (
                    Annotated[info.annotation, *info.metadata] if info.metadata else info.annotation
                )
        tags = get_args(getattr(kind.model_fields.get("kind"), "annotation", None))
        return kind if part in tags else None
    origin: Kind = get_origin(kind)
    if origin in {dict, Mapping}:
        return get_args(kind)[1]
    if origin in {list, tuple}:
        return get_args(kind)[0]
    return None


def _members(kind: Kind) -> tuple[Kind, ...]:
    """Unwrap `Annotated`, and a union into its members."""
    origin: Kind = get_origin(kind)
    if origin is Annotated:
        return _members(get_args(kind)[0])
    if origin in {typing.Union, types.UnionType}:
        return tuple(inner for member in get_args(kind) for inner in _members(member))
    return (kind,)


def _is_model(kind: Kind) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _is_secret(kind: Kind) -> bool:
    origin: Kind = get_origin(kind)
    if origin is Annotated and any(isinstance(mark, Hidden) for mark in get_args(kind)):
        return True
    return any(member is SecretStr for member in _members(kind))
