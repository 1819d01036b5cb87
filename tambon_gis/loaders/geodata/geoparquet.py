"""GeoParquet: columns through Arrow, shapes from their bytes, the system from the metadata."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tambon_gis.errors import InputError
from tambon_gis.loaders.geodata import arrow, gdal
from tambon_gis.loaders.geodata.held import Held, Layer, kinds_of

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["open_geoparquet"]

#: What coordinates are in where the metadata say nothing.
STANDARD = "OGC:CRS84"
#: More than a machine of a working group can hold.
MOST_BYTES = 8 * 2**30
MOST_CELLS = 100_000_000


def open_geoparquet(path: Path, name: str, file: str) -> list[Held]:
    """
    Open a GeoParquet.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    name : str
        Name of the layer.
    file : str
        For findings and messages.

    Returns
    -------
    list[Held]
        One layer: the primary column of shapes; others become text.

    Raises
    ------
    InputError
        When it is none, or says nothing of a column of shapes.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> import geopandas as gpd, shapely
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "a.parquet"
    ...     gpd.GeoDataFrame({"a": ["1"]}, geometry=[shapely.Point(0, 0)]).to_parquet(path)
    ...     open_geoparquet(path, "a", "a.parquet")[0].rows
    1
    """
    import pyarrow.parquet as pq

    with gdal.faults(file) as told:
        with pq.ParquetFile(path) as opened:
            known = opened.metadata
            groups = [known.row_group(at) for at in range(known.num_row_groups)]
            size = sum(group.total_byte_size for group in groups)
            if size > MOST_BYTES or known.num_rows * known.num_columns > MOST_CELLS:
                raise InputError("layer.too_large", where=file)
            geo = json.loads((known.metadata or {}).get(b"geo", b"null"))
            if not isinstance(geo, dict):
                raise InputError("layer.not_geoparquet", where=file)
            table = opened.read()
        main = geo["primary_column"]
        about = geo["columns"][main]
        shapes = _shapes(path, table, main, about["encoding"])
        frame, notes = arrow.frame_of(table, main, shapes, file=file)
        crs = about.get("crs", STANDARD)
    crs = json.dumps(crs) if isinstance(crs, dict) else crs
    layer = Layer(frame, crs, (*notes, *gdal.warned(told, file)), name)
    return [Held(name, kinds_of(shapes), len(shapes), lambda: layer)]


def _shapes(path: Path, table: Any, main: str, encoding: str) -> Any:
    """The shapes; the lesser known encodings through geopandas."""
    import geopandas as gpd
    import shapely

    if encoding.upper() == "WKB":
        table.column(main).validate(full=True)
        return shapely.from_wkb(table.column(main).to_numpy(), on_invalid="ignore")
    return gpd.read_parquet(path, columns=[main])[main].to_numpy()
