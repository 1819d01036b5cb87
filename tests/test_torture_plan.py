"""A plan of 300 rows with every trap of layout: the maker's own numbers are the answers."""

from __future__ import annotations

import openpyxl
import pandas as pd
import pytest
from torture.plan_sheets import ROWS, make

from tambon_gis.loaders import projects
from tambon_gis.loaders.plan_sums import totals
from tambon_gis.loaders.projects_places import locate
from tambon_gis.publish import review
from tambon_gis.render.book.plan_book import plan_workbook

PLACES = pd.DataFrame({"place": [f"990101{moo:02d}" for moo in range(1, 12)], "name": ""})


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return make(tmp_path_factory.mktemp("plan"))


@pytest.fixture(scope="module")
def plan(made):
    return projects.read(made.path, sheet="*")


def plain(values):
    return [None if pd.isna(one) else one for one in values]


def test_every_project_is_read_as_it_was_meant(made, plan):
    frame, report = plan
    assert (report.rows_read, report.rows_kept, report.rows_refused) == (ROWS, ROWS, 0)
    for name in ("sheet", "row", "programme", "number", "title", "target", "kind", "status"):
        assert plain(frame[name]) == [getattr(one, name) for one in made.projects], name
    money = [name for name in frame if name.startswith(("budget", "ordinance", "total"))]
    assert len(money) == 10 + 5 + 1
    for name in money:
        assert plain(frame[name]) == [one.money.get(name) for one in made.projects], name


def test_only_the_spoilt_sums_are_for_a_person_to_decide(made, plan):
    told = {(one.sheet, one.cell) for one in plan[1].findings if one.severity == "decide"}
    assert told == made.wrong
    assert {one.code for one in plan[1].findings if one.severity == "decide"} == {
        "plan.row_sum_differs"
    }
    assert len(made.wrong) == 2


def test_totals_by_programme_and_year_are_the_sheets_own(made, plan):
    """The rows of sums as openpyxl reads them, against the totals of the frame."""
    book = openpyxl.load_workbook(made.path, data_only=True)
    frame = plan[0]
    for sheet in book.worksheets:
        mine = frame[frame["sheet"] == sheet.title].reset_index(drop=True)
        blocks = mine.assign(block=(mine["number"] == 1).cumsum())
        counted = [totals(part) for _, part in blocks.groupby("block")]
        years = [name for name in mine if name.startswith("budget_") and mine[name].notna().any()]
        rows = [row for row in sheet.iter_rows() if str(row[0].value).startswith("รวม ")]
        assert len(rows) == len(counted) > 2
        for row, total in zip(rows, counted, strict=True):
            assert str(row[0].value) == f"รวม {total['projects'].item()} โครงการ"
            for at, year in enumerate(years, start=4):
                spoilt = (sheet.title, row[at].coordinate) in made.wrong
                said = row[at].value - spoilt
                assert said == pytest.approx(total[year].fillna(0).item())
        whole = next(row for row in sheet.iter_rows() if row[0].value == "รวมทั้งสิ้น")
        assert [whole[4 + at].value for at in range(len(years))] == [mine[y].sum() for y in years]


def test_places_are_those_that_a_person_reads(made, plan):
    located, findings = locate(plan[0], PLACES, file=made.path.name)
    got: dict[int, tuple[int, ...]] = {}
    for project, place in zip(located["project"], located["place"], strict=True):
        got[project] = (*got.get(project, ()), int(place[6:]))
    assert got == {n: one.moo for n, one in enumerate(made.projects, start=1) if one.moo}
    assert {one.code for one in findings} == {"plan.no_place"}


def test_read_write_read_is_equal(plan, tmp_path):
    sealed = review.plan(plan[0].drop(columns="sheet")).frame
    path = tmp_path / "again.xlsx"
    path.write_bytes(plan_workbook(review.plan(plan[0])))
    again, report = projects.read(path)
    assert report.to_decide == 0
    back = review.plan(again).frame
    assert set(back) == set(sealed)
    pd.testing.assert_frame_equal(back[list(sealed)], sealed, check_dtype=False)
