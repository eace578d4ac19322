"""Run migrations: on the connection that the store hands over, or by `alembic` on a URL.

Database. The store calls with an open transaction and commits it. The command line takes
the URL from MONITOR_DATABASE__URL, else monitor.db in the working folder.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from alembic import context
from sqlalchemy import TypeDecorator

try:
    import monitor  # noqa: F401 - only to know whether it is installed
except ModuleNotFoundError:  # a checkout that was not installed
    sys.path.insert(0, str(Path(__file__).parents[1]))

from monitor.store.dialect import Database
from monitor.store.tables import Base, is_laid_out

if TYPE_CHECKING:
    from alembic.autogenerate.api import AutogenContext
    from sqlalchemy import Connection


def render_plainly(kind: str, item: object, _context: AutogenContext) -> str | bool:
    """Write our column types as the plain types they stand for: those never change."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}"
    return False


def run(connection: Connection) -> None:
    """Run the migrations that the caller asked for."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        render_item=render_plainly,
        include_name=is_laid_out,
        compare_type=True,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def main() -> None:
    """Take the connection from the caller, or make one."""
    if context.is_offline_mode():
        raise SystemExit("monitor migrates a database that it can look at; --sql is not supported")
    connection = context.config.attributes.get("connection")
    if connection is not None:
        run(connection)
        return
    database = Database(os.environ.get("MONITOR_DATABASE__URL", "sqlite:///monitor.db"))
    with database.migrating() as opened:
        run(opened)
    database.close()


main()
