"""Files by commands: what the page does, said in a line each, with exit codes that tell."""

from __future__ import annotations

import shutil
import tomllib
from typing import TYPE_CHECKING

import pytest

from tambon_gis.cli import main
from tambon_gis.study.start import new

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def run(capsys):
    """Run a command: exit code and what it said."""

    def call(*words: object) -> tuple[int, str]:
        with pytest.raises(SystemExit) as end:
            main([str(word) for word in words])
        told = capsys.readouterr()
        return end.value.code, told.out + told.err

    return call


@pytest.fixture
def home(tmp_path) -> Path:
    """A new project with its empty forms."""
    new(tmp_path / "a", place="990101", villages=11, name="สาธิต", year=2565)
    return tmp_path / "a"


def test_files_are_added_listed_and_taken_out(run, home, demo) -> None:
    files = [demo / "สถานที่.xlsx", demo / "boundaries", demo / "map" / "ถนน.geojson"]
    code, told = run("add", *files, "--folder", home, "--credit", "กรมสมมุติ", "--show", "ชื่อ")
    assert code == 0
    assert [line.split(" ")[1] for line in told.splitlines()] == [
        "สถานที่.xlsx",
        "village.shp",
        "ถนน.geojson",
    ]
    said = tomllib.loads((home / "tambon.toml").read_text("utf-8"))
    assert said["boundary"]["credit"] == "กรมสมมุติ"
    assert said["facilities"]["file"] == "inputs/สถานที่.xlsx"
    code, told = run("files", "--folder", home)
    assert code == 0
    assert "inputs/ถนน.geojson" in told
    assert "แบบเปล่า" in told
    code, told = run("take-out", "ถนน.geojson", "--folder", home)
    assert (code, "ถนน.geojson" in told) == (0, True)
    code, told = run("files", "--folder", home)
    assert code == 1
    assert "ยังไม่ได้ใช้" in told
    assert run("take-out", "ถนน.geojson", "--folder", home, "--delete")[0] == 0
    assert run("take-out", "ถนน.geojson", "--folder", home)[0] == 2


def test_a_question_names_the_option_that_answers_it(run, home, demo, tmp_path) -> None:
    listed = demo / "บัตรสวัสดิการ2565.xlsx"
    code, told = run("add", listed, "--folder", home)
    assert code == 1
    assert "--indicator" in told
    assert not (home / "inputs" / listed.name).exists()
    code, told = run("add", listed, "--folder", home, "--indicator", "bmn-2560/22")
    assert code == 0
    shutil.copy(demo / "สถานที่.xlsx", tmp_path / "ที่.xlsx")
    run("add", demo / "สถานที่.xlsx", "--folder", home)
    (tmp_path / "ที่.csv").write_text("ชื่อสถานที่,ประเภท,ละติจูด,ลองจิจูด\nวัด,วัด,12.4,100.35\n", "utf-8")
    code, told = run("--lang", "en", "add", tmp_path / "ที่.csv", "--folder", home)
    assert code == 1
    assert "--replace" in told
    code, told = run("add", tmp_path / "ที่.csv", "--folder", home, "--replace")
    assert (code, "inputs/สถานที่.xlsx" in told) == (0, True)
    code, told = run("add", demo / "README.md", "--folder", home, "--as", "poem")
    assert code == 2
    assert "bmn-household" in told


def test_columns_are_listed_and_set(run, small, tmp_path) -> None:
    home = shutil.copytree(small, tmp_path / "small")
    code, told = run("set-columns", "households.csv", "--folder", home)
    assert code == 0
    assert "village (รหัสหมู่บ้าน) = รหัสหมู่บ้าน" in told
    pair = "members=จำนวนสมาชิก (คน)"
    code, told = run("set-columns", "households.csv", pair, "--folder", home)
    assert code == 0
    survey = tomllib.loads((home / "tambon.toml").read_text("utf-8"))["survey"]
    assert survey[0]["columns"] == "households"
