"""Words of a plan for who does a project and how far it is; unknown words are never guessed at."""

from __future__ import annotations

import re

from tambon_gis.thai import clean, normalise_label

__all__ = ["KINDS", "STATES", "code_of", "is_tick"]

#: Who does it -> how offices write it.
KINDS: dict[str, tuple[str, ...]] = {
    "own": ("ทำเอง", "ชุมชนทำเอง", "หมู่บ้านทำเอง", "ดำเนินการเอง", "ชุมชนดำเนินการเอง", "ทำได้เอง",
            "ทำเองได้"),
    "joint": ("ทำร่วม", "ร่วมทำ", "ทำร่วมกัน", "ทำร่วมกับหน่วยงาน", "ทำร่วมกับหน่วยงานอื่น", "ดำเนินการร่วม",
              "ดำเนินการร่วมกัน", "ร่วมดำเนินการ", "ร่วมกับหน่วยงาน"),
    "asked": ("ขอสนับสนุน", "ขอรับสนับสนุน", "ขอรับการสนับสนุน", "ขอการสนับสนุน", "ขอรับการสนับสนุนจากหน่วยงาน",
              "ขอสนับสนุนจากหน่วยงาน", "ขอรับการสนับสนุนจากหน่วยงานอื่น", "ขอรับการอุดหนุน"),
}  # fmt: skip
#: How far it is -> how offices write it.
STATES: dict[str, tuple[str, ...]] = {
    "planned": ("อยู่ในแผน", "ตามแผน", "ยังไม่ดำเนินการ", "ยังไม่ได้ดำเนินการ", "ยังไม่เริ่ม", "รอดำเนินการ",
                "ยังไม่ได้ทำ"),
    "running": ("กำลังทำ", "กำลังดำเนินการ", "อยู่ระหว่างดำเนินการ", "อยู่ระหว่างการดำเนินการ",
                "ระหว่างดำเนินการ"),
    "done": ("เสร็จ", "เสร็จแล้ว", "แล้วเสร็จ", "เสร็จสิ้น", "เสร็จสิ้นแล้ว", "ดำเนินการแล้วเสร็จ",
             "ดำเนินการเสร็จสิ้น",
             "ดำเนินการเสร็จแล้ว", "ดำเนินการแล้ว", "ทำแล้ว"),
    "dropped": ("ยกเลิก", "ยกเลิกแล้ว", "ยกเลิกโครงการ", "ถูกยกเลิก", "ไม่ดำเนินการ"),
}  # fmt: skip
_TICKS = frozenset("/✓✔√☑●•vxX×1๑")
_MARKS = re.compile(r"^[\s\d.()\-•*]+|[\s.*]+$")


def code_of(text: str, known: dict[str, tuple[str, ...]]) -> str | None:
    """
    The code that a text stands for.

    Parameters
    ----------
    text : str
        Text of a cell.
    known : dict[str, tuple[str, ...]]
        Code -> how it is written; the code itself is understood as well.

    Returns
    -------
    str or None
        None for words that are not among them.

    Examples
    --------
    >>> code_of("2. ทำร่วมกับหน่วยงาน", KINDS), code_of("แล้วเสร็จ", STATES), code_of("รออยู่", STATES)
    ('joint', 'done', None)
    """
    label = normalise_label(_MARKS.sub("", clean(text)))
    return next(
        (code for code, texts in known.items()
         if label == code or label in {normalise_label(one) for one in texts}),
        None,
    )  # fmt: skip


def is_tick(text: str) -> bool:
    """
    Whether a cell is ticked.

    Parameters
    ----------
    text : str
        Its text.

    Returns
    -------
    bool
        True for a slash, a tick, a cross, a dot or 1.

    Examples
    --------
    >>> is_tick(" / "), is_tick("-")
    (True, False)
    """
    return clean(text) in _TICKS
