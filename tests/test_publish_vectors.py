"""Layers of the group's own before they are public: what is kept, and homes that are refused."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from tambon_gis import catalog
from tambon_gis.errors import DisclosureError
from tambon_gis.model.document import Text
from tambon_gis.model.layer import OwnLayer, Symbol
from tambon_gis.model.project import Input
from tambon_gis.publish import review
from tambon_gis.study import gather
from tambon_gis.study.load import load

if TYPE_CHECKING:
    from pathlib import Path

SCHEMAS = [catalog.schema(name) for name in catalog.names("schemas")]


def layer(kind: str = "points", **more: Any) -> OwnLayer:
    return OwnLayer(id="own", kind=kind, title=Text(th="ชั้นของเรา", en="Ours"), **more)


def points(*spots: tuple[float, float], **columns: list[Any]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        pd.DataFrame(columns, index=range(1, len(spots) + 1)),
        geometry=[shapely.Point(*spot) for spot in spots],
        crs="EPSG:4326",
    )


# --- what is kept ---


def test_only_named_columns_pass_as_clean_text() -> None:
    frame = points((100.1, 14.1), ชื่อ=["ฝาย\u202e\x00น้ำ"], ชนิด=["ฝาย"], ลับ=["เบอร์โทร"], ปี=["2565"])
    asked = layer(
        label="ชื่อ", by="ชนิด", card={"ปี": Text(th="ปี\u200b", en="Year")},
        symbol=(Symbol(symbol="water", title=Text(th="ฝาย\u202e", en="Weir"), words=("ฝาย",)),),
        credit="กลุ่ม\u2028ของเรา",
    )  # fmt: skip
    sealed = review.vectors(frame, asked)
    assert sealed.frame.columns.tolist() == ["ปี", "ชื่อ", "ชนิด", "geometry"]
    assert sealed.frame["ชื่อ"].tolist() == ["ฝายน้ำ"]
    assert sealed.frame.index.tolist() == [0]
    assert sealed.layer.card["ปี"].th == "ปี"
    assert sealed.layer.symbol[0].title.th == "ฝาย"
    assert sealed.layer.credit == "กลุ่ม ของเรา"
    text = sealed.frame.to_json() + repr(sealed.frame)
    assert "เบอร์โทร" not in text


def test_coordinates_have_five_decimals_and_no_height() -> None:
    road = shapely.LineString([(100.123456789, 14.987654321, 7), (100.2, 14.1, 8)])
    frame = gpd.GeoDataFrame({"n": ["ก"]}, geometry=[road], crs="EPSG:4326")
    shape = review.vectors(frame, layer("lines", label="n")).frame.geometry.iloc[0]
    assert not shape.has_z
    assert list(shape.coords) == [(100.12346, 14.98765), (100.2, 14.1)]


def test_a_layer_without_any_column_is_only_its_shapes() -> None:
    sealed = review.vectors(points((100.1, 14.1), ชื่อ=["ก"]), layer())
    assert sealed.frame.columns.tolist() == ["geometry"]
    assert len(sealed.frame) == 1


def test_public_places_show_no_more_than_name_and_kind() -> None:
    frame = pd.DataFrame({"row": [1], "name": ["วัด\u202e"], "kind": ["วัด"], "latitude": [14.1],
                          "longitude": [100.1], "place": ["99010101"], "note": ["ลับ"]})  # fmt: skip
    schema, document = catalog.schema("facilities"), catalog.own_layer("facilities")
    sealed = review.facilities(frame, schema, layer=document)
    assert sealed.layer == document
    assert sealed.frame.columns.tolist() == ["name", "kind", "latitude", "longitude"]
    greedy = document.model_copy(update={"card": {"note": Text(th="หมายเหตุ", en="Note")}})
    with pytest.raises(DisclosureError) as caught:
        review.facilities(frame, schema, layer=greedy)
    assert caught.value.facts["columns"] == "note"


# --- homes ---


@pytest.mark.parametrize(
    "file", ["จปฐ2565.xlsx", "บ้าน/หมู่1.xlsx", "บ้าน/ปี2565/หมู่2.csv", "HOMES.csv", "./x/../บ้าน/a.csv"]
)
def test_a_survey_file_is_no_layer(file: str) -> None:
    asked = layer(source=Input(file=file))
    with pytest.raises(DisclosureError) as caught:
        review.vectors(points((100.1, 14.1)), asked, surveys=["จปฐ2565.xlsx", "บ้าน", "homes.csv"])
    assert caught.value.code == "vector.survey_file"
    assert file in caught.value.tell("th")


def test_a_file_beside_the_surveys_is_one() -> None:
    asked = layer(source=Input(file="บ้านเรา/งาน.xlsx"))
    assert len(review.vectors(points((100.1, 14.1)), asked, surveys=["บ้าน", "งาน.xlsx"]).frame)


@pytest.mark.parametrize(
    "heading",
    ["รหัสประจำบ้าน", "HOUSE_ID", "บ้านเลขที่", "House Number", "ชื่อ-สกุลหัวหน้าครัวเรือน", "เจ้าบ้าน",
     "เลขประจำตัวประชาชน", "นามสกุล", "house_code"],
)  # fmt: skip
def test_a_list_of_households_is_refused_though_nothing_of_it_would_be_written(
    heading: str,
) -> None:
    frame = points((100.1, 14.1), (100.2, 14.2))
    with pytest.raises(DisclosureError) as caught:
        review.vectors(frame, layer(), headings=["ชื่อ", heading], schemas=SCHEMAS)
    assert caught.value.code == "vector.personal_columns"
    assert heading in caught.value.tell("th")


def test_headings_of_roads_works_and_facilities_are_no_list_of_households() -> None:
    known = [one.title.th for one in catalog.schema("facilities").field]
    headings = [*known, "ชื่อ", "ประเภท", "ชื่อถนน", "ผิวทาง", "ความกว้าง", "ปี", "งบประมาณ", "หน่วยงาน",
                "จำนวนครัวเรือน", "หมู่ที่", "name", "type", "depth", "id", "ระดับความเสี่ยง"]  # fmt: skip
    assert len(
        review.vectors(points((100.1, 14.1)), layer(), headings=headings, schemas=SCHEMAS).frame
    )


HOMES = pd.DataFrame(
    {"latitude": [14.10001, 14.2, np.nan, 14.3], "longitude": [100.1, 100.2, np.nan, 100.3]}
)


def test_a_point_that_is_a_home_is_refused_by_its_row_and_without_its_place() -> None:
    frame = points((100.5, 14.5), (100.2, 14.2), (100.6, 14.6))
    with pytest.raises(DisclosureError) as caught:
        review.vectors(frame, layer(), homes=[HOMES])
    told = caught.value.tell("th") + caught.value.tell("en")
    assert caught.value.facts["rows"] == "2"
    assert not re.search(r"\d{2,3}\.\d", told)


def test_homes_whose_coordinates_were_rounded_or_shaken_are_refused_together() -> None:
    chance = np.random.default_rng(3)
    lived = np.column_stack([chance.uniform(100, 100.05, 40), chance.uniform(14, 14.05, 40)])
    homes = pd.DataFrame({"latitude": lived[:, 1], "longitude": lived[:, 0]})
    shaken = lived + chance.uniform(-2.5e-5, 2.5e-5, lived.shape)  # under 3 m on each axis
    with pytest.raises(DisclosureError) as caught:
        review.vectors(points(*map(tuple, shaken.tolist())), layer(), homes=[homes])
    assert caught.value.facts["count"] == 40


def test_lamps_along_a_street_of_homes_are_none() -> None:
    """Thirty lamps 15 m from the nearest home, worked out in degrees of latitude."""
    homes = pd.DataFrame({"latitude": 14 + np.arange(30) * 3e-4, "longitude": 100.0})
    lamps = [(100.0 + 15 / (111_320 * np.cos(np.radians(14))), 14 + at * 3e-4) for at in range(30)]
    assert len(review.vectors(points(*lamps), layer(), homes=[homes]).frame) == 30


def squares(metres: float, number: int) -> gpd.GeoDataFrame:
    """Squares of that side around every second one of the homes along a street."""
    half = metres / 2 / 111_320
    shapes = [shapely.Point(100.0, 14 + 2 * at * 3e-4).buffer(half, cap_style="square")
              for at in range(number)]  # fmt: skip
    return gpd.GeoDataFrame(geometry=shapes, crs="EPSG:4326")


STREET = pd.DataFrame({"latitude": 14 + np.arange(30) * 3e-4, "longitude": 100.0})


def test_plots_around_homes_are_refused() -> None:
    with pytest.raises(DisclosureError) as caught:
        review.vectors(squares(12, 10), layer("areas"), homes=[STREET])
    assert caught.value.facts["count"] == 10


def test_fields_and_flooded_land_with_homes_in_them_are_none() -> None:
    """60 m x 60 m is 3,600 m2, more than a rai."""
    assert len(review.vectors(squares(60, 10), layer("areas"), homes=[STREET]).frame) == 10


def test_a_road_may_pass_a_home() -> None:
    road = shapely.LineString([(100.1, 14.1), (100.2, 14.2)])
    frame = gpd.GeoDataFrame(geometry=[road], crs="EPSG:4326")
    assert len(review.vectors(frame, layer("lines"), homes=[HOMES]).frame) == 1


# --- through the road ---


def with_layer(demo: Path, out: Path, toml: str) -> Path:
    """The worked example with one more layer."""
    import shutil

    shutil.copytree(demo, out, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    (out / "layers" / "more.toml").write_text(toml, encoding="utf-8")
    return out


def test_a_document_cannot_publish_the_survey_of_households(demo: Path, tmp_path: Path) -> None:
    home = with_layer(demo, tmp_path / "a", """
        [layer]
        id = "more"
        kind = "points"
        title = { th = "บ้าน", en = "Homes" }
        [layer.source]
        file = "จปฐ2565.xlsx"
    """)  # fmt: skip
    loaded = load(home)
    with pytest.raises(DisclosureError) as caught:
        gather._vectors(loaded)
    assert caught.value.code == "vector.survey_file"
