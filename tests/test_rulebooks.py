"""The shipped rulebooks: what the sources say, and rules and folds against plain loops."""

from __future__ import annotations

import csv
import re
from collections import Counter
from itertools import product
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from loaders_support import codes, write_xlsx

from tambon_gis import catalog
from tambon_gis.analysis.assess import assess
from tambon_gis.analysis.fold import fold
from tambon_gis.engine import sql
from tambon_gis.loaders import tables, validate
from tambon_gis.loaders.reading import headings
from tambon_gis.model.rule import Rule
from tambon_gis.study import forms, tally
from tambon_gis.study.load import load
from tambon_gis.thai import normalise_label

DOMAIN = Path(__file__).parents[2] / "shared" / "domain"
BMN = catalog.rulebook("bmn-2560")
ITEMS = catalog.schema("bmn-household-items")
ANSWERS = catalog.schema("bmn-person-answers")
HOUSEHOLD = {one.code for one in BMN.indicator if one.counts == "household"}
PERSON = {one.code for one in BMN.indicator if one.counts == "person"}
PLACES = {"village", "moo", "village_name", "tambon", "amphoe", "province"}


def facts(name):
    path = DOMAIN / name
    if not path.exists():
        pytest.skip(f"../shared/domain/{name} is not here: the facts to compare with are absent")
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


# --- bmn-2566: what is known, and nothing else ---


def test_bmn_2566_says_what_the_list_says():
    book = catalog.rulebook("bmn-2566")
    rows = facts("bmn38_indicators_partial.csv")
    assert [one.code for one in book.indicator] == [row["code"] for row in rows]
    for one, row in zip(book.indicator, rows, strict=True):
        assert (one.title.th, one.title.en) == (row["name_th"], row["name_en"])
        assert one.dimension == row["group_ogd"]
        sure = row["confidence"].split(" ")[0]
        assert one.confidence == sure
        meant = re.match(r"[\d+]*", row["equiv_bmn31"]).group()
        assert one.similar_to == tuple(f"bmn-2560/{code}" for code in meant.split("+") if code)
    assert [one.code for one in book.indicator if one.confidence == "verified"] == ["8"]
    assert book.by_code["18"].similar_to == ("bmn-2560/9", "bmn-2560/10")
    assert Counter(row["group_ogd"] for row in rows).keys() == {one.id for one in book.dimension}


def test_bmn_2566_makes_nothing_up():
    book = catalog.rulebook("bmn-2566")
    known = {one.code for one in book.indicator}
    assert {str(n) for n in range(1, 39)} - known == {"37"} == set(book.missing)
    assert book.rulebook.status == "uncertain"
    assert not book.verified
    assert not book.constants
    for one in book.indicator:
        assert (one.counts, one.ways, one.definition, one.same_as) == (None, {}, None, ())
    for text in (book.rulebook.note.th, book.rulebook.note.en):
        assert "40,000" in text
        assert "37" in text
    assert "ยังไม่ยืนยัน" in book.rulebook.note.th
    assert not any(one.same_as or one.similar_to for one in BMN.indicator)


def test_bmn_2566_years_follow_the_rounds():
    rounds = {row["framework"]: row for row in facts("bmn_rounds.csv")}
    first, last = catalog.rulebook("bmn-2566").rulebook.years
    assert f"{first}-{last}" == rounds["bmn38"]["years_be"]
    assert first == BMN.rulebook.years[1] + 1


def test_what_is_sensitive_stays_so_where_the_matter_is_the_same():
    for one in catalog.rulebook("bmn-2566").indicator:
        older = [BMN.by_code[name.partition("/")[2]] for name in one.similar_to]
        assert one.sensitive or not any(other.sensitive for other in older)


# --- nrd2c: levels ---


def test_every_number_of_problems_is_one_level():
    levels = catalog.rulebook("nrd2c").level
    assert all("ยังไม่ยืนยัน" in one.title.th and "recalled" in one.source for one in levels)
    table = pd.DataFrame({"count_score_1": range(34), "scored": 33})
    parts = ", ".join(f'({Rule(one.when).sql()}) AS "{one.id}"' for one in levels)
    query = f"SELECT count_score_1, {parts} FROM t ORDER BY count_score_1"
    for row in sql.run(query, {"t": table}).to_pylist():
        problems = row.pop("count_score_1")
        expected = "1" if problems >= 11 else "2" if problems >= 6 else "3"
        assert [level for level, holds in row.items() if holds] == [expected]


def test_no_cut_off_of_a_score_is_made_up():
    assert not any(one.bands or one.needs for one in catalog.rulebook("nrd2c").indicator)


# --- bmn-2560: every indicator in every way ---


def test_each_indicator_of_2560_has_its_ways():
    for one in BMN.indicator:
        if one.code == "22":
            assert list(one.ways) == ["rule"]
        else:
            assert list(one.ways) == ["given", "rule" if one.code in HOUSEHOLD else "person"]
    assert {one.person.fold for one in BMN.indicator if one.person} == {"all"}


def test_the_tables_of_parts_hold_every_column_that_the_rules_read():
    of_rules = {name for one in BMN.indicator for name in one.needs}
    of_folds = {name for one in BMN.indicator if one.person for name in one.person.needs}
    assert of_rules <= set(ITEMS.by_name)
    assert of_folds <= set(ANSWERS.by_name)
    given_names = {name for one in BMN.indicator if one.given for name in one.given.columns}
    assert not given_names & {*ITEMS.by_name, *ANSWERS.by_name}


def ages_of(text):
    """The ages of a denominator in the facts: "persons aged 35+", "15-59", "1 year or less"."""
    if found := re.search(r"(\d+)\+", text):
        return set(range(int(found[1]), 100))
    if found := re.search(r"(\d+)-(\d+)", text):
        return set(range(int(found[1]), int(found[2]) + 1))
    found = re.search(r"(\d+) year or less", text)
    return set(range(int(found[1]) + 1)) if found else None


def test_ages_and_thresholds_of_the_folds_are_those_of_the_facts():
    rows = {row["code"]: row for row in facts("bmn31_indicators.csv")}
    healthy = dict.fromkeys(ANSWERS.by_name, 1) | {"health": 0}
    folded = fold(people([{**healthy, "age": age} for age in range(100)], range(100)), BMN)
    checked = []
    for code in PERSON - {"2"}:  # its ages are in months
        ages = ages_of(rows[code]["denominator"])
        if ages is not None:
            asked = folded[f"fold_{code}_asked"].to_numpy()
            assert {age for age in range(100) if asked[age]} == ages, code
            checked.append(code)
    assert len(checked) == 11
    lines = dict(BMN.values)
    assert f"{lines['birth_weight_line']:.0f} g" == rows["1"]["threshold"]
    days = re.findall(r"(\d) d ", rows["7"]["threshold"])
    assert [float(day) for day in days] == [
        lines["exercise_days_line"], lines["exertion_days_line"]
    ]  # fmt: skip


# --- households: three values ---

PARTS = {
    "4": (["food_fda_mark", "food_meat_cooked", "food_vegetables_safe", "food_hands_spoon"], 1),
    "5": ([f"medicine_item_{n}" for n in range(1, 5)], 1),
    "8": (["tenure_secure", "house_durable"], 1),
    "9": (["drinking_water_enough"], 1),
    "10": (["domestic_water_enough"], 1),
    "12": (
        [f"nuisance_{what}" for what in
         ("noise", "vibration", "dust", "odour", "waste_water", "waste")], 0,
    ),
    "13": (["safe_driving", "safe_electricity", "safe_work", "disaster_ready"], 1),
    "14": (["event_violence", "event_sexual", "event_property", "event_trespass"], 0),
    "23": (["saves_money"], 1),
    "30": (["joins_activities"], 1),
}  # fmt: skip


def states(code, rows, engine="duckdb"):
    """The states of one indicator for rows of cells."""
    table = pd.DataFrame(rows).astype("Int16")
    table.insert(0, "row", range(1, len(rows) + 1))
    table.insert(1, "place", "99010101")
    found = assess(table, BMN, engine=engine)[code]
    return [None if pd.isna(one) else int(one) for one in found]


def of_parts(cells, good):
    """One wrong part fails, else one missing part leaves it open."""
    if any(cell == 1 - good for cell in cells):
        return 0
    return None if None in cells else 1


@pytest.mark.parametrize("engine", sql.ENGINES[:2])
@pytest.mark.parametrize("code", PARTS)
def test_parts_of_a_question(code, engine):
    names, good = PARTS[code]
    assert sorted(BMN.by_code[code].needs) == sorted(names)
    cells = list(product((0, 1, None), repeat=len(names)))
    found = states(code, [dict(zip(names, row, strict=True)) for row in cells], engine)
    assert found == [of_parts(row, good) for row in cells]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(st.sampled_from([0, 1, 1, 1, None]), min_size=8, max_size=8), min_size=1))
def test_eight_parts_of_a_tidy_house(cells):
    names = [f"tidy_item_{n}" for n in range(1, 9)]
    found = states("11", [dict(zip(names, row, strict=True)) for row in cells])
    assert found == [of_parts(row, 1) for row in cells]


WARM = ("members", "family_together", "family_respects", "family_consults",
        "visits_relatives", "has_relatives", "content_alone")  # fmt: skip
WARM_ROWS = [
    ((4, 1, 1, 1, None, None, None), 1),
    ((2, 1, 1, 0, None, None, None), 0),
    ((2, 0, None, None, 1, None, None), 0),
    ((3, 1, None, 1, 1, 0, 1), None),
    ((1, None, None, None, 1, 1, None), 1),
    ((1, 0, 0, 0, 0, 1, 1), 0),
    ((1, 1, 1, 1, 0, 0, 1), 1),
    ((1, None, None, None, 0, 0, 0), 0),
    ((1, None, None, None, 0, None, 1), None),
    ((1, None, None, None, 0, None, 0), 0),
    ((1, None, None, None, None, None, None), None),
    ((None, 1, 1, 1, 1, 0, 1), None),
]


@pytest.mark.parametrize("engine", sql.ENGINES[:2])
def test_a_warm_family_and_one_who_lives_alone(engine):
    rows = [dict(zip(WARM, cells, strict=True)) for cells, _ in WARM_ROWS]
    assert states("31", rows, engine) == [state for _, state in WARM_ROWS]


def test_a_given_answer_comes_before_the_parts():
    rows = [{"ind09": 0, "drinking_water_enough": 1}, {"ind09": None, "drinking_water_enough": 1}]
    assert states("9", rows) == [0, None]


# --- persons: one member of one household ---

#: code -> members with (asked, failing, unknown).
MEMBERS = {
    "1": [
        ({"age": 0, "birth_weight": 2500}, (1, 0, 0)),
        ({"age": 1, "birth_weight": 2499}, (1, 1, 0)),
        ({"age": 2, "birth_weight": 1500}, (0, 0, 0)),
        ({"age": 0, "birth_weight": None}, (0, 0, 1)),
    ],
    "2": [
        ({"age": 0, "age_months": 3, "breastmilk_so_far": 1}, (1, 0, 0)),
        ({"age": 0, "age_months": 3, "breastmilk_so_far": 0}, (1, 1, 0)),
        ({"age": 0, "age_months": 6, "breastmilk_so_far": 1}, (0, 0, 1)),
        ({"age": 0, "age_months": 6, "breastmilk_six_months": 1}, (1, 0, 0)),
        ({"age": 1, "breastmilk_six_months": 0}, (1, 1, 0)),
        ({"age": 0, "breastmilk_six_months": 1}, (0, 0, 1)),
        ({"age": 2, "breastmilk_six_months": 0}, (0, 0, 0)),
    ],
    "3": [
        ({"age": 12, "vaccinated": 0}, (1, 1, 0)),
        ({"age": 13, "vaccinated": 0}, (0, 0, 0)),
    ],
    "6": [
        ({"age": 34, "health_check": 0}, (0, 0, 0)),
        ({"age": 35, "health_check": 0}, (1, 1, 0)),
    ],
    "7": [
        ({"age": 6, "exercise_days": 3, "exertion_days": 0}, (1, 0, 0)),
        ({"age": 6, "exercise_days": 2, "exertion_days": 5}, (1, 0, 0)),
        ({"age": 6, "exercise_days": 2, "exertion_days": 4}, (1, 1, 0)),
        ({"age": 6, "exercise_days": 3, "exertion_days": None}, (1, 0, 0)),
        ({"age": 6, "exercise_days": 2, "exertion_days": None}, (0, 0, 1)),
        ({"age": 5, "exercise_days": 0, "exertion_days": 0}, (0, 0, 0)),
    ],
    "15": [
        ({"age": 2, "preschool_care": 0}, (0, 0, 0)),
        ({"age": 3, "preschool_care": 0}, (1, 1, 0)),
        ({"age": 5, "preschool_care": 1}, (1, 0, 0)),
        ({"age": 6, "preschool_care": 0}, (0, 0, 0)),
    ],
    "16": [
        ({"age": 6, "compulsory_school": 0}, (1, 1, 0)),
        ({"age": 14, "compulsory_school": 1}, (1, 0, 0)),
        ({"age": 15, "compulsory_school": 0}, (0, 0, 0)),
    ],
    "17": [
        ({"finished_m3": 1, "continued_m4": 0}, (1, 1, 0)),
        ({"finished_m3": 0, "continued_m4": None}, (0, 0, 0)),
        ({"finished_m3": 1, "continued_m4": None}, (0, 0, 1)),
    ],
    "18": [
        (
            {"finished_compulsory": 1, "in_school": 0, "has_work": 0, "vocational_training": 0},
            (1, 1, 0),
        ),
        (
            {"finished_compulsory": 1, "in_school": 0, "has_work": 1, "vocational_training": 0},
            (0, 0, 0),
        ),
        (
            {"finished_compulsory": 1, "in_school": 1, "has_work": 0, "vocational_training": 0},
            (0, 0, 0),
        ),
        (
            {"finished_compulsory": 0, "in_school": 0, "has_work": 0, "vocational_training": 0},
            (0, 0, 0),
        ),
    ],
    "19": [
        ({"age": 59, "literate": 0}, (1, 1, 0)),
        ({"age": 60, "literate": 0}, (0, 0, 0)),
        ({"age": 14, "literate": 0}, (0, 0, 0)),
    ],
    "20": [
        ({"age": 15, "in_school": 0, "health": 0, "has_work": 1, "has_income": 1}, (1, 0, 0)),
        ({"age": 59, "in_school": 0, "health": 0, "has_work": 1, "has_income": 0}, (1, 1, 0)),
        ({"age": 20, "in_school": 1, "health": 0, "has_work": 0, "has_income": 0}, (0, 0, 0)),
        ({"age": 20, "in_school": 1, "health": 0, "has_work": 1, "has_income": 1}, (1, 0, 0)),
        (
            {"age": 30, "in_school": 0, "health": 1, "self_care": 0, "has_work": 0},
            (0, 0, 0),
        ),
        (
            {"age": 30, "in_school": 0, "health": 1, "self_care": 1, "has_work": 0},
            (1, 1, 0),
        ),
        ({"age": 60, "in_school": 0, "health": 0, "has_work": 0}, (0, 0, 0)),
        ({"age": 30, "in_school": 0, "health": 2, "has_work": 0}, (1, 1, 0)),
    ],
    "21": [
        ({"age": 60, "health": 0, "has_work": 0}, (1, 1, 0)),
        ({"age": 59, "health": 0, "has_work": 0}, (0, 0, 0)),
        ({"age": 80, "health": 1, "self_care": 0, "has_work": 0}, (0, 0, 0)),
    ],
    "24": [({"drinks": 1}, (1, 1, 0)), ({"drinks": 0}, (1, 0, 0)), ({"drinks": None}, (0, 0, 1))],
    "25": [({"smokes": 1}, (1, 1, 0)), ({"smokes": 0}, (1, 0, 0))],
    "26": [
        ({"age": 6, "religious_practice": 0}, (1, 1, 0)),
        ({"age": 5, "religious_practice": 0}, (0, 0, 0)),
    ],
    "27": [
        ({"age": 60, "cared_for": 0}, (1, 1, 0)),
        ({"age": 59, "cared_for": 0}, (0, 0, 0)),
    ],
    "28": [
        ({"health": 1, "cared_for": 0}, (1, 1, 0)),
        ({"health": 2, "cared_for": 0}, (0, 0, 0)),
        ({"health": 0, "cared_for": None}, (0, 0, 0)),
    ],
    "29": [
        ({"health": 2, "cared_for": 0}, (1, 1, 0)),
        ({"health": 1, "cared_for": 0}, (0, 0, 0)),
    ],
}
FOLDED = ("asked", "failing", "unknown")


def people(rows, houses):
    """Members as a person table with every answer column."""
    names = sorted({name for one in BMN.indicator if one.person for name in one.person.needs})
    table = pd.DataFrame([{name: row.get(name) for name in names} for row in rows]).astype("Int32")
    return table.assign(
        row=range(1, len(rows) + 1), place="99010101", house_code=[f"h{n:04d}" for n in houses]
    )


def test_the_members_by_hand_speak_of_every_person_indicator():
    assert set(MEMBERS) == PERSON
    for code, rows in MEMBERS.items():
        assert {result for _, result in rows} >= {(1, 1, 0)}
        named = {name for row, _ in rows for name in row}
        assert named <= set(BMN.by_code[code].person.needs)


@pytest.mark.parametrize("engine", sql.ENGINES[:2])
@pytest.mark.parametrize("code", sorted(MEMBERS, key=int))
def test_one_member(code, engine):
    rows = MEMBERS[code]
    folded = fold(people([row for row, _ in rows], range(len(rows))), BMN, engine=engine)
    found = [
        tuple(int(row[f"fold_{code}_{part}"]) for part in FOLDED) for _, row in folded.iterrows()
    ]
    assert found == [result for _, result in rows]


def test_drinkers_are_the_failing_persons_of_a_household():
    folded = fold(people([{"drinks": 1}, {"drinks": 1}, {"drinks": 0}, {}], [1, 1, 1, 1]), BMN)
    (row,) = folded.to_dict("records")
    parts = [row[f"fold_24_{part}"] for part in (*FOLDED, "state")]
    assert (row["members"], parts) == (4, [3, 2, 1, 0])


# --- persons: all of them against plain Python ---


def applicable(code, p):
    """Whether an indicator concerns a person about whom everything is known."""
    age = p["age"]
    helpless = p["health"] == 1 and not p["self_care"]
    if code in {"1", "2"}:
        return age < 2
    if code == "18":
        return bool(p["finished_compulsory"]) and not p["in_school"] and not p["has_work"]
    if code == "20":
        return 15 <= age < 60 and not helpless and (p["has_work"] or not p["in_school"])
    ranges = {"3": (0, 12), "6": (35, 200), "7": (6, 200), "15": (3, 5), "16": (6, 14),
              "19": (15, 59), "21": (60, 200), "26": (6, 200), "27": (60, 200)}  # fmt: skip
    if code in ranges:
        return ranges[code][0] <= age <= ranges[code][1] and not (code == "21" and helpless)
    return {"17": p["finished_m3"] == 1, "28": p["health"] == 1, "29": p["health"] == 2}.get(
        code, True
    )


def passes(code, p):
    """Whether such a person passes."""
    if code == "1":
        return p["birth_weight"] >= 2500
    if code == "2":
        young = p["age"] == 0 and p["age_months"] < 6
        return bool(p["breastmilk_so_far" if young else "breastmilk_six_months"])
    if code == "7":
        return p["exercise_days"] > 2 or p["exertion_days"] > 4
    if code in {"20", "21"}:
        return bool(p["has_work"] and p["has_income"])
    if code in {"24", "25"}:
        return not p["drinks" if code == "24" else "smokes"]
    answer = {
        "3": "vaccinated", "6": "health_check", "15": "preschool_care", "16": "compulsory_school",
        "17": "continued_m4", "18": "vocational_training", "19": "literate",
        "26": "religious_practice", "27": "cared_for", "28": "cared_for", "29": "cared_for",
    }[code]  # fmt: skip
    return bool(p[answer])


YES_NO = sorted(
    {name for one in BMN.indicator if one.person for name in one.person.needs}
    - {"age", "age_months", "birth_weight", "exercise_days", "exertion_days", "health"}
)
EDGES = [0, 1, 2, 3, 5, 6, 12, 13, 14, 15, 34, 35, 59, 60]
A_PERSON = st.fixed_dictionaries(
    {
        "age": st.one_of(st.sampled_from(EDGES), st.integers(0, 99)),
        "age_months": st.integers(0, 11),
        "birth_weight": st.sampled_from([1800, 2499, 2500, 3200]),
        "exercise_days": st.integers(0, 7),
        "exertion_days": st.integers(0, 7),
        "health": st.integers(0, 2),
        **{name: st.integers(0, 1) for name in YES_NO},
    }
)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 3), A_PERSON), min_size=1, max_size=8))
def test_whole_households_as_a_plain_loop_counts_them(drawn):
    table = people([person for _, person in drawn], [house for house, _ in drawn])
    folded = fold(table, BMN).set_index("house_code")
    for house in {house for house, _ in drawn}:
        here = [person for one, person in drawn if one == house]
        row = folded.loc[f"h{house:04d}"]
        for code in PERSON:
            asked = [passes(code, one) for one in here if applicable(code, one)]
            state = -1 if not asked else int(all(asked))
            found = [int(row[f"fold_{code}_{part}"]) for part in (*FOLDED, "state")]
            assert found == [len(asked), asked.count(False), 0, state], code


GAPS = ["age", "health", "self_care", "in_school", "has_work", "has_income", "cared_for",
        "exercise_days"]  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(A_PERSON, st.sets(st.sampled_from(GAPS), min_size=1))
def test_a_state_that_is_told_in_spite_of_a_gap_is_the_same_however_it_is_filled(person, gaps):
    told = fold(people([{**person, **dict.fromkeys(gaps)}], [1]), BMN).iloc[0]
    fillings = {"age": [0, 2, 4, 7, 13, 20, 40, 70], "health": [0, 1, 2], "exercise_days": [0, 7]}
    for code in PERSON:
        state = told[f"fold_{code}_state"]
        if pd.isna(state):
            continue
        mine = [name for name in gaps if name in BMN.by_code[code].person.needs]
        for filled in product(*(fillings.get(name, [0, 1]) for name in mine)):
            whole = {**person, **dict(zip(mine, filled, strict=True))}
            expected = int(passes(code, whole)) if applicable(code, whole) else -1
            assert int(state) == expected, (code, whole)


# --- schemas of parts and of persons' answers ---


@pytest.mark.parametrize("table", [ITEMS, ANSWERS], ids=lambda one: one.id)
def test_no_answer_is_public_and_no_heading_is_claimed_twice(table):
    assert {one.name for one in table.field if one.public} == PLACES
    claimed = Counter(
        label
        for one in table.field
        for label in {normalise_label(text) for text in headings.labels(one)}
    )
    assert [label for label, times in claimed.items() if times > 1] == []
    assert set(table.table.key) <= {one.name for one in table.field if one.required}
    assert not any("ชื่อ" in one.title.th and one.name not in PLACES for one in table.field)


def example(field):
    return field.example or None


@pytest.mark.parametrize("lang", ["th", "en"])
@pytest.mark.parametrize("table", [ITEMS, ANSWERS], ids=lambda one: one.id)
def test_a_table_with_these_headings_is_read_whole(tmp_path, table, lang):
    heads = [one.title.of(lang) for one in table.field]
    cells = [example(one) for one in table.field]
    path = write_xlsx(tmp_path / "a.xlsx", {"ก": [["ข้อมูลสมมุติ"], heads, cells]})
    raw = tables.read_raw(path, schema=table)
    found = headings.compare(raw, table)
    assert set(found.found) == set(table.by_name)
    assert (found.read_as, found.doubtful, found.unknown, found.twice) == ({}, [], [], [])
    frame, report = validate.validate(raw, table, role="a")
    assert codes(report, "decide") == []
    (row,) = frame.to_dict("records")
    assert row["place"] == "99010101"
    for one in table.field:
        if one.kind == "answer":
            assert row[one.name] == dict(one.values)[one.example]


def test_persons_from_a_file_become_answers_of_their_households(tmp_path):
    names = ["house_code", "member_no", "village", "birth_date", "surveyed_on", "drinks",
             "compulsory_school", "cared_for", "health"]  # fmt: skip
    lines = [
        ["99010100001", "1", "99010101", "05/06/2500", "15/03/2565", "ดื่ม", "", "", "ปกติ"],
        ["99010100001", "2", "99010101", "16/03/2550", "15/03/2565", "ไม่ดื่ม", "ใช่", "", "ปกติ"],
        ["99010100002", "1", "99010101", "15/03/2550", "15/03/2565", "-", "ไม่ใช่", "มี", "พิการ"],
    ]
    heads = [ANSWERS.by_name[name].title.th for name in names]
    path = tmp_path / "คน.csv"
    path.write_text("\n".join(",".join(row) for row in [heads, *lines]), encoding="utf-8")
    frame, report = validate.validate(tables.read_raw(path, schema=ANSWERS), ANSWERS, role="a")
    assert codes(report, "decide") == []
    assert frame["age"].tolist() == [64, 14, 15]
    folded = fold(frame, BMN).set_index("house_code")
    first, second = folded.loc["99010100001"], folded.loc["99010100002"]
    assert (first["fold_16_asked"], first["fold_16_failing"], first["fold_16_state"]) == (1, 0, 1)
    assert (second["fold_16_asked"], second["fold_16_state"]) == (0, -1)
    assert (first["fold_24_failing"], first["fold_24_state"]) == (1, 0)
    assert pd.isna(second["fold_24_state"])
    assert (second["fold_28_state"], first["fold_28_state"]) == (1, -1)
    states_ = assess(folded.reset_index(), BMN)
    assert states_["16"].tolist() == [1, -1]


@pytest.mark.parametrize(
    "name", ["bmn-household", "bmn-household-items", "bmn-person", "bmn-person-answers"]
)
def test_each_kind_of_table_is_recognised_by_its_headings(tmp_path, name):
    table = catalog.schema(name)
    heads = [one.title.th for one in table.field]
    path = write_xlsx(tmp_path / "a.xlsx", {"ก": [heads, [example(one) for one in table.field]]})
    made = forms.columns(path, out=tmp_path)
    assert (made.schema, made.needless) == (name, True)


# --- on the road ---


def project(folder, surveys):
    """A project of two villages with tables of these schemas."""
    box = "[[[{x},14],[{y},14],[{y},14.1],[{x},14.1],[{x},14]]]"
    shapes = [
        f'{{"type":"Feature","properties":{{"VILL_CODE":"9902010{n}"}},"geometry":'
        f'{{"type":"Polygon","coordinates":{box.format(x=100 + n / 10, y=100.1 + n / 10)}}}}}'
        for n in (1, 2)
    ]
    text = f'{{"type":"FeatureCollection","features":[{",".join(shapes)}]}}'
    (folder / "v.geojson").write_text(text, encoding="utf-8")
    lines = [
        (
            '[area]\ncode = "990201"\nname = { th = "ก", en = "A" }\nsynthetic = true\n'
            '[boundary]\nfile = "v.geojson"\nlevel = "village"\ncredit = "-"\nlicence = "CC0-1.0"\n'
        )
    ]
    for schema, file, persons in surveys:
        lines.append(
            f'[[survey]]\nyear = 2565\nfile = "{file}"\nschema = "{schema}"\n'
            f'rulebook = "bmn-2560"\npersons = {str(persons).lower()}\n'
        )
    (folder / "tambon.toml").write_text("".join(lines), encoding="utf-8")
    return folder


def write_rows(path, table, rows):
    """A workbook of rows told by field names, with the Thai headings of a schema."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    heads = [table.by_name[name].title.th for name in names]
    write_xlsx(path, {"ก": [heads, *([row.get(name) for name in names] for row in rows)]})


def test_parts_and_persons_of_one_round_are_counted_together(tmp_path):
    homes = [
        {"house_code": f"9902000000{n}", "village": f"9902010{1 + n % 2}", "members": 2,
         "drinking_water_enough": "ใช่" if n < 3 else "ไม่ใช่"}
        for n in range(4)
    ]  # fmt: skip
    members = [
        {"house_code": one["house_code"], "member_no": no, "village": one["village"], "age": 40,
         "drinks": "ดื่ม" if (n, no) == (0, 1) else "ไม่ดื่ม"}
        for n, one in enumerate(homes) for no in (1, 2)
    ]  # fmt: skip
    write_rows(tmp_path / "h.xlsx", ITEMS, homes)
    write_rows(tmp_path / "p.xlsx", ANSWERS, members)
    surveys = [(ITEMS.id, "h.xlsx", False), (ANSWERS.id, "p.xlsx", True)]
    counted, _ = tally.tally(load(project(tmp_path, surveys)))
    tambon = counted[counted["level"] == "tambon"].set_index("code")
    parts = ["asked", "met", "households_asked", "households_met"]
    assert tambon.loc["9", parts].astype(int).tolist() == [4, 3, 4, 3]
    assert tambon.loc["24", parts].astype(int).tolist() == [8, 7, 4, 3]
