"""Seeking a tambon by what a person remembers; the official list is counted here by other means."""

from __future__ import annotations

import time

import geothai
import pytest
from typer.testing import CliRunner

from tambon_gis.cli.desk import app
from tambon_gis.study.seeking import MOST, seek

ANG_THONG, SING_BURI, AYUTTHAYA = "150109", "170105", "141501"


def codes(text: str) -> list[str]:
    return [one.code for one in seek(text)]


def sure(text: str) -> list[str]:
    return [one.code for one in seek(text) if one.sure]


@pytest.mark.parametrize(
    "text",
    ["hua phai", "Hua Phai", "HUAPHAI", "hua-phai", " Hua  Phai ", "Tambon Hua Phai",
     "T. Hua Phai", "t.huaphai", "Hua Phai Subdistrict", "หัวไผ่", "ต.หัวไผ่", "ต. หัวไผ่", "ตำบลหัวไผ่",
     "ตำบล หัวไผ่", "อบต.หัวไผ่", "ม.๓ ต.หัวไผ่", "หั\u200bวไผ่"],
)  # fmt: skip
def test_three_tambons_are_called_so_and_come_first(text: str) -> None:
    assert sorted(codes(text)[:3]) == sorted(sure(text)) == [AYUTTHAYA, ANG_THONG, SING_BURI]


@pytest.mark.parametrize(
    "text",
    ["หัวไผ่ สิงห์บุรี", "สิงห์บุรี หัวไผ่", "ต.หัวไผ่ อ.เมืองสิงห์บุรี จ.สิงห์บุรี", "ต. หัวไผ่ อ. เมือง จ. สิงห์บุรี",
     "ตำบลหัวไผ่อำเภอเมืองสิงห์บุรีจังหวัดสิงห์บุรี", "ต.หัวไผ่อ.เมืองจ.สิงห์บุรี", "หมู่ที่ 4 ต.หัวไผ่ จ.สิงห์บุรี 16000",
     "hua phai sing buri", "Huaphai Singburi", "Hua Phai, Mueang Sing Buri, Sing Buri",
     "Tambon Hua Phai, Amphoe Mueang Sing Buri, Changwat Sing Buri",
     "Hua Phai Subdistrict, Mueang Sing Buri District, Sing Buri Province",
     "170105", "๑๗๐๑๐๕", "17 01 05", "๑๗ ๐๑ ๐๕", "17-01-05", "17010512", "๑๗๐๑๐๕๑๒", "17 01 05 12",
     "TH17010512", "170105 หัวไผ่ · เมืองสิงห์บุรี · สิงห์บุรี"],
)  # fmt: skip
def test_one_tambon_is_meant(text: str) -> None:
    assert codes(text) == [SING_BURI]


@pytest.mark.parametrize("text", ["หัวใผ่ สิงห์บุรี", "หัวไผ สิงหบุรี", "hua pai singburi", "Hua Phai Sing"])
def test_what_only_sounds_so_or_begins_so_is_offered_and_never_sure(text: str) -> None:
    assert [(one.code, one.sure) for one in seek(text)] == [(SING_BURI, False)]


def test_a_name_written_wrongly_is_offered_and_never_sure() -> None:
    assert {AYUTTHAYA, ANG_THONG, SING_BURI} <= set(codes("Huaphay"))
    assert sure("Huaphay") == []


def test_words_for_a_kind_inside_a_name_stay() -> None:
    assert codes("สามตำบล")[0] == codes("ต.สามตำบล")[0] == "801906"
    assert "801906" in sure("Sam Tambon")
    assert codes("จ.ป.ร.") == ["850406"]
    assert "2408" in {code[:4] for code in codes("Sanam Chai Khet")}
    assert codes("แขวงวัดราชบพิธ เขตพระนคร กทม.") == ["100103"]


def test_the_kind_that_is_written_counts_unless_nothing_is_called_so() -> None:
    assert {code[:4] for code in codes("อ.เมืองอ่างทอง")} == {"1501"}
    assert sorted(codes("อ.หัวไผ่")) == [AYUTTHAYA, ANG_THONG, SING_BURI]


def test_a_code_that_is_no_more_leads_to_todays_but_a_person_looks() -> None:
    assert [(one.code, one.sure) for one in seek("43090112")] == [("380401", False)]


@pytest.mark.parametrize(
    "text", ["", "  ", "ตำบล", "T.", "15010", "999999", "99010101", "nowhere at all", "\x00"]
)
def test_nothing_is_found(text: str) -> None:
    assert codes(text) == []


def test_every_tambon_is_found_by_its_names_and_its_province() -> None:
    """A part of the list: every 150th, in both languages; and its village number 1."""
    listed = [one for area in geothai.provinces() for part in geothai.districts(area.code)
              for one in geothai.subdistricts(part.code)]  # fmt: skip
    assert len(listed) > 7000
    for one in listed[::150]:
        area = geothai.province(one.province_code)
        for text in (f"ต.{one.name_th} จ.{area.name_th}", f"{one.name_en} {area.name_en}".lower()):
            assert one.code in codes(text), text
        assert codes(f"{one.code}01") == [one.code]


def test_no_text_keeps_it_busy() -> None:
    started = time.process_time()
    for text in ("a " * 500, "ก" * 5000, "บ้าน " * 100, "(" * 100, "hua phai " * 20):
        seek(text)
    assert time.process_time() - started < 20


def test_the_command_tells_how_many_are_not_shown() -> None:
    done = CliRunner().invoke(app, ["--lang", "en", "find", "15"])
    of_ang_thong = sum(
        len(list(geothai.subdistricts(part.code))) for part in geothai.districts("15")
    )
    lines = done.output.splitlines()
    assert done.exit_code == 0
    assert len(lines) == MOST + 1
    assert f" {of_ang_thong - MOST} " in lines[-1]
    fewer = CliRunner().invoke(app, ["find", "1501"]).output.splitlines()
    assert len(fewer) == len(list(geothai.subdistricts("1501")))
