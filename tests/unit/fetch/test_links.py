"""Read `Link` headers as RFC 8288 has them, and as servers write them."""

from __future__ import annotations

import time

import pytest

from monitor.fetch.links import MAX_HUBS, read_links

HUB = "https://hub.example/"


@pytest.mark.parametrize(
    ("header", "hubs", "own"),
    [
        (None, (), None),
        ("", (), None),
        (f'<{HUB}>; rel="hub"', (HUB,), None),
        (f"<{HUB}>;rel=hub", (HUB,), None),
        (f'<{HUB}> ; REL = "HUB"', (HUB,), None),
        (f'<{HUB}>; rel="hub", <https://t.example/f>; rel="self"', (HUB,), "https://t.example/f"),
        # Header lines are joined with a comma; addresses may hold commas and semicolons.
        (f"<https://t.example/f?a,b;c>; rel=self,<{HUB}>; rel=hub", (HUB,), "https://t.example/f?a,b;c"),
        (f'<{HUB}>; rel="preload hub"', (HUB,), None),
        (f'<{HUB}>; title="a, b; rel=self"; rel=hub', (HUB,), None),
        (f'<{HUB}>; title="a \\" b"; rel=hub', (HUB,), None),
        (f"<{HUB}>; title*=UTF-8''x; rel=hub", (HUB,), None),
        (f"<{HUB}>; crossorigin; rel=hub", (HUB,), None),
        # The first of two counts.
        (f"<{HUB}>; rel=next; rel=hub", (), None),
        # It is said of something else.
        (f'<{HUB}>; rel=hub; anchor="#part"', (), None),
        (f"<{HUB}>; rel=hub, , <https://b.example/>; rel=hub", (HUB, "https://b.example/"), None),
        (f"<{HUB}>; rel=hub, <{HUB}>; rel=hub", (HUB,), None),
        ("<a>; rel=self, <b>; rel=self", (), "a"),
        (f'<{HUB}>; rel="hub', (), None),
        ("nonsense", (), None),
        (f"<{HUB}; rel=hub", (), None),
    ],
)  # fmt: skip
def test_finds_the_hubs_and_the_own_address(
    header: str | None, hubs: tuple[str, ...], own: str | None
) -> None:
    assert read_links(header) == (hubs, own)


def test_takes_a_few_hubs_of_many() -> None:
    header = ", ".join(f"<https://{number}.example/>; rel=hub" for number in range(200))

    assert len(read_links(header)[0]) == MAX_HUBS


@pytest.mark.parametrize(
    "header",
    [
        *("<" * 60_000, "," * 60_000, " " * 60_000, "<a>,\t" * 20_000, "<a>;a=a " * 8_000),
        *("<a>" + ";a" * 30_000, '<a>;a="' + "\\a" * 30_000),
        *("<a>; " + " " * 60_000, "<a>;b=" + " " * 60_000),
    ],
)
def test_no_header_takes_long(header: str) -> None:
    before = time.process_time()

    read_links(header)

    assert time.process_time() - before < 0.5
