"""The wheel alone, in a fresh environment and an empty folder, does its work."""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
import zipfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from jsonschema import Draft202012Validator

from monitor import __version__
from monitor.store import Store
from monitor.store.tables import REVISION

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).parents[3]
LIBRARIES = Path(sysconfig.get_paths()["purelib"])

#: The environment is built once, by one worker.
pytestmark = pytest.mark.xdist_group("wheel")


@dataclass(kw_only=True)
class Installed:
    """The program, installed from its wheel."""

    wheel: Path
    environment: Path

    @property
    def bin(self) -> Path:
        return self.environment / "bin"

    def run(self, *arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
        return run([str(self.bin / "monitor"), *arguments], folder)

    def done(self, *arguments: str, folder: Path) -> str:
        return done([str(self.bin / "monitor"), *arguments], folder)


def run(command: Sequence[str], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "PYTHONUTF8": "1", "HOME": str(folder)},
        capture_output=True,
        encoding="utf-8",
        timeout=100,
        check=False,
    )


def done(command: Sequence[str], folder: Path) -> str:
    result = run(command, folder)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """Build the wheel and install it; the libraries are those that are here already."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-cache-dir"]
    without_net = ["--no-index", "--no-deps"]
    build = ["wheel", *without_net, "--no-build-isolation", "--wheel-dir", "dist", str(ROOT)]
    done([*pip, *build], folder)
    [wheel] = (folder / "dist").glob("*.whl")
    environment = folder / "environment"
    done([sys.executable, "-m", "venv", "--without-pip", str(environment)], folder)
    python = str(environment / "bin" / "python")
    done([*pip, "--python", python, "install", *without_net, str(wheel)], folder)
    [packages] = environment.glob("lib/python*/site-packages")
    (packages / "libraries.pth").write_text(f"{LIBRARIES}\n", encoding="utf-8")
    return Installed(wheel=wheel, environment=environment)


def test_it_is_the_installed_program_that_runs(installed: Installed, tmp_path: Path) -> None:
    python = str(installed.bin / "python")

    file = done([python, "-c", "import monitor; print(monitor.__file__)"], tmp_path)

    assert Path(file.strip()).is_relative_to(installed.environment)
    assert installed.done("--version", folder=tmp_path) == f"monitor {__version__}\n"


def test_it_makes_and_checks_a_database_in_an_empty_folder(
    installed: Installed, tmp_path: Path
) -> None:
    upgraded = installed.done("db", "upgrade", folder=tmp_path)
    checked = installed.done("db", "check", folder=tmp_path)

    assert REVISION in upgraded
    assert "as it must be" in checked
    with closing(Store(f"sqlite:///{tmp_path}/monitor.db")) as store:
        store.check_schema()


def test_a_check_without_a_database_says_what_to_do(installed: Installed, tmp_path: Path) -> None:
    result = installed.run("db", "check", folder=tmp_path)

    assert result.returncode == 1
    assert result.stderr == ("error: the database has no tables yet; run `monitor db upgrade`\n")
    assert not list(tmp_path.iterdir())


def test_the_schemas_come_with_it(installed: Installed, tmp_path: Path) -> None:
    settings = json.loads(installed.done("config", "schema", folder=tmp_path))
    newsroom = json.loads(installed.done("apply", "--schema", folder=tmp_path))

    Draft202012Validator.check_schema(settings)
    Draft202012Validator.check_schema(newsroom)
    wrong = yaml.safe_load("topics: {visit: {title: The visit}}")
    assert Draft202012Validator(settings).is_valid({"log": {"level": "debug"}})
    assert not Draft202012Validator(settings).is_valid({"log": {"level": "loud"}})
    assert not Draft202012Validator(newsroom).is_valid(wrong)


def test_the_names_of_countries_come_with_it(installed: Installed, tmp_path: Path) -> None:
    (tmp_path / "newsroom.yaml").write_text(
        "concepts:\n  dprk: {kind: country, code: KP}\n", encoding="utf-8"
    )

    installed.done("apply", "newsroom.yaml", folder=tmp_path)

    assert "Nordkorea" in installed.done("concepts", "show", "dprk", folder=tmp_path)


def test_the_pages_and_the_messages_come_with_it(installed: Installed) -> None:
    with zipfile.ZipFile(installed.wheel) as wheel:
        names = set(wheel.namelist())

    beside_code = {
        str(file.relative_to(ROOT))
        for file in (ROOT / "monitor").rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    migrations = {
        f"monitor/{file.relative_to(ROOT)}" for file in (ROOT / "migrations").rglob("*.py")
    }
    assert beside_code | migrations | {"monitor/alembic.ini"} <= names
    assert not [name for name in names if name.startswith(("tests/", "docs/"))]
