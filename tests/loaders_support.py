"""What the tests of the loaders share: paths, a small schema, a workbook written by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from tambon_gis.loaders.formats.cells import Cells, text_frame
from tambon_gis.loaders.layout.header import raw_table
from tambon_gis.model.schema import Schema
from tambon_gis.words import LANGS

REPO = Path(__file__).parents[1]
DATA = REPO / "tests" / "data"
SMALL = DATA / "small"
DEMO = REPO / "data" / "demo"
SHARED = REPO.parent / "shared" / "data"

SCHEMA = Schema.model_validate(
    {
        "table": {
            "id": "small",
            "title": {"th": "ครัวเรือน", "en": "Households"},
            "unit": "household",
            "key": ["house"],
            "place": "village",
            "source": "test",
        },
        "field": [
            {"name": "house", "title": {"th": "บ้าน", "en": "House"}, "kind": "code"},
            {
                "name": "village",
                "title": {"th": "รหัสหมู่บ้าน", "en": "Village"},
                "kind": "village",
                "required": True,
                "public": True,
            },
            {"name": "moo", "title": {"th": "หมู่ที่", "en": "Moo"}, "kind": "moo", "public": True},
            {
                "name": "members",
                "title": {"th": "สมาชิก", "en": "Members"},
                "kind": "integer",
                "minimum": 1,
                "maximum": 50,
            },
            {
                "name": "income",
                "title": {"th": "รายได้", "en": "Income"},
                "kind": "number",
                "minimum": 0,
                "dash": "zero",
            },
            {
                "name": "asked",
                "title": {"th": "ตัวชี้วัดที่ 16 เป้าหมาย", "en": "Asked"},
                "kind": "integer",
                "minimum": 0,
                "dash": "zero",
            },
            {
                "name": "failing",
                "title": {"th": "ตัวชี้วัดที่ 16 ไม่ผ่าน", "en": "Failing"},
                "kind": "integer",
                "minimum": 0,
                "dash": "zero",
                "at_most": "asked",
            },
            {
                "name": "water",
                "title": {"th": "น้ำ", "en": "Water"},
                "kind": "answer",
                "values": {"ผ่าน": 1, "ไม่ผ่าน": 0, "1": 1, "0": 0},
                "dash": "not_applicable",
            },
            {"name": "day", "title": {"th": "วันที่", "en": "Day"}, "kind": "date"},
        ],
    }
)
HEADINGS = [one.title.th for one in SCHEMA.field]
GOOD = ["1", "99020101", "1", "4", "100", "2", "1", "1", "01/02/2565"]


def raw(*rows, headings=HEADINGS):
    """A raw table with its headings in row 1."""
    return raw_table(Cells(text_frame([headings, *rows])), 1, file="a.csv")


def changed(**cells):
    """A good row with other cells, by field name."""
    names = [one.name for one in SCHEMA.field]
    return [cells.get(name, found) for name, found in zip(names, GOOD, strict=True)]


def write_xlsx(path, sheets):
    """Write sheets of rows: sheet name -> rows; None leaves a cell blank."""
    with xlsxwriter.Workbook(str(path)) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if hasattr(cell, "year"):
                        sheet.write_datetime(row, column, cell, day)
                    elif isinstance(cell, str) and cell.startswith("="):
                        sheet.write_formula(row, column, cell, None, "#DIV/0!")
                    elif cell is not None:
                        sheet.write(row, column, cell)
    return path


def codes(report, severity=None):
    """Codes of the findings of a report, in their order; each can be said in both languages."""
    for finding in report.findings:
        for lang in LANGS:
            assert finding.tell(lang)
            assert finding.mend(lang)
    return [f.code for f in report.findings if severity is None or f.severity == severity]


def shared(*parts):
    """A file of real data, or a skip with the reason."""
    path = SHARED.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"real data is not part of the repository: shared/data/{'/'.join(parts)}")
    return path
