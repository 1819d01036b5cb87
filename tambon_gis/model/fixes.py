"""Decisions of a person about rows and places, replayed at every build (``fixes.toml``)."""

from __future__ import annotations

import datetime as dt

from pydantic import Field, field_validator, model_validator

from tambon_gis.model.document import Document
from tambon_gis.model.fault import refusal
from tambon_gis.thai import parse_date

__all__ = ["Fix", "Fixes"]


class Fix(Document):
    """
    One decision.

    Parameters
    ----------
    input : str
        Role of the input it is about (``bmn-2560-2565``, ``boundary``); ``*`` for every one.
    place : str, optional
        The place as found, in every row of the input: a code, or the text of the cell.
    file, sheet : str
        With ``row``: where it stands.
    row : int, optional
        One row by its number in the file. ``place``, where it is given too, guards against a file
        that has changed: the decision holds only while that row still says so.
    use : str, optional
        The place code to use instead.
    leave_out : bool
        Set the rows aside.
    keep : bool
        Leave everything as it is: looked at, and right.
    finding : str
        What was found there, by the code of its finding: no other is kept. With ``file``,
        ``sheet``, ``cell`` and ``count`` where it is about no place and no single row.
    cell : str
        Its cell, as the finding names it.
    count : int, optional
        How many cells or rows it stood for: where there are more or fewer, it is asked anew.
    decided_by, decided_on, note : str, date or None, str
        Who decided (a role, not a person's name), when, and why.
    """

    input: str = "*"
    place: str | None = None
    file: str = ""
    sheet: str = ""
    row: int | None = Field(default=None, ge=1)
    use: str | None = None
    leave_out: bool = False
    keep: bool = False
    finding: str = ""
    cell: str = ""
    count: int | None = Field(default=None, ge=1)
    decided_by: str = ""
    decided_on: dt.date | None = None
    note: str = ""

    @field_validator("decided_on", mode="before")
    @classmethod
    def _is_a_day(cls, found: object) -> dt.date | None:
        """A day as text, B.E. or C.E.; none where it is not told."""
        if found is None or found == "":
            return None
        if isinstance(found, dt.date):
            return found
        day = parse_date(str(found))
        if day is None:
            raise refusal("day")
        return day

    @model_validator(mode="after")
    def _says_what_and_where(self) -> Fix:
        """A place, a row, or something found and kept; and exactly one thing to do."""
        if self.place is None and self.row is None and not (self.finding and self.keep):
            raise refusal("fix_where")
        if (self.use is not None) + self.leave_out + self.keep != 1:
            raise refusal("fix_what")
        return self


class Fixes(Document):
    """All decisions of a project, in the order in which they were made."""

    fix: tuple[Fix, ...] = ()
