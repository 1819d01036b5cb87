"""The report in three forms: page, console and workbook are read back and must say the same."""

import html
import io
import re
import zipfile

import openpyxl
import pytest
from render_sample import credit
from rich.console import Console

from tambon_gis import catalog
from tambon_gis.loaders import fixes
from tambon_gis.model.findings import Finding, Findings, Report, Suggestion
from tambon_gis.model.fixes import Fixes
from tambon_gis.model.join import Join, Side
from tambon_gis.render.book import workbook
from tambon_gis.render.told import console, report
from tambon_gis.render.told.ledger import ledger
from tambon_gis.words import LANGS, words

HOSTILE = '=HYPERLINK("http://evil.example/","x")<script>&'
ROLE = "bmn-2560-2565"
LIKELY = (
    Suggestion("99010105", "หินกอง", "typo_name", 0.85),
    Suggestion("99010111", "", "typo", 0.5),
)
FOUND = Findings(
    (
        Report(ROLE, "จปฐ.xlsx", 2041, 2030, 11, 7, (
            Finding("join.unknown", "decide", "จปฐ.xlsx", "ก", "D886, D968", 886, 2,
                    {"place": "99010115"}, 2, 5, LIKELY),
            Finding("row.duplicate", "decide", "จปฐ.xlsx", "ก", "B621", 621, 1,
                    {"column": HOSTILE, "first": "612", "shown": ""}),
            Finding("join.pseudo", "decide", "จปฐ.xlsx", "ก", ", ".join(f"D{n}" for n in
                    range(1000, 1100, 2)), 1000, 50, {"place": "99019901"}, 8, 1234),
            Finding("rows.title", "repaired", "จปฐ.xlsx", "ก", "1:3", count=3),
        )),
        Report("boundary", "v.shp", 11, 11, 0, 0, (
            Finding("join.no_rows", "note", "v.shp", count=1, facts={"places": "99010109 ไร่บน"}),
        )),
    ),
    (
        Join("survey_boundary", "place", "village", Side(ROLE, 2041, 12, 2030, 10, 12, 11, 1239),
             Side("boundary", 11, 11, 10, 10)),
        Join("year_year", "house_code", "", Side("bmn-2560-2564", 5, 5, 5, 5),
             Side(ROLE, 5, 5, 5, 5)),
    ),
)  # fmt: skip
BOOKS = (catalog.rulebook("bmn-2560"),)


def opened(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def rows_of(sheet):
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def numbers(text):
    return [int(found.replace(",", "")) for found in re.findall(r"(?<![\d.])\d[\d,]*", text)]


def from_page(lang):
    """Headline numbers, counts by severity, rows of files, measures of joins: out of the HTML."""
    text = report.findings(FOUND, credit(), BOOKS, lang=lang)
    head = re.search(r'data-decide="(\d+)" data-households="(\d+)" data-people="(\d+)"', text)
    spots = {
        "decide": re.findall(
            r'<article class="decide" data-code="([\w.]+)" data-count="(\d+)"', text
        )
    }
    for severity in ("repaired", "note"):
        spots[severity] = re.findall(
            rf'<tr class="{severity}" data-code="([\w.]+)" data-count="(\d+)"', text
        )
    files = re.search(r'<table class="stack files">.*?</table>', text, re.DOTALL)[0]
    lines = [re.findall(r'data-label="[^"]*">([\d,]+)<', row) for row in files.split("<tr>")[2:]]
    joins = [
        [
            [None if cell == "–" else int(cell.replace(",", "")) for cell in pair]
            for pair in re.findall(r'<td class="n">([^<]+)</td><td class="n">([^<]+)</td>', table)
        ]
        for table in re.findall(r'<table class="join">.*?</table>', text, re.DOTALL)
    ]
    return (
        [int(n) for n in head.groups()],
        {severity: sorted(found) for severity, found in spots.items()},
        [[int(n.replace(",", "")) for n in line] for line in lines],
        joins,
    )


def from_console(lang):
    """The same numbers out of what is printed."""
    out = io.StringIO()
    console.show(ledger(FOUND, BOOKS, lang=lang), Console(file=out, width=400, highlight=False))
    text = out.getvalue()
    say = words(lang)
    parts = {"decide": 0, "repaired": 0, "note": 0}
    for severity in parts:
        title = re.escape(say.text(f"report.severity.{severity}"))
        body = re.search(rf"^{title}\n((?:  .*\n)*)", text, re.MULTILINE)
        parts[severity] = len(re.findall(r"^  \S", body[1], re.MULTILINE)) if body else 0
    tables = [line for line in text.splitlines() if "│" in line]
    files = [[int(n.replace(",", "")) for n in re.findall(r"│ *([\d,]+) *(?=│|$)", line)]
             for line in tables[: len(FOUND.reports)]]  # fmt: skip
    joins = [
        [
            None if cell.strip() == "-" else int(cell.replace(",", ""))
            for cell in line.split("│")[1:]
        ]
        for line in tables[len(FOUND.reports) :]
    ]
    return numbers(text.strip().splitlines()[-1]), parts, files, joins


def from_workbook(lang):
    """The same numbers out of the workbook."""
    book = opened(workbook.workbook(FOUND, credit(), BOOKS, lang=lang))
    say = words(lang).text
    summary = rows_of(book[say("report.summary.title")])
    found = rows_of(book[say("report.summary.findings")])
    head = next(row[0] for row in summary if numbers(str(row[0] or "")) and "1,2" in str(row[0]))
    names = {say(f"report.severity.{one}"): one for one in ("decide", "repaired", "note")}
    spots = {one: [] for one in names.values()}
    for row in found[2:]:
        spots[names[row[5]]].append((row[6], str(row[9])))
    start = next(n for n, row in enumerate(summary) if row[0] == say("report.column.input"))
    files = [row[2:7] for row in summary[start + 1 : start + 1 + len(FOUND.reports)]]
    begin = next(n for n, row in enumerate(summary) if row[0] == say("report.join.tables"))
    sides = [row[2:10] for row in summary[begin + 1 :]]
    return (
        numbers(head),
        {one: sorted(lines) for one, lines in spots.items()},
        files,
        [list(map(list, zip(*sides[n : n + 2], strict=True))) for n in range(0, len(sides), 2)],
    )


@pytest.mark.parametrize("lang", LANGS)
def test_page_console_and_workbook_say_the_same(lang):
    page, said, book = from_page(lang), from_console(lang), from_workbook(lang)
    assert page[0] == said[0] == book[0] == [3, 10, 1239]
    assert page[1] == book[1]
    assert {one: len(found) for one, found in page[1].items()} == said[1]
    assert page[2] == said[2] == book[2]
    counted = [pair for pair in book[3][0] if pair != [None, None]]
    assert page[3] == [counted]
    assert said[3] == counted
    assert counted[0] == [2041, 11]
    assert next(pair for pair in book[3][1] if None not in pair) == [5, 5]


def test_every_number_is_that_of_the_findings():
    _, spots, files, joins = from_workbook("th")
    for severity, found in spots.items():
        wanted = [(f.code, str(f.count)) for r in FOUND.reports for f in r.findings
                  if f.severity == severity]  # fmt: skip
        assert found == sorted(wanted)
    assert files == [[2041, 2030, 7, 11, 3], [11, 11, 0, 0, 0]]
    left, right = FOUND.joins[0].left, FOUND.joins[0].right
    assert joins[0] == [
        [2041, 11], [2030, 10], [left.rows_left, right.rows_left], [11, None], [1239, None],
        [12, 11], [2, 1], [12, 0],
    ]  # fmt: skip


def test_a_finding_row_has_its_cell_people_and_suggestions():
    book = opened(workbook.workbook(FOUND, credit(), BOOKS))
    row = next(r for r in rows_of(book["ข้อค้นพบ"]) if r[6] == "join.unknown")
    assert row[:5] == ["จปฐ. พ.ศ. 2565", ROLE, "จปฐ.xlsx", "ก", "D886, D968"]
    assert row[9:12] == [2, 2, 5]
    assert row[12].splitlines()[0] == "99010105 หินกอง (ต่างกันหนึ่งหลัก ชื่อหมู่บ้านตรงกัน)"


def test_texts_are_texts_in_the_workbook_and_on_the_page():
    content = workbook.workbook(FOUND, credit(), BOOKS)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheets = [n for n in parts.namelist() if n.startswith("xl/worksheets/")]
        assert len([n for n in sheets if n.endswith(".xml")]) == 3
        assert not any(b"<f>" in parts.read(n) for n in sheets)
        assert not any(b"hyperlink" in parts.read(n) for n in sheets)
    page = report.findings(FOUND, credit(), BOOKS)
    assert "<script" not in page
    assert html.escape("<script>") in page


def test_the_workbook_names_nobody_and_bears_the_watermark():
    content = workbook.workbook(FOUND, credit(), BOOKS)
    book = opened(content)
    assert book.sheetnames == ["สรุป", "ข้อค้นพบ", "ตัดสินใจ"]
    for sheet in book:
        assert sheet["A1"].value == "ข้อมูลภายใน ห้ามเผยแพร่"
        assert "ข้อมูลภายใน ห้ามเผยแพร่" in sheet.oddHeader.center.text
    assert not book.properties.creator
    assert not book.properties.lastModifiedBy
    assert "ข้อมูลภายใน ห้ามเผยแพร่" in report.findings(FOUND, credit(), BOOKS)


def test_the_same_findings_are_the_same_bytes():
    assert workbook.workbook(FOUND, credit()) == workbook.workbook(FOUND, credit())


def test_the_form_asks_and_decides_nothing_itself(tmp_path):
    content = workbook.form(FOUND, BOOKS)
    sheet = opened(content)["ตัดสินใจ"]
    say = words("th").text
    heads = {cell.value: cell.column_letter for cell in sheet[3]}
    column = {one: heads[say(f"report.decision.column.{one}")] for one in workbook.FORM}
    rows = range(4, sheet.max_row + 1)
    asked = [(sheet[f"{column['place']}{n}"].value or "", sheet[f"{column['row']}{n}"].value)
             for n in rows]  # fmt: skip
    assert asked == [("99019901", None), ("99010115", None), ("", 621)]
    for one in ("decision", "use", "decided_by"):
        assert {sheet[f"{column[one]}{n}"].value for n in rows} <= {None, ""}
    lists = {str(v.sqref): v for v in sheet.data_validations.dataValidation}
    assert lists["J4"].formula1 == '"ใช้รหัสอื่น,ตัดออก,คงไว้"'
    assert lists["K5"].formula1 == '"99010105,99010111"'
    assert not lists["K5"].showErrorMessage
    (tmp_path / "fixes.xlsx").write_bytes(content)
    assert fixes.read(tmp_path).fix == ()


@pytest.mark.parametrize("lang", LANGS)
def test_a_filled_form_is_read_and_what_was_decided_stays_in_the_next(tmp_path, lang):
    decided = Fixes.model_validate(
        {
            "fix": [
                {"place": "99010177", "use": "99010101", "decided_on": "2565-12-01"},
                {"input": ROLE, "row": 7, "file": "a.xlsx", "leave_out": True, "note": "ซ้ำ"},
                {"place": "ก", "keep": True, "decided_by": "ประชาคม"},
            ]
        }
    )
    book = opened(workbook.form(FOUND, BOOKS, decided=decided, lang=lang))
    sheet = book.active
    sheet["J7"] = words(lang).text("report.decision.use")
    sheet["K7"] = 99010104
    book.save(tmp_path / "fixes.xlsx")
    found = fixes.read(tmp_path).fix
    assert found[:3] == decided.fix
    assert [(f.input, f.place, f.use) for f in found[3:]] == [(ROLE, "99019901", "99010104")]


def test_nothing_to_decide_needs_no_form():
    assert workbook.form(Findings((FOUND.reports[1],))) is None
    book = opened(workbook.workbook(Findings(()), credit()))
    assert book["สรุป"]["A4"].value == "ไม่มีเรื่องที่ต้องตัดสินใจ"


def test_a_long_list_of_cells_is_folded_on_the_page_and_whole_in_the_workbook():
    cells = FOUND.reports[0].findings[2].cell
    page = report.findings(FOUND, credit(), BOOKS)
    assert f"<summary>ทุกตำแหน่ง</summary>{cells}" in page
    rows = rows_of(opened(workbook.workbook(FOUND, credit(), BOOKS))["ข้อค้นพบ"])
    assert cells in [row[4] for row in rows]


def test_what_concerns_most_households_comes_first():
    lines = ledger(FOUND, BOOKS).of("decide")
    assert [line.finding.households for line in lines] == [8, 2, None]


def test_findings_about_the_map_or_several_rows_are_not_in_the_form():
    several = Finding("columns.twice", "decide", "a", facts={"columns": "ก"})
    on_map = Finding("place.unknown", "decide", "v", cell="99", row=3,
                     facts={"place": "99", "found": "-"})  # fmt: skip
    told = Findings((Report(ROLE, "a", 0, 0, findings=(several,)),
                     Report("boundary", "v", 0, 0, findings=(on_map,))))  # fmt: skip
    assert not any(line.decidable for line in ledger(told).lines)
