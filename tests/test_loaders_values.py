"""Values: every way in which people write a number, a code, a date, read back equal."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from loaders_support import SCHEMA

from tambon_gis.loaders.reading import values
from tambon_gis.loaders.reading.values import read_column
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
        ("5", "date", "value.not_date"),
        ("9901010", "village", "value.not_village"),
        ("990101", "village", "value.not_village"),
        ("A12", "code", "value.not_code"),
        ("1.2E+10", "code", "value.code_rounded"),
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
        ("TH15010903", {"value.prefix"}),
    ],
)
def test_village_codes(text, mends):
    assert read(text, field("village")) == ("15010903", "", mends)


def test_codes_keep_their_zeros_and_lose_their_dashes():
    assert read("0123", field("code"))[0] == "0123"
    assert read("3-0123-04567-08-2", field("code")) == ("3012304567082", "", {"value.separators"})


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


# --- what is no value: kept apart in every kind of column ---

ZERO, NOBODY = {"dash": "zero"}, {"dash": "not_applicable", "minimum": 1, "maximum": 3}
KINDS = {
    "integer": field("integer"),
    "integer, dash zero": field("integer", **ZERO),
    "score": field("integer", **NOBODY),
    "number": field("number"),
    "number, dash zero": field("number", **ZERO),
    "text": field("text"),
    "code": field("code"),
    "village": field("village"),
    "moo": field("moo"),
    "area": field("area", level="tambon"),
    "date": field("date"),
    "answer": field("answer", values={"ผ่าน": 1, "ไม่ผ่าน": 0}, dash="not_applicable"),
}
UNKNOWN, UNCLEAR = (None, "", {"value.unknown_word"}), (None, "value.none_unclear", set())
BLANK, ERROR = (None, "", set()), (None, "value.error", set())
# text -> what each kind of column says, in the order of KINDS; None: as in the first column.
CONFORMANCE = {
    "-": [BLANK, (0, "", set()), (9, "", set()), BLANK, (0, "", set()), BLANK, BLANK, BLANK, BLANK,
          BLANK, BLANK, (9, "", set())],
    "": [BLANK] * 12,
    " \u200b ": [BLANK] * 12,
    "0": [(0, "", set()), (0, "", set()), (None, "value.out_of_range", set()), (0, "", set()),
          (0, "", set()), ("0", "", set()), ("0", "", set()), (None, "value.not_village", set()),
          (None, "value.not_moo", set()), (None, "value.not_area", set()),
          (None, "value.not_date", set()), (None, "value.not_answer", set())],
    "ไม่มี": [UNCLEAR, (0, "", {"value.none"}), UNCLEAR, UNCLEAR, (0, "", {"value.none"}),
            ("ไม่มี", "", set()), UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN,
            (None, "value.not_answer", set())],
    "ไม่ทราบ": [UNKNOWN] * 12,
    "ไม่ระบุ": [UNKNOWN] * 12,
    "ไม่ตอบ": [UNKNOWN] * 12,
    "N/A": [UNKNOWN] * 12,
    "#N/A": [ERROR] * 12,
    "#DIV/0!": [ERROR] * 12,
    "#REF!": [ERROR] * 12,
}  # fmt: skip


@pytest.mark.parametrize("text", CONFORMANCE)
def test_what_is_no_value_is_kept_apart_in_every_kind(text):
    found = {name: read(text, one) for name, one in KINDS.items()}
    assert found == dict(zip(KINDS, CONFORMANCE[text], strict=True))


def test_texts_of_a_column_map_are_unknown_and_told():
    cells = pd.Series(["99", "๙๙", "99.0", "9", "- 1"], dtype="string")
    reading = read_column(cells, field("integer"), missing=frozenset({"99", "-1"}))
    assert reading.array.tolist() == [pd.NA, pd.NA, pd.NA, 9, pd.NA]
    assert reading.mends["value.missing"].tolist() == [True, True, True, False, True]
    assert reading.faults.tolist() == [""] * 5


@pytest.mark.parametrize(
    ("text", "value", "mends"),
    [
        ("(1,234)", -1234, {"value.brackets", "value.comma"}),
        ("３８０００", 38000, {"value.wide"}),
        ("38 000", 38000, {"value.grouped"}),
        ("38\u00a0000", 38000, {"value.grouped", "value.spaces"}),
        ("฿500", 500, {"value.unit"}),
        ("45 ปี", 45, {"value.unit"}),
    ],
)
def test_numbers_in_other_dress(text, value, mends):
    assert read(text, field("integer")) == (value, "", mends)


@pytest.mark.parametrize("text", ["38.000,00", "38,00", "1,5", "3 80", "1,2345", "12 34", "5-6"])
def test_numbers_are_not_guessed_at(text):
    assert read(text, field("number")) == (None, "value.not_number", set())


@pytest.mark.parametrize(
    ("maximum", "found"),
    [
        (1, (0.125, "", {"value.percent"})),
        (100, (12.5, "", {"value.percent"})),
        (None, (None, "value.percent_unclear", set())),
        (50, (None, "value.percent_unclear", set())),
    ],
)
def test_a_percent_is_read_in_the_unit_of_its_column(maximum, found):
    assert read("12.5%", field("number", maximum=maximum)) == found


def test_a_count_is_no_percent():
    assert read("5%", field("integer", maximum=100))[:2] == (None, "value.percent_unclear")
    assert read("x%", field("integer"))[:2] == (None, "value.not_number")
    assert read("150%", field("number", maximum=1))[:2] == (None, "value.out_of_range")


@pytest.mark.parametrize(
    ("text", "value", "fault"),
    [
        ("1.5010903E7", "15010903", ""),
        ("1.5010903e+07", "15010903", ""),
        ("1.50109E+07", None, "value.code_rounded"),
        ("15-01-09-03", "15010903", ""),
        ("1501 0903", "15010903", ""),
        ("TH 15010903", None, "value.not_village"),
        ("05010903", None, "value.not_village"),
        ("5010903", None, "value.not_village"),
    ],
)
def test_village_codes_out_of_spreadsheets(text, value, fault):
    assert read(text, field("village"))[:2] == (value, fault)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("หมู่ 5 บ้านดอน", 5),
        ("บ้านดอน หมู่ที่ 5", 5),
        ("บ้านดอน ม.๕", 5),
        ("หมู่บ้านที่ 12", 12),
        ("ม.5 ม.6", None),
        ("บ้านดอน 5", None),
        ("หมู่ 5 บ้านเลขที่ 12", None),
    ],
)
def test_moo_with_the_name_of_the_village(text, value):
    fault = "" if value else "value.not_moo"
    assert read(text, field("moo"))[:2] == (value, fault)


@pytest.mark.parametrize(
    ("level", "text", "value"),
    [
        ("tambon", "9", "09"),
        ("tambon", "9.0", "09"),
        ("tambon", "09", "09"),
        ("tambon", "TH150109", "150109"),
        ("tambon", "1501", None),
        ("tambon", "00", None),
        ("tambon", "050109", None),
        ("tambon", "ตำบลหัวไผ่", "หัวไผ่"),
        ("tambon", "หัวไผ่ 5", None),
        ("amphoe", "20.0", "20"),
        ("amphoe", "1501", "1501"),
        ("amphoe", "กิ่ง อ.เกาะช้าง", "เกาะช้าง"),
        ("province", "15", "15"),
        ("province", "5", None),
        ("province", "05", None),
        ("province", "จ.อ่างทอง", "อ่างทอง"),
        ("province", "?", None),
    ],
)
def test_areas(level, text, value):
    fault = "" if value else "value.not_area"
    assert read(text, field("area", level=level))[:2] == (value, fault)


# --- a long column is read as its cells are ---

TEXTS = st.one_of(
    st.text(st.sampled_from("0123456789.,- +eE"), max_size=12),
    st.text(st.sampled_from("กขนมาิีุู่้ำๆํเแ๑๕ -#/"), max_size=10),
    st.integers(-(10**12), 10**12).map(str),
    st.integers(0, 10**9).map("{:,}".format),
    st.decimals(-1000, 1000, places=3).map(str),
    st.integers(10**6, 10**8).map(str),
    st.sampled_from([*CONFORMANCE, "TH15010903", "99", "99.0", "NULL", "บ้าน ดอน", "น้ำ", "นำ้"]),
)
LIMITED = [
    field("integer", minimum=0, maximum=500, dash="zero"),
    field("number", minimum=-5, maximum=900.5),
    field("number"),
    *(KINDS[name] for name in ("integer", "text", "code", "village")),
]


@given(st.sampled_from(LIMITED), st.lists(TEXTS, min_size=1, max_size=60), st.booleans())
@settings(max_examples=150, deadline=None)
def test_a_long_column_is_read_as_its_cells_are(one, texts, mapped):
    missing = frozenset({"99", "บ้านดอน"}) if mapped else frozenset()
    padding = [str(1000 + n) for n in range(values.WORTH_WHILE)]
    long = read_column(pd.Series([*texts, *padding], dtype="string"), one, missing=missing)
    short = read_column(pd.Series(texts, dtype="string"), one, missing=missing)
    assert long.array[: len(texts)].tolist() == short.array.tolist()
    assert long.array.dtype == short.array.dtype
    assert long.faults[: len(texts)].tolist() == short.faults.tolist()
    here = {kind: rows[: len(texts)].tolist() for kind, rows in long.mends.items()}
    assert {kind: rows for kind, rows in here.items() if any(rows)} == {
        kind: rows.tolist() for kind, rows in short.mends.items()
    }


def test_the_padding_makes_the_column_long():
    assert values.quick(pd.array(["1000"], dtype="string"), field("text"), frozenset()).done.all()
    assert values.WORTH_WHILE < 1000
