"""Whose push is it: signatures as W3C WebSub §7.1 has them."""

from __future__ import annotations

import pytest

from monitor.feeds import Signature, SignatureCheck, may_share_secret
from tests.support.hub import sign

SECRET = "nobody knows"
BODY = b"<rss><channel><title>News</title></channel></rss>"


def check(header: str | None, *, secret: str | None = SECRET, body: bytes = BODY) -> Signature:
    checking = SignatureCheck(secret, header)
    for start in range(0, len(body), 7):
        checking.update(body[start : start + 7])
    return checking.verdict()


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
def test_takes_the_four_methods_of_the_recommendation(method: str) -> None:
    signature = sign(BODY, SECRET, method)

    assert check(signature) is Signature.GOOD
    assert check(signature.upper()) is Signature.GOOD
    assert check(f"  {signature} ") is Signature.GOOD


@pytest.mark.parametrize(
    ("header", "verdict"),
    [
        (sign(BODY, "another secret", "sha256"), Signature.WRONG),
        (sign(BODY + b" ", SECRET, "sha256"), Signature.WRONG),
        (sign(BODY, SECRET, "sha1").replace("sha1", "sha256"), Signature.WRONG),
        (sign(BODY, SECRET, "sha256")[:-1], Signature.WRONG),
        ("sha256=", Signature.WRONG),
        ("sha256=ünsinn\ud800", Signature.WRONG),
        (sign(BODY, SECRET, "md5"), Signature.UNKNOWN),
        ("sha3_256=00", Signature.UNKNOWN),
        ("none", Signature.UNKNOWN),
        ("=", Signature.UNKNOWN),
        ("", Signature.MISSING),
        (None, Signature.MISSING),
    ],
)
def test_takes_no_other(header: str | None, verdict: Signature) -> None:
    assert check(header) is verdict
    assert not verdict.is_trusted


def test_a_hub_that_was_given_no_secret_need_not_sign() -> None:
    assert check(None, secret=None).is_trusted
    assert check("sha256=00", secret=None).is_trusted


def test_an_empty_body_is_a_body() -> None:
    assert check(sign(b"", SECRET, "sha512"), body=b"") is Signature.GOOD


@pytest.mark.parametrize(
    ("hub", "may"),
    [
        ("https://hub.example/", True),
        ("http://hub.example/", False),
        ("http://127.0.0.1:8080/hub", True),
        ("http://[::1]/hub", True),
        ("http://localhost/hub", True),
        ("http://localhost.example/hub", False),
        ("http://10.0.0.1/hub", False),
    ],
)
def test_tells_its_secret_only_where_nobody_listens(hub: str, may: bool) -> None:
    assert may_share_secret(hub) is may
