"""Columns: exact after normalising; a likeness is only ever a suggestion."""

import pytest
from loaders_support import HEADINGS, SCHEMA, changed, raw

from tambon_gis.errors import InputError
from tambon_gis.loaders.columns import match_columns, near


def test_headings_match_by_title_name_and_spelling():
    headings = ["House", "รหัส หมู่บ้าน", "moo", "สมาชิก", "รายได้",
                "ตัวชี้วัดที่ ๑๖  เป้าหมาย", "failing", "น้ำ\u200b", "วันที่"]  # fmt: skip
    found, notes = match_columns(raw(changed(), headings=headings), SCHEMA)
    assert list(found) == [one.name for one in SCHEMA.field]
    assert notes == ()


def test_a_missing_required_column_is_told_with_those_that_look_like_it():
    headings = ["รหัสหมู่บ้านน" if h == "รหัสหมู่บ้าน" else h for h in HEADINGS]
    with pytest.raises(InputError) as caught:
        match_columns(raw(changed(), headings=headings), SCHEMA)
    assert caught.value.code == "columns.missing"
    assert "รหัสหมู่บ้าน ≈ รหัสหมู่บ้านน" in caught.value.tell("th")


def test_unknown_absent_and_repeated_columns_are_told():
    headings = ["แปลก" if h == "วันที่" else h for h in HEADINGS] + ["House"]
    found, notes = match_columns(raw([*changed(), "7"], headings=headings), SCHEMA)
    assert "day" not in found
    assert [(one.code, one.severity, one.facts["columns"]) for one in notes] == [
        ("columns.unknown", "note", "แปลก"),
        ("columns.twice", "decide", "House"),
        ("columns.absent", "note", "วันที่"),
    ]


def test_nothing_far_is_suggested():
    assert near(["รหัสหมู่บ้าน"], ["รายได้", "สมาชิก"]) == ()
