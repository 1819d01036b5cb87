"""The made-up tambon in constants: its codes, villages and years."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

SEED: Final = 990102
YEARS: Final = (2563, 2564, 2565)
TAMBON: Final = "990101"
TAMBON_NAME: Final = "สาธิต"
AMPHOE_NAME: Final = "สาธิต"
PROVINCE_NAME: Final = "สาธิต"
WHERE: Final = "ตำบลสาธิต อำเภอสาธิต จังหวัดสาธิต"
SYNTHETIC: Final = "ข้อมูลสมมุติ สร้างขึ้นเพื่อสาธิต ไม่ใช่ข้อมูลจริง (synthetic)"


@dataclass(frozen=True)
class Village:
    """One moo: number, name, households in an ordinary year, and where its centre lies.

    `east` and `north` are kilometres from the south-west corner of the tambon; `bank` says on
    which side of the river it lies. Two pairs of moo share a name, as split villages do.
    """

    moo: int
    name: str
    households: int
    bank: str
    east: float
    north: float

    @property
    def code(self) -> str:
        """The eight-digit village code."""
        return f"{TAMBON}{self.moo:02d}"


VILLAGES: Final = (
    Village(1, "หนองน้ำใส", 212, "west", 2.20, 3.20),
    Village(2, "โคกสะอาด", 178, "west", 2.05, 5.20),
    Village(3, "ดอนทราย", 164, "west", 0.95, 2.15),
    Village(4, "ตลาดใหม่", 318, "east", 5.15, 4.85),
    Village(5, "หินกอง", 236, "east", 5.00, 2.60),
    Village(6, "โคกสะอาด", 142, "east", 4.00, 6.05),
    Village(7, "ดอนกลาง", 187, "west", 0.80, 4.15),
    Village(8, "หนองน้ำใส", 203, "east", 3.85, 3.75),
    Village(9, "ไร่บน", 128, "west", 1.15, 6.10),
    Village(10, "ท่าเรือ", 72, "west", 1.95, 0.75),
    Village(11, "ปากคลอง", 160, "east", 4.00, 1.20),
)
