"""Look into what feedparser found.

Pure. Its dict-likes answer differently to their own `get`: they map names and warn.
"""

from __future__ import annotations

from typing import Any

Fields = dict[str, Any]


def own(value: object) -> Fields:
    """Give fields, none where there are none."""
    return value if isinstance(value, dict) else {}


def get(fields: Fields, name: str) -> object:
    """Look up what is really there: feedparser's own lookup substitutes other fields."""
    return dict.get(fields, name)


def listed(value: object) -> list[object]:
    """Give a list, an empty one where there is none."""
    return value if isinstance(value, list) else []
