"""Coverages with fractal borders for the tests of large pages: the makers of the benchmark."""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

_PATH = Path(__file__).parents[1] / "benchmarks" / "coverages.py"


def coverages() -> Any:
    """The module of the benchmark that makes coverages and their content."""
    spec = spec_from_file_location("coverages", _PATH)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def walked(packed: dict[str, Any]) -> list[list[list[list[tuple[int, int]]]]]:
    """Places, polygons and rings of points on the grid, read back as the format says."""
    borders, x, y = [], 0, 0
    for steps in packed["arcs"]:
        line = []
        for dx, dy in zip(steps[::2], steps[1::2], strict=True):
            x, y = x + dx, y + dy
            line.append((x, y))
        borders.append(line)
    named, places = 0, []
    for polygons in packed["places"]:
        place = []
        for rings in polygons:
            polygon = []
            for ring in rings:
                points: list[tuple[int, int]] = []
                for back in ring:
                    if back == 0:
                        points += borders[named][:-1]
                        named += 1
                    else:
                        points += borders[named - back][::-1][:-1]
                polygon.append(points)
            place.append(polygon)
        places.append(place)
    assert named == len(borders)
    return places
