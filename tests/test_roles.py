"""Who decides, draws or is thanked is an office: names of people are refused, places let in."""

from __future__ import annotations

import geothai
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tambon_gis.errors import InputError
from tambon_gis.study.answering.signing import credited, noted, signed
from tambon_gis.study.drawing.standing import role

#: Offices of a tambon, an amphoe and a village, as they are written on papers.
WRITTEN = """นายก อบต.|นายกองค์การบริหารส่วนตำบล|นายกเทศมนตรี|นายกเทศมนตรีตำบลนางแล
รองนายก อบต.นายม|นายอำเภอ|นายอำเภอนางรอง|นายช่าง|นายช่างโยธา
นายช่างสำรวจ|นายช่างเขียนแบบ|นายทะเบียนท้องถิ่น|นายแพทย์สาธารณสุขจังหวัด|นางพยาบาล
ผู้ใหญ่บ้าน|ผู้ใหญ่บ้านหมู่ 3|ผู้ช่วยผู้ใหญ่บ้าน|ผญบ. หมู่ 3|ผญ. ม.3|กำนัน|กำนันตำบลสาธิต|กำนันและผู้ใหญ่บ้าน|สารวัตรกำนัน
แพทย์ประจำตำบล|ปลัด อบต.|รองปลัดเทศบาล|หัวหน้าสำนักปลัด|ผอ.กองช่าง|ผู้อำนวยการกองคลัง
นักวิเคราะห์นโยบายและแผน|เจ้าพนักงานธุรการ
ส.อบต. หมู่ 4|ส.ท.เขต 1|ส.จ.เขต 2|อสม. หมู่ 1|คณะกรรมการหมู่บ้าน|ประชาคมหมู่ 5|ที่ประชุมสภา ครั้งที่ 1/2566|ผู้ทรงคุณวุฒิ
ฝ่ายคุณภาพชีวิต|รพ.สต.บ้านสาธิต|ครู กศน.ตำบล|พัฒนากร|เกษตรตำบล|กรมการปกครอง
นายกสมาคมแม่บ้าน|village head, moo 3
meeting of 20/11/2565|working group"""
OFFICES = tuple(WRITTEN.replace("\n", "|").split("|"))
NAMES = ("สมชาย", "สมชาย ใจดี", "มาลี สาธิต", "กฤษณะ", "ประสิทธิ์ ทองคำ", "เกษม", "ไพโรจน์ งามดี")
TITLES = (
    "นาย",
    "นาง",
    "นางสาว",
    "น.ส.",
    "คุณ",
    "นาย ",
    "นางสาว ",
    "ดร.",
    "ว่าที่ ร.ต.",
    "พ.ต.ท.",
    "ผญ.",
    "กำนัน",
)
BEFORE = ("", "ผู้ใหญ่", "ปลัด/", "ถาม", "โดย", "ปลัด อบต. ", "ผู้วาด: ", "(")
PLAIN = ("", "ผู้ใหญ่บ้าน ", "ปลัด/", "ปลัด อบต. ", "(")
NUMBERS = ("081-234-5678", "081 234 5678", "0-8123-4567", "๐๘๑-๒๓๔-๕๖๗๘", "1-9902-00000-12-3",
           "99020000001", "บ้านเลขที่ 12/3")  # fmt: skip
DISTRICTS = [one for above in geothai.provinces() for one in geothai.districts(above.code)]
PLACES = tuple(sorted({
    *(one.name_th for one in geothai.provinces()),
    *(one.name_th for one in DISTRICTS),
    *(one.name_th for above in DISTRICTS for one in geothai.subdistricts(above.code)),
}))  # fmt: skip


def _refused(text: str) -> set[str]:
    """What every place where a person types a role, a note or a credit says to a text."""
    said = set()
    for ask in (signed, noted, credited, role):
        try:
            ask(text)
        except InputError as fault:
            said.add(fault.code)
        else:
            said.add("")
    return said


@given(st.sampled_from(BEFORE), st.sampled_from(TITLES), st.sampled_from(NAMES))
def test_a_name_behind_a_title_is_refused_everywhere(before: str, title: str, name: str) -> None:
    if title in TITLES[7:]:
        before = before if before in PLAIN else ""
    told = _refused(before + title + name)
    assert told == {"deciding.person", "deciding.credit", "outline.person"}


@given(st.sampled_from(OFFICES), st.sampled_from(NUMBERS))
def test_a_number_of_a_person_is_refused_everywhere(office: str, number: str) -> None:
    told = _refused(f"{office} {number}")
    assert told == {"deciding.person", "deciding.credit", "outline.person"}


@pytest.mark.parametrize("office", OFFICES)
def test_offices_are_let_in(office: str) -> None:
    assert _refused(office) == {""}


def test_offices_of_every_tambon_and_amphoe_are_let_in() -> None:
    assert len(PLACES) > 5000
    offices = ("อบต.%s", "เทศบาลตำบล%s", "ปลัด อบต. %s", "อำเภอ%s", "กำนันตำบล%s")
    refused = [one % name for name in PLACES for one in offices
               if _refused(one % name) != {""}]  # fmt: skip
    assert refused == []
