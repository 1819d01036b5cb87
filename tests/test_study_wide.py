"""A survey counted where it lies: the same counts and page as from its rows, and no row loaded."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from province_support import CODE, province, with_dataset

from tambon_gis.engine.store import Dataset
from tambon_gis.errors import LeakError
from tambon_gis.render.web.page import draw
from tambon_gis.study import surveys, wide
from tambon_gis.study.gather import gather
from tambon_gis.study.load import load
from tambon_gis.study.release import release
from tambon_gis.study.tally import tally
from tambon_gis.thai import digits_to_thai

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


@pytest.fixture(scope="module")
def housed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with the place of each house; the first is that of a made-up head."""
    root = tmp_path_factory.mktemp("housed")
    made = province(root / "rows", households=300, villages=16)
    text = (made.folder / "households.csv").read_text("utf-8-sig").splitlines()
    lines = [text[0] + ",Latitude,Longitude"]
    lines += [
        f"{line},{14.25 + n / 1e5:.5f},{100.25 + n / 1e5:.5f}" for n, line in enumerate(text[1:])
    ]
    (made.folder / "households.csv").write_text("\n".join(lines) + "\n", encoding="utf-8-sig")
    return with_dataset(made, root / "stored")


def _phrases(folder: Path) -> dict[str, str]:
    """What a page may not say, of the third house; and what it may."""
    one = load(folder).answers[0].frame.sort_values("house_code").iloc[2]
    return {
        "code": f"บ้าน {one['house_code']}",
        "thai digits": "บ้าน " + digits_to_thai(str(one["house_code"])),
        "name": f"ของ{one['head_name']}",
        "given": "นายลองดู",
        "point": f"{one['longitude']:.5f}, {one['latitude']:.5f}",
        "phone": "โทร 081-234-5678",
        "number": "บ้าน 12345678901",
        "nobody": "นายไม่มีใคร 15.1, 101.2",
    }


@pytest.mark.parametrize(
    "which", ["code", "thai digits", "name", "given", "point", "phone", "number", "nobody"]
)
def test_a_page_is_refused_as_it_is_with_every_row_loaded(
    which: str, housed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = []
    text = _phrases(housed)[which]
    for most in (10**9, 100):
        monkeypatch.setattr(wide, "MOST_ROWS", most)
        loaded = load(housed)
        assert wide.is_counted(loaded.answers[0]) == (most == 100)
        content = gather(loaded, today=TODAY, story=False)
        try:
            release(loaded, content, {"index.html": f"<p>{text}</p>"}, tmp_path / str(most))
            said.append("")
        except LeakError as refused:
            said.append(str(refused))
    assert said[0] == said[1]
    assert bool(said[0]) == (which not in {"number", "nobody"})


def test_homes_near_a_layer_are_those_of_the_rows(
    housed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = load(housed).answers[0].frame
    monkeypatch.setattr(wide, "MOST_ROWS", 100)
    loaded = load(housed)
    spot = frame[["longitude", "latitude"]].astype(float).iloc[0]
    layer = gpd.GeoDataFrame(geometry=[shapely.Point(*spot)], crs="EPSG:4326")
    (found,) = wide.homes(loaded, layer)
    away = (frame[["longitude", "latitude"]].astype(float) - spot).abs().max(axis=1)
    known = set(
        map(tuple, frame.loc[away < 0.0009, ["longitude", "latitude"]].astype(float).to_numpy())
    )
    assert len(known) > 10
    assert known <= set(map(tuple, found.to_numpy()))
    assert len(found) < len(frame)
    assert wide.homes(loaded, layer.iloc[:0]) == []
    monkeypatch.setattr(wide, "MOST_ROWS", 10**9)
    assert wide.homes(load(housed), layer) == []
