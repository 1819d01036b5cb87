"""Overlays: never an exception, and the same areas as elsewhere where there is no trouble."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from tambon_gis.errors import InputError
from tambon_gis.loaders.land import coverage, drawn, overlay, shapes, snapping
from tambon_gis.model.outline import Outline, Outlines
from tambon_gis.study.drawing.outlining import of_text

ONE = np.array([shapely.box(0, 0, 2, 2), shapely.box(0, 0, 1, 1)])
OTHER = np.array([shapely.box(1, 0, 3, 2), shapely.box(5, 5, 6, 6)])


def test_areas_by_hand():
    assert shapely.area(overlay.shared(ONE, OTHER)).tolist() == [2, 0]
    assert shapely.area(overlay.differing(ONE, OTHER)).tolist() == [4, 2]
    assert overlay.union(ONE).area == 4


@pytest.mark.parametrize(("size", "step"), [(1.0, 1e-9), (1e6, 1e-4)])
def test_what_fails_is_done_again_on_a_grid(size, step):
    grids = []

    def stubborn(one, other, *, grid_size=None):
        grids.append(grid_size)
        if grid_size is None:
            raise shapely.errors.GEOSException
        return shapely.intersection(one, other, grid_size=grid_size)

    found = overlay._with(stubborn, *(shapely.transform(a, lambda xy: xy * size)
                                      for a in (ONE, OTHER)))  # fmt: skip
    assert grids == [None, step]
    assert shapely.area(found).tolist() == pytest.approx([2 * size**2, 0])


def test_what_cannot_be_made_valid_is_none(monkeypatch):
    def failing(*_args, **_named):
        raise shapely.errors.GEOSException

    bow = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    monkeypatch.setattr(shapely, "make_valid", failing)
    found = overlay.sound(np.array([bow, bow, shapely.box(0, 0, 1, 1)]))
    assert found.tolist() == [None, None, shapely.box(0, 0, 1, 1)]
    told = shapes.mend(np.array([bow, shapely.box(0, 0, 1, 1)]), file="a.shp")
    assert told.usable.tolist() == [False, True]
    assert [(one.code, one.cell) for one in told.findings] == [("shape.broken", "1")]


def scribble(corners):
    """A ring through so many places in no order."""
    places = np.random.default_rng(1).random((corners, 2)) * [0.02, 0.03] + [100.54, 14.0]
    return shapely.Polygon(places)


@pytest.mark.parametrize("corners", [2_000, 50_000])
def test_what_is_tangled_is_set_aside_and_not_mended(corners, monkeypatch):
    mended = []
    valid = shapely.make_valid
    monkeypatch.setattr(shapely, "make_valid", lambda *a, **k: mended.append(a) or valid(*a, **k))
    wild, bow = scribble(corners), shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    found = overlay.sound(np.array([wild, bow, shapely.MultiPolygon([wild, bow])]))
    assert [one is None for one in found] == [True, False, True]
    assert [len(shapely.get_coordinates(one)) for (one,) in mended] == [5]  # the bow alone
    told = shapes.mend(np.array([wild, shapely.box(100, 14, 101, 15)]), file="a.shp")
    assert told.usable.tolist() == [False, True]
    assert [(one.code, one.cell) for one in told.findings] == [("shape.broken", "1")]


def test_many_that_are_nearly_tangled_are_mended_to_a_bound():
    many = np.array([scribble(400)] * 8)
    lost = [one is None for one in overlay.sound(many)]
    assert 0 < sum(lost) < 8
    assert lost == sorted(lost)


def test_a_long_border_that_touches_itself_once_is_mended():
    turn = np.linspace(0, 2 * np.pi, 60_000, endpoint=False)
    reach = 1 + 0.05 * np.sin(turn * 900) + np.random.default_rng(1).random(len(turn)) / 1e4
    shore = np.stack([np.cos(turn) * reach, np.sin(turn) * reach], axis=1)
    shore[[10, 40]] = shore[[40, 10]]
    whole = shapely.Polygon(shore)
    assert not whole.is_valid
    (made,) = overlay.sound(np.array([whole]))
    assert made.is_valid
    assert made.area == pytest.approx(whole.area, rel=1e-4)


def test_a_tangled_outline_is_refused_in_words():
    with pytest.raises(InputError) as caught:
        snapping.fit(scribble(2_000), snapping.Ground(np.array([], dtype=object)))
    assert caught.value.code == "outline.crosses"
    told = Outline(code="99020103", drawn_by="ผู้ใหญ่บ้าน", drawn_on="2566-03-05")
    rings = [[scribble(2_000).exterior.coords[:]]]
    with pytest.raises(InputError) as caught:
        drawn.frame_of(Outlines().having(told, rings))
    assert (caught.value.code, caught.value.where) == ("outline.crosses", "99020103")
    with pytest.raises(InputError) as caught:
        of_text(1, shapely.to_geojson(scribble(2_000)))
    assert caught.value.code == "outline.no_shapes"


corner = st.tuples(st.integers(0, 9), st.integers(0, 9), st.floats(-1e-9, 1e-9))
ring = st.lists(corner, min_size=3, max_size=8)


@settings(max_examples=150, deadline=None)
@given(st.lists(ring, min_size=1, max_size=7), st.sampled_from([1e-3, 1e-5, 1e-8]))
def test_no_rings_whatever_bring_a_loader_down(rings, step):
    drawn = np.array([
        shapely.Polygon([(100.3 + x * step + off, 14.5 + y * step - off) for x, y, off in one])
        for one in rings
    ])  # fmt: skip
    mended = shapes.mend(drawn, file="a.shp")
    assert shapely.is_valid(mended.polygons[mended.usable]).all()
    told = {row for one in mended.findings if one.severity == "decide" for row in range(one.count)}
    assert len(told) == 0 or not mended.usable.all()
    kept = mended.polygons[mended.usable]
    table = {"row": range(1, len(kept) + 1), "name": "",
             "place": [f"150109{n % 5 + 1:02d}" for n in range(len(kept))]}  # fmt: skip
    frame = gpd.GeoDataFrame(table, geometry=list(kept), crs="EPSG:4326")
    found = shapes.dissolve(frame, file="a.shp")
    assert found.frame.geometry.is_valid.all()
    if found.frame.empty:
        return
    coverage.tell(coverage.measure(found.frame), file="a.shp")
    after, _ = coverage.mend(found.frame, file="a.shp")
    assert after.geometry.is_valid.all()
    assert after["place"].tolist() == found.frame["place"].tolist()


@pytest.mark.parametrize("wrong", [float("nan"), float("inf"), 1e300])
def test_a_coordinate_that_is_no_place_is_refused(wrong):
    ring = [(100, 14), (100.1, 14), (wrong, 14.1), (100, 14.1), (100, 14)]
    with np.errstate(invalid="ignore"):
        bad = shapely.polygons(np.array(ring))
    mended = shapes.mend(np.array([bad, shapely.box(100, 14, 101, 15)]), file="a.shp")
    assert mended.usable.tolist() == [False, True]
    assert [one.code for one in mended.findings] == ["shape.broken"]
