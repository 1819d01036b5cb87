"""Shapes that are broken, doubled, missing, overlapping or of the wrong kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from torture.land import SIDE, SOUTH, WEST, box, feature, features, geojson
from torture.registry import Made, case

if TYPE_CHECKING:
    from pathlib import Path


def _polygon(*rings: Any) -> dict[str, Any]:
    """A polygon of GeoJSON."""
    return {"type": "Polygon", "coordinates": list(rings)}


def _second(geometry: Any, **properties: Any) -> list[dict[str, Any]]:
    """The villages with another shape for the second one."""
    first, _, third = features()
    return [first, feature(1, geometry, **properties), third]


def _apart(north: float) -> dict[str, Any]:
    """The second box, moved to the north by so many sides."""
    return _polygon(box(1, south=SOUTH + north * SIDE)[::-1])


@case("bow_tie", "a polygon that crosses itself")
def bow_tie(folder: Path) -> Made:
    """Two triangles that meet in a point."""
    x, y, s = WEST + SIDE, SOUTH, SIDE
    ring = [(x, y), (x + s, y + s), (x + s, y), (x, y + s), (x, y)]
    return geojson(folder, _second(_polygon(ring)))


@case("null_shape", "a row without a shape")
def null_shape(folder: Path) -> Made:
    """null in GeoJSON."""
    return geojson(folder, _second(None))


@case("empty_shape", "a polygon without a ring")
def empty_shape(folder: Path) -> Made:
    """Empty is not null."""
    return geojson(folder, _second(_polygon()))


@case("flat_shape", "a polygon of no area")
def flat_shape(folder: Path) -> Made:
    """There and back on a line."""
    x, y = WEST + SIDE, SOUTH
    return geojson(folder, _second(_polygon([(x, y), (x + SIDE, y), (x, y), (x, y)])))


@case("line_shape", "a line among polygons")
def line_shape(folder: Path) -> Made:
    """A road in the wrong layer."""
    line = {"type": "LineString", "coordinates": box(1)[:3]}
    return geojson(folder, _second(line))


@case("collection_shape", "a collection of a polygon and a line")
def collection_shape(folder: Path) -> Made:
    """The polygon is used."""
    line = {"type": "LineString", "coordinates": box(1)[:3]}
    both = {"type": "GeometryCollection", "geometries": [_polygon(box(1)[::-1]), line]}
    return geojson(folder, _second(both))


@case("heights", "polygons with heights")
def heights(folder: Path) -> Made:
    """Z is dropped and told."""
    made = [feature(at, _polygon([(*point, 4.5) for point in box(at)[::-1]])) for at in range(3)]
    return geojson(folder, made)


@case("hole", "a hole that lies outside its polygon")
def hole(folder: Path) -> Made:
    """It cannot be a hole."""
    outside = box(6)
    return geojson(folder, _second(_polygon(box(1)[::-1], outside)))


@case("parts", "one village in two rows, a row a part")
def parts(folder: Path) -> Made:
    """The parts do not touch."""
    island = feature(1, _apart(2))
    return geojson(folder, [*features(), island], rows=(1, 2, 3, 4))


@case("copy_exact", "one village twice with the same shape")
def copy_exact(folder: Path) -> Made:
    """A layer that was merged with itself."""
    return geojson(folder, [*features(), feature(1)], rows=(1, 2, 3, 4))


@case("code_twice", "one code on two shapes that lie over each other and differ")
def code_twice(folder: Path) -> Made:
    """Two drafts of one village: which is right?"""
    return geojson(folder, [*features(), feature(1, _apart(0.4))], rows=(1, 2, 3, 4))


@case("code_twice_names", "one code on two shapes with different names")
def code_twice_names(folder: Path) -> Made:
    """They do not touch: two villages, of which one has the wrong code."""
    other = feature(1, _apart(2), VILL_NAM_T="หนองบัว")
    return geojson(folder, [*features(), other], rows=(1, 2, 3, 4))


@case("overlap", "two villages that overlap")
def overlap(folder: Path) -> Made:
    """The second begins a fifth of a side too far west."""
    ring = [(x - SIDE / 5 if x < WEST + 1.5 * SIDE else x, y) for x, y in box(1)]
    return geojson(folder, _second(_polygon(ring[::-1])))


@case("gap", "a hole between three villages")
def gap(folder: Path) -> Made:
    """A corner of the second is cut inside a ring of neighbours."""
    x, y, s = WEST, SOUTH, SIDE
    left = _polygon([(x, y), (x + 2 * s, y), (x + 2 * s, y + s), (x, y + s), (x, y)])
    middle = _polygon([(x, y + s), (x + s, y + s), (x + 0.9 * s, y + 2 * s), (x, y + 2 * s),
                       (x, y + s)])  # fmt: skip
    right = _polygon([(x + s, y + s), (x + 2 * s, y + s), (x + 2 * s, y + 3 * s), (x, y + 3 * s),
                      (x, y + 2 * s), (x + s, y + 2 * s), (x + s, y + s)])  # fmt: skip
    made = [feature(at, shape) for at, shape in enumerate((left, middle, right))]
    return geojson(folder, made)


@case("sliver", "two villages that overlap by a hand's breadth")
def sliver(folder: Path) -> Made:
    """A tenth of a metre: digitised twice."""
    ring = [(x - 1e-6 if x < WEST + 1.5 * SIDE else x, y) for x, y in box(1)]
    return geojson(folder, _second(_polygon(ring[::-1])))


@case("shape_code_blank", "a shape without a code")
def shape_code_blank(folder: Path) -> Made:
    """It could be any village."""
    return geojson(folder, _second("box", VILL_CODE=None))


@case("shape_code_none", "a layer without a column of codes")
def shape_code_none(folder: Path) -> Made:
    """Only names."""
    made = features()
    for one in made:
        one["properties"] = {"label": one["properties"]["VILL_NAM_T"]}
    return geojson(folder, made, rows=None)


@case("shape_code_asked", "a column of codes is asked for that is not there")
def shape_code_asked(folder: Path) -> Made:
    """The message names those that are."""
    return geojson(folder, rows=None)


@case("points_for_areas", "points of villages without tambons around them")
def points_for_areas(folder: Path) -> Made:
    """A layer of headmen's houses is no layer of areas."""
    made = [
        feature(at, {"type": "Point", "coordinates": [WEST + (at + 0.5) * SIDE, SOUTH + SIDE / 2]})
        for at in range(3)
    ]
    return geojson(folder, made, rows=None)


@case("points_inside", "points of villages inside their tambon")
def points_inside(folder: Path) -> Made:
    """They become approximate areas, and are called so."""
    tambon = {
        "type": "Feature",
        "properties": {"TAM_CODE": "990101", "TAM_NAM_T": "สาธิต"},
        "geometry": _polygon(
            [(WEST, SOUTH), (WEST + 3 * SIDE, SOUTH), (WEST + 3 * SIDE, SOUTH + SIDE),
             (WEST, SOUTH + SIDE), (WEST, SOUTH)]
        ),
    }  # fmt: skip
    geojson(folder, [tambon], name="tambon.geojson")
    return Made(points_for_areas(folder).path, (1, 2, 3))
