"""Published figures computed again: the BMN reports of 2561, and tables broken on purpose."""

from __future__ import annotations

import csv
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from engine_support import in_kind, library_of, rows_of
from hypothesis import given
from hypothesis import strategies as st

from tambon_gis.analysis.recheck import percent_of, recheck, recheck_total, tell
from tambon_gis.errors import AnalysisError
from tambon_gis.words import LANGS

if TYPE_CHECKING:
    from pathlib import Path

SIDES = {"asked": "surveyed", "failing": "fail"}


def vector(shared: Path, name: str) -> pd.DataFrame:
    """A published table: counts as integers, percentages as printed."""
    path = shared / "domain" / f"vectors_bmn_{name}.csv"
    with path.open(encoding="utf-8-sig", newline="") as lines:
        frame = pd.DataFrame(list(csv.DictReader(lines)))
    counts = [column for column in ("surveyed", "pass", "fail") if column in frame]
    return frame.astype(dict.fromkeys(counts, "int64"))


def whats(found: pd.DataFrame) -> list[tuple[Any, ...]]:
    return list(found[["label", "what", "column"]].itertuples(index=False, name=None))


# --- what was published ---


def test_the_misprint_of_surat_thani_is_found_and_nothing_else(shared: Path) -> None:
    table = vector(shared, "suratthani_ind16")
    found = recheck(table, **SIDES, percent="fail_pct_published", label="amphoe")
    assert whats(found) == [("พุนพิน", "percent", "fail_pct_published")]
    row = found.iloc[0]
    assert (row["published"], row["recomputed"], row["count"], row["asked"]) == (9, 9.01, 617, 6850)
    assert row["fault"]
    assert row["truncated"]  # 9.0073 cut to 9.00


def test_the_text_of_surat_thani_contradicts_itself_and_its_table(shared: Path) -> None:
    """60,388 surveyed and 53,556 pass is 88.69 %, not 93.60; the table holds 60,313."""
    text = pd.DataFrame({"surveyed": [60388], "pass": [53556], "pct": ["93.60"]})
    found = recheck(text, asked="surveyed", met="pass", met_percent="pct")
    assert found[["what", "published", "recomputed"]].to_numpy().tolist() == [
        ["percent", 93.6, 88.69]
    ]
    assert not found["truncated"].item()
    table = vector(shared, "suratthani_ind16")
    totals = recheck_total(table, stated={"surveyed": 60388, "fail": 6832}, label="ข้อความ")
    assert totals[["label", "what", "column", "published", "recomputed"]].to_numpy().tolist() == [
        ["ข้อความ", "total", "surveyed", 60388.0, 60313.0]
    ]
    assert percent_of(6832, 60313) == Decimal("11.33")


def test_indicator_28_holds_together(shared: Path) -> None:
    table = vector(shared, "suratthani_ind28")
    assert recheck(table, **SIDES).empty
    assert recheck_total(table, stated={"surveyed": 3990, "fail": 12}).empty
    assert percent_of(12, 3990) == Decimal("0.30")


def test_a_hundred_percent_of_the_central_region_is_not_everybody(shared: Path) -> None:
    found = recheck(
        vector(shared, "central_2561"),
        **SIDES,
        met="pass",
        percent="fail_pct",
        met_percent="pass_pct",
        label="indicator",
    )
    assert whats(found) == [("3", "not_none", "fail_pct"), ("3", "not_all", "pass_pct")]
    assert found["fault"].sum() == 0  # the print is right, only easily misread
    assert found["count"].tolist() == [38, 899080]


# --- tables broken on purpose ---


@pytest.mark.parametrize(
    ("row", "what", "column", "right"),
    [
        ({"m": 8, "f": 3}, "sum", "a", 11),
        ({"m": 7, "f": 2}, "sum", "a", 9),
        ({"m": 8, "f": 2, "fp": 30}, "percent", "fp", 20),
        ({"m": 8, "f": 2, "mp": 79.99}, "percent", "mp", 80),
        ({"f": 2, "fp": 1e30}, "percent", "fp", 20),
        ({"a": 0, "m": 0, "f": 0, "fp": 0}, "undefined", "fp", None),
        ({"f": 11}, "exceeds", "f", 10),
        ({"m": -1}, "exceeds", "m", 10),
    ],
)
def test_each_kind_of_fault_is_told(
    row: dict[str, Any], what: str, column: str, right: float | None
) -> None:
    whole = {"a": 10, "m": None, "f": None, "mp": None, "fp": None, **row}
    table = pd.DataFrame([whole])
    found = recheck(table, asked="a", met="m", failing="f", percent="fp", met_percent="mp")
    assert found[["what", "column"]].to_numpy().tolist() == [[what, column]]
    assert found["fault"].item()
    told = found["recomputed"].item()
    assert (None if pd.isna(told) else told) == right


def test_blank_cells_are_not_zero() -> None:
    table = pd.DataFrame({"a": [10, None, 10], "f": [None, 2, 0], "p": [0.0, 5.0, None]})
    assert recheck(table, asked="a", failing="f", percent="p").empty
    parts = pd.DataFrame({"a": [10, None]})
    assert recheck_total(parts, stated={"a": 12}).empty  # the blank one may be 2
    assert recheck_total(parts, stated={"a": 9})["recomputed"].tolist() == [10]


def test_the_side_that_is_not_printed_follows_from_the_other() -> None:
    table = pd.DataFrame({"a": [8], "m": [6], "p": [30.0]})
    assert recheck(table, asked="a", met="m", percent="p")["count"].tolist() == [2]
    table = pd.DataFrame({"a": [8], "f": [6], "p": [25.0]})
    assert recheck(table, asked="a", failing="f", met_percent="p").empty


@given(st.integers(1, 10**6), st.data(), st.integers(0, 4))
def test_percent_is_rounded_half_up_exactly(asked: int, data: st.DataObject, decimals: int) -> None:
    count = data.draw(st.integers(0, asked))
    step = Decimal(1).scaleb(-decimals)
    exact = Fraction(100 * count, asked)
    found = Fraction(percent_of(count, asked, decimals=decimals))
    assert abs(found - exact) <= Fraction(step) / 2
    if (exact / Fraction(step)).denominator == 2:
        assert found > exact  # a half goes up
    long = (Decimal(100 * count) / Decimal(asked)).quantize(step, ROUND_HALF_UP)
    if len(str(asked)) < 6:  # 28 digits of Decimal are enough here
        assert Decimal(percent_of(count, asked, decimals=decimals)) == long


ROWS = st.lists(
    st.tuples(st.integers(1, 5000), st.floats(0, 1)).map(
        lambda one: (one[0], int(one[0] * one[1]))
    ),
    min_size=1,
    max_size=8,
)


@given(ROWS, st.data())
def test_a_sound_table_is_silent_and_one_slip_is_found_where_it_is(
    rows: list[tuple[int, int]], data: st.DataObject
) -> None:
    table = pd.DataFrame(rows, columns=["a", "f"]).assign(m=lambda one: one["a"] - one["f"])
    table["p"] = [
        str((Decimal(100 * f) / Decimal(a)).quantize(Decimal("0.01"), ROUND_HALF_UP))
        for a, f in rows
    ]
    columns = {"asked": "a", "failing": "f", "met": "m", "percent": "p"}
    assert not recheck(table, **columns)["fault"].any()
    at = data.draw(st.integers(0, len(rows) - 1))
    slip = data.draw(st.integers(-500, 500).filter(bool))
    table.loc[at, "p"] = str(Decimal(table["p"][at]) + Decimal(slip).scaleb(-2))
    found = recheck(table, **columns)
    wrong = found[found["fault"].astype(bool)]
    assert wrong[["row", "what"]].to_numpy().tolist() == [[at, "percent"]]


@given(ROWS)
def test_totals_in_two_steps_are_totals_in_one(rows: list[tuple[int, int]]) -> None:
    table = pd.DataFrame(rows, columns=["a", "f"])
    half = len(rows) // 2
    parts = pd.DataFrame([table[:half].sum(), table[half:].sum()])
    stated = {"a": sum(a for a, _ in rows) + 1, "f": sum(f for _, f in rows)}
    found = recheck_total(table, stated=stated)
    assert found["column"].tolist() == ["a"]
    pd.testing.assert_frame_equal(found, recheck_total(parts, stated=stated))


def test_any_kind_of_frame_is_answered_in_kind(kind: str) -> None:
    table = pd.DataFrame({"n": ["ก", "ข"], "a": [6850, 100], "f": [617, 1], "p": [9.0, 1.0]})
    names = {"asked": "a", "failing": "f", "percent": "p", "label": "n"}
    found = recheck(in_kind(table, kind), **names)
    assert library_of(found) == kind
    assert rows_of(found) == [(0, "ก", "percent", "p", 9.0, 9.01, 617, 6850, True, True)]
    total = recheck_total(in_kind(table, kind), stated={"a": 1})
    assert rows_of(total)[0][:6] == (None, None, "total", "a", 1.0, 6950.0)


# --- what cannot be checked, and how it is said ---


@pytest.mark.parametrize(
    ("table", "code", "facts"),
    [
        ({"x": [1]}, "recheck.columns", {"columns": "a, p"}),
        ({"a": ["สิบ"], "p": [1]}, "recheck.number", {"column": "a", "row": 1}),
        ({"a": [float("inf")], "p": [1]}, "recheck.number", {"column": "a", "row": 1}),
        ({"a": [10, 0.5], "p": [1, 1]}, "recheck.whole", {"column": "a", "row": 2}),
    ],
)
def test_a_table_that_cannot_be_checked_is_refused(
    table: dict[str, Any], code: str, facts: dict[str, object]
) -> None:
    with pytest.raises(AnalysisError) as caught:
        recheck(pd.DataFrame(table), asked="a", percent="p")
    assert (caught.value.code, caught.value.facts) == (code, facts)
    assert all("{" not in caught.value.tell(lang) for lang in LANGS)


def test_nobody_has_no_percentage() -> None:
    with pytest.raises(AnalysisError) as caught:
        percent_of(0, 0)
    assert caught.value.code == "recheck.nobody"


@pytest.mark.parametrize("lang", LANGS)
def test_every_kind_has_a_sentence_with_its_numbers(lang: str) -> None:
    table = pd.DataFrame(
        {
            "n": ["กข", None, "c", "d", "e", "f"],
            "a": [6850, 10, 0, 899118, 60388, 10],
            "m": [None, 8, None, 899080, 53556, None],
            "f": [617, 3, 0, 38, None, 11],
            "fp": [9.0, None, 0, 0, None, None],
            "mp": [None, None, None, 100, 93.6, None],
        }
    )
    sides = {"asked": "a", "met": "m", "failing": "f", "percent": "fp", "met_percent": "mp"}
    found = recheck(table, **sides, label="n")
    told = [tell(row, lang) for row in found.to_dict("records")]
    expected = {
        "percent": [("9.00", "617", "6,850", "9.01"), ("93.60", "53,556", "60,388", "88.69")],
        "sum": [("10", "11")],
        "undefined": [("0.00",)],
        "not_all": [("100.00", "899,080", "899,118", "38")],
        "not_none": [("0.00", "38", "899,118")],
        "exceeds": [("11", "10")],
    }
    for what, lines in expected.items():
        spoken = [line for line, one in zip(told, found["what"], strict=True) if one == what]
        assert len(spoken) == len(lines)
        for line, numbers in zip(spoken, lines, strict=True):
            assert all(number in line for number in numbers)
    assert told[0].startswith("กข: ")
    assert told[1].startswith("“a”")
    total = recheck_total(table[["a"]], stated={"a": 1})
    assert "“a”" in tell(total.iloc[0], lang)
