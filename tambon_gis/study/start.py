"""Start: the worked example's folder, and a new project folder with its commented document."""

from __future__ import annotations

import sys
from importlib.resources import files
from pathlib import Path

from tambon_gis.errors import InputError, MissingFileError
from tambon_gis.publish.write import write_all
from tambon_gis.study.load import DOCUMENT

__all__ = ["demo_folder", "new"]

#: What a project folder keeps out of version control and of everything that is handed on (P14).
IGNORED = "# ข้อมูลส่วนบุคคลและผลลัพธ์ / personal inputs and outputs\ninputs/\nwork/\nmaps/\n"


def demo_folder() -> Path:
    """
    Where the worked example lies: in the repository, or installed with the package.

    Returns
    -------
    pathlib.Path
        Folder with ``tambon.toml``.

    Raises
    ------
    MissingFileError
        When the package was installed without it.
    """
    beside = Path(__file__).resolve().parents[2] / "data" / "demo"
    installed = Path(sys.prefix) / "share" / "tambon_gis" / "demo"
    for folder in (beside, installed):
        if (folder / DOCUMENT).is_file():
            return folder
    raise MissingFileError("demo.missing")


def new(folder: str | Path, *, lang: str = "th") -> Path:
    """
    Make a project folder: a commented ``tambon.toml``, a place for inputs, a ``.gitignore``.

    Parameters
    ----------
    folder : str or pathlib.Path
        The folder; it may exist, but not with a ``tambon.toml`` in it.
    lang : {"th", "en"}, default "th"
        Language of the comments.

    Returns
    -------
    pathlib.Path
        The document.

    Raises
    ------
    InputError
        When there is a ``tambon.toml`` already, or the folder cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as place:
    ...     new(Path(place) / "hua-phai").name
    'tambon.toml'
    """
    home = Path(folder)
    if (home / DOCUMENT).exists():
        raise InputError("project.exists", where=home.name)
    template = files("tambon_gis") / "documents" / "templates" / f"project.{lang}.toml"
    own = home / ".gitignore"
    kept = own.read_text("utf-8").rstrip("\n") + "\n\n" if own.is_file() else ""
    path, _ = write_all(home, {DOCUMENT: template.read_text("utf-8"), own.name: kept + IGNORED})
    (home / "inputs").mkdir(exist_ok=True)
    return path
