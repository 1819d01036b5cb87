"""Decisions: read from both kinds of file, replayed once, told when they no longer apply."""

import datetime as dt
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from loaders_support import SCHEMA, changed, codes, raw, write_xlsx

from tambon_gis.errors import DocumentError, InputError
from tambon_gis.loaders import fixes
from tambon_gis.loaders.decide import fixes_book
from tambon_gis.model.findings import Finding, Report
from tambon_gis.model.fixes import Fix, Fixes
from tambon_gis.model.schema import Schema
from tambon_gis.words import words

ROLE = "small-2565"
TITLES = {one.name: one.title.th for one in SCHEMA.field}
TABLE = raw(
    changed(house="1"),
    changed(house="2", village="99020109"),
    changed(house="3", village="๙๙๐๒๐๑๐๙"),
    changed(house="4", village="99020109.0"),
    changed(house="5", village="ไม่ทราบ"),
    changed(house="6", village=None),
)


def decided(*entries):
    return Fixes.model_validate({"fix": entries})


def carry_out(*entries, table=TABLE, headings=TITLES, **more):
    return fixes.apply(table, SCHEMA, decided(*entries), role=ROLE, headings=headings, **more)


def places(table):
    return table.frame["รหัสหมู่บ้าน"].tolist()


def told(table):
    codes(Report(ROLE, "a.csv", 0, 0, findings=table.findings))
    return [(f.code, f.cell, f.count) for f in table.findings if f.code.startswith("fix.")]


def test_a_place_is_another_code_in_every_spelling():
    done = carry_out({"place": "99020109", "use": "99020101"})
    assert places(done)[:5] == ["99020101"] * 4 + ["ไม่ทราบ"]
    assert told(done) == [("fix.used", "B3:B5", 3)]
    assert done.findings[-1].households == 3
    assert TABLE.frame["รหัสหมู่บ้าน"].tolist()[2] == "๙๙๐๒๐๑๐๙"


def test_who_decided_and_when_is_told_in_the_buddhist_era():
    done = carry_out({"place": "99020109", "leave_out": True, "decided_by": "ที่ประชุม",
                      "decided_on": "5/3/2565"})  # fmt: skip
    (note,) = [f for f in done.findings if f.code == "fix.left_out"]
    assert note.tell("th").endswith("(ที่ประชุม, 5/3/2565)")
    assert done.left_out == {3, 4, 5}


def test_the_text_of_a_cell_is_a_place_too():
    done = carry_out({"place": " ไม่ทราบ ", "use": "99020102"})
    assert told(done) == [("fix.used", "B6", 1)]


def test_one_row_with_and_without_its_guard():
    done = carry_out(
        {"row": 7, "use": "99020102"},
        {"row": 3, "place": "99020109", "leave_out": True},
        {"row": 4, "place": "99020108", "use": "99020101"},
        {"row": 2, "use": "99020101"},
        {"row": 99, "use": "99020101"},
    )
    assert places(done)[5] == "99020102"
    assert done.left_out == {3}
    assert told(done) == [
        ("fix.changed", "fix 3", 1),
        ("fix.already", "fix 4", 1),
        ("fix.used", "B7", 1),
        ("fix.left_out", "B3", 1),
    ]


def test_a_row_goes_before_its_place_and_the_later_before_the_earlier():
    done = carry_out(
        {"row": 3, "use": "99020103"},
        {"place": "99020109", "use": "99020101"},
        {"place": "99020109", "use": "99020102"},
    )
    assert places(done)[1:4] == ["99020103", "99020102", "99020102"]
    assert ("fix.overruled", "fix 2", 1) in told(done)


def test_swapped_codes_are_swapped_back():
    table = raw(changed(), changed(house="2", village="99020102"))
    done = carry_out(
        {"place": "99020101", "use": "99020102"},
        {"place": "99020102", "use": "99020101"},
        table=table,
    )
    assert places(done) == ["99020102", "99020101"]


def test_decisions_about_another_input_file_or_sheet_leave_the_table_alone():
    other = ({"input": "b-2564", "place": "99020109", "use": "99020101"},
             {"place": "99020109", "file": "b.csv", "use": "99020101"},
             {"place": "99020109", "sheet": "ก", "use": "99020101"})  # fmt: skip
    done = carry_out(*other)
    assert places(done) == places(TABLE)
    assert told(done) == []


def test_a_table_without_a_column_of_codes_gets_one():
    bare = raw(["1", "5"], ["2", "5"], headings=["บ้าน", "หมู่ที่"])
    by_row = pd.Series(["99020105", "99020106"], index=[2, 3], dtype="string")
    done = carry_out({"place": "99020106", "use": "99020101"}, table=bare,
                     headings={"house": "บ้าน", "moo": "หมู่ที่"}, codes=by_row)  # fmt: skip
    column = done.frame["รหัสหมู่บ้าน"]
    assert told(done) == [("fix.used", "3", 1)]
    assert column.isna().tolist() == [True, False]
    assert column[3] == "99020101"


def test_a_cell_goes_before_the_code_that_was_composed_for_its_row():
    by_row = pd.Series(["99020101", "99020105"], index=[5, 6], dtype="string")
    text = carry_out({"place": "ไม่ทราบ", "use": "99020102"}, codes=by_row)
    assert told(text) == [("fix.used", "B6", 1)]
    composed = carry_out({"place": "99020105", "use": "99020102"}, codes=by_row)
    assert told(composed) == [("fix.used", "B6", 1)]


def test_published_counts_have_a_place_heading_and_no_schema():
    table = raw(["11", "5"], ["12", "5"], headings=["province_ID", "x"])
    done = fixes.apply(table, None, decided({"place": "12", "use": "13"}), role="t",
                       headings={"place": "province_ID"})  # fmt: skip
    assert done.frame["province_ID"].tolist() == ["11", "13"]
    assert done.findings[-1].households is None


def test_the_value_of_a_personal_place_column_is_not_told():
    written = SCHEMA.model_dump()
    for field in written["field"]:
        field["public"] = False
    private = Schema.model_validate(written)
    entry = decided({"place": "ไม่ทราบ", "use": "99020101"})
    done = fixes.apply(TABLE, private, entry, role=ROLE, headings=TITLES)
    assert "ไม่ทราบ" not in done.findings[-1].tell("th")


CODES = st.sampled_from(["99020101", "99020102", "99020109", "ก"])
ACTION = st.one_of(
    st.fixed_dictionaries({"use": st.sampled_from(["99020101", "99020102", "99020109"])}),
    st.just({"leave_out": True}),
    st.just({"keep": True}),
)
WHERE = st.one_of(
    st.fixed_dictionaries({"place": CODES}),
    st.fixed_dictionaries({"row": st.integers(1, 8)}),
    st.fixed_dictionaries({"row": st.integers(1, 8), "place": CODES}),
)


@given(st.lists(CODES, max_size=6), st.lists(st.tuples(WHERE, ACTION), max_size=5))
def test_twice_is_once_and_every_change_is_told(found, entries):
    table = raw(*[changed(house=str(n), village=place) for n, place in enumerate(found)])
    entries = [{**where, **action} for where, action in entries]
    once = carry_out(*entries, table=table)
    again = carry_out(*entries, table=once)
    pd.testing.assert_frame_equal(once.frame, again.frame)
    assert (once.left_out, once.findings) == (again.left_out, again.findings)
    differing = [a != b for a, b in zip(places(table), places(once), strict=True)]
    counts = {
        code: sum(f.count for f in once.findings if f.code == code) for code, *_ in told(once)
    }
    assert sum(differing) <= counts.get("fix.used", 0)
    assert len(once.left_out) == counts.get("fix.left_out", 0)
    assert len(once.frame) == len(found)


def doubt(place, row, **more):
    return Finding("join.unknown", "decide", "a.csv", "", f"B{row}", row, facts={"place": place},
                   **more)  # fmt: skip


def test_what_was_kept_becomes_a_note():
    report = Report(ROLE, "a.csv", 9, 9, findings=(
        doubt("99020109", 3, households=2), doubt("99020108", 5),
        Finding("row.duplicate", "decide", "a.csv", cell="A9", row=9),
    ))  # fmt: skip
    keep = decided({"place": "99020109", "keep": True}, {"row": 9, "keep": True, "file": "a.csv"},
                   {"row": 5, "place": "99020101", "keep": True})  # fmt: skip
    settled = fixes.settle(report, keep, role=ROLE)
    assert [f.severity for f in settled.findings] == ["note", "decide", "note", "note", "note"]
    assert settled.findings[0].households == 2
    assert [(f.cell, f.row, f.count) for f in settled.findings[3:]] == [("B3", 3, 1), ("A9", 9, 1)]
    assert fixes.settle(settled, keep, role=ROLE).to_decide == settled.to_decide == 1


def test_a_decision_that_keeps_several_findings_names_all_their_cells():
    twice = replace(doubt("99020109", 3), cell="B3:B5", count=3)
    report = Report(ROLE, "a.csv", 9, 9, findings=(twice, doubt("99020109", 8)))
    (*_, told) = fixes.settle(
        report, decided({"place": "99020109", "keep": True}), role=ROLE
    ).findings
    assert (told.code, told.cell, told.row, told.count) == ("fix.kept", "B3:B5, B8", 3, 2)


def test_idle_decisions_are_told_where_they_stand_and_none_is_lost():
    entries = ({"place": "99020109", "use": "99020101"}, {"place": "1", "leave_out": True},
               {"place": "99020109", "use": "99020177"},
               {"row": 2, "place": "9", "use": "99020101"},
               {"input": "boundary", "place": "99020178", "use": "99020101"})  # fmt: skip
    done = carry_out(*entries)
    report = Report(ROLE, "a.csv", 6, 6, findings=done.findings)
    idle = fixes.report(decided(*entries), [report], places={"99020101"})
    codes(idle)
    assert (idle.role, idle.rows_read, idle.rows_kept, idle.rows_refused) == ("fixes", 5, 2, 3)
    assert [(f.code, f.where) for f in idle.findings] == [
        ("fix.idle", "fixes.toml › fix 2"),
        ("fix.no_polygon", "fixes.toml › fix 3"),
    ]
    assert ("fix.already", "fix 4", 1) in told(done)
    assert fixes.report(Fixes(), [report]) is None


def test_what_was_kept_and_is_no_longer_found_asks_nobody():
    """A village without outline was let be in the plan, then its outline was drawn."""
    entries = decided({"input": "plan", "place": "99020107", "finding": "plan.place", "keep": True},
                      {"input": "plan", "place": "99020108", "keep": True})  # fmt: skip
    gone = fixes.report(entries, [Report("plan", "p.xlsx", 3, 3)])
    assert [(f.code, f.severity) for f in gone.findings] == [
        ("fix.gone", "note"),
        ("fix.idle", "decide"),
    ]
    assert gone.to_decide == 1


def test_a_decision_about_the_map_is_in_force_where_its_rows_were_refused_after_it():
    entries = decided({"input": "boundary", "place": "99020102", "use": "99020101"})
    moved = Finding(
        "boundary.recoded", "repaired", "a.shp", facts={"old": "99020102", "new": "99020101"}
    )
    told = fixes.report(entries, [Report("boundary", "a.shp", 1, 1, findings=(moved,))])
    assert (told.rows_kept, told.rows_refused, told.findings) == (1, 0, ())


def test_a_wider_code_stands_for_the_whole_area_where_a_column_holds_villages():
    done = carry_out({"place": "99020109", "use": "990201"})
    assert done.frame.isin(["99020100"]).to_numpy().sum() == done.findings[-1].count


def test_codes_of_the_map_are_recoded_by_its_own_decisions_only():
    entries = decided(
        {"input": "boundary", "place": "๑๕๐๑๑๐", "use": "150109"},
        {"place": "150111", "use": "150109"},
        {"input": "boundary", "place": "150112", "leave_out": True},
    )
    assert fixes.recode(entries) == {"150110": "150109"}


# --- the files ---


def test_a_toml_document(tmp_path):
    (tmp_path / "fixes.toml").write_text(
        '[[fix]]\nplace = "99020109"\nuse = "๙๙๐๒๐๑๐๑"\ndecided_on = "2565-12-01"\n', "utf-8"
    )
    (one,) = fixes.read(tmp_path).fix
    assert (one.use, one.decided_on, one.input) == ("99020101", dt.date(2022, 12, 1), "*")


def test_a_code_that_is_none_is_refused_by_its_entry(tmp_path):
    (tmp_path / "fixes.toml").write_text('[[fix]]\nplace = "1"\nuse = "บ้าน"\n', "utf-8")
    with pytest.raises(DocumentError, match="fix ลำดับที่ 1 › use"):
        fixes.read(tmp_path)


def test_no_file_decides_nothing(tmp_path):
    assert fixes.read(tmp_path) == Fixes()


def test_two_files_are_refused(tmp_path):
    (tmp_path / "fixes.toml").write_text("", "utf-8")
    write_xlsx(tmp_path / "fixes.xlsx", {"ก": [["x"]]})
    with pytest.raises(InputError) as caught:
        fixes.read(tmp_path)
    assert caught.value.code == "fixes.both"


HEADS = ["ข้อมูล", "ไฟล์", "แผ่นงาน", "แถว", "รหัสที่พบ", "รหัสที่แนะนำ", "ตัดสินใจ", "รหัสที่ใช้",
         "ผู้ตัดสินใจ (ตำแหน่ง)", "วันที่", "หมายเหตุ"]  # fmt: skip


def book(tmp_path, *rows, heads=HEADS):
    write_xlsx(
        tmp_path / "fixes.xlsx", {"อื่น": [["ก", "ข"]], "ตัดสินใจ": [["ห้ามเผยแพร่"], heads, *rows]}
    )
    return fixes.read(tmp_path)


def test_a_workbook_as_a_person_fills_it_in(tmp_path):
    day = dt.datetime(2022, 12, 1)  # noqa: DTZ001  (a cell has no zone)
    found = book(
        tmp_path,
        [ROLE, "a.csv", None, None, 99020109, "99020101 ก", "ใช้รหัสอื่น", 99020101, "ประธาน", day],
        [ROLE, "a.csv", None, None, "99020107", "x", None, None],
        [ROLE, "a.csv", None, 12, None, None, " ตัดออก", None, None, None, "ซ้ำ"],
        [None, None, None, None, "99020106", None, "keep", None],
    )
    assert found.fix == (
        Fix(input=ROLE, place="99020109", use="99020101", decided_by="ประธาน",
            decided_on=dt.date(2022, 12, 1)),
        Fix(input=ROLE, file="a.csv", row=12, leave_out=True, note="ซ้ำ"),
        Fix(place="99020106", keep=True),
    )  # fmt: skip
    idle = fixes.report(found, [])
    assert [f.where for f in idle.findings] == [
        f"fixes.xlsx › ตัดสินใจ › A{row}" for row in (3, 5, 6)
    ]


def test_all_faults_of_a_workbook_are_told_by_their_cells(tmp_path):
    with pytest.raises(InputError) as caught:
        book(
            tmp_path,
            [ROLE, None, None, None, "1", None, "ใช้รหัสอื่น", "บ้าน"],
            [ROLE, None, None, None, "1", None, "ลบ", None],
            [ROLE, None, None, None, "1", None, None, "99020101"],
            [ROLE, None, None, "x", "1", None, "คงไว้", None],
            [ROLE, None, None, None, None, None, "คงไว้", None],
            [ROLE, None, None, None, "1", None, "คงไว้", None, "ก", "เมื่อวาน"],
            [ROLE, None, None, None, "1", None, "คงไว้", "99020101"],
        )
    said = str(caught.value)
    for cell in ("H3:", "G4:", "G5:", "D6:", "E7:", "J8:", "G9:"):
        assert f"· {cell}" in said
    assert said.count("·") == 7
    assert words("th").text("document.fault.fix_choice") in said
    assert "ตัดสินใจ" in caught.value.where


def test_a_workbook_without_the_headings_is_refused(tmp_path):
    with pytest.raises(InputError) as caught:
        book(tmp_path, ["1", "2"], heads=["ก", "ตัดสินใจ"])
    assert caught.value.code == "fixes.headings"
    assert "รหัสที่ใช้" in str(caught.value)


def test_the_english_form_is_read_too(tmp_path):
    say = words("en").text
    heads = [say(f"report.decision.column.{name}") for name in fixes_book.COLUMNS]
    rows = [["*", "", "", "", "99020109", say("report.decision.keep"), "", "", "", ""]]
    write_xlsx(tmp_path / "fixes.xlsx", {"Decisions": [heads, *rows]})
    assert fixes.read(tmp_path).fix == (Fix(place="99020109", keep=True),)
