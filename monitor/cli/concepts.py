"""List, show and add concepts; look at their names, switch them on and off.

Database.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from monitor.cli.desk import open_store, read_config, read_now
from monitor.cli.lazy import Group
from monitor.cli.output import (
    json_option,
    print_json,
    print_line,
    print_listing,
    print_note,
    print_table,
    show_instant,
)
from monitor.cli.spans import Numbers, Span
from monitor.errors import NoWikidata

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import timedelta

    from monitor.config import Config
    from monitor.manage.concepts import NameReport
    from monitor.model import WikidataRecord


#: What is shown of a name; RIGHT is how many of the answered alerts it was found in were called
#: relevant, WRITTEN is how articles write it.
COLUMNS = ["NAME", "LANGUAGE", "SOURCE", "STATE", "ARTICLES", "RIGHT", "LAST", "WRITTEN"]
MOST_WRITTEN = 5


@click.group(cls=Group)
def concepts() -> None:
    """Persons, places, countries, organizations and terms with their names."""


@concepts.command(name="list")
@json_option
def list_(*, as_json: bool) -> None:
    """List concepts."""
    from monitor.manage.concepts import list_concepts
    from monitor.manage.objects import write_concept

    with open_store() as store:
        found = list_concepts(store)
    print_listing(
        found,
        as_json=as_json,
        write=write_concept,
        columns={
            "concept": lambda concept: f"@{concept.key}",
            "kind": lambda concept: concept.kind.value,
            "name": lambda concept: concept.name,
            "country": lambda concept: concept.country,
            "names": lambda concept: len(concept.names),
        },
        empty="no concepts yet: `monitor apply newsroom.yaml`",
    )


@concepts.command()
@click.argument("name")
@json_option
def show(name: str, *, as_json: bool) -> None:
    """Show a concept with every name it is found by, and where each comes from."""
    from monitor.manage.concepts import get_concept, list_names, write_name
    from monitor.manage.objects import write_concept

    with open_store() as store:
        concept = get_concept(store, name)
        reports = list_names(store, name)
    if as_json:
        names = [{"text": report.name.text, **write_name(report)} for report in reports]
        print_json({**write_concept(concept), "names": names})
        return
    country = f", {concept.country}" if concept.country else ""
    print_line(f"@{concept.key}: {concept.name} ({concept.kind.value}{country})")
    print_table(COLUMNS, _rows(reports))


def _rows(reports: Iterable[NameReport]) -> list[list[str]]:
    """Give a line for each name: what it is, and what it caught."""
    rows = []
    for report in reports:
        name, caught = report.name, report.caught
        written = [one.text for one in caught.texts[:MOST_WRITTEN]] if caught else []
        last = (show_instant(caught.last_seen_at) or "–") if caught else "–"
        rows.append(
            [
                name.text,
                name.language or "–",
                name.source.value,
                "on" if name.enabled else "off",
                str(caught.articles) if caught else "0",
                f"{right.relevant}/{right.answered}" if (right := report.precision) else "–",
                last,
                ", ".join(written) or "–",
            ]
        )
    return rows


@concepts.command()
@click.argument("key")
@click.option(
    "--kind",
    type=click.Choice(["person", "place", "country", "organization", "term"]),
    help="What it is; Wikidata often tells.",
)
@click.option("--name", help="Its main name; Wikidata tells.")
@click.option("--country", help="Of a place: where it lies, two letters.")
@click.option("--code", help="Of a country: its own two letters.")
@click.option("--wikidata", help="Its id there (Q…), or words to search for.")
@click.option("--dry-run", is_flag=True, help="Store nothing.")
@json_option
def add(key: str, *, wikidata: str | None, dry_run: bool, as_json: bool, **given: str) -> int:
    """Add concept KEY, with the names that Wikidata has for it."""
    from monitor.manage.concepts import add_concept
    from monitor.manage.objects import write_concept

    config = read_config()
    record = None
    if wikidata is not None:
        record, others = _ask(config, wikidata)
        if record is None:
            _print_candidates(others, key, as_json=as_json)
            return 1
    options = {name: value for name, value in given.items() if value}
    with open_store(config) as store:
        added = add_concept(
            store, key, options=options, record=record, dry_run=dry_run, now=read_now()
        )
    concept = added.concept
    if as_json:
        print_json(write_concept(concept))
    else:
        what = "would add" if dry_run else "added"
        print_line(
            f"{what} @{key}: {concept.name} ({concept.kind.value}), names: {len(concept.names)}"
        )
    for warning in added.warnings:
        print_note(f"warning: {warning}")
    return 0


def _ask(config: Config, wanted: str) -> tuple[WikidataRecord | None, tuple[WikidataRecord, ...]]:
    """Give the record of an id or of the only one found; else those found."""
    from monitor.daemon import ask_wikidata, look_in_wikidata

    if not (wanted[:1] in "Qq" and wanted[1:].isdecimal()):
        found = look_in_wikidata(config, wanted)
        if len(found) != 1:
            return None, found
        wanted = found[0].id
    wanted = wanted.upper()
    records = ask_wikidata(config, [wanted])
    if wanted not in records:
        raise NoWikidata(config.wikidata.url, problem=f"there is no {wanted}")
    return records[wanted], ()


def _print_candidates(records: tuple[WikidataRecord, ...], key: str, *, as_json: bool) -> None:
    for record in records:
        if as_json:
            told = {"id": record.id, "label": record.label, "description": record.description}
            print_json(told)
        else:
            print_line(f"{record.id:12}{record.label} – {record.description}")
    if records:
        print_note(f"name one of them: monitor concepts add {key} --wikidata {records[0].id}")
    else:
        print_note("Wikidata knows nothing by these words")


@concepts.command()
@click.argument("keys", nargs=-1, metavar="[KEY]...")
def refresh(keys: tuple[str, ...]) -> int:
    """Take the names that Wikidata has now (for all concepts that came from there)."""
    from monitor.daemon import ask_wikidata
    from monitor.manage.concepts import get_concept, list_concepts, refresh_concept

    config = read_config()
    with open_store(config) as store:
        chosen = [get_concept(store, key) for key in keys] or list_concepts(store)
        linked = [(concept, concept.wikidata) for concept in chosen if concept.wikidata]
        records = ask_wikidata(config, [id_ for _, id_ in linked]) if linked else {}
        for concept, id_ in linked:
            if (record := records.get(id_)) is None:
                print_note(f"@{concept.key}: Wikidata has no {id_} any more; its names are kept")
                continue
            fresh = refresh_concept(store, concept, record, now=read_now())
            gained = len(fresh.names) - len(concept.names)
            print_line(f"@{concept.key}: names: {len(fresh.names)} ({gained:+})")
    for concept in chosen:
        if keys and not concept.wikidata:
            print_note(f"@{concept.key} has no id of Wikidata: set `wikidata: Q…`")
    return int(any(id_ not in records for _, id_ in linked))


@concepts.command()
@click.argument("name")
@click.option("--off", metavar="SPELLING", help="Match this name no more.")
@click.option("--on", metavar="SPELLING", help="Match this name again.")
@json_option
def names(name: str, *, off: str | None, on: str | None, as_json: bool) -> None:
    """Show the names of concept NAME with what each caught, or switch one."""
    from monitor.manage.concepts import list_names, switch_name, write_name

    with open_store() as store:
        for spelling, enabled in ((off, False), (on, True)):
            if spelling is not None:
                switch_name(store, name, spelling, enabled=enabled, now=read_now())
        found = list_names(store, name)
    if as_json:
        for report in found:
            print_json(write_name(report))
    elif found:
        print_table(COLUMNS, _rows(found))
    else:
        print_note("it has no names")


@concepts.command()
@click.argument("name")
@click.option("--since", type=Span(), default="30d", show_default=True, help="How far back.")
@click.option(
    "--limit", type=click.IntRange(min=1), default=10, show_default=True, help="At most so many."
)
@click.option("--add", is_flag=True, help="Take all that are shown over as names.")
@click.option("--pick", type=Numbers(), help="Take these over, by their numbers: 1,3.")
@json_option
def propose(
    name: str,
    *,
    since: timedelta,
    limit: int,
    add: bool,
    pick: tuple[int, ...] | None,
    as_json: bool,
) -> None:
    """Propose spellings of concept NAME that articles hold and none of its names finds."""
    from monitor.manage.proposing import propose as look
    from monitor.manage.proposing import take_over, write_proposal

    with open_store() as store:
        found = look(store, name, since=since, limit=limit, now=read_now())
        chosen = found if add else [found[number - 1] for number in _check(pick, len(found))]
        if chosen:
            take_over(store, name, chosen, now=read_now())
    for number, one in enumerate(found, 1):
        if as_json:
            print_json(write_proposal(one))
            continue
        print_line(f"{number}. {one.text} ({one.language or '–'}), articles: {one.articles}")
        print_line(f"   {one.why}")
        print_line(f"   {one.example}")
    if not found:
        print_note("nothing in the articles looks like another name of it")
    elif chosen:
        print_note(f"added: {', '.join(one.text for one in chosen)}")
    elif not as_json:
        print_note("--add takes all of them over, --pick 1,3 some")


def _check(pick: tuple[int, ...] | None, count: int) -> tuple[int, ...]:
    wrong = [number for number in pick or () if not 1 <= number <= count]
    if wrong:
        raise click.UsageError(f"there is no proposal {wrong[0]}, only {count}")
    return pick or ()
