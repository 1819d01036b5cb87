"""Starter: a file to double-click, which opens the local page of the folder that it lies in."""

from __future__ import annotations

import shlex
import sys
from typing import TYPE_CHECKING

from tambon_gis.errors import MissingFileError
from tambon_gis.publish.write import write_all
from tambon_gis.words import words

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["NAMES", "starter", "text"]

#: System -> name of the file.
NAMES = {"win32": "start.bat", "darwin": "start.command", "linux": "start.sh"}
#: The program without a path of its own: the Python that wrote the starter has it.
_PROGRAM = "from tambon_gis.cli import main; main()"


def starter(folder: Path, *, lang: str = "th", system: str = sys.platform) -> Path:
    """
    Write the starter of a folder of projects, or of a project.

    Parameters
    ----------
    folder : pathlib.Path
        The folder, which is there.
    lang : {"th", "en"}, default "th"
        Language of the page.
    system : str, default the present one
        ``win32``, ``darwin``, or else one that has a shell.

    Returns
    -------
    pathlib.Path
        The file. It holds the path of the Python that wrote it, for this computer alone.

    Raises
    ------
    MissingFileError
        When there is no such folder.
    InputError
        When it cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as place:
    ...     starter(Path(place), system="win32").name
    'start.bat'
    """
    if not folder.is_dir():
        raise MissingFileError("file.missing", where=folder.name)
    name = NAMES.get(system, NAMES["linux"])
    (path,) = write_all(folder, {name: text(sys.executable, lang=lang, system=system)})
    if system != "win32":
        path.chmod(0o755)
    return path


def text(python: str, *, lang: str = "th", system: str = sys.platform) -> bytes:
    """
    What a starter says.

    Parameters
    ----------
    python : str
        Path of the Python that runs the program; spaces, Thai letters and signs may stand in it.
    lang : {"th", "en"}, default "th"
        Language of the page.
    system : str, default the present one
        ``win32``, or one that has a shell.

    Returns
    -------
    bytes
        The file: lines of Windows end in CR and LF, those of a shell in LF.

    Examples
    --------
    >>> text("/opt/py thon", system="linux").splitlines()[2][:40]
    b"exec '/opt/py thon' -X utf8 -c 'from tam"
    """
    if system == "win32":
        told = words(lang).text("cli.starter.failed").replace("%", "%%")
        lines = [
            "@echo off",
            "chcp 65001 >nul",
            'cd /d "%~dp0"',
            f'"{python.replace("%", "%%")}" -X utf8 -c "{_PROGRAM}" --lang {lang} serve .',
            f"if errorlevel 1 (echo {told}& pause)",
        ]
        return "".join(f"{line}\r\n" for line in lines).encode()
    lines = [
        "#!/bin/sh",
        'cd "$(dirname "$0")" || exit 1',
        f"exec {shlex.quote(python)} -X utf8 -c {shlex.quote(_PROGRAM)} --lang {lang} serve .",
    ]
    return "".join(f"{line}\n" for line in lines).encode()
