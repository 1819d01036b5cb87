"""Counting by plain loops, and a rulebook with one indicator of every kind to count with.

It shares nothing with the package: a row is a dict, a state is a word, a sum is `+=`.
"""

from __future__ import annotations

import itertools
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
titles.1 = { th = "ก", en = "a" }
titles.2 = { th = "ข", en = "b" }
titles.3 = { th = "ค", en = "c" }
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


def widths_rulebook(widths: Sequence[str]) -> Rulebook:
    """The given indicators again and again, each time on columns named for a width."""
    parts = []
    for width in widths:
        for code in ("answer", "persons", "score"):
            counts, more = KINDS[code]
            for name in ("answer", "target", "fail", "score"):
                more = more.replace(f'"{name}"', f'"{name}_{width}"')
            parts.append(INDICATOR.format(code=f"{code}_{width}", counts=counts, more=more))
    return parse_document(Rulebook, TEXT + "".join(parts), name="widths.toml")


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


# --- persons ---

PERSON_TEXT: Final = TEXT.replace('id = "brute"', 'id = "brute-persons"').replace(
    "[constants]", '[constants]\nenough = { value = 10, unit = "-", source = "-" }'
)
#: code -> counts, fold, what it asks or adds up, and how the number is judged.
FOLDS: Final = {
    "all": ("person", "all", 'meets = "yes = 1"', ""),
    "any": ("household", "any", 'meets = "yes = 1"', ""),
    "count": ("household", "count", 'meets = "yes = 1"', 'passes = "folded >= 2"'),
    "share": ("household", "share", 'meets = "yes = 1"', 'passes = "folded >= 0.5"'),
    "sum": ("household", "sum", 'value = "amount"', 'passes = "folded / members >= enough"'),
    "max": ("household", "max", 'value = "amount"', 'passes = "folded >= enough"'),
    "min": ("household", "min", 'value = "amount"', 'passes = "folded >= enough * applicable"'),
}
PERSON_COLUMNS: Final = ("age", "yes", "amount")


def person_rulebook() -> Rulebook:
    """A rulebook with one indicator of every fold, all of members of 6 years and over."""
    parts = []
    for code, (counts, kind, asks, passes) in FOLDS.items():
        more = [
            "[indicator.person]",
            'needs = ["age", "yes", "amount"]',
            'where = "age >= 6"',
            f'fold = "{kind}"',
            asks,
            passes,
        ]
        parts.append(INDICATOR.format(code=code, counts=counts, more="\n".join(more)))
    return parse_document(Rulebook, PERSON_TEXT + "".join(parts), name="persons.toml")


def person_table(rows: Sequence[dict[str, Any]], dtype: str = "Int32") -> pd.DataFrame:
    """Rows as a person table."""
    frame = pd.DataFrame({"row": range(5, 5 + len(rows))})
    for name in ("place", "house_code"):
        frame[name] = pd.array([row[name] for row in rows], dtype="str")
    for name in (*PERSON_COLUMNS, "sex"):
        frame[name] = pd.array([row.get(name) for row in rows], dtype=dtype)
    return frame


def _asked(row: dict[str, Any]) -> bool | None:
    """Whether a person is asked; None where the age is unknown."""
    return None if row["age"] is None else row["age"] >= 6


def _yes(row: dict[str, Any]) -> bool | None:
    return None if row["yes"] is None else row["yes"] == 1


def _completions(rows: Sequence[dict[str, Any]]) -> Iterable[list[tuple[bool, bool]]]:
    """Every way in which what is unknown of the members could be."""
    choices = []
    for row in rows:
        asked, yes = _asked(row), _yes(row)
        choices.append(
            [
                (a, y)
                for a in ((True, False) if asked is None else (asked,))
                for y in ((True, False) if yes is None else (yes,))
            ]
        )
    return itertools.product(*choices)  # type: ignore[return-value]


def folded_state(rows: Sequence[dict[str, Any]], code: str) -> int | None:
    """The state of a household of these members, None where it is unknown."""
    if code in {"all", "any"}:
        told = all if code == "all" else any
        found = set()
        for members in _completions(rows):
            answers = [yes for asked, yes in members if asked]
            found.add((1 if told(answers) else 0) if answers else -1)
        return found.pop() if len(found) == 1 else None
    if any(_asked(row) is None for row in rows):
        return None
    group = [row for row in rows if _asked(row)]
    if not group:
        return -1
    values = [row["amount" if code in {"sum", "max", "min"} else "yes"] for row in group]
    if None in values:
        return None
    good = {
        "count": lambda: values.count(1) >= 2,
        "share": lambda: Fraction(values.count(1), len(values)) >= Fraction(1, 2),
        "sum": lambda: Fraction(sum(values), len(rows)) >= 10,
        "max": lambda: max(values) >= 10,
        "min": lambda: min(values) >= 10 * len(values),
    }
    return int(good[code]())


def person_sums(rows: Iterable[dict[str, Any]], *, of: str = "yes") -> list[int]:
    """Persons asked with a known answer, failing, and unknown."""
    sums = [0, 0, 0]
    for row in rows:
        asked = _asked(row)
        if asked is None or (asked and row[of] is None):
            sums[2] += 1
        elif asked:
            sums[0] += 1
            sums[1] += row[of] != 1
    return sums


def homes(rows: Iterable[dict[str, Any]]) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """Persons by place and household, in the order of their first rows."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault((row["place"], row["house_code"]), []).append(row)
    return found


PERSONS: Final = st.lists(
    st.fixed_dictionaries(
        {
            "place": st.sampled_from(PLACES[:3]),
            "house_code": st.sampled_from(["h1", "h2", "h3"]),
            "age": st.sampled_from([None, 3, 5, 6, 40]),
            "yes": st.sampled_from([None, 0, 1, 1]),
            "amount": st.sampled_from([None, 0, 9, 10, 25]),
            "sex": st.sampled_from([None, 1, 2]),
        }
    ),
    min_size=1,
    max_size=16,
)
