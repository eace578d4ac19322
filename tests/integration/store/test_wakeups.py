"""One process tells another that there is work, where a server passes it on."""

from __future__ import annotations

import threading
from contextlib import closing
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitor.store import Store


def test_a_word_reaches_who_listens_on_a_server_and_nobody_on_a_file(store: Store) -> None:
    with closing(store.hear_passes(wait_seconds=0.1)) as words:
        silence = list(islice(words, 1))
        speaker = threading.Thread(target=store.call_passes, args=[["dispatch", "evaluate"]])
        speaker.start()
        speaker.join()
        heard = set(islice(words, 4))

    assert silence == ([] if store.is_exclusive else [None])
    assert heard - {None} == (set() if store.is_exclusive else {"dispatch", "evaluate"})
