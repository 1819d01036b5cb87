"""Published cells as shares and ranges: what is derived knows what the public knows, no more."""

from __future__ import annotations

from typing import Any

import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tambon_gis import catalog
from tambon_gis.analysis.aggregate import roll_up, roll_up_ladder
from tambon_gis.analysis.change import compare
from tambon_gis.analysis.disclose import disclose
from tambon_gis.analysis.published import as_measured
from tambon_gis.errors import StageError
from tambon_gis.model.stages import MEASURED

BMN = catalog.rulebook("bmn-2560")


def counted(rows: list[tuple[int, int]], code: str = "9", year: int = 2565) -> pd.DataFrame:
    counts = BMN.by_code[code].counts
    full = [
        {"year": year, "framework": "bmn-2560", "code": code, "level": "village",
         "place": f"990101{n:02d}", "counts": counts, "asked": a, "met": a - f, "unknown": 0,
         "households_asked": a, "households_met": a - f, "households_unknown": 0}
        for n, (a, f) in enumerate(rows, 1)
    ]  # fmt: skip
    return roll_up_ladder(pd.DataFrame(full), top="tambon")


def row(form: str, asked: float | None, failing: float | None, **more: Any) -> dict[str, Any]:
    head = {"year": 2565, "framework": "b", "code": "9", "level": "tambon", "place": "990101"}
    cell = {"counts": "household", "form": form, "asked": asked, "failing": failing}
    tail = {"share": None, "households": asked, "unknown": "", "score": None, "rounded_to": None}
    return {**head, **cell, **tail, **more}


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (row("exact", 80, 20), (0.25, 0.25, 0.25)),
        (row("zero", 80, 0), (0.0, 0.0, 0.0)),
        (row("few", 80, None), (None, 1 / 80, 4 / 80)),
        (row("zero_band", 80, None), (None, 0.0, 4 / 80)),
        (row("most", 80, None), (None, 76 / 80, 1.0)),
        (row("rounded", 100, 20, rounded_to=5), (0.2, 0.18, 0.22)),
        (row("rounded", 100, 20, rounded_to=10), (0.2, 0.15, 0.24)),
        (row("hidden", None, None), (None, None, None)),
        (row("no_data", None, None), (None, None, None)),
        (row("not_asked", 0, None), (None, None, None)),
        (row("few", 80, None, counts="person"), (None, 1 / 80, 1.0)),
        (row("most", 80, None, counts="person"), (None, 0.0, 1.0)),
    ],
)
def test_the_range_of_each_form(
    cell: dict[str, Any], expected: tuple[float | None, float | None, float | None]
) -> None:
    numbers = ("asked", "failing", "share", "households", "score", "rounded_to")
    frame = pd.DataFrame([cell]).astype(dict.fromkeys(numbers, "Float64"))
    (found,) = as_measured(frame)[["share", "share_low", "share_high"]].to_numpy().tolist()
    told = [None if pd.isna(value) else value for value in found]
    assert told == pytest.approx(list(expected))


@given(
    st.lists(
        st.integers(3, 60).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))),
        min_size=1, max_size=6,
    ),
    st.sampled_from(["9", "14"]),
)  # fmt: skip
def test_the_truth_lies_in_the_range(rows: list[tuple[int, int]], code: str) -> None:
    from tambon_gis.model.project import Decision

    decided = Decision(indicator=f"bmn-2560/{code}", decided_by="ก", decided_on="2565-11-20")
    frame = counted(rows, code)
    found = as_measured(disclose(frame, [BMN], decisions=[decided]).frame)
    MEASURED.check(found)
    true = frame.set_index("place")
    for cell in found.itertuples():
        if cell.form in {"few", "zero_band", "most"}:
            assert pd.isna(cell.share)
        if pd.notna(cell.share_low) and not true["households_asked"].lt(10).any():
            asked, met = true.loc[cell.place, ["asked", "met"]]
            assert cell.share_low - 1e-12 <= (asked - met) / asked <= cell.share_high + 1e-12


def test_what_is_derived_takes_bands_for_ranges() -> None:
    """A change between a band and a count is not told exactly."""
    years = [
        counted([(80, 2), (90, 20), (70, 3)], year=2564),
        counted([(80, 20), (90, 25), (70, 9)]),
    ]
    published = disclose(pd.concat(years, ignore_index=True), [BMN]).frame
    found = compare(as_measured(published), [BMN], earlier=2564, later=2565)
    states = found.set_index("place")
    assert pd.isna(states.loc["99010101", "points"])
    assert states.loc["99010102", "points"] == pytest.approx(100 * (25 - 20) / 90)


def test_any_kind_of_frame() -> None:
    published = disclose(counted([(80, 20)]), [BMN]).frame
    assert as_measured(pl.from_pandas(published))["share"].to_list() == [0.25, 0.25]
    with pytest.raises(StageError):
        as_measured(published.drop(columns="form"))


def test_published_counts_roll_up_over_their_forms() -> None:
    """20 and 30 fail of 80 and 90: 50 of 170 in the tambon, and no score where none was given."""
    published = disclose(counted([(80, 20), (90, 30)]), [BMN]).frame
    found = as_measured(published)
    assert "score" not in found.columns
    villages = found[found["level"] == "village"].assign(score=[1, 2], rounded_to=[5, 10])
    villages["form"] = ["exact", "rounded"]
    assert roll_up(villages, "tambon")[["place", "asked", "met"]].to_numpy().tolist() == [
        ["990101", 170, 120]
    ]
