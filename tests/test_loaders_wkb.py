"""Shapes in their bytes: all that are real come through; those nested without end are None."""

import struct

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from tambon_gis.errors import InputError
from tambon_gis.loaders import layers
from tambon_gis.loaders.geodata import wkb
from tambon_gis.study.drawing.outlining import of_text

SPOT = shapely.Point(100.4, 14.5)
BOX = shapely.box(100, 14, 101, 15)
HOLED = shapely.Polygon(BOX.exterior.coords, [shapely.box(100.2, 14.2, 100.4, 14.4).exterior])
REAL = [
    SPOT, BOX, HOLED, shapely.Point(1, 2, 3), shapely.Point(), shapely.Polygon(),
    shapely.LineString([(0, 0), (1, 1)]), shapely.MultiPolygon([HOLED, shapely.box(2, 2, 3, 3)]),
    shapely.MultiPoint([(0, 0), (1, 1)]), shapely.MultiLineString([[(0, 0), (1, 1)]] * 3),
    shapely.GeometryCollection([HOLED, shapely.MultiPoint([(0, 0)]), SPOT]),
    shapely.force_3d(shapely.MultiPolygon([HOLED, BOX]), 7.0),
]  # fmt: skip


def nested(kind, times, inside=SPOT):
    """A shape in a shape in a shape."""
    return (b"\x01" + struct.pack("<II", kind, 1)) * times + inside.wkb


@pytest.mark.parametrize("flavor", ["iso", "extended"])
@pytest.mark.parametrize("order", [0, 1])
def test_real_shapes_come_through(flavor, order):
    given = shapely.to_wkb(np.array(REAL), flavor=flavor, byte_order=order, output_dimension=3)
    assert shapely.to_wkt(wkb.shapes_of(given)).tolist() == shapely.to_wkt(REAL).tolist()
    with_system = shapely.to_wkb(shapely.set_srid(np.array(REAL), 4326), include_srid=True)
    assert shapely.to_wkt(wkb.shapes_of(with_system)).tolist() == shapely.to_wkt(REAL).tolist()


@pytest.mark.parametrize("flavor", ["iso", "extended"])
def test_what_is_nested_behind_others_is_found(flavor):
    deep = shapely.MultiPolygon([HOLED])
    for _ in range(30):
        deep = shapely.GeometryCollection([HOLED, shapely.LineString([(0, 0), (1, 1)]), deep])
    high = shapely.force_3d(deep, 1.0)
    raw = shapely.to_wkb(np.array([deep, high]), flavor=flavor, output_dimension=3)
    assert [wkb.is_shallow(one) for one in raw] == [False, False]


@given(st.binary(max_size=60))
def test_any_bytes_are_a_shape_or_none(raw):
    assert wkb.shapes_of([raw, raw * 3]).shape == (2,)


@pytest.mark.parametrize("kind", [4, 7, 1007, 0x80000007, 11])
def test_a_row_nested_without_end_is_a_row_without_shape(tmp_path, kind):
    path = tmp_path / "a.parquet"
    gpd.GeoDataFrame({"a": ["1", "2"]}, geometry=[BOX, BOX], crs=4326).to_parquet(path)
    table = pq.read_table(path)
    shapes = pa.array([BOX.wkb, nested(kind, 100_000)], pa.binary())
    pq.write_table(table.set_column(table.column_names.index("geometry"), "geometry", shapes), path)
    found = layers.open_layer(path, kind="any", layer=None).frame.geometry
    assert shapely.equals(found.iloc[0], BOX)
    assert [one is None for one in found] == [False, True]


DEEP = 43_500


@pytest.mark.parametrize(
    "text",
    [
        '{"type":"GeometryCollection","geometries":[' * DEEP + "]}" * DEEP,
        '{"type":"Polygon","coordinates":' + "[" * DEEP + "]" * DEEP + "}",
        '{"type":"GeometryCollection","geometries":[' * 300 + "]}" * 300,
        '{"type":"Polygon","coordinates":' + "[" * 300 + "]" * 300 + "}",
        '{"type":"Point","coordinates":[1e999,14]}',
        '{"type":"Point","coordinates":[NaN,14]}',
        '{"type":"Polygon","coordinates":[[[100,14],[101,14]]]}',
        "[]",
        "1" * 5000,
        "",
    ],
    ids=["collections", "lists", "fewer", "fewer lists", "huge", "nan", "two", "list", "n", "none"],
)
def test_a_posted_shape_brings_nothing_down(text):
    with pytest.raises(InputError) as caught:
        of_text(1, text)
    assert caught.value.code == "outline.no_shapes"


def test_a_posted_shape_is_the_one_that_was_handed_out():
    for shape in (SPOT, HOLED, shapely.MultiPolygon([HOLED, shapely.box(102, 14, 103, 15)])):
        assert shapely.equals_exact(of_text(1, shapely.to_geojson(shape)).shape, shape)
