"""The syntax trees of rules: what sqlglot reads, what is allowed of it, and the SQL made of it."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, cast

import sqlglot
from sqlglot import exp

from tambon_gis.errors import RuleError
from tambon_gis.model.rule_plain import number

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["columns", "is_condition", "parsed", "sql"]

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


@lru_cache(maxsize=4096)
def parsed(text: str) -> exp.Expression:
    """
    The syntax tree of a rule, which nobody changes: the same rule is asked for often.

    Parameters
    ----------
    text : str
        The rule as an author wrote it.

    Returns
    -------
    sqlglot.exp.Expression
        The tree.

    Raises
    ------
    RuleError
        When the text is not in the language of rules.

    Examples
    --------
    >>> parsed("age >= 60").key
    'gte'
    """
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


def columns(text: str) -> tuple[str, ...]:
    """
    Names that a rule speaks of.

    Parameters
    ----------
    text : str
        The rule as an author wrote it.

    Returns
    -------
    tuple[str, ...]
        Columns and constants, sorted.

    Examples
    --------
    >>> columns("income / members >= line")
    ('income', 'line', 'members')
    """
    return tuple(sorted({c.name for c in parsed(text).find_all(exp.Column)}))


def is_condition(text: str) -> bool:
    """
    Whether a rule is true, false or unknown, and no number.

    Parameters
    ----------
    text : str
        The rule as an author wrote it.

    Returns
    -------
    bool
        False for a number.

    Examples
    --------
    >>> is_condition("age >= 60"), is_condition("age / 2")
    (True, False)
    """
    return _is_condition(parsed(text))


def sql(text: str, values: Mapping[str, float]) -> str:
    """
    A rule as SQL for any engine.

    Parameters
    ----------
    text : str
        The rule as an author wrote it.
    values : Mapping[str, float]
        Values that stand for names.

    Returns
    -------
    str
        A boolean expression with quoted columns and floating-point numbers.

    Examples
    --------
    >>> sql("age >= old", {"old": 60})
    '"age" >= 60e0'
    """

    def name_and_number(node: exp.Expression) -> exp.Expression:
        if isinstance(node, exp.Column):
            if node.name in values:
                return _float_literal(float(values[node.name]))
            column = exp.column(node.name, quoted=True)
            return _double(column) if isinstance(node.parent, _ARITHMETIC) else column
        if isinstance(node, exp.Literal) and not node.is_string:
            return _float_literal(float(node.this))
        return node

    tree = parsed(text).copy().transform(name_and_number)
    for division in reversed(list(tree.find_all(exp.Div, exp.Mod))):  # what is inside first
        by = division.expression.copy()
        division.set("expression", exp.Nullif(this=by, expression=_float_literal(0.0)))
    return tree.transform(_two_valued).sql(dialect="duckdb")


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
    return exp.Var(this=number(value))
