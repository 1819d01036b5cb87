"""The workbook in which a trace is kept: links and projects, read back by their headings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError

from tambon_gis.errors import InputError
from tambon_gis.loaders import formats
from tambon_gis.loaders.layout import header
from tambon_gis.loaders.layout.plan_words import KINDS, STATES, code_of
from tambon_gis.model.fault import Fault, Faults, faults_of, refusal
from tambon_gis.model.trace import Doing, Link, Trace
from tambon_gis.thai import clean, digits_to_arabic, normalise_label
from tambon_gis.words import LANGS, words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from tambon_gis.loaders.formats.cells import Book
    from tambon_gis.model.stages import RawTable

__all__ = ["LINKS", "PROJECTS", "TraceBook", "read", "spot"]

#: Columns of the form that are read; what else stands there is for the person.
LINKS = ("problem", "project", "programme", "answer", "place", "by", "on", "note")
PROJECTS = ("project", "programme", "place", "source", "kind", "status", "began", "spent")
NEEDED = ("problem", "project", "answer", "by", "on")
#: Columns of which one at least is filled in where a person says something of a project.
SAID = PROJECTS[2:]
NOWHERE = "-"
#: Letters of a word nobody knows that are told.
LONGEST_SAID = 40
_BETWEEN = re.compile(r"[,;\s]+")

E = TypeVar("E", Link, Doing)


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
        The workbook: the sheets with the headings of the form are taken, in Thai or English. Rows
        of pairs without an answer, and projects of which nothing is said, are passed over.

    Returns
    -------
    TraceBook
        Its links and projects in the order of the rows.

    Raises
    ------
    InputError
        When it cannot be opened, has no such sheet, or rows cannot be understood: all of them are
        told by their cells.
    """
    book = formats.open_book(path)
    pairs = _table(book, LINKS)
    lacking = (
        NEEDED if pairs is None else [one for one in NEEDED if one not in _columns(pairs, LINKS)]
    )
    if pairs is None or lacking:
        titles = ", ".join(words().text(f"trace.column.{one}") for one in lacking)
        raise InputError("trace.headings", where=path.name, columns=titles)
    others = _table(book, PROJECTS, but=pairs.sheet)
    links, link_rows, faults = _entries(pairs, LINKS, _link)
    doings: list[Doing] = []
    rows: list[int] = []
    if others is not None:
        doings, rows, more = _entries(others, PROJECTS, _doing)
        faults += more
    if faults:
        raise InputError("trace.rows", where=book.file, faults=Faults(tuple(faults)))
    return TraceBook(
        link=tuple(links),
        project=tuple(doings),
        file=book.file,
        sheets=(pairs.sheet, others.sheet if others is not None else ""),
        link_rows=tuple(link_rows),
        project_rows=tuple(rows),
    )


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


def _table(book: Book, columns: Sequence[str], *, but: str | None = None) -> RawTable | None:
    """The sheet that holds most of the headings; None where none holds enough."""
    expected = {normalise_label(title) for title in _titles(columns)}
    loaded = [(name, book.load(name)) for name in book.sheets if name != but]
    fits = [(header.fit(cells, expected), name, cells) for name, cells in loaded]
    most, name, cells = max(fits, key=lambda one: one[0], default=(0, "", None))
    if cells is None or most < len(columns) // 2:
        return None
    row = header.heading_row(cells, expected, where=book.file)
    return header.raw_table(cells, row, file=book.file, sheet=name)


def _titles(columns: Sequence[str]) -> dict[str, str]:
    """Heading in either language -> column."""
    return {words(lang).text(f"trace.column.{one}"): one for lang in LANGS for one in columns}


def _columns(raw: RawTable, columns: Sequence[str]) -> dict[str, str]:
    """Column -> heading as found."""
    known = {normalise_label(title): one for title, one in _titles(columns).items()}
    found: dict[str, str] = {}
    for heading in raw.frame.columns:
        one = known.get(normalise_label(heading))
        if one is not None:
            found.setdefault(one, heading)
    return found


def _entries(
    raw: RawTable,
    columns: Sequence[str],
    made: Callable[[Mapping[str, str], Mapping[str, str]], E | list[Fault] | None],
) -> tuple[list[E], list[int], list[Fault]]:
    """The entries of a sheet, their rows, and what cannot be understood."""
    headings = _columns(raw, columns)
    entries: list[E] = []
    rows: list[int] = []
    faults: list[Fault] = []
    for row, line in raw.frame.iterrows():
        number = int(str(row))
        cells = dict.fromkeys(columns, "") | {
            one: _text(line[heading]) for one, heading in headings.items()
        }
        at = {one: raw.cell(headings.get(one, one), number) for one in columns}
        at = {one: f"{raw.sheet} › {cell}" for one, cell in at.items()}
        entry = made(cells, at)
        if isinstance(entry, list):
            faults += entry
        elif entry is not None:
            entries.append(entry)
            rows.append(number)
    return entries, rows, faults


def _link(cells: Mapping[str, str], at: Mapping[str, str]) -> Link | list[Fault] | None:
    """One row as a link; None where nobody answered."""
    if not (cells["answer"] or cells["by"] or cells["on"]):
        return None
    answer = _choice("trace.answer", ("yes", "no"), cells["answer"])
    faults = [] if answer else [_fault(refusal("trace_answer"), at["answer"])]
    faults += [
        _fault(refusal("trace_empty"), at[one])
        for one in ("problem", "project", "by", "on")
        if not cells[one]
    ]
    if faults:
        return faults
    content = {
        "problem": digits_to_arabic(cells["problem"]),
        "place": _codes(cells["place"]),
        "project": cells["project"],
        "programme": cells["programme"] or None,
        "serves": answer == "yes",
        "by": cells["by"],
        "on": cells["on"],
        "note": cells["note"],
    }
    return _made(Link, content, at)


def _doing(cells: Mapping[str, str], at: Mapping[str, str]) -> Doing | list[Fault] | None:
    """One row as what is said of a project; None where nothing is."""
    if not any(cells[one] for one in SAID):
        return None
    faults = [] if cells["project"] else [_fault(refusal("trace_empty"), at["project"])]
    content: dict[str, Any] = {"project": cells["project"], "programme": cells["programme"] or None}
    for name, known in (("kind", KINDS), ("status", STATES)):
        said = cells[name]
        content[name] = _choice(f"plan.{name}", tuple(known), said) or code_of(said, known)
        if said and content[name] is None:
            listed = ", ".join(words().text(f"plan.{name}.{one}") for one in known)
            short = said if len(said) <= LONGEST_SAID else f"{said[:LONGEST_SAID]}…"
            faults.append(_fault(refusal("trace_choice", said=short, known=listed), at[name]))
    if faults:
        return faults
    content |= {name: _number(cells[name]) for name in ("began", "spent")}
    content["source"] = cells["source"] or None
    content["place"] = None
    if cells["place"]:
        content["place"] = () if cells["place"] == NOWHERE else _codes(cells["place"])
    return _made(Doing, content, at)


def _made(kind: type[E], content: Mapping[str, Any], at: Mapping[str, str]) -> E | list[Fault]:
    """An entry, or its faults by their cells."""
    try:
        return kind.model_validate(content)
    except ValidationError as fault:
        return [
            Fault(one.code, one.facts, (at.get(str(one.path[0]) if one.path else "", ""),))
            for one in faults_of(fault)
        ]


def _text(cell: object) -> str:
    """A cell as plain text, empty where blank."""
    return clean(cell) if isinstance(cell, str) else ""


def _choice(prefix: str, names: Sequence[str], cell: str) -> str | None:
    """What a person chose, in either language."""
    said = normalise_label(cell)
    for lang in LANGS:
        for name in names:
            if said and normalise_label(words(lang).text(f"{prefix}.{name}")) == said:
                return name
    return None


def _codes(cell: str) -> tuple[str, ...]:
    """The codes of a cell."""
    parts = _BETWEEN.split(digits_to_arabic(cell))
    return tuple(part.removesuffix(".0") for part in parts if part)


def _number(cell: str) -> str | None:
    """A number as it is read: Arabic digits, no commas."""
    return digits_to_arabic(cell).replace(",", "").removesuffix(".0") or None


def _fault(refused: Any, cell: str) -> Fault:
    """A refusal at a cell."""
    return Fault(refused.type, refused.context or {}, (cell,))
