"""The search index: what a search must look at, whatever happened to an article since."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete

from monitor.errors import LeaseLost
from monitor.model import Either, Every, Holding, Newness, Page, PageState, PageVisit
from monitor.store import search
from monitor.store.tables import articles
from tests.support.builders import NOW, make_draft, make_feed_spec, make_identified, make_unmatched
from tests.support.database import connections_in_use
from tests.support.scenes import (
    EVALUATE,
    LEASE_FOR,
    evaluate,
    get_article,
    store_articles,
    take_fence,
)

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.model import ArticleId, Needed
    from monitor.store import Store

EDITION = 7
#: Terms of articles.
STORM, PORT, BALTIC, SAINT = 101, 2**28 - 1, 33, 1


def holding(*terms: int) -> Holding:
    return Holding(terms=frozenset(terms))


def every(*parts: Needed) -> Every:
    return Every(parts=parts)


def either(*parts: Needed) -> Either:
    return Either(parts=parts)


def file(
    store: Store, article_id: ArticleId, *terms: int, edition: int = EDITION, **values: int
) -> None:
    """Do what the evaluator does: file an article under terms, then have it evaluated."""
    store.save_terms(
        {article_id: frozenset(terms)}, edition=edition, lease=EVALUATE, fence=take_fence(store)
    )
    evaluate(store, make_unmatched(article_id, **values))


def publish(
    store: Store, slug: str, *terms: int, at: datetime = NOW, edition: int = EDITION
) -> ArticleId:
    (article_id,) = store_articles(store, make_draft(slug), finished_at=at)
    file(store, article_id, *terms, edition=edition)
    return article_id


def find(
    store: Store, needed: Needed, *, since: datetime | None = None, edition: int = EDITION
) -> list[ArticleId]:
    return [one.id for one in store.iter_candidates(needed, edition=edition, since=since)]


def edit(store: Store, article_id: ArticleId, slug: str) -> None:
    draft = make_draft(slug, title="Another text", summary="Quite another one.")
    entry = make_identified(draft, newness=Newness.CHANGED, reason="text", article_id=article_id)
    store_articles(store, entry)


def fill(store: Store, *terms: int, limit: int, edition: int = EDITION) -> list[ArticleId] | None:
    """File the next articles that are not filed; gives which these were."""
    fence = take_fence(store)
    unfilled = store.list_unfilled(edition=edition, limit=limit)
    if unfilled is None:
        return None
    numbers = [article.id for article in unfilled.articles]
    store.save_terms(
        dict.fromkeys(numbers, frozenset(terms)),
        edition=edition,
        lease=EVALUATE,
        fence=fence,
        down_to=unfilled.down_to,
    )
    return numbers


# -- what is found --------------------------------------------------------------------------------


def test_gives_what_holds_the_terms_newest_first(store: Store) -> None:
    first = publish(store, "one", STORM, PORT)
    older = publish(store, "two", STORM, BALTIC, at=NOW - timedelta(hours=1))
    third = publish(store, "three", PORT)

    assert find(store, holding(STORM)) == [first, older]
    assert find(store, holding(BALTIC, PORT)) == [third, first, older]
    assert find(store, every(holding(STORM), holding(PORT, SAINT))) == [first]
    assert find(store, either(holding(BALTIC), every(holding(PORT), holding(STORM)))) == [
        first,
        older,
    ]
    assert find(store, holding(SAINT)) == []
    assert find(store, holding()) == []


def test_gives_what_was_seen_since_then(store: Store) -> None:
    publish(store, "one", STORM, at=NOW - timedelta(hours=2))
    late = publish(store, "two", STORM, at=NOW - timedelta(hours=1))

    assert find(store, holding(STORM), since=NOW - timedelta(hours=1)) == [late]


@pytest.mark.parametrize("few", [0, 4, 100])
@pytest.mark.parametrize("since", [None, NOW - timedelta(minutes=12)])
def test_finds_many_in_the_same_order_as_few(
    store: Store, monkeypatch: pytest.MonkeyPatch, few: int, since: datetime | None
) -> None:
    monkeypatch.setattr(search, "FEW", few)
    monkeypatch.setattr(search, "FIRST_WINDOW", 2)
    monkeypatch.setattr(search, "FIRST_LOAD", 1)
    times = [NOW - timedelta(minutes=(n * 5) % 17) for n in range(17)]
    seen = {
        publish(store, f"{n}", STORM if n % 3 else PORT, at=at): n for n, at in enumerate(times)
    }
    (waiting,) = store_articles(store, make_draft("new"), finished_at=NOW - timedelta(minutes=3))

    found = find(store, holding(STORM), since=since)

    walked = [one.id for one in store.iter_articles(since=since)]
    assert found == [one for one in walked if one == waiting or seen[one] % 3]


def test_takes_large_questions_that_lie_deep(store: Store) -> None:
    article_id = publish(store, "one", *range(5_000, 6_000))
    needed: Needed = holding(*range(4_000, 5_001))
    for depth in range(12):
        needed = (every if depth % 2 else either)(needed, holding(5_001 + depth, *range(300)))

    assert find(store, needed) == [article_id]
    assert find(store, every(needed, holding(9))) == []


def test_holds_no_connection_while_the_reader_thinks(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "FIRST_LOAD", 1)
    publish(store, "one", STORM)
    publish(store, "two", STORM)
    found = store.iter_candidates(holding(STORM), edition=EDITION)

    next(found)

    assert connections_in_use(store) == 0


# -- what is looked at because nobody knows -------------------------------------------------------


def test_what_waits_for_the_evaluator_is_looked_at(store: Store) -> None:
    publish(store, "one", STORM)
    (waiting,) = store_articles(store, make_draft("two"))

    assert find(store, holding(PORT)) == [waiting]


def test_an_edited_article_is_looked_at_until_its_new_text_is_filed(store: Store) -> None:
    article_id = publish(store, "one", STORM)
    edit(store, article_id, "one")
    before = find(store, holding(PORT))

    file(store, article_id, PORT, revision=2)

    assert before == [article_id]
    assert find(store, holding(PORT)) == [article_id]
    assert find(store, holding(BALTIC)) == []


def test_terms_of_a_text_that_was_edited_meanwhile_count_for_nothing(store: Store) -> None:
    (article_id,) = store_articles(store, make_draft("one"))
    edit(store, article_id, "one")

    file(store, article_id, STORM, revision=1)

    assert find(store, holding(PORT)) == [article_id]


@pytest.mark.parametrize("text", ["", "The page says much more of it. " * 20])
def test_an_article_whose_page_tells_more_is_looked_at_again(store: Store, text: str) -> None:
    store.save_feeds([make_feed_spec(full_text=True)], now=NOW)
    (article_id,) = store_articles(store, make_draft("one", language=None))
    file(store, article_id, STORM)
    (leased,) = store.lease_pages(owner="reader", now=NOW, lease_for=LEASE_FOR, limit=1)
    page = Page(text=text, canonical_url=None, published_at=None, language="de")
    visit = PageVisit(
        article_id=article_id,
        host=leased.host,
        lease_owner="reader",
        lease_until=leased.lease_until,
        attempt=leased.attempt,
        finished_at=NOW,
        state=PageState.READ,
        next_fetch_at=None,
        page=page,
    )

    store.save_pages([visit])

    # Even a page without a text tells the language, and with it the forms of the words.
    assert get_article(store, article_id).language == "de"
    assert find(store, holding(PORT)) == [article_id]


def test_an_article_without_terms_is_looked_at_in_every_search(store: Store) -> None:
    (article_id,) = store_articles(store, make_draft("one"))
    store.save_terms({article_id: None}, edition=EDITION, lease=EVALUATE, fence=take_fence(store))
    evaluate(store, make_unmatched(article_id))

    assert find(store, every(holding(STORM), holding(PORT))) == [article_id]


def test_an_article_that_is_gone_is_not_given(store: Store) -> None:
    gone, kept = publish(store, "one", STORM), publish(store, "two", STORM)

    with store._database.writing() as connection:
        connection.execute(delete(articles).where(articles.c.id == gone))

    assert find(store, holding(STORM)) == [kept]


# -- archives that are not filed ------------------------------------------------------------------


def test_without_an_index_every_article_is_looked_at(store: Store) -> None:
    found = store_articles(store, make_draft("one"), make_draft("two"))
    for article_id in found:
        evaluate(store, make_unmatched(article_id))

    assert sorted(find(store, holding(STORM))) == sorted(found)
    assert store.has_unfilled(edition=EDITION)


def test_an_empty_archive_has_nothing_to_file(store: Store) -> None:
    assert not store.has_unfilled(edition=EDITION)
    assert store.list_unfilled(edition=EDITION, limit=10) is None
    assert find(store, holding(STORM)) == []


def test_an_old_archive_is_filed_bit_by_bit_from_the_newest_on(store: Store) -> None:
    old = sorted(store_articles(store, *(make_draft(f"{number}") for number in range(5))))
    for article_id in old:
        evaluate(store, make_unmatched(article_id))
    new = publish(store, "new", STORM)

    steps, looked_at = [], []
    while (filed := fill(store, PORT, limit=2)) is not None:
        steps.append(filed)
        looked_at.append(sorted(find(store, holding(STORM))))

    assert steps == [old[:2:-1], old[2:0:-1], [old[0]]]
    assert looked_at == [[*old[:3], new], [old[0], new], [new]]
    assert not store.has_unfilled(edition=EDITION)
    assert sorted(find(store, holding(PORT))) == old


def test_other_rules_make_all_be_filed_anew(store: Store) -> None:
    first, second = publish(store, "one", STORM), publish(store, "two", STORM)
    before = find(store, holding(PORT), edition=EDITION + 1)

    third = publish(store, "three", PORT, edition=EDITION + 1)
    under_new = find(store, holding(PORT), edition=EDITION + 1)
    filed = fill(store, BALTIC, limit=10, edition=EDITION + 1)

    assert before == [second, first]
    assert under_new == [third, second, first]
    assert find(store, holding(STORM), edition=EDITION) == [third, second, first]
    assert filed == [second, first]
    assert find(store, holding(BALTIC), edition=EDITION + 1) == [second, first]
    assert find(store, holding(PORT), edition=EDITION + 1) == [third]


def test_an_index_that_was_given_up_is_filed_anew(store: Store) -> None:
    article_id = publish(store, "one", STORM)

    store.forget_terms()

    assert find(store, holding(PORT)) == [article_id]
    assert fill(store, STORM, limit=10) == [article_id]
    assert find(store, holding(PORT)) == []


def test_a_former_evaluator_files_nothing(store: Store) -> None:
    fence = take_fence(store)
    (article_id,) = store_articles(store, make_draft("one"))
    take_fence(store, owner="another", now=NOW + 2 * LEASE_FOR)

    with pytest.raises(LeaseLost):
        store.save_terms(
            {article_id: frozenset({STORM})}, edition=EDITION, lease=EVALUATE, fence=fence
        )

    assert not store.has_unfilled(edition=EDITION)


def test_an_index_of_mostly_removed_articles_is_made_anew_where_they_stay(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "ALLOWANCE", 1)
    for number in range(6):
        article_id = publish(store, f"{number}", STORM)
    with store._database.writing() as connection:
        connection.execute(delete(articles).where(articles.c.id < article_id))

    last = publish(store, "last", PORT)

    is_anew = store.has_unfilled(edition=EDITION)
    assert is_anew == store._database.terms.keeps_removed
    assert find(store, holding(PORT)) == ([last, article_id] if is_anew else [last])
    if is_anew:
        assert fill(store, STORM, limit=10) == [article_id]
    assert find(store, holding(PORT)) == [last]
    assert find(store, holding(STORM)) == [article_id]
