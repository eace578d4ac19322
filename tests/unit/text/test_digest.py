from __future__ import annotations

from monitor.text import digest


def test_a_digest_is_32_hex_digits_and_always_the_same():
    assert digest("Kim", "평양") == digest("Kim", "평양")
    assert len(digest("Kim")) == 32
    assert int(digest("Kim"), 16) >= 0


def test_parts_are_kept_apart():
    assert len({digest("ab", "c"), digest("a", "bc"), digest("abc"), digest("abc", "")}) == 4
