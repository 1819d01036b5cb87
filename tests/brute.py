"""Counting by plain loops, and a rulebook with one indicator of every kind to count with.

It shares nothing with the package: a row is a dict, a state is a word, a sum is `+=`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
from hypothesis import strategies as st

from tambon_gis.model.document import parse_document
from tambon_gis.model.rulebook import Rulebook

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LINE: Final = 38_000
SUMS: Final = (
    "asked",
    "met",
    "unknown",
    "households_asked",
    "households_met",
    "households_unknown",
)
COLUMNS: Final = ("answer", "target", "fail", "income", "members", "score")
CODES: Final = ("answer", "persons", "income", "score")
TEXT: Final = """
[rulebook]
id = "brute"
title = { th = "ก", en = "a" }
short = { th = "ก", en = "a" }
unit = "household"
years = [2560, 2565]
source = { th = "-", en = "-" }
status = "verified"
[constants]
line = { value = 38000, unit = "baht", source = "-" }
[scores]
problem = 1
best = 3
titles = { 1 = { th = "ก", en = "a" } }
[[dimension]]
id = "d"
title = { th = "ก", en = "a" }
"""
INDICATOR: Final = """
[[indicator]]
code = "{code}"
id = "{code}"
title = {{ th = "ก", en = "a" }}
short = {{ th = "ก", en = "a" }}
dimension = "d"
counts = "{counts}"
{more}
"""
KINDS: Final = {
    "answer": ("household", 'given = { answer = "answer" }'),
    "persons": ("person", 'given = { target = "target", fail = "fail" }'),
    "income": (
        "household",
        (
            'needs = ["income", "members"]\napplies = "members >= 1"\n'
            'meets = "income / members >= line"'
        ),
    ),
    "score": ("household", 'given = { score = "score" }'),
}


def rulebook() -> Rulebook:
    """A rulebook with an answer, persons, a rule and a score."""
    parts = [
        INDICATOR.format(code=code, counts=counts, more=more)
        for code, (counts, more) in KINDS.items()
    ]
    return parse_document(Rulebook, TEXT + "".join(parts), name="brute.toml")


def table(rows: Sequence[dict[str, Any]], dtype: str = "Int32") -> pd.DataFrame:
    """Rows as a survey table."""
    data = {name: pd.array([row.get(name) for row in rows], dtype=dtype) for name in COLUMNS}
    places = pd.array([row["place"] for row in rows], dtype="str")
    return pd.DataFrame({"row": range(5, 5 + len(rows)), "place": places, **data})


def state(row: dict[str, Any], code: str) -> str:
    """Met, unmet, none (not applicable) or unknown, as the documents say it."""
    if code == "answer":
        return {1: "met", 0: "unmet", 9: "none"}.get(row["answer"], "unknown")
    if code == "score":
        if row["score"] is None:
            return "unknown"
        if row["score"] == 9:
            return "none"
        return "unmet" if row["score"] == 1 else "met"
    if code == "income":
        return _income(row["income"], row["members"])
    return _persons(row["target"], row["fail"])


def _income(income: int | None, members: int | None) -> str:
    if members is None:
        return "unknown"
    if members < 1:
        return "none"
    if income is None:
        return "unknown"
    return "met" if Fraction(income, members) >= LINE else "unmet"


def _persons(target: int | None, fail: int | None) -> str:
    if target is None:
        return "unknown"
    if target == 0:
        return "none"
    if fail is None:
        return "unknown"
    return "unmet" if fail else "met"


def count(rows: Iterable[dict[str, Any]], digits: int = 8) -> dict[tuple[str, str], list[int]]:
    """(indicator, place) to the six sums, at the level of so many digits."""
    found: dict[tuple[str, str], list[int]] = {}
    for row in rows:
        for code in CODES:
            sums = found.setdefault((code, row["place"][:digits]), [0] * 6)
            answer = state(row, code)
            units, failing = 1, int(answer == "unmet")
            if code == "persons":
                units, failing = row["target"] or 0, row["fail"] or 0
            if answer in {"met", "unmet"}:
                sums[0] += units
                sums[1] += units - failing
                sums[3] += 1
                sums[4] += answer == "met"
            if answer == "unknown":
                sums[2] += units
                sums[5] += 1
    return found


def as_dict(counted: pd.DataFrame) -> dict[tuple[str, str], list[int]]:
    """A counted table in the form of `count`."""
    keys = zip(counted["code"], counted["place"], strict=True)
    return dict(zip(keys, counted[list(SUMS)].to_numpy().tolist(), strict=True))


PLACES: Final = ("10010101", "10010102", "10010201", "10020101", "11010101")


@st.composite
def households(draw: st.DrawFn) -> dict[str, Any]:
    """A row with every kind of answer that may reach the count."""
    target = draw(st.none() | st.integers(0, 5))
    members = draw(st.none() | st.integers(0, 7))
    at_line = st.integers(-1, 1).map(lambda d: max(0, LINE * (members or 1) + d))
    return {
        "place": draw(st.sampled_from(PLACES)),
        "answer": draw(st.sampled_from([1, 0, 9, 2, -1, None])),
        "target": target,
        "fail": draw(st.none() | st.integers(0, target or 0)),
        "members": members,
        "income": draw(st.none() | at_line | st.integers(0, 400_000)),
        "score": draw(st.sampled_from([1, 2, 3, 9, None])),
    }


TABLES: Final = st.lists(households(), min_size=1, max_size=15)
