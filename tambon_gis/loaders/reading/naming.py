"""Whether a text that people wrote freely names a person; offices and places are told apart."""

from __future__ import annotations

import re

from tambon_gis.thai import clean, digits_to_arabic

__all__ = ["names_a_person"]

#: A name goes on with a consonant or a vowel that is written before one: นายาง is no title.
_NAME = r"(?=\s{0,2}[ก-ฮเ-ไ])"
_WHOLE = r"(?![ก-๎])"
#: Offices and callings whose words begin as the title before a name does.
_OFFICE = re.compile(
    r"นายก(?:เทศ|องค์|อบ[ตจ]|เมือง|พัทยา|สมาคม|สภา|สโมสร|รัฐ|เหล่า|ชมรม|ฯ|" + _WHOLE + r")"
    r"|นาย(?:อำเภอ|ทะเบียน|สถานี|จ้าง|ทหาร|ตำรวจ|หน้า|ประกัน|ด่าน|ไปรษณีย์|เวร|หมวด|ทุน|ตรวจ|ๆ)"
    r"|นายช่าง(?:โยธา|สำรวจ|รังวัด|ไฟฟ้า|เครื่อง|เขียนแบบ|เทคนิค|ชลประทาน|ผังเมือง|แผนที่|ใหญ่|ประจำ|ชำนาญ"
    r"|อาวุโส|ปฏิบัติ|อบ[ตจ]|เทศบาล|ของ|และ|ผู้|หมู่|กอง|" + _WHOLE + r")"
    r"|นาย(?:สัตว)?แพทย์(?:สาธารณสุข|ชำนาญ|เชี่ยวชาญ|ประจำ|ปฏิบัติ|ผู้|จังหวัด|" + _WHOLE + r")"
    r"|นาง(?:พยาบาล|ฟ้า|รำ" + _WHOLE + r"|นวล" + _WHOLE + r")"
    r"|เจ้านาย|(?:ทรง|ขอบ|พระ|บุญ)คุณ"
    r"|คุณ(?:ภาพ|ธรรม|วุฒิ|สมบัติ|ค่า|ประโยชน์|ลักษณะ)"
    r"|คุณ(?:หมอ|ครู|แม่|พ่อ|ย่า|ยาย|ตา|ปู่|ป้า|ลุง|น้า|อา)" + _WHOLE
)  # fmt: skip
#: Names of tambons and amphoes in which a title's letters stand, within a word and at its head.
_PLACES = re.compile(
    r"คลองเจ้าคุณสิงห์|ดอนนางหงส์|ทุ่งนางโอก|ท่านาง(?:งาม|แนว|แมว)|บางนาง(?:ร้า|ลี่)|บางนายสี|พนางตุง|ลำนาง(?:รอง|แก้ว)"
    r"|สร้างนางขาว|หนองนางนวล|หนองแวงนางเบ้า|หาดนางแก้ว|เกาะนางคำ|บางนางบวช|เสนางคนิคม|แม่นางขาว|โพนางดำ"
    r"|(?:ตำบล|ต\.|อำเภอ|อ\.|เทศบาล(?:ตำบล|เมือง)?|ทต\.|ทม\.|อบต\.?|ชุมชน|บ้าน|รพ\.?สต\.?)\s?"
    r"(?:นาง(?:ตะเคียน|บวช|พญา|รอง|รำ|ลือ|หลง|เลิ้ง|แก้ว|แดด|แล)|นายม)" + _WHOLE
)
_TITLE = re.compile(
    r"(?:นางสาว|นาง|นาย|คุณ)" + _NAME + r"|(?<!\.)(?:น\.\s?ส\.|ด\.\s?[ชญ]\.)" + _NAME
    + r"|เด็ก(?:ชาย|หญิง)(?!และ|หรือ|อายุ|ที่|ใน|วัย|ไม่|คน|ทุก|จำนวน|กำพร้า)" + _NAME
    + r"|(?<![A-Za-z])(?:mr|mrs|miss|ms|dr)(?:\.\s?|\s)(?=[a-zก-ฮเ-ไ])",
    re.IGNORECASE,
)  # fmt: skip
#: What follows an office or a rank where no name does.
_NO_NAME = (
    r"(?!หมู่|ม\.|ตำบล|ต\.|อำเภอ|บ้าน|เขต|เทศบาล|อบต|ประจำ|ฝ่าย|ผู้|แพทย์|สารวัตร|และ|หรือ|กับ|ใน|ที่|ทุก|ทั้ง"
    r"|ของ|ท้องที่|ท้องถิ่น|รักษา(?:การ|ราชการ)|ร่วม|ตรวจ|ให้|ลง|วาด|เป็น|ได้|ยืนยัน|รับรอง|จาก|ชี้|ซึ่ง|ไม่|เดิม|เก่า)"
)
#: Offices and ranks that people put straight before a name.
_BEFORE = re.compile(
    r"(?:ผู้ใหญ่(?!บ้าน)|(?<![ก-๎])(?:ผญ\.?(?!บ)|ผญบ\.?|ผู้ใหญ่บ้าน|กำนัน(?!ตำบล)|สารวัตรกำนัน)"
    r"|(?<![ก-๎.])(?:ดร\.|(?:ว่าที่\s?)?[พรสจด]\.\s?[ตทอสจ]\.(?:\s?[ทอตจ]\.)?(?:\s?หญิง)?))"
    r"\s?(?=[ก-ฮเ-ไ])" + _NO_NAME
)
#: So many digits in a row are a number of a person, a house or a telephone.
_NUMBER = re.compile(r"\d(?:[\s.-]?\d){8,}")
_HOUSE = re.compile(r"บ้านเลขที่\s?\d|\d+/\d+\s*(?:หมู่|ม\.)(?:ที่)?\s?\d+\s*(?:ต\.|ตำบล)")
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)


def names_a_person(text: str) -> bool:
    """
    Whether a text names a person, by a title or an office before a name or by a long number.

    Parameters
    ----------
    text : str
        Who decided, drew or confirmed something, who is thanked, or why.

    Returns
    -------
    bool
        False for officials such as นายก and นายอำเภอ, and for tambons such as นางรอง. A house
        called by its owner (บ้านนายสม) is taken for a person: better one text too few than a name
        too many. A name without any title cannot be told from a place.

    Examples
    --------
    >>> [names_a_person(text) for text in ("นายสมมุติ สาธิต", "นายก อบต.สาธิต", "ที่ประชุมหมู่ 3")]
    [True, False, False]
    >>> [names_a_person(text) for text in ("ผู้ใหญ่นายสมมุติ", "อบต.นางรอง", "โทร ๐๘๑ ๒๓๔ ๕๖๗๘")]
    [True, False, True]
    """
    seen = _ADDRESS.sub(" ", digits_to_arabic(clean(text)))
    if _NUMBER.search(seen) or _HOUSE.search(seen):
        return True
    bare = _OFFICE.sub(" ", _PLACES.sub(" ", seen))
    return bool(_TITLE.search(bare) or _BEFORE.search(seen))
