"""The plan in its variants: ordinances, sums, lines above projects, several sheets; by hand."""

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from loaders_support import codes, write_xlsx

from tambon_gis.errors import InputError
from tambon_gis.loaders import projects
from tambon_gis.loaders.formats.cells import Cells, text_frame
from tambon_gis.loaders.layout.plan_head import context_above, context_line, find_head
from tambon_gis.loaders.plan_sums import totals
from tambon_gis.words import LANGS

B = None
#: 17 columns: the five years of the plan, then the five years of the ordinance.
WIDE = [
    ["รายละเอียดโครงการพัฒนา"],
    ["แผนพัฒนาท้องถิ่น (พ.ศ. 2566 - 2570)"],
    ["ก. ยุทธศาสตร์จังหวัด ที่ 1"],
    ["ยุทธศาสตร์ที่ 1 โครงสร้างพื้นฐาน"],
    ["กลยุทธ์ที่ 1.1 ถนน"],
    ["1.1 แผนงานเคหะและชุมชน"],
    ["ลำดับ", "โครงการ", "วัตถุประสงค์", "เป้าหมาย", "งบประมาณ", B, B, B, B,
     "ข้อบัญญัติ", B, B, B, B, "ตัวชี้วัด (KPI)", "ผลที่คาดว่าจะได้รับ", "หน่วยงานรับผิดชอบหลัก"],
    [B, B, B, B, *["๒๕๖๖", 2567, 2568, 2569, 2570] * 2],
    [B, B, B, B, *["(บาท)"] * 10],
    [1, "โครงการ ก", "x", "หมู่ที่ 1", 100, 200, "-", B, 500,
     90, "๑๘๐", B, "-", 0, "1 แห่ง", "ดี", "กองช่าง"],
    [B, B, B, "หมู่ที่ 2", 10, B, B, 40, B, 5, B, B, B, B, B, B, "กองช่าง"],
    ["ยุทธศาสตร์ที่ 2 คุณภาพชีวิต"],
    ["2.1 แผนงานสาธารณสุข"],
    [1, "โครงการ ข", "x", "ทุกหมู่บ้าน", 1, 2, 3, 4, 5, 1, 2, 3, 4, 5, "k", "r", "รพ.สต."],
    ["รวม", "2 โครงการ", B, B, 111, 202, 3, 44, 505],
]  # fmt: skip
#: The form from 2571 on: a development issue, a sum of five years, no KPI.
NEW = [
    ["แผนพัฒนาท้องถิ่น (พ.ศ. 2571 - 2575)"],
    ["ประเด็นการพัฒนาที่ 1 เมืองน่าอยู่"],
    ["แผนงานเคหะและชุมชน"],
    ["ที่", "โครงการ", "วัตถุประสงค์", "เป้าหมาย", "งบประมาณ (พ.ศ. 2571 - 2575)", B, B, B, B,
     "รวมงบประมาณ 5 ปี (2571-2575)", "ผลที่คาดว่าจะได้รับ", "หน่วยงานรับผิดชอบหลัก"],
    [B, B, B, B, 2571, 2572, 2573, 2574, 2575],
    [1, "โครงการ ก", "x", "y", 10, 20, 30, "-", B, 60, "r", "กองช่าง"],
    [2, "โครงการ ข", "x", "y", 10, 20, 30, 0, 0, 99, "r", "กองช่าง"],
    [B, B, B, "z", 1, B, B, B, B, 1, B, B],
    ["ประเด็นการพัฒนาที่ 2 เศรษฐกิจ"],
    [1, "โครงการ ค", "x", "y", B, B, B, B, B, B, "r", "กองคลัง"],
]  # fmt: skip


def read(tmp_path, **sheets):
    return projects.read(write_xlsx(tmp_path / "p.xlsx", sheets))


def values(frame, start):
    part = frame[[name for name in frame.columns if name.startswith(start)]]
    return part.astype("object").where(part.notna(), None).to_numpy().tolist()


def test_ordinances_are_read_beside_the_budgets(tmp_path):
    plan, report = read(tmp_path, A=WIDE)
    assert values(plan, "budget_") == [[110, 200, 0, 40, 500], [1, 2, 3, 4, 5]]
    assert values(plan, "ordinance_") == [[95, 180, None, 0, 0], [1, 2, 3, 4, 5]]
    years = [f"ordinance_{year}" for year in range(2566, 2571)]
    assert [name for name in plan.columns if name.startswith("ordinance_")] == years
    assert plan["agency"].tolist() == ["กองช่าง", "รพ.สต."]
    assert plan["kpi"].tolist() == ["1 แห่ง", "k"]
    assert (report.rows_read, report.rows_kept, report.to_decide) == (3, 3, 0)
    assert codes(report) == ["plan.joined", "plan.mended", "rows.title", "rows.total"]


def test_lines_above_projects_hold_for_those_below(tmp_path):
    plan, _ = read(tmp_path, A=WIDE)
    assert plan["programme"].tolist() == ["แผนงานเคหะและชุมชน", "แผนงานสาธารณสุข"]
    assert plan["strategy"].tolist() == [
        "ยุทธศาสตร์ที่ 1 โครงสร้างพื้นฐาน", "ยุทธศาสตร์ที่ 2 คุณภาพชีวิต"
    ]  # fmt: skip
    assert plan["tactic"].tolist() == ["กลยุทธ์ที่ 1.1 ถนน"] * 2


def test_the_form_of_2571(tmp_path):
    plan, report = read(tmp_path, A=NEW)
    assert values(plan, "budget_") == [
        [10, 20, 30, 0, None], [11, 20, 30, 0, 0], [None] * 5
    ]  # fmt: skip
    assert plan["total_budget"].tolist()[:2] == [60, 100]
    assert pd.isna(plan["total_budget"].iloc[2])
    assert plan["issue"].tolist() == [
        "ประเด็นการพัฒนาที่ 1 เมืองน่าอยู่", "ประเด็นการพัฒนาที่ 1 เมืองน่าอยู่",
        "ประเด็นการพัฒนาที่ 2 เศรษฐกิจ",
    ]  # fmt: skip
    assert plan["kpi"].tolist() == ["", "", ""]
    assert plan["number"].tolist() == [1, 2, 1]
    (sums,) = [one for one in report.findings if one.severity == "decide"]
    assert (sums.code, sums.cell) == ("plan.sum_differs", "J7")
    assert (sums.facts["total"], sums.facts["years"]) == (100, 61)
    assert codes(report, "decide") == ["plan.sum_differs"]


def test_the_issue_may_stand_in_a_column(tmp_path):
    head = ["ลำดับ", "ประเด็นการพัฒนา", "โครงการ", "เป้าหมาย", "งบประมาณ 2571", "รวม"]
    rows = [head, [1, "น้ำ", "ก", "y", 5, 5], [2, B, "ข", "y", 6, 6]]
    plan, report = read(tmp_path, A=rows)
    assert plan["issue"].tolist() == ["น้ำ", "น้ำ"]
    assert plan["budget_2571"].tolist() == [5, 6]
    assert report.to_decide == 0


def test_a_year_that_stands_twice_is_told(tmp_path):
    head = ["ลำดับ", "โครงการ", "เป้าหมาย", "งบประมาณ 2566", "งบประมาณ 2566"]
    plan, report = read(tmp_path, A=[head, [1, "ก", "y", 5, 7]])
    assert plan["budget_2566"].tolist() == [5]
    assert [(f.code, f.cell) for f in report.findings] == [("plan.year_twice", "E")]
    assert codes(report, "decide") == ["plan.year_twice"]


def test_a_column_that_the_form_does_not_have_is_told(tmp_path):
    head = ["ลำดับ", "โครงการ", "เป้าหมาย", "งบประมาณ 2566", "แหล่งเงิน", B]
    _, report = read(tmp_path, A=[head, [1, "ก", "y", 5, "เงินกู้", "x"]])
    told = [(f.code, f.cell, f.facts["columns"]) for f in report.findings]
    assert told == [("columns.unknown", "E", "แหล่งเงิน"), ("columns.unknown", "F", "[F]")]


def test_years_in_the_cells_of_projects_are_no_headings(tmp_path):
    head = ["ลำดับ", "โครงการ", "เป้าหมาย", "งบประมาณ 2566", "งบประมาณ 2567"]
    plan, report = read(tmp_path, A=[head, [1, "ก", "ภายในปี 2568", 2569, 2570]])
    assert values(plan, "budget_") == [[2569, 2570]]
    assert report.findings == ()


def test_the_example_row_is_not_counted(tmp_path):
    head = ["ลำดับ", "โครงการ", "เป้าหมาย", "งบประมาณ 2566"]
    plan, report = read(tmp_path, A=[head, ["ตัวอย่าง", "ก", "y", 5], [1, "ข", "y", 6]])
    assert plan["title"].tolist() == ["ข"]
    assert [(f.code, f.cell) for f in report.findings] == [("rows.example", "2")]
    assert codes(report) == ["rows.example"]


def test_a_target_alone_in_its_row_belongs_to_the_project_above(tmp_path):
    head = ["ลำดับ", "โครงการ", "เป้าหมาย", "งบประมาณ 2566"]
    rows = [head, [1, "ก", "หมู่ที่ 1", 5], [B, B, "หมู่ที่ 2"], ["หมายเหตุ ก"]]
    plan, report = read(tmp_path, A=rows)
    assert plan["target"].tolist() == ["หมู่ที่ 1\nหมู่ที่ 2"]
    told = {f.code: f.cell for f in report.findings}
    assert told == {"plan.joined": "3", "rows.note": "4"}


def test_an_amount_below_the_headings_without_a_project_is_kept_and_told(tmp_path):
    head = ["ลำดับ", "โครงการ", "เป้าหมาย", "งบประมาณ", B]
    plan, report = read(tmp_path, A=[head, [B, B, B, 2566, "๒๕๖๗"], [B, B, "y", 5, "-"]])
    assert values(plan, "budget_") == [[5, 0]]
    assert [(f.code, f.cell) for f in report.findings if f.severity == "decide"] == [
        ("plan.no_title", "B3")
    ]


# --- columns that offices add, rows of sums, merged cells ---

ADDED = ["ลำดับ", "โครงการ", "เป้าหมาย", "งบประมาณ 2566", "แหล่งที่มาของงบประมาณ", "ลักษณะโครงการ", B, B,
         "ผลการดำเนินงาน"]  # fmt: skip
TICKS = [B, B, B, B, B, "ทำเอง", "ทำร่วม", "ขอสนับสนุน", B]


def told(report):
    return [(one.code, one.cell) for one in report.findings if one.severity == "decide"]


def test_source_kind_and_status_are_read_and_unknown_words_told(tmp_path):
    rows = [ADDED, TICKS, [1, "ก", "y", 5, "งบ อบต.", "/", B, B, "แล้วเสร็จ"],
            [2, "ข", "y", 5, "-", B, "✓", "✓", "ไม่แน่ใจ"], [3, "ค", "y", 5]]  # fmt: skip
    plan, report = read(tmp_path, A=rows)
    got = plan[["source", "kind", "status"]]
    assert got.astype(object).where(got.notna(), None).to_numpy().tolist() == [
        ["งบ อบต.", "own", "done"], [None, None, None], [None, None, None]
    ]  # fmt: skip
    assert told(report) == [("plan.status_unknown", "I4"), ("plan.kind_twice", "G4")]


def test_the_kind_may_be_a_word_in_one_column(tmp_path):
    head = [*ADDED[:5], "ทำเอง/ทำร่วม/ขอสนับสนุน", "สถานะ"]
    rows = [head, [1, "ก", "y", 5, B, "ทำร่วมกับหน่วยงาน", "กำลังทำ"], [2, "ข", "y", 5, B, "อื่น ๆ", B],
            [B, B, "z", 1, B, "ทำเอง", "ยกเลิก"], [3, "ค", "y", 5, B, "ทำเอง", "ยกเลิก"],
            [B, B, "z", 1, B, "ทำร่วม", B]]  # fmt: skip
    plan, report = read(tmp_path, A=rows)
    assert plan["kind"].tolist() == ["joint", "own", "own"]
    assert plan["status"].tolist() == ["running", "dropped", "dropped"]
    assert told(report) == [("plan.kind_unknown", "F3"), ("plan.kind_twice", "F6")]


def test_rows_of_sums_are_held_against_their_projects(tmp_path):
    head = ["ลำดับ", "โครงการ", "เป้าหมาย", "งบประมาณ 2566", "งบประมาณ 2567"]
    rows = [head, ["แผนงาน ก"], [1, "ก", "y", 5, 6], [2, "ข", "y", 7, "-"],
            ["รวม 2 โครงการ", B, B, 12, 7], ["แผนงาน ข"], [1, "ค", "y", 1, 1],
            ["รวม 3 โครงการ", B, B, 1, 1], ["รวมทั้งสิ้น", B, B, 12, 7]]  # fmt: skip
    plan, report = read(tmp_path, A=rows)
    assert len(plan) == 3
    assert told(report) == [
        ("plan.row_sum_differs", "E5"), ("plan.row_count_differs", "8"),
        ("plan.row_sum_differs", "D9"),
    ]  # fmt: skip
    first, count, whole = (one.facts for one in report.findings if one.severity == "decide")
    assert (first["total"], first["projects"], first["among"]) == (7, 6, 2)
    assert (count["said"], count["counted"]) == (3, 1)
    assert (whole["total"], whole["projects"], whole["among"]) == (12, 13, 3)
    decide = [one for one in report.findings if one.severity == "decide"]
    assert decide[0].tell("th") == ("แถวรวมบอก 7 บาท แต่โครงการในส่วนนั้น (2 โครงการ) รวมได้ 6 บาท")
    assert all(one.tell(lang) and one.mend(lang) for one in decide for lang in LANGS)


def test_a_cell_merged_over_projects_speaks_for_each(tmp_path):
    path = tmp_path / "p.xlsx"
    head = ["ลำดับ", "โครงการ", "เป้าหมาย", "งบประมาณ 2566", "หน่วยงาน"]
    write_xlsx(path, {"A": [head, [1, "ก", "y", 5, "กองช่าง"], [2, "ข", "y", 5], [3, "ค", "y", 5]]})
    book = openpyxl.load_workbook(path)
    book.worksheets[0].merge_cells("E2:E3")
    book.worksheets[0].merge_cells("D3:D4")
    book.save(path)
    plan, report = projects.read(path)
    assert plan["agency"].tolist() == ["กองช่าง", "กองช่าง", ""]
    assert plan["budget_2566"].fillna(-1).tolist() == [5, 5, -1]
    assert ("rows.merged", "3") in [(one.code, one.cell) for one in report.findings]


def test_totals_by_programme_by_hand(tmp_path):
    plan, _ = read(tmp_path, A=WIDE)
    got = totals(plan)
    assert got["programme"].tolist() == ["แผนงานเคหะและชุมชน", "แผนงานสาธารณสุข"]
    assert got[["projects", "budget_2566", "ordinance_2567"]].to_numpy().tolist() == [
        [1, 110, 180], [1, 1, 2]
    ]  # fmt: skip


# --- sheets ---

SIMPLE = [["ลำดับ", "โครงการ", "เป้าหมาย", "งบประมาณ 2566"], [1, "ก", "y", 5]]
OTHER = [["ลำดับ", "โครงการ", "เป้าหมาย", "งบประมาณ 2567"], [1, "ข", "y", 6], [2, "ค", "y", 7]]


def test_further_sheets_with_plans_are_for_a_person_to_decide(tmp_path):
    plan, report = read(tmp_path, A=SIMPLE, B=OTHER, C=[["ก", "ข"]])
    assert plan["title"].tolist() == ["ก"]
    told = [(f.code, f.severity, f.facts["left"]) for f in report.findings]
    assert told == [("plan.sheets_left", "decide", "B"), ("table.sheets_left", "note", "C")]
    assert codes(report, "decide") == ["plan.sheets_left"]


def test_all_sheets_may_be_asked_for(tmp_path):
    path = write_xlsx(tmp_path / "p.xlsx", {"A": SIMPLE, "C": [["ก", "ข"]], "B": OTHER})
    plan, report = projects.read(path, sheet="*")
    assert plan[["sheet", "row", "title"]].to_numpy().tolist() == [
        ["A", 2, "ก"], ["B", 2, "ข"], ["B", 3, "ค"]
    ]  # fmt: skip
    assert values(plan, "budget_") == [[5, None], [None, 6], [None, 7]]
    assert (report.rows_read, report.rows_kept) == (3, 3)


def test_a_sheet_may_be_named_and_one_that_is_not_there_is_refused(tmp_path):
    path = write_xlsx(tmp_path / "p.xlsx", {"A": SIMPLE, "B": OTHER})
    plan, report = projects.read(path, sheet="B")
    assert plan["title"].tolist() == ["ข", "ค"]
    assert report.findings == ()
    with pytest.raises(InputError) as caught:
        projects.read(path, sheet="D")
    assert caught.value.code == "table.no_sheet"


# --- the head by itself ---


def cells(rows):
    return Cells(text_frame([[None if c is None else str(c) for c in row] for row in rows]))


def test_the_head_by_hand():
    head = find_head(cells(WIDE))
    assert head.top == 7
    assert head.years == dict(zip(range(2566, 2571), range(4, 9), strict=True))
    assert head.ordinances == dict(zip(range(2566, 2571), range(9, 14), strict=True))
    assert (head.total, head.again) == (None, ())
    assert head.known == set(range(17))
    assert find_head(cells([["ลำดับ", "โครงการ", "เป้าหมาย"], [1, "ก", "y"]])) is None


def test_lines_that_say_something_about_projects():
    assert context_line(["ข. ยุทธศาสตร์ของ อปท."]) == ("strategy", "ยุทธศาสตร์ของ อปท.")
    assert context_line(["แผนงาน", "การศึกษา"]) == ("programme", "แผนงาน การศึกษา")
    assert context_line(["ยุทธศาสตร์ ......"]) == ("strategy", "")
    assert context_line(["1", "แผนงาน"]) is None
    assert context_line([]) is None
    assert context_above(cells([["แผนงาน ก"], ["แผนงาน ข"], ["ลำดับ"]]), 3) == {
        "programme": "แผนงาน ข"
    }


AMOUNT = st.none() | st.integers(0, 10**9)
ROWS = st.lists(
    st.tuples(st.sampled_from(["new", "more", "line", "sum"]), AMOUNT, AMOUNT),
    max_size=12,
)


@settings(max_examples=40)
@given(ROWS)
def test_no_amount_is_lost_whatever_the_order_of_rows(tmp_path_factory, rows):
    rows = [("new", 1, 2), *rows]
    table = [["ลำดับ", "โครงการ", "เป้าหมาย", "งบประมาณ 2566", "งบประมาณ 2567"]]
    kinds = {
        "new": (1, "ก", "y"),
        "more": (B, B, "z"),
        "line": ("แผนงาน ก",),
        "sum": ("รวม", "x", B),
    }
    table += [[*kinds[kind], *(() if kind == "line" else money)] for kind, *money in rows]
    plan, report = read(tmp_path_factory.mktemp("p"), A=table)
    counted = [money for kind, *money in rows if kind in {"new", "more"}]
    for column, year in enumerate((2566, 2567)):
        expected = sum(money[column] or 0 for money in counted)
        assert plan[f"budget_{year}"].fillna(0).sum() == expected
    assert report.rows_read == report.rows_kept == len(counted)
    told = [f for f in report.findings if f.code == "plan.joined"]
    assert len(plan) + sum(f.count for f in told) == len(counted)
