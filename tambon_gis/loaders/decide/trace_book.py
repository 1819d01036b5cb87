"""The workbook in which a trace is kept: links and projects, read back by their headings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tambon_gis.model.trace import Trace

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["TraceBook", "read", "spot"]


class TraceBook(Trace):
    """
    A trace of a workbook, with where each entry stands.

    Parameters
    ----------
    file : str
        The workbook.
    sheets : tuple[str, str]
        The sheet of links, and that of projects.
    link_rows, project_rows : tuple[int, ...]
        Row of each entry.
    """

    file: str
    sheets: tuple[str, str]
    link_rows: tuple[int, ...] = ()
    project_rows: tuple[int, ...] = ()


def read(path: Path) -> TraceBook:
    """
    Read a trace from a workbook.

    Parameters
    ----------
    path : pathlib.Path
        The workbook.

    Returns
    -------
    TraceBook
        Its links and projects.
    """
    raise NotImplementedError(path.name)


def spot(trace: Trace, kind: str, number: int, file: str) -> dict[str, Any]:
    """
    Say where an entry stands.

    Parameters
    ----------
    trace : Trace
        All entries.
    kind : {"link", "project"}
        Which list.
    number : int
        Which entry of it, counted from 1.
    file : str
        Name of the file, where the trace does not know it.

    Returns
    -------
    dict[str, Any]
        File, sheet, cell and row for a finding.

    Examples
    --------
    >>> spot(Trace(), "link", 3, "trace.toml")["cell"]
    'link 3'
    """
    if not isinstance(trace, TraceBook):
        return {"file": file, "sheet": "", "cell": f"{kind} {number}", "row": None}
    rows = trace.link_rows if kind == "link" else trace.project_rows
    row = rows[number - 1]
    sheet = trace.sheets[0 if kind == "link" else 1]
    return {"file": trace.file, "sheet": sheet, "cell": f"A{row}", "row": row}
