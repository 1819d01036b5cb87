"""The place whose polygon a household lies in, beside the place that is stated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from engine_support import in_kind, library_of, rows_of
from spatial_support import board, real

from tambon_gis.analysis.spatial.within import agreement, within
from tambon_gis.engine import store
from tambon_gis.errors import AnalysisError, EngineError, StageError

if TYPE_CHECKING:
    from pathlib import Path

#: Two tambons beside each other: 150101 is west of 14.5's line 100.01, 150102 east of it.
PLACES = board([(0, 0), (1, 0)])
HOMES = pd.DataFrame(
    {
        "row": [2, 3, 4, 5, 6],
        "place": ["15010101", "15010102", "15010201", "15010201", None],
        "latitude": [14.005, 14.005, 14.005, 15.0, 14.005],
        "longitude": [100.005, 100.015, 100.01, 100.005, None],
    }
)


def test_a_household_lies_in_its_polygon_and_on_a_line_in_the_first() -> None:
    told = within(HOMES, PLACES)
    assert told["within"].astype(object).where(told["within"].notna(), None).tolist() == [
        "150101",
        "150102",
        "150101",
        None,
        None,
    ]
    pd.testing.assert_frame_equal(told.drop(columns="within"), HOMES)
    pd.testing.assert_frame_equal(within(HOMES, PLACES.iloc[::-1]), told)


def test_stated_and_found_are_counted(kind: str) -> None:
    told = agreement(in_kind(HOMES, kind), PLACES)
    assert library_of(told) == kind
    assert sorted(rows_of(told), key=str) == [
        ("150101", "150101", 1),
        ("150101", "150102", 1),
        ("150102", "150101", 1),
        ("150102", None, 1),
        (None, None, 1),
    ]


def test_a_dataset_gives_the_same(tmp_path: Path) -> None:
    HOMES.to_parquet(tmp_path / "a.parquet")
    held = store.open_dataset(tmp_path)
    pd.testing.assert_frame_equal(agreement(held, PLACES), agreement(HOMES, PLACES))
    told = within(held, PLACES)
    assert list(told) == ["row", "place", "within"]
    assert rows_of(told[["row", "within"]]) == rows_of(within(HOMES, PLACES)[["row", "within"]])


def test_rows_of_the_agreement_sum_to_the_rows_and_read_like_within(shared: Path) -> None:
    places = real(shared, "angthong_tambon.geojson")
    inside = shapely.get_coordinates(shapely.point_on_surface(places.geometry.to_numpy()))
    homes = pd.DataFrame(inside, columns=["longitude", "latitude"]).assign(place=places["place"])
    homes.loc[3, "place"] = places["place"].iloc[4]
    told = agreement(homes, places)
    assert told["rows"].sum() == len(homes)
    off = told[told["stated"].ne(told["within"])]
    assert rows_of(off) == [(places["place"].iloc[4], places["place"].iloc[3], 1)]
    assert within(homes, places)["within"].tolist() == places["place"].tolist()


def test_other_reference_systems_and_tables_are_refused() -> None:
    for moved in (PLACES.to_crs("EPSG:32647"), PLACES.set_crs(None, allow_override=True)):
        with pytest.raises(AnalysisError) as caught:
            within(HOMES, moved)
        assert caught.value.code == "spatial.crs"
    with pytest.raises(StageError, match="- place"):
        within(HOMES, PLACES.drop(columns="place"))
    with pytest.raises(StageError, match="- latitude"):
        agreement(HOMES.drop(columns="latitude"), PLACES)
    bow = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    crossed: Any = gpd.GeoDataFrame(
        {"place": ["150101"], "name": ["ก"]}, geometry=[bow], crs="EPSG:4326"
    )
    with pytest.raises(EngineError, match="150101"):
        within(HOMES, crossed)
