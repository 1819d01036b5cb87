"""Slides: read back with python-pptx and printed by LibreOffice."""

from __future__ import annotations

import builtins
import re
import zipfile
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np
import office_support
import openpyxl
import pandas as pd
import pytest
import render_sample
import thai_reference
from PIL import Image
from pptx import Presentation
from pptx.util import Pt

from tambon_gis.errors import EngineError
from tambon_gis.model.sealed import Tale, seal
from tambon_gis.render.deck.deck import deck_of
from tambon_gis.render.deck.deck_parts import Lines, Map, Table, chunks
from tambon_gis.render.deck.slides import slides
from tambon_gis.render.image import pictures
from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tambon_gis.render.content import Content

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
NEWEST, AREA = 2565, render_sample.AREA


def findings() -> Content:
    """The sample without its story: slides of findings."""
    return replace(render_sample.content(), tale=None)


@pytest.fixture(scope="module", autouse=True)
def small_maps() -> Iterator[None]:
    """Maps are drawn once, in a test of their own: here a spot stands for each."""
    spot = BytesIO()
    Image.new("RGB", (90, 60), "#fe9929").save(spot, "PNG")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("map_of", "places_map"):
            patch.setattr(pictures, name, lambda *_: spot.getvalue())
        yield


@pytest.fixture(scope="module")
def content() -> Content:
    """The worst indicator has a band of each kind."""
    made = findings()
    frame = made.measures.frame.copy()
    worst = cells(made, framework="bmn-2560", year=NEWEST, place=AREA).nlargest(1, "share")
    mine = (frame["code"] == worst["code"].iloc[0]) & (frame["framework"] == "bmn-2560")
    for moo, form in enumerate(("few", "most", "zero_band"), start=1):
        at = mine & (frame["place"] == f"{AREA}{moo:02d}") & (frame["year"] == NEWEST)
        frame.loc[at, ["form", "share", "failing"]] = [form, None, None]
    measures = seal(type(made.measures), frame=frame, disclosure=made.measures.disclosure)
    return replace(made, measures=measures, standing=None)


@pytest.fixture(scope="module")
def made(content: Content) -> bytes:
    return slides(content)["slides.pptx"]  # type: ignore[return-value]


@pytest.fixture(scope="module")
def book(made: bytes) -> Any:
    return Presentation(BytesIO(made))


def every(book: Any, kind: str) -> Iterator[tuple[str, Any]]:
    """Charts or tables with the titles of their slides."""
    for slide in book.slides:
        for shape in slide.shapes:
            if getattr(shape, f"has_{kind}", False):
                yield slide.shapes.title.text_frame.text, getattr(shape, kind)


def cells(content: Content, **where: object) -> pd.DataFrame:
    frame = content.measures.frame
    for name, value in where.items():
        frame = frame[frame[name] == value]
    return frame


def test_it_is_wide_and_begins_with_the_area(book: Any) -> None:
    assert book.slide_width / book.slide_height == pytest.approx(16 / 9, rel=1e-3)
    assert book.slides[0].shapes.title.text_frame.text == render_sample.credit().area_title
    titles = [slide.shapes.title.text_frame.text for slide in book.slides]
    assert all(titles)
    assert words("th").text("office.slides.hidden_title") in titles
    assert titles[-1] == words("th").text("office.slides.sources_title")


def test_the_worst_indicators_are_bars_of_the_whole_area(content: Content, book: Any) -> None:
    title, chart = next(every(book, "chart"))
    assert "จปฐ." in title
    found = cells(content, framework="bmn-2560", year=NEWEST, place=AREA)
    expected = sorted(found["share"].dropna(), reverse=True)[:8]
    plot = chart.plots[0]
    assert list(plot.series[0].values) == expected
    codes = [re.match(r"(\d+)\. ", name)[1] for name in plot.categories]  # type: ignore[index]
    by_code = found.set_index("code")["share"]
    assert [by_code[code] for code in codes] == expected


def test_lines_tell_exact_numbers_only(content: Content, book: Any) -> None:
    names = {
        f"หมู่ {i + 1} {name}": f"{AREA}{i + 1:02d}" for i, name in enumerate(render_sample.NAMES)
    }
    names["ทั้งตำบล"] = AREA
    seen = 0
    for title, chart in every(book, "chart"):
        code = re.match(r"ตัวชี้วัดที่ (\d+) ", title)
        if code is None:
            continue
        assert list(chart.plots[0].categories) == ["2563", "2564", "2565"]
        for series in chart.plots[0].series:
            rows = cells(content, framework="bmn-2560", code=code[1], place=names[series.name])
            told = {
                row.year: row.share for row in rows.itertuples() if row.form in {"exact", "zero"}
            }
            assert list(series.values) == [told.get(year) for year in render_sample.YEARS]
            seen += 1
    assert seen >= 8


def test_a_band_is_a_gap_in_a_line() -> None:
    made = findings()
    frame = made.measures.frame.copy()
    worst = cells(made, framework="bmn-2560", year=NEWEST, place=AREA).nlargest(1, "share")
    code = worst["code"].iloc[0]
    banded = (frame["code"] == code) & (frame["year"] == 2564) & (frame["place"] == AREA)
    frame.loc[banded, ["form", "share", "failing"]] = ["few", None, None]
    measures = seal(type(made.measures), frame=frame, disclosure=made.measures.disclosure)
    deck = deck_of(replace(made, measures=measures, standing=None), lang="th")
    lines = next(
        part for slide in deck for part in slide.parts
        if isinstance(part, Lines) and f"ตัวชี้วัดที่ {code} " in slide.title
    )  # fmt: skip
    assert [value is None for value in dict(lines.series)["ทั้งตำบล"]] == [False, True, False]


def test_the_numbers_behind_a_chart_can_be_edited(book: Any) -> None:
    for _, chart in every(book, "chart"):
        held = openpyxl.load_workbook(BytesIO(chart.part.chart_workbook.xlsx_part.blob))
        rows = list(held["Sheet1"].iter_rows(values_only=True))
        plot = chart.plots[0]
        assert [row[0] for row in rows[1:]] == list(plot.categories)
        assert list(rows[0][1:]) == [one.name for one in plot.series]
        for at, series in enumerate(plot.series, start=1):
            assert [row[at] for row in rows[1:]] == list(series.values)
        assert held.properties.creator in {None, ""}


def test_tables_hold_the_words_of_the_page(content: Content, book: Any) -> None:
    words_of = {"few": "น้อยกว่า 5 ครัวเรือน", "hidden": "ปกปิด", "most": "เกือบทั้งหมด",
                "zero_band": "0–4 ครัวเรือน", "zero": "0 %"}  # fmt: skip
    seen = set()
    for title, table in every(book, "table"):
        code = re.match(r"ตัวชี้วัดที่ (\d+) ", title)
        rows = [[cell.text_frame.text for cell in row.cells] for row in table.rows]
        if code is None or len(rows[0]) != 3:
            continue
        found = cells(content, framework="bmn-2560", code=code[1], year=NEWEST).set_index("place")
        for name, value, _ in rows[1:]:
            place = f"{AREA}{int(name.split()[1]):02d}"
            row = found.loc[place]
            seen.add(row["form"])
            expected = words_of.get(row["form"]) or (
                f"{row['share']:.1f} %" if row["asked"] >= 100 else f"{row['share']:.0f} %"
            )
            assert value == expected
    assert {"exact", "few", "most", "zero_band", "hidden"} <= seen


def test_the_plan_stands_in_tables(book: Any) -> None:
    rows = [
        [cell.text_frame.text for cell in row.cells]
        for title, table in every(book, "table")
        for row in table.rows
    ]
    assert ["แผนงานสาธารณสุข", "2", "120,000"] in rows
    assert ["รวม", "3", "970,000"] in rows
    assert ["1", "ขยายเขตประปาหมู่บ้าน หมู่ที่ 4", "อบต.สาธิต", "850,000"] in rows


def test_every_run_has_a_face_for_thai(made: bytes) -> None:
    from lxml import etree

    runs = 0
    with zipfile.ZipFile(BytesIO(made)) as packed:
        for name in packed.namelist():
            if not re.match(r"ppt/slides/slide\d+\.xml", name):
                continue
            for run in etree.fromstring(packed.read(name)).iter(f"{A}r"):
                look, text = run.find(f"{A}rPr"), run.findtext(f"{A}t")
                if text == " · ":
                    continue
                runs += 1
                assert look.find(f"{A}latin").get("typeface") == "Leelawadee UI"
                assert look.find(f"{A}cs").get("typeface") == "Leelawadee UI"
                assert look.get("lang") == "th-TH"
                assert int(look.get("sz")) >= 1800
        theme = packed.read("ppt/theme/theme1.xml").decode()
    assert runs > 200
    assert theme.count('<a:cs typeface="Leelawadee UI"') == 2


def test_titles_are_large_and_charts_are_described(book: Any) -> None:
    for slide in book.slides:
        run = slide.shapes.title.text_frame.paragraphs[0].runs[0]
        assert run.font.size >= Pt(28)
        for shape in slide.shapes:
            if shape.has_chart or shape.has_table or shape.shape_type == 13:
                assert shape._element.xpath(".//p:cNvPr")[0].get("descr")


def test_it_names_nobody_and_no_machine(made: bytes, book: Any) -> None:
    about = book.core_properties
    assert (about.author, about.last_modified_by, about.comments) == ("", "", "")
    assert about.created.year == about.modified.year == 2000
    with zipfile.ZipFile(BytesIO(made)) as packed:
        names = packed.namelist()
        assert {one.date_time for one in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        told = b"".join(packed.read(name) for name in names if name.endswith((".xml", ".rels")))
        for embedded in (name for name in names if name.endswith(".xlsx")):
            with zipfile.ZipFile(BytesIO(packed.read(embedded))) as inner:
                told += b"".join(map(inner.read, inner.namelist()))
    assert not any("thumbnail" in name or "printer" in name for name in names)
    for trace in (b"Canny", b"python-pptx", b"Macintosh", b"/home/", b"/tmp/", b"/work/", b"C:\\"):
        assert trace not in told


def test_the_same_content_gives_the_same_bytes(content: Content) -> None:
    plain = replace(content, plan=None)
    assert slides(plain, lang="en") == slides(plain, lang="en")


def test_hostile_texts_are_texts() -> None:
    names = (*office_support.HOSTILE[:11],)
    made = render_sample.content(names=names)
    plan = made.plan.frame.assign(
        title=office_support.HOSTILE[:3], agency=office_support.HOSTILE[9:12]
    )
    steps = [
        step.model_copy(update={"text": step.text.model_copy(update={"th": text})})
        for step, text in zip(made.tale.story.step, office_support.HOSTILE, strict=False)
    ]
    story = made.tale.story.model_copy(update={"step": tuple(steps)})
    hostile = replace(
        made, plan=seal(type(made.plan), frame=plan), tale=seal(Tale, story=story, draft=True)
    )
    for one in (hostile, replace(hostile, tale=None)):
        packed = slides(one)["slides.pptx"]
        book = Presentation(BytesIO(packed))
        said = {
            run.text for slide in book.slides for shape in slide.shapes
            for frame in frames(shape) for paragraph in frame.paragraphs for run in paragraph.runs
        }  # fmt: skip
        if one.tale is None:
            assert all(any(" ".join(text.split()) in whole for whole in said) for text in names)
        assert all(text in said for text in office_support.HOSTILE[:3])
        with zipfile.ZipFile(BytesIO(packed)) as files:
            for name in files.namelist():
                text = files.read(name)
                if name.startswith("ppt/slides/"):
                    assert b"hlinkClick" not in text
                    assert b'TargetMode="External"' not in text
                if name.endswith(".xlsx"):
                    with zipfile.ZipFile(BytesIO(text)) as inner:
                        sheet = inner.read("xl/worksheets/sheet1.xml")
                        assert b"<f>" not in sheet
                        assert b"hyperlink" not in sheet


def frames(shape: Any) -> Iterator[Any]:
    if shape.has_text_frame:
        yield shape.text_frame
    if getattr(shape, "has_table", False):
        for row in shape.table.rows:
            yield from (cell.text_frame for cell in row.cells)


def test_a_story_is_told_step_by_step() -> None:
    made = render_sample.content()
    deck = deck_of(made, lang="th")
    steps = made.tale.story.step
    assert [slide.title for slide in deck[1 : 1 + len(steps)]] == [one.title.th for one in steps]
    for slide, step in zip(deck[1:], steps, strict=False):
        assert slide.parts[0].lines == (step.text.th,)
        kind = Lines if step.layer and step.place else Table if step.place else Map
        assert isinstance(slide.parts[1], kind)
        if kind is Table:
            rows = cells(made, framework="bmn-2560", year=NEWEST, place=step.place)
            told = rows[rows["form"] == "exact"].nlargest(8, "share")["share"]
            shown = [float(value.removesuffix(" %")) for _, value, _ in slide.parts[1].rows]
            assert shown == told.tolist()
            area = cells(made, framework="bmn-2560", year=NEWEST, place=AREA).set_index("code")
            for title, _, whole in slide.parts[1].rows:
                assert whole == f"{area.loc[title.split('.')[0], 'share']} %"
            assert slide.parts[1].heads[-1] == "ทั้งตำบล"
    assert deck[0].title == made.tale.story.title.th


def test_a_drafted_story_says_so_and_its_lines_stand_apart() -> None:
    made = render_sample.content()
    first = made.tale.story.step[0]
    text = type(first.text)(th="บรรทัดหนึ่ง\nบรรทัดสอง", en="One\nTwo")
    step = first.model_copy(update={"text": text})
    story = made.tale.story.model_copy(update={"step": (step, *made.tale.story.step[1:])})
    drafted = replace(made, tale=seal(Tale, story=story, draft=True))
    mark = words("th").text("story.mark.draft")
    deck = deck_of(drafted, lang="th")
    assert deck[1].parts[0].lines == ("บรรทัดหนึ่ง", "บรรทัดสอง")
    assert [mark in one.badges for one in deck[1:5]] == [True, True, True, False]
    assert not [one for one in deck_of(made, lang="th") if mark in one.badges]
    book = Presentation(BytesIO(slides(drafted)["slides.pptx"]))
    said = [" ".join(f.text for s in one.shapes for f in frames(s)) for one in book.slides]
    assert [mark in one for one in said[1:5]] == [True, True, True, False]


def test_slides_of_an_unverified_rulebook_say_so(content: Content) -> None:
    deck = deck_of(content, lang="th")
    assert [one.rulebook.id for one in content.rulebooks if not one.verified] == ["nrd2c"]
    marked = {one.title for one in deck if "ยังไม่ยืนยัน" in one.badges}
    assert any(title.startswith("กชช. 2ค") for title in marked)
    assert not any(title.startswith("จปฐ.") for title in marked)
    assert len(marked) > 3


def test_an_internal_file_says_so_on_every_slide() -> None:
    made = replace(render_sample.content(audience="internal"), tale=None, plan=None)
    book = Presentation(BytesIO(slides(made)["slides.pptx"]))
    mark = words("th").text("page.badge.internal")
    for slide in book.slides:
        assert any(mark in frame.text for shape in slide.shapes for frame in frames(shape))


def test_thai_digits_by_switch(content: Content) -> None:
    thai = replace(content, digits="thai", plan=None)
    book = Presentation(BytesIO(slides(thai)["slides.pptx"]))
    said = [
        frame.text for slide in book.slides for shape in slide.shapes for frame in frames(shape)
    ]
    assert not [text for text in said if re.search(r"[0-9]", text)]
    assert any("๒๕๖๕" in text for text in said)


def test_much_text_is_parted() -> None:
    assert [len(part) for part in chunks(list(range(23)))] == [8, 8, 7]
    many = render_sample.grid(12)
    deck = deck_of(replace(many, standing=None, tale=None), lang="th")
    tables = [part for slide in deck for part in slide.parts if isinstance(part, Table)]
    assert tables
    assert max(len(table.rows) for table in tables) <= 12


def test_without_python_pptx_the_extra_is_named(
    content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = builtins.__import__

    def absent(name: str, *rest: Any, **more: Any) -> Any:
        if name == "pptx":
            raise ImportError(name)
        return found(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", absent)
    with pytest.raises(EngineError) as caught:
        slides(content)
    assert 'pip install "tambon_gis[slides]"' in caught.value.tell("en")


def test_thai_is_printed_as_it_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named = (*thai_reference.WORDS, *render_sample.NAMES[len(thai_reference.WORDS) :])
    made = replace(render_sample.content(names=named), tale=None, plan=None)
    only = next(
        slide for slide in deck_of(made, lang="th")
        if isinstance(slide.parts[0], Table) and len(slide.parts) > 1
    )  # fmt: skip
    monkeypatch.setattr("tambon_gis.render.deck.slides.deck_of", lambda *_, **__: (only,))
    packed = slides(made)["slides.pptx"]
    pdf = office_support.as_pdf(packed, "slides.pptx", tmp_path, program="libreoffice-impress")
    dpi = 300
    (picture,) = office_support.pages(pdf, dpi=dpi)
    ink = thai_reference.ink_of(picture.read_bytes())
    ink = np.clip((ink - 0.06) / 0.78, 0, 1)  # letters are dark blue, every second row is tinted
    table = ink[int(1.2 * dpi) : int(6.6 * dpi), int(0.5 * dpi) : int(3.2 * dpi)]
    size = 18 * dpi / 72
    for word in thai_reference.WORDS:
        found = thai_reference.match(table, word, size=size)
        # LibreOffice rounds the widths of letters; a mark out of its place differs by 0.7 and more
        assert found.likeness >= thai_reference.ALIKE, (word, found)
        assert found.spot <= 0.3, (word, found)
    box = thai_reference.match(table, "หัวไผ่", size=size, make=thai_reference.boxes)
    naive = thai_reference.match(table, "ปู่", size=size, make=thai_reference.naive)
    assert box.spot > 0.7
    assert naive.spot > 0.7


def test_maps_are_pictures_with_a_description(content: Content, monkeypatch: Any) -> None:
    monkeypatch.undo()
    deck = deck_of(content, lang="th")
    only = next(slide for slide in deck if isinstance(slide.parts[0], Map))
    monkeypatch.setattr("tambon_gis.render.deck.slides.deck_of", lambda *_, **__: (only,))
    (slide,) = Presentation(BytesIO(slides(content)["slides.pptx"])).slides
    (picture,) = (shape for shape in slide.shapes if shape.shape_type == 13)
    assert picture._element.xpath(".//p:cNvPr")[0].get("descr") == only.parts[0].alt
    assert picture.image.content_type == "image/png"
    assert picture.left >= 0
    assert picture.left + picture.width <= 12192000
    assert picture.top + picture.height <= 6858000 * 6.5 / 7.5
    drawn = picture.width / picture.height
    assert drawn == pytest.approx(picture.image.size[0] / picture.image.size[1], rel=0.01)


def shown(book: Any, title: str) -> list[list[str]]:
    """Rows of the tables of slides whose title begins so."""
    return [
        [cell.text_frame.text for cell in row.cells]
        for named, table in every(book, "table")
        if named.startswith(title)
        for row in table.rows
    ]


def test_problems_stand_beside_their_projects(book: Any) -> None:
    rows = shown(book, "จากปัญหาสู่โครงการ")
    assert rows[1:] == [
        ["น้ำใช้เพียงพอ", "หมู่ 4, 9 · 28 ครัวเรือน", "ขยายเขตประปาหมู่บ้าน หมู่ที่ 4", "หมู่ 4 · เสร็จแล้ว"],
        ["", "", "ยังไม่มีโครงการ: หมู่ 9", ""],
        ["ตรวจสุขภาพ 35 ปีขึ้นไป", "หมู่ 1 · 33 คน", "ตรวจสุขภาพประจำปี",
         "เสนอโดยโปรแกรม ยังไม่มีใครยืนยัน"],
        ["น้ำดื่มสะอาดเพียงพอ", "หมู่ 7 · 36 ครัวเรือน", "ยังไม่มีโครงการ", ""],
    ]  # fmt: skip
    missing = shown(book, "ปัญหาที่ยังไม่มีโครงการ 2 เรื่อง")
    assert [row[1] for row in missing[1:]] == ["หมู่ 9 บ้านท่าข้าม", "หมู่ 7 บ้านฐานทัพ"]
    # what its indicator does not press for is not without evidence: it has a slide of its own
    assert not any("ไม่มีหลักฐานรองรับ" in slide.shapes.title.text_frame.text for slide in book.slides)
    bare = shown(book, "ไม่ถึงเส้นเร่งด่วนหรือเทียบไม่ได้ 1 โครงการ")
    assert bare[1][:3] == ["ส่งเสริมการออกกำลังกายในหมู่บ้าน", "ทุกหมู่บ้าน", "20,000"]
    assert bare[1][3].startswith("ตัวชี้วัดที่เกี่ยวข้องไม่ถึงเส้นเร่งด่วน")
    sums = shown(book, "ปัญหาและโครงการเป็นตัวเลข")
    assert [row[1] for row in sums[1:5]] == ["1", "1", "2", "4"]
    assert [row[1:] for row in sums[6:]] == [
        ["1", "850,000"], ["1", "100,000"], ["0", "0"], ["1", "20,000"], ["3", "970,000"],
    ]  # fmt: skip


def test_budgets_changes_and_the_work_are_told(book: Any) -> None:
    bought = shown(book, "วงเงินทำอะไรได้บ้าง: งบห้าแสนบาท")
    assert [row[:4] for row in bought[1:3]] == [
        ["ตรวจสุขภาพประจำปี", "100,000", "400", "–"],
        ["ขยายเขตประปาหมู่บ้าน หมู่ที่ 4", "850,000", "900", "–"],
    ]
    assert [row[4] for row in bought[1:3]] == ["✓", "–"]
    chosen = [row for row in bought[1:] if row[4] == "✓"]
    assert bought[-2][4] == chosen[0][1]  # what is chosen stands above its sum
    followed = shown(book, "ก่อนและหลังทำโครงการ")
    assert [row[0] for row in followed[1:]] == ["ขยายเขตประปาหมู่บ้าน หมู่ที่ 4", "ตรวจสุขภาพประจำปี"]
    assert "−18.0 ถึง −1.5" in followed[1][4]
    assert followed[2][5] == "รอผลสำรวจปีถัดไป"
    text = [
        shape.text_frame.text for slide in book.slides for shape in slide.shapes
        if shape.has_text_frame
    ]  # fmt: skip
    assert any("ไม่ได้บอกว่าเปลี่ยนเพราะโครงการ" in one for one in text)
    steps = shown(book, "กระบวนการ 5 ขั้นตอน")
    assert len(steps) == 6
    assert steps[1][2] == "1–20 สิงหาคม 2565"
    assert shown(book, "สภาพข้อมูล")[1][3] == "11 จาก 11"
    assert any("สำรวจ จปฐ. 2566" in row for row in shown(book, "สิ่งที่ต้องทำต่อไป"))


def test_no_table_runs_off_its_slide(book: Any) -> None:
    for slide in book.slides:
        for shape in slide.shapes:
            if shape.has_table:
                high = sum(row.height for row in shape.table.rows)
                assert (shape.top + high) / 914_400 < 6.5, slide.shapes.title.text_frame.text


def test_many_rows_say_how_many_are_shown() -> None:
    made = findings()
    needs = pd.concat(
        [made.trail.needs.assign(need=made.trail.needs["need"] + 4 * i) for i in range(12)],
        ignore_index=True,
    ).assign(state="open")
    trail = seal(
        type(made.trail), needs=needs, links=made.trail.links, projects=made.trail.projects,
        doubles=made.trail.doubles, follow=made.trail.follow,
    )  # fmt: skip
    deck = deck_of(replace(made, trail=trail), lang="th")
    slide = next(one for one in deck if "ยังไม่มีโครงการ 48" in one.title)
    assert len(slide.parts[0].rows) <= 11
    assert f"แสดง {len(slide.parts[0].rows)} จาก 48 เรื่อง" in slide.note


def test_a_scenario_with_proposals_says_so() -> None:
    made = findings()
    mark = words("th").text("office.trail.unconfirmed")
    choice = made.trail.choices[0]
    open_one = replace(choice, scenario=choice.scenario.model_copy(update={"proposed": True}))
    for one, expected in ((choice, False), (open_one, True)):
        trail = seal(
            type(made.trail), needs=made.trail.needs, links=made.trail.links,
            projects=made.trail.projects, doubles=made.trail.doubles, follow=made.trail.follow,
            choices=(one,),
        )  # fmt: skip
        deck = deck_of(replace(made, trail=trail), lang="th")
        assert any(mark in slide.badges for slide in deck) is expected


def test_without_trail_and_record_nothing_is_said_of_them() -> None:
    titles = [one.title for one in deck_of(replace(findings(), trail=None, record=None), lang="th")]
    gone = ("จากปัญหาสู่โครงการ", "วงเงิน", "ก่อนและหลัง", "กระบวนการ", "สภาพข้อมูล")
    assert not [title for title in titles if title.startswith(gone)]


def test_a_code_stands_on_the_cover_only_for_an_address(book: Any) -> None:
    made = replace(findings(), public_url="https://example.org/990101", trail=None, plan=None)
    cover = Presentation(BytesIO(slides(made)["slides.pptx"])).slides[0]
    codes = [shape for shape in cover.shapes if shape.shape_type == 13]
    assert [shape._element.xpath(".//p:cNvPr")[0].get("descr") for shape in codes] == [
        "https://example.org/990101"
    ]
    assert not [shape for shape in book.slides[0].shapes if shape.shape_type == 13]
