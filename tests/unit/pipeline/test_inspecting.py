"""What a document says of its own encoding."""

from __future__ import annotations

import pytest

from monitor.pipeline.inspecting import find_false_label

TEXT = '<?xml version="1.0" encoding="{}"?><rss>Zürich, déjà vu</rss>'


@pytest.mark.parametrize(
    ("written", "declared", "header", "label"),
    [
        ("utf-8", "utf-8", None, None),
        ("utf-8", "utf-8", "text/xml; charset=UTF-8", None),
        ("utf-8", "utf-8", "text/xml; charset=iso-8859-1", "iso-8859-1"),
        ("utf-8", "windows-1252", None, "windows-1252"),
        ("cp1252", "utf-8", None, "utf-8"),
        ("cp1252", "windows-1252", "text/xml", None),
        ("cp1252", "utf-8", 'text/xml; charset="windows-1252"', None),
        ("utf-8", "no-such-encoding", None, "no-such-encoding"),
        ("utf-16", "utf-8", None, None),
    ],
)
def test_tells_an_encoding_that_is_called_by_a_false_name(
    written: str, declared: str, header: str | None, label: str | None
) -> None:
    body = TEXT.format(declared).encode(written)

    assert find_false_label(body, header) == label


def test_passes_over_what_every_encoding_writes_alike() -> None:
    assert find_false_label(b'<?xml version="1.0" encoding="koi8-r"?><rss/>', None) is None
