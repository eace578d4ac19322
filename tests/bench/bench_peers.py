"""Hold what we read, and what feedparser reads as it comes, to what other projects expect.

Not how fast, but how right: of each project's values, how many each reader agrees with. Links that
differ and lead to the same page stand apart: FeedBurner's counting link beside the publisher's
own, and relative links, which we make whole. `theirs` are values that the project's own file has
wrong, `choices` those where both readings are good; `tests/support/peerverdicts.py` names them.
The last two lines count every single string of rss-parser's entries, and those of them that belong
to fields which articles have. The documents are read where they lie beside this repository.

Run: python -m tests.bench.bench_peers
"""

from __future__ import annotations

import warnings
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from tests.support.peerreading import read, read_naively
from tests.support.peers import CLAIMS
from tests.support.peervalues import is_kept, values_of_rss_parser
from tests.support.peerverdicts import DIFFERENCES, STRINGS

if TYPE_CHECKING:
    from tests.support.peers import Claim
    from tests.support.peerverdicts import Difference

SHARED = Path(__file__).parents[3] / "shared" / "data" / "feeds"
COLUMNS = ("values", "feedparser", "ours", "same page", "theirs", "choices", "ours wrong")


def main() -> None:
    if not SHARED.is_dir():
        print("the documents of other projects are not beside this repository")
        return
    warnings.simplefilter("ignore")
    print(f"{'':22}" + "".join(f"{column:>12}" for column in COLUMNS))
    for peer, claims in CLAIMS.items():
        ours = list(claims(SHARED / peer, read))
        show(peer, ours, list(claims(SHARED / peer, read_naively)), DIFFERENCES[peer])
    ours = list(values_of_rss_parser(SHARED / "rss-parser", read))
    naive = list(values_of_rss_parser(SHARED / "rss-parser", read_naively))
    show("rss-parser, strings", ours, naive, STRINGS)
    show("of fields we keep", list(filter(is_kept, ours)), list(filter(is_kept, naive)), STRINGS)


def show(
    name: str,
    ours: list[Claim],
    naive: list[Claim],
    verdicts: dict[tuple[str, str], Difference],
) -> None:
    agreeing = sum(claim.agrees for claim in ours)
    by_feedparser = sum(claim.agrees for claim in naive)
    same_page = sum(claim.same_page for claim in ours)
    missed = [claim for claim in ours if not (claim.agrees or claim.same_page)]
    who = Counter(who_is_right(claim, verdicts) for claim in missed)
    figures = (len(ours), by_feedparser, agreeing, same_page)
    judged = (who["theirs"], who["a choice"], who["ours"])
    print(f"{name:22}" + "".join(f"{figure:>12,}" for figure in (*figures, *judged)))
    fair = len(ours) - who["theirs"]
    print(
        f"{'':22}without their faults: feedparser {by_feedparser / fair:.2%}, "
        f"ours {agreeing / fair:.2%}, with links to the same page "
        f"{(agreeing + same_page) / fair:.2%}"
    )


def who_is_right(claim: Claim, verdicts: dict[tuple[str, str], Difference]) -> str:
    """Give whose value is wrong; what nobody judged is our fault."""
    listed = verdicts.get((claim.document, claim.field))
    return "ours" if listed is None else listed.who


if __name__ == "__main__":
    main()
