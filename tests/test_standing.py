"""The order of problems and the ranks, held against a plain reading of the rule."""

from __future__ import annotations

import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tambon_gis.analysis.standing import standing
from tambon_gis.errors import AnalysisError, StageError

FORMS = ("exact", "zero", "zero_band", "few", "most", "rounded", "hidden", "not_asked", "no_data")
FIRST, SECOND, AREA = "15010901", "15010902", "150109"


def cell(
    place: str, code: str, form: str, failing: int = 0, asked: int = 80, **more: object
) -> dict[str, object]:
    """A row as `as_measured` gives it: a share where a count is told, a range for a band."""
    share = failing / asked if form in {"exact", "zero", "rounded"} else None
    ends = {"few": (1 / asked, 4 / asked), "most": ((asked - 4) / asked, 1.0)}
    ends["zero_band"] = (0.0, 4 / asked)
    low, high = ends.get(form, (share, share))
    row = {"year": 2565, "framework": "b", "code": code, "place": place, "form": form}
    row |= {"counts": "household", "level": "village" if len(place) == 8 else "tambon"}
    row |= {"households_asked": asked, "share": share, "share_low": low, "share_high": high}
    return row | more


def told(rows: list[dict]) -> pd.DataFrame:
    """The table of `as_measured`, with its types."""
    frame = pd.DataFrame(rows)
    return frame.astype(dict.fromkeys(["share", "share_low", "share_high"], "Float64"))


def by_hand(rows: list[dict]) -> list[str]:
    """The codes of one place in the order that the rule says."""
    most = sorted((r for r in rows if r["form"] == "most"), key=lambda r: int(r["code"]))
    numbers = [r for r in rows if r["form"] in {"exact", "rounded"} and r["share"] > 0]
    few = [r for r in rows if r["form"] == "few"]
    numbers.sort(key=lambda r: (-r["share"], int(r["code"])))
    few.sort(key=lambda r: (-min(1.0, 4 / r["households_asked"]), int(r["code"])))
    return [r["code"] for r in (*most, *numbers, *few)]


def codes_in_order(found: pd.DataFrame, place: str) -> list[str]:
    mine = found[found["place"].eq(place) & found["order"].notna()]
    return mine.sort_values("order")["code"].tolist()


def test_the_order_of_one_place_by_hand() -> None:
    rows = [
        cell(FIRST, "1", "exact", 8),
        cell(FIRST, "2", "few", asked=20),
        cell(FIRST, "3", "few", asked=200),
        cell(FIRST, "10", "most"),
        cell(FIRST, "11", "exact", 40),
        cell(FIRST, "12", "zero"),
        cell(FIRST, "13", "zero_band"),
        cell(FIRST, "14", "hidden"),
        cell(FIRST, "15", "exact", 8),
    ]
    found = standing(told(rows))
    assert codes_in_order(found, FIRST) == ["10", "11", "1", "15", "2", "3"]
    assert found.loc[found["order"].isna(), "code"].tolist() == ["12", "13", "14"]
    assert found["order"].dropna().tolist() == [3, 5, 6, 1, 2, 4]


cells = st.builds(
    lambda form, failing, asked: (form, min(failing, asked), asked),
    st.sampled_from(FORMS), st.integers(5, 60), st.integers(10, 120),
)  # fmt: skip


@given(st.lists(cells, min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_any_order_is_that_of_the_rule_whatever_the_order_of_rows(drawn, chance) -> None:
    rows = [
        cell(FIRST, str(n + 1), form, 0 if form == "zero" else failing, asked)
        for n, (form, failing, asked) in enumerate(drawn)
    ]
    wanted = by_hand(rows)
    chance.shuffle(rows)
    assert codes_in_order(standing(told(rows)), FIRST) == wanted


@given(st.lists(cells, min_size=2, max_size=15))
def test_a_rank_counts_the_places_that_show_a_larger_share(drawn) -> None:
    rows = [
        cell(f"150109{n:02d}", "1", form, 0 if form == "zero" else failing, asked)
        for n, (form, failing, asked) in enumerate(drawn)
    ]
    found = standing(told(rows)).set_index("place")
    shown = {r["place"]: r["share"] for r in rows if r["form"] in {"exact", "zero"}}
    for row in rows:
        rank, ranked = found.loc[row["place"], ["rank", "ranked"]]
        if row["place"] not in shown:
            assert rank is pd.NA
            assert ranked is pd.NA
            continue
        assert rank == 1 + sum(other > row["share"] for other in shown.values())
        assert ranked == len(shown)


def test_levels_years_and_rulebooks_are_kept_apart() -> None:
    rows = [
        cell(FIRST, "1", "exact", 8),
        cell(SECOND, "1", "exact", 16),
        cell(AREA, "1", "exact", 10),
        cell(FIRST, "1", "exact", 40, year=2564),
        cell(FIRST, "1", "exact", 20, framework="c"),
    ]
    found = standing(told(rows))
    assert found["order"].tolist() == [1] * 5
    village = found["place"].eq(FIRST) & found["year"].eq(2565) & found["framework"].eq("b")
    assert found.loc[village, ["rank", "ranked"]].to_numpy().tolist() == [[2, 2]]
    assert found.loc[found["place"].eq(AREA), ["rank", "ranked"]].to_numpy().tolist() == [[1, 1]]


def test_the_score_of_one_village_has_an_order_and_no_rank() -> None:
    rows = [
        cell(FIRST, "1", "exact", 1, 1, counts="village", households_asked=None),
        cell(SECOND, "1", "zero", 0, 1, counts="village", households_asked=None),
    ]
    frame = told(rows).astype({"households_asked": "Int64"})
    found = standing(frame)
    assert found["rank"].isna().all()
    assert found["order"].tolist() == [1, pd.NA]


def test_polars_comes_back_as_polars() -> None:
    frame = told([cell(FIRST, "1", "exact", 8), cell(FIRST, "2", "few")])
    found = standing(pl.from_pandas(frame))
    assert isinstance(found, pl.DataFrame)
    assert found["order"].to_list() == [1, 2]


def test_what_is_no_published_table_is_refused() -> None:
    with pytest.raises(StageError):
        standing(told([cell(FIRST, "1", "exact", 8)]).drop(columns="form"))
    with pytest.raises(AnalysisError) as caught:
        standing(told([cell(FIRST, "1", "exact", 8)] * 2))
    assert caught.value.code == "levels.twice"
