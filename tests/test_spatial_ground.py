"""What space analysis refuses to stand on."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from tambon_gis.analysis.spatial.ground import coordinates, polygons, spots
from tambon_gis.errors import AnalysisError, StageError
from tambon_gis.words import LANGS

BOX = shapely.box(100, 14, 101, 15)
BOW = shapely.Polygon([(100, 14), (101, 15), (101, 14), (100, 15)])


def points(latitude: object, longitude: object, **more: object) -> pd.DataFrame:
    return pd.DataFrame({"latitude": latitude, "longitude": longitude, **more})


def layer(*shapes: object, crs: str | None = "EPSG:4326") -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=list(shapes), crs=crs)


def test_one_unknown_coordinate_makes_a_point_unknown() -> None:
    x, y = coordinates(points([14.5, None, 14.5, None], [100.5, 100.5, None, None]))
    assert np.isnan(x).tolist() == np.isnan(y).tolist() == [False, True, True, True]


@pytest.mark.parametrize("dtype", ["float64", "Float64", "object"])
def test_a_column_without_any_value(dtype: str) -> None:
    frame = points([None, None], [100.5, 100.6]).astype({"latitude": dtype})
    assert not spots(frame)[0].any()


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [(100.5, 14.5), (0, 0), (1_612_000, 660_000), (14.5, float("inf")), (25, 100)],
)
def test_points_that_cannot_be_in_thailand(latitude: float, longitude: float) -> None:
    frame = points([14.5, latitude], [100.5, longitude], row=[5, 9])
    with pytest.raises(AnalysisError) as caught:
        coordinates(frame)
    assert caught.value.code == "spatial.outside"
    assert caught.value.facts == {"n": 1, "rows": "9"}
    assert all(str(latitude) not in caught.value.tell(lang) for lang in LANGS if latitude)


def test_rows_are_told_up_to_ten() -> None:
    with pytest.raises(AnalysisError) as caught:
        coordinates(points([0.0] * 30, [0.0] * 30))
    assert caught.value.facts["rows"] == "0, 1, 2, 3, 4, 5, 6, 7, 8, 9…"


def test_columns_must_be_there_and_hold_numbers() -> None:
    with pytest.raises(StageError, match="longitude"):
        coordinates(pd.DataFrame({"latitude": [14.5]}))
    with pytest.raises(StageError, match="latitude"):
        coordinates(points(["14.5"], [100.5]))


@pytest.mark.parametrize(
    ("held", "code"),
    [
        (layer(), "spatial.empty_layer"),
        (layer(BOX, crs=None), "spatial.crs"),
        (layer(BOX, crs="EPSG:24047"), "spatial.crs"),
        (layer(BOX, crs="EPSG:32647"), "spatial.crs"),
        (layer(BOX, None), "spatial.shapes"),
        (layer(BOX, shapely.Polygon()), "spatial.shapes"),
        (layer(BOX, shapely.Point(100, 14)), "spatial.shapes"),
        (layer(BOX, BOW), "spatial.shapes"),
    ],
)
def test_layers_that_cannot_be_used(held: gpd.GeoDataFrame, code: str) -> None:
    with pytest.raises(AnalysisError) as caught:
        polygons(held, "hazard")
    assert (caught.value.code, caught.value.where) == (code, "hazard")
    if code == "spatial.shapes":
        assert caught.value.facts == {"n": 1, "rows": "1"}
    assert all("hazard" in caught.value.tell(lang) for lang in LANGS)


def test_longitude_first_is_the_same_system() -> None:
    assert len(polygons(layer(BOX, crs="OGC:CRS84"), "zones")) == 1
