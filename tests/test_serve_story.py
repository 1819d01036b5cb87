"""A whole story with the network off, from raw files to a pack: by the page, then by commands."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from serve_support import DESKTOP, PHONE, lonely, served, window
from story import (
    CODE,
    MEETING,
    MISSING,
    NAME,
    OF_OTHERS,
    ROLE,
    VILLAGES,
    Story,
    corners_of,
    raw_files,
)

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

__all__ = ["lonely"]


def command(*words: object, at: Path) -> str:
    """Run the command line as a process of its own."""
    run = subprocess.run(
        [sys.executable, "-c", "from tambon_gis.cli import main; main()", *map(str, words)],
        capture_output=True,
        check=False,
        cwd=at,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    assert run.returncode == 0, f"{words}: {run.returncode}\n{run.stdout}\n{run.stderr}"
    return run.stdout


def files_of(folder: Path) -> dict[str, bytes]:
    """Path below a folder -> content."""
    return {
        one.relative_to(folder).as_posix(): one.read_bytes()
        for one in sorted(folder.rglob("*"))
        if one.is_file()
    }


def listed(record: bytes) -> dict[str, Any]:
    """What a build lists; how an outline came (drawn there, read from a file here) may differ."""
    out: dict[str, Any] = json.loads(record)
    del out["inputs"]["outlines"]["sha256"]
    return out


def by_commands(home: Path, raw: list[Path], answers: list[tuple[str, str]], drawn: Path) -> None:
    """The same inputs and the same answers, without the page."""
    at = home.parent
    command("new", home, "--place", CODE, "--name", NAME, "--villages", VILLAGES, at=at)
    others = [one for one in raw if one.name == OF_OTHERS]
    command("add", *(one for one in raw if one not in others), "--folder", home, at=at)
    told = ("--indicator", "bmn-2560/22", "--title", "บ้านที่มีผู้ถือบัตร", "--year", "2565")
    command("add", *others, "--folder", home, "--as", "other", *told, at=at)
    command("outline", MISSING, "--from", drawn, "--by", ROLE, "--folder", home, at=at)
    for question, answer in answers:
        command("decide", home, question, answer, "--by", ROLE, at=at)
    command("story", home, at=at)
    command("allow", home, "bmn-2560/16", "--by", MEETING, "--on", "20/11/2565", at=at)
    command("build", home, "--out", home, at=at)
    command("pack", home, "--out", home, at=at)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1280x800", "360x740"])
def test_a_story_from_raw_files_to_a_pack_that_verify_accepts(
    lonely: Browser, tmp_path: Path, size: tuple[int, int]
) -> None:
    raw, whole = raw_files(tmp_path / "raw")
    root = tmp_path / "ตำบล"
    root.mkdir()
    with served(root) as page, window(lonely, page.origin, size) as seen:
        story = Story(seen.page, page.address)
        story.begin()
        story.bring(raw)
        story.draw(corners_of(whole))
        story.decide()
        story.tell()
        story.allow()
        story.make("page")
        story.make("pack")
        saved = story.take(tmp_path / "pack.zip")
        assert seen.foreign == []
        assert seen.complaints == []
    with zipfile.ZipFile(saved) as pack:
        pack.extractall(tmp_path / "got")
    (got,) = (tmp_path / "got").iterdir()
    command("verify", got, at=tmp_path)
    (home,) = (one for one in root.iterdir() if (one / "tambon.toml").is_file())
    command("check", home, at=tmp_path)
    if size == DESKTOP:
        drawn = tmp_path / "drawn.geojson"
        shape = {"type": "Polygon", "coordinates": [story.corners]}
        one = {"type": "Feature", "properties": {"name": "หมู่ 7"}, "geometry": shape}
        drawn.write_text(json.dumps({"type": "FeatureCollection", "features": [one]}), "utf-8")
        twin = tmp_path / "คำสั่ง"
        by_commands(twin, raw, story.answers, drawn)
        by_page, by_hand = files_of(home / "maps" / CODE), files_of(twin / "maps" / CODE)
        assert len(by_page) > 40
        for name in [one for one in by_page if one.endswith("build.json")]:
            assert listed(by_page.pop(name)) == listed(by_hand.pop(name))
        assert by_page == by_hand
