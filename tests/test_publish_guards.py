"""Ways around the guards that an adversary found: each is shut."""

from __future__ import annotations

import json
import shutil
from importlib.resources import files
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from tambon_gis.errors import DisclosureError, DocumentError, LeakError
from tambon_gis.model.document import Text
from tambon_gis.model.layer import OwnLayer
from tambon_gis.publish.homes import refuse_households
from tambon_gis.study import road

if TYPE_CHECKING:
    from pathlib import Path

#: Households and, of indicator 4, failing ones: a band, an exact cell, a hidden one.
VILLAGES = {"1": (25, 2), "2": (30, 7), "3": (8, 3)}
SUMMARY = """
[file]
id = "old-book"
title = { th = "หนังสือสรุป", en = "printed summary" }
level = "village"
counts = "household"
place = "code"
rulebook = "bmn-2560"
source = { th = "หนังสือสรุป (สมมุติ)", en = "printed summary" }
licence = "-"

[columns]
asked = "a{code}"
failing = "f{code}"
households = "h"
"""


@pytest.fixture
def project(small: Path, tmp_path: Path) -> Path:
    """The small tambon with the villages above."""
    home = shutil.copytree(small, tmp_path / "project")
    heads = ["รหัสประจำบ้าน", "บ้านเลขที่", "รหัสหมู่บ้าน", "จำนวนสมาชิก (คน)", "ตัวชี้วัดที่ 4 ผล"]
    rows = [
        [f"9902{moo}{n:06d}", str(n + 1), f"9902010{moo}", 4, int(n >= failing)]
        for moo, (asked, failing) in VILLAGES.items()
        for n in range(asked)
    ]
    pd.DataFrame(rows, columns=heads).to_csv(home / "households.csv", index=False)
    return home


def forms(built: road.Built, year: int = 2565) -> dict[str, str]:
    frame = built.measures.frame
    rows = frame[(frame["code"] == "4") & (frame["year"] == year)]
    return dict(zip(rows["place"], rows["form"], strict=True))


def add(home: Path, text: str) -> None:
    document = home / "tambon.toml"
    document.write_text(document.read_text("utf-8") + text, encoding="utf-8")


def test_the_villages_are_guarded(project, tmp_path):
    found = forms(road.build(project, out=tmp_path))
    assert [found[f"9902010{moo}"] for moo in VILLAGES] == ["few", "exact", "hidden"]


def test_a_year_that_was_published_opens_no_other_year(project, tmp_path):
    (project / "sources").mkdir()
    (project / "sources" / "old-book.toml").write_text(SUMMARY, encoding="utf-8")
    rows = ["code,h,a4,f4", "99020101,25,25,6", "99020102,30,30,7", "99020103,20,20,6"]
    (project / "old.csv").write_text("\n".join(rows), encoding="utf-8")
    add(
        project,
        '\n[[survey]]\nyear = 2564\nfile = "old.csv"\nsource = "old-book"\nrulebook = "bmn-2560"\n',
    )
    found = forms(road.build(project, out=tmp_path))
    assert [found[f"9902010{moo}"] for moo in VILLAGES] == ["few", "exact", "hidden"]


def test_a_rulebook_that_calls_households_villages_is_refused(project, tmp_path):
    document = files("tambon_gis") / "documents" / "rulebooks" / "bmn-2560.toml"
    text = document.read_text("utf-8")
    (project / "rulebooks").mkdir()
    opened = text.replace('unit = "household"', 'unit = "village"', 1)
    assert opened != text
    (project / "rulebooks" / "bmn-2560.toml").write_text(opened, encoding="utf-8")
    with pytest.raises(DocumentError):
        road.build(project, out=tmp_path)


def test_the_number_of_rows_does_not_give_a_hidden_village_away(project, tmp_path):
    folder = road.build(project, out=tmp_path).page.parent
    told = json.loads((folder / "build.json").read_text("utf-8"))
    assert told["inputs"]["bmn-2560-2565"]["rows_used"] == 60  # of 63
    for name in ("index.html", "disclosure.html"):
        text = (folder / name).read_text("utf-8")
        assert ">63<" not in text
        assert "ราว 60" in text


def test_a_column_that_no_schema_knows_is_personal(project, tmp_path):
    frame = pd.read_csv(project / "households.csv", dtype=str)
    frame["ผู้ให้ข้อมูล"] = [f"นางวิมลรัตน์{n} พงศ์ไพศาลยิ่ง" for n in range(len(frame))]
    frame.to_csv(project / "households.csv", index=False)
    add(project, '\n[[role]]\ntitle = { th = "ผู้ประสานงาน นางวิมลรัตน์7", en = "x" }\n')
    with pytest.raises(LeakError):
        road.build(project, out=tmp_path)


def layer(kind: str) -> OwnLayer:
    return OwnLayer(id="own", kind=kind, title=Text(th="ชั้น", en="Layer"))


HOMES = pd.DataFrame(
    {
        "latitude": [14.5 + n / 997 for n in range(8)],
        "longitude": [100.5 + n / 991 for n in range(8)],
    }
)


@pytest.mark.parametrize("kind", ["lines", "areas"])
def test_a_line_through_homes_is_no_road(kind):
    spots = [
        (100.4, 14.4),
        *zip(HOMES["longitude"].round(5), HOMES["latitude"].round(5), strict=True),
    ]
    shape = (
        shapely.LineString(spots) if kind == "lines" else shapely.Polygon([*spots, (100.6, 14.4)])
    )
    frame = gpd.GeoDataFrame(geometry=[shape], crs="EPSG:4326")
    with pytest.raises(DisclosureError):
        refuse_households(frame, layer(kind), homes=[HOMES])
    moved = gpd.GeoDataFrame(geometry=[shapely.affinity.translate(shape, 0.003)], crs="EPSG:4326")
    refuse_households(moved, layer(kind), homes=[HOMES])


@pytest.mark.parametrize(
    "heading", ["ชื่อ-นามสกุล", "ชื่อสกุล", "ชื่อผู้ป่วย", "ชื่อเจ้าของบ้าน", "รายชื่อ", "เลขบัตร", "เลขที่บัตร ปชช."]
)
def test_a_list_of_people_is_no_layer(heading):
    frame = gpd.GeoDataFrame(geometry=[shapely.Point(100.5, 14.5)], crs="EPSG:4326")
    with pytest.raises(DisclosureError):
        refuse_households(frame, layer("points"), headings=[heading])


def test_a_column_of_people_is_no_layer_whatever_its_heading():
    names = ["นายสมมุติ หนึ่งใจ", "นางสมมุติ สองใจ", "นางสาวสมมุติ สามใจ"]
    spots = [shapely.Point(100.5 + n / 100, 14.5) for n in range(3)]
    frame = gpd.GeoDataFrame({"note": names}, geometry=spots, crs="EPSG:4326")
    with pytest.raises(DisclosureError):
        refuse_households(frame, layer("points"))
    works = frame.assign(note=["ธนาคารขยะ", "สวนนายก", "นางรำ หมู่ 3"])
    refuse_households(works, layer("points"))
