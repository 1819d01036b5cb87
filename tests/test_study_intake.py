"""Dropped files: each recognised, taken in whole or not at all, changed, and taken out again."""

from __future__ import annotations

import csv
import shutil
import tomllib
import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pandas as pd
import pytest

from tambon_gis.errors import ConflictError, InputError
from tambon_gis.model.project import DOCUMENT
from tambon_gis.study import formats, intake
from tambon_gis.study.edit import version
from tambon_gis.study.forget import years
from tambon_gis.study.gather import gather
from tambon_gis.study.intake import Said, held, recognise, retake, take_in, take_out, waiting
from tambon_gis.study.load import load
from tambon_gis.study.start import new
from tambon_gis.study.taking import filed

if TYPE_CHECKING:
    from pathlib import Path

LISTED = "บัตรสวัสดิการ2565.xlsx"
#: What the demo's own document, and its README, say that each file is.
KINDS = {
    "จปฐ2563.xlsx": ("survey", 2563, "bmn-household"),
    "จปฐ2564.xlsx": ("survey", 2564, "bmn-household"),
    "จปฐ2565.xlsx": ("survey", 2565, "bmn-household"),
    "กชช2ค2564.xlsx": ("survey", 2564, "nrd2c-village"),
    "สมาชิก2565.xlsx": ("survey", 2565, "bmn-person-answers"),
    "สถานที่.xlsx": ("facilities", None, "facilities"),
    "แผนพัฒนา2566-2570.xlsx": ("plan", None, None),
    LISTED: ("other", 2565, None),
    "village.shp": ("boundary", None, None),
    "งานของกลุ่ม.xlsx": ("layer", None, None),
    "ถนน.geojson": ("layer", None, None),
    "น้ำท่วม.geojson": ("layer", None, None),
    "แม่น้ำ.geojson": ("layer", None, None),
}
SHAPES = {"งานของกลุ่ม.xlsx": "points", "ถนน.geojson": "lines", "น้ำท่วม.geojson": "areas"}


def _raw(demo: Path) -> list[Path]:
    """The demo's raw files, as somebody drops them: no document, no order."""
    found = [*demo.glob("*.xlsx"), *(demo / "map").iterdir(), *(demo / "boundaries").iterdir()]
    return sorted(found, key=lambda one: one.name[::-1])


def _text(home: Path) -> str:
    """The document."""
    return (home / DOCUMENT).read_text("utf-8")


def _there(home: Path) -> dict[str, bytes]:
    """All that a folder holds."""
    return {
        one.relative_to(home).as_posix(): one.read_bytes()
        for one in home.rglob("*")
        if one.is_file() and one.name != ".lock"
    }


def _table(path: Path, rows: list[tuple[object, ...]]) -> Path:
    """A workbook of one sheet."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    book.close()
    return path


def _small(small: Path, path: Path, *, villages: str = "1๑23", days: bool = True) -> Path:
    """The survey of the small tambon, of some of its villages, perhaps without its days."""
    with (small / "households.csv").open(encoding="utf-8-sig", newline="") as file:
        _, head, *rows = csv.reader(file)
    place, day = head.index("รหัสหมู่บ้าน"), head.index("วันที่สำรวจ")
    kept = [row for row in rows if row[place].strip().removesuffix(".0")[-1:] in {*villages}]
    with path.open("w", encoding="utf-8", newline="") as file:
        for row in (head, *kept):
            csv.writer(file).writerow(row if days else [*row[:day], *row[day + 1 :]])
    return path


@pytest.fixture(scope="module")
def dropped(demo, tmp_path_factory):
    """A project that knows its area and decisions, and then all raw files at once."""
    home = tmp_path_factory.mktemp("dropped")
    text = (demo / DOCUMENT).read_text("utf-8")
    for _ in tomllib.loads(text)["survey"]:
        text = filed.removed(text, "survey", 0, name=DOCUMENT)
    text = filed.removed(text, "other", 0, name=DOCUMENT)
    for section in ("facilities", "plan"):
        text = filed.removed(text, section, name=DOCUMENT)
    text = text.replace("boundaries/village.shp", "inputs/nothing.shp")
    (home / DOCUMENT).write_text(text, "utf-8")
    for name in ("process.toml", "trace.toml", "scenarios.toml"):
        shutil.copy(demo / name, home)
    return home, text, take_in(home, _raw(demo), wait=True)


def test_the_raw_files_are_recognised_and_one_question_is_left(dropped, demo) -> None:
    home, _, done = dropped
    told = {one.name: (one.found.kind, one.found.year, one.found.schema) for one in done}
    assert told == KINDS
    assert {one.name: one.found.shape for one in done if one.name in SHAPES} == SHAPES
    assert {one.name: one.state for one in done if one.state != "taken"} == {LISTED: "asked"}
    assert [one.path.name for one in waiting(home)] == [LISTED]
    said = tomllib.loads(_text(home))
    own = tomllib.loads((demo / DOCUMENT).read_text("utf-8"))
    for one in own["survey"]:
        one["file"] = f"inputs/{one['file']}"
    assert said["survey"] == own["survey"]
    assert said["boundary"] == {**own["boundary"], "file": "inputs/village.shp"}


def test_the_same_public_tables_are_built_as_by_the_demos_own_document(dropped, demo) -> None:
    import datetime as dt

    home, _, _ = dropped
    retake(home, f"inputs/{LISTED}", Said(indicator="bmn-2560/22"))
    for file, title in (("น้ำท่วม", "พื้นที่น้ำท่วม"), ("แม่น้ำ", "แม่น้ำลำคลอง")):
        retake(home, f"inputs/{file}.geojson", Said(title=title))
    assert waiting(home) == ()
    made = []
    for folder in (home, demo):
        content = gather(load(folder), today=dt.date(2023, 3, 5), audience="public")
        made.append({name: formats.made(name, content) for name in ("xlsx", "geojson")})
    assert made[0] == made[1]


def test_a_column_of_an_own_layer_is_shown_only_when_it_is_chosen(dropped) -> None:
    home, _, _ = dropped
    file = "inputs/งานของกลุ่ม.xlsx"
    (name,) = [one.layer for one in held(home) if one.file == file]
    document = home / "layers" / f"{name}.toml"
    assert not {"label", "card"} & tomllib.loads(document.read_text("utf-8"))["layer"].keys()
    retake(home, file, Said(kind="layer", shown=("ชื่องาน", "ปี")))
    said = tomllib.loads(document.read_text("utf-8"))["layer"]
    assert (said["label"], list(said["card"])) == ("ชื่องาน", ["ปี"])
    with pytest.raises(InputError) as fault:
        retake(home, file, Said(kind="layer", shown=("ไม่มี",)))
    assert fault.value.code == "intake.columns"


def test_empty_forms_give_way_unasked_and_are_never_taken_in(tmp_path, demo) -> None:
    new(tmp_path / "a", place="990101", villages=11, name="สาธิต")
    home = tmp_path / "a"
    assert all(one.blank for one in held(home))
    done = take_in(home, [demo / "จปฐ2564.xlsx", demo / "สถานที่.xlsx"])
    assert [one.state for one in done] == ["taken", "taken"]
    survey = tomllib.loads(_text(home))["survey"]
    assert [(one["year"], one["file"]) for one in survey] == [(2564, "inputs/จปฐ2564.xlsx")]
    assert '# sheet = "*"' in _text(home)
    assert waiting(home) == ()
    form = home / "inputs" / "แบบกรอก-ครัวเรือน.xlsx"
    (again,) = take_in(home, [form])
    assert (again.state, again.found.fault.code) == ("refused", "intake.blank")


def test_what_stands_is_replaced_only_when_that_is_said(tmp_path, small) -> None:
    home = shutil.copytree(small, tmp_path / "small")
    other = _small(small, tmp_path / "other2565.csv", villages="1๑2")
    before = _there(home)
    (one,) = take_in(home, [other])
    assert (one.state, [doubt.asks for doubt in one.found.doubts]) == ("asked", ["there"])
    assert one.found.doubts[0].choices == ("households.csv",)
    assert _there(home) == before
    (kept,) = take_in(home, [other], wait=True)
    assert [(one.path.name, one.doubts[0].asks) for one in waiting(home)] == [(other.name, "there")]
    done = retake(home, kept.file, Said(year=2565, replace=True))
    assert (done.state, done.old) == ("replaced", "households.csv")
    assert (home / "households.csv").is_file()
    (same,) = take_in(home, [other])
    assert same.state == "same"


def test_a_year_is_asked_where_nothing_tells_it_and_found_in_a_title(tmp_path, small) -> None:
    home = shutil.copytree(small, tmp_path / "small")
    bare = _small(small, tmp_path / "survey.csv", days=False)
    (one,) = take_in(home, [bare])
    assert [doubt.asks for doubt in one.found.doubts] == ["year"]
    (told,) = take_in(home, [bare], year=2564)
    assert (told.state, told.found.year) == ("taken", 2564)
    assert recognise(_small(small, tmp_path / "dated.csv")).year == 2565  # as its days
    with bare.open(encoding="utf-8", newline="") as file:
        rows = [tuple(row) for row in csv.reader(file)]
    titled = _table(tmp_path / "ไม่บอกปี.xlsx", [("ข้อมูล จปฐ. ประจำปี ๒๕๖๓",), (), *rows])
    assert recognise(titled).year == 2563
    torn = recognise(titled.rename(tmp_path / "จปฐ2562.xlsx"))  # its name and its title disagree
    assert (torn.year, [(d.asks, d.choices) for d in torn.doubts]) == (
        None,
        [("year", ("2562", "2563"))],
    )
    span = [("แบบ จปฐ. รอบปี 2560-2564",), (), *rows]
    assert recognise(_table(tmp_path / "จปฐ2563.xlsx", span)).year == 2563


def test_files_of_single_villages_are_one_survey_and_versions_are_not(tmp_path, small) -> None:
    home = shutil.copytree(small, tmp_path / "small")
    first = _small(small, tmp_path / "จปฐ 2564 หมู่ 1.csv", villages="1๑")
    second = _small(small, tmp_path / "จปฐ 2564 หมู่ 2.csv", villages="23")
    done = take_in(home, [first, second])
    assert [one.state for one in done] == ["taken"]
    assert done[0].found.rows == 12
    assert (done[0].file, (home / done[0].file).is_dir()) == ("inputs/จปฐ-2564-หมู่", True)
    answers = [one for one in load(home).answers if one.survey.year == 2564]
    assert len(answers[0].frame) == 12
    whole, copy = (_small(small, tmp_path / f"จปฐ2563{end}.csv") for end in ("", " (1)"))
    copy.write_text(copy.read_text("utf-8") + "\n", "utf-8")
    states = [one.state for one in take_in(home, [whole, copy])]
    assert sorted(states) == ["asked", "taken"]


def test_shapefiles_come_loose_zipped_or_with_a_part_missing(tmp_path, demo) -> None:
    new(tmp_path / "a", place="990101", villages=11, name="สาธิต")
    home, parts = tmp_path / "a", sorted((demo / "boundaries").iterdir())
    loose = shutil.copytree(demo / "boundaries", tmp_path / "loose")
    (loose / "village.dbf").unlink()
    (lame,) = take_in(home, sorted(loose.iterdir()))
    assert (lame.state, lame.found.fault.code) == ("refused", "shapefile.parts")
    (alone,) = take_in(home, [loose / "village.prj"])
    assert "village.shp" in alone.found.fault.tell("en")
    everything = tmp_path / "ทั้งหมด.zip"
    with zipfile.ZipFile(everything, "w") as archive:
        for one in (*parts, demo / "สถานที่.xlsx", demo / "map" / "ถนน.geojson"):
            archive.write(one, f"งาน/{one.name}")
    done = {one.name: (one.state, one.file) for one in take_in(home, [everything])}
    assert done == {
        "village.shp": ("taken", "inputs/village.shp"),
        "สถานที่.xlsx": ("taken", "inputs/สถานที่.xlsx"),
        "ถนน.geojson": ("taken", "inputs/ถนน.geojson"),
    }
    names = {one.name for one in (home / "inputs").iterdir()}
    assert {one.name for one in parts} <= names
    with zipfile.ZipFile(tmp_path / "เขต.zip", "w") as archive:
        for one in parts:
            archive.write(one, one.name)
    (zipped,) = take_in(home, [tmp_path / "เขต.zip"], Said(replace=True, credit="กรมสมมุติ"))
    assert (zipped.state, zipped.file) == ("replaced", "inputs/เขต.zip")
    assert tomllib.loads(_text(home))["boundary"]["credit"] == "กรมสมมุติ"


def test_the_boundaries_of_another_tambon_are_asked_about(tmp_path, demo) -> None:
    new(tmp_path / "a", place="990201", villages=3, name="อื่น")
    (one,) = take_in(tmp_path / "a", [demo / "boundaries" / "village.shp"])
    assert [(d.asks, d.choices) for d in one.found.doubts] == [("elsewhere", ("990101",))]
    (sure,) = take_in(tmp_path / "a", [demo / "boundaries" / "village.shp"], kind="boundary")
    assert sure.state == "taken"


def test_the_survey_of_another_tambon_is_asked_about(tmp_path, demo) -> None:
    new(tmp_path / "a", place="990201", villages=3, name="อื่น")
    file = demo / "จปฐ2565.xlsx"
    (one,) = take_in(tmp_path / "a", [file])
    assert one.state == "asked"
    assert [(d.asks, d.choices) for d in one.found.doubts] == [("elsewhere", ("990101",))]
    (sure,) = take_in(tmp_path / "a", [file], kind="bmn-household")
    assert sure.state == "taken"


def test_it_is_asked_about_though_nobody_knows_the_heading_of_its_codes(tmp_path, demo) -> None:
    """The number of the moo alone would make another tambon's households one's own."""
    new(tmp_path / "a", place="990201", villages=3, name="อื่น")
    table = pd.read_excel(demo / "จปฐ2565.xlsx", dtype=str, header=3)
    assert "หมู่ที่" in table
    file = tmp_path / "จปฐ2565.csv"
    table.rename(columns={"รหัสหมู่บ้าน": "โค้ดบ้าน"}).to_csv(file, index=False)
    (one,) = take_in(tmp_path / "a", [file])
    assert one.state == "asked"
    assert ("elsewhere", ("990101",)) in [(d.asks, d.choices) for d in one.found.doubts]


def test_what_is_no_data_is_refused_and_nothing_is_left(tmp_path, small, demo) -> None:
    home = shutil.copytree(small, tmp_path / "small")
    before = _there(home)
    strange = tmp_path / "บันทึก.xlsx"
    _table(strange, [("ก", "ข"), ("นางสมมุติ สาธิต", "0812345678")])
    broken = tmp_path / "เสีย.xlsx"
    broken.write_bytes(b"PK\x03\x04nothing")
    program = tmp_path / "a.exe"
    program.write_bytes(b"MZ")
    done = take_in(home, [strange, broken, program, demo / DOCUMENT], wait=True)
    codes = {one.name: one.found.fault.code for one in done}
    assert codes == {
        strange.name: "intake.unknown",
        broken.name: "workbook.damaged",
        "a.exe": "file.suffix",
        DOCUMENT: "intake.document",
    }
    assert _there(home) == before
    assert "สมมุติ" not in "".join(one.found.fault.tell() for one in done)


def test_a_file_leaves_and_comes_back(tmp_path, demo) -> None:
    new(tmp_path / "a", place="990101", villages=11, name="สาธิต")
    home = tmp_path / "a"
    files = [demo / "สถานที่.xlsx", demo / "map" / "ถนน.geojson"]
    take_in(home, [*files, *(demo / "boundaries").iterdir()])
    before = _text(home)
    assert not take_out(home, "สถานที่.xlsx")
    assert not take_out(home, "inputs/ถนน.geojson")
    assert not list((home / "layers").glob("*.toml"))
    assert [one.path.name for one in waiting(home)] == ["ถนน.geojson", "สถานที่.xlsx"]
    back = retake(home, "inputs/สถานที่.xlsx", Said())
    assert back.state == "taken"
    assert tomllib.loads(_text(home)) == tomllib.loads(before)
    assert take_out(home, "inputs/ถนน.geojson", delete=True)
    assert waiting(home) == ()
    with pytest.raises(InputError) as fault:
        take_out(home, "village.shp")
    assert fault.value.code == "intake.boundary_stays"
    for name in ("../a/tambon.toml", "/etc/passwd", "tambon.toml", "inputs/../process.toml"):
        with pytest.raises(InputError) as fault:
            take_out(home, name, delete=True)
        assert fault.value.code == "intake.no_file"


def test_another_kind_or_year_moves_the_entry_and_a_second_window_is_heard(tmp_path, small) -> None:
    home = shutil.copytree(small, tmp_path / "small")
    (one,) = take_in(home, [_small(small, tmp_path / "จปฐ2564.csv")])
    seen = version(home, DOCUMENT)
    assert retake(home, one.file, Said(year=2563), seen=seen).state == "same"
    assert [each.year for each in held(home) if each.file == one.file] == [2563]
    with pytest.raises(ConflictError):
        retake(home, one.file, Said(year=2562), seen=seen)
    with pytest.raises(ConflictError):
        take_out(home, one.file, seen=seen)
    asked = retake(home, one.file, Said(kind="other", year=2565))
    assert [doubt.asks for doubt in asked.found.doubts] == ["indicator"]
    assert [each.section for each in held(home) if each.file == one.file] == ["survey"]
    moved = retake(home, one.file, Said(kind="other", year=2565, indicator="bmn-2560/22"))
    assert moved.state == "taken"
    assert [each.section for each in held(home) if each.file == one.file] == ["other"]


def test_a_long_table_is_the_same_as_its_first_rows_and_each_is_told_before_it_is_read(
    tmp_path, demo
) -> None:
    new(tmp_path / "a", place="990101", villages=11, name="สาธิต")
    heard = []
    files = [demo / "จปฐ2565.xlsx", demo / "สถานที่.xlsx"]
    done = take_in(tmp_path / "a", files, progress=lambda *now: heard.append(now))
    assert heard == [(1, 2, "จปฐ2565.xlsx"), (2, 2, "สถานที่.xlsx")]
    book = openpyxl.load_workbook(demo / "จปฐ2565.xlsx", read_only=True)
    rows = book.worksheets[0].iter_rows(values_only=True)
    numbered = sum(str(row[0]).isdigit() for row in rows)
    book.close()
    assert done[0].found.rows == numbered > 200  # more than are laid out to tell what it is


def test_a_broken_layer_stops_no_other_file_and_is_set_aside(tmp_path, demo) -> None:
    home = tmp_path / "a"
    new(home, place="990101", villages=11, name="สาธิต")
    take_in(home, [demo / "map" / "ถนน.geojson", *(demo / "boundaries").iterdir()])
    (document,) = (home / "layers").glob("*.toml")
    text = document.read_text("utf-8")
    document.write_text(text + '\nstrange = "x"\n', "utf-8")
    (lost,) = [one for one in held(home) if one.fault is not None]
    assert lost.file == f"layers/{document.name}"
    assert "strange" in lost.fault.tell("en")
    assert waiting(home) == ()  # its file is known all the same
    (more,) = take_in(home, [demo / "map" / "แม่น้ำ.geojson"])
    assert more.state == "taken"
    assert not take_out(home, lost.file)
    assert all(one.fault is None for one in held(home))
    assert [one.path.name for one in waiting(home)] == ["ถนน.geojson"]
    (kept,) = (home / "layers").glob("*.off")
    assert kept.read_text("utf-8") == text + '\nstrange = "x"\n'


def test_a_year_that_nobody_said_is_asked_when_the_form_is_filled_in(tmp_path) -> None:
    home = tmp_path / "a"
    new(home, place="990101", villages=2, name="สาธิต")
    assert _surveys(home) == []
    assert years(home) == ()
    form = home / "inputs" / "แบบกรอก-ครัวเรือน.xlsx"
    book = openpyxl.load_workbook(form)
    for cell, value in {"A5": 1, "B5": "99010100001", "D5": "99010101"}.items():
        book.worksheets[0][cell] = value
    book.save(form)
    book.close()
    (asks,) = waiting(home)
    assert [doubt.asks for doubt in asks.doubts] == ["year"]
    assert retake(home, f"inputs/{form.name}", Said(year=2568)).state == "taken"
    assert _surveys(home) == [(2568, "bmn-2566")]
    assert years(home) == (2568,)
    new(tmp_path / "b", place="990101", villages=2, name="สาธิต", year=2564)
    assert _surveys(tmp_path / "b") == [(2564, "bmn-2560")]
    assert years(tmp_path / "b") == ()


def _surveys(home: Path) -> list[tuple[int, str]]:
    """Year and rulebook of each survey of the document."""
    return [(one["year"], one["rulebook"]) for one in tomllib.loads(_text(home)).get("survey", [])]


def test_a_project_opens_without_its_files(tmp_path) -> None:
    new(tmp_path / "a", place="150109", villages=5, year=2565)
    for one in (tmp_path / "a" / "inputs").iterdir():
        one.unlink()
    project, missing = intake.open_project(tmp_path / "a")
    assert project.area.code == "150109"
    assert len(missing) == 4
    assert not any(one.there for one in held(tmp_path / "a"))
