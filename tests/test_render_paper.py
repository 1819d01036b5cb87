"""The report on paper: whole names, hostile words printed as they are, nothing of the machine."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pypdf
import pytest
from render_sample import NAMES, content, grid, plan

from tambon_gis.errors import ExtraError
from tambon_gis.model.planned import Plan
from tambon_gis.model.sealed import Tale, seal
from tambon_gis.render.image.studio import Studio
from tambon_gis.render.paper import paper
from tambon_gis.render.paper.namer import Namer
from tambon_gis.render.paper.paper_trail import sections_of
from tambon_gis.render.templates import template_text

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = (
    '#import "x.typ"', "$x$ ] [ *a* _b_", "`c` <lab> @ref", "#panic()", "// no /* no", "{{7*7}}",
    "#read(passwd)", "= หัวข้อ", "<script>alert(1)</script>",
)  # fmt: skip
SENTENCE = "ครัวเรือนที่ตกเกณฑ์อยู่ที่{}และที่{}มากกว่าที่{}"
MARKS = "ะัาำิีึืุู็่้๊๋์ๆฯ"


def told(pdf: bytes, *more: str) -> str:
    run = subprocess.run(["pdftotext", *more, "-", "-"], input=pdf, capture_output=True, check=True)
    return run.stdout.decode()


@pytest.fixture(scope="module")
def quick() -> Any:
    """Reports without pictures, which other tests look at."""

    def report(made: Any, lang: str = "th") -> bytes:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(paper, "_pictures", lambda _: iter(()))
            return paper.report(made, lang=lang)["report.pdf"]

    return report


@pytest.fixture(scope="module")
def whole() -> bytes:
    """The whole report, pictures and all."""
    return paper.report(content())["report.pdf"]


def test_the_report_has_pictures_and_a_page_for_each_village(whole: bytes) -> None:
    reader = pypdf.PdfReader(io.BytesIO(whole))
    pictures = sum(len(page.images) for page in reader.pages)
    assert pictures == 1 + 3 + 1 + 3 + 2  # places, three worst of each book and the story's, charts
    assert len(whole) < 4_000_000
    text = told(whole)
    for moo, name in enumerate(NAMES, 1):
        assert f"หมู่ {moo} {name}" in text
    assert "ตกเกณฑ์ 38 จาก 212 ครัวเรือน" in text
    assert f"หน้า 1 / {len(reader.pages)}" in text


def test_it_says_nothing_of_the_machine_and_never_changes(quick: Any) -> None:
    pdf = quick(content())
    assert quick(content()) == pdf
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    assert set(reader.metadata or {}) == {"/Title", "/Creator"}
    assert "ตำบลสาธิต" in (reader.metadata or {})["/Title"]
    raw = pdf + b"".join(
        page.get_contents().get_data() for page in reader.pages if page.get_contents()
    )
    for leak in (
        b"/tmp",
        b"/home",
        b"/work",
        b"data.json",
        b"main.typ",
        b"CreationDate",
        b"/Author",
    ):
        assert leak not in raw
    catalog: Any = reader.trailer["/Root"]
    assert catalog["/Lang"].startswith("th")
    assert catalog["/MarkInfo"]["/Marked"]


def test_only_the_packaged_typeface_is_used(quick: Any, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(quick(content()))
    run = subprocess.run(["pdffonts", path], capture_output=True, check=True)
    fonts = run.stdout.decode().splitlines()[2:]
    assert len(fonts) == 2
    assert all(re.match(r"[A-Z]{6}\+NotoSansThai-(Regular|Bold) .* yes yes yes", f) for f in fonts)


def test_every_letter_can_be_searched(quick: Any) -> None:
    pdf = quick(content())
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]
    plain = "".join(pages).replace("\u0e4d\u0e49\u0e32", "้ำ")  # what a reader makes of SARA AM
    for name in NAMES:
        assert name in plain
        assert name in told(pdf)
    assert "ทั้งตำบล" in told(pdf)  # a tone mark over a vowel is raised, and still its letter's
    assert "ทัง" not in told(pdf) + plain


def test_hostile_words_are_printed_as_they_are(quick: Any) -> None:
    frame = plan().frame
    rows = frame.loc[[i % len(frame) for i in range(len(HOSTILE))]].reset_index(drop=True)
    rows["title"], rows["programme"] = list(HOSTILE), "แผนงาน #strike[x]"
    names = tuple(HOSTILE[i % len(HOSTILE)] for i in range(len(NAMES)))
    made = replace(content(names=names), plan=seal(Plan, frame=rows))
    text = re.sub(r"\s+", "", told(quick(made)))
    for word in HOSTILE:
        assert text.count(re.sub(r"\s+", "", word)) >= 2
    assert "แผนงาน#strike[x]" in text


def set_in(width: float, parts: list[dict[str, str]], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Lines of a text in a column of so many centimetres, set as the report sets it."""
    ours = template_text("report.typ")
    helpers = ours[ours.index("#let say") : ours.index("#let plain")]
    narrow = (
        '#set document(title: "t")\n#let d = json("data.json")\n' + helpers
        + '#set text(font: "Noto Sans Thai", lang: "th", size: 11pt, fallback: false)\n'
        + f"#set page(width: {width}cm, height: 30cm, margin: 2mm)\n#say(d)"
    )  # fmt: skip
    monkeypatch.setattr(paper, "template_text", lambda _: narrow)
    return told(paper.typeset("any.typ", parts, {}), "-layout").split("\f")[0].split("\n")  # type: ignore[arg-type]


def test_no_name_is_split_however_narrow_the_column(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("บ้านหนองน้ำใส", "บ้านญี่ปุ่นเก่า", "บ้านใหม่สามัคคี")
    text, split = SENTENCE.format(*names), 0
    for width in (4, 4.5, 5, 5.7, 6.3, 7.1):
        lines = set_in(width, Namer(names)(text), monkeypatch)
        assert all(any(name in line for line in lines) for name in names)
        plain = set_in(width, Namer(())(text), monkeypatch)
        split += sum(not any(name in line for line in plain) for name in names)
    assert split > 2  # the check can fail: without boxes names are split


def test_thai_lines_break_between_words(monkeypatch: pytest.MonkeyPatch) -> None:
    told_words = (
        "ชาวบ้าน ใน ตำบล มี น้ำดื่ม สะอาด เพียงพอ ตลอด ปี และ ครัวเรือน ส่วนใหญ่ ได้ รับ การ ดูแล จาก โรงพยาบาล"
    )
    words = told_words.split(" ")
    text = "".join(words)
    ends = {len("".join(words[:i])) for i in range(len(words) + 1)}
    inner = {
        len("ชาว"),
        len("ชาวบ้านในตำบลมีน้ำ"),
        text.index("เรือน"),
        text.index("ใหญ่"),
        text.index("พอ"),
        text.index("พยา"),
    }
    for width in (3, 4, 5, 6):
        lines = [line.strip() for line in set_in(width, [{"t": text}], monkeypatch) if line.strip()]
        assert "".join(lines) == text
        assert len(lines) > 2
        assert all(line[0] not in MARKS for line in lines)
        found = {len("".join(lines[:i])) for i in range(len(lines) + 1)}
        assert found <= ends | inner


def test_english_thai_digits_and_the_watermark(quick: Any) -> None:
    assert "What the whole area falls short of" in told(quick(content(), "en"))
    thai = told(quick(replace(content(), digits="thai")))
    assert "๑๗.๙" in thai
    assert "17.9" not in thai
    assert "หน้า ๑ / " in thai
    inside = told(quick(content(audience="internal")))
    assert inside.count("ข้อมูลภายใน ห้ามเผยแพร่") > len(NAMES)
    assert "ข้อมูลภายใน" not in told(quick(content()))


def test_drafts_and_unverified_parts_are_marked(quick: Any) -> None:
    made = content()
    drafted = replace(made, tale=seal(Tale, story=made.tale.story, draft=True))
    mark = "ร่างที่โปรแกรมเขียน ยังไม่มีคนตรวจ"
    assert mark in told(quick(drafted))
    plain = told(quick(made))
    assert mark not in plain
    of_books = told(quick(replace(made, aspects=None)))
    assert not made.aspects.composite.verified
    assert plain.count("ยังไม่ยืนยัน") == of_books.count("ยังไม่ยืนยัน") + len(NAMES)
    book = made.rulebooks[0]
    unsure = book.rulebook.model_copy(update={"status": "unverified"})
    books = (book.model_copy(update={"rulebook": unsure}), *made.rulebooks[1:])
    sheets = told(quick(replace(made, rulebooks=books)))
    assert sheets.count("เกณฑ์ จปฐ. ยังไม่ยืนยัน") > len(NAMES) // 2
    assert "เกณฑ์ จปฐ. ยังไม่ยืนยัน" not in plain


def test_the_plan_lies_on_its_side(quick: Any) -> None:
    pages = pypdf.PdfReader(io.BytesIO(quick(content()))).pages
    wide = [page for page in pages if page.mediabox.width > page.mediabox.height]
    assert len(wide) == 1
    assert "แผนงานและโครงการ" in wide[0].extract_text()


def test_no_page_is_left_blank(whole: bytes) -> None:
    pages = told(whole, "-layout").split("\f")[:-1]
    images = [len(page.images) for page in pypdf.PdfReader(io.BytesIO(whole)).pages]
    assert max(images) == 2  # two pictures stand on a page
    least = [len(page.split()) for page, held in zip(pages, images, strict=True) if not held]
    assert min(least) > 40


def test_bare_content_and_many_places(quick: Any) -> None:
    extras = {"standing": None, "aspects": None, "pyramid": None, "reach": None, "tale": None,
              "facilities": None, "plan": None}  # fmt: skip
    bare = told(quick(replace(content(), vectors=(), views=(), targets={}, **extras)))
    assert "วิธีคิด" in bare
    assert "แผนงานและโครงการ" not in bare
    many = told(quick(replace(grid(10), vectors=(), **extras)))
    assert "ใบข้อมูลรายพื้นที่" not in many


@pytest.mark.parametrize("module", ["typst", "pypdf"])
def test_a_missing_library_says_what_to_install(
    quick: Any, monkeypatch: pytest.MonkeyPatch, module: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ExtraError) as caught:
        quick(content())
    assert 'pip install "tambon_gis[pdf]"' in caught.value.tell("en")


def test_problems_projects_and_the_work_are_told(quick: Any) -> None:
    text = re.sub(r"\s+", "", told(quick(content())))
    for part in (
        "จากปัญหาสู่โครงการ", "ปัญหาที่ยังไม่มีโครงการ2เรื่อง", "ไม่ถึงเส้นเร่งด่วนหรือเทียบไม่ได้1โครงการ",
        "เสนอโดยโปรแกรมยังไม่มีใครยืนยัน", "ตารางครอบคลุม", "โครงการที่อาจซ้ำกัน",
        "วงเงินทำอะไรได้บ้าง", "งบห้าแสนบาท", "ก่อนและหลังทำโครงการ", "ไม่ได้บอกว่าเปลี่ยนเพราะโครงการ",
        "1.สร้างความเข้าใจร่วมกัน", "1–20สิงหาคม2565", "ใช้จปฐ.สามปี", "สภาพข้อมูล", "สิ่งที่ต้องทำต่อไป",
    ):  # fmt: skip
        assert part in text, part
    bare = re.sub(r"\s+", "", told(quick(replace(content(), trail=None, record=None))))
    for gone in ("จากปัญหาสู่โครงการ", "วงเงินทำอะไร", "ก่อนและหลังทำ", "สภาพข้อมูล"):
        assert gone not in bare


def test_a_matrix_fits_the_page() -> None:
    studio = Studio(content(), lang="th")
    blocks = sections_of(studio, Namer([]))[0]["blocks"]
    matrix = next(block for block in blocks if block["states"])
    states = {cell for row in matrix["states"] for cell in row}
    assert states == {"", "served", "proposed", "open"}
    assert [len(row) for row in matrix["rows"]] == [5, 5, 5]
    assert len(matrix["heads"]) <= 12
