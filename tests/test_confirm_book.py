"""The form for villages: what it prints is what was published; filled in, it comes back."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import replace
from functools import cache
from io import BytesIO

import openpyxl
import pytest
import render_sample as sample
from loaders_support import DEMO
from office_support import as_pdf
from pypdf import PdfReader

from tambon_gis.model.planned import Plan
from tambon_gis.model.sealed import seal
from tambon_gis.publish.opened import parts
from tambon_gis.render.book.confirm_book import confirm_book
from tambon_gis.render.planning.confirming import confirm_rows
from tambon_gis.study import confirm
from tambon_gis.study.gather import gather
from tambon_gis.study.load import load
from tambon_gis.words import words

TODAY = dt.date(2023, 3, 5)
MARK = "ข้อมูลภายใน ห้ามเผยแพร่"


@pytest.fixture(scope="module")
def content():
    return sample.content()


@pytest.fixture(scope="module")
def book(content):
    return openpyxl.load_workbook(BytesIO(confirm_book(content)))


def grid(sheet) -> dict[str, list[object]]:
    """Rows of a sheet by their first cell."""
    rows = sheet.iter_rows(values_only=True)
    return {str(row[0]): list(row) for row in rows if row[0] is not None}


def test_one_sheet_a_village_in_the_order_of_the_map(book) -> None:
    assert book.sheetnames == [f"หมู่ {moo}" for moo in range(1, len(sample.NAMES) + 1)]
    for moo, sheet in enumerate(book, start=1):
        rows = grid(sheet)
        assert rows["รหัสหมู่บ้าน"][2] == f"{sample.AREA}{moo:02d}"
        assert f"แบบยืนยันข้อมูล หมู่ {moo} {sample.NAMES[moo - 1]}" in rows
        assert MARK in rows
        assert sheet.oddHeader.center.text.endswith(f"{MARK} · หมู่ {moo} {sample.NAMES[moo - 1]}")
        assert MARK in (sheet.oddFooter.left.text or "")
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
        assert sheet.sheet_state == "visible"


def test_each_line_says_what_was_published(book, content) -> None:
    """By the rule of the sample, worked out here again; what is hidden has no line."""
    sensitive = {one.code for one in sample.rulebook("bmn-2560").indicator if one.sensitive}
    rows = grid(book["หมู่ 3"])
    checked = set()
    for one in sample.rulebook("bmn-2560").indicator:
        cell = sample.cell(2, int(one.code), 2565, sensitive=one.sensitive)
        ref = f"bmn-2560/{one.code}"
        if one.code in sensitive and ref not in rows:
            continue
        line = rows[ref]
        assert (line[1], line[6:9]) == (2565, [None] * 3)
        if cell["form"] == "exact":
            assert line[3] == f"{cell['share']:.1f} %"
            assert line[4] == f"{cell['failing']:.0f} / 144"
        elif cell["form"] == "few":
            assert line[3:5] == ["น้อยกว่า 5 ครัวเรือน", "– / 144"]
        checked.add(cell["form"])
    assert checked >= {"exact", "few", "zero"}
    left = {one.code for one in content.measures.disclosure.left if not one.shown}
    assert left
    assert not {f"bmn-2560/{code}" for code in left} & set(rows)
    assert not any(str(ref).startswith("nrd2c/") for ref in rows)
    assert not any(str(ref).startswith("bmn-2560/") for ref in grid(book["หมู่ 11"]))


def test_projects_stand_where_the_plan_names_them(book) -> None:
    assert grid(book["หมู่ 4"])["plan/3"][2:6] == [
        "ขยายเขตประปาหมู่บ้าน หมู่ที่ 4",
        "เสร็จแล้ว",
        "850,000",
        "บาท",
    ]
    assert "plan/3" not in grid(book["หมู่ 3"])
    assert grid(book["หมู่ 3"])["plan/2"][3:5] == ["อยู่ในแผน", "20,000"]


def test_texts_are_never_formulas(content) -> None:
    frame = content.plan.frame.assign(title="=1+1")
    hostile = replace(content, plan=seal(Plan, frame=frame, located=content.plan.located))
    sheet = openpyxl.load_workbook(BytesIO(confirm_book(hostile)))["หมู่ 1"]
    cell = next(c for row in sheet.iter_rows() for c in row if c.value == "=1+1")
    assert cell.data_type == "s"


def test_the_same_content_gives_the_same_bytes_and_no_author(content) -> None:
    made = confirm_book(content)
    assert made == confirm_book(content)
    found = openpyxl.load_workbook(BytesIO(made)).properties
    assert (found.creator or "", found.lastModifiedBy or "") == ("", "")


@pytest.mark.parametrize("lang", ["th", "en"])
def test_both_languages_have_the_same_lines(content, lang) -> None:
    rows = confirm_rows(content, lang=lang)
    assert [(r.place, r.ref, r.asked) for r in rows] == [
        (r.place, r.ref, r.asked) for r in confirm_rows(content)
    ]
    assert words(lang).text("confirm.status.done") in {r.value for r in rows}


def test_libreoffice_prints_each_village_on_two_pages_at_most(content, tmp_path) -> None:
    pdf = PdfReader(as_pdf(confirm_book(content), "form.xlsx", tmp_path))
    pages = [page.extract_text() for page in pdf.pages]
    starts = [n for n, text in enumerate(pages) if "990101" in text.replace(" ", "")]
    assert len(starts) == len(sample.NAMES)
    assert max(b - a for a, b in zip(starts, [*starts[1:], len(pages)], strict=True)) <= 2


@pytest.fixture(scope="module", autouse=True)
def read_once():
    """Reads and seals the demo once: nothing of it changes between the steps of these tests."""
    kept: list[object] = []

    def once(*given: object, **how: object) -> object:
        if not kept:
            kept.append(gather(*given, **how))
        return kept[0]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(confirm, "load", cache(load))
        patch.setattr(confirm, "gather", once)
        yield


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """The demo with a form in which moo 3 and 5 answered; moo 5 forgot to sign."""
    home = tmp_path_factory.mktemp("confirm") / "p"
    shutil.copytree(DEMO, home, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    made = confirm.draft_tables(home, out=home / "out", today=TODAY)
    book = openpyxl.load_workbook(made.path)
    third, fifth = book["หมู่ 3"], book["หมู่ 5"]
    at = {sheet.title: {c.value: c.row for c in sheet["A"]} for sheet in (third, fifth)}
    rows = at["หมู่ 3"]
    third.cell(rows["bmn-2560/9"], 8).value = 70
    third.cell(rows["bmn-2560/9"], 9).value = "ประปาขาดตั้งแต่มีนาคม"
    third.cell(rows["bmn-2560/12"], 7).value = "✓"
    for label, text in (
        ("ผู้ยืนยัน", "เวทีประชาคมตำบล"),
        ("วันที่ยืนยัน", "15/01/2566"),
        ("ผู้เข้าร่วม (คน)", 96),
    ):
        third.cell(rows[label], 3).value = text
    fifth.cell(at["หมู่ 5"]["bmn-2560/12"], 8).value = 61
    (home / "confirmed").mkdir()
    book.save(home / "confirmed" / "เวที.xlsx")
    return home, made, confirm.read_back(home, out=home / "out", today=TODAY)


def test_the_form_and_the_page_stand_under_work_only(project) -> None:
    home, made, back = project
    written = {path.relative_to(home / "out").as_posix() for path in (home / "out").rglob("*.*")}
    assert written == {"work/990101/confirm-form.xlsx", "work/990101/confirmed.html"}
    assert (made.villages, made.path.name) == (11, "confirm-form.xlsx")
    assert made.rows == back.report.rows_read


def test_filled_in_it_comes_back_as_before_and_after(project) -> None:
    _, _, back = project
    answered = back.frame[back.frame["state"] != "open"].set_index("code")
    assert answered["state"].to_dict() == {"9": "changed", "12": "right"}
    water = answered.loc["9"]
    assert (water["before"], water["asked"], water["after"]) == ("36.1 %", 158, 70)
    assert [(one.code, one.count) for one in back.report.findings] == [
        ("confirmed.nobody", 1),
        ("confirmed.no_day", 1),
    ]


def test_the_page_tells_before_and_after_and_who_is_waited_for(project) -> None:
    _, _, back = project
    html = back.path.read_text("utf-8")
    assert MARK in html
    assert 'data-confirmed="1" data-all="11" data-changed="1"' in html
    for text in ("36.1 % (ตกเกณฑ์ 57 / 158 ครัวเรือน)", "ตกเกณฑ์ 70 / 158 ครัวเรือน", "15 มกราคม 2566"):
        assert text in html
    waiting = html[html.index("ยังไม่ยืนยัน (10)") :]
    assert "หมู่ 5 หินกอง" in waiting
    assert "หมู่ 3" not in waiting[: waiting.index("<h2>")]
    assert "<script" not in html
    assert "default-src 'none'" in html


def test_only_counts_and_known_meetings_are_public(project) -> None:
    home, _, back = project
    told = back.summary
    assert (told.confirmed, told.villages, told.right, told.changed) == (1, 11, 1, 1)
    assert told.meetings == (("เวทีประชาคมตำบล", dt.date(2023, 1, 15), 1),)
    loaded = confirm.load(home)
    content = confirm.gather(loaded, today=TODAY, story=False)
    assert confirm.summary(loaded, content) == told
    (home / "process.toml").rename(home / "process.off")
    assert confirm.summary(loaded, content).meetings == (("", dt.date(2023, 1, 15), 1),)
    again = confirm.read_back(home, out=home / "out2", today=TODAY)
    assert "confirmed.by_not_told" in {one.code for one in again.report.findings}
    (home / "process.off").rename(home / "process.toml")


def test_no_correction_reaches_the_survey_or_the_form(project, tmp_path) -> None:
    home, _, _ = project
    fresh = confirm.draft_tables(home, out=tmp_path, today=TODAY)
    sheet = grid(openpyxl.load_workbook(fresh.path)["หมู่ 3"])
    assert sheet["bmn-2560/9"][3:9] == ["36.1 %", "57 / 158", "ครัวเรือน", None, None, None]


@pytest.mark.parametrize(
    ("code", "column", "text"),
    [("bmn-2560/9", 7, "✓"), ("bmn-2560/9", 9, "ถามบ้านใหม่"), ("ผู้ยืนยัน", 3, "ที่ประชุมหมู่ 1")],
)
def test_a_form_that_somebody_began_is_left_alone(content, tmp_path, code, column, text) -> None:
    """Also one that was printed from other numbers: what stands in it is a person's."""
    first = tmp_path / confirm.FORM
    assert confirm._free(tmp_path) == confirm.FORM
    first.write_bytes(confirm_book(content))
    assert confirm._free(tmp_path) == confirm.FORM
    book = openpyxl.load_workbook(first)
    rows = {c.value: c.row for c in book["หมู่ 1"]["A"]}
    book["หมู่ 1"].cell(rows["bmn-2560/5"], 5).value = "1 / 2"
    book["หมู่ 1"].cell(rows[code], column).value = text
    book.save(first)
    assert confirm._free(tmp_path) == "confirm-form-2.xlsx"
    (tmp_path / "confirm-form-2.xlsx").write_bytes(b"no workbook")
    assert confirm._free(tmp_path) == "confirm-form-3.xlsx"


def test_no_house_code_stands_in_what_is_made(project) -> None:
    home, made, back = project
    households = confirm.load(home).answers[2].frame
    houses = set(households["house_code"].dropna().astype(str))
    assert len(houses) > 1900
    for path in (made.path, back.path):
        told = "\n".join(part.text for part in parts(path.name, path.read_bytes()))
        assert not {code for code in houses if code in told}
