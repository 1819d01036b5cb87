"""A tambon's own rulebook: built from its folder alone, counted again by a plain loop."""

from __future__ import annotations

import importlib.util
import json
import re
from collections import Counter
from itertools import combinations
from pathlib import Path

import openpyxl
import pytest
from shapely.geometry import shape

from tambon_gis import catalog
from tambon_gis.analysis import assess
from tambon_gis.study import road
from tambon_gis.study.load import load

FOLDER = Path(__file__).parents[1] / "data" / "five-questions"
BOOK = FOLDER / "คำถามเพิ่ม2565.xlsx"
BORDER = FOLDER / "boundaries" / "village.geojson"
HEADING_ROW = 3
PARTS = ("asked", "met", "unknown", "households_asked", "households_met", "households_unknown")


@pytest.fixture(scope="module")
def loaded():
    return load(FOLDER)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    return road.build(FOLDER, out=tmp_path_factory.mktemp("five"))


def cells():
    """The rows of the workbook as dicts, cells as openpyxl reads them."""
    book = openpyxl.load_workbook(BOOK, read_only=True)
    head, *rows = book.active.iter_rows(min_row=HEADING_ROW, values_only=True)
    book.close()
    return [dict(zip(head, row, strict=True)) for row in rows]


def number(cell):
    """A number cell: "-" is zero, blank is unknown."""
    return 0 if cell == "-" else cell


def household(row):
    """What a household answers to each question: True, False, "none" or None; persons as a pair."""
    water, people = number(row["น้ำดื่มที่เก็บสำรอง (ลิตร)"]), row["คนในบ้าน (คน)"]
    waste = {"แยก": True, "ไม่แยก": False, "ไม่มีขยะทิ้ง": "none", None: None}
    calls, online = row["โทรศัพท์ในบ้านได้หรือไม่"], row["ใช้อินเทอร์เน็ตในบ้านได้หรือไม่"]
    alone = number(row["ผู้สูงอายุที่อยู่ลำพัง (คน)"])
    lonely = number(row["ในจำนวนนี้ไม่มีคนให้โทรหา (คน)"])
    owes, outside = row["บ้านเป็นหนี้หรือไม่"], row["มีหนี้นอกระบบหรือไม่"]
    signal = None if calls is None else calls == "ได้"
    if signal and online is None:
        signal = None
    return {
        "1": None if water is None else water >= 15 * people,
        "2": waste[row["แยกขยะก่อนทิ้งหรือไม่"]],
        "3": signal,
        "4": "none" if alone == 0 else None if alone is None or lonely is None else (alone, lonely),
        "5": {None: None, "ไม่เป็นหนี้": "none"}.get(owes, {None: None}.get(outside, outside == "ไม่มี")),
    }


def recount():
    """(village, question) -> households and persons asked, met, unknown."""
    counts = {}
    for row in cells():
        for code, found in household(row).items():
            key = row["รหัสหมู่บ้าน"], code
            tally = counts.setdefault(key, Counter())
            if found is None:
                tally["households_unknown"] += 1
            elif found != "none":
                persons = found if isinstance(found, tuple) else (1, int(not found))
                tally["asked"] += persons[0]
                tally["met"] += persons[0] - persons[1]
                tally["households_asked"] += 1
                tally["households_met"] += persons[1] == 0
    return counts


def test_every_count_is_that_of_a_plain_loop(loaded):
    counted, scored = road.tally(loaded)
    by_hand = recount()
    assert len(by_hand) == 6 * 5
    ours = counted[counted["level"] == "village"]
    assert len(ours) == len(by_hand)
    for row in ours.itertuples():
        tally = by_hand[row.place, row.code]
        if row.code != "4":
            tally["unknown"] = tally["households_unknown"]
        parts = [part for part in PARTS if (part, row.code) != ("unknown", "4")]
        assert {part: int(getattr(row, part)) for part in parts} == {p: tally[p] for p in parts}
    tambon = counted[counted["level"] == "tambon"].set_index("code")
    for code in "12345":
        whole = sum(tally["asked"] for (_, one), tally in by_hand.items() if one == code)
        assert tambon.loc[code, "asked"] == whole
    assert scored.empty  # scores of households are no scores of villages


def test_the_example_holds_every_state_of_every_question(loaded):
    """Else a way that went wrong could hide."""
    (answers,) = loaded.answers
    states = assess.assess(answers.frame, answers.rulebook)
    for code in "12345":
        seen = set(states[code].dropna().astype(int))
        assert {0, 1} <= seen
        assert states[code].isna().any()
        assert (-1 in seen) == (code in "245")


def test_its_rules_use_one_way_each(loaded):
    (answers,) = loaded.answers
    columns = answers.frame.columns
    ways = {one.code: one.way(columns) for one in answers.rulebook.indicator}
    assert ways == {"1": "rule", "2": "given", "3": "bands", "4": "given", "5": "rule"}
    assert "five-questions" not in catalog.names("rulebooks")


def test_it_builds_a_public_page_without_answers_of_households(built):
    page = built.page.read_text("utf-8")
    assert built.page.parent.name == "990102"
    assert "น้ำดื่มสำรองยามน้ำท่วม" in page
    assert "โทรในบ้านไม่ได้" in page
    assert not re.search(r"99010200\d{3}", page)
    shown = built.measures.disclosure
    assert [one.code for one in shown.left if not one.shown] == ["5"]
    assert not built.loaded.findings.to_decide


@pytest.mark.parametrize("engine", ["duckdb", "polars"])
def test_engines_agree(loaded, engine):
    counted, _ = road.tally(loaded, engine=engine)
    first, _ = road.tally(loaded)
    assert counted.equals(first)


# --- how it was made ---


def make_script():
    spec = importlib.util.spec_from_file_location("five_make", FOLDER / "make.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_script_makes_the_same_files(tmp_path):
    make_script().make(tmp_path)
    kept = {path.relative_to(FOLDER) for path in FOLDER.rglob("*") if path.is_file()}
    kept = {path for path in kept if "__pycache__" not in path.parts}
    made = {path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()}
    assert made == kept - {Path("make.py")}
    for path in made:
        if path.suffix != ".xlsx":
            assert (tmp_path / path).read_bytes() == (FOLDER / path).read_bytes()
    again = openpyxl.load_workbook(tmp_path / BOOK.name)
    now = openpyxl.load_workbook(BOOK)
    assert again.sheetnames == now.sheetnames
    assert list(again.active.values) == list(now.active.values)
    assert now.properties.creator in (None, "")


def test_it_is_synthetic_and_names_nobody():
    rows = cells()
    codes = [row["รหัสบ้านในแบบสอบถาม"] for row in rows]
    assert len(set(codes)) == len(rows) == 150
    assert all(re.fullmatch(r"99010200\d{3}", code) for code in codes)
    texts = [
        path.read_text("utf-8") for path in FOLDER.rglob("*") if path.suffix in {".toml", ".md"}
    ]
    assert all("synthetic" in text for text in texts)
    assert not any(re.search(r"\d{13}", text) for text in texts)
    titles = {row["คนในบ้าน (คน)"] for row in rows}
    assert titles <= set(range(1, 7))


def test_villages_tile_without_overlap():
    villages = [shape(one["geometry"]) for one in json.loads(BORDER.read_text("utf-8"))["features"]]
    assert all(one.is_valid for one in villages)
    assert all(one.intersection(other).area < 1e-12 for one, other in combinations(villages, 2))
    edges = sum(one.touches(other) for one, other in combinations(villages, 2))
    assert edges >= 7
