"""The starter to double-click, and the commands beside the first screens."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import zipfile
from pathlib import Path
from urllib.request import urlopen

import pytest
from typer.testing import CliRunner

from tambon_gis.cli.desk import app
from tambon_gis.study.carry import made
from tambon_gis.study.starter import NAMES, starter, text

SMALL = Path(__file__).parent / "data" / "small"


def run(*arguments: str) -> tuple[int, str]:
    """A command and what it said."""
    done = CliRunner().invoke(app, list(arguments))
    return done.exit_code, done.output


@pytest.mark.skipif(os.name == "nt", reason="a shell runs it")
def test_the_starter_opens_the_folder_it_lies_in(tmp_path: Path) -> None:
    home = tmp_path / "งาน ของ ตำบล's"
    shutil.copytree(SMALL, home / "small")
    made = starter(home, lang="en", system="linux")
    assert os.access(made, os.X_OK)
    # a browser that only says that it was opened
    called = tmp_path / "bin"
    called.mkdir()
    asked = {**os.environ, "BROWSER": "true %s", "PYTHONUNBUFFERED": "1", "DISPLAY": ""}
    with subprocess.Popen(
        [str(made)], cwd=tmp_path, env=asked, stdout=subprocess.PIPE, encoding="utf-8"
    ) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            with urlopen(line[line.index("http") :].strip()) as answer:  # noqa: S310
                told = answer.read().decode()
        finally:
            process.kill()
    assert "/en/p/small/" in told
    assert str(home) in told.replace("&#39;", "'")


def test_the_starter_of_windows_is_one_that_it_reads() -> None:
    made = text(r"C:\Users\สมชาย 100%\py thon.exe", system="win32")
    assert made.count(b"\r\n") == made.count(b"\n") == 5
    lines = made.decode("utf-8").split("\r\n")
    assert lines[:3] == ["@echo off", "chcp 65001 >nul", 'cd /d "%~dp0"']
    assert lines[3].startswith(r'"C:\Users\สมชาย 100%%\py thon.exe" -X utf8 -c "from tambon_gis')
    assert all(line.isascii() for line in lines[:3])
    assert "(" not in lines[4].replace("(echo", "").replace("main()", "")


@pytest.mark.parametrize(("system", "name"), [*NAMES.items(), ("freebsd14", "start.sh")])
def test_every_system_has_its_name(tmp_path: Path, system: str, name: str) -> None:
    assert starter(tmp_path, system=system).name == name


def test_commands_beside_the_first_screens(tmp_path: Path) -> None:
    assert run("--lang", "th", "find", "หัวไผ่ อ่างทอง") == (
        0,
        "150109 หัวไผ่ · เมืองอ่างทอง · อ่างทอง\n",
    )
    code, told = run("--lang", "en", "find", "nowhere at all")
    assert code != 0
    assert "nowhere at all" in told
    code, told = run("--lang", "en", "starter", str(tmp_path))
    assert code == 0
    assert (tmp_path / NAMES.get(sys.platform, "start.sh")).is_file()
    assert run("--lang", "en", "starter", str(tmp_path / "none"))[0] != 0


def test_what_was_built_is_carried_by_a_command(tmp_path: Path) -> None:
    shutil.copytree(SMALL, tmp_path / "small")
    at = str(tmp_path / "small")
    to = tmp_path / "page.zip"
    assert run("carry", at, "--to", str(to), "--kind", "page")[0] != 0
    assert not to.exists()
    assert run("build", at, "--out", at)[0] == 0
    page = made(tmp_path / "small", "990201")["page"]
    assert page.changed == ()
    later = (page.folder / "build.json").stat().st_mtime + 60
    for name in ("tambon.toml", "backup.zip"):
        (tmp_path / "small" / name).touch()
        os.utime(tmp_path / "small" / name, (later, later))
    assert made(tmp_path / "small", "990201")["page"].changed == ("tambon.toml",)
    assert run("carry", at, "--to", str(to), "--kind", "page")[0] == 0
    with zipfile.ZipFile(to) as packed:
        names = packed.namelist()
    assert names[0].endswith("-page/index.html")
    assert names[-1].endswith("-page/build.json")


@pytest.mark.parametrize("port", ["70000", "taken"])
def test_a_port_that_cannot_be_is_told(tmp_path: Path, port: str) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        asked = str(other.getsockname()[1]) if port == "taken" else port
        code, _ = run("--lang", "en", "serve", str(tmp_path), "--no-browser", "--port", asked)
    assert code != 0


def test_a_folder_that_is_none_is_told(tmp_path: Path) -> None:
    assert run("serve", str(tmp_path / "none"), "--no-browser")[0] != 0
