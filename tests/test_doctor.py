"""The doctor on whole projects: what it writes, where, and what it leaves alone."""

import shutil

import openpyxl
import pytest
from loaders_support import DEMO, SMALL

from tambon_gis.errors import TambonError
from tambon_gis.loaders import fixes
from tambon_gis.publish.scan import scan
from tambon_gis.study import doctor
from tambon_gis.study.load import load


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    shutil.copytree(DEMO, folder / "p", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return doctor.examine(folder / "p", out=folder / "out"), folder


def test_it_writes_under_work_only(demo):
    examined, folder = demo
    written = {path.relative_to(folder / "out").as_posix() for path in (folder / "out").rglob("*")}
    assert {name for name in written if "." in name} == {
        "work/990101/doctor.html",
        "work/990101/doctor.xlsx",
        "work/990101/fixes-form.xlsx",
    }
    assert examined.fixes_form_path.name == "fixes-form.xlsx"
    assert not (folder / "p" / "fixes.xlsx").exists()


def test_the_unknown_village_of_the_demo_has_its_people_and_the_right_suggestion(demo):
    examined, _ = demo
    (found,) = [
        f for r in examined.findings.reports for f in r.findings if f.code == "join.unknown"
    ]
    assert (found.cell, found.households, found.people) == ("D886, D968", 2, 5)
    assert found.suggestions[0].value == "99010105"
    assert "99010105 หินกอง" in examined.html_path.read_text("utf-8")


def test_the_decision_that_the_demo_asks_for_brings_no_new_ones(demo, tmp_path):
    examined, folder = demo
    shutil.copytree(folder / "p", tmp_path / "p")
    decided = "[[fix]]\nplace = '99010115'\nuse = '99010105'\n"
    (place,) = [
        f.facts["place"]
        for r in examined.findings.reports
        for f in r.findings
        if f.code == "join.unknown"
    ]
    text = decided.replace("99010115", place)
    (tmp_path / "p" / "fixes.toml").write_text(text, "utf-8")
    found = load(tmp_path / "p").findings
    assert found.by_code()["fix.used"] == 2
    assert found.to_decide == examined.findings.to_decide - 1


def test_nothing_personal_stands_in_the_report(demo):
    examined, _ = demo
    book = openpyxl.load_workbook(DEMO / "จปฐ2565.xlsx", read_only=True)
    rows = list(book["ครัวเรือน"].iter_rows(min_row=5, values_only=True))
    book.close()
    personal = {str(row[column]) for row in rows for column in (1, 6) if row[column]}
    told = [examined.html_path.read_text("utf-8")]
    for path in (examined.xlsx_path, examined.fixes_form_path):
        book = openpyxl.load_workbook(path)
        told += [str(c) for s in book for row in s.iter_rows(values_only=True) for c in row if c]
    text = "\n".join(told)
    assert len(personal) > 1000
    assert not [value for value in personal if len(value) > 5 and value in text]
    assert scan(text) == []


@pytest.fixture
def small(tmp_path):
    """The small tambon with one household in a village that is not on the map."""
    folder = tmp_path / "p"
    shutil.copytree(SMALL, folder)
    path = folder / "households.csv"
    lines = path.read_text("utf-8").splitlines()
    lines.insert(3, lines[2].replace("99020000001", "99020000013").replace("99020101", "99020109"))
    path.write_text("\n".join(lines), "utf-8")
    return folder


def decide(path, row, choice):
    book = openpyxl.load_workbook(path)
    book["ตัดสินใจ"][f"J{row}"] = choice
    book.save(path)


def test_a_form_that_somebody_fills_in_is_never_overwritten(tmp_path, small):
    first = doctor.examine(small, out=tmp_path)
    again = doctor.examine(small, out=tmp_path)
    assert again.fixes_form_path == first.fixes_form_path
    assert again.xlsx_path == first.xlsx_path
    for path in (first.fixes_form_path, first.xlsx_path):
        decide(path, 4, "คงไว้")
    kept = first.fixes_form_path.read_bytes()
    then = doctor.examine(small, out=tmp_path)
    assert first.fixes_form_path.read_bytes() == kept
    assert then.fixes_form_path.name == "fixes-form-2.xlsx"
    assert then.xlsx_path.name == "doctor-2.xlsx"
    assert doctor.examine(small, out=tmp_path).xlsx_path.name == "doctor-2.xlsx"


def test_the_users_own_decisions_are_read_and_left_alone(tmp_path, small):
    form = doctor.examine(small, out=tmp_path).fixes_form_path
    own = small / "fixes.xlsx"
    shutil.copy(form, own)
    decide(own, 4, "คงไว้")
    before = own.read_bytes()
    examined = doctor.examine(small, out=tmp_path)
    assert own.read_bytes() == before
    (one,) = fixes.read(small).fix
    assert one.keep
    next_form = openpyxl.load_workbook(examined.xlsx_path)["ตัดสินใจ"]
    assert next_form["J4"].value == "คงไว้"


def test_a_clean_project_needs_no_form(tmp_path):
    examined = doctor.examine(SMALL, out=tmp_path, lang="en")
    assert examined.findings.to_decide == 0
    assert examined.fixes_form_path is None
    assert "Nothing to decide" in examined.html_path.read_text("utf-8")


def test_a_folder_without_a_project_is_told(tmp_path):
    with pytest.raises(TambonError):
        doctor.examine(tmp_path, out=tmp_path)
