"""Codebook: a rulebook by name or file, examined, and its definitions written as XLSX and HTML."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from tambon_gis import catalog
from tambon_gis.errors import DocumentError
from tambon_gis.model.document import read_document
from tambon_gis.model.rulebook import Rulebook
from tambon_gis.publish.write import write_all
from tambon_gis.render.book import codebook as render
from tambon_gis.render.book.definitions import Captions
from tambon_gis.words import DEFAULT_LANG, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tambon_gis.model.document import Text
    from tambon_gis.model.schema import Field

__all__ = ["check", "codebook"]

_SUFFIX = ".toml"
_NOT_A_NAME = re.compile(r"[^\w\u0e00-\u0e7f.-]+")


def codebook(
    name: str | Path,
    *,
    out: str | Path | None = None,
    lang: str = DEFAULT_LANG,
    folders: Iterable[Path] = (),
) -> tuple[Path, Path]:
    """
    Write the definitions of a rulebook as a workbook and as a page.

    Parameters
    ----------
    name : str or pathlib.Path
        Id of a rulebook, or its file.
    out : str or pathlib.Path, optional
        Folder; by default the current one.
    lang : {"th", "en"}, default "th"
        Language.
    folders : iterable of pathlib.Path, optional
        Project folders whose documents are looked into first.

    Returns
    -------
    tuple[pathlib.Path, pathlib.Path]
        The workbook and the page.

    Raises
    ------
    DocumentError
        When there is no such rulebook, or it has faults.
    InputError
        When the folder cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as place:
    ...     [path.name for path in codebook("nrd2c", out=place, lang="en")]
    ['codebook-nrd2c.xlsx', 'codebook-nrd2c.html']
    """
    from tambon_gis import __version__

    own, book = _read(name, folders)
    captions = _captions(book, own)
    target = Path(out) if out is not None else Path()
    stem = words(lang).text("codebook.file", id=_NOT_A_NAME.sub("-", book.id))
    sheet, page = write_all(
        target,
        {
            f"{stem}.xlsx": render.workbook(book, captions, lang=lang),
            f"{stem}.html": render.html(book, captions, lang=lang, version=__version__),
        },
    )
    return sheet, page


def check(name: str | Path, *, folders: Iterable[Path] = ()) -> Rulebook:
    """
    Read a rulebook and hold what it refers to against the rulebooks that are there.

    Parameters
    ----------
    name : str or pathlib.Path
        Id of a rulebook, or its file.
    folders : iterable of pathlib.Path, optional
        Project folders whose documents are looked into first.

    Returns
    -------
    Rulebook
        The rulebook, when nothing is wrong with it.

    Raises
    ------
    DocumentError
        With every fault of the document in one message.

    Examples
    --------
    >>> check("bmn-2566").by_code["18"].similar_to
    ('bmn-2560/9', 'bmn-2560/10')
    """
    own, book = _read(name, folders)
    faults = book.astray({other.id: other.by_code for other in _others(book, own)})
    if faults.found:
        raise DocumentError("document.faults", where=f"{book.id}{_SUFFIX}", faults=faults)
    return book


def _read(name: str | Path, folders: Iterable[Path]) -> tuple[tuple[Path, ...], Rulebook]:
    """The rulebook of a name or a file, with the folders whose documents come first."""
    path, own = Path(name), tuple(folders)
    if path.suffix != _SUFFIX:
        return own, catalog.rulebook(str(name), folders=own)
    return (path.resolve().parent.parent, *own), read_document(Rulebook, path)


def _others(book: Rulebook, own: tuple[Path, ...]) -> tuple[Rulebook, ...]:
    """The rulebooks that a rulebook refers to and that can be found."""
    there = catalog.names("rulebooks", folders=own)
    named = {
        reference.partition("/")[0]
        for one in book.indicator
        for reference in (*one.same_as, *one.similar_to)
    }
    return tuple(catalog.rulebook(name, folders=own) for name in sorted(named & set(there)))


def _captions(book: Rulebook, own: tuple[Path, ...]) -> Captions:
    """Captions of the columns that it reads, and titles of the indicators that it refers to."""
    titles: dict[str, Text] = {
        f"{other.id}/{one.code}": one.title
        for other in _others(book, own)
        for one in other.indicator
    }
    needed = {name for one in book.indicator for names in one.ways.values() for name in names}
    asked = {name for one in book.indicator if one.person for name in one.person.needs}
    return Captions(
        columns=_fields(needed, book.rulebook.unit, own),
        persons=_fields(asked, "person", own),
        indicators=titles,
    )


def _fields(needed: set[str], unit: str, own: tuple[Path, ...]) -> Mapping[str, Field]:
    """Fields of these names in tables of a kind; the table that has most of them speaks first."""
    tables = (catalog.schema(name, folders=own) for name in catalog.names("schemas", folders=own))
    fitting = [table for table in tables if table.table.unit == unit]
    fitting.sort(key=lambda table: len(needed & set(table.by_name)))
    return {name: one for table in fitting for name, one in table.by_name.items() if name in needed}
