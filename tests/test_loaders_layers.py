"""Layers of every format: counted by hand, nothing written beside, nothing fetched."""

import http.server
import json
import os
import shutil
import sqlite3
import threading
from pathlib import Path

import geopandas as gpd
import layers_support as made
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely

from tambon_gis.errors import InputError, MissingFileError
from tambon_gis.loaders import layers
from tambon_gis.loaders.geodata import shapefile

SQUARES = [shapely.box(x, y, x + made.SIDE, y + made.SIDE) for x, y in made.CORNERS]


def table(crs="EPSG:4326", **columns):
    columns = columns or {"TAM_CODE": ["150109", "150110"], "ชื่อ": ["หัวไผ่", None], "n": [1, 2]}
    return gpd.GeoDataFrame(columns, geometry=SQUARES, crs=crs)


def codes(found, severity=None):
    return [one.code for one in found.findings if severity in (None, one.severity)]


def code(path, **options):
    with pytest.raises(InputError) as caught:
        layers.open_layer(path, **options)
    assert caught.value.where.startswith(path.name)
    for lang in ("th", "en"):
        assert caught.value.tell(lang)
    return caught.value.code


def same(found):
    shapes = found.frame.geometry.to_numpy()
    pairs = shapely.normalize(shapes), shapely.normalize(np.array(SQUARES))
    return bool(shapely.equals_exact(*pairs, 1e-12).all())  # GDAL writes GeoJSON so exactly


WRITERS = {
    "a.shp": lambda path: made.write(path.parent, name="a"),
    "a.gpkg": lambda path: table().to_file(path),
    "a.fgb": lambda path: table().to_file(path, SPATIAL_INDEX="NO"),
    "a.geojson": lambda path: table().to_file(path),
    "a.parquet": lambda path: table().to_parquet(path),
    "a.json": lambda path: path.write_text(json.dumps(json.loads(table().to_json())) + "\n"),
}


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("locked", [False, True])
def test_every_format_gives_the_same_and_leaves_nothing(tmp_path, name, locked):
    folder = tmp_path / "โฟลเดอร์ a!b?"
    plain = tmp_path / "plain"
    plain.mkdir()
    WRITERS[name](plain / name)
    plain.rename(folder)
    before = made.listing(folder)
    if locked:
        folder.chmod(0o500)
    try:
        found = layers.open_layer(folder / name)
        assert layers.names(folder / name) == ((found.name, 2),)
    finally:
        folder.chmod(0o700)
    assert made.listing(folder) == before
    assert same(found)
    assert found.frame["TAM_CODE"].tolist() == ["150109", "150110"]
    assert found.frame.crs is None
    assert set(codes(found)) <= {"dbf.encoding"}


@pytest.mark.parametrize("name", ["a.gpkg", "a.fgb", "a.geojson", "a.parquet"])
def test_columns_keep_their_kinds(tmp_path, name):
    frame = table(n=[1, None], big=[2**60 + 1, 3], code=["01", "2566/01/02"], ok=[True, False])
    frame["n"] = frame["n"].astype("Int64")
    if name.endswith("parquet"):
        frame.to_parquet(tmp_path / name)
    else:
        options = {"SPATIAL_INDEX": "NO"} if name.endswith("fgb") else {}
        frame.to_file(tmp_path / name, **options)
    found = layers.open_layer(tmp_path / name).frame
    assert found["n"].tolist() == [1, pd.NA]
    assert found["big"].tolist() == [2**60 + 1, 3]
    assert found["code"].tolist() == ["01", "2566/01/02"]
    assert found["ok"].tolist() == [True, False]


def test_missing_and_unknown_files(tmp_path):
    with pytest.raises(MissingFileError):
        layers.open_layer(tmp_path / "a.shp")
    for name in ("a.vrt", "a.dwg", "a"):
        (tmp_path / name).write_bytes(b"x")
        assert code(tmp_path / name) == "file.suffix"
    (tmp_path / "b.gpkg").mkdir()
    assert code(tmp_path / "b.gpkg") == "file.folder"


@pytest.mark.parametrize("path", ["/vsicurl/http://127.0.0.1:9/a.geojson", "GPKG:a.gpkg",
                                  "zip://a.zip", "https://127.0.0.1:9/a.kml"])  # fmt: skip
def test_no_path_is_an_address(path):
    with pytest.raises(MissingFileError):
        layers.open_layer(Path(path))


def test_what_the_system_refuses_is_told(tmp_path, monkeypatch):
    path = made.write(tmp_path)

    def refuse(*_, **__):
        raise PermissionError

    monkeypatch.setattr(shapefile, "open_parts", refuse)
    assert code(path) == "file.locked"
    with pytest.raises(InputError):
        layers.names(path)
    with pytest.raises(InputError):
        layers.open_layer(tmp_path / ("x" * 5000 + ".shp"))


@pytest.mark.parametrize("suffix", layers.SUFFIXES)
@pytest.mark.parametrize("raw", [b"", b"x", b"{", b"<a>", b"\x00" * 200, b"PK\x03\x04xx"])
def test_rubbish_of_every_suffix_is_refused(tmp_path, suffix, raw):
    for one in {suffix, ".dbf"}:
        (tmp_path / f"a{one}").write_bytes(raw)
    before = made.listing(tmp_path)
    assert code(tmp_path / f"a{suffix}", kind="any")
    assert made.listing(tmp_path) == before


@pytest.fixture
def server():
    asked = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(404)
            self.end_headers()

        do_HEAD = do_GET  # noqa: N815

        def log_message(self, *_):
            pass

    one = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=one.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{one.server_port}", asked
    one.shutdown()
    one.server_close()
    thread.join()


def test_no_file_makes_anything_reach_out(tmp_path, server):
    url, asked = server
    point = {"type": "Point", "coordinates": [100.4, 14.5]}
    link = {"type": "link", "properties": {"href": f"{url}/crs"}}
    named = {"type": "name", "properties": {"name": f"{url}/crs"}}
    kml = f"<kml><NetworkLink><Link><href>{url}/a.kml</href></Link></NetworkLink></kml>"
    vrt = (
        f"<OGRVRTLayer name='a'><SrcDataSource>/vsicurl/{url}/a.json</SrcDataSource></OGRVRTLayer>"
    )
    texts = [
        json.dumps({**point, "crs": link}),
        json.dumps({**point, "crs": named}),
        json.dumps({"type": "gdal_streamed_alg", "command_line": f"gdal vector pipeline ! {url}"}),
        f"<OGRVRTDataSource>{vrt}</OGRVRTDataSource>",
        f"<OGRWFSDataSource><URL>{url}</URL></OGRWFSDataSource>",
        kml,
        f'<!DOCTYPE kml SYSTEM "{url}/a.dtd"><kml/>',
    ]
    for suffix in layers.SUFFIXES:
        for text in texts:
            (tmp_path / f"a{suffix}").write_text(text)
            try:
                layers.open_layer(tmp_path / f"a{suffix}", kind="any")
            except InputError as fault:
                assert fault.code  # noqa: PT017  (a refusal is one of two right answers)
    assert asked == []


# Shapefiles


def test_a_missing_index_is_made_elsewhere(tmp_path):
    path = made.write(tmp_path, leave=[".shx"])
    before = made.listing(tmp_path)
    found = layers.open_layer(path)
    assert made.listing(tmp_path) == before
    assert same(found)
    assert "SHAPE_RESTORE_SHX" not in os.environ
    assert [(one.code, one.severity, one.count) for one in found.findings[:1]] == [
        ("layer.index_missing", "repaired", 2)
    ]


def test_an_index_of_another_layer_is_not_used(tmp_path):
    path = made.write(tmp_path)
    three = [made.ring(100.4, 14.5), None, made.ring(100.5, 14.5)]
    path.with_suffix(".shx").write_bytes(made.shp(three)[1])
    found = layers.open_layer(path)
    assert same(found)
    assert codes(found, "repaired") == ["layer.index_wrong"]


def test_an_index_in_another_order_is_followed(tmp_path):
    path = made.write(tmp_path)
    index = path.with_suffix(".shx").read_bytes()
    path.with_suffix(".shx").write_bytes(index[:100] + index[108:] + index[100:108])
    found = layers.open_layer(path)
    assert [one.bounds[0] for one in found.frame.geometry] == [100.41, 100.4]
    assert "layer.index_wrong" not in codes(found)


def test_a_missing_table_is_refused(tmp_path):
    path = made.write(tmp_path, leave=[".dbf"])
    assert code(path) == "shapefile.parts"


def test_records_are_walked(tmp_path):
    raw = made.write(tmp_path).read_bytes()
    assert shapefile.records(raw) == [(50, 64), (118, 64)]
    assert shapefile.records(raw[:-1]) == [(50, 64)]
    assert shapefile.records(raw[:100]) == []


def test_shapes_and_rows_of_different_number(tmp_path):
    fields = [(b"TAM_CODE", b"C", 6)]
    rows = [(b"150109",), (b"150110",), (b"150111",)]
    found = layers.open_layer(made.write(tmp_path, fields=fields, rows=rows))
    assert found.frame["TAM_CODE"].tolist() == ["150109", "150110", "150111"]
    assert found.frame.geometry.isna().tolist() == [False, False, True]
    told = found.findings[0]
    assert (told.code, told.severity) == ("boundary.counts_differ", "decide")
    assert told.facts == {"shapes": 2, "table": 3, "rows": 3}
    found = layers.open_layer(made.write(tmp_path, fields=fields, rows=rows[:1]))
    assert found.frame["TAM_CODE"].tolist() == ["150109", pd.NA]
    assert found.findings[0].facts == {"shapes": 2, "table": 1, "rows": 2}


def test_a_table_cut_short_is_told(tmp_path):
    found = layers.open_layer(made.write(tmp_path, declared=9))
    assert len(found.frame) == 2
    assert found.findings[0].facts == {"shapes": 2, "table": 9, "rows": 2}


def test_deleted_rows_are_left_out_with_their_shapes(tmp_path):
    found = layers.open_layer(made.write(tmp_path, deleted=[0]))
    assert found.frame["TAM_CODE"].tolist() == ["150110"]
    assert found.frame.geometry.iloc[0].bounds[0] == 100.41
    told = next(one for one in found.findings if one.code == "dbf.deleted")
    assert (told.severity, told.cell, told.count) == ("note", "1", 1)


def test_a_table_without_fields_loses_no_row(tmp_path):
    found = layers.open_layer(made.write(tmp_path, fields=[], rows=[(), ()]))
    assert found.frame.shape == (2, 1)
    assert codes(found, "decide") == ["dbf.no_fields"]


def test_columns_of_one_name_and_a_column_named_geometry(tmp_path):
    fields = [(b"TAM_CODE", b"C", 6), (b"TAM_CODE", b"C", 6), (b"geometry", b"C", 3)]
    rows = [(b"150109", b"x", b"a"), (b"150110", b"y", b"b")]
    found = layers.open_layer(made.write(tmp_path, fields=fields, rows=rows))
    assert list(found.frame.columns) == ["TAM_CODE", "TAM_CODE [2]", "geometry [2]", "geometry"]
    assert same(found)


def test_the_prj_is_handed_on_as_it_stands(tmp_path):
    path = made.write(tmp_path)
    assert layers.open_layer(path).crs is None
    path.with_suffix(".PRJ").write_text('\ufeffGEOGCS["ไม่รู้จัก"] \n', encoding="utf-8")
    assert layers.open_layer(path).crs == 'GEOGCS["ไม่รู้จัก"]'


def test_the_files_of_a_shapefile_in_capitals(tmp_path):
    path = made.write(tmp_path)
    for part in list(tmp_path.iterdir()):
        part.rename(tmp_path / (part.stem + part.suffix.upper()))
    assert same(layers.open_layer(path.with_suffix(".SHP")))


def test_a_layer_of_points_is_no_area(tmp_path):
    points = gpd.GeoDataFrame({"a": ["1"]}, geometry=[shapely.Point(100, 14)], crs=4326)
    points.to_file(tmp_path / "a.shp")
    assert code(tmp_path / "a.shp") == "boundary.no_polygons"
    assert len(layers.open_layer(tmp_path / "a.shp", kind="point").frame) == 1
    table().to_file(tmp_path / "b.gpkg")
    assert code(tmp_path / "b.gpkg", kind="point") == "layer.no_points"


# GeoPackages and other databases


def database(path):
    """A package as its own programs open it: with the functions that its triggers call."""
    base = sqlite3.connect(path)
    for name in ("IsEmpty", "MinX", "MaxX", "MinY", "MaxY"):
        base.create_function(f"ST_{name}", 1, lambda _: 0)
    return base


@pytest.fixture
def package(tmp_path):
    path = tmp_path / "a.gpkg"
    table(NAME=["x", "y"]).to_file(path, layer="แม่น้ำ")
    table().to_file(path, layer="ตำบล", mode="a")
    points = gpd.GeoDataFrame({"a": ["1"]}, geometry=[shapely.Point(100, 14)], crs=4326)
    points.to_file(path, layer="วัด", mode="a")
    pyogrio.write_dataframe(pd.DataFrame({"k": [1, 2, 3]}), path, layer="ตาราง", append=True)
    return path


def test_of_several_layers_the_one_with_codes_is_read(package):
    found = layers.open_layer(package)
    assert found.name == "ตำบล"
    assert [(one.code, one.severity, one.facts["left"]) for one in found.findings] == [
        ("boundary.layers_left", "note", "แม่น้ำ (2), วัด (1), ตาราง (3)")
    ]
    assert layers.open_layer(package, layer="แม่น้ำ").findings == ()
    assert layers.open_layer(package, kind="point").name == "วัด"
    assert code(package, layer="ไม่มี") == "layer.absent"
    assert code(package, layer="ตาราง") == "boundary.empty"
    together = layers.open_layer(package, layer="*", kind="any")
    assert together.frame["layer"].value_counts().to_dict() == {"แม่น้ำ": 2, "ตำบล": 2, "วัด": 1}


def test_two_layers_with_codes_are_for_a_person(tmp_path):
    path = tmp_path / "a.gpkg"
    table().to_file(path, layer="tambon")
    table(AMP_CODE=["1501", "1502"]).to_file(path, layer="amphoe", mode="a")
    found = layers.open_layer(path)
    assert (found.name, codes(found, "decide")) == ("tambon", ["boundary.layers_left"])


def test_layers_of_two_systems_are_not_read_together(tmp_path):
    path = tmp_path / "a.gpkg"
    table().to_file(path, layer="a")
    table("EPSG:32647").to_file(path, layer="b", mode="a")
    assert code(path, layer="*") == "layer.systems_differ"


def test_what_a_writer_has_not_finished_is_read_too(tmp_path):
    path = tmp_path / "a.gpkg"
    table().to_file(path)
    writer = database(path)
    writer.execute("PRAGMA journal_mode = WAL")
    writer.execute("PRAGMA wal_autocheckpoint = 0")
    writer.execute("UPDATE a SET TAM_CODE = '150111' WHERE fid = 1")
    writer.commit()
    shutil.copytree(tmp_path, tmp_path / "copy")
    writer.close()
    (tmp_path / "copy" / "a.gpkg-shm").unlink(missing_ok=True)
    before = made.listing(tmp_path / "copy")
    assert "a.gpkg-wal" in before
    found = layers.open_layer(tmp_path / "copy" / "a.gpkg")
    assert found.frame["TAM_CODE"].tolist() == ["150111", "150110"]
    assert made.listing(tmp_path / "copy") == before


def test_a_package_in_wal_mode_gets_no_files_beside_it(tmp_path):
    path = tmp_path / "a.gpkg"
    table().to_file(path)
    writer = database(path)
    writer.execute("PRAGMA journal_mode = WAL")
    writer.close()
    before = made.listing(tmp_path)
    assert list(before) == ["a.gpkg"]
    assert same(layers.open_layer(path))
    assert made.listing(tmp_path) == before


def test_a_wrong_count_in_a_package_hides_no_row(tmp_path):
    path = tmp_path / "a.gpkg"
    table().to_file(path)
    for number in (1, 0, 2**40, -1):
        base = sqlite3.connect(path)
        base.execute("UPDATE gpkg_ogr_contents SET feature_count = ?", (number,))
        base.commit()
        base.close()
        assert len(layers.open_layer(path).frame) == 2


@pytest.mark.parametrize(
    "view",
    ["WITH RECURSIVE t(fid) AS (SELECT 1 UNION ALL SELECT fid + 1 FROM t) SELECT fid FROM t",
     "SELECT load_extension('x')"],
)  # fmt: skip
def test_a_package_that_computes_is_refused(tmp_path, view):
    path = tmp_path / "a.gpkg"
    table().to_file(path)
    base = sqlite3.connect(path)
    base.execute(f"CREATE VIEW v AS {view}")
    base.commit()
    base.close()
    assert code(path) == "layer.unsafe"


def test_text_of_a_package_that_is_not_utf8(tmp_path):
    path = tmp_path / "a.gpkg"
    table().to_file(path)
    base = database(path)
    base.execute("UPDATE a SET ชื่อ = CAST(x'CBD1C7E4BCE8' AS TEXT) WHERE fid = 1")
    base.commit()
    base.close()
    found = layers.open_layer(path)
    assert found.frame["ชื่อ"].iloc[0] == "หัวไผ่"
    assert [(one.code, one.severity, one.cell) for one in found.findings] == [
        ("layer.encoding", "repaired", "ชื่อ")
    ]


# GeoParquet


def test_the_system_of_a_geoparquet(tmp_path):
    path = tmp_path / "a.parquet"
    table("EPSG:32647").to_parquet(path)
    assert json.loads(layers.open_layer(path).crs)["id"] == {"authority": "EPSG", "code": 32647}
    whole = pq.read_table(path)
    geo = json.loads(whole.schema.metadata[b"geo"])
    del geo["columns"]["geometry"]["crs"]
    pq.write_table(whole.replace_schema_metadata({"geo": json.dumps(geo)}), path)
    assert layers.open_layer(path).crs == "OGC:CRS84"
    geo["columns"]["geometry"]["crs"] = None
    pq.write_table(whole.replace_schema_metadata({"geo": json.dumps(geo)}), path)
    assert layers.open_layer(path).crs is None


def test_shapes_that_are_not_said_to_be_shapes_are_refused(tmp_path):
    wkb = [one.wkb for one in SQUARES]
    pq.write_table(pa.table({"geometry": wkb, "a": ["1", "2"]}), tmp_path / "a.parquet")
    assert code(tmp_path / "a.parquet") == "layer.not_geoparquet"


def test_a_geoparquet_of_another_encoding(tmp_path):
    path = tmp_path / "a.parquet"
    table().to_parquet(path, geometry_encoding="geoarrow")
    assert same(layers.open_layer(path))


def test_a_parquet_that_swells_is_refused(tmp_path):
    path = tmp_path / "a.parquet"
    zeros = pa.array(np.zeros(30_000_000, dtype=np.int8))
    pq.write_table(pa.table({f"c{n}": zeros for n in range(14)}), path)
    assert path.stat().st_size < 10_000_000
    assert code(path) == "layer.too_large"
