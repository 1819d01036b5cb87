"""Forms: what a person types into them is what the loaders read, LibreOffice between or not."""

import datetime as dt
import io
import itertools
import re
import shutil
import subprocess
import zipfile

import openpyxl
import pandas as pd
import pytest
from loaders_support import codes

from tambon_gis import catalog
from tambon_gis.errors import InputError
from tambon_gis.loaders import facilities, formats, projects, tables, validate
from tambon_gis.loaders.forms.checks import answers, check, limits_told, sample
from tambon_gis.loaders.forms.paper import visible, wrapped
from tambon_gis.loaders.forms.plan_form import plan_form
from tambon_gis.loaders.reading.read_cell import READERS
from tambon_gis.loaders.template import form
from tambon_gis.model.schema import Field, Schema

SCHEMAS = ("bmn-household", "nrd2c-village", "bmn-person", "facilities")
VILLAGES = {f"990101{moo:02d}": "" for moo in range(1, 5)}
FIRST = 5
BLANK = None

#: A day as Excel stores it.
DAY = dt.datetime(2022, 3, 15)  # noqa: DTZ001
#: What three people type, and what it means; by kind of column.
TYPED = {
    "village": (("99010101", "99010101"), (99010102, "99010102"), ("๙๙๐๑๐๑๐๓", "99010103")),
    "moo": ((1, 1), ("หมู่ที่ ๒", 2), (BLANK, pd.NA)),
    "code": (("01234567890", "01234567890"), ("9901-0000-002", "99010000002"),
             (99010000003, "99010000003")),
    "text": (("บ้านหนองน้ำใส", "บ้านหนองน้ำใส"), (" a  b ", "a b"), (BLANK, pd.NA)),
    "date": ((DAY, dt.date(2022, 3, 15)), ("15/03/2565", dt.date(2022, 3, 15)),
             ("๑๕/๓/๒๕๖๕", dt.date(2022, 3, 15))),
    "area": ((BLANK, pd.NA),) * 3,
}  # fmt: skip


def codes_of(one: Field):
    """The answers of a column and their codes."""
    return one.model_dump()["values"]


def typed(one: Field, row: int):
    """A value as typed into a column and its meaning, worked out here by hand."""
    if one.kind in TYPED:
        return TYPED[one.kind][row]
    if one.kind == "answer":
        choices = answers(one)
        choice = choices[row % len(choices)]
        return choice, codes_of(one).get(choice, 9)
    if one.name in {"latitude", "longitude"}:
        value = {"latitude": 14.25, "longitude": 100.5}[one.name] + row / 10
        return (value, f"{value}", value)[row], value
    if one.kind == "number":
        return (
            ((38000, 38000.0), ("๑,๒๕๐.๕", 1250.5), ("-", 0.0 if one.dash == "zero" else pd.NA))
        )[row]
    if one.age_of:
        return BLANK, pd.NA
    dashed = {"zero": 0, "unknown": pd.NA, "not_applicable": 9}[one.dash]
    low = 0 if one.at_most else 2
    return ((low, low), ({0: "๐", 2: "๒"}[low], low), ("-", dashed))[row]


def fill(path, schema):
    """Type three rows below the example, as a person would; give what they mean."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    meant = []
    for row in range(3):
        values = {}
        for at, one in enumerate(schema.field, start=1):
            value, values[one.name] = typed(one, row)
            if value is not None:
                sheet.cell(FIRST + row, at, value)
        meant.append(values)
    book.save(path)
    return meant


def made(tmp_path, name, **choices):
    path = tmp_path / f"{name}.xlsx"
    path.write_bytes(form(catalog.schema(name), **choices))
    return path


def read(path, schema):
    """The table of a form, and its report."""
    if schema.id == "facilities":
        return facilities.read(path, schema)
    return validate.validate(tables.read_raw(path, schema=schema), schema, role=schema.id)


def differing(frame, schema, meant):
    """Cells that are not what was typed."""
    found = []
    for one in schema.field:
        if one.age_of:
            continue
        for row, values in enumerate(meant):
            got, want = frame[one.name].iloc[row], values[one.name]
            got = got.date() if one.kind == "date" and not pd.isna(got) else got
            same = pd.isna(got) if want is pd.NA else got == want
            # a code says the moo, and the moo of a blank cell is taken from it
            same = same or (one.kind == "moo" and want is pd.NA)
            if not same:
                found.append(f"{one.name} row {row}: {got!r}, not {want!r}")
    return found


@pytest.mark.parametrize("name", SCHEMAS)
@pytest.mark.parametrize("lang", ["th", "en"])
def test_what_people_fill_in_is_read_back(tmp_path, name, lang):
    schema = catalog.schema(name)
    path = made(tmp_path, name, lang=lang)
    meant = fill(path, schema)
    frame, report = read(path, schema)
    assert (report.rows_read, report.rows_kept) == (3, 3)
    assert differing(frame, schema, meant) == []
    assert codes(report, "decide") == []


def test_a_wrong_reading_would_be_seen():
    schema = catalog.schema("facilities")
    meant = [{one.name: typed(one, row)[1] for one in schema.field} for row in range(3)]
    frame = pd.DataFrame(meant).assign(latitude=[14.25, 14.35, 99.0])
    (fault,) = differing(frame, schema, meant)
    assert fault.startswith("latitude row 2")


@pytest.fixture(scope="module")
def soffice(tmp_path_factory):
    """Saves workbooks again as LibreOffice does."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed: forms cannot be saved again by it")

    def convert(paths, folder, to="xlsx:Calc MS Excel 2007 XML"):
        profile = tmp_path_factory.mktemp("profile")
        run = subprocess.run(
            [program, "--headless", f"-env:UserInstallation={profile.as_uri()}",
             "--convert-to", to, "--outdir", str(folder),
             *map(str, paths)],
            capture_output=True, text=True, timeout=600, check=False,
        )  # fmt: skip
        suffix = f".{to.partition(':')[0]}"
        assert all((folder / path.name).with_suffix(suffix).exists() for path in paths), run.stderr

    return convert


def test_forms_saved_by_libreoffice_read_the_same(tmp_path, soffice):
    again = tmp_path / "again"
    again.mkdir()
    paths = {name: made(tmp_path, name, villages=VILLAGES, rows=False) for name in SCHEMAS}
    meant = {name: fill(path, catalog.schema(name)) for name, path in paths.items()}
    plan = tmp_path / "plan.xlsx"
    plan.write_bytes(plan_form())
    fill_plan(plan)
    soffice([*paths.values(), plan], again)
    for name, path in paths.items():
        schema = catalog.schema(name)
        frame, report = read(again / path.name, schema)
        assert differing(frame, schema, meant[name]) == []
        assert (report.rows_read, report.to_decide) == (3, 0)
    # the office's own sum passes over the amount that was typed as text in Thai digits: told
    found, report = projects.read(again / plan.name)
    assert_plan(found, report, to_decide=1)
    (told,) = (one for one in report.findings if one.severity == "decide")
    assert (told.code, told.cell) == ("plan.row_sum_differs", "F31")
    assert (told.facts["total"], told.facts["projects"]) == (40_000, 90_000)
    sums = formats.open_book(again / plan.name).load("แบบ ผ.02").frame.loc[31].dropna().tolist()
    assert sums == ["รวม", "420000", "40000", "20000", "20000", "20000"]


# --- the sheet itself ---


@pytest.mark.parametrize("name", SCHEMAS)
def test_an_empty_form_holds_no_row_but_the_example(tmp_path, name):
    schema = catalog.schema(name)
    raw = tables.read_raw(made(tmp_path, name, villages=VILLAGES, rows=False), schema=schema)
    assert len(raw.frame) == 0
    assert raw.skipped[FIRST - 1] == "example"
    assert [f.code for f in raw.findings if f.severity == "decide"] == []
    assert list(raw.frame.columns) == [one.title.th for one in schema.field]


def test_known_villages_stand_in_a_form_of_villages(tmp_path):
    schema = catalog.schema("nrd2c-village")
    path = made(tmp_path, schema.id, villages={**VILLAGES, "99010101": "ต้นน้ำ"})
    frame, report = read(path, schema)
    assert frame["village"].tolist() == list(VILLAGES)
    assert frame["moo"].tolist() == [1, 2, 3, 4]
    assert frame["village_name"].fillna("").tolist() == ["ต้นน้ำ", "", "", ""]
    assert report.to_decide == 0


def sheets(content):
    return openpyxl.load_workbook(io.BytesIO(content)).worksheets


@pytest.mark.parametrize("name", SCHEMAS)
def test_lists_hold_exactly_the_answers(name):
    schema = catalog.schema(name)
    data, notes = sheets(form(schema, villages=VILLAGES))
    lists = {}
    for rule in data.data_validations.dataValidation:
        if rule.type == "list":
            sheet, cells = rule.formula1.split("!")
            assert sheet.strip("='") == notes.title
            found = [row[0].value for row in notes[cells.replace("$", "")]]
            lists[str(rule.sqref).split(":")[0]] = tuple(found)
    wanted = {}
    for at, one in enumerate(schema.field):
        cell = f"{openpyxl.utils.get_column_letter(at + 1)}{FIRST}"
        if one.kind == "village":
            wanted[cell] = tuple(VILLAGES)
        elif codes_of(one):
            wanted[cell] = answers(one)
            read_back = {codes_of(one).get(text, 9) for text in answers(one)}
            assert read_back == set(codes_of(one).values())
    assert lists == wanted


def test_codes_are_text_and_the_example_is_grey_and_italic():
    schema = catalog.schema("bmn-household")
    data, _ = sheets(form(schema))
    names = [one.name for one in schema.field]
    for name in ("house_code", "village", "surveyed_on"):
        assert data.cell(FIRST, names.index(name) + 1).number_format == "@"
    example = data.cell(FIRST - 1, 1)
    assert example.value == "ตัวอย่าง"
    assert example.font.i
    assert example.font.color.rgb == "FF7F7F7F"
    assert data.freeze_panes == "C4"
    assert data.page_setup.orientation == "landscape"
    assert data.page_setup.paperSize == 9
    assert data.print_title_rows == "$3:$3"
    assert data.auto_filter.ref.startswith("A3:")


def test_nothing_is_hidden_and_no_one_is_named():
    for content in (form(catalog.schema("facilities")), plan_form()):
        assert all(sheet.sheet_state == "visible" for sheet in sheets(content))
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            core = parts.read("docProps/core.xml").decode("utf-8")
        assert re.search(r"<dc:creator>[^<]", core) is None
        assert re.search(r"<cp:lastModifiedBy>[^<]", core) is None


def test_a_form_is_the_same_bytes_each_time():
    schema = catalog.schema("facilities")
    assert form(schema) == form(schema)
    assert plan_form() == plan_form()


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_heading_fits_its_cell(name):
    schema = catalog.schema(name)
    data, _ = sheets(form(schema))
    height = data.row_dimensions[3].height
    for at, one in enumerate(schema.field, start=1):
        letter = openpyxl.utils.get_column_letter(at)
        width = data.column_dimensions[letter].width
        longest = max(visible(word) for word in one.title.th.split())
        assert longest < width or width > 24  # a longer word is broken into lines
        assert wrapped(one.title.th, width - 3) * 20 <= height


@pytest.mark.parametrize("name", SCHEMAS)
@pytest.mark.parametrize("lang", ["th", "en"])
def test_a_form_is_cut_into_full_pages(name, lang):
    """Measured here by hand: a digit is 7 dots wide, a dot 3/4 point; A4 across less margins."""
    schema = catalog.schema(name)
    data, _ = sheets(form(schema, lang=lang))
    widths = [data.column_dimensions[openpyxl.utils.get_column_letter(n)].width * 7 * 0.75
              for n in range(1, len(schema.field) + 1)]  # fmt: skip
    frozen = openpyxl.utils.cell.coordinate_to_tuple(data.freeze_panes)[1] - 1
    ends = [one.id for one in data.col_breaks.brk] + [len(widths)]
    scale = (data.page_setup.scale or 100) / 100 if len(ends) > 1 else 1.0
    across = [sum(widths[: ends[0]])]
    across += [sum(widths[:frozen]) + sum(widths[a:b]) for a, b in itertools.pairwise(ends)]
    assert all(wide * scale < 842 - 0.8 * 72 for wide in across)
    rows = [data.row_dimensions[n].height or 22 for n in range(1, data.max_row + 1)]
    assert 0.9 < sum(rows) * scale / (595 - 1.1 * 72) < 1
    assert 0.65 < scale <= 1


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_guide_stands_whole_on_the_first_page(name):
    schema = catalog.schema(name)
    data, _ = sheets(form(schema))
    frozen = openpyxl.utils.cell.coordinate_to_tuple(data.freeze_panes)[1] - 1
    first = min([one.id for one in data.col_breaks.brk] + [len(schema.field)])
    (guide,) = [cell for cell in data[1] if str(cell.value).startswith("กรอกใต้แถวตัวอย่าง")]
    assert guide.column == frozen + 1  # columns that every page repeats would cut it
    assert guide.alignment.wrap_text
    (over,) = [one for one in data.merged_cells.ranges if guide.coordinate in one]
    assert over.max_col == first
    assert data["A1"].value == schema.table.title.th
    assert data["A1"].alignment.wrap_text


def test_the_part_of_a_question_begins_a_line():
    data, _ = sheets(form(catalog.schema("bmn-household")))
    headings = [cell.value for cell in data[3]]
    assert "ตัวชี้วัดที่ 1\nเป้าหมาย (คน)" in headings
    assert "ตัวชี้วัดที่ 1\nไม่ผ่าน (คน)" in headings
    assert not [one for one in headings if " เป้าหมาย" in one or " ไม่ผ่าน" in one]


def test_forms_on_paper_have_the_pages_they_are_cut_into(tmp_path, soffice):
    wanted = {}
    for name in SCHEMAS:
        path = made(tmp_path, name)
        book = openpyxl.load_workbook(path)
        book.remove(book.worksheets[1])
        wanted[path] = len(book.worksheets[0].col_breaks.brk) + 1
        book.save(path)
    plan = tmp_path / "plan.xlsx"
    plan.write_bytes(plan_form())
    wanted[plan] = 1
    soffice(list(wanted), tmp_path, "pdf")
    for path, pages in wanted.items():
        content = path.with_suffix(".pdf").read_bytes()
        assert len(re.findall(rb"/Type\s*/Page\b", content)) == pages, path.name


def test_each_column_is_explained():
    schema = catalog.schema("bmn-household")
    _, notes = sheets(form(schema))
    lines = {row[1]: row for row in notes.iter_rows(min_row=4, max_col=7, values_only=True)}
    assert lines["รหัสหมู่บ้าน"][4:6] == ("ต้องกรอก", "เผยแพร่ได้")
    assert lines["จำนวนสมาชิก (คน)"][3] == "1 ถึง 50"
    assert lines["ตัวชี้วัดที่ 1 เป้าหมาย (คน)"][6] == "0 (ไม่มี)"
    assert lines["ตัวชี้วัดที่ 8 ผล"][3] == "ผ่าน, ไม่ผ่าน, -"
    assert lines["ชื่อ-สกุลหัวหน้าครัวเรือน"][5] == "ข้อมูลส่วนบุคคล ไม่เผยแพร่"


def field(kind, **more):
    return Field(name="a", title={"th": "ก", "en": "A"}, kind=kind, **more)


def test_limits_reach_the_sheet():
    rule = check(field("integer", minimum=1, maximum=50), "D5", "")
    assert rule["value"] == '=OR(D5="-",AND(ISNUMBER(D5),D5=INT(D5),D5>=1,D5<=50))'
    assert rule["error_type"] == "warning"
    assert check(field("text"), "A5", "") == {}
    assert check(field("answer", values={"ก": 1}), "A5", "=X!$B$2")["error_type"] == "stop"
    assert limits_told(field("number", minimum=0)) == "ตั้งแต่ 0 ขึ้นไป"
    assert limits_told(field("number", maximum=9), "en") == "9 at most"


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_check_has_a_message_that_excel_takes(name):
    for lang in ("th", "en"):
        for one in catalog.schema(name).field:
            rule = check(one, "A5", "", lang)
            assert len(rule.get("error_message", "")) <= 255
            assert len(rule.get("error_title", "")) <= 32
            assert len(rule.get("value", "")) <= 255


@pytest.mark.parametrize("kind", ["village", "code", "moo", "integer", "number", "date"])
def test_the_example_of_a_column_could_be_read(kind):
    one = field(kind, minimum=3 if kind == "integer" else None)
    assert READERS[kind](str(sample(one)), one).fault == ""


def test_long_lists_of_answers_are_no_fault():
    answers_of = {f"คำตอบที่ยาวมากข้อที่ {n} ยาวเกินไปเมื่อรวมกัน": n for n in range(20)}
    schema = Schema.model_validate(
        {
            "table": {"id": "x", "title": {"th": "ก", "en": "A"}, "unit": "facility",
                      "key": ["a"], "place": "a", "source": "test"},
            "field": [
                {"name": "a", "title": {"th": "ก", "en": "A"}, "kind": "text"},
                {"name": "b", "title": {"th": "ข", "en": "B"}, "kind": "answer",
                 "values": answers_of},
            ],
        }
    )  # fmt: skip
    data, notes = sheets(form(schema))
    (rule,) = data.data_validations.dataValidation
    cells = rule.formula1.split("!")[1].replace("$", "")
    assert [row[0].value for row in notes[cells]] == list(answers_of)


# --- form ผ.02 ---


def fill_plan(path):
    """Two programmes, numbered from 1 each, a project with a second target."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    sheet["A11"] = "แผนงานเคหะและชุมชน"
    rows = [
        (1, "โครงการประปา", "น้ำสะอาด", "ระบบประปา หมู่ที่ 1",
         100000, "๕๐,๐๐๐", "-", BLANK, 0, "ร้อยละ 95", "มีน้ำ", "กองช่าง"),
        (BLANK, BLANK, BLANK, "ถังน้ำ ม.2",
         BLANK, 20000, BLANK, BLANK, BLANK, BLANK, BLANK, "กองช่าง"),
        ("๒", "โครงการถนน", "เดินทาง", "ถนน ม.3",
         300000, "-", "-", "-", "-", "1 สาย", "ปลอดภัย", "กองช่าง"),
        ("แผนงานสาธารณสุข", *[BLANK] * 11),
        (1, "โครงการสุขภาพ", "แข็งแรง", "ทุกหมู่บ้าน",
         20000, 20000, 20000, 20000, 20000, "ร้อยละ 90", "แข็งแรง", "รพ.สต."),
    ]  # fmt: skip
    for row, cells in enumerate(rows, start=16):
        for column, cell in enumerate(cells, start=1):
            if cell is not None:
                sheet.cell(row, column, cell)
    book.save(path)


def assert_plan(plan, report, *, to_decide=0):
    assert plan["row"].tolist() == [16, 18, 20]
    assert plan["number"].tolist() == [1, 2, 1]
    assert plan["programme"].tolist() == ["แผนงานเคหะและชุมชน"] * 2 + ["แผนงานสาธารณสุข"]
    budgets = plan.filter(like="budget_").astype("object").where(lambda f: f.notna(), None)
    assert budgets.to_numpy().tolist() == [
        [100000, 70000, 0, None, 0], [300000, 0, 0, 0, 0], [20000] * 5
    ]  # fmt: skip
    assert plan.loc[0, "target"] == "ระบบประปา หมู่ที่ 1\nถังน้ำ ม.2"
    assert (report.rows_read, report.rows_kept, report.to_decide) == (4, 4, to_decide)
    told = {f.code: f.cell for f in report.findings}
    assert told["rows.example"] == "15"
    assert told["rows.total"] == "31"
    assert told["plan.joined"] == "17"


def test_what_people_fill_into_the_plan_is_read_back(tmp_path):
    path = tmp_path / "plan.xlsx"
    path.write_bytes(plan_form())
    fill_plan(path)
    assert_plan(*projects.read(path))


def test_an_empty_plan_has_no_project(tmp_path):
    path = tmp_path / "plan.xlsx"
    path.write_bytes(plan_form(first_year=2561))
    plan, report = projects.read(path)
    assert len(plan) == 0
    assert report.to_decide == 0
    assert [c for c in plan.columns if c.startswith("budget_")] == [
        f"budget_{year}" for year in range(2561, 2566)
    ]


def test_sums_of_an_empty_plan_are_known_without_a_spreadsheet(tmp_path):
    path = tmp_path / "plan.xlsx"
    path.write_bytes(plan_form())
    book = formats.open_book(path)
    assert book.load("แบบ ผ.02").frame.loc[31].dropna().tolist() == ["รวม", *["0"] * 5]
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert sheet["E31"].value == "=SUM(E16:E30)"


def test_the_form_from_2571_on_has_an_issue_a_sum_and_no_indicator(tmp_path):
    path = tmp_path / "plan.xlsx"
    path.write_bytes(plan_form(first_year=2571))
    plan, report = projects.read(path)
    assert (len(plan), report.to_decide) == (0, 0)
    assert [c for c in plan.columns if "budget" in c] == [
        *(f"budget_{year}" for year in range(2571, 2576)), "total_budget"
    ]  # fmt: skip
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    heads = [sheet.cell(12, column).value for column in range(1, 13)]
    assert heads[3:5] == ["เป้าหมาย\n(ผลผลิตของโครงการ)", "งบประมาณ"]
    assert heads[9:] == ["รวม 5 ปี\n(บาท)", "ผลที่คาดว่าจะได้รับ", "หน่วยงานรับผิดชอบหลัก"]
    sheet["A8"] = "ประเด็นการพัฒนาที่ 1 เมืองน่าอยู่"
    for column, found in enumerate([1, "โครงการ ก", "x", "หมู่ที่ 1", 10, 20, "-"], start=1):
        sheet.cell(16, column).value = found
    sheet["J16"] = 30
    book.save(path)
    plan, report = projects.read(path)
    assert plan[["number", "issue", "total_budget"]].to_numpy().tolist() == [
        [1, "ประเด็นการพัฒนาที่ 1 เมืองน่าอยู่", 30]
    ]
    assert report.rows_read == 1


@pytest.mark.parametrize("year", [2023, 2701, 0])
def test_a_year_that_is_none_of_a_plan_is_refused(year):
    with pytest.raises(InputError) as caught:
        plan_form(first_year=year)
    assert caught.value.code == "template.year"
    assert str(year) in caught.value.tell("en")
