"""Shapefiles: shapes by their records, rows by their bytes, a lost index made anew elsewhere."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from tambon_gis.errors import InputError
from tambon_gis.loaders.address import row_list
from tambon_gis.loaders.geodata import dbf, gdal, staging
from tambon_gis.loaders.geodata.held import Held, Layer
from tambon_gis.model.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Mapping
    from contextlib import ExitStack
    from pathlib import Path

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

__all__ = ["PARTS", "beside", "open_parts", "records"]

#: The files of a shapefile that are read.
PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
MAGIC = bytes.fromhex("0000270a")
HEADER = 100
RECORD = 8
LEAST = 4
#: Kinds by the type number in the header; 0 says that all shapes are blank.
TYPES = {
    **dict.fromkeys((1, 11, 21, 8, 18, 28), "point"),
    **dict.fromkeys((3, 13, 23), "line"),
    **dict.fromkeys((5, 15, 25, 31), "area"),
}


def beside(path: Path) -> dict[str, Path]:
    """
    The files of a shapefile, whatever the case of their suffixes.

    Parameters
    ----------
    path : pathlib.Path
        The ``.shp``.

    Returns
    -------
    dict[str, pathlib.Path]
        By suffix in small letters.

    Examples
    --------
    >>> from pathlib import Path
    >>> list(beside(Path("data/demo/boundaries/village.shp")))
    ['.shp', '.shx', '.dbf', '.prj']
    """
    found = {".shp": path}
    for suffix in PARTS[1:]:
        spellings = dict.fromkeys((suffix, suffix.upper(), suffix.capitalize()))
        parts = (path.with_name(path.stem + spelling) for spelling in spellings)
        part = next((one for one in parts if one.is_file()), None)
        if part is not None:
            found[suffix] = part
    return found


def open_parts(parts: Mapping[str, Path], name: str, file: str, stack: ExitStack) -> list[Held]:
    """
    Open a shapefile.

    Parameters
    ----------
    parts : Mapping[str, pathlib.Path]
        Its files by suffix in small letters.
    name : str
        Name of the layer.
    file : str
        For findings and messages.
    stack : contextlib.ExitStack
        Removes the private folder.

    Returns
    -------
    list[Held]
        One layer.

    Raises
    ------
    InputError
        When the table is missing, or the shapes are none.

    Examples
    --------
    >>> from contextlib import ExitStack
    >>> from pathlib import Path
    >>> parts = beside(Path("data/demo/boundaries/village.shp"))
    >>> with ExitStack() as stack:
    ...     open_parts(parts, "village", "village.shp", stack)[0].rows
    11
    """
    if ".dbf" not in parts:
        stem = file.rpartition(" › ")[2].rpartition(".")[0]
        raise InputError("shapefile.parts", where=file, missing=stem + ".dbf")
    head = staging.head(parts[".shp"], HEADER, where=file)
    if len(head) < HEADER or not head.startswith(MAGIC):
        raise InputError("boundary.unreadable", where=file)
    kind = TYPES.get(int.from_bytes(head[32:36], "little"), "")
    kinds = frozenset({kind} if kind else TYPES.values())
    with parts[".dbf"].open("rb") as table:
        rows = int.from_bytes(table.read(8)[4:8], "little")
    return [Held(name, kinds, rows, lambda: _load(parts, name, file, stack))]


def records(raw: bytes) -> list[tuple[int, int]]:
    """
    Where the shapes stand, by walking from record to record.

    Parameters
    ----------
    raw : bytes
        The ``.shp``.

    Returns
    -------
    list[tuple[int, int]]
        Offset and length of each, in the 16-bit words that an index is written in. A last record
        that is not complete is not among them.

    Examples
    --------
    >>> from pathlib import Path
    >>> len(records(Path("data/demo/boundaries/village.shp").read_bytes()))
    11
    """
    found = []
    at, size = HEADER, len(raw)
    while at + RECORD + LEAST <= size:
        words = int.from_bytes(raw[at + 4 : at + 8], "big")
        end = at + RECORD + 2 * words
        if 2 * words < LEAST or end > size:
            break
        found.append((at // 2, words))
        at = end
    return found


def _load(parts: Mapping[str, Path], name: str, file: str, stack: ExitStack) -> Layer:
    """Shapes and rows, brought together by their position."""
    import geopandas as gpd
    import numpy as np
    import pandas as pd

    claimed = _note(parts, ".cpg")
    table = dbf.read(parts[".dbf"], file=file, claimed=claimed)
    shapes, found = _shapes(parts, file, stack)
    drawn, rows = len(shapes), len(table.frame)
    if not drawn == rows == table.declared:
        facts = {"shapes": drawn, "table": table.declared, "rows": max(drawn, rows)}
        found.append(Finding("boundary.counts_differ", "decide", file, facts=facts))
    length = max(drawn, rows)
    all_shapes = np.full(length, None, dtype=object)
    all_shapes[:drawn] = shapes
    frame = table.frame if rows == length else table.frame.reindex(pd.RangeIndex(length))
    gone = np.zeros(length, dtype=bool)
    gone[:rows] = table.deleted
    if gone.any():
        at = (np.flatnonzero(gone) + 1).tolist()
        found.append(Finding("dbf.deleted", "note", file, "", row_list(at), at[0], len(at)))
        frame, all_shapes = frame[~gone].reset_index(drop=True), all_shapes[~gone]
    drawn_frame = gpd.GeoDataFrame(_distinct(frame), geometry=all_shapes)
    crs = _note(parts, ".prj") or None
    return Layer(drawn_frame, crs, (*found, *table.findings), name)


def _note(parts: Mapping[str, Path], suffix: str) -> str:
    """The text of a small part, empty without one."""
    part = parts.get(suffix)
    if part is None:
        return ""
    try:
        with part.open("rb") as file:
            raw = file.read(100_000)
    except OSError:
        return ""
    return raw.decode("utf-8-sig", "replace").replace("\x00", "").strip()


def _distinct(frame: pd.DataFrame) -> pd.DataFrame:
    """Columns of one name told apart, so that the first one keeps it."""
    seen: dict[str, int] = {"geometry": 1}
    names = []
    for column in map(str, frame.columns):
        seen[column] = seen.get(column, 0) + 1
        names.append(f"{column} [{seen[column]}]" if seen[column] > 1 else column)
    return frame.set_axis(names, axis=1)


def _shapes(
    parts: Mapping[str, Path], file: str, stack: ExitStack
) -> tuple[NDArray[np.object_], list[Finding]]:
    """The shapes through GDAL, which sees no table and an index that fits the shapes."""
    import numpy as np

    folder = staging.folder(stack)
    staged = staging.stage(parts[".shp"], folder / "staged.shp")
    found: list[Finding] = []
    if ".shx" in parts and _index_fits(parts):
        staging.stage(parts[".shx"], folder / "staged.shx")
        count = (parts[".shx"].stat().st_size - HEADER) // RECORD
    else:
        raw = parts[".shp"].read_bytes()
        index = records(raw)
        count = len(index)
        words = (HEADER + RECORD * count) // 2
        head = raw[:24] + words.to_bytes(4, "big") + raw[28:HEADER]
        body = b"".join(struct.pack(">ii", *one) for one in index)
        (folder / "staged.shx").write_bytes(head + body)
        code = "layer.index_wrong" if ".shx" in parts else "layer.index_missing"
        found.append(Finding(code, "repaired", file, count=count))
    if not count:
        return np.empty(0, dtype=object), found
    with gdal.faults(file) as told:
        frame, _ = gdal.frame(staged, file=file, columns=[])
    if len(frame) != count:
        raise InputError("boundary.unreadable", where=file)
    return frame.geometry.to_numpy(), [*found, *gdal.warned(told, file)]


def _index_fits(parts: Mapping[str, Path]) -> bool:
    """Whether every entry of the index points to a record of the length that it says."""
    import numpy as np

    shx, shp = parts[".shx"].read_bytes(), np.memmap(parts[".shp"], dtype=np.uint8, mode="r")
    if len(shx) < HEADER or not shx.startswith(MAGIC) or (len(shx) - HEADER) % RECORD:
        return False
    index = np.frombuffer(shx, dtype=">i4", offset=HEADER).reshape(-1, 2).astype(np.int64) * 2
    at, length = index[:, 0], index[:, 1]
    if not ((at >= HEADER) & (length >= LEAST) & (at + RECORD + length <= len(shp))).all():
        return False
    said = sum(shp[at + 4 + byte].astype(np.int64) << (8 * (3 - byte)) for byte in range(4))
    return bool(np.array_equal(said * 2, length)) if len(at) else len(shp) <= HEADER
