"""Households in a hazard layer by points, and by area where there are none."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import polars as pl
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from tambon_gis.analysis.aggregate import measure, roll_up
from tambon_gis.analysis.spatial.exposure import covered, exposed
from tambon_gis.errors import AnalysisError, StageError
from tambon_gis.model.stages import COUNTED

KEYS = ["code", "place"]


def layer(*boxes: tuple[float, float, float, float], **columns: Any) -> gpd.GeoDataFrame:
    shapes = [shapely.box(*one) for one in boxes]
    return gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4326")


def homes(spots: list[tuple[float, float] | None], **more: Any) -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "row": range(len(spots)),
            "place": [f"150109{1 + at % 3:02}" for at in range(len(spots))],
            "latitude": pd.array([spot and spot[1] for spot in spots], dtype="Float64"),
            "longitude": pd.array([spot and spot[0] for spot in spots], dtype="Float64"),
        }
    )
    return frame.assign(**more)


def areas(*boxes: tuple[float, float, float, float], **columns: Any) -> gpd.GeoDataFrame:
    places = [f"150109{at + 1:02}" for at in range(len(boxes))]
    return layer(*boxes, place=places, name=places, **columns)


FLOOD = layer((100.0, 14.0, 100.4, 14.4), (100.2, 14.2, 100.6, 14.6), depth=["สูง", "ต่ำ"])


def test_overlapping_polygons_count_once_and_classes_each() -> None:
    spots = [(100.3, 14.3), (100.1, 14.1), (100.5, 14.5), (101.0, 14.5), None, (100.4, 14.1)]
    points = homes(spots, place="15010901", members=[2, 3, 4, 5, 6, None])
    found = exposed(points, FLOOD, code="flood", year=2565, classes="depth")
    COUNTED.check(found)
    assert found[["code", "asked", "met", "unknown"]].to_numpy().tolist() == [
        ["flood", 5, 1, 1],
        ["flood-ต่ำ", 5, 3, 1],
        ["flood-สูง", 5, 2, 1],
    ]
    assert measure(found)["share"].tolist() == pytest.approx([0.8, 0.4, 0.6])
    people = exposed(points, FLOOD, code="flood", year=2565, people="members")
    told = people[["asked", "met", "unknown", "households_asked", "households_unknown"]]
    assert told.to_numpy().tolist() == [[14, 5, 6, 4, 2]]


def test_polygons_without_a_class_count_in_the_whole_only() -> None:
    hazard = layer((100, 14, 101, 15), (102, 14, 103, 15), depth=[None, "สูง"])
    points = homes([(100.5, 14.5), (102.5, 14.5)], place="15010901")
    found = exposed(points, hazard, code="f", year=2565, classes="depth")
    assert found[["code", "met"]].to_numpy().tolist() == [["f", 0], ["f-สูง", 1]]


@settings(max_examples=40)
@given(
    st.lists(st.none() | st.tuples(st.floats(99.8, 100.8), st.floats(13.8, 14.8)), min_size=1),
    st.randoms(),
)
def test_against_comparisons_and_additive(spots: list[Any], draw: Any) -> None:
    def inside(x: float, y: float) -> bool:
        one = 100.0 <= x <= 100.4 and 14.0 <= y <= 14.4
        return one or (100.2 <= x <= 100.6 and 14.2 <= y <= 14.6)

    points = homes(spots)
    found = exposed(points, FLOOD, code="flood", year=2565)
    for cell in found.itertuples():
        mine = [spot for at, spot in enumerate(spots) if points["place"].iloc[at] == cell.place]
        known = [spot for spot in mine if spot is not None]
        assert cell.asked == len(known)
        assert cell.met == sum(not inside(*spot) for spot in known)
        assert cell.unknown == len(mine) - len(known)
    order = list(range(len(points)))
    draw.shuffle(order)
    again = exposed(points.iloc[order], FLOOD.iloc[::-1], code="flood", year=2565)
    pd.testing.assert_frame_equal(found, again)
    tambon = exposed(points.assign(place="150109"), FLOOD, code="flood", year=2565)
    rolled = roll_up(found, "tambon")[tambon.columns]
    pd.testing.assert_frame_equal(rolled, tambon, check_dtype=False)


def test_by_a_group_and_in_the_kind_of_frame() -> None:
    points = homes([(100.1, 14.1), (101.0, 14.5)], place="15010901", zone=["ก", None])
    found = exposed(pl.from_pandas(points), FLOOD, code="flood", year=2565, by=["zone"])
    assert isinstance(found, pl.DataFrame)
    assert found.select("zone", "asked", "met").rows() == [("ก", 1, 0), (None, 1, 1)]


def test_nobody_and_nobody_known() -> None:
    assert exposed(homes([(100.1, 14.1)]).iloc[:0], FLOOD, code="flood", year=2565).empty
    unknown = exposed(homes([None]), FLOOD, code="flood", year=2565)
    assert unknown[["asked", "met", "unknown"]].to_numpy().tolist() == [[0, 0, 1]]


def test_what_is_refused() -> None:
    points = homes([(100.1, 14.1)])
    with pytest.raises(AnalysisError) as caught:
        exposed(points, FLOOD.iloc[:0], code="flood", year=2565)
    assert (caught.value.code, caught.value.where) == ("spatial.empty_layer", "hazard")
    with pytest.raises(StageError, match="deepness"):
        exposed(points, FLOOD, code="flood", year=2565, classes="deepness")
    with pytest.raises(StageError, match="zone"):
        exposed(points, FLOOD, code="flood", year=2565, by=["zone"])
    with pytest.raises(StageError, match="row"):
        exposed(points.drop(columns="row"), FLOOD, code="flood", year=2565)


# --- by area ---


def test_shares_by_hand() -> None:
    """At one latitude a share of the width is a share of the area."""
    villages = areas(
        (100, 14, 100.04, 14.01), (100.04, 14, 100.08, 14.01), (101, 14, 101.04, 14.01)
    )
    hazard = layer((100.01, 13, 100.03, 15), (100.02, 13, 100.05, 15))
    found = covered(villages, hazard, code="flood")
    assert found["share"].tolist() == pytest.approx([0.75, 0.25, 0], abs=1e-4)
    assert found["estimated"].all()
    assert (found["covered_m2"] / found["area_m2"]).tolist() == pytest.approx(found["share"])
    width, height = 0.04 * 111_320 * np.cos(np.radians(14.005)), 0.01 * 110_650
    assert found["area_m2"].tolist() == pytest.approx([width * height] * 3, rel=5e-3)


def test_long_straight_lines_mean_the_same_for_points_and_areas() -> None:
    """A meridian of 15 degrees with two corners stays a meridian."""
    found = covered(areas((100, 14, 100.02, 14.02)), layer((100.01, 5.5, 105, 20.5)), code="f")
    assert found["share"].iloc[0] == pytest.approx(0.5, abs=1e-4)


def test_classes_and_counts_spread_by_area() -> None:
    villages = areas(
        (100, 14, 100.4, 14.1),
        (100.5, 14, 100.6, 14.1),
        households=pd.array([80, None], dtype="Int64"),
    )
    hazard = layer((100, 13, 100.2, 15), (100.1, 13, 100.3, 15), depth=["a", "b"])
    found = covered(villages, hazard, code="f", classes="depth", spread="households")
    assert found[KEYS].to_numpy().tolist() == [
        [code, place] for code in ("f", "f-a", "f-b") for place in ("15010901", "15010902")
    ]
    first = found[found["place"] == "15010901"]["expected"]
    assert first.tolist() == pytest.approx([60, 40, 40], abs=0.1)
    assert found[found["place"] == "15010902"]["expected"].isna().all()


@settings(max_examples=50)
@given(
    st.lists(
        st.tuples(
            st.floats(101.5, 102.5), st.floats(14, 14.5), st.floats(0.01, 0.4), st.floats(0.01, 0.4)
        ),
        min_size=1,
        max_size=6,
    )
)
def test_covered_and_free_ground_make_the_whole(boxes: list[tuple[float, ...]]) -> None:
    """On both sides of the line between two zones, and however the hazard overlaps itself."""
    villages = areas((101.8, 14, 101.95, 14.3), (101.95, 14, 102.1, 14.3))
    hazard = layer(*((x, y, x + w, y + h) for x, y, w, h in boxes))
    free = shapely.difference(shapely.box(101, 13, 103, 16), hazard.union_all())
    rest = gpd.GeoDataFrame(geometry=[free], crs="EPSG:4326")
    shares = [covered(villages, one, code="f")["share"] for one in (hazard, rest)]
    assert (shares[0] + shares[1]).tolist() == pytest.approx([1, 1], abs=1e-6)
    assert shares[0].between(0, 1).all()


def test_areas_that_cannot_be_used() -> None:
    with pytest.raises(AnalysisError) as caught:
        covered(areas().set_crs("EPSG:4326"), FLOOD, code="f")
    assert (caught.value.code, caught.value.where) == ("spatial.empty_layer", "areas")
    with pytest.raises(StageError, match="people"):
        covered(areas((100, 14, 101, 15)), FLOOD, code="f", spread="people")
