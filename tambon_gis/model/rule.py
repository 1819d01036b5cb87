"""A rule of a rulebook: an SQL boolean expression in a small, checked language.

``income_total / members >= income_line``: only arithmetic, comparison, logic,
CASE, coalesce, abs and BETWEEN/IN are allowed, so a rule can neither reach a table nor call a
function that an engine lacks or understands differently (``round`` takes ties two ways). The
plainest rules are read by :mod:`~.rule_plain`, all others by sqlglot.

Where engines differ, the SQL is written so that they do not: numbers are floating point (``0.0285``
would be DECIMAL), arithmetic is done in double precision (small integers would wrap), a division by
zero is unknown, and ``x IS TRUE`` of an unknown x is false.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from tambon_gis.model.rule_plain import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Rule"]


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
        if plain(self.text) is None:
            from tambon_gis.model import rule_tree

            rule_tree.parsed(self.text)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns and constants that the rule speaks of, sorted."""
        if (read := plain(self.text)) is not None:
            return read.columns
        from tambon_gis.model import rule_tree

        return rule_tree.columns(self.text)

    @property
    def is_condition(self) -> bool:
        """Whether the rule is true, false or unknown, and no number."""
        if plain(self.text) is not None:
            return True
        from tambon_gis.model import rule_tree

        return rule_tree.is_condition(self.text)

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
        if (read := plain(self.text)) is not None:
            return read.sql(constants or {})
        from tambon_gis.model import rule_tree

        return rule_tree.sql(self.text, constants or {})
