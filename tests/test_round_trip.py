"""Any table of a schema, written in any way that people write tables, reads back equal."""

from __future__ import annotations

import datetime as dt
import itertools
import sqlite3
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from torture.books import ods_bytes
from torture.homes import text_of
from torture.reading import plain

from tambon_gis import catalog
from tambon_gis.loaders.tables import read_raw
from tambon_gis.loaders.validate import validate
from tambon_gis.places import moo_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tambon_gis.model.schema import Field

SCHEMA = catalog.schema("bmn-household")
ALWAYS = ("house_code", "village")
KINDS = {"village", "code", "moo", "integer", "number", "text", "date", "answer"}
OTHERS = [
    one.name
    for one in SCHEMA.field
    if one.name not in ALWAYS and one.kind in KINDS and one.age_of is None
]
VILLAGES = ("99010101", "99010102", "15010903", "30200912")
WORDS = ("บ้านต้นน้ำ", "นาง ก", "12/3", "ไผ่ เหลือง", 'O\'Neil, "ข"', "ซอย 5", "a;b|c")
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp874")
SEPARATORS = (",", ";", "\t", "|")
NUMBERS = ("plain", "commas", "thai", "float", "spaces")
HEADS = ("one", "titles", "groups", "odd")
THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
TEXT_FORMATS = [f"csv {coding} {mark!r}" for coding in ENCODINGS for mark in SEPARATORS]
OTHER_FORMATS = ["xlsx", "ods", "parquet", "sqlite"]
SOME = ["csv cp874 ';'", *OTHER_FORMATS]


@dataclass(frozen=True)
class Table:
    """A table of typed values, and the manner in which it is written."""

    fields: tuple[Field, ...]
    rows: tuple[dict[str, Any], ...]
    numbers: str
    head: str


def values(one: Field) -> st.SearchStrategy[Any]:
    """Whatever a field may hold, unknown as well."""
    low = one.minimum if one.minimum is not None else -1000
    high = min(one.maximum if one.maximum is not None else 2_000_000, 2_000_000)
    found: dict[str, st.SearchStrategy[Any]] = {
        "code": st.integers(10**9, 10**13 - 1).map(str),
        "integer": st.integers(int(low), int(high)),
        "number": st.integers(int(low * 100) + 1 if low else 0, int(high * 100)).map(
            lambda n: n / 100
        ),
        "text": st.sampled_from(WORDS),
        "date": st.dates(dt.date(1900, 1, 1), dt.date(2025, 12, 31)),
        "answer": st.sampled_from(sorted(set(one.values.values()) or {0})),
        "moo": st.none(),
    }
    return st.none() | found[one.kind]


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """A few columns in any order, a few rows, one manner of writing."""
    names = draw(st.lists(st.sampled_from(OTHERS), unique=True, min_size=1, max_size=7))
    names = draw(st.permutations([*ALWAYS, *names]))
    fields = tuple(SCHEMA.by_name[name] for name in names)
    codes = draw(st.lists(st.integers(10**10, 10**11 - 1), unique=True, min_size=1, max_size=5))
    rows = []
    for code in codes:
        row = {one.name: draw(values(one)) for one in fields if one.name not in ALWAYS}
        row |= {"house_code": str(code), "village": draw(st.sampled_from(VILLAGES))}
        if "moo" in row:
            row["moo"] = moo_of(row["village"])
        for one in fields:
            if one.at_most in row and None not in {row[one.name], row[one.at_most]}:
                row[one.name] = min(row[one.name], row[one.at_most])
        rows.append(row)
    return Table(fields, tuple(rows), draw(st.sampled_from(NUMBERS)), draw(st.sampled_from(HEADS)))


def written(value: Any, one: Field, style: str) -> str:
    """A value as a person would type it."""
    if value is None:
        return ""
    if isinstance(value, dt.date):
        era = value.year + 543
        text = f"{value.day:02}/{value.month:02}/{era}" if style != "float" else f"{value} 00:00:00"
    elif one.kind == "answer":
        text = next(answer for answer, code in one.values.items() if code == value)
    elif one.kind in {"integer", "number"}:
        text = f"{value:,}" if style == "commas" else f"{value}"
        text = f"{text}.0" if style == "float" and one.kind == "integer" else text
    elif one.kind == "moo":
        text = {"thai": f"หมู่ที่ {value}", "commas": f"ม.{value}"}.get(style, f"{value:02}")
    else:
        text = f"{value}.0" if style == "float" and one.kind in {"village", "code"} else f"{value}"
    if style == "thai" and one.kind != "text":
        return text.translate(THAI)
    return f"  {text} " if style == "spaces" else text


def heading(one: Field, style: str) -> str:
    """The heading of a column, as it stands in good and in odd files."""
    title = one.title.th
    if style != "odd":
        return title
    return f" {title.translate(THAI).replace(' ', '  ')} "


def grid(table: Table) -> list[list[str]]:
    """Titles, headings and rows of text."""
    titles = [heading(one, table.head) for one in table.fields]
    rows = [
        [written(row[one.name], one, table.numbers) for one in table.fields] for row in table.rows
    ]
    if table.head == "titles":
        return [["แบบสรุปข้อมูล จปฐ."], ["ตำบลสาธิต อำเภอสาธิต"], [], titles, *rows]
    if table.head == "groups":
        over, under = zip(*map(_split, titles), strict=True)
        first = ["" if text == before else text
                 for before, text in itertools.pairwise(["", *over])]  # fmt: skip
        # without merged cells only a group of several columns shows that there are two rows
        if any(part and not group for group, part in zip(first, under, strict=True)):
            return [first, list(under), *rows]
    return [titles, *rows]


def _split(title: str) -> tuple[str, str]:
    """A heading over two rows, where it is one of an indicator: its number over its part."""
    words = title.split(" ")
    if title.startswith("ตัวชี้วัดที่") and len(words) > 2:
        return " ".join(words[:2]), " ".join(words[2:])
    return title, ""


def write(table: Table, kind: str, folder: Path) -> Path:
    """Write a table in a format."""
    if kind.startswith("csv"):
        _, encoding, mark = kind.split(" ", 2)
        path = folder / "a.csv"
        path.write_bytes(
            text_of(grid(table), mark.strip("'").replace("\\t", "\t")).encode(encoding)
        )
        return path
    if kind == "ods":
        path = folder / "a.ods"
        path.write_bytes(ods_bytes({"ข้อมูล": grid(table)}))
        return path
    return {"xlsx": _xlsx, "parquet": _parquet, "sqlite": _sqlite}[kind](table, folder)


def _xlsx(table: Table, folder: Path) -> Path:
    """A workbook: typed cells where numbers are plain, merged groups where headings have them."""
    import xlsxwriter

    path, rows = folder / "a.xlsx", grid(table)
    top = len(rows) - len(table.rows)
    with xlsxwriter.Workbook(str(path)) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet = book.add_worksheet("ข้อมูล")
        for down, row in enumerate(rows):
            for right, cell in enumerate(row):
                if cell and not (down >= top and table.numbers == "plain"):
                    sheet.write_string(down, right, cell)
        if table.numbers == "plain":
            for down, typed in enumerate(table.rows, top):
                for right, one in enumerate(table.fields):
                    _typed(sheet, down, right, typed[one.name], day)
        if table.head == "groups" and top > 1:
            _merge(sheet, rows[0], rows[1], book.add_format())
    return path


def _typed(sheet: Any, down: int, right: int, value: Any, day: Any) -> None:
    """A value as Excel keeps it."""
    if isinstance(value, dt.date):
        sheet.write_datetime(down, right, dt.datetime(value.year, value.month, value.day), day)  # noqa: DTZ001
    elif isinstance(value, str):
        sheet.write_string(down, right, value)
    elif value is not None:
        sheet.write_number(down, right, value)


def _merge(sheet: Any, over: list[str], under: list[str], style: Any) -> None:
    """Groups over their columns, single headings over both rows."""
    at = 0
    while at < len(over):
        end = at
        while under[at] and end + 1 < len(over) and not over[end + 1] and under[end + 1]:
            end += 1
        low = 0 if under[at] else 1
        if (low, end) != (0, at):
            sheet.merge_range(0, at, low, end, over[at], style)
        at = end + 1


def _parquet(table: Table, folder: Path) -> Path:
    """Columns of texts, or of typed values where numbers are plain."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    def column(one: Field) -> pa.Array:
        cells = [row[one.name] for row in table.rows]
        if table.numbers == "plain":
            return pa.array(cells)
        return pa.array([written(cell, one, table.numbers) for cell in cells], pa.string())

    pq.write_table(
        pa.table({heading(one, table.head): column(one) for one in table.fields}),
        folder / "a.parquet",
    )
    return folder / "a.parquet"


def _sqlite(table: Table, folder: Path) -> Path:
    """A table of texts or of typed values."""
    names = ", ".join(f'"{heading(one, table.head)}"' for one in table.fields)
    with sqlite3.connect(folder / "a.sqlite") as base:
        base.execute(f"CREATE TABLE homes ({names})")
        for row in table.rows:
            cells: Sequence[Any] = [
                written(row[one.name], one, table.numbers)
                if table.numbers != "plain" or one.kind == "date"
                else row[one.name]
                for one in table.fields
            ]
            base.execute(f"INSERT INTO homes VALUES ({','.join('?' * len(cells))})", cells)
    base.close()
    return folder / "a.sqlite"


def check(table: Table, kind: str) -> None:
    """Write it, read it, and compare every value, row by row."""
    with tempfile.TemporaryDirectory() as home:
        raw = read_raw(write(table, kind, Path(home)), schema=SCHEMA)
        frame, report = validate(raw, SCHEMA, role="homes")
    assert (report.rows_read, report.rows_refused) == (len(table.rows), 0)
    names = {one.name for one in table.fields}
    halves = [
        one for one in SCHEMA.field if one.at_most and len({one.name, one.at_most} & names) == 1
    ]
    decide = [one.code for one in report.findings if one.severity == "decide"]
    assert decide == ["columns.half"] * len(halves)  # the columns are drawn one by one
    for one in table.fields:
        wanted = [row[one.name] for row in table.rows]
        assert plain(frame[one.name]) == plain(wanted), one.name


@pytest.mark.parametrize("kind", TEXT_FORMATS)
@settings(max_examples=4, deadline=None)
@given(table=tables())
def test_text_tables_read_back_equal(kind, table):
    check(table, kind)


@pytest.mark.parametrize("kind", OTHER_FORMATS)
@settings(max_examples=20, deadline=None)
@given(table=tables())
def test_other_tables_read_back_equal(kind, table):
    check(table, kind)


@pytest.mark.parametrize("numbers", NUMBERS)
@pytest.mark.parametrize("head", HEADS)
def test_every_manner_is_tried(numbers, head):
    """Each style of numbers under each style of headings, once for certain."""
    names = ("house_code", "ind16_target", "ind16_fail", "village", "moo", "members", "income_main",
             "surveyed_on", "ind04", "head_name")  # fmt: skip
    row = ("99010100001", 1200, 3, "99010101", 1, 12, 1234.5, dt.date(2022, 2, 28), 1, "นาง ก")
    first = dict(zip(names, row, strict=True)) | {"ind16_target": 12}
    second = dict.fromkeys(names) | {"house_code": "99010100002", "village": "15010903",
                                                "moo": 3, "income_main": 0.0}  # fmt: skip
    fields = tuple(SCHEMA.by_name[name] for name in names)
    for kind in SOME:
        check(Table(fields, (first, second), numbers, head), kind)


def test_a_changed_value_is_noticed(monkeypatch):
    """The comparison can fail."""
    fields = tuple(SCHEMA.by_name[name] for name in (*ALWAYS, "members"))
    row = {"house_code": "99010100001", "village": "99010101", "members": 4}
    good = Table(fields, (row,), "plain", "one")
    check(good, "xlsx")
    real = written
    monkeypatch.setitem(globals(), "written", lambda value, one, style: real(
        5 if value == 4 else value, one, style))  # fmt: skip
    with pytest.raises(AssertionError):
        check(good, "ods")
