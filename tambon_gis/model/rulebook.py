"""A rulebook: what a round of a survey asks, whom each indicator counts, and when it is met."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, StringConstraints, field_validator, model_validator

from tambon_gis.model.document import Document, Text
from tambon_gis.model.fault import refusal, refusals
from tambon_gis.model.rule import Rule
from tambon_gis.model.ways import Band, Fold, Given, Name, Way, checked_rule, folded_columns

if TYPE_CHECKING:
    from collections.abc import Collection

    from pydantic_core import PydanticCustomError

__all__ = ["Constant", "Dimension", "Header", "Indicator", "Level", "Rulebook", "Scores"]

Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")]
Counts = Literal["household", "person", "resident", "village"]
Status = Literal["verified", "unverified", "uncertain"]


class Constant(Document):
    """A number that rules name, with its unit and source."""

    value: float
    unit: str
    source: str


class Dimension(Document):
    """A group of indicators."""

    id: str
    title: Text


class Scores(Document):
    """The ladder of a score: from the score that means a problem to the best one."""

    problem: int
    best: int
    titles: dict[str, Text]


class Level(Document):
    """
    A level that a village reaches: the first whose ``when`` holds.

    The rule names ``count_score_1`` and so on (indicators at that score), ``scored`` (indicators
    with a score) and constants.
    """

    id: str
    title: Text
    when: str
    source: str = ""

    _is_a_rule = field_validator("when")(checked_rule)


class Indicator(Document):
    """
    One indicator of a rulebook, with the ways in which it can be answered.

    ``counts`` is empty only where it is not known whom an indicator counts; such an indicator has a
    name and no way. ``same_as`` names indicators of other rounds that mean the same and may be
    compared (``bmn-2566/29``); ``similar_to`` those of the same matter that are not known to mean
    the same, which are never compared.
    """

    code: Code
    id: str
    title: Text
    short: Text
    dimension: str
    counts: Counts | None = None
    sensitive: bool = False
    given: Given | None = None
    bands: tuple[Band, ...] = ()
    needs: tuple[Name, ...] = ()
    applies: str | None = None
    meets: str | None = None
    person: Fold | None = None
    definition: Text | None = None
    source: str = ""
    confidence: Literal["verified", "inferred", "recalled", "uncertain"] = "verified"
    same_as: tuple[str, ...] = ()
    similar_to: tuple[str, ...] = ()

    _are_rules = field_validator("applies", "meets")(checked_rule)

    @model_validator(mode="after")
    def _can_be_assessed(self) -> Indicator:
        """Whom it counts stands beside every way; a band and a rule read the same columns."""
        if self.counts is None and self.ways:
            raise refusal("no_counts")
        if self.counts is not None and not self.ways:
            raise refusal("given_or_meets")
        if self.bands and self.meets is not None:
            raise refusal("bands_or_meets")
        if any(band.when is None for band in self.bands[:-1]):
            raise refusal("band_order")
        of_persons = self.counts == "person"
        if self.person is not None and of_persons and self.person.fold != "all":
            raise refusal("fold_persons", fold=self.person.fold)
        return self

    @property
    def ways(self) -> dict[Way, tuple[str, ...]]:
        """The ways in which it can be answered, in the order of trial, with their columns."""
        found: dict[Way, tuple[str, ...]] = {}
        if self.given is not None:
            found["given"] = self.given.columns
        if self.bands:
            found["bands"] = self.needs
        if self.meets is not None:
            found["rule"] = self.needs
        if self.person is not None:
            found["person"] = folded_columns(self.code)
        return found

    def way(self, columns: Collection[str]) -> Way | None:
        """
        The first way for which a table has all columns.

        Parameters
        ----------
        columns : collection of str
            Columns of the table.

        Returns
        -------
        {"given", "bands", "rule", "person"} or None
            The way, None where the table cannot answer.
        """
        for way, needed in self.ways.items():
            if all(name in columns for name in needed):
                return way
        return None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the first way: what a table should have."""
        return next(iter(self.ways.values()), ())


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
    level: tuple[Level, ...] = ()
    missing: tuple[Code, ...] = ()

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
            faults += self._faults_of(one)
        for level in self.level:
            faults += [
                refusal("level_names", level=level.id, name=name)
                for name in Rule(level.when).columns
                if name not in {*self.constants, *self._level_names}
            ]
        faults += [
            refusal("missing_there", indicator=code) for code in self.missing if code in seen
        ]
        if faults:
            raise refusals(faults)
        return self

    def _faults_of(self, one: Indicator) -> list[PydanticCustomError]:
        """Faults of one indicator that only the whole rulebook can see."""
        faults = []
        if ((one.given and one.given.score) or one.bands) and self.scores is None:
            faults.append(refusal("no_scores", indicator=one.code))
        allowed = {*one.needs, *self.constants}
        rules = (one.applies, one.meets, *(band.when for band in one.bands))
        named = [name for rule in rules if rule for name in Rule(rule).columns]
        strangers = [name for name in dict.fromkeys(named) if name not in allowed]
        if one.person is not None:
            strangers += one.person.strangers(frozenset(self.constants))
        faults += [refusal("rule_names", indicator=one.code, name=name) for name in strangers]
        return faults

    @property
    def _level_names(self) -> frozenset[str]:
        """What the rule of a level may name."""
        if self.scores is None:
            return frozenset({"scored"})
        steps = range(self.scores.problem, self.scores.best + 1)
        return frozenset({"scored", *(f"count_score_{step}" for step in steps)})
