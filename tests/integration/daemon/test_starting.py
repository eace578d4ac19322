"""A daemon that cannot start says why in one sentence; one that can brings the schema along."""

from __future__ import annotations

import re
import shutil
import socket
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import monitor
from monitor.store.tables import REVISION
from tests.support.daemon import Desk

if TYPE_CHECKING:
    import subprocess

LATER = "29990101_0000"
MIGRATION = f'''"""Note who read an article.

Old code can run against it: it does not look at the column.
"""

import sqlalchemy as sa
from alembic import op

revision = "{LATER}"
down_revision = "{REVISION}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("articles", sa.Column("read_by", sa.Text()))


def downgrade() -> None:
    op.drop_column("articles", "read_by")
'''


def assert_refused(result: subprocess.CompletedProcess[str], *words: str) -> None:
    """It ended with code 1 and one sentence."""
    assert result.returncode == 1, result.stderr
    [line] = result.stderr.splitlines()
    assert line.startswith("error: ")
    for word in words:
        assert word in line


def write_later_program(folder: Path) -> dict[str, str]:
    """Copy the program with one more migration; gives the environment that runs the copy."""
    package = Path(monitor.__file__).parent
    root = package.parent
    shutil.copytree(package, folder / "monitor", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(root / "migrations", folder / "migrations")
    shutil.copy(root / "alembic.ini", folder)
    (folder / "migrations" / "versions" / f"{LATER}_readers.py").write_text(MIGRATION)
    tables = folder / "monitor" / "store" / "tables" / "__init__.py"
    tables.write_text(tables.read_text().replace(f'"{REVISION}"', f'"{LATER}"'))
    return {"PYTHONPATH": str(folder)}


def read_revision(file: Path) -> str:
    with closing(sqlite3.connect(file)) as connection:
        [(revision,)] = connection.execute("SELECT version_num FROM alembic_version")
    return str(revision)


def test_works_in_an_empty_folder_without_settings(tmp_path: Path) -> None:
    desk = Desk(folder=tmp_path)

    with desk.daemon() as daemon:
        assert daemon.get("/healthz") == (200, "ok\n")

    made = {path.name for path in tmp_path.iterdir()} - {"monitor.toml"}
    assert all(re.match(r"monitor\.db(-wal|-shm|\.lock)?$|daemon-\d+\.log$", name) for name in made)


def test_a_second_daemon_on_the_same_file_is_refused(tmp_path: Path) -> None:
    desk = Desk(folder=tmp_path)

    with desk.daemon() as daemon:
        assert_refused(desk.run("run"), "already running", "monitor.db")
        assert_refused(desk.run("run", "--once"), "already running", "monitor.db")
        assert daemon.get("/healthz")[0] == 200


def test_the_file_is_free_again_when_the_daemon_was_killed(tmp_path: Path) -> None:
    desk = Desk(folder=tmp_path)
    with desk.daemon() as daemon:
        daemon.kill()

    assert desk.run("run", "--once").returncode == 0


def test_an_address_in_use_is_told_before_anything_is_begun(tmp_path: Path) -> None:
    desk = Desk(folder=tmp_path)
    with socket.create_server(("127.0.0.1", desk.port)):
        result = desk.run("run")

    assert_refused(result, f"127.0.0.1:{desk.port}", "in use", "bind", "[web]")
    assert not (tmp_path / "monitor.db").exists()


def test_a_daemon_without_pages_needs_no_address(tmp_path: Path) -> None:
    desk = Desk(folder=tmp_path)
    with (
        socket.create_server(("127.0.0.1", desk.port)),
        desk.daemon("--role", "poll") as daemon,
    ):
        assert daemon.terminate() == 0


def test_the_next_version_upgrades_at_its_start_and_this_one_refuses_then(tmp_path: Path) -> None:
    program = tmp_path / "later"
    program.mkdir()
    folder = tmp_path / "desk"
    folder.mkdir()
    desk = Desk(folder=folder)
    assert desk.run("run", "--once").returncode == 0
    later = Desk(folder=folder, env=write_later_program(program))

    with later.daemon() as daemon:
        assert daemon.terminate() == 0

    [backup] = folder.glob("monitor.db-*.backup")
    assert read_revision(backup) == REVISION
    assert read_revision(folder / "monitor.db") == LATER
    assert backup.name in daemon.log_text()
    for command in (("run",), ("run", "--once"), ("status",)):
        assert_refused(desk.run(*command), LATER, REVISION, "install the newer monitor")
    assert read_revision(folder / "monitor.db") == LATER


def test_a_folder_that_does_not_exist_is_told(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/absent/monitor.db"
    desk = Desk(folder=tmp_path, env={"MONITOR_DATABASE__URL": url})

    assert_refused(desk.run("run"), f"{tmp_path}/absent", "does not exist")


def test_a_server_that_is_not_there_is_told_without_its_password(tmp_path: Path) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        port = silent.getsockname()[1]
        url = f"postgresql+psycopg://desk:geheim@127.0.0.1:{port}/monitor"
        desk = Desk(folder=tmp_path, env={"MONITOR_DATABASE__URL": url})

        result = desk.run("run")

    assert_refused(result, f"127.0.0.1:{port}", "refused")
    assert "geheim" not in result.stderr


def test_settings_that_are_wrong_are_told_before_anything_is_begun(tmp_path: Path) -> None:
    desk = Desk(folder=tmp_path, settings='[fetch]\ndefault_intervall = "5m"\n')

    result = desk.run("run")

    assert result.returncode == 2
    assert "default_interval" in result.stderr
    assert not (tmp_path / "monitor.db").exists()
