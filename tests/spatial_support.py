"""What the tests of space share: boundaries on a chessboard, and real ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import shapely

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def board(cells: Iterable[tuple[float, float]], step: float = 0.01) -> gpd.GeoDataFrame:
    """Squares by column and row, numbered in the order given."""
    shapes = [
        shapely.box(100 + x * step, 14 + y * step, 100 + (x + 1) * step, 14 + (y + 1) * step)
        for x, y in cells
    ]
    return bounded(shapes)


def bounded(shapes: list[shapely.Geometry]) -> gpd.GeoDataFrame:
    """Shapes as the stage ``boundaries``."""
    places = [f"{150101 + at}" for at in range(len(shapes))]
    return gpd.GeoDataFrame({"place": places, "name": places}, geometry=shapes, crs="EPSG:4326")


def real(shared: Path, file: str) -> gpd.GeoDataFrame:
    """Real tambons as the stage ``boundaries``."""
    path = shared / "data" / "boundaries" / file
    frame = gpd.read_file(f"/vsigzip/{path}" if file.endswith(".gz") else path)
    codes = frame.filter(regex="(?i)^adm3_pcode$").iloc[:, 0].str.removeprefix("TH")
    frame = frame.assign(place=codes, name=codes)
    return frame[["place", "name", "geometry"]]
