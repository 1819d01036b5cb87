"""Shifts of a map against points that were moved by hand, and cases that have none."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from tambon_gis.loaders.land.shifted import common_shift

PLACES = ["99010101", "99010102", "99010103", "99010104"]


def villages():
    """Four villages in a square, each 1,500 m wide, in metres of UTM zone 47."""
    corners = [
        (600_000, 1_550_000),
        (601_500, 1_550_000),
        (600_000, 1_551_500),
        (601_500, 1_551_500),
    ]
    shapes = [shapely.box(x, y, x + 1500, y + 1500) for x, y in corners]
    return gpd.GeoDataFrame({"place": PLACES}, geometry=shapes, crs=32647)


def houses(each, seed=3):
    """Points all over the villages, with the code of each."""
    random = np.random.default_rng(seed)
    spots = [
        (place, shape.bounds[0] + 1500 * a, shape.bounds[1] + 1500 * b)
        for place, shape in zip(PLACES, villages().geometry, strict=True)
        for a, b in random.random((each, 2))
    ]
    return [place for place, *_ in spots], np.array([[x, y] for _, x, y in spots])


def shift_of(said, metric):
    """The shift of points in metres against the villages."""
    degrees = gpd.GeoSeries(gpd.points_from_xy(*metric.T), crs=32647).to_crs(4326)
    return common_shift(degrees.y, degrees.x, said, villages().to_crs(4326))


@pytest.mark.parametrize("move", [(0, 300), (-250, 80), (180, -180), (700, 500)])
def test_points_moved_by_hand_have_that_shift(move):
    said, metric = houses(150)
    found = shift_of(said, metric - np.array(move))
    assert (found.east, found.north) == pytest.approx(move, abs=20)


def test_a_few_wrong_codes_do_not_hide_it():
    said, metric = houses(150)
    said[::40] = ["99010199"] * len(said[::40])  # on no map
    said[1::40] = [PLACES[3 - PLACES.index(one)] for one in said[1::40]]
    found = shift_of(said, metric - np.array([300, 0]))
    assert (found.east, found.north) == pytest.approx((300, 0), abs=25)


def test_no_shift_is_told_where_there_is_none():
    said, metric = houses(150)
    assert shift_of(said, metric) is None
    assert shift_of(["99010199"] * len(said), metric) is None
    assert shift_of([], np.empty((0, 2))) is None
    apart = np.where(np.arange(len(said))[:, None] % 2, [300, 0], [-300, 0])
    assert shift_of(said, metric + apart) is None  # half this way, half that way
    codes = [PLACES[(PLACES.index(one) + n % 2) % 4] for n, one in enumerate(said)]
    assert shift_of(codes, metric) is None


def test_points_that_fit_many_shifts_show_none():
    said, metric = houses(60)
    corner = villages().set_index("place").geometry.bounds[["minx", "miny"]].loc[said].to_numpy()
    assert shift_of(said, corner + (metric - corner) * 0.05 - np.array([200, 0])) is None
