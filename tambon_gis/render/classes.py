"""Classes of shares: fixed for an indicator over all its years, by the document of a view.

Thresholds of policy come first, then bounds that a document fixes, then round numbers, quantiles,
or a scheme of mapclassify.
"""

from __future__ import annotations

import warnings
from bisect import bisect_left
from math import floor, isfinite
from typing import TYPE_CHECKING

from tambon_gis.errors import ExtraError
from tambon_gis.model.layer import Classes
from tambon_gis.render.palettes import colours, looks_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

__all__ = [
    "FORM_FILL",
    "LADDERS",
    "MOST",
    "PALETTE",
    "PATTERNS",
    "breaks_of",
    "class_of",
    "colours",
    "cuts_of",
    "score_colours",
]

#: The most classes of a share.
MOST = 7
#: The usual five colours, palest first.
PALETTE = colours(5)
#: Upper bounds of the first four of five classes, in percent: round numbers that people use.
LADDERS: tuple[tuple[float, ...], ...] = (
    (5, 10, 20, 40),
    (5, 10, 15, 20),
    (2, 5, 10, 20),
    (2, 4, 6, 8),
    (1, 2, 5, 10),
    (10, 20, 30, 40),
    (20, 40, 60, 80),
)
#: Longer rows of round numbers: for another number of classes, as many steps in a row.
_ROWS: tuple[tuple[float, ...], ...] = (
    (1, 2, 5, 10, 20, 40, 60, 80),
    (5, 10, 15, 20, 25, 30),
    (10, 20, 30, 40, 50, 60),
    (2, 4, 6, 8, 10, 12),
)
#: Plain colour of each form that is not a class, as long as no document says otherwise.
FORM_FILL: Mapping[str, str] = looks_of().fills
#: Forms that are drawn with a pattern, and the colour of its strokes or dots.
PATTERNS: Mapping[str, str] = looks_of().marks
#: Classes of five that stand for the scores between the problem and none, palest first.
_SCORES = {1: (2,), 2: (0, 2), 3: (0, 2, 4)}
_USUAL = Classes()
_PAIR = Classes(count=3)
_FEWEST_FILLED = 2
_LARGEST_CLASS = 0.8
_FEWEST_FOR_QUANTILES = 10
#: Schemes of mapclassify that take a number of classes; the others find their own.
_COUNTED = {"EqualInterval", "FisherJenks", "JenksCaspall", "MaximumBreaks", "PrettyBreaks",
            "Quantiles"}  # fmt: skip


def breaks_of(
    shares: Iterable[float], how: Classes = _USUAL, *, indicator: str = ""
) -> tuple[float, ...]:
    """
    Upper bounds of all classes but the last; a class holds its upper bound.

    Thresholds of policy for this indicator come first, then bounds that the document fixes, then
    its scheme. ``ladder`` is the ladder of round numbers that spreads the shares most evenly, if it
    tells at least two classes apart and none holds more than 80 % of them, or if there are fewer
    than ten shares; else quantiles, themselves shares that were published.

    Parameters
    ----------
    shares : Iterable[float]
        Published shares of every year and place, in percent, with one decimal at most. Zeros have
        a class of their own and are left out here.
    how : Classes
        What the document of the view says.
    indicator : str, optional
        The indicator (``bmn-2560/16``), for thresholds of policy.

    Returns
    -------
    tuple[float, ...]
        Rising bounds with one decimal at most; fewer where there are few different shares.

    Raises
    ------
    ExtraError
        When a scheme of mapclassify is asked for and mapclassify is not installed.

    Examples
    --------
    >>> breaks_of([3, 7, 12, 18, 35, 60])
    (5, 10, 20, 40)
    >>> decided = Classes(policy={"bmn-2560/16": (5, 10)}, source="มติประชาคม")
    >>> breaks_of([3, 7], decided, indicator="bmn-2560/16")
    (5, 10)
    >>> breaks_of([0, 0])
    ()
    """
    fixed = how.policy.get(indicator, how.breaks)
    if fixed is not None:
        return tuple(map(_short, fixed))
    values = sorted(share for share in shares if share > 0)
    if not values:
        return ()
    if how.scheme == "ladder":
        return _ladder(values, how.count)
    if how.scheme == "quantiles":
        return _quantiles(values, how.count)
    return _scheme(values, how)


def cuts_of(shares: Iterable[float]) -> tuple[float, float] | None:
    """
    Two bounds between three classes, for two indicators at once.

    Parameters
    ----------
    shares : Iterable[float]
        Published shares of every year and place, in percent.

    Returns
    -------
    tuple of (float, float) or None
        Thirds, or round numbers where there are few different shares; nothing without a share
        above zero.

    Examples
    --------
    >>> cuts_of([0, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    (4, 7)
    """
    values = sorted(share for share in shares if share > 0)
    if not values:
        return None
    found = _quantiles(values, _PAIR.count)
    low, high = found if len(found) == _PAIR.count - 1 else _rounded(values, _PAIR.count)
    return low, high


def class_of(share: float, breaks: Sequence[float]) -> int:
    """
    The class of a share above zero.

    Parameters
    ----------
    share : float
        Percent.
    breaks : Sequence[float]
        Bounds from :func:`breaks_of`.

    Returns
    -------
    int
        0 for the palest class.

    Examples
    --------
    >>> class_of(5, (5, 10, 20, 40)), class_of(5.1, (5, 10, 20, 40)), class_of(99, ())
    (0, 1, 0)
    """
    return bisect_left(breaks, share)


def score_colours(problem: int, best: int) -> dict[int, str]:
    """
    The colour of each score of a ladder.

    Parameters
    ----------
    problem, best : int
        The score that means a problem, and the one that means none.

    Returns
    -------
    dict[int, str]
        Colour by score, from the problem (darkest) to the best (that of "nobody fails").

    Examples
    --------
    >>> score_colours(1, 3)
    {1: '#d85a08', 2: '#ffb23f', 3: '#f0f8ff'}
    >>> list(score_colours(4, 1))
    [4, 3, 2, 1]
    """
    step = 1 if best >= problem else -1
    worse = list(range(problem, best, step))
    ramp = [colours(5)[i] for i in _SCORES[len(worse)]] if len(worse) in _SCORES else []
    ramp = ramp or list(colours(min(len(worse), MOST)) if worse else ())
    deepest = len(ramp) - 1
    shades = [ramp[deepest - i * deepest // max(len(worse) - 1, 1)] for i in range(len(worse))]
    return dict(zip([*worse, best], [*shades, FORM_FILL["zero"]], strict=True))


def _short(bound: float) -> float:
    """A bound without a needless decimal."""
    return int(bound) if float(bound).is_integer() else float(bound)


def _ladder(values: Sequence[float], count: int) -> tuple[float, ...]:
    """Round numbers where they tell the shares apart, else quantiles."""
    best = _rounded(values, count)
    fill = _fill(values, best)
    if len(values) < _FEWEST_FOR_QUANTILES:
        return best
    if sum(map(bool, fill)) >= _FEWEST_FILLED and max(fill) <= _LARGEST_CLASS * len(values):
        return best
    return _quantiles(values, count)


def _rounded(values: Sequence[float], count: int) -> tuple[float, ...]:
    """The ladder whose largest class is smallest."""
    return min(_ladders(count), key=lambda ladder: max(_fill(values, ladder)))


def _ladders(count: int) -> list[tuple[float, ...]]:
    """Ladders of so many classes."""
    steps = count - 1
    if steps == len(LADDERS[0]):
        return list(LADDERS)
    return [row[i : i + steps] for row in _ROWS for i in range(len(row) - steps + 1)]


def _fill(values: Sequence[float], breaks: Sequence[float]) -> list[int]:
    """How many values fall in each class."""
    counts = [0] * (len(breaks) + 1)
    for value in values:
        counts[class_of(value, breaks)] += 1
    return counts


def _quantiles(values: Sequence[float], count: int) -> tuple[float, ...]:
    """Bounds that are themselves values: the smallest with at least k parts at or below it."""
    last = len(values)
    bounds = (values[-(-last * k // count) - 1] for k in range(1, count))
    return tuple(sorted({bound for bound in bounds if bound < values[-1]}))


def _scheme(values: Sequence[float], how: Classes) -> tuple[float, ...]:
    """
    Bounds by mapclassify.

    Shares have one decimal, so that a bound without the further ones parts the same shares. Bounds
    that part nothing are left out; those of a scheme that finds more classes than asked for too.
    """
    different = sorted(set(values))
    if len(different) <= how.count:
        return tuple(different[:-1])
    try:
        import mapclassify
    except ImportError:
        raise ExtraError("extra.missing", extra="spatial") from None
    told = {"k": how.count} if how.scheme in _COUNTED else {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # numba would be faster; a class may stay empty
        bins = getattr(mapclassify, how.scheme)(list(values), **told).bins
    bounds = {floor(round(float(bound) * 10, 6)) / 10 for bound in bins if isfinite(bound)}
    inside = sorted(bound for bound in bounds if values[0] <= bound < values[-1])
    return tuple(map(_short, inside[: how.count - 1]))
