"""Values: every way in which people write a number, a code, a date, read back equal."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from loaders_support import SCHEMA

from tambon_gis.loaders.values import read_column
from tambon_gis.model.schema import Field
from tambon_gis.thai import digits_to_thai

FIELDS = SCHEMA.by_name


def field(kind, **more):
    return Field(name="x", title={"th": "ก", "en": "x"}, kind=kind, **more)


def read(text, one):
    reading = read_column(pd.Series([text], dtype="string"), one)
    value = reading.array[0]
    return None if pd.isna(value) else value, reading.faults[0], set(reading.mends)


@pytest.mark.parametrize(
    ("text", "value", "mends"),
    [
        ("38000", 38000, set()),
        ("38,000", 38000, {"value.comma"}),
        ("๓๘,๐๐๐", 38000, {"value.comma", "value.digits"}),
        (" 38000\u200b", 38000, {"value.spaces"}),
        ("38000.0", 38000, {"value.float"}),
        ("38,000.-", 38000, {"value.comma", "value.unit"}),
        ("38000 บาท", 38000, {"value.unit"}),
        ("-5", -5, set()),
    ],
)
def test_integers(text, value, mends):
    assert read(text, field("integer")) == (value, "", mends)


@pytest.mark.parametrize(
    ("text", "kind", "fault"),
    [
        ("สามหมื่น", "integer", "value.not_number"),
        ("1_000", "integer", "value.not_number"),
        ("nan", "number", "value.not_number"),
        ("inf", "number", "value.not_number"),
        ("1,5", "number", "value.not_number"),
        ("2.5", "integer", "value.not_integer"),
        ("99999999999", "integer", "value.out_of_range"),
        ("#N/A", "number", "value.error"),
        ("#DIV/0!", "text", "value.error"),
        ("หมู่ใหญ่", "moo", "value.not_moo"),
        ("0", "moo", "value.not_moo"),
        ("123", "moo", "value.not_moo"),
        ("9901010", "village", "value.not_village"),
        ("990101", "village", "value.not_village"),
        ("A12", "code", "value.not_code"),
        ("1.2E+10", "code", "value.not_code"),
        ("31/02/2565", "date", "value.not_date"),
        ("มีนาคม", "date", "value.not_date"),
    ],
)
def test_what_cannot_be_read_is_unknown_and_named(text, kind, fault):
    assert read(text, field(kind)) == (None, fault, set())


@pytest.mark.parametrize("text", [None, "", "  ", "\u200b", "\u00a0"])
@pytest.mark.parametrize("kind", ["integer", "number", "text", "date", "moo", "village", "code"])
def test_a_blank_is_unknown_without_a_fault(text, kind):
    value, fault, mends = read(text, field(kind))
    assert (value, fault, mends) == (None, "", set())


@pytest.mark.parametrize(
    ("text", "value", "mends"),
    [
        ("5", 5, set()),
        ("05", 5, {"value.moo"}),
        ("ม.5", 5, {"value.moo"}),
        ("ม. ๕", 5, {"value.moo", "value.digits"}),
        ("หมู่ที่ ๕", 5, {"value.moo", "value.digits"}),
        ("หมู่ 12", 12, {"value.moo"}),
        ("Moo 5", 5, {"value.moo"}),
        ("5.0", 5, {"value.float"}),
    ],
)
def test_moo(text, value, mends):
    assert read(text, field("moo")) == (value, "", mends)


@pytest.mark.parametrize(
    ("text", "mends"),
    [
        ("15010903", set()),
        ("๑๕๐๑๐๙๐๓", {"value.digits"}),
        ("15010903.0", {"value.float"}),
        ("15010903 ", {"value.spaces"}),
        ("TH15010903", {"value.float"}),
    ],
)
def test_village_codes(text, mends):
    assert read(text, field("village")) == ("15010903", "", mends)


def test_codes_keep_their_zeros_and_lose_their_dashes():
    assert read("0123", field("code"))[0] == "0123"
    assert read("3-0123-04567-08-2", field("code")) == ("3012304567082", "", {"value.spaces"})


@pytest.mark.parametrize(
    ("text", "mends"),
    [
        ("15/03/2565", {"value.era"}),
        ("15/03/2022", set()),
        ("2022-03-15 00:00:00", set()),
        ("2022-03-15 10:30:00", {"value.time"}),
        ("๑๕-๓-๒๕๖๕", {"value.era", "value.digits"}),
    ],
)
def test_dates(text, mends):
    assert read(text, field("date")) == (pd.Timestamp(2022, 3, 15), "", mends)


@pytest.mark.parametrize(
    ("text", "value"),
    [("ผ่าน", 1), ("ไม่ผ่าน", 0), (" ไม่  ผ่าน", 0), ("๑", 1), ("1.0", 1), ("-", 9), ("–", 9)],
)
def test_answers(text, value):
    assert read(text, FIELDS["water"])[:2] == (value, "")


def test_an_answer_that_is_none_of_the_list():
    assert read("2", FIELDS["water"])[:2] == (None, "value.not_answer")


def test_a_dash_means_what_the_schema_says():
    assert read("-", FIELDS["income"])[0] == 0
    assert read("-", FIELDS["members"])[:2] == (None, "")
    score = field("integer", minimum=1, maximum=3, dash="not_applicable")
    assert read("-", score)[0] == 9
    assert read("9", score)[:2] == (None, "value.out_of_range")
    people = field("integer", minimum=1, maximum=50, dash="not_applicable")
    assert read("-", people)[:2] == (None, "")


def test_limits_are_included():
    assert read("50", FIELDS["members"])[0] == 50
    assert read("51", FIELDS["members"])[:2] == (None, "value.out_of_range")
    assert read("0", FIELDS["members"])[:2] == (None, "value.out_of_range")


def test_each_row_gets_its_own_answer():
    cells = pd.Series(["1", None, "๑", "x", "1"], dtype="string", index=[9, 8, 7, 6, 5])
    reading = read_column(cells, field("integer"))
    assert reading.array.tolist() == [1, pd.NA, 1, pd.NA, 1]
    assert reading.faults.tolist() == ["", "", "", "value.not_number", ""]
    assert reading.mends["value.digits"].tolist() == [False, False, True, False, False]


def test_an_empty_column_has_the_type_of_its_kind():
    none = pd.Series([None, None], dtype="string")
    assert str(read_column(none, field("integer")).array.dtype) == "Int32"
    assert str(read_column(none[:0], field("date")).array.dtype) == "datetime64[us]"


STYLES = [
    str,
    lambda n: digits_to_thai(str(n)),
    lambda n: f"{n:,}",
    lambda n: digits_to_thai(f"{n:,}"),
    lambda n: f" {n}\u200b",
    lambda n: f"{n}.0",
    lambda n: f"{n:,} บาท",
]


@given(
    st.lists(
        st.tuples(st.integers(-(2**31) + 1, 2**31 - 1), st.sampled_from(STYLES)),
        min_size=1,
        max_size=40,
    )
)
def test_integers_read_back_equal_however_they_are_written(written):
    cells = pd.Series([style(number) for number, style in written], dtype="string")
    reading = read_column(cells, field("integer"))
    assert reading.array.tolist() == [number for number, _ in written]
    changed = {row for rows in reading.mends.values() for row in rows.nonzero()[0]}
    for at, text in enumerate(cells):
        assert (at in changed) == (text != str(written[at][0]))


@given(st.dates(dt.date(1900, 1, 1), dt.date(2150, 1, 1)), st.booleans())
def test_dates_read_back_equal_in_both_eras(day, thai):
    text = f"{day.day:02d}/{day.month:02d}/{day.year + 543}"
    value, fault, _ = read(digits_to_thai(text) if thai else text, field("date"))
    assert (value.date(), fault) == (day, "")


@given(st.text(max_size=20), st.sampled_from(["integer", "number", "moo", "village", "code",
                                              "text", "date", "answer"]))  # fmt: skip
def test_no_text_breaks_a_reader(text, kind):
    value, fault, _ = read(text, field(kind))
    assert value is None or not fault
