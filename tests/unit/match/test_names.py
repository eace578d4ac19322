"""Names of persons that no rule was written from, found from one English spelling.

A floor under what tests/bench/bench_names.py measures.
"""

from __future__ import annotations

from tests.bench.bench_names import NAMES, is_found, make_person, read_persons


def test_nine_of_ten_held_out_names_are_found():
    found = [
        is_found(person, language, spelling.replace("*", ""))
        for person, spellings in (
            (make_person(english), spellings)
            for english, spellings in read_persons(NAMES / "held_out.txt")
        )
        for language, spelling in spellings
    ]

    assert sum(found) / len(found) >= 0.88
