"""The answers: who an indicator asks, who fails it, and the planted differences.

`RATES` holds the share that fails in an ordinary village in 2563 and how that share changes per
year; `STORY` replaces it where the demo tells something (see README.md).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from statistics import NormalDist
from typing import TYPE_CHECKING, Final

import numpy as np
from _place import SEED, YEARS

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from _people import Household, Person

INCOME_LINE: Final = 38_000
INCOME_SPREAD: Final = 0.45
HOUSEHOLD_INDICATORS: Final = (4, 5, 8, 9, 10, 11, 12, 13, 14, 22, 23, 30, 31)
RATES: Final = {
    1: (0.04, -0.03), 2: (0.11, -0.05), 3: (0.015, 0.0), 4: (0.04, -0.08), 5: (0.02, -0.05),
    6: (0.11, -0.07), 7: (0.06, -0.05), 8: (0.035, -0.05), 9: (0.007, 0.0), 10: (0.03, -0.04),
    11: (0.17, -0.35), 12: (0.035, 0.0), 13: (0.07, -0.08), 14: (0.015, 0.0), 15: (0.03, 0.0),
    16: (0.012, 0.0), 18: (0.065, 0.03), 19: (0.012, -0.05), 20: (0.085, 0.04), 21: (0.13, 0.02),
    22: (0.05, 0.03), 23: (0.12, -0.04), 24: (0.15, -0.05), 25: (0.12, -0.06), 26: (0.05, -0.03),
    27: (0.015, 0.0), 28: (0.04, -0.05), 29: (0.03, -0.05), 30: (0.03, -0.03), 31: (0.02, 0.0),
}  # fmt: skip
STORY: Final = {
    (9, 3): (0.40, -0.01),
    (9, 7): (0.42, -0.01),
    (9, 9): (0.37, -0.01),
    (12, 5): (0.24, 0.02),
    (22, 8): (0.21, 0.03),
    (22, 11): (0.25, 0.03),
}
EVEN: Final = (9, 12, 21, 22)
"""No chance differences between the other villages, so that the story stands out."""


@dataclass(frozen=True)
class Count:
    """A person indicator in one household: how many are asked, how many fail."""

    target: int
    failing: int


@dataclass(frozen=True)
class Member:
    """A resident on the survey day."""

    person: Person
    age: int
    moo: int
    year: int

    @property
    def studies(self) -> bool:
        """Whether still at school or university."""
        return 6 <= self.age < self.person.leaves_school and (
            self.age < 15 or self.person.finished_school
        )

    @property
    def works_not(self) -> bool:
        """Whether of working age, free to work, and without occupation and income."""
        return _may_work(self) and self.fails(20)

    def fails(self, indicator: int) -> bool:
        """Whether this person's score falls below the failing share."""
        at = YEARS.index(self.year)
        return bool(self.person.leaning[at, indicator] < cut(indicator, self.moo, self.year))


def _may_work(member: Member) -> bool:
    """Asked by indicator 20: 15 to 59, no student, able to help oneself."""
    return 15 <= member.age <= 59 and not member.studies and not member.person.dependent


def _idle_leaver(member: Member) -> bool:
    """Asked by indicator 18: finished nine years, neither studies nor works."""
    return member.person.finished_school and member.works_not


ASKED: Final[dict[int, Callable[[Member], bool]]] = {
    1: lambda m: m.age <= 1,
    2: lambda m: m.age < 1,
    3: lambda m: m.age <= 12,
    6: lambda m: m.age >= 35,
    7: lambda m: m.age >= 6,
    15: lambda m: 3 <= m.age <= 5,
    16: lambda m: 6 <= m.age <= 14,
    17: lambda m: m.age == 15 and m.person.finished_school,
    18: _idle_leaver,
    19: lambda m: 15 <= m.age <= 59,
    20: _may_work,
    21: lambda m: m.age >= 60 and not m.person.dependent,
    24: lambda _: True,
    25: lambda _: True,
    26: lambda m: m.age >= 6,
    27: lambda m: m.age >= 60,
    28: lambda m: m.person.disabled,
    29: lambda m: m.age >= m.person.ill_from,
}
FAILS: Final[dict[int, Callable[[Member], bool]]] = {
    17: lambda m: not m.studies,
    24: lambda m: m.age >= 15 and m.fails(24),
    25: lambda m: m.age >= 15 and m.fails(25),
}
"""Where failing is more than a score below the share."""


@cache
def cut(indicator: int, moo: int, year: int) -> float:
    """Give the score below which a person or household fails.

    Parameters
    ----------
    indicator : int
        Number of the indicator, 1 to 31.
    moo : int
        Village, which differs from the others by chance or by the story.
    year : int
        Survey year, B.E.

    Returns
    -------
    float
        A quantile of the standard normal distribution.
    """
    start, trend = STORY.get((indicator, moo), RATES[indicator])
    share = start * (1 + trend) ** (year - YEARS[0])
    if indicator not in EVEN:
        rng = np.random.default_rng([SEED, 2, indicator, moo])
        share *= math.exp(0.3 * float(np.clip(rng.normal(), -2, 1.5)))
    return NormalDist().inv_cdf(share)


def count_persons(household: Household, day: date, year: int) -> dict[int, Count]:
    """Count, for each person indicator, who is asked and who fails.

    Parameters
    ----------
    household : Household
        Whose residents are counted.
    day : date
        Survey day, C.E.; ages are completed years on it.
    year : int
        Survey year, B.E.

    Returns
    -------
    dict of int to Count
        By indicator number.
    """
    members = [
        Member(person, person.age(day), household.village.moo, year)
        for person in household.residents(day)
    ]
    found = {}
    for indicator, asks in ASKED.items():
        fails = FAILS.get(indicator, lambda m, i=indicator: m.fails(i))
        asked = [member for member in members if asks(member)]
        found[indicator] = Count(len(asked), sum(fails(member) for member in asked))
    return found


def household_results(household: Household, year: int) -> dict[int, bool]:
    """Say for each household indicator except 22 whether the household passes."""
    scores = household.leaning[YEARS.index(year)]
    return {
        indicator: bool(scores[indicator] >= cut(indicator, household.village.moo, year))
        for indicator in HOUSEHOLD_INDICATORS
        if indicator != 22
    }


def incomes(
    household: Household, members: int, year: int, rng: np.random.Generator
) -> tuple[int, int, int, int]:
    """Draw main, secondary, other and in-kind income so that indicator 22 meets its rate.

    Returns
    -------
    tuple of int
        Baht per year; together at least the income line per member where the household passes.
    """
    above = household.leaning[YEARS.index(year), 22] - cut(22, household.village.moo, year)
    per_head = INCOME_LINE * math.exp(INCOME_SPREAD * float(above))
    total = max(round(per_head * members / 100), 1)
    shares = rng.dirichlet((9, 2, 1.5, 0.8))
    parts = [int(share * total) if share > 0.03 else 0 for share in shares[1:]]
    return (100 * (total - sum(parts)), 100 * parts[0], 100 * parts[1], 100 * parts[2])
