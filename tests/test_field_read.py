"""Exports of field forms read back: by hand, in every way they are written, and built from."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pandas as pd
import pytest
from field_support import STYLES, export
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tambon_gis import catalog
from tambon_gis.analysis.assess import assess
from tambon_gis.errors import DocumentError, InputError
from tambon_gis.loaders.fielded import collected
from tambon_gis.loaders.forms.asked import field_form
from tambon_gis.loaders.forms.filled import filled
from tambon_gis.loaders.tables import read_raw
from tambon_gis.loaders.validate import validate
from tambon_gis.study import field
from tambon_gis.study.load import load

if TYPE_CHECKING:
    from tambon_gis.model.schema import Schema

BMN = catalog.rulebook("bmn-2560")
HOUSE, PERSON = (catalog.schema(f"bmn-{x}") for x in ("household-items", "person-answers"))
VILLAGES = {"99010101": "เหนือ/ใต้", "99010102": ""}
FORM = field_form(BMN, HOUSE, PERSON, villages=VILLAGES)
FIVE = Path("data/five-questions")

# three houses, the second without consent; on paper
HOUSES: list[dict[str, Any]] = [
    {"village": "99010101", "house_serial": 7, "house_code": "990101010007", "members": 2,
     "surveyed_on": "2022-03-15", "income_main": 120000.5, "saves_money": 1, "family_together": 0,
     "food_fda_mark": "unknown"},
    {"consent": "no"},
    {"village": "99010102", "house_serial": 12, "house_code": "990101020012", "members": 1,
     "surveyed_on": "2022-03-16", "income_main": 0, "saves_money": "unknown",
     "visits_relatives": 1},
]  # fmt: skip
MEMBERS: list[tuple[int, dict[str, Any]]] = [
    (1, {"age": 71, "health": 2, "drinks": 0, "cared_for": 1}),
    (1, {"age": 0, "age_months": 3, "health": 0, "drinks": 0, "birth_weight": 2400}),
    (3, {"age": 35, "health": "unknown", "drinks": 1}),
]
TOLD_HOUSES = [
    {"place": "99010101", "house_code": "990101010007", "members": 2, "income_main": 120000.5,
     "saves_money": 1, "family_together": 0, "food_fda_mark": None, "visits_relatives": None,
     "surveyed_on": "2022-03-15"},
    {"place": "99010102", "house_code": "990101020012", "members": 1, "income_main": 0.0,
     "saves_money": None, "family_together": None, "food_fda_mark": None, "visits_relatives": 1,
     "surveyed_on": "2022-03-16"},
]  # fmt: skip
TOLD_MEMBERS = [
    ("99010101", "990101010007", 1, 71, None, 2, 0, 1, None),
    ("99010101", "990101010007", 2, 0, 3, 0, 0, None, 2400),
    ("99010102", "990101020012", 1, 35, None, None, 1, None, None),
]
PERSON_COLUMNS = ["place", "house_code", "member_no", "age", "age_months", "health", "drinks",
                  "cared_for", "birth_weight"]  # fmt: skip


def survey(rows: Any, schema: Schema, folder: Path) -> pd.DataFrame:
    """Rows written as a workbook, and that read as any survey is."""
    path = folder / f"{schema.id}.xlsx"
    path.write_bytes(filled(schema, rows))
    raw = read_raw(path, schema=schema)
    frame, report = validate(raw, schema, role="x", within="990101")
    assert report.rows_refused == 0
    assert [one.code for one in report.findings if one.severity == "decide"] == []
    return frame


def plain(frame: pd.DataFrame, names: list[str]) -> list[tuple[Any, ...]]:
    """Cells with None for every kind of missing, days as text."""
    return [
        tuple(None if pd.isna(x) else str(x)[:10] if hasattr(x, "year") else x for x in line)
        for line in frame.reindex(columns=names).itertuples(index=False)
    ]


@pytest.mark.parametrize("style", STYLES)
def test_every_way_of_exporting_gives_the_rows_of_the_houses(style: str, tmp_path: Path) -> None:
    found = collected(export(tmp_path, FORM, HOUSES, MEMBERS, style=style), FORM)
    assert (found.refused, found.orphans, found.unknown) == (1, 0, ())
    names = list(TOLD_HOUSES[0])
    told = [tuple(one[name] for name in names) for one in TOLD_HOUSES]
    assert plain(survey(found.households, HOUSE, tmp_path), names) == told
    assert plain(survey(found.members, PERSON, tmp_path), PERSON_COLUMNS) == TOLD_MEMBERS


def test_members_of_who_refused_are_not_kept_and_not_called_lost(tmp_path: Path) -> None:
    paths = export(tmp_path, FORM, HOUSES, [*MEMBERS, (2, {"age": 44}), (9, {"age": 5})])
    found = collected(paths, FORM)
    assert (len(found.members), found.orphans) == (3, 1)


def test_two_exports_are_read_together_by_their_own_ids(tmp_path: Path) -> None:
    for n in (1, 2):
        (tmp_path / str(n)).mkdir()
    first = export(tmp_path / "1", FORM, HOUSES[:1], MEMBERS[:2])
    (second,) = export(tmp_path / "2", FORM, HOUSES[2:], [(1, MEMBERS[2][1])])
    book = openpyxl.load_workbook(second)
    for sheet in book.worksheets:  # another phone: other uuids, the same numbers
        for line in sheet.iter_rows(min_row=2):
            for cell in line:
                if isinstance(cell.value, str) and cell.value.startswith("aaaa"):
                    cell.value = cell.value.replace("aaaa", "bbbb")
                elif cell.value == 7001:
                    cell.value = 8001
    book.save(second)
    book.close()
    found = collected([*first, second], FORM)
    frame = survey(found.members, PERSON, tmp_path)
    assert plain(frame, PERSON_COLUMNS) == TOLD_MEMBERS


def test_a_zip_of_tables_is_an_export(tmp_path: Path) -> None:
    path = tmp_path / "odk.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for one in export(tmp_path, FORM, HOUSES, MEMBERS, style="odk"):
            archive.write(one, one.name)
    found = collected([path], FORM)
    assert (len(found.households), len(found.members)) == (2, 3)


def test_an_answer_that_is_no_choice_is_left_for_the_doctor(tmp_path: Path) -> None:
    houses = [{**HOUSES[0], "saves_money": "บางที"}]
    found = collected(export(tmp_path, FORM, houses), FORM)
    assert found.households[0]["saves_money"] == "บางที"
    path = tmp_path / "house.xlsx"
    path.write_bytes(filled(HOUSE, found.households))
    _, report = validate(read_raw(path, schema=HOUSE), HOUSE, role="x", within="990101")
    told = [(one.code, one.cell) for one in report.findings if one.severity == "decide"]
    assert len(told) == 1


def test_days_of_a_spreadsheet_are_days_of_the_buddhist_era(tmp_path: Path) -> None:
    (path,) = export(tmp_path, FORM, HOUSES[:1])
    book = openpyxl.load_workbook(path)
    sheet = book["form"]
    at = next(cell.column for cell in sheet[1] if cell.value == "surveyed_on")
    sheet.cell(2, at).value = dt.datetime(2022, 3, 5)  # noqa: DTZ001 - a cell has no zone
    book.save(path)
    book.close()
    assert collected([path], FORM).households[0]["surveyed_on"] == "05/03/2565"


def test_headings_of_nobody_are_told(tmp_path: Path) -> None:
    (path,) = export(tmp_path, FORM, HOUSES[:1])
    book = openpyxl.load_workbook(path)
    sheet = book["form"]
    sheet.cell(1, sheet.max_column + 1, "shoe_size")
    book.save(path)
    book.close()
    assert collected([path], FORM).unknown == ("shoe_size",)


def test_another_table_is_no_export() -> None:
    with pytest.raises(InputError) as fault:
        collected([Path("tests/data/facilities.csv")], FORM)
    assert fault.value.code == "field.not_export"
    assert "facilities.csv" in fault.value.tell("th")


ANSWERS = {
    q.name: st.sampled_from([None, *(c.name for c in q.choices)])
    if q.choices
    else st.one_of(st.none(), st.integers(int(q.field.minimum or 0), int(q.field.maximum or 99999)))
    for q in FORM.questions
    if q.field is not None and q.kind in {"select", "integer", "decimal"} and q.name != "village"
}


@given(
    houses=st.lists(st.fixed_dictionaries(ANSWERS), min_size=1, max_size=4),
    style=st.sampled_from(STYLES),
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_is_answered_comes_back(houses: list[dict[str, Any]], style: str) -> None:
    ids = [
        {"village": "99010101", "house_code": f"{99010101:08d}{n:04d}"} for n in range(len(houses))
    ]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        paths = export(folder, FORM, [a | b for a, b in zip(houses, ids, strict=True)], style=style)
        frame = survey(collected(paths, FORM).households, HOUSE, folder)
    for n, house in enumerate(houses):
        for name, value in house.items():
            told = frame[name][n] if name in frame else None
            expected = None if value in {None, "unknown"} else float(value)
            assert (None if pd.isna(told) else float(told)) == expected, name


# --- a whole project ---


@pytest.fixture
def home(tmp_path: Path) -> Path:
    shutil.copytree(FIVE, tmp_path / "p", ignore=shutil.ignore_patterns("maps", "work"))
    return tmp_path / "p"


def test_a_project_answered_on_phones_is_the_project_answered_on_paper(
    home: Path, tmp_path: Path
) -> None:
    book = catalog.rulebook("five-questions", folders=[home])
    table = catalog.schema("five-questions", folders=[home])
    paper = load(home).answers[0].frame.sort_values("house_code", ignore_index=True)
    form = field_form(book, table, house_codes=True, villages=VILLAGES)
    asked = [q.name for q in form.questions]
    houses = [
        {k: None if pd.isna(v) else v for k, v in row.items() if k in asked}
        | {"village": row["place"]}
        for row in paper.to_dict("records")
    ]
    paths = export(tmp_path, form, houses, style="th/groups")
    (home / "คำถามเพิ่ม2565.xlsx").unlink()
    text = (home / "tambon.toml").read_text("utf-8")
    (home / "tambon.toml").write_text(text.partition("[[survey]]")[0], "utf-8")
    told = field.read(paths, "five-questions", home, year=2565, add=True)
    assert told.added == ("five-questions-2565",)
    assert [one.name for one in told.paths] == ["field-five-questions-2565.xlsx"]
    assert "# แบบตารางอยู่ใน" in (home / "tambon.toml").read_text("utf-8")  # comments stay
    phone = load(home).answers[0].frame.sort_values("house_code", ignore_index=True)
    names = [name for name in asked if name in paper]
    pd.testing.assert_frame_equal(phone[names], paper[names])
    states = [assess(one, book).drop(columns="row") for one in (phone, paper)]
    pd.testing.assert_frame_equal(*states)


def test_an_earlier_export_is_replaced_only_when_that_is_said(home: Path, tmp_path: Path) -> None:
    table = catalog.schema("five-questions", folders=[home])
    form = field_form(catalog.rulebook("five-questions", folders=[home]), table)
    house = {"village": "99010201", "house_code": "990102010001", "members": 3, "owes": 0}
    paths = export(tmp_path, form, [house])
    with pytest.raises(InputError) as fault:
        field.read(paths, "five-questions", home)  # nobody said when
    assert fault.value.code == "field.year"
    (first,) = field.read(paths, "five-questions", home, year=2566).paths
    before = first.read_bytes()
    paths = export(tmp_path, form, [house, {**house, "house_code": "990102010002"}])
    with pytest.raises(InputError) as fault:
        field.read(paths, "five-questions", home, year=2566)
    assert fault.value.code == "field.there"
    assert first.read_bytes() == before
    assert field.read(paths, "five-questions", home, year=2566, replace=True).households == 2


def test_a_survey_of_that_year_gives_way_only_when_that_is_said(home: Path, tmp_path: Path) -> None:
    table = catalog.schema("five-questions", folders=[home])
    form = field_form(catalog.rulebook("five-questions", folders=[home]), table)
    house = {"village": "99010201", "house_code": "990102010001", "members": 3, "owes": 0}
    paths = export(tmp_path, form, [house])
    before = (home / "tambon.toml").read_text("utf-8")
    with pytest.raises(InputError) as fault:
        field.read(paths, "five-questions", home, year=2565, add=True)
    assert fault.value.code == "field.taken"
    assert "คำถามเพิ่ม2565.xlsx" in fault.value.tell("th")
    assert (home / "tambon.toml").read_text("utf-8") == before
    assert not list(home.glob("inputs/field-*"))
    told = field.read(paths, "five-questions", home, year=2565, add=True, replace=True)
    assert (told.households, told.outside) == (1, False)
    (survey,) = load(home).project.survey
    assert survey.file == "inputs/field-five-questions-2565.xlsx"
    assert (home / "คำถามเพิ่ม2565.xlsx").is_file()
    (home / "tambon.toml").write_text(before.replace("[area]", "[areas]"), "utf-8")
    with pytest.raises(DocumentError):
        field.read(paths, "five-questions", home, year=2566, add=True)
    assert not list(home.glob("inputs/field-*2566*"))


def test_a_year_outside_the_rulebook_is_told(home: Path, tmp_path: Path) -> None:
    table = catalog.schema("bmn-household-items")
    form = field_form(BMN, table)
    paths = export(tmp_path, form, [{"village": "99010201", "house_serial": 1, "members": 2}])
    told = field.read(paths, "bmn-2560", home, year=2569)
    assert (told.outside, told.years, told.to_decide) == (True, (2560, 2565), True)


@pytest.mark.parametrize("style", STYLES)
def test_the_year_is_that_of_the_days(style: str, tmp_path: Path) -> None:
    paths = export(tmp_path, FORM, HOUSES, MEMBERS, style=style)
    told = field.read(paths, "bmn-2560", out=tmp_path / "out")
    assert told.year == 2565
    assert [one.name for one in told.paths] == [
        "field-bmn-2560-2565.xlsx",
        "field-bmn-2560-2565-persons.xlsx",
    ]
    assert not told.to_decide
