"""Write text of any script in plain Latin letters, to be compared roughly.

Pure. Builds on anyascii, which knows the scripts that no rule here reads aloud, too.
"""

from __future__ import annotations

from functools import lru_cache

from anyascii import anyascii


@lru_cache(maxsize=20_000)
def romanize(text: str) -> str:
    """Return a text in small Latin letters."""
    return anyascii(text).lower()
