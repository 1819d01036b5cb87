"""The keywords of จปฐ.: one list an indicator, each word finds its own, none is a stray one."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from tambon_gis import catalog
from tambon_gis.analysis.planning.links import speaks_of
from tambon_gis.errors import DocumentError
from tambon_gis.thai import normalise_label

if TYPE_CHECKING:
    from tambon_gis.model.trace import IndicatorWords

WORDS = catalog.keywords("bmn-2560")
BOOK = catalog.rulebook("bmn-2560")
#: Objectives as municipalities write them, and what they are about; written before the words were
#: looked at again.
OBJECTIVES = {
    "เพื่อให้ประชาชนมีน้ำดื่มที่สะอาดบริโภคอย่างทั่วถึง": "9",
    "เพื่อกักเก็บน้ำไว้ใช้ในฤดูแล้ง ขุดลอกหนองน้ำสาธารณะ": "10",
    "เพื่อซ่อมแซมบ้านให้ผู้ด้อยโอกาส": "8",
    "เพื่อลดฝุ่นละอองและการเผาในที่โล่ง": "12",
    "เพื่อส่งเสริมการคัดแยกขยะในครัวเรือน": "11",
    "เพื่อให้ผู้สูงอายุมีรายได้": "21",
    "เพื่อส่งเสริมให้ครัวเรือนออมเงิน": "23",
    "เพื่อรณรงค์ให้ประชาชนงดเหล้าเข้าพรรษา": "24",
    "เพื่อให้เด็กได้รับทุนการศึกษา": "16",
    "เพื่อติดตั้งกล้องวงจรปิด (CCTV)": "14",
    "เพื่อสงเคราะห์เบี้ยความพิการ": "28",
    "เพื่อจัดซื้อ pm2.5 เครื่องวัด": "12",
}
#: Texts that are about none of them.
OTHERS = (
    "ก่อสร้างถนน คสล. สายบ้านหนองน้ำใส กว้าง 5 เมตร", "ก่อสร้างซุ้มประตูทางเข้าตำบล",
    "ปรับปรุงอาคารสำนักงาน อบต.", "จัดซื้อครุภัณฑ์คอมพิวเตอร์", "ก่อสร้างรางระบายน้ำ หมู่ที่ 3",
)  # fmt: skip


def spoken(text: str) -> set[str]:
    plan = pd.DataFrame({"project": [1], "title": [text]})
    return set(speaks_of(plan, keywords={WORDS.id: WORDS})["code"])


def test_every_indicator_has_words_once() -> None:
    assert [one.code for one in WORDS.indicator] == [one.code for one in BOOK.indicator]
    assert WORDS.id == BOOK.id
    assert WORDS.keywords.status == "illustrative"


@pytest.mark.parametrize("one", WORDS.indicator, ids=lambda one: one.code)
def test_words_find_their_own_indicator(one: IndicatorWords) -> None:
    for word in one.words:
        assert one.code in spoken(f"โครงการ{word}ในตำบล"), word
    for word in one.never:
        assert one.code not in spoken(f"{one.words[0]} {word}"), word


@pytest.mark.parametrize("one", WORDS.indicator, ids=lambda one: one.code)
def test_words_are_no_stray_syllables_and_stand_once(one: IndicatorWords) -> None:
    every = [normalise_label(word) for word in (*one.words, *one.never)]
    assert [word for word, n in Counter(every).items() if n > 1] == []
    assert min(len(word) for word in every) >= 4


@pytest.mark.parametrize(("text", "code"), OBJECTIVES.items())
def test_objectives_as_they_are_written(text: str, code: str) -> None:
    assert code in spoken(text)


@pytest.mark.parametrize("text", OTHERS)
def test_roads_and_gates_are_about_none(text: str) -> None:
    assert spoken(text) == set()


def test_work_for_the_old_is_not_work_for_the_young() -> None:
    assert spoken("ส่งเสริมอาชีพผู้สูงอายุ") == {"21"}


def test_a_rulebook_without_words_is_told_by_its_name() -> None:
    assert "nrd2c" not in catalog.names("keywords")
    with pytest.raises(DocumentError):
        catalog.keywords("nrd2c")
