"""Opened: what a reader finds in the bytes of containers, made here by other libraries."""

from __future__ import annotations

import base64
import io
import json
import sqlite3
import zipfile
import zlib
from typing import TYPE_CHECKING

import openpyxl
import pytest
import shapely
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pptx import Presentation
from pptx.util import Inches

from tambon_gis.errors import InputError, LeakError
from tambon_gis.publish.opened import parts
from tambon_gis.publish.personal import Personal
from tambon_gis.publish.scan import refuse_leaks

if TYPE_CHECKING:
    from pathlib import Path

PHONE = "0812345678"
SPLIT = ("08123", "45678")


def texts(name: str, content: str | bytes) -> str:
    return "\n".join(part.text for part in parts(name, content))


def packed_page(text: str) -> str:
    block = base64.b64encode(zlib.compress(text.encode(), 9)).decode()
    kind = 'type="application/octet-stream" data-encoding="deflate" id="data"'
    return f"<html><script {kind}>{block}</script></html>"


def workbook(cell: str) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["ก", cell])
    book.save(out)
    return out.getvalue()


def slides(*runs: str, notes: str = "") -> bytes:
    deck, out = Presentation(), io.BytesIO()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    paragraph = slide.shapes.add_textbox(0, 0, Inches(4), Inches(1)).text_frame.paragraphs[0]
    for text in runs:
        paragraph.add_run().text = text
    if notes:
        slide.notes_slide.notes_text_frame.text = notes
    deck.save(out)
    return out.getvalue()


def picture(text: str) -> bytes:
    info, out = PngInfo(), io.BytesIO()
    info.add_text("Comment", text)
    info.add_itxt("Packed", text, zip=True)
    Image.new("RGB", (2, 2)).save(out, "PNG", pnginfo=info)
    return out.getvalue()


def database(folder: Path, *, text: str = "", point: tuple[float, float] | None = None) -> bytes:
    path = folder / "a.gpkg"
    cell = b""
    if point is not None:
        head = b"GP\x00\x01" + (4326).to_bytes(4, "little")
        cell = head + shapely.to_wkb(shapely.Point(point), byte_order=1)
    with sqlite3.connect(path) as base:
        base.execute("create table t (a text, b blob)")
        base.execute("insert into t values (?, ?)", (text, cell))
    base.close()
    return path.read_bytes()


def test_a_compressed_block_of_a_page_is_read() -> None:
    assert PHONE in texts("a.html", packed_page(json.dumps({"note": PHONE})))
    with pytest.raises(LeakError) as caught:
        refuse_leaks(packed_page(PHONE), name="a.html")
    assert "block" in caught.value.where


def test_a_picture_in_a_page_is_read() -> None:
    data = base64.b64encode(picture(PHONE)).decode()
    assert PHONE in texts("a.html", f'<img src="data:image/png;base64,{data}">')


def test_cells_slides_notes_and_chart_data_are_read() -> None:
    assert PHONE in texts("a.xlsx", workbook(PHONE))
    assert PHONE in texts("a.pptx", slides(*SPLIT))  # a word that is cut into two runs
    assert PHONE in texts("a.pptx", slides("ก", notes=PHONE))
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("ppt/embeddings/data.xlsx", workbook(PHONE))
    assert PHONE in texts("a.pptx", inner.getvalue())


def test_texts_of_a_picture_are_read_wherever_they_stand() -> None:
    found = texts("a.png", picture(PHONE))
    assert found.count(PHONE) == 2
    assert PHONE in texts("a.png", picture("") + PHONE.encode())  # behind its end


def test_rows_and_points_of_a_database_are_read(tmp_path: Path) -> None:
    (tmp_path / "1").mkdir()
    assert PHONE in texts("a.gpkg", database(tmp_path / "1", text=PHONE))
    (tmp_path / "2").mkdir()
    data = database(tmp_path / "2", point=(100.451234, 14.612341))
    inputs = Personal(points=frozenset({(1461234, 10045123)}))
    with pytest.raises(LeakError):
        refuse_leaks(data, inputs, name="a.gpkg")
    refuse_leaks(data, Personal(points=frozenset({(1461235, 10045123)})), name="a.gpkg")


def test_pages_and_properties_of_a_pdf_are_read() -> None:
    import pypdf
    import typst

    data = typst.compile(f"#set document(title: [ก])\nโทร {PHONE}".encode())
    assert PHONE in texts("a.pdf", data)
    writer, out = pypdf.PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    writer.add_metadata({"/Author": PHONE})
    writer.write(out)
    assert PHONE in texts("a.pdf", out.getvalue())


@pytest.mark.parametrize("data", [b"PK\x03\x04broken", b"SQLite format 3\x00" + b"\x01" * 200])
def test_what_cannot_be_opened_is_not_published(data: bytes) -> None:
    with pytest.raises(InputError):
        refuse_leaks(data, name="a.bin")


def test_a_container_in_containers_without_end_is_refused() -> None:
    data = workbook("ก")
    for _ in range(8):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("in.zip", data)
        data = out.getvalue()
    with pytest.raises(InputError):
        refuse_leaks(data, name="a.zip")
