"""Whether a text that people wrote freely names a person; officials are told apart."""

from __future__ import annotations

import re

from tambon_gis.loaders.reading.faults import personal

__all__ = ["names_a_person"]

#: Officials whose titles begin as the word before a man's name does.
_OFFICE = re.compile(
    r"นาย(?:ก(?=[\s.]|อบ|เทศ|องค์|สมาคม|ฯ|$)|อำเภอ|ทะเบียน|ช่าง(?=\s|โยธา|$)|แพทย์|สถานี|ตรวจ)"
)
#: Words that stand before a name without a space.
_BEFORE = re.compile(r"(บ้าน|ของ|โดย|ชื่อ|คือ)(?=นาย|นาง)")


def names_a_person(text: str) -> bool:
    """
    Whether a text names a person, by a title before a name or by a long number.

    Parameters
    ----------
    text : str
        Who confirmed something, or why.

    Returns
    -------
    bool
        False for officials such as นายก and นายอำเภอ. A place whose name begins as a title does
        (บ้านนางแก้ว) is taken for a person: better one text too few than a name too many.

    Examples
    --------
    >>> [names_a_person(text) for text in ("นายสมมุติ สาธิต", "นายก อบต.สาธิต", "ที่ประชุมหมู่ 3")]
    [True, False, False]
    """
    return personal(_BEFORE.sub(r"\1 ", _OFFICE.sub("", text)))
