"""Tables that imply what they do not show are refused; each case was solved by hand before."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from tambon_gis import catalog
from tambon_gis.analysis.aggregate import regroup, roll_up
from tambon_gis.analysis.disclose import disclose
from tambon_gis.analysis.pool import pool
from tambon_gis.errors import DisclosureError

BMN = catalog.rulebook("bmn-2560")
VILLAGES = {"village": 8, "tambon": 6, "amphoe": 4}


def row(place: str, asked: int, failing: int, **more: Any) -> dict[str, Any]:
    """A cell of households: asked, failing, and what differs from a village of 2565."""
    counts = {"asked": asked, "met": asked - failing, "unknown": 0}
    level = next((name for name, digits in VILLAGES.items() if digits == len(place)), "zone")
    head = {"year": 2565, "framework": "bmn-2560", "code": "9", "level": level, "place": place}
    homes = {f"households_{name}": n for name, n in counts.items()}
    return {**head, "counts": "household", **counts, **homes, **more}


def table(*rows: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(rows)


def refused(frame: pd.DataFrame) -> str:
    with pytest.raises(DisclosureError) as caught:
        disclose(frame, [BMN])
    return caught.value.code


V1, V2, T = "99010101", "99010102", "990101"


def test_an_own_area_beside_its_villages() -> None:
    """The zone's 32 less the village's 30 are the other village's 2."""
    villages = table(row(V1, 100, 2), row(V2, 100, 30))
    zone = regroup(villages, {V1: "river", V2: "river"}, level="zone")
    assert refused(pd.concat([villages, zone])) == "disclosure.level"
    assert disclose(zone, [BMN]).frame["form"].tolist() == ["exact"]


def test_a_code_that_does_not_fit_its_level() -> None:
    assert refused(table(row(V1, 100, 2), row(T + " ", 200, 32, level="tambon"))) == (
        "disclosure.level"
    )


def test_a_village_that_was_left_out_of_its_tambon() -> None:
    """32 of 200 less 30 of 100: the village that is not shown has 2."""
    tambon = row(T, 200, 32)
    assert refused(table(row(V2, 100, 30), tambon)) == "disclosure.rest"
    counts = ["asked", "met", *(f"households_{name}" for name in ("asked", "met"))]
    empty = table(row(V2, 100, 30), row(V1, 1, 1), tambon).astype(dict.fromkeys(counts, "Int64"))
    empty.loc[1, counts] = pd.NA
    assert refused(empty) == "disclosure.rest"
    large = table(row(V2, 100, 30), row(T, 200, 42))
    assert disclose(large, [BMN]).frame["form"].tolist() == ["exact", "exact"]


def test_groups_without_their_margin() -> None:
    """2a: the tambon less three cells of the zones is the fourth."""
    cells = [row(V1, 50, 2, zone="a"), row(V2, 60, 9, zone="a")]
    cells += [row(V1, 50, 11, zone="b"), row(V2, 60, 8, zone="b")]
    assert refused(table(*cells, row(T, 220, 30, zone=None))) == "disclosure.margins"
    margins = [row(V1, 100, 13, zone=None), row(V2, 120, 17, zone=None)]
    told = disclose(table(*cells, *margins, row(T, 220, 30, zone=None)), [BMN])
    assert told.disclosure.fewest is not None
    assert told.disclosure.fewest >= 3


def test_two_margins_without_the_whole() -> None:
    """2c: by sex 2 and 9, by age 6 and 5: the 2 is 6 + 5 - 9."""
    sex = [row(V1, 50, 2, sex="f", age=None), row(V1, 50, 9, sex="m", age=None)]
    age = [row(V1, 40, 6, sex=None, age="y"), row(V1, 60, 5, sex=None, age="o")]
    assert refused(table(*sex, *age)) == "disclosure.margins"


def test_pooled_years_without_their_years() -> None:
    """2b: villages by year and the pooled tambon; and two spans without the years between."""
    villages = table(
        row(V1, 50, 2, year=2564), row(V2, 60, 9, year=2564), row(V1, 50, 11), row(V2, 60, 8)
    )
    both = pool(roll_up(villages, "tambon"), first=2564, last=2565)
    alone = both[both["pooled"].notna()]
    assert refused(pd.concat([villages.assign(pooled=None), alone])) == "disclosure.years"
    spans = [row(V1, 300, 42, pooled="2563-2565"), row(V1, 200, 40, pooled="2564-2565")]
    assert refused(table(*spans)) == "disclosure.years"
    assert disclose(table(spans[0]), [BMN]).frame["form"].tolist() == ["exact"]


def test_counts_that_cannot_be() -> None:
    assert refused(table(row(V1, 50, 60, met=51, households_met=51))) == "disclosure.counts"
    assert refused(table(row(V1, 50, 2, households_met=0))) == "disclosure.counts"
    assert refused(table(row(V1, -5, 0))) == "disclosure.counts"


@pytest.mark.parametrize("value", [4.5, 12345])
def test_a_column_of_numbers_is_no_group(value: float) -> None:
    assert refused(table(row(V1, 50, 20, mean_income=value))) == "disclosure.column"


@pytest.mark.parametrize("audience", ["Public", "public ", "Internal", "x", ""])
def test_an_unknown_audience_is_no_audience(audience: Any) -> None:
    with pytest.raises(DisclosureError) as caught:
        disclose(table(row(V1, 50, 20)), [BMN], audience=audience)
    assert caught.value.code == "disclosure.audience"


def test_a_sensitive_indicator_is_not_shown_by_areas_of_another_name() -> None:
    hidden = table(row(V1, 90, 30, code="14", level="hamlet"))
    assert disclose(hidden, [BMN]).frame.empty
    cells = [row(T, 90, 30, code="14", zone=zone) for zone in ("a", None)]
    told = disclose(table(*cells), [BMN]).frame
    assert told["zone"].isna().all()
    sexes = [row(T, 90, 30, code="14", sex="f"), row(T, 90, 40, code="14", sex="m")]
    told = disclose(table(*sexes, row(T, 180, 70, code="14", sex=None)), [BMN]).frame
    assert len(told) == 3


def test_a_rounded_cell_has_five_at_least() -> None:
    """6 of 100, told about 5 and 1 to 4 by group: about 5 is 5, 6 or 7, so the band would be 1."""
    cells = [row(V1, 100, 6, occ=None), row(V1, 60, 5, occ="x"), row(V1, 40, 1, occ="y")]
    frame = disclose(table(*cells), [BMN]).frame.set_index("occ")
    whole, some = frame.loc[frame.index.isna()].iloc[0], frame.loc["x"]

    def possible(cell: Any, homes: int) -> set[int]:
        if cell["form"] == "exact":
            return {int(cell["failing"])}
        if cell["form"] == "rounded":
            base = int(cell["rounded_to"])
            near = range(int(cell["failing"]) - base // 2, int(cell["failing"]) + (base + 1) // 2)
            return {n for n in near if 5 <= n <= homes - 5}
        return set(range(homes + 1))

    left = {n - x for n in possible(whole, 100) for x in possible(some, 60)} & {1, 2, 3, 4}
    assert len(left) >= 3
