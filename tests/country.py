"""A made-up country for tests of the map of several levels: 3 provinces, 9 amphoes, 36 tambons.

Borders are broken lines. Two tambons have changed places, so that two amphoes are in two parts each
and reach around each other. Counts are drawn from a fixed seed and pass disclosure control.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from render_sample import rulebook

from tambon_gis.analysis import aggregate, disclose
from tambon_gis.model.project import Area, Boundary
from tambon_gis.publish import review
from tambon_gis.render.content import Content
from tambon_gis.study.rungs import ladder_of

if TYPE_CHECKING:
    from tambon_gis.model.sealed import Measures

SIDE = 6
YEARS = (2564, 2565)
CODES = ("6", "9", "16", "22", "27")
TITLE = "ประเทศสาธิต"


def codes() -> list[str]:
    """Code of each square of the grid, row by row: a province is two columns, an amphoe 2 by 2."""
    found = [
        f"{97 + x // 2}{y // 2 + 1:02d}{(y % 2) * 2 + x % 2 + 1:02d}"
        for y in range(SIDE)
        for x in range(SIDE)
    ]
    a, b = found.index("970101"), found.index("970304")
    found[a], found[b] = found[b], found[a]
    return found


def squares() -> list[shapely.Polygon]:
    """A grid of places whose shared borders are broken lines of eleven steps."""
    chance = np.random.default_rng(2565)
    spots = np.arange(SIDE + 1)
    nodes = np.stack(np.meshgrid(spots, spots), axis=-1) + chance.uniform(
        -0.15, 0.15, (SIDE + 1, SIDE + 1, 2)
    )
    lines: dict[frozenset[tuple[int, int]], list[np.ndarray]] = {}

    def line(a: tuple[int, int], b: tuple[int, int]) -> list[np.ndarray]:
        """From one node to the next, the same both ways."""
        if frozenset((a, b)) not in lines:
            way = np.linspace(nodes[a], nodes[b], 12)
            way[1:-1] += chance.uniform(-0.04, 0.04, (10, 2))
            lines[frozenset((a, b))] = [np.array(a), way]
        begin, way = lines[frozenset((a, b))]
        return list(way[:-1]) if tuple(begin) == a else list(way[:0:-1])

    out = []
    for y in range(SIDE):
        for x in range(SIDE):
            corners = [(y, x), (y, x + 1), (y + 1, x + 1), (y + 1, x), (y, x)]
            ring = [spot for a, b in pairwise(corners) for spot in line(a, b)]
            out.append(shapely.Polygon(np.array([100.0, 14.0]) + np.array(ring) / SIDE))
    return out


@cache
def tambons() -> gpd.GeoDataFrame:
    """Stage ``boundaries``."""
    shapes = squares()
    names = [f"สาธิต{n + 1}" for n in range(len(shapes))]
    frame = gpd.GeoDataFrame(
        {"place": codes(), "name": names}, geometry=list(shapes), crs="EPSG:4326"
    )
    return frame.sort_values("place", ignore_index=True)


@cache
def counted(area: str = "TH") -> pd.DataFrame:
    """Counts of every rung: many tambons in which few or none fail, one with few households."""
    chance = np.random.default_rng(36)
    book, parts = rulebook("bmn-2560"), []
    places = tambons()["place"]
    for year in YEARS:
        for one in (one for one in book.indicator if one.code in CODES):
            homes = chance.integers(300, 2500, len(places))
            homes[7] = 8
            failing = chance.binomial(homes, chance.choice([0, 0.001, 0.02, 0.15], len(places)))
            person = one.counts != "household"
            more = chance.integers(0, homes) if person else 0 * homes
            table = {
                "year": year, "framework": book.id, "code": one.code, "level": "tambon",
                "place": places, "counts": one.counts, "asked": homes + more,
                "met": homes + more - failing, "unknown": 0, "households_asked": homes,
                "households_met": homes - failing, "households_unknown": 0,
            }  # fmt: skip
            parts.append(pd.DataFrame(table))
    found = pd.concat(parts, ignore_index=True)
    found = found[found["place"].str.startswith(area if area != "TH" else "")]
    return aggregate.roll_up_ladder(found, top="country" if area == "TH" else "province")


@cache
def measures(area: str = "TH") -> Measures:
    """Sealed cells of every rung."""
    return disclose.disclose(counted(area), [rulebook("bmn-2560")])


def content(area: str = "TH", frame: gpd.GeoDataFrame | None = None, **parts: Any) -> Content:
    """What the page of the country, or of one province, is made from."""
    found = tambons() if frame is None else frame
    ours = found[found["place"].str.startswith(area if area != "TH" else "")]
    level = parts.get("level", "tambon")
    about = Boundary(file="x", level=level, credit="ผู้ทำขอบเขต", licence="CC BY 4.0")
    places = review.places(ours.reset_index(drop=True), about)
    title = TITLE if area == "TH" else f"จังหวัด {area}"
    of = Area(code=area, name={"th": title, "en": "Demonstration"}, synthetic=True)
    credit = review.credits_of(of, [], title=title, origins=[], made_on="5 มีนาคม 2566", version="0")
    return Content(
        measures=parts.get("measures") or measures(area),
        places=places,
        facilities=None,
        plan=None,
        credits=credit,
        rulebooks=(rulebook("bmn-2560"),),
        ladder=ladder_of(places, of),
    )


def of_villages() -> Content:
    """Province 98 with the same polygons as villages: every code is one rung further down."""

    def lower(code: str) -> str:
        """A tambon's code as that of a village: its province becomes an amphoe."""
        return f"98{int(code[:2]) - 96:02d}{code[2:]}"

    found = counted()
    found = found[found["level"] == "tambon"]
    found = found.assign(level="village", place=found["place"].map(lower))
    ladder = aggregate.roll_up_ladder(found, top="province")
    frame = tambons().assign(place=tambons()["place"].map(lower))
    sealed = disclose.disclose(ladder, [rulebook("bmn-2560")])
    return content("98", frame, measures=sealed, level="village")
