"""Forms that villages filled in: what they confirmed and corrected, by whom; nothing is merged."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tambon_gis.errors import InputError, MissingFileError
from tambon_gis.loaders import formats
from tambon_gis.loaders.decide import confirm_cells
from tambon_gis.loaders.reading.read_number import read_integer
from tambon_gis.model.document import Text
from tambon_gis.model.findings import Finding, Report
from tambon_gis.model.schema import Field
from tambon_gis.thai import parse_date

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    import pandas as pd

    from tambon_gis.loaders.decide.confirm_cells import Sheet

__all__ = ["BOOK", "COLUMNS", "FOLDER", "filled", "find", "read"]

#: What a village confirmed, in a project folder: one workbook, or a folder of them.
BOOK, FOLDER = "confirmed.xlsx", "confirmed"
COLUMNS = (
    "file", "sheet", "row", "framework", "code", "place", "year", "title", "before", "asked",
    "state", "after", "status", "reason", "by", "on", "people",
)  # fmt: skip
_COUNT = Field(name="after", title=Text(th="จำนวน", en="count"), kind="integer", minimum=0)
_WHOLE = ("row", "year", "asked", "after", "people")


@dataclass
class _Found:
    """What was read of all sheets so far."""

    known: Mapping[tuple[str, str], Mapping[Any, Any]]
    places: frozenset[str]
    today: dt.date | None
    role: str
    read: int = 0
    lines: list[dict[str, Any]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    seen: dict[tuple[str, str], str] = field(default_factory=dict)

    def tell(
        self, code: str, sheet: Sheet, cell: str, row: int | None, count: int = 1, **facts: object
    ) -> None:
        """One thing for a person to decide."""
        place = (sheet.file, sheet.name, cell, row, count)
        self.findings.append(Finding(code, "decide", *place, facts=facts))


def find(folder: Path) -> tuple[Path, ...]:
    """
    The filled forms of a project.

    Parameters
    ----------
    folder : pathlib.Path
        The project folder.

    Returns
    -------
    tuple[pathlib.Path, ...]
        ``confirmed.xlsx``, or the tables of the folder ``confirmed`` in the order of their names;
        empty where there is neither.

    Raises
    ------
    InputError
        When both are there.

    Examples
    --------
    >>> from pathlib import Path
    >>> find(Path("tests/data/small"))
    ()
    """
    book, inside = folder / BOOK, folder / FOLDER
    if book.exists() and inside.is_dir():
        raise InputError("confirmed.both", where=f"{BOOK}, {FOLDER}", one=BOOK, other=FOLDER)
    if book.exists():
        return (book,)
    if not inside.is_dir():
        return ()
    tables = [path for path in sorted(inside.iterdir()) if path.suffix.lower() in formats.SUFFIXES]
    return tuple(path for path in tables if not path.name.startswith(("~$", ".")))


def read(
    paths: Sequence[Path],
    known: pd.DataFrame,
    *,
    places: Iterable[str] = (),
    today: dt.date | None = None,
    role: str = "confirmed",
) -> tuple[pd.DataFrame, Report]:
    r"""
    Read forms that villages filled in.

    Parameters
    ----------
    paths : sequence of pathlib.Path
        Workbooks of the form ``confirm-form.xlsx``; one sheet a village, lines in any order.
    known : pandas.DataFrame
        The lines that the form has today: ``place``, ``ref`` (``bmn-2560/9``, ``plan/3``),
        ``year``, ``title``, ``of`` (failing of asked, as printed) and ``asked`` (null where it is
        not told exactly).
    places : iterable of str, optional
        Further villages of the project, which may have no line.
    today : datetime.date, optional
        A later day of confirming is refused.
    role : str, default "confirmed"
        What the forms are in the project, for the report.

    Returns
    -------
    tuple[pandas.DataFrame, Report]
        One row a line that was kept: ``file``, ``sheet``, ``row``, ``framework`` (``plan`` for
        projects), ``code``, ``place``, ``year``, ``title`` and ``before`` (as printed), ``asked``,
        ``state`` (``right``, ``changed``, or ``open``: not answered), ``after`` (number failing),
        ``status`` (of a project), ``reason``, ``by``, ``on``, ``people``. The survey stays as it
        is. Lines that cannot be understood are refused, each told by its cell; those of a sheet
        that nobody signed, or without a day, together.

    Raises
    ------
    MissingFileError
        When there is no file to read.
    InputError
        When one cannot be opened.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import pandas as pd
    >>> known = pd.DataFrame({"place": ["99020101"], "ref": ["bmn-2560/9"], "year": [2565],
    ...     "title": ["9. Water"], "of": ["3 / 12"], "asked": [12]})
    >>> lines = ["Village code,99020101", "Code,Year B.E.,Failing / surveyed,Correct to (failing)",
    ...     "bmn-2560/9,2565,3 / 12,5", "Confirmed by,Village meeting", "Confirmed on,15/01/2566"]
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "moo1.csv"
    ...     _ = path.write_text("\n".join(lines), "utf-8")
    ...     frame, report = read([path], known)
    >>> frame[["code", "state", "after", "by"]].values.tolist(), report.rows_read
    ([['9', 'changed', 5, 'Village meeting']], 1)
    """
    if not paths:
        raise MissingFileError("file.missing", where=BOOK)
    lines = {(str(one["place"]), str(one["ref"])): one for one in known.to_dict("records")}
    all_places = frozenset({place for place, _ in lines} | {str(place) for place in places})
    found = _Found(lines, all_places, today, role)
    for path in paths:
        book = formats.open_book(path)
        for name in book.sheets:
            _sheet(found, confirm_cells.sheet(book.file, name, book.load(name)))
    kept = len(found.lines)
    file = paths[0].name if len(paths) == 1 else FOLDER
    report = Report(role, file, found.read, kept, found.read - kept, findings=tuple(found.findings))
    return _frame(found.lines), report


def filled(path: Path) -> bool:
    """
    Whether somebody wrote anything in a form, whatever numbers it was printed from.

    Parameters
    ----------
    path : pathlib.Path
        The workbook.

    Returns
    -------
    bool
        True also where it holds a sheet that is no form: that is a person's own.

    Raises
    ------
    InputError
        When it cannot be opened.

    Examples
    --------
    >>> from pathlib import Path
    >>> filled(Path("tests/data/small/households.csv"))
    True
    """
    book = formats.open_book(path)
    read_sheets = (confirm_cells.sheet(book.file, name, book.load(name)) for name in book.sheets)
    return any(sheet is not None and sheet.filled for sheet in read_sheets)


def _sheet(found: _Found, sheet: Sheet | None) -> None:
    """The lines of one sheet."""
    if sheet is None:
        return
    if not sheet.heads:
        where = (sheet.file, sheet.name)
        found.findings.append(Finding("confirmed.no_form", "note", *where))
        return
    found.read += len(sheet.lines)
    place = _place(found, sheet)
    if place is None:
        return
    lines = [line for one in sheet.lines if (line := _line(found, sheet, place, one)) is not None]
    answered = [line for line in lines if line["state"] != "open"]
    signed = _signed(found, sheet, len(answered)) if answered else {}
    if signed is None:
        lines = [line for line in lines if line["state"] == "open"]
    for line in lines:
        found.seen.setdefault((place, line["ref"]), f"{sheet.file} › {sheet.name}")
        found.lines.append({**line, **(signed or {}), "file": sheet.file, "sheet": sheet.name})


def _place(found: _Found, sheet: Sheet) -> str | None:
    """The village of a sheet; without one none of its lines can be used."""
    cell = sheet.labels.get("village")
    if cell is None or not cell.text:
        at = cell.address if cell else "A1"
        found.tell("confirmed.no_village", sheet, at, None, max(len(sheet.lines), 1))
        return None
    place = confirm_cells.village(cell.text)
    if place is None or place not in found.places:
        found.tell("confirmed.unknown_village", sheet, cell.address, cell.row, len(sheet.lines))
        return None
    return place


def _line(
    found: _Found, sheet: Sheet, place: str, cells: confirm_cells.Line
) -> dict[str, Any] | None:
    """One line; None where it cannot be used, which is told."""
    row = cells.row
    ref = confirm_cells.reference(cells.text("code"))
    if ref is None or (place, ref) not in found.known:
        code = "confirmed.no_code" if ref is None else "confirmed.unknown_code"
        found.tell(code, sheet, cells.address("code"), row)
        return None
    line = found.known[place, ref]
    if (place, ref) in found.seen:
        first = found.seen[place, ref]
        found.tell("confirmed.twice", sheet, cells.address("code"), row, first=first)
        return None
    if _is_older(found, sheet, cells, line):
        return None
    answer = _answer(found, sheet, cells, line)
    if answer is None:
        return None
    framework, _, code = ref.partition("/")
    head = {"row": row, "ref": ref, "framework": framework, "code": code, "place": place}
    printed = {"title": str(line["title"]), "before": cells.text("value")}
    numbers = {"year": _none(line["year"]), "asked": _none(line["asked"])}
    return {**head, **printed, **numbers, **answer, "reason": _reason(found, sheet, cells)}


def _is_older(
    found: _Found, sheet: Sheet, cells: confirm_cells.Line, line: Mapping[Any, Any]
) -> bool:
    """Whether the line was printed from other numbers, or is of another project: then refused."""
    if _none(line["year"]) is None:
        other = confirm_cells.alike(cells.text("title")) != confirm_cells.alike(str(line["title"]))
        if other:
            at = cells.address("title")
            found.tell("confirmed.other_project", sheet, at, cells.row)
        return other
    year = _whole(cells.text("year"))
    if year != int(line["year"]):
        at = cells.address("year")
        found.tell("confirmed.other_year", sheet, at, cells.row, year=str(int(line["year"])))
        return True
    if confirm_cells.numbers(cells.text("of")) != confirm_cells.numbers(str(line["of"])):
        found.tell("confirmed.older", sheet, cells.address("of"), cells.row)
        return True
    return False


def _answer(
    found: _Found, sheet: Sheet, cells: confirm_cells.Line, line: Mapping[Any, Any]
) -> dict[str, Any] | None:
    """What the village says of a line; None where it cannot be understood."""
    tick, written = confirm_cells.tick(cells.text("right")), cells.text("after")
    fault = None
    if tick is None:
        fault = ("confirmed.tick", "right")
    elif tick == "right" and written:
        fault = ("confirmed.both_said", "after")
    elif tick == "wrong" and not written:
        fault = ("confirmed.no_number", "after")
    if fault is not None:
        found.tell(fault[0], sheet, cells.address(fault[1]), cells.row)
        return None
    if not written:
        state = "right" if tick == "right" else "open"
        return {"state": state, "after": None, "status": ""}
    project = _none(line["year"]) is None
    return (_status if project else _number)(found, sheet, cells, line)


def _number(
    found: _Found, sheet: Sheet, cells: confirm_cells.Line, line: Mapping[Any, Any]
) -> dict[str, Any] | None:
    """The number failing, as corrected."""
    number = _whole(cells.text("after"))
    at, most = cells.address("after"), _none(line["asked"])
    if number is None:
        found.tell("confirmed.not_number", sheet, at, cells.row)
        return None
    if most is not None and number > int(most):
        found.tell("confirmed.too_many", sheet, at, cells.row, asked=int(most))
        return None
    return {"state": "changed", "after": number, "status": ""}


def _status(
    found: _Found, sheet: Sheet, cells: confirm_cells.Line, _line: Mapping[Any, Any]
) -> dict[str, Any] | None:
    """The state of a project, as corrected."""
    status = confirm_cells.status(cells.text("after"))
    if status is None:
        found.tell("confirmed.not_status", sheet, cells.address("after"), cells.row)
        return None
    return {"state": "changed", "after": None, "status": status}


def _reason(found: _Found, sheet: Sheet, cells: confirm_cells.Line) -> str:
    """Why; a text that names a person is set aside and told."""
    from tambon_gis.loaders.reading.naming import names_a_person

    text = cells.text("why")
    if text and names_a_person(text):
        found.tell("confirmed.names_person", sheet, cells.address("why"), cells.row)
        return ""
    return text


def _signed(found: _Found, sheet: Sheet, answered: int) -> dict[str, Any] | None:
    """Who confirmed a sheet and when; None where that is not said: its answers cannot be used."""
    from tambon_gis.loaders.reading.naming import names_a_person

    by, on = (sheet.labels.get(name) for name in ("by", "on"))
    whole = True
    if by is None or not by.text:
        found.tell("confirmed.nobody", sheet, by.address if by else "A1", None, answered)
        whole = False
    elif names_a_person(by.text):
        found.tell("confirmed.by_person", sheet, by.address, by.row, answered)
        whole = False
    day = parse_date(on.text) if on is not None else None
    if day is None:
        found.tell("confirmed.no_day", sheet, on.address if on else "A1", None, answered)
        whole = False
    elif found.today is not None and day > found.today:
        at = on.address if on else "A1"
        found.tell("confirmed.future", sheet, at, None, answered)
        whole = False
    if not whole or by is None:
        return None
    return {"by": by.text, "on": day, "people": _people(found, sheet)}


def _people(found: _Found, sheet: Sheet) -> int | None:
    """How many were there, where it is said."""
    cell = sheet.labels.get("people")
    if cell is None or not cell.text:
        return None
    number = _whole(cell.text)
    if number is None:
        found.tell("confirmed.people", sheet, cell.address, cell.row)
    return number


def _whole(text: str) -> int | None:
    """A whole number from 0 on, None where it is none."""
    number = read_integer(text, _COUNT).value
    return number if isinstance(number, int) else None


def _none(value: object) -> Any:
    """None for every kind of missing."""
    return None if value is None or value != value or str(value) == "<NA>" else value  # noqa: PLR0124


def _frame(lines: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """The lines as a table of known types."""
    import pandas as pd

    frame = pd.DataFrame([{name: one.get(name) for name in COLUMNS} for one in lines])
    frame = frame.reindex(columns=list(COLUMNS))
    texts = [name for name in COLUMNS if name not in {*_WHOLE, "on"}]
    whole = {name: pd.array(frame[name].tolist(), dtype="Int64") for name in _WHOLE}
    return frame.assign(
        **whole, **{name: frame[name].fillna("").astype("string") for name in texts}
    )
