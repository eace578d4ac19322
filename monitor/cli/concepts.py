"""List and show concepts with their names.

Database.
"""

from __future__ import annotations

import click

from monitor.cli.desk import open_store
from monitor.cli.lazy import Group
from monitor.cli.output import json_option, print_json, print_line, print_listing, print_table


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
