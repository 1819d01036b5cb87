"""Boundary layers as an office keeps them: shapefiles in UTM 47N with cp874 text and no .cpg."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pyogrio
import shapely

from benchmarks.worlds import borders

if TYPE_CHECKING:
    import geopandas as gpd

#: The real tambons, where they lie beside the repository.
REAL = Path(__file__).parents[3] / "shared" / "data" / "boundaries" / "thailand_tambon.geojson.gz"
#: Metres of simplifying, polygon by polygon, after which neighbours overlap and leave gaps.
LOOSE = 200.0
STEPS = 24


def tambons(size: tuple[int, int], seed: int) -> gpd.GeoDataFrame:
    """A made-up layer: a grid of so many places across and up with crooked borders."""
    frame = borders.places(borders.coverage(size, STEPS, seed=seed))
    return frame.rename(columns={"place": "TAM_CODE", "name": "TAM_NAM_T"})


def real() -> gpd.GeoDataFrame:
    """The real tambons."""
    frame = pyogrio.read_dataframe(f"/vsigzip/{REAL}")
    return frame.rename(columns={"adm3_pcode": "TAM_CODE", "adm3_th": "TAM_NAM_T"})


def write(frame: gpd.GeoDataFrame, path: Path, *, loose: bool = False) -> None:
    """A shapefile; loose: each polygon drawn alone."""
    flat = frame[["TAM_CODE", "TAM_NAM_T", "geometry"]].to_crs(32647)
    if loose:
        flat = flat.set_geometry(shapely.simplify(flat.geometry.to_numpy(), LOOSE), crs=32647)
    path.parent.mkdir(parents=True, exist_ok=True)
    pyogrio.write_dataframe(flat, path, encoding="cp874")
    path.with_suffix(".cpg").unlink(missing_ok=True)
