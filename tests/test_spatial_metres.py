"""Metres against formulas of one's own, the ellipsoid, and a published area."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from tambon_gis.analysis.spatial import metres

if TYPE_CHECKING:
    from pathlib import Path

WEST, SOUTH, EAST, NORTH = 97.3, 5.6, 105.7, 20.5
GEOD = pyproj.Geod(ellps="WGS84")
PERMILLE = 1e-3


def vincenty(x: float, y: float, to_x: float, to_y: float) -> float:
    """Metres over WGS 84 by Vincenty's inverse formula (Survey Review 23, 1975)."""
    a, f = 6_378_137.0, 1 / 298.257223563
    b = a * (1 - f)
    u, v = (math.atan((1 - f) * math.tan(math.radians(one))) for one in (y, to_y))
    length = turn = math.radians(to_x - x)
    for _ in range(200):
        sin_s = math.hypot(
            math.cos(v) * math.sin(turn),
            math.cos(u) * math.sin(v) - math.sin(u) * math.cos(v) * math.cos(turn),
        )
        if sin_s == 0:
            return 0.0
        cos_s = math.sin(u) * math.sin(v) + math.cos(u) * math.cos(v) * math.cos(turn)
        sigma = math.atan2(sin_s, cos_s)
        sin_a = math.cos(u) * math.cos(v) * math.sin(turn) / sin_s
        cos2_a = 1 - sin_a**2
        mid = cos_s - 2 * math.sin(u) * math.sin(v) / cos2_a if cos2_a else 0.0
        c = f / 16 * cos2_a * (4 + f * (4 - 3 * cos2_a))
        bend = sigma + c * sin_s * (mid + c * cos_s * (-1 + 2 * mid**2))
        before, turn = turn, length + (1 - c) * f * sin_a * bend
        if abs(turn - before) < 1e-14:
            break
    k = cos2_a * (a**2 - b**2) / b**2
    big_a = 1 + k / 16384 * (4096 + k * (-768 + k * (320 - 175 * k)))
    big_b = k / 1024 * (256 + k * (-128 + k * (74 - 47 * k)))
    inner = cos_s * (-1 + 2 * mid**2)
    inner -= big_b / 6 * mid * (-3 + 4 * sin_s**2) * (-3 + 4 * mid**2)
    return b * big_a * (sigma - big_b * sin_s * (mid + big_b / 4 * inner))


def pairs(seed: int, n: int = 4000) -> tuple[np.ndarray, ...]:
    """Pairs of points up to 50 km apart all over Thailand."""
    draw = np.random.default_rng(seed)
    x, y = draw.uniform(WEST, EAST, n), draw.uniform(SOUTH, NORTH, n)
    to_x, to_y, _ = GEOD.fwd(x, y, draw.uniform(0, 360, n), draw.uniform(1, 50_000, n))
    return x, y, to_x, to_y


def test_distances_are_those_over_the_ellipsoid() -> None:
    found = metres.distance(*pairs(1, 500))
    by_hand = [vincenty(*ends) for ends in zip(*pairs(1, 500), strict=True)]
    assert found == pytest.approx(by_hand, abs=1e-3)


def test_across_the_line_between_two_zones_as_well() -> None:
    draw = np.random.default_rng(2)
    y = draw.uniform(SOUTH, NORTH, 200)
    x, to_x = draw.uniform(101.8, 102, 200), draw.uniform(102, 102.2, 200)
    by_hand = [vincenty(*ends) for ends in zip(x, y, to_x, y + 0.1, strict=True)]
    assert metres.distance(x, y, to_x, y + 0.1) == pytest.approx(by_hand, abs=1e-3)


def test_in_their_zone_plane_distances_agree_within_a_thousandth() -> None:
    x, y, to_x, to_y = pairs(3)
    zone = metres.zones(x)
    inside = (zone == metres.zones(to_x)) & (to_x > WEST) & (to_x < EAST)
    worst = {}
    for one in (32647, 32648):
        mine = inside & (zone == one)
        east, north = metres.plane(x[mine], y[mine], one)
        to_east, to_north = metres.plane(to_x[mine], to_y[mine], one)
        over = metres.distance(x[mine], y[mine], to_x[mine], to_y[mine])
        worst[one] = np.abs(np.hypot(to_east - east, to_north - north) / over - 1).max()
    assert max(worst.values()) < PERMILLE
    assert inside.sum() > 3000


def test_in_the_other_zone_they_do_not() -> None:
    x, y, to_x, to_y = (one[:200] for one in pairs(4))
    west = x < 99
    ends = [metres.plane(a[west], b[west], 32648) for a, b in ((x, y), (to_x, to_y))]
    over = metres.distance(x[west], y[west], to_x[west], to_y[west])
    off = np.hypot(ends[1][0] - ends[0][0], ends[1][1] - ends[0][1]) / over - 1
    assert off.min() > 3 * PERMILLE


def test_the_right_zone() -> None:
    assert metres.zones([97.3, 101.999, 102, 105.7]).tolist() == [32647, 32647, 32648, 32648]


def test_a_shape_is_measured_in_the_zone_of_its_middle() -> None:
    shapes = [shapely.box(101, 14, 102.9, 15), shapely.box(101.2, 14, 103, 15)]
    assert metres.zones_of_shapes(shapes).tolist() == [32647, 32648]


def test_an_unknown_end_leaves_the_distance_unknown() -> None:
    nan = float("nan")
    found = metres.distance([100, nan, 100], [14, 14, 14], [100, 100, 100], [15, 15, nan])
    assert np.isnan(found).tolist() == [False, True, True]


@given(
    st.tuples(st.floats(WEST, EAST), st.floats(SOUTH, NORTH)),
    st.tuples(st.floats(WEST, EAST), st.floats(SOUTH, NORTH)),
)
def test_a_straight_line_is_never_longer(
    one: tuple[float, float], two: tuple[float, float]
) -> None:
    spots = metres.globe(*np.array([one, two]).T)
    straight = float(np.linalg.norm(spots[0] - spots[1]))
    assert straight <= metres.distance(*([part] for part in (*one, *two)))[0] + 1e-6


def test_points_in_space_by_the_textbook_formula() -> None:
    a, e2 = 6_378_137.0, 0.00669437999014
    x, y = math.radians(100.5), math.radians(14.6)
    n = a / math.sqrt(1 - e2 * math.sin(y) ** 2)
    by_hand = [n * math.cos(y) * math.cos(x), n * math.cos(y) * math.sin(x)]
    by_hand.append(n * (1 - e2) * math.sin(y))
    assert metres.globe([100.5], [14.6])[0] == pytest.approx(by_hand, abs=1e-4)


@pytest.mark.parametrize("zone", [32647, 32648])
def test_there_and_back(zone: int) -> None:
    x, y, *_ = pairs(5, 200)
    back = metres.from_plane(*metres.plane(x, y, zone), zone)
    assert np.abs(np.array(back) - np.array([x, y])).max() < 1e-9


def test_areas_are_those_of_the_ellipsoid_within_two_thousandths() -> None:
    draw = np.random.default_rng(6)
    corners = zip(draw.uniform(WEST, EAST, 300), draw.uniform(SOUTH, NORTH, 300), strict=True)
    shapes = [shapely.box(x, y, x + 0.02, y + 0.02) for x, y in corners]
    true = [abs(GEOD.geometry_area_perimeter(shape)[0]) for shape in shapes]
    assert metres.areas(shapes) == pytest.approx(true, rel=2e-3)


def test_the_area_of_a_province(shared: Path) -> None:
    frame = gpd.read_file(shared / "data" / "boundaries" / "angthong_tambon.geojson")
    found = metres.areas(frame.geometry).sum() / 1e6
    true = sum(abs(GEOD.geometry_area_perimeter(shape)[0]) for shape in frame.geometry) / 1e6
    assert found == pytest.approx(true, rel=PERMILLE)
    assert found == pytest.approx(943.7, rel=0.01)  # told in UTM 47N; these shapes are simplified
