"""What stands against each problem and behind each project, counted by hand and by brute force."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tambon_gis.analysis.planning.bare import explain
from tambon_gis.analysis.planning.coverage import NEAR, SAME, cover, doubles

STATES = ("confirmed", "proposed", "refused")


def needs_of(*cases: float | None, units: str = "") -> pd.DataFrame:
    """Problems with so many cases; null for a band of 16 to 20."""
    kinds = {"h": "household", "p": "person", "r": "resident"}
    frame = pd.DataFrame(
        {
            "need": range(1, len(cases) + 1),
            "unit": [kinds[one] for one in units or "h" * len(cases)],
            "cases": cases,
            "cases_low": [16 if one is None else one for one in cases],
            "cases_high": [20 if one is None else one for one in cases],
        }
    )
    return frame.astype(dict.fromkeys(["cases", "cases_low", "cases_high"], "Float64"))


def links_of(*rows: tuple[int, int, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["need", "project", "state"])
    return frame.astype({"need": "int64", "project": "int64", "state": "str"})


def plan_of(*budgets: tuple[float | None, float | None]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "project": range(1, len(budgets) + 1),
            "budget_2566": [one for one, _ in budgets],
            "budget_2567": [other for _, other in budgets],
            "total_budget": 999.0,
        }
    )


def test_states_cases_and_baht_a_case() -> None:
    links = links_of(
        (1, 1, "confirmed"), (2, 1, "confirmed"), (2, 2, "proposed"), (3, 2, "proposed"),
        (3, 1, "proposed"), (4, 3, "refused"),
    )  # fmt: skip
    needs, told = cover(
        needs_of(40, 10, 5, 7), links, plan_of((100_000, 50_000), (None, 3_000), (9, 9))
    )
    assert needs["state"].tolist() == ["served", "served", "proposed", "open"]
    assert told["state"].tolist() == ["evident", "proposed", "bare"]
    # what is only proposed is not added to what is confirmed
    assert told["cases"].tolist() == [50, 15, pd.NA]
    assert told["needs"].tolist() == [2, 2, 0]
    assert told["budget"].tolist() == [150_000, 3_000, 18]
    assert told["per_case"].tolist() == [3_000, 200, pd.NA]
    assert told["unit"].tolist() == ["household", "household", ""]


def test_a_band_gives_a_range_and_no_sum() -> None:
    links = links_of((1, 1, "confirmed"), (2, 1, "confirmed"))
    _, told = cover(needs_of(40, None), links, plan_of((1000, None)))
    one = told.iloc[0]
    assert pd.isna(one["cases"])
    assert pd.isna(one["per_case"])
    assert (one["cases_low"], one["cases_high"]) == (56, 60)


def test_households_and_persons_are_told_as_mixed_and_a_budget_may_be_unknown() -> None:
    links = links_of((1, 1, "confirmed"), (2, 1, "confirmed"))
    _, told = cover(needs_of(40, 60, units="hp"), links, plan_of((None, None)))
    assert told.loc[0, ["unit", "cases"]].tolist() == ["mixed", 100]
    assert pd.isna(told.loc[0, "budget"])
    assert pd.isna(told.loc[0, "per_case"])


def test_nothing_at_all() -> None:
    needs, told = cover(needs_of(), links_of(), plan_of((1, 1)))
    assert needs.empty
    assert told["state"].tolist() == ["bare"]
    assert cover(needs_of(5), links_of(), plan_of())[1].empty


LINKS = st.dictionaries(
    st.tuples(st.integers(1, 5), st.integers(1, 4)), st.sampled_from(STATES), max_size=12
)


@settings(max_examples=60)
@given(LINKS, st.randoms(use_true_random=False))
def test_every_problem_and_project_has_one_state_in_any_order(
    links: dict[tuple[int, int], str], chance: object
) -> None:
    cases = [3, 5, 7, 11, 13]
    rows = [(need, project, state) for (need, project), state in links.items()]
    frame, plan = links_of(*rows), plan_of(*[(100.0 * n, None) for n in range(1, 5)])
    needs, told = cover(needs_of(*cases), frame, plan)
    for need, state in zip(needs["need"], needs["state"], strict=True):
        mine = {links[key] for key in links if key[0] == need}
        assert state == (
            "served" if "confirmed" in mine else "proposed" if "proposed" in mine else "open"
        )
    for row in told.itertuples():
        of = {s: [n for (n, p), t in links.items() if (p, t) == (row.project, s)] for s in STATES}
        behind = of["confirmed"] or of["proposed"]
        expected = "evident" if of["confirmed"] else "proposed" if behind else "bare"
        assert row.state == expected
        assert row.needs == len(behind)
        total = sum(cases[need - 1] for need in behind)
        if behind:
            assert row.cases == total
            assert row.per_case == pytest.approx(100 * row.project / total)
        else:
            assert pd.isna(row.cases)
    chance.shuffle(rows)
    again = cover(needs_of(*cases), links_of(*rows), plan)
    pd.testing.assert_frame_equal(again[0], needs)
    pd.testing.assert_frame_equal(again[1], told)


def projects_of(*rows: tuple[str, str | None]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "project": range(1, len(rows) + 1),
            "title": [title for title, _ in rows],
            "agency": [agency for _, agency in rows],
        }
    )


HEALTH = projects_of(
    ("โครงการตรวจสุขภาพเคลื่อนที่", "อบต. กองช่าง"), ("โครงการตรวจสุขภาพประจำปี", "รพ.สต."),
    ("โครงการก่อสร้างถนน", None), ("โครงการตรวจสุขภาพเคลื่อนที่", "อบต.กองช่าง"),
)  # fmt: skip


def test_two_against_one_problem_with_like_texts_and_whose_they_are() -> None:
    links = links_of((4, 1, "confirmed"), (2, 1, "proposed"), (2, 2, "proposed"),
                     (4, 2, "proposed"), (2, 3, "proposed"))  # fmt: skip
    found = doubles(links, HEALTH, None)
    one = found.iloc[0]
    # the most pressing of the common problems; two agencies; the road is not like them
    assert (one["project"], one["other"], one["need"], one["agencies"]) == (1, 2, 2, True)
    assert len(found) == 1
    assert one["likeness"] >= NEAR


def test_a_refused_link_makes_no_common_problem() -> None:
    links = links_of((2, 1, "refused"), (2, 2, "proposed"))
    assert doubles(links, HEALTH, None).empty


def test_one_text_in_one_place_is_a_double_without_a_problem() -> None:
    here = pd.DataFrame({"project": [1, 2, 4], "place": ["99010101", "99010102", "990101"]})
    found = doubles(links_of(), HEALTH, here)
    assert found[["project", "other"]].to_numpy().tolist() == [[1, 4]]
    assert found["need"].isna().all()
    # written with and without a space, it is one agency
    assert not found["agencies"].any()
    assert found["likeness"].ge(SAME).all()


def test_an_agency_that_is_not_told_is_not_another_one() -> None:
    plan = projects_of(("ประปาหมู่บ้าน", None), ("ประปาหมู่บ้าน", "อบต."))
    found = doubles(links_of((1, 1, "proposed"), (1, 2, "proposed")), plan, None)
    assert found["agencies"].tolist() == [False]


def cells_of(*rows: tuple[str, str, str]) -> pd.DataFrame:
    """Cells by code, place and form."""
    frame = pd.DataFrame(rows, columns=["code", "place", "form"])
    level = frame["place"].str.len().map({8: "village", 6: "tambon"})
    return frame.assign(year=2565, framework="b", level=level, counts="household")


def test_why_nothing_stands_behind_a_project() -> None:
    projects = pd.DataFrame({"project": range(1, 8), "state": ["bare"] * 6 + ["evident"]})
    spoken = pd.DataFrame(
        [(1, "b", "9"), (2, "b", "16"), (3, "b", "5"), (5, "b", "9"), (6, "n", "2"), (7, "b", "9"),
         (2, "b", "5")],
        columns=["project", "framework", "code"],
    )  # fmt: skip
    cells = cells_of(
        ("9", "99010101", "exact"), ("9", "99010102", "hidden"), ("16", "990101", "exact"),
        ("5", "99010101", "hidden"),
    )  # fmt: skip
    here = pd.DataFrame({"project": [1, 2, 3, 4, 6, 7], "place": "99010101"})
    needs = pd.DataFrame({"need": [1], "framework": ["b"], "code": ["9"]})
    found = explain(projects, links_of(), needs, spoken, cells, here).set_index("project")
    assert found["why"].to_dict() == {
        1: "below",  # told for its village, and not pressing
        2: "withheld",  # told for the tambon only, the other one hidden
        3: "withheld",  # hidden everywhere
        4: "none",  # speaks of nothing
        5: "no_place",
        6: "none",  # a rulebook that counts no households
        7: "",
    }
    assert found.loc[2, "about"] == "b/16, b/5"
    refused = links_of((1, 1, "refused"))
    again = explain(projects, refused, needs, spoken, cells, here).set_index("project")
    assert again.loc[1, ["why", "about"]].tolist() == ["none", ""]


def test_a_hidden_village_is_not_told_though_its_neighbour_is() -> None:
    projects = pd.DataFrame({"project": [1], "state": ["bare"]})
    spoken = pd.DataFrame({"project": [1], "framework": "b", "code": "9"})
    cells = cells_of(("9", "99010101", "exact"), ("9", "99010102", "hidden"))
    here = pd.DataFrame({"project": [1], "place": ["99010102"]})
    none = pd.DataFrame({"need": [], "framework": [], "code": []})
    found = explain(projects, links_of(), none, spoken, cells, here)
    assert found["why"].tolist() == ["withheld"]
