"""What every format gives: the layers that a file holds, each read when asked for."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import geopandas as gpd

    from tambon_gis.model.findings import Finding

__all__ = ["Held", "Layer", "kinds_of", "layer_of", "settle"]

#: What a geometry of each type number is; a collection may be anything.
KINDS: dict[int, frozenset[str]] = {
    0: frozenset({"point"}),
    1: frozenset({"line"}),
    2: frozenset({"line"}),
    3: frozenset({"area"}),
    4: frozenset({"point"}),
    5: frozenset({"line"}),
    6: frozenset({"area"}),
    7: frozenset({"point", "line", "area"}),
}
LARGEST = 2**63
#: Whole numbers up to this one are exact among numbers that are not whole.
EXACT = 2**53


@dataclass(frozen=True)
class Layer:
    """
    A layer as read.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Columns with their text decoded, and ``geometry`` with coordinates untouched and without a
        reference system; the index counts from 0.
    crs : str or None
        What the file says about its reference system, None where it says nothing.
    findings : tuple[Finding, ...]
        What was noticed while reading.
    name : str
        Name of the layer in the file.
    """

    frame: gpd.GeoDataFrame
    crs: str | None
    findings: tuple[Finding, ...] = ()
    name: str = ""


@dataclass(frozen=True)
class Held:
    """
    A layer that a file holds.

    Parameters
    ----------
    name : str
        Its name.
    kinds : frozenset[str]
        Which of ``area``, ``point`` and ``line`` it may hold; empty for a table without shapes.
    rows : int
        How many rows it has.
    load : Callable[[], Layer]
        Reads it.
    """

    name: str
    kinds: frozenset[str]
    rows: int
    load: Callable[[], Layer]


def kinds_of(geometries: Any) -> frozenset[str]:
    """
    What shapes are there.

    Parameters
    ----------
    geometries : array of shapely geometries
        None where there is none.

    Returns
    -------
    frozenset[str]
        Of ``area``, ``point`` and ``line``; all three where there is no shape at all.

    Examples
    --------
    >>> import numpy as np, shapely
    >>> sorted(kinds_of(np.array([shapely.Point(0, 0), None])))
    ['point']
    """
    import numpy as np
    import shapely

    found = [KINDS.get(int(at), frozenset()) for at in np.unique(shapely.get_type_id(geometries))]
    return frozenset().union(*found) or KINDS[7]


def layer_of(
    columns: Mapping[str, Sequence[object]],
    geometries: Sequence[object],
    *,
    crs: str | None,
    findings: Sequence[Finding] = (),
    name: str = "",
) -> Held:
    """
    A layer that is in memory already.

    Parameters
    ----------
    columns : Mapping[str, Sequence]
        Cells by column, None where blank.
    geometries : sequence of shapely geometries
        One a row, None where there is none.
    crs : str or None
        What the file says about its reference system.
    findings : sequence of Finding
        What was noticed.
    name : str
        Name of the layer.

    Returns
    -------
    Held
        The layer.

    Examples
    --------
    >>> import shapely
    >>> one = layer_of({"code": ["01"]}, [shapely.Point(0, 0)], crs=None)
    >>> one.rows, one.load().frame["code"].tolist()
    (1, ['01'])
    """
    import geopandas as gpd
    import numpy as np
    import pandas as pd

    shapes = np.empty(len(geometries), dtype=object)
    shapes[:] = list(geometries)
    settled = {column: settle(cells) for column, cells in columns.items() if column != "geometry"}
    if "geometry" in columns:
        settled["geometry [2]"] = settle(columns["geometry"])
    table = pd.DataFrame(settled, index=pd.RangeIndex(len(shapes)))
    frame = gpd.GeoDataFrame(table, geometry=shapes)
    layer = Layer(frame, crs, tuple(findings), name)
    return Held(name, kinds_of(shapes), len(shapes), lambda: layer)


def settle(cells: Sequence[object]) -> Any:
    """
    Cells of any kind as one column: numbers stay numbers only where all of them are.

    Parameters
    ----------
    cells : sequence
        Texts, numbers, truth values, lists and mappings, None where blank.

    Returns
    -------
    pandas array
        Truth values, whole numbers, numbers or text; what is nested becomes JSON text.

    Examples
    --------
    >>> settle([1, None]).tolist(), settle(["01", 2]).tolist(), settle([{"a": 1}]).tolist()
    ([1, <NA>], ['01', '2'], ['{"a": 1}'])
    """
    import pandas as pd

    kinds = {type(cell) for cell in cells if cell is not None}
    values: Any = list(cells)
    blank = None in values
    if kinds == {bool}:
        return pd.array(values, dtype="boolean")
    if kinds == {int} and all(c is None or -LARGEST <= c < LARGEST for c in values):
        return pd.array(values, dtype="Int64" if blank else "int64")
    if kinds in ({float}, {int, float}) and all(c is None or _exact(c) for c in values):
        values = [None if c is None else float(c) for c in values]
        return pd.array(values, dtype="Float64" if blank else "float64")
    return pd.array([_text(cell) for cell in values], dtype="string")


def _exact(number: float) -> bool:
    """Whether a number stays itself among others that are not whole."""
    return isinstance(number, float) or abs(number) <= EXACT


def _text(cell: object) -> str | None:
    """A cell as text."""
    if cell is None or isinstance(cell, str):
        return cell
    return json.dumps(cell, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> Any:
    """What JSON has no word for: rings that were packed, dates."""
    return value.tolist() if hasattr(value, "tolist") else str(value)
