"""The ways in which an indicator can be answered: given, by bands, by a rule, or from persons."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import StringConstraints, ValidationInfo, field_validator, model_validator

from tambon_gis.errors import RuleError
from tambon_gis.model.document import Document, is_proven
from tambon_gis.model.fault import refusal
from tambon_gis.model.rule import Rule

__all__ = ["FOLDED", "Band", "Fold", "Given", "Name", "Way", "checked_rule", "folded_columns"]

Name = Annotated[str, StringConstraints(pattern=r"^[a-z_][a-z0-9_]*$")]
#: The ways in the order in which they are tried: an answer that somebody gave comes first.
Way = Literal["given", "bands", "rule", "person"]
#: What a fold of persons leaves in the household's row, for each indicator.
FOLDED = ("asked", "failing", "unknown", "state")
#: Names that the rule of a fold may use beside constants.
_OF_A_FOLD = ("folded", "applicable", "members")


def folded_columns(code: str) -> tuple[str, ...]:
    """
    Columns of a household's row into which an indicator's persons were folded.

    Parameters
    ----------
    code : str
        Code of the indicator.

    Returns
    -------
    tuple[str, ...]
        Persons asked, failing and unknown, and the household's state.

    Examples
    --------
    >>> folded_columns("16")
    ('fold_16_asked', 'fold_16_failing', 'fold_16_unknown', 'fold_16_state')
    """
    return tuple(f"fold_{code}_{part}" for part in FOLDED)


def checked_rule(text: str | None, told: ValidationInfo) -> str | None:
    """
    Refuse a text that is no condition, when the document is read and not at row 4,000,000.

    Parameters
    ----------
    text : str or None
        A rule, if there is one.
    told : ValidationInfo
        What pydantic tells of the document; a proven one is taken as it is.

    Returns
    -------
    str or None
        The same text.

    Raises
    ------
    pydantic_core.PydanticCustomError
        When it is no rule, or one that is a number.
    """
    if text is not None and not is_proven(told) and not _read(text).is_condition:
        raise refusal("rule_condition", rule=text)
    return text


def _number(text: str | None, told: ValidationInfo) -> str | None:
    """A rule that may be a number."""
    if text is not None and not is_proven(told):
        _read(text)
    return text


def _read(text: str) -> Rule:
    """A rule, or what is wrong with it."""
    try:
        return Rule(text)
    except RuleError as fault:
        raise refusal("rule", fault=fault) from None


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
        lists = (*set(self.met), *set(self.unmet), *set(self.not_applicable))
        twice = sorted({code for code in lists if lists.count(code) > 1})
        if self.answer is not None and twice:
            raise refusal("given_codes", codes=", ".join(map(str, twice)))
        return self

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that the form names."""
        names = (self.answer, self.target, self.fail, self.score)
        return tuple(name for name in names if name is not None)


class Band(Document):
    """
    One step of a score ladder: the score of a village for which ``when`` holds.

    Steps are tried from the first on; the last one may leave ``when`` out, then it takes the rest.
    """

    score: int
    when: str | None = None

    _is_a_rule = field_validator("when")(checked_rule)


class Fold(Document):
    """
    Persons folded into their household.

    ``where`` says whom of the members the indicator applies to (everyone without it). ``all`` and
    ``any`` ask whether all, or one, of them meet ``meets``; ``count`` and ``share`` count those who
    do; ``sum``, ``max`` and ``min`` work on ``value``. The last five leave a number, ``folded``,
    which ``passes`` judges; it may also name ``applicable`` (members to whom it applies),
    ``members`` (all) and constants. A household without an applicable member is not applicable.
    """

    needs: tuple[Name, ...]
    where: str | None = None
    fold: Literal["all", "any", "count", "share", "sum", "max", "min"] = "all"
    meets: str | None = None
    value: str | None = None
    passes: str | None = None

    _are_rules = field_validator("where", "meets", "passes")(checked_rule)
    _is_a_number = field_validator("value")(_number)

    @model_validator(mode="after")
    def _fits_its_fold(self) -> Fold:
        """A condition or a value, and a judgement where the fold leaves a number."""
        of_value = self.fold in {"sum", "max", "min"}
        judged = self.fold not in {"all", "any"}
        parts = (self.meets is None) == of_value and (self.value is None) != of_value
        if not parts or (self.passes is None) == judged:
            raise refusal("fold_form", fold=self.fold)
        return self

    def strangers(self, constants: frozenset[str]) -> tuple[str, ...]:
        """
        Names in the rules that are neither needed columns nor constants.

        Parameters
        ----------
        constants : frozenset[str]
            Names of the rulebook's constants.

        Returns
        -------
        tuple[str, ...]
            Such names, sorted.
        """
        of_members = {*self.needs, *constants}
        rules = [(rule, of_members) for rule in (self.where, self.meets, self.value)]
        rules.append((self.passes, {*_OF_A_FOLD, *constants}))
        named = {
            name
            for rule, allowed in rules
            if rule
            for name in Rule(rule).columns
            if name not in allowed
        }
        return tuple(sorted(named))
