"""Columns: exact after normalising; a likeness is only a suggestion until a person confirms."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from loaders_support import GOOD, HEADINGS, SCHEMA, changed, raw

from tambon_gis import catalog
from tambon_gis.errors import DocumentError, InputError
from tambon_gis.loaders.columns import match_columns, missing, near
from tambon_gis.loaders.draft import draft
from tambon_gis.loaders.reading.headings import compare, likeness
from tambon_gis.loaders.reading.question import part_of, question
from tambon_gis.model.document import parse_document
from tambon_gis.model.schema import Schema
from tambon_gis.model.source import ColumnMap
from tambon_gis.words import LANGS

HOUSEHOLD = catalog.schema("bmn-household")
VILLAGE = catalog.schema("nrd2c-village")


def with_headings(*headings):
    """A table of these headings with something in each column."""
    return raw(["1"] * len(headings), headings=list(headings))


def renamed(**headings):
    """The good table with other headings, by field name."""
    names = [one.name for one in SCHEMA.field]
    return raw(GOOD, headings=[headings.get(n, h) for n, h in zip(names, HEADINGS, strict=True)])


def told(notes):
    """Codes, severities and cells; each finding can be said in both languages."""
    for one in notes:
        assert all(one.tell(lang) and one.mend(lang) for lang in LANGS)
    return [(one.code, one.severity, one.cell) for one in notes]


# --- by label ---


def test_headings_match_by_title_name_and_spelling():
    headings = ["House", "รหัส หมู่บ้าน", "moo", "สมาชิก", "รายได้",
                "ตัวชี้วัดที่ ๑๖  เป้าหมาย", "failing", "น้ำ\u200b", "วันที่"]  # fmt: skip
    found, notes = match_columns(raw(changed(), headings=headings), SCHEMA)
    assert list(found) == [one.name for one in SCHEMA.field]
    assert notes == ()


def test_a_missing_required_column_is_told_with_those_that_look_like_it():
    headings = ["รหัสหมู่บ้านน" if h == "รหัสหมู่บ้าน" else h for h in HEADINGS]
    with pytest.raises(InputError) as caught:
        match_columns(raw(changed(), headings=headings), SCHEMA)
    assert caught.value.code == "columns.missing"
    assert "รหัสหมู่บ้าน ≈ รหัสหมู่บ้านน" in caught.value.tell("th")


def test_unknown_absent_and_repeated_columns_are_told():
    headings = ["แปลก" if h == "วันที่" else h for h in HEADINGS] + ["House"]
    found, notes = match_columns(raw([*changed(), "7"], headings=headings), SCHEMA)
    assert "day" not in found
    assert [(one.code, one.severity, one.facts["columns"]) for one in notes] == [
        ("columns.unknown", "note", "แปลก"),
        ("columns.twice", "decide", "House"),
        ("columns.absent", "note", "วันที่"),
    ]


def test_a_title_beats_a_further_heading_wherever_it_stands():
    """ "เลขที่" is a further heading of บ้านเลขที่: it counts only where that title is absent."""
    for headings in (["เลขที่", "รหัสหมู่บ้าน", "บ้านเลขที่"], ["บ้านเลขที่", "รหัสหมู่บ้าน", "เลขที่"]):
        found, notes = match_columns(with_headings(*headings), HOUSEHOLD)
        assert found["house_number"] == "บ้านเลขที่"
        (twice,) = [one for one in notes if one.code == "columns.twice"]
        assert (twice.severity, twice.facts["columns"]) == ("decide", "เลขที่")
    found, _ = match_columns(with_headings("เลขที่", "รหัสหมู่บ้าน"), HOUSEHOLD)
    assert found["house_number"] == "เลขที่"


@pytest.mark.parametrize("own", ["House", "บ้าน", "house", "HOUSE"])
def test_titles_and_names_are_equally_exact(own):
    field = [dict(one) for one in SCHEMA.model_dump()["field"]]
    field[0]["headers"] = ("เลขบ้าน",)
    schema = Schema.model_validate({"table": SCHEMA.model_dump()["table"], "field": field})
    found, _ = match_columns(with_headings("เลขบ้าน", "รหัสหมู่บ้าน", own), schema)
    assert found["house"] == own


def test_a_title_is_not_taken_by_a_field_that_lists_it():
    field = [dict(one) for one in SCHEMA.model_dump()["field"]]
    field[-1]["headers"] = ("บ้าน",)
    schema = Schema.model_validate({"table": SCHEMA.model_dump()["table"], "field": field})
    found, _ = match_columns(with_headings("บ้าน", "รหัสหมู่บ้าน"), schema)
    assert found == {"house": "บ้าน", "village": "รหัสหมู่บ้าน"}


def test_a_missing_key_is_a_matter_of_its_own():
    headings = ["แปลก" if h == "บ้าน" else h for h in HEADINGS]
    _, notes = match_columns(raw(changed(), headings=headings), SCHEMA)
    assert [(one.code, one.severity, one.facts["columns"]) for one in notes] == [
        ("columns.unknown", "note", "แปลก"),
        ("columns.keyless", "decide", "บ้าน"),
    ]
    assert all("บ้าน" in notes[1].tell(lang) for lang in LANGS)


def test_a_place_given_otherwise_is_no_missing_key():
    _, notes = match_columns(with_headings("หมู่ที่", "ชื่อหมู่บ้าน"), VILLAGE, within="990101")
    assert "columns.keyless" not in [one.code for one in notes]


@pytest.mark.parametrize(
    ("lost", "column", "other", "cell"),
    [(5, "ตัวชี้วัดที่ 16 ไม่ผ่าน", "ตัวชี้วัดที่ 16 เป้าหมาย", "F"),
     (6, "ตัวชี้วัดที่ 16 เป้าหมาย", "ตัวชี้วัดที่ 16 ไม่ผ่าน", "F")],
)  # fmt: skip
def test_half_of_a_pair_is_told_with_both_headings(lost, column, other, cell):
    headings = [h for at, h in enumerate(HEADINGS) if at != lost]
    cells = [c for at, c in enumerate(GOOD) if at != lost]
    _, notes = match_columns(raw(cells, headings=headings), SCHEMA)
    half, absent = notes
    assert (half.code, half.severity, half.cell, half.facts) == (
        *("columns.half", "decide", cell), {"column": column, "other": other},
    )  # fmt: skip
    assert all(column in half.tell(lang) and other in half.tell(lang) for lang in LANGS)
    assert (absent.code, absent.severity) == ("columns.absent", "note")


def test_a_pair_that_is_absent_altogether_is_only_noted():
    headings, cells = HEADINGS[:5] + HEADINGS[7:], GOOD[:5] + GOOD[7:]
    _, notes = match_columns(raw(list(cells), headings=list(headings)), SCHEMA)
    assert [one.code for one in notes] == ["columns.absent"]


def test_nothing_far_is_suggested():
    assert near(["รหัสหมู่บ้าน"], ["รายได้", "สมาชิก"]) == ()


SPELLINGS = [
    ("ครัวเรือนได้มาตรฐาน", "ครัวเรือนได้มาตราฐาน"),
    ("จัดบ้านเรือนเป็นระเบียบ", "จัดการบ้านเรือนเป็นระเบียบ"),
    ("เด็กอายุ 6 - 14 ปี", "เด็กอายุ 6–14 ปี"),
    ("เด็กอายุ 6-14 ปี", "เด็กอายุ ๖ - ๑๔ ปี"),
    ("น้ำดื่ม", "น\u0e4d\u0e49าดื่ม"),
    ("น้ำใช้ (คน)", "  น้ำใช้(คน)\u00a0"),
]


@pytest.mark.parametrize(("title", "found"), SPELLINGS)
def test_known_spellings_of_one_label_are_one(title, found):
    field = {"name": "x", "title": {"th": title, "en": "x"}, "kind": "text"}
    table = {"id": "x", "title": {"th": "ก", "en": "A"}, "unit": "facility", "key": ["x"],
             "place": "x", "source": "test"}  # fmt: skip
    schema = Schema.model_validate({"table": table, "field": [field]})
    headings, notes = match_columns(with_headings(found), schema)
    assert list(headings) == ["x"]
    assert notes == ()


# --- by the number of the question ---

NUMBERED = [
    ("ตัวชี้วัดที่ ๑๖ เด็กอายุ 6 - 14 ปี (เป้าหมาย)", "ind16_target"),
    ("ตัวชี้วัดที่ 16 : เด็กได้รับการศึกษา ไม่ผ่าน", "ind16_fail"),
    ("ตชว.16 (ไม่ผ่าน)", "ind16_fail"),
    ("ข้อ 16 › เป้าหมาย (คน)", "ind16_target"),
    ("กลุ่มการศึกษา › ตัวชี้วัดที่ 16 › ตกเกณฑ์", "ind16_fail"),
    ("IND_16_FAIL", "ind16_fail"),
    ("ind8", "ind08"),
    ("ตัวชี้วัดที่ ๘ บ้านมั่นคงถาวร", "ind08"),
    ("ตัวชี้วัดที่ 8 ผ่าน/ไม่ผ่าน", "ind08"),
    ("ข้อที่ 08 ผลการประเมิน", "ind08"),
]


@pytest.mark.parametrize(("heading", "name"), NUMBERED)
def test_a_question_is_known_by_number_and_part(heading, name):
    found, notes = match_columns(with_headings("รหัสหมู่บ้าน", heading), HOUSEHOLD)
    assert found[name] == heading
    assert ("columns.read_as", "note", "B") in told(notes)


UNCLEAR = [
    "16. เด็กอายุ 6 - 14 ปี เป้าหมาย",  # a bare number could be of any form
    "ind16",  # asked or failing?
    "ตัวชี้วัดที่ 16",
    "ตัวชี้วัดที่ 16 เด็กอายุ 6 - 14 ปี",
]


@pytest.mark.parametrize("heading", UNCLEAR)
def test_an_unclear_question_waits_for_a_person(heading):
    found, notes = match_columns(with_headings("รหัสหมู่บ้าน", heading), HOUSEHOLD)
    assert list(found) == ["village"]
    assert ("columns.doubtful", "decide", "B") in told(notes)
    (doubt,) = [one for one in notes if one.code == "columns.doubtful"]
    assert {one.value for one in doubt.suggestions} <= {"ind16_target", "ind16_fail"}


OTHERS = [
    "ตัวชี้วัดที่ 16 ผ่าน (คน)",  # passing is not failing
    "ตชว.16 (ผ่าน)",
    "ตัวชี้วัดที่ 38 ผล",  # of another round
    "ตัวชี้วัดที่ 1 - 7 ไม่ผ่าน",
    "ตัวชี้วัดที่ 16.1 เป้าหมาย",
]


@pytest.mark.parametrize("heading", OTHERS)
def test_another_question_is_not_even_suggested(heading):
    found, notes = match_columns(with_headings("รหัสหมู่บ้าน", heading), HOUSEHOLD)
    assert list(found) == ["village"]
    assert ("columns.unknown", "note", "B") in told(notes)


def test_words_that_speak_against_the_number_are_asked_about():
    heading = "ตัวชี้วัดที่ 1 น้ำเพื่อการเกษตร"
    found, notes = match_columns(with_headings("รหัสหมู่บ้าน", heading), VILLAGE)
    assert list(found) == ["village"]
    assert ("columns.doubtful", "decide", "B") in told(notes)
    found, _ = match_columns(with_headings("รหัสหมู่บ้าน", "ตัวชี้วัดที่ ๑ ถนนในหมู่บ้าน"), VILLAGE)
    assert found["ind01"] == "ตัวชี้วัดที่ ๑ ถนนในหมู่บ้าน"


def test_two_headings_of_one_question_are_both_asked_about():
    headings = ("รหัสหมู่บ้าน", "ตัวชี้วัดที่ 8 บ้าน", "ตัวชี้วัดที่ 8 หมายเหตุ")
    found, notes = match_columns(with_headings(*headings), HOUSEHOLD)
    assert list(found) == ["village"]
    assert [one for one in told(notes) if one[0] == "columns.doubtful"] == [
        ("columns.doubtful", "decide", "B"),
        ("columns.doubtful", "decide", "C"),
    ]


def test_the_code_of_a_field_overrules_its_labels():
    fields = [one.model_dump() for one in SCHEMA.field]
    next(one for one in fields if one["name"] == "water")["code"] = "๐๙"
    schema = Schema.model_validate({"table": SCHEMA.table.model_dump(), "field": fields})
    found, _ = match_columns(with_headings("รหัสหมู่บ้าน", "ข้อ 9 น้ำดื่ม"), schema)
    assert found["water"] == "ข้อ 9 น้ำดื่ม"


def test_parts_of_a_question():
    assert question("ตัวชี้วัดที่ 7 จำนวนทั้งหมด (คน)").part == "asked"
    assert question("ตัวชี้วัดที่ 7 เป้าหมาย ไม่ผ่าน").part == "unclear"
    assert question("ข้อมูล 16") is None
    assert question("ข้อ 3 และข้อ 4") is None
    assert question("6 - 14 ปี") is None
    assert part_of("ผลไม้") == ""
    assert part_of("FAILED") == "failing"


# --- below a group ---


@pytest.mark.parametrize("sign", [" › ", "/", " - ", "-"])
def test_the_last_part_of_a_group_heading_is_enough_where_it_is_alone(sign):
    heading = f"ที่อยู่{sign}รหัสหมู่บ้าน"
    found, notes = match_columns(with_headings("บ้าน", heading), SCHEMA)
    assert found["village"] == heading
    assert ("columns.read_as", "note", "B") in told(notes)


def test_last_parts_that_stand_twice_are_asked_about():
    headings = ("รหัสหมู่บ้าน", "ก่อน › รายได้", "หลัง › รายได้")
    found, notes = match_columns(with_headings(*headings), SCHEMA)
    assert list(found) == ["village"]
    assert [one[2] for one in told(notes) if one[0] == "columns.doubtful"] == ["B", "C"]


def test_a_name_below_a_group_of_people_is_no_name_of_a_place():
    schema = catalog.schema("facilities")
    headings = ("ประเภท", "ละติจูด", "ลองจิจูด", "ผู้ดูแล › ชื่อ")
    with pytest.raises(InputError) as caught:
        match_columns(with_headings(*headings), schema)
    assert "ชื่อสถานที่" in caught.value.tell("th")
    assert "name" not in compare(with_headings(*headings), schema).found


# --- likeness ---


def test_what_looks_alike_is_asked_about_and_not_used():
    found, notes = match_columns(renamed(members="สมาชิกก"), SCHEMA)
    assert "members" not in found
    assert told(notes) == [
        ("columns.doubtful", "decide", "D"),
        ("columns.absent", "note", ""),
    ]
    (choice,) = notes[0].suggestions
    assert (choice.value, choice.label, choice.why) == ("members", "สมาชิก", "heading")


def test_passing_never_looks_like_failing_nor_one_number_like_another():
    failing = SCHEMA.by_name["failing"]
    assert likeness("ตัวชี้วัดที่ 16 ไม่ผ่านน", failing) > 90
    assert likeness("ตัวชี้วัดที่ 16 ผ่าน", failing) == 0
    assert likeness("ตัวชี้วัดที่ 17 ไม่ผ่าน", failing) == 0


# --- the place ---


def test_villages_may_be_given_by_moo_where_the_tambon_is_known():
    table = with_headings("หมู่ที่", "สมาชิก")
    found, _ = match_columns(table, SCHEMA, within="990101")
    assert set(found) == {"moo", "members"}
    for within in (None, "9901"):
        with pytest.raises(InputError):
            match_columns(table, SCHEMA, within=within)
    assert [one.name for one in missing(["members"], SCHEMA, within="990101")] == ["village"]


# --- what a person decided ---


def a_map(**parts):
    head = {"id": "ours", "title": {"th": "ก", "en": "A"}, "schema": "small"}
    return ColumnMap.model_validate({"map": {**head, **parts.pop("map", {})}, **parts})


def test_a_map_comes_before_everything():
    table = renamed(house="เลขแปลก", moo="สมาชิก", members="คน")
    ours = a_map(columns={"moo": "สมาชิก", "members": "ค น", "house": "เลขแปลก"})
    found, notes = match_columns(table, SCHEMA, column_map=ours)
    assert (found["moo"], found["members"], found["house"]) == ("สมาชิก", "คน", "เลขแปลก")
    assert notes == ()


def test_a_confirmed_line_counts_and_an_open_one_is_asked_about():
    table = renamed(members="สมาชิกก", income="รายไดั")
    lines = [
        {"field": "members", "heading": "สมาชิกก", "likeness": 92.3, "confirmed": True},
        {"field": "income", "heading": "รายไดั", "likeness": 83.3},
    ]
    found, notes = match_columns(table, SCHEMA, column_map=a_map(doubtful=lines))
    assert found["members"] == "สมาชิกก"
    assert "income" not in found
    assert told(notes) == [("columns.doubtful", "decide", "E"), ("columns.absent", "note", "")]


def test_a_line_that_was_deleted_is_not_asked_about_again():
    found, notes = match_columns(renamed(members="สมาชิกก"), SCHEMA, column_map=a_map())
    assert "members" not in found
    assert told(notes) == [("columns.unknown", "note", "D"), ("columns.absent", "note", "")]


def test_a_heading_that_the_file_lacks_is_told():
    ours = a_map(columns={"income": "เงินเดือน"})
    found, notes = match_columns(renamed(income="อื่น"), SCHEMA, column_map=ours)
    assert "income" not in found
    assert told(notes)[0] == ("columns.map_heading", "decide", "")
    assert notes[0].facts == {"heading": "เงินเดือน", "column": "รายได้", "map": "ours"}


@pytest.mark.parametrize(
    ("parts", "code", "named"),
    [
        ({"columns": {"nothing": "บ้าน"}}, "column_map.field", "nothing"),
        ({"missing": {"nowhere": ["-"]}}, "column_map.field", "nowhere"),
        ({"doubtful": [{"field": "no", "heading": "บ้าน"}]}, "column_map.field", "no"),
        ({"map": {"schema": "other"}}, "column_map.schema", "other"),
        ({"columns": {"moo": "บ้าน", "house": "บ้าน "}}, "column_map.twice", "moo = บ้าน"),
        (
            {"columns": {"moo": "บ้าน"},
             "doubtful": [{"field": "moo", "heading": "หมู่", "confirmed": True}]},
            "column_map.twice", "moo = หมู่",
        ),
    ],
)  # fmt: skip
def test_a_map_that_does_not_fit_is_refused_by_name(parts, code, named):
    with pytest.raises(DocumentError) as caught:
        match_columns(renamed(), SCHEMA, column_map=a_map(**parts))
    assert caught.value.code == code
    assert caught.value.where.startswith("columns/ours.toml")
    assert all(named in caught.value.tell(lang) for lang in LANGS)


# --- drafts ---


def read_map(text):
    return parse_document(ColumnMap, text, name="draft.toml")


def test_a_draft_says_what_is_certain_doubtful_and_unknown():
    headings = ["บ้าน", "รหัสหมู่บ้าน", "ตัวชี้วัดที่ ๑๖ ไม่ผ่าน (ราย)", "สมาชิกก", "แปลก"]
    table = with_headings(*headings)
    text = draft(table, SCHEMA, name="ours", lang="en")
    ours = read_map(text)
    assert ours.columns == {
        "house": "บ้าน", "village": "รหัสหมู่บ้าน", "failing": "ตัวชี้วัดที่ ๑๖ ไม่ผ่าน (ราย)"
    }  # fmt: skip
    assert [(d.field, d.heading, d.confirmed) for d in ours.doubtful] == [
        ("members", "สมาชิกก", False)
    ]
    assert "#   E: แปลก" in text
    assert "#   moo: Moo" in text
    found, _ = match_columns(table, SCHEMA, column_map=ours)
    assert found == ours.columns
    confirmed = read_map(text.replace("confirmed = false", "confirmed = true"))
    assert match_columns(table, SCHEMA, column_map=confirmed)[0]["members"] == "สมาชิกก"


def test_a_draft_names_required_fields_that_are_missing_and_no_value():
    hidden = "ความลับ๙๙"
    table = raw([hidden, hidden], headings=["บ้าน", "สมาชิก"])
    for lang in LANGS:
        text = draft(table, SCHEMA, name="ours", lang=lang)
        assert "#   village: " in text
        assert hidden not in text
    assert "village" in draft(table, SCHEMA, name="x", within="990101")
    assert read_map(text).columns == {"house": "บ้าน", "members": "สมาชิก"}


HEADING = st.text(
    st.characters(codec="utf-8", categories=["L", "M", "N", "P", "S", "Z", "Cc", "Cf"]),
    min_size=1, max_size=30,
).filter(str.strip)  # fmt: skip
KNOWN = st.sampled_from(
    [*HEADINGS, *UNCLEAR, *OTHERS, "สมาชิกก", 'ราย"ได้\\', "กลุ่ม › น้ำ", "หมู่ที่\n ", "น้ำ'''", "ind16"]
)


@given(st.lists(HEADING | KNOWN, min_size=1, max_size=9, unique=True))
def test_every_heading_has_one_fate_and_every_draft_reads_back(headings):
    table = with_headings(*headings)
    made = compare(table, SCHEMA)
    fates = [*made.found.values(), *made.twice, *made.unknown, *(d.heading for d in made.doubtful)]
    assert sorted(fates) == sorted(table.frame.columns)
    for lang in LANGS:
        text = draft(table, SCHEMA, name="ร่าง", lang=lang)
        tomllib.loads(text)
        ours = read_map(text)
        assert ours.columns == made.found
        assert {d.heading for d in ours.doubtful} == {d.heading for d in made.doubtful}
        assert not any(d.confirmed for d in ours.doubtful)
    if not missing(made.found, SCHEMA):
        assert match_columns(table, SCHEMA, column_map=ours)[0] == made.found


@given(st.lists(HEADING | KNOWN, min_size=1, max_size=9, unique=True))
def test_nothing_is_matched_that_only_looks_alike(headings):
    table = with_headings(*headings)
    made = compare(table, SCHEMA)
    for name, heading in made.found.items():
        if name not in made.read_as:
            assert likeness(heading, SCHEMA.by_name[name]) == 100
