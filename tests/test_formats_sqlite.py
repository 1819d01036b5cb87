"""Databases: tables as sheets, geometry left out, never written to."""

import sqlite3
from contextlib import closing

import geopandas as gpd
import pytest
from formats_support import cells
from shapely import Point

from tambon_gis.errors import InputError
from tambon_gis.loaders.formats import open_book


def make(path, *statements):
    """A database made by SQL."""
    with closing(sqlite3.connect(path)) as made:
        for one in statements:
            made.execute(one)
        made.commit()
    return path


def state(folder):
    """Names, bytes and times of the files of a folder."""
    return {
        one.name: (one.read_bytes(), one.stat().st_mtime_ns) for one in sorted(folder.iterdir())
    }


def test_values_become_text_and_names_stand_in_row_one(tmp_path):
    path = make(
        tmp_path / "ข้อมูล #1?.sqlite",
        'create table "บ้าน ""1""" (moo text, people integer, share real, note text)',
        'insert into "บ้าน ""1""" values (\'05\', 4, 0.125, null)',
        'insert into "บ้าน ""1""" values (\'ก\', 38000, 99010101.0, \' \')',
        'create view "มุมมอง" as select moo from "บ้าน ""1"""',
    )
    before = state(tmp_path)
    book = open_book(path)
    assert book.sheets == ('บ้าน "1"', "มุมมอง")
    assert cells(book.load('บ้าน "1"').frame) == [
        ["moo", "people", "share", "note"],
        ["05", "4", "0.125", None],
        ["ก", "38000", "99010101", None],
    ]
    assert book.load("มุมมอง").frame.index.tolist() == [1, 2, 3]
    assert state(tmp_path) == before


def test_a_geopackage_gives_its_columns_but_not_its_shapes(tmp_path):
    places = gpd.GeoDataFrame(
        {"name": ["วัด", "โรงเรียน"]}, geometry=[Point(100, 13), Point(101, 14)], crs=4326
    )
    path = tmp_path / "a.gpkg"
    places.to_file(path, layer="จุด", driver="GPKG")
    before = state(tmp_path)
    book = open_book(path)
    assert book.sheets == ("จุด",)
    found = book.load("จุด")
    assert cells(found.frame) == [["fid", "name"], ["1", "วัด"], ["2", "โรงเรียน"]]
    assert [(one.code, one.count, one.facts["columns"]) for one in found.findings] == [
        ("table.bytes_left", 1, "geom")
    ]
    assert state(tmp_path) == before


def test_text_that_is_no_utf_8_is_read_as_thai(tmp_path):
    raw = "ก".encode("cp874").hex()
    path = make(
        tmp_path / "a.db", "create table a (x)", f"insert into a values (cast(x'{raw}' as text))"
    )
    assert cells(open_book(path).load("a").frame) == [["x"], ["ก"]]


@pytest.mark.parametrize("suffix", ["-wal", "-journal"])
def test_changes_that_wait_beside_are_no_reason_to_read_an_old_state(tmp_path, suffix):
    path = make(tmp_path / "a.sqlite", "create table a (x)")
    path.with_name(f"a.sqlite{suffix}").write_bytes(b"")
    assert open_book(path).sheets == ("a",)
    path.with_name(f"a.sqlite{suffix}").write_bytes(b"x")
    with pytest.raises(InputError) as caught:
        open_book(path)
    assert caught.value.code == "database.in_use"
    assert f"a.sqlite{suffix}" in caught.value.tell("th")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"SQLite format 3\x00" + bytes(200), "database.damaged"),
        (b"SQLite format 3\x00", "database.damaged"),
        (b"a,b", "database.damaged"),
        (b"", "file.empty"),
    ],
)
def test_what_is_no_database_is_refused(tmp_path, content, code):
    (tmp_path / "a.gpkg").write_bytes(content)
    with pytest.raises(InputError) as caught:
        open_book(tmp_path / "a.gpkg")
    assert caught.value.code == code


def test_a_database_without_tables_and_a_broken_view(tmp_path):
    path = make(tmp_path / "a.db", "create table a (x)", "drop table a")
    with pytest.raises(InputError) as caught:
        open_book(path)
    assert caught.value.code == "file.empty"
    path = make(tmp_path / "b.db", "create view v as select * from nowhere")
    with pytest.raises(InputError) as caught:
        open_book(path).load("v")
    assert (caught.value.code, caught.value.where) == ("database.damaged", "b.db › v")
