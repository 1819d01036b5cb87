"""Cut: an area out of a national layer, as files with a record of where they came from."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from tambon_gis.errors import InputError
from tambon_gis.loaders import national
from tambon_gis.loaders.national import Reading
from tambon_gis.model.document import parse_document
from tambon_gis.model.findings import Findings
from tambon_gis.model.project import DOCUMENT, Project
from tambon_gis.places import COUNTRY, LADDER, parse
from tambon_gis.publish.write import write_all
from tambon_gis.study import edit
from tambon_gis.study.answering.signing import credited
from tambon_gis.study.fetching import cut_files
from tambon_gis.study.fetching.boundary_text import entered
from tambon_gis.study.fetching.cut_files import KINDS, Origin
from tambon_gis.study.fetching.source import fetched, found
from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Callable

    from tambon_gis.loaders.national import Cut as Pieces

__all__ = ["Cut", "Looked", "Reading", "Wish", "belongs", "cut", "entry", "join", "look", "write"]

#: Where boundaries lie in a project folder.
BOUNDARIES = "boundaries"


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


@dataclass(frozen=True)
class Looked:
    """
    What a layer has of an area; nothing is written yet.

    Parameters
    ----------
    code : str
        The area.
    origin : Origin
        Where the layer came from.
    found : Pieces
        The pieces, their neighbours, and how the layer was read.
    """

    code: str
    origin: Origin
    found: Pieces = field(repr=False)

    @property
    def level(self) -> str:
        """Level of the pieces."""
        return self.found.level

    @property
    def names(self) -> tuple[tuple[str, str], ...]:
        """Code and name of each piece."""
        area = self.found.area
        return tuple(zip(map(str, area["place"]), map(str, area["name"]), strict=True))

    @property
    def neighbours(self) -> int:
        """How many pieces lie around them."""
        return len(self.found.around)

    @property
    def findings(self) -> Findings:
        """What was noticed about these rows of the layer."""
        return Findings((self.found.report,))


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
    wish = wish or Wish()
    if wish.kind not in KINDS:
        raise InputError("cut.kind", kind=wish.kind, known=", ".join(KINDS))
    credited(wish.credit, wish.licence)
    looked = look(code, source, how=how, wish=wish, lang=lang, progress=progress)
    return write(looked, out, wish=wish, lang=lang)


def look(
    code: str,
    source: str | Path,
    *,
    how: Reading | None = None,
    wish: Wish | None = None,
    web: bool = False,
    lang: str = "th",
    progress: Callable[[str], None] = lambda _step: None,
) -> Looked:
    """
    Look what a layer has of an area; nothing is written but what was downloaded.

    Parameters
    ----------
    code : str
        Code of a province, amphoe, tambon or village.
    source : str or pathlib.Path
        As of :func:`cut`.
    how : Reading, optional
        How to read the layer, where it does not say it itself.
    wish : Wish, optional
        ``fresh`` and ``sha256`` are heeded.
    web : bool, default False
        Whether the source is an address of the web and nothing else, from which this computer is
        never asked for anything, nor its network where the address does not name it.
    lang : {"th", "en"}, default "th"
        Language of the steps.
    progress : callable, optional
        Called with the name of each step.

    Returns
    -------
    Looked
        What was found.

    Raises
    ------
    MissingFileError
        When there is no such file.
    InputError
        When it cannot be fetched or read, or has no polygon of the area.
    CodeError
        When the code is none.
    CrsError
        When it cannot be told where the layer's coordinates lie.

    Examples
    --------
    >>> looked = look("99020101", "tests/data/small/villages.geojson")
    >>> looked.names, looked.neighbours, looked.found.rows
    ((('99020101', 'ต้นน้ำ'),), 1, 3)
    """
    code, wish = parse(code), wish or Wish()
    if web:
        path, origin = fetched(str(source), fresh=wish.fresh, sha256=wish.sha256, outside=True,
                               lang=lang, progress=progress)  # fmt: skip
    else:
        path, origin = found(str(source), fresh=wish.fresh, sha256=wish.sha256, lang=lang,
                             progress=progress)  # fmt: skip
    progress(words(lang).text("cut.step.read"))
    return Looked(code, origin, national.cut(path, code, how))


def write(looked: Looked, out: str | Path, *, wish: Wish | None = None, lang: str = "th") -> Cut:
    """
    Write what was found.

    Parameters
    ----------
    looked : Looked
        What a layer has of an area.
    out : str or pathlib.Path
        Folder for the files.
    wish : Wish, optional
        What is wanted; ``fresh`` and ``sha256`` were heeded before.
    lang : {"th", "en"}, default "th"
        Language of the record's comments.

    Returns
    -------
    Cut
        The files that were written.

    Raises
    ------
    InputError
        When the credit names a person, or the folder cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> looked = look("99020101", "tests/data/small/villages.geojson")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write(looked, folder, wish=Wish(neighbours=False)).around is None
    True
    """
    code, wish, say, pieces = looked.code, wish or Wish(), words(lang), looked.found
    if wish.kind not in KINDS:
        raise InputError("cut.kind", kind=wish.kind, known=", ".join(KINDS))
    credited(wish.credit, wish.licence)
    origin = replace(looked.origin, licence=wish.licence, credit=wish.credit)
    stem = f"{pieces.level}-{code}"
    names = (f"{stem}.{wish.kind}", f"{stem}-around.{wish.kind}", f"{stem}.source.toml")
    around = pieces.around if wish.neighbours else pieces.around.iloc[:0]
    files: dict[str, bytes | str] = {
        names[0]: cut_files.written(
            pieces.area, pieces.level, wish.kind, say.text("cut.layer.area", code=code)
        )
    }
    if len(around):
        files[names[1]] = cut_files.written(
            around, pieces.level, wish.kind, say.text("cut.layer.around", code=code)
        )
    files[names[2]] = cut_files.record(code, pieces.level, origin, files, lang=lang)
    written = write_all(Path(out), files)
    return Cut(
        code,
        pieces.level,
        len(pieces.area),
        len(around),
        written[0],
        written[1] if len(around) else None,
        written[-1],
        origin,
        looked.findings,
    )


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
        belongs(made.code, project.area.code)
        said.update(entry(made, inside=_outline(made, project, folder)))
        written = entered(text, said)
        parse_document(Project, written, name=DOCUMENT)
        return written

    edit.change(folder, DOCUMENT, with_cut, seen=seen)
    return said


def belongs(code: str, area: str) -> None:
    """
    Refuse an area that is not a project's.

    Parameters
    ----------
    code : str
        The area that is to be cut.
    area : str
        Code of the project's area.

    Raises
    ------
    InputError
        When it lies elsewhere.

    Examples
    --------
    >>> belongs("150109", "1501")
    """
    if not code.startswith(area) and area != COUNTRY:
        raise InputError("cut.elsewhere", code=code, area=area)


def _outline(made: Cut, project: Project, home: Path) -> bool:
    """Whether a cut is the tambon's outline, and its villages stand in another file."""
    about = project.boundary
    tambon = len(project.area.code) == LADDER["tambon"] and made.level == "tambon"
    return tambon and about.level == "village" and (home / about.file).is_file()
