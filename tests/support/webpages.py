"""Write web pages as newspapers do: an article in the middle of much else."""

from __future__ import annotations

from html import escape

MENU = "".join(f'<li><a href="/s/{number}">Section {number}</a></li>' for number in range(30))
MARGIN = (
    "<aside><h2>Most read</h2><ul>"
    '<li><a href="/tehran">Shoigu flies to Tehran and what else everybody reads today</a></li>'
    "</ul></aside>"
)


def make_page(
    *paragraphs: str, title: str = "Report", head: str = "", language: str = "en", charset: str = ""
) -> str:
    """Give the HTML of an article with these paragraphs."""
    body = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
    declared = f'<meta charset="{charset}">' if charset else ""
    return (
        f'<!doctype html><html lang="{language}"><head>{declared}<title>{escape(title)}</title>'
        f"{head}</head><body><header>Example Times</header><nav><ul>{MENU}</ul></nav>"
        f"<main><article><h1>{escape(title)}</h1>{body}</article>{MARGIN}</main>"
        "<footer>Imprint, privacy, cookies</footer></body></html>"
    )
