"""Codes that the map holds but does not use: which findings name them, and how."""

import geopandas as gpd
import pytest
import shapely

from tambon_gis.loaders import boundaries
from tambon_gis.loaders.decide.set_aside import set_aside
from tambon_gis.model.findings import Finding, Report


def square(n, shift=0.0):
    return shapely.box(100 + n / 50 + shift, 14, 100.02 + n / 50 + shift, 14.02)


def told(tmp_path, rows, **more):
    """The codes set aside of a layer with these rows of (code, name, shape)."""
    table = {"VILL_CODE": [one for one, *_ in rows], "VILL_NAM_T": [name for _, name, _ in rows]}
    path = tmp_path / "v.geojson"
    gpd.GeoDataFrame(table, geometry=[shape for *_, shape in rows], crs=4326).to_file(path)
    frame, report = boundaries.read(path, **more)
    return set_aside(report), set(frame["place"])


GOOD = ("99010101", "ก", square(0))


@pytest.mark.parametrize(
    ("rows", "where"),
    [
        ([("99010102", "ข", square(1)), ("99010102", "ค", square(2))], "2:3"),
        ([("99010102", "ข", square(1)), ("99010102", "ข", square(1, 0.003))], "2:3"),
        ([("99010102", "ข", shapely.Point(100.03, 14.01))], "2"),
        ([("99010102", "ข", None)], "2"),
    ],
)
def test_a_code_whose_shapes_are_refused(tmp_path, rows, where):
    found, used = told(tmp_path, [GOOD, *rows])
    assert (found, used) == ({"99010102": f"v.geojson › {where}"}, {"99010101"})


def test_a_code_that_was_decided_away(tmp_path):
    setting = boundaries.Setting(recode={"99010102": "99010103"})
    found, used = told(tmp_path, [GOOD, ("99010102", "ข", square(1))], setting=setting)
    assert (found, used) == ({"99010102": "v.geojson › 2"}, {"99010101", "99010103"})


def test_points_of_villages_that_cannot_be_used(tmp_path):
    tambon = gpd.GeoDataFrame({"place": ["990101"]}, geometry=[square(0)], crs=4326)
    setting = boundaries.Setting(inside=tambon)
    rows = [
        ("99010101", "ก", shapely.Point(100.01, 14.01)),
        ("99010102", "ข", shapely.Point(100.9, 14.01)),  # far outside
        ("99020101", "ค", shapely.Point(100.01, 14.012)),  # another tambon
        ("99010104", "ง", None),
        ("99010105", "จ", shapely.Point(100.015, 14.01)),
        ("99010106", "ฉ", shapely.Point(100.015, 14.01)),  # on the same spot
    ]
    found, used = told(tmp_path, rows, setting=setting)
    assert used == {"99010101"}
    assert {code: where.removeprefix("v.geojson › ") for code, where in found.items()} == {
        "99010102": "2", "99020101": "3", "99010104": "4", "99010105": "5:6", "99010106": "5:6",
    }  # fmt: skip


def test_what_is_used_or_has_no_code_is_not_among_them():
    findings = (
        Finding("boundary.parts", "repaired", "a.shp", facts={"place": "99010101", "names": "-"}),
        Finding("shape.empty", "decide", "a.shp", "", "3", 3, facts={"codes": ""}),
        Finding("boundary.recoded", "repaired", "a.shp", facts={"old": "x 1", "new": "99010101"}),
    )
    assert set_aside(Report("boundary", "a.shp", 3, 2, 1, findings=findings)) == {}
