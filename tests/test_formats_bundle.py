"""A ZIP of tables: its members as sheets, and what is not opened."""

import stat
import zipfile

import openpyxl
import pytest
from formats_support import cells

from tambon_gis.errors import InputError
from tambon_gis.loaders import archive
from tambon_gis.loaders.formats import open_book


def pack(path, members, kind=zipfile.ZIP_DEFLATED):
    """Write an archive: name -> content."""
    with zipfile.ZipFile(path, "w", kind) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return path


def refused(path):
    """The error with which an archive is refused."""

    def read():
        book = open_book(path)
        for sheet in book.sheets:
            book.load(sheet)

    with pytest.raises(InputError) as caught:
        read()
    return caught.value


def test_an_export_of_forms_gives_a_sheet_a_table(tmp_path):
    book = openpyxl.Workbook()
    book.active["A1"] = "x"
    book.create_sheet("ซ่อน").sheet_state = "hidden"
    book.save(tmp_path / "b.xlsx")
    members = {
        "media/1.jpg": b"\xff\xd8\xff",
        "households.csv": "moo,people\n1,4\n",
        "households-members.csv": "name\nก\n".encode("cp874"),
        "__MACOSX/._households.csv": b"\0\0",
        "ปี 2565/b.xlsx": (tmp_path / "b.xlsx").read_bytes(),
    }
    found = open_book(pack(tmp_path / "a.zip", members))
    assert found.sheets == (
        *("households.csv", "households-members.csv"),
        *("ปี 2565/b.xlsx › Sheet", "ปี 2565/b.xlsx › ซ่อน"),
    )
    assert found.hidden == {"ปี 2565/b.xlsx › ซ่อน"}
    assert cells(found.load("households.csv").frame) == [["moo", "people"], ["1", "4"]]
    assert found.load("ปี 2565/b.xlsx › Sheet").frame.loc[1, 0] == "x"
    told = found.load("households-members.csv")
    assert cells(told.frame) == [["name"], ["ก"]]
    assert [(one.code, one.file) for one in told.findings] == [
        ("table.members_left", "a.zip"),
        ("csv.encoding", "a.zip"),
    ]
    assert told.findings[0].count == 1


def test_names_in_the_code_page_of_old_windows(tmp_path):
    one = zipfile.ZipInfo("หมู่ 1.csv".encode("cp874").decode("cp437"))
    assert archive.member_name(one) == "หมู่ 1.csv"
    assert archive.member_name(zipfile.ZipInfo("a\\b.csv")) == "a/b.csv"
    assert open_book(pack(tmp_path / "a.zip", {"หมู่ 1.csv": "a,b\n1,2\n"})).sheets == ("หมู่ 1.csv",)


@pytest.mark.parametrize(
    ("members", "code", "where"),
    [
        ({"../a.csv": "a"}, "archive.unsafe", "a.zip"),
        ({"C:/a.csv": "a"}, "archive.unsafe", "a.zip"),
        ({"/a.csv": "a"}, "archive.unsafe", "a.zip"),
        ({"in/b.zip": "PK", "a.csv": "a"}, "archive.nested", "a.zip › in/b.zip"),
        ({"photo.jpg": "x"}, "archive.no_table", "a.zip"),
        ({"map.shp": "x", "map.dbf": "y"}, "archive.no_table", "a.zip"),
        ({"a.csv": ""}, "file.empty", "a.zip › a.csv"),
        ({"a.csv": b"\x00"}, "csv.nul", "a.zip › a.csv"),
        ({"b.xlsx": "no workbook"}, "workbook.damaged", "a.zip › b.xlsx"),
        ({"b.csv": "a,b\n" + " " * 16 * 2**20}, "archive.too_large", "a.zip"),
    ],
)
def test_what_is_not_opened_is_told_with_its_place(tmp_path, monkeypatch, members, code, where):
    monkeypatch.setattr(archive, "SUSPICIOUS", 2**20)
    fault = refused(pack(tmp_path / "a.zip", members))
    assert (fault.code, fault.where) == (code, where)
    assert str(tmp_path) not in fault.tell("en")


def test_a_member_with_a_password_is_refused(tmp_path):
    path = pack(tmp_path / "a.zip", {"a.csv": "a,b\n"})
    content = bytearray(path.read_bytes())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.find(mark) + at] |= 1
    path.write_bytes(content)
    assert refused(path).code == "archive.password"


def test_a_member_that_fails_its_checksum_is_refused(tmp_path):
    path = pack(tmp_path / "a.zip", {"a.csv": "moo,people\n1,4\n"}, zipfile.ZIP_STORED)
    path.write_bytes(path.read_bytes().replace(b"1,4", b"1,5"))
    assert refused(path).code == "archive.damaged"


def test_a_cut_archive_is_refused(tmp_path):
    path = pack(tmp_path / "a.zip", {"a.csv": "moo,people\n1,4\n"})
    path.write_bytes(path.read_bytes()[:-30])
    assert refused(path).code == "archive.damaged"


def test_a_link_or_a_second_file_of_one_name_is_refused(tmp_path):
    link = zipfile.ZipInfo("a.csv")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as made:
        made.writestr(link, "/etc/passwd")
    assert refused(tmp_path / "a.zip").code == "archive.unsafe"
    twice = zipfile.ZipInfo("ก")
    twice.filename = "ก\\b.csv"
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as made:
        made.writestr("ก/b.csv", "moo,people\n1,4\n")
        made.writestr(twice, "moo,people\n2,5\n")
    assert refused(tmp_path / "b.zip").code == "archive.unsafe"


def test_the_bytes_that_come_are_counted_whatever_is_declared(tmp_path, monkeypatch):
    path = pack(tmp_path / "a.zip", {"a.csv": " " * 2**20, "b.csv": " " * 2**20})
    monkeypatch.setattr(archive, "SUSPICIOUS", 2**20)
    with zipfile.ZipFile(path) as opened:
        meter = archive.Meter([], where="a.zip")
        assert sum(map(len, archive.chunks(opened, "a.csv", meter))) == 2**20
        with pytest.raises(InputError) as caught:
            archive.save(opened, "b.csv", tmp_path / "b.csv", meter)
    assert caught.value.code == "archive.too_large"
    assert caught.value.facts == {"files": "0", "size": "2"}


def test_nothing_is_left_behind_or_written_beside(tmp_path, monkeypatch):
    (tmp_path / "temp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temp"))
    folder = tmp_path / "in"
    folder.mkdir()
    book = open_book(pack(folder / "a.zip", {"a.csv": "a,b\n1,2\n", "b.csv": "a\n"}))
    for sheet in book.sheets:
        book.load(sheet)
    assert [one.name for one in folder.iterdir()] == ["a.zip"]
    assert list((tmp_path / "temp").iterdir()) == []
