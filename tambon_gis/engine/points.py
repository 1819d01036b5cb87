"""Which polygon each of many points lies in: by shapely's tree in threads, or by SedonaDB."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tambon_gis.engine.cells import ASK, lay
from tambon_gis.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from tambon_gis.engine.cells import Grid

    Numbers = NDArray[np.float64]
    Whole = NDArray[np.int32]

__all__ = ["Finder", "Polygons", "hold"]

#: Points of one question: few enough that their memory is used again while it is warm.
CHUNK = 20_000
#: Points of one stretch of work of a thread.
SHARE = 500_000
#: From so many points on a grid pays, of about two cells a point, at most so many.
LARGE, CELLS = 2_000_000, 24_000_000
#: Points that are at most so many rows of the grid apart are near each other.
NEAR = 16
#: Types of shapely: polygon, multipolygon.
POLYGONS = (3, 6)
NAMED = 10
JOIN = """
SELECT points."row", areas.own
FROM points JOIN (SELECT own, ST_GeomFromWKB(wkb) AS shape FROM polygons) AS areas
ON ST_Intersects(areas.shape, ST_Point(points.x, points.y))
"""


@dataclass(frozen=True)
class Polygons:
    """
    Polygons in the order of their codes; see :func:`hold`.

    Parameters
    ----------
    codes : tuple[str, ...]
        Their codes.
    shapes : tuple[bytes, ...]
        Their outlines as WKB.
    """

    codes: tuple[str, ...]
    shapes: tuple[bytes, ...]

    @cached_property
    def names(self) -> NDArray[np.object_]:
        """Codes, each once."""
        return self._named[0]

    @cached_property
    def own(self) -> Whole:
        """For each polygon which of :attr:`names` is its own, and -1 behind, for no polygon."""
        import numpy as np

        return np.append(self._named[1], -1).astype(np.int32)

    @cached_property
    def _named(self) -> tuple[NDArray[np.object_], NDArray[np.intp]]:
        """Codes, and which of them each polygon has."""
        import numpy as np

        return np.unique(np.array(self.codes, dtype=object), return_inverse=True)

    @cached_property
    def tree(self) -> Any:
        """An index of shapes of their own, so that no thread meets a shape of the caller."""
        import shapely

        tree = shapely.STRtree(shapely.from_wkb(list(self.shapes)))
        tree.query(shapely.Point(0, 0))  # the first question builds it: before threads share it
        return tree

    def ask(self, x: Numbers, y: Numbers) -> Whole:
        """
        Ask the tree for points.

        Parameters
        ----------
        x, y : numpy.ndarray of float
            Finite coordinates.

        Returns
        -------
        numpy.ndarray of int32
            The first polygon that holds each point or has it on its border, -1 for none.
        """
        import numpy as np
        import shapely

        found = np.full(len(x), -1, dtype=np.int32)
        for part in _parts(len(x), CHUNK):
            spots = shapely.points(x[part], y[part])
            _least(found[part], *self.tree.query(spots, predicate="intersects"))
        return found

    def grid(self, cells: int, pool: ThreadPoolExecutor) -> Grid:
        """
        Lay a grid, in which most points need not be asked.

        Parameters
        ----------
        cells : int
            About how many cells.
        pool : concurrent.futures.ThreadPoolExecutor
            Threads that work.

        Returns
        -------
        Grid
            Its answers are those of :meth:`ask`.
        """
        import numpy as np
        import shapely

        rings = shapely.get_rings(shapely.get_parts(self.tree.geometries))
        corners, ring = shapely.get_coordinates(rings, return_index=True)
        edge = ring[1:] == ring[:-1]

        def ask(x: Numbers, y: Numbers) -> Whole:
            told = pool.map(lambda part: self.ask(x[part], y[part]), _parts(len(x), CHUNK))
            return np.concatenate(list(told))

        return lay((corners[:-1][edge], corners[1:][edge]), ask, cells, each=pool.map)


@dataclass(frozen=True)
class Finder:
    """
    A way to find the polygons of points.

    Parameters
    ----------
    polygons : Polygons
        The polygons.
    method : {"strtree", "sedonadb"}
        Who finds them.
    threads : int
        Of shapely's tree.
    rows : int
        How many points will be asked for in all: for many a grid is laid first.
    """

    polygons: Polygons
    method: str
    threads: int
    rows: int

    def find(self, x: Numbers, y: Numbers) -> Whole:
        """
        Find the polygons of points.

        Parameters
        ----------
        x, y : numpy.ndarray of float
            Coordinates.

        Returns
        -------
        numpy.ndarray of int32
            The first polygon that holds each point or has it on its border; -1 for none, and where
            a coordinate is no finite number.
        """
        import numpy as np

        known = np.isfinite(x) & np.isfinite(y)
        every = bool(known.all())
        found = np.full(len(x), -1, dtype=np.int32)
        if not self.polygons.codes or not known.any():
            return found
        held = (x, y) if every else (x[known], y[known])
        told = _sedona(self.polygons, *held) if self.method == "sedonadb" else self._ask(*held)
        if every:
            return told
        found[known] = told
        return found

    @cached_property
    def _grid(self) -> Grid | None:
        """A grid, where there are points enough to pay for it."""
        if self.rows < LARGE:
            return None
        with ThreadPoolExecutor(self.threads) as pool:
            return self.polygons.grid(min(2 * self.rows, CELLS), pool)

    def _ask(self, x: Numbers, y: Numbers) -> Whole:
        """By the grid, where there is one, and the tree, in threads."""
        import numpy as np

        grid, ask = self._grid, self.polygons.ask
        found = np.empty(len(x), dtype=np.int32)
        each = min(SHARE, len(x) // self.threads + 1)

        def fill(part: slice) -> None:
            if grid is None:
                found[part] = ask(x[part], y[part])
                return
            cells = grid.cells(x[part], y[part])
            told = grid.answers.ravel()[cells]
            others = np.flatnonzero(told == ASK)
            if _scattered(cells[others], grid):
                others = others[np.argsort(cells[others])]
            told[others] = ask(x[part][others], y[part][others])
            found[part] = told

        _ = self.polygons.tree  # built before threads share it
        with ThreadPoolExecutor(self.threads) as pool:
            list(pool.map(fill, _parts(len(x), CHUNK if grid is None else each)))
        return found


def hold(shapes: Any, codes: Sequence[str]) -> Polygons:
    """
    Put polygons into the order of their codes, and hold them against what they must be.

    Parameters
    ----------
    shapes : array of shapely geometries or of WKB
        Polygons and multipolygons.
    codes : sequence of str
        Their codes. Several polygons may have one code.

    Returns
    -------
    Polygons
        Copies of them.

    Raises
    ------
    EngineError
        When a shape is empty, crosses itself or is no polygon, or one has no code.

    Examples
    --------
    >>> import numpy as np, shapely
    >>> two = hold([shapely.box(1, 0, 2, 1), shapely.box(0, 0, 1, 1)], ["ข", "ก"])
    >>> two.codes, Finder(two, "strtree", 1, 3).find(np.array([1, 2, 3.0]), np.ones(3)).tolist()
    (('ก', 'ข'), [0, 1, -1])
    """
    import numpy as np
    import shapely

    named = np.array(codes, dtype=object)
    given = np.array(shapes, dtype=object)
    if given.shape != named.shape or not all(isinstance(code, str) for code in named):
        raise EngineError("points.codes", shapes=given.size, codes=named.size)
    if len(given) and isinstance(given[0], bytes):
        given = shapely.from_wkb(given, on_invalid="ignore")
    kinds = np.isin(shapely.get_type_id(given), (3, 6))
    good = kinds & shapely.is_valid(given) & ~shapely.is_empty(given)
    if not good.all():
        bad = sorted(named[~good].tolist())
        told = ", ".join(bad[:NAMED]) + (" …" if len(bad) > NAMED else "")
        raise EngineError("points.shapes", n=len(bad), places=told)
    order = np.argsort(named, kind="stable")
    outlines = shapely.to_wkb(given[order], output_dimension=2)
    return Polygons(tuple(named[order].tolist()), tuple(outlines.tolist()))


def _sedona(polygons: Polygons, x: Numbers, y: Numbers) -> Whole:
    """By SedonaDB, with the same exact arithmetic as shapely's."""
    import numpy as np
    import pyarrow as pa

    try:
        import sedonadb
    except ImportError:
        raise EngineError("points.missing", method="sedonadb", extra="scale") from None
    context = sedonadb.connect()
    # by default it asks another library, which errs on slanting borders
    context.sql("SET sedona.spatial_join.spatial_library = 'geos'").execute()
    rows = {"row": np.arange(len(x), dtype=np.int32), "x": x, "y": y}
    shapes = pa.array(polygons.shapes, pa.binary())
    held = {"own": np.arange(len(shapes), dtype=np.int32), "wkb": shapes}
    context.create_data_frame(pa.table(rows)).to_view("points")
    context.create_data_frame(pa.table(held)).to_view("polygons")
    joined = pa.table(context.sql(JOIN))
    found = np.full(len(x), -1, dtype=np.int32)
    _least(found, joined["row"].to_numpy(), joined["own"].to_numpy())
    return found


def _least(found: Whole, at: NDArray[Any], own: NDArray[Any]) -> None:
    """Note which polygon each point lies in; the first of several."""
    import numpy as np

    found[at] = own
    other = found[at] != own  # of the points that several hold, and so few
    np.minimum.at(found, at[other], own[other])


def _scattered(cells: NDArray[np.intp], grid: Grid) -> bool:
    """Whether the next point mostly lies far off, as in a shuffled table."""
    import numpy as np

    far = np.abs(np.diff(cells)) > NEAR * grid.answers.shape[1]
    return bool(far.sum() * 2 > len(far))


def _parts(size: int, most: int) -> list[slice]:
    """Runs of so many rows at most."""
    return [slice(at, at + most) for at in range(0, size, most)]
