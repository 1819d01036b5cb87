"""Suggestions: codes at distance one by a distance computed apart, their ranking by hand."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tambon_gis.loaders.decide.suggest import (
    Known,
    Lost,
    bare_name,
    neighbours,
    suggest,
    suggest_text,
)
from tambon_gis.words import LANGS, words

NAMES = {
    "99020101": "ต้นน้ำ",
    "99020102": "กลางทุ่ง",
    "99020103": "ปลายนา",
    "99020110": "ต้นน้ำ",
    "99020201": "หินกอง",
}
KNOWN = Known(NAMES, {"99020101": 100, "99020103": 10})


def distance(one, other):
    """Edits between two texts, a swap of neighbours counting as one (the textbook table)."""
    table = {(i, 0): i for i in range(len(one) + 1)} | {(0, j): j for j in range(len(other) + 1)}
    for i, j in itertools.product(range(1, len(one) + 1), range(1, len(other) + 1)):
        a, b = one[i - 1], other[j - 1]
        best = min(table[i - 1, j] + 1, table[i, j - 1] + 1, table[i - 1, j - 1] + (a != b))
        if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
            best = min(best, table[i - 2, j - 2] + 1)
        table[i, j] = best
    return table[len(one), len(other)]


def test_every_short_text_at_distance_one_and_no_other():
    texts = ["".join(t) for n in range(4) for t in itertools.product("0129", repeat=n)]
    for text in texts[:40]:
        near = neighbours(text)
        assert {other for other in texts if distance(text, other) == 1} == near & set(texts)


@given(st.text("0123456789", min_size=8, max_size=8), st.data())
def test_codes_at_distance_one(code, data):
    one = data.draw(st.sampled_from(sorted(neighbours(code))))
    assert distance(code, one) == 1
    assert code in neighbours(one)
    assert code not in neighbours(code)


def test_the_same_name_weighs_more_than_the_same_moo():
    found = suggest(Lost("99020100", "บ้าน ต้นน้ำ"), KNOWN)
    assert [one.value for one in found] == [
        "99020101", "99020110", "99020102", "99020103",
    ]  # fmt: skip
    assert [one.why for one in found] == ["typo_name", "typo_name", "typo", "typo"]
    other = suggest(Lost("99020301", "x"), KNOWN)
    assert [one.value for one in other] == ["99020101", "99020201"]


def test_two_digits_changed_places():
    assert suggest(Lost("99020120", ""), KNOWN)[-1].why == "typo"
    assert "99020102" in [one.value for one in suggest(Lost("99020120", ""), KNOWN)]


def test_a_slip_of_many_rows_beside_a_small_village_is_less_plausible():
    few = suggest(Lost("99020113", "", rows=1), KNOWN)
    assert {one.value: one.likeness for one in few} == {"99020110": 0.55, "99020103": 0.55}
    many = suggest(Lost("99020113", "", rows=90), KNOWN)
    assert {one.value: one.likeness for one in many} == {"99020110": 0.55}


@pytest.mark.parametrize(
    ("rows", "name", "codes"),
    [
        (5, "หนองใหม่", {"99020101", "99020110", "99020102"}),  # a handful may be slips
        (6, "หนองใหม่", set()),  # a village of its own: no neighbour has that name
        (20, "", {"99020101", "99020110", "99020102"}),  # a fifth of 99020101
        (21, "", {"99020110", "99020102"}),  # nobody stands there: written wrongly
        (900, "ต้นน้ำ", {"99020101", "99020110"}),  # the same name, however many
    ],
)
def test_what_many_rows_share_is_no_slip(rows, name, codes):
    known = Known({code: n for code, n in NAMES.items() if code != "99020103"}, KNOWN.rows)
    found = suggest(Lost("99020100", name, rows), known)
    assert {one.value for one in found if one.why.startswith("typo")} == codes


def test_a_code_that_the_map_holds_but_does_not_use_is_no_typo():
    known = Known(NAMES, {}, {"99020100": "a.shp › 3"})
    assert suggest(Lost("99020100", "ต้นน้ำ"), known) == ()
    assert suggest_text("99020-100", "ต้นน้ำ", known) == ()
    assert (known.unused("99020100"), known.unused("99020199")) == ("a.shp › 3", None)
    tambon = Known({"990202": ""}, {}, {"990201": "a.shp › 1"})
    assert tambon.unused("99020107") == "a.shp › 1"


def test_a_name_counts_in_its_tambon_or_where_it_is_the_only_one():
    near = suggest(Lost("99020155", "ปลายนา"), KNOWN)
    assert [(one.value, one.why) for one in near] == [("99020103", "name")]
    alone = suggest(Lost("99030155", "หินกอง"), KNOWN)
    assert [(one.value, one.why) for one in alone] == [("99020201", "name")]
    assert alone[0].likeness < near[0].likeness
    assert suggest(Lost("99030155", "ต้นน้ำ"), KNOWN) == ()


def test_a_new_village_may_come_from_the_one_whose_name_it_begins_with():
    found = suggest(Lost("99020144", "กลางทุ่งพัฒนา"), KNOWN)
    assert [(one.value, one.why) for one in found] == [("99020102", "mother")]


def test_a_code_that_moved_to_another_province_comes_before_all_typos():
    known = Known({"38040101": "ก", "43090102": "ข"}, {})
    found = suggest(Lost("43090101", "ข"), known)
    assert [(one.value, one.why) for one in found] == [
        ("38040101", "successor"),
        ("43090102", "typo_name"),
    ]


@pytest.mark.parametrize(
    ("text", "name", "codes"),
    [
        ("9902012", "", ["99020102"]),
        ("๙๙๐๒๐๑๐๑1", "", ["99020101"]),
        ("99O20103", "", ["99020103"]),
        ("'99020201-ก", "", ["99020201", "99020101"]),
        ("", "หินกอง", ["99020201"]),
        ("บ้านหินกอง", "ปลายนา", ["99020201"]),
        ("", "ต้นน้ำ", ["99020101", "99020110"]),
        ("ไม่ทราบ", "", []),
        ("", "", []),
    ],
)
def test_cells_that_are_no_code(text, name, codes):
    assert [one.value for one in suggest_text(text, name, KNOWN)] == codes


def test_at_most_five_the_likeliest_first():
    known = Known({f"990201{n:02d}": f"{n}" for n in range(1, 30)}, {})
    found = suggest(Lost("99020100", ""), known)
    assert len(found) == 5
    assert [one.likeness for one in found] == sorted((o.likeness for o in found), reverse=True)


def test_every_reason_is_said_in_both_languages():
    whys = {"digits", "successor", "typo", "typo_name", "name", "mother"}
    for lang in LANGS:
        assert whys <= set(words(lang).under("findings.why"))


@pytest.mark.parametrize(
    ("name", "bare"), [("บ้านบ้าน", "บ้าน"), ("บ้าน", "บ้าน"), ("บ. ท่าเรือ", "ท่าเรือ"), ("", "")]
)
def test_names_without_their_kind(name, bare):
    assert bare_name(name) == bare
