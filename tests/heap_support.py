"""A heap of household files of all kinds, small enough to be read again file by file."""

from __future__ import annotations

import csv
import io
import os
import zipfile
from random import Random
from typing import TYPE_CHECKING, Final

import pandas as pd
from openpyxl import Workbook

from tambon_gis.loaders import points, tables, validate
from tambon_gis.study.convert import wish_of
from tambon_gis.study.heap import pieces

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from tambon_gis.errors import TambonError
    from tambon_gis.study.heap.pieces import Job, Wish

HEADINGS: Final = (
    "ลำดับ", "รหัสประจำบ้าน", "บ้านเลขที่", "รหัสหมู่บ้าน", "ชื่อ-สกุลหัวหน้าครัวเรือน",
    "จำนวนสมาชิก (คน)", "วันที่สำรวจ", "ละติจูด", "รายได้จากอาชีพหลัก", "ind08", "ind04",
)  # fmt: skip
#: Villages of three provinces, not in the order of their codes.
VILLAGES: Final = ("15010902", "10010101", "15010901", "99020103", "99020101")
Row = tuple[str, ...]


def households(count: int, seed: int, *, first: int = 1) -> list[Row]:
    """Rows of households, each with a house code of its own, some cells blank or wrong."""
    random = Random(seed)  # noqa: S311
    made = []
    for number in range(first, first + count):
        village = random.choice(VILLAGES)
        made.append((
            str(number),
            f"{village[:6]}{number:05d}",
            f"{number}/1",
            village,
            f"สมมุติ, ที่ {number}" if number % 3 else "สมมุติ\nสองบรรทัด",
            random.choice(("4", "๔", "", "99", "สี่")),
            random.choice(("15/03/2565", "2565-03-15", "")),
            random.choice(("14.5", "200", "")),
            random.choice(("120,000", "0", "-", "")),
            random.choice(("1", "0", "")),
            random.choice(("ผ่าน", "ไม่ผ่าน", "?")),
        ))  # fmt: skip
    return made


def text(rows: Iterable[Row], *, mark: str = ",", title: bool = False) -> str:
    """Rows as a text table, quoted where they must be."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=mark, lineterminator="\r\n")
    if title:
        writer.writerow(["แบบสรุป จปฐ. ข้อมูลสมมุติ"])
    writer.writerow(HEADINGS)
    writer.writerows(rows)
    return out.getvalue()


def workbook(path: Path, rows: Iterable[Row], *, sheet: str = "ครัวเรือน") -> None:
    """Rows as a workbook."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for row in (HEADINGS, *rows):
        page.append([cell or None for cell in row])
    book.save(path)


def heap(folder: Path) -> list[Path]:
    """Files of five kinds in two folders, with what makes a heap one: repeats, a broken file."""
    below = folder / "อำเภอสอง"
    below.mkdir(parents=True)
    one, two, three, four, five = (households(30, n, first=100 * n) for n in range(5))
    (folder / "ก.csv").write_text(text(one, title=True), "utf-8")
    (folder / "ข.csv").write_bytes(text(two, mark=";").encode("cp874"))
    workbook(folder / "ค.xlsx", [*three, one[3], one[4], three[0]])
    strayed = ("9", "99999900001", "9", "", "", "4", *[""] * 5)
    (below / "ก.csv").write_text(text([*four, strayed, two[5], four[2]]), "utf-8-sig")
    with zipfile.ZipFile(below / "ง.zip", "w") as packed:
        packed.writestr("จ.txt", text(five, mark="\t"))
    (below / "เสีย.xlsx").write_bytes(b"PK\x03\x04 broken")
    (below / "~$ค.xlsx").write_bytes(b"lock")
    (below / "อ่านก่อน.txt").write_text("ไฟล์ของหมู่บ้านทั้งหมด\nส่งเมื่อวาน", "utf-8")
    (folder / "ภาพ.jpg").write_bytes(b"\xff\xd8\xff")
    return [folder / "ก.csv", folder / "ข.csv", folder / "ค.xlsx", below / "ก.csv", below / "ง.zip"]


def wish(**others: str) -> Wish:
    """How the heap is read."""
    return wish_of("bmn-household", 2565, **others)


def file_by_file(files: Sequence[Path], how: Wish) -> pd.DataFrame:
    """The rows of the files as the road of a project reads them, with the number of their table."""
    schema = points.without_limits(how.schema)
    parts = [
        validate.validate(raw, schema, role="heap", within=how.within)
        for file in files
        for raw in tables.read_all(file, schema=how.schema)
    ]
    read = [frame for frame, _ in validate.across(parts, how.schema)]
    numbered = [frame.assign(source=at) for at, frame in enumerate(read, start=1)]
    return in_order(pd.concat(numbered, ignore_index=True))


def in_order(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows in the order of the dataset, values as plain objects."""
    names = ["place", "source", "row"]
    ordered = frame.sort_values(names, ignore_index=True)
    plain = ordered.astype(object).where(ordered.notna(), None)
    return plain[[*names, *sorted(set(plain.columns) - set(names))]]


def dies(job: Job) -> TambonError | None:
    """A reader whose process ends without a word at some inputs."""
    if job.path.name.startswith("dies"):
        os._exit(9)
    return pieces.attempt(job)


def values(frame: pd.DataFrame) -> list[Mapping[str, object]]:
    """Rows as mappings."""
    records: list[Mapping[str, object]] = frame.to_dict("records")  # type: ignore[assignment]
    return records
