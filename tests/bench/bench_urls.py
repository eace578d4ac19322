"""Count right and wrong merges of page addresses, next to what libraries make of the same pairs.

The pairs stand in tests/data/urls. Libraries that are not installed are left out
(`pip install w3lib courlan`).
"""

from __future__ import annotations

from contextlib import suppress
from importlib import import_module
from time import process_time
from typing import TYPE_CHECKING

from monitor.normalize import canonicalize
from monitor.normalize.link import tidy
from tests.support.urlpairs import read_pairs

if TYPE_CHECKING:
    from collections.abc import Callable

    Key = Callable[[str], str | None]

ROUNDS = 5


def main() -> None:
    same, different = (*read_pairs("same"), *read_pairs("missed")), read_pairs("different")
    print(f"| key | right merges of {len(same)} | wrong merges of {len(different)} | URLs/s |")
    print("|---|---|---|---|")
    for name, key in list_keys():
        right = sum(_agree(key, pair) for pair in same)
        wrong = sum(_agree(key, pair) for pair in different)
        speed = _measure(key, [url for pair in (*same, *different) for url in pair])
        print(f"| {name} | {right} ({right / len(same):.1%}) | {wrong} | {speed:,.0f} |")


def list_keys() -> list[tuple[str, Key]]:
    from url_normalize import url_normalize

    keys: list[tuple[str, Key]] = [
        ("monitor", canonicalize),
        ("monitor, RFC 3986 and tracking only", tidy),
        ("url-normalize", url_normalize),
        ("url-normalize, filter_params", lambda url: url_normalize(url, filter_params=True)),
    ]
    for library, make in (("w3lib.url", _w3lib), ("courlan", _courlan)):
        try:
            keys.extend(make(import_module(library)))
        except ImportError:
            print(f"({library} is not installed)")
    return keys


def _w3lib(library: object) -> list[tuple[str, Key]]:
    return [("w3lib canonicalize_url", library.canonicalize_url)]


def _courlan(library: object) -> list[tuple[str, Key]]:
    return [
        ("courlan clean_url", library.clean_url),
        ("courlan normalize_url, strict", lambda url: library.normalize_url(url, strict=True)),
    ]


def _agree(key: Key, pair: tuple[str, str]) -> bool:
    """Say whether both addresses get one name; a library that fails on one gives none."""
    try:
        one, other = key(pair[0]), key(pair[1])
    except Exception:  # noqa: BLE001 - whatever it is, it is no merge
        return False
    return one is not None and one == other


def _measure(key: Key, urls: list[str]) -> float:
    started = process_time()
    for _ in range(ROUNDS):
        for url in urls:
            with suppress(Exception):  # as above
                key(url)
    return ROUNDS * len(urls) / (process_time() - started)


if __name__ == "__main__":
    main()
