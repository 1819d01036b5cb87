"""The road end to end on the worked example: what the first page promises is held here."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import sys
from pathlib import Path

import numpy as np
import pyproj
import pytest
import shapely
from recount import recount

from tambon_gis.errors import LeakError
from tambon_gis.model.sealed import FORMS
from tambon_gis.study import look, road
from tambon_gis.study.load import load

REPO = Path(__file__).parents[1]
DEMO = REPO / "data" / "demo"
LARGEST_PAGE = 600_000


@pytest.fixture(scope="module")
def loaded():
    return load(DEMO)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    return road.build(DEMO, out=tmp_path_factory.mktemp("demo"))


def make_script():
    """The script that made the example, loaded from its file."""
    spec = importlib.util.spec_from_file_location("demo_make", DEMO / "make.py")
    module = importlib.util.module_from_spec(spec)
    before = list(sys.path)
    try:
        spec.loader.exec_module(module)
    finally:
        sys.path[:] = before
    return module


@pytest.mark.parametrize("engine", ["duckdb", "polars"])
def test_village_table_equals_an_independent_recount(loaded, engine):
    counted, _ = road.tally(loaded, engine=engine)
    villages = counted[(counted["level"] == "village") & (counted["framework"] == "bmn-2560")]
    sums = ["asked", "met", "households_asked", "households_met", "households_unknown"]
    ours = {
        (int(row.year), row.place, row.code): tuple(int(getattr(row, name)) for name in sums)
        for row in villages.itertuples()
    }
    by_hand = {key: tuple(value) for key, value in recount(DEMO).items()}
    assert len(ours) == 3 * 11 * 31
    assert ours == by_hand


def test_roll_up_to_tambon_is_the_sum_of_the_recount(loaded):
    counted, _ = road.tally(loaded)
    tambon = counted[(counted["level"] == "tambon") & (counted["framework"] == "bmn-2560")]
    for row in tambon.itertuples():
        parts = [v for k, v in recount_cache().items() if k[0] == row.year and k[2] == row.code]
        assert (row.asked, row.met) == (sum(p[0] for p in parts), sum(p[1] for p in parts))


def recount_cache(_cache={}):  # noqa: B006  (one reading of the workbooks for all rows)
    if not _cache:
        _cache.update(recount(DEMO))
    return _cache


def test_polygons_land_where_the_script_put_them(loaded):
    truth = make_script().villages_wgs84()
    geod = pyproj.Geod(ellps="WGS84")
    assert set(loaded.boundaries["place"]) == set(truth)
    for place, polygon in zip(loaded.boundaries["place"], loaded.boundaries.geometry, strict=True):
        found = shapely.get_coordinates(polygon)
        wanted = shapely.get_coordinates(truth[place])
        distance = nearest_metres(geod, found, wanted)
        assert distance.max() < 2, place
        assert nearest_metres(geod, wanted, found).max() < 2, place


def nearest_metres(geod, points, others):
    """Distance in metres from each point to the nearest of the others, on the ellipsoid."""
    nearest = np.array([np.argmin(((others - point) ** 2).sum(axis=1)) for point in points])
    return geod.inv(points[:, 0], points[:, 1], *others[nearest].T)[2]


def test_the_default_operation_would_have_missed(loaded):
    """The trap is real: what GeoPandas does by itself lies nearly 190 m off."""
    import geopandas as gpd

    raw = gpd.read_file(DEMO / "boundaries" / "village.shp", encoding="cp874")
    default = raw.to_crs("EPSG:4326").set_index("VILL_CODE").geometry
    ours = loaded.boundaries.set_index("place").geometry
    geod = pyproj.Geod(ellps="WGS84")
    a, b = default["99010101"].centroid, ours["99010101"].centroid
    assert 180 < geod.inv(a.x, a.y, b.x, b.y)[2] < 195


def test_every_planted_fault_is_found_and_nothing_else_needs_a_decision(loaded):
    expected = json.loads((DEMO / "expected.json").read_text("utf-8"))
    wanted = {(one["file"], one["sheet"], one["cell"]) for one in expected}
    found = {
        (one.file, one.sheet, cell)
        for report in loaded.findings.reports
        for one in report.findings
        if one.severity == "decide"
        for cell in one.cell.split(", ")
    }
    assert found == wanted


def test_the_law_of_rows_holds_on_every_file(loaded):
    for report in loaded.findings.reports:
        assert report.rows_read == report.rows_kept + report.rows_refused
    refused = {r.role: r.rows_refused for r in loaded.findings.reports}
    assert refused["bmn-2560-2565"] == 3  # two unknown villages and one duplicate, by hand
    assert refused["bmn-2560-2563"] == refused["bmn-2560-2564"] == 0


def test_check_says_that_the_area_is_made_up():
    found = look.check(DEMO)
    assert found.by_code()["area.synthetic"] == 1
    assert not [code for code in found.by_code() if code.startswith("place.")]


def test_page_is_small_and_alone(built):
    text = built.page.read_text("utf-8")
    assert len(text.encode("utf-8")) <= LARGEST_PAGE
    assert sorted(p.name for p in built.page.parent.iterdir()) == [
        "build.json",
        "disclosure.html",
        "index.html",
    ]


def test_enough_of_the_map_is_coloured_and_the_report_says_so(built):
    told = built.measures.disclosure
    frame = built.measures.frame
    cells = frame[(frame["level"] == "village") & (frame["framework"] == "bmn-2560")]
    blank = cells["form"].isin(["hidden", "no_data", "not_asked"])
    assert told.coloured == pytest.approx(1 - blank.mean())
    assert told.coloured >= 0.75
    report = (built.page.parent / "disclosure.html").read_text("utf-8")
    assert f"{100 * told.coloured:.1f}" in report
    assert set(cells["form"]) <= set(FORMS)


def test_sensitive_indicators_stay_above_the_village(built):
    frame = built.measures.frame
    villages = frame[(frame["level"] == "village") & (frame["framework"] == "bmn-2560")]
    left = {"1", "2", "3", "14", "15", "17", "24", "26", "28", "29"}  # P8, less 16 by decision
    assert not left & set(villages["code"])
    assert "16" in set(villages["code"])
    assert left <= set(frame[frame["level"] == "tambon"]["code"])


def test_public_files_hold_no_name_no_house_and_no_file_name(built):
    import openpyxl

    folder = built.page.parent
    texts = {path.name: path.read_text("utf-8") for path in folder.iterdir()}
    book = openpyxl.load_workbook(DEMO / "จปฐ2565.xlsx", read_only=True)
    rows = list(book["ครัวเรือน"].iter_rows(min_row=5, values_only=True))
    book.close()
    names = {str(row[6]).strip() for row in rows if row[6]}
    houses = {str(row[1]).strip() for row in rows if row[1] and str(row[1]).strip() != "รวม"}
    assert len(names) > 200
    assert len(houses) > 1900
    for name, text in texts.items():
        assert not [value for value in names | houses if value in text], name
        assert not re.search(r"\.xlsx|\.shp|/tmp/|/home/|\\\\Users", text), name


def test_building_twice_gives_the_same_bytes(built, tmp_path):
    second = road.build(DEMO, out=tmp_path)
    names = {path.name for path in built.page.parent.iterdir()}
    assert names == {path.name for path in second.page.parent.iterdir()}
    for name in names:
        first = (built.page.parent / name).read_bytes()
        assert first == (second.page.parent / name).read_bytes(), name


def test_a_collector_named_without_title_is_a_leak_too(tmp_path):
    project = Path(shutil.copytree(DEMO, tmp_path / "project"))
    frame = load(DEMO).answers[2].frame
    name = next(n for n in frame["head_name"].dropna() if n.startswith("นาย")).removeprefix("นาย")
    document = project / "tambon.toml"
    text = document.read_text("utf-8")
    document.write_text(text.replace("แนวเขตสมมุติ ตำบลสาธิต", f"วาดโดย {name.strip()}"), "utf-8")
    with pytest.raises(LeakError) as caught:
        road.build(project, out=tmp_path)
    assert caught.value.where == "tambon.toml › boundary"
    assert not (tmp_path / "maps").exists()


def test_rows_without_a_polygon_are_guarded_too(loaded):
    """D886 of the workbook is refused; its house may still not be named in public."""
    import openpyxl

    book = openpyxl.load_workbook(DEMO / "จปฐ2565.xlsx", read_only=True)
    (house,) = next(book["ครัวเรือน"].iter_rows(886, 886, 2, 2, values_only=True))
    book.close()
    survey = loaded.answers[2]
    assert house not in set(survey.frame["house_code"])
    assert house in survey.personal.texts


def test_what_is_loaded_does_not_show_people_by_itself(loaded):
    assert len(repr(loaded)) < 2000
    assert loaded.answers[2].frame["head_name"].iloc[0] not in repr(loaded)


def test_internal_edition_stays_under_work_and_says_so(tmp_path):
    built = road.build(DEMO, out=tmp_path, audience="internal")
    assert built.page == tmp_path / "work" / "990101" / "index.html"
    assert not (tmp_path / "maps").exists()
    assert "ข้อมูลภายใน ห้ามเผยแพร่" in built.page.read_text("utf-8")
    assert "ข้อมูลภายใน ห้ามเผยแพร่" in built.findings.read_text("utf-8")


def test_planted_leak_stops_the_build_and_leaves_the_old_page(built, tmp_path):
    project = tmp_path / "project"
    shutil.copytree(DEMO, project)
    shutil.copytree(built.page.parent, tmp_path / "maps" / "990101")
    old = built.page.read_bytes()
    document = project / "tambon.toml"
    text = document.read_text("utf-8")
    document.write_text(text.replace("ดูแลแนวเขตและพิกัด", "โทร 081-234-5678"), "utf-8")
    with pytest.raises(LeakError) as caught:
        road.build(project, out=tmp_path)
    assert "081" not in caught.value.tell("th") + caught.value.tell("en")
    assert caught.value.where == "tambon.toml › role 5"
    page = tmp_path / "maps" / "990101" / "index.html"
    assert page.read_bytes() == old
    assert {one.name for one in page.parent.iterdir()} == set(road.ALWAYS)


class TestRealProvinces:
    """TPMAP 2561: residents of households, 76 provinces, Bangkok not surveyed."""

    @pytest.fixture
    def project(self, shared, tmp_path):
        for name in (
            "survey/tpmap_2561_province_bmn31.csv",
            "boundaries/thailand_province.geojson",
        ):
            shutil.copy(shared / "data" / name, tmp_path)
        (tmp_path / "tambon.toml").write_text(
            """
            [area]
            code = "TH"
            name = { th = "ประเทศไทย", en = "Thailand" }
            [boundary]
            file = "thailand_province.geojson"
            level = "province"
            credit = "OCHA COD-AB Thailand (Royal Thai Survey Department)"
            licence = "CC BY-IGO 3.0"
            [[survey]]
            year = 2561
            file = "tpmap_2561_province_bmn31.csv"
            source = "tpmap-province-2561"
            rulebook = "tpmap-2561"
            """,
            "utf-8",
        )
        return tmp_path

    def test_76_rows_match_and_bangkok_is_reported(self, project):
        loaded = load(project)
        survey = loaded.findings.reports[1]
        assert (survey.rows_read, survey.rows_kept) == (76, 76)
        assert loaded.answers[0].frame["place"].nunique() == 76
        (left,) = [one for one in survey.findings if one.code == "join.no_rows"]
        assert left.count == 1
        assert left.facts["places"].startswith("10 ")
        assert loaded.findings.to_decide == 0

    def test_shares_are_those_of_the_file_and_say_what_they_count(self, project, shared):
        import csv

        built = road.build(project, out=project / "out")
        with (shared / "data" / "survey" / "tpmap_2561_province_bmn31.csv").open() as file:
            rows = {row["province_ID"]: row for row in csv.DictReader(file)}
        cells = built.measures.frame.set_index(["place", "code"])
        for place, row in rows.items():
            for n in range(1, 32):
                asked, failing = int(row[f"indicator{n}.ALL"]), int(row[f"indicator{n}.CNT"])
                cell = cells.loc[(place, str(n))]
                assert (cell["asked"], cell["failing"]) == (asked, failing)
                assert cell["form"] == ("zero" if failing == 0 else "exact")
        assert (cells.loc["10"]["form"] == "no_data").all()
        page = built.page.read_text("utf-8")
        assert "คนในครัวเรือนที่ตกเกณฑ์" in page
        assert "TPMAP" in page


class TestRealTambons:
    """The 73 tambon of Ang Thong."""

    def test_codes_and_names(self, shared):
        from tambon_gis.loaders import boundaries

        frame, report = boundaries.read(shared / "data" / "boundaries" / "angthong_tambon.geojson")
        assert (len(frame), report.rows_read) == (73, 73)
        assert frame["place"].str[:4].nunique() == 7
        assert frame.loc[frame["name"] == "หัวไผ่", "place"].tolist() == ["150109"]

    def test_check_reports_nothing_wrong(self, shared):
        found = look.check(shared / "data" / "boundaries" / "angthong_tambon.geojson")
        assert [r.rows_read for r in found.reports] == [73]
        assert found.to_decide == 0
        assert not [f for r in found.reports for f in r.findings if f.severity != "note"]
