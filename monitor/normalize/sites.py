"""Know which addresses are one page on single sites.

Pure. Curated by hand from addresses as publishers give them. `_NAMES` lists hosts that serve the
same pages as another one; `_RULES` rewrites an address where an id names the page and the rest
is said for readers. A rule stands here only where the id is the site's own for all of its pages.
"""

from __future__ import annotations

import re
from typing import Final

#: Hosts that show the same pages under the same paths as the host they stand for.
_NAMES: Final = {
    alias: name
    for name, aliases in {
        "bbc.com": "bbc.co.uk",
        "cnn.com": "edition.cnn.com us.cnn.com",
        "theguardian.com": "guardian.co.uk",
        "nytimes.com": "mobile.nytimes.com",
        "reuters.com": "mobile.reuters.com uk.reuters.com in.reuters.com af.reuters.com",
        "usatoday.com": "eu.usatoday.com",
        "timesofindia.indiatimes.com": "timesofindia.com",
        "x.com": "twitter.com mobile.twitter.com mobile.x.com fxtwitter.com vxtwitter.com",
        "reddit.com": "old.reddit.com new.reddit.com np.reddit.com",
        "facebook.com": "mbasic.facebook.com web.facebook.com touch.facebook.com",
        "youtube.com": "music.youtube.com youtube-nocookie.com",
        "t.me": "telegram.me telegram.dog",
        "v.daum.net": "news.v.daum.net",
        "lemonde.fr": "mobile.lemonde.fr",
        "spiegel.de": "mobil.spiegel.de",
        "zeit.de": "mobil.zeit.de",
        "n-tv.de": "mobil.n-tv.de",
        "abc.net.au": "mobile.abc.net.au",
    }.items()
    for alias in aliases.split()
}

#: `en.m.wikipedia.org` is `en.wikipedia.org` to a phone.
_WIKI: Final = re.compile(r"([a-z0-9-]+)\.m\.(wiki[a-z]+\.org)\Z")
#: `a.blogspot.de` is `a.blogspot.com` to a German.
_BLOGSPOT: Final = re.compile(r"([a-z0-9-]+\.blogspot)\.(?:com?\.)?[a-z]{2,3}\Z")


def name_site(host: str) -> str:
    """Give the name of the host that shows the same pages, or `host` itself."""
    host = _NAMES.get(host, host)
    if ".m.wiki" in host:
        host = _WIKI.sub(r"\1.\2", host)
    return _BLOGSPOT.sub(r"\1.com", host) if ".blogspot." in host else host


_UUID: Final = r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"

#: What an address begins with, what it may go on with, and what the page is called then. The
#: query is sorted by the names of its parameters.
_RULES: Final = tuple(
    (host, re.compile(pattern + r"\Z"), name)
    for host, pattern, name in (
        ("youtu.be", r"youtu\.be/([\w-]{6,})(?:\?.*)?", r"youtube.com/watch?v=\1"),
        (
            "youtube.com",
            r"youtube\.com/(?:embed|shorts|live|v)/([\w-]{6,})(?:\?.*)?",
            r"youtube.com/watch?v=\1",
        ),
        (
            "youtube.com",
            r"youtube\.com/watch\?(?:.*&)?v=([\w-]+)(?:&.*)?",
            r"youtube.com/watch?v=\1",
        ),
        ("bbc.com", r"bbc\.com/(news|sport|[a-z]+)/amp/(.+)", r"bbc.com/\1/\2"),
        ("cnn.com", r"cnn\.com/cnn/(\d{4}/.+)", r"cnn.com/\1"),
        ("news.sky.com", r"news\.sky\.com/story/amp/(.+)", r"news.sky.com/story/\1"),
        (
            "reuters.com",
            r"reuters\.com/article/(?:.+[-/])?(id[A-Z]{2}[A-Z0-9]{6,})(?:\?.*)?",
            r"reuters.com/article/\1",
        ),
        (
            "apnews.com",
            r"apnews\.com/(?:article/)?(?:.+-)?([0-9a-f]{32})(?:\?.*)?",
            r"apnews.com/article/\1",
        ),
        (
            "npr.org",
            r"npr\.org/templates/story/story\.php\?storyId=(\d+)",
            r"npr.org/\1",
        ),
        (
            "npr.org",
            r"npr\.org/\d{4}/\d\d/\d\d/(\d+|nx-s1-\d+)(?:/[^/?]*)?",
            r"npr.org/\1",
        ),
        (
            "usatoday.com",
            r"usatoday\.com/(?:amp/|story/.+/)(\d{8,})",
            r"usatoday.com/story/\1",
        ),
        ("dw.com", r"dw\.com/([a-z]{2}(?:-[a-z]+)?)/(?:[^?]+/)?((?:a|av|g)-\d+)", r"dw.com/\1/\2"),
        (
            "spiegel.de",
            rf"spiegel\.de/(?:[^?]*[-/])?a-({_UUID}|\d{{5,}})(?:-amp|-druck)?(?:\.html)?",
            r"spiegel.de/a-\1",
        ),
        ("taz.de", r"taz\.de/(?:[^?/]+/)?!(\d{5,})", r"taz.de/!\1"),
        ("globo.com", r"([a-z0-9]+\.globo\.com)/google/amp/(.+)", r"\1/\2"),
        ("zeit.de", r"(zeit\.de/[^?]+)/komplettansicht", r"\1"),
        ("faz.net", r"faz\.net/[^?]*?[-/](\d{7,})(?:\.amp)?\.html", r"faz.net/\1.html"),
        (
            "welt.de",
            r"welt\.de/[^?]*?((?:article|plus|video|live)[0-9a-f]{6,})(?:/[^?]*)?",
            r"welt.de/\1",
        ),
        ("sueddeutsche.de", r"sueddeutsche\.de/(?:[^?]*-)?(1\.\d{6,})(?:!amp)?",
         r"sueddeutsche.de/\1"),
        ("heise.de", r"heise\.de/(?:[^?]*-)(\d{6,})(?:\.html)?", r"heise.de/-\1"),
        ("ria.ru", r"ria\.ru/(?:amp/)?(\d{8})/(?:[^/?]+-)?(\d{6,})\.html(?:\?.*)?",
         r"ria.ru/\1/\2.html"),
        ("tass.ru", r"tass\.ru/([\w-]+/\d+)(?:\?.*)?", r"tass.ru/\1"),
        ("tass.com", r"tass\.com/([\w-]+/\d+)(?:\?.*)?", r"tass.com/\1"),
        ("kommersant.ru", r"kommersant\.ru/(?:doc|amp)/(\d+)(?:\?.*)?", r"kommersant.ru/doc/\1"),
        ("amp.rbc.ru", r"amp\.rbc\.ru/rbcnews/(.+)", r"rbc.ru/\1"),
        ("rbc.ru", r"rbc\.ru/rbcnews/(.+)", r"rbc.ru/\1"),
        ("iz.ru", r"iz\.ru/export/google/amp/(\d+)", r"iz.ru/\1"),
        ("iz.ru", r"iz\.ru/(\d+)/\d{4}-\d\d-\d\d/[^/?]+(?:\?.*)?", r"iz.ru/\1"),
        ("yna.co.kr", r"((?:[a-z]{2}\.)?yna\.co\.kr)/(?:amp/)?view/(\w+)(?:\?.*)?",
         r"\1/view/\2"),
        (
            "news.naver.com",
            r"(?:[nm]\.)?news\.naver\.com/(?:[a-z]+/){0,2}article/(?:comment/)?(\d{3})/(\d+)(?:\?.*)?",
            r"news.naver.com/article/\1/\2",
        ),
        (
            "news.naver.com",
            r"(?:[nm]\.)?news\.naver\.com/(?:[a-z]+/)?read\.n\w+\?aid=(\d+)&(?:.*&)?oid=(\d+)(?:&.*)?",
            r"news.naver.com/article/\2/\1",
        ),
        ("donga.com", r"donga\.com/news/(?:\w+/)?(?:article|amp|View)/all/(\d{8}/\d+/\d+)",
         r"donga.com/news/article/all/\1"),
        ("yahoo.co.jp", r"(news\.yahoo\.co\.jp/articles/[0-9a-f]{40})(?:\?(?!page=).*)?", r"\1"),
        ("asahi.com", r"asahi\.com/(?:sp/|amp/)?articles/(\w+)\.html(?:\?.*)?",
         r"asahi.com/articles/\1.html"),
        ("jiji.com", r"jiji\.com/(?:jc|amp|sp)/article\?(?:.*&)?k=(\w+)(?:&.*)?",
         r"jiji.com/jc/article?k=\1"),
        ("xinhuanet.com", r"xinhuanet\.com/+(.+)", r"xinhuanet.com/\1"),
        ("163.com", r"(?:c\.m\.|3g\.)?163\.com/(?:dy/|news/)a(?:rticle)?/(\w+)\.html(?:\?.*)?",
         r"163.com/article/\1"),
        ("qq.com", r"(?:new|news|xw|view\.inews)\.qq\.com/(?:rain/)?a/(\w+)(?:\?.*)?",
         r"news.qq.com/a/\1"),
        ("scmp.com", r"scmp\.com/(?:[^?]+/)?article/(\d+)(?:/[^?]*)?(?:\?.*)?",
         r"scmp.com/article/\1"),
        (
            "indiatimes.com",
            r"timesofindia\.indiatimes\.com/(?:[^?]+/)?(?:amp_)?articleshow/(\d+)\.cms(?:\?.*)?",
            r"timesofindia.indiatimes.com/articleshow/\1.cms",
        ),
        ("dailymail.co.uk", r"dailymail\.co\.uk/[^?]*?article-(\d+)/[^?]*",
         r"dailymail.co.uk/article-\1"),
        ("abc.net.au", r"abc\.net\.au/(?:article|news/\d{4}-\d\d-\d\d/[^/]+)/(\d{6,})",
         r"abc.net.au/news/\1"),
        ("nytimes.com", r"(nytimes\.com/\d{4}/[^?]+\.html)(?:\?(?!pagewanted).*)?", r"\1"),
        ("washingtonpost.com", r"(washingtonpost\.com/[^?]+)(?:\?outputType=\w+)?", r"\1"),
        ("x.com", r"x\.com/(?:i/web|i|\w+)/status(?:es)?/(\d+)(?:[/?].*)?", r"x.com/i/status/\1"),
        ("reddit.com", r"reddit\.com/(?:r/\w+/)?comments/(\w+)(?:/[^/?]*)?(?:\?.*)?",
         r"reddit.com/comments/\1"),
        ("t.me", r"t\.me/(?:s/)?(\w+/\d+)(?:\?.*)?", r"t.me/\1"),
        ("open.substack.com", r"open\.substack\.com/pub/([\w-]+)/p/([\w-]+)(?:\?.*)?",
         r"\1.substack.com/p/\2"),
        ("substack.com", r"([\w-]+\.substack\.com/p/[\w-]+)(?:\?.*)?", r"\1"),
        ("blogspot.com", r"([\w-]+\.blogspot\.com/\d{4}/\d\d/[^?]+)(?:\?.*)?", r"\1"),
    )
)  # fmt: skip
_BY_HOST: Final = {
    host: tuple((pattern, name) for of, pattern, name in _RULES if of == host)
    for host in {host for host, _, _ in _RULES}
}


def apply_site(address: str) -> str:
    """Give the one address of a page on its site; `address` begins with the host."""
    host = address.partition("/")[0]
    while host:
        for pattern, name in _BY_HOST.get(host, ()):
            named = pattern.sub(name, address)
            if named != address:
                return named
        host = host.partition(".")[2]
    return address
