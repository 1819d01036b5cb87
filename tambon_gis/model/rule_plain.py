"""The plainest rules, read without the library of SQL, which takes long to load.

``members >= 1`` and ``(wages + rent) / members >= line``: one comparison of what is reckoned from
columns and numbers. Every other rule is left to :mod:`~.rule_tree`, which makes the same SQL of
these too; the tests hold one against the other, for every word that means something in SQL.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Plain", "number", "plain"]

_TOKEN = re.compile(
    r"[ \t\r\n]*(?:([a-z][a-z0-9_]*)|([0-9]{1,15}(?:\.[0-9]{1,15})?)(?![\w.])|(>=|<=|[-+*/()<>=]))"
)
_LONGEST = 240
_COMPARED = frozenset({">=", "<=", ">", "<", "="})
#: Words that are no plain name of a column, or not everywhere.
_RESERVED = frozenset(
    (  # noqa: SIM905  (one a line would be four screens)
        "alter analyze and any array as attach begin between cache call case comment commit connect"
        " connect_by_root copy create cross current_catalog current_date current_time"
        " current_timestamp current_user delete desc describe detach disconnect distinct drop else"
        " except execute explain false fetch for force from glob grant having if ilike inner insert"
        " install intersect interval into join kill lateral like list load localtime localtimestamp"
        " map merge not notnull null nullable object on only optimize or outer partitioned_by pivot"
        " pivot_wider positional pragma prepare qualify range regexp rename reset returning revoke"
        " rlike rollback row select session_user set show struct summarize tablesample then true"
        " truncate uncache union unpivot update use using vacuum values when where with xor"
    ).split()
)


@dataclass(frozen=True)
class Plain:
    """
    A comparison, or a part of one.

    Parameters
    ----------
    sign : str
        ``column``, ``number``, ``(`` around one part, or what stands between two parts.
    text : str
        Name of a column, or a number as it was written.
    parts : tuple[Plain, ...]
        What the sign joins.
    """

    sign: str
    text: str = ""
    parts: tuple[Plain, ...] = field(default=())

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of columns and constants, sorted."""
        own = {self.text} if self.sign == "column" else set()
        return tuple(sorted(own.union(*(part.columns for part in self.parts))))

    def sql(self, values: Mapping[str, float], *, reckoned: bool = False) -> str:
        """
        The same as SQL for any engine.

        Parameters
        ----------
        values : Mapping[str, float]
            Values that stand for names.
        reckoned : bool, default False
            Whether it is reckoned with, so that a column is taken in double precision.

        Returns
        -------
        str
            With quoted columns and floating-point numbers; what is divided by zero is unknown.

        Examples
        --------
        >>> plain("age >= old").sql({"old": 60})
        '"age" >= 60e0'
        """
        if self.sign == "column":
            if self.text in values:
                return number(float(values[self.text]))
            return f'CAST("{self.text}" AS DOUBLE)' if reckoned else f'"{self.text}"'
        if self.sign == "number":
            return number(float(self.text))
        if self.sign == "(":
            return f"({self.parts[0].sql(values)})"
        into = self.sign not in _COMPARED
        left, right = (part.sql(values, reckoned=into) for part in self.parts)
        if self.sign == "/":
            right = f"NULLIF({right}, {number(0.0)})"
        return f"{left} {self.sign} {right}"


@lru_cache(maxsize=4096)
def plain(text: str) -> Plain | None:
    """
    A rule that is one comparison of sums, products and quotients.

    Parameters
    ----------
    text : str
        The rule as an author wrote it.

    Returns
    -------
    Plain or None
        None for any other rule, and for what is none.

    Examples
    --------
    >>> plain("income / members >= line").columns
    ('income', 'line', 'members')
    >>> plain("age >= 60 AND works = 1") is None
    True
    """
    tokens = _tokens(text)
    if tokens is None:
        return None
    try:
        left = _sum(tokens)
        sign = tokens.pop()
        right = _sum(tokens)
    except (IndexError, ValueError):
        return None
    return None if tokens or sign not in _COMPARED else Plain(sign, parts=(left, right))


def number(value: float) -> str:
    """
    A number that every engine reads as double precision.

    Parameters
    ----------
    value : float
        The number.

    Returns
    -------
    str
        With an exponent.

    Examples
    --------
    >>> number(0.5), number(1e30)
    ('0.5e0', '1e+30')
    """
    text = f"{value:.17g}"
    return text if "e" in text else f"{text}e0"


def _tokens(text: str) -> list[str] | None:
    """Names, numbers and signs, the last one first; None where something else stands."""
    if len(text) > _LONGEST:
        return None
    found, at, text = [], 0, text.rstrip(" \t\r\n")
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None or token[1] in _RESERVED:
            return None
        found.append(token[1] or token[2] or token[3])
        at = token.end()
    return found[::-1]


def _sum(tokens: list[str]) -> Plain:
    """Products that are added or subtracted."""
    whole = _product(tokens)
    while tokens and tokens[-1] in {"+", "-"}:
        whole = Plain(tokens.pop(), parts=(whole, _product(tokens)))
    return whole


def _product(tokens: list[str]) -> Plain:
    """Names, numbers and sums in brackets that are multiplied or divided."""
    whole = _atom(tokens)
    while tokens and tokens[-1] in {"*", "/"}:
        whole = Plain(tokens.pop(), parts=(whole, _atom(tokens)))
    return whole


def _atom(tokens: list[str]) -> Plain:
    """A name, a number or a sum in brackets."""
    token = tokens.pop()
    if token == "(":  # noqa: S105  (a sign, no secret)
        inner = _sum(tokens)
        if tokens.pop() != ")":
            raise ValueError(token)
        return Plain("(", parts=(inner,))
    if token[0].isdigit():
        return Plain("number", token)
    if not token[0].isalpha():
        raise ValueError(token)
    return Plain("column", token)
