"""What is sealed beside the cells: standing, aspects and reach, each worked out apart from them."""

from __future__ import annotations

import math
from fractions import Fraction

import geopandas as gpd
import pandas as pd
import pytest
import render_sample as sample
from pyproj import Geod

from tambon_gis import catalog
from tambon_gis.analysis import derived, disclose
from tambon_gis.errors import AnalysisError
from tambon_gis.model.sealed import Aspects, Facilities, Measures, Places, Reach, Standing, seal

BOOKS = (sample.rulebook("bmn-2560"), sample.rulebook("nrd2c"))
FIVE = catalog.composite("five-aspects")
TAMBON = "150109"


@pytest.fixture(scope="module")
def content():
    return sample.content()


def counted(rows: list[tuple[str, str, str, int, int]]) -> pd.DataFrame:
    """Counts of households: framework, code, place, asked, met."""
    frame = pd.DataFrame(rows, columns=["framework", "code", "place", "asked", "met"])
    level = frame["place"].map(lambda place: "village" if len(place) == 8 else "tambon")
    unit = frame["framework"].map({"bmn-2560": "household", "nrd2c": "village"})
    return frame.assign(
        year=2565, level=level, counts=unit, unknown=0, households_unknown=0,
        households_asked=frame["asked"], households_met=frame["met"],
    )  # fmt: skip


def published(
    rows: list[tuple[str, str, str, int, int]], scores: list[tuple[str, str, int]] | None = None
) -> Measures:
    scored = pd.DataFrame(
        [("nrd2c", code, place, score) for code, place, score in scores or []],
        columns=["framework", "code", "place", "score"],
    ).assign(year=2565)
    return disclose.disclose(counted(rows), BOOKS, scored=scored if scores else None)


def test_standing_holds_every_published_cell_once(content) -> None:
    found = derived.standing(content.measures)
    assert isinstance(found, Standing)
    keys = ["year", "framework", "code", "place"]
    assert set(map(tuple, found.frame[keys].values)) == set(
        map(tuple, content.measures.frame[keys].values)
    )
    assert len(found.frame) == len(content.measures.frame)


def test_standing_of_the_sample_by_hand(content) -> None:
    frame = derived.standing(content.measures).frame
    mine = frame[
        frame["place"].eq(sample.CODES[2])
        & frame["year"].eq(2565)
        & frame["framework"].eq("bmn-2560")
    ]
    cells = content.measures.frame
    shares = {
        row.code: Fraction(int(row.failing), int(row.asked))
        for row in cells.itertuples()
        if row.place == sample.CODES[2]
        and row.year == 2565
        and row.framework == "bmn-2560"
        and row.form == "exact"
    }
    wanted = sorted(shares, key=lambda code: (-shares[code], int(code)))
    ordered = mine[mine["form"].eq("exact")].sort_values("order")["code"].tolist()
    assert ordered == wanted
    assert len(wanted) > 10


def test_an_aspect_is_the_weighted_mean_of_shares_and_scores_by_hand() -> None:
    places = ("15010901", "15010902")
    rows = [
        *(("bmn-2560", code, place, 100, met) for code, pair in (("22", (80, 60)), ("8", (90, 50)))
          for place, met in zip(places, pair, strict=True)),
        ("bmn-2560", "22", TAMBON, 200, 140), ("bmn-2560", "8", TAMBON, 200, 140),
        *(("nrd2c", "6", place, 1, 1) for place in places), ("nrd2c", "6", TAMBON, 2, 2),
    ]  # fmt: skip
    scores = [("6", places[0], 3), ("6", places[1], 2)]
    frame = derived.aspects(published(rows, scores), FIVE, BOOKS).frame
    value = {
        place: frame.loc[frame["place"].eq(place) & frame["aspect"].eq("poverty"), "value"].item()
        for place in (*places, TAMBON)
    }
    assert value[places[0]] == pytest.approx((80 + 90 + 100) / 3)
    assert value[places[1]] == pytest.approx((60 + 50 + 50) / 3)
    # the tambon takes the mean of its villages' scores (100 and 50), not "no village has a problem"
    assert value[TAMBON] == pytest.approx((70 + 70 + 75) / 3)


def test_a_band_gives_a_range_and_no_value() -> None:
    rows = [("bmn-2560", "22", "15010901", 100, 98), ("bmn-2560", "8", "15010901", 100, 80)]
    frame = derived.aspects(published(rows), FIVE, BOOKS).frame
    one = frame[frame["aspect"].eq("poverty")].iloc[0]
    assert one["value"] is pd.NA
    assert one["value_low"] == pytest.approx((96 + 80) / 2)
    assert one["value_high"] == pytest.approx((99 + 80) / 2)


def test_the_newest_year_of_each_rulebook_is_taken(content) -> None:
    found = derived.aspects(content.measures, FIVE, BOOKS)
    assert isinstance(found, Aspects)
    assert set(found.frame["year"]) == {2565}
    older = derived.aspects(content.measures, FIVE, BOOKS, {"bmn-2560": 2563, "nrd2c": 2564})
    assert set(older.frame["year"]) == {2564}
    assert found.composite is FIVE


def test_a_composite_of_other_surveys_is_refused() -> None:
    with pytest.raises(AnalysisError) as caught:
        derived.aspects(published([("bmn-2560", "4", "15010901", 100, 80)]), FIVE, BOOKS)
    assert caught.value.code == "composite.nothing"


def test_reach_is_the_geodesic_distance_to_ten_metres(content) -> None:
    found = derived.reach(content.places, content.facilities)
    assert isinstance(found, Reach)
    frame, offered = found.frame, content.facilities.frame
    assert list(frame.columns) == ["place", "kind", "name", "metres"]
    assert len(frame) == len(content.places.frame) * offered["kind"].nunique()
    globe = Geod(ellps="WGS84")
    spots = content.places.frame.set_index("place")
    for row in frame.itertuples():
        near = min(
            globe.inv(spots.loc[row.place, "label_x"], spots.loc[row.place, "label_y"], x, y)[2]
            for x, y in offered.loc[
                offered["kind"].eq(row.kind), ["longitude", "latitude"]
            ].to_numpy()
        )
        assert row.metres == 10 * math.floor(near / 10 + 0.5)


def test_facilities_without_kind_or_place_are_left_out(content) -> None:
    frame = pd.DataFrame(
        {
            "name": ["ก", "ข"],
            "kind": [None, "วัด"],
            "latitude": [14.6, None],
            "longitude": [100.4, 100.4],
        }
    )
    found = derived.reach(content.places, seal(Facilities, frame=frame)).frame
    assert found.empty
    assert list(found.columns) == ["place", "kind", "name", "metres"]


def test_a_point_outside_thailand_is_refused(content) -> None:
    frame = gpd.GeoDataFrame(content.places.frame.assign(label_x=10.0))
    with pytest.raises(AnalysisError):
        derived.reach(seal(Places, frame=frame, level="village"), content.facilities)
