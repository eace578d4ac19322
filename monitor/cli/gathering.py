"""Print what was found at addresses, what a checkup says, and what a list of feeds came to.

Process.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.cli.output import print_json, print_line, print_note, print_table, show_instant
from monitor.errors import ConfigError, Problem, redact_url

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitor.feeds import Look, Sight, Symptom
    from monitor.manage.feedlists import ImportedList
    from monitor.manage.gathering import Addition
    from monitor.store import Change


def print_added(
    changes: Sequence[Change], additions: Mapping[str, Addition], *, as_json: bool
) -> None:
    """Print what became of each feed, with a preview where it was looked at."""
    from monitor.manage.gathering import write_sight
    from monitor.manage.objects import write_change

    for change in changes:
        one = additions[change.key]
        sight = {} if one.sight is None else write_sight(one.sight)
        site = {} if one.site is None else {"site": one.site}
        if as_json:
            note = {} if one.is_unseen else {"note": one.note}
            print_json({**write_change(change), **site, **sight, **note})
            continue
        found = "" if one.site is None else f" (found at {redact_url(one.site)})"
        print_line(f"{change.kind.value} {redact_url(change.key)}{found}")
        if one.sight is not None:
            print_line(f"  {tell_sight(one.sight)}")
            for title in () if one.sight.facts is None else one.sight.facts.titles:
                print_line(f"    {title}")
        if one.note is not None:
            print_note(f"{redact_url(change.key)}: {one.note}")


def print_choice(look: Look, *, as_json: bool) -> None:
    """Print the feeds of a site that leaves a choice, and how to add them."""
    from monitor.manage.gathering import write_sight

    if as_json:
        for sight in look.sights:
            found = {"noun": "feed", "key": sight.url, "change": "found", "site": look.url}
            print_json({**found, **write_sight(sight)})
        return
    rows = [
        [str(number), redact_url(sight.url), tell_sight(sight)]
        for number, sight in enumerate(look.sights, start=1)
    ]
    print_table(["", "FEED", "WHAT IT IS"], rows)
    site = redact_url(look.url)
    if len(look.sights) == 1:
        print_note(f"none was added: {site} has only a feed of comments")
        print_note(f"add it all the same: monitor feeds add --pick 1 {site}")
        return
    print_note(f"none was added: {site} has several feeds")
    print_note(
        f"add some by their numbers: monitor feeds add --pick 1,2 {site}\n"
        f"or all of them:            monitor feeds add --all {site}"
    )


def print_refused(look: Look, *, as_json: bool) -> None:
    """Print why an address was not added: it can never be polled."""
    if as_json:
        print_json({"noun": "feed", "key": look.given, "change": "refused", "note": look.note})
    else:
        print_note(f"not added: {redact_url(look.given)}: {look.note}")


def tell_sight(sight: Sight) -> str:
    """Say in a line what a feed is."""
    told = [sight.title or "without a title"]
    if sight.is_comments:
        told.append("comments")
    if sight.same_as is not None:
        told.append(f"the same articles as {redact_url(sight.same_as)}")
    if sight.facts is None:
        return ", ".join((*told, "not looked at"))
    facts = sight.facts
    newest = "" if facts.newest_at is None else f"newest {show_instant(facts.newest_at)}"
    languages = " ".join(facts.languages)
    entries = "1 entry" if facts.entries == 1 else f"{facts.entries} entries"
    told.extend(filter(None, (facts.format, entries, newest, languages)))
    return ", ".join(told)


def print_symptoms(url: str, symptoms: Sequence[Symptom], *, as_json: bool) -> None:
    """Print what a checkup says."""
    for one in symptoms:
        if as_json:
            found = {"url": url, "name": one.name, "state": one.condition.value}
            print_json({**found, "detail": one.text, "advice": one.advice})
            continue
        advice = "" if one.advice is None else f" – {one.advice}"
        print_line(f"{one.condition.value:10}{one.name}: {one.text}{advice}")


def read_bytes(file: str, *, most: int) -> bytes:
    """Read a file, or standard input for `-`, but not much more than `most` bytes.

    Raises:
        ConfigError: it cannot be read.
    """
    try:
        if file == "-":
            return sys.stdin.buffer.read(most + 1)
        with Path(file).open("rb") as stream:
            return stream.read(most + 1)
    except OSError as error:
        problem = f"cannot be read: {error.strerror}"
        wrong = Problem(file=file, line=None, where="the list of feeds", problem=problem)
        raise ConfigError((wrong,)) from error


def print_imported(imported: ImportedList, *, dry_run: bool, as_json: bool) -> None:
    """Print what became of each line of a list that needs a word, and how many there are."""
    counts = dict.fromkeys(("added", "unchanged", "skipped"), 0)
    for line in imported.lines:
        counts[line.change] += 1
        if as_json:
            print_json(
                {
                    "noun": "feed",
                    "key": line.what,
                    "change": line.change,
                    "line": line.line,
                    "title": line.title,
                    "tags": list(line.tags),
                    "reason": line.reason,
                    "detail": line.detail,
                }
            )
        elif line.detail is not None:
            what = redact_url(line.what) or "–"
            print_line(f"{line.change:9} line {line.line}: {what}: {line.detail}")
        elif line.change != "unchanged":
            print_line(f"{line.change:9} {redact_url(line.what)}")
    for warning in imported.warnings:
        print_note(f"warning: {warning}")
    if not as_json:
        told = ", ".join(f"{count} {kind}" for kind, count in counts.items() if count)
        told = told or "no feed in the list"
        print_line(f"{told}{' (dry run: nothing was changed)' if dry_run else ''}")
