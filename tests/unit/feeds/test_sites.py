from __future__ import annotations

import pytest

from monitor.feeds import complete_address, keep_user, know_site, list_probes


@pytest.mark.parametrize(
    ("url", "feed"),
    [
        (
            "https://www.youtube.com/channel/UC1234567890123456789012/videos",
            "https://www.youtube.com/feeds/videos.xml?channel_id=UC1234567890123456789012",
        ),
        ("https://old.reddit.com/r/worldnews/", "https://old.reddit.com/r/worldnews/.rss"),
        ("https://github.com/a/b/releases", "https://github.com/a/b/releases.atom"),
        ("https://github.com/a/b/tags", "https://github.com/a/b/releases.atom"),
        ("https://github.com/a/b/commits/main", "https://github.com/a/b/commits/main.atom"),
        ("https://github.com/a/b/commits", "https://github.com/a/b/commits.atom"),
        ("https://medium.com/@someone", "https://medium.com/feed/@someone"),
        ("https://some.substack.com/", "https://some.substack.com/feed"),
        ("https://some.tumblr.com", "https://some.tumblr.com/rss"),
        ("https://some.blogspot.co.uk/", "https://some.blogspot.co.uk/feeds/posts/default"),
        ("https://bsky.app/profile/a.example", "https://bsky.app/profile/a.example/rss"),
        ("https://pypi.org/project/x/", "https://pypi.org/rss/project/x/releases.xml"),
        ("https://stackoverflow.com/questions/tagged/c", "https://stackoverflow.com/feeds/tag/c"),
    ],
)
def test_knows_where_sites_of_a_kind_keep_a_feed(url: str, feed: str) -> None:
    site = know_site(url)

    assert site is not None
    assert site.url == feed


@pytest.mark.parametrize(
    "url",
    [
        "https://times.example/",
        "https://www.youtube.com/watch?v=x",
        "https://github.com/a",
        "https://notreddit.com/r/x",
        "https://reddit.com.evil.example/r/x",
        "https://some.substack.com/p/article",
    ],
)
def test_claims_to_know_no_other(url: str) -> None:
    assert know_site(url) is None


def test_looks_below_the_page_first_and_then_at_the_root() -> None:
    probes = list_probes("https://times.example/tag/korea/?page=2")

    assert probes[:3] == (
        "https://times.example/tag/korea/feed",
        "https://times.example/tag/korea/rss.xml",
        "https://times.example/feed",
    )
    assert "https://times.example/?feed=rss2" in probes


def test_looks_beside_a_profile() -> None:
    assert list_probes("https://social.example/@desk")[0] == "https://social.example/@desk.rss"


def test_asks_for_no_place_twice() -> None:
    probes = list_probes("https://times.example/")

    assert len(set(probes)) == len(probes)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("times.example", "https://times.example"),
        ("times.example:8080/feed?x", "https://times.example:8080/feed?x"),
        ("feed:https://times.example/f", "https://times.example/f"),
        ("feed://https://times.example/f", "https://times.example/f"),
        ("feed://times.example/f", "http://times.example/f"),
        ("http://times.example/f", "http://times.example/f"),
        ("gopher://x", "gopher://x"),
        ("localhost", "localhost"),
        ("feed:x", "feed:x"),
        ("HTTP://Times.EXAMPLE/Feed", "http://times.example/Feed"),
        ("http://times.example:80/Feed", "http://times.example/Feed"),
        ("https://times.example:443/f?a=B#c", "https://times.example/f?a=B"),
        ("https://times.example:80/f", "https://times.example:80/f"),
        ("https://times.example:/f", "https://times.example/f"),
        ("https://Me:PW@Times.example/f", "https://Me:PW@times.example/f"),
        ("https://[2001:DB8::1]:443/f", "https://[2001:db8::1]/f"),
        ("https://[2001:DB8::1]/f", "https://[2001:db8::1]/f"),
        ("Times.example:443/F", "https://times.example/F"),
        ("https://times.example:x/f", "https://times.example:x/f"),
    ],
)
def test_completes_an_address_as_people_say_it(said: str, meant: str) -> None:
    assert complete_address(said) == meant


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://a.example/feed", "https://me:pw@a.example/feed"),
        ("https://b.example/feed", "https://b.example/feed"),
        ("http://a.example/feed", "http://a.example/feed"),
        ("https://a.example:444/feed", "https://a.example:444/feed"),
        ("https://you@a.example/feed", "https://you@a.example/feed"),
    ],
)
def test_carries_a_password_to_the_same_origin_only(url: str, kept: str) -> None:
    assert keep_user(url, "https://me:pw@a.example/") == kept
