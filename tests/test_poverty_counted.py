"""Poverty as an indicator: counted, disclosed, and the published rate of 76 provinces."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import poverty_support as support
import pytest
from poverty_support import design

from tambon_gis import catalog
from tambon_gis.analysis import aggregate
from tambon_gis.analysis.disclose import disclose
from tambon_gis.analysis.poverty import (
    as_counted,
    as_rulebook,
    headcounts,
    links,
    measure,
    rate,
    roll_up,
)
from tambon_gis.errors import AnalysisError, DocumentError, StageError
from tambon_gis.model.stages import COUNTED

if TYPE_CHECKING:
    from pathlib import Path

BOOK = "bmn-2560"
VILLAGE = support.PLACES[0]


def households(poor: int, fine: int, unknown: int = 0, **more: Any) -> pd.DataFrame:
    """A village of households: poor, not poor, and without an answer."""
    answers = [0] * poor + [1] * fine + [None] * unknown
    frame = pd.DataFrame({"place": VILLAGE, "4": answers, "9": 1, **more})
    return frame.astype({"4": "Int8", "place": "str"})


PARTS: list[Any] = [("x", None, {"4": None, "9": None})]


def plain() -> Any:
    return design(PARTS, framework=BOOK)


def test_poor_households_are_failing_households() -> None:
    found = as_counted(headcounts(households(7, 40, 3), plain()), plain(), year=2565)
    COUNTED.check(found)
    row = found.iloc[0]
    assert (row["framework"], row["code"], row["counts"]) == ("poverty-x", "poor", "household")
    assert (row["asked"], row["met"], row["unknown"]) == (47, 40, 3)
    told = [row[f"households_{name}"] for name in ("asked", "met", "unknown")]
    assert told == [47, 40, 3]


def test_people_are_counted_and_households_stand_behind_them() -> None:
    table = households(2, 3, members=[4, 5, 1, 1, 2])
    row = as_counted(headcounts(table, plain(), weight="members"), plain(), year=2565).iloc[0]
    assert (row["counts"], row["asked"], row["met"]) == ("resident", 13, 4)
    assert (row["households_asked"], row["households_met"]) == (5, 3)


def test_rows_that_are_persons_hide_no_households() -> None:
    one = design([("x", None, {"4": None})], framework=BOOK, unit="person")
    row = as_counted(headcounts(households(2, 3), one), one, year=2565).iloc[0]
    assert (row["counts"], row["asked"]) == ("person", 5)
    assert pd.isna(row["households_asked"])


def test_groups_stay_and_shares_go() -> None:
    table = households(2, 3, sex=[1, 1, 2, 2, 2])
    heads = measure(headcounts(table, plain(), by=["sex"]))
    found = as_counted(heads, plain(), year=2565)
    assert list(found.columns) == [*(name for name, _ in COUNTED.columns), "sex"]
    assert found[["sex", "asked", "met"]].to_numpy().tolist() == [[1, 2, 0], [2, 3, 3]]


def test_it_rolls_up_and_measures_as_any_indicator() -> None:
    rows = [
        dict.fromkeys(support.CODES, s) | {"place": p, "sex": 1, "members": 1}
        for s, p in [(1, support.PLACES[0]), (0, support.PLACES[0]), (0, support.PLACES[1])]
    ]
    heads = headcounts(support.table(rows), support.equal("ab"))
    wide = aggregate.roll_up(as_counted(heads, support.equal("ab"), year=2565), "tambon")
    tambon = measure(roll_up(heads, "tambon"))
    assert aggregate.measure(wide)["share"].tolist() == tambon["H"].tolist() == [2 / 3]


def test_weights_that_are_no_people_are_not_counted() -> None:
    table = households(1, 1, w=[0.5, 1.5])
    with pytest.raises(StageError, match="asked"):
        as_counted(headcounts(table, plain(), weight="w"), plain(), year=2565)


# --- it passes disclosure control ---


def published(one: Any, poor: int, fine: int) -> pd.DataFrame:
    counted = as_counted(headcounts(households(poor, fine), one), one, year=2565)
    return disclose(counted, [as_rulebook(one, catalog.rulebook(BOOK))]).frame


def test_a_few_poor_households_are_a_band() -> None:
    few = published(plain(), 3, 60).iloc[0]
    assert few["form"] == "few"
    assert pd.isna(few["failing"])
    assert published(plain(), 12, 60)["failing"].tolist() == [12]
    assert published(plain(), 1, 5)["form"].tolist() == ["hidden"]


def test_a_design_with_a_sensitive_part_is_not_shown_by_village() -> None:
    sensitive = design([("x", None, {"4": None}), ("y", None, {"16": None})], framework=BOOK)
    table = households(12, 60).assign(**{"16": 1})
    counted = as_counted(headcounts(table, sensitive), sensitive, year=2565)
    book = as_rulebook(sensitive, catalog.rulebook(BOOK))
    assert disclose(counted, [book]).frame.empty
    assert book.by_code["poor"].sensitive
    assert not as_rulebook(plain(), catalog.rulebook(BOOK)).by_code["poor"].sensitive


def test_its_rulebook_says_what_the_design_is() -> None:
    for name in catalog.names("poverty"):
        one = catalog.poverty(name)
        book = as_rulebook(one, catalog.rulebook(one.poverty.framework))
        assert book.id == f"poverty-{name}"
        assert not book.verified
        assert book.by_code["poor"].title == one.poverty.title
    with pytest.raises(DocumentError):
        as_rulebook(catalog.poverty("tpmap"), catalog.rulebook("nrd2c"))


# --- the published rate ---


def test_the_rate_of_76_provinces_is_the_published_one(shared: Path) -> None:
    folder = shared / "data" / "survey"
    survey, poverty = (
        pd.read_csv(folder / f"tpmap_2561_province_{name}.csv", dtype={"province_ID": "str"})
        for name in ("bmn31", "poverty")
    )
    found = rate(
        poverty.rename(columns={"province_ID": "place", "poor.JPT.MOFval.CNT": "poor"}),
        survey.rename(columns={"province_ID": "place", "HOUSEMEMBER_CNT": "population"}),
    ).set_index("place")
    printed = poverty.set_index("province_ID")["JPT.MOFval.pov.rate"]
    assert len(found) == len(printed) == 76
    assert (100 * found["rate"].astype("float64") - printed).abs().max() <= 1e-9
    assert found.loc["15", "poor"] == 5850


def test_places_of_one_table_only_have_no_rate() -> None:
    poor = pd.DataFrame({"place": ["12", "11"], "poor": [1, 2]})
    people = pd.DataFrame({"place": ["11", "13", "12"], "population": [8, 5, 0]})
    with pytest.raises(AnalysisError, match="12"):
        rate(poor, people)
    found = rate(poor.assign(poor=[0, 2]), people)
    assert found["place"].tolist() == ["11", "12", "13"]
    assert found["rate"].tolist() == [0.25, pd.NA, pd.NA]


@pytest.mark.parametrize(
    ("poor", "people", "code"),
    [
        ({"place": ["11", "11"], "poor": [1, 1]}, {"place": ["11"], "population": [9]}, "twice"),
        ({"place": ["11"], "poor": [1]}, {"place": ["11"] * 2, "population": [9, 9]}, "twice"),
        ({"place": ["11"], "poor": [1]}, {"place": ["11"], "people": [9]}, "columns"),
        ({"code": ["11"], "poor": [1]}, {"place": ["11"], "population": [9]}, "columns"),
    ],
)
def test_rates_that_cannot_be_made(poor: Any, people: Any, code: str) -> None:
    with pytest.raises(AnalysisError) as caught:
        rate(pd.DataFrame(poor), pd.DataFrame(people))
    assert caught.value.code == f"poverty.{code}"


# --- what ties the poor to their indicators ---


def tied(failing: int, poor: int) -> tuple[pd.DataFrame, Any]:
    """A village where some fail indicator 4, and some more are poor; the design has 4 and 9."""
    head = {"year": 2565, "level": "village", "place": VILLAGE, "counts": "household"}
    both = [(BOOK, "4", failing), (BOOK, "9", poor - failing), ("poverty-x", "poor", poor)]
    rows = [
        {**head, "framework": framework, "code": code, "asked": 90, "met": 90 - fails}
        for framework, code, fails in both
    ]
    frame = pd.DataFrame(rows).assign(unknown=0)
    for name in ("asked", "met", "unknown"):
        frame[f"households_{name}"] = frame[name]
    return frame, plain()


def test_the_poor_hold_those_who_fail_one_indicator_and_no_others() -> None:
    counted, union = tied(8, 11)
    found = links(counted, union)
    fails = (counted["asked"] - counted["met"]).to_dict()
    for _, link in found.groupby("link"):
        told = sum(row.times * fails[row.row] for row in link.itertuples())
        assert link["least"].iloc[0] <= told <= link["most"].iloc[0]
    assert found.groupby("link")["row"].apply(set).tolist() == [{0, 2}, {1, 2}, {0, 1, 2}]
    assert links(counted[:2], union).empty
    assert links(counted, design(PARTS, framework=BOOK, cutoff="1/2")).empty


def test_a_band_that_the_poor_would_give_away_is_kept() -> None:
    """8 fail one, 3 the other, 11 are poor: told 8 and 11 exactly, the band would be 3 or 4."""
    counted, union = tied(8, 11)
    books = [catalog.rulebook(BOOK), as_rulebook(union, catalog.rulebook(BOOK))]
    alone = disclose(counted, books).frame
    assert alone["form"].tolist() == ["exact", "few", "exact"]
    together = disclose(counted, books, links=links(counted, union))
    assert together.frame["form"].tolist() == ["exact", "few", "rounded"]
    told = float(together.frame["failing"].iloc[2])
    poor = [n for n in range(91) if 5 * ((n + 2) // 5) == told]
    assert len({few for few in range(1, 5) for n in poor if 8 <= n <= 8 + few}) >= 3
