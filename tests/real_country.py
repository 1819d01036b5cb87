"""The 7,425 real tambons with made-up cells of 31 indicators on every rung, as a page's content."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
from render_sample import rulebook

from tambon_gis.model.project import Area, Boundary
from tambon_gis.model.sealed import Disclosure, Measures, seal
from tambon_gis.publish import review
from tambon_gis.render.content import Content
from tambon_gis.study.rungs import ladder_of

if TYPE_CHECKING:
    from pathlib import Path

    from tambon_gis.model.rulebook import Indicator

YEAR = 2565


def content(file: Path) -> Content:
    """Boundaries from a file; cells by hand, since protection at this size takes a minute."""
    import pyogrio

    raw = pyogrio.read_dataframe(f"/vsigzip/{file}")
    frame = gpd.GeoDataFrame(
        {"place": raw["adm3_pcode"].str.removeprefix("TH"), "name": raw["adm3_th"]},
        geometry=raw.geometry,
        crs="EPSG:4326",
    )
    about = Boundary(file="x", level="tambon", credit="OCHA", licence="CC BY 3.0 IGO")
    places = review.places(frame, about)
    area = Area(code="TH", name={"th": "ประเทศไทย", "en": "Thailand"}, synthetic=True)
    book = rulebook("bmn-2560")
    cells = pd.concat([_cells(frame["place"], one, book.id) for one in book.indicator])
    told = Disclosure(forms={}, coloured=1.0, smallest_asked=10, smallest_cell=5, left=())
    return Content(
        measures=seal(Measures, frame=cells.reset_index(drop=True), disclosure=told),
        places=places,
        facilities=None,
        plan=None,
        credits=review.credits_of(
            area, [], title="ประเทศไทย", origins=[], made_on="5 มีนาคม 2566", version="0"
        ),
        rulebooks=(book,),
        ladder=ladder_of(places, area),
    )


def _cells(codes: pd.Series[str], one: Indicator, book: str) -> pd.DataFrame:
    """One indicator on four rungs: tambons drawn from a seed, wider areas their sums."""
    chance = np.random.default_rng(int(one.code))
    asked = chance.integers(300, 4000, len(codes))
    failing = chance.binomial(asked, chance.beta(1.2, 10, len(codes)))
    frame = pd.DataFrame({"place": codes.to_numpy(), "asked": asked, "failing": failing})
    parts = [frame.assign(level="tambon")]
    for level, digits in (("amphoe", 4), ("province", 2), ("country", 0)):
        up = frame["place"].str[:digits].where(lambda code: code != "", "TH")
        parts.append(
            frame.groupby(up)[["asked", "failing"]].sum().reset_index().assign(level=level)
        )
    out = pd.concat(parts, ignore_index=True)
    few = out["failing"].between(1, 4)
    out["form"] = np.select([out["failing"] == 0, few], ["zero", "few"], "exact")
    out["share"] = (100 * out["failing"] / out["asked"]).round(1).mask(few)
    return out.assign(
        failing=out["failing"].mask(few), year=YEAR, framework=book, code=one.code,
        counts=one.counts, households=out["asked"], score=np.nan, unknown="under_5",
    )  # fmt: skip
