"""Deciding: every question has an answer, answers are kept as they were given and taken back."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from deciding_support import waiting_project
from hypothesis import given, settings
from hypothesis import strategies as st
from loaders_support import write_xlsx

from tambon_gis.cli import main
from tambon_gis.errors import ConflictError, InputError
from tambon_gis.loaders import fixes
from tambon_gis.loaders.decide import fixes_book
from tambon_gis.model.findings import Finding, Findings, Report, Suggestion
from tambon_gis.model.fixes import Fix, Fixes
from tambon_gis.render.book import workbook
from tambon_gis.study import deciding
from tambon_gis.study.answering import resettling
from tambon_gis.study.answering.signing import signed
from tambon_gis.study.load import load

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tambon_gis.study.loaded import Loaded

DEMO = Path(__file__).parents[1] / "data" / "demo"
ROLE, DAY = "หัวหน้าคณะทำงาน", dt.date(2022, 11, 20)
HOUSEHOLDS = "bmn-2560-2565"


@pytest.fixture(scope="module")
def demo_loaded() -> Loaded:
    """The worked example as it is shipped: nothing of it is decided."""
    return load(DEMO)


@pytest.fixture
def demo(tmp_path: Path) -> Path:
    """A copy of it to decide in."""
    shutil.copytree(DEMO, tmp_path / "demo")
    return tmp_path / "demo"


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Three households whose number of members is a word."""
    return waiting_project(tmp_path, 3)


def at(loaded: Loaded, cell: str) -> str:
    """The id of the question about a cell."""
    (found,) = [one for one in deciding.questions(loaded) if one.finding.cell.startswith(cell)]
    return found.id


def rows_of(loaded: Loaded) -> set[int]:
    """Rows of the households of 2565 that are counted."""
    (found,) = [one for one in loaded.answers if one.survey.role == HOUSEHOLDS]
    return set(found.frame["row"])


#: What a person answers to the five cells that are wrong on purpose (README of the demo).
SAID = {"H243": "keep", "L1164": "keep", "AL90": "keep", "B621": "instead", "D886": "suggested"}


def test_the_demo_is_decided_to_the_last_and_the_command_line_writes_the_same_file(
    demo: Path, demo_loaded: Loaded, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "typed"
    shutil.copytree(DEMO, other)
    for cell, answer in SAID.items():
        name = at(demo_loaded, cell)
        seen = deciding.seen_now(demo)
        deciding.decide(demo, name, answer, by=ROLE, on=DAY, seen=seen, loaded=demo_loaded)
        typed = ["decide", str(other), name[:6], answer.replace("_", "-"), "--by", ROLE]
        with pytest.raises(SystemExit) as end:
            main([*typed, "--on", "20/11/2565"])
        assert not end.value.code
    assert (demo / "fixes.toml").read_bytes() == (other / "fixes.toml").read_bytes()
    loaded = load(demo)
    assert loaded.findings.to_decide == 0
    # the two rows of village 15 are back as village 5, and 621 counts instead of 612
    before, after = rows_of(demo_loaded), rows_of(loaded)
    assert after - before == {621, 886, 968}
    assert before - after == {612}
    (answers,) = [one for one in loaded.answers if one.survey.role == HOUSEHOLDS]
    moved = answers.frame.set_index("row").loc[[886, 968], "place"]
    assert moved.tolist() == ["99010105", "99010105"]
    capsys.readouterr()
    with pytest.raises(SystemExit) as end:
        main(["check", str(demo)])
    assert not end.value.code


def test_an_answer_is_taken_back_and_comments_stay(small: Path) -> None:
    (small / "fixes.toml").write_text(
        "# ของเรา\n\n[[fix]]\nplace = '9'\nkeep = true # ไว้\n", "utf-8"
    )
    before = (small / "fixes.toml").read_text("utf-8")
    name = at(load(small), "H16")
    (made,) = deciding.decide(small, name, "keep", by=ROLE, on=DAY, note="ถามแล้ว")
    text = (small / "fixes.toml").read_text("utf-8")
    assert text.startswith(before)
    assert 'decided_on = "2565-11-20"' in text
    told = {one.id: one for one in deciding.decided(load(small))}[made]
    assert (told.fix.row, told.fix.note, told.rows) == (16, "ถามแล้ว", 1)
    assert name not in {one.id for one in deciding.questions(load(small))}
    deciding.undo(small, made)
    assert (small / "fixes.toml").read_text("utf-8") == before
    assert name in {one.id for one in deciding.questions(load(small))}


def test_all_that_are_alike_are_decided_in_one_step(small: Path) -> None:
    loaded = load(small)
    found = deciding.questions(loaded)
    same = deciding.alike(found, found[0])
    assert [one.finding.row for one in same] == [16, 17, 18]
    made = deciding.decide_all(small, {one.id: "keep" for one in same}, by=ROLE, on=DAY)
    assert len(set(made)) == 3
    assert load(small).findings.to_decide == 0


def test_a_cell_that_is_wrong_in_another_way_is_asked_anew(small: Path) -> None:
    deciding.decide(small, at(load(small), "H16"), "keep", by=ROLE, on=DAY)
    table = small / "households.csv"
    lines = table.read_text("utf-8").splitlines()
    lines[15] = lines[15].replace("หลายคน", "900")
    table.write_text("\n".join(lines), "utf-8")
    found = {one.finding.cell: one.finding.code for one in deciding.questions(load(small))}
    assert found["H16"] == "value.out_of_range"
    assert "fix 1" not in found  # to keep what is no longer found asks nobody
    (idle,) = deciding.decided(load(small))
    assert idle.rows == 0
    deciding.undo(small, idle.id)
    assert fixes.read(small).fix == ()


@pytest.mark.parametrize(
    ("cell", "answer", "by", "code"),
    [
        ("H16", "99020102", ROLE, "deciding.answer"),
        ("H16", "", ROLE, "deciding.answer"),
        ("H16", "keep", "", "deciding.nobody"),
        ("H16", "keep", "นายสมชาย ใจดี", "deciding.person"),
        ("H16", "keep", "081-234-5678", "deciding.person"),
        ("", "keep", ROLE, "deciding.question"),
    ],
)
def test_what_is_no_answer_is_refused_and_nothing_is_written(
    small: Path, cell: str, answer: str, by: str, code: str
) -> None:
    loaded = load(small)
    name = at(loaded, cell) if cell else "ffffffff"
    with pytest.raises(InputError) as caught:
        deciding.decide(small, name, answer, by=by, on=DAY, loaded=loaded)
    assert caught.value.code == code
    assert not (small / "fixes.toml").exists()


@pytest.mark.parametrize("answer", ["99010199", "หมู่ 5", "use", "../x"])
def test_a_code_without_a_boundary_is_refused(demo: Path, demo_loaded: Loaded, answer: str) -> None:
    with pytest.raises(InputError) as caught:
        deciding.decide(demo, at(demo_loaded, "D886"), answer, by=ROLE, on=DAY, loaded=demo_loaded)
    assert caught.value.code in {"deciding.code", "deciding.answer"}
    assert not (demo / "fixes.toml").exists()


@pytest.mark.parametrize("by", ["นายก อบต.", "นายอำเภอ", "นายกเทศมนตรี", "นายช่างโยธา", "นักพัฒนาชุมชน"])
def test_offices_that_begin_as_a_title_does_are_roles(by: str) -> None:
    assert signed(by) == by


def test_another_version_than_the_one_seen_is_refused(small: Path) -> None:
    loaded, seen = load(small), deciding.seen_now(small)
    deciding.decide(small, at(loaded, "H16"), "keep", by=ROLE, on=DAY, seen=seen, loaded=loaded)
    text = (small / "fixes.toml").read_bytes()
    with pytest.raises(ConflictError):
        deciding.decide(small, at(loaded, "H17"), "keep", by=ROLE, on=DAY, seen=seen, loaded=loaded)
    assert (small / "fixes.toml").read_bytes() == text


HEADINGS = ["รหัสที่พบ", "ตัดสินใจ", "รหัสที่ใช้", "ผู้ตัดสินใจ (ตำแหน่ง)"]


def in_a_workbook(home: Path) -> None:
    """One decision as somebody typed it into the form."""
    write_xlsx(home / "fixes.xlsx", {"ก": [HEADINGS, ["99020109", "คงไว้", None, ROLE]]})


def test_decisions_in_a_workbook_are_taken_over_once_and_the_workbook_is_kept(small: Path) -> None:
    in_a_workbook(small)
    before = (small / "fixes.xlsx").read_bytes()
    deciding.decide(small, at(load(small), "H16"), "keep", by=ROLE, on=DAY)
    assert [one.place for one in fixes.read(small).fix] == ["99020109", None]
    assert not (small / "fixes.xlsx").exists()
    assert (small / "fixes-before.xlsx").read_bytes() == before


def test_a_conversion_that_was_cut_off_is_ended_later(small: Path) -> None:
    in_a_workbook(small)
    # as it is when the process is gone between the document and the workbook's new name
    (small / "fixes.toml").write_text(
        f"[[fix]]\nplace = '99020109'\nkeep = true\ndecided_by = '{ROLE}'\n", "utf-8"
    )
    assert [one.place for one in fixes.read(small).fix] == ["99020109"]
    deciding.decide(small, at(load(small), "H16"), "keep", by=ROLE, on=DAY)
    assert [one.place for one in fixes.read(small).fix] == ["99020109", None]
    assert not (small / "fixes.xlsx").exists()


def test_the_form_of_decisions_loses_nothing_that_the_page_decided(
    small: Path, tmp_path: Path
) -> None:
    for cell in ("H16", "H17"):
        deciding.decide(small, at(load(small), cell), "keep", by=ROLE, on=DAY, note="ถามแล้ว")
    loaded = load(small)
    book = workbook.form(loaded.findings, decided=fixes.read(small))
    assert book is not None
    (tmp_path / "fixes.xlsx").write_bytes(book)
    assert fixes_book.read(tmp_path / "fixes.xlsx").fix == fixes.read(small).fix


CODES = st.sampled_from(
    ["join.unknown", "row.duplicate", "row.place_blank", "value.exceeds", "table.empty",
     "boundary.outside_thailand", "columns.map_heading", "fix.changed"]
)  # fmt: skip
PLACES = st.sampled_from([None, "99020109", "ไม่ทราบ"])
OFFERED = st.sampled_from([(), (Suggestion("99020101"),), (Suggestion("บ้านเลขที่"),)])


@st.composite
def told(draw: st.DrawFn) -> Finding:
    """A finding that a person should decide, of any shape."""
    code, place = draw(CODES), draw(PLACES)
    facts: dict[str, object] = {"fix": "1"} if code.startswith("fix.") else {}
    facts |= {} if place is None else {"place": place}
    count = draw(st.integers(1, 40))
    return Finding(
        code, "decide", "a.csv", draw(st.sampled_from(["", "ก"])),
        draw(st.sampled_from(["", "A2", ", ".join(f"A{n}" for n in range(30))])),
        draw(st.none() | st.integers(1, 9)), count, facts, suggestions=draw(OFFERED),
    )  # fmt: skip


@pytest.fixture(scope="module")
def plain() -> Iterator[tuple[Loaded, Path]]:
    """A project without a doubt, and a folder for decisions."""
    with TemporaryDirectory() as place:
        yield load(Path(__file__).parent / "data" / "small"), Path(place)


@settings(max_examples=60, deadline=None)
@given(
    role=st.sampled_from([HOUSEHOLDS, "boundary", "facilities", "plan", "layer-roads"]),
    found=st.lists(told(), min_size=1, max_size=4),
)
def test_every_finding_of_every_input_has_an_answer_that_settles_it(
    plain: tuple[Loaded, Path], role: str, found: list[Finding]
) -> None:
    loaded, home = plain
    (home / "fixes.toml").unlink(missing_ok=True)
    report = Report(role, "a.csv", 0, 0, findings=tuple(found))
    # sentences need facts of their own, which are no matter here
    quiet = replace(loaded, findings=Findings((_mute(report),)))
    asked = deciding.questions(quiet)
    assert len({one.id for one in asked}) == len(found)
    assert all(one.answers for one in asked)
    keep = {one.id: "keep" for one in asked if "keep" in one.answers}
    if keep:
        deciding.decide_all(home, keep, by=ROLE, on=DAY, loaded=quiet)
    left = fixes.settle(report, fixes.read(home), role=role)
    waiting = [one.code for one in left.findings if one.severity == "decide"]
    assert set(waiting) <= {"fix.changed"}
    assert all(one.answers == ("withdraw",) for one in asked if one.id not in keep)


class _Mute(Finding):
    """A finding without sentences."""

    def tell(self, lang: str = "th") -> str:
        return f"{self.code} {lang}"

    mend = tell


def _mute(report: Report) -> Report:
    """The same report without sentences."""
    names = Finding.__dataclass_fields__
    quiet = [_Mute(**{name: getattr(one, name) for name in names}) for one in report.findings]
    return replace(report, findings=tuple(quiet))


def test_a_decision_about_a_finding_keeps_no_other(small: Path) -> None:
    loaded = load(small)
    (report,) = [one for one in loaded.findings.reports if one.role == HOUSEHOLDS]
    (doubt, *_) = [one for one in report.findings if one.severity == "decide"]
    kept = Fix(input=HOUSEHOLDS, finding="value.exceeds", row=doubt.row, keep=True)
    left = fixes.settle(report, Fixes(fix=(kept,)), role=HOUSEHOLDS)
    assert left.to_decide == report.to_decide == 3


def test_what_is_kept_needs_no_file_to_be_read_again(small: Path) -> None:
    before, loaded = resettling.decided_now(small), load(small)
    deciding.decide(small, at(loaded, "H16"), "keep", by=ROLE, on=DAY)
    again = resettling.resettled(loaded, before, resettling.decided_now(small))
    assert again is not None
    fresh = load(small)
    told, anew = (
        sorted((r.role, f.code, f.severity, f.where) for r in one.findings.reports
               for f in r.findings)
        for one in (again, fresh)
    )  # fmt: skip
    assert told == anew
    assert again.findings.to_decide == 2
    # another answer changes the table, and one taken back may bring anything back
    deciding.decide(small, at(fresh, "H17"), "leave_out", by=ROLE, on=DAY)
    now = resettling.decided_now(small)
    assert resettling.resettled(loaded, before, now) is None
    assert resettling.resettled(fresh, now, before) is None
