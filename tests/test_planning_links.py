"""Pairs that are proposed, and what people decided of them."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tambon_gis import catalog
from tambon_gis.analysis.planning.likeness import Likeness, grams
from tambon_gis.analysis.planning.links import COLUMNS, LIKE, meets, propose, settle, speaks_of
from tambon_gis.model.trace import Keywords

WORDS = {"bmn-2560": catalog.keywords("bmn-2560")}
TITLES = {("bmn-2560", one.code): one.title.th for one in catalog.rulebook("bmn-2560").indicator}
DAY = dt.date(2023, 1, 15)


def needs_of(*rows: tuple[str, str]) -> pd.DataFrame:
    """Problems by code and place."""
    return pd.DataFrame(
        {
            "need": range(1, len(rows) + 1),
            "framework": "bmn-2560",
            "code": [code for code, _ in rows],
            "place": [place for _, place in rows],
        }
    )


def plan_of(*titles: str) -> pd.DataFrame:
    return pd.DataFrame({"project": range(1, len(titles) + 1), "title": titles})


def located(**places: list[str]) -> pd.DataFrame:
    """``p1=["99010101"]``."""
    rows = [(int(name[1:]), place) for name, codes in places.items() for place in codes]
    return pd.DataFrame(rows, columns=["project", "place"])


def decided(*rows: dict[str, object]) -> pd.DataFrame:
    base = {"framework": "bmn-2560", "code": "9", "place": "", "project": 1, "serves": True,
            "by": "ประชาคม", "on": DAY, "note": ""}  # fmt: skip
    return pd.DataFrame([{**base, **row} for row in rows])


def pairs(links: pd.DataFrame) -> list[tuple[int, int, str]]:
    return [tuple(row) for row in links[["need", "project", "state"]].itertuples(index=False)]


def test_place_and_word_together_propose() -> None:
    needs = needs_of(("9", "99010103"), ("9", "99010104"))
    plan = plan_of("ขยายเขตประปา", "ซุ้มประตู", "ขยายเขตประปา")
    found = propose(needs, plan, located(p1=["99010103"], p2=["99010103"]), keywords=WORDS)
    assert found[["need", "project", "words"]].to_numpy().tolist() == [[1, 1, "ประปา"]]
    assert found["by_place"].all()


def test_a_project_without_places_is_proposed_for_none() -> None:
    needs = needs_of(("9", "99010103"))
    assert propose(needs, plan_of("ประปา"), None, keywords=WORDS).empty
    assert propose(needs, plan_of("ประปา"), located(p2=["99010103"]), keywords=WORDS).empty


def test_words_against_win_over_words_and_likeness() -> None:
    needs, here = needs_of(("9", "99010103")), located(p1=["99010103"])
    text = TITLES["bmn-2560", "9"] + " น้ำเพื่อการเกษตร"
    assert propose(needs, plan_of(text), here, keywords=WORDS, titles=TITLES).empty
    assert len(propose(needs, plan_of(text), here, titles=TITLES)) == 1


def test_spaces_digits_and_marks_do_not_hide_a_word() -> None:
    needs, here = needs_of(("9", "99010103")), located(p1=["99010103"])
    for text in ("เครื่อง กรอง น้ำ", "น้ํา\u200bดื่ม", "ปร\u200bะปา หมู่ ๓"):
        assert len(propose(needs, plan_of(text), here, keywords=WORDS)) == 1, text


def test_a_word_is_not_put_together_from_two_parts_of_a_project() -> None:
    plan = plan_of("ซ่อมน้ำ").assign(objective="ดื่มนม")
    assert propose(
        needs_of(("9", "99010103")), plan, located(p1=["99010103"]), keywords=WORDS
    ).empty


def test_a_title_is_enough_without_keywords_and_a_rulebook_without_them_is_no_error() -> None:
    needs, here = needs_of(("9", "99010103")), located(p1=["99010103"], p2=["99010103"])
    plan = plan_of("ครัวเรือนมีน้ำสะอาดสำหรับดื่มและบริโภคเพียงพอตลอดปี", "ซุ้มประตูทางเข้าตำบล")
    found = propose(needs, plan, here, titles=TITLES)
    assert found["project"].tolist() == [1]
    assert found["likeness"].iloc[0] >= LIKE
    assert found["words"].tolist() == [""]
    assert propose(needs, plan, here).empty


def test_the_gate_speaks_of_no_indicator_and_the_weir_not_of_drinking_water() -> None:
    gate = "โครงการก่อสร้างซุ้มประตูทางเข้าตำบล เพื่อความสวยงามของตำบล"
    weir = "โครงการขุดลอกฝายไร่บน เพื่อให้มีน้ำใช้และน้ำเพื่อการเกษตร"
    found = speaks_of(plan_of(gate, weir), keywords=WORDS, titles=TITLES)
    assert found[["project", "code"]].to_numpy().tolist() == [[2, "10"]]


@pytest.mark.parametrize(
    ("place", "places", "met"),
    [
        ("99010103", ["99010103"], True),
        ("99010103", ["990101"], True),
        ("990101", ["99010103"], True),
        ("99010103", ["99010104", "99010105"], False),
        ("990102", ["99010103"], False),
        ("99010103", ["TH"], True),
        ("TH", ["99010103"], True),
        ("99010103", [], False),
    ],
)
def test_places_meet(place: str, places: list[str], *, met: bool) -> None:
    assert meets(place, places) is met


def test_a_decision_covers_every_place_of_the_project() -> None:
    needs = needs_of(("9", "99010103"), ("9", "99010107"), ("9", "99010109"), ("10", "99010103"))
    here = located(p1=["99010103", "99010107"])
    none = propose(needs, plan_of(), here)
    links = settle(none, needs, decided({}), here)
    assert pairs(links) == [(1, 1, "confirmed"), (2, 1, "confirmed")]
    assert links["by_place"].all()
    assert set(links["by"]) == {"ประชาคม"}
    assert set(links["on"]) == {DAY}
    assert links["likeness"].isna().all()


def test_a_decision_that_names_places_covers_only_these_also_outside_the_project() -> None:
    needs = needs_of(("9", "99010103"), ("9", "99010107"))
    here = located(p1=["99010103"])
    links = settle(propose(needs, plan_of(), here), needs, decided({"place": "99010107"}), here)
    assert pairs(links) == [(2, 1, "confirmed")]
    assert links["by_place"].tolist() == [False]


def test_a_project_of_no_place_that_a_person_confirms_serves_the_indicator_everywhere() -> None:
    needs = needs_of(("9", "99010103"), ("9", "99010107"), ("4", "99010107"))
    links = settle(propose(needs, plan_of(), None), needs, decided({}), None)
    assert pairs(links) == [(1, 1, "confirmed"), (2, 1, "confirmed")]
    assert not links["by_place"].any()


def test_a_decision_overrules_a_proposal_and_keeps_why_it_was_one() -> None:
    needs, here = needs_of(("9", "99010103")), located(p1=["99010103"], p2=["99010103"])
    offered = propose(needs, plan_of("ประปา", "น้ำดื่ม"), here, keywords=WORDS)
    links = settle(offered, needs, decided({"serves": False, "note": "ไกล"}), here)
    assert pairs(links) == [(1, 2, "proposed"), (1, 1, "refused")]
    refused = links.iloc[1]
    assert (refused["words"], refused["note"]) == ("ประปา", "ไกล")
    assert tuple(links.columns) == COLUMNS
    assert links.iloc[0]["by"] == ""
    assert links.iloc[0]["on"] is None


def test_of_two_decisions_the_one_with_a_place_holds_then_the_later_one() -> None:
    needs, here = (
        needs_of(("9", "99010103"), ("9", "99010107")),
        located(p1=["99010103", "99010107"]),
    )
    none = propose(needs, plan_of(), here)
    both = decided({"place": "99010107", "serves": False}, {})
    assert pairs(settle(none, needs, both, here)) == [(1, 1, "confirmed"), (2, 1, "refused")]
    twice = decided({}, {"serves": False})
    assert {state for *_, state in pairs(settle(none, needs, twice, here))} == {"refused"}


def test_runs_of_letters_know_no_digits_and_no_line_breaks() -> None:
    assert grams("กขคง") == {"กขค", "ขคง"}
    assert grams("กข\nคง") == frozenset()
    assert grams("กขค 12 หมู่ ๕") == {"กขค", "หมู", "มู่"}
    assert grams("") == frozenset()


TEXT = st.text(alphabet="กขคงจฉชซน้ำดื่ม ", max_size=30)


@given(TEXT, TEXT, st.lists(TEXT, max_size=4))
def test_likeness_is_a_share_the_same_from_both_sides(
    one: str, other: str, known: list[str]
) -> None:
    like = Likeness.of(known)
    assert 0 <= like.inside(one, other) <= 1
    assert like.between(one, other) == like.between(other, one)
    assert like.between(one, one) == (1.0 if grams(one) else 0.0)
    assert like.inside(one, one + "\n" + other) == (pytest.approx(1.0) if grams(one) else 0.0)
    assert like.between(one, other) <= like.inside(one, other) + 1e-12


def test_common_letters_weigh_less_than_rare_ones() -> None:
    like = Likeness.of(["ครัวเรือนน้ำดื่ม", "ครัวเรือนบุหรี่", "ครัวเรือนเงินออม"])
    whole = "ครัวเรือนน้ำดื่ม"
    assert like.inside(whole, "น้ำดื่ม") > like.inside(whole, "ครัวเรือน")


DECISION = st.fixed_dictionaries(
    {
        "code": st.sampled_from(["9", "10"]),
        "place": st.sampled_from(["", "99010101", "99010102", "990101"]),
        "project": st.integers(1, 3),
        "serves": st.booleans(),
    }
)


@settings(max_examples=40)
@given(words=st.lists(DECISION, max_size=6), placed=st.booleans())
def test_by_brute_force(*, words: list[dict[str, object]], placed: bool) -> None:
    """Every pair of need and project, asked one by one, in plain Python."""
    needs = needs_of(("9", "99010101"), ("9", "99010102"), ("10", "99010101"), ("10", "990101"))
    where = {1: ["99010101"], 2: ["99010102", "99010101"]} if placed else {}
    here = located(**{f"p{project}": codes for project, codes in where.items()})
    plan = plan_of("ประปา", "น้ำดื่ม", "ถนน")
    offered = propose(needs, plan, here, keywords=WORDS)
    said = decided(*words) if words else None
    states = {(n, p): s for n, p, s in pairs(settle(offered, needs, said, here))}
    proposed = set(zip(offered["need"], offered["project"], strict=True))
    for need in needs.itertuples():
        for project in (1, 2, 3):
            mine = where.get(project, [])
            covering = []
            for n, one in enumerate(words):
                reach = [one["place"]] if one["place"] else mine
                hit = not reach or any(
                    need.place.startswith(code) or code.startswith(need.place) for code in reach
                )
                if (one["code"], one["project"]) == (need.code, project) and hit:
                    covering.append((bool(one["place"]), n, one["serves"]))
            expected = "proposed" if (need.need, project) in proposed else None
            if covering:
                expected = "confirmed" if max(covering)[2] else "refused"
            assert states.get((need.need, project)) == expected


def test_keywords_of_a_project_folder_go_first(tmp_path) -> None:
    (tmp_path / "keywords").mkdir()
    own = '[keywords]\nid = "bmn-2560"\nsource = "x"\n[[indicator]]\ncode = "9"\nwords = ["โอ่ง"]\n'
    (tmp_path / "keywords" / "bmn-2560.toml").write_text(own, encoding="utf-8")
    mine = catalog.keywords("bmn-2560", folders=[tmp_path])
    assert isinstance(mine, Keywords)
    found = propose(
        needs_of(("9", "99010103")), plan_of("ประปา", "โอ่งน้ำ"),
        located(p1=["99010103"], p2=["99010103"]), keywords={"bmn-2560": mine},
    )  # fmt: skip
    assert found["project"].tolist() == [2]
