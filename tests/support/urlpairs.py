"""Read the pairs of page addresses that `canonicalize` is held to.

Pure but for reading tests/data/urls: a pair a line, `#` begins a heading.
"""

from __future__ import annotations

from pathlib import Path

_FOLDER = Path(__file__).parents[1] / "data" / "urls"


def read_pairs(name: str) -> tuple[tuple[str, str], ...]:
    """Give the pairs of `same`, `different` or `missed`."""
    lines = (_FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split() for line in lines if line and not line.startswith("# "))
    return tuple((one, other) for one, other in pairs)
