"""Validate: every fault at once, by cell; no row lost, no personal value told."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from loaders_support import DEMO, HEADINGS, SCHEMA, SMALL, changed, codes, raw

from tambon_gis import catalog
from tambon_gis.loaders import boundaries, match, tables
from tambon_gis.loaders.validate import validate


def check(*rows, headings=HEADINGS):
    return validate(raw(*rows, headings=headings), SCHEMA, role="small-2565")


def told(report, severity="decide"):
    assert len(codes(report)) == len(report.findings)
    return [(f.code, f.cell) for f in report.findings if f.severity == severity]


def test_a_clean_row_comes_typed():
    survey, report = check(changed())
    assert survey.loc[0].tolist() == [
        *(2, "99020101", "1", "99020101", 1, 4, 100.0, 2, 1, 1, pd.Timestamp(2022, 2, 1)),
    ]
    assert [str(kind) for kind in survey.dtypes] == [
        *("Int64", "string", "string", "string", "Int16", "Int32", "Float64"),
        *("Int32", "Int32", "Int16", "datetime64[us]"),
    ]
    assert told(report) == []
    assert report.rows_repaired == 0


def test_every_fault_is_told_at_once_by_its_cell():
    survey, report = check(
        changed(members="250"),
        changed(house="2", income="มาก", water="ไม่รู้"),
        changed(house="3", asked="1", failing="3"),
        changed(house="4", day="31/02/2565", members="2.5"),
    )
    assert sorted(told(report)) == [
        ("value.exceeds", "G4"),
        ("value.not_answer", "H3"),
        ("value.not_date", "I5"),
        ("value.not_integer", "D5"),
        ("value.not_number", "E3"),
        ("value.out_of_range", "D2"),
    ]
    assert len(survey) == 4
    assert survey["members"].tolist() == [pd.NA, 4, 4, pd.NA]
    assert survey.loc[2, ["asked", "failing"]].isna().all()


def test_only_public_columns_show_what_was_found():
    _, report = check(changed(members="ความลับ", moo="หมู่ใหญ่", house="นายสมมุติ"))
    said = {f.code: f.tell("th") + f.mend("th") for f in report.findings}
    assert "หมู่ใหญ่" in said["value.not_moo"]
    assert "ความลับ" not in "".join(said.values())
    assert "สมมุติ" not in "".join(said.values())
    assert "ความลับ" not in repr(report)


def test_rows_without_a_readable_place_are_refused():
    survey, report = check(
        changed(), changed(house="2", village="หมู่ห้า"), changed(house="3", village=None)
    )
    assert survey["row"].tolist() == [2]
    assert (report.rows_read, report.rows_kept, report.rows_refused) == (3, 1, 2)
    assert told(report) == [("row.place_unreadable", "B3"), ("row.place_blank", "B4")]


def test_the_first_row_of_a_key_is_kept():
    survey, report = check(changed(), changed(members="5"), changed(house="2"))
    assert survey["row"].tolist() == [2, 4]
    assert told(report) == [("row.duplicate", "A3")]
    assert report.findings[-1].facts["first"] == "2"


def test_rows_without_a_key_are_kept_and_noted():
    survey, report = check(changed(house=None), changed(house=None))
    assert len(survey) == 2
    assert ("row.key_blank", "A2:A3") in told(report, "note")


def test_where_code_and_moo_disagree_the_code_wins():
    survey, report = check(changed(moo="3"))
    assert survey["moo"].tolist() == [1]
    assert told(report) == [("row.moo_differs", "C2")]


def test_repairs_are_told_together():
    _, report = check(*(changed(house=str(n), members="๔") for n in range(1, 9)))
    (found,) = [f for f in report.findings if f.severity == "repaired"]
    assert (found.code, found.count, found.cell) == ("value.digits", 8, "D2:D9")
    assert report.rows_repaired == 8


def test_many_faults_of_a_kind_end_in_one_finding():
    _, report = check(*(changed(house=str(n), members="x") for n in range(1, 151)))
    found = [f for f in report.findings if f.code == "value.not_number"]
    assert len(found) == 101
    assert sum(f.count for f in found) == 150
    assert found[-1].cell == "D102:D151"


@given(st.permutations(range(len(HEADINGS))))
@settings(max_examples=40, deadline=None)
def test_the_order_of_columns_does_not_matter(order):
    rows = [changed(), changed(house="2", members="๒๕๐", moo="ม.1")]
    plain, _ = check(*rows)
    mixed, _ = check(
        *([row[at] for at in order] for row in rows), headings=[HEADINGS[at] for at in order]
    )
    pd.testing.assert_frame_equal(plain, mixed)


CELLS = st.one_of(st.none(), st.sampled_from(["1", "๒", "-", "x", "99020101", "99020102", "50"]))


@given(st.lists(st.lists(CELLS, min_size=9, max_size=9), min_size=1, max_size=15))
@settings(max_examples=80, deadline=None)
def test_the_law_of_rows(rows):
    table = raw(*rows)
    survey, report = validate(table, SCHEMA, role="x")
    assert report.rows_read == len(table.frame) == len(survey) + report.rows_refused
    refusals = [f for f in report.findings if f.code.startswith(("row.place", "row.duplicate"))]
    refused = {f.row for f in refusals}
    assert refused == set(table.frame.index) - set(survey["row"])


def test_the_small_tambon_by_hand():
    schema = catalog.schema("bmn-household")
    table = tables.read_raw(SMALL / "households.csv", schema=schema)
    survey, report = validate(table, schema, role="bmn-2560-2565")
    assert survey["members"].sum() == 41
    assert survey["income_main"].sum() == 1_536_000
    assert survey["income_main"].isna().sum() == 1
    assert survey.groupby("place").size().tolist() == [4, 4, 4]
    assert survey["ind04"].tolist() == [1, 1, 0, 1, 1, 1, 0, 9, 1, 1, 0, 1]
    assert survey["ind16_target"].sum() == 9
    assert survey["ind16_fail"].sum() == 2
    assert report.to_decide == 0
    assert report.rows_repaired == 4  # rows 2 to 4 in code or moo, row 6 in income
    assert "columns.absent" in codes(report, "note")


@pytest.mark.parametrize("year", [2563, 2564, 2565])
def test_the_demo_tells_what_was_planted_and_nothing_else(year):
    expected = pd.read_json(DEMO / "expected.json")
    schema = catalog.schema("bmn-household")
    table = tables.read_raw(DEMO / f"จปฐ{year}.xlsx", schema=schema)
    survey, report = validate(table, schema, role=f"bmn-2560-{year}")
    villages, _ = boundaries.read(DEMO / "boundaries" / "village.shp")
    _, report, _ = match.match(survey, villages, report=report, within="990101")
    kinds = {
        "join.unknown": "unknown-village",
        "value.out_of_range": "out-of-range",
        "value.not_number": "not-a-number",
        "value.exceeds": "fail-exceeds-target",
        "row.duplicate": "duplicate-household",
    }
    found = {(f.file, f.sheet, f.cell, f.row, kinds[f.code]) for f in report.findings
             if f.severity == "decide"}  # fmt: skip
    here = expected[expected["file"] == table.file]
    planted = here[["file", "sheet", "cell", "row", "kind"]].itertuples(index=False, name=None)
    assert found == set(planted)
