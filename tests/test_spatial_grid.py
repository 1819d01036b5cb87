"""Cells of at least k households against a quadtree that splits one square at a time."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import polars as pl
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from tambon_gis import catalog
from tambon_gis.analysis.aggregate import count
from tambon_gis.analysis.spatial.grid import Grid, k_grid, on_grid
from tambon_gis.errors import AnalysisError, StageError

if TYPE_CHECKING:
    import random

#: Villages as people build them: dense along a street, a few farms far out.
HOMES = st.lists(
    st.tuples(st.sampled_from([0, 0, 0, 300, 900, 2500]), st.integers(0, 400), st.integers(0, 400)),
    min_size=1,
    max_size=80,
)
Cells = dict[tuple[int, int, int], int]


def homes(spots: list[tuple[int, int, int]], zone: int = 32647) -> pd.DataFrame:
    """Households at metres from a corner in a UTM zone, half a metre off its lines."""
    base_x, base_y = {32647: 660_000.5, 32648: 300_000.5}[zone], 1_610_000.5
    flat = [(base_x + 7 * far + x, base_y + 5 * far + y) for far, x, y in spots]
    to = pyproj.Transformer.from_crs(zone, 4326, always_xy=True)
    x, y = to.transform(*np.array(flat, dtype=float).T)
    return pd.DataFrame({"row": range(len(spots)), "latitude": y, "longitude": x})


def quadtree(spots: list[tuple[float, float]], side: int, size: int, k: int) -> Cells:
    """Squares (corner, side) with their households; nothing where a largest square holds < k."""
    found: Cells = {}

    def corner(x: float, y: float, step: int) -> tuple[int, int]:
        return int(x // step) * step, int(y // step) * step

    def cut(held: list[tuple[float, float]], step: int) -> None:
        quarters: dict[tuple[int, int], list[tuple[float, float]]] = {}
        for spot in held:
            quarters.setdefault(corner(*spot, step // 2), []).append(spot)
        if step > size and all(len(part) >= k for part in quarters.values()):
            for part in quarters.values():
                cut(part, step // 2)
        else:
            found[(*corner(*held[0], step), step)] = len(held)

    roots: dict[tuple[int, int], list[tuple[float, float]]] = {}
    for spot in spots:
        roots.setdefault(corner(*spot, side), []).append(spot)
    for held in roots.values():
        if len(held) >= k:
            cut(held, side)
    return found


def told(grid: Grid) -> Cells:
    """Corner and side of each cell as its name says, with its households."""
    parts = [re.fullmatch(r"CRS(\d+)RES(\d+)mN(\d+)E(\d+)", cell) for cell in grid.frame["cell"]]
    keys = [(int(one[4]), int(one[3]), int(one[2])) for one in parts if one]
    assert {int(one[1]) for one in parts if one} <= {grid.zone}
    return dict(zip(keys, grid.frame["households"].tolist(), strict=True))


@settings(max_examples=60)
@given(HOMES, st.sampled_from([2, 5, 10]), st.integers(0, 4))
def test_as_a_tree_built_square_by_square(spots: Any, k: int, doublings: int) -> None:
    points = homes(spots)
    grid = k_grid(points, size=100, k=k, doublings=doublings)
    to = pyproj.Transformer.from_crs(4326, grid.zone, always_xy=True)
    flat = list(zip(*to.transform(points["longitude"], points["latitude"]), strict=True))
    by_hand = quadtree(flat, 100 * 2**doublings, 100, k)
    assert told(grid) == by_hand
    assert grid.hidden == len(spots) - sum(by_hand.values())
    assert grid.frame["households"].ge(k).all()
    assert grid.frame["cell"].is_monotonic_increasing


@settings(max_examples=25)
@given(HOMES, st.randoms())
def test_the_order_of_rows_changes_nothing(spots: Any, draw: random.Random) -> None:
    points = homes(spots)
    turned = points.sample(frac=1, random_state=draw.randrange(99))
    one, other = (k_grid(part, size=100) for part in (points, turned))
    pd.testing.assert_frame_equal(one.frame, other.frame)
    assert (one.hidden, one.unknown) == (other.hidden, other.unknown)


@settings(max_examples=25)
@given(HOMES)
def test_households_know_their_cell_and_no_two_cells_overlap(spots: Any) -> None:
    points = homes(spots)
    grid = k_grid(points, size=100)
    cells = on_grid(points, grid)["cell"]
    counts = cells.dropna().value_counts().to_dict()
    assert counts == dict(zip(grid.frame["cell"], grid.frame["households"], strict=True))
    assert cells.isna().sum() == grid.hidden
    shapes = grid.frame.set_index("cell").geometry
    metre = 2e-5  # corners are rounded to a metre
    for at, cell in cells.items():
        if pd.notna(cell):
            home = shapely.Point(points["longitude"][at], points["latitude"][at])
            assert shapes[cell].buffer(metre).contains(home)
    inner = shapely.buffer(shapes.to_numpy(), -2 * metre)
    one, two = shapely.STRtree(inner).query(inner, predicate="intersects")
    assert (one == two).all()


def village() -> pd.DataFrame:
    """Twelve homes in a street, six on a hill, one far out, one unknown."""
    points = homes(
        [(0, at, 10) for at in range(12)] + [(0, 350, at) for at in range(6)] + [(2500, 1, 1)]
    )
    points["members"] = pd.array([3] * 12 + [2] * 6 + [9], dtype="Int64")
    lost = pd.DataFrame({"row": [99], "latitude": [None], "longitude": [None], "members": [4]})
    return pd.concat([points, lost.astype({"latitude": float, "longitude": float})])


def test_by_hand() -> None:
    grid = k_grid(village(), size=200, doublings=1, people="members")
    assert told(grid) == {(660_000, 1_610_000, 200): 12, (660_200, 1_610_000, 200): 6}
    assert grid.frame["people"].tolist() == [36, 12]
    assert (grid.k, grid.hidden, grid.unknown, grid.zone) == (5, 1, 1, 32647)
    wide = k_grid(village(), size=200, doublings=1, k=7)
    assert told(wide) == {(660_000, 1_610_000, 400): 18}


def test_unknown_persons_leave_a_sum_unknown() -> None:
    points = village()
    points.loc[0, "members"] = None
    grid = k_grid(points.iloc[:18], size=200, doublings=1, people="members")
    assert grid.frame["people"].isna().tolist() == [True, False]


def test_nothing_but_cells_is_in_the_result() -> None:
    grid = k_grid(village(), size=200)
    assert list(grid.frame.columns) == ["cell", "size_m", "households", "geometry"]
    assert grid.frame.crs.to_epsg() == 4326
    assert set(grid.frame.geom_type) == {"Polygon"}
    corners = shapely.get_coordinates(grid.frame.geometry)
    assert (np.round(corners, 5) == corners).all()
    homes_ = village()[["longitude", "latitude"]].round(5).to_numpy()
    assert not {tuple(one) for one in corners} & {tuple(one) for one in homes_}


def test_sides_are_metres_on_the_ground() -> None:
    frame = k_grid(village(), size=1000, doublings=0).frame
    ring = shapely.get_coordinates(frame.geometry.iloc[0])
    sides = pyproj.Geod(ellps="WGS84").line_lengths(*ring.T)
    assert sides == pytest.approx([1000] * 4, abs=2.5)  # a thousandth, and corners rounded


def test_the_zone_of_the_middle_or_the_one_asked_for() -> None:
    east = homes([(0, at, 0) for at in range(6)], zone=32648)
    assert k_grid(east, size=500).zone == 32648
    assert k_grid(east, size=500, zone=32647).zone == 32647


def test_a_grid_of_one_year_takes_the_households_of_another() -> None:
    grid = k_grid(village(), size=200, doublings=1)
    later = homes([(0, 5, 5), (0, 390, 390), (0, 450, 5)])
    assert on_grid(later, grid)["cell"].fillna("-").tolist() == [
        "CRS32647RES200mN1610000E660000",
        "-",
        "-",
    ]


def test_homes_outside_may_have_a_name() -> None:
    told = on_grid(village(), k_grid(village(), size=200, doublings=1), outside="อื่น ๆ")["cell"]
    assert told.tolist()[-2:] == ["อื่น ๆ", "อื่น ๆ"]
    assert told.notna().all()


def test_counting_by_cell_adds_up() -> None:
    points = village().reset_index(drop=True)
    answers = pd.array([1, 0] * 10, dtype="Int64")
    survey = points.assign(place="150109", ind09=answers)
    book = catalog.rulebook("bmn-2560")
    cells = count(
        on_grid(survey, k_grid(points, size=200, doublings=1)), book, year=2565, by=["cell"]
    )
    cells = cells[cells["code"] == "9"]
    assert sorted(cells["asked"]) == [2, 6, 12]
    whole = count(survey, book, year=2565)
    assert cells["met"].sum() == whole[whole["code"] == "9"]["met"].sum()


def test_frames_of_other_kinds() -> None:
    points = pl.from_pandas(village())
    grid = k_grid(points, size=200, doublings=1)
    assert told(grid) == told(k_grid(village(), size=200, doublings=1))
    assert on_grid(points, grid)["cell"].null_count() == 2


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"size": 0}, "spatial.metres"),
        ({"size": 99.5}, "spatial.metres"),
        ({"size": 100, "k": 1}, "spatial.grid"),
        ({"size": 100, "doublings": -1}, "spatial.grid"),
        ({"size": 100, "zone": 4326}, "spatial.zone"),
    ],
)
def test_what_makes_no_grid(options: dict[str, Any], code: str) -> None:
    with pytest.raises(AnalysisError) as caught:
        k_grid(village(), **options)
    assert caught.value.code == code


def test_without_a_known_home_there_is_no_grid() -> None:
    with pytest.raises(AnalysisError) as caught:
        k_grid(village().iloc[-1:], size=100)
    assert caught.value.code == "spatial.no_points"
    with pytest.raises(StageError, match="people"):
        k_grid(village(), size=100, people="people")


def test_fewer_than_k_homes_make_no_cell() -> None:
    grid = k_grid(homes([(0, 1, 1)] * 4), size=100)
    assert grid.frame.empty
    assert list(grid.frame.columns) == ["cell", "size_m", "households", "geometry"]
    assert grid.hidden == 4
    assert on_grid(homes([(0, 1, 1)]), grid)["cell"].isna().all()
