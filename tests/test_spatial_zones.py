"""Which zone a household lies in."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import polars as pl
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from tambon_gis import catalog
from tambon_gis.analysis.aggregate import count
from tambon_gis.analysis.spatial.zones import zone_of
from tambon_gis.errors import AnalysisError, StageError


def zones(
    *boxes: tuple[float, float, float, float],
    names: list[str | None] | None = None,
    column: str = "zone",
) -> gpd.GeoDataFrame:
    names = names or [chr(ord("ก") + at) for at in range(len(boxes))]
    shapes = [shapely.box(*one) for one in boxes]
    return gpd.GeoDataFrame({column: names}, geometry=shapes, crs="EPSG:4326")


TWO = zones((100, 14, 100.5, 15), (100.5, 14, 101, 15))


def found(spots: list[tuple[float | None, float | None]], layer: gpd.GeoDataFrame) -> list[object]:
    points = pd.DataFrame(spots, columns=["longitude", "latitude"]).astype("Float64")
    told = zone_of(points, layer)["zone"]
    return told.astype(object).where(told.notna(), None).tolist()


def test_inside_on_the_line_outside_and_unknown() -> None:
    spots = [(100.2, 14.5), (100.7, 14.5), (100.5, 14.5), (101, 15), (102, 14.5), (None, 14.5)]
    assert found(spots, TWO) == ["ก", "ข", "ก", "ข", None, None]
    assert found(spots, TWO.iloc[::-1]) == ["ก", "ข", "ก", "ข", None, None]


def test_outside_and_unknown_may_have_names_of_their_own() -> None:
    points = pd.DataFrame({"latitude": [14.5, None], "longitude": [102.0, 102.0]})
    told = zone_of(points, TWO, outside="นอกเขต")["zone"]
    assert told.iloc[0] == "นอกเขต"
    assert pd.isna(told.iloc[1])
    both = zone_of(points, TWO, outside="นอกเขต", unknown="ไม่ทราบ")["zone"]
    assert both.tolist() == ["นอกเขต", "ไม่ทราบ"]


def test_one_zone_in_several_pieces_that_may_overlap() -> None:
    layer = zones(
        (100, 14, 100.4, 15), (100.3, 14, 100.6, 15), (100.8, 14, 101, 15), names=["ก", "ก", "ข"]
    )
    assert found([(100.35, 14.5), (100.55, 14.5), (100.7, 14.5), (100.9, 14.5)], layer) == [
        "ก",
        "ก",
        None,
        "ข",
    ]


def test_overlapping_zones_are_refused_by_name() -> None:
    layer = zones((100, 14, 100.5, 15), (100.4, 14, 101, 15), (103, 14, 104, 15))
    with pytest.raises(AnalysisError) as caught:
        found([(100.1, 14.5)], layer)
    assert (caught.value.code, caught.value.facts) == ("spatial.overlap", {"pairs": "ก / ข"})


def test_a_slip_of_drawing_is_put_up_with() -> None:
    layer = zones((100, 14, 100.5, 15), (100.4999, 14, 101, 15))
    assert found([(100.49995, 14.5)], layer) == ["ก"]


def test_a_small_zone_inside_a_large_one_is_an_overlap() -> None:
    with pytest.raises(AnalysisError, match="ก / ข"):
        found([(100.1, 14.5)], zones((100, 14, 101, 15), (100.2, 14.2, 100.201, 14.201)))


@pytest.mark.parametrize("blank", [None, "", "  "])
def test_zones_must_have_names(blank: str | None) -> None:
    layer = zones((100, 14, 100.5, 15), (100.5, 14, 101, 15), names=["ก", blank])
    with pytest.raises(AnalysisError) as caught:
        found([(100.1, 14.5)], layer)
    assert caught.value.code == "spatial.unnamed"


def test_the_column_of_names_must_be_there() -> None:
    with pytest.raises(StageError, match="quarter"):
        zone_of(pd.DataFrame({"latitude": [14.5], "longitude": [100.2]}), TWO, name="quarter")


def test_the_frame_stays_what_it_was() -> None:
    points = pl.DataFrame({"latitude": [14.5], "longitude": [100.2], "row": [7]})
    told = zone_of(points, TWO)
    assert isinstance(told, pl.DataFrame)
    assert told.to_dicts() == [{"latitude": 14.5, "longitude": 100.2, "row": 7, "zone": "ก"}]
    assert points.columns == ["latitude", "longitude", "row"]


@given(st.lists(st.tuples(st.floats(99, 103), st.floats(13, 16)), min_size=1, max_size=20))
def test_against_comparisons(spots: list[tuple[float, float]]) -> None:
    def by_hand(x: float, y: float) -> str | None:
        if not 14 <= y <= 15 or not 100 <= x <= 101:
            return None
        return "ก" if x <= 100.5 else "ข"

    assert found(spots, TWO) == [by_hand(*spot) for spot in spots]


def test_counting_by_zone_adds_up_to_the_village() -> None:
    survey = pd.DataFrame(
        {
            "row": range(6),
            "place": "15010901",
            "ind09": pd.array([1, 0, 1, 1, 0, 1], dtype="Int64"),
            "latitude": [14.5, 14.5, 14.6, 14.7, 16.0, None],
            "longitude": [100.2, 100.3, 100.7, 100.8, 100.2, None],
        }
    )
    book = catalog.rulebook("bmn-2560")
    counted = count(zone_of(survey, TWO), book, year=2565, by=["zone"])
    cells = counted[counted["code"] == "9"].set_index(counted["zone"].fillna("-"))
    assert cells["asked"].to_dict() == {"ก": 2, "ข": 2, "-": 2}
    assert cells["met"].to_dict() == {"ก": 1, "ข": 2, "-": 1}
    whole = count(survey, book, year=2565)
    assert cells["asked"].sum() == whole[whole["code"] == "9"]["asked"].sum()
