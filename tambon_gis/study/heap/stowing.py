"""Pieces of many inputs become one dataset: repeated rows set aside and told, provinces written."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from importlib.metadata import version
from typing import TYPE_CHECKING

from tambon_gis.engine import stow
from tambon_gis.loaders.address import row_list
from tambon_gis.loaders.reading.faults import MOST_SINGLE
from tambon_gis.loaders.reading.keys import mended_rows
from tambon_gis.model.dataset import Card, Header, Part, Read, Unread, card_text, stored
from tambon_gis.model.findings import Finding, Findings
from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from tambon_gis.engine.home import Home
    from tambon_gis.engine.stow import Piece, Repeat, Stowed
    from tambon_gis.errors import TambonError
    from tambon_gis.model.findings import Report
    from tambon_gis.model.schema import Schema
    from tambon_gis.study.heap.pieces import Told, Wish

__all__ = ["Desk", "Table", "assemble"]


@dataclass(frozen=True)
class Desk:
    """
    What the steps of one run share.

    Parameters
    ----------
    home : Home
        Where the dataset is made.
    wish : Wish
        How inputs are read.
    lang : {"th", "en"}
        Language of the progress.
    progress : callable
        Called with a sentence.
    """

    home: Home
    wish: Wish
    lang: str
    progress: Callable[[str], None]

    def step(self, key: str, **facts: object) -> None:
        """
        Say what is done now.

        Parameters
        ----------
        key : str
            Of the sentence.
        **facts : object
            What it names.
        """
        self.progress(words(self.lang).text(f"convert.step.{key}", **facts))


@dataclass(frozen=True)
class Table:
    """
    One table of a finished piece.

    Parameters
    ----------
    name : str
        Its input.
    sha256 : str
        Of the bytes of its input.
    piece : str
        Name of its piece: inputs of one content, read in one way, have the same.
    told : Told
        Its rows and what was noticed.
    """

    name: str
    sha256: str
    piece: str
    told: Told


def assemble(
    desk: Desk, tables: Sequence[Table], failed: Sequence[tuple[str, TambonError]]
) -> tuple[Card, Findings]:
    """
    Write a dataset of finished pieces and move it in.

    Parameters
    ----------
    desk : Desk
        Where and how.
    tables : sequence of Table
        In the order of their inputs: the first of several rows of one key is kept.
    failed : sequence of (str, TambonError)
        Inputs that the dataset lacks.

    Returns
    -------
    tuple[Card, Findings]
        The card, and one report a table.
    """
    home, schema = desk.home, desk.wish.schema
    tables = _copies_aside(tables)
    there = {name for one in tables for name in one.told.columns} | {"source"}
    columns = {name: kind for name, kind in stored(schema).items() if name in there}
    desk.step("repeats")
    with stow.Heap(_pieces(tables), columns, home.stage / "spill") as heap:
        repeats: dict[int, list[Repeat]] = {}
        for one in heap.refuse_repeats(key) if (key := _key(schema, columns)) else ():
            repeats.setdefault(one.source, []).append(one)
        reports = [
            _report(number, tables, repeats.get(number, [])) for number in range(1, len(tables) + 1)
        ]
        written = []
        for number, province in enumerate(heap.provinces, start=1):
            desk.step("write", n=number, of=len(heap.provinces), province=province)
            written.append(heap.write(province, home.stage))
    stowed = [one for one in written if one.rows]
    card = _card(desk, tables, reports, stowed)
    unread = tuple(Unread(file=name, why=fault.code) for name, fault in failed)
    card = card.model_copy(update={"unread": unread})
    kept = {one.piece for one in tables}
    home.finish(card_text(card), {one.name: one.path for one in stowed}, kept)
    return card, Findings(tuple(reports))


def _copies_aside(tables: Sequence[Table]) -> list[Table]:
    """Tables without the rows of those that stand before, byte for byte; that is told."""
    first: dict[tuple[str, str], Table] = {}
    kept = []
    for one in tables:
        before = first.setdefault((one.piece, one.told.sheet), one)
        kept.append(one if before is one else _copy(one, before))
    return kept


def _copy(one: Table, before: Table) -> Table:
    """A table that gives no rows, since another one gave them."""
    told, rows = one.told, one.told.report.rows_kept
    said = Finding(
        "heap.copy", "decide", one.name, told.sheet, count=rows, facts={"other": before.name}
    )
    report = replace(told.report, rows_repaired=0, findings=()).refusing([said], rows)
    return replace(one, told=replace(told, report=report, files=(), mended=""))


def _pieces(tables: Sequence[Table]) -> list[Piece]:
    """The files of all tables, each with the number of its table."""
    numbered = enumerate(tables, start=1)
    return [stow.Piece(file, number) for number, one in numbered for file in one.told.files]


def _key(schema: Schema, columns: Iterable[str]) -> list[str]:
    """The columns that tell one row from another; none where one of them is absent."""
    key = ["place" if name == schema.table.place else name for name in schema.table.key]
    return key if set(key) <= set(columns) else []


def _report(number: int, tables: Sequence[Table], repeats: Sequence[Repeat]) -> Report:
    """The report of a table, with its rows that stand in the heap before."""
    told = tables[number - 1].told
    if not repeats:
        return told.report
    letter = told.key[1]
    findings = [_repeated(tables, one, f"{letter}{one.row}", 1) for one in repeats[:MOST_SINGLE]]
    rest: dict[int, list[Repeat]] = {}
    for one in repeats[MOST_SINGLE:]:
        rest.setdefault(one.first_source, []).append(one)
    for same in rest.values():
        cells = row_list(one.row for one in same)
        findings.append(_repeated(tables, same[0], cells, len(same)))
    gone = {one.row for one in repeats}
    report = told.report.refusing(findings, len(gone))
    mended = len(mended_rows(told.mended) & gone)
    return replace(report, rows_repaired=report.rows_repaired - mended)


def _repeated(tables: Sequence[Table], one: Repeat, cell: str, count: int) -> Finding:
    """A row, or several, whose key stands before; the first of them is named."""
    here, there = (tables[number - 1].told for number in (one.source, one.first_source))
    facts = {"column": here.key[0], "first": str(one.first_row)}
    if here is there:
        code, facts = "row.duplicate", {**facts, "shown": ""}
    else:
        other = " › ".join(text for text in (there.report.file, there.sheet) if text)
        code, facts = "row.duplicate_elsewhere", {**facts, "other": other}
    file, sheet = here.report.file, here.sheet
    return Finding(code, "decide", file, sheet, cell, one.row, count, facts)


def _card(
    desk: Desk, tables: Sequence[Table], reports: Sequence[Report], stowed: Sequence[Stowed]
) -> Card:
    """The card of the dataset."""
    wish = desk.wish
    head = {
        "schema": wish.schema.id,
        "year": wish.year,
        "columns": wish.column_map.id if wish.column_map else None,
        "rows": sum(one.rows for one in stowed),
        "made_on": dt.datetime.now().astimezone().date().isoformat(),
        "version": version("tambon_gis"),
        "personal": words(desk.lang).text("convert.personal"),
    }
    inputs = [
        Read(
            number=number,
            file=one.name,
            sheet=one.told.sheet,
            sha256=one.sha256,
            rows=report.rows_kept,
            set_aside=report.rows_refused,
            findings=report.to_decide,
        )
        for number, (one, report) in enumerate(zip(tables, reports, strict=True), start=1)
    ]
    parts = [Part(province=one.province, file=one.name, rows=one.rows) for one in stowed]
    header = Header.model_validate(head)
    return Card(dataset=header, part=tuple(parts), input=tuple(inputs))
