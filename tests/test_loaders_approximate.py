"""Villages as points: their tambon divided among them, nothing over and nothing left."""

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from loaders_support import codes, write_xlsx

from tambon_gis import catalog
from tambon_gis.errors import CrsError, InputError
from tambon_gis.loaders import boundaries
from tambon_gis.loaders.boundaries import Setting
from tambon_gis.loaders.decide.set_aside import set_aside
from tambon_gis.loaders.land import approximate
from tambon_gis.model.findings import Report
from tambon_gis.model.project import Boundary
from tambon_gis.publish import review
from tambon_gis.study import forms

TAMBON = shapely.Polygon([(100, 14), (100.2, 14), (100.2, 14.1), (100.1, 14.05), (100, 14.1)])
EAST = shapely.box(100.2, 14, 100.3, 14.1)


def tambons(*shapes):
    table = {"place": ["990101", "990102"][: len(shapes)], "name": ["", ""][: len(shapes)]}
    return gpd.GeoDataFrame(table, geometry=list(shapes), crs="EPSG:4326")


def villages(found, tambon="990101"):
    """Points by moo; a moo may stand there more than once."""
    return gpd.GeoDataFrame(
        {"row": range(1, len(found) + 1), "place": [f"{tambon}{moo:02d}" for moo, _, _ in found]},
        geometry=[shapely.Point(x, y) for _, x, y in found],
        crs="EPSG:4326",
    )


def divided(found, *shapes):
    return approximate.divide(villages(found), tambons(*(shapes or (TAMBON,))), file="a.shp")


def told(found):
    return {one.code: one for one in found.findings}


spots = st.lists(
    st.tuples(st.integers(1, 6), st.floats(100.001, 100.199), st.floats(14.001, 14.049)),
    min_size=1, max_size=12, unique_by=lambda one: (round(one[1], 6), round(one[2], 6)),
)  # fmt: skip


@settings(max_examples=50, deadline=None)
@given(spots)
def test_cells_fill_the_tambon_and_each_spot_goes_to_the_nearest(found):
    cells = divided(found).frame
    assert set(cells["place"]) == {f"990101{moo:02d}" for moo, _, _ in found}
    whole = shapely.union_all(cells.geometry.to_numpy())
    assert shapely.area(shapely.symmetric_difference(whole, TAMBON)) <= 1e-9 * TAMBON.area
    assert shapely.area(cells.geometry.to_numpy()).sum() == pytest.approx(TAMBON.area, rel=1e-9)
    chance = np.random.default_rng(1)
    scale = np.cos(np.radians(TAMBON.centroid.y))
    points = np.array([(x, y) for _, x, y in found])
    for x, y in chance.uniform((100, 14), (100.2, 14.1), (60, 2)):
        spot = shapely.Point(x, y)
        if not TAMBON.contains(spot):
            continue
        apart = np.hypot((points[:, 0] - x) * scale, points[:, 1] - y)
        first, *rest = np.sort(apart)
        if rest and rest[0] - first < 1e-6:
            continue
        moo = found[int(np.argmin(apart))][0]
        cell = cells.set_index("place").geometry[f"990101{moo:02d}"]
        assert cell.distance(spot) < 1e-9


def test_one_village_is_the_whole_tambon():
    found = divided([(1, 100.05, 14.02)])
    assert found.frame.geometry.iloc[0].equals(TAMBON)
    assert [one.code for one in found.findings] == ["boundary.approximate"]


def test_several_points_of_a_village_become_one_area():
    found = divided([(1, 100.02, 14.02), (2, 100.1, 14.02), (1, 100.18, 14.02)])
    assert found.frame["place"].tolist() == ["99010101", "99010102"]
    assert found.frame.geometry.iloc[0].geom_type == "MultiPolygon"
    assert told(found)["boundary.approximate_several"].cell == "1, 3"
    assert found.refused == 0


def test_each_tambon_is_divided_by_itself():
    both = villages([(1, 100.19, 14.02), (2, 100.01, 14.02)])
    other = villages([(1, 100.25, 14.05)], "990102").assign(row=[3])
    frame = gpd.GeoDataFrame(np.concatenate([both, other]), columns=both.columns, crs=both.crs,
                             geometry="geometry")  # fmt: skip
    cells = approximate.divide(frame, tambons(TAMBON, EAST), file="a.shp").frame
    assert cells.set_index("place").geometry["99010201"].equals(EAST)


def test_points_that_cannot_be_used_are_told_and_refused():
    found = divided([
        (1, 100.05, 14.02),
        (2, 100.05, 14.02),  # another village on the same spot
        (3, 100.15, 14.02),
        (3, 100.15, 14.02),  # the same again
        (4, 100.15, 14.2),  # far north of the tambon
        (5, 100.02, 13.999),  # a little south of it
    ])  # fmt: skip
    assert found.frame["place"].tolist() == ["99010103", "99010105"]
    notes = told(found)
    assert notes["boundary.approximate_same_spot"].cell == "1:2"
    assert notes["boundary.approximate_repeated"].cell == "4"
    assert notes["boundary.approximate_far"].cell == "5"
    assert 11_000 < int(notes["boundary.approximate_far"].facts["metres"].replace(",", "")) < 14_000
    assert notes["boundary.approximate_near"].cell == "6"
    assert found.refused == 3
    codes(Report("b", "a.shp", 0, 0, findings=found.findings))


def test_tambons_without_points_and_points_without_a_tambon():
    found = approximate.divide(villages([(1, 100.05, 14.02)]), tambons(TAMBON, EAST), file="a.shp")
    assert told(found)["boundary.approximate_no_points"].facts["tambons"] == "990102"
    lost = approximate.divide(
        villages([(1, 100.05, 14.02), (1, 100.1, 14.02)]).assign(place=["99010101", "99020201"]),
        tambons(TAMBON), file="a.shp",
    )  # fmt: skip
    assert told(lost)["boundary.approximate_no_tambon"].cell == "2"
    assert lost.refused == 1


def write(path, found, crs="EPSG:4326"):
    layer = villages(found).drop(columns="row").rename(columns={"place": "VILL_CODE"}).to_crs(crs)
    layer.assign(VILL_NAM_T=[f"บ้าน{n}" for n in range(len(found))]).to_file(path, encoding="cp874")
    return path


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:32647"])
def test_a_layer_of_points_through_the_loader(tmp_path, crs):
    path = write(tmp_path / "a.shp", [(1, 100.05, 14.02), (2, 100.15, 14.02), (3, 100.15, 15)], crs)
    frame, report = boundaries.read(path, setting=Setting(inside=tambons(TAMBON)))
    assert frame["place"].tolist() == ["99010101", "99010102"]
    assert frame["moo"].tolist() == [1, 2]
    assert frame["name"].tolist() == ["บ้าน0", "บ้าน1"]
    assert frame["approximate"].tolist() == [True, True]
    assert (report.rows_read, report.rows_kept, report.rows_refused) == (3, 2, 1)
    assert "boundary.approximate" in codes(report)
    about = Boundary(file="a.shp", level="village")
    assert review.places(frame, about).approximate
    assert not review.places(frame.assign(approximate=False), about).approximate
    with pytest.raises(InputError) as caught:
        boundaries.read(path)
    assert caught.value.code == "boundary.no_polygons"


def test_a_table_of_villages_through_the_loader(tmp_path):
    rows = [["รหัสหมู่บ้าน", "ชื่อหมู่บ้าน", "ละติจูด", "ลองจิจูด"],
            ["99010101", "ก", 14.02, 100.05], ["99010102", "ข", "๑๔.๐๒", "๑๐๐.๑๕"],
            ["99010103", "ค", 100.05, 14.02], ["99010104", "ง", None, None]]  # fmt: skip
    path = write_xlsx(tmp_path / "จุด.xlsx", {"A": rows})
    frame, report = boundaries.read(path, setting=Setting(inside=tambons(TAMBON)))
    assert frame["place"].tolist() == ["99010101", "99010102"]
    found = {one.code: one.cell for one in report.findings}
    assert found["point.swapped"] == "C4"
    assert found["point.missing"] == "C5"
    assert [one.cell for one in report.findings if one.severity == "decide"] == ["C4", "C5"]
    assert set_aside(report).keys() == {"99010103", "99010104"}
    told = "".join(one.tell("th") + one.mend("th") for one in report.findings)
    assert "QGIS หรือลบแถว" not in told
    assert "ไม่มีพิกัดที่ใช้ได้" in told
    assert (report.rows_read, report.rows_kept, report.rows_refused) == (4, 2, 2)


def test_polygons_are_not_divided_and_say_so(tmp_path):
    layer = gpd.GeoDataFrame({"TAM_CODE": ["990101"]}, geometry=[TAMBON], crs="EPSG:4326")
    layer.to_file(tmp_path / "a.gpkg")
    frame, _ = boundaries.read(tmp_path / "a.gpkg", setting=Setting(inside=tambons(TAMBON)))
    assert frame["approximate"].tolist() == [False]


def test_points_that_all_fail_are_refused_as_a_file(tmp_path):
    path = write(tmp_path / "a.shp", [(1, 100.05, 15), (2, 100.15, 15)])
    with pytest.raises(InputError) as caught:
        boundaries.read(path, setting=Setting(inside=tambons(TAMBON)))
    assert caught.value.code == "boundary.approximate_nothing"


def test_points_in_the_wrong_zone_are_known_by_the_tambon(tmp_path):
    found = villages([(1, 100.05, 14.02), (2, 100.15, 14.02)]).drop(columns="row").to_crs(32647)
    layer = found.rename(columns={"place": "VILL_CODE"}).set_crs(32648, allow_override=True)
    layer.to_file(tmp_path / "a.gpkg")
    with pytest.raises(CrsError) as caught:
        boundaries.read(tmp_path / "a.gpkg", setting=Setting(inside=tambons(TAMBON)))
    assert caught.value.code == "crs.elsewhere"
    assert caught.value.facts["fits"].startswith("EPSG:32647 0 m")


# --- no tambon is known: its outline is sketched around the points ---


@settings(max_examples=50, deadline=None)
@given(spots)
def test_a_sketched_outline_holds_every_point_and_is_filled(found):
    points = villages(found)
    outline, note = approximate.sketch(points, file="a.xlsx")
    assert (note.code, note.severity) == ("boundary.sketched", "note")
    whole = outline.geometry.iloc[0]
    assert all(whole.contains(spot) for spot in points.geometry)
    cells = approximate.divide(points, outline, file="a.xlsx").frame
    assert shapely.area(cells.geometry.to_numpy()).sum() == pytest.approx(whole.area, rel=1e-9)


def test_the_outline_of_one_village_is_a_circle_of_500_metres():
    outline, _ = approximate.sketch(villages([(1, 100.5, 14.0)]), file="a.xlsx")
    west, south, east, north = outline.geometry.iloc[0].bounds
    assert (north - south) * 110_600 == pytest.approx(1000, rel=0.01)  # 1 degree at 14 N
    assert (east - west) * 108_060 == pytest.approx(1000, rel=0.01)


def test_each_tambon_has_an_outline_of_its_own():
    east = villages([(1, 100.5, 14.0), (2, 100.52, 14.0)], tambon="990102")
    both = pd.concat([villages([(1, 100.1, 14.0), (2, 100.12, 14.0)]), east], ignore_index=True)
    outline, _ = approximate.sketch(both, file="a.xlsx")
    assert outline["place"].tolist() == ["990101", "990102"]
    assert outline.geometry.iloc[0].disjoint(outline.geometry.iloc[1])


def test_the_form_of_places_becomes_a_map(tmp_path):
    """The form as it is written, filled in cell by cell."""
    path = forms.template("places", out=tmp_path, place="990101", villages=3)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    rows = {sheet.cell(row, 1).value: row for row in range(1, 20)}
    for moo, x, y in ((1, 100.41, 14.02), (2, 100.43, 14.02), (3, 100.42, 14.04)):
        for column, value in ((2, f"บ้านที่ {moo}"), (3, y), (4, x)):
            sheet.cell(rows[f"990101{moo:02d}"], column).value = value
    book.save(path)
    setting = Setting(table=catalog.schema("places"))
    frame, report = boundaries.read(path, level="village", setting=setting)
    assert frame["place"].tolist() == ["99010101", "99010102", "99010103"]
    assert frame["name"].tolist() == ["บ้านที่ 1", "บ้านที่ 2", "บ้านที่ 3"]
    assert frame["approximate"].all()
    assert report.to_decide == 0
    assert {"boundary.sketched", "boundary.approximate"} <= set(codes(report))
    for x, y, place in ((100.41, 14.02, 0), (100.43, 14.02, 1), (100.42, 14.04, 2)):
        assert frame.geometry.iloc[place].contains(shapely.Point(x, y))
