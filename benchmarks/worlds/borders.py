"""Coverages with borders as crooked as real ones: a grid broken by midpoint displacement."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

THAILAND = (97.4, 5.7, 105.6, 20.4)
DISTRICT = (100.0, 14.0, 101.0, 15.0)


def coverage(
    size: tuple[int, int],
    points: int,
    box: tuple[float, float, float, float] = THAILAND,
    *,
    seed: int = 2565,
) -> NDArray[np.object_]:
    """So many places across and up, each side of the grid a crooked line of so many steps."""
    chance = np.random.default_rng(seed)
    across, up = size
    west, south, east, north = box
    cell = np.array([(east - west) / across, (north - south) / up])
    x, y = np.meshgrid(np.arange(across + 1), np.arange(up + 1))
    moved = chance.uniform(-0.18, 0.18, (up + 1, across + 1, 2))
    nodes = (np.stack([x, y], axis=-1) + moved) * cell + [west, south]
    flat = _broken(nodes[:, :-1], nodes[:, 1:], points, chance)
    tall = _broken(nodes[:-1], nodes[1:], points, chance)
    parts = (
        flat[:-1, :, :-1],
        tall[:, 1:, :-1],
        flat[1:, :, :0:-1],
        tall[:, :-1, ::-1],
    )
    rings = np.concatenate(parts, axis=2)
    return np.asarray(shapely.polygons(rings.reshape(-1, 4 * points + 1, 2)))


def places(shapes: NDArray[np.object_]) -> gpd.GeoDataFrame:
    """Places with made-up codes and names, in WGS 84."""
    codes = [f"{990_001 + i:06d}" for i in range(len(shapes))]
    names = [f"ตำบลที่ {i + 1}" for i in range(len(shapes))]
    return gpd.GeoDataFrame({"place": codes, "name": names}, geometry=shapes, crs="EPSG:4326")


def _broken(
    start: NDArray[np.float64],
    end: NDArray[np.float64],
    points: int,
    chance: np.random.Generator,
) -> NDArray[np.float64]:
    """Lines of so many steps between pairs of nodes; the last axes are step and x, y."""
    path, rough = np.stack([start, end], axis=-2), 0.12
    while path.shape[-2] - 1 < points:
        a, b = path[..., :-1, :], path[..., 1:, :]
        aside = np.stack([-(b - a)[..., 1], (b - a)[..., 0]], axis=-1)
        middle = (a + b) / 2 + aside * chance.uniform(-rough, rough, a.shape[:-1])[..., None]
        finer = np.empty((*path.shape[:-2], 2 * path.shape[-2] - 1, 2))
        finer[..., ::2, :], finer[..., 1::2, :] = path, middle
        path, rough = finer, rough * 0.78
    kept = np.linspace(0, path.shape[-2] - 1, points + 1).round().astype(int)
    return path[..., kept, :]
