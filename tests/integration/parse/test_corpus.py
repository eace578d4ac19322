"""Run the parser over every document at hand: none may raise anything but a ParseError.

The documents of other projects are read where they lie beside this repository; our own always.
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from monitor.errors import ParseError
from monitor.parse import parse

ROOT = Path(__file__).parents[3]
OURS = ROOT / "tests" / "data" / "feeds"
OTHERS = ROOT.parent / "shared" / "data" / "feeds"
#: What one document of these corpora may take, on a slow machine too.
PATIENCE_SECONDS = 5.0


def folders() -> list[Path]:
    beside = [path for path in sorted(OTHERS.iterdir()) if path.is_dir()] if OTHERS.is_dir() else []
    return [OURS, *beside]


@pytest.mark.parametrize("folder", folders(), ids=lambda folder: folder.name)
def test_no_document_breaks_the_parser(folder: Path) -> None:
    documents = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    parsed = 0

    for path in documents:
        body = path.read_bytes()
        started = time.monotonic()
        try:
            feed = parse("https://feeds.example/x", body, None)
        except ParseError:
            continue
        finally:
            assert time.monotonic() - started < PATIENCE_SECONDS, path
        parsed += 1
        assert all(isinstance(entry.title, str) for entry in feed.entries), path

    assert documents
    assert parsed or folder.name == "listparser"
