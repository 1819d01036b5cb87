"""Decisions of a person, read from the project folder and replayed on every table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tambon_gis.errors import CodeError, DocumentError, InputError
from tambon_gis.loaders.address import listing
from tambon_gis.loaders.decide import fixes_book
from tambon_gis.loaders.decide.dealing import key, who_decides
from tambon_gis.loaders.decide.settled import by_whom, settle
from tambon_gis.model.document import read_document
from tambon_gis.model.fault import Fault, Faults, refusal
from tambon_gis.model.findings import Finding, Report
from tambon_gis.model.fixes import Fixes
from tambon_gis.places import LADDER, parse

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    import pandas as pd

    from tambon_gis.model.fixes import Fix
    from tambon_gis.model.schema import Schema
    from tambon_gis.model.stages import RawTable

__all__ = ["BOOK", "DOCUMENT", "ROLE", "apply", "read", "recode", "report", "settle"]

#: The file of decisions in a project folder: one or the other.
DOCUMENT, BOOK = "fixes.toml", "fixes.xlsx"
#: The role of that file in the reports.
ROLE = "fixes"
EVERY = "*"
BOUNDARY = "boundary"
TOLD = ("fix.used", "fix.left_out", "fix.kept", "fix.changed", "fix.already", "fix.overruled")
DONE = ("fix.used", "fix.left_out", "fix.kept")


@dataclass(frozen=True)
class _Column:
    """The place column of a table."""

    heading: str
    public: bool
    households: bool


def read(folder: Path) -> Fixes:
    """
    Read the decisions of a project.

    Parameters
    ----------
    folder : pathlib.Path
        The project folder, with ``fixes.toml`` or ``fixes.xlsx`` or neither.

    Returns
    -------
    Fixes
        The decisions in the order of the file; none where there is no file.

    Raises
    ------
    InputError
        When both files are there and the document does not begin with the decisions of the
        workbook, a code is none, or a row of the workbook cannot be understood.
    DocumentError
        When ``fixes.toml`` cannot be read.

    Examples
    --------
    >>> from pathlib import Path
    >>> read(Path("tests/data/small")).fix
    ()
    """
    document, book = folder / DOCUMENT, folder / BOOK
    if book.exists() and not document.exists():
        return fixes_book.read(book)
    if not document.exists():
        return Fixes()
    found = read_document(Fixes, document)
    checked = tuple(_with_code(one, n) for n, one in enumerate(found.fix, start=1))
    if book.exists() and not _begins(checked, book):
        raise InputError("fixes.both", where=f"{DOCUMENT}, {BOOK}", one=DOCUMENT, other=BOOK)
    return Fixes(fix=checked)


def apply(
    raw: RawTable,
    schema: Schema | None,
    fixes: Fixes,
    *,
    role: str,
    headings: Mapping[str, str],
    codes: pd.Series[str] | None = None,
) -> RawTable:
    """
    Carry out the decisions about one table.

    Parameters
    ----------
    raw : RawTable
        The table as found.
    schema : Schema or None
        Its fields; None for published counts, whose place heading is then ``headings["place"]``.
    fixes : Fixes
        All decisions of the project.
    role : str
        What the table is in the project.
    headings : Mapping[str, str]
        Field name -> heading as found.
    codes : pandas.Series, optional
        Place code of each row, for tables in which it is composed from moo and wider areas. A
        decision may name it where the cell itself names no place.

    Returns
    -------
    RawTable
        The table with other place cells and more rows left out, a note for each decision carried
        out, and a finding for each that no longer fits its row. Every decision looks at the table
        as found, so their order matters only where two are about one row: one about a row goes
        before one about a place, then the later before the earlier. A table that bears its
        decisions is given back as it is.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tambon_gis import catalog
    >>> from tambon_gis.loaders import columns, tables
    >>> schema = catalog.schema("bmn-household")
    >>> raw = tables.read_raw(Path("tests/data/small/households.csv"), schema=schema)
    >>> headings, _ = columns.match_columns(raw, schema)
    >>> decided = Fixes.model_validate({"fix": [{"place": "99020103", "use": "99020102"}]})
    >>> done = apply(raw, schema, decided, role="bmn-2560-2565", headings=headings)
    >>> done.frame[headings["village"]].tolist()[8:], done.findings[-1].count
    (['99020102', '99020102', '99020102', '99020102'], 4)
    """
    if any(finding.code in TOLD for finding in raw.findings):
        return raw
    numbered = list(enumerate(fixes.fix, start=1))
    ours = [(n, fix) for n, fix in numbered if fix.input in {EVERY, role} and not fix.keep]
    if not ours or raw.frame.empty:
        return raw
    column = _place_column(schema, headings)
    taken, misfits = who_decides(raw, ours, column.heading, codes)
    told = [
        Finding(code, "decide", **fixes_book.spot(fixes, n, DOCUMENT), facts=_misfit(n, fixes))
        for code, n in misfits
    ]
    frame, left, moved = raw.frame, set(raw.left_out), set(raw.decided)
    for n, fix in ours:
        if n not in taken:
            continue
        if fix.use is None:
            left |= set(taken[n])
        else:
            frame = _with_place(frame, column.heading, taken[n], _as_village(fix.use, schema))
            moved |= set(taken[n])
        told.append(_carried_out(raw, n, fix, taken[n], column))
    return replace(
        raw,
        frame=frame,
        left_out=frozenset(left),
        decided=frozenset(moved),
        findings=(*raw.findings, *told),
    )


def recode(fixes: Fixes, role: str = BOUNDARY) -> dict[str, str]:
    """
    Codes of an input that stand for other codes, for boundaries.

    Parameters
    ----------
    fixes : Fixes
        All decisions of the project.
    role : str, default "boundary"
        What the input is in the project.

    Returns
    -------
    dict[str, str]
        Code as found -> code to use. Decisions about every input are not among them: a survey's
        wrong code may be a right one on the map.

    Examples
    --------
    >>> one = {"input": "boundary", "place": "150110", "use": "150109"}
    >>> recode(Fixes.model_validate({"fix": [one]}))
    {'150110': '150109'}
    """
    return {
        key(fix.place): fix.use
        for fix in fixes.fix
        if fix.input == role and fix.place is not None and fix.use is not None
    }


def report(
    fixes: Fixes, reports: Sequence[Report], *, places: Collection[str] = (), file: str = DOCUMENT
) -> Report | None:
    """
    Tell which decisions were not carried out by any input.

    Parameters
    ----------
    fixes : Fixes
        All decisions of the project.
    reports : sequence of Report
        The reports of all inputs.
    places : collection of str, optional
        Codes that have a polygon.
    file : str, default "fixes.toml"
        Name of the file of decisions; :func:`read` gives a workbook's own.

    Returns
    -------
    Report or None
        A report about the file of decisions: as many rows as decisions, those in force kept, the
        idle ones refused and told by where they stand. None where nothing was decided.

    Examples
    --------
    >>> one = {"place": "99020109", "use": "99020108"}
    >>> decided = Fixes.model_validate({"fix": [one]})
    >>> told = report(decided, [])
    >>> [(one.code, one.where) for one in told.findings], told.rows_refused
    ([('fix.idle', 'fixes.toml › fix 1')], 1)
    """
    if not fixes.fix:
        return None
    told = [finding for one in reports for finding in one.findings]
    said: dict[str, set[str]] = {}
    for one in told:
        if one.code in TOLD:
            said.setdefault(str(one.facts["fix"]), set()).add(one.code)
    recoded = {str(one.facts["old"]) for one in told if one.code == "boundary.recoded"}
    known = set(places)
    findings, idle = [], 0
    for n, fix in enumerate(fixes.fix, start=1):
        codes = said.get(str(n), set())
        moved = fix.place in recoded or (fix.use in known and fix.place not in known)
        on_map = fix.input == BOUNDARY and moved
        done = on_map or bool(codes & set(DONE))
        idle += not done
        spot = fixes_book.spot(fixes, n, file)
        if not done and not codes:
            findings.append(_idle(n, fix, spot))
        if fix.use is not None and known and fix.use not in known:
            facts = {"fix": str(n), "use": fix.use}
            findings.append(Finding("fix.no_polygon", "decide", **spot, facts=facts))
    total = len(fixes.fix)
    name = fixes_book.spot(fixes, 1, file)["file"]
    return Report(ROLE, str(name), total, total - idle, idle, findings=tuple(findings))


def _idle(n: int, fix: Fix, spot: Mapping[str, Any]) -> Finding:
    """A decision that nothing asks for; to keep what is no longer found changes nothing."""
    facts = {"fix": str(n)}
    if fix.keep and fix.finding:
        return Finding("fix.gone", "note", **spot, facts=facts)
    return Finding("fix.idle", "decide", **spot, facts=facts)


def _begins(fixes: tuple[Fix, ...], book: Path) -> bool:
    """Whether decisions begin with those of a workbook: it was written out, and may go."""
    try:
        before = fixes_book.read(book).fix
    except InputError:
        return False
    return fixes[: len(before)] == before


def _with_code(fix: Fix, n: int) -> Fix:
    """The decision with its code to use as plain digits."""
    if fix.use is None:
        return fix
    try:
        return fix.model_copy(update={"use": parse(fix.use)})
    except CodeError:
        refused = refusal("fix_code")
        fault = Fault(refused.type, refused.context or {}, ("fix", n - 1, "use"))
        raise DocumentError("document.faults", where=DOCUMENT, faults=Faults((fault,))) from None


def _place_column(schema: Schema | None, headings: Mapping[str, str]) -> _Column:
    """The place column: a new one, under its title, where the table has none."""
    if schema is None:
        return _Column(headings.get("place", ""), public=True, households=False)
    one = schema.by_name[schema.table.place]
    households = schema.table.unit == "household"
    return _Column(headings.get(one.name, one.title.th), public=one.public, households=households)


def _with_place(frame: pd.DataFrame, heading: str, rows: list[int], use: str) -> pd.DataFrame:
    """The frame with another place in some rows."""
    import pandas as pd

    blank = pd.Series(pd.NA, index=frame.index, dtype="string")
    column = frame[heading].copy() if heading in frame else blank
    column.loc[rows] = use
    return frame.assign(**{heading: column})


def _misfit(n: int, fixes: Fixes) -> dict[str, object]:
    """What the sentences about a decision that does not fit name."""
    fix = fixes.fix[n - 1]
    return {"fix": str(n), "row": str(fix.row or "-"), "use": fix.use or "-"}


def _carried_out(raw: RawTable, n: int, fix: Fix, rows: list[int], column: _Column) -> Finding:
    """The note about a decision that was carried out."""
    letter = raw.letters.get(column.heading, "")
    facts = {
        "fix": str(n),
        "by": by_whom(fix),
        "use": fix.use or "",
        "place": fix.place if fix.place is not None and column.public else "-",
    }
    return Finding(
        "fix.used" if fix.use is not None else "fix.left_out",
        "note",
        raw.file,
        raw.sheet,
        listing(letter, rows, most=None),
        rows[0],
        len(rows),
        facts,
        households=len(rows) if column.households else None,
    )


def _as_village(code: str, schema: Schema | None) -> str:
    """A wider code where a column holds villages: "the area as a whole" ends in 00."""
    kind = schema.by_name[schema.table.place].kind if schema is not None else ""
    return code.ljust(LADDER["village"], "0") if kind == "village" else code
