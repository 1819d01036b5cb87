"""Project documents: every fault at once, and what a file name and a code may be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tambon_gis.errors import DocumentError, MissingFileError
from tambon_gis.model.document import parse_document, read_document
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
    for key in ("area.code", "boundary.level", "boundary.file", "survey.0.year"):
        assert key in lines
    assert "survey.0.rulebok" in lines
    assert "survey.0.rulebook" in lines


@pytest.mark.parametrize("file", ["/home/me/x.shp", "C:/x.shp", "c:x.shp", "a\\b.shp", ""])
def test_a_file_is_named_relative_to_the_document(file: str) -> None:
    assert "boundary.file" in told(SOUND.replace("inputs/village.shp", file.replace("\\", "\\\\")))


@pytest.mark.parametrize("code", ["15", "1501", "150109", "TH", "990101"])
def test_codes_of_areas(code: str) -> None:
    assert parse(SOUND.replace("150109", code)).area.code == code


@pytest.mark.parametrize("code", ["15010901", "th", "٠١", "", "150109 x"])
def test_what_is_no_area(code: str) -> None:
    assert "area.code" in told(SOUND.replace("150109", code))


def test_a_code_in_thai_digits_is_the_same_code() -> None:
    assert parse(SOUND.replace("150109", "๑๕๐๑๐๙")).area.code == "150109"


def test_a_code_is_text() -> None:
    assert "area.code" in told(SOUND.replace('"150109"', "150109"))


def test_a_survey_is_read_in_one_way() -> None:
    both = SOUND + 'source = "tpmap-province-2561"\n'
    assert "survey.0" in told(both)
    assert "survey.0" in told(SOUND.replace('schema = "bmn-household"\n', ""))


def test_one_file_for_a_survey_and_year() -> None:
    again = SOUND + SOUND[SOUND.index("[[survey]]") :]
    assert "bmn-2560-2565" in told(again)
    assert (
        len(parse(SOUND + SOUND[SOUND.index("[[survey]]") :].replace("2565", "2564")).survey) == 2
    )


def test_a_decision_says_who_and_when() -> None:
    decision = '[[publish_sensitive]]\nindicator = "bmn-2560/16"\n'
    lines = told(SOUND + decision)
    assert "publish_sensitive.0.decided_by" in lines
    assert "publish_sensitive.0.decided_on" in lines


def test_a_role_is_no_person() -> None:
    role = '[[role]]\ntitle = { th = "ก", en = "a" }\nname = "-"\n'
    assert "role.0.name" in told(SOUND + role)


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
