"""Overlaps and gaps: the published counts, brute force over every pair, mending that tells all."""

from itertools import combinations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from loaders_support import codes, shared

from tambon_gis.loaders import boundaries
from tambon_gis.loaders.land import coverage
from tambon_gis.model.findings import Report


def frame(*shapes):
    """Places 01, 02 … of a tambon."""
    names = [f"150109{n + 1:02d}" for n in range(len(shapes))]
    return gpd.GeoDataFrame({"place": names}, geometry=list(shapes), crs="EPSG:4326")


def flat(layer):
    """The shapes in metres, by another road than the loader's."""
    return layer.geometry.to_crs(32647)


@pytest.fixture(scope="module")
def slivers():
    return boundaries.read(shared("boundaries", "angthong_tambon_slivers.geojson"))


def test_slivers_as_published(slivers):
    found = coverage.measure(slivers[0])
    assert found.neighbours == pytest.approx(189, rel=0.01)
    assert len(found.overlaps) == pytest.approx(111, rel=0.01)
    assert len(found.gaps) == pytest.approx(105, rel=0.01)
    report = slivers[1]
    totals = {one.code: one for one in report.findings}
    assert totals["boundary.overlaps"].count == 111
    assert totals["boundary.overlaps"].facts["neighbours"] == 189
    assert totals["boundary.overlaps"].facts["all"].count(";") == 110
    assert totals["boundary.gaps"].count == 105
    assert codes(report).count("boundary.overlap") == 111
    assert codes(report).count("boundary.gap") == 103  # two are rounding: below a square metre


def test_overlaps_and_gaps_by_brute_force(slivers):
    shapes, places = flat(slivers[0]), slivers[0]["place"]
    expected = {}
    for one, other in combinations(range(len(shapes)), 2):
        area = shapes.iloc[one].intersection(shapes.iloc[other]).area
        if area > 0:
            expected[places[one], places[other]] = area
    found = {(x.first, x.second): x.square_metres for x in coverage.measure(slivers[0]).overlaps}
    assert found == pytest.approx(expected, rel=1e-6)
    box = shapely.box(*shapes.total_bounds).buffer(100)
    outside = shapely.get_parts(box.difference(shapes.union_all()))
    holes = sum(part.area for part in outside if not part.intersects(box.exterior))
    gaps = coverage.measure(slivers[0]).gaps
    assert sum(gap.square_metres for gap in gaps) == pytest.approx(holes, rel=1e-6)


def test_a_clean_layer_has_neither():
    layer, report = boundaries.read(shared("boundaries", "angthong_tambon.geojson"))
    found = coverage.measure(layer)
    assert (found.overlaps, found.gaps) == ((), ())
    assert codes(report) == []


def test_mending_changes_no_place_by_more_than_it_says(slivers):
    before = slivers[0]
    after, report = boundaries.read(
        shared("boundaries", "angthong_tambon_slivers.geojson"),
        setting=boundaries.Setting(mend=True),
    )
    assert after["place"].tolist() == before["place"].tolist()
    assert shapely.coverage_is_valid(after.geometry.to_numpy())
    assert after.is_valid.all()
    (told,) = [one for one in report.findings if one.code == "boundary.mended"]
    said = dict(part.split(": ") for part in told.facts["changes"].split("; "))
    said = {place: int(by.replace(",", "")) for place, by in said.items()}
    changed = flat(before).symmetric_difference(flat(after)).area
    for place, by in zip(before["place"], changed, strict=True):
        assert by <= said.get(place, 0) + 1e-6
        assert said.get(place, 0) <= by + 1.01  # and it does not exaggerate
    edge = [shapely.polygons(flat(one).union_all().exterior) for one in (before, after)]
    assert edge[0].symmetric_difference(edge[1]).area <= int(told.facts["edge"].replace(",", ""))
    left = coverage.measure(after)
    assert (left.overlaps, left.gaps) == ((), ())


def test_a_wide_hole_stays_and_is_for_a_person():
    ring = shapely.box(100, 14, 100.03, 14.03).difference(shapely.box(100.01, 14.01, 100.02, 14.02))
    halves = [ring & shapely.box(100, 14, 100.015, 14.03), ring & shapely.box(100.015, 14, 101, 15)]
    layer = frame(*halves)
    mended, _ = coverage.mend(layer, file="a.shp")
    assert len(coverage.measure(mended).gaps) == 1
    told = coverage.tell(coverage.measure(layer), file="a.shp")
    assert [(one.code, one.severity) for one in told] == [
        ("boundary.gaps", "note"), ("boundary.gap", "decide"),
    ]  # fmt: skip
    assert told[1].facts["places"] == "15010901, 15010902"


def test_a_place_that_would_vanish_is_not_mended():
    layer = frame(shapely.box(100, 14, 100.03, 14.03), shapely.box(100.01, 14.01, 100.011, 14.011))
    mended, told = coverage.mend(layer, file="a.shp")
    assert [(one.code, one.severity) for one in told] == [("boundary.not_mended", "decide")]
    assert told[0].facts["places"] == "15010902"
    assert mended is layer


def test_shares_decide_what_a_person_must_see():
    much = frame(shapely.box(100, 14, 100.1, 14.1), shapely.box(100.09, 14, 100.2, 14.1))
    little = frame(shapely.box(100, 14, 100.1, 14.1), shapely.box(100.0999, 14, 100.2, 14.1))
    for layer, severity in ((much, "decide"), (little, "note")):
        told = coverage.tell(coverage.measure(layer), file="a.shp")
        assert codes(Report("b", "a.shp", 2, 2, findings=told)) == [
            "boundary.overlaps", "boundary.overlap",
        ]  # fmt: skip
        assert told[1].severity == severity


def test_what_lies_elsewhere_is_left_out():
    layer = frame(shapely.box(2, 48, 3, 49), shapely.box(2.5, 48, 3, 49))
    assert coverage.measure(layer) == coverage.Coverage(0, (), ())
    assert coverage.mend(layer, file="a.shp")[1][0].code == "boundary.not_mended"


boxes = st.lists(
    st.tuples(*[st.integers(0, 20)] * 2, *[st.integers(1, 8)] * 2), min_size=2, max_size=8
)


@settings(max_examples=60, deadline=None)
@given(boxes)
def test_any_boxes_agree_with_counting_squares(found):
    step = 0.001
    layer = frame(*[shapely.box(100 + x * step, 14 + y * step, 100 + (x + w) * step,
                                14 + (y + h) * step) for x, y, w, h in found])  # fmt: skip
    grid = np.zeros((len(found), 28, 28), dtype=bool)
    for n, (x, y, w, h) in enumerate(found):
        grid[n, x : x + w, y : y + h] = True
    expected = {(one, other): int((grid[one] & grid[other]).sum())
                for one, other in combinations(range(len(found)), 2)}  # fmt: skip
    square = flat(frame(shapely.box(100, 14, 100 + step, 14 + step))).area.iloc[0]
    got = {(int(x.first[-2:]) - 1, int(x.second[-2:]) - 1): x.square_metres / square
           for x in coverage.measure(layer).overlaps if x.square_metres >= 50}  # fmt: skip
    assert got == pytest.approx({pair: n for pair, n in expected.items() if n}, rel=0.01)
