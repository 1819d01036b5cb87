"""Processes: the process document of a project, in which people stand by their roles only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tambon_gis.errors import DocumentError
from tambon_gis.model.document import read_document
from tambon_gis.model.process import Process
from tambon_gis.thai import clean

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tambon_gis.model.project import Project

__all__ = ["DOCUMENT", "read"]

#: The process document in a project folder.
DOCUMENT = "process.toml"


def read(home: Path, project: Project) -> Process:
    """
    Read the process document of a project.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.
    project : Project
        Its document, with the roles of the working group.

    Returns
    -------
    Process
        The processes, meetings and what is due; an empty one where there is no such file.

    Raises
    ------
    DocumentError
        When it cannot be read, or names a role that is none of the project, so that no person's
        name slips in.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tambon_gis.study.load import read_project
    >>> project, home = read_project("tests/data/small")
    >>> read(home, project).meeting
    ()
    """
    path = home / DOCUMENT
    if not path.is_file():
        return Process()
    process = read_document(Process, path)
    known = [clean(role.title.th) for role in project.role]
    strange = [where for where, role in _roles(process) if clean(role) not in known]
    if strange:
        raise DocumentError(
            "process.role",
            where=DOCUMENT,
            places="\n".join(f"  · {one}" for one in strange),
            known=", ".join(known) or "–",
        )
    return process


def _roles(process: Process) -> Iterator[tuple[str, str]]:
    """Every role that is named, after where it stands: that is told, never the text."""
    for n, meeting in enumerate(process.meeting, start=1):
        for k, role in enumerate(meeting.role, start=1):
            yield f"[[meeting]] {n} › role {k}", role
    for n, due in enumerate(process.due, start=1):
        if due.role:
            yield f"[[due]] {n} › role", due.role
