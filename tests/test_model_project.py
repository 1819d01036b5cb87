"""Project documents: every fault at once, and what a file name and a code may be."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tambon_gis.errors import DocumentError, MissingFileError
from tambon_gis.model.document import parse_document, read_document
from tambon_gis.model.fault import Fault, Slip
from tambon_gis.model.project import Project

if TYPE_CHECKING:
    from pathlib import Path

SOUND = """
[area]
code = "150109"
name = { th = "หัวไผ่", en = "Hua Phai" }

[boundary]
file = "inputs/village.shp"
level = "village"

[[survey]]
year = 2565
file = "inputs/จปฐ2565.xlsx"
schema = "bmn-household"
rulebook = "bmn-2560"
"""


def parse(text: str) -> Project:
    return parse_document(Project, text, name="tambon.toml")


def told(text: str) -> str:
    with pytest.raises(DocumentError) as caught:
        parse(text)
    assert "tambon.toml" in caught.value.tell("th")
    return caught.value.tell("en")


def test_a_sound_project() -> None:
    project = parse(SOUND)
    assert project.survey[0].role == "bmn-2560-2565"
    assert not project.area.synthetic
    assert project.facilities is None
    with pytest.raises(ValueError, match="frozen"):
        project.area.code = "150110"  # type: ignore[misc]


def test_every_fault_is_told_at_once() -> None:
    text = (
        SOUND.replace('"150109"', '"15010"')
        .replace('level = "village"', 'level = "hamlet"')
        .replace("year = 2565", "year = 2022")
        .replace("rulebook =", "rulebok =")
        .replace('"inputs/village.shp"', '"C:\\\\maps\\\\village.shp"')
    )
    lines = told(text)
    for key in ("area › code", "boundary › level", "boundary › file", "survey no. 1 › year"):
        assert f"· {key}: " in lines
    assert "· survey no. 1 › rulebok: " in lines
    assert "· survey no. 1 › rulebook: " in lines


@pytest.mark.parametrize("file", ["/home/me/x.shp", "C:/x.shp", "c:x.shp", "a\\b.shp", ""])
def test_a_file_is_named_relative_to_the_document(file: str) -> None:
    written = file.replace("\\", "\\\\")
    assert "· boundary › file: " in told(SOUND.replace("inputs/village.shp", written))


@pytest.mark.parametrize("code", ["15", "1501", "150109", "TH", "990101"])
def test_codes_of_areas(code: str) -> None:
    assert parse(SOUND.replace("150109", code)).area.code == code


@pytest.mark.parametrize("code", ["15010901", "th", "٠١", "", "150109 x"])
def test_what_is_no_area(code: str) -> None:
    assert "· area › code: " in told(SOUND.replace("150109", code))


def test_a_code_in_thai_digits_is_the_same_code() -> None:
    assert parse(SOUND.replace("150109", "๑๕๐๑๐๙")).area.code == "150109"


def test_a_code_is_text() -> None:
    assert "· area › code: " in told(SOUND.replace('"150109"', "150109"))


def test_a_survey_is_read_in_one_way() -> None:
    both = SOUND + 'source = "tpmap-province-2561"\n'
    assert "· survey no. 1: " in told(both)
    assert "· survey no. 1: " in told(SOUND.replace('schema = "bmn-household"\n', ""))


def test_one_file_for_a_survey_and_year() -> None:
    again = SOUND + SOUND[SOUND.index("[[survey]]") :]
    assert "bmn-2560-2565" in told(again)
    assert (
        len(parse(SOUND + SOUND[SOUND.index("[[survey]]") :].replace("2565", "2564")).survey) == 2
    )


def test_a_decision_says_who_and_when() -> None:
    decision = '[[publish_sensitive]]\nindicator = "bmn-2560/16"\n'
    lines = told(SOUND + decision)
    assert "· publish_sensitive no. 1 › decided_by: " in lines
    assert "· publish_sensitive no. 1 › decided_on: " in lines


def test_a_role_is_no_person() -> None:
    role = '[[role]]\ntitle = { th = "ก", en = "a" }\nname = "-"\n'
    assert "· role no. 1 › name: " in told(SOUND + role)


def test_documents_on_disk(tmp_path: Path) -> None:
    path = tmp_path / "tambon.toml"
    with pytest.raises(MissingFileError) as missing:
        read_document(Project, path)
    assert str(tmp_path) not in missing.value.tell("th")
    path.write_text(SOUND, encoding="utf-8-sig")
    assert read_document(Project, path) == parse(SOUND)
    path.write_text(SOUND, encoding="cp874")
    with pytest.raises(DocumentError) as caught:
        read_document(Project, path)
    assert caught.value.code == "document.encoding"
    path.write_text("[area", encoding="utf-8")
    with pytest.raises(DocumentError) as caught:
        read_document(Project, path)
    assert caught.value.code == "document.syntax"
    assert str(tmp_path) not in caught.value.tell("en")


# --- the commonest slips, in Thai ---

SLIPS = {
    "unknown_key": (
        "rulebook =",
        "rulebok =",
        "survey ลำดับที่ 1 › rulebok: ไม่รู้จักรายการ “rulebok” อาจสะกดผิด",
    ),
    "missing_key": ('level = "village"\n', "", "boundary › level: ขาดรายการนี้"),
    "common_era": (
        "2565\nfile",
        "2022\nfile",
        "survey ลำดับที่ 1 › year: ปี 2022 เป็นปี ค.ศ. ให้ใส่ปี พ.ศ. เช่น 2565",
    ),
    "no_year": ("2565\nfile", "65\nfile", "ใส่ปี พ.ศ. เช่น 2565 (ตั้งแต่ 2500 ถึง 2700)"),
    "year_in_words": ("2565\nfile", '"สองพัน"\nfile', "survey ลำดับที่ 1 › year: ต้องเป็นจำนวนเต็ม"),
    "code_as_number": ('"150109"', "150109", "area › code: ต้องเป็นข้อความในเครื่องหมายคำพูด"),
    "code_too_short": ('"150109"', '"15010"', "area › code: รหัสพื้นที่ต้องเป็นตัวเลข"),
    "level": ('"village"', '"hamlet"', "ใช้ได้เฉพาะค่าเหล่านี้: province, amphoe, tambon, village"),
    "one_bracket": (
        "[[survey]]",
        "[survey]",
        "survey: ต้องเป็นชุดค่าใน [ ] หรือถ้าเป็นหัวข้อ ให้เขียนวงเล็บสองชั้น [[survey]]",
    ),
    "one_language": (
        '{ th = "หัวไผ่", en = "Hua Phai" }',
        '"หัวไผ่"',
        "area › name: ต้องเป็นหัวข้อหรือกลุ่มรายการ",
    ),
    "escaped_path": (
        "inputs/village.shp",
        "C:\\\\maps\\\\village.shp",
        "boundary › file: เขียนที่อยู่ไฟล์",
    ),
    "line_break_in_path": ("inputs/village.shp", "inputs\\new.shp", "boundary › file: เขียนที่อยู่ไฟล์"),
    "windows_path": (
        "inputs/village.shp",
        "C:\\maps\\village.shp",
        "บรรทัดที่ 7 อักษรที่ 13: มีเครื่องหมาย \\ ให้ใช้ / แทน",
    ),
    "users_path": ("inputs/village.shp", "C:\\Users\\x.shp", "มีเครื่องหมาย \\ ให้ใช้ / แทน"),
    "curly_quotes": ('"150109"', "“150109”", "บรรทัดที่ 3 อักษรที่ 8: มีเครื่องหมายคำพูดแบบโค้ง"),
    "curly_at_the_end": ('"150109"', '"150109”', "บรรทัดที่ 3 อักษรที่ 16: มีเครื่องหมายคำพูดแบบโค้ง"),
    "open_quote": ('"150109"', '"150109', "บรรทัดที่ 3 อักษรที่ 15: เครื่องหมายคำพูดไม่ครบคู่"),
    "no_quotes": ('"village"', "village", "บรรทัดที่ 8 อักษรที่ 9: ค่าหลังเครื่องหมาย = ไม่ถูกแบบ"),
    "open_bracket": ("[boundary]", "[boundary", "บรรทัดที่ 6 อักษรที่ 10: วงเล็บไม่ครบคู่"),
    "no_equals": ("level =", "level", "บรรทัดที่ 8 อักษรที่ 7: ต้องเขียนเป็น ชื่อรายการ = ค่า"),
    "key_twice": (
        "year = 2565",
        "year = 2565\nyear = 2565",
        "บรรทัดที่ 12 อักษรที่ 12: รายการหรือหัวข้อนี้เขียนซ้ำ",
    ),
}
ENGLISH = re.compile(r"[A-Za-z']+ [A-Za-z']+ [A-Za-z']+")


def in_thai(text: str) -> str:
    with pytest.raises(DocumentError) as caught:
        parse(text)
    return caught.value.tell("th")


@pytest.mark.parametrize(("old", "new", "thai"), SLIPS.values(), ids=SLIPS)
def test_a_common_slip_is_told_in_thai(old: str, new: str, thai: str) -> None:
    assert SOUND.count(old) == 1
    text = SOUND.replace(old, new)
    assert thai in in_thai(text)
    assert not ENGLISH.search(in_thai(text))
    assert not re.search("[ก-๙]", told(text))


def test_the_scan_for_english_can_fail() -> None:
    assert ENGLISH.search("area › code: Input should be a valid string")


def test_a_fault_is_told_once() -> None:
    text = SOUND.replace('"150109"', '"15010"').replace("rulebook =", "rulebok =")
    assert in_thai(text).count("area › code") == 1


def test_a_fault_without_a_sentence_of_its_own_is_told_in_general() -> None:
    fault = Fault("of_a_later_pydantic", {"x": 1}, ("years", 1))
    assert fault.tell("th").startswith("years ลำดับที่ 2: ค่านี้ใช้ไม่ได้")
    assert Fault("missing").tell("th").startswith("ทั้งเอกสาร: ")


def test_a_text_that_ends_too_early() -> None:
    assert Slip(0, 0, ("bracket",)).tell("th") == "ท้ายเอกสาร: วงเล็บไม่ครบคู่"
    assert "ท้ายเอกสาร: วงเล็บไม่ครบคู่" in in_thai("years = [2565")
