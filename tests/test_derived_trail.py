"""The trail knows no more than the published cells: brute force over what they leave open."""

from __future__ import annotations

import dataclasses
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
import render_sample as sample
from attacker import Attacker

from tambon_gis import catalog
from tambon_gis.analysis import derived, disclose
from tambon_gis.model.sealed import Measures, seal
from tambon_gis.model.trace import Scenario

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tambon_gis.model.planned import Trail

BOOK = sample.rulebook("bmn-2560")
VILLAGES = ("15010901", "15010902", "15010903")
ASKED = 40
#: Every count of a band, and some of those that are told.
COUNTS = (*range(6), 20, *range(ASKED - 5, ASKED + 1))
#: Failing in each village beside the first: exact in both years, so that trends and follow-up tell.
BESIDE = {2563: (9, 14), 2565: (16, 12)}
WATER, SAVING, WEIGHT = "9", "23", "1"
SCENARIOS = (
    Scenario(title="ก", budget=60_000, proposed=True),
    Scenario(title="ข", budget=60_000, by="cases", proposed=True),
)


def plan() -> Any:
    """Projects that may serve each indicator; one confirmed for the village that is varied."""
    frame = pd.DataFrame(
        {
            "project": [1, 2, 3, 4],
            "title": ["ขยายเขตประปา", "ส่งเสริมการออม", "ดูแลน้ำหนักเด็กแรกเกิด", "ซุ้มประตู"],
            "agency": "อบต.",
            "status": None,
            "began": pd.array([2564, None, 2564, None], dtype="Int64"),
            "budget_2566": [50_000.0, 20_000.0, 30_000.0, 90_000.0],
        }
    )
    pairs = [(project, place) for project in (1, 2, 3, 4) for place in VILLAGES]
    decided = pd.DataFrame(
        {
            "framework": "bmn-2560",
            "code": [WATER, WATER, WEIGHT, SAVING],
            "place": [VILLAGES[0], "", VILLAGES[0], ""],
            "project": [1, 1, 3, 4],
            "serves": [True, True, True, False],
            "by": "ประชาคม",
            "on": None,
            "note": "",
        }
    )
    located = pd.DataFrame(pairs, columns=["project", "place"])
    return SimpleNamespace(frame=frame, located=located, decided=decided)


def published(failing: int, *, year: int = 2565, asked: int = ASKED, code: str = WATER) -> Measures:
    """A tambon of three villages with its sums; one cell of one year is varied."""
    rows = []
    for when, beside in BESIDE.items():
        for one in (WATER, SAVING, WEIGHT):
            first = (asked, failing) if (when, one) == (year, code) else (ASKED, 10)
            cells = [first, *((ASKED, n) for n in beside)]
            rows += [(when, one, place, *cell) for place, cell in zip(VILLAGES, cells, strict=True)]
            rows.append((when, one, "150109", sum(n for n, _ in cells), sum(x for _, x in cells)))
    frame = pd.DataFrame(rows, columns=["year", "code", "place", "asked", "failing"])
    met = frame["asked"] - frame["failing"]
    level = frame["place"].str.len().map({8: "village", 6: "tambon"})
    counted = frame.drop(columns="failing").assign(
        framework="bmn-2560", level=level, counts="household", met=met, unknown=0,
        households_asked=frame["asked"], households_met=met, households_unknown=0,
    )  # fmt: skip
    return disclose.disclose(counted, [BOOK])


def trail(measures: Measures) -> Trail:
    return derived.trail(
        measures,
        plan(),
        catalog.priority("default"),
        rulebooks=[BOOK],
        keywords={"bmn-2560": catalog.keywords("bmn-2560")},
        scenarios=SCENARIOS,
    )


def written(value: object) -> str:
    """Every number and word of a part."""
    if isinstance(value, pd.DataFrame):
        return value.to_json(orient="split", double_precision=15, date_format="iso")
    if isinstance(value, tuple):
        return "\n".join(map(written, value))
    if dataclasses.is_dataclass(value):
        names = [one.name for one in dataclasses.fields(value) if not one.name.startswith("_")]
        return "\n".join(written(getattr(value, name)) for name in names)
    return str(value)


def same(cases: Iterable[Measures]) -> list[list[str]]:
    """Trails of surveys whose published cells are the same, survey by survey."""
    groups: dict[str, list[str]] = {}
    for measures in cases:
        groups.setdefault(written(measures.frame), []).append(written(trail(measures)))
    return list(groups.values())


@pytest.mark.parametrize("year", [2563, 2565])
def test_surveys_that_are_published_alike_have_one_trail(year: int) -> None:
    """Every count that a village may have: wherever it cannot be told, the trail does not tell."""
    groups = same(published(failing, year=year) for failing in COUNTS)
    assert sum(map(len, groups)) == len(COUNTS)
    assert max(map(len, groups)) > 1
    assert len(groups) > 4
    assert [len(set(one)) for one in groups] == [1] * len(groups)


def test_a_village_of_few_is_told_by_no_trail() -> None:
    groups = same(published(failing, asked=9) for failing in range(10))
    # only the rounded sum of the tambon differs; within one nothing does
    assert len(groups) < 10
    assert [len(set(one)) for one in groups] == [1] * len(groups)


def test_what_is_sensitive_stands_nowhere_below_the_tambon() -> None:
    """P8 also for what people confirmed of a village."""
    found = trail(published(30, code=WEIGHT))
    sensitive = [one.code for one in BOOK.indicator if one.sensitive]
    assert WEIGHT in sensitive
    for rows in (found.needs, found.follow):
        mine = rows[rows["code"].isin(sensitive)]
        assert set(mine["place"]) <= {"150109", ""}
    assert WEIGHT in set(found.follow["code"])


def test_the_trail_reads_the_cells_and_nothing_else_of_the_measures() -> None:
    """The report of disclosure and the audience are not read: other ones give the same."""
    whole = published(30)
    bare = seal(Measures, frame=whole.frame, disclosure=None, audience="internal")
    assert written(trail(bare)) == written(trail(whole))


@pytest.mark.parametrize("failing", [1, 3, 38])
def test_a_banded_count_keeps_what_it_may_be_beside_the_trail(failing: int) -> None:
    """Every count that the cells leave open is inside what each row of the trail says of it."""
    measures = published(failing)
    frame = measures.frame
    mine = frame["place"].eq(VILLAGES[0]) & frame["year"].eq(2565) & frame["code"].eq(WATER)
    (row,) = frame.index[mine]
    assert frame.loc[row, "form"] in {"few", "most"}
    low, high = Attacker(frame).failing(row)
    assert high - low >= 2
    needs = trail(measures).needs
    told = needs[needs["place"].eq(VILLAGES[0]) & needs["code"].eq(WATER)]
    for one in told.to_dict("records"):
        assert pd.isna(one["cases"])
        assert one["cases_low"] <= low
        assert one["cases_high"] >= high
    assert len(told) == (failing > ASKED - 5)
