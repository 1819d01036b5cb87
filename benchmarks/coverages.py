"""Coverages of the pages, made up or real, and a page's content on either.

Numbers are drawn from a fixed seed: asked differs in every indicator, so that no column repeats.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from benchmarks.worlds.borders import DISTRICT, coverage, places
from tambon_gis.model.document import parse_document
from tambon_gis.model.rulebook import Rulebook
from tambon_gis.model.sealed import Credits, Disclosure, Measures, Places, seal
from tambon_gis.render.content import Content

TAMBONS = (
    Path(__file__).parents[2] / "shared" / "data" / "boundaries" / "thailand_tambon.geojson.gz"
)
YEAR = 2565


def thousand() -> gpd.GeoDataFrame:
    """1,000 places of 96 vertices."""
    return places(coverage((40, 25), 24, DISTRICT))


def fractal() -> gpd.GeoDataFrame:
    """7,400 places with 3.1 million vertices."""
    return places(coverage((74, 100), 105))


def tambons() -> gpd.GeoDataFrame:
    """The 7,425 real tambons."""
    import pyogrio

    found = pyogrio.read_dataframe(f"/vsigzip/{TAMBONS}")
    codes = found["adm3_pcode"].str.removeprefix("TH")
    return gpd.GeoDataFrame(
        {"place": codes, "name": found["adm3_th"]}, geometry=found.geometry, crs="EPSG:4326"
    )


def content(areas: gpd.GeoDataFrame) -> Content:
    """A page of these places with all 31 indicators of จปฐ., numerators and denominators."""
    text = (files("tambon_gis") / "documents" / "rulebooks" / "bmn-2560.toml").read_text("utf-8")
    book = parse_document(Rulebook, text, name="bmn-2560")
    inside = shapely.get_coordinates(shapely.point_on_surface(areas.geometry.to_numpy()))
    frame = areas.assign(
        level="tambon",
        moo=pd.Series([None] * len(areas), dtype=object),
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
