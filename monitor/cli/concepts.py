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
)
from monitor.errors import NoWikidata

if TYPE_CHECKING:
    from monitor.config import Config
    from monitor.model import WikidataRecord


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
    from monitor.manage.concepts import get_concept
    from monitor.manage.objects import write_concept

    with open_store() as store:
        concept = get_concept(store, name)
    if as_json:
        print_json(write_concept(concept))
        return
    country = f", {concept.country}" if concept.country else ""
    print_line(f"@{concept.key}: {concept.name} ({concept.kind.value}{country})")
    rows = [
        [one.source.value, one.language or "–", one.text + ("" if one.enabled else " (off)")]
        for one in concept.names
    ]
    print_table(["SOURCE", "LANGUAGE", "NAME"], rows)


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
    from monitor.manage.concepts import list_names, switch_name

    with open_store() as store:
        for spelling, enabled in ((off, False), (on, True)):
            if spelling is not None:
                switch_name(store, name, spelling, enabled=enabled, now=read_now())
        found = list_names(store, name)
    print_listing(
        found,
        as_json=as_json,
        write=lambda one: {
            "name": one.name.text,
            "language": one.name.language,
            "source": one.name.source.value,
            "enabled": one.name.enabled,
            "matches": one.matches,
        },
        columns={
            "name": lambda one: one.name.text,
            "language": lambda one: one.name.language,
            "source": lambda one: one.name.source.value,
            "state": lambda one: "on" if one.name.enabled else "off",
            "matches": lambda one: one.matches,
        },
        empty="it has no names",
    )
