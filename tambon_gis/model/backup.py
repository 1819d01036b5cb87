"""The list in a backup: what it holds, with checksums, and what of it is personal."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - the document reads it when it is made
import re
import unicodedata
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from tambon_gis.model.document import Document

__all__ = ["APART", "FORM", "INSIDE", "LIST", "README", "Apart", "Kept", "Manifest", "alike",
           "is_safe"]  # fmt: skip

#: Name of the list in a backup.
LIST = "backup.json"
#: The other members: the first page, the folder of what names nobody, the personal part.
README, INSIDE, APART = "อ่านก่อน.txt", "project/", "ส่วนบุคคล-ห้ามเผยแพร่.zip"
#: Number of this form of backups; a later one is refused by an older program.
FORM = 1
#: Names that some system cannot write, or takes for a device.
_STRANGE = re.compile(r'[\x00-\x1f<>:"|?*\\]|[. ]$')
_DEVICE = re.compile(r"(?i)(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)")
_LONGEST = 255
_SHA256 = r"^[0-9a-f]{64}$"


class Kept(Document):
    """A file: its name below the project folder, its bytes and their SHA-256."""

    name: Annotated[str, StringConstraints(strip_whitespace=False, min_length=1, max_length=1000)]
    size: int = Field(ge=0)
    sha256: str = Field(pattern=_SHA256)


class Apart(Document):
    """The personal part, an archive of its own: how many files, its size and its SHA-256."""

    files: int = Field(ge=1)
    size: int = Field(ge=0)
    sha256: str = Field(pattern=_SHA256)


class Manifest(Document):
    """
    The list of a backup, or of the personal part of one.

    Parameters
    ----------
    form : int
        Number of the form.
    part : {"project", "personal"}
        Which part it lists: the personal one can be carried alone.
    area : str
        Code of the project's area: both parts are of one project.
    title : str
        Name of the area.
    made_on : datetime.date
        The day.
    file : tuple[Kept, ...]
        The files beside it, in order.
    private : int
        How many personal files the project has, whether they are kept or not.
    personal : Apart or None
        The personal part that was made with it; a person may have taken it out.
    """

    form: int = Field(ge=1)
    part: Literal["project", "personal"]
    area: str = Field(pattern=r"^(TH|[0-9]{2}|[0-9]{4}|[0-9]{6})$")
    title: str = Field(max_length=200)
    made_on: dt.date
    file: tuple[Kept, ...]
    private: int = Field(default=0, ge=0)
    personal: Apart | None = None


def is_safe(name: str) -> bool:
    """
    Whether every system can write a file of that name, and writes it below its folder.

    Parameters
    ----------
    name : str
        Its name below the project folder, with ``/`` between folders.

    Returns
    -------
    bool
        False for steps upward, devices, letters that some system does not know.

    Examples
    --------
    >>> [is_safe(name) for name in ("inputs/จปฐ.xlsx", "../a", "aux.txt", "a?", "a//b")]
    [True, False, False, False, False]
    """
    return not name.startswith(".tambon-") and all(
        step not in {"", ".", ".."}
        and not _STRANGE.search(step)
        and not _DEVICE.match(step)
        and len(step.encode()) <= _LONGEST
        for step in name.split("/")
    )


def alike(name: str) -> str:
    """
    A name as systems compare it that know no capitals.

    Parameters
    ----------
    name : str
        The name.

    Returns
    -------
    str
        The same for names that cannot stand side by side everywhere.

    Examples
    --------
    >>> alike("A.CSV") == alike("a.csv")
    True
    """
    return unicodedata.normalize("NFC", name).casefold()
