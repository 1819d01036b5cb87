"""The nearest facility against all of them, and who lives within a distance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyproj
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tambon_gis import catalog
from tambon_gis.analysis.aggregate import count, measure, roll_up
from tambon_gis.analysis.disclose import disclose
from tambon_gis.analysis.spatial.nearest import distances, nearest, within_code, within_distance
from tambon_gis.errors import AnalysisError, StageError
from tambon_gis.loaders import facilities as doors
from tambon_gis.model.rulebook import Rulebook
from tambon_gis.model.stages import COUNTED

if TYPE_CHECKING:
    from pathlib import Path

GEOD = pyproj.Geod(ellps="WGS84")
KINDS = ("วัด", "โรงเรียน")
MILLIMETRE = 1e-3
#: Everywhere, and round the line between two zones, where a mistake of zones would show.
SPOTS = st.one_of(
    st.tuples(st.floats(97.3, 105.7), st.floats(5.6, 20.5)),
    st.tuples(st.floats(101.9, 102.1), st.floats(14.0, 14.2)),
    st.tuples(st.sampled_from([101.9, 102.0, 102.1]), st.sampled_from([14.0, 14.1])),
)


def table(spots: list[tuple[float, float] | None]) -> pd.DataFrame:
    """Households at spots, None where unknown."""
    return pd.DataFrame(
        {
            "row": range(2, len(spots) + 2),
            "place": [f"150109{1 + at % 2:02}" for at in range(len(spots))],
            "members": pd.array([1 + at % 5 for at in range(len(spots))], dtype="Int64"),
            "latitude": pd.array([spot and spot[1] for spot in spots], dtype="Float64"),
            "longitude": pd.array([spot and spot[0] for spot in spots], dtype="Float64"),
        }
    )


def offered(spots: list[tuple[float, float]], kinds: tuple[str, ...] = KINDS) -> pd.DataFrame:
    n = len(spots)
    return pd.DataFrame(
        {
            "row": range(10, 10 + n),
            "name": [f"ที่ {at}" for at in range(n)],
            "kind": [kinds[at % len(kinds)] for at in range(n)],
            "latitude": [spot[1] for spot in spots],
            "longitude": [spot[0] for spot in spots],
        }
    )


def brute(points: pd.DataFrame, facilities: pd.DataFrame) -> list[tuple[int, str, float | None]]:
    """Row, kind and least distance, by looking at all of them."""
    found = []
    for _, point in points.iterrows():
        for kind in sorted(set(facilities["kind"])):
            ends = facilities[facilities["kind"] == kind][["longitude", "latitude"]].to_numpy()
            known = pd.notna(point["latitude"])
            away = [
                GEOD.inv(point["longitude"], point["latitude"], x, y)[2] for x, y in ends if known
            ]
            found.append((point["row"], kind, min(away) if known else None))
    return found


@settings(max_examples=60)
@given(
    st.lists(st.none() | SPOTS, min_size=1, max_size=8), st.lists(SPOTS, min_size=2, max_size=30)
)
def test_nearest_is_the_nearest_of_all(spots: list[Any], schools: list[Any]) -> None:
    points, facilities = table(spots), offered(schools)
    found = nearest(points, facilities)
    by_hand = brute(points, facilities)
    assert found[["row", "kind"]].to_numpy().tolist() == [list(one[:2]) for one in by_hand]
    for told, (_, _, away) in zip(found.itertuples(), by_hand, strict=True):
        if away is None:
            assert pd.isna(told.distance_m)
            assert pd.isna(told.facility)
            continue
        assert told.distance_m == pytest.approx(away, abs=MILLIMETRE)
        which = facilities[facilities["row"] == told.facility].iloc[0]
        point = points[points["row"] == told.row].iloc[0]
        to_it = GEOD.inv(point.longitude, point.latitude, which.longitude, which.latitude)[2]
        assert to_it == pytest.approx(away, abs=MILLIMETRE)
        assert (which["kind"], which["name"]) == (told.kind, told.name)


@settings(max_examples=30)
@given(
    st.lists(SPOTS, min_size=2, max_size=8), st.lists(SPOTS, min_size=2, max_size=20), st.randoms()
)
def test_the_order_of_rows_changes_nothing(spots: Any, schools: Any, draw: Any) -> None:
    points, facilities = table(spots), offered(schools)
    order = list(range(len(points)))
    draw.shuffle(order)
    turned = nearest(points.iloc[order], facilities.sample(frac=1, random_state=draw.randrange(99)))
    turned = turned.sort_values(["row", "kind"], ignore_index=True)
    pd.testing.assert_frame_equal(nearest(points, facilities), turned)


def test_of_those_equally_near_the_first_row() -> None:
    schools = [(100.51, 14.5)] * 40 + [(100.49, 14.5)]
    facilities = offered(schools, ("โรงเรียน",)).iloc[::-1]
    found = nearest(table([(100.5, 14.5)]), facilities)
    assert found["facility"].tolist() == [10]
    east_is_later = facilities.assign(row=facilities["row"].iloc[::-1].to_numpy())
    assert nearest(table([(100.5, 14.5)]), east_is_later)["name"].tolist() == ["ที่ 40"]


def test_across_the_line_between_two_zones() -> None:
    """4.3 km over the line is nearer than 5.4 km on this side of it."""
    facilities = offered([(102.03, 14.0), (101.94, 14.0)], ("โรงเรียน",))
    found = nearest(table([(101.99, 14.0)]), facilities)
    assert found["facility"].tolist() == [10]
    assert found["distance_m"].iloc[0] == pytest.approx(4_321, abs=2)


def test_kinds_and_columns_that_are_asked_for() -> None:
    points, facilities = table([(100.5, 14.5), None]), offered([(100.5, 14.6)] * 4)
    found = nearest(points, facilities, kinds=["วัด"], keep=["members", "members"])
    assert list(found.columns) == [
        "row",
        "place",
        "members",
        "kind",
        "distance_m",
        "facility",
        "name",
    ]
    assert found["kind"].tolist() == ["วัด", "วัด"]
    assert found["members"].tolist() == [1, 2]


def test_every_kind_of_frame() -> None:
    points, facilities = table([(100.5, 14.5), None]), offered([(100.5, 14.6)] * 4)
    plain = nearest(points, facilities)
    polars = nearest(pl.from_pandas(points), pl.from_pandas(facilities))
    arrow = nearest(pa.Table.from_pandas(points), pa.Table.from_pandas(facilities))
    assert isinstance(polars, pl.DataFrame)
    assert isinstance(arrow, pa.Table)
    by_row = plain.astype(object).where(plain.notna(), None).to_dict("records")
    assert polars.to_dicts() == by_row
    assert arrow.to_pylist() == by_row
    counted = within_distance(polars, 20_000, year=2565)
    assert counted["met"].to_list() == [1, 0, 1, 0]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"kind": [None, "วัด"]}, "spatial.facilities"),
        ({"latitude": [None, 14.5]}, "spatial.facilities"),
        ({"latitude": [100.5, 14.5], "longitude": [14.5, 100.5]}, "spatial.outside"),
    ],
)
def test_facilities_that_cannot_be_used(change: dict[str, Any], code: str) -> None:
    facilities = offered([(100.5, 14.5), (100.6, 14.5)]).assign(**change)
    with pytest.raises(AnalysisError) as caught:
        nearest(table([(100.5, 14.5)]), facilities)
    assert caught.value.code == code


@pytest.mark.parametrize("kinds", [["คลินิก"], ["วัด", "คลินิก"], []])
def test_a_kind_that_does_not_exist(kinds: list[str]) -> None:
    with pytest.raises(AnalysisError) as caught:
        nearest(table([(100.5, 14.5)]), offered([(100.5, 14.5)] * 2), kinds=kinds)
    assert caught.value.code == "spatial.no_kind"


def test_no_facility_at_all() -> None:
    with pytest.raises(AnalysisError) as caught:
        nearest(table([(100.5, 14.5)]), offered([(100.5, 14.5)] * 2).iloc[:0])
    assert caught.value.code == "spatial.no_kind"


def test_nobody_and_nobody_known() -> None:
    facilities = offered([(100.5, 14.5)], ("วัด",))
    nobody = within_distance(nearest(table([(100.5, 14.5)]).iloc[:0], facilities), 5, year=2565)
    COUNTED.check(nobody)
    assert nobody.empty
    unknown = within_distance(nearest(table([None]), facilities), 5, year=2565)
    assert unknown[["asked", "met", "unknown"]].to_numpy().tolist() == [[0, 0, 1]]


def test_columns_that_are_missing() -> None:
    points, facilities = table([(100.5, 14.5)]), offered([(100.5, 14.5)])
    for lacking in ("row", "place", "latitude"):
        with pytest.raises(StageError, match=lacking):
            nearest(points.drop(columns=lacking), facilities)
    with pytest.raises(StageError, match="elders"):
        nearest(points, facilities, keep=["elders"])
    with pytest.raises(StageError, match="distance_m"):
        within_distance(points.assign(kind="วัด"), 1000, year=2565)


# --- within a distance ---


def near(distances: list[float | None], **more: Any) -> pd.DataFrame:
    frame = pd.DataFrame({"row": range(len(distances)), "kind": "วัด", "place": "15010901"})
    return frame.assign(distance_m=pd.array(distances, dtype="Float64"), **more)


def test_households_and_persons_by_hand() -> None:
    frame = near(
        [500.0, 1000.0, 1000.001, None, 200.0],
        members=pd.array([3, 2, 4, 5, None], dtype="Int64"),
        place=["15010901", "15010901", "15010901", "15010902", "15010902"],
    )
    homes = within_distance(frame, 1000, year=2565)
    COUNTED.check(homes)
    columns = ["code", "place", "asked", "met", "unknown"]
    assert homes[columns].to_numpy().tolist() == [
        ["วัด-1000", "15010901", 3, 2, 0],
        ["วัด-1000", "15010902", 1, 1, 1],
    ]
    persons = within_distance(frame, 1000, year=2565, people="members")
    told = [*columns, "households_asked", "households_met", "households_unknown"]
    assert persons[told].to_numpy().tolist() == [
        ["วัด-1000", "15010901", 9, 5, 0, 3, 2, 0],
        ["วัด-1000", "15010902", 0, 0, 5, 0, 0, 2],
    ]
    assert persons["counts"].unique().tolist() == ["person"]
    assert measure(persons)["share"].tolist()[0] == pytest.approx(4 / 9)


@settings(max_examples=40)
@given(
    st.lists(st.none() | st.floats(0, 5000), min_size=1, max_size=30),
    st.lists(st.floats(1, 5000), min_size=2, max_size=5),
)
def test_a_longer_distance_never_loses_anybody(away: list[Any], limits: list[float]) -> None:
    frame = near(away)
    counts = [within_distance(frame, limit, year=2565).iloc[0] for limit in sorted(limits)]
    met = [one["met"] for one in counts]
    assert met == sorted(met)
    assert {(one["asked"], one["unknown"]) for one in counts} == {
        (sum(a is not None for a in away), sum(a is None for a in away))
    }


def test_it_rolls_up() -> None:
    points, facilities = (
        table([(100.5, 14.5 + at / 100) for at in range(9)]),
        offered([(100.5, 14.5)]),
    )
    frame = nearest(points, facilities, keep=["members"])
    village = within_distance(frame, 3000, year=2565, people="members")
    tambon = within_distance(frame.assign(place="150109"), 3000, year=2565, people="members")
    rolled = roll_up(village, "tambon")
    pd.testing.assert_frame_equal(rolled[tambon.columns], tambon, check_dtype=False)


def test_by_a_group() -> None:
    frame = near([500.0, 1500.0, 700.0], zone=["เหนือ", "เหนือ", None])
    counted = within_distance(frame, 1000, year=2565, by=["zone"])
    assert counted.columns[-1] == "zone"
    assert counted[["asked", "met"]].to_numpy().tolist() == [[2, 1], [1, 1]]
    assert counted["zone"].isna().tolist() == [False, True]


@pytest.mark.parametrize("limit", [0, -5, float("nan"), float("inf")])
def test_what_is_no_distance(limit: float) -> None:
    with pytest.raises(AnalysisError) as caught:
        within_distance(near([1.0]), limit, year=2565)
    assert caught.value.code == "spatial.metres"


def test_codes_say_metres() -> None:
    assert within_code("วัด", 2500) == "วัด-2500"
    assert within_code("วัด", 0.5) == "วัด-0.5"
    assert within_code("วัด", 12_345_678) == "วัด-12345678"


def test_the_demo(demo: Path) -> None:
    facilities, _ = doors.read(demo / "สถานที่.xlsx", catalog.schema("facilities"))
    points = facilities[["row", "latitude", "longitude"]].assign(place="99010101")
    found = nearest(points, facilities)
    own = found[found["row"].eq(found["facility"])]
    assert set(own["row"]) == set(facilities["row"])
    assert own["distance_m"].eq(0).all()
    assert len(found) == len(facilities) * facilities["kind"].nunique()
    assert np.isfinite(found["distance_m"].to_numpy(float)).all()


# --- through a rulebook, and through disclosure ---

BOOK = {
    "rulebook": {
        "id": "distance",
        "title": {"th": "ระยะทาง", "en": "Distance"},
        "short": {"th": "ระยะทาง", "en": "Distance"},
        "unit": "household",
        "years": [2560, 2570],
        "source": {"th": "ตัวอย่าง", "en": "example"},
        "status": "unverified",
    },
    "dimension": [{"id": "space", "title": {"th": "ระยะทาง", "en": "Distance"}}],
    "indicator": [
        {
            "code": "school-1000",
            "id": "school",
            "title": {"th": "โรงเรียนในระยะ 1 กม.", "en": "School within 1 km"},
            "short": {"th": "โรงเรียน", "en": "School"},
            "dimension": "space",
            "counts": "household",
            "needs": ["school_m"],
            "meets": "school_m <= 1000",
        }
    ],
}


def street(homes: int) -> pd.DataFrame:
    """Homes north of a school, 20 m apart, in two villages by turns; the last one is unknown."""
    spots: list[Any] = [(100.5, 14.5 + at * 20 / 110_650) for at in range(homes)]
    return table([*spots, None])


SCHOOL = offered([(100.5, 14.5)], ("school",))


def test_a_rulebook_may_judge_distances() -> None:
    points = street(120)
    survey = distances(points, SCHOOL, {"school": "school_m"})
    assert list(survey.columns) == [*points.columns, "school_m"]
    by_rule = count(survey, Rulebook.model_validate(BOOK), year=2565)
    direct = within_distance(nearest(points, SCHOOL), 1000, year=2565)
    assert direct["code"].unique().tolist() == ["school-1000"]
    pd.testing.assert_frame_equal(by_rule[direct.columns], direct, check_dtype=False)


def test_it_passes_disclosure() -> None:
    counted = within_distance(nearest(street(120), SCHOOL), 1000, year=2565)
    both = pd.concat([counted, roll_up(counted, "tambon")], ignore_index=True)
    told = disclose(both, [Rulebook.model_validate(BOOK)]).frame
    assert told["form"].unique().tolist() == ["exact"]
    assert told.set_index("place")["failing"].to_dict() == {
        "15010901": 34,
        "15010902": 35,
        "150109": 69,
    }
    unnamed = disclose(both, []).frame
    assert "village" not in set(
        unnamed["level"]
    )  # a framework nobody vouches for counts as sensitive


def test_groups_may_not_take_the_name_of_a_column() -> None:
    frame = near([500.0], zone="ก")
    for by in (["place"], ["asked"], ["zone", "zone"]):
        with pytest.raises(AnalysisError) as caught:
            within_distance(frame.assign(asked=1), 1000, year=2565, by=by)
        assert caught.value.code == "aggregate.by"
