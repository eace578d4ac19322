"""Know which schema the database has, and bring it to the one this program works with.

Database. Asking costs one statement and loads no migration; upgrading runs alembic in one
transaction: afterwards the schema is the new one or the old one, never something between.
A file that holds data is copied beside itself first.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from monitor.errors import SchemaMismatch, StoreError
from monitor.store.answers import SchemaState, Upgrade
from monitor.store.part import Part
from monitor.store.tables import REVISION

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from datetime import datetime

    from alembic.config import Config

    from monitor.store.dialect import Database

_PACKAGE = Path(__file__).parents[1]


class Schemas(Part):
    """The store's part for the schema and the database as a whole."""

    def schema_state(self) -> SchemaState:
        """Compare the schema of the database with ours; makes nothing."""
        found = None
        if not self._database.is_absent:
            with self._database.reading() as connection:
                found = found_revision(connection)
        newer = found is not None and found > REVISION
        return SchemaState(found=found, expected=REVISION, newer=newer)

    def check_schema(self) -> None:
        """Raise SchemaMismatch unless the database has the schema that we work with."""
        state = self.schema_state()
        if state.found != state.expected:
            raise SchemaMismatch(found=state.found, expected=state.expected)

    def upgrade(self, *, now: datetime) -> Upgrade:
        """Bring the schema up to ours, copying a database file that holds data first.

        Raises:
            SchemaMismatch: the schema is newer than ours, or not one of ours.
        """
        return bring_up(self._database, _scripts_folder(), expected=REVISION, now=now)

    def backup(self, path: str) -> None:
        """Copy the database, while it is in use, to a new file.

        Raises:
            BackupRefused: the file exists, or the database has its own tool for this.
        """
        self._database.backup(path)

    def hold_exclusively(self) -> AbstractContextManager[None]:
        """Be the only daemon on a database file; a second holder gets DatabaseBusy."""
        return self._database.hold_exclusively()


def found_revision(connection: Connection) -> str | None:
    """Read the revision that the database says it has; None without our tables."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return None if revision is None else str(revision)


def bring_up(database: Database, folder: Path, *, expected: str, now: datetime) -> Upgrade:
    """Run the migrations of this folder up to the revision that is expected of them."""
    found = Schemas(database).schema_state().found
    if found == expected:
        return Upgrade(found=found, reached=expected, backup=None)
    settings = _settings(folder)
    backup = None
    if found is not None:
        if found not in _known_revisions(settings):
            raise SchemaMismatch(found=found, expected=expected)
        backup = database.copy_beside(f"{found}-{now:%Y%m%dT%H%M%SZ}")
    with database.migrating() as connection:
        _run(settings, connection)
    return Upgrade(found=found, reached=expected, backup=backup)


def _scripts_folder() -> Path:
    """Find the migrations: in the package when it is installed, above it in a checkout."""
    for folder in (_PACKAGE, _PACKAGE.parent):
        if (folder / "alembic.ini").is_file() and (folder / "migrations").is_dir():
            return folder
    raise StoreError from FileNotFoundError("alembic.ini and migrations are not installed")


def _settings(folder: Path) -> Config:
    from alembic.config import Config

    return Config(folder / "alembic.ini")


def _known_revisions(settings: Config) -> set[str]:
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory.from_config(settings)
    return {script.revision for script in scripts.walk_revisions()}


def _run(settings: Config, connection: Connection) -> None:
    from alembic import command

    settings.attributes["connection"] = connection
    command.upgrade(settings, "head")
