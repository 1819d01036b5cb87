"""Lacking: villages that are surveyed, have no polygon and were not drawn."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tambon_gis.errors import TambonError
from tambon_gis.loaders import fixes
from tambon_gis.loaders.land import drawn
from tambon_gis.model.outline import Outlines
from tambon_gis.model.project import DOCUMENT
from tambon_gis.places import LADDER
from tambon_gis.study import surveys
from tambon_gis.study.answering.asking import WHOLE_VILLAGE
from tambon_gis.study.drawing.standing import standing
from tambon_gis.study.load import VILLAGE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from tambon_gis.study.drawing.standing import Standing

__all__ = ["Lacking", "lacking", "name_of"]


@dataclass(frozen=True)
class Lacking:
    """
    A village that is surveyed and has no polygon.

    Parameters
    ----------
    code : str
        Its code.
    name : str
        What most rows call it; empty where none does.
    rows : int
        Rows of the survey behind it.
    meant : str
        Code of a village that bears the same name on more rows, where these are too few to be a
        village of their own: rather that one is meant.
    """

    code: str
    name: str = ""
    rows: int = 0
    meant: str = ""


def lacking(home: Path, *, now: Standing | None = None) -> tuple[Lacking, ...]:
    """
    Villages of the project's surveys that have no polygon and were not drawn.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.
    now : Standing, optional
        What stands in it, where that is known already.

    Returns
    -------
    tuple[Lacking, ...]
        By code, those first that hardly are a slip of the pen. None where no survey can be read
        yet.

    Examples
    --------
    >>> from pathlib import Path
    >>> lacking(Path("tests/data/small"))
    ()
    """
    stand = now or standing(home)
    here = drawn.Drawn(stand.outlines, stand.project.area.code.removeprefix("TH"))
    polygons, _ = drawn.beside(stand.surveyed, here)
    known = set(polygons["place"])
    said: dict[str, Lacking] = {}
    times: Counter[str] = Counter()
    for code, name, rows in _surveyed(stand):
        said.setdefault(code, Lacking(code, name, rows))
        times[code] += 1
    lost = [
        replace(one, meant=_meant(one, said.values()) if times[code] == 1 else "")
        for code, one in said.items()
        if code not in known and code.startswith(here.area) and len(code) == LADDER[VILLAGE]
    ]
    decided = {one.place for one in fixes.read(home).fix}
    lost = [one for one in lost if not (one.meant and one.code in decided)]
    return tuple(sorted(lost, key=lambda one: (one.meant != "", one.code)))


def _meant(lost: Lacking, said: Iterable[Lacking]) -> str:
    """The village that rather is meant by a few rows: it bears the same name on more of them."""
    if lost.rows >= WHOLE_VILLAGE:
        return ""
    same = [one for one in said if one.name and one.name == lost.name and one.rows > lost.rows]
    return max(same, key=lambda one: one.rows).code if same else ""


def name_of(home: Path, code: str) -> str:
    """
    What the surveys call a village that lacks a polygon.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.
    code : str
        Its code.

    Returns
    -------
    str
        Empty where they do not say.
    """
    return next((one.name for one in lacking(home) if one.code == code), "")


def _surveyed(stand: Standing) -> Iterator[tuple[str, str, int]]:
    """Code, usual name and rows of each village of the surveys, the newest survey first."""
    empty = drawn.frame_of(Outlines())
    area, home = stand.project.area.code, stand.home
    ground = surveys.Ground(home, DOCUMENT, area, empty, VILLAGE, fixes.read(home))
    newest = sorted(stand.project.survey, key=lambda one: -one.year)
    for survey in newest:
        if survey.persons or survey.table is None or not (home / survey.file).exists():
            continue
        try:
            tables = surveys.read(survey, ground).tables
        except TambonError:
            continue
        for table in tables:
            for place, rows in table.groupby("place", sort=True):
                named = (
                    rows["village_name"].dropna() if "village_name" in rows else rows["place"][:0]
                )
                name = str(named.mode().iloc[0]) if len(named) else ""
                yield str(place), name, len(rows)
        if tables:
            return
