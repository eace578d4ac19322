"""Let atheris look for bytes that break the reading of feeds.

    pip install atheris
    python tests/fuzz/fuzz_parse.py -max_total_time=600 CORPUS_FOLDER

Every document of the tests is a seed; libFuzzer keeps what reaches new code in CORPUS_FOLDER, and
writes what breaks something to a file named `crash-…`, `timeout-…` or `oom-…`. A finding becomes a
document in tests/data/feeds, with a test.
"""

from __future__ import annotations

import shutil
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["monitor.parse", "monitor.normalize", "feedparser"]):
    from monitor.errors import ParseError
    from monitor.normalize import normalize
    from monitor.parse import parse

ROOT = Path(__file__).parents[2]
SEEDS = (ROOT / "tests" / "data" / "feeds", ROOT.parent / "shared" / "data" / "feeds")
MAX_SEED_BYTES = 8 * 1024
NOW = datetime(2026, 11, 24, tzinfo=UTC)
URL = "https://feeds.example/news/all.xml"
MEDIA_TYPES = (None, "application/rss+xml", "text/xml; charset=koi8-r", "text/html; charset=utf-8")


def read(data: bytes) -> None:
    """Read a document; its first byte chooses the media type."""
    if not data:
        return
    try:
        parsed = parse(URL, data[1:], MEDIA_TYPES[data[0] % len(MEDIA_TYPES)])
    except ParseError as error:
        _complain_of_what_hides_in(error)
        return
    document = normalize(parsed, feed_url=URL, now=NOW, default_language="en")
    for draft in document.drafts or ():
        f"{draft.title}{draft.summary}{draft.text}{draft.author}".encode()
        if "\x00" in draft.title + draft.summary + draft.text:
            raise AssertionError("a NUL came through")


def _complain_of_what_hides_in(error: ParseError) -> None:
    """A `ParseError` about a mistake of our own is a finding too; feedparser's own are known."""
    cause = error.__cause__
    if isinstance(cause, (AttributeError, NameError, LookupError, TypeError, AssertionError)):
        *_, innermost = traceback.walk_tb(cause.__traceback__)
        if "feedparser" not in innermost[0].f_code.co_filename:
            raise cause


def sow(corpus: Path) -> None:
    """Put the small documents of the tests into the corpus."""
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(path for folder in SEEDS for path in sorted(folder.rglob("*"))):
        if seed.is_file() and seed.stat().st_size <= MAX_SEED_BYTES:
            (corpus / f"seed-{number}").write_bytes(b"\x00" + seed.read_bytes())


def main() -> None:
    """Fuzz until told to stop."""
    folders = [Path(argument) for argument in sys.argv[1:] if not argument.startswith("-")]
    if folders:
        shutil.rmtree(folders[0], ignore_errors=True)
        sow(folders[0])
    atheris.Setup(sys.argv, read)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
