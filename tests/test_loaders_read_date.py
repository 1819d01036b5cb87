"""Days: every way of writing one reads back; what is known in part stays in part."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tambon_gis.loaders.reading.read_date import ShortYear, from_serial, read_day, short_year
from tambon_gis.loaders.reading.values import read_column
from tambon_gis.model.schema import Field
from tambon_gis.thai import digits_to_thai

DAY = dt.date(2022, 3, 15)
FULL = [
    *("มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน"),
    *("กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม"),
]
SHORT = [
    *("ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย."),
    *("ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค."),
]
ENGLISH = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def field(**more):
    return Field(name="born", title={"th": "เกิด", "en": "Born"}, kind="date", **more)


def read(text, one=None):
    reading = read_column(pd.Series([text], dtype="string"), one or field())
    value = reading.array[0]
    return None if pd.isna(value) else value.date(), reading.faults[0], set(reading.mends)


def serial(day):
    """Days since the last day of 1899, with the day in 1900 that never was."""
    count = (day - dt.date(1899, 12, 31)).days
    return count + 1 if day >= dt.date(1900, 3, 1) else count


def be(day):
    return day.year + 543


STYLES = [
    lambda d: f"{d.day}/{d.month}/{be(d)}",
    lambda d: f"{d.day:02d}-{d.month:02d}-{d.year}",
    lambda d: f"{d.day}.{d.month}.{be(d)}",
    lambda d: f"{d.day} {FULL[d.month - 1]} {be(d)}",
    lambda d: f"{d.day} {FULL[d.month - 1]} พ.ศ. {be(d)}",
    lambda d: f"วันที่ {d.day} {FULL[d.month - 1]} พ.ศ.{be(d)}",
    lambda d: f"{d.day} {SHORT[d.month - 1]} {be(d)}",
    lambda d: f"{d.day} {SHORT[d.month - 1].replace('.', '')} {be(d)}",
    lambda d: f"{d.day}{FULL[d.month - 1]}{be(d)}",
    lambda d: f"{d.day} {SHORT[d.month - 1]} ค.ศ. {d.year}",
    lambda d: f"{d.day:02d}-{ENGLISH[d.month - 1]}-{d.year}",
    lambda d: f"{ENGLISH[d.month - 1]} {d.day}, {d.year}",
    lambda d: d.isoformat(),
    lambda d: f"{be(d)}-{d.month:02d}-{d.day:02d} 00:00:00",
    lambda d: f"{d.isoformat()} 10:30:00",
    lambda d: f"{d.isoformat()}T10:30:00.250+07:00",
    lambda d: f"{d.day}/{d.month}/{be(d)} 8:05 น.",
    lambda d: f"{d.day:02d}{d.month:02d}{be(d)}",
    lambda d: f"{d.year}{d.month:02d}{d.day:02d}",
    lambda d: str(serial(d)),
    lambda d: f"{serial(d)}.5",
]


@given(st.dates(dt.date(1903, 1, 1), dt.date(2100, 12, 31)), st.sampled_from(STYLES), st.booleans())
def test_any_day_in_any_style_reads_back(day, style, thai):
    text = style(day)
    value, fault, _ = read(digits_to_thai(text) if thai else text)
    assert (value, fault) == (day, "")


@given(st.dates(dt.date(1870, 1, 1), dt.date(2100, 12, 31)))
def test_a_buddhist_year_typed_into_excel_is_taken_back(day):
    """Excel takes 15/03/2565 for a day of the year 2565; it has no 29 February in most of them."""
    try:
        typed = day.replace(year=be(day))
    except ValueError:
        return
    assert read(str(serial(typed))) == (day, "", {"value.serial_be"})


def test_a_leap_day_that_only_the_year_of_excel_has():
    typed = dt.date(2564, 2, 29)  # 2564 can be divided by four, 2021 cannot
    assert read(str(serial(typed)))[:2] == (None, "value.not_date")


@pytest.mark.parametrize("number", [1, 59, 60, 61, 44635])
def test_days_as_excel_counts_them(number):
    """Lotus took 1900 for a leap year, and Excel still does."""
    known = {1: dt.date(1900, 1, 1), 59: dt.date(1900, 2, 28), 60: None,
             61: dt.date(1900, 3, 1), 44635: DAY}  # fmt: skip
    assert from_serial(number) == known[number]
    assert from_serial(0) is None
    assert from_serial(10**9) is None


@pytest.mark.parametrize(
    ("text", "mends"),
    [
        ("15 มี.ค. 2565", {"value.date_style", "value.era"}),
        ("44635", {"value.serial"}),
        ("44635.75", {"value.serial", "value.time"}),
        ("15/3/65", {"value.year_two_digits"}),
        ("15 มี.ค. 65", {"value.year_two_digits", "value.date_style"}),
        ("15/3/พ.ศ. 65", {"value.year_two_digits"}),
        ("15-Mar-22", {"value.year_two_digits", "value.date_style"}),
        ("2565-03-15 00:00:00", {"value.era"}),
    ],
)
def test_how_a_day_is_written_is_told(text, mends):
    assert read(text) == (DAY, "", mends)


@pytest.mark.parametrize("year", range(100))
def test_a_survey_with_a_short_year_lies_between_2000_and_2056(year):
    found = short_year(ShortYear(year, 1, 1, ""))
    assert 2000 <= found <= 2056
    assert found % 100 == year or (found + 543) % 100 == year


def test_a_short_year_that_names_its_era_is_believed():
    assert short_year(ShortYear(10, 1, 1, "be")) == 1967
    assert short_year(ShortYear(65, 1, 1, "ce")) == 2065


@pytest.mark.parametrize(
    ("text", "year", "month"),
    [
        ("00/00/2500", 1957, None),
        ("-/-/2500", 1957, None),
        ("??/??/๒๕๐๐", 1957, None),
        ("2500", 1957, None),
        ("พ.ศ. 2500", 1957, None),
        ("1957", 1957, None),
        ("ม.ค. 2500", 1957, 1),
        ("-/03/2500", 1957, 3),
        ("00/03/2500", 1957, 3),
        ("03/2500", 1957, 3),
        ("2500-03-00", 1957, 3),
    ],
)
def test_a_day_known_in_part(text, year, month):
    reading = read_column(pd.Series([text], dtype="string"), field(partial=True))
    known = None if month is None else reading.month[0]
    assert (reading.year[0], known) == (year, month)
    assert pd.isna(reading.month[0]) == (month is None)
    assert pd.isna(reading.array[0])
    assert reading.faults[0] == ""
    assert reading.mends["value.date_part"].all()
    assert read(text)[:2] == (None, "value.date_partial")


def test_a_whole_day_gives_its_parts_too():
    cells = pd.Series(["15/03/2565", None, "x", "15/03/65"], dtype="string")
    reading = read_column(cells, field(partial=True))
    assert reading.year.tolist() == [2022, pd.NA, pd.NA, 2022]
    assert reading.month.tolist() == [3, pd.NA, pd.NA, 3]


@pytest.mark.parametrize(
    "text",
    ["31/04/2565", "15/13/2565", "03/15/2565", "29/02/2564", "วันนี้", "มีนาคม", "15/03", "12:30",
     "15/-/2500", "1/2/3/4", "12", "999", "15 มีนา65คม", "99999999", "15/03/2222", "15/03/1500",
     "32 มกราคม 2565", "ค.ศ.", "15/03/2565/1", "15--03--2565"],
)  # fmt: skip
def test_what_is_no_day(text):
    assert read(text)[:2] == (None, "value.not_date")


@given(st.text(max_size=25))
def test_no_text_breaks_the_reader(text):
    found = read_day(text)
    assert found is None or found.day or found.year or found.short
