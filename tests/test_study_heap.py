"""A heap with what nobody wants in it: broken inputs take no other along and are told."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from heap_support import (
    HEADINGS,
    dies,
    file_by_file,
    heap,
    households,
    in_order,
    text,
    values,
    wish,
)

from tambon_gis.engine.store import open_dataset
from tambon_gis.errors import DocumentError, InputError
from tambon_gis.loaders import validate
from tambon_gis.model.dataset import Card
from tambon_gis.model.document import read_document
from tambon_gis.study.convert import convert, wish_of
from tambon_gis.study.converted import tell, write_findings
from tambon_gis.study.heap import crew, pieces

if TYPE_CHECKING:
    from tambon_gis.model.stages import RawTable


def test_a_copy_counts_once_where_no_column_tells_rows_apart(tmp_path: Path) -> None:
    at = HEADINGS.index("รหัสประจำบ้าน")
    lines = [row[:at] + row[at + 1 :] for row in (HEADINGS, *households(5, 1))]
    content = "\n".join(
        ",".join(cell.split("\n")[0].replace(",", "") for cell in row) for row in lines
    )
    for name in ("a.csv", "b.csv", "c.csv"):
        (tmp_path / name).write_text(content + "\n" * (name == "c.csv"), "utf-8")
    done = convert([tmp_path / name for name in ("a.csv", "b.csv")], tmp_path / "set", wish())
    assert [(one.file, one.rows) for one in done.card.input] == [("a.csv", 5), ("b.csv", 0)]
    assert open_dataset(done.folder).rows == 5
    other = convert([tmp_path / name for name in ("a.csv", "c.csv")], tmp_path / "other", wish())
    assert other.card.dataset.rows == 10  # not the same bytes: nobody knows whether a copy


def test_names_that_are_no_unicode_and_folders_in_a_circle(tmp_path: Path) -> None:
    files = tmp_path / "files"
    files.mkdir()
    strange = os.fsencode(files) + b"/\xff[x]*\n'.csv"
    try:
        Path(os.fsdecode(strange)).write_text(text(households(3, 1)), "utf-8")
        (files / "again").symlink_to(files, target_is_directory=True)
    except (OSError, ValueError):
        pytest.skip("this system has no such names")
    done = convert([files], tmp_path / "set", wish())
    assert [(one.file, one.rows) for one in done.card.input] == [("\ufffd[x]*\n'.csv", 3)]
    assert done.others == ()
    assert read_document(Card, done.folder / "dataset.toml") == done.card
    assert write_findings(done, tmp_path).is_file()


def test_a_dataset_is_not_made_of_itself(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(text(households(4, 1)), "utf-8")
    done = convert([tmp_path / "a.csv"], tmp_path / "set", wish())
    part = done.folder / done.card.part[0].file
    for source in (done.folder, part, tmp_path / "set" / ".." / "set"):
        with pytest.raises(InputError) as caught:
            convert([tmp_path / "a.csv", source], tmp_path / "set", wish())
        assert caught.value.code == "convert.own"
    stands = values(in_order(open_dataset(done.folder).to_pandas()).dropna(axis=1, how="all"))
    expected = file_by_file([tmp_path / "a.csv"], wish()).dropna(axis=1, how="all")
    assert stands == values(expected)


def test_a_table_with_an_open_quote_is_no_note(tmp_path: Path) -> None:
    files = tmp_path / "files"
    files.mkdir()
    (files / "a.csv").write_text(text(households(4, 1)), "utf-8")
    # names over two lines: hardly a line is cut like another
    (files / "b.csv").write_text(text(households(60, 1)) + '"1,2\r\n', "utf-8")
    (files / "c.txt").write_text("อ" * 100_000, "utf-8")
    (files / "d.txt").write_text('โทรหา "กำนัน\nก่อนเที่ยง', "utf-8")
    done = convert([files], tmp_path / "set", wish())
    assert [(name, fault.code) for name, fault in done.failed] == [
        ("b.csv", "csv.quotes"),
        ("c.txt", "columns.missing"),
    ]
    assert done.others == ("d.txt",)


def test_an_input_that_changed_since_it_was_known_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(text(households(4, ord(name[0]), first=ord(name[0]))), "utf-8")
    known = pieces.digest

    def digest(path: Path) -> str:
        told = known(path)
        if path.name == "b.csv":
            path.write_text(text(households(5, 9)), "utf-8")
        return told

    monkeypatch.setattr(pieces, "digest", digest)
    done = convert([tmp_path / "a.csv", tmp_path / "b.csv"], tmp_path / "set", wish())
    assert [(name, fault.code) for name, fault in done.failed] == [("b.csv", "convert.changing")]
    assert done.card.dataset.rows == 4


def test_a_fault_of_the_program_takes_one_input_and_tells_no_value(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(text(households(4, ord(name[0]), first=ord(name[0]))), "utf-8")
    known = validate.validate

    def broken(raw: RawTable, *rest: Any, **more: Any) -> Any:
        if raw.file == "a.csv":
            raise ValueError(str(raw.frame.iloc[0, 0]) + "สมมุติ")
        return known(raw, *rest, **more)

    monkeypatch.setattr(validate, "validate", broken)
    done = convert([tmp_path / "a.csv", tmp_path / "b.csv"], tmp_path / "set", wish())
    ((name, fault),) = done.failed
    assert (name, fault.code, fault.facts["kind"]) == ("a.csv", "convert.unexpected", "ValueError")
    assert "สมมุติ" not in tell(done)
    assert done.card.dataset.rows == 4


def test_an_input_that_ends_its_process_takes_no_other_along(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = tmp_path / "files"
    files.mkdir()
    for number, name in enumerate(("a", "dies", "m", "z")):
        content = text(households(4, number, first=10 * number))
        (files / f"{name}.csv").write_text(content, "utf-8")
    monkeypatch.setattr(pieces, "attempt", dies)
    done = convert([files], tmp_path / "set", wish(), jobs=2)
    assert [(name, fault.code) for name, fault in done.failed] == [("dies.csv", "convert.died")]
    assert [one.file for one in done.card.input] == ["a.csv", "m.csv", "z.csv"]
    assert done.card.dataset.rows == 12


@pytest.mark.skipif(sys.platform == "win32", reason="signals are not inherited there")
def test_readers_leave_the_keyboard_to_their_parent_from_the_start() -> None:
    told = [sys.executable, "-c", "import signal; print(signal.getsignal(signal.SIGINT).name)"]
    before = signal.getsignal(signal.SIGINT)
    with crew._deaf():
        run = subprocess.run(told, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "SIG_IGN"
    assert signal.getsignal(signal.SIGINT) is before


def test_a_dataset_is_not_published_and_its_year_is_of_the_buddhist_era(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.csv").write_text(text(households(4, 1)), "utf-8")
    (tmp_path / "maps" / "99").mkdir(parents=True)
    (tmp_path / "maps" / "99" / "build.json").touch()
    monkeypatch.chdir(tmp_path)
    for out in (tmp_path / "maps" / "set", Path("maps/set"), Path("maps")):
        with pytest.raises(InputError) as caught:
            convert(["a.csv"], out, wish())
        assert caught.value.code == "convert.public"
    assert [one.name for one in (tmp_path / "maps").iterdir()] == ["99"]
    for year in (2022, 65, 0, 2**70):
        with pytest.raises(DocumentError) as wrong:
            wish_of("bmn-household", year)
        assert wrong.value.code == "convert.year"


def test_the_report_names_files_that_could_not_be_read(tmp_path: Path) -> None:
    heap(tmp_path / "files")
    done = convert([tmp_path / "files"], tmp_path / "set", wish())
    ((name, fault),) = done.failed
    page = write_findings(done, tmp_path).read_text("utf-8")
    assert name in page
    assert fault.tell().splitlines()[0] in page
