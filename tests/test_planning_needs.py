"""Which published cells are problems, and in which order: counted by hand and by another road."""

from __future__ import annotations

from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tambon_gis import catalog
from tambon_gis.analysis.planning.needs import COLUMNS, needs, told, trends
from tambon_gis.analysis.published import as_measured
from tambon_gis.errors import StageError
from tambon_gis.model.project import Target

DEFAULT = catalog.priority("default")
NUMBERS = ("asked", "failing", "share", "households", "score", "rounded_to")


def sealed(*cells: dict[str, object]) -> pd.DataFrame:
    """Published cells, each a village of households told exactly unless it says otherwise."""
    base = {
        "year": 2565, "framework": "bmn-2560", "code": "9", "level": "village",
        "counts": "household", "form": "exact", "unknown": "under_5", "score": None,
        "rounded_to": None, "failing": None,
    }  # fmt: skip
    rows = []
    for n, cell in enumerate(cells, start=1):
        row = {**base, "place": f"990101{n:02d}", "asked": 100.0, **cell}
        row["households"] = row["asked"]
        known = row["failing"] is not None
        row["share"] = 100 * row["failing"] / row["asked"] if known else None
        rows.append(row)
    frame = pd.DataFrame(rows).astype(dict.fromkeys(NUMBERS, "Float64"))
    return frame.astype({"rounded_to": "Int64"})


def found(*cells: dict[str, object], **options: object) -> pd.DataFrame:
    return needs(as_measured(sealed(*cells)), DEFAULT, **options)


def test_the_columns_are_those_of_the_contract_also_where_nothing_presses() -> None:
    nothing = found({"form": "zero", "failing": 0})
    assert tuple(nothing.columns) == COLUMNS
    assert nothing.empty
    assert tuple(found({"failing": 30}).columns) == COLUMNS


@pytest.mark.parametrize(
    ("cell", "is_one"),
    [
        ({"failing": 10}, True),  # on both lines: 10 percent, more than 5 cases
        ({"failing": 9}, False),  # 9 percent
        ({"asked": 20, "failing": 5}, True),  # 5 cases of 20
        ({"asked": 20, "failing": 4}, False),  # 20 percent, and only 4 cases
        ({"form": "few", "asked": 20}, False),  # 1 to 4 households
        ({"form": "most", "asked": 20}, True),  # 16 to 20 of 20
        ({"form": "most", "counts": "person", "asked": 20}, False),  # a band of persons: from 0
        ({"form": "rounded", "failing": 30, "rounded_to": 5}, True),
        ({"form": "hidden"}, False),
        ({"form": "no_data"}, False),
        ({"form": "zero", "failing": 0}, False),
        ({"failing": 50, "counts": "village"}, False),  # a score counts no household
    ],
)
def test_what_is_a_problem(cell: dict[str, object], *, is_one: bool) -> None:
    assert len(found(cell)) == is_one


def test_target_of_the_project_goes_before_that_of_the_design() -> None:
    target = {"bmn-2560/9": Target(indicator="bmn-2560/9", failing=20, source="x")}
    one = found({"failing": 26}, {"failing": 20}, targets=target)
    assert one[["place", "target", "gap", "score"]].to_numpy().tolist() == [
        ["99010101", 0.2, pytest.approx(6), pytest.approx(6 * 26)]
    ]


def test_the_lines_are_those_of_the_document() -> None:
    strict = DEFAULT.model_copy(
        update={
            "pressing": DEFAULT.pressing.model_copy(update={"share": Fraction(3, 10), "cases": 31})
        }
    )
    cells = as_measured(sealed({"failing": 30}, {"failing": 31}, {"asked": 60, "failing": 30}))
    assert needs(cells, strict)["place"].tolist() == ["99010102"]


def test_bands_and_rounded_totals_have_ranges_the_lowest_score_and_no_rank() -> None:
    rows = found({"form": "most", "asked": 20}, {"form": "rounded", "failing": 30, "rounded_to": 5})
    band, total = rows.set_index("place").loc[["99010101", "99010102"]].to_dict("records")
    assert pd.isna(band["share"])
    assert pd.isna(band["cases"])
    assert pd.isna(band["rank"])
    assert (band["cases_low"], band["cases_high"]) == (16, 20)
    assert band["score"] == pytest.approx(80 * 16)
    assert (total["cases"], total["cases_low"], total["cases_high"]) == (30, 28, 32)
    assert pd.isna(total["rank"])
    assert total["score"] == pytest.approx(28 * 28)


def test_people_are_ranked_apart_from_households_and_stand_behind_them() -> None:
    rows = found(
        {"failing": 20}, {"failing": 90, "counts": "person", "code": "6"},
        {"failing": 30, "counts": "person", "code": "7"}, {"form": "most"},
    )  # fmt: skip
    assert rows["unit"].tolist() == ["household", "household", "person", "person"]
    assert rows["rank"].tolist() == [1, pd.NA, 1, 2]
    assert rows["cases"].tolist() == [20, pd.NA, 90, 30]
    assert rows["need"].tolist() == [1, 2, 3, 4]


def test_what_is_withheld_by_village_counts_for_the_area() -> None:
    area = {"level": "tambon", "place": "990101", "asked": 300}
    rows = found({"failing": 30}, {**area, "failing": 60}, {**area, "code": "16", "failing": 60})
    assert rows[["code", "place"]].to_numpy().tolist() == [["16", "990101"], ["9", "99010101"]]


def test_a_village_level_that_tells_nothing_gives_way_to_the_area() -> None:
    rows = found({"form": "hidden"}, {"level": "tambon", "place": "990101", "failing": 40})
    assert rows["place"].tolist() == ["990101"]


def test_only_the_newest_year_of_each_rulebook_counts() -> None:
    rows = found(
        {"year": 2564, "failing": 90}, {"failing": 20},
        {"year": 2563, "framework": "five", "failing": 50, "place": "99010109"},
    )  # fmt: skip
    assert rows[["framework", "year", "cases"]].to_numpy().tolist() == [
        ["five", 2563, 50], ["bmn-2560", 2565, 20]
    ]  # fmt: skip


def test_a_rulebook_of_scores_is_left_out() -> None:
    assert found({"failing": 40, "score": 2.0, "framework": "own"}).empty


def test_a_clear_worsening_raises_the_score_as_the_document_says() -> None:
    book = catalog.rulebook("bmn-2560")
    both = as_measured(sealed({"year": 2564, "failing": 10}, {"failing": 40, "place": "99010101"}))
    moved = trends(both, [book])
    one = needs(both, DEFAULT, change=moved).iloc[0]
    # 30 points worse a year: 1 + 30/20 = 2.5, at most 2
    assert one["score"] == pytest.approx(40 * 40 * 2)
    assert trends(both[both["year"].eq(2565)], [book]) is None


def test_told_is_what_problems_are_looked_for_in() -> None:
    cells = as_measured(sealed({"form": "hidden"}, {"failing": 3}, {"form": "not_asked"}))
    assert told(cells)["place"].tolist() == ["99010102"]


def test_a_table_without_ranges_is_refused() -> None:
    with pytest.raises(StageError):
        needs(as_measured(sealed({"failing": 20})).drop(columns="share_low"), DEFAULT)


CELL = st.fixed_dictionaries(
    {
        "asked": st.integers(10, 400),
        "part": st.integers(0, 400),
        "code": st.sampled_from(["4", "9", "22"]),
        "counts": st.sampled_from(["household", "person"]),
    }
)


@settings(max_examples=20)
@given(st.lists(CELL, max_size=12), st.randoms(use_true_random=False))
def test_by_brute_force_and_in_any_order(cells: list[dict[str, int]], chance: object) -> None:
    """The rule written once more, in plain Python, and the rows shuffled."""
    unit = {}  # an indicator counts one unit
    rows = []
    for n, cell in enumerate(cells):
        counts = unit.setdefault(cell["code"], cell["counts"])
        failing = min(cell["part"], cell["asked"])
        form = "exact" if failing else "zero"
        rows.append({"asked": cell["asked"], "failing": failing, "code": cell["code"],
                     "counts": counts, "form": form, "place": f"990101{n:02d}"})  # fmt: skip
    expected = []
    for row in rows:
        share = Fraction(row["failing"], row["asked"])
        if share >= Fraction(1, 10) and row["failing"] >= 5:
            score = 100 * share * row["failing"]
            expected.append((row["counts"], -score, row["code"], row["place"]))
    expected.sort(key=lambda one: (one[0], one[1], int(one[2]), one[3]))
    if not rows:
        return
    frame = found(*rows)
    assert [tuple(one) for one in frame[["unit", "code", "place"]].to_numpy()] == [
        (unit, code, place) for unit, _, code, place in expected
    ]
    chance.shuffle(rows)
    pd.testing.assert_frame_equal(found(*rows), frame)
