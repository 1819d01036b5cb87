"""Outlines laid against neighbours: nothing shared, borders equal, areas told; by shapely alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st

from tambon_gis.loaders.land.drawn import noded
from tambon_gis.loaders.land.snapping import TOLERANCE, Fitted, Ground, fit, free

WEST, SOUTH, EAST, NORTH = 100.50, 14.00, 100.56, 14.04
TAMBON = shapely.box(WEST, SOUTH, EAST, NORTH)
ELLIPSOID = pyproj.Geod(ellps="WGS84")
#: Degrees of one metre, about.
METRE = 1 / 111_000


def array(*shapes: Any) -> Any:
    out = np.empty(len(shapes), dtype=object)
    out[:] = shapes
    return out


def square_metres(shape: Any) -> float:
    """The area on the ellipsoid: a way of its own."""
    return sum(abs(ELLIPSOID.geometry_area_perimeter(one)[0]) for one in shapely.get_parts(shape))


def shared(one: Any, other: Any) -> float:
    return flat(one.intersection(other))


def flat(shape: Any) -> float:
    """Square metres of what is too small for the ellipsoid."""
    return float(shape.area) / METRE**2


@st.composite
def villages(draw: st.DrawFn) -> Any:
    """A tambon divided among points, of which one village is lacking."""
    x = st.floats(WEST + 0.002, EAST - 0.002).map(lambda at: round(at, 4))
    y = st.floats(SOUTH + 0.002, NORTH - 0.002).map(lambda at: round(at, 4))
    spots = draw(st.lists(st.tuples(x, y), min_size=3, max_size=7, unique=True))
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.MultiPoint(spots), extend_to=TAMBON))
    cells = [one for one in shapely.intersection(cells, TAMBON) if one.area > 1e-7]
    assume(len(cells) > 2)
    return cells


@st.composite
def rings(draw: st.DrawFn) -> Any:
    """A star of corners around a middle: it never crosses itself."""
    middle = draw(st.tuples(st.floats(WEST, EAST), st.floats(SOUTH, NORTH)))
    n = draw(st.integers(3, 12))
    far = draw(st.lists(st.floats(0.003, 0.02), min_size=n, max_size=n))
    turns = np.linspace(0, 2 * np.pi, n, endpoint=False)
    return shapely.Polygon(
        [(middle[0] + r * np.cos(a), middle[1] + r * np.sin(a))
         for r, a in zip(far, turns, strict=True)]
    )  # fmt: skip


@given(villages(), rings())
def test_an_outline_lies_on_no_neighbour_and_inside_the_tambon(cells: Any, ring: Any) -> None:
    ground = Ground(array(*cells[1:]), TAMBON)
    found = fit(ring, ground)
    assert found.shape.is_valid
    for one in ground.taken:
        assert shared(found.shape, one) < 0.1
    assert flat(found.shape.difference(TAMBON)) < 0.1
    assert found.square_metres == pytest.approx(square_metres(found.shape), rel=5e-3, abs=1)


@given(villages(), rings())
def test_borders_are_the_same_line_for_both_sides(cells: Any, ring: Any) -> None:
    found = fit(ring, Ground(array(*cells[1:]), TAMBON))
    assume(not found.shape.is_empty)
    assert shapely.coverage_is_valid(array(*cells[1:]))
    whole = noded(array(found.shape, *cells[1:]), np.arange(len(cells)) == 0)
    assert shapely.coverage_is_valid(whole)
    for before, after in zip(cells[1:], whole[1:], strict=True):
        assert flat(before.symmetric_difference(after)) < 0.1


@given(villages(), st.floats(-0.9, 0.9), st.integers(0, 1000))
def test_a_gap_drawn_a_little_beside_its_borders_is_filled_to_them(
    cells: Any, by: float, seed: int
) -> None:
    gap, rest = cells[0], cells[1:]
    assume(shapely.minimum_clearance(gap) > 4 * TOLERANCE * METRE)
    shaken = np.random.default_rng(seed).uniform(-0.4, 0.4, (200, 2)) + by * 0.3
    corners = shapely.get_coordinates(gap)[:-1]
    moved = corners + shaken[: len(corners)] * TOLERANCE * METRE
    found = fit(shapely.Polygon(moved), Ground(array(*rest), TAMBON))
    assert square_metres(found.shape.symmetric_difference(gap)) < 0.05
    assert free(Ground(array(*rest, found.shape), TAMBON)) == []


def test_a_border_is_followed_between_two_corners() -> None:
    bend = [(100.52, 14.0), (100.521, 14.01), (100.5195, 14.02), (100.52, 14.03)]
    east = shapely.Polygon([*bend, (100.54, 14.03), (100.54, 14.0)])
    drawn = shapely.Polygon(
        [(100.51, 14.0), (100.5201, 14.0001), (100.5199, 14.03), (100.51, 14.03)]
    )
    found = fit(drawn, Ground(array(east)))
    assert set(bend) < set(map(tuple, shapely.get_coordinates(found.shape).tolist()))
    assert found.shape.intersection(east.boundary).length == pytest.approx(
        shapely.LineString(bend).length
    )
    assert found.corners == 2


def test_a_long_way_round_is_not_followed() -> None:
    bay = [(100.52, 14.0), (100.55, 14.0), (100.55, 14.029), (100.52, 14.029)]
    east = shapely.Polygon(
        [(100.52, 13.99), (100.56, 13.99), (100.56, 14.04), (100.52, 14.04), *reversed(bay)]
    )
    drawn = shapely.Polygon([(100.51, 14.0), (100.52, 14.0), (100.52, 14.029), (100.51, 14.029)])
    assert fit(drawn, Ground(array(east))).shape.equals(drawn)


def test_what_lies_beside_the_tambon_or_on_a_village_is_cut_and_told() -> None:
    taken = shapely.box(WEST, SOUTH, 100.52, NORTH)
    drawn = shapely.box(100.51, 14.01, 100.54, 14.08)
    found = fit(drawn, Ground(array(taken), TAMBON))
    assert found.shape.bounds == (100.52, 14.01, 100.54, 14.04)
    assert found.cut_metres == pytest.approx(
        square_metres(drawn) - square_metres(shapely.box(100.52, 14.01, 100.54, 14.04)), rel=5e-3
    )
    assert fit(shapely.box(100.505, 14.01, 100.515, 14.02), Ground(array(taken))) == Fitted(
        shapely.MultiPolygon(), cut_metres=pytest.approx(1.2e6, rel=0.02)
    )


def test_gaps_without_a_tambon_are_the_holes_between_villages() -> None:
    ring = TAMBON.difference(shapely.box(100.52, 14.01, 100.53, 14.02))
    halves = shapely.intersection(
        ring, [shapely.box(WEST, SOUTH, 100.525, NORTH), shapely.box(100.525, SOUTH, EAST, NORTH)]
    )
    (hole,) = free(Ground(array(*halves)))
    assert hole.bounds == (100.52, 14.01, 100.53, 14.02)
    assert free(Ground(array())) == []
