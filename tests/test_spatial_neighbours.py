"""Which areas touch, against every pair."""

from __future__ import annotations

import time
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from spatial_support import board, bounded, real

from tambon_gis.analysis.spatial.neighbours import Neighbours, contiguity
from tambon_gis.errors import AnalysisError, StageError

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

METRE = 1 / 111_000
CELLS = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=20, unique=True
)


def couples(found: Neighbours) -> set[tuple[str, str]]:
    return {tuple(sorted(pair)) for pair in found.pairs().to_numpy()}


@given(CELLS)
def test_a_queen_and_a_rook_on_a_board(cells: list[tuple[int, int]]) -> None:
    frame = board(cells)
    place = dict(zip(cells, frame["place"], strict=True))
    queen, rook = set(), set()
    for one, two in combinations(cells, 2):
        across, up = abs(one[0] - two[0]), abs(one[1] - two[1])
        pair = tuple(sorted((place[one], place[two])))
        queen |= {pair} if max(across, up) == 1 else set()
        rook |= {pair} if across + up == 1 else set()
    assert couples(contiguity(frame)) == queen
    assert couples(contiguity(frame, touch="line")) == rook


@settings(max_examples=40)
@given(CELLS, st.randoms(), st.sampled_from(["point", "line"]), st.sampled_from([0.0, 5.0]))
def test_the_matrix(cells: Any, draw: Any, touch: Any, tolerance: float) -> None:
    frame = board(cells)
    found = contiguity(frame, touch=touch, tolerance=tolerance)
    matrix = found.matrix.toarray()
    assert (matrix == matrix.T).all()
    assert not matrix.diagonal().any()
    assert set(np.unique(matrix)) <= {0, 1}
    lonely = [place for place, row in zip(found.places, matrix, strict=True) if not row.any()]
    assert found.islands == tuple(lonely)
    order = list(range(len(frame)))
    draw.shuffle(order)
    turned = contiguity(frame.iloc[order], touch=touch, tolerance=tolerance)
    assert turned.places == found.places == tuple(sorted(frame["place"]))
    assert (turned.matrix.toarray() == matrix).all()


def squares(gap: float, *, west: float = 100.0) -> gpd.GeoDataFrame:
    """Two squares of a kilometre side by side, some metres apart (less than 0: overlapping)."""
    side, off = 1000 * METRE, gap * METRE
    return bounded(
        [
            shapely.box(west, 0 + 14, west + side, 14 + side),
            shapely.box(west + side + off, 14, west + 2 * side + off, 14 + side),
        ]
    )


@pytest.mark.parametrize("west", [100.0, 102 - 1000 * METRE, 104.0])
@pytest.mark.parametrize("touch", ["point", "line"])
def test_a_tolerance_closes_gaps_in_metres(west: float, touch: Any) -> None:
    apart = squares(10, west=west)
    assert contiguity(apart, touch=touch).matrix.nnz == 0
    assert contiguity(apart, touch=touch, tolerance=9).matrix.nnz == 0  # 10 m at the equator
    assert contiguity(apart, touch=touch, tolerance=10).matrix.nnz == 2
    assert contiguity(squares(-10, west=west), touch=touch).matrix.nnz == 2


def test_corners_are_no_line_within_a_tolerance_either() -> None:
    corner = board([(0, 0), (1, 1)])
    assert contiguity(corner, tolerance=5).matrix.nnz == 2
    assert contiguity(corner, touch="line", tolerance=5).matrix.nnz == 0


@pytest.mark.parametrize("tolerance", [-1, float("nan"), float("inf")])
def test_what_is_no_tolerance(tolerance: float) -> None:
    with pytest.raises(AnalysisError) as caught:
        contiguity(board([(0, 0)]), tolerance=tolerance)
    assert caught.value.code == "spatial.metres"


def test_what_is_refused() -> None:
    frame = board([(0, 0), (1, 0)])
    with pytest.raises(AnalysisError) as caught:
        contiguity(frame.assign(place="150101"))
    assert (caught.value.code, caught.value.facts) == ("spatial.twice", {"places": "150101"})
    with pytest.raises(StageError, match="place"):
        contiguity(frame.drop(columns="place"))
    with pytest.raises(AnalysisError) as caught:
        contiguity(frame.iloc[:0])
    assert caught.value.code == "spatial.empty_layer"


def brute(frame: gpd.GeoDataFrame) -> set[tuple[str, str]]:
    """Every pair that intersects, one by one."""
    rows = sorted(zip(frame["place"], frame.geometry, strict=True))
    return {(a, b) for (a, one), (b, two) in combinations(rows, 2) if one.intersects(two)}


@pytest.mark.parametrize("file", ["angthong_tambon.geojson", "angthong_tambon_slivers.geojson"])
def test_a_province(shared: Path, file: str) -> None:
    """189 pairs of neighbours, also where polygons were simplified one by one."""
    frame = real(shared, file)
    found = contiguity(frame)
    assert couples(found) == brute(frame)
    assert len(couples(found)) == 189
    assert found.islands == ()


def test_all_tambons_in_less_than_two_seconds(shared: Path) -> None:
    frame = real(shared, "thailand_tambon.geojson.gz")
    started = time.process_time()
    found = contiguity(frame)
    assert time.process_time() - started < 2
    assert len(found.places) == 7425
    near = frame[frame["place"].str.startswith(("1501", "1502"))]
    some = {pair for pair in couples(found) if set(pair) <= set(near["place"])}
    assert some == brute(near)
