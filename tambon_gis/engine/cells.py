"""A grid over polygons: where no border passes, all points of a stretch lie in the same polygon."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]
    Whole = NDArray[np.int32]

__all__ = ["ASK", "Grid", "lay"]

#: What a cell says through which a border passes: its points are asked one by one.
ASK = -2
#: Pieces of borders that are marked at once.
BLOCK = 200_000


@dataclass(frozen=True)
class Grid:
    """
    Cells of equal size.

    Parameters
    ----------
    west, south : float
        Where the second column and the second row begin.
    side : float
        Side of a cell, in the unit of the coordinates.
    answers : numpy.ndarray of int32
        For each row and column what is known of its points, or :data:`ASK`. The outermost cells
        reach to infinity.
    """

    west: float
    south: float
    side: float
    answers: NDArray[Any]

    def cells(self, x: Numbers, y: Numbers) -> NDArray[np.intp]:
        """
        Cells of points.

        Parameters
        ----------
        x, y : numpy.ndarray of float
            Finite coordinates.

        Returns
        -------
        numpy.ndarray of int
            Their numbers, row by row. Along each axis the number never falls where a coordinate
            rises, rounding included: so a border marks all cells between those of its ends.
        """
        rows, columns = self.answers.shape
        row = _steps(y, self.south, self.side, rows)
        row *= columns
        row += _steps(x, self.west, self.side, columns)
        return row


def lay(
    borders: tuple[Numbers, Numbers],
    ask: Callable[[Numbers, Numbers], Whole],
    cells: int,
    *,
    each: Callable[..., Iterable[Any]] = map,
) -> Grid:
    """
    Lay a grid over polygons.

    Parameters
    ----------
    borders : tuple of numpy.ndarray
        Where each straight edge of any polygon begins, and where it ends: two columns, x and y.
    ask : callable
        From x and y of points to the polygon of each, whatever it calls them; exact.
    cells : int
        About how many cells.
    each : callable, default map
        ``map``, or that of a pool of threads.

    Returns
    -------
    Grid
        Cells next to each other through which no edge passes are one stretch: to go from one of
        its points to another no border is crossed, so one question answers for all of them,
        also where polygons overlap or have holes. The other cells say :data:`ASK`.

    Examples
    --------
    >>> import numpy as np
    >>> square = np.array([[0.0, 0], [1, 0], [1, 1], [0, 1], [0, 0]])
    >>> def ask(x, y):
    ...     return np.where((abs(x - 0.5) <= 0.5) & (abs(y - 0.5) <= 0.5), 7, -1)
    >>> grid = lay((square[:-1], square[1:]), ask, 100)
    >>> grid.answers.ravel()[grid.cells(np.array([0.5, 9, 1]), np.array([0.5, 9, 1]))].tolist()
    [7, -1, -2]
    """
    import numpy as np
    from scipy import ndimage

    grid = _empty(borders, cells)
    list(each(partial(_mark, grid, borders), _blocks(borders, grid.side)))
    free = grid.answers
    labels, count = ndimage.label(free)
    free[:, 1:] &= ~free[:, :-1]  # what is left: where a stretch begins in its row
    begins = np.flatnonzero(free)
    first = np.zeros(count + 1, dtype=np.int64)
    first[labels.ravel()[begins[::-1]]] = begins[::-1]
    row, column = np.divmod(first[1:], free.shape[1])
    told = np.full(count + 1, ASK, dtype=np.int32)
    told[1:] = ask(grid.west + (column - 0.5) * grid.side, grid.south + (row - 0.5) * grid.side)
    return Grid(grid.west, grid.south, grid.side, told[labels])


def _empty(borders: tuple[Numbers, Numbers], cells: int) -> Grid:
    """A grid that reaches around all borders; every cell is true."""
    import numpy as np

    west, south = borders[0].min(axis=0).tolist()  # every corner begins one edge
    east, north = borders[0].max(axis=0).tolist()
    wide, high = east - west, north - south
    finest = 1e-9 * float(np.abs(borders[0]).max())  # far above the rounding of coordinates
    side = max((wide * high / cells) ** 0.5, (wide + high) / cells, finest)
    shape = (int(high / side) + 3, int(wide / side) + 3)
    return Grid(west, south, side, np.ones(shape, dtype=bool))


def _blocks(borders: tuple[Numbers, Numbers], side: float) -> list[slice]:
    """Runs of edges that are cut into not many more than so many pieces."""
    import numpy as np

    ends = np.cumsum(_pieces(borders[0], borders[1], side))
    cuts = np.searchsorted(ends, np.arange(BLOCK, ends[-1] + BLOCK, BLOCK)) + 1
    stops = np.unique(np.append(cuts, len(ends)).clip(max=len(ends))).tolist()
    return [slice(start, stop) for start, stop in zip([0, *stops], stops, strict=False)]


def _mark(grid: Grid, borders: tuple[Numbers, Numbers], block: slice) -> None:
    """Set the cells to false that some edges may touch: around pieces no longer than a cell."""
    import numpy as np

    start, stop = (ends[block] for ends in borders)
    pieces = _pieces(start, stop, grid.side)
    step = ((stop - start) / pieces[:, None]).repeat(pieces, axis=0)
    number = np.arange(len(step)) - (pieces.cumsum() - pieces).repeat(pieces)
    begin = start.repeat(pieces, axis=0) + step * number[:, None]
    end = begin + step
    slip = grid.side * 1e-3  # ends of pieces are rounded, far less than this
    low, high = np.minimum(begin, end) - slip, np.maximum(begin, end) + slip
    first, last = grid.cells(low[:, 0], low[:, 1]), grid.cells(high[:, 0], high[:, 1])
    columns = grid.answers.shape[1]
    across = last % columns - first % columns  # one at most, or two for the slip
    down = (last - first - across) // columns
    flat = grid.answers.reshape(-1)
    for below in range(int(down.max()) + 1):
        for beside in range(int(across.max()) + 1):
            flat[first + np.minimum(below, down) * columns + np.minimum(beside, across)] = False


def _pieces(start: Numbers, stop: Numbers, side: float) -> NDArray[np.int64]:
    """Into how many pieces each edge is cut, none longer than a cell along either axis."""
    import numpy as np

    longer = np.abs(stop - start).max(axis=1) / side
    pieces: NDArray[np.int64] = np.ceil(longer).clip(min=1).astype(np.int64)
    return pieces


def _steps(values: Numbers, start: float, side: float, most: int) -> NDArray[np.intp]:
    """Numbers of columns or rows, 0 before the start."""
    import numpy as np

    # held first, so that nothing overflows
    held = np.clip(values, start - side, start + most * side)
    held -= start
    held /= side
    held += 1
    steps: NDArray[np.intp] = np.clip(np.floor(held, out=held), 0, most - 1).astype(np.intp)
    return steps
