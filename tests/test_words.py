"""Captions, numbers and dates in both languages."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tambon_gis.words import DEFAULT_LANG, LANGS, Words, words


def say(text: str, **facts: object) -> str:
    return Words(lang="en", texts={"a.b": text}).text("a.b", **facts)


def test_thai_is_the_default_and_answers_for_an_unknown_language() -> None:
    assert (DEFAULT_LANG, LANGS) == ("th", ("th", "en"))
    assert {words().lang, words("th").lang, words("fr").lang} == {"th"}


@pytest.mark.parametrize("lang", LANGS)
def test_a_text_that_is_not_there_is_a_fault_of_the_package(lang: str) -> None:
    assert not words(lang).has("no.such.text")
    with pytest.raises(KeyError):
        words(lang).text("no.such.text")


def test_a_fact_that_is_lacking_is_a_fault_of_the_package() -> None:
    with pytest.raises(KeyError):
        say("{n} rows")


@pytest.mark.parametrize(
    ("fact", "written"),
    [
        (1234567, "1,234,567"),
        (1234.56, "1,234.6"),
        (2000.0, "2,000"),
        (-1234, "-1,234"),
        (np.int64(2041), "2,041"),
        (np.int8(7), "7"),
        (np.float32(1.5), "1.5"),
        (np.float64(12345.0), "12,345"),
        (Fraction(3, 2), "1.5"),
        (True, "True"),
        ("2565", "2565"),
        ("หมู่ 3", "หมู่ 3"),
    ],
)
def test_numbers_have_commas_and_texts_are_left_alone(fact: object, written: str) -> None:
    assert say("{n}", n=fact) == written


@given(st.integers(-(10**15), 10**15))
def test_an_integer_is_the_same_without_its_commas(number: int) -> None:
    told = words("th").number(number)
    assert int(told.replace(",", "")) == number
    groups = told.lstrip("-").split(",")
    assert 1 <= len(groups[0]) <= 3
    assert all(len(group) == 3 for group in groups[1:])


@given(st.floats(-1e9, 1e9), st.integers(0, 4))
def test_decimals_are_as_many_as_asked_for(number: float, decimals: int) -> None:
    told = words("en").number(number, decimals)
    _, _, after = told.partition(".")
    assert len(after) == decimals
    assert abs(float(told.replace(",", "")) - number) <= 0.5 * 10**-decimals + 1e-6


MONTHS = {
    "th": "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม",
    "en": "January February March April May June July August September October November December",
}


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("month", range(1, 13))
def test_a_date_is_written_out_in_the_buddhist_era(lang: str, month: int) -> None:
    told = words(lang).date(dt.date(2022, month, 28))
    era = "B.E. " if lang == "en" else ""
    assert told == f"28 {MONTHS[lang].split()[month - 1]} {era}2565"


def test_texts_under_a_key_lose_only_that_key() -> None:
    some = Words(lang="en", texts={"page.a": "1", "page.b.c": "2", "pages.d": "3"})
    assert some.under("page") == {"a": "1", "b.c": "2"}
    assert some.under("page.b") == {"c": "2"}
    assert some.under("pag") == {}
