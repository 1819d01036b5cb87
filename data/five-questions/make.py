"""Make the example of a tambon's own rulebook: one workbook of made-up households and six villages.

Run ``python data/five-questions/make.py`` to rewrite both files, or add ``--out DIR`` to make a
whole copy of the example elsewhere. All of it is synthetic and seeded: the same at every run.
"""

from __future__ import annotations

import argparse
import json
import shutil
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
import xlsxwriter

__all__ = ["make"]

HERE: Final = Path(__file__).resolve().parent
SEED: Final = 990105
TAMBON: Final = "990102"
MADE: Final = datetime(2022, 11, 20, tzinfo=UTC)
SYNTHETIC: Final = "ข้อมูลสมมุติ สร้างขึ้นเพื่อสาธิต ไม่ใช่ข้อมูลจริง (synthetic)"
TITLES: Final = ("คำถามเพิ่ม 5 ข้อ ตำบลสาธิตเหนือ พ.ศ. 2565", SYNTHETIC)
HEADINGS: Final = (
    "รหัสบ้านในแบบสอบถาม", "รหัสหมู่บ้าน", "หมู่ที่", "คนในบ้าน (คน)",
    "น้ำดื่มที่เก็บสำรอง (ลิตร)", "แยกขยะก่อนทิ้งหรือไม่", "โทรศัพท์ในบ้านได้หรือไม่",
    "ใช้อินเทอร์เน็ตในบ้านได้หรือไม่", "ผู้สูงอายุที่อยู่ลำพัง (คน)", "ในจำนวนนี้ไม่มีคนให้โทรหา (คน)",
    "บ้านเป็นหนี้หรือไม่", "มีหนี้นอกระบบหรือไม่",
)  # fmt: skip
#: Village name, households, and how often its households lack water, sort no waste, cannot call.
VILLAGES: Final = (
    ("ริมบึง", 31, 0.55, 0.30, 0.06),
    ("ไร่กลาง", 24, 0.15, 0.35, 0.10),
    ("โนนงาม", 28, 0.12, 0.60, 0.05),
    ("เชิงเขา", 19, 0.20, 0.40, 0.65),
    ("ท่าล่าง", 26, 0.60, 0.25, 0.08),
    ("สวนใหม่", 22, 0.10, 0.15, 0.12),
)
#: Chances that are the same everywhere; a first and a second elder; an answer left blank.
NO_WASTE, ONLINE, LONELY, OWES, OWES_OUTSIDE, SILENT = 0.04, 0.8, 0.3, 0.6, 0.25, 0.02
ELDERS_ALONE: Final = (0.35, 0.05)
COLUMNS: Final = 3
SOUTH_WEST: Final = (100.420, 12.380)
CELL: Final = (0.022, 0.024)
WRITTEN_BY_HAND: Final = (
    "README.md", "tambon.toml", "rulebooks/five-questions.toml", "schemas/five-questions.toml"
)  # fmt: skip

Row = list[str | int | None]


def make(out: Path) -> None:
    """Write the example.

    Parameters
    ----------
    out : Path
        Folder; made when it is not there.
    """
    (out / "boundaries").mkdir(parents=True, exist_ok=True)
    write_villages(out / "boundaries" / "village.geojson")
    write_households(out / "คำถามเพิ่ม2565.xlsx", households())
    for name in WRITTEN_BY_HAND:
        if out.resolve() != HERE:
            (out / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(HERE / name, out / name)


def households() -> list[Row]:
    """Make the rows of the workbook, in the order of villages.

    Returns
    -------
    list of list
        Cells in the order of the headings; None where a question was not answered.
    """
    rng = np.random.default_rng(SEED)
    rows: list[Row] = []
    for moo, (_, count, *rates) in enumerate(VILLAGES, start=1):
        for _ in range(count):
            code = f"{TAMBON}{len(rows) + 1:05d}"
            rows.append([code, f"{TAMBON}{moo:02d}", moo, *_answers(rng, *rates)])
    return rows


def _answers(rng: np.random.Generator, dry: float, mixed: float, mute: float) -> Row:
    """Draw the answers of one household."""
    members = int(rng.integers(1, 7))
    litres = int(rng.integers(0, 14) if rng.random() < dry else rng.integers(16, 40)) * members
    waste = "ไม่แยก" if rng.random() < mixed else "แยก"
    waste = "ไม่มีขยะทิ้ง" if rng.random() < NO_WASTE else waste
    calls = "ไม่ได้" if rng.random() < mute else "ได้"
    online = "ได้" if calls == "ได้" and rng.random() < ONLINE else "ไม่ได้"
    alone = sum(bool(rng.random() < chance) for chance in ELDERS_ALONE)
    lonely = sum(bool(rng.random() < LONELY) for _ in range(alone))
    owes = rng.random() < OWES
    outside = "มี" if rng.random() < OWES_OUTSIDE else "ไม่มี"
    answers: Row = [
        litres or "-", waste, calls, online, alone or "-", lonely or "-",
        "เป็นหนี้" if owes else "ไม่เป็นหนี้", outside if owes else None,
    ]  # fmt: skip
    silent = rng.random(len(answers)) < SILENT
    return [members, *(None if no else one for no, one in zip(silent, answers, strict=True))]


def write_households(path: Path, rows: list[Row]) -> None:
    """Write the workbook: two title rows, headings, data.

    Parameters
    ----------
    path : Path
        The file to write.
    rows : list of list
        Cells in the order of the headings.
    """
    with xlsxwriter.Workbook(str(path)) as book:
        book.set_properties({"author": "", "created": MADE, "comments": SYNTHETIC})
        bold = book.add_format({"bold": True})
        head = book.add_format({"bold": True, "text_wrap": True, "border": 1, "valign": "top"})
        sheet = book.add_worksheet("ครัวเรือน")
        for at, title in enumerate(TITLES):
            sheet.write(at, 0, title, bold)
        sheet.write_row(len(TITLES), 0, HEADINGS, head)
        sheet.set_row(len(TITLES), 48)
        for at, row in enumerate(rows, start=len(TITLES) + 1):
            for column, cell in enumerate(row):
                if cell is not None:
                    sheet.write(at, column, cell)
        sheet.set_column(0, len(HEADINGS) - 1, 15)
        sheet.freeze_panes(len(TITLES) + 1, 1)


def write_villages(path: Path) -> None:
    """Write the villages as GeoJSON in WGS 84: they tile the tambon, each border drawn once.

    Parameters
    ----------
    path : Path
        The file to write.
    """
    features = []
    for at, (name, *_) in enumerate(VILLAGES):
        x, y = at % COLUMNS, at // COLUMNS
        corners = [(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1), (x, y)]
        ring = [point for start, end in pairwise(corners) for point in _border(start, end)[:-1]]
        code = f"{TAMBON}{at + 1:02d}"
        features.append(
            {
                "type": "Feature",
                "properties": {"VILL_CODE": code, "VILL_NAM_T": name, "MOO": at + 1},
                "geometry": {"type": "Polygon", "coordinates": [[*ring, ring[0]]]},
            }
        )
    lines = ",\n".join(json.dumps(one, ensure_ascii=False) for one in features)
    text = f'{{"type": "FeatureCollection", "features": [\n{lines}\n]}}\n'
    path.write_text(text, encoding="utf-8", newline="\n")


def _border(start: tuple[int, int], end: tuple[int, int]) -> list[list[float]]:
    """A line between two corners of the grid, the same whichever end it is drawn from."""
    low, high = sorted((start, end))
    rng = np.random.default_rng([SEED, *low, *high])
    along = np.linspace(0, 1, 9)[:, None]
    bend = np.cumsum(rng.normal(0, 0.035, (9, 2)), axis=0)
    bend -= bend[0] + (bend[-1] - bend[0]) * along
    grid = _corner(low) * (1 - along) + _corner(high) * along + bend
    line: list[list[float]] = np.round(np.asarray(SOUTH_WEST) + grid * np.asarray(CELL), 5).tolist()
    return line if start == low else line[::-1]


def _corner(corner: tuple[int, int]) -> np.ndarray:
    """A corner of the grid, moved a little."""
    return np.asarray(corner) + np.random.default_rng([SEED, *corner]).normal(0, 0.08, 2)


def main() -> None:
    """Read the command line and make the example."""
    parser = argparse.ArgumentParser(description="Make the example of a tambon's own rulebook.")
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write to")
    make(parser.parse_args().out)


if __name__ == "__main__":
    main()
