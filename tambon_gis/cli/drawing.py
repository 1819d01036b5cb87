"""Commands about outlines of villages that people drew."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tambon_gis.cli.desk import CLEAN, DECIDE, HERE, app, say, whole
from tambon_gis.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tambon_gis.study.drawing.outlining import Offer
    from tambon_gis.study.outlines import Added

RAI = 1600


@app.command()
def outline(
    code: Annotated[str | None, typer.Argument()] = None,
    source: Annotated[Path | None, typer.Option("--from")] = None,
    by: Annotated[str, typer.Option("--by")] = "",
    row: Annotated[int | None, typer.Option("--row", parser=whole)] = None,
    gap: Annotated[int | None, typer.Option("--gap", parser=whole)] = None,
    folder: Annotated[Path, typer.Option("--folder")] = HERE,
    *,
    remove: Annotated[bool, typer.Option("--remove")] = False,
) -> None:
    """Keep outlines of villages that people drew; without a source, say what is lacking."""
    if (source is not None) + (gap is not None) + remove > 1:
        raise InputError("outline.ask")
    if source is not None:
        raise typer.Exit(_from_file(folder, source, code, row, by))
    if gap is None and not remove:
        raise typer.Exit(_state(folder))
    if code is None:
        raise InputError("outline.ask")
    from tambon_gis.study import outlines
    from tambon_gis.study.drawing import lacking

    if remove:
        outlines.remove(folder, code)
        say("cli.outline.removed", code=code)
    elif gap is not None:
        name = lacking.name_of(folder, code)
        _told([outlines.add_gap(folder, code, gap, by=by, on=_today(), name=name)])


def _state(folder: Path) -> int:
    """What was drawn, what is lacking, and the land that no village covers."""
    from tambon_gis.study import outlines
    from tambon_gis.study.drawing import lacking
    from tambon_gis.study.drawing.standing import standing

    now = standing(folder)
    for told, _ in now.outlines.drawn:
        say("cli.outline.there", code=told.code, by=told.drawn_by, on=_day(told.drawn_on))
    lost = lacking.lacking(folder, now=now)
    for one in lost:
        say("cli.outline.lacking", code=one.code, n=one.rows)
    for gap in outlines.gaps(folder, now=now):
        say("cli.outline.gap", number=gap.number, rai=gap.square_metres / RAI)
    if not lost:
        say("cli.outline.whole")
    return DECIDE if lost else CLEAN


def _from_file(folder: Path, source: Path, code: str | None, row: int | None, by: str) -> int:
    """Keep the shapes of a file whose village is known; tell the others."""
    from tambon_gis.study.drawing import outlining

    offers = outlining.read(folder, source)
    if code is None:
        codes = {one.row: one.code for one in offers if one.code}
    else:
        codes = {_row(offers, code, row, source.name): code}
    if codes:
        _told(outlining.take(folder, offers, codes, by=by, on=_today()))
    left = [one for one in offers if one.row not in codes] if code is None else []
    for one in left:
        ideas = ", ".join(idea.value for idea in one.suggestions) or "-"
        say("cli.outline.left", row=one.row, ideas=ideas)
    return DECIDE if left else CLEAN


def _row(offers: Iterable[Offer], code: str, row: int | None, file: str) -> int:
    """Which shape of a file is meant."""
    if row is not None:
        return row
    every = list(offers)
    named = [one.row for one in every if one.code == code]
    if len(named) == 1:
        return named[0]
    if len(every) == 1:
        return every[0].row
    raise InputError("outline.no_match", where=file, code=code)


def _told(made: Iterable[Added]) -> None:
    """What was kept."""
    for one in made:
        say("cli.outline.kept", code=one.outline.code, rai=one.fitted.square_metres / RAI)
        if one.fitted.cut_metres >= 1:
            say("cli.outline.cut", rai=one.fitted.cut_metres / RAI)


def _day(day: dt.date) -> str:
    """A day in words."""
    from tambon_gis.cli.desk import words_now

    return words_now().date(day)


def _today() -> dt.date:
    """The day on this computer."""
    return dt.datetime.now().astimezone().date()
