"""Moran's I against esda called directly and against its formula; who is left out and refused."""

# ruff: noqa: NPY002  (numpy's global stream is what esda draws from)
from __future__ import annotations

import sys
import warnings
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spatial_support import board, real

from tambon_gis.analysis.spatial.clusters import local_clusters, moran
from tambon_gis.analysis.spatial.neighbours import contiguity
from tambon_gis.errors import AnalysisError, StageError
from tambon_gis.words import LANGS

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

pytest.importorskip("esda", reason="the extra [spatial] is not installed")

#: Permutations of esda, against whose p those of 999 draws of our own are held.
MANY = 19_999
SIDE = 7
CELLS = [(x, y) for x in range(SIDE) for y in range(SIDE)]
BOARD = board(CELLS)
NEAR = contiguity(BOARD)


def table(numbers: Any, frame: gpd.GeoDataFrame = BOARD) -> pd.DataFrame:
    return pd.DataFrame({"place": frame["place"], "share": pd.array(numbers, dtype="Float64")})


def slope(seed: int = 1) -> list[float]:
    draw = np.random.default_rng(seed)
    return [x + y + float(draw.normal()) for x, y in CELLS]


def by_formula(values: list[float | None], matrix: np.ndarray) -> tuple[float, list[float]]:
    """I and every I_i, by loops over the areas that are known and have a known neighbour."""
    known = [at for at, one in enumerate(values) if one is not None]
    used = [at for at in known if any(matrix[at][other] for other in known)]
    mean = sum(values[at] for at in used) / len(used)
    z = {at: values[at] - mean for at in used}
    square = sum(one * one for one in z.values())
    lag = {}
    for at in used:
        around = [other for other in used if matrix[at][other]]
        lag[at] = sum(z[other] for other in around) / len(around)
    products = [z[at] * lag[at] for at in used]
    return sum(products) / square, [(len(used) - 1) * one / square for one in products]


def direct(frame: gpd.GeoDataFrame, values: Any, *, seed: int = 0, local: bool = False) -> Any:
    """Called as its manual says, with libpysal's own contiguity."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from esda.moran import Moran, Moran_Local
        from libpysal.weights import Queen

        weights = Queen.from_dataframe(frame, use_index=False, silence_warnings=True)
        if local:
            return Moran_Local(values, weights, permutations=MANY, seed=seed)
        held = np.random.get_state()
        np.random.seed(seed)
        found = Moran(values, weights, permutations=999)
        np.random.set_state(held)
        return found


def agree(frame: gpd.GeoDataFrame, values: list[float]) -> None:
    near = contiguity(frame)
    ours, theirs = moran(table(values, frame), near).iloc[0], direct(frame, values)
    assert ours["moran_i"] == pytest.approx(theirs.I, rel=1e-12)
    assert ours["expected"] == pytest.approx(theirs.EI, rel=1e-12)
    assert ours["p"] == pytest.approx(min(1, 2 * theirs.p_sim))
    places, around = local_clusters(table(values, frame), near), direct(frame, values, local=True)
    assert places["local_i"].to_numpy(float) == pytest.approx(around.Is, rel=1e-9, abs=1e-12)
    ours, theirs = places["p"].to_numpy(float), np.minimum(1, 2 * around.p_sim)
    noise = np.sqrt(2 * theirs * (1 + 1 / 999 - theirs / 2) * (1 / 999 + 1 / MANY))
    assert (np.abs(ours - theirs) <= 4.5 * noise + 2 / 999).all()  # other draws, the same chance
    names = np.array(["", "HH", "LH", "LL", "HL"])
    assert places["quadrant"].tolist() == names[around.q].tolist()


def test_as_esda_called_directly_on_a_board() -> None:
    agree(BOARD, slope())


def test_as_esda_called_directly_on_a_province(shared: Path) -> None:
    frame = real(shared, "angthong_tambon.geojson").sort_values("place", ignore_index=True)
    middle = frame.geometry.map(lambda shape: shape.bounds[0])
    noise = np.random.default_rng(4).normal(scale=0.1, size=len(frame))
    agree(frame, (middle + noise).tolist())


@settings(max_examples=20)
@given(
    st.lists(st.integers(-20, 20), min_size=49, max_size=49).filter(
        lambda held: len(set(held)) > 14
    ),
    st.sets(st.integers(0, 48), max_size=12),
)
def test_as_the_formula_with_unknown_values(numbers: list[int], lost: set[int]) -> None:
    values = [None if at in lost else float(one) for at, one in enumerate(numbers)]
    matrix = NEAR.matrix.toarray()
    found = moran(table(values), NEAR, permutations=99).iloc[0]
    whole, parts = by_formula(values, matrix)
    assert found["moran_i"] == pytest.approx(whole, abs=1e-12)
    assert found["n"] == len(parts)
    assert found["expected"] == pytest.approx(-1 / (len(parts) - 1))
    assert found["unknown"] == sum(one is None for one in values)
    places = local_clusters(table(values), NEAR, permutations=99)
    used = places[places["left_out"].eq("")]
    assert used["local_i"].tolist() == pytest.approx(parts, abs=1e-12)


def test_quadrants_and_lags_by_hand() -> None:
    values = [100.0 if x < 3 else 0.0 for x, _ in CELLS]
    values[CELLS.index((1, 3))] = 0.0
    values[CELLS.index((5, 3))] = 100.0
    found = local_clusters(table(values), NEAR).set_index("place")
    named = dict(zip(CELLS, BOARD["place"], strict=True))
    told = {cell: found.loc[named[cell], "quadrant"] for cell in [(0, 0), (1, 3), (5, 3), (6, 6)]}
    assert told == {(0, 0): "HH", (1, 3): "LH", (5, 3): "HL", (6, 6): "LL"}
    assert found.loc[named[(1, 3)], "lag"] == 100
    assert found.loc[named[(3, 0)], "lag"] == pytest.approx(40)  # two of five neighbours
    assert found.loc[named[(1, 3)], "value"] == 0


def test_a_pattern_is_found_and_chance_is_not() -> None:
    assert moran(table(slope()), NEAR).loc[0, "p"] == 0.002
    assert local_clusters(table(slope()), NEAR)["significant"].sum() >= 5
    draw = np.random.default_rng(11)
    runs = [table(draw.normal(size=len(CELLS))) for _ in range(20)]
    assert sum(moran(one, NEAR, permutations=199).loc[0, "p"] <= 0.05 for one in runs) <= 4
    plain = [local_clusters(one, NEAR, permutations=199) for one in runs[:10]]
    assert sum(int(one["significant"].sum()) for one in plain) <= 3
    assert sum(int((one["p"] <= 0.05).sum()) for one in plain) > 3  # many tests find by chance


def test_adjusted_p_by_hand() -> None:
    found = local_clusters(table(slope()), NEAR)
    p = sorted(found["p"])
    by_hand = {one: min(p[k] * len(p) / (k + 1) for k in range(len(p)) if p[k] >= one) for one in p}
    assert found["p_adjusted"].tolist() == pytest.approx([by_hand[one] for one in found["p"]])
    assert (found["significant"] == (found["p_adjusted"] <= 0.05)).all()
    strict = local_clusters(table(slope()), NEAR, alpha=0.001)
    assert not strict["significant"].any()


def test_who_is_left_out_and_why() -> None:
    frame = board([*CELLS, (20, 20), (30, 30), (31, 30)])
    values = [*slope(), 3.0, 4.0, None]
    held = pd.concat([table(values, frame), pd.DataFrame({"place": ["999999"], "share": [1.0]})])
    found = moran(held, contiguity(frame)).iloc[0]
    assert found[["n", "unknown", "island", "no_polygon"]].tolist() == [49, 1, 2, 1]
    assert found["moran_i"] == moran(table(slope()), NEAR).loc[0, "moran_i"]
    places = local_clusters(held, contiguity(frame)).set_index("place")
    assert places.index.is_monotonic_increasing
    left = places[places["left_out"].ne("")]
    assert left["left_out"].to_dict() == {
        "150150": "island",
        "150151": "island",
        "150152": "unknown",
        "999999": "no_polygon",
    }
    empty = ["lag", "local_i", "quadrant", "p", "p_adjusted", "significant"]
    assert left[empty].isna().all(axis=None)
    assert left["value"].tolist()[:2] == [3.0, 4.0]


def test_a_place_without_a_row_is_unknown() -> None:
    found = moran(table(slope()).iloc[3:], NEAR).iloc[0]
    assert found[["n", "unknown"]].tolist() == [46, 3]


@pytest.mark.parametrize("function", [moran, local_clusters])
def test_below_thirty_areas_nothing_is_offered(function: Any) -> None:
    numbers: list[float | None] = [*slope()]
    for at in range(20):
        numbers[at] = None
    with pytest.raises(AnalysisError) as caught:
        function(table(numbers), NEAR)
    assert caught.value.code == "spatial.few_areas"
    assert caught.value.facts == {"n": 29, "least": 30}
    assert all("29" in caught.value.tell(lang) for lang in LANGS)
    numbers[0] = 1.0
    numbers[1] = 2.0
    assert len(function(table(numbers), NEAR)) in {1, 49}


@pytest.mark.parametrize(
    ("numbers", "code"),
    [
        ([0.3] * 49, "spatial.alike"),
        ([0.1 + 0.2] * 24 + [0.3] * 25, "spatial.alike"),
        ([float("inf"), *range(48)], "spatial.numbers"),
    ],
)
def test_values_that_carry_no_statistic(numbers: list[float], code: str) -> None:
    with pytest.raises(AnalysisError) as caught:
        moran(table(numbers), NEAR)
    assert caught.value.code == code


def test_what_else_is_refused() -> None:
    held = table(slope())
    with pytest.raises(AnalysisError) as caught:
        moran(pd.concat([held, held.iloc[:2]]), NEAR)
    assert (caught.value.code, caught.value.facts) == (
        "spatial.twice",
        {"places": "150101, 150102"},
    )
    with pytest.raises(AnalysisError) as caught:
        moran(held, NEAR, permutations=98)
    assert caught.value.code == "spatial.permutations"
    with pytest.raises(AnalysisError) as caught:
        moran(held.assign(share="สูง"), NEAR)
    assert caught.value.code == "spatial.numbers"
    with pytest.raises(StageError, match="score"):
        moran(held, NEAR, column="score")


def test_without_esda_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "esda", None)
    with pytest.raises(AnalysisError) as caught:
        moran(table(slope()), NEAR)
    assert caught.value.code == "spatial.extra"
    assert "tambon_gis[spatial]" in caught.value.tell("th")


def test_one_seed_one_answer_and_the_stream_of_others_stays() -> None:
    held = table(slope(2))
    np.random.seed(5)
    expected = np.random.random(3).tolist()
    np.random.seed(5)
    one = [local_clusters(held, NEAR, seed=7), moran(held, NEAR, seed=7)]
    assert np.random.random(3).tolist() == expected
    again = [local_clusters(held, NEAR, seed=7), moran(held, NEAR, seed=7)]
    for first, second in zip(one, again, strict=True):
        pd.testing.assert_frame_equal(first, second)
    assert not local_clusters(held, NEAR, seed=8)["p"].equals(one[0]["p"])


@settings(max_examples=5)
@given(st.randoms())
def test_the_order_of_rows_changes_nothing(draw: Any) -> None:
    order = list(range(len(CELLS)))
    draw.shuffle(order)
    turned = contiguity(BOARD.iloc[order])
    held = table(slope())
    for function in (moran, local_clusters):
        pd.testing.assert_frame_equal(function(held, NEAR), function(held.iloc[order], turned))


def test_every_kind_of_frame() -> None:
    held = table(slope())
    found = local_clusters(pl.from_pandas(held), NEAR)
    assert isinstance(found, pl.DataFrame)
    assert found["quadrant"].to_list() == local_clusters(held, NEAR)["quadrant"].tolist()
    assert isinstance(moran(pl.from_pandas(held), NEAR), pl.DataFrame)
