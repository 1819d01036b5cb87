"""Commands of the field and of self-assessment: what they say, and their exit codes."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from field_support import export

from tambon_gis import catalog
from tambon_gis.cli import main
from tambon_gis.loaders.forms.asked import field_form

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def home(tmp_path: Path) -> Path:
    shutil.copytree("data/five-questions", tmp_path / "p", ignore=shutil.ignore_patterns("maps"))
    return tmp_path / "p"


def run(*words: object) -> int:
    """The exit code of a line of words."""
    with pytest.raises(SystemExit) as ended:
        main([str(word) for word in words])
    return int(ended.value.code or 0)


def test_a_form_is_written_and_says_what_it_asks(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("field-form", "five-questions", "--folder", home) == 0
    told = capsys.readouterr().out
    assert "มีหมู่บ้านให้เลือก 6 หมู่บ้าน" in told
    assert "ยังไม่ยืนยัน" in told
    assert (home / "แบบสำรวจภาคสนาม-five-questions.xlsx").is_file()
    assert run("field-form", "bmn-2566", "--folder", home) == 2
    assert "ไม่รู้ว่าต้องถามอะไร" in capsys.readouterr().err


def test_an_export_is_read_and_what_is_left_out_is_told(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    form = field_form(
        catalog.rulebook("bmn-2560"),
        catalog.schema("bmn-household-items"),
        catalog.schema("bmn-person-answers"),
    )
    house = {"village": "99010201", "house_code": "990102010001", "members": 1,
             "surveyed_on": "2022-03-15"}  # fmt: skip
    paths = export(tmp_path, form, [house, {"consent": "no"}], [(1, {"age": 40}), (9, {"age": 5})])
    assert run("field-read", "bmn-2560", *paths, "--folder", home, "--add") == 1
    told = capsys.readouterr().out
    assert "1 แถว สมาชิก 1 คน ข้อมูลปี 2565" in told
    assert "ไม่ยินยอมให้ข้อมูล 1 ราย" in told
    assert "สมาชิก 1 คนไม่มีครัวเรือน" in told
    assert "เพิ่มแบบสำรวจ 2 รายการ" in told
    assert run("check", home) in {0, 1}  # the project reads what was written


def test_a_criterion_is_answered_and_shown(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer = ("assess", home, "transparent-office", "1.1", "partly")
    assert run(*answer, "--by", "เลขานุการคณะทำงาน") == 0
    capsys.readouterr()
    assert run("assess", home) == 0
    told = capsys.readouterr().out
    assert told.count("ยังไม่ยืนยันว่าเป็นเกณฑ์ทางราชการ") == 2
    assert "มีบางส่วน: 1 ข้อ" in told
    assert run("assess", home, "transparent-office") == 0
    assert "1.1  เผยแพร่ข้อมูลรวมของตำบลให้ประชาชนดูได้: มีบางส่วน" in (told := capsys.readouterr().out)
    assert "ความพร้อมรับผิด (ยังไม่ยืนยัน)" in told
    assert run(*answer) == 2
    assert run(*answer, "--by", "นางสาวใจดี มีสุข") == 2
    assert "ใจดี" not in capsys.readouterr().err
