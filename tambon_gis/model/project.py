"""The project document ``tambon.toml``: the area, files and years, roles, decisions."""

from __future__ import annotations

import datetime as dt
import re
from typing import Literal

from pydantic import Field, field_validator, model_validator

from tambon_gis.model.document import Document, Text
from tambon_gis.model.fault import refusal
from tambon_gis.thai import digits_to_arabic, parse_date
from tambon_gis.words import BE_OFFSET

__all__ = [
    "DOCUMENT",
    "OUTLINES",
    "PERSONS",
    "Allowed",
    "Area",
    "Boundary",
    "Decision",
    "Input",
    "Other",
    "Output",
    "Project",
    "Role",
    "Survey",
    "Target",
    "day_of",
]

Level = Literal["province", "amphoe", "tambon", "village"]
_CODE = re.compile(r"^(TH|[0-9]{2}|[0-9]{4}|[0-9]{6})$")
_RANGE = re.compile(r"^\$?[A-Za-z]{1,3}\$?[1-9]\d{0,6}:\$?[A-Za-z]{1,3}\$?[1-9]\d{0,6}$")
_NOT_INSIDE = re.compile(r"^/|^[A-Za-z]:|[\\\x00-\x1f]")
_WEB = re.compile(r"^https?://[^\s\"'<>]+$")
_FIRST_YEAR, _LAST_YEAR = 2500, 2700
#: File name of a project document.
DOCUMENT = "tambon.toml"
#: File of the outlines that people drew: where no other file holds boundaries, they are all.
OUTLINES = "outlines.geojson"
#: End of the role of a table of persons, beside that of their households.
PERSONS = "-persons"


class Area(Document):
    """The area that the project is about: a tambon, or wider; ``TH`` is the whole country."""

    code: str
    name: Text
    amphoe: Text | None = None
    province: Text | None = None
    synthetic: bool = False

    @field_validator("code")
    @classmethod
    def _is_a_code(cls, code: str) -> str:
        """Text of 2, 4 or 6 digits, Thai ones as well, or TH."""
        code = digits_to_arabic(code)
        if not _CODE.match(code):
            raise refusal("area_code")
        return code


class Input(Document):
    """
    One file of the project, named relative to ``tambon.toml``; a folder stands for its tables.

    ``sheet = "*"`` reads every sheet that holds the table; ``range`` (``"A5:H60"``, headings
    included) names the cells where a sheet holds several tables.
    """

    file: str
    sheet: str | None = None
    range: str | None = None

    @field_validator("range")
    @classmethod
    def _is_a_range(cls, cells: str | None) -> str | None:
        """Two corners as a spreadsheet writes them, the second not before the first."""
        if cells is not None and not _RANGE.match(cells):
            raise refusal("cell_range")
        return cells.replace("$", "").upper() if cells else cells

    @field_validator("file")
    @classmethod
    def _inside(cls, file: str) -> str:
        """A relative path that stays readable on every system."""
        # "inputs\new.xlsx" arrives with a line break in it: \n, \t, \b, \f and \r mean something
        if not file or _NOT_INSIDE.search(file):
            raise refusal("file_relative")
        return file


class Boundary(Input):
    """
    The polygons, one level.

    Without ``file`` there are none but the outlines that people drew (:data:`OUTLINES`). ``layer``
    names one of several; ``inside`` a layer of tambons, where ``file`` holds points of
    villages to be turned into approximate areas; ``reference`` a layer whose place is trusted, to
    hold the reference system against; ``mend = true`` closes gaps and overlaps.
    """

    file: str = OUTLINES
    level: Level
    layer: str | None = None
    code: str | None = None
    name: str | None = None
    crs: str | None = None
    inside: str | None = None
    reference: str | None = None
    mend: bool = False
    credit: str = ""
    licence: str = ""

    @property
    def is_drawn(self) -> bool:
        """Whether there is no boundary but what people drew."""
        return self.file == OUTLINES


class Survey(Input):
    """
    A survey table: answers of households or villages, or counts that are published already.

    ``columns`` names a map of its headings where they are not those of the schema;
    ``persons = true`` says that its rows are members of households, who are folded into them.
    """

    year: int
    table: str | None = Field(default=None, alias="schema")
    source: str | None = None
    columns: str | None = None
    persons: bool = False
    rulebook: str

    @field_validator("year")
    @classmethod
    def _is_of_the_buddhist_era(cls, year: int) -> int:
        """A year B.E.; one that looks C.E. is told as such."""
        if _FIRST_YEAR <= year + BE_OFFSET <= _LAST_YEAR:
            raise refusal("year_common_era", given=str(year), year=str(year + BE_OFFSET))
        if not _FIRST_YEAR <= year <= _LAST_YEAR:
            raise refusal("year_range", first=str(_FIRST_YEAR), last=str(_LAST_YEAR))
        return year

    @model_validator(mode="after")
    def _one_reading(self) -> Survey:
        """Answers come with a schema, published counts with a source map."""
        if (self.table is None) == (self.source is None):
            raise refusal("survey_reading")
        return self

    @property
    def role(self) -> str:
        """Name of the input in outputs (never its file name)."""
        return f"{self.rulebook}-{self.year}{PERSONS if self.persons else ''}"


class Role(Document):
    """A role in the working group; never a person's name."""

    title: Text
    duty: Text | None = None


def day_of(found: object) -> dt.date:
    """
    A day as text, B.E. or C.E.: 2565-11-20 or 20/11/2565.

    Parameters
    ----------
    found : object
        Text, or a date.

    Returns
    -------
    datetime.date
        The day.

    Examples
    --------
    >>> day_of("2565-11-20")
    datetime.date(2022, 11, 20)
    """
    day = found if isinstance(found, dt.date) else parse_date(str(found))
    if day is None:
        raise refusal("day")
    return day


class Decision(Document):
    """Who decided, and when, that a sensitive indicator may be shown below tambon (P8)."""

    indicator: str
    decided_by: str
    decided_on: dt.date

    _is_a_day = field_validator("decided_on", mode="before")(day_of)


class Target(Document):
    """
    The share failing that is accepted for an indicator, in percent, and who set it.

    ``indicator`` is written ``bmn-2560/16``.
    """

    indicator: str
    failing: float = Field(ge=0, le=100)
    source: str


class Allowed(Document):
    """
    A reviewed exception (P3): a text that looks personal and may be published, and who decided.

    For example the phone of a health station or the e-mail of an office.
    """

    value: str
    reason: str
    decided_by: str
    decided_on: dt.date

    _is_a_day = field_validator("decided_on", mode="before")(day_of)


class Output(Document):
    """
    How outputs look and where they will stand.

    ``public_url`` is the address under which the page will be put on the web (a QR code needs it);
    ``digits = "thai"`` writes numbers in Thai digits; ``story`` names a story document;
    ``composite`` the composite that the radar shows.
    """

    public_url: str | None = None
    digits: Literal["arabic", "thai"] = "arabic"
    story: str | None = None
    composite: str | None = "five-aspects"

    @field_validator("public_url")
    @classmethod
    def _is_an_address(cls, address: str | None) -> str | None:
        """An address of the web, never a path of this computer."""
        if address is not None and not _WEB.match(address):
            raise refusal("web_address")
        return address


class Other(Input):
    """
    Another list of households, to be held against the survey and never merged into it.

    ``title`` is what it lists (``ผู้ถือบัตรสวัสดิการแห่งรัฐ``), ``indicator`` the one it is held
    against (``bmn-2560/22``), ``year`` that of the survey, ``key`` the heading of its house codes.
    """

    title: Text
    indicator: str
    year: int
    key: str | None = None
    source: str = ""


class Project(Document):
    """A whole project document."""

    area: Area
    boundary: Boundary = Boundary(level="village")
    survey: tuple[Survey, ...] = ()
    facilities: Input | None = None
    plan: Input | None = None
    role: tuple[Role, ...] = ()
    publish_sensitive: tuple[Decision, ...] = ()
    target: tuple[Target, ...] = ()
    allowed: tuple[Allowed, ...] = ()
    other: tuple[Other, ...] = ()
    output: Output = Output()

    @model_validator(mode="after")
    def _one_of_each(self) -> Project:
        """One file for a survey and year."""
        roles = [survey.role for survey in self.survey]
        twice = sorted({role for role in roles if roles.count(role) > 1})
        if twice:
            raise refusal("stands_twice", names=", ".join(twice))
        return self
