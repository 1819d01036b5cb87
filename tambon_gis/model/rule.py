"""A rule of a rulebook: an SQL boolean expression in a small, checked language.

``income_total / members >= income_line`` is parsed by sqlglot; only arithmetic, comparison, logic,
CASE, coalesce, abs and BETWEEN/IN are allowed, so a rule can neither reach a table nor call a
function that an engine lacks or understands differently (``round`` takes ties two ways).

Where engines differ, the SQL is written so that they do not: numbers are floating point (``0.0285``
would be DECIMAL), arithmetic is done in double precision (small integers would wrap), a division by
zero is unknown, and ``x IS TRUE`` of an unknown x is false.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, cast

import sqlglot
from sqlglot import exp

from tambon_gis.errors import RuleError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Rule"]

_ALLOWED = frozenset(
    {
        *("Add", "Sub", "Mul", "Div", "Mod", "Neg", "Abs"),
        *("EQ", "NEQ", "GT", "GTE", "LT", "LTE", "Between", "In", "Is"),
        *("And", "Or", "Not", "Paren", "Case", "If", "Coalesce"),
        *("Column", "Identifier", "Literal", "Null", "Boolean"),
    }
)
_CONDITIONS = (
    *(exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE),
    *(exp.Between, exp.In, exp.Is, exp.Boolean),
)
_ARITHMETIC = (exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod, exp.Neg, exp.Abs)


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
    'CAST("income" AS DOUBLE) / NULLIF(CAST("members" AS DOUBLE), 0e0) >= 38000e0'
    """

    text: str

    def __post_init__(self) -> None:
        """Refuse at once what is not a rule."""
        _parsed(self.text)

    @property
    def _tree(self) -> exp.Expression:
        """The syntax tree, which nobody changes."""
        return _parsed(self.text)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns and constants that the rule speaks of, sorted."""
        return tuple(sorted({c.name for c in self._tree.find_all(exp.Column)}))

    @property
    def is_condition(self) -> bool:
        """Whether the rule is true, false or unknown, and no number."""
        return _is_condition(self._tree)

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

        def name_and_number(node: exp.Expression) -> exp.Expression:
            if isinstance(node, exp.Column):
                if node.name in values:
                    return _float_literal(float(values[node.name]))
                column = exp.column(node.name, quoted=True)
                return _double(column) if isinstance(node.parent, _ARITHMETIC) else column
            if isinstance(node, exp.Literal) and not node.is_string:
                return _float_literal(float(node.this))
            return node

        tree = self._tree.copy().transform(name_and_number)
        for division in list(tree.find_all(exp.Div, exp.Mod)):
            by = division.expression.copy()
            division.set("expression", exp.Nullif(this=by, expression=_float_literal(0.0)))
        return tree.transform(_two_valued).sql(dialect="duckdb")


@lru_cache(maxsize=4096)
def _parsed(text: str) -> exp.Expression:
    """The syntax tree of a rule; the same rule stands in many documents and is asked for often."""
    try:
        tree = cast("exp.Expression", sqlglot.parse_one(text, dialect="duckdb"))
        tokens = sqlglot.tokenize(text) if ";" in text else ()
    except sqlglot.errors.SqlglotError:
        raise RuleError("rule.syntax", rule=text) from None
    if any(token.text == ";" for token in tokens):
        raise RuleError("rule.forbidden", rule=text, what=";")
    for node in tree.walk():
        if (what := _forbidden(cast("exp.Expression", node))) is not None:
            raise RuleError("rule.forbidden", rule=text, what=what)
    return tree


def _is_condition(node: exp.Expression) -> bool:
    """Comparisons and what logic makes of them; a bare column is a number until it is compared."""
    if isinstance(node, exp.Paren | exp.Not):
        return _is_condition(node.this)
    if isinstance(node, exp.And | exp.Or):
        return _is_condition(node.this) and _is_condition(node.expression)
    if isinstance(node, exp.Case):
        last = node.args.get("default")
        ends = [one.args["true"] for one in node.args["ifs"]] + ([last] if last else [])
        return all(isinstance(end, exp.Null) or _is_condition(end) for end in ends)
    if isinstance(node, exp.Coalesce):
        return all(_is_condition(one) for one in (node.this, *node.expressions))
    return isinstance(node, _CONDITIONS)


def _forbidden(node: exp.Expression) -> str | None:
    """What of a node is outside the language of rules, None when nothing is."""
    if type(node).__name__ not in _ALLOWED:
        return type(node).__name__
    if isinstance(node, exp.Column) and node.table:
        return node.sql()
    if isinstance(node, exp.In) and not node.expressions:
        return "IN without a list"
    if isinstance(node, exp.Literal) and not node.is_string and math.isinf(float(node.this)):
        return str(node.this)
    return None


def _double(column: exp.Expression) -> exp.Expression:
    """A column in double precision."""
    return exp.Cast(this=column, to=exp.DataType.build("double"))


def _two_valued(node: exp.Expression) -> exp.Expression:
    """``x IS TRUE`` and ``x IS FALSE`` as a CASE, which every engine understands alike."""
    if not (isinstance(node, exp.Is) and isinstance(node.expression, exp.Boolean)):
        return node
    inner = exp.Paren(this=node.this.copy())
    asked = inner if node.expression.this else exp.Not(this=inner)
    case = exp.Case().when(asked, exp.Boolean(this=True)).else_(exp.Boolean(this=False))
    return exp.Paren(this=case)


def _float_literal(value: float) -> exp.Expression:
    """A number that every engine reads as double precision."""
    text = f"{value:.17g}"
    return exp.Var(this=text if "e" in text else f"{text}e0")
