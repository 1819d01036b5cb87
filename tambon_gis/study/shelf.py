"""Shelf: the project folders that lie in a folder, and what each is called."""

from __future__ import annotations

import datetime as dt
import tomllib
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tambon_gis.model.project import DOCUMENT

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["OnShelf", "read", "shelf"]


@dataclass(frozen=True)
class OnShelf:
    """
    A project as it is called; its document may be unfinished or broken.

    Parameters
    ----------
    home : pathlib.Path
        The folder.
    code : str
        Code of its area; empty where the document cannot be read.
    names : dict[str, str]
        Language -> name of its area.
    changed : datetime.datetime or None
        When one of its documents was written last: of a project that was put back, then.
    """

    home: Path = field(repr=False)
    code: str = ""
    names: dict[str, str] = field(default_factory=dict)
    changed: dt.datetime | None = None

    def title(self, lang: str) -> str:
        """
        What it is called in a language.

        Parameters
        ----------
        lang : {"th", "en"}
            The language.

        Returns
        -------
        str
            The name of its area; that of its folder where it has none.

        Examples
        --------
        >>> from pathlib import Path
        >>> OnShelf(Path("hua-phai"), names={"th": "หัวไผ่"}).title("en")
        'หัวไผ่'
        """
        return self.names.get(lang) or self.names.get("th") or self.home.resolve().name


def read(home: Path) -> OnShelf:
    """
    What a project folder is called. Its document is not examined: it may name files to come.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.

    Returns
    -------
    OnShelf
        Code and names.

    Examples
    --------
    >>> from tambon_gis.study.start import demo_folder
    >>> read(demo_folder()).code
    '990101'
    """
    try:
        content = tomllib.loads((home / DOCUMENT).read_text("utf-8-sig"))
    except (OSError, ValueError):
        return OnShelf(home)
    area, changed = content.get("area"), _changed(home)
    if not isinstance(area, dict):
        return OnShelf(home, changed=changed)
    name = area.get("name")
    names = {"th": name} if isinstance(name, str) else name if isinstance(name, dict) else {}
    told = {lang: text for lang, text in names.items() if isinstance(text, str)}
    return OnShelf(home, str(area.get("code", "")), told, changed)


def _changed(home: Path) -> dt.datetime | None:
    """When one of its documents was written last."""
    times = []
    for path in home.glob("*.toml"):
        with suppress(OSError):  # another window has just taken it away
            times.append(path.stat().st_mtime)
    return dt.datetime.fromtimestamp(max(times)).astimezone() if times else None


def shelf(root: Path) -> dict[str, Path]:
    """
    The projects of a folder.

    Parameters
    ----------
    root : pathlib.Path
        A project folder, or a folder of such folders. Links to other places are left out.

    Returns
    -------
    dict[str, pathlib.Path]
        Name of a folder -> the folder, sorted; the root alone, where it is a project itself.

    Examples
    --------
    >>> from tambon_gis.study.start import demo_folder
    >>> list(shelf(demo_folder()))
    ['demo']
    """
    if (root / DOCUMENT).is_file():
        return {root.resolve().name: root}
    inside = sorted(root.iterdir()) if root.is_dir() else []
    return {one.name: one for one in inside if not one.is_symlink() and (one / DOCUMENT).is_file()}
