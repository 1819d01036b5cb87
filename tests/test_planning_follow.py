"""Before and after: which years, which counts, and what may be said of them."""

from __future__ import annotations

import pandas as pd
import pytest
from statsmodels.stats.proportion import confint_proportions_2indep

from tambon_gis.analysis.planning.follow import COLUMNS, TOLD, follow
from tambon_gis.errors import AnalysisError, StageError
from tambon_gis.model.document import parse_document
from tambon_gis.model.rulebook import Rulebook

AREA = "990101"
MOO = [f"{AREA}{n:02d}" for n in range(1, 4)]
#: Failing of 100 households by moo and year; None: a band.
FAILING = {
    2563: (40, 30, 20),
    2564: (30, 30, 21),
    2565: (20, 29, None),
}


def cell(year, place, failing, *, code="9", form=None, asked=100, framework="bmn-2560", **more):
    told = failing is not None
    return {
        "year": year, "framework": framework, "code": code,
        "level": "village" if len(place) == 8 else "tambon", "place": place,
        "counts": "household", "form": form or ("exact" if told else "few"),
        "asked": asked, "failing": failing,
    } | more  # fmt: skip


def cells(*more, failing=None):
    rows = [
        cell(year, place, count)
        for year, counts in (failing or FAILING).items()
        for place, count in zip(MOO, counts, strict=True)
    ]
    frame = pd.DataFrame([*rows, *more])
    return frame.assign(failing=frame["failing"].astype("Float64"))


def plan(began=2564, status="running"):
    return pd.DataFrame(
        {
            "project": [1, 2],
            "began": pd.array([began, None], dtype="Int64"),
            "status": pd.array([status, None], dtype="string"),
        }
    )


def located(*places, project=1):
    return pd.DataFrame({"project": project, "place": list(places), "how": "moo"})


def decided(*rows):
    """Rows of project, place, serves, and perhaps another indicator."""
    frame = pd.DataFrame(
        [(*row, "9")[:4] for row in rows], columns=["project", "place", "serves", "code"]
    )
    return frame.assign(framework="bmn-2560", by="ประชาคม", on=None, note="")


def test_before_and_after_with_the_interval_of_another_library() -> None:
    found = follow(cells(), plan(), located(*MOO), decided((1, "", True)))
    assert list(found.columns) == list(COLUMNS)
    first = found[found["place"].eq(MOO[0])].iloc[0]
    assert (first["earlier"], first["later"]) == (2563, 2565)
    assert (first["share_earlier"], first["share_later"]) == (0.4, 0.2)
    low, high = confint_proportions_2indep(20, 100, 40, 100, method="newcomb", compare="diff")
    assert first["points"] == pytest.approx(-20)
    assert first["points_low"] == pytest.approx(100 * low)
    assert first["points_high"] == pytest.approx(100 * high)
    assert found["told"].tolist() == ["band", "better", "unclear", "band"]
    assert found["place"].tolist() == ["", *MOO]


def test_places_together_are_their_sum_where_each_is_told() -> None:
    two = follow(cells(), plan(), located(*MOO[:2]), decided((1, "", True))).iloc[0]
    assert two["place"] == ""
    assert (two["share_earlier"], two["share_later"]) == (70 / 200, 49 / 200)
    assert two["told"] == "better"
    one = follow(cells(), plan(), located(MOO[0]), decided((1, "", True)))
    assert one["place"].tolist() == [MOO[0]]


def test_places_that_make_up_the_area_take_its_published_total() -> None:
    area = [cell(2563, AREA, 90, asked=300), cell(2565, AREA, 52, asked=300)]
    all_three = follow(cells(*area), plan(), located(*MOO), decided((1, "", True))).iloc[0]
    assert (all_three["share_later"], all_three["told"]) == (52 / 300, "better")
    two = follow(cells(*area), plan(), located(*MOO[1:]), decided((1, "", True))).iloc[0]
    assert two["told"] == "band"
    assert pd.isna(two["share_later"])


def test_zero_is_a_number_and_hidden_is_none() -> None:
    failing = {2563: (40, 30, 20), 2565: (0, None, None)}
    frame = cells(failing=failing)
    frame.loc[frame["failing"].eq(0), "form"] = "zero"
    frame.loc[(frame["year"] == 2565) & (frame["place"] == MOO[1]), ["form", "asked"]] = [
        "hidden", None,
    ]  # fmt: skip
    found = follow(frame, plan(), located(*MOO[:2]), decided((1, "", True))).set_index("place")
    assert found.loc[MOO[0], ["share_later", "told"]].tolist() == [0.0, "better"]
    assert found.loc[MOO[1], "told"] == "band"
    assert found.loc[MOO[1], "share_earlier"] == 0.3


@pytest.mark.parametrize("form", ["few", "most", "zero_band", "rounded", "hidden", "not_asked"])
def test_only_exact_forms_tell_a_number(form) -> None:
    frame = cells()
    frame.loc[frame["year"] == 2565, "form"] = form
    frame["failing"] = frame["failing"].fillna(5)
    found = follow(frame, plan(), located(*MOO), decided((1, "", True)))
    assert set(found["told"]) == {"band"}
    assert found[["share_later", "points", "points_low", "points_high"]].isna().all(axis=None)


def test_more_that_fall_short_are_worse() -> None:
    failing = {2563: (20, 30, 30), 2565: (45, 30, 30)}
    found = follow(cells(failing=failing), plan(), located(MOO[0]), decided((1, "", True)))
    assert found["told"].tolist() == ["worse"]
    same = follow(cells(failing=failing), plan(), located(MOO[1]), decided((1, "", True)))
    assert same[["points", "told"]].to_numpy().tolist() == [[0.0, "unclear"]]


@pytest.mark.parametrize(
    ("began", "years", "told"),
    [
        (2566, (2565, None), "waiting"),
        (2565, (2564, None), "waiting"),
        (2564, (2563, 2565), "better"),
        (2563, (None, 2565), "no_earlier"),
        (2560, (None, 2565), "no_earlier"),
        (None, (2565, None), "waiting"),
    ],
)
def test_the_year_of_the_work_is_neither_before_nor_after(began, years, told) -> None:
    found = follow(cells(), plan(began), located(MOO[0]), decided((1, "", True))).iloc[0]
    assert tuple(
        None if pd.isna(found[side]) else found[side] for side in ("earlier", "later")
    ) == (years)
    assert found["told"] == told
    assert pd.isna(found["points"]) == (told != "better")


def test_only_what_a_person_confirmed_is_followed() -> None:
    frame, where = cells(), located(*MOO)
    assert follow(frame, plan(), where, None).empty
    assert follow(frame, plan(), where, decided((1, "", False))).empty
    assert follow(frame, plan(status="dropped"), where, decided((1, "", True))).empty
    assert follow(frame, plan(), where, decided((7, "", True))).empty
    assert follow(frame, plan(), where, decided((1, "", True, "77"))).empty
    some = follow(frame, plan(), where, decided((1, "", True), (1, MOO[1], False)))
    assert some["place"].tolist() == ["", MOO[0], MOO[2]]
    named = follow(frame, plan(), located(MOO[0]), decided((1, MOO[2], True)))
    assert named["place"].tolist() == [MOO[2]]
    late = follow(frame, plan(), where, decided((1, "", True), (1, "", False)))
    assert late.empty


def test_a_project_without_a_place_is_followed_in_the_whole_area() -> None:
    area = [cell(2563, AREA, 90, asked=300), cell(2565, AREA, 52, asked=300)]
    found = follow(cells(*area), plan(), None, decided((1, "", True)))
    assert found[["place", "share_earlier"]].to_numpy().tolist() == [[AREA, 0.3]]


def test_an_indicator_that_is_withheld_below_is_followed_in_the_area() -> None:
    frame = pd.DataFrame([cell(2563, AREA, 90, asked=300), cell(2565, AREA, 52, asked=300)])
    found = follow(frame, plan(), located(MOO[0]), decided((1, "", True)))
    assert found[["place", "told"]].to_numpy().tolist() == [[AREA, "better"]]


HEADER = """
[rulebook]
id = "{id}"
title = {{ th = "ก", en = "a" }}
short = {{ th = "ก", en = "a" }}
unit = "household"
years = [{first}, {last}]
source = {{ th = "สมมุติ", en = "made up" }}
status = "unverified"
[[dimension]]
id = "d"
title = {{ th = "ก", en = "a" }}
"""
INDICATOR = """
[[indicator]]
code = "{code}"
id = "i{code}"
title = {{ th = "ก", en = "a" }}
short = {{ th = "ก", en = "a" }}
dimension = "d"
counts = "household"
given = {{ answer = "a{code}" }}
same_as = {same}
similar_to = {similar}
"""


def books():
    """An old round with 8 and 9, and a new one whose 1 is the old 9 and whose 2 is like 8."""
    old = HEADER.format(id="old", first=2560, last=2565)
    old += "".join(INDICATOR.format(code=code, same=[], similar=[]) for code in "89")
    new = HEADER.format(id="new", first=2566, last=2570)
    new += INDICATOR.format(code="1", same='["old/9"]', similar=[])
    new += INDICATOR.format(code="2", same=[], similar='["old/8"]')
    return [parse_document(Rulebook, text, name="x.toml") for text in (old, new)]


def two_rounds():
    asked = [(2565, "old", "9", 40), (2567, "new", "1", 20), (2565, "old", "8", 40),
             (2567, "new", "2", 20), (2568, "old", "9", 90)]  # fmt: skip
    return pd.DataFrame(
        [cell(year, MOO[0], n, code=code, framework=book) for year, book, code, n in asked]
    )


def test_the_next_round_is_followed_where_the_rulebooks_say_it_is_the_same() -> None:
    said = decided((1, "", True)).assign(framework="old")
    found = follow(two_rounds(), plan(2566), located(MOO[0]), said, rulebooks=books())
    # 2568 is told with the old form, which no longer holds then
    assert found[["earlier", "later", "told"]].to_numpy().tolist() == [[2565, 2567, "better"]]
    assert found[["framework", "code"]].to_numpy().tolist() == [["old", "9"]]
    alone = follow(two_rounds().iloc[:2], plan(2566), located(MOO[0]), said)
    assert alone["told"].tolist() == ["waiting"]
    with pytest.raises(AnalysisError):
        follow(two_rounds(), plan(2566), located(MOO[0]), said, rulebooks=books()[:1])


def test_a_form_that_asks_in_another_way_is_told_as_such() -> None:
    said = decided((1, "", True, "8")).assign(framework="old")
    found = follow(two_rounds(), plan(2566), located(MOO[0]), said, rulebooks=books())
    assert found["told"].tolist() == ["new_form"]
    assert found["later"].isna().all()
    late = follow(two_rounds(), plan(2567), located(MOO[0]), said, rulebooks=books())
    assert late["told"].tolist() == ["waiting"]


def test_households_are_not_held_against_persons() -> None:
    frame = cells()
    frame.loc[frame["year"] == 2565, "counts"] = "person"
    found = follow(frame, plan(), located(MOO[0]), decided((1, "", True)))
    assert found["told"].tolist() == ["band"]
    assert found["points"].isna().all()


def test_scores_of_villages_are_not_followed() -> None:
    frame = cells().assign(counts="village")
    assert follow(frame, plan(), located(*MOO), decided((1, "", True))).empty


def test_the_order_is_that_of_the_plan_and_nothing_is_lost_when_empty() -> None:
    said = decided((2, "", True), (1, "", True, "10"), (1, "", True))
    more = [cell(year, MOO[0], 50, code="10") for year in (2563, 2565)]
    where = pd.concat([located(MOO[0]), located(MOO[1], project=2)])
    found = follow(cells(*more), plan(), where, said)
    assert found[["project", "code"]].to_numpy().tolist() == [[1, "9"], [1, "10"], [2, "9"]]
    assert set(found["told"]) <= set(TOLD)
    empty = follow(cells(), plan(), None, None)
    assert list(empty.columns) == list(COLUMNS)
    assert empty.dtypes.astype(str).to_dict() == found.dtypes.astype(str).to_dict()
    with pytest.raises(StageError):
        follow(cells().drop(columns="form"), plan(), None, None)
