"""The one door to GDAL: only files whose first bytes were checked; warnings become findings."""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tambon_gis.errors import InputError, TambonError
from tambon_gis.loaders.geodata import arrow, wkb
from tambon_gis.model.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import geopandas as gpd

__all__ = ["SKIPPED", "faults", "frame", "info", "warned"]

#: How GDAL's reader opens its word about a column that it cannot give.
SKIPPED = "Skipping field "
#: Kinds by a word in the name of a geometry type.
WORDS = {
    "Polygon": ("area",),
    "Surface": ("area",),
    "Point": ("point",),
    "Line": ("line",),
    "Curve": ("line",),
    "Collection": ("point", "line", "area"),
    "Unknown": ("point", "line", "area"),
}


@contextmanager
def faults(file: str) -> Iterator[list[str]]:
    """
    Turn what foreign readers raise into our own refusal, and collect their warnings.

    Parameters
    ----------
    file : str
        For the message.

    Yields
    ------
    list[str]
        Texts of the warnings, filled when the block ends.

    Raises
    ------
    InputError
        When a reader gives up.

    Examples
    --------
    >>> with faults("a.shp"):
    ...     raise RuntimeError
    Traceback (most recent call last):
    ...
    tambon_gis.errors.InputError: ...
    """
    import pyarrow as pa
    import shapely

    told: list[str] = []
    try:
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            yield told
        told += [str(one.message) for one in said]
    except TambonError:
        raise
    except (
        RuntimeError, ValueError, OSError, NameError, TypeError, LookupError, ArithmeticError,
        AttributeError, MemoryError, NotImplementedError, EOFError, pa.ArrowException,
        shapely.errors.ShapelyError,
    ):  # fmt: skip
        raise InputError("boundary.unreadable", where=file) from None


def warned(told: list[str], file: str) -> list[Finding]:
    """
    Warnings as findings.

    Parameters
    ----------
    told : list[str]
        Their texts.
    file : str
        Where.

    Returns
    -------
    list[Finding]
        Columns that were left are named; all others are only counted, as they are not in a
        language that the reader knows.

    Examples
    --------
    >>> [one.code for one in warned(["Skipping field a: unsupported OGR type: 5", "?"], "a.gpkg")]
    ['layer.columns_left', 'boundary.warnings']
    """
    left = list(dict.fromkeys(
        one.removeprefix(SKIPPED).partition(":")[0] for one in told if one.startswith(SKIPPED)
    ))  # fmt: skip
    rest = sum(not one.startswith(SKIPPED) for one in told)
    facts = {"columns": ", ".join(left)}
    found = [Finding("layer.columns_left", "decide", file, count=len(left), facts=facts)]
    note = Finding("boundary.warnings", "note", file, count=rest)
    return [*(found if left else []), *([note] if rest else [])]


def info(path: Path, layer: str | None = None, **options: Any) -> dict[str, Any]:
    """
    What GDAL knows about a layer.

    Parameters
    ----------
    path : pathlib.Path
        A staged file.
    layer : str, optional
        Name of the layer.
    **options : Any
        Of the driver.

    Returns
    -------
    dict[str, Any]
        ``crs`` as text, ``features``, and ``kinds`` besides what pyogrio gives.

    Examples
    --------
    >>> from pathlib import Path
    >>> sorted(info(Path("data/demo/boundaries/village.shp"))["kinds"])
    ['area']
    """
    import pyogrio

    found = pyogrio.read_info(path, layer=layer, **options)
    kind = str(found["geometry_type"] or "")
    held = frozenset(one for word, kinds in WORDS.items() if word in kind for one in kinds)
    return {**found, "kinds": held}


def frame(
    path: Path, layer: str | None = None, *, file: str, **options: Any
) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """
    All rows of a layer; a shape that cannot be built is None.

    Parameters
    ----------
    path : pathlib.Path
        A staged file.
    layer : str, optional
        Name of the layer.
    file : str
        For the findings.
    **options : Any
        Of the driver.

    Returns
    -------
    tuple[geopandas.GeoDataFrame, list[Finding]]
        As a stream of rows gives it: what the file notes of their number is not relied on.

    Raises
    ------
    InputError
        When the layer has no shapes.

    Examples
    --------
    >>> from pathlib import Path
    >>> path = Path("data/demo/boundaries/village.shp")
    >>> len(frame(path, file="village.shp", columns=[])[0])
    11
    """
    from pyogrio import raw

    known, table = raw.read_arrow(path, layer=layer, **options)
    geometry = known["geometry_name"] or "wkb_geometry"
    if geometry not in table.column_names:
        raise InputError("boundary.empty", where=file)
    column = table.column(geometry)
    column.validate(full=True)
    shapes = wkb.shapes_of(column.to_numpy())
    return arrow.frame_of(table, geometry, shapes, file=file)
