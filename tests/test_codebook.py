"""Codebooks: every definition told in words, as a page that needs no network and as a workbook."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from browser import DESKTOP, PHONE

from tambon_gis import catalog
from tambon_gis.errors import DocumentError, InputError
from tambon_gis.model.document import parse_document
from tambon_gis.model.rulebook import Constant, Rulebook
from tambon_gis.render.book import codebook as render
from tambon_gis.render.book.definitions import define
from tambon_gis.render.book.sentences import caption, sentence
from tambon_gis.render.policy import remote_addresses
from tambon_gis.study.codebook import codebook
from tambon_gis.thai import has_thai

NAMES = catalog.names("rulebooks")
ITEMS = catalog.schema("bmn-household-items").by_name
LINE = {"line": Constant(value=0.25, unit="ส่วน (parts)", source="-")}


@pytest.fixture(scope="module", params=["th", "en"])
def lang(request):
    return request.param


def sheets(path):
    book = openpyxl.load_workbook(path)
    return {sheet.title: [[cell or "" for cell in row] for row in sheet.values] for sheet in book}


# --- a rule in words ---

RULES = [
    ("a > 1 and b < 2", "“a” มากกว่า 1 และ “b” น้อยกว่า 2"),
    ("a <= line or not (b <> 0)", "“a” ไม่เกิน 0.25 ส่วน หรือ ไม่ใช่กรณีที่ (“b” ไม่ใช่ 0)"),
    ("a between 1 and 2 and b >= 3", "“a” ตั้งแต่ 1 ถึง 2 และ “b” ไม่น้อยกว่า 3"),
    ("a in (1, 2)", "“a” เป็นหนึ่งใน (1, 2)"),
    ("a * 2 / b - 1 > 0", "“a” × 2 หารด้วย “b” - 1 มากกว่า 0"),
    ("a is null", "“a” เป็น ค่าว่าง"),
    ("case when a then b when c then d else e end", "ถ้า “a” ให้ดูว่า “b” ; ถ้า “c” ให้ดูว่า “d”"),
    ("food_fda_mark = 1", "“อาหารบรรจุสำเร็จมีเครื่องหมาย อย.” = ใช่"),
    ("count_score_1 >= 11", "“จำนวนข้อที่ได้ 1 คะแนน” ไม่น้อยกว่า 11"),
    ("le > 1 and div < 2", "“le” มากกว่า 1 และ “div” น้อยกว่า 2"),
    ("kind = 'วัด'", "“kind” = 'วัด'"),
]


@pytest.mark.parametrize(("rule", "words"), RULES)
def test_a_rule_is_read_aloud(rule, words):
    assert sentence(rule, ITEMS, LINE).replace(";", " ;").startswith(words)


def test_codes_of_answers_are_told_by_their_words():
    fields = catalog.schema("bmn-person-answers").by_name
    rule = "health = 1 AND drinks = 0 AND age >= 60"
    assert sentence(rule, fields, {}, lang="en") == (
        "“Health” = 1 (พิการ) and “Drinks alcohol” = no and “Age (completed years)” at least 60"
    )


@pytest.mark.parametrize("name", NAMES)
def test_no_word_of_a_rule_is_lost(name, lang):
    """Every constant, number and column of a rule is told by its reading."""
    book = catalog.rulebook(name)
    for entry in define(book, lang=lang).entries:
        for way in entry.ways:
            told = " ".join(way.lines)
            for _, rule in way.rules:
                for word in re.findall(r"[a-z_]\w*", rule):
                    if word in book.values:
                        assert f"{book.values[word]:,.0f}" in told
                    elif word not in {"all", "and", "or", "not", "case", "when", "then", "end"}:
                        named = caption(word, {}, lang=lang)
                        assert f"“{named}”" in told, (entry.indicator.code, word)


# --- what stands in it ---


@pytest.mark.parametrize("name", NAMES)
def test_the_workbook_has_every_indicator_and_every_way(name, lang, tmp_path):
    book = catalog.rulebook(name)
    path, _ = codebook(name, out=tmp_path, lang=lang)
    about, indicators, ways = sheets(path).values()
    texts = " ".join(str(cell) for row in about for cell in row)
    for part in (book.rulebook.title.of(lang), book.id, book.rulebook.source.of(lang)):
        assert part in texts
    for key, constant in book.constants.items():
        assert key in texts
        assert constant.source in texts
    assert [row[0] for row in indicators[1:]] == [one.code for one in book.indicator]
    by_code = {row[0]: " ".join(row) for row in indicators[1:]}
    for one in book.indicator:
        assert one.title.th in by_code[one.code]
        assert one.title.en in by_code[one.code]
        for name_of_other in (*one.same_as, *one.similar_to):
            assert f"{name_of_other} " in by_code[one.code]
    rows = [row[0] for row in ways[1:]]
    assert {code: rows.count(code) for code in rows} == {
        one.code: max(1, len(one.ways)) for one in book.indicator
    }


@pytest.mark.parametrize("name", NAMES)
def test_the_page_has_every_definition_and_needs_no_network(name, lang, tmp_path):
    book = catalog.rulebook(name)
    _, path = codebook(name, out=tmp_path, lang=lang)
    page = path.read_text("utf-8")
    assert remote_addresses(page) == ()
    assert "default-src 'none'" in page.replace("&#39;", "'")
    assert "<script" not in page
    assert f'<html lang="{lang}">' in page
    shown = plain(page)
    for one in book.indicator:
        assert one.title.th in shown
        assert one.title.en in shown
        if one.definition:
            assert one.definition.of(lang) in shown
        assert one.source in shown
    for level in book.level:
        assert level.when in shown
        assert level.source in shown
    assert ("37" in shown and "missing" in shown.casefold()) or lang == "th" or not book.missing


def plain(page):
    """The text of a page."""
    text = re.sub(r"<style>.*?</style>", " ", page, flags=re.DOTALL)
    text = re.sub(r"<[^>]+>", "", text)
    for sign, letter in (
        ("&gt;", ">"),
        ("&lt;", "<"),
        ("&#34;", '"'),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ):
        text = text.replace(sign, letter)
    return text


STATUS = {
    "bmn-2560": ("ตรวจสอบกับแหล่งที่มาแล้ว", "checked against its sources"),
    "nrd2c": ("ยังไม่ยืนยัน (unverified)", "(unverified)"),
    "bmn-2566": ("ยังไม่ยืนยัน", "(uncertain)"),
}


@pytest.mark.parametrize("name", STATUS)
def test_what_is_not_verified_says_so(name, lang, tmp_path):
    told = STATUS[name][lang == "en"]
    sheet, page = codebook(name, out=tmp_path, lang=lang)
    assert told in page.read_text("utf-8")
    about = next(iter(sheets(sheet).values()))
    assert told in about[1][0]


def test_missing_codes_are_told_and_not_made_up(tmp_path):
    sheet, page = codebook("bmn-2566", out=tmp_path)
    told = "ข้อ 37 มีอยู่ในแบบสำรวจ แต่ไม่ทราบชื่อ"
    assert told in page.read_text("utf-8")
    about, indicators, ways = sheets(sheet).values()
    assert told in " ".join(cell for row in about for cell in row)
    assert "37" not in [row[0] for row in indicators]
    assert {row[3] for row in ways[1:]} == {"ยังไม่มีวิธีคิด: ไม่ทราบว่านับใครและผ่านเมื่อใด"}


FOLDS = """
[rulebook]
id = "folds"
title = { th = "ก", en = "a" }
short = { th = "ก", en = "a" }
unit = "household"
years = [2565, 2565]
source = { th = "-", en = "-" }
status = "verified"
[constants.line]
value = 0.5
unit = "ส่วน (parts)"
source = "-"
[[dimension]]
id = "d"
title = { th = "ก", en = "a" }
"""


def test_every_fold_is_told_and_hostile_text_stays_text():
    folds = {
        "all": 'meets = "a = 1"', "any": 'meets = "a = 1"',
        "count": 'meets = "a = 1"\npasses = "folded >= 2"',
        "share": 'meets = "a = 1"\npasses = "folded >= line"',
        "sum": 'value = "a"\npasses = "folded / members >= line"',
        "max": 'value = "a"\npasses = "folded >= 1 AND applicable > 1"',
        "min": 'value = "a"\npasses = "folded >= 1"',
    }  # fmt: skip
    text = FOLDS
    for fold, more in folds.items():
        text += (
            f'[[indicator]]\ncode = "{fold}"\nid = "{fold}"\n'
            'counts = "household"\ndimension = "d"\n'
            'title = { th = "<script>alert(1)</script>", en = "=1+1" }\n'
            'short = { th = "ก", en = "a" }\n'
            f'[indicator.person]\nneeds = ["a"]\nfold = "{fold}"\n{more}\n'
        )
    book = parse_document(Rulebook, text, name="folds.toml")
    for lang in ("th", "en"):
        lines = [entry.ways[0].lines for entry in define(book, lang=lang).entries]
        assert len(set(lines)) == len(folds)
        assert all(len(line) == 3 for line in lines)
        assert all(has_thai(part) == (lang == "th") for line in lines for part in line)
    shares = define(book, lang="en").entries[3].ways[0].lines
    assert shares[2] == "The household passes when “total” at least 0.5 parts"
    page = render.html(book)
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    book_read = openpyxl.load_workbook(io.BytesIO(render.workbook(book, lang="en")))
    cell = book_read.worksheets[1]["B2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


# --- files ---


def test_files_are_written_beside_and_moved(tmp_path):
    sheet, page = codebook("nrd2c", out=tmp_path / "new")
    assert (sheet.name, page.name) == ("คู่มือตัวชี้วัด-nrd2c.xlsx", "คู่มือตัวชี้วัด-nrd2c.html")
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == sorted(
        [sheet.name, page.name]
    )
    first = sheet.read_bytes(), page.read_bytes()
    again = codebook("nrd2c", out=tmp_path / "new")
    assert tuple(path.read_bytes() for path in again) == first


def test_a_file_of_a_project_with_its_own_columns(tmp_path):
    path = "data/five-questions/rulebooks/five-questions.toml"
    _, page = codebook(path, out=tmp_path)
    shown = plain(page.read_text("utf-8"))
    assert "“น้ำดื่มที่เก็บสำรอง (ลิตร)” หารด้วย “คนในบ้าน (คน)” ไม่น้อยกว่า 15 ลิตรต่อคน" in shown
    assert "ได้ 1 คะแนน เมื่อ “โทรศัพท์ในบ้านได้หรือไม่” = ไม่ได้" in shown
    assert "ถามเมื่อ “บ้านเป็นหนี้หรือไม่” = เป็นหนี้ นอกนั้นไม่เข้าข่าย" in shown


def test_the_workbook_names_nobody_and_hides_nothing(tmp_path):
    sheet, _ = codebook("bmn-2560", out=tmp_path)
    book = openpyxl.load_workbook(sheet)
    assert book.properties.creator in (None, "")
    assert all(one.sheet_state == "visible" for one in book)
    home = str(Path.cwd())
    with zipfile.ZipFile(sheet) as inside:
        parts = [inside.read(name).decode("utf-8", "replace") for name in inside.namelist()]
    assert not any(home in part or str(tmp_path) in part for part in parts)


def test_what_cannot_be_written_or_found_is_refused(tmp_path):
    with pytest.raises(DocumentError):
        codebook("no-such", out=tmp_path)
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(InputError):
        codebook("nrd2c", out=tmp_path / "file")


@pytest.mark.browser
@pytest.mark.parametrize("size", [PHONE, DESKTOP])
def test_the_page_fits_its_window_and_asks_for_nothing(visit, size, tmp_path):
    _, path = codebook("bmn-2560", out=tmp_path)
    opened = visit(path, size=size)
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert opened.page.locator("article.entry").count() == 31
    assert (opened.requests, opened.complaints) == ([], [])
