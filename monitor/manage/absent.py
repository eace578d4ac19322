"""Say that something does not exist, and what the operator may have meant.

Pure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.checks import nearest
from monitor.errors import NotFound, redact_url

if TYPE_CHECKING:
    from collections.abc import Iterable


def not_found(noun: str, key: str, known: Iterable[str]) -> NotFound:
    """Make the error; its note names the nearest thing that exists."""
    error = NotFound(noun, key)
    if found := nearest(key, known):
        shown = redact_url(found) if noun == "feed" else found
        error.add_note(f"did you mean {shown}?")
    return error
