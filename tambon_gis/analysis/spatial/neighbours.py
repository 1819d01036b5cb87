"""Neighbours: which areas touch, as a sparse matrix; areas without any are told."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from tambon_gis.analysis.spatial import metres
from tambon_gis.analysis.spatial.ground import polygons
from tambon_gis.errors import AnalysisError
from tambon_gis.model.stages import BOUNDARIES

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    Shapes = NDArray[np.object_]
    Pairs = tuple[NDArray[np.int64], NDArray[np.int64]]

__all__ = ["Neighbours", "contiguity"]

Touch = Literal["point", "line"]
#: A border that lies along another area for no more than this many tolerances only meets it in a
#: corner: two right angles that meet run side by side for two.
CORNER = 4


@dataclass(frozen=True, eq=False)
class Neighbours:
    """
    Which areas are neighbours.

    Parameters
    ----------
    places : tuple[str, ...]
        Codes of the areas, sorted.
    matrix : scipy.sparse.csr_array
        1 where the area of the row and that of the column are neighbours; symmetric, nothing on the
        diagonal.
    """

    places: tuple[str, ...]
    matrix: Any

    @property
    def islands(self) -> tuple[str, ...]:
        """Areas without a neighbour."""
        degrees = self.matrix.sum(axis=1).tolist()
        return tuple(place for place, n in zip(self.places, degrees, strict=True) if not n)

    def pairs(self) -> pd.DataFrame:
        """
        Every pair of neighbours, both ways.

        Returns
        -------
        pandas.DataFrame
            ``place`` and ``neighbour``, sorted.
        """
        import numpy as np
        import pandas as pd

        names = np.asarray(self.places, dtype=object)
        one, two = self.matrix.tocoo().coords
        frame = pd.DataFrame({"place": names[one], "neighbour": names[two]}, dtype="str")
        return frame.sort_values(["place", "neighbour"], ignore_index=True)


def contiguity(
    areas: gpd.GeoDataFrame, *, touch: Touch = "point", tolerance: float = 0.0
) -> Neighbours:
    """
    Find areas that touch.

    Parameters
    ----------
    areas : geopandas.GeoDataFrame
        Stage ``boundaries``: one row a place, valid polygons in WGS 84.
    touch : {"point", "line"}, default "point"
        Whether one common point makes neighbours (a queen's move) or only a common line (a rook's).
    tolerance : float, default 0
        Metres by which borders may miss each other, for layers whose polygons were simplified one
        by one. With ``touch="line"`` a border then counts as common where it runs within the
        tolerance for longer than four times the tolerance.

    Returns
    -------
    Neighbours
        The areas in order of their codes, and the matrix.

    Raises
    ------
    StageError
        When the table lacks a column.
    AnalysisError
        When a place stands twice, a shape cannot be used or the tolerance is no length.

    Notes
    -----
    Formula: the polygons intersect (within the tolerance); for lines, the length of what they share
    is more than 0. Overlapping polygons are neighbours.
    Units: tolerance in metres, in the UTM zone of each area.
    Missing: an area without a polygon is refused.
    Source: rook and queen contiguity after Cliff and Ord (1981), Spatial Processes.

    Examples
    --------
    >>> import geopandas as gpd, shapely
    >>> areas = gpd.GeoDataFrame({"place": ["150101", "150102", "150103"], "name": "-"},
    ...     geometry=[shapely.box(x, 14, x + 0.1, 14.1) for x in (100, 100.1, 100.5)],
    ...     crs="EPSG:4326")
    >>> found = contiguity(areas)
    >>> found.pairs().values.tolist(), found.islands
    ([['150101', '150102'], ['150102', '150101']], ('150103',))
    """
    import numpy as np

    BOUNDARIES.check(areas)
    if not (math.isfinite(tolerance) and tolerance >= 0):
        raise AnalysisError("spatial.metres", found=str(tolerance))
    twice = sorted(set(areas["place"][areas["place"].duplicated()]))
    if twice:
        raise AnalysisError("spatial.twice", where="areas", places=", ".join(twice[:10]))
    shapes = polygons(areas, "areas")
    order = np.argsort(areas["place"].to_numpy(object), kind="stable")
    found = _near(shapes[order], touch, tolerance) if tolerance else _exact(shapes[order], touch)
    return Neighbours(tuple(areas["place"].iloc[order]), _matrix(found, len(areas)))


def _exact(shapes: Shapes, touch: Touch) -> Pairs:
    """Pairs whose polygons meet as they are drawn."""
    import shapely

    one, two = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    if touch == "line":
        upper = one < two
        one, two = one[upper], two[upper]
        shared = shapely.length(shapely.intersection(shapes[one], shapes[two])) > 0
        one, two = one[shared], two[shared]
    return one, two


def _near(shapes: Shapes, touch: Touch, tolerance: float) -> Pairs:
    """Pairs whose polygons meet within a tolerance, each area in its own zone."""
    import numpy as np
    import shapely

    zone, ones, twos = metres.zones_of_shapes(shapes), [], []
    for epsg in np.unique(zone):
        flat, mine = metres.flat(shapes, int(epsg)), np.flatnonzero(zone == epsg)
        one, two = shapely.STRtree(flat).query(flat[mine], predicate="dwithin", distance=tolerance)
        one = mine[one]
        apart = one != two
        one, two = one[apart], two[apart]
        if touch == "line":
            wide = shapely.buffer(flat[one], tolerance)
            along = shapely.length(shapely.intersection(shapely.boundary(flat[two]), wide))
            one, two = one[along > CORNER * tolerance], two[along > CORNER * tolerance]
        ones.append(one)
        twos.append(two)
    return np.concatenate(ones), np.concatenate(twos)


def _matrix(found: Pairs, size: int) -> Any:
    """Pairs as a symmetric matrix of ones."""
    import numpy as np
    from scipy import sparse

    one, two = (np.concatenate([found[a], found[b]]) for a, b in ((0, 1), (1, 0)))
    apart = one != two
    cells = (np.ones(int(apart.sum()), dtype=np.int64), (one[apart], two[apart]))
    matrix = sparse.csr_array(sparse.coo_array(cells, shape=(size, size)))
    matrix.data[:] = 1
    matrix.sort_indices()
    return matrix
