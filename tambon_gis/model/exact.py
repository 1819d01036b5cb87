"""Exact numbers: a weight that a person writes becomes a fraction, so that thirds add up to one."""

from __future__ import annotations

from fractions import Fraction

__all__ = ["fraction"]


def fraction(given: object) -> Fraction:
    """
    An exact fraction from what a person writes.

    Parameters
    ----------
    given : str, int, float or fractions.Fraction
        ``"1/3"``, ``"0.25"`` or a number; a float counts as the decimal that it prints as.

    Returns
    -------
    fractions.Fraction
        The fraction.

    Raises
    ------
    ValueError
        When it is no number.

    Examples
    --------
    >>> fraction("1/3"), fraction(0.3)
    (Fraction(1, 3), Fraction(3, 10))
    """
    if isinstance(given, bool):
        raise ValueError  # noqa: TRY004 - one kind of error for everything that is no number
    try:
        return Fraction(str(given).strip())
    except ZeroDivisionError:
        raise ValueError from None
