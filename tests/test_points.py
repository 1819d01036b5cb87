"""Points in polygons: every way against shapely asked for each pair, one by one."""

from __future__ import annotations

import math
import sys
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
import shapely
from engine_support import in_kind, library_of
from hypothesis import given, settings
from hypothesis import strategies as st

from tambon_gis.engine import points as array_points
from tambon_gis.engine import store
from tambon_gis.engine.cells import ASK, lay
from tambon_gis.engine.locate import agreement, locate
from tambon_gis.errors import EngineError, StageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    Shapes = Sequence[shapely.Geometry]

#: A square with a hole, an island in the hole, an overlap, and one in two parts.
ODD = (
    shapely.Polygon([(0, 0), (6, 0), (6, 6), (0, 6)], [[(1, 1), (5, 1), (5, 5), (1, 5)]]),
    shapely.box(2, 2, 4, 4),
    shapely.box(3, 3, 8, 8),
    shapely.MultiPolygon([shapely.box(6, 0, 8, 2), shapely.Polygon([(10, 0), (13, 1), (11, 3)])]),
    shapely.Polygon([(8, 2), (11, 3), (9, 7)]),
)
ODD_CODES = ("ง", "ค", "ข", "ก", "จ")
WAYS = ("strtree", "grid", "sedonadb")


def brute(
    x: Sequence[float], y: Sequence[float], shapes: Shapes, codes: Sequence[str]
) -> list[Any]:
    """The smallest code among all polygons that hold a point, asked pair by pair."""
    told = []
    for one, other in zip(x, y, strict=True):
        finite = math.isfinite(one) and math.isfinite(other)
        spot = shapely.Point(one, other) if finite else None
        held = [
            code
            for shape, code in zip(shapes, codes, strict=True)
            if spot is not None and shape.intersects(spot)
        ]
        told.append(min(held, default=None))
    return told


def found(
    x: Sequence[float], y: Sequence[float], shapes: Shapes, codes: Sequence[str], way: str
) -> list[Any]:
    """What one way says."""
    polygons = array_points.hold(shapes, codes)
    finder = array_points.Finder(polygons, way.replace("grid", "strtree"), 2, max(len(x), 1))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(array_points, "LARGE", 0 if way == "grid" else sys.maxsize)
        patch.setattr(array_points, "CHUNK", 7)
        patch.setattr(array_points, "SHARE", 50)
        own = finder.find(np.array(x, float), np.array(y, float))
    return [polygons.codes[at] if at >= 0 else None for at in own]


def edges(shapes: Shapes) -> list[tuple[float, float, float, float]]:
    """The ends of all straight edges."""
    rings = shapely.get_rings(shapely.get_parts(np.array(shapes, dtype=object)))
    corners = [shapely.get_coordinates(ring) for ring in rings]
    pairs = [np.hstack([one[:-1], one[1:]]) for one in corners]
    return [tuple(row) for row in np.concatenate(pairs).tolist()]


@st.composite
def spots(draw: st.DrawFn, shapes: Shapes) -> tuple[list[float], list[float]]:
    """Points anywhere, on corners, on edges, next to them, and none at all."""
    some: list[tuple[float, float]] = []
    for _ in range(draw(st.integers(1, 30))):
        x0, y0, x1, y1 = draw(st.sampled_from(edges(shapes)))
        part = draw(st.sampled_from([0.0, 0.5, 1.0]) | st.floats(0, 1))
        x, y = x0 + (x1 - x0) * part, y0 + (y1 - y0) * part
        kind = draw(st.sampled_from(["on", "beside", "anywhere", "none"]))
        if kind == "beside":
            x = math.nextafter(x, draw(st.sampled_from([-math.inf, math.inf])))
        if kind == "anywhere":
            x, y = draw(st.floats(-1, 14)), draw(st.floats(-1, 9))
        if kind == "none":
            x = draw(st.sampled_from([math.nan, math.inf, -math.inf, 1e308, -1e308]))
        some.append((x, y))
    return [x for x, _ in some], [y for _, y in some]


def villages(count: int, seed: int) -> tuple[NDArray[np.object_], list[str]]:
    """Places that share slanting borders, as villages do, in no order."""
    chance = np.random.default_rng(seed)
    seeds = shapely.multipoints(chance.uniform((0, 0), (13, 8), (count, 2)))
    area = shapely.box(0, 0, 13, 8)
    cells = shapely.get_parts(shapely.voronoi_polygons(seeds, extend_to=area))
    codes = [f"{15010100 + at}" for at in chance.permutation(count)]
    return shapely.intersection(cells, area), codes


VILLAGES = villages(40, 3)


@pytest.mark.parametrize("way", ["strtree", "grid"])
@settings(max_examples=60, deadline=None)
@given(st.data())
def test_shared_borders_corners_holes_parts_and_overlaps(way: str, data: st.DataObject) -> None:
    for shapes, codes in ((ODD, ODD_CODES), VILLAGES):
        x, y = data.draw(spots(shapes))
        assert found(x, y, shapes, codes, way) == brute(x, y, shapes, codes)


@pytest.mark.parametrize("way", WAYS)
def test_all_corners_and_edges_of_slanting_borders(way: str) -> None:
    shapes, codes = VILLAGES
    chance = np.random.default_rng(5)
    ends = np.array(edges(shapes))
    part = np.concatenate([np.zeros(len(ends)), np.full(len(ends), 0.5), chance.random(len(ends))])
    first, last = np.tile(ends[:, :2], (3, 1)), np.tile(ends[:, 2:], (3, 1))
    x, y = (first + (last - first) * part[:, None]).T.tolist()
    assert found(x, y, shapes, codes, way) == brute(x, y, shapes, codes)


@pytest.mark.parametrize("way", WAYS)
def test_a_point_that_no_polygon_or_no_number_holds(way: str) -> None:
    x = [math.nan, 1.0, math.inf, 100.0, 7.0, -5e300]
    y = [1.0, math.nan, 1.0, 14.0, 1.0, 5e300]
    assert found(x, y, ODD, ODD_CODES, way) == [None, None, None, None, "ก", None]
    assert found(x, y, [], [], way) == [None] * 6
    assert found([], [], ODD, ODD_CODES, way) == []
    assert found([math.nan], [1.0], ODD, ODD_CODES, way) == [None]


@pytest.mark.parametrize("cells", [1, 9, 400, 40_000])
def test_a_grid_of_any_fineness_is_exact(cells: int) -> None:
    shapes, codes = VILLAGES
    polygons = array_points.hold([*shapes, *ODD], [*codes, *ODD_CODES])
    ends = np.array(edges(shapely.from_wkb(list(polygons.shapes))))
    grid = lay((ends[:, :2], ends[:, 2:]), polygons.ask, cells)
    chance = np.random.default_rng(cells)
    x, y = chance.uniform((-2, -2), (15, 10), (3000, 2)).T
    told, asked = grid.answers.ravel()[grid.cells(x, y)], polygons.ask(x, y)
    sure = told != ASK
    np.testing.assert_array_equal(told[sure], asked[sure])
    # the finer the grid, the fewer points must be asked
    assert (sure.mean() > 0.6) == (cells == 40_000)


def test_points_in_the_order_of_places_and_shuffled(monkeypatch: pytest.MonkeyPatch) -> None:
    shapes, codes = VILLAGES
    polygons = array_points.hold(shapes, codes)
    finder = array_points.Finder(polygons, "strtree", 2, 20_000)
    monkeypatch.setattr(array_points, "LARGE", 0)
    scattered = []
    whether = array_points._scattered
    monkeypatch.setattr(
        array_points, "_scattered", lambda *of: scattered.append(whether(*of)) or scattered[-1]
    )
    chance = np.random.default_rng(2)
    x, y = chance.uniform((0, 0), (13, 8), (5000, 2)).T
    asked = polygons.ask(x, y)
    np.testing.assert_array_equal(finder.find(x, y), asked)
    order = np.lexsort((x, y))
    np.testing.assert_array_equal(finder.find(x[order], y[order]), asked[order])
    assert scattered == [True, True, False, False]


def test_borders_far_longer_than_a_cell_and_a_sliver() -> None:
    shapes = [
        shapely.Polygon([(0, 0), (1000, 1e-3), (1000, 2e-3)]),
        shapely.box(0, -1, 1000, -1e-9),
    ]
    chance = np.random.default_rng(1)
    x, y = chance.uniform(0, 1000, 500).tolist(), chance.uniform(-1e-3, 2e-3, 500).tolist()
    assert found(x, y, shapes, ["1", "2"], "grid") == brute(x, y, shapes, ["1", "2"])


def test_several_polygons_of_one_code_and_codes_in_no_order() -> None:
    shapes = [shapely.box(2, 0, 3, 1), shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)]
    frame = pd.DataFrame({"longitude": [0.5, 1.0, 2.0, 2.5, 9.0], "latitude": 0.5})
    told = locate(frame, shapes, ["2", "1", "2"])["within"]
    assert told.tolist()[:4] == ["1", "1", "2", "2"]
    assert pd.isna(told.iloc[4])
    assert told.cat.categories.tolist() == ["1", "2"]


@pytest.mark.parametrize(
    ("shape", "why"),
    [
        (shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)]), "crosses itself"),
        (shapely.Polygon(), "empty"),
        (shapely.Point(0, 0), "no polygon"),
        (shapely.LineString([(0, 0), (1, 1)]), "no polygon"),
        (None, "missing"),
    ],
)
def test_what_is_no_polygon_is_refused_by_code(shape: Any, why: str) -> None:
    frame = pd.DataFrame({"longitude": [0.5], "latitude": [0.5]})
    with pytest.raises(EngineError) as caught:
        locate(frame, [shapely.box(0, 0, 1, 1), shape], ["1", "2"])
    assert caught.value.code == "points.shapes", why
    assert caught.value.facts == {"n": 1, "places": "2"}


def test_damaged_wkb_and_codes_that_are_none_are_refused() -> None:
    frame = pd.DataFrame({"longitude": [0.5], "latitude": [0.5]})
    good = shapely.box(0, 0, 1, 1)
    with pytest.raises(EngineError, match=r"1 shapes|1 รูป"):
        locate(frame, [good.wkb, b"no shape"], ["1", "2"])
    codes: list[Any]
    for codes in (["1"], ["1", None], ["1", 2]):
        with pytest.raises(EngineError) as caught:
            locate(frame, [good, good], codes)
        assert caught.value.code == "points.codes"


FRAME = pd.DataFrame(
    {
        "row": range(2, 9),
        "place": ["15010101", "15010102", "15010102", None, "15010101", "15010101", "15010102"],
        "longitude": [100.5, 101.0, 101.5, 101.5, None, math.nan, 14.5],
        "latitude": [14.5, 14.5, 14.5, 14.5, 14.5, 14.5, 101.5],
    }
)
BOXES = [shapely.box(101, 14, 102, 15), shapely.box(100, 14, 101, 15)]
CODES = ["15010102", "15010101"]
SAID = ["15010101", "15010101", "15010102", "15010102", None, None, None]
MET = [
    ("15010101", "15010101", 1),
    ("15010101", None, 2),
    ("15010102", "15010101", 1),
    ("15010102", "15010102", 1),
    ("15010102", None, 1),
    (None, "15010102", 1),
]


def said(frame: Any) -> list[Any]:
    """The codes of a located frame of any kind, by row."""
    if library_of(frame) == "pandas":
        frame = frame.sort_values("row")
        return frame["within"].astype(object).where(frame["within"].notna(), None).tolist()
    if library_of(frame) == "spark":
        return [row["within"] for row in frame.orderBy("row").collect()]
    return (
        frame["within"].to_list() if library_of(frame) == "polars" else frame["within"].to_pylist()
    )


def test_every_kind_of_frame_in_its_own_kind(kind: str) -> None:
    given_ = in_kind(FRAME, kind)
    told = locate(given_, BOXES, CODES)
    assert library_of(told) == kind
    assert said(told) == SAID
    assert list(told.columns if kind != "arrow" else told.column_names) == [*FRAME, "within"]
    again = locate(told, [shape.wkb for shape in BOXES], CODES)
    assert said(again) == SAID
    assert list(again.columns if kind != "arrow" else again.column_names) == [*FRAME, "within"]
    table = agreement(given_, BOXES, CODES)
    assert [tuple(row.values()) for row in table.to_pylist()] == MET


def test_the_callers_frame_and_shapes_stay_as_they_were() -> None:
    frame, shapes = FRAME.copy(), np.array(BOXES)
    locate(frame, shapes, CODES)
    pd.testing.assert_frame_equal(frame, FRAME)
    assert not shapely.is_prepared(shapes).any()
    assert shapely.equals_identical(shapes, BOXES).all()


@pytest.mark.parametrize("method", ["strtree", "sedonadb"])
def test_methods_by_name(method: str) -> None:
    assert said(locate(FRAME, BOXES, CODES, method=method)) == SAID


def test_spark_by_name_and_many_parts(spark_session: Any) -> None:
    shapes, codes = VILLAGES
    chance = np.random.default_rng(9)
    x, y = chance.uniform((-1, -1), (14, 9), (400, 2)).T
    corner = shapely.get_coordinates(shapes)[:200]
    frame = pd.DataFrame(
        {"longitude": [*x, *corner[:, 0]], "latitude": [*y, *corner[:, 1]]}
    ).assign(row=range(600))
    expected = brute(frame["longitude"].tolist(), frame["latitude"].tolist(), shapes, codes)
    assert said(locate(frame, shapes, codes, method="spark")) == expected
    parted = spark_session.createDataFrame(in_kind(frame, "arrow")).repartition(5)
    assert said(locate(parted, shapes, codes)) == expected


def test_a_dataset_by_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tambon_gis.engine import locate as door

    monkeypatch.setattr(door, "BATCH", 2)
    for name, rows in (("a", FRAME[:4]), ("b", FRAME[4:])):
        rows.to_parquet(tmp_path / f"{name}.parquet")
    held = store.open_dataset(tmp_path)
    told = locate(held, BOXES, CODES)
    assert list(told) == ["row", "place", "within"]
    assert said(told) == SAID
    table = agreement(held, BOXES, CODES)
    assert [tuple(row.values()) for row in table.to_pylist()] == MET
    one = held.derive([("row", "row"), ("longitude", "longitude + 1"), ("latitude", "latitude")])
    assert said(locate(one, BOXES, CODES))[:2] == ["15010102", "15010102"]


def test_tables_without_rows(tmp_path: Path) -> None:
    FRAME[:0].to_parquet(tmp_path / "a.parquet")
    for empty in (FRAME[:0], store.open_dataset(tmp_path)):
        assert said(locate(empty, BOXES, CODES)) == []
        assert agreement(empty, BOXES, CODES).to_pylist() == []


def test_stated_places_of_numbers_and_of_nothing() -> None:
    for place, text in ((15010102, "15010102"), (None, None)):
        table = agreement(FRAME[:1].assign(place=place), BOXES, CODES)
        assert table.to_pylist() == [{"stated": text, "within": "15010101", "rows": 1}]


def test_villages_that_are_stated_meet_polygons_of_tambons() -> None:
    table = agreement(FRAME[:3], [shapely.box(100, 14, 102, 15)], ["150101"])
    assert table.to_pylist() == [{"stated": "150101", "within": "150101", "rows": 3}]


def test_columns_that_lack_or_hold_no_numbers(kind: str) -> None:
    text = in_kind(FRAME[["row", "place"]].assign(longitude="ก", latitude=1.0), kind)
    for bad in (text, in_kind(FRAME[["row", "latitude"]], kind)):
        with pytest.raises(StageError) as caught:
            locate(bad, BOXES, CODES)
        assert "- longitude" in str(caught.value)
    with pytest.raises(StageError, match="- household"):
        agreement(in_kind(FRAME, kind), BOXES, CODES, stated="household")


def test_a_column_of_nothing_and_one_of_several_kinds() -> None:
    nothing = pd.DataFrame({"longitude": [None, None], "latitude": [1.0, 2.0]})
    assert locate(nothing, BOXES, CODES)["within"].isna().all()
    with pytest.raises(StageError, match="- longitude"):
        locate(pd.DataFrame({"longitude": [1.0, "x"], "latitude": 1.0}), BOXES, CODES)


def test_a_method_that_is_unknown_or_not_installed(
    monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    with pytest.raises(EngineError) as caught:
        locate(in_kind(FRAME, kind), BOXES, CODES, method="qgis")
    assert caught.value.code == "points.method"
    if kind == "spark":
        with pytest.raises(EngineError, match="sedonadb"):
            locate(in_kind(FRAME, kind), BOXES, CODES, method="sedonadb")
        return
    monkeypatch.setitem(sys.modules, "sedonadb", None)
    with pytest.raises(EngineError) as caught:
        locate(in_kind(FRAME, kind), BOXES, CODES, method="sedonadb")
    assert caught.value.code == "points.missing"
    assert "tambon_gis[scale]" in caught.value.tell("en")
    assert said(locate(in_kind(FRAME, kind), BOXES, CODES)) == SAID
