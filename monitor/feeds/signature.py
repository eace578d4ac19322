"""Decide whether a push comes from the hub that we gave our secret to.

Pure. W3C WebSub §7.1: `X-Hub-Signature` is an HMAC over the body. SHA-1 is taken as well: as an
HMAC it is not broken, and the hubs that most feeds name know nothing else.
"""

from __future__ import annotations

import hmac
from enum import StrEnum
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

METHODS: Final = ("sha1", "sha256", "sha384", "sha512")


def may_share_secret(hub: str) -> bool:
    """Say whether nobody can listen when we tell this hub a secret (§5.1)."""
    parts = urlsplit(hub)
    return parts.scheme == "https" or _is_loopback(parts.hostname or "")


class Signature(StrEnum):
    """What the signature of a push is worth."""

    GOOD = "good"
    #: The hub was given no secret: its address alone, which nobody can guess, must do.
    NOT_AGREED = "not_agreed"
    MISSING = "missing"
    #: Made in a way that we do not know.
    UNKNOWN = "unknown"
    WRONG = "wrong"

    @property
    def is_trusted(self) -> bool:
        return self in {Signature.GOOD, Signature.NOT_AGREED}


class SignatureCheck:
    """Checks `X-Hub-Signature` over a body that is given piece by piece, and kept nowhere."""

    def __init__(self, secret: str | None, header: str | None) -> None:
        method, _, digest = (header or "").strip().partition("=")
        method = method.lower()
        self._verdict: Signature | None = None
        if secret is None:
            self._verdict = Signature.NOT_AGREED
        elif not header:
            self._verdict = Signature.MISSING
        elif method not in METHODS:
            self._verdict = Signature.UNKNOWN
        else:
            self._digest = digest.strip().lower().encode("utf-8", "replace")
            self._sum = hmac.new(secret.encode(), digestmod=method)

    def update(self, piece: bytes) -> None:
        """Take the next piece of the body, as it came over the wire."""
        if self._verdict is None:
            self._sum.update(piece)

    def verdict(self) -> Signature:
        """Judge, when the body is whole."""
        if self._verdict is not None:
            return self._verdict
        is_equal = hmac.compare_digest(self._sum.hexdigest().encode(), self._digest)
        return Signature.GOOD if is_equal else Signature.WRONG


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
