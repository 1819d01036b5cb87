"""Columns of the files for map programs: newest values beside each place, and every cell a row."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import shapely

from tambon_gis.render.geometry import SCALE
from tambon_gis.render.rough import rough_of
from tambon_gis.thai import strip_controls

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tambon_gis.render.content import Content
    from tambon_gis.render.layers import Layer
    from tambon_gis.render.long_table import LongTable, Row

__all__ = ["CELLS", "cell_rows", "column_of", "place_rows", "plain", "rounded"]

#: Columns of the long table with their types in SQLite.
CELLS: Mapping[str, str] = {
    "year": "INTEGER", "framework": "TEXT", "code": "TEXT", "title": "TEXT", "level": "TEXT",
    "place": "TEXT", "name": "TEXT", "form": "TEXT", "value": "TEXT", "asked": "REAL",
    "failing": "REAL", "share": "REAL", "share_low": "REAL", "share_high": "REAL",
    "households": "REAL", "unknown": "TEXT", "score": "INTEGER",
}  # fmt: skip
_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")


def column_of(layer: Layer) -> str:
    """
    Where the columns of an indicator begin.

    Parameters
    ----------
    layer : Layer
        The indicator.

    Returns
    -------
    str
        For example ``bmn_2560_16``: letters that every program takes.
    """
    return _NOT_IN_NAMES.sub("_", f"{layer.book.id}_{layer.indicator.code}".lower()).strip("_")


def place_rows(table: LongTable, content: Content) -> tuple[dict[str, str], list[dict[str, Any]]]:
    """
    Places with the newest values of every indicator.

    Parameters
    ----------
    table : LongTable
        Every cell.
    content : Content
        Sealed parts.

    Returns
    -------
    tuple of (dict, list of dict)
        Columns with their types in SQLite, and one row a place; ``boundary`` says who drew it,
        where any is approximate. For an indicator ``x``: ``x_year``,
        ``x_form``, ``x_value`` (in words) and, null where they are not told, ``x_share``,
        ``x_failing``, ``x_asked``, ``x_households`` and ``x_score``.
    """
    columns = {"place": "TEXT", "level": "TEXT", "moo": "INTEGER", "name": "TEXT"}
    rows: list[dict[str, Any]] = [
        {
            "place": table.codes[at],
            "level": table.levels[at],
            "moo": table.moos[at],
            "name": plain(table.names[at]),
        }
        for at in range(len(content.places.frame))
    ]
    rough = rough_of(content.places, lang=table.lang)
    if rough:
        columns |= {"boundary": "TEXT"}
        for out in rows:
            out["boundary"] = plain(rough.get(out["place"], "")) or None
    for layer in table.layers:
        year = max(layer.cells)
        found = table.rows(layer, year)
        parts = ("asked", "failing", "share", "households", "score")
        told = [name for name in parts if any(getattr(row.cell, name) is not None for row in found)]
        start = column_of(layer)
        columns |= {f"{start}_year": "INTEGER", f"{start}_form": "TEXT", f"{start}_value": "TEXT"}
        columns |= {f"{start}_{name}": "INTEGER" if name == "score" else "REAL" for name in told}
        for row, out in zip(found[:-1], rows, strict=True):
            out |= {f"{start}_year": year, f"{start}_form": row.cell.form}
            out[f"{start}_value"] = plain(row.value)
            out |= {f"{start}_{name}": _whole(getattr(row.cell, name), name) for name in told}
    return columns, rows


def cell_rows(table: LongTable) -> list[dict[str, Any]]:
    """
    Every cell of every year, the whole area among them.

    Parameters
    ----------
    table : LongTable
        Every cell.

    Returns
    -------
    list[dict]
        Rows with the columns of :data:`CELLS`.
    """
    return [_cell_row(table, row) for row in table.every()]


def _cell_row(table: LongTable, row: Row) -> dict[str, Any]:
    """One cell."""
    one, at = row.cell, row.at
    return {
        "year": row.year,
        "framework": row.layer.book.id,
        "code": row.layer.indicator.code,
        "title": row.layer.indicator.short.of(table.lang),
        "level": table.levels[at],
        "place": table.codes[at],
        "name": plain(table.names[at]),
        "form": one.form,
        "value": plain(row.value),
        "asked": one.asked,
        "failing": one.failing,
        "share": one.share,
        "share_low": row.low,
        "share_high": row.high,
        "households": one.households,
        "unknown": row.unknown or None,
        "score": _whole(one.score, "score"),
    }


def plain(value: Any) -> str:
    """
    Text without letters that steer a program.

    Parameters
    ----------
    value : object
        A name.

    Returns
    -------
    str
        One line.
    """
    return " ".join(strip_controls(value).split())


def rounded(shapes: Sequence[shapely.Geometry]) -> list[shapely.Geometry]:
    """
    Shapes with five decimals at most, rings as RFC 7946 wants them: outer ones counter-clockwise.

    Parameters
    ----------
    shapes : Sequence[shapely.Geometry]
        In degrees.

    Returns
    -------
    list[shapely.Geometry]
        The same coverage: every point is rounded alike, so that borders stay shared.

    Examples
    --------
    >>> rounded([shapely.Point(100.123456, 14.6)])[0].wkt
    'POINT (100.12346 14.6)'
    """
    decimals = len(str(SCALE)) - 1
    moved = [shapely.transform(shape, lambda xy: xy.round(decimals)) for shape in shapes]
    return [shapely.orient_polygons(shape) for shape in moved]


def _whole(value: float | None, name: str) -> float | int | None:
    """A score as a whole number."""
    return int(value) if name == "score" and value is not None else value
