"""The named tables between two rooms: their columns are declared here once and checked on entry.

raw -> survey (folded, where it was of persons) -> matched -> assessed -> counted (and scored) ->
measured -> sealed. A frame may carry more columns than its stage declares; it may not lack one or
hold it as another kind.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from tambon_gis.errors import StageError

if TYPE_CHECKING:
    import pandas as pd

    from tambon_gis.model.findings import Finding

__all__ = [
    "ASSESSED",
    "BOUNDARIES",
    "COUNTED",
    "FACILITIES",
    "FOLDED",
    "MATCHED",
    "MEASURED",
    "PROJECTS",
    "SCORED",
    "SEALED",
    "SURVEY",
    "RawTable",
    "Stage",
]

Kind = Literal["text", "integer", "number", "geometry", "any"]
_KINDS = {"text": "OSTU", "integer": "iu", "number": "fiu", "geometry": "O", "any": "OSTUifubMm"}


@dataclass(frozen=True)
class RawTable:
    """
    A table as found: every cell as text, and where it stood.

    Parameters
    ----------
    frame : pandas.DataFrame
        One column for each heading as found, cells as text or None. The index is the row number in
        the file, counted from 1.
    file, sheet : str
        File name (no folder) and sheet; a sheet is empty for CSV and Parquet.
    letters : dict[str, str]
        Heading -> column letter in the sheet (``F``).
    skipped : dict[int, str]
        Row number -> why it is not part of the table: ``title``, ``total``, ``note``, ``empty``,
        ``example`` (the row of a form that shows how to fill it in).
    findings : tuple[Finding, ...]
        What was noticed while the file became this table; the reports of later steps begin with it.
    left_out : frozenset[int]
        Rows of the table that a person decided to set aside; later steps refuse them.
    decided : frozenset[int]
        Rows whose place a person decided; later steps do not ask about it again.
    """

    frame: pd.DataFrame
    file: str
    sheet: str
    letters: dict[str, str]
    skipped: dict[int, str]
    findings: tuple[Finding, ...] = ()
    left_out: frozenset[int] = frozenset()
    decided: frozenset[int] = frozenset()

    def cell(self, heading: str, row: int) -> str:
        """
        The address of a cell as Excel writes it.

        Parameters
        ----------
        heading : str
            Heading as found.
        row : int
            Row number in the file.

        Returns
        -------
        str
            For example ``F14``.
        """
        return f"{self.letters.get(heading, heading)}{row}"


@dataclass(frozen=True)
class Stage:
    """
    A named table.

    Parameters
    ----------
    name : str
        Name of the stage.
    columns : tuple of (name, kind)
        What must stand in it: ``text``, ``integer``, ``number``, ``geometry`` or ``any``.
    """

    name: str
    columns: tuple[tuple[str, Kind], ...]

    def check(self, frame: Any) -> None:
        """
        Hold a pandas frame against the stage.

        Parameters
        ----------
        frame : pandas.DataFrame
            The table.

        Raises
        ------
        StageError
            With every missing or mistyped column in one message.
        """
        faults = []
        for column, kind in self.columns:
            if column not in frame.columns:
                faults.append(f"- {column}")
            elif len(frame) and not _is_kind(frame[column].dtype, kind):
                faults.append(f"- {column}: {frame[column].dtype} ≠ {kind}")
        if faults:
            raise StageError("stage.columns", stage=self.name, faults="\n".join(faults))


def _is_kind(dtype: Any, kind: Kind) -> bool:
    """Whether a dtype holds what a kind asks for."""
    if kind == "geometry":
        return str(dtype) == "geometry"
    if kind == "text" and str(dtype) in {"string", "str", "category"}:
        return True
    return getattr(dtype, "kind", "O") in _KINDS[kind]


SURVEY = Stage("survey", (("row", "integer"), ("place", "text")))
"""One row a household, village or area: ``row`` is its number in the file, ``place`` its code;
the other columns are the schema's fields, null where unknown."""

MATCHED = Stage("matched", (("row", "integer"), ("place", "text")))
"""A survey whose every ``place`` has a polygon."""

ASSESSED = Stage("assessed", (("row", "integer"), ("place", "text")))
"""A survey's rows with one column an indicator, named by its code: 1 met, 0 unmet, -1 not
applicable, null unknown."""

FOLDED = Stage("folded", (("row", "integer"), ("place", "text"), ("members", "integer")))
"""One row a household of a person table: the column that tells the household, and for each
indicator the columns of :func:`tambon_gis.model.ways.folded_columns`. It can serve as a survey."""

BOUNDARIES = Stage("boundaries", (("place", "text"), ("name", "text"), ("geometry", "geometry")))
"""One row a place, WGS 84 (EPSG:4326), valid polygons."""

COUNTED = Stage(
    "counted",
    (
        ("year", "integer"),
        ("framework", "text"),
        ("code", "text"),
        ("level", "text"),
        ("place", "text"),
        ("counts", "text"),
        ("asked", "integer"),
        ("met", "integer"),
        ("unknown", "integer"),
        ("households_asked", "integer"),
        ("households_met", "integer"),
        ("households_unknown", "integer"),
    ),
)
"""Additive counts. ``asked`` and ``met`` are in the indicator's own unit (``counts``: household,
person, resident, village), asked = met + failing; ``unknown`` counts units whose answer is missing;
the ``households_`` columns count households for every indicator (null where unknown). Any other
column is a group (``sex``, ``zone``) that stays apart in every sum; weighted sums, where there are
weights, are ``weighted_asked``, ``weighted_met`` and ``weighted_unknown``."""

SCORED = Stage(
    "scored",
    (
        ("year", "integer"),
        ("framework", "text"),
        ("code", "text"),
        ("place", "text"),
        ("score", "integer"),
    ),
)
"""One row a village and indicator of a score rulebook; a missing score is null."""

MEASURED = Stage("measured", (*COUNTED.columns, ("share", "number"), ("unknown_share", "number")))
"""Counted with ``share``: failing / asked, null where nobody was asked; ``unknown_share``: unknown
/ (asked + unknown), how much of the answer is not known; and ``weighted_share`` where there are
weights."""

SEALED = Stage(
    "sealed",
    (
        ("year", "integer"),
        ("framework", "text"),
        ("code", "text"),
        ("level", "text"),
        ("place", "text"),
        ("counts", "text"),
        ("form", "text"),
        ("asked", "number"),
        ("failing", "number"),
        ("share", "number"),
        ("households", "number"),
        ("unknown", "text"),
        ("score", "number"),
    ),
)
"""One row a published cell; see :class:`tambon_gis.model.sealed.Measures`."""

FACILITIES = Stage(
    "facilities",
    (
        ("row", "integer"),
        ("name", "text"),
        ("kind", "text"),
        ("latitude", "number"),
        ("longitude", "number"),
    ),
)
"""One row a facility, WGS 84 degrees."""

PROJECTS = Stage(
    "projects",
    (
        ("row", "integer"),
        ("programme", "text"),
        ("number", "integer"),
        ("title", "text"),
        ("objective", "text"),
        ("target", "text"),
        ("kpi", "text"),
        ("result", "text"),
        ("agency", "text"),
    ),
)
"""One row a project of a plan form ผ.02, with one ``budget_<year>`` column a year, in baht."""
