"""The workbook of tables: read back with openpyxl, and its columns printed by LibreOffice."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, Any

import office_support
import openpyxl
import pytest
import render_sample

from tambon_gis.model.sealed import seal
from tambon_gis.render.book.sheets import Sheets, chart_sheet, lines_of
from tambon_gis.render.book.tables_book import book
from tambon_gis.words import words

if TYPE_CHECKING:
    from pathlib import Path

    from tambon_gis.render.content import Content

AREA, NEWEST = render_sample.AREA, 2565
WORDS_OF = {"few": "น้อยกว่า 5 ครัวเรือน", "hidden": "ปกปิด", "most": "เกือบทั้งหมด",
            "zero_band": "0–4 ครัวเรือน"}  # fmt: skip


@pytest.fixture(scope="module")
def content() -> Content:
    return render_sample.content()


@pytest.fixture(scope="module")
def made(content: Content) -> bytes:
    return book(content)["tables.xlsx"]  # type: ignore[return-value]


@pytest.fixture(scope="module")
def read(made: bytes) -> Any:
    return openpyxl.load_workbook(BytesIO(made))


def rows(sheet: Any) -> list[dict[str, Any]]:
    heads, *rest = sheet.iter_rows(values_only=True)
    return [dict(zip(heads, row, strict=True)) for row in rest]


def test_it_has_its_sheets_in_order(read: Any) -> None:
    assert read.sheetnames == [
        "เกี่ยวกับ", "ค่า จปฐ. 2565", "ค่า กชช. 2ค 2564", "อันดับ", "แนวโน้ม", "แผนงาน", "ปัญหา", "โครงการ",
        "จับคู่", "ตารางครอบคลุม", "วงเงิน", "ติดตามผล", "กระบวนการ", "ข้อมูลแถวยาว",
        "ความหมาย จปฐ.", "ความหมาย กชช. 2ค",
    ]  # fmt: skip
    assert all(sheet.sheet_state == "visible" for sheet in read)


def test_values_are_numbers_only_where_they_are_told(content: Content, read: Any) -> None:
    frame = content.measures.frame
    seen = set()
    for row in rows(read["ค่า จปฐ. 2565"])[:11]:
        place = f"{AREA}{row['หมู่']:02d}"
        mine = frame[(frame["place"] == place) & (frame["year"] == NEWEST)]
        found = mine[mine["framework"] == "bmn-2560"].set_index("code")
        for head, shown in list(row.items())[2:]:
            code = head.split(".")[0]
            if code not in found.index:
                assert shown == "ไม่แสดงรายหมู่บ้าน"
                continue
            form = found.loc[code, "form"]
            seen.add(form)
            expected = WORDS_OF.get(form, found.loc[code, "share"])
            assert shown == expected, (place, code)
    assert {"exact", "zero", "few", "hidden"} <= seen


def test_a_cell_has_the_colour_of_the_map(read: Any) -> None:
    from tambon_gis.render.layers import layers_of
    from tambon_gis.render.still import fills_of

    made = render_sample.content()
    codes = [str(code) for code in made.places.frame["place"]]
    layers = layers_of(made.measures, made.rulebooks, codes, AREA)
    sheet = read["ค่า จปฐ. 2565"]
    for column, layer in enumerate([one for one in layers if one.book.id == "bmn-2560"], start=3):
        colours = [fill.colour for fill in fills_of(layer, NEWEST)]
        drawn = [sheet.cell(at, column).fill.fgColor.rgb[2:].lower() for at in range(2, 13)]
        assert [f"#{one}" for one in drawn] == colours


def test_the_long_table_holds_every_published_cell(content: Content, read: Any) -> None:
    frame = content.measures.frame
    told = rows(read["ข้อมูลแถวยาว"])
    short = {"จปฐ.": "bmn-2560", "กชช. 2ค": "nrd2c"}
    found = {
        (one["ปี พ.ศ."], short[one["ชุดเกณฑ์"]], one["ตัวชี้วัด"], one["รหัสพื้นที่"]): one for one in told
    }
    assert len(found) == len(told)
    for row in frame.itertuples():
        one = found[row.year, row.framework, row.code, row.place]
        assert one["รูปแบบ"] == row.form
        for head, value in (("ร้อยละ", row.share), ("ตกเกณฑ์", row.failing), ("สำรวจ", row.asked),
                            ("คะแนน", row.score), ("ครัวเรือนที่สำรวจ", row.households)):  # fmt: skip
            assert one[head] == (None if value != value else value)  # noqa: PLR0124
    for one in told:
        if one["รูปแบบ"] in {"few", "zero_band", "most", "hidden"}:
            assert one["ร้อยละ"] is None
            assert one["ตกเกณฑ์"] is None
        if one["รูปแบบ"] == "exact" and one["ร้อยละ"] is not None:
            assert one["ร้อยละต่ำสุดที่เป็นได้"] == one["ร้อยละสูงสุดที่เป็นได้"] == one["ร้อยละ"]


def test_ranks_are_of_told_numbers_worst_first(content: Content, read: Any) -> None:
    frame = content.measures.frame
    newest = frame[(frame["framework"] == "bmn-2560") & (frame["year"] == NEWEST)]
    told = [one for one in rows(read["อันดับ"]) if one["ชุดเกณฑ์"] == "จปฐ."]
    for code, mine in newest[newest["level"] == "village"].groupby("code"):
        told_ones = mine[mine["form"].isin(["exact", "zero"])]
        numbers = (told_ones["failing"] / told_ones["asked"]).tolist()
        listed = [one for one in told if one["ตัวชี้วัด"] == code]
        if len(numbers) < 2:
            continue
        shares = [one["ตกเกณฑ์"] / one["สำรวจ"] for one in listed]
        assert shares == sorted(numbers, reverse=True)
        for one, share in zip(listed, shares, strict=True):
            assert one["อันดับ (1 = แย่ที่สุด)"] == 1 + sum(n > share for n in numbers)
            assert one["จากทั้งหมด"] == len(numbers)
            assert one["ร้อยละ"] == pytest.approx(100 * share, abs=0.5)


def test_a_difference_stands_between_two_numbers(content: Content, read: Any) -> None:
    frame = content.measures.frame[content.measures.frame["framework"] == "bmn-2560"]
    sheet = rows(read["แนวโน้ม"])
    seen = 0
    for one in sheet:
        place = AREA if one["หมู่"] is None else f"{AREA}{one['หมู่']:02d}"
        mine = frame[(frame["place"] == place) & (frame["code"] == one["ตัวชี้วัด"])]
        told = {row.year: row.share for row in mine.itertuples() if row.form in {"exact", "zero"}}
        for year in render_sample.YEARS:
            shown = one[f"พ.ศ. {year}"]
            assert shown == told[year] if year in told else isinstance(shown, str)
        both = 2563 in told and 2565 in told
        expected = round(told[2565] - told[2563], 1) if both else None
        assert one["ต่างกัน (จุดร้อยละ)"] == expected
        seen += both
    assert seen > 100


def test_budgets_are_numbers(read: Any) -> None:
    told = rows(read["แผนงาน"])
    assert [one["งบรวม (บาท)"] for one in told] == [100000, 20000, 850000]
    assert told[1]["งบ พ.ศ. 2567"] is None
    assert read["แผนงาน"]["F2"].number_format == "#,##0"


def test_definitions_are_those_of_the_codebook(content: Content, read: Any) -> None:
    told = rows(read["ความหมาย จปฐ."])
    book_of = content.rulebooks[0]
    assert [one["ข้อ"] for one in told] == [one.code for one in book_of.indicator]
    assert [one["ชื่อ"] for one in told] == [one.title.th for one in book_of.indicator]


def test_sheets_stay_and_print(read: Any) -> None:
    for sheet in read:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == 9
        if sheet.title in {"วงเงิน", "กระบวนการ"}:  # several tables below each other
            assert sheet.freeze_panes
        elif sheet.title != "เกี่ยวกับ":
            assert sheet.freeze_panes
            assert sheet.print_title_rows == "$1:$1"
            assert sheet.auto_filter.ref
        top = [cell for row in sheet.iter_rows(max_row=6) for cell in row if cell.value]
        assert {cell.font.name for cell in top} == {"Tahoma"}


def test_it_names_nobody_and_is_the_same_again(content: Content, made: bytes, read: Any) -> None:
    assert book(content)["tables.xlsx"] == made
    assert not read.properties.creator
    assert read.properties.created.year == 2000
    with zipfile.ZipFile(BytesIO(made)) as packed:
        told = b"".join(map(packed.read, packed.namelist()))
    for trace in (b"/home/", b"/tmp/", b"/work/", b"C:\\"):
        assert trace not in told


def test_hostile_texts_are_texts() -> None:
    names = office_support.HOSTILE[:11]
    made = render_sample.content(names=names)
    plan = made.plan.frame.assign(
        title=office_support.HOSTILE[:3], agency=office_support.HOSTILE[9:12]
    )
    credit = render_sample.credit(area_title='&L&"x"[a]:*?/\\\' =1+1')
    hostile = replace(made, plan=seal(type(made.plan), frame=plan), credits=credit)
    packed = book(hostile)["tables.xlsx"]
    read = openpyxl.load_workbook(BytesIO(packed))
    assert [one["ชื่อ"] for one in rows(read["ค่า จปฐ. 2565"])[:11]] == list(names)
    assert [one["โครงการ"] for one in rows(read["แผนงาน"])] == list(office_support.HOSTILE[:3])
    with zipfile.ZipFile(BytesIO(packed)) as files:
        for name in files.namelist():
            if name.startswith("xl/worksheets/"):
                text = files.read(name)
                assert b"<f>" not in text
                assert b"<hyperlink" not in text
        assert not any("externalLink" in name for name in files.namelist())


def test_names_of_sheets_are_legal_and_apart() -> None:
    made = Sheets(words("th"), "codebook")
    given = ["a[b]:c*d?e/f\\g'h", "a" * 40, "A" * 40, "", "a b  c d e f g h"]
    names = [made.sheet(name, [10]).get_name() for name in given]
    assert len({name.casefold() for name in names}) == len(names)
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\'") for name in names)
    made.closed()


def test_an_internal_workbook_says_so(content: Content) -> None:
    made = render_sample.content(audience="internal")
    read = openpyxl.load_workbook(BytesIO(book(made)["tables.xlsx"]))
    mark = words("th").text("page.badge.internal")
    assert mark in [cell.value for row in read["เกี่ยวกับ"].iter_rows() for cell in row]
    assert all(mark in sheet.oddHeader.center.text for sheet in read)
    assert content.measures.audience == "public"


@pytest.mark.parametrize("lang", ["th", "en"])
def test_without_what_may_be_missing(lang: str) -> None:
    made = render_sample.content()
    plain = replace(made, plan=None, facilities=None, standing=None, tale=None, targets={})
    read = openpyxl.load_workbook(BytesIO(book(plain, lang=lang)["tables.xlsx"]))
    say = words(lang).text
    assert say("office.tables.sheet.plan") not in read.sheetnames
    assert say("office.tables.sheet.ranks") not in read.sheetnames


def test_a_chart_has_its_own_sheet_of_numbers() -> None:
    held = openpyxl.load_workbook(BytesIO(chart_sheet(["=1+1", "b"], [("@x", [2.5, None])])))
    cells = [[cell.value for cell in row] for row in held["Sheet1"].iter_rows()]
    assert cells == [[None, "@x"], ["=1+1", 2.5], ["b", None]]
    assert held["Sheet1"]["A2"].data_type == "s"


def test_marks_above_letters_take_no_room() -> None:
    assert lines_of("ก" * 18, 20) == lines_of("กี่" * 18, 20) == 1
    assert lines_of("ก" * 19, 20) == 2
    assert lines_of("a\nb", 20) == 2


def test_nothing_is_cut_on_paper(made: bytes, tmp_path: Path) -> None:
    import subprocess

    pdf = office_support.as_pdf(made, "tables.xlsx", tmp_path)
    told = subprocess.run(["pdftotext", str(pdf), "-"], capture_output=True, check=True).stdout
    assert "น้อยกว่า" in told.decode()
    assert "###" not in told.decode()


def trail_rows(name: str, **changes: Any) -> list[tuple[Any, ...]]:
    made = book(replace(render_sample.content(), **changes))["tables.xlsx"]
    held = openpyxl.load_workbook(BytesIO(made))
    return list(held[name].iter_rows(values_only=True)) if name in held.sheetnames else []


def test_problems_and_projects_stand_in_sheets_of_their_own() -> None:
    problems = trail_rows("ปัญหา")
    assert [row[0] for row in problems[1:]] == [1, 2, 3, 4]
    assert problems[1][3:9] == (
        "หมู่ 4 บ้านญี่ปุ่นเก่า", "8 %", 8, "ครัวเรือน", "มีโครงการรองรับ",
        "ขยายเขตประปาหมู่บ้าน หมู่ที่ 4",
    )  # fmt: skip
    assert problems[2][8:] == (None, "ตรวจสุขภาพประจำปี")
    projects = trail_rows("โครงการ")
    assert [row[2] for row in projects[1:]] == list(render_sample.plan().frame["title"])
    assert [row[-4:] for row in projects[1:]] == [
        (48000, 50000, 50000, 100000), (None, 20000, None, 20000), (840000, 0, 850000, 850000),
    ]  # fmt: skip
    links = trail_rows("จับคู่")
    assert [row[3] for row in links[1:]] == ["ยืนยันแล้ว", "เสนอ ยังไม่ยืนยัน", "ไม่ใช่คู่กัน"]
    cover = trail_rows("ตารางครอบคลุม")
    assert cover[:3] == [
        ("ปัญหา", "หมู่ 1", "หมู่ 4", "หมู่ 7", "หมู่ 9"),
        ("น้ำใช้เพียงพอ", "–", "มี", "–", "ยังไม่มี"),
        ("ตรวจสุขภาพ 35 ปีขึ้นไป", "เสนอ", "–", "–", "–"),
    ]


def test_budgets_changes_and_the_work_stand_in_sheets() -> None:
    bought = {row[0]: row for row in trail_rows("วงเงิน")}
    assert bought["ตรวจสุขภาพประจำปี"][1:5] == (100_000, 400, "ไม่เลือก", "เลือก")
    followed = trail_rows("ติดตามผล")
    assert "−18.0 ถึง −1.5" in followed[1][5]
    assert any("ไม่ได้บอกว่าเปลี่ยนเพราะโครงการ" in str(row[0]) for row in followed)
    work = {row[0]: row for row in trail_rows("กระบวนการ")}
    assert work["1. สร้างความเข้าใจร่วมกัน"][2] == "1–20 สิงหาคม 2565"
    assert work["สำรวจ จปฐ. 2566"][3] == "ผู้บันทึกข้อมูล"


def test_without_trail_and_record_their_sheets_are_not_there() -> None:
    for name in ("ปัญหา", "โครงการ", "จับคู่", "วงเงิน", "ติดตามผล", "กระบวนการ"):
        assert trail_rows(name, trail=None, record=None) == []
    assert trail_rows("ปัญหา", plan=None) == []
