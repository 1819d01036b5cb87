"""Form ผ.02 written and read again: equal, also after LibreOffice; looked into by openpyxl."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from dataclasses import replace
from io import BytesIO

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from loaders_support import DEMO, write_xlsx
from office_support import HOSTILE
from render_sample import content

from tambon_gis.loaders import projects
from tambon_gis.publish import review
from tambon_gis.render.book.plan_book import plan_book, plan_workbook

TEXTS = ("objective", "target", "kpi", "result", "agency")
NOT_IN_FORM = ["began", "spent"]


def frame_of(rows, years=(2566, 2567), **more):
    """A frame as the reader gives it, from (programme, number, title, baht a year …)."""
    frame = pd.DataFrame(
        {
            "row": range(1, len(rows) + 1),
            "programme": [row[0] for row in rows],
            "number": pd.array([row[1] for row in rows], dtype="Int64"),
            "title": [row[2] for row in rows],
            **{name: [f"{name} {n}" for n in range(len(rows))] for name in TEXTS},
            **{
                f"budget_{year}": pd.array([row[3 + at] for row in rows], dtype="Float64")
                for at, year in enumerate(years)
            },
        }
    )
    return frame.assign(**more)


SMALL = [("แผนงาน ก", 1, "ก", 10.0, None), ("แผนงาน ก", 2, "ข", 0.0, 7.5),
         ("แผนงาน ข", 1, "ค", 1_000_000.0, 3.0)]  # fmt: skip


def again(plan, folder, **options):
    """The frame after writing and reading, and the report."""
    path = folder / "plan.xlsx"
    path.write_bytes(plan_workbook(plan, **options))
    frame, report = projects.read(path)
    return review.plan(frame).frame, report


def assert_same(got, meant):
    """Equal in every column that says anything."""
    meant = meant.drop(columns=NOT_IN_FORM, errors="ignore").dropna(axis="columns", how="all")
    got = got.dropna(axis="columns", how="all")
    assert set(got) == set(meant)
    meant = meant.astype({name: "Float64" for name in meant if name.startswith("budget_")})
    pd.testing.assert_frame_equal(got[list(meant)], meant, check_dtype=False)


def sheet_of(made):
    return openpyxl.load_workbook(BytesIO(made)).worksheets[0]


# --- the layout, by hand ---


def test_rows_and_columns_stand_where_the_form_has_them():
    frame = frame_of(SMALL, strategy="ยุทธศาสตร์ที่ 1", tactic="กลยุทธ์ที่ 1.1")
    frame.loc[0, "target"] = "ถัง\nท่อ"
    sheet = sheet_of(plan_workbook(review.plan(frame), area="ตำบลสาธิต"))
    rows = {n: [cell.value for cell in sheet[n]] for n in range(1, sheet.max_row + 1)}
    assert [rows[n][0] for n in (1, 2, 3)] == [
        "รายละเอียดโครงการพัฒนา", "แผนพัฒนาท้องถิ่น (พ.ศ. 2566 - 2567)", "ตำบลสาธิต"
    ]  # fmt: skip
    assert [rows[n][0] for n in (9, 10, 11)] == ["ยุทธศาสตร์ที่ 1", "กลยุทธ์ที่ 1.1", "แผนงาน ก"]
    assert rows[12][:5] == [
        "ลำดับ",
        "โครงการ",
        "วัตถุประสงค์",
        "เป้าหมาย\n(ผลผลิตของโครงการ)",
        "งบประมาณ",
    ]
    assert rows[13][4:6] == [2566, 2567]
    assert rows[12][6:] == ["ตัวชี้วัด (KPI)", "ผลที่คาดว่าจะได้รับ", "หน่วยงานรับผิดชอบหลัก"]
    assert rows[15][:6] == [1, "ก", "objective 0", "ถัง", 10, None]
    assert rows[16] == [None, None, None, "ท่อ", *[None] * 5]
    assert rows[17][:6] == [2, "ข", "objective 1", "target 1", "-", 7.5]
    assert rows[18][:6] == ["รวม 2 โครงการ", None, None, None, "=SUBTOTAL(9,E15:E17)",
                            "=SUBTOTAL(9,F15:F17)"]  # fmt: skip
    assert rows[19][0] == "แผนงาน ข"
    assert rows[21][:5] == ["รวม 1 โครงการ", None, None, None, "=SUBTOTAL(9,E20:E20)"]
    assert rows[22][:5] == ["รวมทั้งสิ้น 3 โครงการ", None, None, None, "=SUBTOTAL(9,E15:E21)"]
    assert sheet.print_title_rows == "$12:$14"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)


def test_sums_have_their_values_and_differ_in_no_programme(tmp_path):
    made = plan_workbook(review.plan(frame_of(SMALL)))
    values = openpyxl.load_workbook(BytesIO(made), data_only=True).worksheets[0]
    sums = [[cell.value for cell in row[4:6]] for row in values.iter_rows()
            if str(row[0].value).startswith("รวม")]  # fmt: skip
    assert sums == [[10, 7.5], [1_000_000, 3], [1_000_010, 10.5]]
    _, report = again(review.plan(frame_of(SMALL)), tmp_path)
    assert report.to_decide == 0


@pytest.mark.parametrize(
    ("layout", "money", "kpi"),
    [("auto", 5, False), ("2566", 2, True), ("ordinance", 4, True), ("2571", 3, False)],
)
def test_each_form_has_its_columns(layout, money, kpi):
    more = dict.fromkeys(("ordinance_2566", "ordinance_2567"), 1.0)
    frame = frame_of(SMALL, **more, total_budget=[10.0, 7.5, 1_000_003.0]).assign(kpi="")
    sheet = sheet_of(plan_workbook(review.plan(frame), layout=layout))
    heads = [cell.value for cell in sheet[12]]
    assert len(heads) == 4 + money + 2 + kpi
    assert ("ตัวชี้วัด (KPI)" in heads) is kpi


def test_what_was_said_of_projects_stands_in_words_of_offices(tmp_path):
    plan = content().plan
    sheet = sheet_of(plan_workbook(plan))
    assert [cell.value for cell in sheet[12]][-3:] == [
        "แหล่งที่มาของงบประมาณ", "ทำเอง/ทำร่วม/ขอสนับสนุน", "สถานะ"
    ]  # fmt: skip
    assert [cell.value for cell in sheet[15]][-3:] == [
        "กองทุนสุขภาพตำบล", "ทำร่วมกับหน่วยงาน", "กำลังทำ"
    ]  # fmt: skip
    got, _ = again(plan, tmp_path)
    assert_same(got, plan.frame)


# --- the file ---


def test_the_file_names_nobody_and_is_the_same_each_time():
    one, two = (plan_book(content())["plan.xlsx"] for _ in range(2))
    assert one == two
    with zipfile.ZipFile(BytesIO(one)) as packed:
        core = packed.read("docProps/core.xml").decode()
    assert "<dc:creator></dc:creator>" in core or "<dc:creator/>" in core
    assert plan_book(replace(content(), plan=None)) == {}
    assert plan_book(content(), lang="en")["plan.xlsx"] != one


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_stay_texts(text):
    frame = frame_of(SMALL).assign(title=f"x {text}", objective=text, agency=text)
    made = plan_workbook(review.plan(frame), area=text)
    sheet = sheet_of(made)
    assert {sheet.cell(15, column).data_type for column in (2, 3, 9)} == {"s"}
    assert not any(cell.hyperlink for row in sheet.iter_rows() for cell in row)


# --- round trips ---


def test_the_plan_of_the_demo_comes_back(tmp_path):
    plan = review.plan(projects.read(DEMO / "แผนพัฒนา2566-2570.xlsx")[0])
    got, report = again(plan, tmp_path)
    assert (len(got), report.to_decide) == (13, 0)
    assert_same(got, plan.frame)


WORDS = st.text(alphabet="กขคงจ มี่ดำABab12,.()/-'\"=<&_", min_size=1, max_size=12)
AMOUNT = st.none() | st.just(0.0) | st.integers(0, 10**8).map(float) | st.just(99.25)
LINES = st.lists(WORDS, max_size=3)
PROJECT = st.fixed_dictionaries(
    {
        "programme": st.sampled_from(["", "แผนงาน ก", "แผนงานการศึกษา", "แผนงาน ข 1"]),
        "strategy": st.sampled_from(["", "ยุทธศาสตร์ที่ 1", "ยุทธศาสตร์ที่ 2 น้ำ"]),
        "number": st.none() | st.integers(1, 99),
        "title": WORDS.map(lambda text: f"โครงการ{text}"),
        **dict.fromkeys((*TEXTS, "source"), LINES),
        "kind": st.sampled_from([None, "own", "joint", "asked"]),
        "status": st.sampled_from([None, "planned", "running", "done", "dropped"]),
        **{f"budget_{year}": AMOUNT for year in (2566, 2567)},
        "ordinance_2566": AMOUNT,
    }
)


def table(rows):
    """Rows as a person would type them: one a line, texts of several lines below each other."""
    head = ["ลำดับ", "โครงการ", "วัตถุประสงค์", "เป้าหมาย", "งบประมาณ 2566", "งบประมาณ 2567",
            "ข้อบัญญัติ 2566", "ตัวชี้วัด", "ผลที่คาดว่าจะได้รับ", "หน่วยงาน", "แหล่งงบประมาณ", "ลักษณะโครงการ",
            "สถานะ"]  # fmt: skip
    lines = [head]
    for one in rows:
        lines.append([one["strategy"] or "ยุทธศาสตร์ ....."])
        lines.append([one["programme"] or "แผนงาน ....."])
        for n in range(max(1, *(len(one[name]) for name in (*TEXTS, "source")))):
            part = {name: one[name][n] if n < len(one[name]) else None
                    for name in (*TEXTS, "source")}  # fmt: skip
            first = n == 0
            money = [one[name] if first else None
                     for name in ("budget_2566", "budget_2567", "ordinance_2566")]  # fmt: skip
            lines.append([one["number"] if first else None, one["title"] if first else None,
                          part["objective"], part["target"], *money, part["kpi"], part["result"],
                          part["agency"], part["source"], one["kind"] if first else None,
                          one["status"] if first else None])  # fmt: skip
    return lines


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow], deadline=None,
          phases=[Phase.explicit, Phase.generate])  # fmt: skip
@given(st.lists(PROJECT, min_size=1, max_size=6))
def test_any_plan_that_was_read_is_read_back_equal(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("p")
    first, _ = projects.read(write_xlsx(folder / "typed.xlsx", {"A": table(rows)}))
    if first.empty:
        return
    plan = review.plan(first)
    got, report = again(plan, folder)
    assert_same(got, plan.frame)
    assert "plan.row_sum_differs" not in {one.code for one in report.findings}


def test_after_libreoffice_it_is_still_equal(tmp_path):
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not there")
    frame = frame_of(SMALL, strategy=["ยุทธศาสตร์ที่ 1", "ยุทธศาสตร์ที่ 1", "ยุทธศาสตร์ที่ 2"],
                     total_budget=[10.0, 7.5, 5.0], kind=["own", None, "asked"],
                     ordinance_2566=[None, 0.0, 2.25])  # fmt: skip
    frame.loc[1, ["target", "agency"]] = ["ถัง\nท่อ\nเครื่องกรอง", "กองช่าง\nกองคลัง"]
    plan = review.plan(frame.astype({"ordinance_2566": "Float64"}))
    path, out = tmp_path / "plan.xlsx", tmp_path / "out"
    path.write_bytes(plan_workbook(plan))
    subprocess.run(
        [office, f"-env:UserInstallation={(tmp_path / 'office').as_uri()}", "--headless",
         "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(out), str(path)],
        capture_output=True, check=True, timeout=600,
    )  # fmt: skip
    got, report = projects.read(out / "plan.xlsx")
    assert_same(review.plan(got).frame, plan.frame)
    assert {one.code for one in report.findings if one.severity == "decide"} == {"plan.sum_differs"}
