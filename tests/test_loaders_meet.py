"""Years and surveys that meet: counts on both sides by hand, never a house code in a finding."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from tambon_gis.loaders.address import listing
from tambon_gis.loaders.meet import between_years, people_behind, with_villages
from tambon_gis.model.findings import Report
from tambon_gis.words import LANGS

ROLES = ("b-2564", "b-2565")
REPORT = Report("b-2565", "after.csv", 4, 4)


def homes(file, *rows):
    """Households: place, house code, members; rows counted from 2."""
    found = pd.DataFrame(
        {
            "row": pd.array(range(2, len(rows) + 2), dtype="Int64"),
            "place": pd.array([row[0] for row in rows], dtype="string"),
            "house_code": pd.array([row[1] for row in rows], dtype="string"),
            "members": pd.array([row[2] for row in rows], dtype="Int64"),
        }
    )
    found.attrs = {"file": file, "sheet": "s", "place_letter": "D"}
    return found


BEFORE = homes(
    "before.csv",
    ("99020101", "99020000001", 4),
    ("99020101", "99020000002", 2),
    ("99020102", "99020000003", 5),
    ("99020103", "99020000004", 1),
)
AFTER = homes(
    "after.csv",
    ("99020101", "99020000001", 4),
    ("99020102", "99020000002", 3),
    ("99020104", "99020000005", 6),
    ("99020102", None, 2),
)


def told(report):
    for finding in report.findings:
        assert all(finding.tell(lang) and finding.mend(lang) for lang in LANGS)
    return {f.code: f for f in report.findings}


def test_places_and_houses_of_two_years_by_hand():
    report, (places, houses) = between_years([BEFORE], [AFTER], roles=ROLES, report=REPORT)
    found = told(report)
    assert found.keys() == {
        "join.year_new", "join.year_gone", "join.house_new", "join.house_gone", "join.house_moved",
    }  # fmt: skip
    assert found["join.year_new"].facts["places"] == "99020104"
    assert (found["join.year_new"].households, found["join.year_new"].people) == (1, 6)
    assert found["join.year_gone"].facts["places"] == "99020103"
    assert found["join.year_gone"].file == "before.csv"
    assert found["join.house_new"].where == "after.csv › s › D4"
    gone = found["join.house_gone"]
    assert (gone.where, gone.count, gone.people) == ("before.csv › s › D4:D5", 2, 6)
    assert found["join.house_moved"].where == "after.csv › s › D3"
    assert (places.left.rows, places.left.keys, places.left.keys_left) == (4, 3, 1)
    assert (places.right.keys, places.right.keys_left, places.right.people_left) == (3, 1, 6)
    assert (houses.key, houses.level, houses.right.rows) == ("house_code", "", 3)
    assert (houses.left.rows_left, houses.left.people_left, houses.right.rows_left) == (2, 6, 1)


def test_no_house_code_stands_in_a_finding_or_a_join():
    report, joins = between_years([BEFORE], [AFTER], roles=ROLES, report=REPORT)
    assert "9902000000" not in repr(report) + repr(joins)


def test_cells_are_capped_and_the_total_is_told():
    many = homes("after.csv", *[("99020101", f"{n:011d}", 1) for n in range(1, 200, 2)])
    spread = many.assign(row=many["row"] * 2)
    spread.attrs = many.attrs
    report, _ = between_years([BEFORE], [spread], roles=ROLES, report=REPORT)
    new = told(report)["join.house_new"]
    assert new.count == 100
    assert new.cell.endswith("…")
    assert len(new.cell) < 40


def test_places_off_the_map_are_not_told_again():
    places = {"99020101", "99020102", "99020103"}
    report, _ = between_years([BEFORE], [AFTER], roles=ROLES, report=REPORT, known=places)
    assert told(report).keys() & {"join.year_new", "join.year_gone"} == {"join.year_gone"}


def test_villages_off_the_map_without_a_form_are_not_told_again():
    report, join = with_villages(
        [AFTER], [AFTER[:1]], roles=ROLES, report=REPORT, known=["99020102"]
    )
    assert told(report)["join.no_form"].facts["places"] == "99020102"
    assert join.left.keys_left == 2


def test_years_are_compared_at_the_level_of_the_map():
    report, (places, *_) = between_years(
        [BEFORE], [AFTER], roles=ROLES, report=REPORT, level="tambon"
    )
    assert places.left.keys == places.right.keys == 1
    assert not told(report).keys() & {"join.year_new", "join.year_gone", "join.house_moved"}


def test_a_survey_in_several_files_meets_as_one():
    one, other = AFTER[:2], AFTER[2:].assign(row=pd.array([2, 3], dtype="Int64"))
    one.attrs, other.attrs = AFTER.attrs, {**AFTER.attrs, "file": "more.csv"}
    whole = between_years([BEFORE], [AFTER], roles=ROLES, report=REPORT)[1]
    report, joins = between_years([BEFORE], [one, other], roles=ROLES, report=REPORT)
    assert joins == whole
    assert told(report)["join.house_new"].where == "more.csv › s › D2"


def test_households_and_village_forms_by_hand():
    forms = pd.DataFrame(
        {
            "row": [3, 4],
            "place": ["99020101", "99020109"],
            "households": [50, 60],
            "population": [150, 170],
        }
    )
    forms.attrs = {"file": "forms.xlsx", "sheet": "", "place_letter": "A"}
    report, join = with_villages([AFTER], [forms], roles=("b-2565", "n-2564"), report=REPORT)
    found = told(report)
    missing = found["join.no_form"]
    assert (missing.facts["places"], missing.count) == ("99020102, 99020104", 2)
    assert (missing.households, missing.people) == (3, 11)
    assert found["join.form_alone"].where == "forms.xlsx"
    assert (join.kind, join.relation) == ("household_village", "many_to_one")
    assert (join.right.households_left, join.right.people_left) == (60, 170)


def test_nothing_is_told_where_all_meet():
    report, joins = between_years([BEFORE], [BEFORE], roles=ROLES, report=REPORT)
    assert report.findings == ()
    assert {join.left.rows_left + join.right.rows_left for join in joins} == {0}


def test_people_are_unknown_where_nobody_counts_them():
    assert people_behind(pd.DataFrame({"row": [1]})) == (None, None)
    assert people_behind(pd.DataFrame({"house_code": ["1"]})) == (1, None)


ROWS = st.lists(
    st.tuples(st.sampled_from(["99020101", "99020102"]), st.integers(1, 6).map(str), st.just(1)),
    unique_by=lambda row: row[1],
    max_size=6,
)


@given(ROWS, ROWS)
def test_new_gone_and_the_rest_are_all_houses(first, then):
    report, joins = between_years(
        [homes("a", *first)], [homes("b", *then)], roles=ROLES, report=REPORT
    )
    found = {code: f.count for code, f in told(report).items()}
    before, after = {h: p for p, h, _ in first}, {h: p for p, h, _ in then}
    assert found.get("join.house_new", 0) == len(after.keys() - before.keys())
    assert found.get("join.house_gone", 0) == len(before.keys() - after.keys())
    both = before.keys() & after.keys()
    assert found.get("join.house_moved", 0) == sum(before[h] != after[h] for h in both)
    if first and then:
        assert joins[1].left.rows_matched == joins[1].right.rows_matched == len(both)


def by_loops(first, then):
    """Cells of new, gone and moved houses, and counts of both sides, row by row."""
    lived = {}
    for place, house, _ in first:
        if house is not None:
            lived.setdefault(house, place)
    stood = {house for _, house, _ in then if house is not None}
    cells = {"join.house_new": [], "join.house_gone": [], "join.house_moved": []}
    for at, (place, house, _) in enumerate(then, 2):
        if house is not None and house not in lived:
            cells["join.house_new"].append(at)
        elif house is not None and None not in (place, lived[house]) and lived[house] != place:
            cells["join.house_moved"].append(at)
    for at, (_, house, _) in enumerate(first, 2):
        if house is not None and house not in stood:
            cells["join.house_gone"].append(at)
    return {code: rows for code, rows in cells.items() if rows}


def sides_by_loops(mine, others):
    keys = [house for _, house, _ in mine if house is not None]
    theirs = {house for _, house, _ in others if house is not None}
    left = [row for row in mine if row[1] is not None and row[1] not in theirs]
    return (
        len(keys),
        len(set(keys)),
        sum(house in theirs for house in keys),
        len(set(keys) & theirs),
        sum(keys.count(house) > 1 for house in set(keys)),
        len(left),
        sum(people or 0 for *_, people in left),
    )


ANY_ROWS = st.lists(
    st.tuples(
        st.sampled_from(["99020101", "99020102", "99020103", None]),
        st.none() | st.integers(1, 9).map(str),
        st.none() | st.integers(0, 5),
    ),
    max_size=14,
)


@given(ANY_ROWS, ANY_ROWS, st.sampled_from(["string", "str", "object"]))
def test_as_plain_loops_with_nulls_and_houses_that_stand_twice(first, then, dtype):
    tables = []
    for file, rows in (("a", first), ("b", then)):
        frame = homes(file, *rows)
        table = frame.astype({"place": dtype, "house_code": dtype})
        table.attrs = frame.attrs
        tables.append(table)
    report, (_, houses) = between_years(tables[:1], tables[1:], roles=ROLES, report=REPORT)
    expected = by_loops(first, then)
    found = {c: f for c, f in told(report).items() if c.startswith("join.house")}
    assert {code: f.count for code, f in found.items()} == {c: len(r) for c, r in expected.items()}
    for code, finding in found.items():
        assert finding.cell == listing("D", expected[code])
    for side, mine, others in ((houses.left, first, then), (houses.right, then, first)):
        counts = sides_by_loops(mine, others)
        assert counts == (
            side.rows,
            side.keys,
            side.rows_matched,
            side.keys_matched,
            side.keys_repeated,
            side.households_left,
            side.people_left,
        )
