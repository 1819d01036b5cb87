"""The conditions of rules as questions of a form see them: when a column matters, as XPath."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from sqlglot import exp
from sqlglot.optimizer.simplify import simplify

from tambon_gis.model.rule_tree import parsed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

__all__ = ["matters", "path"]

_SIGNS: Mapping[type[exp.Expression], str] = {
    exp.And: "and", exp.Or: "or", exp.EQ: "=", exp.NEQ: "!=", exp.GT: ">", exp.GTE: ">=",
    exp.LT: "<", exp.LTE: "<=", exp.Add: "+", exp.Sub: "-", exp.Mul: "*", exp.Div: "div",
    exp.Mod: "mod",
}  # fmt: skip
_TRUE = exp.Boolean(this=True)


def matters(
    column: str,
    rules: Iterable[tuple[str | None, str | None]],
    *,
    known: Collection[str],
) -> exp.Expression | None:
    """
    When an answer can change what comes of a row.

    Parameters
    ----------
    column : str
        The column that is asked.
    rules : iterable of (str or None, str or None)
        Of each indicator that needs it: whom it applies to, and when it is met.
    known : collection of str
        Columns that were answered before, and constants: a condition on any other is left out, so
        that rather too many are asked than one too few.

    Returns
    -------
    sqlglot.exp.Expression or None
        The condition; None where the column is to be asked of everybody.

    Examples
    --------
    >>> rule = ("age >= 60 AND NOT (health = 1 AND self_care = 0)", "has_work = 1")
    >>> matters("self_care", [rule], known=["age", "health"]).sql()
    'age >= 60 AND health = 1'
    >>> matters("has_work", [rule], known=["age"]).sql()
    'age >= 60'
    """
    found = [
        simplify(_relaxed(one, set(known)))
        for where, meets in rules
        for one in _conditions(column, where, meets)
    ]
    if not found or any(_is_true(one) for one in found):
        return None
    told = {one.sql(): one for one in found if not _is_false(one)}
    whole = simplify(exp.or_(*told.values(), copy=True)) if told else _TRUE
    return None if _is_true(whole) else whole


def path(tree: exp.Expression, constants: Mapping[str, float]) -> str:
    """
    A condition in XPath, as forms of the ODK family write it.

    Parameters
    ----------
    tree : sqlglot.exp.Expression
        A condition in the language of rules.
    constants : Mapping[str, float]
        Values that stand for names.

    Returns
    -------
    str
        Columns as ``${column}``.

    Examples
    --------
    >>> from tambon_gis.model.rule_tree import parsed
    >>> path(parsed("age BETWEEN 15 AND old AND NOT health IN (1, 2)"), {"old": 59})
    '${age} >= 15 and ${age} <= 59 and not(${health} = 1 or ${health} = 2)'
    """
    return _written(tree, constants)


def _is_true(tree: exp.Expression) -> bool:
    return isinstance(tree, exp.Boolean) and bool(tree.this)


def _is_false(tree: exp.Expression) -> bool:
    return isinstance(tree, exp.Boolean) and not tree.this


def _conditions(column: str, where: str | None, meets: str | None) -> Iterator[exp.Expression]:
    """What has to hold around each place where a rule looks at the column."""
    applies = parsed(where) if where else _TRUE
    if where:
        yield from (_around(leaf, deep=True) for leaf in _leaves(applies, column))
    if meets:
        for leaf in _leaves(parsed(meets), column):
            yield _all([applies, _around(leaf, deep=False)])


def _leaves(tree: exp.Expression, column: str) -> Iterator[exp.Expression]:
    """The comparisons that look at a column."""
    for found in tree.find_all(exp.Column):
        if found.name != column:
            continue
        leaf = cast("exp.Expression", found)
        while leaf.parent is not None and not isinstance(
            leaf.parent, exp.And | exp.Or | exp.Not | exp.Paren | exp.If | exp.Case
        ):
            leaf = cast("exp.Expression", leaf.parent)
        yield leaf


def _around(leaf: exp.Expression, *, deep: bool) -> exp.Expression:
    """
    What must hold for a comparison to be looked at.

    ``deep`` takes in what stands beside it: after "no" in one part of an "and" the others change
    nothing. A person's answers to all parts are wanted all the same, so that is asked of conditions
    only, never of what they lead to.
    """
    found: list[exp.Expression] = []
    beside: list[exp.Expression] = []
    node = leaf
    while node.parent is not None:
        above = cast("exp.Expression", node.parent)
        if isinstance(above, exp.And | exp.Or):
            other = above.expression if node.arg_key == "this" else above.this
            beside.append(other if isinstance(above, exp.And) else _no(other))
        elif isinstance(above, exp.If):
            found += beside if node.arg_key == "this" else [above.this]
            beside = []
        elif isinstance(above, exp.Case):
            earlier = above.args["ifs"]
            upto = earlier.index(node) if node in earlier else len(earlier)
            found += [_no(one.this) for one in earlier[:upto]]
        node = above
    found += beside if deep else []
    return _all(found) if found else _TRUE


def _no(tree: exp.Expression) -> exp.Expression:
    """The condition turned round."""
    return cast("exp.Expression", exp.not_(tree, copy=True))


def _all(parts: Iterable[exp.Expression]) -> exp.Expression:
    """Conditions that hold together."""
    return cast("exp.Expression", exp.and_(*parts, copy=True))


def _relaxed(tree: exp.Expression, known: set[str], *, wanted: bool = True) -> exp.Expression:
    """The condition where what is not known yet is taken for what lets it hold."""
    if isinstance(tree, exp.Paren):
        return _relaxed(tree.this, known, wanted=wanted)
    if isinstance(tree, exp.Not):
        return _no(_relaxed(tree.this, known, wanted=not wanted))
    if isinstance(tree, exp.And | exp.Or):
        sides = [_relaxed(x, known, wanted=wanted) for x in (tree.this, tree.expression)]
        if isinstance(tree, exp.And):
            return _all(sides)
        return cast("exp.Expression", exp.or_(*sides, copy=True))
    named = {one.name for one in tree.find_all(exp.Column)}
    return tree.copy() if named <= known else exp.Boolean(this=wanted)


def _written(tree: exp.Expression, constants: Mapping[str, float]) -> str:
    """One node and what is below it."""

    def inner(node: exp.Expression) -> str:
        told = _written(node, constants)
        return f"({told})" if isinstance(node, exp.Or | exp.In | exp.Add | exp.Sub) else told

    if isinstance(tree, exp.Paren):
        return f"({_written(tree.this, constants)})"
    if (sign := _SIGNS.get(type(tree))) is not None:
        sides = (tree.this, tree.expression)
        loose = isinstance(tree, exp.Or)
        return f" {sign} ".join(_written(x, constants) if loose else inner(x) for x in sides)
    if isinstance(tree, exp.Not | exp.Abs):
        held = tree.this.this if isinstance(tree.this, exp.Paren) else tree.this
        name = "not" if isinstance(tree, exp.Not) else "abs"
        return f"{name}({_written(held, constants)})"
    if isinstance(tree, exp.Neg):
        return f"-{inner(tree.this)}"
    return _other(tree, constants)


def _other(tree: exp.Expression, constants: Mapping[str, float]) -> str:
    """A node that has no sign between two sides."""
    if isinstance(tree, exp.Column):
        value = constants.get(tree.name)
        return f"${{{tree.name}}}" if value is None else f"{value:.15g}"
    if isinstance(tree, exp.Literal):
        return f"'{tree.this}'" if tree.is_string else str(tree.this)
    if isinstance(tree, exp.Boolean):
        return "true()" if tree.this else "false()"
    if isinstance(tree, exp.Case):
        return _choice(tree, constants)
    return "''" if isinstance(tree, exp.Null) else _listed(tree, constants)


def _listed(tree: exp.Expression, constants: Mapping[str, float]) -> str:
    """A node that holds one value against some others."""
    told = _written(tree.this, constants)
    others = [_written(one, constants) for one in tree.expressions]
    if isinstance(tree, exp.Between):
        low, high = (_written(tree.args[key], constants) for key in ("low", "high"))
        return f"{told} >= {low} and {told} <= {high}"
    if isinstance(tree, exp.In):
        return " or ".join(f"{told} = {one}" for one in others)
    if isinstance(tree, exp.Is):
        wanted = _written(tree.expression, constants)
        null = isinstance(tree.expression, exp.Null)
        return f"{told} = {wanted}" if null else f"boolean({told}) = {wanted}"
    return f"coalesce({', '.join([told, *others])})"


def _choice(tree: exp.Case, constants: Mapping[str, float]) -> str:
    """A CASE as one question inside another."""
    last = tree.args.get("default")
    text = _written(last, constants) if last is not None else "''"
    for one in reversed(tree.args["ifs"]):
        when, then = (_written(x, constants) for x in (one.this, one.args["true"]))
        text = f"if({when}, {then}, {text})"
    return text
