"""A rule of a rulebook: an SQL boolean expression in a small, checked language.

``income_total / members >= income_line`` is parsed by sqlglot; only arithmetic, comparison, logic,
CASE, coalesce, round, abs and BETWEEN/IN are allowed, so a rule can neither reach a table nor call
a function that an engine lacks. Numbers are written as floating point, because ``0.0285`` would be
DECIMAL on two engines.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, cast

import sqlglot
from sqlglot import exp

from tambon_gis.errors import RuleError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Rule"]

_ALLOWED = frozenset(
    {
        *("Add", "Sub", "Mul", "Div", "Mod", "Neg", "Round", "Abs"),
        *("EQ", "NEQ", "GT", "GTE", "LT", "LTE", "Between", "In", "Is", "Tuple"),
        *("And", "Or", "Not", "Paren", "Case", "If", "Coalesce"),
        *("Column", "Identifier", "Literal", "Null", "Boolean"),
    }
)


@dataclass(frozen=True)
class Rule:
    """
    One parsed rule.

    Parameters
    ----------
    text : str
        The rule as an author wrote it.

    Raises
    ------
    RuleError
        When read, if the text is not in the language of rules.

    Examples
    --------
    >>> rule = Rule("income / members >= line")
    >>> rule.columns
    ('income', 'line', 'members')
    >>> rule.sql({"line": 38000})
    '"income" / "members" >= 38000e0'
    """

    text: str

    def __post_init__(self) -> None:
        """Refuse at once what is not a rule."""
        for node in self._tree.walk():
            if type(node).__name__ not in _ALLOWED:
                raise RuleError("rule.forbidden", rule=self.text, what=type(node).__name__)
        for name in self._tree.find_all(exp.Column):
            if name.table:
                raise RuleError("rule.forbidden", rule=self.text, what=name.sql())

    @cached_property
    def _tree(self) -> exp.Expression:
        """The syntax tree."""
        try:
            tree = sqlglot.parse_one(self.text, dialect="duckdb")
        except sqlglot.errors.SqlglotError:
            raise RuleError("rule.syntax", rule=self.text) from None
        return cast("exp.Expression", tree)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns and constants that the rule speaks of, sorted."""
        return tuple(sorted({c.name for c in self._tree.find_all(exp.Column)}))

    def sql(self, constants: Mapping[str, float] | None = None) -> str:
        """
        The rule as SQL for any engine.

        Parameters
        ----------
        constants : Mapping[str, float], optional
            Values that stand for names.

        Returns
        -------
        str
            A boolean expression with quoted columns and floating-point numbers.
        """
        values = constants or {}

        def rewrite(node: exp.Expression) -> exp.Expression:
            if isinstance(node, exp.Column):
                if node.name in values:
                    return _float_literal(float(values[node.name]))
                return exp.column(node.name, quoted=True)
            if isinstance(node, exp.Literal) and not node.is_string:
                return _float_literal(float(node.this))
            return node

        return self._tree.copy().transform(rewrite).sql(dialect="duckdb")


def _float_literal(value: float) -> exp.Expression:
    """A number that every engine reads as double precision."""
    text = f"{value:.17g}"
    return exp.Var(this=text if "e" in text else f"{text}e0")
