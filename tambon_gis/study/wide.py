"""Wide: a survey of so many rows that its dataset is counted where it lies, never loaded.

What is kept of it is stage ``counted`` at the level of the polygons. What the outputs hold that
could be of a person is asked of its rows afterwards. Households whose persons stand in a table of
their own are loaded, however many they are.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tambon_gis import catalog
from tambon_gis.analysis import aggregate
from tambon_gis.engine.store import quoted
from tambon_gis.loaders import stored
from tambon_gis.model.findings import Finding, Report
from tambon_gis.model.stages import COUNTED
from tambon_gis.places import LADDER
from tambon_gis.publish.personal import Personal
from tambon_gis.study import surveys

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import geopandas as gpd
    import pandas as pd

    from tambon_gis.engine.store import Dataset
    from tambon_gis.model.project import Survey
    from tambon_gis.study.loaded import Loaded
    from tambon_gis.study.surveys import Answers, Ground, Surveyed

__all__ = ["MOST_ROWS", "homes", "is_counted", "is_wide", "personal", "read"]

#: Columns of where a house stands.
_SPOT = ("longitude", "latitude")
#: Homes are looked for in squares of a thousandth of a degree, about 110 metres, and those beside.
_SQUARE = 1_000
_SHIFT = 1_000_000
#: A dataset with more rows than this in the area's files is counted where it lies.
MOST_ROWS = 1_000_000


def is_wide(survey: Survey, others: Sequence[Survey], ground: Ground) -> bool:
    """
    Whether a survey is counted where it lies.

    Parameters
    ----------
    survey : Survey
        Its entry in the project document.
    others : sequence of Survey
        All entries: households whose persons stand in a table of their own are loaded.
    ground : Ground
        Folder and area.

    Returns
    -------
    bool
        True for a dataset of households with more than :data:`MOST_ROWS` rows.
    """
    path = ground.home / survey.file
    if survey.persons or survey.source is not None or not stored.is_stored(path):
        return False
    if any(one.persons and (one.rulebook, one.year) == _round(survey) for one in others):
        return False
    return _opened(survey, ground).rows.within(ground.area).rows > MOST_ROWS


def read(survey: Survey, ground: Ground, *, engine: str = "auto") -> Surveyed:
    """
    Count a survey at the level of the polygons.

    Parameters
    ----------
    survey : Survey
        Its entry in the project document, a dataset.
    ground : Ground
        Folder, polygons and decisions.
    engine : {"auto", "duckdb", "polars", "spark"}, default "auto"
        Who counts.

    Returns
    -------
    Surveyed
        Its answers are stage ``counted``; its reports tell the rows, those without a polygon by
        place.

    Raises
    ------
    DocumentError
        When the dataset is of another schema or year.
    """
    lost = surveys.lost(survey, ground)
    found = _opened(survey, ground)
    mine = _at_level(found.rows.within(ground.area), ground)
    rows = int(found.places(mine.select(["place"]))["rows"].sum())
    counts = aggregate.count(mine, lost.answers.rulebook, year=survey.year, engine=engine)
    note = Finding("stored.read", "note", found.name, facts={"dataset": found.name})
    told = Report(survey.role, found.name, rows, rows, findings=(note,))
    answers = replace(lost.answers, frame=counts)
    return replace(lost, answers=answers, tables=(), reports=(told, *lost.reports))


def is_counted(answers: Answers) -> bool:
    """
    Whether answers are counts already.

    Parameters
    ----------
    answers : Answers
        Of a survey, or published counts.

    Returns
    -------
    bool
        True for stage ``counted``.
    """
    return answers.schema is None or {name for name, _ in COUNTED.columns} <= set(answers.frame)


def personal(loaded: Loaded, texts: Iterable[str]) -> Personal:
    """
    What of the surveys that were counted where they lie stands in texts.

    Parameters
    ----------
    loaded : Loaded
        The project.
    texts : iterable of str
        Texts of public files and what people wrote, read only where there is such a survey.

    Returns
    -------
    Personal
        With it the scanner finds in these texts what it would with every row loaded.
    """
    from tambon_gis.publish.sought import held, sought

    wide = _wide(loaded)
    if not wide:
        return Personal()
    asked, names = sought(texts), set(loaded.boundaries["name"].astype(str))
    return Personal.union(
        held(one.rows.within(loaded.project.area.code), one.schema, asked, public_words=names)
        for one in wide
    )


def homes(loaded: Loaded, layer: gpd.GeoDataFrame) -> list[pd.DataFrame]:
    """
    The homes near a layer, of surveys that were counted where they lie.

    Parameters
    ----------
    loaded : Loaded
        The project.
    layer : geopandas.GeoDataFrame
        A layer of the group's own, WGS 84.

    Returns
    -------
    list of pandas.DataFrame
        ``longitude`` and ``latitude``; none where nobody told where the houses stand.
    """
    wide = [one for one in _wide(loaded) if set(_SPOT) <= set(one.rows.names)]
    if not wide or layer.empty:
        return []
    from tambon_gis.engine import frames, sql

    asked = (
        "SELECT DISTINCT longitude, latitude FROM survey WHERE isfinite(latitude) AND "
        f"isfinite(longitude) AND TRY_CAST(floor(longitude * {_SQUARE}) * {_SHIFT} + "
        f"floor(latitude * {_SQUARE}) AS BIGINT) IN (SELECT square FROM squares)"
    )
    squares = _squares(layer)
    found = []
    for one in wide:
        rows = one.rows.within(loaded.project.area.code).select(_SPOT)
        found.append(sql.run(asked, {"survey": rows, "squares": squares}, engine="duckdb"))
    return [frames.to_pandas(one) for one in found]


def _squares(layer: gpd.GeoDataFrame) -> pd.DataFrame:
    """The squares in which the corners of shapes lie, and those beside them."""
    import numpy as np
    import pandas as pd
    import shapely

    spots = np.floor(shapely.get_coordinates(layer.geometry.to_numpy()) * _SQUARE)
    east, north = np.unique(spots.astype("int64"), axis=0).T
    beside = [(east + across) * _SHIFT + north + up for across in (-1, 0, 1) for up in (-1, 0, 1)]
    return pd.DataFrame({"square": np.unique(np.concatenate(beside))})


def _wide(loaded: Loaded) -> list[stored.Stored]:
    """The datasets of surveys that were counted where they lie."""
    return [
        stored.open_stored(loaded.folder / one.survey.file, one.schema, year=one.survey.year)
        for one in loaded.answers
        if one.schema is not None
        and is_counted(one)
        and stored.is_stored(loaded.folder / one.survey.file)
    ]


def _opened(survey: Survey, ground: Ground) -> stored.Stored:
    """The dataset of a survey, its card held against the project."""
    book = catalog.rulebook(survey.rulebook, folders=[ground.home])
    schema = surveys.schema_of(survey, book, ground)
    where = f"{ground.document} › {survey.file}"
    return stored.open_stored(ground.home / survey.file, schema, year=survey.year, where=where)


def _at_level(rows: Dataset, ground: Ground) -> Dataset:
    """The rows of places that have a polygon, by the code of that polygon."""
    digits = LADDER[ground.level]
    place = f'substr("place", 1, {digits})'
    listed = ", ".join(f"'{code}'" for code in sorted(ground.polygons["place"]) if code.isdigit())
    kept = [(name, quoted(name)) for name in rows.names if name != "place"]
    return rows.derive([("place", place), *kept], where=f"{place} IN ({listed})")


def _round(survey: Survey) -> tuple[str, int]:
    """The rulebook and year of a survey."""
    return survey.rulebook, survey.year
