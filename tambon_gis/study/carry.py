"""Carry: what was built of a project, looked at again, and put into one zip to carry away."""

from __future__ import annotations

import datetime as dt
import json
import zipfile
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from tambon_gis.errors import InputError, MissingFileError
from tambon_gis.publish import manifest
from tambon_gis.publish.verify import Verdict, verify
from tambon_gis.study.pack import README
from tambon_gis.study.road import PAGE
from tambon_gis.study.walk import walk

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Made", "carried", "looked_at", "made"]

Kind = Literal["page", "pack", "internal"]
#: Time in the zip: the same files give the same bytes.
_EARLIEST = (1980, 1, 1, 0, 0, 0)
#: What a file of a project is, by the beginning of its name.
_KINDS = {
    "project": "tambon.toml", "decisions": "fixes.", "outlines": "outlines.", "story": "story.",
    "inputs": "inputs/", "layers": "layers/", "trace": "trace.", "process": "process.",
    "assessment": "assessment", "evidence": "evidence/",
}  # fmt: skip
#: Backups, notes and starters beside the documents of a project: no page is made of them.
_KEPT = frozenset({".zip", ".html", ".md", ".txt", ".bat", ".command", ".sh"})


@dataclass(frozen=True)
class Made:
    """
    One folder that was built.

    Parameters
    ----------
    kind : {"page", "pack", "internal"}
        The public page, the pack of the five topics, or what is not handed on.
    folder : pathlib.Path
        Where it lies.
    first : str
        The file to open first.
    files : tuple[str, ...]
        Every file below the folder, in order.
    on : str
        When it was made, as it tells that itself; empty where it does not.
    at : datetime.datetime or None
        When its last file was written.
    changed : tuple[str, ...]
        Files of the project that were changed afterwards, so that it no longer shows how they are.
    """

    kind: Kind
    folder: Path = field(repr=False)
    first: str
    files: tuple[str, ...] = field(repr=False)
    on: str = ""
    at: dt.datetime | None = None
    changed: tuple[str, ...] = ()

    @property
    def about(self) -> tuple[str, ...]:
        """What was changed afterwards, by kind: the decisions about what is shown first."""
        found = {_kind(file) for file in self.changed}
        return tuple(one for one in (*_KINDS, "other") if one in found)


def made(home: Path, code: str) -> dict[str, Made]:
    """
    What was built of a project so far.

    Parameters
    ----------
    home : pathlib.Path
        The folder in which ``maps/`` and ``work/`` were made.
    code : str
        Code of the area.

    Returns
    -------
    dict[str, Made]
        By kind; a kind that was never built is not in it.

    Examples
    --------
    >>> from pathlib import Path
    >>> made(Path("nowhere"), "150109")
    {}
    """
    if not code.isalnum() or not code.isascii():
        return {}
    site, work = home / "maps" / code, home / "work" / code
    kinds: tuple[tuple[Kind, Path, str], ...] = (
        ("page", site, PAGE), ("pack", site / manifest.PACK, README), ("internal", work, PAGE),
    )  # fmt: skip
    out: dict[str, Made] = {}
    for kind, folder, first in kinds:
        if not (folder / first).is_file() or not _lies_in(folder, home):
            continue
        files = _files(folder) if kind == "internal" else _listed(folder)
        last = (folder / (manifest.NAME if kind != "internal" else first)).stat().st_mtime
        changed = _changed(home, last)
        if kind != "pack":  # whose checklist alone is made of them
            changed = tuple(one for one in changed if _kind(one) not in {"assessment", "evidence"})
        at = dt.datetime.fromtimestamp(last).astimezone()
        out[kind] = Made(kind, folder, first, files, _day(folder), at, changed)
    return out


def _kind(file: str) -> str:
    """What kind of thing a file of a project is."""
    return next((kind for kind, start in _KINDS.items() if file.startswith(start)), "other")


def _changed(home: Path, since: float) -> tuple[str, ...]:
    """Documents and inputs that were written later; what is only kept beside them is none."""
    found = []
    for path in walk(home, without=("maps", "work")):
        kept = path.parent == home and path.suffix.lower() in _KEPT
        with suppress(FileNotFoundError):  # another window has just taken it away
            if not kept and path.stat().st_mtime > since:
                found.append(path.relative_to(home).as_posix())
    return tuple(sorted(found))


def _lies_in(folder: Path, home: Path) -> bool:
    """Whether a folder lies below another, by no link on the way."""
    return folder.resolve() == home.resolve() / folder.relative_to(home)


def _files(folder: Path) -> tuple[str, ...]:
    """Every file of a folder; links lead elsewhere and are left out."""
    found = [path for path in walk(folder) if not path.is_symlink()]
    inside = folder.resolve()
    found = [path for path in found if path.resolve().is_relative_to(inside)]
    return tuple(path.relative_to(folder).as_posix() for path in found)


def _listed(folder: Path) -> tuple[str, ...]:
    """The files that the build document of a folder names, and itself; those that are there."""
    there = set(_files(folder))
    return tuple(name for name in (*manifest.listed(folder), manifest.NAME) if name in there)


def _day(folder: Path) -> str:
    """The day as the build document tells it; empty where it does not."""
    try:
        return str(json.loads((folder / manifest.NAME).read_text("utf-8"))["made_on"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def looked_at(one: Made) -> Verdict:
    """
    Look at a built folder as those who receive it would.

    Parameters
    ----------
    one : Made
        The public page or the pack.

    Returns
    -------
    Verdict
        What was found.

    Raises
    ------
    InputError
        When its build document cannot be read.
    """
    return verify(one.folder)


def carried(home: Path, code: str, to: Path, *, kind: Kind = "pack") -> Path:
    """
    Put what was built into one zip: the same files give the same bytes.

    Parameters
    ----------
    home : pathlib.Path
        The folder in which ``maps/`` was made.
    code : str
        Code of the area.
    to : pathlib.Path
        The zip. It is written beside its place and moved there.
    kind : {"page", "pack"}, default "pack"
        What to carry.

    Returns
    -------
    pathlib.Path
        The zip; all in it stands in one folder, named by the code.

    Raises
    ------
    MissingFileError
        When it was not built yet.
    InputError
        When the zip cannot be written.
    """
    found = made(home, code).get(kind)
    if found is None:
        raise MissingFileError("carry.missing", where=code)
    beside = to.with_name(f".{to.name}.part")
    try:
        with zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as packed:
            for name in found.files:
                told = zipfile.ZipInfo(f"{code}-{kind}/{name}", _EARLIEST)
                told.compress_type, told.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
                packed.writestr(told, (found.folder / name).read_bytes())
        beside.replace(to)
    except OSError as fault:
        beside.unlink(missing_ok=True)
        why = fault.strerror or ""
        raise InputError("folder.unwritable", where=to.parent.name, fault=why) from None
    return to
