"""A new year's files: what they change, what stops them, and how they enter the project."""

from __future__ import annotations

import datetime as dt
import shutil
import tomllib
from pathlib import Path

import openpyxl
import pytest
from openpyxl import load_workbook

from tambon_gis import catalog
from tambon_gis.errors import InputError, MissingFileError, TambonError
from tambon_gis.study.gather import seal
from tambon_gis.study.joining import with_surveys
from tambon_gis.study.load import load, read_project
from tambon_gis.study.update import Reading, update
from tambon_gis.words import LANGS, words

DEMO = Path(__file__).parents[1] / "data" / "demo"
SMALL = Path(__file__).parent / "data" / "small"
TODAY = dt.date(2023, 3, 5)
FILES = {year: DEMO / f"จปฐ{year}.xlsx" for year in (2563, 2564, 2565)}
PERSONS = DEMO / "สมาชิก2565.xlsx"
VILLAGES = DEMO / "กชช2ค2564.xlsx"
#: What is left out where only 2564 is to stand before 2565: the tests are quicker then.
LEAN = (FILES[2563].name, FILES[2565].name, VILLAGES.name, PERSONS.name)


def _without(tmp_path: Path, *gone: str, layers: bool = False) -> Path:
    """A copy of the demo whose document lacks the surveys of some files."""
    home = tmp_path / "demo"
    shutil.copytree(DEMO, home)
    if not layers:
        shutil.rmtree(home / "layers")
    document = home / "tambon.toml"
    text = document.read_text("utf-8")
    head, *blocks = text.split("[[survey]]")
    kept = [one for one in blocks if not any(name in one for name in gone)]
    last = blocks[-1]
    tail = last[last.index("\n\n") :] if last not in kept else ""
    document.write_text("[[survey]]".join([head, *kept]) + tail, "utf-8")
    for name in gone:
        (home / name).unlink()
    read_project(home)
    return home


def _rows(path: Path) -> list[tuple[object, ...]]:
    """The cells of a demo's sheet of households."""
    book = load_workbook(path, read_only=True)
    rows = list(book["ครัวเรือน"].iter_rows(values_only=True))
    book.close()
    return rows


@pytest.fixture(scope="module")
def taken(tmp_path_factory):
    """The demo without 2565, told first and then updated, with what stood there before."""
    place = tmp_path_factory.mktemp("taken")
    home = _without(place, FILES[2565].name, PERSONS.name, layers=True)
    fix = '[[fix]]\nplace = "99010115"\nleave_out = true\n\n[[fix]]\nplace = "99010177"\nkeep = true\n'  # noqa: E501
    fix += '\n[[fix]]\ninput = "bmn-2560-2564"\nplace = "99010103"\nkeep = true\n'
    (home / "fixes.toml").write_text(fix, "utf-8")
    before = (home / "tambon.toml").read_bytes()
    there = sorted(path.name for path in home.rglob("*"))
    files = [FILES[2565], PERSONS]
    told = update(home, 2565, files, today=TODAY, out=place)
    unchanged = (home / "tambon.toml").read_bytes() == before
    unchanged &= sorted(path.name for path in home.rglob("*")) == there
    done = update(home, 2565, files, today=TODAY, out=place, sure=True)
    return home, before, told, unchanged, done


def test_without_sure_only_the_report_is_written(taken) -> None:
    _, _, told, unchanged, _ = taken
    assert unchanged
    assert not told.done
    assert told.written == ()
    assert told.report.parts[-3:] == ("work", "990101", "update.html")


def test_each_file_is_found_out(taken) -> None:
    homes, members = taken[2].changes
    assert (homes.unit, homes.earlier, homes.rows) == ("household", "จปฐ. พ.ศ. 2564", (1983, 1967))
    assert (members.unit, members.earlier, members.rows[0]) == ("person", "", None)
    assert (homes.computed, homes.indicators, homes.verified) == (31, 31, True)
    assert homes.stops == members.stops == ()


def test_households_per_village_are_those_of_the_sheets(taken) -> None:
    """Counted apart, from the column of codes in both workbooks."""
    counts = {}
    for year in (2564, 2565):
        rows = _rows(FILES[year])
        top = next(n for n, row in enumerate(rows) if "รหัสหมู่บ้าน" in row)
        at = rows[top].index("รหัสหมู่บ้าน")
        house = rows[top].index("รหัสประจำบ้าน")
        seen, found = set(), {}
        for row in rows[top + 1 :]:
            digits = str(row[at] or "").translate(str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789"))
            code = "".join(sign for sign in digits if sign.isdigit())
            if len(code) == 8 and row[house] not in seen and code != "99010115":
                seen.add(row[house])
                found[code] = found.get(code, 0) + 1
        counts[year] = found
    homes = taken[2].changes[0]
    assert {one.place: one.before for one in homes.villages} == counts[2564]
    assert {one.place: one.now for one in homes.villages} == counts[2565]


def test_decisions_go_on(taken) -> None:
    fixes = {one.number: (one.what, one.rows) for one in taken[2].changes[0].fixes}
    assert fixes == {"1": ("applies", 2), "2": ("idle", 0), "3": ("fits", 0)}


def test_new_findings_are_the_wrong_cells(taken) -> None:
    """Three of the six that data/demo/README.md names are values; a double; AL90; two are fixed."""
    cells = {one.cell.split(",")[0] for one in taken[2].changes[0].decide}
    assert {"H243", "L1164", "AL90"} <= cells
    assert not {"D886", "D968"} & cells


def test_the_document_keeps_every_other_byte(taken) -> None:
    home, before, _, _, done = taken
    assert done.done
    after = (home / "tambon.toml").read_text("utf-8")
    added = [line for line in after.splitlines() if line not in before.decode().splitlines()]
    assert 'file = "inputs/จปฐ2565.xlsx"' in added
    rest = after
    for block in tomllib.loads(after)["survey"][-2:]:
        start = rest.index(f'[[survey]]\nyear = 2565\nfile = "{block["file"]}"')
        end = rest.index("\n\n", start)
        rest = rest[:start] + rest[end + 2 :]
    assert rest.encode() == before
    assert (home / "inputs" / FILES[2565].name).read_bytes() == FILES[2565].read_bytes()


def test_the_project_is_then_the_whole_demo(taken) -> None:
    home = taken[0]
    (home / "fixes.toml").unlink()
    ours, whole = load(home), load(DEMO)
    assert {a.survey.role for a in ours.answers} == {a.survey.role for a in whole.answers}
    keys = ["year", "framework", "code", "level", "place"]
    one, other = (seal(x).frame.sort_values(keys, ignore_index=True) for x in (ours, whole))
    assert one.equals(other)
    assert ours.findings.to_decide == whole.findings.to_decide


def test_the_note_is_made_anew(taken) -> None:
    note = taken[4].handover
    assert note is not None
    assert "inputs/จปฐ2565.xlsx" in note.read_text("utf-8")


def test_the_report_names_no_household(taken) -> None:
    page = taken[4].report.read_text("utf-8")
    assert "ข้อมูลภายใน ห้ามเผยแพร่" in page
    assert "99011005488" not in page
    assert "สามหมื่น" not in page
    for lang in LANGS:
        assert all(lines for _, lines in taken[4].sentences(lang))


def test_answers_and_days_are_written_otherwise(tmp_path: Path) -> None:
    """2563 says ผ่าน and ไม่ผ่าน and days B.E., 2564 says 1 and 0 and has Excel's days."""
    home = _without(tmp_path, FILES[2564].name, *LEAN[1:])
    (change,) = update(home, 2564, [FILES[2564]], today=TODAY, out=tmp_path).changes
    days, answers = change.codes  # in the order of the schema
    assert (answers.before, answers.now) == (("ผ่าน", "ไม่ผ่าน"), ("0", "1"))
    assert len(answers.columns) > 10
    assert days.columns == ("วันที่สำรวจ",)
    assert "พ.ศ." in days.before[0]
    assert "ค.ศ." in days.now[0]
    assert change.columns == ()


def _changed(path: Path, to: Path, change) -> Path:
    book = openpyxl.load_workbook(path)
    change(book["ครัวเรือน"])
    book.save(to)
    return to


def _headings(sheet) -> int:
    return next(r for r in range(1, 10) for c in sheet[r] if c.value == "รหัสหมู่บ้าน")


def test_villages_and_columns_that_changed(tmp_path: Path) -> None:
    home = _without(tmp_path, *LEAN)

    def change(sheet) -> None:
        top = _headings(sheet)
        names = {cell.value: cell.column for cell in sheet[top]}
        village, name = names["รหัสหมู่บ้าน"], names["ชื่อหมู่บ้าน"]
        moo = names["หมู่ที่"]
        for row in range(top + 1, sheet.max_row + 1):
            code = str(sheet.cell(row, village).value or "").strip()
            if code.endswith("04"):
                sheet.cell(row, name).value = "บ้านใหม่ทดสอบ"
            if code.endswith(("11", "๑๑")):
                sheet.cell(row, village).value = "99010112"
                sheet.cell(row, moo).value = 12
        sheet.cell(top, names["จำนวนสมาชิก (คน)"]).value = "สมาชิก"
        sheet.cell(top, names["ลำดับ"]).value = "ช่องใหม่ที่ไม่รู้จัก"

    file = _changed(FILES[2565], tmp_path / "ใหม่.xlsx", change)
    (told,) = update(home, 2565, [file], today=TODAY, out=tmp_path).changes
    lines = {one.place[6:]: one for one in told.villages}
    assert (lines["11"].what, lines["12"].what, lines["12"].on_map) == ("gone", "new", False)
    assert [one.place[6:] for one in told.villages if one.renamed] == ["04"]
    columns = {(one.what, one.title) for one in told.columns}
    assert ("gone", "ลำดับ") in columns
    assert ("unknown_new", "ช่องใหม่ที่ไม่รู้จัก") in columns


def _stops(tmp_path: Path, year: int, file: Path, home: Path) -> set[str]:
    """What stops a file, as the report tells it; nothing of the project changes."""
    before = {p: p.read_bytes() for p in home.rglob("*") if p.is_file()}
    with pytest.raises(InputError) as caught:
        update(home, year, [file], today=TODAY, out=tmp_path, sure=True)
    assert caught.value.code == "update.stopped"
    assert {p: p.read_bytes() for p in home.rglob("*") if p.is_file()} == before
    page = (tmp_path / "work" / "990101" / "update.html").read_text("utf-8")
    starts = {name: text.split("{")[0] for name, text in words("th").under("update.stop").items()}
    return {name for name, start in starts.items() if start in page}


def test_a_file_of_another_year(tmp_path: Path) -> None:
    home = _without(tmp_path, *LEAN)
    assert _stops(tmp_path, 2565, FILES[2564], home) == {"same", "year"}


def test_another_year_that_the_project_lacks(tmp_path: Path) -> None:
    home = _without(tmp_path, FILES[2564].name, *LEAN[1:])
    assert _stops(tmp_path, 2565, FILES[2564], home) == {"year"}


def test_a_file_of_another_tambon(tmp_path: Path) -> None:
    home = _without(tmp_path, *LEAN)

    def elsewhere(sheet) -> None:
        top = _headings(sheet)
        column = next(c.column for c in sheet[top] if c.value == "รหัสหมู่บ้าน")
        for row in range(top + 1, sheet.max_row + 1):
            code = sheet.cell(row, column).value
            if code and len(str(code).strip()) == 8:
                sheet.cell(row, column).value = "990102" + str(code).strip()[6:]

    file = _changed(FILES[2565], tmp_path / "อื่น.xlsx", elsewhere)
    (change,) = update(home, 2565, [file], today=TODAY, out=tmp_path).changes
    assert "area" in change.stops
    assert dict(change.facts)["places"] == "990102"


def test_a_round_that_nobody_knows_computes_nothing(tmp_path: Path) -> None:
    """From 2566 on the rulebook is another one, of names only."""

    def next_year(sheet) -> None:
        top = _headings(sheet)
        column = next(c.column for c in sheet[top] if c.value == "วันที่สำรวจ")
        for row in range(top + 1, sheet.max_row + 1):
            cell = sheet.cell(row, column)
            if cell.value:
                cell.value = str(cell.value).replace("2565", "2566").replace("๒๕๖๕", "๒๕๖๖")

    home = _without(tmp_path, FILES[2563].name, FILES[2564].name, *LEAN[2:])
    file = _changed(FILES[2565], tmp_path / "จปฐ2566.xlsx", next_year)
    (change,) = update(home, 2566, [file], today=TODAY, out=tmp_path).changes
    assert change.stops == ("no_way",)
    assert (change.other_rulebook, change.verified, change.computed) == (True, False, 0)
    others = {one.code for one in change.meanings if one.what == "other"}
    assert "11" in others  # tidy house before, health insurance now
    same = {(one.code, one.what) for one in change.meanings if one.what == "same"}
    assert not same  # nobody knows that any means the same
    told = " ".join(change.sentences("th"))
    assert "ยังไม่คำนวณตัวชี้วัดใดเลย" in told
    assert "ยังไม่ยืนยัน" in told
    book = catalog.rulebook("bmn-2566")
    assert change.indicators == len(book.indicator) + 1 == 38


def test_a_folder_of_files(tmp_path: Path) -> None:
    home = _without(tmp_path, *LEAN)
    many = tmp_path / "จปฐ2565"
    many.mkdir()
    rows = _rows(FILES[2565])
    top = next(n for n, row in enumerate(rows) if "รหัสประจำบ้าน" in row)
    house = rows[top].index("รหัสประจำบ้าน")
    for part in (0, 1):
        kept = [r for r in rows[top + 1 :] if r[house] and (int(str(r[house])[6:8]) > 5) == part]
        book = openpyxl.Workbook()
        for row in (rows[top], *kept):
            book.active.append(row)
        book.save(many / f"{part}.xlsx")
    (many / "อ่านก่อน.pdf").write_text("x", "utf-8")
    done = update(home, 2565, [many], today=TODAY, out=tmp_path, sure=True)
    assert done.changes[0].rows == (1983, 1967)
    names = {path.relative_to(home).as_posix() for path in done.written}
    assert names == {"inputs/จปฐ2565/0.xlsx", "inputs/จปฐ2565/1.xlsx", "tambon.toml"}


@pytest.mark.parametrize(
    ("year", "files", "code"),
    [
        (2022, [SMALL / "households.csv"], "update.year"),
        (2566, [], "update.no_files"),
        (2565, [SMALL / "households.csv"], "update.there"),
        (2566, [DEMO / "สถานที่.xlsx"], "update.kind"),
        (2566, [DEMO / "แผนพัฒนา2566-2570.xlsx"], "update.kind"),
        (2555, [SMALL / "households.csv"], "update.no_rulebook"),
        (2562, [SMALL / "households.csv", SMALL], "update.twice"),
        (2566, [DEMO / "ไม่มี.xlsx"], "file.missing"),
    ],
)
def test_what_cannot_be_asked(tmp_path: Path, year: int, files: list[Path], code: str) -> None:
    with pytest.raises((InputError, MissingFileError)) as caught:
        update(SMALL, year, files, today=TODAY, out=tmp_path)
    assert caught.value.code == code
    for lang in LANGS:
        assert caught.value.tell(lang)


def test_two_rulebooks_of_a_year_are_asked_about(tmp_path: Path) -> None:
    home = _without(tmp_path, *(path.name for path in FILES.values()), PERSONS.name)
    (home / "rulebooks").mkdir()
    shipped = Path(catalog.__file__).parent / "documents" / "rulebooks" / "bmn-2560.toml"
    own = shipped.read_text("utf-8").replace('id = "bmn-2560"', 'id = "own"', 1)
    (home / "rulebooks" / "own.toml").write_text(own, "utf-8")
    with pytest.raises(InputError) as caught:
        update(home, 2565, [FILES[2565]], today=TODAY, out=tmp_path)
    assert caught.value.code == "update.rulebooks"
    made = update(
        home, 2565, [FILES[2565]], today=TODAY, out=tmp_path, reading=Reading(None, "own")
    )
    assert made.changes[0].computed == 31


def test_a_name_that_is_taken_is_left_alone(tmp_path: Path) -> None:
    home = _without(tmp_path, *LEAN)
    (home / "inputs").mkdir()
    (home / "inputs" / FILES[2565].name).write_bytes(b"of a person")
    done = update(home, 2565, [FILES[2565]], today=TODAY, out=tmp_path, sure=True)
    assert (home / "inputs" / FILES[2565].name).read_bytes() == b"of a person"
    assert done.written[0].name == "จปฐ2565-2.xlsx"


def test_a_file_that_lies_in_the_project_stays_there(tmp_path: Path) -> None:
    home = _without(tmp_path, *LEAN)
    (home / "inputs").mkdir()
    shutil.copy(FILES[2565], home / "inputs")
    document = home / "tambon.toml"
    document.write_bytes(b"\xef\xbb\xbf" + document.read_bytes().replace(b"\n", b"\r\n"))
    before = document.read_bytes()
    name = f"inputs/{FILES[2565].name}"
    done = update(home, 2565, [name], today=TODAY, out=tmp_path, sure=True)
    assert [path.name for path in done.written] == ["tambon.toml"]
    after = document.read_bytes()
    assert after.startswith(b"\xef\xbb\xbf")
    assert after.count(b"\n") == after.count(b"\r\n")
    assert len(after) > len(before)
    assert read_project(home)[0].survey[-1].file == name


def test_a_project_that_does_not_open_is_put_back(tmp_path: Path, monkeypatch) -> None:
    home = _without(tmp_path, *LEAN)
    before = {p: p.read_bytes() for p in home.rglob("*") if p.is_file()}
    calls = []

    def second_fails(folder, **how):
        calls.append(folder)
        if len(calls) > 1:
            raise TambonError("demo.missing")
        return load(folder, **how)

    monkeypatch.setattr("tambon_gis.study.update.load", second_fails)
    with pytest.raises(InputError) as caught:
        update(home, 2565, [FILES[2565]], today=TODAY, out=tmp_path, sure=True)
    assert caught.value.code == "update.broken"
    assert {p: p.read_bytes() for p in home.rglob("*") if p.is_file()} == before


SURVEY = 'year = 2563\nfile = "a.xlsx"\nschema = "s"\nrulebook = "own"\n'
AREA = '[area]\ncode = "990101"\nname = { th = "ก", en = "A" }\n'
LAND = '[boundary]\nfile = "b.shp"\nlevel = "village"\n'


@pytest.mark.parametrize(
    "text",
    [
        AREA + LAND,
        (AREA + LAND).rstrip("\n"),
        AREA + "[[survey]]\n" + SURVEY + "\n# about the land\n" + LAND,
        (AREA + "[[survey]]\n" + SURVEY + LAND).replace("\n", "\r\n"),
        'survey = [{ year = 2563, file = "a.xlsx", schema = "s", rulebook = "own" }]\n'
        + AREA
        + LAND,
        AREA + LAND + "[[ survey ]] # the first\n" + SURVEY.rstrip("\n"),
        AREA + LAND + '[[role]]\ntitle = { th = """\n[[survey]]\n""", en = "x" }\n',
    ],
)
def test_a_block_is_added_and_nothing_else(text: str) -> None:
    one = read_project(DEMO)[0].survey[2]
    written = with_surveys(text, [one], name="tambon.toml")
    old, new = tomllib.loads(text), tomllib.loads(written)
    assert new["survey"][:-1] == old.get("survey", [])
    assert new["survey"][-1] == {
        "year": 2565,
        "file": "จปฐ2565.xlsx",
        "schema": "bmn-household",
        "rulebook": "bmn-2560",
    }
    assert {k: v for k, v in new.items() if k != "survey"} == {
        k: v for k, v in old.items() if k != "survey"
    }
    assert [line for line in text.splitlines() if line not in written.splitlines()][1:] == []
    if "\r\n" in text:
        assert written.count("\n") == written.count("\r\n")
