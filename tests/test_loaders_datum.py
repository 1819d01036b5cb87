"""Datum: the right operation by name, no ballpark, nothing guessed."""

import csv

import geopandas as gpd
import numpy as np
import pyogrio
import pyproj
import pytest
import shapely
from loaders_support import DEMO, shared

from tambon_gis.errors import CrsError
from tambon_gis.loaders import boundaries
from tambon_gis.loaders.land import datum

PRJ = (DEMO / "boundaries" / "village.prj").read_text(encoding="ascii")
GEOD = pyproj.Geod(ellps="WGS84")


def apart(one, other):
    return GEOD.inv(*one, *other)[2]


def stations():
    path = shared("datum", "control_points_indian1975_wgs84.csv")
    with path.open(encoding="utf-8") as file:
        return [{k: float(v) for k, v in row.items() if k[:3] in {"lat", "lon"}}
                for row in csv.DictReader(file)]  # fmt: skip


def test_both_control_stations_within_a_metre_and_the_default_off_by_188():
    for row in stations():
        old = np.array([[row["lon_indian1975"], row["lat_indian1975"]]])
        new = (row["lon_wgs84"], row["lat_wgs84"])
        operation = datum.choose("EPSG:4240")
        assert apart(operation.to_wgs84(old)[0], new) < 1
        assert apart(operation.to_wgs84_by_default(old)[0], new) == pytest.approx(188.7, abs=0.5)
        plain = pyproj.Transformer.from_crs(4240, 4326, always_xy=True).transform(*old[0])
        assert apart(plain, new) == pytest.approx(188.7, abs=0.5)


def test_both_stations_through_the_loader_and_the_default_off_by_188(tmp_path):
    """A shapefile of small squares around the stations, on UTM 47N of Indian 1975."""
    project = pyproj.Transformer.from_crs(4240, 24047, always_xy=True)  # no change of datum
    rows = stations()
    old = [project.transform(row["lon_indian1975"], row["lat_indian1975"]) for row in rows]
    squares = [shapely.box(x - 5, y - 5, x + 5, y + 5) for x, y in old]
    layer = gpd.GeoDataFrame({"TAM_CODE": ["260101", "260102"]}, geometry=squares, crs=24047)
    pyogrio.write_dataframe(layer, tmp_path / "stations.shp")
    frame, report = boundaries.read(tmp_path / "stations.shp")
    by_default = layer.to_crs(4326)
    for at, row in enumerate(rows):
        new = (row["lon_wgs84"], row["lat_wgs84"])
        assert apart(frame.geometry.iloc[at].centroid.coords[0], new) < 1
        missed = apart(by_default.geometry.iloc[at].centroid.coords[0], new)
        assert missed == pytest.approx(188, abs=1)
    (told,) = [one for one in report.findings if one.code == "crs.operation"]
    assert told.facts["operation"] == "Indian 1975 to WGS 84 (2)"
    assert told.facts["runner_up"] == "Indian 1975 to WGS 84 (4)"
    assert (told.facts["accuracy"], told.facts["runner_up_accuracy"]) == ("5", "3")
    assert int(told.facts["metres"]) == pytest.approx(188, abs=1)


ESRI = (
    'GEOGCS["GCS_Indian_1975",DATUM["D_Indian_1975",SPHEROID["Everest_Adjustment_1937",'
    '6377276.345,300.8017]{shift}],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'
)
OTHER = ",TOWGS84[204.5,837.9,294.8,0,0,0,0]"  # of another operation, some 30 m away


@pytest.mark.parametrize("shift", ["", ",TOWGS84[0,0,0,0,0,0,0]", OTHER])
def test_a_shift_in_the_file_does_not_override_the_register(shift):
    wkt = ESRI.format(shift=shift)
    moved, notes = datum.wgs84(np.array([shapely.Point(100.45, 14.59)]), wkt, file="a.shp")
    expected = datum.choose("EPSG:4240").to_wgs84(np.array([[100.45, 14.59]]))[0]
    assert apart(moved[0].coords[0], expected) < 0.001
    told = {one.code: one for one in notes}
    assert ("crs.own_shift" in told) == (shift == OTHER)
    if shift == OTHER:
        assert told["crs.own_shift"].facts["shift"] == "204.5, 837.9, 294.8, 0, 0, 0, 0"
        assert "204.5" in told["crs.own_shift"].tell("th")


def test_an_unknown_datum_stays_unknown_with_a_shift_of_its_own():
    wkt = ESRI.format(shift=OTHER).replace("D_Indian_1975", "D_Somewhere")
    with pytest.raises(CrsError) as caught:
        datum.wgs84(np.array([shapely.Point(100.45, 14.59)]), wkt, file="a.shp")
    assert caught.value.code == "crs.ballpark"


def test_a_runner_up_is_told_where_the_register_knows_one():
    _, (note,) = datum.wgs84(np.array([shapely.Point(100.45, 14.59)]), "EPSG:4131", file="a.shp")
    assert note.code == "crs.chosen"
    assert note.facts["runner_up"] != "-"
    assert int(note.facts["metres"]) > 0
    assert note.tell("th")


@pytest.mark.parametrize(
    "crs",
    [
        "EPSG:24047",
        "EPSG:24048",
        "EPSG:4240",
        PRJ,
        PRJ.replace("500000.0", "400000.0"),  # not an EPSG system, but on that datum
        PRJ.replace("D_Indian_1975", "Indian 1975"),
    ],
)
def test_indian_1975_is_known_by_its_datum(crs):
    operation = datum.choose(crs)
    assert operation.name == datum.INDIAN_1975
    assert operation.default == "Indian 1975 to WGS 84 (4)"


def test_the_shift_is_210_814_289():
    lon, lat, _ = pyproj.Transformer.from_pipeline(
        "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad"
        " +step +proj=cart +a=6377276.345 +rf=300.8017"
        " +step +proj=helmert +x=210 +y=814 +z=289"
        " +step +inv +proj=cart +ellps=WGS84 +step +proj=unitconvert +xy_in=rad +xy_out=deg"
    ).transform(100.45, 14.59, 0.0)
    (found,) = datum.choose(4240).to_wgs84(np.array([[100.45, 14.59]]))
    assert apart(found, (lon, lat)) < 0.01


@pytest.mark.parametrize("crs", ["EPSG:4326", "OGC:CRS84", "EPSG:32647"])
def test_wgs84_needs_no_shift(crs):
    assert datum.choose(crs).name == "WGS 84"


def test_degrees_of_wgs84_stay_as_they_are_and_lose_their_height():
    shapes = np.array([shapely.Point(100.5, 14.1, 7.0), None])
    moved, notes = datum.wgs84(shapes, "EPSG:4326")
    assert moved[0].coords[:] == [(100.5, 14.1)]
    assert moved[1] is None
    assert notes == ()


def test_an_unknown_datum_is_refused_not_approximated():
    with pytest.raises(CrsError) as caught:
        datum.choose(PRJ.replace("D_Indian_1975", "D_Somewhere"), where="a.shp")
    assert caught.value.code == "crs.ballpark"
    with pytest.raises(CrsError) as caught:
        datum.choose("Thai", where="a.shp")
    assert caught.value.code == "crs.unknown"


def test_coordinates_that_cannot_be_in_the_system_are_refused():
    far = np.array([shapely.Point(1e30, 1e30)])
    with pytest.raises(CrsError) as caught:
        datum.wgs84(far, "EPSG:32647", file="a.shp")
    assert caught.value.code == "crs.impossible"


def test_the_choice_is_recorded():
    _, (note,) = datum.wgs84(np.array([shapely.Point(660000, 1612000)]), PRJ, file="a.shp")
    assert note.code == "crs.operation"
    assert note.facts["metres"] == "188"
    assert note.facts["accuracy"] == "5"
    assert "EPSG:24047" in note.facts["crs"]
    assert "188" in note.tell("th")


@pytest.mark.parametrize("crs", ["EPSG:5773", "EPSG:4978"])
def test_systems_of_heights_or_of_the_whole_earth_are_refused(crs):
    with pytest.raises(CrsError) as caught:
        datum.choose(crs, where="a.shp")
    assert caught.value.code == "crs.unknown"
