"""The tutorial as a new user goes through it: every command of docs/tutorial.md, and what it says.

The document is the script. A block ``console`` holds a command after ``$`` and its answer, in which
``…`` stands for anything; a line that begins with a form's file name and ← is what the group types
into that form, kept as a table beside the document.
"""

from __future__ import annotations

import contextlib
import csv
import importlib.util
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest

from tambon_gis.cli import main
from tambon_gis.publish.verify import verify

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCS = Path(__file__).parents[1] / "docs"
TUTORIAL = DOCS / "tutorial.md"
README = Path(__file__).parents[1] / "README.th.md"
HEAD, FIRST = 3, 5
PLAN_HEAD, PLAN_FIRST = 11, 16
ASKED_HEAD = 5

_STEP = re.compile(
    r"^```console\n(?P<console>.*?)^```$"
    r"|^- `(?P<form>inputs/[^`]+)` ← \[[^\]]*\]\((?P<typed>[^)]+)\)"
    r"|^- `(?P<asked>work/[^`]+)` → `(?P<saved>[^`]+)` ← \[[^\]]*\]\((?P<answers>[^)]+)\)"
    r"|^```toml (?P<file>\S+)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


def steps() -> Iterator[re.Match[str]]:
    """What the tutorial tells to do, in its order."""
    return _STEP.finditer(TUTORIAL.read_text("utf-8"))


def commands(console: str) -> Iterator[tuple[str, str]]:
    """The commands of a block with their answers."""
    for part in re.split(r"^\$ ", console, flags=re.MULTILINE)[1:]:
        line, _, answer = part.partition("\n")
        yield line.partition("  #")[0].strip(), answer.strip("\n")


def as_typed(text: str) -> object:
    """A cell as a person types it: numbers are numbers to Excel, long codes stay text."""
    if re.fullmatch(r"-?\d{1,9}(\.\d+)?", text):
        return float(text) if "." in text else int(text)
    return text


def rows_of(name: str) -> list[list[str]]:
    with (DOCS / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def fill(form: Path, name: str) -> None:
    """Type a table into a form, cell by cell, below the row of the example."""
    book = openpyxl.load_workbook(form)
    sheet = book.worksheets[0]
    heads, *rows = rows_of(name)
    if "projects" in name:
        fill_plan(sheet, rows)
    else:
        columns = {
            " ".join(str(cell.value).split()): cell.column for cell in sheet[HEAD] if cell.value
        }
        for at, row in enumerate(rows, start=FIRST):
            for head, text in zip(heads, row, strict=True):
                if text:
                    sheet.cell(at, columns[head]).value = as_typed(text)
    book.save(form)


def fill_plan(sheet, rows: list[list[str]]) -> None:
    """The first programme stands above the headings, the next ones in rows of their own."""
    at = PLAN_FIRST
    for n, row in enumerate(rows):
        if len(row) == 1 and n == 0:
            sheet.cell(PLAN_HEAD, 1).value = row[0]
            continue
        for column, text in enumerate(row, start=1):
            sheet.cell(at, column).value = as_typed(text)
        at += 1
    recalculated(sheet, PLAN_FIRST)


def recalculated(sheet, first: int) -> None:
    """Sums as Excel works them out when it saves; openpyxl keeps the formula without its value."""
    for row in sheet.iter_rows(min_row=first):
        for cell in row:
            if isinstance(cell.value, str) and cell.value.startswith("=SUM"):
                above = (sheet.cell(at, cell.column).value for at in range(first, cell.row))
                cell.value = sum(one for one in above if isinstance(one, int | float))


def answer_form(form: Path, name: str, saved: Path) -> None:
    """Answer the proposals of a form, row by row, and save it under another name."""
    book = openpyxl.load_workbook(form)
    sheet = book.worksheets[0]
    heads = {cell.value: cell.column for cell in sheet[ASKED_HEAD] if cell.value}
    known = rows_of(name)[0]
    answers = [dict(zip(known, row, strict=True)) for row in rows_of(name)[1:]]
    for one in answers:
        at = next(
            row
            for row in range(ASKED_HEAD + 1, sheet.max_row + 1)
            if all(sheet.cell(row, heads[key]).value == one[key] for key in known[:2])
        )
        for key in known[2:]:
            sheet.cell(at, heads[key]).value = one[key]
    book.save(saved)


def says(answer: str) -> re.Pattern[str]:
    """An answer as a pattern: … stands for anything."""
    return re.compile(".*?".join(map(re.escape, answer.split("…"))), re.DOTALL)


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """The whole tutorial in an empty folder; what did not go as told."""
    home = tmp_path_factory.mktemp("tutorial")
    wrong: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(home)
        folder = home
        for step in steps():
            if step["form"]:
                fill(folder / step["form"], step["typed"])
            elif step["asked"]:
                answer_form(folder / step["asked"], step["answers"], folder / step["saved"])
            elif step["file"]:
                (folder / step["file"]).write_text(step["text"], "utf-8")
            else:
                for line, answer in commands(step["console"]):
                    if line.startswith("cd "):
                        folder = folder / line.removeprefix("cd ")
                        patch.chdir(folder)
                        continue
                    wrong += went(line, answer)
    return folder, wrong


def went(line: str, answer: str) -> list[str]:
    """What a command says beside what the tutorial says that it says."""
    name, *words = line.split()
    assert name == "tambon-gis", line
    said = io.StringIO()
    out, err = contextlib.redirect_stdout(said), contextlib.redirect_stderr(said)
    with out, err, pytest.raises(SystemExit) as left:
        main(words)
    told = said.getvalue().strip("\n")
    if left.value.code == 2 or not says(answer).fullmatch(told):
        return [f"$ {line}  (exit {left.value.code})\n{told}\n--- expected:\n{answer}"]
    return []


def test_every_command_says_what_the_tutorial_says(walked: tuple[Path, list[str]]) -> None:
    _, wrong = walked
    assert not wrong, "\n\n".join(wrong)


def test_the_tutorial_ends_in_a_pack_that_others_can_check(
    walked: tuple[Path, list[str]],
) -> None:
    folder, _ = walked
    pack = folder / "maps" / "990201" / "pack"
    assert (pack / "README.html").is_file()
    assert verify(pack).doubts == ()


def test_the_pack_tells_what_was_planted(walked: tuple[Path, list[str]]) -> None:
    """Water of moo 2 is served by its project; the gate has nothing behind it."""
    folder, _ = walked
    page = (folder / "maps" / "990201" / "pack" / "README.html").read_text("utf-8")
    assert "น้ำดื่มสะอาดเพียงพอ" in page
    assert "โครงการก่อสร้างซุ้มประตูตำบล" in page


def test_it_uses_only_what_the_readme_names() -> None:
    """Every command of the tutorial stands in README.th.md."""
    readme = README.read_text("utf-8")
    used = {
        line.split()[1]
        for step in steps()
        if step["console"]
        for line, _ in commands(step["console"])
        if line.startswith("tambon-gis")
    }
    assert used >= {"new", "check", "pack"}
    for one in used:
        assert f"tambon-gis {one}" in readme, one


def test_what_is_typed_is_what_the_script_makes(tmp_path: Path) -> None:
    """The tables beside the tutorial are those of their script, and the planted ones."""
    spec = importlib.util.spec_from_file_location("tutorial_make", DOCS / "tutorial" / "make.py")
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    made.HERE = tmp_path
    made.main()
    for path in tmp_path.iterdir():
        assert path.read_bytes() == (DOCS / "tutorial" / path.name).read_bytes(), path.name
    heads, *rows = rows_of("tutorial/households.csv")
    water = heads.index("ตัวชี้วัดที่ 9 ผล")
    moo = heads.index("รหัสหมู่บ้าน")
    short = [row[moo] for row in rows if row[water] == "ไม่ผ่าน"]
    assert (short.count("99020102"), len(short), len(rows)) == (11, 12, 96)


def test_an_answer_that_differs_is_noticed(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert went("tambon-gis new x", "สร้าง x/tambon.toml แล้ว …") == []
    assert went("tambon-gis new y", "something else …")
