"""Places that were set up, cut up, joined, given another code or given up: who became whom."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from tambon_gis.model.document import Document, Text
from tambon_gis.model.fault import refusal, refusals

if TYPE_CHECKING:
    from pydantic_core import PydanticCustomError

__all__ = ["Change", "Crosswalk", "CrosswalkHeader"]

FIRST_YEAR, LAST_YEAR = 2400, 2700
PlaceCode = Annotated[str, StringConstraints(pattern=r"^([0-9]{2}){1,4}$")]
Year = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]


class CrosswalkHeader(Document):
    """Which places the list is about, and where it is known from."""

    id: str
    title: Text
    source: str
    status: Literal["verified", "unverified", "uncertain"] = "unverified"


class Change(Document):
    """
    One change of places.

    Parameters
    ----------
    kind : {"new", "split", "merge", "recode", "gone"}
        ``new`` has no ``from``, ``gone`` no ``to``; ``recode`` gives one place another code;
        ``split`` makes more places than there were (a village that keeps its code stands on both
        sides), ``merge`` fewer.
    year : int
        First year, B.E., in which the new codes hold: in a survey of that year they are used.
    from, to : tuple[str, ...]
        Codes before and after.
    source : str
        Where the change is known from, for example the announcement.
    note : str
        Anything else.

    Examples
    --------
    >>> change = Change.model_validate({"kind": "split", "year": 2564, "from": ["99010103"],
    ...     "to": ["99010103", "99010112"], "source": "made up"})
    >>> change.before, change.to
    (('99010103',), ('99010103', '99010112'))
    """

    kind: Literal["new", "split", "merge", "recode", "gone"]
    year: Year
    before: tuple[PlaceCode, ...] = Field(default=(), alias="from")
    to: tuple[PlaceCode, ...] = ()
    source: str
    note: str = ""

    @model_validator(mode="after")
    def _has_the_form_of_its_kind(self) -> Change:
        """As many codes on either side as the kind says, none of them twice."""
        old, new = len(set(self.before)), len(set(self.to))
        if (old, new) != (len(self.before), len(self.to)):
            raise refusal("change_repeats")
        fits = {
            "new": old == 0 < new,
            "gone": new == 0 < old,
            "split": 0 < old < new,
            "merge": 0 < new < old,
            "recode": old == new == 1 and self.before != self.to,
        }
        if not fits[self.kind]:
            raise refusal("change_form", kind=self.kind)
        return self


class Crosswalk(Document):
    """All changes of the places of one level."""

    crosswalk: CrosswalkHeader
    change: tuple[Change, ...] = ()

    @property
    def id(self) -> str:
        """The name by which it is asked for."""
        return self.crosswalk.id

    @model_validator(mode="after")
    def _tells_one_story(self) -> Crosswalk:
        """One level; no code in two changes of a year; only what stands can change."""
        faults: list[PydanticCustomError] = []
        lengths = {len(code) for one in self.change for code in (*one.before, *one.to)}
        if len(lengths) > 1:
            faults.append(refusal("change_levels"))
        stands: dict[str, bool] = {}
        ordered = sorted(self.change, key=_year)
        for year, changes in groupby(ordered, key=_year):
            faults += _year_faults(str(year), tuple(changes), stands)
        if faults:
            raise refusals(faults)
        return self


def _year_faults(
    year: str, changes: tuple[Change, ...], stands: dict[str, bool]
) -> list[PydanticCustomError]:
    """Contradictions within a year and with the years before; what stands is kept up to date."""
    old = [code for one in changes for code in one.before]
    new = [code for one in changes for code in one.to]
    twice = sorted({code for side in (old, new) for code in side if side.count(code) > 1})
    lost = sorted({code for code in old if not stands.get(code, True)})
    taken = sorted({code for code in new if stands.get(code, False)} - set(old))
    stands |= dict.fromkeys(old, False) | dict.fromkeys(new, True)
    return [
        *(refusal("change_twice", place=code, year=year) for code in twice),
        *(refusal("change_gone", place=code, year=year) for code in lost),
        *(refusal("change_stands", place=code, year=year) for code in taken),
    ]


def _year(change: Change) -> int:
    """For sorting."""
    return change.year
