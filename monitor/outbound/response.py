"""Say what came back: an answer with its headers and its whole, decoded body.

Pure. Header values are text in Latin-1, the one encoding that gives every byte back: a
validator that is sent again is the validator that came.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any


class Headers(Mapping[str, str]):
    """Header fields by name in any case; repeated fields are joined with a comma."""

    __slots__ = ("_fields",)

    def __init__(self, fields: Iterable[tuple[bytes, bytes]] = ()) -> None:
        self._fields: dict[str, str] = {}
        for raw_name, raw_value in fields:
            name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
            known = self._fields.get(name)
            self._fields[name] = value if known is None else f"{known}, {value}"

    def __getitem__(self, name: str) -> str:
        return self._fields[name.lower()]

    def get(self, name: str, default: Any = None) -> Any:  # noqa: ANN401 - as Mapping has it
        # Mapping's own raises and catches a KeyError for each header that is missing.
        return self._fields.get(name.lower(), default)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.lower() in self._fields

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def __repr__(self) -> str:
        # Values may be secrets (Set-Cookie); names are not.
        return f"Headers({', '.join(self._fields)})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """An answer, read to its end."""

    #: What was asked for.
    url: str
    #: Where the answer really came from, after redirects.
    final_url: str
    status_code: int
    headers: Mapping[str, str]
    #: Decoded, within the cap; of an error answer only the first part.
    body: bytes
    #: Where to ask from now on: set when every hop on the way said "permanently" (301, 308).
    moved_to: str | None = None
