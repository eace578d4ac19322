"""Migrations: from nothing to now, up and down, with a copy of what could be lost."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from monitor.errors import SchemaMismatch, StoreError
from monitor.store import SchemaState, Store, Upgrade
from monitor.store.schema import bring_up
from monitor.store.tables import REVISION, Base, is_laid_out
from tests.support.builders import NOW, make_draft
from tests.support.scenes import store_articles

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alembic.script import Script

ROOT = Path(__file__).parents[3]
UPGRADED_AT = datetime(2027, 1, 31, 12, 0, tzinfo=UTC)
NEXT = "20270131_0900"
NEXT_MIGRATION = f'''
"""Change the articles so that SQLite must rebuild their table."""
import sqlalchemy as sa
from alembic import op
revision = "{NEXT}"
down_revision = "{REVISION}"

def upgrade():
    with op.batch_alter_table("articles") as batch:
        batch.add_column(sa.Column("added", sa.Text(), nullable=True))
        batch.alter_column("title", existing_type=sa.Text(), nullable=True)

def downgrade():
    op.drop_column("articles", "added")
'''
BROKEN_MIGRATION = NEXT_MIGRATION.replace(
    "def downgrade", '    op.execute("SELECT no_such_thing")\n\ndef downgrade'
)
UPGRADE_HERE = """
from datetime import UTC, datetime
from pathlib import Path
import monitor
from monitor.store import Store
with Store("sqlite:///monitor.db") as store:
    upgrade = store.upgrade(now=datetime(2026, 11, 24, tzinfo=UTC))
    print(Path(monitor.__file__).parents[1], upgrade.reached)
"""


def settings() -> Config:
    return Config(ROOT / "alembic.ini")


def revisions() -> list[Script]:
    """Give all revisions, oldest first."""
    return list(reversed(list(ScriptDirectory.from_config(settings()).walk_revisions())))


def move(store: Store, revision: str) -> None:
    """Go up or down to a revision."""
    known = [script.revision for script in revisions()]
    config = settings()
    found = store.schema_state().found
    with store._database.migrating() as connection:
        config.attributes["connection"] = connection
        is_down = revision == "base" or (
            found is not None and known.index(revision) < known.index(found)
        )
        (command.downgrade if is_down else command.upgrade)(config, revision)


def table_names(store: Store) -> set[str]:
    with store._database.reading() as connection:
        names = set(inspect(connection).get_table_names()) - {"alembic_version"}
    return {name for name in names if is_laid_out(name, "table", {})}


@pytest.fixture
def empty(database_url: str) -> Iterator[Store]:
    with Store(database_url) as store:
        yield store


@pytest.fixture
def next_release(tmp_path: Path) -> Path:
    """The migrations of a release after this one."""
    folder = tmp_path / "next"
    shutil.copytree(ROOT / "migrations", folder / "migrations")
    shutil.copy(ROOT / "alembic.ini", folder)
    (folder / "migrations" / "versions" / f"{NEXT}_next.py").write_text(NEXT_MIGRATION)
    return folder


def test_an_empty_database_is_brought_to_the_current_schema(empty: Store) -> None:
    before = empty.schema_state()

    upgrade = empty.upgrade(now=UPGRADED_AT)

    assert before == SchemaState(found=None, expected=REVISION, newer=False)
    assert upgrade == Upgrade(found=None, reached=REVISION, backup=None)
    assert empty.schema_state() == SchemaState(found=REVISION, expected=REVISION, newer=False)
    empty.check_schema()
    assert table_names(empty) == set(Base.metadata.tables)


def test_upgrading_what_is_current_does_nothing(store: Store, tmp_path: Path) -> None:
    store_articles(store, make_draft())

    upgrade = store.upgrade(now=UPGRADED_AT)

    assert upgrade == Upgrade(found=REVISION, reached=REVISION, backup=None)
    assert list(tmp_path.glob("*.backup")) == []


def test_a_database_without_tables_asks_for_an_upgrade(empty: Store) -> None:
    with pytest.raises(SchemaMismatch, match="run `monitor db upgrade`"):
        empty.check_schema()


def test_the_migrations_lead_to_the_tables_of_the_program(store: Store) -> None:
    with store._database.reading() as connection:
        options = {"compare_type": True, "include_name": is_laid_out}
        context = MigrationContext.configure(connection, opts=options)
        differences = compare_metadata(context, Base.metadata)

    assert differences == []


def test_partial_indexes_and_foreign_keys_are_as_in_the_tables(empty: Store) -> None:
    empty.upgrade(now=NOW)
    migrated = describe(empty)
    move(empty, "base")
    Base.metadata.create_all(empty._database.engine)

    assert describe(empty) == migrated


def describe(store: Store) -> dict[str, object]:
    """Say of each table all that the database knows: what alembic compares and what not."""
    with store._database.reading() as connection:
        found = inspect(connection)
        return {
            name: (
                [(c["name"], str(c["type"]), c["nullable"]) for c in found.get_columns(name)],
                found.get_pk_constraint(name),
                in_words(found.get_foreign_keys(name)),
                in_words(found.get_indexes(name)),
                in_words(found.get_unique_constraints(name)),
                in_words(found.get_check_constraints(name)),
                found.get_table_options(name),
            )
            for name in sorted(Base.metadata.tables)
        }


def in_words(things: list[Any]) -> list[str]:
    """Write reflected things so that they can be compared, their conditions included."""
    return sorted(
        json.dumps(thing, default=str, sort_keys=True, ensure_ascii=False) for thing in things
    )


def test_there_is_one_head_and_the_program_expects_it() -> None:
    assert ScriptDirectory.from_config(settings()).get_heads() == [REVISION]


def test_revisions_are_named_by_date_so_that_later_ones_sort_after() -> None:
    names = [Path(script.path).name for script in revisions()]
    numbers = [script.revision for script in revisions()]

    assert numbers == sorted(numbers)
    for name, number in zip(names, numbers, strict=True):
        assert datetime.strptime(number, "%Y%m%d_%H%M")
        assert name.startswith(f"{number}_")


@pytest.mark.parametrize("script", revisions(), ids=lambda script: script.revision)
def test_each_revision_goes_up_down_and_up(empty: Store, script: Script) -> None:
    below = str(script.down_revision or "base")
    move(empty, script.revision)
    first = table_names(empty)

    move(empty, below)
    under = empty.schema_state().found
    move(empty, script.revision)

    assert under == (script.down_revision or None)
    assert table_names(empty) == first


def test_a_file_with_data_is_copied_beside_itself_before_it_is_changed(
    tmp_path: Path, next_release: Path
) -> None:
    path = tmp_path / "monitor.db"
    with Store(f"sqlite:///{path}") as store:
        store.upgrade(now=NOW)
        (article_id,) = store_articles(store, make_draft())

        upgrade = bring_up(store._database, next_release, expected=NEXT, now=UPGRADED_AT)

        backup = f"{path}-{REVISION}-20270131T120000Z.backup"
        assert upgrade == Upgrade(found=REVISION, reached=NEXT, backup=backup)
        assert store.schema_state().found == NEXT
        # The table was rebuilt, and nothing that points to it was deleted on the way.
        assert len(store.get_trace(article_id).sightings) == 1
    with Store(f"sqlite:///{backup}") as copy:
        copy.check_schema()
        assert [article.id for article in copy.iter_articles()] == [article_id]


@pytest.mark.parametrize("database_url", ["memory", "postgresql"], indirect=True)
def test_what_is_no_file_is_upgraded_without_a_copy(empty: Store, next_release: Path) -> None:
    empty.upgrade(now=NOW)
    (article_id,) = store_articles(empty, make_draft())

    upgrade = bring_up(empty._database, next_release, expected=NEXT, now=UPGRADED_AT)

    assert upgrade == Upgrade(found=REVISION, reached=NEXT, backup=None)
    assert len(empty.get_trace(article_id).sightings) == 1


def test_an_upgrade_that_fails_leaves_the_schema_as_it_was(
    empty: Store, next_release: Path
) -> None:
    empty.upgrade(now=NOW)
    (article_id,) = store_articles(empty, make_draft())
    versions = next_release / "migrations" / "versions"
    (versions / f"{NEXT}_next.py").write_text(BROKEN_MIGRATION)

    with pytest.raises(StoreError):
        bring_up(empty._database, next_release, expected=NEXT, now=UPGRADED_AT)

    assert empty.schema_state().found == REVISION
    assert [article.id for article in empty.iter_articles()] == [article_id]
    store_articles(empty, make_draft("after"))


@pytest.mark.parametrize("revision", ["20991231_2359", "of another program"])
def test_a_schema_that_is_newer_is_refused_and_left_alone(
    empty: Store, tmp_path: Path, revision: str
) -> None:
    empty.upgrade(now=NOW)
    with empty._database.writing() as connection:
        mark = text("UPDATE alembic_version SET version_num = :revision")
        connection.execute(mark, {"revision": revision})

    with pytest.raises(SchemaMismatch, match=revision):
        empty.upgrade(now=UPGRADED_AT)

    with pytest.raises(SchemaMismatch, match=revision):
        empty.check_schema()
    assert empty.schema_state() == SchemaState(found=revision, expected=REVISION, newer=True)
    assert list(tmp_path.glob("*.backup")) == []


def test_alembic_at_the_root_upgrades_the_database_of_the_environment(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/monitor.db"

    done = subprocess.run(
        [sys.executable, "-m", "alembic", "upgrade", "head"],
        cwd=ROOT,
        env={**os.environ, "MONITOR_DATABASE__URL": url},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    with Store(url) as store:
        store.check_schema()


def test_an_installed_package_brings_its_migrations_along(tmp_path: Path) -> None:
    site = tmp_path / "site-packages"
    shutil.copytree(ROOT / "monitor", site / "monitor")
    shutil.copytree(ROOT / "migrations", site / "monitor" / "migrations")
    shutil.copy(ROOT / "alembic.ini", site / "monitor")
    folder = tmp_path / "empty"
    folder.mkdir()

    done = subprocess.run(
        [sys.executable, "-c", UPGRADE_HERE],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(site)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.stdout, done.stderr) == (f"{site} {REVISION}\n", "")
    assert (folder / "monitor.db").exists()
