"""Source: the layer that somebody named, as a file of this computer, and what is known of it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from tambon_gis.errors import InputError, MissingFileError
from tambon_gis.loaders import national
from tambon_gis.study.fetching.cut_files import Origin
from tambon_gis.study.fetching.fetch import fetch, sha256_of
from tambon_gis.study.taking.holdings import INPUTS
from tambon_gis.study.walk import walk
from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["fetched", "found", "laid", "one_of"]

#: Parts of a shapefile that say something.
_PARTS = (".shp", ".dbf", ".shx", ".prj", ".cpg")


def found(
    source: str,
    *,
    fresh: bool = False,
    sha256: str | None = None,
    lang: str = "th",
    progress: Callable[[str], None] = lambda _step: None,
) -> tuple[Path, Origin]:
    """
    Find what somebody named on a command line: a file, or an address.

    Parameters
    ----------
    source : str
        A file, or an ``http``, ``https`` or ``file`` address.
    fresh : bool, default False
        Whether to download again what was downloaded before.
    sha256 : str, optional
        What its bytes must come to.
    lang : {"th", "en"}, default "th"
        Language of the steps.
    progress : callable, optional
        Called with the name of each step.

    Returns
    -------
    tuple[pathlib.Path, Origin]
        The file, and where it came from.

    Raises
    ------
    MissingFileError
        When there is no such file.
    InputError
        When it cannot be fetched, or its bytes are others.

    Examples
    --------
    >>> path, origin = found("tests/data/small/villages.geojson")
    >>> path.name, list(origin.files)
    ('villages.geojson', ['villages.geojson'])
    """
    scheme = urlsplit(source).scheme.lower()
    if scheme in {"http", "https"}:
        return fetched(source, fresh=fresh, sha256=sha256, lang=lang, progress=progress)
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
    if sha256 is not None and sha256.lower() != files[path.name][0]:
        raise InputError("fetch.checksum", where=path.name, found=files[path.name][0], asked=sha256)
    return path, Origin(path.name, files, dt.datetime.now().astimezone().date())


def fetched(
    address: str,
    *,
    fresh: bool = False,
    sha256: str | None = None,
    outside: bool = False,
    lang: str = "th",
    progress: Callable[[str], None] = lambda _step: None,
) -> tuple[Path, Origin]:
    """
    Fetch a layer of the web.

    Parameters
    ----------
    address : str
        ``http`` or ``https``, and nothing else.
    fresh : bool, default False
        Whether to download again what was downloaded before.
    sha256 : str, optional
        What its bytes must come to.
    outside : bool, default False
        Whether this computer is never asked (:func:`tambon_gis.study.fetching.fetch.fetch`).
    lang : {"th", "en"}, default "th"
        Language of the steps.
    progress : callable, optional
        Called with what has arrived, in words.

    Returns
    -------
    tuple[pathlib.Path, Origin]
        The file in the user's cache, and where it came from.

    Raises
    ------
    InputError
        When it cannot be fetched, or its bytes are others.
    ConflictError
        When another window is fetching the same.
    """
    say = words(lang)

    def step(got: int, total: int | None) -> None:
        facts: dict[str, object] = {"got": f"{got / 2**20:,.0f}"}
        if total is None:
            progress(say.text("cut.step.fetch", **facts))
        else:
            progress(say.text("cut.step.fetch_of", **facts, total=f"{total / 2**20:,.0f}"))

    got = fetch(address, fresh=fresh, sha256=sha256, outside=outside, progress=step)
    name = PurePosixPath(unquote(urlsplit(got.address).path)).name or got.path.name
    files = {name: (got.sha256, got.size)}
    return got.path, Origin(got.address, files, got.on, again=got.again)


def one_of(files: Sequence[Path]) -> Path:
    """
    The layer among files that came together.

    Parameters
    ----------
    files : sequence of pathlib.Path
        One file, or the parts of one shapefile.

    Returns
    -------
    pathlib.Path
        The file that is read.

    Raises
    ------
    InputError
        When they are several layers.

    Examples
    --------
    >>> one_of([Path("a.dbf"), Path("a.shp"), Path("a.shx")]).name
    'a.shp'
    """
    shapes = [one for one in files if one.suffix.lower() == ".shp"]
    if len(shapes) == 1 and {one.stem for one in files} == {shapes[0].stem}:
        return shapes[0]
    if len(files) != 1:
        raise InputError("cut.several", where=", ".join(one.name for one in files[:3]))
    return files[0]


def laid(home: Path) -> dict[str, Path]:
    """
    Layers that somebody laid into a project's folder of inputs: of any size, not yet used.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.

    Returns
    -------
    dict[str, pathlib.Path]
        Where each lies below the project -> the file. Links to other places are left out.

    Examples
    --------
    >>> laid(Path("tests/data/small"))
    {}
    """
    inputs = home / INPUTS
    if inputs.is_symlink():
        return {}
    kept = (one for one in walk(inputs) if not one.is_symlink())
    return {one.relative_to(home).as_posix(): one for one in kept
            if one.suffix.lower() in national.SUFFIXES}  # fmt: skip
