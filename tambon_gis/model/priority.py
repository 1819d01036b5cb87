"""What comes first: the formula by which problems are put in order, as a small document."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field, PlainValidator, model_validator

from tambon_gis.model.document import Document, Text
from tambon_gis.model.fault import refusal

__all__ = ["Pressing", "Priority", "PriorityHeader", "Target", "Trend", "Weights"]


def _exact(given: object) -> Fraction:
    """A number as exactly as it was written."""
    try:
        found = Fraction(str(given).strip())
    except (ValueError, ZeroDivisionError):
        raise refusal("priority_number") from None
    if isinstance(given, bool) or found < 0:
        raise refusal("priority_number")
    return found


def _share(given: object) -> Fraction:
    """A share from 0 to below 1."""
    found = _exact(given)
    if found >= 1:
        raise refusal("priority_target")
    return found


Exact = Annotated[Fraction, PlainValidator(_exact)]
Share = Annotated[Fraction, PlainValidator(_share)]


class PriorityHeader(Document):
    """
    What the order is for, and whose idea it is.

    ``people`` says in what people affected are counted: ``household`` (households with a failing
    answer, which every indicator of a household survey has) or ``person`` (then a household
    indicator needs the persons per household).
    """

    id: str
    title: Text
    people: Literal["household", "person"] = "household"
    status: Literal["illustrative", "decided"] = "illustrative"
    source: Text
    note: Text | None = None


class Target(Document):
    """The share that may fail: ``default``, and ``of`` single indicators (``bmn-2560/22``)."""

    default: Share = Fraction(0)
    of: dict[str, Share] = Field(default_factory=dict)


class Weights(Document):
    """Exponents of the three parts: 0 leaves a part out, 2 counts it twice."""

    gap: Exact = Fraction(1)
    people: Exact = Fraction(1)
    trend: Exact = Fraction(1)

    @model_validator(mode="after")
    def _a_met_target_is_no_problem(self) -> Weights:
        """Without the gap, a place that reached its target would still have a score."""
        if self.gap == 0:
            raise refusal("priority_gap")
        return self


class Trend(Document):
    """
    The factor of a trend: 1 + ``per_point`` for every percentage point a year that it gets worse.

    It stays within ``lowest`` and ``highest``. With ``only_clear``, a change whose interval holds
    zero counts as none.
    """

    per_point: Exact = Fraction(1, 20)
    lowest: Exact = Fraction(1, 2)
    highest: Exact = Fraction(2)
    only_clear: bool = True

    @model_validator(mode="after")
    def _holds_one(self) -> Trend:
        """An unknown trend is 1, so 1 lies inside; 0 would hide a problem."""
        if not 0 < self.lowest <= 1 <= self.highest:
            raise refusal("priority_trend")
        return self


class Pressing(Document):
    """
    From where on a cell counts as a problem that a project should answer.

    ``share`` of those asked, and ``cases`` (households or people) who fall short: both at least.
    """

    share: Share = Fraction(1, 10)
    cases: int = Field(default=5, ge=0)


class Priority(Document):
    """
    The whole formula: score = gap^g x people^p x trend^t.

    ``gap`` is the share failing above the target in percentage points, ``people`` those affected,
    ``trend`` the factor of :class:`Trend`, and g, p, t the :class:`Weights`; :class:`Pressing`
    draws the line below which nothing is called a problem.
    """

    priority: PriorityHeader
    target: Target = Target()
    weights: Weights = Weights()
    trend: Trend = Trend()
    pressing: Pressing = Pressing()

    @property
    def id(self) -> str:
        """The name by which it is asked for."""
        return self.priority.id

    def target_of(self, indicator: str) -> Fraction:
        """
        The share of an indicator that may fail.

        Parameters
        ----------
        indicator : str
            For example ``bmn-2560/22``.

        Returns
        -------
        fractions.Fraction
            From 0 to below 1.
        """
        return self.target.of.get(indicator, self.target.default)
