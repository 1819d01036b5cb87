"""A heap of files becomes a dataset: the same rows as file by file, nothing lost in silence."""

from __future__ import annotations

import shutil
from itertools import pairwise
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from heap_support import (
    HEADINGS,
    file_by_file,
    heap,
    households,
    in_order,
    text,
    values,
    wish,
    workbook,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from tambon_gis import catalog
from tambon_gis.analysis import aggregate
from tambon_gis.engine.store import open_dataset
from tambon_gis.errors import DocumentError, InputError, MissingFileError
from tambon_gis.loaders import tables, validate
from tambon_gis.model.dataset import Card
from tambon_gis.model.document import read_document
from tambon_gis.study.convert import convert, wish_of
from tambon_gis.study.converted import tell, write_findings
from tambon_gis.study.forget import forget
from tambon_gis.study.heap import pieces

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tambon_gis.study.converted import Converted


def rows_of(folder: Path) -> pd.DataFrame:
    """The rows of a dataset in their order."""
    return in_order(open_dataset(folder).to_pandas())


def same(one: pd.DataFrame, other: pd.DataFrame) -> None:
    """Two tables are alike; a column that is blank throughout may be absent."""
    assert values(one.dropna(axis=1, how="all")) == values(other.dropna(axis=1, how="all"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Path], Converted]:
    """The heap, and what it was converted to."""
    place = tmp_path_factory.mktemp("heap")
    files = heap(place / "files")
    return files, convert([place / "files"], place / "set", wish())


def test_the_dataset_has_the_rows_of_the_files(made: tuple[list[Path], Converted]) -> None:
    files, done = made
    expected = file_by_file(files, wish())
    assert len(expected) == 150
    same(rows_of(done.folder), expected)
    assert {one.province: one.rows for one in done.card.part} == {
        code: int(count)
        for code, count in expected["place"].str[:2].value_counts().sort_index().items()
    }


def test_each_province_is_one_file_sorted_by_place_source_and_row(
    made: tuple[list[Path], Converted],
) -> None:
    _, done = made
    for part in done.card.part:
        frame = pd.read_parquet(done.folder / part.file)
        keys = list(zip(frame["place"], frame["source"], frame["row"], strict=True))
        assert keys == sorted(keys)
        assert {place[:2] for place in frame["place"]} == {part.province}
        assert part.file.startswith(f"province={part.province}/")


def test_every_row_set_aside_is_told_by_file_sheet_and_cell(
    made: tuple[list[Path], Converted],
) -> None:
    _, done = made
    told = {
        (one.code, one.file, one.cell, str(one.facts.get("other", "")), one.facts.get("first"))
        for report in done.findings.reports
        for one in report.findings
        if one.code.startswith("row.")
    }
    # line breaks in quoted cells end no row: the heading of ก.csv is row 2, its fourth row 6
    assert told == {
        ("row.duplicate_elsewhere", "ค.xlsx", "B32", "ก.csv", "6"),
        ("row.duplicate_elsewhere", "ค.xlsx", "B33", "ก.csv", "7"),
        ("row.duplicate", "ค.xlsx", "B34", "", "2"),
        ("row.place_blank", "อำเภอสอง/ก.csv", "D32", "", None),
        ("row.duplicate_elsewhere", "อำเภอสอง/ก.csv", "B33", "ข.csv", "7"),
        ("row.duplicate", "อำเภอสอง/ก.csv", "B34", "", "4"),
    }
    assert [(one.file, one.rows, one.set_aside) for one in done.card.input] == [
        ("ก.csv", 30, 0),
        ("ข.csv", 30, 0),
        ("ค.xlsx", 30, 3),
        ("อำเภอสอง/ก.csv", 30, 3),
        ("อำเภอสอง/ง.zip", 30, 0),
    ]


def test_what_is_no_table_and_what_cannot_be_read_is_said(
    made: tuple[list[Path], Converted],
) -> None:
    _, done = made
    assert [(name, fault.code) for name, fault in done.failed] == [
        ("อำเภอสอง/เสีย.xlsx", "workbook.damaged")
    ]
    assert [(one.file, one.why) for one in done.card.unread] == [
        ("อำเภอสอง/เสีย.xlsx", "workbook.damaged")
    ]
    assert done.locks == ("อำเภอสอง/~$ค.xlsx",)
    assert sorted(done.others) == ["ภาพ.jpg", "อำเภอสอง/อ่านก่อน.txt"]
    assert done.doubts
    for lang in ("th", "en"):
        said = tell(done, lang=lang, path=Path("x/convert.html"))
        assert "อำเภอสอง/เสีย.xlsx" in said
        assert "x/convert.html" in said
        assert "150" in said


def test_the_report_of_findings_is_internal_and_names_no_person(
    made: tuple[list[Path], Converted], tmp_path: Path
) -> None:
    page = write_findings(made[1], tmp_path)
    assert page == tmp_path / "work" / "set" / "convert.html"
    said = page.read_text("utf-8")
    assert "B32" in said
    assert "สองบรรทัด" not in said


def test_the_report_names_files_that_gave_no_row(
    made: tuple[list[Path], Converted], tmp_path: Path
) -> None:
    said = write_findings(made[1], tmp_path).read_text("utf-8")
    # a file that could not be read waits for a decision, beside the rows set aside
    waiting = sum(one.findings for one in made[1].card.input) + 1
    assert f'data-decide="{waiting}"' in said
    assert made[1].to_decide == waiting
    decide, _, notes = said.partition("<h2>ไฟล์ที่อ่าน")
    assert 'data-code="heap.unread"' in decide
    assert "อำเภอสอง/เสีย.xlsx" in decide
    for code, name in (("locks", "อำเภอสอง/~$ค.xlsx"), ("others", "ภาพ.jpg")):
        assert f'data-code="heap.{code}"' in notes
        assert name in notes
    assert "ไฟล์ที่อ่านไม่ได้ 1 ไฟล์ไม่มีแถวใดอยู่ในชุดข้อมูล" in notes
    assert "ไม่มีแถวใดของไฟล์ที่อ่านได้หายไป" in notes


def test_the_report_of_a_dataset_tells_its_own_steps_and_names_a_file_once(
    made: tuple[list[Path], Converted], tmp_path: Path
) -> None:
    for lang in ("th", "en"):
        said = write_findings(made[1], tmp_path, lang=lang).read_text("utf-8")
        assert "fixes" not in said
        assert "doctor" not in said
        assert said.count("<ol><li>") == 1
        assert "convert" in said.partition("<ol><li>")[2].partition("</ol>")[0]
        table = said.partition('<table class="stack files">')[2].partition("</table>")[0]
        rows = [line for line in table.splitlines() if line.startswith("<tr><th scope")]
        assert len(rows) == 6
        assert sum(line.count("ข.csv") for line in rows) == 1


def test_the_card_says_what_it_is_and_reads_back(made: tuple[list[Path], Converted]) -> None:
    _, done = made
    card = read_document(Card, done.folder / "dataset.toml")
    assert card == done.card
    assert (card.dataset.table, card.dataset.year, card.dataset.rows) == (
        "bmn-household",
        2565,
        150,
    )
    assert "ส่วนบุคคล" in card.dataset.personal
    assert [len(one.sha256) for one in card.input] == [64] * 5


def test_a_dataset_counts_what_the_files_count(made: tuple[list[Path], Converted]) -> None:
    files, done = made
    book = catalog.rulebook("bmn-2560")
    frame = file_by_file(files, wish()).convert_dtypes()
    counts = [aggregate.count(rows, book, year=2565) for rows in (frame, open_dataset(done.folder))]
    names = ["place", "code", "asked", "met", "unknown"]
    plain = [one[names].sort_values(names[:2]).astype(str).to_numpy().tolist() for one in counts]
    assert plain[0] == plain[1]
    assert {code for _, code, *_ in plain[0]} == {"4", "8"}
    assert len(plain[0]) == 10


def test_a_second_run_reads_nothing_again_and_changes_nothing(tmp_path: Path) -> None:
    heap(tmp_path / "files")
    first = convert([tmp_path / "files"], tmp_path / "set", wish())
    before = {p: (p.stat().st_mtime_ns, p.read_bytes()) for p in tmp_path.glob("set/.pieces/*/*")}
    again = convert([tmp_path / "files"], tmp_path / "set", wish())
    after = {p: (p.stat().st_mtime_ns, p.read_bytes()) for p in tmp_path.glob("set/.pieces/*/*")}
    assert (first.reused, again.reused) == (0, 5)
    assert before == after
    assert len(before) == 10
    assert again.card == first.card
    assert again.findings == first.findings
    assert sorted(p.name for p in tmp_path.iterdir()) == ["files", "set"]


def test_a_changed_input_is_read_again_and_one_that_is_gone_is_said(tmp_path: Path) -> None:
    files = heap(tmp_path / "files")
    convert([tmp_path / "files"], tmp_path / "set", wish())
    files[1].unlink()
    files[0].write_text(text(households(7, 9, first=9000)), "utf-8")
    done = convert([tmp_path / "files"], tmp_path / "set", wish())
    assert (done.reused, done.gone) == (3, ("ข.csv",))
    left = [files[0], *files[2:]]
    same(rows_of(tmp_path / "set"), file_by_file(left, wish()))
    listed = {tmp_path / "set" / one.file for one in done.card.part}
    assert set((tmp_path / "set").glob("province=*/*")) == listed
    assert len(list((tmp_path / "set" / ".pieces").iterdir())) == 4
    assert "ข.csv" in tell(done, lang="en")


def test_other_ways_of_reading_make_other_pieces(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(text(households(5, 1)), "utf-8")
    one = convert([tmp_path / "a.csv"], tmp_path / "set", wish())
    two = convert([tmp_path / "a.csv"], tmp_path / "set", wish(within="150109"))
    three = convert([tmp_path / "a.csv"], tmp_path / "set", wish(within="150109"))
    assert [one.reused, two.reused, three.reused] == [0, 0, 1]


def test_files_of_one_content_are_told_by_their_own_names(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(text(households(4, 1)), "utf-8")
    done = convert([tmp_path / "a.csv", tmp_path / "b.csv"], tmp_path / "set", wish())
    assert [(one.file, one.rows, one.set_aside) for one in done.card.input] == [
        ("a.csv", 4, 0),
        ("b.csv", 0, 4),
    ]
    (told,) = done.findings.reports[1].findings
    assert (told.code, told.file, told.count) == ("heap.copy", "b.csv", 4)
    assert told.facts == {"other": "a.csv"}


def test_many_repeats_are_told_by_their_rows(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(text(households(260, 1), title=name == "a.csv"), "utf-8")
    done = convert([tmp_path / "a.csv", tmp_path / "b.csv"], tmp_path / "set", wish())
    told = [x for x in done.findings.reports[1].findings if x.code == "row.duplicate_elsewhere"]
    assert [one.count for one in told] == [1] * 100 + [160]
    assert told[-1].cell == "102:261"
    assert done.findings.reports[1].rows_refused == 260


def test_sheets_of_a_workbook_are_tables_of_their_own(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    workbook(tmp_path / "a.xlsx", households(6, 1))
    book = load_workbook(tmp_path / "a.xlsx")
    page = book.create_sheet("หมู่ 2")
    for row in (HEADINGS, *households(5, 2, first=50)):
        page.append(list(row))
    book.save(tmp_path / "a.xlsx")
    best = convert([tmp_path / "a.xlsx"], tmp_path / "one", wish())
    every = convert([tmp_path / "a.xlsx"], tmp_path / "all", wish(sheet="*"))
    assert [(one.sheet, one.rows) for one in best.card.input] == [("ครัวเรือน", 6)]
    assert "table.sheet_same" in best.findings.by_code()
    assert [(one.number, one.sheet, one.rows) for one in every.card.input] == [
        (1, "ครัวเรือน", 6),
        (2, "หมู่ 2", 5),
    ]


def test_nothing_to_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "bad.xlsx").write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(MissingFileError, match="none"):
        convert([tmp_path / "none"], tmp_path / "set", wish())
    for source, code in (("empty", "convert.nothing"), ("bad.xlsx", "convert.unread")):
        with pytest.raises(InputError) as caught:
            convert([tmp_path / source], tmp_path / "set", wish())
        assert caught.value.code == code
        assert "bad.xlsx" in caught.value.tell("en") or code == "convert.nothing"
    assert not (tmp_path / "set").exists()
    with pytest.raises(DocumentError) as refused:
        wish_of("facilities", 2565)
    assert refused.value.code == "convert.unit"


def test_a_folder_of_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "mine.txt").write_text("x")
    (tmp_path / "a.csv").write_text(text(households(3, 1)), "utf-8")
    with pytest.raises(InputError) as caught:
        convert([tmp_path / "a.csv"], tmp_path / "set", wish())
    assert caught.value.code == "store.occupied"
    (tmp_path / "set" / "mine.txt").unlink()
    assert convert([tmp_path / "a.csv"], tmp_path / "set", wish()).card.dataset.rows == 3


def test_a_dataset_below_a_source_is_no_source(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(text(households(3, 1)), "utf-8")
    for _ in range(2):
        done = convert([tmp_path], tmp_path / "set", wish())
        assert [one.file for one in done.card.input] == ["a.csv"]


def test_two_processes_give_the_same_set(tmp_path: Path) -> None:
    heap(tmp_path / "files")
    alone = convert([tmp_path / "files"], tmp_path / "one", wish())
    both = convert([tmp_path / "files"], tmp_path / "two", wish(), jobs=2)
    assert both.card == alone.card
    assert both.findings == alone.findings
    assert [(name, fault.code) for name, fault in both.failed] == [
        (name, fault.code) for name, fault in alone.failed
    ]


def cut(rows: Sequence[tuple[str, ...]], at: Sequence[int]) -> list[list[tuple[str, ...]]]:
    """Rows in files that end at some of them."""
    ends = [0, *sorted(at), len(rows)]
    return [list(rows[a:b]) for a, b in pairwise(ends) if a < b]


@given(
    at=st.lists(st.integers(1, 249), max_size=2),
    size=st.integers(2_000, 30_000),
    seed=st.integers(0, 5),
)
@settings(max_examples=8, deadline=None)
def test_any_cut_into_files_and_blocks_gives_the_same_rows(
    at: list[int], size: int, seed: int
) -> None:
    from dataclasses import replace

    rows = households(250, seed)
    random = Random(seed)  # noqa: S311
    rows = [*rows, *random.sample(rows, 20)]
    with TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "whole.csv").write_text(text(rows), "utf-8")
        raw = tables.read_raw(place / "whole.csv", schema=wish().schema)
        whole, _ = validate.validate(raw, pieces.points.without_limits(wish().schema), role="x")
        files = []
        for number, part in enumerate(cut(rows, at)):
            files.append(place / f"{number}.csv")
            files[-1].write_text(text(part), "utf-8")
        done = convert(files, place / "set", replace(wish(), size=size))
        got = rows_of(done.folder).drop(columns=["source", "row"])
        expected = in_order(whole.assign(source=1)).drop(columns=["source", "row"])
        keys = ["place", "house_code"]
        same(got.sort_values(keys), expected.sort_values(keys))
        assert sum(one.rows_refused for one in done.findings.reports) == 20


def test_blocks_say_what_the_whole_says(tmp_path: Path) -> None:
    from dataclasses import replace

    rows = [*households(400, 3), *households(30, 3), ("",) * 11]
    rows.insert(250, ("รวม", "", "", "", "", "900", *[""] * 5))
    (tmp_path / "a.csv").write_text(text(rows, title=True), "utf-8")
    whole = convert([tmp_path / "a.csv"], tmp_path / "one", wish())
    parts = convert([tmp_path / "a.csv"], tmp_path / "two", replace(wish(), size=9000))
    assert len(list((tmp_path / "two").glob(".pieces/*/*.parquet"))) > 3
    assert parts.findings.by_code() == whole.findings.by_code()
    same(rows_of(tmp_path / "two"), rows_of(tmp_path / "one"))
    one, other = (done.findings.reports[0] for done in (whole, parts))
    assert (one.rows_read, one.rows_kept, one.rows_repaired) == (
        other.rows_read,
        other.rows_kept,
        other.rows_repaired,
    )
    assert {x.where for x in one.findings if x.severity == "decide" and x.count == 1} == {
        x.where for x in other.findings if x.severity == "decide" and x.count == 1
    }


def test_long_lists_of_values_are_cut_and_rows_never(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = households(400, 3)
    for at in range(0, 400, 2):  # every other row, so that no range makes the list short
        rows[at] = (*rows[at][:5], "สี่", *rows[at][6:])
        rows[at + 1] = (*rows[at + 1][:3], "", "", "4", *rows[at + 1][6:])
    (tmp_path / "a.csv").write_text(text(rows), "utf-8")
    monkeypatch.setattr(pieces, "LONGEST", 60)
    done = convert([tmp_path / "a.csv"], tmp_path / "set", wish())
    (report,) = done.findings.reports
    members = [one for one in report.findings if one.code == "value.not_number"]
    places = [one for one in report.findings if one.code == "row.place_blank"]
    for told, first in ((members, "F202, F204"), (places, "D203, D205")):
        assert [one.count for one in told] == [1] * 100 + [100]
        assert told[-1].cell.startswith(first)
    assert members[-1].cell.endswith("…")
    assert len(members[-1].cell) < 65
    assert places[-1].cell.endswith("D399, D401")


def test_a_large_parquet_file_is_read_in_blocks(tmp_path: Path) -> None:
    from dataclasses import replace

    frame = pd.DataFrame(households(300, 4), columns=list(HEADINGS)).replace("", None)
    frame.to_parquet(tmp_path / "a.parquet")
    whole = convert([tmp_path / "a.parquet"], tmp_path / "one", wish())
    parts = convert([tmp_path / "a.parquet"], tmp_path / "two", replace(wish(), size=64))
    same(rows_of(parts.folder), rows_of(whole.folder))
    assert len(list((tmp_path / "two").glob(".pieces/*/*.parquet"))) == 4


def test_an_unreadable_card_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(text(households(3, 1)), "utf-8")
    convert([tmp_path / "a.csv"], tmp_path / "set", wish())
    (tmp_path / "set" / "dataset.toml").write_text("[", "utf-8")
    assert convert([tmp_path / "a.csv"], tmp_path / "set", wish()).reused == 1
    assert open_dataset(tmp_path / "set").rows == 3
    shutil.rmtree(tmp_path / "set")


def test_forgetting_a_year_removes_its_dataset(tmp_path: Path) -> None:
    for name in ("tambon.toml", "villages.geojson"):
        shutil.copy(Path("tests/data/small") / name, tmp_path / name)
    document = (tmp_path / "tambon.toml").read_text("utf-8")
    (tmp_path / "tambon.toml").write_text(document.replace("households.csv", "set"), "utf-8")
    (tmp_path / "ก่อน").mkdir()
    convert(["tests/data/small/households.csv"], tmp_path / "set", wish())
    (tmp_path / ".set.unfinished" / ".pieces").mkdir(parents=True)
    told = forget(tmp_path, 2565, out=tmp_path)
    assert [path.name for path in told.files] == ["set", ".set.unfinished"]
    assert (tmp_path / "set").is_dir()
    forget(tmp_path, 2565, out=tmp_path, sure=True)
    assert sorted(path.name for path in tmp_path.iterdir() if path.name != ".lock") == [
        "tambon.toml",
        "villages.geojson",
        "ก่อน",
    ]
