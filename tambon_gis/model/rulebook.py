"""A rulebook: what a round of a survey asks, whom each indicator counts, and when it is met."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, StringConstraints, field_validator, model_validator

from tambon_gis.errors import RuleError
from tambon_gis.model.document import Document, Text
from tambon_gis.model.fault import refusal, refusals
from tambon_gis.model.rule import Rule

if TYPE_CHECKING:
    from pydantic_core import PydanticCustomError

__all__ = ["Constant", "Dimension", "Given", "Header", "Indicator", "Rulebook", "Scores"]

Name = Annotated[str, StringConstraints(pattern=r"^[a-z_][a-z0-9_]*$")]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")]
Counts = Literal["household", "person", "resident", "village"]
Status = Literal["verified", "unverified"]


class Constant(Document):
    """A number that rules name, with its unit and source."""

    value: float
    unit: str
    source: str


class Dimension(Document):
    """A group of indicators."""

    id: str
    title: Text


class Given(Document):
    """
    Columns in which a survey already holds the assessed answer.

    Either ``answer`` (codes of met, unmet and not applicable), or ``target`` and ``fail`` (persons
    asked and failing in a household, or residents of an area), or ``score``.
    """

    answer: Name | None = None
    target: Name | None = None
    fail: Name | None = None
    score: Name | None = None
    met: tuple[int, ...] = (1,)
    unmet: tuple[int, ...] = (0,)
    not_applicable: tuple[int, ...] = (9,)

    @model_validator(mode="after")
    def _one_form(self) -> Given:
        """Exactly one of the three forms."""
        forms = [self.answer is not None, self.score is not None, self.target is not None]
        if sum(forms) != 1 or (self.target is None) != (self.fail is None):
            raise refusal("given_form")
        return self

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that the form names."""
        names = (self.answer, self.target, self.fail, self.score)
        return tuple(name for name in names if name is not None)


class Scores(Document):
    """The ladder of a score: from the score that means a problem to the best one."""

    problem: int
    best: int
    titles: dict[str, Text]


class Indicator(Document):
    """One indicator of a rulebook."""

    code: Code
    id: str
    title: Text
    short: Text
    dimension: str
    counts: Counts
    sensitive: bool = False
    given: Given | None = None
    needs: tuple[Name, ...] = ()
    applies: str | None = None
    meets: str | None = None
    definition: Text | None = None
    source: str = ""
    confidence: Literal["verified", "inferred", "recalled", "uncertain"] = "verified"
    same_as: tuple[str, ...] = ()

    @field_validator("applies", "meets")
    @classmethod
    def _is_a_rule(cls, text: str | None) -> str | None:
        """A rule fails when the document is read, not at row 4,000,000."""
        if text is not None:
            try:
                Rule(text)
            except RuleError as fault:
                raise refusal("rule", fault=fault) from None
        return text

    @model_validator(mode="after")
    def _can_be_assessed(self) -> Indicator:
        """Given answers or a rule, never neither."""
        if (self.given is None) == (self.meets is None):
            raise refusal("given_or_meets")
        return self

    @property
    def columns(self) -> tuple[str, ...]:
        """The survey columns that the indicator reads."""
        return self.needs if self.given is None else self.given.columns


class Header(Document):
    """Who made the rulebook, for which years and what it counts."""

    id: str
    title: Text
    short: Text
    unit: Literal["household", "village", "area"]
    years: tuple[int, int]
    source: Text
    status: Status
    note: Text | None = None


class Rulebook(Document):
    """A whole rulebook."""

    rulebook: Header
    constants: dict[str, Constant] = Field(default_factory=dict)
    scores: Scores | None = None
    dimension: tuple[Dimension, ...]
    indicator: tuple[Indicator, ...]

    @property
    def id(self) -> str:
        """The name by which projects ask for it."""
        return self.rulebook.id

    @property
    def verified(self) -> bool:
        """Whether outputs may present it without the label of an unverified list."""
        return self.rulebook.status == "verified"

    @cached_property
    def by_code(self) -> dict[str, Indicator]:
        """Indicators by their code."""
        return {indicator.code: indicator for indicator in self.indicator}

    @property
    def values(self) -> dict[str, float]:
        """Constants as plain numbers."""
        return {name: constant.value for name, constant in self.constants.items()}

    @model_validator(mode="after")
    def _hangs_together(self) -> Rulebook:
        """Codes are unique, dimensions exist, rules name only what they may."""
        faults: list[PydanticCustomError] = []
        seen: set[str] = set()
        known = {dimension.id for dimension in self.dimension}
        for one in self.indicator:
            if one.code in seen:
                faults.append(refusal("indicator_twice", indicator=one.code))
            seen.add(one.code)
            if one.dimension not in known:
                faults.append(refusal("no_dimension", indicator=one.code, dimension=one.dimension))
            if one.given and one.given.score and self.scores is None:
                faults.append(refusal("no_scores", indicator=one.code))
            allowed = {*one.needs, *self.constants}
            for rule in (one.applies, one.meets):
                names = Rule(rule).columns if rule else ()
                faults += [
                    refusal("rule_names", indicator=one.code, name=name)
                    for name in names
                    if name not in allowed
                ]
        if faults:
            raise refusals(faults)
        return self
