"""The poster: one A3 page whatever it holds, letters for the wall, nothing of the machine."""

from __future__ import annotations

import io
import re
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pypdf
import pytest
from PIL import Image
from render_sample import content

from tambon_gis.model.planned import Plan, Trail
from tambon_gis.model.sealed import seal
from tambon_gis.render.paper import poster as wall
from tambon_gis.render.paper.poster import poster
from tambon_gis.render.qr import code_of

if TYPE_CHECKING:
    from pathlib import Path

    from tambon_gis.render.content import Content

A3 = (841.89, 1190.55)
LONG = "โครงการก่อสร้างและปรับปรุงระบบประปาหมู่บ้านแบบบาดาลขนาดใหญ่พร้อมขยายเขตท่อเมนจ่ายน้ำ " * 2
PROPOSED = "เสนอโดยโปรแกรมยังไม่มีใครยืนยัน"
LEAKS = (b"/tmp", b"/home", b"/work", b"data.json", b"main.typ", b"CreationDate", b"/Author")


def told(pdf: bytes, *more: str) -> str:
    run = subprocess.run(["pdftotext", *more, "-", "-"], input=pdf, capture_output=True, check=True)
    return run.stdout.decode()


def close(pdf: bytes) -> str:
    """The text without the breaks of lines."""
    return re.sub(r"\s+", "", told(pdf))


def made(held: Content, lang: str = "th") -> bytes:
    return poster(held, lang=lang)["poster.pdf"]


def crowded() -> Content:
    """Twelve problems with four proposals each, eighteen projects with long titles."""
    one = content()
    assert one.plan is not None
    assert one.trail is not None
    frame = pd.concat(
        [one.plan.frame.assign(project=one.plan.frame["project"] + 3 * i) for i in range(6)],
        ignore_index=True,
    ).assign(title=LONG)
    needs = pd.concat(
        [
            one.trail.needs.assign(
                need=one.trail.needs["need"] + 4 * i, code=[str(4 * i + k) for k in (1, 2, 3, 4)]
            )
            for i in range(3)
        ],
        ignore_index=True,
    ).assign(state="proposed")
    first = one.trail.links.head(1).assign(state="proposed", by="", on=None)
    links = [first.assign(need=n, project=p) for n in needs["need"] for p in (1, 2, 3, 4)]
    projects = [
        one.trail.projects.assign(
            project=one.trail.projects["project"] + 3 * i, state="bare", why="none"
        )
        for i in range(6)
    ]
    trail = seal(
        Trail, needs=needs, links=pd.concat(links, ignore_index=True),
        projects=pd.concat(projects, ignore_index=True), doubles=one.trail.doubles.head(0),
        follow=one.trail.follow.head(0),
    )  # fmt: skip
    plan = seal(Plan, frame=frame, located=one.plan.located)
    return replace(one, plan=plan, trail=trail, public_url="https://example.org/990101")


@pytest.fixture(scope="module")
def whole() -> bytes:
    return made(content())


@pytest.fixture(scope="module")
def full() -> bytes:
    return made(crowded())


BARE: dict[str, Any] = {"trail": None, "plan": None, "record": None, "tale": None}


@pytest.mark.parametrize("kind", ["whole", "crowded", "bare", "no standing"])
def test_it_is_one_page_of_a3(kind: str, whole: bytes, full: bytes) -> None:
    pdf = {
        "whole": lambda: whole,
        "crowded": lambda: full,
        "bare": lambda: made(replace(content(), **BARE)),
        "no standing": lambda: made(replace(content(), **BARE, standing=None, vectors=())),
    }[kind]()
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    assert len(pages) == 1
    size = (float(pages[0].mediabox.width), float(pages[0].mediabox.height))
    assert size == pytest.approx(A3, abs=0.5)
    assert len(pdf) < 1_000_000


def test_problems_stand_beside_their_projects(whole: bytes) -> None:
    text = close(whole)
    for part in (
        "ตำบลสาธิต", "น้ำใช้เพียงพอ", "หมู่4,9·28ครัวเรือน",
        "ขยายเขตประปาหมู่บ้านหมู่ที่4(หมู่4·เสร็จแล้ว)", "ยังไม่มีโครงการ:หมู่9",
        f"ตรวจสุขภาพประจำปี({PROPOSED})", "น้ำดื่มสะอาดเพียงพอ", "หมู่7·36ครัวเรือน",
        "โครงการที่ไม่มีหลักฐานรองรับ", "อีก1โครงการตัวชี้วัดที่เกี่ยวข้องไม่ถึงเส้นเร่งด่วน",
        "กระบวนการ5ขั้นตอน", "สร้างความเข้าใจร่วมกัน1–20สิงหาคม2565", "ข้อมูลสมมุติ",
        "ที่มา:จปฐ.พ.ศ.2565", "จัดทำเมื่อ5มีนาคม2566", "แผนที่ทำมือของคณะทำงาน",
    ):  # fmt: skip
        assert part in text, part
    assert text.index("น้ำใช้เพียงพอ") < text.index("ตรวจสุขภาพ35") < text.index("น้ำดื่มสะอาดเพียงพอ")
    for number, caption in (("4", "ปัญหารายหมู่บ้าน"), ("2", "ปัญหาที่ยังไม่มีโครงการ")):
        assert number + caption in text
    assert "1,958" in text
    assert "0.97" in text


def test_only_what_no_indicator_is_about_is_without_evidence(whole: bytes) -> None:
    one = content()
    assert one.trail is not None
    told_of = one.trail.projects.assign(why=["", "none", ""])
    trail = seal(
        Trail, needs=one.trail.needs, links=one.trail.links, projects=told_of,
        doubles=one.trail.doubles, follow=one.trail.follow,
    )  # fmt: skip
    text = close(made(replace(one, trail=trail)))
    bare = "ส่งเสริมการออกกำลังกายในหมู่บ้าน(ทุกหมู่บ้าน)"
    assert bare in text
    assert "ไม่ถึงเส้นเร่งด่วน" not in text
    assert bare not in close(whole)


def test_marks_stay_on_their_letters(whole: bytes) -> None:
    text = told(whole)
    assert "กระบวนการ 5 ขั้นตอน" in text
    assert "ตั้งแต่ 1 กันยายน" in text
    page = pypdf.PdfReader(io.BytesIO(whole)).pages[0].extract_text()
    assert "กระบวนการ 5 ขั้นตอน" in page


def test_a_proposal_stays_one_when_there_is_no_room(full: bytes) -> None:
    text = close(full)
    assert text.count("และอีก") >= 5
    assert text.count(PROPOSED) == 5
    assert "…" in text
    assert "กินนมแม่" in text


def test_letters_are_large_enough_for_a_wall(whole: bytes, full: bytes) -> None:
    for pdf in (whole, full):
        sizes: list[float] = []

        def heard(
            text: str, _c: list[float], tm: list[float], _f: Any, size: float, held: Any = sizes
        ) -> None:
            if text.strip():
                held.append(size * abs(tm[3]))

        page = pypdf.PdfReader(io.BytesIO(pdf)).pages[0]
        page.extract_text(visitor_text=heard)
        assert min(sizes) >= 19.9
        assert max(sizes) >= 60


def test_nothing_lies_over_the_edge(full: bytes) -> None:
    run = subprocess.run(["pdftoppm", "-r", "40", "-gray", "-singlefile", "-"], input=full,
                         capture_output=True, check=True)  # fmt: skip
    grey = np.asarray(Image.open(io.BytesIO(run.stdout)))
    edge = 10  # pixels: 18 points of a margin of 26 and more
    for strip in (grey[:edge], grey[-edge:], grey[:, :edge], grey[:, -edge:]):
        assert strip.min() == 255


def test_it_says_nothing_of_the_machine_and_never_changes(whole: bytes) -> None:
    assert made(content()) == whole
    reader = pypdf.PdfReader(io.BytesIO(whole))
    assert set(reader.metadata or {}) == {"/Title", "/Creator"}
    assert "ตำบลสาธิต" in (reader.metadata or {})["/Title"]
    raw = whole + reader.pages[0].get_contents().get_data()  # type: ignore[union-attr]
    assert not [leak for leak in LEAKS if leak in raw]


def test_only_the_packaged_typeface_is_used(whole: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(whole)
    run = subprocess.run(["pdffonts", path], capture_output=True, check=True)
    fonts = run.stdout.decode().splitlines()[2:]
    assert len(fonts) == 2
    assert all(re.match(r"[A-Z]{6}\+NotoSansThai-(Regular|Bold) .* yes yes yes", f) for f in fonts)


def test_a_code_stands_only_for_an_address_on_the_web(
    whole: bytes, full: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "เปิดแผนที่ด้วยโทรศัพท์" in close(full)
    assert "เปิดแผนที่ด้วยโทรศัพท์" not in close(whole)
    taken: dict[str, bytes] = {}
    monkeypatch.setattr(wall, "typeset", lambda _t, _d, files: taken.update(files) or b"")
    poster(replace(content(), public_url="https://example.org/990101"))
    code = code_of("https://example.org/990101")
    assert f'<path d="{code.path}"/>' in taken["qr.svg"].decode()
    taken.clear()
    poster(content())
    assert "qr.svg" not in taken


def test_english_thai_digits_and_the_watermark() -> None:
    english = told(made(content(), "en"))
    assert "Projects without" in english
    assert "เสนอโดยโปรแกรม" not in english
    thai = close(made(replace(content(), digits="thai")))
    assert "๑,๙๕๘" in thai
    assert "หมู่๔,๙·๒๘ครัวเรือน" in thai
    assert "ข้อมูลภายใน" in close(made(content(audience="internal")))
    assert "ข้อมูลภายใน" not in close(made(content()))


def test_without_a_trail_it_tells_what_the_area_fails_most() -> None:
    text = close(made(replace(content(), **BARE)))
    assert "เรื่องที่ต้องแก้ก่อน" in text
    assert "โครงการที่รองรับ" not in text
    assert "กระบวนการ5ขั้นตอน" not in text
    assert text.count("ตกเกณฑ์") >= 5


def test_hostile_words_are_printed_as_they_are() -> None:
    bad = '#panic("x") $y$ <script>'
    one = content()
    assert one.plan is not None
    plan = seal(Plan, frame=one.plan.frame.assign(title=bad), located=one.plan.located)
    text = close(made(replace(one, plan=plan)))
    assert text.count(re.sub(r"\s+", "", bad)) >= 2
