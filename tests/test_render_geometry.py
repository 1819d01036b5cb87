"""Polygons as whole numbers, and simplification that keeps shared borders."""

from __future__ import annotations

import math

import numpy as np
import shapely

from tambon_gis.render.geometry import (
    SCALE,
    bounds_of,
    height_of,
    outlines,
    svg_path,
    within_budget,
)


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
