"""Facilities and projects: points outside the country told, a plan joined and summed by hand."""

import pandas as pd
import pytest
from loaders_support import DATA, DEMO, codes, write_xlsx

from tambon_gis import catalog
from tambon_gis.errors import InputError
from tambon_gis.loaders import facilities, projects

SCHEMA = catalog.schema("facilities")
HEADINGS = ["ชื่อสถานที่", "ประเภท", "หมู่ที่", "ละติจูด", "ลองจิจูด"]


@pytest.mark.parametrize(
    ("latitude", "longitude", "code"),
    [
        (100.5, 14.1, "point.swapped"),
        (0, 0, "point.zero"),
        (51.5, -0.1, "point.outside"),
        (None, 100.5, "point.missing"),
        (1412.5, 66e4, "point.outside"),
    ],
)
def test_points_that_cannot_be_drawn_are_refused(tmp_path, latitude, longitude, code):
    rows = [HEADINGS, ["ก", "วัด", 1, 14.1, 100.5], ["ข", "วัด", 1, latitude, longitude]]
    path = write_xlsx(tmp_path / "a.xlsx", {"A": rows})
    frame, report = facilities.read(path, SCHEMA)
    assert frame["name"].tolist() == ["ก"]
    assert codes(report, "decide") == [code]
    assert report.findings[-1].cell == "D3"
    assert (report.rows_read, report.rows_kept, report.rows_refused) == (2, 1, 1)


def test_facilities_of_the_demo_are_all_kept():
    frame, report = facilities.read(DEMO / "สถานที่.xlsx", SCHEMA)
    assert len(frame) == 19
    assert report.to_decide == 0


def test_a_plan_by_hand():
    plan, report = projects.read(DATA / "plan.csv")
    assert plan["row"].tolist() == [6, 8, 11]
    assert plan["number"].tolist() == [1, 2, 1]
    assert plan["programme"].tolist() == ["แผนงานเคหะและชุมชน"] * 2 + ["แผนงานสาธารณสุข"]
    assert plan["budget_2566"].tolist() == [100000, 300000, 20000]
    assert plan["budget_2567"].tolist() == [150000, 0, 20000]
    assert plan["budget_2568"].tolist() == [0, 0, 20000]
    assert plan.loc[0, "target"] == "ระบบประปา หมู่ที่ ๑\nถังน้ำ หมู่ที่ 2"
    assert plan.loc[0, "agency"] == "กองช่าง"
    assert (report.rows_read, report.rows_kept) == (4, 4)
    told = {f.code: f.cell for f in report.findings}
    assert told == {
        "plan.joined": "7",
        "plan.mended": "6",
        "rows.title": "4:5",
        "rows.total": "9",
    }


def test_faults_of_a_plan_are_told_by_cell(tmp_path):
    rows = [
        ["ลำดับ", "โครงการ", "วัตถุประสงค์", "เป้าหมาย", "งบประมาณ 2566 (บาท)"],
        [1, "โครงการ ก", "x", "y", "มาก"],
        ["ก", "โครงการ ข", "x", "y", 100],
        [3, None, "x", "y", 100],
    ]
    plan, report = projects.read(write_xlsx(tmp_path / "p.xlsx", {"ผ.02": rows}))
    assert plan["budget_2566"].tolist() == [pd.NA, 100, 100]
    told = [(f.code, f.cell) for f in report.findings if f.severity == "decide"]
    assert told == [("value.not_number", "E2"), ("plan.no_number", "A3"), ("plan.no_title", "B4")]


def test_a_file_that_is_no_plan_is_refused(tmp_path):
    path = write_xlsx(tmp_path / "p.xlsx", {"A": [["ก", "ข"], [1, 2]]})
    with pytest.raises(InputError) as caught:
        projects.read(path)
    assert caught.value.code == "plan.no_heading"


def test_the_plan_of_the_demo():
    plan, report = projects.read(DEMO / "แผนพัฒนา2566-2570.xlsx")
    assert len(plan) == 13
    assert plan.groupby("programme", sort=False).size().tolist() == [5, 4, 4]
    assert plan["budget_2566"].iloc[0] == 900_000
    assert plan["budget_2567"].iloc[0] == 960_000  # 600,000 and 360,000 of the row below it
    assert codes(report) == ["plan.joined", "rows.title"]
