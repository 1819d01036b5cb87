"""Classes and colours of a choropleth: fixed for an indicator over all its years, darker is worse.

The five classes and the band below them are the six steps of ColorBrewer's YlOrBr: the palest step
belongs to the band "fewer than 5 households", so that a band never looks like a measured share.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tambon_gis.model.sealed import Form

__all__ = [
    "CLASSES",
    "FORM_FILL",
    "LADDERS",
    "PALETTE",
    "PATTERNS",
    "SCORE_FILL",
    "breaks_of",
    "class_of",
    "colours",
    "score_colours",
]

#: Number of classes of a share.
CLASSES = 5
#: ColorBrewer YlOrBr, steps 2 to 6 of 6.
PALETTE = ("#fee391", "#fec44f", "#fe9929", "#d95f0e", "#993404")
#: Upper bounds of the first four classes, in percent: round numbers that people use.
LADDERS: tuple[tuple[float, ...], ...] = (
    (5, 10, 20, 40),
    (5, 10, 15, 20),
    (2, 5, 10, 20),
    (2, 4, 6, 8),
    (1, 2, 5, 10),
    (10, 20, 30, 40),
    (20, 40, 60, 80),
)
#: Plain colour of each form that is not a class. Forms in :data:`PATTERNS` are drawn over it.
FORM_FILL: Mapping[Form | str, str] = {
    "zero": "#d6e4ee",
    "zero_band": "#eef3f6",
    "few": "#ffffd4",
    "most": "#5c1f02",
    "hidden": "#ffffff",
    "not_asked": "#c3cad1",
    "no_data": "#f1f3f5",
    "withheld": "#e6eaee",
}
#: Forms drawn with a pattern, and the colour of its strokes or dots.
PATTERNS: Mapping[str, str] = {"zero_band": "#c9a227", "hidden": "#5d6b78", "no_data": "#98a3ad"}
#: Problem, in between, none: the last is the colour of "nobody fails".
SCORE_FILL = ("#d95f0e", "#fec44f", "#d6e4ee")
_SPREAD = {1: (2,), 2: (1, 3), 3: (0, 2, 3), 4: (0, 1, 2, 3), 5: (0, 1, 2, 3, 4)}
_FEWEST_FILLED = 2
_LARGEST_CLASS = 0.8
_FEWEST_FOR_QUANTILES = 10


def breaks_of(
    shares: Sequence[float], *, policy: tuple[float, ...] | None = None
) -> tuple[float, ...]:
    """
    Upper bounds of all classes but the last; a class holds its upper bound.

    Policy thresholds come first. Else the ladder of round numbers that spreads the shares most
    evenly, if it tells at least two classes apart and none holds more than 80 % of them, or if
    there are fewer than ten shares. Else quantiles, themselves shares that were published.

    Parameters
    ----------
    shares : Sequence[float]
        Published shares of every year and place, in percent. Zeros have a class of their own and
        are left out here.
    policy : tuple[float, ...], optional
        Thresholds that are set by policy.

    Returns
    -------
    tuple[float, ...]
        At most four rising bounds, fewer where there are few different shares.

    Examples
    --------
    >>> breaks_of([3, 7, 12, 18, 35, 60])
    (5, 10, 20, 40)
    >>> breaks_of([90, 91, 92, 93, 94, 95, 96, 97, 98, 99])
    (91, 93, 95, 97)
    >>> breaks_of([0, 0])
    ()
    """
    if policy is not None:
        return policy
    values = sorted(share for share in shares if share > 0)
    if not values:
        return ()
    best = min(LADDERS, key=lambda ladder: max(_fill(values, ladder)))
    fill = _fill(values, best)
    if len(values) < _FEWEST_FOR_QUANTILES:
        return best
    if sum(map(bool, fill)) >= _FEWEST_FILLED and max(fill) <= _LARGEST_CLASS * len(values):
        return best
    return _quantiles(values)


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


def colours(classes: int) -> tuple[str, ...]:
    """
    The colours of so many classes, palest first.

    Parameters
    ----------
    classes : int
        1 to 5.

    Returns
    -------
    tuple[str, ...]
        Hex colours, spread over the palette.

    Examples
    --------
    >>> colours(5) == PALETTE, colours(1)
    (True, ('#fe9929',))
    """
    return tuple(PALETTE[step] for step in _SPREAD[classes])


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
        Colour by score, from the problem to the best.

    Examples
    --------
    >>> score_colours(1, 3)
    {1: '#d95f0e', 2: '#fec44f', 3: '#d6e4ee'}
    >>> list(score_colours(4, 1))
    [4, 3, 2, 1]
    """
    step = 1 if best >= problem else -1
    scores = list(range(problem, best + step, step))
    last = max(len(scores) - 1, 1)
    return {
        score: SCORE_FILL[0 if i == 0 else 2 if i == last else 1] for i, score in enumerate(scores)
    }


def _fill(values: Sequence[float], breaks: Sequence[float]) -> list[int]:
    """How many values fall in each class."""
    counts = [0] * (len(breaks) + 1)
    for value in values:
        counts[class_of(value, breaks)] += 1
    return counts


def _quantiles(values: Sequence[float]) -> tuple[float, ...]:
    """Bounds that are themselves values: the smallest with at least k fifths at or below it."""
    last = len(values)
    bounds = (values[-(-last * k // CLASSES) - 1] for k in range(1, CLASSES))
    return tuple(sorted({bound for bound in bounds if bound < values[-1]}))
