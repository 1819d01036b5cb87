"""Places in the free text of a plan, each worked out by a person from the words."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tambon_gis.loaders import projects
from tambon_gis.loaders.layout.plan_words import KINDS, STATES, code_of, is_tick
from tambon_gis.loaders.projects_places import locate
from tambon_gis.loaders.reading.plan_places import read_places
from tambon_gis.thai import digits_to_thai
from tambon_gis.words import LANGS, words

NAMES = ["หนองน้ำใส", "โคกสะอาด", "ดอน", "ท่าข้าม", "ห้วยแก้ว", "โคกสะอาด",
         "ไร่บน", "หนองน้ำใส", "นาดี", "สันติสุข", "ป่าไผ่"]  # fmt: skip
PLACES = pd.DataFrame(
    {
        "place": [f"990101{moo:02d}" for moo in range(1, 12)],
        "name": [f"บ้าน{name}" for name in NAMES],
    }
)


@pytest.mark.parametrize(
    ("text", "moo"),
    [
        ("หมู่ที่ ๓, ๕-๗", [3, 5, 6, 7]),
        ("ม.1 ม.5 และ ม.11", [1, 5, 11]),
        ("หมู่ 1 - 4", [1, 2, 3, 4]),
        ("หมู่ที่ 1 ถึง 11", list(range(1, 12))),
        ("หมู่ที่ 10 และ 11", [10, 11]),
        ("หมู่ที่ ๘ และหมู่ที่ ๑๑", [8, 11]),
        ("ม.5 กว้าง 4 เมตร", [5]),
        ("กว้าง 4 ม. หนา 0.15 ม. ม.5", [5]),
        ("คสล. กว้าง 4 x 500 ม. 3 จุด ม.5", [5]),
        ("บ้านเลขที่ 45 ม.3", [3]),
        ("เลขที่ 45/2 หมู่ 3", [3]),
        ("หมู่ที่1-หมู่ที่4", [1, 2, 3, 4]),
        ("หมู่ที่ 3, 2 แห่ง", [3]),
        ("หมู่ที่ 3 - 5 สาย", [3]),
        ("หมู่ที่ 5, หมู่ที่ 7, และหมู่ที่ 9", [5, 7, 9]),
        ("ปี 2566 หมู่ที่ 5 และ 2567", [5]),
        ("หมู่3และหมู่4", [3, 4]),
        ("ม3", [3]),
        ("ท่อ 2 สาย หมู่ที่ ๓, ๕-๗ และ ม.11", [3, 5, 6, 7, 11]),
        ("กว้าง 4 ม. ยาว 500 ม.", []),
        ("กว้าง 4 ม.5 สาย", []),
        ("4 เมตร จำนวน 3 แห่ง ปีละ 6 หลัง", []),
        ("หมู่ละ 5 คน หมู่บ้านละ 3 หลัง", []),
        ("4 หมู่ 4 แห่ง", []),
        ("ม.ต้น", []),
        ("200 ตร.ม. 5", []),
    ],
)
def test_numbers_of_moo_and_what_only_looks_like_them(text, moo):
    said = read_places(text)
    assert (said.moo, said.either, said.every, said.unclear) == (moo, [], False, [])


@pytest.mark.parametrize(
    ("text", "unclear"),
    [
        ("ทุนนักเรียนชั้น ม.6", ["ม.6"]),
        ("หมู่ 4-1", ["หมู่ 4-1"]),
        ("สาย 3 ม.5", ["ม.5"]),
        ("ห้อง ม.3/1", ["ม.3"]),
        ("หมู่ที่ 1,000", ["หมู่ที่ 1,000"]),
        ("ม.2566", ["ม.2566"]),
    ],
)
def test_what_may_be_something_else_is_told_and_not_taken(text, unclear):
    said = read_places(text)
    assert (said.moo, said.unclear) == ([], unclear)


def test_alternatives_all_and_all_but_some():
    assert read_places("หมู่ที่ ๒ หรือหมู่ที่ ๖").either == [2, 6]
    for text in ("ทุกหมู่บ้าน", "ทั้งตำบล", "ทุก ๆ หมู่บ้าน", "ทั่วทั้งตำบล"):
        assert read_places(text).every, text
    said = read_places("ทุกหมู่บ้าน ยกเว้นหมู่ที่ 5 และ 6")
    assert (said.every, said.but, said.moo) == (True, [5, 6], [])
    road = read_places("ถนนจากหมู่ที่ 3 ถึงหมู่ที่ 6")
    assert (road.moo, road.ends) == ([3, 6], ["หมู่ที่ 3 ถึงหมู่ที่ 6"])


WAYS = st.sampled_from(["หมู่ที่ {}", "หมู่ {}", "ม.{}", "ม. {}", "หมู่ที่{}"])


@given(st.lists(st.integers(1, 40), min_size=1, max_size=6), WAYS, st.booleans(),
       st.sampled_from([", ", " และ ", ",", " , และ "]))  # fmt: skip
def test_a_list_is_read_as_it_was_written(moos, way, thai, joiner):
    text = f"ถังน้ำ 3 ใบ {way.format(joiner.join(map(str, moos)))} กว้าง 4 เมตร"
    assert read_places(digits_to_thai(text) if thai else text).moo == moos


# --- with the villages of a tambon ---


def plan_of(tmp_path, *targets, titles=()):
    """A plan with one project a target, read from a workbook: its findings have real cells."""
    from loaders_support import write_xlsx

    head = ["ลำดับ", "โครงการ", "เป้าหมาย", "งบประมาณ 2566"]
    rows = [[n, titles[n - 1] if titles else f"โครงการ {n}", target, 5]
            for n, target in enumerate(targets, start=1)]  # fmt: skip
    return projects.read(write_xlsx(tmp_path / "p.xlsx", {"A": [head, *rows]}))[0]


def found(tmp_path, text, title="โครงการ"):
    located, findings = locate(plan_of(tmp_path, text, titles=[title]), PLACES, file="p.xlsx")
    places = dict(zip(located["place"].str[6:].astype(int), located["how"], strict=True))
    return places, [(one.code, one.severity, one.cell) for one in findings]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("ทุกหมู่บ้าน (หมู่ที่ 1 - 11)", dict.fromkeys(range(1, 12), "all")),
        ("ทั้งตำบล ยกเว้นหมู่ที่ 4", dict.fromkeys({*range(1, 12)} - {4}, "all")),
        ("11 หมู่บ้าน", dict.fromkeys(range(1, 12), "all")),
        ("หมู่ที่ ๒ หรือหมู่ที่ ๖", {2: "either", 6: "either"}),
        ("บ้านป่าไผ่", {11: "name"}),
        ("ศาลา บ.ท่าข้าม และบ้านนาดี", {4: "name", 9: "name"}),
        ("ถนนสันติสุข", {}),
        ("ลาน สันติสุข 1 แห่ง", {10: "name"}),
        ("บ้านโคกสะอาด หมู่ที่ 6", {6: "moo"}),
        ("บ้านดอนเมือง หมู่ 5", {5: "moo"}),
    ],
)
def test_places_of_a_project(tmp_path, text, places):
    got, told = found(tmp_path, text)
    assert got == places
    assert told == ([] if places else [("plan.no_place", "note", "2")])


@pytest.mark.parametrize(
    ("text", "places", "told"),
    [
        ("หมู่ที่ 3 และ 15", {3: "moo"}, ("plan.no_such_moo", "decide", "C2")),
        ("บ้านหนองน้ำใส", {}, ("plan.name_shared", "note", "C2")),
        ("บ้านป่าไผ่ หมู่ที่ 3", {3: "moo"}, ("plan.name_and_moo", "decide", "C2")),
        ("นักเรียน ม.3", {}, ("plan.place_unclear", "note", "C2")),
        ("ถนนจากหมู่ที่ 3 ถึงหมู่ที่ 6", {3: "moo", 6: "moo"}, ("plan.place_ends", "note", "C2")),
        ("5 หมู่บ้าน", {}, ("plan.some_villages", "note", "C2")),
        ("ผู้สูงอายุทั้งตำบล ณ ศาลาหมู่ที่ 3", dict.fromkeys(range(1, 12), "all"),
         ("plan.all_and_some", "note", "C2")),
    ],
)  # fmt: skip
def test_what_a_person_should_know_is_told_at_its_cell(tmp_path, text, places, told):
    assert found(tmp_path, text) == (places, [told])


def test_words_of_the_title_count_and_speak_of_school(tmp_path):
    assert found(tmp_path, "ท่อ 500 ม.", "ประปา หมู่ที่ 3")[0] == {3: "moo"}
    places, told = found(tmp_path, "ม.3", "ทุนการศึกษา")
    assert (places, told) == ({}, [("plan.place_unclear", "note", "C2")])


def test_the_cell_of_a_row_that_continues_a_project(tmp_path):
    from loaders_support import write_xlsx

    rows = [["ลำดับ", "โครงการ", "เป้าหมาย", "งบประมาณ 2566"],
            [1, "ก", "หมู่ที่ 1", 5], [None, None, "หมู่ที่ 99", 5]]  # fmt: skip
    plan, _ = projects.read(write_xlsx(tmp_path / "p.xlsx", {"A": rows}))
    located, findings = locate(plan, PLACES, file="p.xlsx")
    assert located.to_numpy().tolist() == [[1, "99010101", "moo"]]
    (one,) = findings
    assert (one.where, one.facts) == ("p.xlsx › A › C3", {"moo": "99"})


def test_a_moo_of_two_tambons_is_not_guessed_at(tmp_path):
    two = pd.concat([PLACES, PLACES.assign(place="990102" + PLACES["place"].str[6:])])
    plan = plan_of(tmp_path, "หมู่ที่ 3", "ทุกหมู่บ้าน")
    located, findings = locate(plan, two, file="p.xlsx")
    assert located.empty
    assert [one.code for one in findings] == ["plan.moo_many"] * 2
    wide = PLACES.assign(place=PLACES["place"].str[:6]).head(1)
    located, findings = locate(plan, wide, file="p.xlsx")
    assert (len(located), [one.code for one in findings]) == (0, ["plan.no_villages"])


def test_every_finding_is_said_in_both_languages(tmp_path):
    texts = ["หมู่ที่ 15", "บ้านหนองน้ำใส", "นักเรียน ม.3", "5 หมู่บ้าน", "อบรม", "บ้านป่าไผ่ หมู่ที่ 3",
             "ถนนจากหมู่ที่ 3 ถึงหมู่ที่ 6", "ทั้งตำบล หมู่ที่ 3"]  # fmt: skip
    _, findings = locate(plan_of(tmp_path, *texts), PLACES, file="p.xlsx")
    assert len({one.code for one in findings}) == len(texts)
    assert all(one.tell(lang) and one.mend(lang) for one in findings for lang in LANGS)


# --- words of who does it and how far it is ---


def test_the_words_that_are_written_are_understood():
    for known, where in ((KINDS, "kind"), (STATES, "status")):
        for code, texts in known.items():
            assert code_of(words("th").text(f"plan.{where}.{code}"), known) == code
            assert [code_of(f"1. {text} ", known) for text in texts] == [code] * len(texts)
    assert code_of("รอไปก่อน", STATES) is None
    assert [is_tick(text) for text in ("/", "✓", "-", "")] == [True, True, False, False]
