"""Files with one defect each: the expected table or the expected refusal, and nothing lost."""

from __future__ import annotations

import os
import re
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from torture.homes import SECRET
from torture.make import CASES, make
from torture.reading import Outcome, expected, plain, read, rows_named

from tambon_gis.errors import TambonError
from tambon_gis.model.findings import Finding, Findings
from tambon_gis.render.told import report as pages
from tambon_gis.words import LANGS

CITIZEN = re.compile(r"(?<!\d)\d{13}(?!\d)")
HOUSE = re.compile(r"(?<!\d)990101\d{5}(?!\d)")
TABLES = {"table", "tables", "join", "years", "villages", "facilities"}
FEWEST = 80
#: A degree is some 110 km here: two metres.
NEAR = 2e-5
MEMORY = 4 * 2**30
NEEDS = {"xls": "xlwt", "xlsx_password": "msoffcrypto"}


def entry(name: str) -> dict[str, Any]:
    """What a case should give."""
    return expected()["cases"][name]


def wanted(name: str) -> dict[str, list[Any]]:
    """The table that a case should give: a known one, but for some cells, without some rows."""
    about = entry(name)
    table = {column: list(cells) for column, cells in
             expected()["tables"].get(about.get("same", ""), {}).items()}  # fmt: skip
    table |= about.get("but", {})
    gone = {place - 1 for place in about.get("without", [])}
    return {
        column: [cell for at, cell in enumerate(cells) if at not in gone]
        if column not in about.get("but", {})
        else cells
        for column, cells in table.items()
    }


def listing(folder: Path) -> dict[str, tuple[int, float]]:
    """Every file below a folder, its size and when it was written."""
    return {
        str(path.relative_to(folder)): (path.stat().st_size, path.stat().st_mtime)
        for path in sorted(folder.rglob("*"))
    }


@pytest.fixture(autouse=True)
def no_more_memory_than():
    """A bomb fails its test instead of taking the machine with it."""
    if sys.platform != "linux":
        yield
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    limit = pages * resource.getpagesize() + MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
    yield
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


@pytest.fixture(params=CASES)
def case(request, tmp_path):
    """A case and its files, freshly made."""
    name = request.param
    if name in NEEDS:
        pytest.importorskip(NEEDS[name], reason=f"{NEEDS[name]} writes this kind of file")
    if skip := entry(name).get("skip"):
        pytest.skip(skip)
    return name, make(name, tmp_path), tmp_path / name


def test_every_file_gives_what_its_defect_deserves(case):
    name, made, folder = case
    about, before = entry(name), listing(folder)
    if "refusal" in about:
        with pytest.raises(TambonError) as caught:
            read(about, made.path)
        check_refusal(about["refusal"], caught.value)
    else:
        outcome = read(about, made.path)
        check_table(name, outcome)
        check_findings(about, outcome)
        if made.rows is not None:
            check_law(about, outcome, made.rows)
        check_silence(outcome)
    assert listing(folder) == before


def check_refusal(about: dict[str, str], fault: TambonError) -> None:
    """The right code, at the right place, with a mend in both languages and nobody's name."""
    assert fault.code == about["code"], fault.tell("en")
    assert about["where"] in fault.where
    for lang, label in (("th", "วิธีแก้"), ("en", "To mend")):
        told = fault.tell(lang)
        assert label in told
        assert silent(told), told


def check_table(name: str, outcome: Outcome) -> None:
    """Every expected column, cell by cell."""
    for column, cells in wanted(name).items():
        if column == "bounds":
            check_bounds(outcome, cells)
            continue
        found = plain(cell for frame in outcome.frames for cell in frame[column])
        assert found == cells, column


def check_bounds(outcome: Outcome, boxes: list[Any]) -> None:
    """West, south, east and north of each area, within two metres."""
    found = outcome.frames[0].geometry.bounds.to_numpy().tolist()
    assert len(found) == len(boxes)
    for box, should in zip(found, boxes, strict=True):
        if should is not None:
            assert box == pytest.approx(should, abs=NEAR)


def check_findings(about: dict[str, Any], outcome: Outcome) -> None:
    """Each expected finding stands there; of those to decide, no other one."""
    found = [(one.severity, one.code, one.cell) for one in outcome.findings]
    decide = sorted((code, cell) for severity, code, cell in found if severity == "decide")
    assert decide == sorted(tuple(one) for one in about.get("decide", []))
    for severity in ("repaired", "note"):
        for code, cell in about.get(severity, []):
            assert (severity, code, cell) in found
    for one in outcome.findings:
        for lang in LANGS:
            assert one.tell(lang)
            assert one.mend(lang)


def check_law(about: dict[str, Any], outcome: Outcome, written: tuple[int, ...]) -> None:
    """Rows in = rows out + rows named, counted by the maker and not by the reader."""
    read_, kept, refused = (
        sum(getattr(report, f"rows_{what}") for report in outcome.reports if report.role != "fixes")
        for what in ("read", "kept", "refused")
    )
    assert read_ == len(written)
    assert read_ == kept + refused
    assert refused == len(about.get("refused", []))
    named = set()
    for one in outcome.findings:
        if one.severity == "decide" or one.code in about.get("decided", []):
            named |= rows_named(one.cell, one.row)
    assert set(about.get("refused", [])) <= named
    if about.get("kind", "table") in TABLES:
        left = Counter(written) - Counter(outcome.rows)
        assert sorted(left.elements()) == sorted(about.get("refused", []))
        assert not Counter(outcome.rows) - Counter(written)


def silent(text: str) -> bool:
    """Whether a text holds nobody's name, number or house."""
    return SECRET not in text and not CITIZEN.search(text) and not HOUSE.search(text)


def check_silence(outcome: Outcome) -> None:
    """No message, fact, suggestion or page of findings holds a personal value."""
    for one in outcome.findings:
        assert silent(repr(one)), one.code
        for lang in LANGS:
            assert silent(one.tell(lang) + one.mend(lang)), one.code
    credit: Any = SimpleNamespace(area_title="สาธิต", made_on="1 มกราคม 2566")
    for lang in LANGS:
        page = pages.findings(
            Findings(tuple(outcome.reports), tuple(outcome.joins)), credit, lang=lang
        )
        assert silent(re.sub(r"url\(data:[^)]*\)", "", page))


# --- the chamber itself ---


def test_there_are_enough_files_and_each_has_a_defect_of_its_own():
    assert len(CASES) >= FEWEST
    assert len({one.about for one in CASES.values()}) == len(CASES)
    assert CASES.keys() == expected()["cases"].keys()


def test_every_refusal_is_whole():
    for name, about in expected()["cases"].items():
        if "refusal" in about:
            assert about["refusal"].keys() == {"code", "where"}, name
            assert not about.keys() & {"same", "decide"}, name


@pytest.fixture
def outcome(tmp_path):
    made = make("secret_number", tmp_path)
    return read(entry("secret_number"), made.path), made


def test_a_wrong_table_is_noticed(outcome, monkeypatch):
    found, _ = outcome
    check_table("secret_number", found)
    monkeypatch.setitem(entry("secret_number")["but"], "members", [4, 2, 5])
    with pytest.raises(AssertionError):
        check_table("secret_number", found)


def test_a_missing_and_a_needless_finding_are_noticed(outcome):
    found, _ = outcome
    about = entry("secret_number")
    check_findings(about, found)
    for wrong in ([], [*about["decide"], ["row.duplicate", "A9"]], [["value.not_number", "F4"]]):
        with pytest.raises(AssertionError):
            check_findings({**about, "decide": wrong}, found)


def test_a_lost_row_is_noticed(outcome):
    found, made = outcome
    check_law(entry("secret_number"), found, made.rows)
    with pytest.raises(AssertionError):
        check_law(entry("secret_number"), found, (*made.rows, 5))
    shorter = Outcome([found.frames[0].iloc[:2]], found.reports)
    with pytest.raises(AssertionError):
        check_law(entry("secret_number"), shorter, made.rows)


def test_a_name_that_is_told_is_noticed(outcome):
    found, _ = outcome
    check_silence(found)
    loud = Finding("value.not_number", "decide", facts={"column": "ก", "shown": f"{SECRET} 99"})
    with pytest.raises(AssertionError):
        check_silence(replace(found, reports=[found.reports[0].noting([loud])]))


def test_a_wrong_refusal_is_noticed(tmp_path):
    made = make("text_empty", tmp_path)
    with pytest.raises(TambonError) as caught:
        read(entry("text_empty"), made.path)
    check_refusal({"code": "file.empty", "where": "homes.csv"}, caught.value)
    for wrong in ({"code": "file.missing", "where": ""}, {"code": "file.empty", "where": "x.csv"}):
        with pytest.raises(AssertionError):
            check_refusal(wrong, caught.value)


def test_a_file_written_beside_a_source_is_noticed(tmp_path):
    made = make("text_bom", tmp_path)
    before = listing(made.path.parent)
    (made.path.parent / "homes.csv.idx").write_bytes(b"")
    assert listing(made.path.parent) != before
    os.utime(made.path, (0, 0))
    assert listing(made.path.parent)["homes.csv"] != before["homes.csv"]
