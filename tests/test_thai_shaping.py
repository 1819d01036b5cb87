"""Thai in pictures and on paper, held against glyphs that HarfBuzz places; naive text fails."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import numpy as np
import pytest
import thai_reference as thai
from render_sample import CODES, NAMES, content

from tambon_gis.render.image.figure import Sheet, extent
from tambon_gis.render.image.figure_lines import wrapped
from tambon_gis.render.paper import paper as paper_module
from tambon_gis.render.paper.paper import report

if TYPE_CHECKING:
    from pathlib import Path

SIZE = 64
#: The program that draws pages puts glyphs on whole pixels: pages are drawn finer, then reduced.
FINER = 3
#: Names of the sample villages that hold a word.
HOLDERS = {word: next((n for n in NAMES if word in n), "") for word in thai.WORDS}


def drawn(text: str, *, bold: bool = False) -> np.ndarray:
    """A text as our sheet draws it: 64 pixels an em."""
    sheet = Sheet(300, 120, dpi=72)
    sheet.text(20, 75, text, size=SIZE, bold=bold, colour="#000000")
    return thai.ink_of(sheet.png())


@pytest.mark.parametrize("weight", [400, 700])
@pytest.mark.parametrize("word", thai.WORDS)
def test_a_picture_shows_the_word_as_harfbuzz_does(word: str, weight: int) -> None:
    page = drawn(word, bold=weight == 700)
    found = thai.match(page, word, size=SIZE, weight=weight)
    assert found.right, found
    assert not thai.match(page, word, size=SIZE, weight=weight, make=thai.boxes).right
    other = "กก" if word != "กี่" else "ฐาน"
    assert not thai.match(page, other, size=SIZE, weight=weight).right


@pytest.mark.parametrize("word", [word for word in thai.WORDS if word != "ฐาน"])
def test_the_check_fails_letters_that_are_not_shaped(word: str) -> None:
    naive = np.pad(thai.naive(word, SIZE), 20)
    assert not thai.match(naive, word, size=SIZE).right
    assert thai.match(np.pad(thai.reference(word, SIZE), 20), word, size=SIZE).right


@pytest.mark.parametrize("word", thai.WORDS)
def test_the_reference_has_no_box_and_stacks_marks(word: str) -> None:
    glyphs = thai.placed(word)
    assert ".notdef" not in {name for name, _, _ in glyphs}
    marks = [name for name, _, _ in glyphs if name.startswith(("uni0E48", "uni0E49"))]
    two_marks = word in {"ที่", "น้ำ", "กี่", "ญี่"}
    assert [name.endswith(".small") for name in marks] == [two_marks] * len(marks)


def test_a_font_without_thai_is_found_out() -> None:
    page = np.pad(thai.boxes("น้ำ", SIZE), 20)
    assert not thai.match(page, "น้ำ", size=SIZE).right


@pytest.mark.parametrize("word", thai.WORDS)
def test_the_width_of_a_word_is_that_of_harfbuzz(word: str) -> None:
    import uharfbuzz as hb

    font, buffer = hb.Font(hb.Face(thai.font_bytes(400))), hb.Buffer()
    buffer.add_str(word)
    buffer.guess_segment_properties()
    hb.shape(font, buffer)
    width = sum(one.x_advance for one in buffer.glyph_positions) / 1000 * 20
    assert extent(word, 20) == pytest.approx(width, rel=0.06)


def test_lines_break_at_spaces_and_never_before_a_mark() -> None:
    text = "ปู่ย่าตายายที่บ้านหนองน้ำใสมีน้ำดื่มกี่ครัวเรือน เก็บน้ำไว้ใช้"
    for width in range(30, 260, 10):
        lines = wrapped(text, width, 12, most=99)
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")
        assert all(line[0] not in "ะัาำิีึืุู็่้๊๋์ๆ" for line in lines)
        assert all(line[-1] not in "เแโใไ" for line in lines)
        assert all(extent(line, 12) <= width for line in lines if len(line) > 4)


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("paper") / "report.pdf"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paper_module, "_pictures", lambda _: iter(()))  # words alone are looked at
        path.write_bytes(report(content())["report.pdf"])
    return path


def text_of(pdf: Path) -> str:
    run = subprocess.run(["pdftotext", pdf, "-"], capture_output=True, check=True)
    return run.stdout.decode()


@pytest.fixture(scope="module")
def pages(paper: Path) -> list[str]:
    return text_of(paper).split("\f")


def page_of(pages: list[str], heading: str) -> int:
    """The page of a village: it has the heading, and bars by age or the nearest places."""
    return next(i for i, page in enumerate(pages, 1) if heading in page and "ใกล้ที่สุด" in page)


@pytest.mark.parametrize("word", thai.WORDS)
def test_paper_shows_the_word_as_harfbuzz_does(paper: Path, pages: list[str], word: str) -> None:
    name = HOLDERS[word]
    moo = NAMES.index(name) + 1
    page, dpi, points = page_of(pages, f"หมู่ {moo} {name}"), 400, 14
    run = subprocess.run(
        ["pdftoppm", "-r", str(FINER * dpi), "-f", str(page), "-l", str(page), "-gray",
         "-x", str(FINER * 300), "-y", str(FINER * 270), "-W", str(FINER * 900),
         "-H", str(FINER * 480), paper],
        capture_output=True, check=True,
    )  # fmt: skip
    header, rest = run.stdout.split(b"\n255\n", 1)
    wide, high = map(int, header.split()[1:3])
    fine = 1 - np.frombuffer(rest, dtype=np.uint8).reshape(high, wide) / 255
    ink = fine.reshape(high // FINER, FINER, wide // FINER, FINER).mean(axis=(1, 3))
    size = points * dpi / 72
    found = thai.match(ink / ink.max(), word, size=size, weight=700)
    assert found.right, found


def test_paper_gives_its_words_back(paper: Path) -> None:
    told = text_of(paper)
    for word in (*thai.WORDS, *NAMES, "ตำบลสาธิต", "จังหวัดสาธิต"):
        assert word in told
    assert len(CODES) == told.count("ประชากรตามอายุและเพศ") + 1  # the smallest is hidden
    assert "ชีชี" not in told
    assert "ช่ช่" not in told
