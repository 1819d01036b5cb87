"""Thai as it is found in files."""

from __future__ import annotations

import datetime as dt
import math
import unicodedata

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tambon_gis import thai
from tambon_gis.words import words

LETTERS = [chr(c) for c in (*range(0x0E01, 0x0E3B), *range(0x0E3F, 0x0E5C))]
THAI_TEXT = st.text(st.sampled_from(LETTERS), min_size=1)
ZERO_WIDTH = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"


@given(st.text())
def test_digits_go_and_come_back(text: str) -> None:
    arabic = thai.digits_to_arabic(text)
    assert not set("๐๑๒๓๔๕๖๗๘๙") & set(arabic)
    assert thai.digits_to_arabic(thai.digits_to_thai(arabic)) == arabic
    assert len(arabic) == len(text)


@given(st.integers(0, 10**20))
def test_thai_digits_stand_for_the_same_number(number: int) -> None:
    """Python itself reads Thai digits."""
    assert int(thai.digits_to_thai(str(number))) == number


@given(
    st.text(st.one_of(st.sampled_from([*LETTERS, *ZERO_WIDTH, " ", "\t", "\xa0"]), st.characters()))
)
def test_clean_text_is_clean_and_stays_so(text: str) -> None:
    once = thai.clean(text)
    assert thai.clean(once) == once
    assert not set(ZERO_WIDTH) & set(once)
    assert once == once.strip()
    assert "  " not in once
    assert unicodedata.is_normalized("NFC", once)


@pytest.mark.parametrize(
    ("found", "meant"),
    [
        ("\u0e19\u0e4d\u0e32", "\u0e19\u0e33"),
        ("\u0e19\u0e4d\u0e49\u0e32", "\u0e19\u0e49\u0e33"),
        ("\u0e19\u0e49\u0e4d\u0e32", "\u0e19\u0e49\u0e33"),
        ("\u0e19\u0e4d\u0e32\u0e49", "\u0e19\u0e49\u0e33"),
        ("\u0e19\u0e33\u0e49", "\u0e19\u0e49\u0e33"),
        ("\u0e17\u0e48\u0e35", "\u0e17\u0e35\u0e48"),
        ("\u0e2d\u0e22\u0e48\u0e39\u0e48", "\u0e2d\u0e22\u0e39\u0e48\u0e48"),
        ("บ้าน\u200bหนอง", "บ้านหนอง"),
        ("\ufeffรหัส", "รหัส"),
        ("หมู่\u00a0\u00a05", "หมู่ 5"),
        ("a\r\n b", "a b"),
        ("", ""),
    ],
)
def test_clean_mends_what_is_found(found: str, meant: str) -> None:
    assert thai.clean(found) == meant


@pytest.mark.parametrize("null", [None, math.nan, pd.NA, pd.NaT])
def test_every_null_is_empty_in_public(null: object) -> None:
    assert thai.strip_controls(null) == ""


@given(st.text())
def test_a_public_text_hides_nothing(text: str) -> None:
    told = thai.strip_controls(text)
    assert not {unicodedata.category(c) for c in told} & {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}
    assert thai.strip_controls(told) == told


@pytest.mark.parametrize(
    ("found", "told"),
    [
        ("a\u202eb", "ab"),
        ("a\u2066b\u2069", "ab"),
        ("a\u2028b\u2029c", "a b c"),
        ("a\x00\x07\x1bb", "ab"),
        ("a\tb\nc", "a b c"),
        ("<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"),
        (12, "12"),
    ],
)
def test_controls_go_and_the_rest_stays(found: object, told: str) -> None:
    assert thai.strip_controls(found) == told


SAME = [
    ("บ้านมีมาตราฐาน", "บ้านมีมาตรฐาน"),
    ("จัดการบ้านเรือน", "จัดบ้านเรือน"),
    ("เด็กอายุ 6 - 14 ปี", "เด็กอายุ 6–14 ปี"),
    ("เด็กอายุ ๖ − ๑๔ ปี", "เด็กอายุ 6-14ปี"),
    ("ADM3_TH", "adm3_th"),
    ("น้ำ", "น\u0e4d\u0e49า"),
    ("น้ำ", "นำ้"),
    ("น\u0e4d า", "นำ"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spellings_of_one_label_are_alike(one: str, other: str) -> None:
    assert thai.normalise_label(one) == thai.normalise_label(other)


@given(st.text(st.sampled_from([*LETTERS, "ำ", "ั", "้", "่", "\u0e4d", "า", " "])))
def test_what_is_cleaned_keeps_its_letters(text: str) -> None:
    """Marks move and sara am is joined; nothing else is lost or made."""
    whole = text.replace("\u0e33", "\u0e4d\u0e32").replace(" ", "")
    cleaned = thai.clean(text).replace("\u0e33", "\u0e4d\u0e32").replace(" ", "")
    assert sorted(cleaned) == sorted(whole)


def test_labels_of_two_things_stay_apart() -> None:
    labels = ["ตัวชี้วัดที่ 1 ผล", "ตัวชี้วัดที่ 11 ผล", "ตัวชี้วัดที่ 1 ไม่ผ่าน", "ตัวชี้วัดที่ 1 เป้าหมาย"]
    assert len({thai.normalise_label(label) for label in labels}) == len(labels)


@given(st.text())
def test_a_normal_label_is_normal(text: str) -> None:
    once = thai.normalise_label(text)
    assert not any(c.isspace() for c in once)
    assert thai.normalise_label(once) == once


@given(st.dates(dt.date(1900, 1, 1), dt.date(2150, 12, 31)), st.booleans(), st.sampled_from("/-."))
def test_a_day_in_the_buddhist_era_comes_back(day: dt.date, in_thai: bool, mark: str) -> None:  # noqa: FBT001
    written = mark.join((f"{day.day:02d}", str(day.month), str(day.year + 543)))
    assert thai.parse_date(thai.digits_to_thai(written) if in_thai else written) == day
    assert thai.parse_date(day.isoformat()) == day
    assert thai.parse_date(f"{day.isoformat()} 00:00:00") == day


def test_a_leap_day_is_one_of_the_common_era() -> None:
    """B.E. 2563 is C.E. 2020; 2563 itself is no leap year."""
    assert thai.parse_date("29/02/2563") == dt.date(2020, 2, 29)
    assert thai.parse_date("29/02/2564") is None


@pytest.mark.parametrize(
    "text", ["", "วันนี้", "32/01/2565", "1/13/2565", "1/1/65", "2565", "1/2/3/4"]
)
def test_what_is_no_day(text: str) -> None:
    assert thai.parse_date(text) is None


def test_years_of_both_eras() -> None:
    assert [thai.era_to_ce(year) for year in (2400, 2399, 2565, 2022)] == [1857, 2399, 2022, 2022]


@pytest.mark.parametrize(
    "text",
    ["1 ธ.ค. 2565", "1 ธันวาคม 2565", "๑ ธันวาคม พ.ศ. ๒๕๖๕", "1 ธ.ค. พ.ศ.2565", "01 ธค 2565",
     "1 Dec 2022", "1 ธันวาคม ค.ศ. 2022", "1/12/2565", "1/12/พ.ศ. 2565"],
)  # fmt: skip
def test_a_day_with_the_name_of_its_month(text: str) -> None:
    assert thai.parse_date(text) == dt.date(2022, 12, 1)


@pytest.mark.parametrize(
    "text",
    ["31 ก.พ. 2565", "1 ธ 2565", "1 ธ.ค. 65", "ธ.ค. 2565", "1 ธ.ค. พ.ศ. 2022", "1 ธ.ค. ค.ศ. 2565",
     "32 มกราคม 2565"],
)  # fmt: skip
def test_a_name_of_a_month_is_no_day_by_itself(text: str) -> None:
    assert thai.parse_date(text) is None


def test_the_names_of_the_calendar_are_months() -> None:
    for lang in ("th", "en"):
        say = words(lang)
        names = [say.text(f"calendar.month_{month}") for month in range(1, 13)]
        assert [thai.month_number(name) for name in names] == list(range(1, 13))
