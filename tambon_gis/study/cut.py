"""Cut: an area out of a national layer, as files with a record of where they came from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

import tomlkit

from tambon_gis.errors import InputError, MissingFileError
from tambon_gis.loaders import national
from tambon_gis.loaders.national import Reading
from tambon_gis.model.document import parse_document
from tambon_gis.model.findings import Findings
from tambon_gis.model.project import Project
from tambon_gis.places import COUNTRY, LADDER, parse
from tambon_gis.publish.write import write_all
from tambon_gis.study import edit
from tambon_gis.study.answering.signing import credited
from tambon_gis.study.fetching import cut_files
from tambon_gis.study.fetching.cut_files import KINDS, Origin
from tambon_gis.study.fetching.fetch import fetch, sha256_of
from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tambon_gis.loaders.national import Cut as Pieces

__all__ = ["Cut", "Reading", "Wish", "cut", "entry", "join"]

DOCUMENT = "tambon.toml"
#: Where boundaries lie in a project folder.
BOUNDARIES = "boundaries"
#: What stands below a map of a file.
_TOLD = ("credit", "licence")
#: What ``[boundary]`` says of a file, and not of the project.
_OF_A_FILE = ("layer", "code", "name", "crs", "inside", *_TOLD)
#: Parts of a shapefile that say something.
_PARTS = (".shp", ".dbf", ".shx", ".prj", ".cpg")


@dataclass(frozen=True)
class Wish:
    """
    What is wanted of a cut.

    Parameters
    ----------
    neighbours : bool
        Whether the pieces that touch the area are wanted too.
    kind : str
        ``gpkg`` or ``geojson``.
    licence, credit : str
        What the publisher of the layer asks for.
    sha256 : str, optional
        What the bytes of the layer must come to.
    fresh : bool
        Whether to download again what was downloaded before.
    """

    neighbours: bool = True
    kind: str = KINDS[0]
    licence: str = ""
    credit: str = ""
    sha256: str | None = None
    fresh: bool = False


@dataclass(frozen=True)
class Cut:
    """
    What was cut and written.

    Parameters
    ----------
    code, level : str
        The area, and the level of its pieces.
    pieces, neighbours : int
        How many there are.
    path : pathlib.Path
        The pieces of the area.
    around : pathlib.Path or None
        The neighbours, a file of their own.
    record : pathlib.Path
        Where they came from.
    origin : Origin
        The same as an object.
    findings : Findings
        What was noticed about these rows of the layer.
    """

    code: str
    level: str
    pieces: int
    neighbours: int
    path: Path
    around: Path | None
    record: Path
    origin: Origin
    findings: Findings


def cut(
    code: str,
    source: str | Path,
    out: str | Path,
    *,
    how: Reading | None = None,
    wish: Wish | None = None,
    lang: str = "th",
    progress: Callable[[str], None] = lambda _step: None,
) -> Cut:
    """
    Cut an area out of a layer, which may be of the whole country and lie on the web.

    Parameters
    ----------
    code : str
        Code of a province, amphoe, tambon or village.
    source : str or pathlib.Path
        A file, or an ``http``, ``https`` or ``file`` address.
    out : str or pathlib.Path
        Folder for the files.
    how : Reading, optional
        How to read the layer, where it does not say it itself.
    wish : Wish, optional
        What is wanted.
    lang : {"th", "en"}, default "th"
        Language of the record's comments.
    progress : callable, optional
        Called with the name of each step.

    Returns
    -------
    Cut
        The files that were written.

    Raises
    ------
    MissingFileError
        When there is no such file.
    InputError
        When it cannot be fetched or read, or has no polygon of the area, or when the credit names
        a person. Nothing is written then.
    CodeError
        When the code is none.
    CrsError
        When it cannot be told where the layer's coordinates lie.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     made = cut("99020101", "tests/data/small/villages.geojson", folder)
    ...     made.path.name, made.pieces, made.neighbours, made.record.name
    ('village-99020101.gpkg', 1, 1, 'village-99020101.source.toml')
    """
    code, wish, say = parse(code), wish or Wish(), words(lang)
    if wish.kind not in KINDS:
        raise InputError("cut.kind", kind=wish.kind, known=", ".join(KINDS))
    credited(wish.credit, wish.licence)
    path, origin = _found(str(source), wish, progress, lang)
    progress(say.text("cut.step.read"))
    found = national.cut(path, code, how)
    stem = f"{found.level}-{code}"
    names = (f"{stem}.{wish.kind}", f"{stem}-around.{wish.kind}", f"{stem}.source.toml")
    around = found.around if wish.neighbours else found.around.iloc[:0]
    files: dict[str, bytes | str] = {
        names[0]: cut_files.written(
            found.area, found.level, wish.kind, say.text("cut.layer.area", code=code)
        )
    }
    if len(around):
        files[names[1]] = cut_files.written(
            around, found.level, wish.kind, say.text("cut.layer.around", code=code)
        )
    files[names[2]] = cut_files.record(code, found.level, origin, files, lang=lang)
    written = write_all(Path(out), files)
    return Cut(
        code,
        found.level,
        len(found.area),
        len(around),
        written[0],
        written[1] if len(around) else None,
        written[-1],
        origin,
        _told(found),
    )


def _told(found: Pieces) -> Findings:
    """What was noticed, as the loaders tell it."""
    return Findings((found.report,))


def _found(
    source: str, wish: Wish, progress: Callable[[str], None], lang: str
) -> tuple[Path, Origin]:
    """The layer as a file of this computer, and what is known of it."""
    scheme = urlsplit(source).scheme.lower()
    if scheme in {"http", "https"}:
        say = words(lang)

        def step(got: int, total: int | None) -> None:
            facts: dict[str, object] = {"got": f"{got / 2**20:,.0f}"}
            if total is None:
                progress(say.text("cut.step.fetch", **facts))
            else:
                progress(say.text("cut.step.fetch_of", **facts, total=f"{total / 2**20:,.0f}"))

        got = fetch(source, fresh=wish.fresh, sha256=wish.sha256, progress=step)
        name = PurePosixPath(unquote(urlsplit(got.address).path)).name or got.path.name
        files = {name: (got.sha256, got.size)}
        return got.path, Origin(got.address, files, got.on, wish.licence, wish.credit, got.again)
    if scheme == "file":
        source = url2pathname(urlsplit(source).path)
    elif "://" in source:
        raise InputError("fetch.address")
    path = Path(source)
    if not path.is_file():
        raise MissingFileError("file.missing", where=path.name)
    parts = [path]
    if path.suffix.lower() == ".shp":
        parts = [one for one in sorted(path.parent.glob("*")) if one.stem == path.stem
                 and one.suffix.lower() in _PARTS]  # fmt: skip
    files = {one.name: (sha256_of(one), one.stat().st_size) for one in parts}
    if wish.sha256 is not None and wish.sha256.lower() != files[path.name][0]:
        asked = wish.sha256
        raise InputError("fetch.checksum", where=path.name, found=files[path.name][0], asked=asked)
    today = dt.datetime.now().astimezone().date()
    return path, Origin(path.name, files, today, wish.licence, wish.credit)


def entry(made: Cut, *, inside: bool = False, folder: str = BOUNDARIES) -> dict[str, str]:
    """
    The lines of ``[boundary]`` that use a cut.

    Parameters
    ----------
    made : Cut
        What was written.
    inside : bool, default False
        Whether it is the outline in which the project's villages lie, not its boundaries.
    folder : str, default "boundaries"
        Its folder, as seen from the project document.

    Returns
    -------
    dict[str, str]
        Keys and values.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as place:
    ...     made = cut("99020101", "tests/data/small/villages.geojson", place)
    ...     entry(made)["file"], entry(made, inside=True)
    ('boundaries/village-99020101.gpkg', {'inside': 'boundaries/village-99020101.gpkg'})
    """
    file = f"{folder}/{made.path.name}"
    said = {"credit": made.origin.credit, "licence": made.origin.licence}
    told = {key: value for key, value in said.items() if value}
    return {"inside": file, **told} if inside else {"file": file, "level": made.level, **told}


def join(made: Cut, home: str | Path, *, seen: str | None = None) -> dict[str, str]:
    """
    Use a cut as the boundaries of a project, or as the outline in which its villages lie.

    Parameters
    ----------
    made : Cut
        Written into the folder ``boundaries`` of the project.
    home : str or pathlib.Path
        The project folder.
    seen : str, optional
        Version of the document that the person saw.

    Returns
    -------
    dict[str, str]
        What ``[boundary]`` of the document says now. A layer of tambons becomes ``inside`` where
        the project is one tambon and has a file of its villages; else it becomes ``file``.

    Raises
    ------
    InputError
        When the area is not the project's.
    DocumentError
        When the document would not be one any more.
    ConflictError
        When somebody else changed it.
    """
    folder = Path(home)
    said: dict[str, str] = {}

    def with_cut(text: str) -> str:
        project = parse_document(Project, text, name=DOCUMENT)
        if not made.code.startswith(project.area.code) and project.area.code != COUNTRY:
            raise InputError("cut.elsewhere", code=made.code, area=project.area.code)
        said.update(entry(made, inside=_outline(made, project, folder)))
        written = _entered(text, said)
        parse_document(Project, written, name=DOCUMENT)
        return written

    edit.change(folder, DOCUMENT, with_cut, seen=seen)
    return said


def _entered(text: str, said: Mapping[str, str]) -> str:
    """The document with an entry; its comments and all other keys stay."""
    document: Any = tomlkit.parse(text)
    if "boundary" not in document:
        document["boundary"] = {}
    table = document["boundary"]
    beside = "inside" in said
    if not beside and table.get("file") != said["file"]:
        for key in _OF_A_FILE:  # what was said of the old file is not true of this one
            table.pop(key, None)
    for key, value in said.items():
        table[key] = _both(str(table.get(key, "")), value) if beside and key in _TOLD else value
    return tomlkit.dumps(document)


def _both(old: str, new: str) -> str:
    """Two credits as one, each once."""
    if not old or new in old:
        return old or new
    return f"{old}; {new}"


def _outline(made: Cut, project: Project, home: Path) -> bool:
    """Whether a cut is the tambon's outline, and its villages stand in another file."""
    about = project.boundary
    tambon = len(project.area.code) == LADDER["tambon"] and made.level == "tambon"
    return tambon and about.level == "village" and (home / about.file).is_file()
