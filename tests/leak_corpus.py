"""A project whose inputs hold a thousand secrets, in every column and sheet of every file.

The secrets are made up: citizen ids with a right check digit, phones, names, house numbers and
coordinates of households. None of them may reach a public file.
"""

from __future__ import annotations

import random
import shutil
from dataclasses import dataclass
from itertools import cycle
from typing import TYPE_CHECKING

import geopandas as gpd
import openpyxl
from openpyxl.cell.cell import MergedCell

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

EACH = 200
KINDS = ("citizen_id", "phone", "name", "house_number", "coordinate")
GIVEN = ("กมลพร", "จิรวัฒน์", "ชนาธิป", "ณัฐวุฒิ", "ธีรภัทร", "นภัสสร", "ปวีณา", "พงศกร", "ภูวดล", "วรัญญา")
FAMILY = ("ลับเฉพาะกิจ", "ซ่อนเร้นใจ", "ปิดบังตน", "งำความดี", "อำพรางกาย", "เร้นกายา", "มิดชิดดี", "สงวนนาม",
          "ปกปิดชื่อ", "ซุกซ่อนไว้", "ลี้ลับนัก", "แฝงเร้นรัก", "อมความลับ", "กลบเกลื่อน", "บังหน้าตา", "ลับลมคม",
          "เก็บงำไว้", "ปิดปากดี", "หลบลี้หน้า", "ลอบเร้นมา")  # fmt: skip
TITLES = ("นาย", "นาง", "นางสาว", "เด็กชาย", "ด.ญ.")


@dataclass(frozen=True)
class Secret:
    """One value that must stay inside."""

    kind: str
    value: str


def citizen_id(chance: random.Random) -> str:
    """Thirteen digits with a right check digit."""
    head = [chance.randint(1, 8), *(chance.randint(0, 9) for _ in range(11))]
    total = sum(digit * weight for digit, weight in zip(head, range(13, 1, -1), strict=True))
    return "".join(map(str, [*head, (11 - total % 11) % 10]))


def secrets(seed: int = 5) -> tuple[Secret, ...]:
    """A thousand secrets, two hundred of each kind, all different."""
    chance = random.Random(seed)  # noqa: S311 - made up, not secret
    made: dict[str, dict[str, None]] = {kind: {} for kind in KINDS}
    makers = {
        "citizen_id": lambda: citizen_id(chance),
        "phone": lambda: f"08{chance.randint(1, 9)}{chance.randint(1_000_000, 9_999_999)}",
        "name": lambda: f"{chance.choice(TITLES)}{chance.choice(GIVEN)} {chance.choice(FAMILY)}",
        "house_number": lambda: f"{chance.randint(1000, 9999)}/{chance.randint(1000, 9999)}",
        "coordinate": lambda: (
            f"12.{chance.randint(37_000, 43_000)},100.{chance.randint(33_000, 38_000)}"
        ),
    }  # fmt: skip
    for kind, maker in makers.items():
        while len(made[kind]) < EACH:
            made[kind][maker()] = None
    return tuple(Secret(kind, value) for kind in KINDS for value in made[kind])


def plant(demo: Path, folder: Path) -> tuple[Secret, ...]:
    """Copy the worked example and put the secrets wherever its files have room for them."""
    shutil.copytree(
        demo, folder, ignore=shutil.ignore_patterns("*.py", "maps", "work", "__pycache__")
    )
    found = secrets()
    every = cycle(found)
    for book in sorted(folder.glob("*.xlsx")):
        _plant_book(book, found, every)
    _plant_boundary(folder, every)
    _plant_layers(folder, every)
    for document in sorted(folder.glob("*.toml")):
        head = "".join(f"# {next(every).value}\n" for _ in range(20))
        document.write_text(head + document.read_text("utf-8"), encoding="utf-8")
    return found


def _plant_book(path: Path, found: tuple[Secret, ...], every: Iterator[Secret]) -> None:
    """Every column of every sheet, sheets of their own, and properties."""
    book = openpyxl.load_workbook(path)
    for sheet in list(book):
        _plant_sheet(sheet, path.name, found, every)
    for name, state in (("บันทึก", "visible"), ("ซ่อน", "hidden")):
        note = book.create_sheet(name)
        note.sheet_state = state
        for one in found:
            note.append([one.kind, one.value])
    book.properties.creator = next(every).value
    book.properties.description = next(every).value
    book.save(path)


def _plant_sheet(
    sheet: Worksheet, file: str, found: tuple[Secret, ...], every: Iterator[Secret]
) -> None:
    """What is never public in the columns there are, and three columns more."""
    head = _heading(sheet)
    if file.startswith("สถานที่"):
        _fill(sheet, head, sheet.max_column, every)  # the note: free text
    elif not file.startswith("แผน"):  # every column of a plan is published; three more are not
        for column in range(1, sheet.max_column + 1):
            _put(sheet, head + 1 + column % 11, column, next(every).value)
    if file.startswith("สมาชิก"):  # a person without a household stops the count: digits pass
        column = next(n for n, cell in enumerate(sheet[head], 1) if cell.value == "รหัสประจำบ้าน")
        phone = next(one.value for one in found if one.kind == "phone")
        _put(sheet, head + 1 + column % 11, column, phone)
    if file.startswith("จปฐ"):
        _personal_columns(sheet, head, found)
    for extra, title in enumerate(("เลขประจำตัวประชาชน", "โทรศัพท์", "บันทึกของผู้สำรวจ"), start=1):
        column = sheet.max_column + 1
        _put(sheet, head, column, title)
        _fill(sheet, head, column, every, step=extra)


def _heading(sheet: Worksheet) -> int:
    """The row of headings: the first with many cells filled; all, where there are few columns."""
    widest = min(max(4, sheet.max_column // 2), sheet.max_column)
    for row in sheet.iter_rows(1, 20):
        if sum(cell.value is not None for cell in row) >= widest:
            return row[0].row
    message = f"no heading row in {sheet.title}"
    raise AssertionError(message)


def _personal_columns(sheet: Worksheet, head: int, found: tuple[Secret, ...]) -> None:
    """Names, house numbers and coordinates of two hundred households."""
    by_kind = {kind: [one.value for one in found if one.kind == kind] for kind in KINDS}
    titles = {sheet.cell(head, n).value: n for n in range(1, sheet.max_column + 1)}
    for n in range(EACH):
        row = head + 100 + n
        sheet.cell(row, titles["ชื่อ-สกุลหัวหน้าครัวเรือน"]).value = by_kind["name"][n]
        sheet.cell(row, titles["บ้านเลขที่"]).value = by_kind["house_number"][n]
        latitude, longitude = by_kind["coordinate"][n].split(",")
        sheet.cell(row, titles["ละติจูด"]).value = float(latitude)
        sheet.cell(row, titles["ลองจิจูด"]).value = float(longitude)


def _fill(
    sheet: Worksheet, head: int, column: int, every: Iterator[Secret], *, step: int = 1
) -> None:
    """A column of secrets."""
    for row in range(head + 1, sheet.max_row + 1, step):
        _put(sheet, row, column, next(every).value)


def _put(sheet: Worksheet, row: int, column: int, value: str) -> None:
    """A value into a cell, unless it is the covered part of a merged one."""
    cell = sheet.cell(row, column)
    if not isinstance(cell, MergedCell):
        cell.value = value


def _plant_boundary(folder: Path, every: Iterator[Secret]) -> None:
    """Attributes of the polygons beside code and name."""
    path = folder / "boundaries" / "village.shp"
    frame = gpd.read_file(path)
    for n in range(4):
        frame[f"NOTE{n}"] = [next(every).value for _ in range(len(frame))]
    frame.to_file(path, encoding="utf-8")


def _plant_layers(folder: Path, every: Iterator[Secret]) -> None:
    """Attributes of the group's own layers that no document names."""
    for path in sorted((folder / "map").glob("*.geojson")):
        frame = gpd.read_file(path)
        frame["owner"] = [next(every).value for _ in range(len(frame))]
        frame["phone"] = [next(every).value for _ in range(len(frame))]
        frame.to_file(path, driver="GeoJSON")
