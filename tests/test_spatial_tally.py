"""Sums of states by place against loops."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tambon_gis.analysis.aggregate import roll_up
from tambon_gis.analysis.spatial.tally import people_of, tally
from tambon_gis.errors import AnalysisError, StageError
from tambon_gis.model.stages import COUNTED

PLACES = ("15010901", "15010902", "15020101")
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "place": st.sampled_from(PLACES),
            "code": st.sampled_from(["a", "b"]),
            "state": st.sampled_from([1, 0, None]),
            "members": st.sampled_from([1, 2, 7, None]),
            "zone": st.sampled_from(["x", None]),
        }
    ),
    min_size=1,
    max_size=30,
)


def table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame(rows).astype({"state": "Int8", "members": "Int64", "zone": "str"})


def by_hand(rows: list[dict[str, Any]], *, people: bool) -> dict[tuple[str, str, str], list[int]]:
    """Asked, met, unknown and the same in households, by code, place and zone."""
    found: dict[tuple[str, str, str], list[int]] = {}
    for row in rows:
        sums = found.setdefault((row["code"], row["place"], row["zone"] or "-"), [0] * 6)
        n = row["members"] if people else 1
        unknown = row["state"] is None or n is None
        for at, add in ((0, n or 0), (3, 1)):
            sums[at] += 0 if unknown else add
            sums[at + 1] += add if not unknown and row["state"] == 1 else 0
            sums[at + 2] += add if unknown else 0
    return found


@settings(max_examples=50)
@given(rows=ROWS, people=st.booleans())
def test_sums_by_place_and_group(rows: list[dict[str, Any]], *, people: bool) -> None:
    column = "members" if people else None
    counted = tally(table(rows), year=2565, framework="f", by=["zone"], people=column)
    COUNTED.check(counted)
    keys = zip(counted["code"], counted["place"], counted["zone"].fillna("-"), strict=True)
    sums = counted.loc[:, "asked":"households_unknown"].to_numpy().tolist()
    assert dict(zip(keys, sums, strict=True)) == by_hand(rows, people=people)
    assert set(counted["counts"]) == {"person" if people else "household"}


@settings(max_examples=50)
@given(ROWS, st.randoms())
def test_order_changes_nothing_and_rolling_up_adds(rows: list[dict[str, Any]], draw: Any) -> None:
    counted = tally(table(rows), year=2565, framework="f")
    draw.shuffle(rows)
    pd.testing.assert_frame_equal(counted, tally(table(rows), year=2565, framework="f"))
    wide = [{**row, "place": row["place"][:6]} for row in rows]
    rolled = roll_up(counted, "tambon").sort_values(["code", "place"], ignore_index=True)
    direct = tally(table(wide), year=2565, framework="f")
    pd.testing.assert_frame_equal(rolled[direct.columns], direct, check_dtype=False)


def test_columns_stand_in_order() -> None:
    rows = [{"place": PLACES[0], "code": "a", "state": 1, "members": 2, "zone": "x"}]
    counted = tally(table(rows), year=2565, framework="f", by=["zone"])
    assert list(counted.columns) == [*(name for name, _ in COUNTED.columns), "zone"]


@pytest.mark.parametrize("bad", [[2.5], [-1], ["ห้า"]])
def test_persons_are_whole(bad: list[Any]) -> None:
    with pytest.raises(AnalysisError) as caught:
        people_of(pd.DataFrame({"members": bad}), "members")
    assert caught.value.code == "spatial.people"


def test_columns_that_are_named_must_be_there() -> None:
    rows = table([{"place": PLACES[0], "code": "a", "state": 1, "members": 2, "zone": "x"}])
    with pytest.raises(StageError, match=r"(?s)nowhere.*no_one"):
        tally(rows, year=2565, framework="f", by=["nowhere", "no_one"])
    with pytest.raises(StageError, match="people"):
        tally(rows, year=2565, framework="f", people="people")
