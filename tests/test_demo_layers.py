"""The worked example's own layers: as their script makes them, and consistent with the villages."""

from __future__ import annotations

import json
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest
import shapely
from shapely.geometry import shape

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def maker(demo: Path) -> Iterator[Any]:
    """The script of the layers."""
    before = list(sys.path)
    sys.path.insert(0, str(demo))
    yield import_module("_map_layers")
    sys.path[:] = before


@pytest.fixture(scope="module")
def villages(maker: Any) -> dict[str, shapely.Polygon]:
    found: dict[str, shapely.Polygon] = maker.villages_wgs84()
    return found


def rows(path: Path) -> list[tuple[dict[str, str], shapely.Geometry]]:
    """Columns and shape of each feature of a file."""
    found = json.loads(path.read_text("utf-8"))["features"]
    return [(one["properties"], shape(one["geometry"])) for one in found]


def test_the_files_are_those_that_the_script_writes(maker: Any, demo: Path, tmp_path: Path) -> None:
    maker.write_map_layers(tmp_path)
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert made == {path.name: path.read_bytes() for path in (demo / "map").iterdir()}
    assert len(made) == 4


def test_the_river_is_the_border_of_the_banks(villages: dict[str, Any], demo: Path) -> None:
    """No village lies on both sides: the river enters none by more than a metre."""
    (_, river), (_, canal) = rows(demo / "map" / "แม่น้ำ.geojson")
    for code, village in villages.items():
        inner = village.buffer(-1e-5)
        assert not river.intersects(inner), code
    assert river.touches(shapely.Point(river.coords[0]))
    assert river.distance(shapely.Point(canal.coords[0])) < 1e-6
    assert canal.length > 0.01


def test_floods_lie_in_the_tambon_beside_the_river(villages: dict[str, Any], demo: Path) -> None:
    tambon = shapely.union_all(list(villages.values())).buffer(2e-3)  # the outline was roughened
    river = rows(demo / "map" / "แม่น้ำ.geojson")[0][1]
    for columns, area in rows(demo / "map" / "น้ำท่วม.geojson"):
        assert area.is_valid, columns
        assert tambon.covers(area), columns
        assert area.intersects(river), columns


def test_every_road_meets_another_and_every_village_has_one(
    villages: dict[str, Any], demo: Path
) -> None:
    lines = [line for _, line in rows(demo / "map" / "ถนน.geojson")]
    for at, line in enumerate(lines):
        others = shapely.union_all(lines[:at] + lines[at + 1 :])
        assert line.distance(others) < 2e-5
    network = shapely.union_all(lines)
    assert [code for code, village in villages.items() if not village.intersects(network)] == []


def test_nothing_personal_stands_in_the_documents(demo: Path) -> None:
    for path in (demo / "layers").glob("*.toml"):
        text = path.read_text("utf-8")
        assert "ข้อมูลสมมุติ" in text, path.name
        assert 'licence = "CC0-1.0"' in text, path.name
