"""Dropped files that would stall or stop a project are refused at the door, each in a sentence."""

from __future__ import annotations

import io
import shutil
from typing import TYPE_CHECKING

import pytest

from tambon_gis.errors import InputError
from tambon_gis.loaders.formats import csv
from tambon_gis.study.intake import Said, recognise, retake, take_in
from tambon_gis.study.load import load
from tambon_gis.study.taking.incoming import received

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def home(small: Path, tmp_path: Path) -> Path:
    """A project."""
    return shutil.copytree(small, tmp_path / "small")


def _table(path: Path, width: int) -> Path:
    """A table of so many columns that no schema knows."""
    path.write_text((",".join(f"h{n}" for n in range(width)) + "\n") * 3, "utf-8")
    return path


@pytest.mark.parametrize("kind", [None, "plan", "bmn-household"])
def test_a_table_of_very_many_columns_is_refused(home: Path, tmp_path: Path, kind: str) -> None:
    path = _table(tmp_path / "wide.csv", 20_000)
    (done,) = take_in(home, [path], Said(kind=kind))
    assert done.state == "refused"
    assert done.found.fault is not None
    assert done.found.fault.code == "intake.wide"
    assert "20,000" in str(done.found.fault)
    assert list(home.glob("inputs/*")) == []


def test_a_table_is_read_once_whatever_it_could_be(
    tmp_path: Path, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    whole = csv.rows

    def counted(text: str, mark: str, *, where: str) -> object:
        read.append(where)
        return whole(text, mark, where=where)

    monkeypatch.setattr(csv, "rows", counted)
    assert recognise(small / "households.csv").kind == "survey"
    assert len(read) <= 2  # once for all schemas, and once for the year in its title
    rest = (small / "households.csv").read_text("utf-8-sig").splitlines()
    extra = "".join(f",เพิ่ม{n}" for n in range(400))
    wide = tmp_path / "กว้าง2565.csv"
    wide.write_text("\n".join([*rest[:1], rest[1] + extra, *rest[2:]]), "utf-8")
    found = recognise(wide)
    assert (found.kind, found.rows) == ("survey", recognise(small / "households.csv").rows)


SPOTS = "ชื่อ,ละติจูด,ลองจิจูด\nก,nan,inf\nข,1e999,100.5\n"
FAR = (
    '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},'
    '"geometry":{"type":"Point","coordinates":[10,50]}}]}'
)


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [("จุด.csv", SPOTS, "vector.no_spots"), ("ไกล.geojson", FAR, "vector.elsewhere")],
)
def test_a_layer_of_which_nothing_can_be_drawn_stays_outside(
    home: Path, tmp_path: Path, name: str, text: str, code: str
) -> None:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    (done,) = take_in(home, [path])
    assert (done.state, done.found.fault and done.found.fault.code) == ("refused", code)
    assert not list(home.glob("layers/*")) + list(home.glob("inputs/*"))
    assert load(home).vectors == ()


@pytest.mark.parametrize("names", [("2", "a.csv", "a.csv"), ("a.csv", "a.csv", "2")])
def test_files_whose_names_are_numbers_do_not_meet(tmp_path: Path, names: tuple[str, ...]) -> None:
    sent = [(name, io.BytesIO(f"{at}".encode())) for at, name in enumerate(names)]
    with received(tmp_path, sent) as kept:
        assert [one.read_bytes() for one in kept] == [b"0", b"1", b"2"]
        assert tuple(one.name for one in kept) == names


@pytest.mark.parametrize("said", [
    Said(credit="นายสมชาย ใจดี"), Said(title="บ้านคุณสมชาย"), Said(licence="โทร 081 234 5678"),
])  # fmt: skip
def test_what_is_printed_of_a_file_names_nobody(home: Path, small: Path, said: Said) -> None:
    before = {one: one.read_bytes() for one in home.rglob("*") if one.is_file()}
    with pytest.raises(InputError) as raised:
        take_in(home, [small / "villages.geojson"], said)
    assert raised.value.code == "deciding.credit"
    with pytest.raises(InputError) as raised:
        retake(home, "villages.geojson", said)
    assert raised.value.code == "deciding.credit"
    assert {one: one.read_bytes() for one in home.rglob("*") if one.is_file()} == before
