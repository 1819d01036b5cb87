"""Named tables are held against their columns; rows are never lost from a report."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point

from tambon_gis.errors import StageError
from tambon_gis.model.findings import Finding, Findings, Report
from tambon_gis.model.stages import BOUNDARIES, COUNTED, MEASURED, SEALED, SURVEY, RawTable

COUNTS = ["asked", "met", "unknown", "households_asked", "households_met", "households_unknown"]


def counted(**other: object) -> pd.DataFrame:
    row = {"year": 2565, "framework": "b", "code": "4", "level": "village", "place": "15010901"}
    row |= {"counts": "household"} | dict.fromkeys(COUNTS, 1) | other
    return pd.DataFrame([row])


@pytest.mark.parametrize("kind", ["int64", "Int64", "int8", "UInt16"])
def test_integers_of_every_width_are_integers(kind: str) -> None:
    assert COUNTED.check(counted().astype(dict.fromkeys(COUNTS, kind))) is None


@pytest.mark.parametrize("kind", ["object", "string", "str", "category"])
def test_texts_of_every_kind_are_texts(kind: str) -> None:
    assert COUNTED.check(counted().astype({"place": kind})) is None


def test_every_fault_of_a_table_is_told_at_once() -> None:
    frame = counted(place=15010901, asked=1.5).drop(columns=["met", "level"])
    with pytest.raises(StageError) as caught:
        COUNTED.check(frame)
    lines = caught.value.tell("en")
    assert [name in lines for name in ("- met", "- level", "- place:", "- asked:")] == [True] * 4
    assert "- code" not in lines
    assert "counted" in lines


def test_more_columns_and_no_rows_are_fine() -> None:
    COUNTED.check(counted(extra=1))
    COUNTED.check(pd.DataFrame(columns=[name for name, _ in COUNTED.columns]))
    with pytest.raises(StageError):
        COUNTED.check(pd.DataFrame())


def test_geometry_is_asked_for() -> None:
    frame = pd.DataFrame({"place": ["15010901"], "name": ["ก"], "geometry": [Point(0, 0)]})
    with pytest.raises(StageError, match="geometry"):
        BOUNDARIES.check(frame)
    BOUNDARIES.check(gpd.GeoDataFrame(frame, crs=4326))


def test_a_code_may_not_be_a_number() -> None:
    with pytest.raises(StageError, match="place"):
        SURVEY.check(pd.DataFrame({"row": [1], "place": [15010901]}))


def test_later_stages_hold_what_they_need() -> None:
    assert set(COUNTED.columns) < set(MEASURED.columns)
    published = {name for name, _ in SEALED.columns}
    assert not {"households_met", "households_unknown", "met"} & published


def test_a_cell_has_the_address_of_excel() -> None:
    raw = RawTable(pd.DataFrame(), "a.xlsx", "ครัวเรือน", {"รายได้": "AB"}, {})
    assert raw.cell("รายได้", 14) == "AB14"


# --- the law of rows ---


@given(st.integers(0, 99), st.integers(0, 99), st.integers(0, 99))
def test_no_row_is_ever_lost(read: int, kept: int, refused: int) -> None:
    if read == kept + refused:
        report = Report("r", "f.csv", read, kept, refused)
        assert report.rows_read == report.rows_kept + report.rows_refused
    else:
        with pytest.raises(ValueError, match="rows read"):
            Report("r", "f.csv", read, kept, refused)


def test_refusing_rows_names_them_and_leaves_the_old_report() -> None:
    first = Report("r", "f.csv", 5, 5, findings=(Finding("rows.total", "note"),))
    why = Finding("place.unknown", "decide", file="f.csv", sheet="ก", row=7, count=2)
    then = first.refusing([why], 2)
    assert (then.rows_read, then.rows_kept, then.rows_refused) == (5, 3, 2)
    assert then.findings == (*first.findings, why)
    assert first.rows_kept == 5
    assert Findings((first, then)).to_decide == then.to_decide == 1
    assert Findings((first, then)).by_code() == {"rows.total": 2, "place.unknown": 2}


@pytest.mark.parametrize(
    ("finding", "where"),
    [
        (Finding("a", "note", "f.xlsx", "ก", "F14", 14), "f.xlsx › ก › F14"),
        (Finding("a", "note", "f.csv", row=7), "f.csv › 7"),
        (Finding("a", "note", "f.csv"), "f.csv"),
        (Finding("a", "note"), ""),
    ],
)
def test_where_something_was_found(finding: Finding, where: str) -> None:
    assert finding.where == where
