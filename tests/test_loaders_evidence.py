"""Reference systems: which one puts a layer where it should lie, told and never acted upon."""

import math

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from loaders_support import codes, shared

from tambon_gis.errors import CrsError
from tambon_gis.loaders import boundaries
from tambon_gis.loaders.boundaries import Setting
from tambon_gis.loaders.land import datum, evidence
from tambon_gis.loaders.land.expected import _extents, expect

HERE = (100.44, 14.58)  # in Mueang Ang Thong


def squares(crs, *, at=HERE, swapped=False):
    """Two tambons of Mueang Ang Thong in a reference system, coordinates by pyproj's inverse."""
    import pyproj

    base = [shapely.box(at[0] + i * 0.01, at[1], at[0] + (i + 1) * 0.01, at[1] + 0.01)
            for i in range(2)]  # fmt: skip
    geographic = np.array(base)
    system = pyproj.CRS(crs)
    if "Indian" in system.name:  # back by EPSG:1304, written out
        to = pyproj.Transformer.from_pipeline(
            "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step +proj=cart"
            " +ellps=WGS84 +step +inv +proj=helmert +x=210 +y=814 +z=289 +step +inv +proj=cart"
            " +a=6377276.345 +rf=300.8017"
            + (f" +step +proj=utm +zone={system.utm_zone[:2]} +a=6377276.345 +rf=300.8017"
               if system.is_projected else " +step +proj=unitconvert +xy_in=rad +xy_out=deg")
        )  # fmt: skip
        move = lambda xy: np.column_stack(to.transform(xy[:, 0], xy[:, 1], 0 * xy[:, 0])[:2])  # noqa: E731
    else:
        to = pyproj.Transformer.from_crs(4326, crs, always_xy=True)
        move = lambda xy: np.column_stack(to.transform(xy[:, 0], xy[:, 1]))  # noqa: E731
    shapes = shapely.transform(geographic, move)
    return shapely.transform(shapes, lambda xy: xy[:, ::-1]) if swapped else shapes


def write(path, shapes, crs):
    table = {"TAM_CODE": ["150109", "150110"]}
    layer = gpd.GeoDataFrame(table, geometry=list(shapes), crs=crs or "EPSG:4326")
    pyogrio.write_dataframe(layer, path)
    if crs is None:
        path.with_suffix(".prj").unlink(missing_ok=True)
    return path


def reference(at=HERE):
    shapes = squares("EPSG:4326", at=at)
    table = {"place": ["150109", "150110"], "name": ["", ""]}
    return gpd.GeoDataFrame(table, geometry=list(shapes), crs="EPSG:4326")


@pytest.mark.parametrize("crs", evidence.CANDIDATES)
@pytest.mark.parametrize("swapped", [False, True])
def test_a_reference_layer_tells_every_candidate(crs, swapped):
    shapes = squares(crs, swapped=swapped)
    points = shapely.get_coordinates(shapely.centroid(shapes))
    expected = expect(["150109", "150110"], reference=reference())
    best, second = evidence.rank(points, expected)[:2]
    assert best.crs == crs + (" yx" if swapped else "")
    assert best.metres < 1
    assert 300 < second.metres < 550  # the other datum


def test_codes_alone_cannot_tell_the_datum():
    points = shapely.get_coordinates(shapely.centroid(squares("EPSG:24047")))
    fits = evidence.rank(points, expect(["150109", "150110"]))
    assert {fit.crs for fit in fits if fit.metres == 0} == {"EPSG:24047", "EPSG:32647"}
    zone = {fit.crs: fit.metres for fit in fits}
    assert zone["EPSG:32648"] == pytest.approx(646_000, rel=0.02)


def test_metres_without_a_system_are_refused_with_the_evidence(tmp_path):
    path = write(tmp_path / "a.shp", squares("EPSG:24047"), None)
    with pytest.raises(CrsError) as caught:
        boundaries.read(path)
    assert caught.value.code == "crs.missing"
    fits = caught.value.facts["fits"]
    assert fits.startswith(("EPSG:32647 0 m; EPSG:24047 0 m", "EPSG:24047 0 m; EPSG:32647 0 m"))
    with pytest.raises(CrsError) as caught:
        boundaries.read(path, setting=Setting(reference=reference()))
    assert caught.value.facts["fits"].startswith("EPSG:24047 0 m; EPSG:32647 4")
    for lang in ("th", "en"):
        assert caught.value.facts["fits"] in caught.value.tell(lang)


def test_a_made_up_area_has_no_evidence(tmp_path):
    path = write(tmp_path / "a.shp", squares("EPSG:32647"), None)
    recode = {"150109": "990101", "150110": "990102"}
    with pytest.raises(CrsError) as caught:
        boundaries.read(path, setting=Setting(recode=recode))
    assert caught.value.facts["fits"] == "-"
    with pytest.raises(CrsError) as caught:
        boundaries.read(path, setting=Setting(recode=recode, area="1501"))
    assert "EPSG:32647 0 m" in caught.value.facts["fits"]


def test_a_wrong_datum_is_told_by_a_reference_and_not_changed(tmp_path):
    path = write(tmp_path / "a.shp", squares("EPSG:32647"), "EPSG:24047")
    frame, report = boundaries.read(path, setting=Setting(reference=reference()))
    told = {one.code: one for one in report.findings}["crs.doubtful"]
    assert told.severity == "decide"
    assert 400 < int(told.facts["metres"]) < 500
    assert told.facts["fits"].startswith("EPSG:32647 0 m; EPSG:24047 4")
    centre = shapely.get_coordinates(shapely.centroid(frame.geometry.iloc[0]))[0]
    assert math.dist(centre, np.array(HERE) + 0.005) > 0.003  # read as the file says
    assert "crs.doubtful" not in codes(boundaries.read(path)[1])
    right = write(tmp_path / "b.shp", squares("EPSG:32647"), "EPSG:32647")
    assert codes(boundaries.read(right, setting=Setting(reference=reference()))[1]) == [
        "crs.transformed"
    ]


@pytest.mark.parametrize(
    ("real", "said", "swapped", "code", "best"),
    [
        ("EPSG:32647", "EPSG:32648", False, "crs.elsewhere", "EPSG:32647"),
        ("EPSG:32647", "EPSG:32647", True, "crs.elsewhere", "EPSG:32647 yx"),
        ("EPSG:4326", "EPSG:4326", True, "crs.swapped", "EPSG:4326 yx"),
        ("EPSG:4326", None, True, "crs.swapped", "EPSG:4326 yx"),
        ("EPSG:4326", "EPSG:32647", False, "crs.not_metres", "EPSG:4326"),
        ("EPSG:4326", "EPSG:32647", True, "crs.not_metres", "EPSG:4326 yx"),
        ("EPSG:32647", "EPSG:4326", False, "crs.not_degrees", "EPSG:32647"),
        ("EPSG:32647", "EPSG:4326", True, "crs.not_degrees", "EPSG:32647 yx"),
        ("EPSG:32647", None, True, "crs.missing", "EPSG:32647 yx"),
    ],
)
def test_a_wrong_label_is_refused_with_what_fits(tmp_path, real, said, swapped, code, best):
    path = write(tmp_path / "a.shp", squares(real, swapped=swapped), said)
    with pytest.raises(CrsError) as caught:
        boundaries.read(path)
    assert caught.value.code == code
    assert f"{best} 0 m" in caught.value.facts["fits"]
    assert best in caught.value.tell("th")
    frame, report = boundaries.read(path, crs=best)  # and doing what it says mends it
    assert frame.total_bounds == pytest.approx([*HERE, HERE[0] + 0.02, HERE[1] + 0.01], abs=1e-8)
    assert codes(report, "decide") == []
    assert "crs.asked" in codes(report)


def test_a_person_who_asks_for_another_place_is_believed_and_told(tmp_path):
    path = write(tmp_path / "a.shp", squares("EPSG:32647"), "EPSG:32647")
    _, report = boundaries.read(path, crs="EPSG:32648")
    assert codes(report, "decide") == ["crs.doubtful", "boundary.outside_thailand"]


def test_codes_of_another_place_are_for_a_person(tmp_path):
    path = write(tmp_path / "a.shp", squares("EPSG:4326", at=(99.5, 7.5)), "EPSG:4326")
    assert codes(boundaries.read(path)[1], "decide") == ["crs.doubtful"]


def test_old_codes_are_found_by_their_successor():
    box = expect(["430901"])
    assert box.boxes.tolist() == expect(["380401"]).boxes.tolist()


def test_a_reference_of_wider_areas_is_a_box():
    tambon = reference()
    expected = expect(["15010901", "15011001"], reference=tambon)
    assert expected.by == "codes"
    assert expected.boxes[0].tolist() == pytest.approx(tambon.geometry.iloc[0].bounds)


def test_the_shipped_extents_are_those_of_the_layer():
    packed = shared("boundaries", "thailand_tambon.geojson.gz")
    layer = gpd.read_file(f"/vsigzip/{packed}")
    bounds = layer.bounds.assign(amphoe=layer["adm3_pcode"].str[2:6]).groupby("amphoe")
    extents = _extents()
    assert {code for code in extents if len(code) == 4} == set(bounds.groups)
    low, high = bounds[["minx", "miny"]].min(), bounds[["maxx", "maxy"]].max()
    for code in bounds.groups:
        west, south, east, north = extents[code]
        assert (west, south) == pytest.approx(tuple(np.floor(low.loc[code] * 100) / 100))
        assert (east, north) == pytest.approx(tuple(np.ceil(high.loc[code] * 100) / 100))


@settings(max_examples=40, deadline=None)
@given(st.floats(98.5, 105), st.floats(6, 20), st.sampled_from(evidence.CANDIDATES[:4]))
def test_any_place_is_known_again(x, y, crs):
    shapes = squares(crs, at=(x, y))
    points = shapely.get_coordinates(shapely.centroid(shapes))
    expected = expect(["150109", "150110"], reference=reference((x, y)))
    best = evidence.rank(points, expected)[0]
    assert best.crs == crs
    assert expected.distance(datum.choose(crs).to_wgs84(points)) < 2
