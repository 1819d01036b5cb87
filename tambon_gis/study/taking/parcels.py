"""Parcels: dropped files, parts of a shapefile together, archives opened, names made safe."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from tambon_gis.errors import InputError, MissingFileError, TambonError
from tambon_gis.loaders import archive, formats, layers
from tambon_gis.loaders.geodata import shapefile, unpacked
from tambon_gis.thai import strip_controls

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from contextlib import ExitStack

__all__ = ["LONGEST", "SUFFIXES", "Parcel", "parcels", "safe_name"]

#: Bytes of a name: every system keeps it, also under a long path.
LONGEST = 100
_LONGEST_SUFFIX = 12
#: What may be taken in.
SUFFIXES = tuple(dict.fromkeys((*formats.SUFFIXES, *layers.SUFFIXES)))
#: Parts of a shapefile that nobody needs: they are left behind without a word.
_NEEDLESS = frozenset({".sbn", ".sbx", ".qix", ".qmd", ".qpj", ".xml", ".cst", ".fix", ".ain",
                       ".aih", ".lock"})  # fmt: skip
_DEVICE = re.compile(r"^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)", re.IGNORECASE)
_STRANGE = re.compile(r"[^\w\u0e00-\u0e7f.()+-]+")
_HIDDEN = ("~$", ".")
#: Layers and tables of one archive: more are no delivery to one tambon.
MOST_THINGS = 500

#: Pictures and papers, dropped by mistake: nothing in them can be counted or drawn.
PAPERS = frozenset(
    {".jpg", ".jpeg", ".png", ".gif", ".heic", ".webp", ".pdf", ".doc", ".docx", ".ppt", ".pptx"}
)


@dataclass(frozen=True)
class Parcel:
    """
    What is taken in together.

    Parameters
    ----------
    path : pathlib.Path
        The file that is read.
    name : str
        Its name as the person knows it, of no harm to anybody.
    parts : Mapping[str, pathlib.Path]
        Suffix -> file, of all files that belong to it, itself among them; of a folder by name.
    folder : bool
        Whether it is a folder of tables.
    fault : TambonError or None
        Why it cannot be taken in.
    """

    path: Path
    name: str
    parts: Mapping[str, Path] = field(repr=False)
    fault: TambonError | None = None
    folder: bool = False


def safe_name(name: str) -> str:
    """
    Turn any name of a file into one that every system can keep.

    Parameters
    ----------
    name : str
        The name as it came, also with folders.

    Returns
    -------
    str
        Its last part: letters, digits, ``.-_()+``, at most :data:`LONGEST` bytes, its suffix kept
        in small letters, never hidden, never the name of a device.

    Examples
    --------
    >>> safe_name("../../จปฐ  2565.XLSX"), safe_name("CON.csv"), safe_name("..")
    ('จปฐ-2565.xlsx', 'file-CON.csv', 'file')
    """
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    plain = _STRANGE.sub("-", strip_controls(last)).strip("-. ")
    path = PurePosixPath(plain)
    suffix = path.suffix.lower()
    suffix = suffix if suffix.isascii() and len(suffix) <= _LONGEST_SUFFIX else ""
    stem = plain[: len(plain) - len(suffix)].strip("-. ") if suffix else plain
    if not stem or _DEVICE.match(stem):
        stem = f"file-{stem}".rstrip("-")
    room = LONGEST - len(suffix.encode())
    while len(stem.encode()) > room:
        stem = stem[:-1]
    return stem.rstrip("-. ") + suffix


def parcels(files: Sequence[Path], stack: ExitStack) -> tuple[Parcel, ...]:
    """
    Sort dropped files into what belongs together.

    Parameters
    ----------
    files : sequence of pathlib.Path
        Files as they came; a folder stands for the files in it.
    stack : contextlib.ExitStack
        Removes what was unpacked.

    Returns
    -------
    tuple[Parcel, ...]
        The parts of a shapefile together; an archive as it is where it holds one thing, else one
        parcel for each thing in it; what can be none with its fault.

    Raises
    ------
    MissingFileError
        When a file is not there.

    Examples
    --------
    >>> from contextlib import ExitStack
    >>> from pathlib import Path
    >>> with ExitStack() as stack:
    ...     found = parcels(sorted(Path("data/demo/boundaries").iterdir()), stack)
    >>> [(one.name, list(one.parts)) for one in found]
    [('village.shp', ['.shp', '.shx', '.dbf', '.prj'])]
    """
    named: dict[str, Path] = {}
    for path in files:
        if not path.exists():
            raise MissingFileError("file.missing", where=path.name)
        inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        for one in inside:
            if one.is_file() and not one.name.startswith(_HIDDEN):
                named[str(one)] = one
    out: list[Parcel] = []
    for parcel in _grouped([(path.name, path) for path in named.values()]):
        if parcel.fault is None and parcel.path.suffix.lower() == ".zip":
            out += _opened(parcel, stack)
        else:
            out.append(parcel)
    return tuple(out)


def _grouped(files: Iterable[tuple[str, Path]]) -> list[Parcel]:
    """Shapefiles with their parts; every other file by itself."""
    out: list[Parcel] = []
    loose: dict[str, list[tuple[str, Path]]] = {}
    files = list(files)
    shapes = {_stem(path) for _, path in files if path.suffix.lower() == ".shp"}
    for name, path in files:
        suffix = path.suffix.lower()
        if suffix in _NEEDLESS:
            continue
        if suffix == ".shp":
            parts = shapefile.beside(path)
            missing = f"{path.stem}.dbf" if ".dbf" not in parts else ""
            fault = InputError("shapefile.parts", where=path.name, missing=missing)
            out.append(Parcel(path, safe_name(name), parts, fault if missing else None))
        elif suffix in shapefile.PARTS:
            if _stem(path) not in shapes:
                loose.setdefault(_stem(path), []).append((name, path))
        else:
            out.append(_single(name, path))
    for found in loose.values():
        name, path = found[0]
        missing = f"{path.stem}.shp"
        fault = InputError("shapefile.parts", where=path.name, missing=missing)
        out.append(Parcel(path, safe_name(name), {path.suffix.lower(): path}, fault))
    return out


def _single(name: str, path: Path) -> Parcel:
    """A file by itself."""
    suffix = path.suffix.lower()
    fault: TambonError | None = None
    if suffix == ".toml":
        fault = InputError("intake.document", where=safe_name(name))
    elif suffix in PAPERS:
        fault = InputError("intake.paper", where=safe_name(name))
    elif suffix not in SUFFIXES:
        known = ", ".join(SUFFIXES)
        fault = InputError("file.suffix", where=safe_name(name), suffix=suffix or "-", known=known)
    return Parcel(path, safe_name(name), {suffix: path}, fault)


def _stem(path: Path) -> str:
    """By what the parts of a shapefile belong together."""
    return str(path.with_suffix("")).casefold()


def _opened(parcel: Parcel, stack: ExitStack) -> list[Parcel]:
    """What an archive holds, where it holds several things."""
    suffixes = tuple(dict.fromkeys((*SUFFIXES, *shapefile.PARTS)))
    try:
        with archive.opened(parcel.path, plain=True, reads=lambda _: False) as found:
            names = [archive.member_name(one) for one in found.infolist() if archive.is_file(one)]
            size = sum(one.file_size for one in found.infolist())
        things = [one for one in names if _is_thing(one)]
        if len(things) > MOST_THINGS:
            return [_too_many(parcel, len(things), size)]
        if len(things) <= 1:
            return [parcel]
        members, _ = unpacked.unpack(parcel.path, suffixes, stack)
    except TambonError as fault:
        return [Parcel(parcel.path, parcel.name, parcel.parts, fault)]
    return _grouped(_renamed(members))


def _too_many(parcel: Parcel, files: int, size: int) -> Parcel:
    """An archive of more things than a person drops at once."""
    told = f"{size / 1e6:,.0f}"
    fault = InputError("archive.too_large", where=parcel.name, files=f"{files:,}", size=told)
    return Parcel(parcel.path, parcel.name, parcel.parts, fault)


def _is_thing(name: str) -> bool:
    """Whether a member of an archive is one that stands for itself."""
    path = PurePosixPath(name)
    known = path.suffix.lower() in SUFFIXES and not path.name.startswith(_HIDDEN)
    return known and path.suffix.lower() != ".zip"


def _renamed(members: Iterable[unpacked.Member]) -> list[tuple[str, Path]]:
    """Unpacked files under names by which the parts of a shapefile find one another."""
    out: list[tuple[str, Path]] = []
    stems: dict[str, int] = {}
    for one in members:
        at = stems.setdefault(one.stem.casefold(), len(stems))
        home = one.path.parent / f"parcel-{at}"
        home.mkdir(exist_ok=True)
        name = safe_name(PurePosixPath(one.name).name)
        out.append((name, one.path.rename(home / name)))
    return out
