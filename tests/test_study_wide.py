"""A survey counted where it lies: the same counts and page as from its rows, and no row loaded."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from province_support import CODE, province, with_dataset

from tambon_gis.engine.store import Dataset
from tambon_gis.render.web.page import draw
from tambon_gis.study import surveys, wide
from tambon_gis.study.gather import gather
from tambon_gis.study.load import load
from tambon_gis.study.tally import tally

if TYPE_CHECKING:
    from pathlib import Path

TODAY = dt.date(2026, 3, 5)
KEYS = ["year", "framework", "code", "level", "place"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wide project whose survey is a dataset; one village of it has no polygon."""
    root = tmp_path_factory.mktemp("wide")
    made = province(root / "rows", households=900, villages=16)
    home = with_dataset(made, root / "stored")
    land = home / "villages.geojson"
    text = land.read_text("utf-8")
    gone = made.villages[made.tambons[-1]][-1]
    start = text.index('{"type": "Feature", "properties": {"VILL_CODE": "' + gone)
    land.write_text(text[:start].rstrip(" ,") + "]}", encoding="utf-8")
    return home


def ground(folder: Path) -> surveys.Ground:
    """What the survey stands on."""
    loaded = load(folder)
    polygons = loaded.boundaries
    decided: Any = None
    from tambon_gis.loaders import fixes

    decided = fixes.read(folder)
    return surveys.Ground(folder, "tambon.toml", CODE, polygons, "village", decided)


def ordered(counted: pd.DataFrame) -> pd.DataFrame:
    """A counted table in the order of its keys."""
    return counted.sort_values(KEYS, ignore_index=True)


def test_counts_are_those_of_the_rows_and_no_row_is_loaded(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = load(folder)
    by_rows, _ = tally(loaded)
    stand = ground(folder)
    survey = loaded.project.survey[0]
    kept = Dataset.to_pandas

    def few(self: Dataset) -> pd.DataFrame:
        """Rows without a polygon only."""
        frame = kept(self)
        assert len(frame) < 200
        return frame

    monkeypatch.setattr(Dataset, "to_pandas", few)
    found = wide.read(survey, stand)
    assert found.tables == ()
    assert wide.is_counted(found.answers)
    assert not found.answers.personal.texts
    counted, scored = tally(replace(loaded, answers=(found.answers,)))
    pd.testing.assert_frame_equal(ordered(counted), ordered(by_rows), check_dtype=False)
    assert scored.empty


def test_rows_are_told_and_those_without_a_polygon_too(folder: Path) -> None:
    loaded = load(folder)
    found = wide.read(loaded.project.survey[0], ground(folder))
    plain = [one for one in loaded.findings.reports if one.role == loaded.project.survey[0].role]
    assert sum(one.rows_kept for one in found.reports) == sum(one.rows_kept for one in plain)
    assert sum(one.rows_refused for one in found.reports) == sum(one.rows_refused for one in plain)
    assert sum(one.rows_refused for one in found.reports) > 0


def test_the_page_is_the_same_and_goes_down_to_villages(folder: Path) -> None:
    loaded = load(folder)
    found = wide.read(loaded.project.survey[0], ground(folder))
    rows = gather(loaded, today=TODAY, story=False)
    counts = gather(replace(loaded, answers=(found.answers,)), today=TODAY, story=False)
    pd.testing.assert_frame_equal(counts.measures.frame, rows.measures.frame)
    assert counts.ladder is not None
    assert list(counts.ladder.frame["level"].unique()) == ["amphoe", "tambon", "village"]
    assert draw(counts) == draw(rows)


def test_only_large_datasets_without_persons_are_wide(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    survey = load(folder).project.survey[0]
    stand = ground(folder)
    assert not wide.is_wide(survey, [survey], stand)
    monkeypatch.setattr(wide, "MOST_ROWS", 100)
    assert wide.is_wide(survey, [survey], stand)
    members = survey.model_copy(update={"persons": True})
    assert not wide.is_wide(survey, [survey, members], stand)
    assert not wide.is_wide(survey.model_copy(update={"file": "villages.geojson"}), [], stand)


def test_a_project_with_a_large_dataset_is_loaded_as_counts(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain, _ = tally(load(folder))
    monkeypatch.setattr(wide, "MOST_ROWS", 100)
    loaded = load(folder)
    assert wide.is_counted(loaded.answers[0])
    counted, _ = tally(loaded)
    pd.testing.assert_frame_equal(ordered(counted), ordered(plain), check_dtype=False)
