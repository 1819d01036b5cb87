"""Validate: every fault at once, by cell; no row lost, no personal value told."""

import datetime as dt
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from loaders_support import DEMO, HEADINGS, SCHEMA, SMALL, changed, codes, raw

from tambon_gis import catalog
from tambon_gis.loaders import boundaries, match, tables
from tambon_gis.loaders.reading.keys import mended_rows, note_rows
from tambon_gis.loaders.validate import across, validate
from tambon_gis.model.source import ColumnMap
from tambon_gis.words import LANGS


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
    # A place without a polygon is told once, with the cells of all its rows.
    found = {
        (f.file, f.sheet, cell, int(cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")), kinds[f.code])
        for f in report.findings
        if f.severity == "decide"
        for cell in f.cell.split(", ")
    }
    here = expected[expected["file"] == table.file]
    planted = here[["file", "sheet", "cell", "row", "kind"]].itertuples(index=False, name=None)
    assert found == set(planted)


# --- what a person decided ---


def column_map(**more):
    return ColumnMap.model_validate(
        {
            "map": {"id": "m", "title": {"th": "ก", "en": "m"}, "schema": "small",
                    "missing": more.pop("everywhere", [])},
            **more,
        }
    )  # fmt: skip


def test_texts_of_the_column_map_mean_not_known():
    table = raw(changed(members="49", income="99"), changed(house="2", members="99", income="49"))
    survey, report = validate(
        table, SCHEMA, role="x",
        column_map=column_map(everywhere=["99"], missing={"members": ["49"]}),
    )  # fmt: skip
    assert survey["members"].tolist() == [pd.NA, pd.NA]
    assert survey["income"].tolist() == [pd.NA, 49]
    assert told(report) == []
    assert ("value.missing", "D2:D3") in told(report, "note")
    assert ("value.missing", "E2") in told(report, "note")


def test_rows_left_out_are_read_and_refused_and_not_told_again():
    table = replace(
        raw(changed(), changed(village="หมู่ห้า", members="x"), changed(house="3")),
        left_out=frozenset({3}),
    )
    survey, report = validate(table, SCHEMA, role="x")
    assert survey["row"].tolist() == [2, 4]
    assert (report.rows_read, report.rows_kept, report.rows_refused) == (3, 2, 1)
    assert told(report) == []


def test_rows_refused_are_not_counted_as_repaired():
    _, report = check(changed(members="๔"), changed(members="๕"), changed(house="2", village=None))
    assert (report.rows_repaired, report.rows_refused) == (1, 2)


# --- the same household in several files ---


def several(*tables):
    parts = []
    for at, rows in enumerate(tables):
        table = replace(raw(*rows), file=f"{at}.csv", sheet="ก")
        parts.append(validate(table, SCHEMA, role="x"))
    return across(parts, SCHEMA)


def test_a_household_of_an_earlier_file_is_refused_with_both_addresses():
    (one, first), (other, second) = several(
        [changed(), changed(house="2")],
        [changed(house="3"), changed(house="2", members="๙"), changed(house=None)],
    )
    assert one["row"].tolist() == [2, 3]
    assert (first.rows_refused, first.to_decide) == (0, 0)
    assert other["row"].tolist() == [2, 4]
    (found,) = [f for f in second.findings if f.severity == "decide"]
    assert (found.code, found.where) == ("row.duplicate_elsewhere", "1.csv › ก › A3")
    assert "0.csv › ก" in found.tell("th")
    assert found.facts["first"] == "3"
    assert (second.rows_kept, second.rows_refused, second.rows_repaired) == (2, 1, 0)
    assert codes(second)


def test_one_file_is_left_as_it_is():
    (part,) = several([changed(), changed(house="2")])
    assert len(part[0]) == 2
    ((empty, report),) = several([])
    assert (len(empty), report.rows_read) == (0, 0)


@given(st.lists(st.lists(st.sampled_from("1234567"), max_size=6), min_size=1, max_size=4))
@settings(max_examples=40, deadline=None)
def test_over_all_files_each_household_is_kept_once(houses):
    parts = several(*([changed(house=house) for house in some] for some in houses))
    kept = [house for frame, _ in parts for house in frame["house"]]
    assert sorted(kept) == sorted({house for some in houses for house in some})
    for (frame, report), some in zip(parts, houses, strict=True):
        assert report.rows_read == len(some) == len(frame) + report.rows_refused
        refusals = [f.row for f in report.findings if f.code.startswith("row.duplicate")]
        assert sorted(refusals) == sorted(set(range(2, len(some) + 2)) - set(frame["row"]))


def test_the_attributes_tell_where_the_table_stands():
    survey, _ = check(changed(members="๔"))
    assert (survey.attrs["file"], survey.attrs["sheet"]) == ("a.csv", "")
    assert (survey.attrs["place_letter"], survey.attrs["key_letter"]) == ("B", "A")
    assert mended_rows(survey.attrs["mended"]) == {2}


@given(st.sets(st.integers(1, 60)))
def test_row_numbers_come_back_from_their_short_text(rows):
    assert mended_rows(note_rows(sorted(rows))) == rows


# --- days and ages ---

PERSON = catalog.schema("bmn-person")
PERSON_NAMES = ["house_code", "member_no", "village", "birth_date", "surveyed_on", "age"]


def people(*rows, names=PERSON_NAMES, today=dt.date(2022, 12, 31)):
    headings = [PERSON.by_name[name].title.th for name in names]
    filled = [["99010100001", str(at), "99010101", *row] for at, row in enumerate(rows, 1)]
    survey, report = validate(raw(*filled, headings=headings), PERSON, role="x", today=today)
    assert len(survey) == len(rows)
    findings = [(f.code, f.severity, f.cell) for f in report.findings
                if not f.code.startswith("columns") and f.code != "value.era"]  # fmt: skip
    assert len(codes(report)) == len(report.findings)
    return survey, findings, report


def test_blank_ages_are_computed_and_told():
    survey, found, report = people(
        ["16/03/2543", "15/03/2565", None], ["15/03/2543", "15/03/2565", None],
        ["15/03/2543", "15/03/2565", "22"], ["15/03/2543", None, None],
    )  # fmt: skip
    assert survey["age"].tolist() == [21, 22, 22, pd.NA]
    assert found == [("value.age_computed", "repaired", "F2:F3")]
    assert report.rows_repaired == 2


def test_ages_without_a_column_of_their_own():
    survey, found, _ = people(["15/03/2543", "15/03/2565"], names=PERSON_NAMES[:-1])
    assert survey["age"].tolist() == [22]
    assert found == [("value.age_computed", "repaired", "D2")]


def test_an_age_that_disagrees_is_kept_and_told():
    survey, found, _ = people(["15/03/2543", "15/03/2565", "30"])
    assert survey["age"].tolist() == [30]
    assert found == [("value.age_differs", "decide", "F2")]


def test_an_age_that_cannot_be_read_is_not_computed_over():
    survey, found, _ = people(["15/03/2543", "15/03/2565", "มาก"])
    assert survey["age"].tolist() == [pd.NA]
    assert found == [("value.not_number", "decide", "F2")]


@pytest.mark.parametrize(
    ("born", "code"),
    [
        ("16/03/2565", "value.born_later"),
        ("15/03/2420", "value.age_absurd"),
        ("15/03/2600", "value.date_future"),
        ("1/1/65", "value.year_unclear"),
        ("31/02/2500", "value.not_date"),
    ],
)
def test_a_birth_that_cannot_be_is_set_aside(born, code):
    survey, found, _ = people([born, "15/03/2565", None])
    assert (
        survey[["birth_date", "birth_date_year", "birth_date_month", "age"]].isna().all(axis=None)
    )
    assert found == [(code, "decide", "D2")]


def test_births_with_two_digits_are_settled_with_their_survey():
    survey, found, _ = people(
        ["1/1/30", "15/03/2565", None], ["1/1/65", "15/03/2565", "0"],
        ["1/1/80", None, None], ["29/02/63", "15/03/2565", "2"],
    )  # fmt: skip
    assert survey["birth_date"].tolist() == [
        pd.Timestamp(1987, 1, 1), pd.Timestamp(2022, 1, 1),
        pd.Timestamp(1937, 1, 1), pd.Timestamp(2020, 2, 29),
    ]  # fmt: skip
    assert survey["birth_date_year"].tolist() == [1987, 2022, 1937, 2020]
    assert ("value.year_two_digits", "repaired", "D2:D5") in found
    assert [code for code, severity, _ in found if severity == "decide"] == []


def test_a_birth_known_in_part_gives_an_age_where_it_is_certain():
    survey, found, _ = people(
        ["-/-/2500", "15/03/2565", None], ["ก.พ. 2500", "15/03/2565", None],
        ["2500", "31/12/2565", None],
    )  # fmt: skip
    assert survey["age"].tolist() == [pd.NA, 65, 65]
    assert survey["birth_date_year"].tolist() == [1957] * 3
    assert survey["birth_date_month"].tolist() == [pd.NA, 2, pd.NA]
    assert ("value.date_part", "note", "D2:D4") in found


def test_nothing_about_a_person_is_told():
    _, _, report = people(["31/02/2511", "15/03/2565", "คนแก่"], ["15/03/2499", "15/03/2565", "61"])
    said = "".join(f.tell(lang) + f.mend(lang) + repr(f) for f in report.findings for lang in LANGS)
    assert report.to_decide == 3
    assert not [secret for secret in ("2511", "คนแก่", "2499", "61", "1956") if secret in said]


def test_a_survey_still_to_come():
    survey, found, _ = people(["1/1/2500", "01/01/2566", "22"])
    assert survey["surveyed_on"].isna().all()
    assert found == [("value.date_future", "decide", "E2")]
    assert people(["1/1/2500", "31/12/2565", "65"])[1] == []


ODD = st.one_of(
    st.none(),
    st.text(max_size=8),
    st.sampled_from(
        ["1/1/65", "29/02/63", "-/-/2500", "2500", "44635", "0", "-", "#N/A", "ไม่ทราบ", "ม.5",
         "130", "15/03/2565", "15 มี.ค. 65", "99010101", "หัวไผ่", "9", "1.5010903E7", "00/00/00"]
    ),
)  # fmt: skip


@given(st.lists(st.lists(ODD, min_size=21, max_size=21), min_size=1, max_size=12),
       st.sampled_from([None, "TH", "15", "1501", "150109", "990101"]))  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_the_law_of_rows_holds_for_persons_anywhere(rows, within):
    names = [one.title.th for one in PERSON.field]
    table = raw(*(row[: len(names)] for row in rows), headings=names)
    survey, report = validate(table, PERSON, role="x", within=within, today=dt.date(2022, 12, 31))
    assert report.rows_read == len(table.frame) == len(survey) + report.rows_refused
    assert report.rows_repaired <= report.rows_kept
    told_rows = {
        f.row
        for f in report.findings
        if f.code.startswith(("row.", "place.")) and f.severity == "decide"
    }
    assert set(table.frame.index) - set(survey["row"]) <= told_rows
    assert survey["place"].str.fullmatch(r"[1-9]\d{7}").all()
    assert not survey["age"].lt(0).any()


def test_villages_known_by_moo_alone_are_held_against_each_other():
    schema = catalog.schema("nrd2c-village")
    headings = [schema.by_name[name].title.th for name in ("moo", "population")]
    table = raw(["1", "300"], ["หมู่ 1", "400"], ["2", "200"], headings=headings)
    survey, report = validate(table, schema, role="x", within="990101")
    assert survey["place"].tolist() == ["99010101", "99010102"]
    assert told(report) == [("row.duplicate", "A3")]
