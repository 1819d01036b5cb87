"""The pack: complete, linked, the same each time, honest about what lacks; offices open it."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from tambon_gis.errors import ExtraError
from tambon_gis.publish.verify import verify
from tambon_gis.study import formats, road
from tambon_gis.study import pack as packing

if TYPE_CHECKING:
    from pathlib import Path

    from tambon_gis.study.pack import Packed

DAY = dt.date(2023, 3, 5)
FILES = {
    "README.html", "README.txt", "index.html", "disclosure.html", "build.json",
    "1-management/process.html", "2-gis/map.gpkg", "2-gis/map.geojson", "2-gis/png/map-places.png",
    "3-analysis/report.pdf", "3-analysis/tables.xlsx", "3-analysis/png/chart-trends.png",
    "4-projects/plan.xlsx", "5-presentation/slides.pptx", "5-presentation/poster.pdf",
    "5-presentation/cards/99010101.png",
}  # fmt: skip


class Links(HTMLParser):
    """Addresses of a page, and its words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found.append(dict(attrs)["href"] or "")

    def handle_data(self, data: str) -> None:
        self.words += data


def names(folder: Path) -> set[str]:
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture(scope="module")
def folder(packed: Packed) -> Path:
    return packed.readme.parent


@pytest.fixture(scope="module")
def readme(packed: Packed) -> Links:
    return Links(packed.readme.read_text("utf-8"))


def test_every_file_of_the_pack_is_there_once_under_a_plain_name(packed, folder):
    found = names(folder)
    assert found >= FILES
    assert {path.relative_to(folder).as_posix() for path in packed.files} == found
    assert [name for name in found if not re.fullmatch(r"[A-Za-z0-9._/-]+", name)] == []
    digests = json.loads((folder / "build.json").read_text("utf-8"))["outputs"]
    assert set(digests) == found - {"build.json"}
    assert len(set(digests.values())) == len(digests)
    assert packed.lacking == {}


def test_every_file_has_a_link_and_every_link_a_file(folder, readme):
    inside = {one for one in readme.found if not one.startswith("#")}
    assert inside == names(folder) - {"README.html"}
    anchors = {one.removeprefix("#") for one in readme.found if one.startswith("#")}
    text = (folder / "README.html").read_text("utf-8")
    assert anchors == {f"topic-{n}" for n in range(1, 6)}
    assert all(f'id="{one}"' in text for one in anchors)


def test_the_plain_list_names_every_file_and_windows_reads_it(folder):
    data = (folder / "README.txt").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\n") == data.count(b"\r\n")
    text = data.decode("utf-8-sig")
    left = names(folder) - {"README.txt", "README.html", "build.json"}
    assert [name for name in left if name not in text] == []


def test_it_tells_the_planted_story(readme):
    text = re.sub(r"\s+", " ", readme.words)
    assert "ขยายเขตประปาและติดตั้งเครื่องกรองน้ำดื่ม" in text
    water = re.findall(r"ตัวชี้วัดที่ 9 .*?ตัวชี้วัดที่", text)  # the picture's name is one of them
    assert any("หมู่ 3, 7, 9" in told for told in water)
    open_ones = text.split("ปัญหาที่ยังไม่มีโครงการ")[1][:120]
    assert "มลพิษ" in open_ones
    assert "หมู่ 5" in open_ones
    alone, _, unclear = text.split("โครงการที่ไม่มีหลักฐานรองรับ (1")[-1].partition("เทียบไม่ได้ (5")
    assert "ซุ้มประตูทางเข้าตำบล" in alone
    assert "850,000 บาท" in alone
    assert "ฝาย" not in alone
    assert "ฝาย" in unclear
    for meeting in ("ประชุมชี้แจงคณะทำงาน", "เวทีประชาคมตำบล"):
        assert meeting in text


def test_verify_accepts_it_and_notices_one_byte_in_any_file(folder, tmp_path):
    copy = shutil.copytree(folder, tmp_path / "usb")
    assert verify(copy).doubts == ()
    for name in sorted(names(copy) - {"build.json"}):
        path = copy / name
        data = path.read_bytes()
        path.write_bytes(data[:-9] + bytes([data[-9] ^ 1]) + data[-8:])
    doubts = verify(copy).doubts
    changed = {one.where for one in doubts if one.kind == "changed"}
    assert changed == names(copy) - {"build.json"}


def test_a_file_that_is_lost_or_slipped_into_a_folder_is_told(folder, tmp_path):
    copy = shutil.copytree(folder, tmp_path / "usb")
    (copy / "4-projects" / "plan.xlsx").unlink()
    (copy / "2-gis" / "png" / "more.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    told = {(one.kind, one.where) for one in verify(copy).doubts}
    assert {("missing", "4-projects/plan.xlsx"), ("stranger", "2-gis/png/more.png")} <= told


OFFICE = ("3-analysis/tables.xlsx", "4-projects/plan.xlsx", "5-presentation/slides.pptx")


@pytest.mark.parametrize("name", OFFICE)
def test_an_office_opens_it(folder, tmp_path, name):
    tool = shutil.which("soffice")
    if tool is None:
        pytest.skip("LibreOffice is missing: sudo apt-get install libreoffice")
    home = f"-env:UserInstallation={(tmp_path / 'office').as_uri()}"
    call = [tool, home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    run = subprocess.run([*call, str(folder / name)], capture_output=True, check=True, timeout=600)
    made = tmp_path / f"{name.rpartition('/')[2].rpartition('.')[0]}.pdf"
    assert made.exists(), run.stderr
    text = subprocess.run(["pdftotext", str(made), "-"], capture_output=True, check=True).stdout
    assert "สาธิต" in text.decode("utf-8")


# --- what may lack, what stays, what goes ---


def with_address(small: Path, tmp_path: Path) -> Path:
    home = shutil.copytree(small, tmp_path / "project")
    document = home / "tambon.toml"
    text = document.read_text("utf-8")
    assert "[output]" not in text
    document.write_text(f'{text}\n[output]\npublic_url = "https://example.org/990201"\n', "utf-8")
    return home


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what is quick to make."""
    kept = {name: formats.FORMATS[name] for name in ("geojson", "qr")}
    monkeypatch.setattr(formats, "FORMATS", kept)


@pytest.mark.usefixtures("few")
def test_the_code_is_the_address_and_goes_with_it(small, tmp_path):
    home = with_address(small, tmp_path)
    first = packing.pack(home, out=tmp_path, today=DAY)
    folder = first.readme.parent
    svg = ET.fromstring((folder / "5-presentation" / "qr.svg").read_text("utf-8"))  # noqa: S314
    side = int(svg.attrib["width"])
    dark = {
        (int(x) + step, int(y))
        for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1", svg[1].attrib["d"])
        for step in range(int(length))
    }
    with Image.open(folder / "5-presentation" / "qr.png") as picture:
        scale = picture.width // side
        grey = picture.convert("L")
        read = {
            (x, y)
            for x in range(side)
            for y in range(side)
            if grey.getpixel((x * scale + scale // 2, y * scale + scale // 2)) < 128
        }
    assert read == dark
    assert verify(folder).doubts == ()
    document = home / "tambon.toml"
    document.write_text(document.read_text("utf-8").split("[output]")[0], encoding="utf-8")
    packing.pack(home, out=tmp_path, today=DAY)
    assert not (folder / "5-presentation").exists()
    assert verify(folder).doubts == ()


@pytest.mark.usefixtures("few")
def test_the_same_inputs_and_day_give_the_same_bytes(small, tmp_path):
    made = [packing.pack(small, out=tmp_path / n, today=DAY).readme.parent for n in "ab"]
    one, other = ({name: (at / name).read_bytes() for name in names(at)} for at in made)
    assert one == other


def test_what_is_not_installed_is_told_and_the_rest_is_made(small, tmp_path, monkeypatch):
    made = formats.made

    def lacking(name: str, *more: object, **named: object) -> dict[str, bytes | str]:
        if name in {"pptx", "pdf", "poster"}:
            raise ExtraError("extra.missing", extra="slides" if name == "pptx" else "pdf")
        return made(name, *more, **named)  # type: ignore[arg-type]

    def no_code(_: str) -> None:
        raise ExtraError("extra.missing", extra="qr")

    monkeypatch.setattr(formats, "made", lacking)
    monkeypatch.setattr(packing, "code_of", no_code)
    done = packing.pack(with_address(small, tmp_path), out=tmp_path, today=DAY)
    assert done.lacking == {"qr": "qr", "pptx": "slides", "pdf": "pdf", "poster": "pdf"}
    found = names(done.readme.parent)
    assert "3-analysis/tables.xlsx" in found
    assert not [one for one in found if one.endswith((".pptx", ".pdf")) or "qr." in one]
    text = Links(done.readme.read_text("utf-8")).words
    for title in ("สไลด์ (PowerPoint)", "รายงาน (PDF)", "QR หน้าแผนที่"):
        assert title in text


@pytest.mark.usefixtures("few")
def test_what_is_handed_over_tells_nobody_how_to_work_the_program(small, tmp_path):
    done = packing.pack(small, out=tmp_path, today=DAY)
    handed = done.readme.read_text("utf-8") + done.readme.with_name("README.txt").read_text("utf-8")
    for word in (".toml", "[[", "tambon-gis ", "pip install"):
        assert word not in Links(handed).words
    assert done.todo == tmp_path / "work" / "990201" / "pack-todo.txt"
    told = done.todo.read_text("utf-8-sig")
    missing = [mark for shelf in done.shelves for mark in shelf.marks if mark.state != "there"]
    assert missing
    assert all(mark.title in told and mark.how in told for mark in missing)
    assert not [mark for shelf in done.shelves for mark in shelf.marks
                if mark.state == "there" and f": {mark.title} (" in told]  # fmt: skip


@pytest.mark.usefixtures("few")
def test_build_and_pack_leave_each_other_alone(small, tmp_path):
    first = road.build(small, out=tmp_path, also=["geojson"])
    area = first.page.parent
    before = names(area)
    done = packing.pack(small, out=tmp_path, today=DAY)
    assert names(area) - {f"pack/{one}" for one in names(done.readme.parent)} == before
    found = verify(area)
    assert found.doubts == ()
    assert found.files == len(names(area))
    road.build(small, out=tmp_path)
    assert not (area / "map.geojson").exists()
    assert (area / "pack" / "2-gis" / "map.geojson").exists()
    assert verify(area).doubts == ()
    text = (area / "pack" / "README.txt").read_bytes()
    (area / "pack" / "README.txt").write_bytes(text + b"x")
    assert [(one.kind, one.where) for one in verify(area).doubts] == [
        ("changed", "pack/README.txt")
    ]
    (area / "pack" / "build.json").unlink()
    assert {one.kind for one in verify(area).doubts} == {"stranger"}


@pytest.mark.usefixtures("few")
def test_english_words_leave_thai_data_alone(small, tmp_path):
    done = packing.pack(small, out=tmp_path, today=DAY, lang="en")
    text = Links(done.readme.read_text("utf-8")).words
    assert "Start here" in text
    assert "เริ่มที่นี่" not in text


@pytest.mark.usefixtures("few")
def test_pictures_that_would_run_are_told(small, tmp_path):
    folder = packing.pack(with_address(small, tmp_path), out=tmp_path, today=DAY).readme.parent
    path = folder / "5-presentation" / "qr.svg"
    plain = path.read_text("utf-8")
    for bad in ("<script>1</script>", '<g onload="x"/>', '<a href="x"/>', "<foreignObject/>"):
        path.write_text(plain.replace("</svg>", f"{bad}</svg>"), encoding="utf-8")
        assert "active" in {one.kind for one in verify(folder).doubts}, bad
    assert io.BytesIO(plain.encode()).read(5) == b"<svg "
