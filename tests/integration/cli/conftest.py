from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from monitor.cli.program import run_command

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS = """\
[receivers.desk-mail]
kind = "email"
to = ["desk@example.org"]

[receivers.desk-slack]
kind = "slack"
webhook_url = "https://hooks.slack.com/services/geheim"
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    code: int
    out: str
    err: str


class Shell:
    """Runs commands in this process, in a folder of their own."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys

    def write(self, name: str, text: str) -> str:
        (self.folder / name).write_text(text, encoding="utf-8")
        return name

    def run(self, *arguments: str) -> Result:
        self._capsys.readouterr()
        code = run_command(arguments)
        shown = self._capsys.readouterr()
        return Result(code=code, out=shown.out, err=shown.err)

    def done(self, *arguments: str) -> str:
        result = self.run(*arguments)
        assert result.code == 0, result.err
        return result.out

    def objects(self, *arguments: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.done(*arguments, "--json").splitlines()]


@pytest.fixture
def shell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Shell:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MONITOR_CONFIG", raising=False)
    shell = Shell(tmp_path, capsys)
    shell.write("monitor.toml", SETTINGS)
    return shell
