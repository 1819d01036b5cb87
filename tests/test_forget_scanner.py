"""After forget no value of a person of that year is found by a reader that knows nothing of it."""

from __future__ import annotations

import json
import shutil
import sqlite3
import tomllib
import zipfile
import zlib
from typing import TYPE_CHECKING

import openpyxl
import pytest
from forget_reader import Values, found, of_workbook

from tambon_gis.loaders import fixes
from tambon_gis.publish.personal import Personal
from tambon_gis.study.backup import backup
from tambon_gis.study.forget import forget
from tambon_gis.study.forgotten import tell
from tambon_gis.study.keeping.remains import remains
from tambon_gis.study.load import load, read_project

if TYPE_CHECKING:
    from pathlib import Path

HEADINGS = ("รหัสประจำบ้าน", "บ้านเลขที่", "รหัสหมู่บ้าน", "ชื่อ-สกุลหัวหน้าครัวเรือน", "จำนวนสมาชิก (คน)",
            "ละติจูด", "ลองจิจูด", "ตัวชี้วัดที่ 4 ผล", "เลขประจำตัวประชาชน", "โทรศัพท์")  # fmt: skip
DOCUMENT = """[area]
code = "990201"
name = { th = "ตัวอย่าง", en = "Tua Yang" }
synthetic = true
# ถามรายละเอียดได้ที่ %(name)s โทร 08-9000-0207

[boundary]
file = "villages.geojson"
level = "village"

[[survey]]
year = 2564
file = "inputs/households-2564.xlsx"
schema = "bmn-household"
rulebook = "bmn-2560"

[[survey]]
year = 2565
file = "inputs/households-2565.xlsx"
schema = "bmn-household"
rulebook = "bmn-2560"
"""


def person(n: int) -> dict[str, object]:
    """A made-up household: families 0 to 19 live there in 2564, 10 to 29 in 2565."""
    given = "กขคงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภม"[n]
    total = f"19902000{n:04}"
    check = (11 - sum(int(d) * w for d, w in zip(total, range(13, 1, -1), strict=True)) % 11) % 10
    return dict(zip(HEADINGS, (
        f"990200{n:05}", f"{100 + n}/{n}", f"990201{1 + n % 3:02}", f"นาง{given}ุลาภ {given}ใจซื่อสัตย์",
        4, 12.38 + n / 9973, 100.34 + n / 9967, 1, f"{total}{check}", f"08900002{n:02}",
    ), strict=True))  # fmt: skip


def workbook(path: Path, people: range) -> None:
    """A survey; a sheet that nobody sees repeats its ids."""
    book = openpyxl.Workbook()
    sheet, hidden = book.active, book.create_sheet("ซ่อน")
    sheet.append(HEADINGS)
    for n in people:
        sheet.append([*person(n).values()])
        hidden.append([str(person(n)["เลขประจำตัวประชาชน"])])
    hidden.sheet_state = "hidden"
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)


def a_pdf(text: str) -> bytes:
    """A page whose words are packed, as any program writes it."""
    stream = zlib.compress(f"BT /F1 12 Tf 20 100 Td ({text}) Tj ET".encode())
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents 4 0 R /Resources 5 0 R >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>",
    ]
    out, at = b"%PDF-1.4\n", []
    for n, part in enumerate(parts, start=1):
        at.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (n, part)
    table = b"".join(b"%010d 00000 n \n" % one for one in at)
    head = b"xref\n0 6\n0000000000 65535 f \n%strailer << /Size 6 /Root 1 0 R >>\n" % table
    return out + head + b"startxref\n%d\n%%%%EOF\n" % len(out)


def packed(path: Path, members: dict[str, bytes]) -> None:
    """An archive."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in members.items():
            out.writestr(name, data)


@pytest.fixture
def hostile(small: Path, tmp_path: Path) -> Path:
    """A folder in which people of 2565 stand wherever a file can hold them."""
    home = tmp_path / "โครงการ"
    inputs, papers = home / "inputs", home / "หลักฐาน"
    papers.mkdir(parents=True)
    shutil.copy(small / "villages.geojson", home)
    workbook(inputs / "households-2564.xlsx", range(20))
    workbook(inputs / "households-2565.xlsx", range(10, 30))
    told = {n: person(n) for n in range(30)}
    name = {n: str(one["ชื่อ-สกุลหัวหน้าครัวเรือน"]) for n, one in told.items()}
    (home / "tambon.toml").write_text(DOCUMENT % {"name": name[21]}, "utf-8")
    backup(home, home / "สำรอง.zip")
    (home / "story.toml").write_text(
        f'title = {{ th = "เรื่องของ{name[22]}", en = "x" }}\n[[step]]\n'
        'title = { th = "หมู่ 1", en = "x" }\n'
        f'text = {{ th = "บ้าน ๙๙๐๒๐๐๐๐๐๒๓ ของ{name[5]}", en = "x" }}\n',
        "utf-8",
    )
    (home / "process.toml").write_text(
        f"# ครัวเรือน {told[24]['รหัสประจำบ้าน']}\n"
        f"[[due]]\non = '2566-01-15'\nwhat = 'ไปพบ{name[24]}'\n",
        "utf-8",
    )
    (home / "fixes.toml").write_text(f'[[fix]]\nplace = "{name[25]}"\nkeep = true\n', "utf-8")
    shape = {
        "type": "Polygon",
        "coordinates": [[[100.3, 12.3], [100.4, 12.3], [100.4, 12.4], [100.3, 12.3]]],
    }
    outline = {"type": "Feature", "geometry": shape, "properties": {
        "code": "99020101", "drawn_by": f"ผู้ใหญ่บ้าน {name[26]}", "drawn_on": "2566-01-15",
        "how": "drawn",
    }}  # fmt: skip
    (home / "outlines.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "features": [outline]}), "utf-8"
    )  # written as \u escapes
    packed(papers / "ประชุม.docx", {"word/document.xml": f"<w:t>นาง{name[27][3:]}</w:t>".encode()})
    (papers / "ใบลงชื่อ.pdf").write_bytes(a_pdf(str(told[28]["โทรศัพท์"])))
    (papers / "พิกัด.csv").write_text(f"{told[29]['ลองจิจูด']:.6f};{told[29]['ละติจูด']:.6f}", "utf-8")
    (papers / "เก่า.txt").write_bytes(f"ถาม {name[20]}".encode("cp874"))
    (papers / "ตาราง.txt").write_text(f"โทร +66 89 000 0220 {name[20]}", "utf-16")
    (papers / "ภาพ.jpg").write_bytes(b"\xff\xd8\xff\xe0" + bytes(64))
    base = sqlite3.connect(home / "แบบสอบถาม.gpkg")
    base.execute("create table answers (id text)")
    base.execute("insert into answers values (?)", (str(told[21]["เลขประจำตัวประชาชน"]),))
    base.commit()
    base.close()
    workbook(inputs / "kobo" / "ส่งออก.xlsx", range(15, 25))
    shutil.copy(inputs / "households-2565.xlsx", inputs / ".tambon-1.tmp")
    (inputs / ".incoming-2").mkdir()
    (inputs / ".incoming-2" / "0").write_bytes(
        (inputs / "households-2565.xlsx").read_bytes()[:5000]
    )
    packed(
        inputs / "ส่งมา.zip", {"ใน/households.xlsx": (inputs / "households-2565.xlsx").read_bytes()}
    )
    (home / "work" / "990201").mkdir(parents=True)
    (home / "work/990201/findings.html").write_text(name[23], "utf-8")
    (home / "work/990201/จดไว้.txt").write_text(
        f"1-9902-0000-023-{str(told[23]['เลขประจำตัวประชาชน'])[-1]}", "utf-8"
    )
    (home / "maps" / "990201").mkdir(parents=True)
    (home / "maps/990201/วางไว้.html").write_text(f"<p>{name[23]}</p>", "utf-8")
    return home


def of_2565(home: Path) -> Values:
    """What only the survey of 2565 holds."""
    inputs = home / "inputs"
    return of_workbook(inputs / "households-2565.xlsx") - of_workbook(
        inputs / "households-2564.xlsx"
    )


def test_nobody_of_the_year_is_left_in_a_hostile_folder(hostile: Path) -> None:
    values = of_2565(hostile)
    assert (len(values.words), len(values.numbers), len(values.spots)) == (20, 30, 10)
    before = found(hostile, values)
    assert len(before) == 20, sorted(before)  # every place above: the reader sees what there is
    told = forget(hostile, 2565, out=hostile)
    assert found(hostile, values) == before  # so far it was only told
    forget(hostile, 2565, out=hostile, sure=True)
    assert found(hostile, values) == {}
    assert {one.name for one in told.found.documents} == {
        "tambon.toml", "story.toml", "process.toml", "fixes.toml", "outlines.geojson",
    }  # fmt: skip
    assert [one.name for one in told.found.unread] == ["ภาพ.jpg"]
    for lang in ("th", "en"):
        said = tell(told, lang=lang)
        for name in (
            "สำรอง.zip",
            "ส่งออก.xlsx",
            "ใบลงชื่อ.pdf",
            "แบบสอบถาม.gpkg",
            "story.toml",
            "ภาพ.jpg",
        ):
            assert name in said
        assert not any(one in said for one in values.words | values.numbers)


def test_what_is_of_another_year_and_the_rest_of_documents_stay(hostile: Path) -> None:
    kept = of_workbook(hostile / "inputs" / "households-2564.xlsx")
    forget(hostile, 2565, out=hostile, sure=True)
    assert of_workbook(hostile / "inputs" / "households-2564.xlsx") == kept
    story = tomllib.loads((hostile / "story.toml").read_text("utf-8"))
    assert story["step"][0]["title"]["th"] == "หมู่ 1"
    assert str(person(5)["ชื่อ-สกุลหัวหน้าครัวเรือน"]) in story["step"][0]["text"]["th"]
    assert story["title"]["th"] == "เรื่องของ▒▒▒"
    process = tomllib.loads((hostile / "process.toml").read_text("utf-8"))
    assert process["due"] == [{"on": "2566-01-15", "what": "ไปพบ▒▒▒"}]
    shape = json.loads((hostile / "outlines.geojson").read_text("utf-8"))["features"][0]
    assert len(shape["geometry"]["coordinates"][0]) == 4
    project, _ = read_project(hostile)
    assert [one.year for one in project.survey] == [2564]
    assert len(load(hostile).answers[0].frame) == 20
    assert (hostile / "หลักฐาน" / "ภาพ.jpg").exists()


def test_decisions_of_a_workbook_stay_without_the_words(hostile: Path) -> None:
    values = of_2565(hostile)
    (hostile / "fixes.toml").unlink()
    book = openpyxl.Workbook()
    book.active.append(["รหัสที่พบ", "ตัดสินใจ", "รหัสที่ใช้"])
    name = person(25)["ชื่อ-สกุลหัวหน้าครัวเรือน"]
    for row in ([name, "keep", None], ["99020177", "ใช้รหัสอื่น", "99020101"]):
        book.active.append(row)
    book.save(hostile / "fixes.xlsx")
    first = len(fixes.read(hostile).fix)
    told = forget(hostile, 2565, out=hostile)
    assert "fixes.xlsx" in {one.name for one in told.found.documents}
    forget(hostile, 2565, out=hostile, sure=True)
    assert found(hostile, values) == {}
    assert not list(hostile.glob("fixes*.xlsx"))
    kept = fixes.read(hostile).fix
    assert len(kept) == first == 2
    assert (kept[1].place, kept[1].use) == ("99020177", "99020101")


def test_a_run_that_was_stopped_can_be_repeated(
    hostile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = of_2565(hostile)
    from tambon_gis.study import forget as module

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(module, "_take_out", stop)
        with pytest.raises(KeyboardInterrupt):
            forget(hostile, 2565, out=hostile, sure=True)
    assert found(hostile, values) == {}
    forget(hostile, 2565, out=hostile, sure=True)
    assert "2565" not in (hostile / "tambon.toml").read_text("utf-8")


def test_the_worked_example_forgets_a_year(demo: Path, tmp_path: Path) -> None:
    home = tmp_path / "demo"
    shutil.copytree(
        demo, home, ignore=shutil.ignore_patterns("*.py", "expected.json", "maps", "work")
    )
    years = {year: of_workbook(home / f"จปฐ{year}.xlsx") for year in (2563, 2564, 2565)}
    cards, members = (of_workbook(home / f"{one}2565.xlsx") for one in ("บัตรสวัสดิการ", "สมาชิก"))
    of_year = Values(*(
        getattr(years[2565], kind) | getattr(cards, kind) | getattr(members, kind)
        for kind in ("words", "numbers", "spots")
    ))  # fmt: skip
    values = of_year - years[2563] - years[2564]
    assert len(values.numbers) > 20
    (home / "หลักฐาน.txt").write_text(f"บ้าน {min(values.numbers)}", "utf-8")
    forget(home, 2565, out=home, sure=True)
    assert found(home, values) == {}
    assert (home / "จปฐ2564.xlsx").exists()
    assert (home / "สถานที่.xlsx").exists()


@pytest.mark.parametrize(
    "data",
    [
        b"\x80\x04\xff" + "นายสมมุติ สาธิตวงศ์".encode() + b"\x94.",
        b"ARROW1\xff" + "นายสมมุติ สาธิตวงศ์".encode() + b"\x00",
        b"\x00\xff" + "นายสมมุติ สาธิตวงศ์".encode("utf-16-be"),
        b"\xff\xfe\x01" + "นายสมมุติ สาธิตวงศ์".encode("utf-16-be"),
    ],
    ids=["pickle", "feather", "even", "odd"],
)
def test_words_among_other_bytes_are_seen(tmp_path: Path, data: bytes) -> None:
    path, other = tmp_path / "สมุด.xyz", tmp_path / "ตาราง.feather"
    path.write_bytes(data)
    other.write_bytes(bytes(50) + b"\xff")
    seen = remains([path, other], Personal(frozenset({"สมมุติ สาธิตวงศ์"})))
    assert (seen.holding, seen.unread) == ((path,), (other,))
