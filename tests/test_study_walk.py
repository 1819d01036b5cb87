"""What is listed of a project while others write in it: files that vanish bring nothing down."""

import io
import os
import shutil
from pathlib import Path

import pytest

from tambon_gis.errors import ConflictError, InputError
from tambon_gis.serve import desk as desks
from tambon_gis.serve.desk import Desk
from tambon_gis.study import carry, forget, proofs
from tambon_gis.study.backup import backup
from tambon_gis.study.taking import holdings
from tambon_gis.study.taking.incoming import received


@pytest.fixture
def home(small, tmp_path):
    return shutil.copytree(small, tmp_path / "small")


@pytest.fixture
def busy(home, monkeypatch):
    """Folders called ``leaving`` are gone when they are opened, files so called once looked at."""
    listing, is_file = os.scandir, Path.is_file

    def scandir(path="."):
        if Path(path).name.startswith(("leaving", ".tambon-leaving")):
            Path(path).rmdir()
        return listing(path)

    def looked(path):
        there = is_file(path)
        if there and path.name.startswith("leaving"):
            path.unlink()
        return there

    for name in ("evidence/leaving", "inputs/leaving", "leaving", ".tambon-leaving.old"):
        (home / name).mkdir(parents=True)
    for name in ("leaving.csv", "inputs/leaving.csv", "evidence/leaving.pdf"):
        (home / name).write_text("x")
    monkeypatch.setattr(os, "scandir", scandir)
    monkeypatch.setattr(Path, "is_file", looked)
    return home


SMALL = ["households.csv", "tambon.toml", "villages.geojson"]


@pytest.mark.parametrize(
    ("look", "left"),
    [
        (lambda home: [name for name, *_ in desks._stamp(home)], SMALL),
        (lambda home: list(holdings.waiting(home)), []),
        (lambda home: list(proofs.files_of(home)), []),
    ],
    ids=["stamp", "inputs", "evidence"],
)
def test_what_vanishes_is_passed_over(busy, look, left):
    assert look(busy) == left


def test_what_runs_left_is_found_while_others_write(busy):
    found = forget.forget(busy, 2565).files
    assert {one.name for one in found} == {"households.csv", ".tambon-leaving.old"}


def test_what_an_upload_lays_down_is_no_change_of_the_project(home):
    desk = Desk(home)
    before = desk.loaded(home)
    for name in ("inputs/.incoming-1/2/a.csv", ".tambon-1/whole.zip", "work/990201/a.html"):
        (home / name).parent.mkdir(parents=True)
        (home / name).write_text("x")
    assert desk.loaded(home) is before
    (home / "inputs/a.csv").write_text("x")
    assert desk.loaded(home) is not before


def test_a_file_that_goes_while_it_is_read_is_told_as_a_change(home, tmp_path, monkeypatch):
    def gone(*_args, **_named):
        raise FileNotFoundError(2, "gone", "a.csv")

    monkeypatch.setattr(desks, "load", gone)
    with pytest.raises(ConflictError) as caught:
        Desk(home).loaded(home)
    assert caught.value.code == "edit.elsewhere"
    monkeypatch.setattr("tambon_gis.study.backup.belongings", gone)
    with pytest.raises(ConflictError) as caught:
        backup(home, tmp_path / "a.zip")
    assert caught.value.code == "backup.changed"
    assert not (tmp_path / "a.zip").exists()


@pytest.mark.parametrize("name", ["inputs", "evidence"])
def test_nothing_is_written_through_a_link(home, tmp_path, name):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (home / name).symlink_to(elsewhere, target_is_directory=True)
    paper = tmp_path / "a.pdf"
    paper.write_bytes(b"x")
    sent = received(home, [("a.csv", io.BytesIO(b"x"))])
    write = (lambda: proofs.lay(home, [paper])) if name == "evidence" else sent.__enter__
    with pytest.raises(InputError) as caught:
        write()
    assert (caught.value.code, caught.value.where) == ("folder.link", name)
    assert not any(elsewhere.iterdir())


@pytest.mark.parametrize("link", ["maps", "maps/990201"])
def test_nothing_that_lies_elsewhere_is_shown_as_built(home, tmp_path, link):
    site = home / "maps" / "990201"
    site.mkdir(parents=True)
    (site / "index.html").write_text("x")
    (site / "build.json").write_text('{"outputs": {"index.html": "0"}}')
    assert carry.made(home, "990201")["page"].files == ("index.html", "build.json")
    (home / link).rename(tmp_path / "elsewhere")
    (home / link).symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    assert carry.made(home, "990201") == {}


@pytest.mark.parametrize("name", ["households.csv", "inputs/households.csv"])
def test_a_survey_behind_a_link_is_no_whole_backup(home, tmp_path, name):
    (tmp_path / "elsewhere").mkdir()
    (home / "households.csv").rename(tmp_path / "elsewhere" / "households.csv")
    if "/" in name:
        (home / "inputs").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    else:
        (home / name).symlink_to(tmp_path / "elsewhere" / name)
    document = home / "tambon.toml"
    document.write_text(document.read_text("utf-8").replace("households.csv", name), "utf-8")
    with pytest.raises(InputError) as caught:
        backup(home, tmp_path / "a.zip")
    assert (caught.value.code, caught.value.facts["files"]) == ("backup.outside", name)
    assert not (tmp_path / "a.zip").exists()
