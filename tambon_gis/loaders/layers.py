"""Any file of map data as a raw layer: coordinates untouched, text decoded, nothing lost."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from tambon_gis.errors import InputError, MissingFileError, TambonError
from tambon_gis.loaders.geodata import shapefile, staging, text
from tambon_gis.loaders.geodata.held import Held, Layer
from tambon_gis.model.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from tambon_gis.loaders.geodata.geoparquet import Wanted
    from tambon_gis.loaders.geodata.unpacked import Member
    from tambon_gis.model.findings import Severity

__all__ = ["ALL", "SUFFIXES", "Kind", "Layer", "names", "open_layer"]

#: Suffixes of files that are read, in the order in which messages name them.
SUFFIXES = (".shp", ".zip", ".gpkg", ".geojson", ".json", ".topojson", ".geojsonl", ".ndjson",
            ".fgb", ".parquet", ".geoparquet", ".kml", ".kmz", ".gpx")  # fmt: skip
#: Name that asks for all layers of the kind together.
ALL = "*"
#: What a caller looks for in a file.
Kind = Literal["area", "line", "point", "any"]
JSON = (".geojson", ".json", ".topojson", ".geojsonl", ".ndjson")
PARQUET = (".parquet", ".geoparquet")
#: What is looked for inside an archive.
INSIDE = tuple(dict.fromkeys([
    *shapefile.PARTS, *(suffix for suffix in SUFFIXES if suffix not in {".zip", ".kmz"}),
]))  # fmt: skip
#: Types of columns that hold text.
TEXTS = frozenset({"string", "str", "object"})
#: So many layers are looked into for codes.
MOST_TRIED = 20


def open_layer(
    path: Path, *, layer: str | None = None, kind: Kind = "area", wanted: Wanted | None = None
) -> Layer:
    """
    Read a layer of a file of map data.

    Parameters
    ----------
    path : pathlib.Path
        The file. Nothing is ever written beside it, and no address in it is followed.
    layer : str, optional
        Name of the layer; ``"*"`` for all of the kind together, with their names in a column
        ``layer``. By default the one of the kind; where there are several, the first that holds
        place codes, and the others are told to a person with their numbers of rows.
    kind : {"area", "line", "point", "any"}, default "area"
        What the layer should hold.
    wanted : Callable[[pandas.DataFrame, numpy.ndarray], numpy.ndarray of bool], optional
        Says of columns and extents which rows are wanted. Of a file that keeps the extent of each
        row (GeoParquet), only these are read, with their own numbers as the index; of any other
        kind, all rows.

    Returns
    -------
    Layer
        The raw layer, with at least one row.

    Raises
    ------
    MissingFileError
        When there is no such file.
    InputError
        When a part is missing, it cannot be read, or it holds no layer of the kind.

    Examples
    --------
    >>> from pathlib import Path
    >>> one = open_layer(Path("tests/data/small/villages.geojson"))
    >>> len(one.frame), one.name
    (3, 'villages')
    """
    with _opening(path), ExitStack() as stack:
        held, notes = _open(path, stack, wanted)
        found = _chosen(held, layer, kind, path.name)
    if not len(found.frame):
        raise InputError("boundary.empty", where=path.name)
    return _mended(replace(found, findings=(*notes, *found.findings)), path.name)


def names(path: Path) -> tuple[tuple[str, int], ...]:
    """
    The layers of a file, with their numbers of rows.

    Parameters
    ----------
    path : pathlib.Path
        The file.

    Returns
    -------
    tuple[tuple[str, int], ...]
        Also tables without shapes.

    Raises
    ------
    MissingFileError
        When there is no such file.
    InputError
        When it cannot be read.

    Examples
    --------
    >>> from pathlib import Path
    >>> names(Path("data/demo/boundaries/village.shp"))
    (('village', 11),)
    """
    with _opening(path), ExitStack() as stack:
        return tuple((one.name, one.rows) for one in _open(path, stack)[0])


@contextmanager
def _opening(path: Path) -> Iterator[None]:
    """What the system refuses, in our own words."""
    try:
        yield
    except TambonError:
        raise
    except OSError:
        raise InputError("file.locked", where=path.name) from None
    except MemoryError:
        raise InputError("layer.too_large", where=path.name) from None


def _open(
    path: Path, stack: ExitStack, wanted: Wanted | None = None
) -> tuple[list[Held], list[Finding]]:
    """The layers of a file, and what was noticed on the way."""
    suffix = path.suffix.lower()
    if not path.exists():
        raise MissingFileError("file.missing", where=path.name)
    if path.is_dir() and suffix in SUFFIXES:
        raise InputError("file.folder", where=path.name)
    if suffix not in SUFFIXES:
        known = ", ".join(SUFFIXES)
        raise InputError("file.suffix", where=path.name, suffix=suffix or "-", known=known)
    if suffix == ".zip":
        return _archive(path, stack)
    if suffix == ".kmz":
        return _kmz(path, stack)
    return _plain(path, suffix, path.stem, path.name, stack, wanted), []


def _mended(layer: Layer, file: str) -> Layer:
    """Text and headings that were Thai before some program saved them as Western letters."""
    frame, told = layer.frame, list(layer.findings)
    kinds = {column: str(frame[column].dtype) for column in frame.columns}
    for column in (one for one, kind in kinds.items() if kind in TEXTS):
        cells = frame[column].to_numpy(dtype=object, na_value=None)
        known = text.misread({cell for cell in cells if isinstance(cell, str)})
        if known:
            mended = frame[column].map(lambda cell, known=known: known.get(cell, cell))
            frame = frame.assign(**{column: mended.astype("string")})
            rows = sum(cell in known for cell in cells)
            facts = {"column": column}
            told.append(Finding("layer.misread", "repaired", file, "", column, None, rows, facts))
    again = text.misread(kinds)
    if again and len({*again.values()} - {*frame.columns}) == len(again):
        frame = frame.rename(columns=again)
        facts = {"column": ", ".join(again.values())}
        told.append(Finding("layer.misread", "repaired", file, count=len(again), facts=facts))
    return replace(layer, frame=frame, findings=tuple(told))


def _plain(
    path: Path,
    suffix: str,
    name: str,
    file: str,
    stack: ExitStack,
    wanted: Wanted | None = None,
) -> list[Held]:
    """The layers of a file that is no archive."""
    staging.head(path, 1, where=file)
    if suffix == ".shp":
        return shapefile.open_parts(shapefile.beside(path), name, file, stack)
    from tambon_gis.loaders.geodata import geojson, geopackage, geoparquet, gpx, kml

    readers: dict[str, Callable[[], list[Held]]] = {
        ".gpkg": lambda: geopackage.open_geopackage(path, file, stack),
        ".fgb": lambda: geopackage.open_flatgeobuf(path, name, file, stack),
        ".kml": lambda: kml.open_kml(path, name, file),
        ".gpx": lambda: gpx.open_gpx(path, file),
        **dict.fromkeys(PARQUET, lambda: geoparquet.open_geoparquet(path, name, file, wanted)),
        **dict.fromkeys(JSON, lambda: geojson.open_json(path, name, file)),
    }
    return readers[suffix]()


def _archive(path: Path, stack: ExitStack) -> tuple[list[Held], list[Finding]]:
    """The layers of all files of a zip."""
    from tambon_gis.loaders.geodata import unpacked

    members, left = unpacked.unpack(path, INSIDE, stack)
    parts: dict[str, dict[str, Path]] = {}
    for one in members:
        if one.suffix in shapefile.PARTS:
            parts.setdefault(one.stem.casefold(), {})[one.suffix] = one.path
    files = [one for one in members if one.suffix == ".shp" or one.suffix not in shapefile.PARTS]
    whole = {one.stem.casefold() for one in files if one.suffix == ".shp"}
    left += [one.name for one in members
             if one.suffix in {".shx", ".dbf"} and one.stem.casefold() not in whole]  # fmt: skip
    if not files:
        raise InputError("archive.nothing", where=path.name, known=", ".join(SUFFIXES))
    found: list[Held] = []
    for one in files:
        found += _inside(one, parts, path.name, alone=len(files) == 1, stack=stack)
    return found, _left(path.name, [name for name in left if name.lower().endswith(_MAPS)])


#: Suffixes of what was left in an archive and may hold shapes or rows all the same.
_MAPS = (".zip", ".rar", ".7z", ".kmz", ".dbf", ".shx", ".tab", ".mif", ".gdb", ".dwg", ".dxf",
         ".csv", ".xlsx", ".xls")  # fmt: skip


def _left(file: str, names_left: list[str]) -> list[Finding]:
    """Files of an archive that were not read."""
    shown = ", ".join(names_left[:5]) + ("…" if len(names_left) > 5 else "")  # noqa: PLR2004
    facts = {"files": shown}
    note = Finding("archive.left", "note", file, count=len(names_left), facts=facts)
    return [note] if names_left else []


def _inside(
    one: Member, parts: dict[str, dict[str, Path]], file: str, *, alone: bool, stack: ExitStack
) -> list[Held]:
    """The layers of one file of a zip; their names are told apart by the file's."""
    where, stem = f"{file} › {one.name}", one.stem.rpartition("/")[2]
    if one.suffix == ".shp":
        held = shapefile.open_parts(parts[one.stem.casefold()], stem, where, stack)
        return held if alone else [replace(layer, name=one.stem) for layer in held]
    held = _plain(one.path, one.suffix, stem, where, stack)
    if alone:
        return held
    return [replace(layer, name=f"{one.stem}/{layer.name}" if len(held) > 1 else one.stem)
            for layer in held]  # fmt: skip


def _kmz(path: Path, stack: ExitStack) -> tuple[list[Held], list[Finding]]:
    """The first document of a KMZ, as every program reads it."""
    from tambon_gis.loaders.geodata import kml, unpacked

    members, _ = unpacked.unpack(path, (".kml",), stack)
    if not members:
        raise InputError("layer.not_kml", where=path.name)
    first = min(members, key=lambda one: (one.name.count("/"), one.name != "doc.kml"))
    others = [one.name for one in members if one is not first]
    return kml.open_kml(first.path, path.stem, path.name), _left(path.name, others)


def _chosen(held: Sequence[Held], asked: str | None, kind: Kind, file: str) -> Layer:
    """The layer asked for, or the one to be read."""
    fit = [one for one in held if one.kinds and (kind == "any" or kind in one.kinds)]
    if asked is not None and asked != ALL:
        named = [one for one in held if one.name == asked]
        if not named:
            known = ", ".join(one.name for one in held)
            raise InputError("layer.absent", where=file, layer=asked, known=known)
        return named[0].load()
    if not fit and kind == "area":
        raise InputError("boundary.no_polygons", where=file)
    if not fit and kind == "line":
        raise InputError("layer.no_lines", where=file)
    if not fit:
        raise InputError("layer.no_points", where=file)
    full = [one for one in fit if one.rows] or fit
    if asked == ALL:
        return _together([one.load() for one in full], file)
    chosen, at, sure = _with_codes(full) if len(full) > 1 else (full[0].load(), full[0], True)
    left = [f"{one.name} ({one.rows})" for one in held if one is not at]
    facts = {"layer": at.name, "left": ", ".join(left)}
    severity: Severity = "note" if sure else "decide"
    note = Finding("boundary.layers_left", severity, file, count=len(left), facts=facts)
    return replace(chosen, name=at.name, findings=(*([note] if left else []), *chosen.findings))


def _with_codes(fit: Sequence[Held]) -> tuple[Layer, Held, bool]:
    """The first layer with place codes, else the first; and whether it is the only such one."""
    from tambon_gis.loaders.land.area_codes import find_codes

    coded: list[tuple[Layer, Held]] = []
    first: Layer | None = None
    for one in fit[:MOST_TRIED]:
        layer = one.load()
        first = first or layer
        try:
            find_codes(layer.frame.drop(columns="geometry"))
        except InputError:
            continue
        coded.append((layer, one))
    if coded:
        return *coded[0], len(coded) == 1 and len(fit) <= MOST_TRIED
    return first or fit[0].load(), fit[0], False


def _together(layers: Sequence[Layer], file: str) -> Layer:
    """All layers as one, with the name of each in a column of its own."""
    import geopandas as gpd
    import pandas as pd

    if len({one.crs for one in layers}) > 1:
        known = ", ".join(one.name for one in layers)
        raise InputError("layer.systems_differ", where=file, known=known)
    label = "layer"
    while any(label in one.frame.columns for one in layers):
        label += "_"
    frames = [one.frame.assign(**{label: one.name}) for one in layers]
    frame = gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), geometry="geometry")
    told: list[Finding] = []
    for layer in layers:
        told += [one for one in layer.findings if one not in told]
    return Layer(frame, layers[0].crs, tuple(told), ALL)
