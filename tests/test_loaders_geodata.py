"""JSON and XML of maps: parsed by hand-written rules, so expectations are counted by hand."""

import json

import layers_support as made
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tambon_gis.errors import InputError
from tambon_gis.loaders import layers
from tambon_gis.loaders.geodata import geojson, kml, shape

POINT = {"type": "Point", "coordinates": [100.4, 14.5]}
AREA = {"type": "Polygon", "coordinates": [[[0, 0], [2, 0], [2, 1], [0, 0]]]}


def feature(geometry=AREA, **properties):
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(*features, **more):
    return {"type": "FeatureCollection", "features": list(features), **more}


@pytest.fixture
def load(tmp_path):
    """Write a text, read it, and look that nothing else appeared."""

    def load(text, name="a.geojson", kind="any", layer=None):
        raw = text if isinstance(text, bytes) else text.encode()
        (tmp_path / name).write_bytes(raw)
        before = made.listing(tmp_path)
        try:
            return layers.open_layer(tmp_path / name, kind=kind, layer=layer)
        finally:
            assert made.listing(tmp_path) == before

    return load


@pytest.fixture
def refused(load):
    def refused(text, name="a.geojson", **options):
        with pytest.raises(InputError) as caught:
            load(text, name, **options)
        assert caught.value.tell("th")
        return caught.value.code

    return refused


def codes(found):
    return [one.code for one in found.findings]


# GeoJSON


def test_all_forms_of_geojson(load):
    wanted = "POLYGON ((0 0, 2 0, 2 1, 0 0))"
    one = feature(TAM_CODE="150109")
    texts = [
        json.dumps(collection(one)),
        json.dumps(one),
        json.dumps(AREA),
        "\ufeff" + json.dumps(one),
        "\x1e" + json.dumps(one) + "\n",
        "\n" + json.dumps(one) + "\r\n",
    ]
    for text in texts:
        found = load(text)
        assert [shape.wkt for shape in found.frame.geometry] == [wanted]
        assert (found.crs, codes(found)) == ("EPSG:4326", [])
    lines = "\n".join(json.dumps(feature(POINT, a=n)) for n in range(3))
    for name in ("a.geojson", "a.json", "a.ndjson", "a.geojsonl"):
        assert load(lines, name).frame["a"].tolist() == [0, 1, 2]


def test_rows_without_shapes_and_of_several_kinds_stay(load):
    features = [feature(None, a=1), feature(POINT, a=2), feature({"type": "x"}, a=3),
                {"type": "Feature"}, "no feature", feature(AREA, b="x")]  # fmt: skip
    found = load(json.dumps(collection(*features)))
    assert found.frame.geometry.isna().tolist() == [True, False, True, True, True, False]
    assert found.frame["a"].fillna(0).tolist() == [1, 2, 3, 0, 0, 0]
    assert load(json.dumps(collection(*features)), kind="area").name == "a"


def test_properties_keep_what_they_are(load):
    rows = [{"code": "01", "n": 1, "x": 1.5, "ok": True, "mixed": 1, "in": {"ก": [1]}},
            {"code": "2566/01/02", "n": None, "x": 2, "ok": None, "mixed": "๒", "in": None},
            ]  # fmt: skip
    found = load(json.dumps(collection(*[feature(POINT, **row) for row in rows]))).frame
    assert found["code"].tolist() == ["01", "2566/01/02"]
    assert found["n"].iloc[0] == 1
    assert found["x"].tolist() == [1.5, 2.0]
    assert found["ok"].iloc[0]
    assert found["ok"].isna().tolist() == [False, True]
    assert found["mixed"].tolist() == ["1", "๒"]
    assert found["in"].iloc[0] == '{"ก": [1]}'


def test_the_id_of_a_feature_is_kept(load):
    found = load(json.dumps({**feature(POINT), "id": "150109"}))
    assert found.frame["id"].tolist() == ["150109"]


def test_a_key_twice_is_told(load):
    text = '{"type": "Feature", "properties": {"a": 1, "a": 2}, "geometry": null}'
    found = load(text)
    assert found.frame["a"].tolist() == [2]
    assert [(one.code, one.severity, one.facts) for one in found.findings] == [
        ("layer.keys_doubled", "decide", {"keys": "a"})
    ]


@pytest.mark.parametrize(
    ("member", "crs"),
    [
        ({"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}, "EPSG:4326"),
        ({"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::24047"}},
         "urn:ogc:def:crs:EPSG::24047"),
        ({"type": "name", "properties": {"name": "EPSG:32647"}}, "EPSG:32647"),
        ({"type": "EPSG", "properties": {"code": 32647}}, "EPSG:32647"),
        (None, None),
    ],
)  # fmt: skip
def test_the_old_crs_member(load, member, crs):
    assert load(json.dumps(collection(feature(POINT), crs=member))).crs == crs


def test_thai_in_cp874_is_read_and_told(load):
    text = json.dumps(feature(POINT, name="หัวไผ่"), ensure_ascii=False)
    found = load(text.encode("cp874"))
    assert found.frame["name"].tolist() == ["หัวไผ่"]
    assert codes(found) == ["layer.encoding"]
    assert load(text.encode("utf-16")).frame["name"].tolist() == ["หัวไผ่"]


@pytest.mark.parametrize(
    "text",
    ["[" * 200_000, '{"type": "Feature", ', "[1, 2", '{"a": ' * 50_000, '{"type": "Feature"} x',
     '{"type": "Feature", "properties": {"n": ' + "9" * 5000 + "}}", "\xff\xfe\x00"],
)  # fmt: skip
def test_broken_json_is_refused(refused, text):
    assert refused(text) == "boundary.unreadable"


@pytest.mark.parametrize("text", ["[]", "1", '"a"', '{"type": "Feature", "a": 1}[]', '{"a": 1}'])
def test_json_that_is_no_map_is_refused(refused, text):
    assert refused(text) == "layer.not_geojson"


def test_an_empty_collection(refused):
    assert refused(json.dumps(collection())) == "boundary.empty"


@pytest.mark.parametrize(
    "coordinates",
    [
        [[[0, 0], [1, 1]]],
        [[[0, "x"], [1, 1], [2, 2]]],
        [[0, 0]],
        "x",
        [[[None, 1]] * 4],
        {"a": 1},
        5,
    ],
)
def test_a_ring_that_is_none_is_a_row_without_shape(coordinates):
    assert shape.shape_of({"type": "Polygon", "coordinates": coordinates}) is None


def test_heights_are_kept_where_all_have_them():
    line = {"type": "LineString", "coordinates": [[1, 2, 3], [4, 5, 6]]}
    assert shape.shape_of(line).has_z
    line["coordinates"][1] = [4, 5]
    assert list(shape.shape_of(line).coords) == [(1, 2), (4, 5)]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(VALUES)
def test_anything_for_a_shape_is_a_shape_or_none(value):
    for kind in (*geojson.SHAPES, "x"):
        made_of = shape.shape_of({"type": kind, "coordinates": value, "geometries": value})
        assert made_of is None or hasattr(made_of, "wkt")


# TopoJSON


def topology(**more):
    # two squares of 1 x 1 that share the arc 0; arc 1 runs around the left, arc 2 the right one
    arcs = [[[1, 0], [1, 1]], [[1, 1], [0, 1], [0, 0], [1, 0]], [[1, 1], [2, 1], [2, 0], [1, 0]]]
    left = {"type": "Polygon", "arcs": [[0, 1]], "properties": {"TAM_CODE": "150109"}, "id": 7}
    right = {"type": "MultiPolygon", "arcs": [[[0, 2]]], "properties": {"TAM_CODE": "150110"}}
    objects = {
        "ตำบล": {"type": "GeometryCollection", "geometries": [left, right]},
        "วัด": {"type": "Point", "coordinates": [0.5, 0.5]},
    }
    return {"type": "Topology", "arcs": arcs, "objects": objects, **more}


def test_topojson_with_two_objects(load):
    found = load(json.dumps(topology()), "a.json", kind="area")
    assert found.name == "ตำบล"
    assert found.frame.geometry.area.tolist() == [1.0, 1.0]
    assert found.frame.geometry.is_valid.all()
    assert found.frame.geometry.iloc[0].wkt == "POLYGON ((1 0, 1 1, 0 1, 0 0, 1 0))"
    assert found.frame["id"].tolist()[0] == 7
    assert found.findings[0].facts["left"] == "วัด (1)"
    assert load(json.dumps(topology()), "a.topojson", kind="point").name == "วัด"


def test_a_quantised_topojson(load):
    arcs = [[[0, 0], [4, 0], [0, 2], [-4, 0], [0, -2]]]
    one = {"type": "Polygon", "arcs": [[-1]]}
    text = json.dumps(topology(arcs=arcs, objects={"a": one},
        transform={"scale": [0.25, 0.5], "translate": [100, 14]}))  # fmt: skip
    found = load(text, "a.json").frame.geometry.iloc[0]
    assert found.bounds == (100, 14, 101, 15)


def test_arcs_that_are_not_there(load, refused):
    lost = {"type": "Polygon", "arcs": [[9]]}
    text = json.dumps(topology(objects={"a": lost, "b": {"type": "Point"}}))
    assert load(text, "a.json", layer="a").frame.geometry.isna().all()
    for broken in ({"arcs": "x"}, {"objects": []}, {"arcs": [[1]]}, {"transform": {"scale": 1}}):
        assert refused(json.dumps(topology(**broken)), "a.json") == "boundary.unreadable"


# KML


def placemark(name="", more="", shape=""):
    shape = shape or "<Point><coordinates>100.4,14.5,0</coordinates></Point>"
    return f"<Placemark><name>{name}</name>{more}{shape}</Placemark>"


def document(*inner):
    head = '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2">'
    return f"{head}<Document><name>แผนที่</name>{''.join(inner)}</Document></kml>"


RING = "<LinearRing><coordinates>\n 0,0,0 \n2,0,0 2,2,0\t0,2,0 0,0,0 </coordinates></LinearRing>"
HOLE = "<LinearRing><coordinates>0.5,0.5 1, 0.5 1,1 0.5,0.5</coordinates></LinearRing>"
POLYGON = (
    f"<Polygon><outerBoundaryIs>{RING}</outerBoundaryIs>"
    f"<innerBoundaryIs>{HOLE}</innerBoundaryIs></Polygon>"
)


def test_folders_of_my_maps_are_layers(load):
    more = (
        "<styleUrl>#a</styleUrl><ExtendedData><Data name='รหัส'><value>99010101</value></Data>"
        "</ExtendedData>"
    )
    text = document(
        f"<Folder><name>บ้าน</name>{placemark('ก', more)}{placemark('ข')}</Folder>",
        f"<Folder><name>ตำบล</name>{placemark('สาธิต', shape=POLYGON)}</Folder>",
    )
    found = load(text, "a.kml", kind="area")
    assert (found.name, found.crs) == ("ตำบล", "EPSG:4326")
    assert found.frame.geometry.area.tolist() == [4 - 0.125]
    assert found.frame["Name"].tolist() == ["สาธิต"]
    assert found.findings[0].facts["left"] == "บ้าน (2)"
    points = load(text, "a.kml", kind="point").frame
    assert points["รหัส"].fillna("").tolist() == ["99010101", ""]
    assert list(points.columns) == ["Name", "รหัส", "geometry"]


def test_fields_of_a_schema_and_of_a_table_in_the_description(load):
    schema = (
        "<ExtendedData><SchemaData schemaUrl='#s'><SimpleData name='TAM_CODE'>150109</SimpleData>"
        "</SchemaData></ExtendedData>"
    )
    html = (
        "<description><![CDATA[<html><table><tr><td colspan=2>หัวไผ่</td></tr><tr><td>AMP</td>"
        "<td>เมือง &amp; รอบ</td></tr><tr><th>X</th><td></td></tr></table>]]></description>"
    )
    frame = load(document(placemark("ก", schema + html)), "a.kml").frame
    assert frame["TAM_CODE"].tolist() == ["150109"]
    assert frame["AMP"].tolist() == ["เมือง & รอบ"]
    assert frame["X"].isna().all()
    assert "<table>" in frame["description"].iloc[0]


def test_shapes_of_kml(load):
    multi = f"<MultiGeometry>{POLYGON}{POLYGON}</MultiGeometry>"
    both = f"<MultiGeometry>{POLYGON}<Point><coordinates>1,2</coordinates></Point></MultiGeometry>"
    line = "<LineString><coordinates>0,0 1,1</coordinates></LineString>"
    track = "<gx:Track xmlns:gx='x'><gx:coord>1 2 3</gx:coord><gx:coord>4 5 6</gx:coord></gx:Track>"
    bad = "<Polygon><outerBoundaryIs><LinearRing><coordinates>0,0 1,x</coordinates></LinearRing>"
    bad += "</outerBoundaryIs></Polygon>"
    marks = [placemark(shape=one) for one in (multi, both, line, track, bad, "<Model/>")]
    frame = load(document(*marks), "a.kml").frame
    assert frame.geometry.geom_type.fillna("").tolist() == [
        "MultiPolygon", "GeometryCollection", "LineString", "LineString", "", ""
    ]  # fmt: skip
    assert frame.geometry.iloc[3].coords[0] == (1, 2, 3)


def test_links_and_pictures_are_told(load):
    text = document("<NetworkLink/><GroundOverlay/><GroundOverlay/>", placemark("ก"))
    told = {one.code: (one.severity, one.count) for one in load(text, "a.kml").findings}
    assert told == {"layer.links": ("decide", 1), "layer.pictures": ("note", 2)}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "tis-620"])
def test_entities_are_refused_in_every_encoding(refused, encoding):
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    text = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE kml [<!ENTITY l0 "ha">{laughs}]>'
    text += "<kml><Placemark><name>&l9;</name></Placemark></kml>"
    assert refused(text.encode(encoding), "a.kml") == "layer.unsafe"
    assert refused('<!DOCTYPE kml SYSTEM "file:///etc/passwd"><kml/>', "a.kml") == "layer.unsafe"
    assert refused('<!DOCTYPE gpx SYSTEM "file:///etc/passwd"><gpx/>', "a.gpx") == "layer.unsafe"


def test_deep_and_broken_xml_is_refused(refused):
    assert refused("<kml>" + "<Folder>" * 100_000, "a.kml") == "layer.unsafe"
    assert refused("<kml><Placemark>", "a.kml") == "boundary.unreadable"
    assert refused("<gpx/>", "a.kml") == "layer.not_kml"
    assert refused("<kml/>", "a.gpx") == "layer.not_gpx"
    assert refused("<kml/>", "a.kml") == "layer.no_points"


def test_thai_kml_in_an_old_encoding(load):
    text = document(placemark("หัวไผ่")).replace("UTF-8", "tis-620")
    assert load(text.encode("tis-620"), "a.kml").frame["Name"].tolist() == ["หัวไผ่"]


@given(st.text())
def test_any_description_is_harmless(text):
    assert isinstance(kml.table_of(f"<table><tr><td>{text}"), dict)


# GPX


def track(*spots):
    return "".join(f'<trkpt lat="{lat}" lon="{lon}"/>' for lon, lat in spots)


def test_a_walk(load):
    around = track((0, 0), (1, 0), (1, 1), (0, 1), (0, 0.01))
    away = track((0, 0), (1, 0), (1, 1))
    text = (
        '<gpx xmlns="http://www.topografix.com/GPX/1/1"><wpt lat="14.5" lon="100.4"><ele>7</ele>'
        "<name>วัด</name><extensions><x><code>99</code></x></extensions></wpt>"
        '<rte><rtept lat="0" lon="0"/><rtept lat="0" lon="1"/></rte>'
        f"<trk><name>สวน</name><trkseg>{around}</trkseg></trk><trk><trkseg>{away}</trkseg></trk></gpx>"
    )
    found = load(text, "a.gpx", kind="area")
    assert found.name == "tracks"
    assert found.frame.geometry.geom_type.tolist() == ["Polygon", "LineString"]
    assert found.frame.geometry.iloc[0].area == pytest.approx(1)
    told = {one.code: (one.severity, one.count) for one in found.findings}
    assert told["layer.tracks_closed"] == ("repaired", 1)
    assert found.findings[0].facts["left"] == "waypoints (1), routes (1)"
    points = load(text, "a.gpx", kind="point")
    assert points.frame.geometry.iloc[0].coords[0] == (100.4, 14.5, 7)
    assert points.frame[["name", "code"]].iloc[0].tolist() == ["วัด", "99"]
    assert load(text, "a.gpx", layer="routes").frame.geometry.iloc[0].length == 1


# Thai that was saved as Western letters


@pytest.mark.parametrize("encoding", ["cp874", "utf-8"])
@pytest.mark.parametrize("western", ["latin-1", "cp1252"])
def test_thai_saved_as_western_letters_is_thai_again(load, encoding, western):
    try:
        wrong = [word.encode(encoding).decode(western) for word in ("หัวไผ่", "อบทม", "ตำบล")]
    except UnicodeDecodeError:
        pytest.skip("these letters have no place in the Western encoding")
    rows = [feature(POINT, **{"name": word, wrong[2]: "x", "plain": "a"}) for word in wrong[:2]]
    found = load(json.dumps(collection(*rows), ensure_ascii=False))
    assert found.frame["name"].tolist() == ["หัวไผ่", "อบทม"]
    assert list(found.frame.columns) == ["name", "ตำบล", "plain", "geometry"]
    assert [(one.code, one.severity, one.count) for one in found.findings] == [
        ("layer.misread", "repaired", 2), ("layer.misread", "repaired", 1)
    ]  # fmt: skip


@pytest.mark.parametrize("words", [["Orléans", "Besançon"], ["ËÑÇä¼è", "หัวไผ่"], ["ËÑÇä¼è", "日本"]])
def test_what_may_be_something_else_stays(load, words):
    rows = [feature(POINT, name=word) for word in words]
    found = load(json.dumps(collection(*rows)))
    assert found.frame["name"].tolist() == words
    assert found.findings == ()


def test_a_shape_among_the_properties_is_kept(load):
    found = load(json.dumps(feature(POINT, old=AREA)))
    assert json.loads(found.frame["old"].iloc[0]) == AREA
