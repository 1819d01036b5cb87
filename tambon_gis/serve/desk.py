"""The desk of the local page: the folder it works in, its secret, its bounds, what it keeps."""

from __future__ import annotations

import secrets
import tomllib
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING

from tambon_gis.errors import ConflictError, MissingFileError
from tambon_gis.model.project import DOCUMENT
from tambon_gis.places import LADDER
from tambon_gis.serve.jobs import Jobs
from tambon_gis.study import shelf
from tambon_gis.study.answering.resettling import DECISIONS, decided_now, resettled
from tambon_gis.study.load import load
from tambon_gis.study.processes import DOCUMENT as PROCESS
from tambon_gis.study.proofs import EVIDENCE
from tambon_gis.study.stories import NAME as STORY
from tambon_gis.study.walk import walk
from tambon_gis.words import words

if TYPE_CHECKING:
    from pathlib import Path

    from tambon_gis.model.fixes import Fixes
    from tambon_gis.study.loaded import Loaded

__all__ = ["Desk", "Limits"]

MB = 1_000_000
#: Files, and parts of the project document, that change no table and no question.
_ASIDE = (DOCUMENT, PROCESS, "assessment-", f"{EVIDENCE}/")
_TOLD = frozenset({"role", "target", "output", "publish_sensitive", "allowed"})
#: Sentences kept for the screens that follow a step.
KEPT = 100


@dataclass(frozen=True)
class Limits:
    """
    How much is taken in at once.

    Parameters
    ----------
    upload : int
        Bytes of one upload, all its files together.
    files : int
        Files of one upload.
    form : int
        Bytes of a form without files, and of a field of one with files.
    fields : int
        Fields of a form with files.
    pause : float
        Seconds for which a sender may be silent in the middle of a request.
    patience : float
        Seconds for which a sender of too much is heard out, so that it hears the answer.
    """

    upload: int = 500 * MB
    files: int = 60
    form: int = 2 * MB
    fields: int = 1000
    pause: float = 30.0
    patience: float = 2.0


@dataclass
class Desk:
    """
    What all screens share.

    Parameters
    ----------
    root : pathlib.Path
        A project folder, or a folder of project folders.
    limits : Limits
        Bounds of what is taken in.
    token : str
        The secret in every address, new at each start.
    glass : str
        The secret in addresses of what was built. Its pages run locked away and know this one
        alone, with which nothing can be changed.
    coming : dict[pathlib.Path, tuple[int, int, str]]
        Project -> which of the files that are being taken in is looked at, of how many, its name.
    signers : dict[pathlib.Path, str]
        Project -> the role in whose name is decided, as it was said last.
    marked : dict[pathlib.Path, tuple[object, dict[str, int]]]
        Project -> what was left of its steps when its files were read last, and at which state of
        them that was.
    """

    root: Path
    limits: Limits = Limits()
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    glass: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    jobs: Jobs = field(default_factory=Jobs)
    told: dict[str, tuple[str, dict[str, object]]] = field(default_factory=dict, repr=False)
    coming: dict[Path, tuple[int, int, str]] = field(default_factory=dict, repr=False)
    signers: dict[Path, str] = field(default_factory=dict, repr=False)
    marked: dict[Path, tuple[object, dict[str, int]]] = field(default_factory=dict, repr=False)
    _kept: dict[Path, tuple[object, Fixes, Loaded]] = field(default_factory=dict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)
    _reading: Lock = field(default_factory=Lock, repr=False)

    def projects(self) -> dict[str, Path]:
        """
        The projects that may be opened.

        Returns
        -------
        dict[str, pathlib.Path]
            Name in addresses -> folder. The root itself, where it is a project; else the folders
            in it that are.
        """
        return shelf.shelf(self.root)

    @property
    def alone(self) -> bool:
        """Whether the folder that is open is itself a project, and so holds no others."""
        return (self.root / DOCUMENT).is_file()

    def project(self, name: str) -> Path:
        """
        The folder of a project: one of those that are there, never a path made of the name.

        Parameters
        ----------
        name : str
            As it stands in the address.

        Returns
        -------
        pathlib.Path
            The folder.

        Raises
        ------
        MissingFileError
            When there is none of that name.
        """
        found = self.projects().get(name)
        if found is None:
            raise MissingFileError("serve.project", where=name)
        return found

    def title(self, home: Path, lang: str) -> str:
        """
        What a project is called.

        Parameters
        ----------
        home : pathlib.Path
            The project folder.
        lang : {"th", "en"}
            The language.

        Returns
        -------
        str
            The name of its area, or of its folder.
        """
        one = shelf.read(home)
        if one.names and len(one.code) == LADDER["tambon"]:
            return words(lang).text("serve.menu.tambon", name=one.title(lang))
        return one.title(lang)

    def tell(self, key: str, facts: dict[str, object]) -> str:
        """
        Keep what is to be said on the next screen.

        Parameters
        ----------
        key : str
            Key of a text of the local page.
        facts : dict[str, object]
            What it is filled with.

        Returns
        -------
        str
            A name that cannot be guessed; it stands in the address.
        """
        name = secrets.token_urlsafe(6)
        with self._lock:
            self.told[name] = (key, facts)
            for old in list(self.told)[:-KEPT]:
                del self.told[old]
        return name

    def loaded(self, home: Path) -> Loaded:
        """
        A project's files, read again only when one of them has changed.

        A decision that keeps what was found changes no table: then nothing is read again.

        Parameters
        ----------
        home : pathlib.Path
            The project folder.

        Returns
        -------
        Loaded
            What they hold.

        Raises
        ------
        ConflictError
            When a file is taken away while it is read.
        """
        with self._reading:
            stamp, said = _stamp(home), decided_now(home)
            kept = self._kept.get(home)
            if kept is None or kept[0] != stamp or kept[1] != said:
                same = kept is not None and kept[0] == stamp
                again = resettled(kept[2], kept[1], said) if kept and same else None
                self._kept.clear()
                kept = (stamp, said, again or _loaded(home))
                self._kept[home] = kept
            return kept[2]

    def known(self, home: Path) -> Loaded | None:
        """
        A project's files, where they were read before and have not changed since.

        Parameters
        ----------
        home : pathlib.Path
            The project folder.

        Returns
        -------
        Loaded or None
            What they hold; nothing is read for it.
        """
        kept = self._kept.get(home)
        if kept is None or kept[0] != _stamp(home) or kept[1] != decided_now(home):
            return None
        return kept[2]

    def state(self, home: Path) -> object:
        """
        What the questions of a project hang on, told without reading its tables.

        Parameters
        ----------
        home : pathlib.Path
            The project folder.

        Returns
        -------
        object
            The same one as long as nothing was changed but what is told of the work itself: the
            working group and its process, the story, what is shown, the self-assessment.
        """
        files = [one for one in _stamp(home) if not one[0].startswith(_ASIDE)]
        document = tomllib.loads((home / DOCUMENT).read_text("utf-8-sig"))
        said = {name: part for name, part in document.items() if name not in _TOLD}
        for name in ("credit", "licence"):
            said.get("boundary", {}).pop(name, None)
        return files, said, decided_now(home)


def _loaded(home: Path) -> Loaded:
    """What the files hold; one that is taken away meanwhile was changed in another window."""
    try:
        return load(home)
    except FileNotFoundError:
        raise ConflictError("edit.elsewhere", what=home.resolve().name) from None


def _stamp(home: Path) -> tuple[tuple[str, int, int], ...]:
    """Every input of a project, with its size and time."""
    out = []
    for path in walk(home, without=("maps", "work")):
        if path.name in {STORY, DECISIONS}:  # the one is told over what is loaded, the other is
            continue  # held against what it said
        try:
            told = path.stat()
        except FileNotFoundError:  # another window has just taken it away
            continue
        out.append((path.relative_to(home).as_posix(), told.st_size, told.st_mtime_ns))
    return tuple(out)
