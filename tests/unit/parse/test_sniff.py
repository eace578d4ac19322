"""Tell what came instead of a feed, and say what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.errors import FOUND_INSTEAD, NotAFeed
from monitor.parse import parse
from monitor.parse.sniff import sniff

DATA = Path(__file__).parents[2] / "data" / "feeds"
URL = "https://feeds.example/all.xml"

CHECKING = "<!DOCTYPE html><html><head><title>{}</title></head><body>{}</body></html>"


@pytest.mark.parametrize(
    ("wall", "title", "marks"),
    [
        ("Cloudflare", "Just a moment...", "<script>window._cf_chl_opt={}</script>"),
        ("Cloudflare", "Attention Required! | Cloudflare", "<div>Sorry</div>"),
        ("Cloudflare", "x", '<script src="/cdn-cgi/challenge-platform/h/b/o.js"></script>'),
        ("DDoS-Guard", "DDoS-Guard", "Checking your browser"),
        ("Akamai", "Access Denied", "Reference #18 https://errors.edgesuite.net/18.2f"),
        ("Akamai", "", '<div id="sec-if-cpt-container"></div>'),
        ("Imperva", "", '<iframe src="/_Incapsula_Resource?SWUDNSAI=31"></iframe>'),
        ("AWS WAF", "", '<script src="https://a.b.token.awswaf.com/c/challenge.js"></script>'),
        ("Sucuri", "You are being redirected...", "<script>sucuri_cloudproxy_js='';</script>"),
        ("PerimeterX", "Access to this page has been denied", '<div id="px-captcha"></div>'),
        ("DataDome", "shop.example", '<script src="https://ct.captcha-delivery.com/c.js">'),
        ("Anubis", "Making sure you're not a bot!", '<script id="anubis_challenge">{}</script>'),
        (None, "Security check", "<form></form>"),
        (None, "Are you a robot?", ""),
        (None, "Welcome", '<div class="g-recaptcha"></div>'),
    ],
)
def test_knows_pages_that_keep_programs_out(wall: str | None, title: str, marks: str) -> None:
    with pytest.raises(NotAFeed) as caught:
        parse(URL, CHECKING.format(title, marks).encode(), "text/html")

    assert (caught.value.format, caught.value.wall) == ("wall", wall)
    assert "keeps programs out" in str(caught.value)
    assert wall is None or wall in str(caught.value)


@pytest.mark.parametrize(
    ("body", "format"),
    [
        (b"", "empty"),
        (b" \r\n\t\x00\xef\xbb\xbf", "empty"),
        (b"<!doctype html><title>502 Bad Gateway</title>", "page"),
        (b"<!-- a --><!-- b --><HTML><body>x</body></HTML>", "page"),
        (b'<?xml version="1.0"?><!DOCTYPE html><html xmlns="x"><body/></html>', "page"),
        (b"<head><title>x</title></head>", "page"),
        (b"<script>location='/'</script>", "page"),
        ("<html><body>Überall</body></html>".encode("utf-16"), "page"),
        (b"<html><form><input name=p type='password'></form></html>", "login"),
        (b"<html><title>Before you continue to the news</title></html>", "consent"),
        (b"<html><a href='https://consent.yahoo.com/v2'>x</a></html>", "consent"),
        (b'<?xml version="1.0"?><!-- c --><opml version="2.0"><body/></opml>', "opml"),
        (b'<sitemapindex xmlns="x"><sitemap/></sitemapindex>', "sitemap_index"),
        (b'<urlset xmlns="x"><url><loc>https://a.example/</loc></url></urlset>', "sitemap"),
        (b"<Error><Code>NoSuchKey</Code></Error>", "error"),
        (b"User-agent: *\nDisallow: /\n", "text"),
        (b"/etc/passwd", "text"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "image"),
        (b"\x89PNG\r\n\x1a\n....", "image"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "image"),
        (b"GIF89a\x01\x00", "image"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "image"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", "media"),
        (b"ID3\x04\x00", "media"),
        (b"\x00\x00\x00\x18ftypmp42", "media"),
        (b"%PDF-1.7\n", "pdf"),
        (b"PK\x03\x04\x14\x00", "archive"),
        (b'{"status": "ok"}', "json"),
        (b'{"items": [{"sku": 1}]}', "json"),
        (b"[1, 2]", "json"),
        (b'{"items": [', "json"),
        (b"<kml><Document/></kml>", None),
    ],
)
def test_says_what_came_instead_of_a_feed(body: bytes, format: str | None) -> None:  # noqa: A002
    with pytest.raises(NotAFeed) as caught:
        parse(URL, body, None)

    assert caught.value.format == format
    what, remedy = FOUND_INSTEAD[format or "unknown"]
    assert str(caught.value) == f"{URL} is not a feed but {what}; {remedy}"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"<rss version='2.0'><channel/></rss>", id="plain"),
        pytest.param(
            b"<br /><b>Warning</b>: x<br /><rss version='2.0'><channel/></rss>",
            id="a warning",
        ),
        pytest.param(
            b"<!-- just a moment... captcha --><rss version='2.0'><channel/></rss>", id="a comment"
        ),
        pytest.param(
            b"<rss version='2.0'><channel><item><description>&lt;!doctype html>&lt;input "
            b"type='password'> g-recaptcha /cdn-cgi/challenge-platform/</description></item>"
            b"</channel></rss>",
            id="an entry about such pages",
        ),
        pytest.param("<rss version='2.0'><channel/></rss>".encode("utf-16-le"), id="UTF-16"),
        pytest.param(b"<a:feed xmlns:a='http://www.w3.org/2005/Atom'/>", id="a prefix"),
        pytest.param(b"<!DOCTYPE rss [<!ENTITY a 'b'>]><rss version='2.0'/>", id="a document type"),
        pytest.param(b"<html:rdf xmlns:html='x'>", id="odd"),
    ],
)
def test_takes_no_feed_for_a_page(body: bytes) -> None:
    assert sniff(body).format == "feed"


def test_a_captcha_in_a_long_page_guards_its_comments() -> None:
    page = CHECKING.format("News", "<p>text</p>" * 5000 + '<div class="g-recaptcha"></div>')

    assert sniff(page.encode()).format == "page"


@pytest.mark.parametrize(
    "hostile",
    [b"<!---->" * 9000, b"<!--" * 16000, b"<?x?>" * 12000, b"<html><title " * 4000, b"<" * 64000],
)
def test_is_quick_about_hostile_beginnings(hostile: bytes) -> None:
    # A second of CPU and more, if patterns tried every way to read it.
    assert sniff(hostile).format in {"feed", "page"}


@pytest.mark.parametrize("name", sorted(path.name for path in DATA.glob("page_*")))
def test_none_of_our_pages_is_a_feed(name: str) -> None:
    with pytest.raises(NotAFeed) as caught:
        parse(URL, (DATA / name).read_bytes(), None)

    assert caught.value.format in {"page", "wall", "login", "consent", "text"}
