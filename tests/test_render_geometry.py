"""Polygons as whole numbers, and simplification that keeps shared borders."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from many_places import coverages, walked

from tambon_gis.render.geometry import (
    SCALE,
    bounds_of,
    height_of,
    outlines,
    scale_of,
    svg_path,
    within_budget,
)
from tambon_gis.render.web.topology import packed, rounded, topology

if TYPE_CHECKING:
    from pathlib import Path

GRIDS = [(4, 3, 30), (12, 9, 16)]


def back(ring: list[int]) -> list[tuple[float, float]]:
    """A ring of steps as coordinates, the way the page's script reads it."""
    points = np.array(ring).reshape(-1, 2).cumsum(axis=0) / SCALE
    return [(float(x), float(y)) for x, y in points]


def test_steps_lead_back_to_the_points() -> None:
    shape = shapely.Polygon([(100.1, 14.1), (100.2, 14.1), (100.15, 14.25)])
    [[[ring]]] = outlines([shape])
    assert shapely.Polygon(back(ring)).equals(shape)


def test_holes_and_parts_are_kept() -> None:
    ring = shapely.box(0, 0, 4, 4).difference(shapely.box(1, 1, 2, 2))
    both = shapely.MultiPolygon([ring, shapely.box(6, 0, 7, 1)])
    [outline] = outlines([both])
    assert [len(polygon) for polygon in outline] == [2, 1]
    whole = shapely.MultiPolygon(
        [shapely.Polygon(back(p[0]), [back(hole) for hole in p[1:]]) for p in outline]
    )
    assert whole.area == both.area


def test_a_ring_that_vanishes_at_five_decimals_is_left_out() -> None:
    speck = shapely.box(100, 14, 100 + 1e-7, 14 + 1e-7)
    assert outlines([shapely.MultiPolygon([speck, shapely.box(0, 0, 1, 1)])]) == [
        [[[SCALE, 0, 0, SCALE, -SCALE, 0, 0, -SCALE]]]
    ]


def test_nothing_is_simplified_within_the_budget() -> None:
    shapes = [shapely.box(0, 0, 1, 1).segmentize(0.1), shapely.box(1, 0, 2, 1).segmentize(0.1)]
    assert all(a.equals_exact(b) for a, b in zip(within_budget(shapes), shapes, strict=True))


def test_neighbours_keep_their_border_when_simplified() -> None:
    wave = [(1 + 0.02 * math.sin(40 * t), t) for t in np.linspace(0, 1, 200)]
    left = shapely.Polygon([(0, 0), *wave, (0, 1)])
    right = shapely.Polygon([*wave, (2, 1), (2, 0)])
    a, b = within_budget([left, right], most_points=60)
    assert shapely.get_num_coordinates([a, b]).sum() <= 60
    assert shapely.coverage_is_valid([a, b])
    assert math.isclose(a.union(b).area, a.area + b.area)


def test_a_picture_keeps_its_shape() -> None:
    box = (100.0, 14.0, 101.0, 15.0)
    assert height_of(box, width=1000) == round(1000 / math.cos(math.radians(14.5)))
    assert svg_path(shapely.box(*box), box, width=10) == "M10 10v-10h-10v10z"
    assert bounds_of([shapely.box(*box)]) == box


def whole(place: list[Any], scale: int) -> shapely.Geometry:
    """A place as a shape in degrees."""
    parts = [
        shapely.Polygon(np.array(p[0]) / scale, [np.array(hole) / scale for hole in p[1:]])
        for p in place
    ]
    return shapely.union_all(parts) if len(parts) > 1 else parts[0]


def area_of(ring: list[tuple[int, int]]) -> int:
    """Twice the area inside a ring of whole numbers, negative where it runs clockwise: exact."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1], strict=True))


def no_gap_and_no_overlap(found: dict[str, Any]) -> None:
    """Every piece of border is walked once in each direction, or lies at the outside."""
    walks: Counter[tuple[tuple[int, int], tuple[int, int]]] = Counter()
    total = 0
    for place in walked(found):
        for polygon in place:
            for ring in polygon:
                total += area_of(ring)
                walks.update(zip(ring, ring[1:] + ring[:1], strict=True))
    assert set(walks.values()) == {1}
    outside = [(a, b) for a, b in walks if (b, a) not in walks]
    assert total == sum(a[0] * b[1] - b[0] * a[1] for a, b in outside)
    shapes = [whole(place, found["scale"]) for place in walked(found)]
    assert shapely.is_valid(shapes).all()
    assert shapely.coverage_is_valid(shapes)
    tree = shapely.STRtree(shapes)
    one, other = tree.query(shapes, predicate="intersects")
    pairs = [(a, b) for a, b in zip(one, other, strict=True) if a < b]
    over = [shapely.intersection(shapes[a], shapes[b]).area for a, b in pairs]
    assert max(over) == 0
    assert math.isclose(shapely.union_all(shapes).area, shapely.area(shapes).sum())


@pytest.mark.parametrize(("across", "up", "points"), GRIDS)
@pytest.mark.parametrize("size", [0.05, 1.0, 12.0], ids=["tambon", "province", "country"])
def test_fractal_borders_stay_shared(across: int, up: int, points: int, size: float) -> None:
    box = (100.0, 6.0, 100.0 + size, 6.0 + size)
    shapes = list(coverages().coverage((across, up), points, box))
    most = int(shapely.get_num_coordinates(shapes).sum()) // 5
    simple = within_budget(shapes, most_points=most)
    assert across * up * 5 <= shapely.get_num_coordinates(simple).sum() <= most
    for some in (shapes, simple):
        no_gap_and_no_overlap(packed(some))


def test_the_real_tambons_of_a_province_stay_shared(shared: Path) -> None:
    shapes = list(
        gpd.read_file(shared / "data" / "boundaries" / "angthong_tambon.geojson").geometry
    )
    assert shapely.coverage_is_valid(shapes)
    found = packed(shapes)
    no_gap_and_no_overlap(found)
    for place, shape in zip(walked(found), shapes, strict=True):
        assert shapely.hausdorff_distance(whole(place, found["scale"]), shape) < 1e-5
    no_gap_and_no_overlap(packed(within_budget(shapes, most_points=500)))


def test_the_real_tambons_of_the_country_stay_shared(shared: Path) -> None:
    path = shared / "data" / "boundaries" / "thailand_tambon.geojson.gz"
    shapes = list(gpd.read_file(f"/vsigzip/{path}").geometry)
    simple = within_budget(shapes, most_points=52_000)
    assert shapely.get_num_coordinates(simple).sum() <= 52_000
    for some in (shapes, simple):
        found = packed(some)
        assert found["scale"] == SCALE // 10
        no_gap_and_no_overlap(found)


def test_a_check_of_gaps_can_fail() -> None:
    left, right = shapely.box(0, 0, 1, 1), shapely.box(0.9, 0, 2, 1)
    with pytest.raises(AssertionError):
        no_gap_and_no_overlap(packed([left, right]))


def test_every_border_stands_once() -> None:
    shapes = [shapely.box(x, y, x + 1, y + 1).segmentize(0.1) for y in range(5) for x in range(5)]
    found = topology(shapes, scale=100)
    # 60 sides of 25 squares; at each of the four corners two of them meet no third one
    assert len(found["arcs"]) == 60 - 4
    assert sum(len(arc) // 2 - 1 for arc in found["arcs"]) == 60 * 10


def test_an_island_and_the_hole_around_it_share_their_border() -> None:
    around = shapely.box(0, 0, 4, 4).difference(shapely.box(1, 1, 2, 2))
    found = topology([around, shapely.box(1, 1, 2, 2)], scale=1)
    assert len(found["arcs"]) == 2
    [hole] = walked(found)[0][0][1:]
    [[island]] = walked(found)[1]
    assert set(hole) == set(island)
    assert area_of(hole) == -area_of(island) == -2


def test_places_in_parts_and_specks() -> None:
    speck = shapely.box(100, 14, 100 + 1e-7, 14 + 1e-7)
    parts = shapely.MultiPolygon([shapely.box(0, 0, 1, 1), speck, shapely.box(2, 0, 3, 1)])
    found = packed([parts, speck])
    assert [len(place) for place in walked(found)] == [2, 0]


def test_a_wide_area_has_a_coarser_grid() -> None:
    assert scale_of([shapely.box(97, 5, 106, 21)]) == SCALE // 10
    assert scale_of([shapely.box(100, 14, 101.5, 15)]) == SCALE


def test_a_grid_on_which_neighbours_cross_is_not_taken() -> None:
    # a spike whose two sides fall together at four decimals
    spike = [(97, 9.5), (100, 10), (105, 12), (99.99998, 10.00003), (98, 11), (97, 11.5)]
    inner = shapely.Polygon(spike)
    outer = shapely.box(97, 5, 110, 20).difference(inner)
    assert scale_of([inner, outer]) == SCALE // 10
    assert not shapely.is_valid(rounded([inner, outer], scale=SCALE // 10)).any()
    found = packed([inner, outer])
    assert found["scale"] == SCALE
    no_gap_and_no_overlap(found)


def test_rounded_points_lie_on_the_grid() -> None:
    [shape] = rounded([shapely.box(100.00004, 14, 101, 15)], scale=10_000)
    assert shape.bounds == (100.0, 14.0, 101.0, 15.0)
