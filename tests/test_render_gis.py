"""Files for map programs: read back with pyogrio, geopandas and sqlite3; styles as XML."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import geopandas as gpd
import office_support
import pyogrio
import pytest
import render_sample
import shapely

from tambon_gis.model.layer import OwnLayer, Symbol
from tambon_gis.model.sealed import Vectors, seal
from tambon_gis.render.gis import qml
from tambon_gis.render.gis.gis import geojson, geopackage
from tambon_gis.render.layers import first_view, layers_of
from tambon_gis.render.still import fills_of

if TYPE_CHECKING:
    from pathlib import Path

    from tambon_gis.render.content import Content

AREA = render_sample.AREA


@pytest.fixture(scope="module")
def content() -> Content:
    return render_sample.content()


@pytest.fixture(scope="module")
def path(content: Content, tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("gis") / "map.gpkg"
    found.write_bytes(geopackage(content)["map.gpkg"])  # type: ignore[arg-type]
    return found


def layers(content: Content) -> list[Any]:
    codes = [str(code) for code in content.places.frame["place"]]
    found = layers_of(content.measures, content.rulebooks, codes, content.credits.area_code)
    return [one for one in found if one.cells]


def missing(value: object) -> bool:
    return value is None or value != value  # noqa: PLR0124


def test_gdal_reads_every_layer(content: Content, path: Path) -> None:
    listed = dict(pyogrio.list_layers(path))
    own = {f"own_{one.layer.id.replace('-', '_')}" for one in content.vectors}
    assert own
    assert set(listed) == {"places", "cells", "facilities", "projects", "layer_styles", *own}
    assert listed["cells"] is None
    for name in ("places", "facilities", *own):
        assert pyogrio.read_info(path, layer=name)["crs"] == "EPSG:4326"
    facilities = gpd.read_file(path, layer="facilities")
    assert facilities["name"].tolist() == render_sample.facilities().frame["name"].tolist()
    assert facilities.geometry.x.tolist() == render_sample.facilities().frame["longitude"].tolist()


def test_projects_stand_at_their_places(content: Content, path: Path) -> None:
    frame = gpd.read_file(path, layer="projects").set_index("moo")
    assert sorted(frame.index) == list(range(1, 12))
    four = frame.loc[4]
    assert (four["projects"], four["running"], four["planned"], four["done"]) == (3, 1, 1, 1)
    assert four["status"] == "running"
    assert "ขยายเขตประปาหมู่บ้าน หมู่ที่ 4 (เสร็จแล้ว)" in four["titles"].split("\n")
    assert frame.loc[1, "projects"] == 2
    points = content.places.frame.set_index("moo")
    assert four.geometry.x == pytest.approx(points.loc[4, "label_x"], abs=1e-5)
    (_, style, first) = styles(path)["projects"][0]
    rules = [rule.get("filter") for rule in style.findall("renderer-v2/rules/rule")]
    assert first
    assert rules[0] == "\"status\" = 'running'"
    shapes = {option(one, "name") for one in style.findall("renderer-v2/symbols/symbol")}
    assert len(shapes) == len(rules) == 5


def test_places_keep_their_shapes_to_five_decimals(content: Content, path: Path) -> None:
    read = gpd.read_file(path, layer="places")
    assert read["place"].tolist() == content.places.frame["place"].tolist()
    assert read["name"].tolist() == content.places.frame["name"].tolist()
    assert read["moo"].tolist() == content.places.frame["moo"].tolist()
    for one, other in zip(read.geometry, content.places.frame.geometry, strict=True):
        assert one.symmetric_difference(other).area < 1e-8
    points = shapely.get_coordinates(read.geometry)
    assert (points.round(5) == points).all()


def test_newest_values_stand_beside_each_place(content: Content, path: Path) -> None:
    read = gpd.read_file(path, layer="places").set_index("place")
    frame = content.measures.frame[content.measures.frame["level"] == "village"]
    newest = {"bmn-2560": 2565, "nrd2c": 2564}
    seen = set()
    for row in frame.itertuples():
        if row.year != newest[row.framework]:
            continue
        start = f"{row.framework.replace('-', '_')}_{row.code}"
        told = read.loc[row.place]
        seen.add(row.form)
        assert told[f"{start}_form"] == row.form
        assert told[f"{start}_year"] == row.year
        for name in ("share", "failing", "asked", "score"):
            column, expected = f"{start}_{name}", getattr(row, name)
            if column not in read.columns:
                assert missing(expected)
            else:
                assert missing(told[column]) if missing(expected) else told[column] == expected
    assert {"exact", "zero", "few", "hidden", "no_data"} <= seen
    assert set(read[[c for c in read if c.startswith("bmn_2560_1_")]]["bmn_2560_1_form"]) == {
        "withheld"
    }


def test_the_long_table_holds_every_cell(content: Content, path: Path) -> None:
    read = pyogrio.read_dataframe(path, layer="cells")
    keys = ["year", "framework", "code", "place"]
    joined = content.measures.frame.merge(read, on=keys, how="left", suffixes=("", "_read"))
    assert (joined["form"] == joined["form_read"]).all()
    for name in ("share", "failing", "asked", "score", "households"):
        both = zip(joined[name], joined[f"{name}_read"], strict=True)
        assert all((missing(a) and missing(b)) or a == b for a, b in both)
    banded = read[read["form"].isin(["few", "zero_band", "most", "hidden"])]
    assert banded["failing"].isna().all()
    assert banded["share"].isna().all()


def test_it_is_a_geopackage_without_traces(content: Content, path: Path) -> None:
    made = path.read_bytes()
    assert made[:16] == b"SQLite format 3\0"
    assert made[68:72] == b"GPKG"
    assert geopackage(content)["map.gpkg"] == made
    for trace in (b"/home/", b"/tmp/", b"/work/", b"C:\\", b"GDAL", b"proj4"):
        assert trace not in made
    with sqlite3.connect(path) as data:
        assert data.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert data.execute("PRAGMA user_version").fetchone() == (10300,)
        rows = data.execute("SELECT DISTINCT last_change FROM gpkg_contents").fetchall()
        told = data.execute("SELECT description FROM gpkg_contents").fetchall()
    assert rows == [("2000-01-01T00:00:00.000Z",)]
    assert all("ข้อมูลสมมุติ" in text for (text,) in told)


def styles(path: Path) -> dict[str, list[tuple[str, ET.Element, bool]]]:
    with sqlite3.connect(path) as data:
        rows = data.execute(
            "SELECT f_table_name, styleName, styleQML, useAsDefault FROM layer_styles ORDER BY id"
        ).fetchall()
    found: dict[str, list[tuple[str, ET.Element, bool]]] = {}
    for table, name, text, default in rows:
        assert text.startswith(qml.HEAD)
        found.setdefault(table, []).append((name, ET.fromstring(text[len(qml.HEAD) :]), default))  # noqa: S314
    return found


def test_every_layer_opens_with_a_style(content: Content, path: Path) -> None:
    found = styles(path)
    tables = {name for name, kind in pyogrio.list_layers(path) if kind is not None}
    assert set(found) == tables
    for rows in found.values():
        assert sum(default for _, _, default in rows) == 1
    shown = layers(content)
    assert len(found["places"]) == len(shown)
    first = first_view(shown)
    assert first is not None
    default = next(name for name, _, default in found["places"] if default)
    assert default.startswith(f"{shown[first[0]].indicator.code}. ")


def test_a_style_colours_places_as_the_page_does(content: Content, path: Path) -> None:
    read = gpd.read_file(path, layer="places")
    data = sqlite3.connect(path)
    for layer, (_, root, _) in zip(layers(content), styles(path)["places"], strict=True):
        expected = [fill.colour for fill in fills_of(layer, max(layer.cells))]
        rules = root.findall("renderer-v2/rules/rule")
        symbols = {one.get("name"): one for one in root.findall("renderer-v2/symbols/symbol")}
        drawn: dict[str, list[str]] = {}
        for rule in rules:
            held = data.execute(f"SELECT place FROM places WHERE {rule.get('filter')}").fetchall()
            colour = option(symbols[rule.get("symbol")], "color")
            for (place,) in held:
                drawn.setdefault(place, []).append(colour)
        assert [drawn[place] for place in read["place"]] == [[rgb(one)] for one in expected]
        bounds = {
            float(part.rsplit(" ", 1)[1])
            for rule in rules
            for part in (rule.get("filter") or "").split(" AND ")
            if "_share" in part
        }
        assert bounds <= set(layer.breaks)
    data.close()


def option(symbol: ET.Element, name: str) -> str:
    found = symbol.find(f"layer/Option/Option[@name='{name}']")
    assert found is not None
    return found.get("value") or ""


def rgb(colour: str) -> str:
    return ",".join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5)) + ",255"


def test_geojson_is_as_the_standard_wants_it(content: Content, tmp_path: Path) -> None:
    text = geojson(content)["map.geojson"]
    assert geojson(content)["map.geojson"] == text
    told = json.loads(text)
    assert "crs" not in told
    assert [one["id"] for one in told["features"]] == content.places.frame["place"].tolist()
    for one, shape in zip(told["features"], content.places.frame.geometry, strict=True):
        outer, *inner = one["geometry"]["coordinates"]
        assert shapely.LinearRing(outer).is_ccw
        assert not any(shapely.LinearRing(ring).is_ccw for ring in inner)
        assert outer[0] == outer[-1]
        assert one["bbox"] == pytest.approx(shape.bounds, abs=1e-5)
        assert all(round(x, 5) == x and round(y, 5) == y for x, y in outer)
    west, south, east, north = told["bbox"]
    assert (west, south) < (east, north)
    path = tmp_path / "map.geojson"
    path.write_text(text, encoding="utf-8")  # type: ignore[arg-type]
    read = gpd.read_file(path)
    assert read.crs.to_epsg() == 4326
    exact = content.measures.frame.query(
        "framework == 'bmn-2560' and year == 2565 and code == '9' and level == 'village'"
    ).set_index("place")
    for row in read.itertuples():
        expected = exact.loc[row.place, "share"]
        assert (
            missing(row.bmn_2560_9_share) if missing(expected) else row.bmn_2560_9_share == expected
        )


def test_holes_turn_the_other_way(content: Content) -> None:
    ring = shapely.Polygon(
        shapely.box(100, 14, 101, 15, ccw=False).exterior,
        [shapely.box(100.4, 14.4, 100.6, 14.6).exterior],
    )
    frame = content.places.frame.copy()
    frame.loc[frame.index[0], "geometry"] = ring
    places = seal(type(content.places), frame=frame, level="village")
    told = json.loads(geojson(replace(content, places=places))["map.geojson"])
    outer, inner = told["features"][0]["geometry"]["coordinates"]
    assert shapely.LinearRing(outer).is_ccw
    assert not shapely.LinearRing(inner).is_ccw


def test_hostile_texts_are_texts(tmp_path: Path) -> None:
    names = office_support.HOSTILE[:11]
    made = render_sample.content(names=names)
    column = "a\"b'; DROP TABLE places;--"
    frame = gpd.GeoDataFrame(
        {column: office_support.HOSTILE[:3], "FID": [1, 2, 3], "geom": ["x", "y", "z"]},
        geometry=[shapely.Point(100.4, 14.6)] * 3, crs="EPSG:4326",
    )  # fmt: skip
    title = made.rulebooks[0].rulebook.title
    odd = "'%_\\x"
    layer = OwnLayer(
        id="works", kind="points", by=column, label=column,
        title=title.model_copy(update={"th": office_support.HOSTILE[6]}),
        symbol=(
            Symbol(symbol="other", title=title.model_copy(update={"th": '"/><x'}), words=(odd,)),
            Symbol(symbol="other", title=title),
        ),
    )  # fmt: skip
    hostile = replace(made, vectors=(seal(Vectors, frame=frame, layer=layer),))
    path = tmp_path / "map.gpkg"
    path.write_bytes(geopackage(hostile)["map.gpkg"])  # type: ignore[arg-type]
    read = gpd.read_file(path, layer="places")
    assert read["name"].tolist() == [" ".join(name.split()) for name in names]
    own = gpd.read_file(path, layer="own_works")
    assert own[column].tolist() == list(office_support.HOSTILE[:3])
    assert len(own.columns) == 4
    found = styles(path)
    rules = found["own_works"][0][1].findall("renderer-v2/rules/rule")
    assert rules[0].get("label") == '"/><x'
    assert rules[0].get("filter") == "\"a\"\"b'; DROP TABLE places;--\" ILIKE '%''\\%\\_\\\\x%'"
    assert rules[1].get("filter") == "ELSE"
    told = json.loads(geojson(hostile)["map.geojson"])
    assert [one["properties"]["name"] for one in told["features"]] == [
        " ".join(name.split()) for name in names
    ]


@pytest.mark.parametrize("lang", ["th", "en"])
def test_without_what_may_be_missing(content: Content, lang: str, tmp_path: Path) -> None:
    plain = replace(content, facilities=None, vectors=(), standing=None, plan=None)
    path = tmp_path / "map.gpkg"
    path.write_bytes(geopackage(plain, lang=lang)["map.gpkg"])  # type: ignore[arg-type]
    assert set(dict(pyogrio.list_layers(path))) == {"places", "cells", "layer_styles"}
    assert len(json.loads(geojson(plain, lang=lang)["map.geojson"])["features"]) == 11


def test_internal_files_say_so(content: Content) -> None:
    inside = render_sample.content(audience="internal")
    assert "ห้ามเผยแพร่" in json.loads(geojson(inside)["map.geojson"])["description"]
    assert "ห้ามเผยแพร่" not in json.loads(geojson(content)["map.geojson"])["description"]
