"""Lists from elsewhere: read as surveys are, told by cell, counted, and nowhere public."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import tomllib
from collections import Counter
from functools import cache

import openpyxl
import pytest
from loaders_support import DEMO

from tambon_gis import catalog
from tambon_gis.errors import DocumentError, InputError, LeakError, MissingFileError
from tambon_gis.loaders import others
from tambon_gis.publish.opened import parts
from tambon_gis.study import forget, load, road, sides

TODAY = dt.date(2023, 3, 5)
THAI = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
LIST = "บัตรสวัสดิการ2565.xlsx"
CODE = catalog.schema("bmn-household").by_name["house_code"]
#: Written in data/demo/README.md before the program found them.
PLANTED = {"both": 106, "only_survey": 47, "only_list": 61, "neither": 1746, "absent": 9,
           "unknown_listed": 1, "unknown_unlisted": 6, "households": 1967}  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sides") / "p"
    shutil.copytree(DEMO, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return folder


@pytest.fixture(scope="module")
def told(home):
    return sides.sides(home, out=home / "out", today=TODAY)


@cache
def sheet_of(name: str):
    """The first sheet of a workbook of the demo, opened by another library."""
    return openpyxl.load_workbook(DEMO / name).worksheets[0]


@cache
def written_codes() -> list[str]:
    """House codes of the list, read with another library."""
    sheet = sheet_of(LIST)
    cells = [row[1] for row in sheet.iter_rows(min_row=5, values_only=True)]
    return ["" if cell is None else re.sub(r"\D", "", str(cell).translate(THAI)) for cell in cells]


def number(cell: object) -> float | None:
    text = re.sub(r"[,\s\u200b]", "", str("" if cell is None else cell).translate(THAI))
    return float(text) if re.fullmatch(r"\d+(\.\d+)?", text) else None


def counted_again() -> Counter[str]:
    """The demo's survey and list counted from their cells, by the README's rules."""
    head, *body = sheet_of("จปฐ2565.xlsx").iter_rows(min_row=4, values_only=True)
    at = {name: n for n, name in enumerate(head)}
    money = [n for name, n in at.items() if str(name).startswith("รายได้")]
    listed, seen, found = set(written_codes()) - {""}, set(), Counter[str]()
    for row in body:
        house = re.sub(r"\D", "", str(row[at["รหัสประจำบ้าน"]] or "").translate(THAI))
        village = re.sub(r"\D", "", str(row[at["รหัสหมู่บ้าน"]] or "").translate(THAI))
        if not house or house in seen or village == "99010115":
            continue
        seen.add(house)
        members, incomes = number(row[at["จำนวนสมาชิก (คน)"]]), [number(row[n]) for n in money]
        known = members is not None and members <= 30 and None not in incomes
        fails = known and sum(incomes) / members < 38_000
        on = house in listed
        if not known:
            found["unknown_listed" if on else "unknown_unlisted"] += 1
        else:
            found[
                ("both" if on else "only_survey") if fails else "only_list" if on else "neither"
            ] += 1
    found["households"], found["absent"] = len(seen), len(listed - seen)
    return found


def test_the_planted_overlap_is_found(told) -> None:
    sums = told.tables[0].drop(columns="place").sum()
    assert {name: n for name, n in sums.items() if n} == PLANTED == dict(counted_again())


def test_every_row_of_the_list_is_kept_or_told_by_its_cell(told) -> None:
    (report,) = told.reports
    codes = written_codes()
    assert (
        (report.rows_read, report.rows_kept) == (len(codes), len(set(codes) - {""})) == (180, 177)
    )
    cells = {one.code: (one.cell, one.count) for one in report.findings}
    assert cells["other.blank"] == (f"B{5 + codes.index('')}", 1)
    assert cells["other.repeated"] == ("B182:B183", 2)
    assert cells["other.not_surveyed"][1] == 9
    assert report.role == "other-1"


def test_the_page_is_internal_and_names_no_house(told, home) -> None:
    assert told.path == home / "out" / "work" / "990101" / "sides.html"
    assert [path.name for path in (home / "out").rglob("*.*")] == ["sides.html"]
    html = told.path.read_text("utf-8")
    assert "ข้อมูลภายใน ห้ามเผยแพร่" in html
    assert "<script" not in html
    for name in ("both", "only_survey", "only_list", "neither"):
        assert f'data-cell="{name}">{PLANTED[name]:,}<' in html
    assert 'data-share="same" data-over="1852" data-under="1960"' in html
    assert "94.5 %" in html
    assert not [code for code in set(written_codes()) - {""} if code in html]
    assert not re.search(r"\d{9,}", re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL))


def test_the_scanner_knows_every_house_of_the_list(home) -> None:
    found = sides.personal(load.load(home))
    assert set(written_codes()) - {""} <= found.texts


def test_a_house_of_the_list_in_a_public_text_stops_the_build(tmp_path) -> None:
    """The house is in no survey: only the list knows it."""
    folder = tmp_path / "p"
    shutil.copytree("tests/data/small", folder)
    text = (folder / "tambon.toml").read_text("utf-8")
    text = text.replace('credit = "synthetic"', 'credit = "บ้าน 99020000777"')
    (folder / "tambon.toml").write_text(text, "utf-8")
    assert road.build(folder, out=tmp_path / "a").page.exists()
    write(folder / "cards.csv", [["ที่", "รหัสบ้าน"], ["1", "99020000001"], ["2", "99020000777"]])
    other = 'title = { th = "บัตร", en = "cards" }\nfile = "cards.csv"\nindicator = "bmn-2560/4"'
    (folder / "tambon.toml").write_text(f"{text}\n[[other]]\n{other}\nyear = 2565\n", "utf-8")
    with pytest.raises(LeakError) as told:
        road.build(folder, out=tmp_path / "b")
    assert "99020000777" not in str(told.value)
    assert not list((tmp_path / "b" / "maps").rglob("*.html"))
    (folder / "tambon.toml").write_text(
        (folder / "tambon.toml").read_text("utf-8").replace("บ้าน 99020000777", "ทดลอง"), "utf-8"
    )
    built = road.build(folder, out=tmp_path / "c", also=["xlsx"])
    names = {path.name for path in (tmp_path / "c" / "maps").rglob("*")}
    assert "sides.html" not in names
    for path in built.files:
        told_in = "".join(part.text for part in parts(path.name, path.read_bytes()))
        assert "99020000001" not in told_in
        assert "cards.csv" not in told_in


def test_forgetting_a_year_removes_its_list(home, tmp_path) -> None:
    shutil.copytree(home, tmp_path / "p", ignore=shutil.ignore_patterns("out"))
    would = forget.forget(tmp_path / "p", 2565, out=tmp_path)
    assert LIST in {path.name for path in would.files}
    assert "other-1" in would.surveys
    assert (tmp_path / "p" / LIST).exists()
    forget.forget(tmp_path / "p", 2565, out=tmp_path, sure=True)
    assert not (tmp_path / "p" / LIST).exists()
    project, _ = load.read_project(tmp_path / "p")
    assert (project.other, {one.year for one in project.survey}) == ((), {2563, 2564})
    before, after = ((at / "tambon.toml").read_text("utf-8") for at in (home, tmp_path / "p"))
    notes = [line for line in before.splitlines() if line.startswith("#")]
    assert [line for line in after.splitlines() if line.startswith("#")] == notes
    assert "# คณะทำงาน: " in after


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("a = 1\n[[other]]\nx = 1\n# next\n[b]\ny = 2\n", "a = 1\n# next\n[b]\ny = 2\n"),
        ("[[ other ]] # one\nx = [\n1]\n", ""),
        ("[[other]]\nx = [\n[1],\n]\n[b]\ny = 2\n", "[b]\ny = 2\n"),
        ('[[other]]\nx = 1\n[other.title]\nth = "ก"\n[b]\ny = 2\n', "[b]\ny = 2\n"),
        ('[[other]]\nx = """\n[[other]]\n"""\n[b]\ny = 2\n', "[b]\ny = 2\n"),
    ],
)
def test_what_is_taken_out_leaves_the_rest(text, left) -> None:
    assert tomllib.loads(forget._without(text, "other", [0])) == tomllib.loads(left)
    assert ("# next" in forget._without(text, "other", [0])) is ("# next" in text)


def test_a_list_that_another_year_uses_is_kept(home, tmp_path) -> None:
    shutil.copytree(home, tmp_path / "p", ignore=shutil.ignore_patterns("out"))
    document = tmp_path / "p" / "tambon.toml"
    again = 'title = { th = "ก", en = "a" }\nfile = "%s"\nindicator = "bmn-2560/22"\nyear = 2564\n'
    text = document.read_text("utf-8").replace(
        "[[other]]", f"[[other]]\n{again % LIST}\n[[other]]", 1
    )
    document.write_text(text, "utf-8")
    told = forget.forget(tmp_path / "p", 2565, out=tmp_path, sure=True)
    assert LIST in told.kept
    assert (tmp_path / "p" / LIST).exists()


CHANGES = [
    ("year = 2565\nsource", "year = 2562\nsource", DocumentError, "sides.no_survey"),
    ("bmn-2560/22", "nrd2c/2", DocumentError, "sides.no_survey"),
    ("bmn-2560/22", "bmn-2560/99", DocumentError, "sides.indicator"),
    ('source = "รายชื่อ', 'key = "เลขที่บัตร"\nsource = "รายชื่อ', InputError, "sides.no_key"),
    (LIST, "ไม่มี.xlsx", MissingFileError, "project.files"),
]


@pytest.mark.parametrize(("old", "new", "error", "code"), CHANGES, ids=lambda one: str(one)[-20:])
def test_what_cannot_be_held_against_is_refused(home, tmp_path, old, new, error, code, monkeypatch):
    loaded = load.load(home)
    folder = tmp_path / "p"
    folder.mkdir()
    for path in home.iterdir():
        if path.name not in {"tambon.toml", "out"}:
            (folder / path.name).symlink_to(path)
    text = (home / "tambon.toml").read_text("utf-8")
    assert text.count(old) == 1
    (folder / "tambon.toml").write_text(text.replace(old, new), "utf-8")
    if code != "project.files":
        project, _ = load.read_project(folder)
        again = type(loaded)(**{**vars(loaded), "project": project})
        monkeypatch.setattr(sides, "load", lambda _folder: again)
    with pytest.raises(error) as told:
        sides.sides(folder, out=tmp_path)
    assert told.value.code == code


def test_a_project_without_a_list_says_so(tmp_path) -> None:
    with pytest.raises(InputError) as told:
        sides.sides("tests/data/small", out=tmp_path)
    assert told.value.code == "sides.nothing"


# --- the loader by itself ---


def write(path, rows):
    path.write_text("\n".join(",".join(row) for row in rows), "utf-8")
    return path


def test_a_list_of_one_column_with_a_title_is_read(tmp_path) -> None:
    path = write(tmp_path / "a.csv", [["รายชื่อบ้าน"], ["รหัสบ้าน"], ["99010000001"], ["99010000002"]])
    found = others.read(path, CODE)
    assert found.frame["house_code"].tolist() == ["99010000001", "99010000002"]


def test_faults_are_told_by_cell_and_never_by_value(tmp_path) -> None:
    rows = [["ที่", "รหัสประจำบ้าน"], ["1", "99010000001"], ["2", "สี่สิบแปด"], ["3", ""],
            ["4", "9901-0000001"], ["5", "๙๙๐๑๐๐๐๐๐๐๒"], ["6", "9.90101E+10"]]  # fmt: skip
    found = others.read(write(tmp_path / "a.csv", rows), CODE)
    assert found.frame["row"].tolist() == [2, 6]
    assert found.frame["house_code"].tolist() == ["99010000001", "99010000002"]
    told = {one.code: one.cell for one in found.report.findings}
    assert told["other.not_code"] == "B3, B7"
    assert told["other.blank"] == "B4"
    assert told["other.repeated"] == "B5"
    assert told["other.mended"] == "B6"
    said = "".join(
        one.tell(lang) + one.mend(lang) for one in found.report.findings for lang in ("th", "en")
    )
    assert not [text for text in ("99010", "สี่สิบแปด", "๙๙") if text in said]
    assert (found.report.rows_read, found.report.rows_refused) == (6, 4)


def test_a_heading_of_its_own_is_named(tmp_path) -> None:
    path = write(tmp_path / "a.csv", [["ที่", "เลขบ้าน"], ["1", "99010000001"], ["2", "99010000002"]])
    with pytest.raises(InputError):
        others.read(path, CODE)
    assert len(others.read(path, CODE, key="เลขบ้าน").frame) == 2
