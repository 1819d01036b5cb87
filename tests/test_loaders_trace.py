"""The trace of a project: read from TOML or a workbook, met with the plan, nothing lost quietly."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tambon_gis import catalog
from tambon_gis.errors import DocumentError, InputError
from tambon_gis.loaders import trace
from tambon_gis.loaders.decide.trace_book import LINKS, PROJECTS
from tambon_gis.model.trace import Trace
from tambon_gis.words import words

if TYPE_CHECKING:
    from pathlib import Path

BOOKS = [catalog.rulebook("bmn-2560")]
PLACES = ["99010101", "99010102", "99010103"]
PLAN = pd.DataFrame(
    {
        "project": [1, 2, 3, 4],
        "title": ["ขยายเขตประปา", "ปรับปรุงถนน", "ปรับปรุงถนน", "ตรวจสุขภาพเคลื่อนที่"],
        "programme": ["แผนงานเคหะ", "แผนงานเคหะ", "แผนงานโยธา", "แผนงานสาธารณสุข"],
    }
)
LOCATED = pd.DataFrame(
    {"project": [1, 1, 4], "place": ["99010101", "99010103", "99010101"], "how": "moo"}
)
LINK = {"problem": "bmn-2560/9", "project": "ขยายเขตประปา", "by": "ประชาคม", "on": "2566-01-15"}


def settle(link: list[dict] = (), project: list[dict] = ()):
    said = Trace.model_validate({"link": list(link), "project": list(project)})
    return trace.settle(PLAN, LOCATED, said, places=PLACES, rulebooks=BOOKS)


def told(report) -> list[tuple[str, str]]:
    return [(one.code, one.where) for one in report.findings]


# --- reading ---


def test_neither_file_is_an_empty_trace_and_both_are_refused(tmp_path: Path) -> None:
    assert trace.read(tmp_path) == Trace()
    (tmp_path / "trace.toml").write_text("", encoding="utf-8")
    assert trace.read(tmp_path) == Trace()
    openpyxl.Workbook().save(tmp_path / "trace.xlsx")
    with pytest.raises(InputError) as fault:
        trace.read(tmp_path)
    assert fault.value.code == "trace.both"


@pytest.mark.parametrize(
    "text",
    [
        "x = 1",
        '[[link]]\nproblem = "9"\nproject = "ก"\nby = "ข"\non = "2566-01-15"',
        '[[link]]\nproblem = "b/9"\nproject = "ก"\nby = "ข"\non = "เมื่อวาน"',
        '[[project]]\nproject = "ก"\nkind = "mine"',
        '[[project]]\nproject = "ก"\nplace = ["หมู่ 3"]',
    ],
)  # fmt: skip
def test_a_document_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "trace.toml").write_text(text, encoding="utf-8")
    with pytest.raises(DocumentError):
        trace.read(tmp_path)


def test_the_demo_reads(demo: Path) -> None:
    found = trace.read(demo)
    assert [(one.problem, one.serves) for one in found.link] == [
        ("bmn-2560/9", True), ("bmn-2560/22", True), ("bmn-2560/11", True), ("bmn-2560/9", False),
    ]  # fmt: skip
    assert found.link[0].on == dt.date(2023, 1, 15)
    assert [one.kind for one in found.project] == ["asked", "joint", "joint", "own", "joint"]


# --- meeting the plan ---


def test_a_link_is_met_by_its_title_however_it_is_spaced() -> None:
    _, _, decided, report = settle([LINK | {"project": " ขยาย เขต\u200bประปา "}])
    assert decided.to_dict("records") == [
        {"framework": "bmn-2560", "code": "9", "place": "", "project": 1, "serves": True,
         "by": "ประชาคม", "on": dt.date(2023, 1, 15), "note": ""}
    ]  # fmt: skip
    assert tuple(decided.columns) == trace.DECIDED
    assert (report.rows_read, report.rows_kept, report.rows_refused) == (1, 1, 0)


def test_an_empty_trace_says_nothing_and_still_gives_the_columns() -> None:
    plan, located, decided, report = settle()
    assert report is None
    assert set(trace.SAID) <= set(plan.columns)
    assert plan[list(trace.SAID)].isna().all(axis=None)
    assert tuple(decided.columns) == trace.DECIDED
    pd.testing.assert_frame_equal(located, LOCATED)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"project": "สร้างสนามบิน"}, "trace.no_title"),
        ({"project": "ขยายเขตประปาหมู่บ้าน"}, "trace.no_title_near"),
        ({"project": "ปรับปรุงถนน"}, "trace.two_titles"),
        ({"programme": "แผนงานโยธา"}, "trace.no_programme"),
        ({"problem": "bmn-2560/99"}, "trace.no_indicator"),
        ({"problem": "bmn-2566/9"}, "trace.no_indicator"),
        ({"place": ["99010109"]}, "trace.no_place"),
        ({"place": ["990102"]}, "trace.no_place"),
    ],
)
def test_what_fits_nothing_is_refused_and_told_by_where_it_stands(
    change: dict[str, object], code: str
) -> None:
    _, _, decided, report = settle([LINK, LINK | change])
    assert len(decided) == 1
    assert told(report) == [(code, "trace.toml › link 2")]
    assert (report.rows_kept, report.rows_refused, report.to_decide) == (1, 1, 1)
    for lang in ("th", "en"):
        one = report.findings[0]
        assert one.tell(lang)
        assert one.mend(lang)


def test_the_nearest_title_is_named() -> None:
    *_, report = settle([LINK | {"project": "ขยายเขตประปาหมู่บ้าน"}])
    assert "“ขยายเขตประปา”" in report.findings[0].tell("th")


def test_a_programme_tells_two_titles_apart() -> None:
    link = LINK | {"project": "ปรับปรุงถนน", "programme": "แผนงาน โยธา"}
    assert settle([link])[2]["project"].tolist() == [3]


def test_places_are_taken_one_by_one_and_those_without_a_polygon_told() -> None:
    link = LINK | {"place": ["99010103", "99010109", "99010101", "99010103"]}
    _, _, decided, report = settle([link])
    assert decided["place"].tolist() == ["99010103", "99010101"]
    assert told(report) == [("trace.no_place", "trace.toml › link 1")]
    assert "99010109" in report.findings[0].tell("th")
    assert report.rows_kept == 1


def test_wider_places_stand_for_the_polygons_in_them() -> None:
    assert settle([LINK | {"place": ["990101"]}])[2]["place"].tolist() == ["990101"]
    assert settle([LINK | {"place": ["TH"]}])[2]["place"].tolist() == ["TH"]


def test_the_last_of_two_words_about_one_pair_holds_and_it_is_told() -> None:
    _, _, decided, report = settle([LINK, LINK | {"serves": False}])
    assert decided["serves"].tolist() == [False]
    assert told(report) == [("trace.link_twice", "trace.toml › link 2")]


def test_what_is_said_of_a_project_stands_beside_it() -> None:
    doing = {"project": "ตรวจสุขภาพเคลื่อนที่", "source": "กองทุน", "kind": "joint", "status": "done",
             "began": 2565, "spent": 1234.5, "place": ["99010102"]}  # fmt: skip
    plan, located, _, report = settle(project=[doing])
    row = plan.set_index("project").loc[4]
    assert row[list(trace.SAID)].tolist() == ["กองทุน", "joint", "done", 2565, 1234.5]
    assert plan.set_index("project").loc[[1, 2, 3], list(trace.SAID)].isna().all(axis=None)
    assert located.to_numpy().tolist() == [
        [1, "99010101", "moo"], [1, "99010103", "moo"], [4, "99010102", "decided"],
    ]  # fmt: skip
    assert (report.rows_read, report.rows_kept) == (1, 1)


def test_a_project_may_be_said_to_have_no_place_and_wrong_ones_replace_nothing() -> None:
    none = settle(project=[{"project": "ขยายเขตประปา", "place": []}])[1]
    assert none["project"].tolist() == [4]
    _, kept, _, report = settle(project=[{"project": "ขยายเขตประปา", "place": ["88010101"]}])
    pd.testing.assert_frame_equal(kept, LOCATED)
    assert told(report) == [("trace.no_place", "trace.toml › project 1")]


def test_two_entries_of_one_project_are_told_and_the_later_word_holds() -> None:
    one = {"project": "ขยายเขตประปา", "kind": "own", "began": 2564}
    plan, *_, report = settle(project=[one, one | {"kind": "asked"}])
    assert plan.loc[0, ["kind", "began"]].tolist() == ["asked", 2564]
    assert told(report) == [("trace.project_twice", "trace.toml › project 2")]


def test_what_the_plan_itself_says_stays_where_the_trace_says_nothing() -> None:
    said = Trace.model_validate({"project": [{"project": "ขยายเขตประปา", "kind": "own"}]})
    plan = PLAN.assign(kind=["asked", "joint", None, None], source="กองทุน")
    found, *_ = trace.settle(plan, LOCATED, said, places=PLACES, rulebooks=BOOKS)
    assert found["kind"].fillna("").tolist() == ["own", "joint", "", ""]
    assert found["source"].tolist() == ["กองทุน"] * 4


ENTRY = st.fixed_dictionaries(
    {
        "project": st.sampled_from(["ขยายเขตประปา", "ปรับปรุงถนน", "ไม่มี", "ตรวจสุขภาพเคลื่อนที่"]),
        "problem": st.sampled_from(["bmn-2560/9", "bmn-2560/77"]),
        "place": st.lists(st.sampled_from(["99010101", "99019999"]), max_size=2),
    }
)


@settings(max_examples=40)
@given(st.lists(ENTRY, max_size=6))
def test_the_law_of_rows(links: list[dict[str, object]]) -> None:
    """Every entry is kept or refused, and each that is refused is told."""
    _, _, decided, report = settle([LINK | one for one in links])
    if report is None:
        assert not links
        return
    assert report.rows_read == report.rows_kept + report.rows_refused == len(links)
    good = [
        one for one in links
        if one["project"] in {"ขยายเขตประปา", "ตรวจสุขภาพเคลื่อนที่"}
        and one["problem"] == "bmn-2560/9"
        and (not one["place"] or "99010101" in one["place"])
    ]  # fmt: skip
    assert report.rows_kept == len(good)
    places = {(one["project"], "99010101" if one["place"] else "") for one in good}
    assert len(decided) == len(places)
    named = {one.where for one in report.findings}
    for n, one in enumerate(links, start=1):
        if one not in good:
            assert f"trace.toml › link {n}" in named


# --- the workbook ---


def book(path: Path, links: list[dict], projects: list[dict] = (), *, lang: str = "th") -> Path:
    """A workbook made by other means than the form's: openpyxl, a title above the headings."""
    made = openpyxl.Workbook()
    for name, columns, rows in (("a", LINKS, links), ("b", PROJECTS, projects)):
        sheet = made.create_sheet(name)
        sheet.append(["ข้อมูลภายใน"])
        sheet.append([words(lang).text(f"trace.column.{one}") for one in columns])
        for row in rows:
            sheet.append([row.get(one) for one in columns])
    del made["Sheet"]
    made.save(path / "trace.xlsx")
    return path


ROW = {"problem": "bmn-2560/9", "project": "ขยายเขตประปา", "answer": "ใช่", "by": "ประชาคม",
       "on": "15/1/2566"}  # fmt: skip


def test_rows_of_a_workbook_are_entries(tmp_path: Path) -> None:
    links = [
        ROW, {"problem": "bmn-2560/9", "project": "ไม่ตอบ"},
        ROW | {"answer": "No", "place": "๙๙๐๑๐๑๐๑, 99010103", "on": dt.date(2023, 2, 1),
               "note": "ไกล", "programme": "แผนงานเคหะ"},
    ]  # fmt: skip
    projects = [
        {"project": "ขยายเขตประปา", "programme": "แผนงานเคหะ"},
        {"project": "ตรวจสุขภาพเคลื่อนที่", "kind": "ชุมชนทำเอง", "status": "running", "began": "๒๕๖๕",
         "spent": "1,234.5", "place": "-", "source": "กองทุน"},
        {"project": "ปรับปรุงถนน", "status": "เสร็จแล้ว", "began": 2566, "spent": 900000},
    ]  # fmt: skip
    projects[1]["status"] = words("en").text("plan.status.running")
    found = trace.read(book(tmp_path, links, projects))
    assert [(one.serves, one.place, one.on, one.note) for one in found.link] == [
        (True, (), dt.date(2023, 1, 15), ""),
        (False, ("99010101", "99010103"), dt.date(2023, 2, 1), "ไกล"),
    ]
    assert (found.link_rows, found.project_rows, found.sheets) == ((3, 5), (4, 5), ("a", "b"))
    health, road = found.project
    assert (health.kind, health.status, health.began, health.spent) == (
        "own",
        "running",
        2565,
        1234.5,
    )
    assert (health.place, health.source) == ((), "กองทุน")
    assert (road.status, road.began, road.spent, road.place) == ("done", 2566, 900000, None)


def test_a_workbook_in_english_reads_the_same(tmp_path: Path) -> None:
    found = trace.read(book(tmp_path, [ROW | {"answer": "yes"}], lang="en"))
    assert len(found.link) == 1


@pytest.mark.parametrize(
    ("change", "cell"),
    [
        ({"answer": "อาจจะ"}, "a › D3"),
        ({"answer": None}, "a › D3"),
        ({"by": None}, "a › F3"),
        ({"on": None}, "a › G3"),
        ({"on": "เมื่อวาน"}, "a › G3"),
        ({"problem": "9"}, "a › A3"),
        ({"problem": None}, "a › A3"),
        ({"project": None}, "a › B3"),
        ({"place": "หมู่ 3"}, "a › E3"),
    ],
)
def test_a_row_that_cannot_be_understood_is_told_by_its_cell(
    tmp_path: Path, change: dict[str, object], cell: str
) -> None:
    with pytest.raises(InputError) as fault:
        trace.read(book(tmp_path, [ROW | change]))
    assert fault.value.code == "trace.rows"
    for lang in ("th", "en"):
        assert cell in fault.value.tell(lang)


@pytest.mark.parametrize(
    ("said", "cell"),
    [
        ({"kind": "ใครก็ได้"}, "b › E3"),
        ({"status": "เกือบเสร็จ"}, "b › F3"),
        ({"began": 2023}, "b › G3"),
        ({"spent": "มาก"}, "b › H3"),
        ({"spent": -5}, "b › H3"),
        ({"place": "9901"}, None),
        ({"place": "บ้านหนอง"}, "b › C3"),
    ],
)
def test_so_is_one_of_a_project(tmp_path: Path, said: dict[str, object], cell: str | None) -> None:
    where = book(tmp_path, [ROW], [{"project": "ขยายเขตประปา"} | said])
    if cell is None:
        assert len(trace.read(where).project) == 1
        return
    with pytest.raises(InputError) as fault:
        trace.read(where)
    assert cell in fault.value.tell("th")


@pytest.mark.parametrize(
    ("said", "kind", "status"),
    [
        ({"kind": "ขอสนับสนุน", "status": "แล้วเสร็จ"}, "asked", "done"),
        ({"kind": "ทำร่วม", "status": "อยู่ระหว่างดำเนินการ"}, "joint", "running"),
        ({"kind": "ทำเอง", "status": "ยังไม่ดำเนินการ"}, "own", "planned"),
    ],
)
def test_the_words_of_the_plan_s_columns_are_known_here_too(
    tmp_path: Path, said: dict[str, object], kind: str, status: str
) -> None:
    found = trace.read(book(tmp_path, [ROW], [{"project": "ขยายเขตประปา"} | said]))
    assert (found.project[0].kind, found.project[0].status) == (kind, status)


def test_a_word_that_is_not_known_is_told_with_those_that_are(tmp_path: Path) -> None:
    said = {"project": "ขยายเขตประปา", "kind": "ใครก็ได้", "status": "น" * 80}
    with pytest.raises(InputError) as fault:
        trace.read(book(tmp_path, [ROW], [said]))
    told = fault.value.tell("th")
    assert "“ใครก็ได้”" in told
    assert "ขอรับการสนับสนุน" in told
    assert "น" * 40 + "…" in told
    assert "น" * 41 not in told


def test_a_workbook_without_the_headings_is_refused_with_their_names(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "trace.xlsx")
    with pytest.raises(InputError) as fault:
        trace.read(tmp_path)
    assert fault.value.code == "trace.headings"
    assert words("th").text("trace.column.answer") in fault.value.tell("th")


def test_findings_about_a_workbook_name_its_cells(tmp_path: Path) -> None:
    said = trace.read(book(tmp_path, [ROW | {"project": "สนามบิน"}]))
    *_, report = trace.settle(PLAN, LOCATED, said, places=PLACES, rulebooks=BOOKS)
    assert told(report) == [("trace.no_title", "trace.xlsx › a › A3")]
    assert report.file == "trace.xlsx"
