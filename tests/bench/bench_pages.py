"""Measure what full text costs: loading trafilatura, its memory, pages per second of one core.

The pages are made up like those of newspapers: an article of 900 words between menus, a margin
of 60 teasers and 200 kB of scripts. Nothing is fetched; CPU time counts.

Run: python -m tests.bench.bench_pages
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import time

from monitor.parse import parse_page
from tests.support.webpages import make_page

URL = "https://times.example/2026/visit"
PAGES = 30
BUDGET_SECONDS = 5.0
#: Prints seconds to import and MiB of resident memory, before and after the first page.
LOADING = """
import time
def resident(): return int(open("/proc/self/statm").read().split()[1]) * 4096 / 2**20
from monitor.pipeline import read_document, read_page
import eldc, feedparser
before, began = resident(), time.perf_counter()
import htmldate, trafilatura
print(f"{time.perf_counter() - began:.2f} {before:.0f} {resident():.0f}")
"""


def main() -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", LOADING], check=True, capture_output=True, text=True
    )
    seconds, before, after = loaded.stdout.split()
    print(f"loading trafilatura: {seconds} s, a worker of {before} MiB becomes one of {after} MiB")
    bodies = [write_page(number) for number in range(PAGES)]
    parse_page(URL, bodies[0], None)
    count, began = 0, time.process_time()
    while (spent := time.process_time() - began) < BUDGET_SECONDS:
        for body in bodies:
            parse_page(URL, body, None)
        count += len(bodies)
    size = sum(map(len, bodies)) / len(bodies) / 1000
    print(f"pages of {size:,.0f} kB: {count / spent:,.0f} a second ({spent / count * 1000:.1f} ms)")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory of the process: {peak:,.0f} MiB")


def write_page(seed: int) -> bytes:
    chance = random.Random(seed)
    words = [f"word{chance.randrange(5000)}" for _ in range(3000)]
    sentences = [" ".join(chance.choices(words, k=15)) + "." for _ in range(60)]
    paragraphs = [" ".join(sentences[start : start + 3]) for start in range(0, 60, 3)]
    scripts = "<script>" + "var a = 1; function f(x) { return x + a; }\n" * 100 + "</script>"
    teasers = "".join(
        f'<div class="teaser"><a href="/{n}">{" ".join(chance.choices(words, k=8))}</a></div>'
        for n in range(60)
    )
    page = make_page(*paragraphs, head=scripts * 45, title=f"Report {seed}")
    return page.replace("</aside>", teasers + "</aside>").encode()


if __name__ == "__main__":
    main()
