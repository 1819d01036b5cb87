"""The cells of a large page, folded: equal columns once, and no share that its counts give.

A share is left out where it is what its counts give, rounded as it was published; the script works
it out again when a layer is opened. Shares that differ are kept.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

__all__ = ["folded"]

#: Where the columns of numbers stand in a year's cells, and the share among them.
_FIRST, _SHARE = 2, 4
_WHOLE_BELOW = 100


def folded(layers: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[str]]:
    """
    Layers with shorter cells, and the columns that more than one of them has.

    Parameters
    ----------
    layers : list of dict
        As the data block holds them.

    Returns
    -------
    tuple of (list of dict, list of str)
        Layers in which a column is its text, or a whole number n > 0 for the n-th shared column, or
        (share only) a list of places and shares that differ from what the counts give.

    Examples
    --------
    >>> cells = ["ee", "--", "200,90", "50,9", "25,10", 0]
    >>> layers, shared = folded([{"cells": {"2565": cells}}, {"cells": {"2566": cells}}])
    >>> layers[0]["cells"]["2565"], shared
    (['ee', '--', 1, 2, [], 0], ['200,90', '50,9'])
    """
    shorter = [
        {**layer, "cells": {y: _without_shares(c) for y, c in layer["cells"].items()}}
        if layer.get("cells")
        else layer
        for layer in layers
    ]
    found = Counter(
        column
        for layer in shorter
        for cells in layer.get("cells", {}).values()
        for column in cells[_FIRST:]
        if isinstance(column, str) and column
    )
    shared = [column for column, count in found.items() if count > 1]
    number = {column: at for at, column in enumerate(shared, start=1)}
    for layer in shorter:
        for cells in layer.get("cells", {}).values():
            cells[_FIRST:] = [
                number.get(column, column) if isinstance(column, str) else column
                for column in cells[_FIRST:]
            ]
    return shorter, shared


def _without_shares(cells: list[Any]) -> list[Any]:
    """One year with its shares as what differs from the counts; as it is where that is longer."""
    asked, failing, share = (str(column).split(",") for column in cells[_FIRST : _SHARE + 1])
    if not (len(asked) == len(failing) == len(share)):
        return list(cells)
    other: list[int | float | None] = []
    for at, told in enumerate(share):
        if told != _given(cells[0][at], asked[at], failing[at]):
            other += [at, float(told) if told else None]
    return [*cells[:_SHARE], other, *cells[_SHARE + 1 :]]


def _given(form: str, asked: str, failing: str) -> str:
    """The share that follows from the counts of a cell, as text."""
    if form not in "ez" or not asked or not failing or float(asked) == 0:
        return ""
    percent = 100 * float(failing) / float(asked)
    steps = 1 if float(asked) < _WHOLE_BELOW else 10
    share = math.floor(percent * steps + 0.5) / steps
    return str(int(share)) if share.is_integer() else str(share)
