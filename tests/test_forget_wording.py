"""Values of a forgotten year in files of other programs: found however they are written."""

from __future__ import annotations

import base64
import email.header
import quopri
import shutil
from typing import TYPE_CHECKING
from urllib.parse import quote

import openpyxl
import pytest

from tambon_gis.publish.personal import Personal
from tambon_gis.study.forget import forget
from tambon_gis.study.forgotten import tell
from tambon_gis.study.keeping.remains import remains

if TYPE_CHECKING:
    from pathlib import Path

NAME, CODE = "สมมุติ สาธิตวงศ์", "99020000001"
SOUGHT = Personal(frozenset({NAME, CODE}))
MAIL = b"Subject: x\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"


def _letter(coding: str, body: bytes) -> bytes:
    """A letter of one part."""
    return MAIL + f"Content-Transfer-Encoding: {coding}\n\n".encode() + body


HELD = {
    "a.pkl": b"\x80\x04\x95\xff" + NAME.encode() + b"\x94.",
    "a.feather": b"ARROW1\x00\x00\xff" + NAME.encode() + b"\x00",
    "a.sav": b"$FL2\xff" + NAME.encode("cp874") + b"\x00",
    "be.csv": NAME.encode("utf-16-be"),
    "be.bin": b"\x00\xff\x01" + NAME.encode("utf-16-be"),
    "le.bin": b"\x00\xff\x01" + NAME.encode("utf-16-le"),
    "lines.txt": NAME.replace(" ", "\r\n").encode(),
    "close.txt": NAME.replace(" ", "").encode(),
    "two.csv": ("ชื่อ,สกุล\n" + NAME.replace(" ", ",")).encode(),
    "two.html": ("<td>" + NAME.replace(" ", "</td> <td>") + "</td>").encode(),
    "quoted.eml": _letter("quoted-printable", quopri.encodestring(NAME.encode())),
    "packed.eml": _letter("base64", base64.b64encode(NAME.encode())),
    "head.eml": f"Subject: {email.header.Header(NAME, 'utf-8').encode()}\n\nx".encode(),
    "two.mbox": b"From a\n" + MAIL + b"\nx\n\nFrom b\n" + _letter(
        "base64", base64.b64encode(NAME.encode())
    ),
    "percent.url": quote(NAME).encode(),
    "thousands.csv": b'"99,020,000,001"',
    "strokes.txt": "๙๙_๐๒๐_๐๐๐_๐๐๑".encode(),
}  # fmt: skip
CLEAN = {
    "other.txt": "สมมุติ แล้ว สาธิตวงศ์ใหม่".encode(),
    "amount.csv": b"99,020,000,0011\n1,99,020,000,00",
    "letter.eml": _letter("base64", base64.b64encode("บ้านสาธิต".encode())),
    "points.shp": bytes(200),
}
DARK = {"model.npy": b"\x93NUMPY\x00" + bytes(90), "photo.jpg": b"\xff\xd8" + bytes(40)}


@pytest.mark.parametrize("name", HELD)
def test_a_value_is_seen_however_it_is_written(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(HELD[name])
    assert remains([path], SOUGHT).holding == (path,)


def test_a_person_over_two_cells_of_a_workbook_is_seen(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["ก", "สาธิตวงศ์"], ["สมมุติ", "ข"], ["สมมุติ", "สาธิตวงศ์"]):
        sheet.append(row)
    book.save(tmp_path / "two.xlsx")
    assert len(remains([tmp_path / "two.xlsx"], SOUGHT).holding) == 1


def test_what_holds_none_stays_and_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    for name, data in (CLEAN | DARK).items():
        (tmp_path / name).write_bytes(data)
    seen = remains(sorted(tmp_path.iterdir()), SOUGHT)
    assert seen.holding == ()
    assert {one.name for one in seen.unread} == set(DARK)


def test_forget_needs_no_sound_document_of_a_layer(small: Path, tmp_path: Path) -> None:
    home = shutil.copytree(small, tmp_path / "small")
    (home / "layers").mkdir()
    (home / ".git").mkdir()
    (home / ".git" / "COMMIT").write_text("x", "utf-8")
    broken = '[layer]\nid = "จุด"\nkind = ???\n[layer.source]\nfile = "inputs/จุด.csv"\n'
    (home / "layers" / "a.toml").write_text(broken, "utf-8")
    (home / "layers" / "b.toml").write_bytes(b"\xff\x00")
    (home / "inputs").mkdir()
    (home / "inputs" / "จุด.csv").write_text(f"บ้าน\n{CODE}\n", "utf-8")
    (home / "จด.txt").write_text(CODE, "utf-8")
    told = forget(home, 2565, out=home, sure=True)
    assert not (home / "households.csv").exists()
    assert not (home / "จด.txt").exists()
    assert [one.name for one in told.found.using] == ["จุด.csv"]  # a layer of the project reads it
    assert [one.name for one in told.found.unread] == ["b.toml", ".git"]
    assert ".git" in tell(told)
