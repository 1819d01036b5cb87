"""The form to confirm in: written, opened elsewhere, read back, and said again the same."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from tambon_gis import catalog
from tambon_gis.errors import InputError
from tambon_gis.loaders import trace as loader
from tambon_gis.render.book.trace_book import LINKS, trace_book
from tambon_gis.study.gather import gather
from tambon_gis.study.load import load
from tambon_gis.study.trace import FORM, trace
from tambon_gis.words import words

DEMO = Path(__file__).parents[1] / "data" / "demo"
DAY = dt.date(2023, 3, 5)
INTERNAL = "ข้อมูลภายใน"
SAVINGS = "โครงการส่งเสริมการออมระดับครัวเรือน"


@pytest.fixture(scope="module")
def loaded():
    return load(DEMO)


@pytest.fixture(scope="module")
def content(loaded):
    return gather(loaded, today=DAY, story=False)


@pytest.fixture(scope="module")
def form(content) -> bytes:
    return trace_book(content)


def sheets(form: bytes) -> list[list[list[object]]]:
    book = openpyxl.load_workbook(BytesIO(form))
    return [[[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book]


def settled(loaded, said):
    plan = loaded.plan.drop(columns=list(loader.SAID))
    located = loaded.located[loaded.located["how"].ne("decided")]
    places = loaded.boundaries["place"].tolist()
    books = [catalog.rulebook("bmn-2560")]
    return loader.settle(plan, located, said, places=places, rulebooks=books)


def test_read_back_it_says_what_was_decided(form: bytes, loaded, tmp_path: Path) -> None:
    (tmp_path / "trace.xlsx").write_bytes(form)
    again = settled(loaded, loader.read(tmp_path))
    before = settled(loaded, loaded.trace)
    for found, expected in zip(again[:3], before[:3], strict=True):
        pd.testing.assert_frame_equal(found, expected)
    assert again[3].rows_refused == 0
    assert again[3].rows_read == len(loaded.trace.link) + len(loaded.trace.project)


def test_proposals_stand_first_without_an_answer(form: bytes, content) -> None:
    rows = [row for row in sheets(form)[0][5:] if row[0]]
    answers = [row[list(LINKS).index("answer")] for row in rows]
    assert answers == [None] * 5 + ["ใช่", "ใช่", "ใช่", "ไม่ใช่"]
    trail = content.trail
    waiting = trail.links[trail.links["state"].eq("proposed")]
    codes = trail.needs.set_index("need")["code"]
    expected = {(f"bmn-2560/{codes[need]}", project) for need, project in
                waiting[["need", "project"]].itertuples(index=False)}  # fmt: skip
    titles = content.plan.frame.set_index("title")["project"]
    assert {(row[0], titles[row[3]]) for row in rows[:5]} == expected
    savings = next(row for row in rows if row[3] == SAVINGS)
    # the places and shares of data/demo: moo 11, 5 and 1 press, in this order
    assert [line.split(":")[0] for line in savings[2].split("\n")] == ["หมู่ 11", "หมู่ 5", "หมู่ 1"]
    assert "29 ครัวเรือน" in savings[2]
    assert "ออมทรัพย์" in savings[5]


def test_it_is_marked_as_internal_and_names_no_file(form: bytes) -> None:
    for rows in sheets(form):
        assert INTERNAL in rows[0][0]
        text = str(rows)
        assert "แผนพัฒนา2566" not in text
        assert str(DEMO) not in text


@pytest.mark.parametrize("lang", ["th", "en"])
def test_an_answer_filled_in_is_read_whatever_the_language(
    content, loaded, tmp_path: Path, lang: str
) -> None:
    book = openpyxl.load_workbook(BytesIO(trace_book(content, lang=lang)))
    sheet = book.worksheets[0]
    row = next(r for r in range(6, 12) if sheet.cell(r, 4).value == SAVINGS)
    for column, text in (
        (7, words(lang).text("trace.answer.yes")),
        (9, "ประชาคม"),
        (10, "1/3/2566"),
    ):
        sheet.cell(row, column, text)
    spare = next(r for r in range(6, 40) if not sheet.cell(r, 1).value)
    filled = {1: "bmn-2560/12", 4: SAVINGS, 7: words(lang).text("trace.answer.no"), 9: "หัวหน้า",
              10: dt.datetime(2023, 3, 2)}  # noqa: DTZ001  # fmt: skip
    for column, value in filled.items():
        sheet.cell(spare, column, value)
    book.save(tmp_path / "trace.xlsx")
    found = loader.read(tmp_path)
    told = {(one.problem, one.project): one for one in found.link}
    assert len(told) == 6
    assert told["bmn-2560/23", SAVINGS].serves
    assert told["bmn-2560/12", SAVINGS].on == dt.date(2023, 3, 2)
    assert not told["bmn-2560/12", SAVINGS].serves
    assert settled(loaded, found)[3].rows_refused == 0


def test_answers_are_a_list_in_excel(form: bytes) -> None:
    sheet = openpyxl.load_workbook(BytesIO(form)).worksheets[0]
    rules = {str(one.sqref): one.formula1 for one in sheet.data_validations.dataValidation}
    assert any(formula == '"ใช่,ไม่ใช่"' for formula in rules.values())


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_saves_and_the_form_still_reads(
    form: bytes, loaded, tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "trace.xlsx").write_bytes(form)
    home = (tmp_path / "lo").as_uri()
    subprocess.run(
        ["soffice", f"-env:UserInstallation={home}", "--headless", "--convert-to", "xlsx",
         "--outdir", str(tmp_path), str(tmp_path / "in" / "trace.xlsx")],
        check=True, capture_output=True, timeout=600,
    )  # fmt: skip
    found = settled(loaded, loader.read(tmp_path))
    pd.testing.assert_frame_equal(found[2], settled(loaded, loaded.trace)[2])


def test_the_verb_writes_it_and_tells_how_things_stand(tmp_path: Path) -> None:
    made = trace(DEMO, out=tmp_path, today=DAY)
    assert made.path == tmp_path / "work" / "990101" / FORM
    assert made.path.read_bytes()[:2] == b"PK"
    assert made.needs == made.served + made.proposed + made.open
    assert made.projects == made.evident + made.maybe + made.bare + made.unclear == 13
    assert (made.bare, made.unclear) == (1, 5)
    # counted by hand: 3 of water, 2 of income, 3 of tidy houses are confirmed
    assert (made.served, made.pairs, made.to_decide) == (8, 5, 0)


def test_a_project_whose_people_decided_in_the_workbook(tmp_path: Path, form: bytes) -> None:
    home = tmp_path / "demo"
    shutil.copytree(DEMO, home, ignore=shutil.ignore_patterns("trace.toml", "*.py"))
    (home / "trace.xlsx").write_bytes(form)
    again = trace(home, out=tmp_path, today=DAY)
    assert (again.served, again.pairs, again.to_decide) == (8, 5, 0)
    assert [one.file for one in again.reports if one.role == "trace"] == ["trace.xlsx"]


def test_without_a_plan_there_is_nothing_to_tie(small: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError) as fault:
        trace(small, out=tmp_path, today=DAY)
    assert fault.value.code == "trace.no_plan"


def test_a_trace_without_a_plan_waits_and_is_told(small: Path, tmp_path: Path) -> None:
    home = tmp_path / "small"
    shutil.copytree(small, home)
    text = '[[link]]\nproblem = "b/9"\nproject = "ก"\nby = "ข"\non = "2566-01-15"\n'
    (home / "trace.toml").write_text(text, encoding="utf-8")
    found = load(home)
    report = next(one for one in found.findings.reports if one.role == "trace")
    assert (report.rows_read, report.rows_refused) == (1, 1)
    assert [one.code for one in report.findings] == ["trace.no_plan"]
    assert len(found.trace.link) == 1
    assert found.located is None
