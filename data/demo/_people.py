"""The people: households and their members, who live on from year to year.

They exist only while the script runs; what is written are household rows. Every inclination to
fail an indicator is a standard normal score that drifts slowly over the years (`Leaning`), so a
household that struggles in one year mostly struggles in the next.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
from _land import points_inside
from _place import SEED, VILLAGES, YEARS, Village

INDICATORS: Final = 31
SHARED: Final = 0.35
KEPT: Final = 0.97
MOVING: Final = 0.015
DEATHS_PER_YEAR: Final = ((90, 0.10), (80, 0.05), (70, 0.02), (60, 0.008), (-9, 0.001))
KINDS: Final = {
    "alone": 0.12,
    "old couple": 0.14,
    "couple": 0.10,
    "nuclear": 0.34,
    "three generations": 0.22,
    "grandparents": 0.08,
}
TITLES: Final = ("นาย", "นาง", "นางสาว")
MEN: Final = ("สมชาย", "ประหยัด", "มานะ", "ปิติ", "วิชัย", "บุญมี", "สมหมาย", "อำนวย")
WOMEN: Final = ("สมศรี", "มานี", "วีณา", "สมหญิง", "ดวงดี", "แก้วใส", "เพียรดี", "ทองสุก")
SURNAMES: Final = (
    "สมมุติชัย", "ตัวอย่างดี", "สาธิตวงศ์", "จำลองสุข", "ทดลองกิจ", "สมมุติพงษ์", "ตัวอย่างงาม",
    "แบบฝึกหัด", "สาธิตสกุล", "จำลองเจริญ", "ทดสอบดี", "สมมุติทรัพย์",
)  # fmt: skip

Leaning = np.ndarray
"""Shape (years, 32): the score per survey year and indicator number; column 0 is unused."""


@dataclass(frozen=True)
class Person:
    """One member: birth date, schooling, health, and the day of death if it comes.

    `leaves_school` is the age at which studying ends; `ill_from` the age at which a chronic
    illness began, infinite for most.
    """

    born: date
    dies: date
    finished_school: bool
    leaves_school: int
    disabled: bool
    dependent: bool
    ill_from: float
    leaning: Leaning

    def lives(self, day: date) -> bool:
        """Whether the person is born and alive on a day."""
        return self.born <= day < self.dies

    def age(self, day: date) -> int:
        """Completed years on a day."""
        before = (day.month, day.day) < (self.born.month, self.born.day)
        return day.year - self.born.year - before


@dataclass(frozen=True)
class Household:
    """One household: where it stands, who leads it, who lives in it, and in which years."""

    number: str
    village: Village
    house: str
    head: str
    lat: float
    lon: float
    first_year: int
    last_year: int
    members: tuple[Person, ...]
    leaning: Leaning

    def residents(self, day: date) -> tuple[Person, ...]:
        """Members who are born and alive on a day."""
        return tuple(person for person in self.members if person.lives(day))


def settle() -> list[Household]:
    """Make every household of the tambon.

    Returns
    -------
    list of Household
        Ordered by village, then by house; the same at every call.
    """
    rng = np.random.default_rng([SEED, 1])
    total = sum(round(v.households * (1 + 2 * MOVING)) for v in VILLAGES)
    serials = iter(rng.permutation(np.arange(1_000_000, 1_000_000 + 7 * total, 7)))
    found = []
    for village in VILLAGES:
        count = round(village.households * (1 + 2 * MOVING))
        places = points_inside(village.code, count, rng)
        for house, place in enumerate(places, start=1):
            found.append(_household(village, house, place, f"9901{next(serials)}", rng))
    return found


def _household(
    village: Village, house: int, place: tuple[float, float], number: str, rng: np.random.Generator
) -> Household:
    """Make one household with its members."""
    frailty = float(rng.normal())
    ages = _ages(str(rng.choice(list(KINDS), p=list(KINDS.values()))), rng)
    members = tuple(_person(age, frailty, rng) for age in ages)
    woman = rng.random() < 0.45
    title = str(rng.choice(TITLES[1:], p=(0.7, 0.3))) if woman else TITLES[0]
    name = f"{title}{rng.choice(WOMEN if woman else MEN)} {rng.choice(SURNAMES)}"
    first, last = _stay(rng)
    return Household(
        number=number,
        village=village,
        house=f"{house // 3 + 1}/{house % 3}" if house % 11 == 0 and house % 3 else str(house),
        head=name,
        lat=place[0],
        lon=place[1],
        first_year=first,
        last_year=last,
        members=members,
        leaning=_leaning(frailty, rng),
    )


def _stay(rng: np.random.Generator) -> tuple[int, int]:
    """Draw the first and last survey year of a household: few arrive, few leave."""
    chance = rng.random(4)
    first = YEARS[1] if chance[0] < MOVING else YEARS[2] if chance[1] < MOVING else YEARS[0]
    last = YEARS[0] if chance[2] < MOVING else YEARS[1] if chance[3] < MOVING else YEARS[2]
    return (first, max(first, last))


def _ages(kind: str, rng: np.random.Generator) -> list[int]:
    """Draw ages at the first survey; a negative age is a child yet to be born."""

    def draw(low: int, high: int, number: int = 1) -> list[int]:
        return [int(age) for age in rng.integers(low, high + 1, number)]

    children = int(rng.choice((1, 2, 3), p=(0.4, 0.45, 0.15)))
    if kind == "alone":
        return draw(45, 84)
    if kind == "old couple":
        return draw(58, 82, 2)
    if kind == "couple":
        return draw(25, 57, 2)
    if kind == "nuclear":
        return [*draw(27, 52, 2), *draw(-2, 23, children)]
    elders = draw(58, 82, int(rng.integers(1, 3)))
    if kind == "grandparents":
        return [*elders, *draw(2, 15, min(children, 2))]
    return [*elders, *draw(30, 50, int(rng.choice((1, 2), p=(0.3, 0.7)))), *draw(-2, 22, children)]


def _person(age: int, frailty: float, rng: np.random.Generator) -> Person:
    """Make one person of an age at the first survey."""
    survey = date(YEARS[0] - 543, 2, 1)
    born = survey - timedelta(days=int(age * 365.25 + rng.integers(0, 365)))
    disabled = bool(rng.random() < (0.11 if age >= 60 else 0.025))
    return Person(
        born=born,
        dies=_death(age, rng),
        finished_school=bool(rng.random() < _schooling(age)),
        leaves_school=int(rng.choice((15, 18, 22), p=(0.06, 0.46, 0.48))),
        disabled=disabled,
        dependent=disabled and bool(rng.random() < 0.25),
        ill_from=float(rng.integers(38, 80)) if rng.random() < 0.45 else math.inf,
        leaning=_leaning(frailty, rng),
    )


def _schooling(age: int) -> float:
    """Chance of having finished nine years of school, by age."""
    return 0.97 if age < 30 else 0.85 if age < 45 else 0.6 if age < 60 else 0.25


def _death(age: int, rng: np.random.Generator) -> date:
    """Draw the day of death; most live beyond the last survey."""
    for year in YEARS:
        chance = next(rate for least, rate in DEATHS_PER_YEAR if age >= least)
        if rng.random() < chance:
            return date(year - 543, 2, 1) + timedelta(days=int(rng.integers(60, 365)))
    return date.max


def _leaning(frailty: float, rng: np.random.Generator) -> Leaning:
    """Draw scores that share a household's frailty and drift from year to year."""
    alone = math.sqrt(1 - SHARED**2)
    scores = np.empty((len(YEARS), INDICATORS + 1))
    own = rng.normal(size=INDICATORS + 1)
    for at in range(len(YEARS)):
        scores[at] = SHARED * frailty + alone * own
        own = KEPT * own + math.sqrt(1 - KEPT**2) * rng.normal(size=INDICATORS + 1)
    return scores
