"""Made-up coverages with fractal borders, the real tambons, and a page's content on either.

Numbers are drawn from a fixed seed: asked differs in every indicator, so that no column repeats.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from tambon_gis.model.document import parse_document
from tambon_gis.model.rulebook import Rulebook
from tambon_gis.model.sealed import Credits, Disclosure, Measures, Places, seal
from tambon_gis.render.content import Content

if TYPE_CHECKING:
    from numpy.typing import NDArray

TAMBONS = (
    Path(__file__).parents[2] / "shared" / "data" / "boundaries" / "thailand_tambon.geojson.gz"
)
THAILAND = (97.4, 5.7, 105.6, 20.4)
DISTRICT = (100.0, 14.0, 101.0, 15.0)
YEAR = 2565


def thousand() -> gpd.GeoDataFrame:
    """1,000 places of 96 vertices."""
    return _frame(coverage(40, 25, 24, DISTRICT))


def fractal() -> gpd.GeoDataFrame:
    """7,400 places with 3.1 million vertices."""
    return _frame(coverage(74, 100, 105, THAILAND))


def tambons() -> gpd.GeoDataFrame:
    """The 7,425 real tambons."""
    import pyogrio

    found = pyogrio.read_dataframe(f"/vsigzip/{TAMBONS}")
    codes = found["adm3_pcode"].str.removeprefix("TH")
    return gpd.GeoDataFrame(
        {"place": codes, "name": found["adm3_th"]}, geometry=found.geometry, crs="EPSG:4326"
    )


def coverage(
    across: int, up: int, points: int, box: tuple[float, float, float, float]
) -> NDArray[np.object_]:
    """A grid of places whose shared borders are broken by midpoint displacement."""
    chance = np.random.default_rng(2565)
    west, south, east, north = box
    cell = np.array([(east - west) / across, (north - south) / up])
    x, y = np.meshgrid(np.arange(across + 1), np.arange(up + 1))
    moved = chance.uniform(-0.18, 0.18, (up + 1, across + 1, 2))
    nodes = (np.stack([x, y], axis=-1) + moved) * cell + [west, south]
    flat = _broken(nodes[:, :-1], nodes[:, 1:], points, chance)
    tall = _broken(nodes[:-1], nodes[1:], points, chance)
    parts = (
        flat[:-1, :, :-1],
        tall[:, 1:, :-1],
        flat[1:, :, :0:-1],
        tall[:, :-1, ::-1],
    )
    rings = np.concatenate(parts, axis=2)
    return np.asarray(shapely.polygons(rings.reshape(-1, 4 * points + 1, 2)))


def _broken(
    start: NDArray[np.float64],
    end: NDArray[np.float64],
    points: int,
    chance: np.random.Generator,
) -> NDArray[np.float64]:
    """Lines of so many steps between pairs of nodes; the last axes are step and x, y."""
    path, rough = np.stack([start, end], axis=-2), 0.12
    while path.shape[-2] - 1 < points:
        a, b = path[..., :-1, :], path[..., 1:, :]
        aside = np.stack([-(b - a)[..., 1], (b - a)[..., 0]], axis=-1)
        middle = (a + b) / 2 + aside * chance.uniform(-rough, rough, a.shape[:-1])[..., None]
        finer = np.empty((*path.shape[:-2], 2 * path.shape[-2] - 1, 2))
        finer[..., ::2, :], finer[..., 1::2, :] = path, middle
        path, rough = finer, rough * 0.78
    kept = np.linspace(0, path.shape[-2] - 1, points + 1).round().astype(int)
    return path[..., kept, :]


def _frame(shapes: NDArray[np.object_]) -> gpd.GeoDataFrame:
    """Places with made-up codes and names."""
    codes = [f"{990_001 + i:06d}" for i in range(len(shapes))]
    names = [f"ตำบลที่ {i + 1}" for i in range(len(shapes))]
    return gpd.GeoDataFrame({"place": codes, "name": names}, geometry=shapes, crs="EPSG:4326")


def content(places: gpd.GeoDataFrame) -> Content:
    """A page of these places with all 31 indicators of จปฐ., numerators and denominators."""
    text = (files("tambon_gis") / "documents" / "rulebooks" / "bmn-2560.toml").read_text("utf-8")
    book = parse_document(Rulebook, text, name="bmn-2560")
    inside = shapely.get_coordinates(shapely.point_on_surface(places.geometry.to_numpy()))
    frame = places.assign(
        level="tambon",
        moo=pd.Series([None] * len(places), dtype=object),
        label_x=inside[:, 0],
        label_y=inside[:, 1],
    )
    told = Disclosure(forms={}, coloured=1.0, smallest_asked=10, smallest_cell=5, left=())
    return Content(
        measures=seal(
            Measures, frame=cells(frame["place"], book), disclosure=told, audience="public"
        ),
        places=seal(Places, frame=frame, level="tambon", credit="", licence=""),
        facilities=None,
        plan=None,
        credits=seal(
            Credits,
            area_code="TH",
            area_title="ทั้งประเทศ",
            synthetic=True,
            roles=(),
            sources=(),
            made_on="5 มีนาคม 2566",
            version="0",
        ),
        rulebooks=(book,),
    )


def cells(codes: pd.Series, book: Rulebook) -> pd.DataFrame:
    """Published cells of every place and indicator, in the forms of disclosure control."""
    chance = np.random.default_rng(31)
    households = chance.integers(300, 4000, len(codes))
    parts = []
    for one in book.indicator:
        asked = households - chance.binomial(households, chance.uniform(0.001, 0.4))
        failing = chance.binomial(asked, chance.beta(1.2, 10, len(codes)))
        percent = 100 * failing / asked
        share = np.where(asked >= 100, np.round(percent, 1), np.round(percent))
        form = np.select(
            [failing == 0, failing < 5, asked - failing < 5], ["zero", "few", "most"], "exact"
        )
        known = np.isin(form, ["exact", "zero"])
        parts.append(
            pd.DataFrame(
                {
                    "place": codes.to_numpy(),
                    "level": "tambon",
                    "year": YEAR,
                    "framework": book.id,
                    "code": one.code,
                    "counts": one.counts,
                    "form": form,
                    "asked": asked.astype(float),
                    "failing": np.where(known, failing, np.nan),
                    "share": np.where(known, share, np.nan),
                    "households": households.astype(float),
                    "score": np.nan,
                    "unknown": "under_5",
                }
            )
        )
    return pd.concat(parts, ignore_index=True)
