"""Ages: completed years against a calendar walked day by day; nothing guessed."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tambon_gis.loaders.reading.ages import OLDEST, certain, completed, settle_birth
from tambon_gis.loaders.reading.read_date import ShortYear

DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2030, 12, 31))


def birthdays(born, at):
    """Birthdays that somebody has had, one by one; that of 29 February comes on 1 March."""
    count = 0
    for year in range(born.year + 1, at.year + 1):
        try:
            birthday = born.replace(year=year)
        except ValueError:
            birthday = dt.date(year, 3, 1)
        count += birthday <= at
    return count


@given(DAYS, DAYS)
def test_an_age_is_the_number_of_birthdays(one, other):
    born, at = sorted((one, other))
    assert completed(born, at) == birthdays(born, at)


def test_every_day_around_a_leap_birth():
    born = dt.date(2000, 2, 29)
    days = [dt.date(2019, 1, 1) + dt.timedelta(days=n) for n in range(1200)]
    assert [completed(born, day) for day in days] == [birthdays(born, day) for day in days]


def test_nobody_is_born_before_the_survey_in_negative_years():
    assert completed(dt.date(2022, 3, 16), dt.date(2022, 3, 15)) == -1


def ages(born, at, parts=None):
    day = pd.Series(pd.to_datetime(pd.Series(born))).astype("datetime64[us]")
    asked = pd.Series(pd.to_datetime(pd.Series(at))).astype("datetime64[us]")
    year, month = zip(*parts, strict=True) if parts else (None, None)
    if parts:
        year, month = pd.array(year, dtype="Int16"), pd.array(month, dtype="Int8")
    return certain(day, asked, year, month).tolist()


@given(st.lists(st.tuples(DAYS, DAYS), min_size=1, max_size=20))
def test_a_column_of_ages_is_as_each_age(pairs):
    born, at = zip(*pairs, strict=True)
    assert ages(born, at) == [completed(one, other) for one, other in pairs]


def every_day(year, month):
    """All days of a year, or of a month of it."""
    days = [dt.date(year, 1, 1) + dt.timedelta(days=n) for n in range(366)]
    return [d for d in days if d.year == year and (month is None or d.month == month)]


@given(st.integers(1900, 2020), st.one_of(st.none(), st.integers(1, 12)),
       st.dates(dt.date(2021, 1, 1), dt.date(2026, 12, 31)))  # fmt: skip
def test_an_age_of_a_birth_known_in_part_is_that_of_all_its_days(year, month, at):
    possible = {completed(day, at) for day in every_day(year, month)}
    found = ages([pd.NaT], [at], [(year, month)])
    assert found == ([possible.pop()] if len(possible) == 1 else [pd.NA])


def test_without_a_survey_there_is_no_age():
    assert ages([dt.date(2000, 1, 1), pd.NaT], [pd.NaT, dt.date(2022, 1, 1)]) == [pd.NA, pd.NA]


# --- births with two digits ---

SURVEY = dt.date(2022, 3, 15)


@pytest.mark.parametrize("year", range(100))
def test_a_birth_with_a_short_year_is_settled_only_when_one_reading_lives(year):
    """Counted apart: the years B.E. 24yy and 25yy as ages at a survey in 2565."""
    possible = [century + year - 543 for century in (2400, 2500)]
    alive = [ce for ce in possible if 0 <= birthdays(dt.date(ce, 1, 1), SURVEY) <= OLDEST
             and ce <= 2022]  # fmt: skip
    found = settle_birth({0: ShortYear(year, 1, 1, "")}, [SURVEY], [None])
    if len(alive) == 1:
        assert found.days[0] == dt.date(alive[0], 1, 1)
    else:
        assert found.open_rows == (0,)


def settle(short, age=None, at=SURVEY):
    return settle_birth({0: short}, [at], [age]).days.get(0)


def test_the_age_told_settles_what_the_years_do_not():
    child = ShortYear(60, 5, 1, "")
    assert settle(child) is None
    assert settle(child, age=4) == dt.date(2017, 5, 1)
    assert settle(child, age=5) == dt.date(2017, 5, 1)
    assert settle(child, age=104) == dt.date(1917, 5, 1)
    assert settle(child, age=57) is None


def test_an_age_that_fits_no_reading_settles_nothing():
    assert settle(ShortYear(30, 1, 1, ""), age=80) is None


def test_an_era_that_is_named_is_believed():
    assert settle(ShortYear(65, 1, 1, "ce")) == dt.date(1965, 1, 1)
    assert settle(ShortYear(12, 1, 1, "ce")) is None
    assert settle(ShortYear(12, 1, 1, "ce"), age=10) == dt.date(2012, 1, 1)


def test_a_leap_day_leaves_one_reading():
    """29 February 2463 is a day (C.E. 1920), 29 February 2563 too; 2465 and 2565 have none."""
    assert settle(ShortYear(63, 2, 29, ""), age=2) == dt.date(2020, 2, 29)
    assert settle(ShortYear(65, 2, 29, "")) is None


def test_without_a_survey_day_nothing_is_settled():
    assert settle(ShortYear(30, 1, 1, ""), at=None) is None
